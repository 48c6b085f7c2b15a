//! `/agents/cas/{agency}/{id}/transmettre`: an agent sends a case on to the office that it is for.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use desk::{DeskError, Destination, MAX_MESSAGE, OpenedCase};
use pages::page::{
    Fault,
    agent::Unsent,
    forward::{Awaited, Forward, Office},
};
use serde::Deserialize;
use store::Uuid;

use super::{
    agent_login::draw_login,
    agents::around,
    gone::{Left, or_gone},
};
use crate::{
    app::App,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{AgentVisit, Visit, encode},
    },
};

/// How the page's address ends.
const HERE: &str = "/transmettre";

#[derive(Deserialize, Default)]
pub(crate) struct Searched {
    #[serde(default)]
    q: String,
}

/// What was typed, on a page that comes back.
#[derive(Default)]
struct Typed {
    query: String,
    chosen: String,
    reason: String,
    faults: Vec<Fault>,
}

/// GET: searches an office.
pub(crate) async fn show(
    State(app): State<App>,
    Path((agency, id)): Path<(String, Uuid)>,
    Query(searched): Query<Searched>,
    visit: AgentVisit,
) -> Result<Response, ServerError> {
    let shown = async {
        let opened = app.desk().open_case(&visit.agent, &agency, id).await?;
        if opened.is_withheld() {
            // The case's own page says why nobody acts on it.
            return Ok(Redirect::to(&format!("/agents/cas/{agency}/{id}")).into_response());
        }
        draw(&app, &visit, &opened, Typed { query: searched.q, ..Typed::default() }).await
    };
    or_gone(&app, &visit, (&agency, id), Left::default(), shown.await).await
}

/// POST: sends it on, or with `search` looks for another office. The case is not this agent's any more: the inbox says so. Where the session was over, or is a new one, nothing is done,
/// and what was written comes back.
pub(crate) async fn send(
    State(app): State<App>,
    Path((agency, id)): Path<(String, Uuid)>,
    visitor: Visit,
    visit: Result<AgentVisit, ServerError>,
    posting: Posting,
) -> Result<Response, ServerError> {
    let reason = posting.get("reason").unwrap_or_default().to_owned();
    let visit = match visit {
        Ok(visit) => visit,
        Err(ServerError::LoginNeeded { .. }) if !reason.trim().is_empty() => {
            let here = format!("/agents/cas/{agency}/{id}{HERE}");
            let (title, note) = (posting.text("to").to_owned(), posting.text("q").to_owned());
            let kept = Unsent { message: reason, title, note, ..Unsent::default() };
            let page = draw_login(&app, visitor.language, "", &here, Some(kept), Vec::new())?;
            return Ok((StatusCode::FORBIDDEN, page).into_response());
        }
        Err(error) => return Err(error),
    };
    let done = pass_on(&app, &visit, (&agency, id), &posting).await;
    or_gone(&app, &visit, (&agency, id), Left::message(reason), done).await
}

async fn pass_on(
    app: &App,
    visit: &AgentVisit,
    (agency, id): (&str, Uuid),
    posting: &Posting,
) -> Result<Response, ServerError> {
    let chosen = posting.text("to").to_owned();
    let (siret, branch) = chosen.split_once(' ').unwrap_or_default();
    let reason = posting.get("reason").unwrap_or_default().to_owned();
    if visit.check(posting).is_err() {
        let opened = app.desk().open_case(&visit.agent, agency, id).await?;
        let faults = vec![Fault::new("reason", "forward.not_sent")];
        let typed = Typed { query: posting.text("q").to_owned(), chosen, reason, faults };
        return Ok((StatusCode::FORBIDDEN, draw(app, visit, &opened, typed).await?).into_response());
    }
    if posting.text("_act") == "search" {
        let query = posting.text("q").to_owned();
        if reason.trim().is_empty() {
            // A page that can be come back to.
            let found = format!("/agents/cas/{agency}/{id}{HERE}?q={}", encode(&query));
            return Ok(Redirect::to(&found).into_response());
        }
        let opened = app.desk().open_case(&visit.agent, agency, id).await?;
        return draw(app, visit, &opened, Typed { query, chosen, reason, ..Typed::default() }).await;
    }
    let to = Destination {
        siret: siret.to_owned(),
        branch: branch.to_owned(),
        reason: reason.clone(),
        ..Destination::default()
    };
    match app.desk().forward(&visit.agent, (agency, id), posting.text("_once"), to).await {
        Ok(_) => Ok(Redirect::to("/agents?transmis=1").into_response()),
        Err(DeskError::Invalid { field, code }) => {
            let opened = app.desk().open_case(&visit.agent, agency, id).await?;
            let code = if (field, code) == ("reason", "message.required") { "forward.reason_required" } else { code };
            let faults = vec![Fault::new(field, code).with("max", MAX_MESSAGE)];
            let typed = Typed { query: posting.text("q").to_owned(), chosen, reason, faults };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(app, visit, &opened, typed).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The page at the address `next` with what was written before the session was over; nothing where this is no such address, or not this
/// agent's case.
pub(super) async fn taken_up(
    app: &App,
    visit: &AgentVisit,
    next: &str,
    unsent: &Unsent,
) -> Result<Option<Response>, ServerError> {
    let Some(opened) = opened_at(app, visit, next, HERE).await? else { return Ok(None) };
    let typed = Typed {
        query: unsent.note.clone(),
        chosen: unsent.title.clone(),
        reason: unsent.message.clone(),
        faults: vec![Fault::new("reason", "forward.not_sent")],
    };
    Ok(Some(draw(app, visit, &opened, typed).await?))
}

/// The agent's case of which this is the address of a page.
pub(super) async fn opened_at(
    app: &App,
    visit: &AgentVisit,
    next: &str,
    page: &str,
) -> Result<Option<OpenedCase>, ServerError> {
    let case = next.strip_suffix(page).and_then(|next| next.strip_prefix("/agents/cas/"));
    let Some((agency, Ok(id))) =
        case.and_then(|case| case.split_once('/')).map(|(agency, id)| (agency, id.parse::<Uuid>()))
    else {
        return Ok(None);
    };
    match app.desk().open_case(&visit.agent, agency, id).await {
        Ok(opened) => Ok(Some(opened)),
        Err(DeskError::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn draw(app: &App, visit: &AgentVisit, opened: &OpenedCase, typed: Typed) -> Result<Response, ServerError> {
    let case = format!("/agents/cas/{}/{}", opened.case.agency, opened.case.id);
    let here = format!("{case}/transmettre");
    let found = app.desk().destinations(opened, &typed.query).await?;
    let closed = opened.forward_refused().map(|code| Fault::new("to", code));
    let page = Forward {
        chrome: around(app, visit, here.clone()),
        reference: opened.dossier.stored.reference.clone(),
        demarche: opened.dossier.served.demarche.title.get(visit.language).to_owned(),
        back_href: case,
        action: here,
        once: app.desk().store().ids().uuid().map_err(DeskError::from)?.simple().to_string(),
        query: typed.query,
        offices: found
            .into_iter()
            .map(|one| Office {
                value: format!("{} {}", one.siret, one.branch),
                name: one.name,
                address: one.address.unwrap_or_default().replace('\n', ", "),
            })
            .collect(),
        chosen: typed.chosen,
        reason: typed.reason,
        awaited: match opened.is_complement_begun() {
            true => Some(Awaited::Begun),
            false => opened.is_complement_awaited().then_some(Awaited::Asked),
        },
        faults: if closed.is_some() { Vec::new() } else { typed.faults },
        closed,
    };
    Ok(app.draw(&page)?.into_response())
}
