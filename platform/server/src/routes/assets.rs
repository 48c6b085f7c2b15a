//! `/assets/{path}`: styles and script, compressed beforehand, cached for ever under the hash in their names.

use axum::{
    extract::Path,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use pages::assets;

use crate::error::ServerError;

pub(crate) async fn get(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, ServerError> {
    let asset = assets::get(&path).ok_or(ServerError::NotFound)?;
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts = |encoding: &str| {
        accepted.split(',').any(|entry| entry.split(';').next().unwrap_or_default().trim() == encoding)
    };
    let chosen = asset.encodings.into_iter().find(|(encoding, _)| accepts(encoding));
    let cached = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let common =
        [(header::CONTENT_TYPE, asset.mime), (header::CACHE_CONTROL, cached), (header::VARY, "accept-encoding")];
    Ok(match chosen {
        Some((encoding, bytes)) => (common, [(header::CONTENT_ENCODING, encoding)], bytes.into_owned()).into_response(),
        None => (common, asset.bytes.into_owned()).into_response(),
    })
}
