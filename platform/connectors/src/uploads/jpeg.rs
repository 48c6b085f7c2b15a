//! Keeps of a JPEG what shows the picture: its tables, its frame, its scans. Left out: where and when it was taken, the camera's notes,
//! small previews, and whatever follows the picture's end (a second file in one, a phone's short film).
//!
//! No pixel is decoded here. Orientation stays: it is the one thing said in the new, minimal Exif block.

use std::borrow::Cow;

use image::metadata::Orientation;

use super::{FileKind, Limits, Refusal, Rewritten, check_pixels};

/// Most bytes of metadata, which is left out anyway: beyond it the file is no photograph.
const MAX_METADATA: usize = 8 * 1024 * 1024;
/// Most bytes of colour profile that are kept.
const MAX_PROFILE: usize = 512 * 1024;

pub(super) fn rewrite<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Rewritten<'a>, Refusal> {
    let damaged = || Refusal::damaged(FileKind::Jpeg);
    let mut kept: Vec<&[u8]> = Vec::new();
    let mut metadata = 0;
    let mut profile = 0;
    let mut frame = None;
    let mut orientation = Orientation::NoTransforms;
    let mut scans = 0;
    let mut decoded = 0;
    // The end of the start-of-image marker.
    let mut at = 2;
    let end = loop {
        let (marker, start) = marker(bytes, at).ok_or_else(damaged)?;
        if marker == 0xd9 {
            break start;
        }
        let length = match bytes.get(start..start + 2) {
            Some([high, low]) => usize::from(u16::from_be_bytes([*high, *low])),
            _ => return Err(damaged()),
        };
        let body = bytes.get(start + 2..start + length.max(2)).filter(|_| length >= 2).ok_or_else(damaged)?;
        let mut stop = start + length;
        let mut keep = true;
        match marker {
            // Tables, restarts.
            0xc4 | 0xcc | 0xdb | 0xdd => {}
            // Frames: baseline, extended, progressive. No browser shows the others.
            0xc0..=0xc2 => {
                let &[_, h1, h0, w1, w0, ..] = body else {
                    return Err(damaged());
                };
                let (width, height) =
                    (u32::from(u16::from_be_bytes([w1, w0])), u32::from(u16::from_be_bytes([h1, h0])));
                if frame.is_some() || width == 0 || height == 0 {
                    return Err(damaged());
                }
                check_pixels(width, height, limits)?;
                frame = Some((width, height));
                // A progressive picture keeps its coefficients, of two bytes each, until the last scan.
                let bytes_a_pixel = if marker == 0xc2 { 9 } else { 3 };
                decoded = u64::from(width) * u64::from(height) * bytes_a_pixel;
            }
            // A scan, and the picture's data behind it.
            0xda => {
                if frame.is_none() {
                    return Err(damaged());
                }
                scans += 1;
                stop = entropy_end(bytes, stop).ok_or_else(damaged)?;
            }
            // What colours mean.
            0xe0 if body.starts_with(b"JFIF\0") && length == 16 => {}
            0xee if body.starts_with(b"Adobe") && length == 14 => {}
            0xe2 if body.starts_with(b"ICC_PROFILE\0") => {
                profile += length;
                keep = profile <= MAX_PROFILE;
            }
            0xe1 => {
                if let Some(exif) = body.strip_prefix(b"Exif\0\0").filter(|_| orientation == Orientation::NoTransforms)
                {
                    orientation = Orientation::from_exif_chunk(exif).unwrap_or(Orientation::NoTransforms);
                }
                keep = false;
            }
            0xe0..=0xef | 0xfe => keep = false,
            _ => return Err(damaged()),
        }
        if keep {
            // The marker itself, without the fill bytes that may stand before it.
            kept.push(bytes.get(start - 2..stop).ok_or_else(damaged)?);
        } else {
            metadata += length;
            if metadata > MAX_METADATA {
                return Err(Refusal::new(
                    "file.metadata",
                    [("size", metadata.to_string()), ("max", MAX_METADATA.to_string())],
                ));
            }
        }
        // A budget of segments comes with the file's size: each takes four bytes, and the loop does little for each.
        at = stop;
    };
    let (width, height) = frame.filter(|_| scans > 0).ok_or_else(damaged)?;
    let turned = matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    );
    let pixels = Some(if turned { (height, width) } else { (width, height) });
    let exif = exif_of(orientation);
    let whole = kept.iter().map(|part| part.len()).sum::<usize>() + 4;
    if whole == bytes.len() && exif.is_empty() && end == bytes.len() {
        return Ok(Rewritten { bytes: Cow::Borrowed(bytes), pixels, decoded });
    }
    let mut out = Vec::with_capacity(whole + exif.len());
    out.extend_from_slice(b"\xff\xd8");
    // JFIF wants to be first; Exif comes right behind it.
    let (first, others) = match kept.split_first() {
        Some((first, others)) if first.starts_with(b"\xff\xe0") => (*first, others),
        _ => (&[][..], kept.as_slice()),
    };
    out.extend_from_slice(first);
    out.extend_from_slice(&exif);
    for part in others {
        out.extend_from_slice(part);
    }
    out.extend_from_slice(b"\xff\xd9");
    let bytes = if out == bytes { Cow::Borrowed(bytes) } else { Cow::Owned(out) };
    Ok(Rewritten { bytes, pixels, decoded })
}

/// The marker at `at` and the place behind it.
fn marker(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let mut at = at;
    if *bytes.get(at)? != 0xff {
        return None;
    }
    while *bytes.get(at)? == 0xff {
        at += 1;
    }
    let marker = *bytes.get(at)?;
    // No marker without a length may stand between segments.
    (!matches!(marker, 0x00 | 0x01 | 0xd0..=0xd8)).then_some((marker, at + 1))
}

/// The first marker behind a scan's data that is not part of it.
fn entropy_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr(0xff, bytes.get(at..)?)?;
        match bytes.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Some(at),
        }
    }
}

/// An Exif segment that says the orientation and nothing else; nothing at all if there is nothing to turn.
fn exif_of(orientation: Orientation) -> Vec<u8> {
    if orientation == Orientation::NoTransforms {
        return Vec::new();
    }
    let mut exif = b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend_from_slice(&[orientation.to_exif(), 0, 0, 0, 0, 0, 0]);
    exif
}
