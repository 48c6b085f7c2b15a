//! Reads a posted form: name and value pairs in order, and files where the form sends some.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Form,
    body::{Body, BodyDataStream},
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, multipart::MultipartError, rejection::FormRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
};
use futures_util::{StreamExt as _, stream};
use tokio::time::{Instant, timeout, timeout_at};

use crate::{app::App, error::ServerError, middleware::rates::Client};

/// Names and values of a form, and repeats of them.
const PAIRS: usize = 5_000;
/// Files of one form.
const FILES: usize = 64;

/// Bytes a second that a body must bring at least, once the first seconds are over.
const SLOWEST: u64 = 4096;

/// A posted form.
#[derive(Debug, Default)]
pub(crate) struct Posting {
    /// As sent, in order.
    pub(crate) pairs: Vec<(String, String)>,
    /// The files that were chosen, where the form sends some; an empty box is none.
    pub(crate) files: Vec<PostedFile>,
    /// Whether a script sent it and takes the answer as it is; else a browser goes to it, and keeps it in its history.
    pub(crate) by_script: bool,
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
        let by_script = request.headers().get("sec-fetch-dest").is_some_and(|dest| dest == "empty");
        Self::read(request, app).await.map(|posting| Self { by_script, ..posting })
    }
}

impl Posting {
    async fn read(request: Request, app: &App) -> Result<Self, ServerError> {
        // A compressed body could grow without bound: none is read.
        if request.headers().get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
            return Err(ServerError::UnsupportedMediaType);
        }
        if is_multipart(request.headers()) {
            return multipart(request, app).await;
        }
        let limit = app.config().limits.body;
        // Where files may come in, the route's own limit is theirs: without files, a form is small everywhere.
        let (request, broken) = paced(request, app, limit);
        match Form::<Vec<(String, String)>>::from_request(request, app).await {
            Ok(Form(pairs)) if pairs.len() <= PAIRS => Ok(Self { pairs, ..Self::default() }),
            Ok(_) => Err(ServerError::BadRequest {
                code: "body.too_many_pairs",
                detail: format!("at most {PAIRS} names are read"),
            }),
            Err(FormRejection::InvalidFormContentType(_)) => Err(ServerError::UnsupportedMediaType),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(ServerError::TooLarge { limit })
            }
            Err(_) if broken.too_large.load(Ordering::Relaxed) => Err(ServerError::TooLarge { limit }),
            Err(_) if broken.too_slow.load(Ordering::Relaxed) => Err(ServerError::TooSlow),
            Err(_) => Err(ServerError::BadRequest { code: "body.form", detail: "the form cannot be read".to_owned() }),
        }
    }
}

/// Whether a form comes in parts, as it does with files.
pub(crate) fn is_multipart(headers: &HeaderMap) -> bool {
    let mime = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let begins = b"multipart/form-data";
    mime.get(..begins.len()).is_some_and(|start| start.eq_ignore_ascii_case(begins))
}

/// How much of a form with files is read at most; for routes that take files.
pub(crate) fn upload_limit(app: &App) -> DefaultBodyLimit {
    DefaultBodyLimit::max(app.config().limits.upload)
}

/// Why a body was read no further.
#[derive(Debug, Default)]
struct Broken {
    too_slow: AtomicBool,
    too_large: AtomicBool,
}

/// The request with a body that must keep coming, of at most `limit` bytes, and whether it did not: who sends a byte a second would hold
/// a place that others need.
fn paced(request: Request, app: &App, limit: usize) -> (Request, Arc<Broken>) {
    let grace = Duration::from_secs(app.config().limits.header_seconds);
    let broken = Arc::new(Broken::default());
    let flag = broken.clone();
    let request = request.map(|body| {
        let start = (body.into_data_stream(), None, 0);
        Body::from_stream(stream::try_unfold(
            start,
            move |(mut chunks, mut begun, received): (BodyDataStream, Option<Instant>, u64)| {
                let flag = flag.clone();
                async move {
                    // The time begins when the body is first asked for: waiting for room is not the sender's fault.
                    let begun = *begun.get_or_insert_with(Instant::now);
                    let deadline = begun + grace + Duration::from_secs(received / SLOWEST);
                    match timeout_at(deadline, chunks.next()).await {
                        Err(_) => {
                            flag.too_slow.store(true, Ordering::Relaxed);
                            Err(axum::Error::new(std::io::Error::from(std::io::ErrorKind::TimedOut)))
                        }
                        Ok(None) => Ok(None),
                        Ok(Some(chunk)) => {
                            let chunk = chunk?;
                            let received = received + chunk.len() as u64;
                            if received > limit as u64 {
                                flag.too_large.store(true, Ordering::Relaxed);
                                return Err(axum::Error::new(std::io::Error::from(std::io::ErrorKind::FileTooLarge)));
                            }
                            Ok(Some((chunk, (chunks, Some(begun), received))))
                        }
                    }
                }
            },
        ))
    });
    (request, broken)
}

async fn multipart(request: Request, app: &App) -> Result<Posting, ServerError> {
    let limit = app.config().limits.upload;
    // Files lie in memory until they are sealed: only so many bytes at once. Who does not say how much comes, counts as the most.
    let declared = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .unwrap_or(limit);
    // The body may take long, on a slow line; the wait before it no longer than any request.
    let patience = Duration::from_secs(app.config().limits.request_seconds);
    let client = Client::of(request.headers(), request.extensions(), app);
    let entering = app.rooms().enter(client.0, declared.min(limit));
    let _room = timeout(patience, entering).await.ok().flatten().ok_or(ServerError::Overloaded)?;
    let (request, broken) = paced(request, app, limit);
    let refused = |error: MultipartError| match error.status() {
        _ if broken.too_large.load(Ordering::Relaxed) => ServerError::TooLarge { limit },
        _ if broken.too_slow.load(Ordering::Relaxed) => ServerError::TooSlow,
        StatusCode::PAYLOAD_TOO_LARGE => ServerError::TooLarge { limit },
        _ => ServerError::BadRequest { code: "body.multipart", detail: "the form cannot be read".to_owned() },
    };
    let mut parts = Multipart::from_request(request, app).await.map_err(|_| ServerError::BadRequest {
        code: "body.multipart",
        detail: "the form has no boundary".to_owned(),
    })?;
    let mut posting = Posting::default();
    let (mut texts, mut files) = (0, 0);
    // The texts beside the files are no larger than a form without files.
    let mut room_for_texts = app.config().limits.body;
    while let Some(mut part) = parts.next_field().await.map_err(refused)? {
        let Some(field) = part.name().map(str::to_owned) else {
            return Err(ServerError::BadRequest {
                code: "body.part_without_name",
                detail: "a part of the form has no name".to_owned(),
            });
        };
        let file = part.file_name().map(str::to_owned);
        let most = if file.is_some() { desk::FILE_SIZE as usize + 1 } else { room_for_texts };
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(refused)? {
            let room = most.saturating_sub(bytes.len());
            if file.is_none() && chunk.len() > room {
                return Err(ServerError::TooLarge { limit: app.config().limits.body });
            }
            bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        if file.is_none() {
            room_for_texts -= bytes.len();
        }
        // A file input left empty counts as little as a text: a page of a hundred rows sends a hundred of them.
        let (count, most) = if file.is_some() && !bytes.is_empty() { (&mut files, FILES) } else { (&mut texts, PAIRS) };
        *count += 1;
        if *count > most {
            return Err(ServerError::BadRequest {
                code: "body.too_many_parts",
                detail: format!("at most {PAIRS} texts and {FILES} files are read"),
            });
        }
        match file {
            // A file input left empty sends a part without name and bytes.
            Some(name) if name.is_empty() && bytes.is_empty() => {}
            Some(name) => posting.files.push(PostedFile { field, name, bytes }),
            None => {
                let text = String::from_utf8(bytes).map_err(|_| ServerError::BadRequest {
                    code: "body.not_utf8",
                    detail: "a text of the form is not UTF-8".to_owned(),
                })?;
                posting.pairs.push((field, text));
            }
        }
    }
    Ok(posting)
}
