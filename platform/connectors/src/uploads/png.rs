//! Keeps of a PNG what shows the picture. Left out: texts, times, Exif, animation, private chunks, and whatever follows the end.

use std::borrow::Cow;

use super::{FileKind, Limits, Refusal, Rewritten, check_pixels};

/// The chunks that say how the picture looks. Not the colour profile: it is compressed, and may hold anything.
const KEPT: &[&[u8; 4]] =
    &[b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs", b"bKGD"];
const SIGNATURE: usize = 8;

pub(super) fn rewrite<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Rewritten<'a>, Refusal> {
    let damaged = || Refusal::damaged(FileKind::Png);
    let mut out = bytes.get(..SIGNATURE).ok_or_else(damaged)?.to_vec();
    let mut at = SIGNATURE;
    let mut pixels = None;
    let mut data = false;
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
                let Some(&[w3, w2, w1, w0, h3, h2, h1, h0]) = chunk.get(8..16).filter(|_| length == 13) else {
                    return Err(damaged());
                };
                let (width, height) = (u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]));
                if width == 0 || height == 0 {
                    return Err(damaged());
                }
                check_pixels(width, height, limits)?;
                pixels = Some((width, height));
            }
            b"IDAT" => data = true,
            b"IEND" if !data || length != 0 => return Err(damaged()),
            // An unknown chunk without which the picture cannot be shown.
            _ if t0.is_ascii_uppercase() && !KEPT.contains(&&name) => return Err(damaged()),
            _ => {}
        }
        if KEPT.contains(&&name) {
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
