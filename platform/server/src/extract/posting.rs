//! Reads a posted form: name and value pairs in order, and files where the form sends some.

use axum::{
    Form,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, multipart::MultipartError},
    http::{StatusCode, header},
};
use axum::extract::rejection::FormRejection;

use crate::{app::App, error::ServerError};

/// Names and values of a form, and repeats of them.
const PAIRS: usize = 5_000;
/// Parts of a form with files.
const PARTS: usize = 256;
/// Bytes of one part that is no file.
const TEXT_PART: usize = 1 << 20;

/// A posted form without files.
#[derive(Debug, Default)]
pub(crate) struct Posting {
    /// As sent, in order.
    pub(crate) pairs: Vec<(String, String)>,
    /// The files that were chosen; an empty box is none.
    pub(crate) files: Vec<PostedFile>,
}

/// A file as it was sent. It is inspected in memory: nothing a citizen sends is ever written down unsealed.
pub(crate) struct PostedFile {
    /// The name of the input.
    pub(crate) field: String,
    /// As the browser calls it.
    pub(crate) name: String,
    /// Cut one byte above the limit, so that the inspection sees that it is too large.
    pub(crate) bytes: Vec<u8>,
}

impl std::fmt::Debug for PostedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PostedFile({} bytes)", self.bytes.len())
    }
}

impl Posting {
    /// The first value of a control (`_action`) or of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// As [`Self::get`], without the spaces around; empty where nothing was sent.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default().trim()
    }
}

impl FromRequest<App> for Posting {
    type Rejection = ServerError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ServerError> {
        // A compressed body could grow without bound: none is read.
        if request.headers().get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
            return Err(ServerError::UnsupportedMediaType);
        }
        let mime = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if mime.starts_with("multipart/form-data") {
            return multipart(request, app).await;
        }
        let limit = app.config().limits.body;
        match Form::<Vec<(String, String)>>::from_request(request, app).await {
            Ok(Form(pairs)) if pairs.len() <= PAIRS => Ok(Self { pairs, files: Vec::new() }),
            Ok(_) => Err(ServerError::BadRequest { code: "body.too_many_pairs", detail: format!("at most {PAIRS} names are read") }),
            Err(FormRejection::InvalidFormContentType(_)) => Err(ServerError::UnsupportedMediaType),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(ServerError::TooLarge { limit }),
            Err(_) => Err(ServerError::BadRequest { code: "body.form", detail: "the form cannot be read".to_owned() }),
        }
    }
}

/// How much of a form with files is read at most; for routes that take files.
pub(crate) fn upload_limit(app: &App) -> DefaultBodyLimit {
    DefaultBodyLimit::max(app.config().limits.upload)
}

async fn multipart(request: Request, app: &App) -> Result<Posting, ServerError> {
    // Files lie in memory until they are sealed: only a few forms at once.
    let _permit = app.uploads().acquire().await.map_err(|_| ServerError::Overloaded)?;
    let limit = app.config().limits.upload;
    let refused = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ServerError::TooLarge { limit },
        _ => ServerError::BadRequest { code: "body.multipart", detail: "the form cannot be read".to_owned() },
    };
    let mut parts = Multipart::from_request(request, app)
        .await
        .map_err(|_| ServerError::BadRequest { code: "body.multipart", detail: "the form has no boundary".to_owned() })?;
    let mut posting = Posting::default();
    let mut count = 0;
    while let Some(mut part) = parts.next_field().await.map_err(refused)? {
        count += 1;
        if count > PARTS {
            return Err(ServerError::BadRequest { code: "body.too_many_parts", detail: format!("at most {PARTS} parts are read") });
        }
        let Some(field) = part.name().map(str::to_owned) else {
            return Err(ServerError::BadRequest { code: "body.part_without_name", detail: "a part of the form has no name".to_owned() });
        };
        let file = part.file_name().map(str::to_owned);
        let most = if file.is_some() { desk::FILE_SIZE as usize + 1 } else { TEXT_PART };
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(refused)? {
            let room = most.saturating_sub(bytes.len());
            if file.is_none() && chunk.len() > room {
                return Err(ServerError::TooLarge { limit: TEXT_PART });
            }
            bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        match file {
            // A file input left empty sends a part without name and bytes.
            Some(name) if name.is_empty() && bytes.is_empty() => {}
            Some(name) => posting.files.push(PostedFile { field, name, bytes }),
            None => posting.pairs.push((field, String::from_utf8_lossy(&bytes).into_owned())),
        }
    }
    Ok(posting)
}
