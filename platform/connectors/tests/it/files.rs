//! Makes the files of the tests.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// A picture that compresses badly, dark above and light below, so that turning it shows.
pub(crate) fn noise(width: u32, height: u32) -> RgbImage {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    RgbImage::from_fn(width, height, |_, y| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let base = if y < height / 2 { 30 } else { 160 };
        let [r, g, b, ..] = state.to_le_bytes();
        Rgb([base + r % 90, base + g % 90, base + b % 90])
    })
}

pub(crate) fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, quality).encode_image(picture).unwrap();
    out
}

pub(crate) fn png(picture: DynamicImage) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, ImageFormat::Png).unwrap();
    out.into_inner()
}

/// A small JPEG with segments put right behind its start.
pub(crate) fn jpeg_with(segments: &[(u8, &[u8])]) -> Vec<u8> {
    let plain = jpeg(&noise(40, 20), 80);
    with_segments(&plain, segments)
}

pub(crate) fn with_segments(plain: &[u8], segments: &[(u8, &[u8])]) -> Vec<u8> {
    let mut out = plain[..2].to_vec();
    for (marker, body) in segments {
        out.extend_from_slice(&[0xff, *marker]);
        out.extend_from_slice(&u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        out.extend_from_slice(body);
    }
    out.extend_from_slice(&plain[2..]);
    out
}

/// What a telephone writes: orientation, and where it was taken.
pub(crate) fn exif(orientation: u8) -> Vec<u8> {
    let mut body = b"Exif\0\0II\x2a\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    body.extend_from_slice(&[orientation, 0, 0, 0]);
    body.extend_from_slice(b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0");
    body.extend_from_slice(b"GPS 43.6045 N 1.4440 E, 3 rue du Secret");
    body
}

/// A PDF of one empty page, with more objects and more in its trailer.
pub(crate) fn pdf(objects: &str, trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n".to_vec();
    out.extend_from_slice(objects.as_bytes());
    let table = out.len();
    out.extend_from_slice(
        format!(
            "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 4 /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n"
        )
        .as_bytes(),
    );
    out
}

/// A PDF with an object packed in an object stream: its number and place, and the object.
pub(crate) fn pdf_packed_at([head, object]: &[&str; 2]) -> Vec<u8> {
    let packed = zlib(format!("{head} {object}").as_bytes());
    let (first, length) = (head.len() + 1, packed.len());
    let mut body =
        format!("5 0 obj\n<< /Type /ObjStm /N 1 /First {first} /Filter /FlateDecode /Length {length} >>\nstream\n")
            .into_bytes();
    body.extend_from_slice(&packed);
    body.extend_from_slice(b"\nendstream\nendobj\n");
    let plain = pdf("", "");
    let at = plain.windows(4).position(|window| window == b"xref").unwrap();
    [&plain[..at], &body, &plain[at..]].concat()
}

/// A PDF whose objects lie packed in an object stream.
pub(crate) fn pdf_packed(objects: &[u8]) -> Vec<u8> {
    let packed = zlib(objects);
    let mut body =
        format!("4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {} >>\nstream\n", packed.len())
            .into_bytes();
    body.extend_from_slice(&packed);
    body.extend_from_slice(b"\nendstream\nendobj\n");
    let plain = pdf("", "");
    let at = plain.windows(4).position(|window| window == b"xref").unwrap();
    [&plain[..at], &body, &plain[at..]].concat()
}

pub(crate) fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A PNG chunk.
pub(crate) fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(name);
    sum.update(body);
    [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], name, body, &sum.sum().to_be_bytes()].concat()
}

/// A ZIP archive with one stored file, as small as one can be.
pub(crate) fn zip(name: &str) -> Vec<u8> {
    let mut out = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    out.extend_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    out
}

/// Does `needle` stand in `bytes`?
pub(crate) fn has(bytes: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(bytes, needle).is_some()
}
