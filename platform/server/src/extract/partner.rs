//! Finds out which program asks, by its token, and reads what programs send: JSON, or JSON with files beside it.

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
};
use desk::{Meets, Upload, access::Partner};
use serde::de::DeserializeOwned;

use super::posting::Posting;
use crate::{app::App, error::ServerError, middleware::rates::address};

/// A request of a partner's program.
#[derive(Debug)]
pub(crate) struct PartnerVisit {
    /// Which.
    pub(crate) partner: Partner,
}

impl FromRequestParts<App> for PartnerVisit {
    type Rejection = ServerError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ServerError> {
        let token = bearer(&parts.headers).ok_or(ServerError::TokenRefused)?;
        let from = address(&parts.headers, &parts.extensions, app);
        let partner = app.desk().partner(token, from).await?.ok_or(ServerError::TokenRefused)?;
        app.rates().partner(partner.id)?;
        // Where faults are ordered none is met.
        if partner.sandbox && !parts.uri.path().starts_with("/api/partner/v1/sandbox") {
            match app.desk().meets(&partner, token).await? {
                Meets::Nothing => {}
                Meets::Unavailable(seconds) => return Err(ServerError::OnPurpose { seconds }),
                Meets::TokenRefused => return Err(ServerError::TokenRefused),
            }
        }
        Ok(Self { partner })
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A JSON body; nothing is read that the type does not name.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = ServerError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ServerError> {
        if !mime(request.headers()).eq_ignore_ascii_case("application/json") {
            return Err(ServerError::UnsupportedMediaType);
        }
        let limit = app.config().limits.body;
        let bytes = axum::body::to_bytes(request.into_body(), limit).await;
        read(&bytes.map_err(|_| ServerError::TooLarge { limit })?).map(Self)
    }
}

/// A JSON body, or a form with the same JSON in its part `event` and files in parts called `document`.
pub(crate) struct WithDocuments<T>(pub(crate) T, pub(crate) Vec<Upload>);

impl<T: DeserializeOwned> FromRequest<App> for WithDocuments<T> {
    type Rejection = ServerError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ServerError> {
        if !mime(request.headers()).eq_ignore_ascii_case("multipart/form-data") {
            return Body::from_request(request, app).await.map(|Body(said)| Self(said, Vec::new()));
        }
        let posting = Posting::from_request(request, app).await?;
        let strange = posting.pairs.iter().any(|(name, _)| name != "event")
            || posting.pairs.len() != 1
            || posting.files.iter().any(|file| file.field != "document");
        if strange {
            return Err(ServerError::BadRequest {
                code: "body.parts",
                detail: "one part « event » with JSON, and files in parts called « document »".to_owned(),
            });
        }
        let said = read(posting.get("event").unwrap_or_default().as_bytes())?;
        let files = posting.files.into_iter();
        let documents = files.map(|file| Upload { field: file.field, name: file.name, bytes: file.bytes });
        Ok(Self(said, documents.collect()))
    }
}

fn mime(headers: &HeaderMap) -> &str {
    let mime = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    mime.split(';').next().unwrap_or_default().trim()
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ServerError> {
    let refused = |detail| ServerError::BadRequest { code: "body.json", detail };
    // A list would be read as the members in their order.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(refused("a JSON object is wanted".to_owned()));
    }
    // What was sent may be personal: only the place is told.
    serde_json::from_slice(bytes).map_err(|error| {
        refused(format!("not the JSON that is described: line {}, column {}", error.line(), error.column()))
    })
}
