//! `/api/partner/v1/handovers`: a site hands over what it has of its citizen for a démarche, and sends them on by a link that is good once.

use axum::{Json, extract::State, http::StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    app::App,
    error::ServerError,
    extract::partner::{Body, PartnerVisit},
};

/// What a citizen may begin a démarche with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "demarche": "stationnement-resident",
    "answers": { "demandeur": { "nom": "Lefèvre", "prenoms": "Nora" }, "email": "nora@exemple.fr" }
}))]
pub(crate) struct NewHandover {
    /// The démarche's id, as in its address.
    pub(crate) demarche: String,
    /// Answers, nested as in `/demarches/{id}/schema.json`, any of them; 32 KiB at most.
    #[schema(value_type = Object)]
    pub(crate) answers: Map<String, Value>,
}

/// The link for the citizen.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "url": "https://demarches.exemple.fr/demarches/stationnement-resident/remise/3f9k2m7q0w8x5c1v6b4n2h7j9d",
    "expires_at": "2026-11-21T11:05:00Z", "answers": 3
}))]
pub(crate) struct Handover {
    /// Where to send the citizen, once. Null in the sandbox: what was sent was checked, and nothing of it kept.
    #[schema(required = true)]
    pub(crate) url: Option<String>,
    /// Until when the link is good; what nobody came for is destroyed then.
    pub(crate) expires_at: Timestamp,
    /// How many answers wait there.
    pub(crate) answers: usize,
}

/// Hands answers over.
#[utoipa::path(
    post,
    path = "/api/partner/v1/handovers",
    tag = "handovers",
    summary = "Hand over what your citizen need not type again",
    description = "Send the citizen to `url`: it is good once, for an hour. There they read who sent what, agree to all, some or nothing of it, \
                   and may correct it; until then nothing is filled in. Nothing personal is in the link. All answers are taken, or none: \
                   `errors` then points at each that is not. Not taken are questions that the démarche computes, locks or has stated, rows of \
                   tables, and files. For démarches of the agency of your client alone. Each call makes another link.",
    request_body = NewHandover,
    security(("partner" = ["answers:hand-over"])),
    responses((status = CREATED, description = "The link", body = Handover))
)]
pub(crate) async fn hand_over(
    State(app): State<App>,
    visit: PartnerVisit,
    Body(said): Body<NewHandover>,
) -> Result<(StatusCode, Json<Handover>), ServerError> {
    let made = app.desk().hand_over(&visit.partner, &said.demarche, &said.answers).await?;
    Ok((StatusCode::CREATED, Json(Handover { url: made.url, expires_at: made.until, answers: made.answers })))
}
