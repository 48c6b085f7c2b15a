//! `/api/partner/v1/cases/{case}/events`, `…/own-receipt`: a program answers: a status, a message, documents; as an agent does on the portal.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use desk::{Act, Asking, Values};

use super::{
    id,
    wire::{NewEvent, NewEventForm, OwnReceipt, Recorded, RecordedEvent},
};
use crate::{
    app::App,
    error::ServerError,
    extract::partner::{Body, PartnerVisit, WithDocuments},
};

/// Does something to a case.
#[utoipa::path(
    post,
    path = "/api/partner/v1/cases/{case}/events",
    tag = "events",
    summary = "Answer",
    description = "A status, a message to the citizen, values, documents: all of one post or nothing, and one notice to the citizen. Send it again \
                   with the same key whenever the answer was lost: within a day it is done once and answered alike. A case is closed by \
                   `done` or `refused`. As JSON, or with documents as a form.",
    params(
        ("case" = String, Path, description = "The case's id"),
        ("Idempotency-Key" = String, Header, description = "What tells this post from every other: 1 to 100 visible ASCII signs", example = "7d9c-1")
    ),
    request_body(content((NewEvent = "application/json"), (NewEventForm = "multipart/form-data"))),
    security(("partner" = ["events:write"])),
    responses((status = CREATED, description = "What happened by it", body = Recorded))
)]
pub(crate) async fn add(
    State(app): State<App>,
    visit: PartnerVisit,
    Path(case): Path<String>,
    headers: HeaderMap,
    WithDocuments(said, documents): WithDocuments<NewEvent>,
) -> Result<(StatusCode, Json<Recorded>), ServerError> {
    let case = id(&case)?;
    let key = key(&headers)?;
    let act = Act {
        status: said.status,
        message: said.message.unwrap_or_default(),
        documents,
        complement: said
            .complement
            .map(|asked| Asking { questions: asked.questions, by: asked.by })
            .unwrap_or_default(),
        values: said.values.map_or(Values::None, Values::Said),
        revision: 0,
    };
    let recorded = app.desk().answer(&visit.partner, case, &key, act).await?;
    let events = recorded.events.into_iter().map(|event| RecordedEvent {
        id: event.id,
        at: event.at,
        kind: event.kind,
        status: event.status,
        document_id: event.attachment,
    });
    let recorded = Recorded { case_id: case, status: recorded.status, events: events.collect() };
    Ok((StatusCode::CREATED, Json(recorded)))
}

/// Says of an accusé de réception that the recipient sends by its own means.
#[utoipa::path(
    put,
    path = "/api/partner/v1/cases/{case}/own-receipt",
    tag = "events",
    summary = "Say that you sent the accusé de réception yourself",
    description = "Only for a case with an `own_receipt`: the directory lacks what this site would need to give one in the recipient's \
                   name. The citizen reads the day, and nobody is reminded any more. To be repeated without harm.",
    params(("case" = String, Path, description = "The case's id")),
    request_body = OwnReceipt,
    security(("partner" = ["events:write"])),
    responses((status = OK, description = "What is said now", body = OwnReceipt))
)]
pub(crate) async fn own_receipt(
    State(app): State<App>,
    visit: PartnerVisit,
    Path(case): Path<String>,
    Body(said): Body<OwnReceipt>,
) -> Result<Json<OwnReceipt>, ServerError> {
    let (partner, case) = (&visit.partner, id(&case)?);
    let opened = match said.sent_on {
        Some(day) => app.desk().acknowledge(partner, &partner.agency, case, day.parse().ok()).await?,
        None => app.desk().take_acknowledgement_back(partner, &partner.agency, case).await?,
    };
    Ok(Json(OwnReceipt { sent_on: opened.case.own_receipt_on.map(|day| day.to_string()) }))
}

/// What tells a post from every other.
pub(super) fn key(headers: &HeaderMap) -> Result<String, ServerError> {
    let key = headers.get("idempotency-key").ok_or_else(|| ServerError::BadRequest {
        code: "idempotency.key_missing",
        detail: "the header Idempotency-Key is missing".to_owned(),
    })?;
    Ok(key.to_str().unwrap_or_default().to_owned())
}
