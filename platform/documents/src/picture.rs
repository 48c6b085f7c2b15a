//! Reads the images that are printed: a JPEG goes in as it is, a PNG as pixels.

use std::io::Cursor;

use image::{ImageDecoder, ImageReader, Limits, metadata::Orientation};

use crate::face::deflate;

/// No more memory than this is given to one image; a larger one is only listed.
const BUDGET: u64 = 96 * 1024 * 1024;
/// In pixels: 200 dots an inch on A4; more is not seen on paper.
const SIDES: (u32, u32) = (1654, 2339);

/// An image ready to be embedded.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// The PDF filter that the bytes went through.
    pub(crate) filter: &'static str,
    pub(crate) color_space: &'static str,
    pub(crate) bytes: Vec<u8>,
}

impl Picture {
    /// Reads a JPEG or a PNG; `None` where it is neither, is damaged, or is beyond the budget.
    pub(crate) fn read(bytes: &[u8], mime: &str) -> Option<Self> {
        if !matches!(mime, "image/jpeg" | "image/png") {
            return None;
        }
        let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
        let mut limits = Limits::default();
        limits.max_alloc = Some(BUDGET);
        (limits.max_image_width, limits.max_image_height) = (Some(20_000), Some(20_000));
        reader.limits(limits);
        let mut decoder = reader.into_decoder().ok()?;
        let (width, height) = decoder.dimensions();
        let upright = matches!(decoder.orientation(), Ok(Orientation::NoTransforms));
        let color_space = match decoder.color_type() {
            image::ColorType::Rgb8 => "DeviceRGB",
            image::ColorType::L8 => "DeviceGray",
            _ => "",
        };
        let plain_jpeg = mime == "image/jpeg" && upright && !color_space.is_empty();
        if plain_jpeg && !has_four_colours(bytes) && bytes.starts_with(&[0xFF, 0xD8]) && bytes.len() < 4 * 1024 * 1024 {
            return Some(Self { width, height, filter: "DCTDecode", color_space, bytes: bytes.to_vec() });
        }
        if decoder.total_bytes().saturating_mul(2) > BUDGET {
            return None;
        }
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let mut image = image::DynamicImage::from_decoder(decoder).ok()?;
        image.apply_orientation(orientation);
        if image.width() > SIDES.0 || image.height() > SIDES.1 {
            image = image.thumbnail(SIDES.0, SIDES.1);
        }
        let (width, height) = (image.width(), image.height());
        // What is transparent is paper.
        let pixels: Vec<u8> = image
            .into_rgba8()
            .pixels()
            .flat_map(|pixel| {
                let [red, green, blue, alpha] = pixel.0.map(u32::from);
                [red, green, blue].map(|tone| u8::try_from((tone * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255))
            })
            .collect();
        Some(Self {
            width,
            height,
            filter: "FlateDecode",
            color_space: "DeviceRGB",
            bytes: deflate(&pixels, flate2::Compression::fast()),
        })
    }
}

/// Whether a JPEG holds printing inks (CMYK), which readers turn into negatives.
fn has_four_colours(jpeg: &[u8]) -> bool {
    let mut at = 2;
    while let Some([0xFF, marker, high, low]) = jpeg.get(at..at + 4) {
        if matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
            return jpeg.get(at + 9).is_some_and(|components| *components == 4);
        }
        at += 2 + usize::from(u16::from_be_bytes([*high, *low]));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(format: image::ImageFormat) -> Vec<u8> {
        let image = image::RgbImage::from_fn(40, 20, |x, _| image::Rgb([u8::try_from(x).unwrap(), 0, 0]));
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn images_are_read_and_anything_else_is_not() {
        let png = Picture::read(&encoded(image::ImageFormat::Png), "image/png").unwrap();
        assert_eq!((png.width, png.height, png.filter), (40, 20, "FlateDecode"));
        let jpeg = encoded(image::ImageFormat::Jpeg);
        let picture = Picture::read(&jpeg, "image/jpeg").unwrap();
        assert_eq!((picture.filter, picture.bytes == jpeg), ("DCTDecode", true));
        assert!(Picture::read(b"%PDF-1.7", "application/pdf").is_none());
        assert!(Picture::read(&jpeg[..60], "image/jpeg").is_none());
    }
}
