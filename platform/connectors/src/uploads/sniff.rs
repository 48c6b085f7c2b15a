//! Tells what a file is by its first bytes.

use super::FileKind;

/// What the file is, or the name of what it is instead: an extension, or `unknown`.
pub(super) fn sniff(bytes: &[u8]) -> Result<FileKind, &'static str> {
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Ok(FileKind::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(FileKind::Png);
    }
    // Only blanks or a byte order mark may stand before a PDF: anything else makes two files of one.
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if start.starts_with(b"%PDF-") {
        return Ok(FileKind::Pdf);
    }
    if let Some(markup) = markup(start) {
        return Err(markup);
    }
    Err(infer::get(bytes).map_or("unknown", |kind| match kind.extension() {
        "heif" => "heic",
        // Not told apart from what they are inside.
        "pdf" | "jpg" | "png" => "unknown",
        extension => extension,
    }))
}

/// Is it text that a browser would run?
fn markup(start: &[u8]) -> Option<&'static str> {
    let head: String = start.iter().take(1024).map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    if head.starts_with("<svg") || head.starts_with("<?xml") && head.contains("<svg") {
        return Some("svg");
    }
    if head.starts_with("<!doctype html")
        || ["<html", "<head", "<body", "<script", "<iframe"].iter().any(|tag| head.contains(tag))
    {
        return Some("html");
    }
    if head.starts_with("<?xml") {
        return Some("xml");
    }
    None
}
