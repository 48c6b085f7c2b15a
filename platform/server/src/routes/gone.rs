//! Says of a case that its agent's desk had, and that another has now, which one it is, with all that was written for it here.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use desk::{DeskError, LETTER_UNCHANGED};
use form::{demarche::Demarche, text::Language};
use pages::page::{agent::Unsent, forward::Gone};
use store::Uuid;
use words::Words;

use super::{
    agent_login::written,
    agents::{HOME, around},
};
use crate::{
    app::App,
    chrome::question,
    error::ServerError,
    extract::{posting::Posting, session::AgentVisit},
};

/// What was written for a case and may have nowhere to go.
#[derive(Debug, Default)]
pub(super) struct Left {
    unsent: Unsent,
    /// The names of the documents.
    documents: Vec<String>,
}

impl Left {
    /// All that a page of the case posted.
    pub(super) fn posted(posting: &Posting) -> Self {
        let documents = posting.files.iter().map(|file| desk::shown(&file.name)).collect();
        Self { unsent: written(posting, ""), documents }
    }

    /// A message alone.
    pub(super) fn message(message: String) -> Self {
        Self::from(Unsent { message, ..Unsent::default() })
    }
}

impl From<Unsent> for Left {
    fn from(unsent: Unsent) -> Self {
        Self { unsent, documents: Vec::new() }
    }
}

/// What came of an act on a case, or of a look at it; where another desk has it by now: which, with what was left. Any other refusal stays what
/// it is.
pub(super) async fn or_gone(
    app: &App,
    visit: &AgentVisit,
    (agency, id): (&str, Uuid),
    left: Left,
    done: Result<Response, ServerError>,
) -> Result<Response, ServerError> {
    match done {
        Err(error @ ServerError::Desk(DeskError::NotFound(_))) => {
            gone(app, visit, (agency, id), &left).await?.ok_or(error)
        }
        done => done,
    }
}

/// The same for what was written before the session was over, at the address `next` of a case or of one of its pages; nothing where this is
/// no such address, or no case that the agent's desk had.
pub(super) async fn taken_up(
    app: &App,
    visit: &AgentVisit,
    next: &str,
    unsent: Unsent,
) -> Result<Option<Response>, ServerError> {
    let mut parts = next.strip_prefix("/agents/cas/").unwrap_or_default().split('/');
    let (Some(agency), Some(Ok(id))) = (parts.next(), parts.next().map(str::parse::<Uuid>)) else { return Ok(None) };
    let left = match parts.next() {
        // Only the reason is of use: the place and what was searched say nothing without it.
        Some("transmettre") => Left::message(unsent.message),
        _ => Left::from(unsent),
    };
    gone(app, visit, (agency, id), &left).await
}

async fn gone(
    app: &App,
    visit: &AgentVisit,
    (agency, id): (&str, Uuid),
    left: &Left,
) -> Result<Option<Response>, ServerError> {
    let Some(sent) = app.desk().sent_on(&visit.agent, agency, id).await? else { return Ok(None) };
    let page = Gone {
        chrome: around(app, visit, HOME),
        reference: sent.reference,
        to: sent.to.name,
        unsent: text(left, &sent.served.demarche, visit.language),
        back_href: visit.list().to_owned(),
    };
    Ok(Some((StatusCode::GONE, app.draw(&page)?).into_response()))
}

/// All of it as text that can be copied: first what is to be read by the citizen, then each of the rest under its name.
fn text(left: &Left, demarche: &Demarche, language: Language) -> String {
    let Left { unsent, documents } = left;
    let word = |id: &str| Words::shared().get(language.tag(), id, &[]);
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
    let mut said: Vec<String> = some(&unsent.title).into_iter().chain(some(&unsent.message)).collect();
    let mut add = |id: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            said.push(format!("{}\n- {}", word(id), lines.join("\n- ")));
        }
    };
    let status = match unsent.status.as_str() {
        LETTER_UNCHANGED => None,
        status => Words::shared().find(language.tag(), &format!("status-{}", status.replace('_', "-")), &[]),
    };
    add("case-status", status.into_iter().collect());
    add("case-complement", unsent.questions.iter().map(|path| question(demarche, path, language)).collect());
    add("case-complement-by", some(&unsent.by).into_iter().collect());
    let is_letter = [&unsent.title, &unsent.signed, &unsent.quality].iter().any(|text| !text.is_empty());
    add(if is_letter { "letter-reason" } else { "case-note" }, some(&unsent.note).into_iter().collect());
    add("letter-signed", some(&unsent.signed).into_iter().collect());
    add("letter-quality", some(&unsent.quality).into_iter().collect());
    let values = unsent.values.iter().filter_map(|(_, value)| some(value));
    add("case-give-back", values.collect());
    add("case-document", documents.clone());
    said.join("\n\n")
}
