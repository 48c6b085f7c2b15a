//! `/agents/cas/{agency}/{id}/accuse`: what the case page says of an accusé de réception that the desk sends by its own means, and that it did.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use desk::{DeskError, Lack, OpenedCase};
use form::text::Language;
use pages::page::{Fault, agent::OwnReceipt};
use store::Uuid;
use words::Words;

use super::{
    case::{Typed, address, at_work, draw},
    gone::{Left, or_gone},
};
use crate::{
    app::App,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{AgentVisit, Visit},
    },
};

/// POST `accuse`: the agent sent the accusé de réception by their own means, on the day `sent_on`, or with `not_sent` did not after all. What
/// was typed for another button stays.
pub(crate) async fn acknowledge(
    State(app): State<App>,
    Path((agency, id)): Path<(String, Uuid)>,
    visitor: Visit,
    visit: Result<AgentVisit, ServerError>,
    posting: Posting,
) -> Result<Response, ServerError> {
    let visit = match at_work(&app, &visitor, visit, (&agency, id), &posting).await? {
        Ok(visit) => visit,
        Err(instead) => return Ok(instead),
    };
    let done = say_sent(&app, &visit, (&agency, id), &posting).await;
    or_gone(&app, &visit, (&agency, id), Left::posted(&posting), done).await
}

async fn say_sent(
    app: &App,
    visit: &AgentVisit,
    (agency, id): (&str, Uuid),
    posting: &Posting,
) -> Result<Response, ServerError> {
    let before = app.desk().state_of(&visit.agent, agency, id).await?;
    let said = match posting.get("not_sent") {
        Some(_) => app.desk().take_acknowledgement_back(&visit.agent, agency, id).await,
        None => app.desk().acknowledge(&visit.agent, agency, id, posting.text("sent_on").parse().ok()).await,
    };
    let left = Typed::read(posting);
    match said {
        Ok(opened) if !left.is_left() => Ok(Redirect::to(&format!("{}?fait=1", address(&opened))).into_response()),
        Ok(opened) => {
            // Their own act is none that they would have to be told of.
            let revision = left.revision.filter(|seen| *seen != before);
            let left = Typed { sent_on: None, revision, done: true, ..left };
            Ok(draw(app, visit, &opened, left).await?.into_response())
        }
        Err(DeskError::Invalid { field, code }) => {
            let opened = app.desk().open_case(&visit.agent, agency, id).await?;
            let left = Typed { faults: vec![Fault::new(field, code)], ..left };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(app, visit, &opened, left).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// What the case page says of an accusé de réception that the desk sends by its own means.
pub(super) fn own_receipt(
    app: &App,
    opened: &OpenedCase,
    language: Language,
    chosen: Option<String>,
) -> Option<OwnReceipt> {
    let until = opened.zoned(opened.own_receipt_until()?).date();
    let today = opened.zoned(app.desk().now()).date();
    let lacks = opened.lacks().into_iter().map(|lack| {
        let id = match lack {
            Lack::Phone => "case-lacks-phone",
            Lack::Address => "case-lacks-address",
            Lack::Silence => "case-lacks-silence",
            Lack::Appeal => "case-lacks-appeal",
        };
        Words::shared().get(language.tag(), id, &[])
    });
    Some(OwnReceipt {
        until,
        lacks: lacks.collect(),
        sent_on: opened.case.own_receipt_on,
        action: format!("{}/accuse", address(opened)),
        first: opened.zoned(opened.at_desk_since()).date(),
        today,
        chosen: chosen.unwrap_or_else(|| opened.case.own_receipt_on.unwrap_or(today).to_string()),
    })
}
