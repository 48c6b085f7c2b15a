//! `/agents/courriers`: the templates of a desk's letters.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{DeskError, MAX_LETTER, MAX_LETTER_NAME, MAX_LETTER_TITLE, PLACEHOLDERS, Refused};
use pages::page::{Fault, letters::Letters};
use serde::Deserialize;
use store::Uuid;

use super::agents::around;
use crate::{
    app::App,
    error::ServerError,
    extract::{posting::Posting, session::AgentVisit},
};

const HERE: &str = "/agents/courriers";

#[derive(Deserialize, Default)]
pub(crate) struct Wanted {
    #[serde(default)]
    fait: String,
    /// The template to be changed.
    #[serde(default)]
    modele: String,
}

/// What was typed.
#[derive(Default)]
struct Typed {
    letter: String,
    name: String,
    title: String,
    body: String,
    done: bool,
    faults: Vec<Fault>,
}

/// A fault of a letter, with the numbers that its sentence may say.
pub(super) fn fault(one: Refused) -> Fault {
    Fault::new(one.field, one.code)
        .with("name", one.named)
        .with("max", desk::MAX_MESSAGE)
        .with("max_name", MAX_LETTER_NAME)
        .with("max_title", MAX_LETTER_TITLE)
        .with("max_body", MAX_LETTER)
}

/// The faults of a letter that was refused; any other error goes on.
pub(super) fn faults(error: DeskError) -> Result<Vec<Fault>, DeskError> {
    match error {
        DeskError::Several(all) => Ok(all.into_iter().map(fault).collect()),
        DeskError::Invalid { field, code } => Ok(vec![fault(Refused { field, code, named: String::new() })]),
        DeskError::TooManyActs { most } => Ok(vec![Fault::new("message", "act.too_many").with("max", most)]),
        error => Err(error),
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    visit: AgentVisit,
) -> Result<Html<String>, ServerError> {
    let known = app.desk().supervised_letters(&visit.agent).await?;
    let found = known.into_iter().find(|one| one.id.to_string() == wanted.modele);
    let typed = found.map_or_else(Typed::default, |one| Typed {
        letter: one.id.to_string(),
        name: one.name,
        title: one.title,
        body: one.body,
        ..Typed::default()
    });
    draw(&app, &visit, Typed { done: wanted.fait == "1", ..typed }).await
}

/// POST: `keep` adds a template or writes one anew, `remove` removes one.
pub(crate) async fn act(State(app): State<App>, visit: AgentVisit, posting: Posting) -> Result<Response, ServerError> {
    visit.check(&posting)?;
    let text = |name: &str| posting.get(name).unwrap_or_default().to_owned();
    let letter: Option<Uuid> =
        Some(posting.text("letter")).filter(|id| !id.is_empty()).map(|id| id.parse().unwrap_or_default());
    let (name, title, body) = (text("name"), text("title"), text("body"));
    let done = match posting.text("_act") {
        "remove" => app.desk().remove_letter_template(&visit.agent, letter.unwrap_or_default()).await,
        _ => app.desk().keep_letter_template(&visit.agent, letter, (&name, &title, &body)).await,
    };
    let Err(error) = done else { return Ok(Redirect::to(&format!("{HERE}?fait=1")).into_response()) };
    let faults = faults(error)?;
    let letter = posting.text("letter").to_owned();
    let page = draw(&app, &visit, Typed { letter, name, title, body, done: false, faults }).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn draw(app: &App, visit: &AgentVisit, typed: Typed) -> Result<Html<String>, ServerError> {
    let known = app.desk().supervised_letters(&visit.agent).await?;
    let page = Letters {
        chrome: around(app, visit, HERE),
        action: HERE.to_owned(),
        templates: known.into_iter().map(|one| (one.id.to_string(), one.name, one.title)).collect(),
        letter: typed.letter,
        name: typed.name,
        title: typed.title,
        body: typed.body,
        placeholders: PLACEHOLDERS.map(|word| format!("{{{word}}}")).to_vec(),
        done: typed.done,
        faults: typed.faults,
    };
    app.draw(&page)
}
