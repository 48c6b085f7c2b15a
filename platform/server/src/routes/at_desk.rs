//! `/agents/cas/{agency}/{id}/attribuer`, `/etiquettes`, `/note`: what a desk keeps to itself of a case. The fields stand in the one form of the
//! case's page; each button does its own and loses nothing that was typed for another.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use desk::{DeskError, OpenedCase};
use pages::page::{
    Fault,
    agent::{AtDesk, Noted, Tag},
};
use store::{Uuid, labels::Label};

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

/// What the case page shows of it.
pub(super) async fn at_desk(
    app: &App,
    visit: &AgentVisit,
    opened: &OpenedCase,
    typed: &Typed,
) -> Result<AtDesk, ServerError> {
    let (here, kept) = (address(opened), app.desk().at_desk(&visit.agent, &opened.case).await?);
    let assignee = kept.assignee.map(|agent| agent.to_string()).unwrap_or_default();
    let carried = kept.labels.iter().filter(|(_, on)| *on);
    let labelled: Vec<String> = carried.map(|(label, _)| label.id.to_string()).collect();
    // What was changed on the page that comes back stands changed; all else is as it is now.
    let changed = |sign: &str, label: &Label| {
        typed.labels.as_ref().is_some_and(|changed| changed.contains(&format!("{sign}{}", label.id)))
    };
    let tag = |label: Label| Tag {
        on: changed("", &label) || labelled.contains(&label.id.to_string()) && !changed("-", &label),
        id: label.id.to_string(),
        name: label.name,
        colour: label.colour,
    };
    let labels = kept.labels.into_iter().map(|(label, _)| tag(label)).collect();
    Ok(AtDesk {
        assign_action: format!("{here}/attribuer"),
        chosen: typed.assignee.clone().unwrap_or_else(|| assignee.clone()),
        assignee,
        left: kept.left,
        me: visit.agent.id.to_string(),
        colleagues: kept.colleagues.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        label_action: format!("{here}/etiquettes"),
        labelled: labelled.join(","),
        labels,
        note_action: format!("{here}/note"),
        note_key: app.desk().store().ids().uuid().map_err(DeskError::from)?.to_string(),
        note: typed.note.clone(),
        notes: kept
            .notes
            .into_iter()
            .map(|(note, by)| Noted { at: opened.zoned(note.at), by, text: note.body })
            .collect(),
    })
}

/// The labels that were stuck on since the page was shown and, with a `-` before them, those that were taken off; nothing where none was.
pub(super) fn relabelled(posting: &Posting) -> Option<Vec<String>> {
    let shown: Vec<&str> = posting.get("_labels")?.split(',').filter(|label| !label.is_empty()).collect();
    let ticked = posting.pairs.iter().filter(|(name, _)| name == "labels").map(|(_, value)| value.as_str());
    let ticked: Vec<&str> = ticked.collect();
    let on = ticked.iter().filter(|label| !shown.contains(label)).map(|label| (*label).to_owned());
    let off = shown.iter().filter(|label| !ticked.contains(label)).map(|label| format!("-{label}"));
    let changed: Vec<String> = on.chain(off).collect();
    (!changed.is_empty()).then_some(changed)
}

/// POST `attribuer`: an agent of the desk looks after the case, or nobody.
pub(crate) async fn assign(
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
    let chosen = posting.text("assignee");
    // What is no id is nobody's.
    let assignee = (!chosen.is_empty()).then(|| chosen.parse().unwrap_or_default());
    let done = app.desk().assign(&visit.agent, (&agency, id), assignee, posting.get("_assignee")).await;
    let typed = Typed::read(&posting);
    // Who looks after it by now is shown, to be chosen anew.
    let again = matches!(&done, Err(DeskError::Invalid { code, .. }) if *code != "assignee.changed");
    let left = Typed { assignee: typed.assignee.clone().filter(|_| again), ..typed };
    let done = kept(&app, &visit, (&agency, id), done, left).await;
    or_gone(&app, &visit, (&agency, id), Left::posted(&posting), done).await
}

/// POST `etiquettes`: the case carries these labels from now on, and no other of the desk's but what a colleague stuck on meanwhile.
pub(crate) async fn label(
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
    let ticked = posting.pairs.iter().filter(|(name, _)| name == "labels");
    let wanted: Vec<Uuid> = ticked.filter_map(|(_, value)| value.parse().ok()).collect();
    let shown = posting.get("_labels");
    let shown: Option<Vec<Uuid>> = shown.map(|shown| shown.split(',').filter_map(|id| id.parse().ok()).collect());
    let done = app.desk().label(&visit.agent, (&agency, id), &wanted, shown.as_deref()).await;
    let done = kept(&app, &visit, (&agency, id), done, Typed { labels: None, ..Typed::read(&posting) }).await;
    or_gone(&app, &visit, (&agency, id), Left::posted(&posting), done).await
}

/// POST `note`: a note for colleagues. Where the session was over, or is a new one, it comes back to be added again.
pub(crate) async fn note(
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
    let typed = Typed::read(&posting);
    let done = app.desk().add_note(&visit.agent, (&agency, id), posting.text("_key"), &typed.note).await;
    let left = if done.is_ok() { Typed { note: String::new(), ..typed } } else { typed };
    let done = kept(&app, &visit, (&agency, id), done, left).await;
    or_gone(&app, &visit, (&agency, id), Left::posted(&posting), done).await
}

/// The case again, with what was typed for another of its buttons.
async fn kept(
    app: &App,
    visit: &AgentVisit,
    (agency, id): (&str, Uuid),
    done: Result<(), DeskError>,
    left: Typed,
) -> Result<Response, ServerError> {
    match done {
        Ok(()) if !left.is_left() => Ok(Redirect::to(&format!("/agents/cas/{agency}/{id}#entre-nous")).into_response()),
        Ok(()) => {
            let opened = app.desk().open_case(&visit.agent, agency, id).await?;
            Ok(draw(app, visit, &opened, left).await?.into_response())
        }
        Err(DeskError::Invalid { field, code }) => {
            let opened = app.desk().open_case(&visit.agent, agency, id).await?;
            let faults = vec![Fault::new(field, code).with("max", desk::MAX_NOTE)];
            let page = draw(app, visit, &opened, Typed { faults, ..left }).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
