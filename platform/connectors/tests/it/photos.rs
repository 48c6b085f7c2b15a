//! Photographs are helped: shrunk, turned upright, stripped of where they were taken.

use connectors::uploads::{FileKind, Inspected, Limits, Refusal, inspect};
use image::{DynamicImage, ImageDecoder, ImageReader, RgbaImage};
use std::io::Cursor;

use crate::files::{exif, has, jpeg, jpeg_with, noise, png, with_segments};

fn look(bytes: &[u8]) -> Result<Inspected, Refusal> {
    inspect(bytes, "IMG_0001.JPG", FileKind::ALL, &Limits::default())
}

/// The picture as a browser shows it.
fn shown(bytes: &[u8]) -> image::RgbImage {
    let mut decoder = ImageReader::new(Cursor::new(bytes)).with_guessed_format().unwrap().into_decoder().unwrap();
    let orientation = decoder.orientation().unwrap();
    let mut picture = DynamicImage::from_decoder(decoder).unwrap();
    picture.apply_orientation(orientation);
    picture.into_rgb8()
}

fn brightness(picture: &image::RgbImage, x: u32, y: u32) -> u32 {
    let mut sum = 0;
    for dx in 0..8 {
        for dy in 0..8 {
            sum += picture.get_pixel(x + dx, y + dy).0.iter().map(|value| u32::from(*value)).sum::<u32>();
        }
    }
    sum / 192
}

#[test]
fn a_large_photograph_is_shrunk_and_stands_upright() {
    // Taken with the telephone on its side: orientation 6 means « turn me a quarter to the right ».
    let photo = with_segments(&jpeg(&noise(4000, 3000), 95), &[(0xe1, &exif(6))]);
    assert!(photo.len() > 5_000_000, "{} bytes are not too many", photo.len());
    let found = look(&photo).unwrap();
    let kept = found.bytes(&photo);
    assert!(found.shrunk && kept.len() <= 5_000_000, "{}", kept.len());
    assert!(!has(kept, b"GPS") && !has(kept, b"Exif"));
    let picture = shown(kept);
    assert_eq!(found.pixels, Some(picture.dimensions()));
    assert!(picture.height() > picture.width() && picture.height() >= 2000, "{:?}", picture.dimensions());
    // Dark above became dark on the right.
    let (left, right) = (brightness(&picture, 20, 500), brightness(&picture, picture.width() - 40, 500));
    assert!(right + 60 < left, "left {left}, right {right}");
}

#[test]
fn every_orientation_looks_the_same_after_the_exif_block_is_gone() {
    for orientation in 1..=8 {
        let photo = jpeg_with(&[(0xe1, &exif(orientation)), (0xfe, b"comment"), (0xed, b"Photoshop 3.0\0secret")]);
        let found = look(&photo).unwrap();
        let kept = found.bytes(&photo);
        assert!(!found.shrunk);
        for secret in [&b"GPS"[..], b"Secret", b"comment", b"Photoshop"] {
            assert!(!has(kept, secret), "{orientation}");
        }
        assert_eq!(shown(kept), shown(&photo), "{orientation}");
        assert_eq!(found.pixels, Some(shown(&photo).dimensions()));
        // What has been cleaned stays as it is.
        let again = look(kept).unwrap();
        assert_eq!(again.rewritten, None, "{orientation}");
    }
}

#[test]
fn a_plain_photograph_is_kept_byte_for_byte() {
    let photo = jpeg(&noise(640, 480), 80);
    let found = look(&photo).unwrap();
    assert_eq!(
        (found.kind, found.rewritten, found.pixels, found.name.as_str()),
        (FileKind::Jpeg, None, Some((640, 480)), "IMG_0001.jpg")
    );
}

#[test]
fn a_screenshot_that_is_too_large_becomes_a_photograph_on_white() {
    let mut picture = RgbaImage::new(1600, 1200);
    for (pixel, noise) in picture.pixels_mut().zip(noise(1600, 1200).pixels()) {
        let [r, g, b] = noise.0;
        pixel.0 = [r, g, b, 255];
    }
    for x in 0..64 {
        for y in 0..64 {
            picture.get_pixel_mut(x, y).0 = [0, 0, 0, 0];
        }
    }
    let screenshot = png(DynamicImage::ImageRgba8(picture));
    let found =
        inspect(&screenshot, "écran.png", FileKind::ALL, &Limits { max_size: 1_000_000, ..Limits::default() }).unwrap();
    assert_eq!((found.kind, found.name.as_str(), found.mime()), (FileKind::Jpeg, "écran.jpg", "image/jpeg"));
    let kept = shown(found.bytes(&screenshot));
    assert!(found.bytes(&screenshot).len() <= 1_000_000);
    assert!(brightness(&kept, 4, 4) > 230, "what was transparent is paper");
    let refusal =
        inspect(&screenshot, "écran.png", &[FileKind::Png], &Limits { max_size: 1_000_000, ..Limits::default() })
            .unwrap_err();
    assert_eq!(refusal.code, "file.too_large");
}

#[test]
fn what_cannot_be_shrunk_enough_is_refused() {
    let photo = jpeg(&noise(1000, 1000), 95);
    let refusal =
        inspect(&photo, "a.jpg", FileKind::ALL, &Limits { max_size: 2_000, ..Limits::default() }).unwrap_err();
    assert_eq!(refusal.code, "file.too_large");
    assert_eq!(refusal.args, [("size", photo.len().to_string()), ("max", "2000".to_owned())]);
}

#[test]
fn what_follows_the_picture_is_cut_off() {
    let photo = jpeg(&noise(64, 64), 80);
    let with_film = [&photo[..], b"\0\0\0\x18ftypmp42 a short film"].concat();
    assert_eq!(look(&with_film).unwrap().rewritten.as_deref(), Some(&photo[..]));
}

#[test]
fn a_cut_photograph_is_damaged() {
    let photo = jpeg(&noise(64, 64), 80);
    for length in [3, 4, 20, 100, photo.len() / 2, photo.len() - 1] {
        let refusal = look(&photo[..length]).unwrap_err();
        assert_eq!(refusal.code, "file.damaged", "{length}");
    }
}
