//! Makes a photograph smaller until it fits: same picture, fewer pixels, upright.

use std::io::{self, Cursor, Write};

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage};

use super::{FileKind, Limits, Refusal, budget};

/// Longest edge and quality of each attempt: an A4 page at 300, 212, 150, 106 and 75 dots per inch.
const ATTEMPTS: [(u32, u8); 5] = [(3508, 85), (2480, 82), (1754, 80), (1240, 75), (877, 70)];
/// Most memory of one decoded picture, in bytes.
pub(super) const MAX_DECODED: u64 = 256 * 1024 * 1024;

/// A JPEG, and its width and height.
type Photo = (Vec<u8>, (u32, u32));

/// The photograph as a JPEG of at most `limits.max_size` bytes; nothing if even the smallest attempt is larger.
///
/// `decoded` is what the decoded picture takes, in bytes. While it is turned, or put on paper, there are two of it: it counts twice.
pub(super) fn shrink(bytes: &[u8], kind: FileKind, decoded: u64, limits: &Limits) -> Result<Option<Photo>, Refusal> {
    let _room = budget::take(decoded.saturating_mul(2));
    let (mut picture, orientation) = decode(bytes, kind).ok_or_else(|| Refusal::damaged(kind))?;
    let mut upright = false;
    for (edge, quality) in ATTEMPTS {
        let longest = picture.width().max(picture.height());
        if longest > edge {
            // Each attempt starts from the last one: the full picture is let go of at once.
            picture = scale(&picture, edge, longest);
        } else if upright {
            // Already tried at this size.
            continue;
        }
        if !upright {
            let mut turned = DynamicImage::ImageRgb8(picture);
            turned.apply_orientation(orientation);
            picture = turned.into_rgb8();
            upright = true;
        }
        let mut out = Bounded { bytes: Vec::new(), room: usize::try_from(limits.max_size).unwrap_or(usize::MAX) };
        // An encoder that runs out of room is the way to learn that this attempt is too large.
        if JpegEncoder::new_with_quality(&mut out, quality).encode_image(&picture).is_ok() {
            return Ok(Some((out.bytes, picture.dimensions())));
        }
    }
    Ok(None)
}

fn decode(bytes: &[u8], kind: FileKind) -> Option<(RgbImage, image::metadata::Orientation)> {
    let format = if kind == FileKind::Png { ImageFormat::Png } else { ImageFormat::Jpeg };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_DECODED);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().ok()?;
    let picture = DynamicImage::from_decoder(decoder).ok()?;
    Some((on_white(picture), orientation))
}

/// A JPEG has no transparency: what shines through a PNG becomes paper.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    let mut out = RgbImage::new(picture.width(), picture.height());
    for (to, from) in out.pixels_mut().zip(picture.pixels()) {
        let [r, g, b, alpha] = from.0;
        let mix = |colour: u8| ((u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255) as u8;
        to.0 = [mix(r), mix(g), mix(b)];
    }
    out
}

/// Averages boxes of pixels: good for making smaller, and without a second picture of floats in memory.
fn scale(picture: &RgbImage, edge: u32, longest: u32) -> RgbImage {
    let side =
        |length: u32| u32::try_from(u64::from(length) * u64::from(edge) / u64::from(longest)).unwrap_or(edge).max(1);
    image::imageops::thumbnail(picture, side(picture.width()), side(picture.height()))
}

/// Takes so many bytes and no more.
struct Bounded {
    bytes: Vec<u8>,
    room: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.room {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
