//! `/agents/questions`: what citizens ask the agent's desk before they file, and the answers.

use std::collections::{BTreeMap, btree_map::Entry};

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{Answer, DeskError, FILE_SIZE, MAX_MESSAGE_FILES, OpenedQuestion, QuestionFound};
use jiff::tz::TimeZone;
use pages::page::{
    Fault,
    agent::Unsent,
    question::{QuestionDesk, QuestionDone, QuestionInbox, QuestionRow, QuestionState},
};
use serde::Deserialize;
use store::{Uuid, events::Author, questions::Question};
use words::Words;

use super::{
    agent_login::{draw_login, unsent},
    agents::{Listed, portal},
    case,
    follow::file,
    gone::{Left, or_gone},
    question::{faults, status, told, uploads},
};
use crate::{
    app::App,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{AgentVisit, Visit, encode},
    },
};

pub(crate) const HERE: &str = "/agents/questions";

#[derive(Deserialize)]
pub(crate) struct Page {
    #[serde(default)]
    suite: String,
}

/// What was typed, on a page that comes back.
#[derive(Default)]
struct Typed {
    message: String,
    /// The names of the files, which the browser does not choose again.
    files: Vec<String>,
    done: Option<QuestionDone>,
    faults: Vec<Fault>,
}

fn address(agency: &str, id: Uuid) -> String {
    format!("{HERE}/{agency}/{id}")
}

/// GET: the questions of the desk.
pub(crate) async fn list(
    State(app): State<App>,
    Query(page): Query<Page>,
    visit: AgentVisit,
) -> Result<Html<String>, ServerError> {
    let found = app.desk().questions(&visit.agent, &page.suite).await?;
    let listed = Listed::new(&app, &visit, Vec::new()).await?;
    let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    let mut titles = BTreeMap::new();
    for one in found.waiting.iter().chain(&found.treated) {
        if let Entry::Vacant(untold) = titles.entry((one.demarche.clone(), one.recipient.clone())) {
            untold.insert(app.desk().recipient_title(one).await?);
        }
    }
    let row = |one: &Question| QuestionRow {
        href: address(&one.agency, one.id),
        demarche: listed.title(&one.demarche, visit.language),
        recipient: titles.get(&(one.demarche.clone(), one.recipient.clone())).cloned().unwrap_or_default(),
        at: one.waiting_since.unwrap_or(one.updated_at).to_zoned(zone.clone()),
        state: match one.waiting_since {
            Some(_) => None,
            None if one.ended_at.is_some() && one.answered_at.is_none() => Some(QuestionState::Unanswered),
            None if one.ended_at.is_some() => Some(QuestionState::Ended),
            // What was written after the last answer, and needed none, was settled.
            None if one.answered_at == Some(one.updated_at) => Some(QuestionState::Answered),
            None => Some(QuestionState::Settled),
        },
    };
    let later = !page.suite.is_empty();
    let page = QuestionInbox {
        chrome: portal(&app, &visit, HERE).await?,
        waiting: (!later).then(|| found.waiting.iter().map(row).collect()),
        more: found.more,
        treated: found.treated.iter().map(row).collect(),
        next_href: found.next.map(|mark| format!("{HERE}?suite={}", encode(&mark))),
        first_href: later.then(|| HERE.to_owned()),
    };
    app.draw(&page)
}

#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    fait: String,
}

/// GET: one question; the case that it became part of, once the citizen has filed.
pub(crate) async fn show(
    State(app): State<App>,
    Path((agency, id)): Path<(String, Uuid)>,
    Query(done): Query<Done>,
    visit: AgentVisit,
) -> Result<Response, ServerError> {
    let done = match done.fait.as_str() {
        "1" => Some(QuestionDone::Answered),
        "2" => Some(QuestionDone::Treated),
        _ => None,
    };
    match app.desk().open_question(&visit.agent, &agency, id).await? {
        QuestionFound::Here(opened) => draw(&app, &visit, &opened, Typed { done, ..Typed::default() }),
        QuestionFound::InCase(case) => Ok(Redirect::to(&format!("/agents/cas/{agency}/{case}")).into_response()),
    }
}

/// POST: answers it, or marks it as needing no answer. Where the session was over, or is a new one, nothing is done, and what was written
/// comes back.
pub(crate) async fn act(
    State(app): State<App>,
    Path((agency, id)): Path<(String, Uuid)>,
    visitor: Visit,
    visit: Result<AgentVisit, ServerError>,
    posting: Posting,
) -> Result<Response, ServerError> {
    let here = address(&agency, id);
    let visit = match (visit, unsent(&posting, "")) {
        (Ok(visit), _) => visit,
        (Err(ServerError::LoginNeeded { .. }), Some(unsent)) => {
            let page = draw_login(&app, visitor.language, "", &here, Some(unsent), Vec::new())?;
            return Ok((StatusCode::FORBIDDEN, page).into_response());
        }
        (Err(error), _) => return Err(error),
    };
    let typed = Typed {
        message: posting.get("message").unwrap_or_default().to_owned(),
        files: posting.files.iter().map(|file| desk::shown(&file.name)).collect(),
        ..Typed::default()
    };
    if let Err(error) = visit.check(&posting) {
        if typed.message.trim().is_empty() {
            return Err(error);
        }
        let faults = vec![Fault::new("message", "message.not_sent")];
        let page = again(&app, &visit, (&agency, id), Typed { faults, ..typed }).await?;
        return Ok((StatusCode::FORBIDDEN, page).into_response());
    }
    let treats = posting.text("_act") == "treat";
    if treats && !(typed.message.trim().is_empty() && typed.files.is_empty()) {
        let faults = vec![Fault::new("message", "question.answer_begun")];
        let page = again(&app, &visit, (&agency, id), Typed { faults, ..typed }).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let revision = posting.get("_revision").and_then(|text| text.parse().ok()).unwrap_or_default();
    let (refused, done) = if treats {
        (app.desk().treat_question(&visit.agent, (&agency, id), revision).await?, "2")
    } else {
        let once = posting.text("_once").to_owned();
        let answer = Answer { once, revision, message: typed.message.clone(), documents: uploads(posting) };
        (app.desk().answer_question(&visit.agent, (&agency, id), answer).await?, "1")
    };
    if refused.is_empty() {
        return Ok(Redirect::to(&format!("{here}?fait={done}")).into_response());
    }
    let status = status(&refused);
    let page = again(&app, &visit, (&agency, id), Typed { faults: faults(refused), ..typed }).await?;
    Ok((status, page).into_response())
}

/// The question with what was typed; its case, where it became part of one meanwhile.
async fn again(
    app: &App,
    visit: &AgentVisit,
    (agency, id): (&str, Uuid),
    typed: Typed,
) -> Result<Response, ServerError> {
    match app.desk().open_question(&visit.agent, agency, id).await? {
        QuestionFound::Here(opened) => draw(app, visit, &opened, typed),
        QuestionFound::InCase(case) => {
            let left = Left::message(typed.message.clone());
            let shown = async {
                let opened = app.desk().open_case(&visit.agent, agency, case).await?;
                case::unsent_on(app, visit, &opened, typed.message).await
            };
            or_gone(app, visit, (agency, case), left, shown.await).await
        }
    }
}

/// The question at the address `next` with what was written before the session was over; nothing where this is no such address, or not this
/// agent's question.
pub(crate) async fn taken_up(
    app: &App,
    visit: &AgentVisit,
    next: &str,
    unsent: &Unsent,
) -> Result<Option<Response>, ServerError> {
    let place = next.strip_prefix(HERE).and_then(|rest| rest.strip_prefix('/')).and_then(|rest| rest.split_once('/'));
    let Some((agency, Ok(id))) = place.map(|(agency, id)| (agency, id.parse::<Uuid>())) else { return Ok(None) };
    let faults = vec![Fault::new("message", "message.not_sent")];
    match again(app, visit, (agency, id), Typed { message: unsent.message.clone(), faults, ..Typed::default() }).await {
        Ok(page) => Ok(Some(page)),
        Err(ServerError::Desk(DeskError::NotFound(_))) => Ok(None),
        Err(error) => Err(error),
    }
}

fn draw(app: &App, visit: &AgentVisit, opened: &OpenedQuestion, typed: Typed) -> Result<Response, ServerError> {
    let (thread, zone, language) = (&opened.thread, &opened.served.timezone, visit.language);
    let question = &thread.question;
    let here = address(&question.agency, question.id);
    let citizen = Words::shared().get(language.tag(), "event-by-citizen", &[]);
    let events = told(thread, zone, &format!("{here}/fichiers"), |said| match said.message.author {
        Author::Citizen(_) => Some(citizen.clone()),
        _ => said.by.clone(),
    });
    let page = QuestionDesk {
        chrome: super::agents::around(app, visit, here.clone()),
        demarche: opened.served.demarche.title.get(language).to_owned(),
        recipient: thread.title.clone(),
        asked_at: question.created_at.to_zoned(zone.clone()),
        waiting: question.waiting_since.is_some(),
        by_mail: question.contact.is_some(),
        events,
        back_href: HERE.to_owned(),
        action: question.is_open().then_some(here),
        once: app.desk().store().ids().uuid().map_err(DeskError::from)?.simple().to_string(),
        revision: opened.revision(),
        message: typed.message,
        unsent: typed.files,
        accept: ["application/pdf", "image/jpeg", "image/png"].map(str::to_owned).to_vec(),
        max_size: FILE_SIZE,
        max_files: MAX_MESSAGE_FILES,
        done: typed.done,
        faults: typed.faults,
    };
    Ok(app.draw(&page)?.into_response())
}

/// GET `fichiers/{file}`: what came with a message.
pub(crate) async fn attachment(
    State(app): State<App>,
    Path((agency, id, wanted)): Path<(String, Uuid, Uuid)>,
    visit: AgentVisit,
) -> Result<Response, ServerError> {
    let QuestionFound::Here(opened) = app.desk().open_question(&visit.agent, &agency, id).await? else {
        return Err(ServerError::NotFound);
    };
    Ok(file(app.desk().hand_out_asked(&opened.thread, wanted, Author::Agent(visit.agent.id)).await?))
}
