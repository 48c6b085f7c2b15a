//! `/api/partner/v1/cases/{case}/nack`: a program says that it could not take a case in.

use axum::{
    Json,
    extract::{Path, State},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::Uuid;
use utoipa::ToSchema;

use super::id;
use crate::{
    app::App,
    error::ServerError,
    extract::partner::{Body, PartnerVisit},
};

/// Why a case could not be taken in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "code": "unreadable", "reason": "Le format « etat-civil » ne passe pas notre schéma 4.2." }))]
pub(crate) struct NewNack {
    /// `unreadable`, `not_ours` (where you know whose it is, `…/forward` sends it there at once), `duplicate` or `other`.
    pub(crate) code: String,
    /// In words, for who runs the site, at most 1,000 characters; needed with `other`.
    #[serde(default)]
    pub(crate) reason: Option<String>,
}

/// What is held.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "case_id": "019aa0c4-7f00-7b36-982a-34de9d32aeed", "code": "unreadable", "since": "2026-11-21T10:05:00Z" }))]
pub(crate) struct Nacked {
    /// The case.
    pub(crate) case_id: Uuid,
    /// The code that was said last.
    pub(crate) code: String,
    /// When it was said first.
    pub(crate) since: Timestamp,
}

/// Says that a case could not be taken in.
#[utoipa::path(
    post,
    path = "/api/partner/v1/cases/{case}/nack",
    tag = "cases",
    summary = "Say that you could not take a case in",
    description = "Who runs the site is alarmed, the citizen sees nothing, and the case is not « received » by what you acknowledge after it. Once \
                   the cause is gone it comes again, as a notification of kind `case`. To be repeated without harm; \
                   said again with another code or another reason, what is said last is what the operator reads (the same code without a reason \
                   leaves the reason that was said). A status that you set ends it.",
    params(("case" = String, Path, description = "The case's id")),
    request_body = NewNack,
    security(("partner" = ["cases:read"])),
    responses((status = OK, description = "What is held", body = Nacked))
)]
pub(crate) async fn nack(
    State(app): State<App>,
    visit: PartnerVisit,
    Path(case): Path<String>,
    Body(said): Body<NewNack>,
) -> Result<Json<Nacked>, ServerError> {
    let case = id(&case)?;
    let nacked = app.desk().nack(&visit.partner, case, &said.code, &said.reason.unwrap_or_default()).await?;
    Ok(Json(Nacked { case_id: case, code: nacked.code, since: nacked.at }))
}
