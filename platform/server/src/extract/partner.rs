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
    // What was sent may be personal: only the place is told, and the member's name.
    serde_json::from_slice(bytes).map_err(|error| {
        let member = member(&error, bytes).map(|name| format!("member “{name}”, ")).unwrap_or_default();
        refused(format!("not the JSON that is described: {member}line {}, column {}", error.line(), error.column()))
    })
}

/// The member that is not as described, where its name is one that a program gives.
fn member(error: &serde_json::Error, bytes: &[u8]) -> Option<String> {
    if !error.is_data() {
        return None;
    }
    let said = error.to_string();
    let named = ["unknown field `", "missing field `", "duplicate field `"]
        .iter()
        .find_map(|begin| said.strip_prefix(begin)?.split('`').next().map(str::to_owned));
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
    let read = lines.map(<[u8]>::len).sum::<usize>() + error.column();
    let name = named.or_else(|| last_name(bytes.get(..read).unwrap_or(bytes)))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (!name.is_empty() && name.len() <= 40 && name.bytes().all(plain)).then_some(name)
}

/// The name of the member that was read last.
fn last_name(read: &[u8]) -> Option<String> {
    let (mut text, mut within, mut escaped, mut name) = (Vec::new(), false, false, None);
    for &byte in read {
        match byte {
            b'"' if !within => {
                text.clear();
                within = true;
            }
            b'"' if !escaped => within = false,
            b':' if !within => name = Some(text.clone()),
            _ if within => text.push(byte),
            _ => {}
        }
        escaped = within && byte == b'\\' && !escaped;
    }
    String::from_utf8(name?).ok()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only what is wrong with it is looked at")]
    struct Said {
        status: String,
        #[serde(default)]
        message: String,
        #[serde(default)]
        by: Option<Within>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only what is wrong with it is looked at")]
    struct Within {
        until: String,
    }

    #[test]
    fn the_member_that_is_wrong_is_named_and_nothing_that_stands_in_it() {
        let told = |text: &str| match read::<Said>(text.as_bytes()) {
            Err(ServerError::BadRequest { code: "body.json", detail }) => detail,
            other => panic!("{other:?}"),
        };
        for (text, name) in [
            (r#"{"status":"done","statut":"x"}"#, "statut"),
            (r#"{"message":"x"}"#, "status"),
            ("{\"message\": \"a \\\" : b\",\n \"status\": 1}", "status"),
            (r#"{"status":"done","message":{"secret":1}}"#, "message"),
            (r#"{"status":"done","by":{"until":[]}}"#, "until"),
        ] {
            let detail = told(text);
            assert!(detail.contains(&format!("member “{name}”, line ")) && !detail.contains("secret"), "{detail}");
        }
        for text in [r#"{"status":"#, r#"{"status":"x","Zoé Müller":1}"#] {
            assert!(!told(text).contains("member"), "{}", told(text));
        }
    }
}
