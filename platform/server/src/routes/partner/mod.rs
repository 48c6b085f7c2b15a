//! `/api/…`: the recipients' software. It asks for a token, is told what happened to its cases, reads them, and answers.
//!
//! To add an address: a handler with its `#[utoipa::path]`, one line in `router.rs`, one in [`description`]; a test compares the two.

pub(crate) mod cases;
mod clock;
pub(crate) mod codes;
mod description;
pub(crate) mod events;
pub(crate) mod forward;
pub(crate) mod handovers;
mod identified;
pub(crate) mod nack;
pub(crate) mod notifications;
pub(crate) mod oauth;
pub(crate) mod sandbox;
pub(crate) mod wire;

use axum::{
    Json,
    extract::State,
    http::{HeaderName, StatusCode, header},
};
use store::Uuid;

use crate::{app::App, error::ServerError};

/// Everything programs may ask here, as a document that programs read (OpenAPI 3.1).
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    tag = "description",
    summary = "This document",
    responses((status = OK, description = "This document", body = serde_json::Value, example = json!({ "openapi": "3.1.0" })))
)]
pub(crate) async fn openapi(State(app): State<App>) -> (StatusCode, Json<utoipa::openapi::OpenApi>) {
    (StatusCode::OK, Json(description::of(app.desk().public_url())))
}

/// Signatures to try one's own on; a test holds them against those that are made.
#[utoipa::path(
    get,
    path = "/api/webhook-vectors.json",
    tag = "description",
    summary = "Signatures of webhooks to try yours on",
    description = "Keys, headers and bodies by the Standard Webhooks specification, as they are sent here; two keys in rotation among them, and calls that are to be refused.",
    responses((status = OK, description = "The vectors", body = serde_json::Value, example = json!({ "vectors": [] })))
)]
pub(crate) async fn vectors() -> (StatusCode, [(HeaderName, &'static str); 1], &'static str) {
    let vectors = include_str!("../../../../../examples/partner-webhook/vectors.json");
    (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], vectors)
}

/// An id out of an address; what is none is as unknown as one of somebody else's.
fn id(text: &str) -> Result<Uuid, ServerError> {
    text.parse().map_err(|_| ServerError::NotFound)
}
