//! Ends requests that take too long. A form with files may take longer, on a slow line, for as long as its body keeps the pace that
//! `extract/posting.rs` demands.

use std::time::Duration;

use axum::{
    extract::{MatchedPath, Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{config::Limits, error::ServerError, extract::posting::is_multipart, router::UPLOADS};

pub(crate) async fn end(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let seconds = if is_upload(&request) { limits.upload_seconds } else { limits.request_seconds };
    match tokio::time::timeout(Duration::from_secs(seconds), next.run(request)).await {
        Ok(response) => response,
        Err(_) => ServerError::TooSlow.into_response(),
    }
}

fn is_upload(request: &Request) -> bool {
    *request.method() == Method::POST
        && is_multipart(request.headers())
        && request.extensions().get::<MatchedPath>().is_some_and(|path| UPLOADS.contains(&path.as_str()))
}
