//! Hands out styles and script: what `platform/web` built, inside the binary, with addresses that change with the content.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use rust_embed::RustEmbed;

/// Where the assets are served.
pub const BASE: &str = "/assets/";

#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Built;

static MANIFEST: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    Built::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default()
});

/// A file to serve.
#[derive(Debug, Clone)]
pub struct Asset {
    /// As it is.
    pub bytes: Cow<'static, [u8]>,
    /// Compressed beforehand: `br`, `gzip`, the best first.
    pub encodings: Vec<(&'static str, Cow<'static, [u8]>)>,
    /// The media type.
    pub mime: &'static str,
    /// The address holds the hash of the content: may be cached for ever.
    pub immutable: bool,
}

/// The file at `path`, which is what stands behind [`BASE`] in the address.
pub fn get(path: &str) -> Option<Asset> {
    if path == "manifest.json" || path.ends_with(".br") || path.ends_with(".gz") {
        return None;
    }
    let bytes = Built::get(path)?.data;
    let encodings = [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter_map(|(name, extension)| Some((name, Built::get(&format!("{path}.{extension}"))?.data)))
        .collect();
    Some(Asset { bytes, encodings, mime: mime(path), immutable: MANIFEST.values().any(|hashed| hashed == path) })
}

/// The address of an asset by the name it was written under (`site.css`, `live.js`).
///
/// Without a build (`npm run build` in `platform/web`) the address leads nowhere: the pages are then unstyled but whole.
pub fn url(name: &str) -> String {
    format!("{BASE}{}", MANIFEST.get(name).map_or(name, String::as_str))
}

/// Whether styles and script are inside this binary.
pub fn built() -> bool {
    !MANIFEST.is_empty()
}

fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
