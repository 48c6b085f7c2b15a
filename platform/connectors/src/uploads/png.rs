//! Keeps of a PNG what shows the picture, and sees to it that it can be shown. Left out: texts, times, Exif, animation, private chunks, and
//! whatever follows the end.

use std::borrow::Cow;

use flate2::Crc;

use super::rows::Rows;
use super::{FileKind, Limits, Refusal, Rewritten, check_pixels};

/// The chunks that say how the picture looks. Not the colour profile: it is compressed, and may hold anything.
const KEPT: &[&[u8; 4]] =
    &[b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs", b"bKGD"];
const SIGNATURE: usize = 8;

/// The kind of colour that is a place in a palette.
const PALETTE: u8 = 3;

pub(super) fn rewrite<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Rewritten<'a>, Refusal> {
    let damaged = || Refusal::damaged(FileKind::Png);
    let mut out = bytes.get(..SIGNATURE).ok_or_else(damaged)?.to_vec();
    let mut at = SIGNATURE;
    let mut pixels = None;
    let (mut rows, mut palette) = (None, None);
    loop {
        let Some(&[l3, l2, l1, l0, t0, t1, t2, t3]) = bytes.get(at..at + 8) else {
            return Err(damaged());
        };
        let length = u32::from_be_bytes([l3, l2, l1, l0]) as usize;
        let name = [t0, t1, t2, t3];
        let chunk = bytes.get(at..at.saturating_add(length).saturating_add(12)).ok_or_else(damaged)?;
        if (&name == b"IHDR") != pixels.is_none() {
            return Err(damaged());
        }
        match &name {
            b"IHDR" => {
                let Some(head) = chunk.get(8..21).and_then(|head| head.first_chunk::<13>()).filter(|_| length == 13)
                else {
                    return Err(damaged());
                };
                let [w3, w2, w1, w0, h3, h2, h1, h0, _, colour, ..] = *head;
                let (width, height) = (u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]));
                if width == 0 || height == 0 {
                    return Err(damaged());
                }
                check_pixels(width, height, limits)?;
                pixels = Some((width, height));
                rows = Some(Rows::of(head).ok_or_else(damaged)?);
                palette = (colour == PALETTE).then_some(false);
            }
            b"PLTE" => palette = palette.map(|_| true),
            b"IDAT" if palette == Some(false) => return Err(damaged()),
            b"IDAT" => {
                let data = chunk.get(8..8 + length).unwrap_or_default();
                rows.as_mut().and_then(|rows| rows.take(data)).ok_or_else(damaged)?;
            }
            b"IEND" if length != 0 || !rows.as_ref().is_some_and(Rows::are_whole) => return Err(damaged()),
            // An unknown chunk without which the picture cannot be shown.
            _ if t0.is_ascii_uppercase() && !KEPT.contains(&&name) => return Err(damaged()),
            _ => {}
        }
        if KEPT.contains(&&name) {
            if !is_intact(chunk) {
                return Err(damaged());
            }
            out.extend_from_slice(chunk);
        }
        at += chunk.len();
        if &name == b"IEND" {
            break;
        }
    }
    let bytes = if out.len() == bytes.len() { Cow::Borrowed(bytes) } else { Cow::Owned(out) };
    // At worst sixteen bits for each of four channels.
    let decoded = pixels.map_or(0, |(width, height)| u64::from(width) * u64::from(height) * 8);
    Ok(Rewritten { bytes, pixels, decoded })
}

/// Whether a chunk's check sum holds: readers show no picture where one does not.
fn is_intact(chunk: &[u8]) -> bool {
    let Some((body, sum)) = chunk.split_last_chunk::<4>() else { return false };
    let mut check = Crc::new();
    check.update(body.get(4..).unwrap_or_default());
    check.sum() == u32::from_be_bytes(*sum)
}
