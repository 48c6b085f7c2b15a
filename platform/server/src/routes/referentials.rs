//! `/referentiels/{list}?q=`: what a text typed so far may become; asked by the small script.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use crate::{app::App, error::ServerError};

const LIMIT: usize = 10;

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    q: String,
}

#[derive(Serialize)]
struct Found {
    code: String,
    nom: String,
    detail: String,
}

pub(crate) async fn search(
    State(app): State<App>,
    Path(list): Path<String>,
    Query(typed): Query<Typed>,
) -> Result<Response, ServerError> {
    let typed: String = typed.q.chars().take(100).collect();
    let entries = app.desk().lists().search(&list, &typed, LIMIT).ok_or(ServerError::NotFound)?;
    let found: Vec<Found> =
        entries.into_iter().map(|entry| Found { code: entry.code, nom: entry.nom, detail: entry.detail }).collect();
    // Public data, the same for everybody.
    Ok(([(header::CACHE_CONTROL, "public, max-age=3600")], Json(found)).into_response())
}
