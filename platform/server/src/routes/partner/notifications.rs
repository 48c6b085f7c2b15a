//! `/api/partner/v1/notifications`: what happened to the cases of a desk, in batches, and the program's word that it has them.

use axum::{
    Json,
    extract::{Query, State},
};
use desk::MAX_BATCH;
use serde::Deserialize;
use utoipa::IntoParams;

use super::wire::{Acknowledged, Acknowledgement, Notification, NotificationBatch};
use crate::{
    app::App,
    error::ServerError,
    extract::partner::{Body, PartnerVisit},
};

/// As many as HubEE gives.
const BATCH: u16 = 25;

/// Which batch.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// The `cursor` or `next` after which the batch begins; without it, what was not acknowledged yet.
    #[param(value_type = Option<String>, pattern = "^[0-9]{1,18}$", example = "17")]
    after: Option<String>,
    /// How many at most, from 1 to 100; 25 without it.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 100, example = 25)]
    limit: Option<String>,
}

fn cursor(text: &str) -> Result<i64, ServerError> {
    let digits = !text.is_empty() && text.len() <= 18 && text.bytes().all(|sign| sign.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().ok_or_else(|| ServerError::BadRequest {
        code: "cursor.invalid",
        detail: "a cursor is a number that this API gave".to_owned(),
    })
}

/// What happened after a place, in order.
#[utoipa::path(
    get,
    path = "/api/partner/v1/notifications",
    tag = "notifications",
    summary = "Be told what happened",
    description = "In batches, the oldest first. Read with `after` = the `next` of the batch before until `more` is false; then \
                   acknowledge. Without `after`, what was not acknowledged comes again. A case that was announced may have been sent on \
                   to another desk since: 404 says so, and it is passed over and acknowledged with the rest.",
    params(Which),
    security(("partner" = ["cases:read"])),
    responses((status = OK, description = "A batch, maybe empty", body = NotificationBatch))
)]
pub(crate) async fn list(
    State(app): State<App>,
    visit: PartnerVisit,
    Query(which): Query<Which>,
) -> Result<Json<NotificationBatch>, ServerError> {
    let after = which.after.as_deref().map(cursor).transpose()?;
    let limit = match which.limit.as_deref().map(str::parse::<u16>) {
        None => BATCH,
        Some(Ok(limit)) if (1..=MAX_BATCH).contains(&limit) => limit,
        Some(_) => {
            let detail = format!("from 1 to {MAX_BATCH}");
            return Err(ServerError::BadRequest { code: "limit.invalid", detail });
        }
    };
    let batch = app.desk().notifications(&visit.partner, after, limit).await?;
    let told = batch.notifications.into_iter().map(|told| {
        let new = told.is_new();
        Notification {
            cursor: told.number.to_string(),
            case_id: told.case,
            event_id: (!new).then_some(told.event),
            kind: if new { "case".to_owned() } else { told.kind },
            status: told.status,
            author: told.author.into(),
            at: told.at,
        }
    });
    Ok(Json(NotificationBatch { notifications: told.collect(), next: batch.next.to_string(), more: batch.more }))
}

/// Everything up to a place was dealt with.
#[utoipa::path(
    post,
    path = "/api/partner/v1/notifications/ack",
    tag = "notifications",
    summary = "Acknowledge",
    description = "Says that everything up to a place is in the recipient's own system. New cases among it become « received », which \
                   the citizen sees, and the time begins after which their answers are destroyed here. Cases that answer 404, sent on to another desk \
                   meanwhile, are acknowledged like all others. To be repeated without harm.",
    request_body = Acknowledgement,
    security(("partner" = ["cases:read"])),
    responses((status = OK, description = "Up to where everything is acknowledged now", body = Acknowledged))
)]
pub(crate) async fn acknowledge(
    State(app): State<App>,
    visit: PartnerVisit,
    Body(said): Body<Acknowledgement>,
) -> Result<Json<Acknowledged>, ServerError> {
    let reached = app.desk().acknowledge_notifications(&visit.partner, cursor(&said.up_to)?).await?;
    Ok(Json(Acknowledged { acknowledged: reached.to_string() }))
}
