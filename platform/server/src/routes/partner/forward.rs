//! `/api/partner/v1/cases/{case}/forward`: a program says that a case is for another desk.

use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
};
use desk::Destination;
use serde::{Deserialize, Serialize};
use store::Uuid;
use utoipa::ToSchema;

use super::id;
use crate::{
    app::App,
    error::ServerError,
    extract::partner::{Body, PartnerVisit},
};

/// Whom a case is for: a desk by its SIRET, or the one that serves a commune or a département.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "commune": "31555", "reason": "Le demandeur habite Toulouse." }))]
pub(crate) struct NewDestination {
    /// The desk's SIRET.
    #[serde(default)]
    pub(crate) siret: Option<String>,
    /// The desk inside the organisation, where it has several.
    #[serde(default)]
    pub(crate) branch: Option<String>,
    /// The INSEE code of a commune that the desk serves.
    #[serde(default)]
    pub(crate) commune: Option<String>,
    /// The number of a département that the desk serves.
    #[serde(default)]
    pub(crate) departement: Option<String>,
    /// Why, at most 1,000 characters: the citizen and the desk that gets the case read it.
    pub(crate) reason: String,
}

/// Where a case went.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "case_id": "019aa0c4-7f00-7b36-982a-34de9d32aeed",
    "from": { "siret": "21310044400018", "branch": "", "name": "Mairie de Balma" },
    "to": { "siret": "21310555400017", "branch": "STAT", "name": "Mairie de Toulouse" },
    "reason": "Le demandeur habite Toulouse."
}))]
pub(crate) struct Forwarded {
    /// The case. It is yours no more.
    pub(crate) case_id: Uuid,
    /// The desk that had it.
    pub(crate) from: ForwardedDesk,
    /// The desk that has it.
    pub(crate) to: ForwardedDesk,
    /// Why.
    pub(crate) reason: String,
}

/// A desk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForwardedDesk {
    /// Its SIRET.
    pub(crate) siret: String,
    /// The desk inside the organisation; empty for the only one.
    pub(crate) branch: String,
    /// What it is called.
    pub(crate) name: String,
}

impl Forwarded {
    pub(super) fn of(case_id: Uuid, done: desk::Forwarded) -> Self {
        let desk = |place: desk::Place| ForwardedDesk { siret: place.siret, branch: place.branch, name: place.name };
        Self { case_id, from: desk(done.from), to: desk(done.to), reason: done.reason }
    }
}

/// Sends a case on.
#[utoipa::path(
    post,
    path = "/api/partner/v1/cases/{case}/forward",
    tag = "events",
    summary = "Send a case on to the desk that it is for",
    description = "The case goes to that desk as a new one, and the citizen is told; you are told by a last notification `forwarded`, and have it no more. \
                   Not once there is an answer, and three times at most. Send it again with the same key whenever the answer was lost.",
    params(
        ("case" = String, Path, description = "The case's id"),
        ("Idempotency-Key" = String, Header, description = "What tells this post from every other: 1 to 100 visible ASCII signs", example = "7d9c-2")
    ),
    request_body = NewDestination,
    security(("partner" = ["events:write"])),
    responses((status = OK, description = "Where it went", body = Forwarded))
)]
pub(crate) async fn forward(
    State(app): State<App>,
    visit: PartnerVisit,
    Path(case): Path<String>,
    headers: HeaderMap,
    Body(said): Body<NewDestination>,
) -> Result<Json<Forwarded>, ServerError> {
    let case = id(&case)?;
    let key = super::events::key(&headers)?;
    let to = Destination {
        siret: said.siret.unwrap_or_default(),
        branch: said.branch.unwrap_or_default(),
        commune: said.commune.unwrap_or_default(),
        departement: said.departement.unwrap_or_default(),
        reason: said.reason,
    };
    let done = app.desk().forward(&visit.partner, (&visit.partner.agency, case), &key, to).await?;
    Ok(Json(Forwarded::of(case, done)))
}
