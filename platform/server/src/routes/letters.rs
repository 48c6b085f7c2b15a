//! `/agents/courriers`: the templates of a desk's letters.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{
    DeskError, MAX_LETTER, MAX_LETTER_NAME, MAX_LETTER_TITLE, PLACEHOLDERS, Refused, TemplateWritten, template_revision,
};
use pages::page::{Fault, agent::Unsent, letters::Letters};
use serde::Deserialize;
use store::Uuid;

use super::{agent_login::draw_login, agents::portal};
use crate::{
    app::App,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{AgentVisit, Visit},
    },
};

pub(super) const HERE: &str = "/agents/courriers";

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
    revision: u64,
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
        .with("box", one.field)
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
        revision: template_revision(&one),
        name: one.name,
        title: one.title,
        body: one.body,
        ..Typed::default()
    });
    draw(&app, &visit, Typed { done: wanted.fait == "1", ..typed }).await
}

/// POST: `keep` adds a template or writes one anew, `remove` removes one. Where the session was over, or is a new one, nothing is done, and
/// what was written comes back.
pub(crate) async fn act(
    State(app): State<App>,
    visitor: Visit,
    visit: Result<AgentVisit, ServerError>,
    posting: Posting,
) -> Result<Response, ServerError> {
    let text = |name: &str| posting.get(name).unwrap_or_default().to_owned();
    let mut typed = Typed {
        letter: posting.text("letter").to_owned(),
        revision: posting.get("_revision").and_then(|text| text.parse().ok()).unwrap_or_default(),
        name: text("name"),
        title: text("title"),
        body: text("body"),
        ..Typed::default()
    };
    let removes = posting.text("_act") == "remove";
    let visit = match visit {
        Ok(visit) => visit,
        Err(ServerError::LoginNeeded { .. }) if !removes && !typed.body.trim().is_empty() => {
            let kept = Unsent {
                message: typed.body,
                status: typed.letter,
                by: typed.revision.to_string(),
                note: typed.name,
                title: typed.title,
                ..Unsent::default()
            };
            let page = draw_login(&app, visitor.language, "", HERE, Some(kept), Vec::new())?;
            return Ok((StatusCode::FORBIDDEN, page).into_response());
        }
        Err(error) => return Err(error),
    };
    if let Err(error) = visit.check(&posting) {
        if removes {
            return Err(error);
        }
        typed.faults = vec![Fault::new("body", "letter.not_kept")];
        // Who keeps no templates is told what anybody is who is not let in.
        let Ok(page) = draw(&app, &visit, typed).await else { return Err(error) };
        return Ok((StatusCode::FORBIDDEN, page).into_response());
    }
    let letter: Option<Uuid> = Some(&typed.letter).filter(|id| !id.is_empty()).map(|id| id.parse().unwrap_or_default());
    let done = if removes {
        app.desk().remove_letter_template(&visit.agent, letter.unwrap_or_default()).await
    } else {
        let written = TemplateWritten { name: &typed.name, title: &typed.title, body: &typed.body };
        app.desk().keep_letter_template(&visit.agent, letter.map(|id| (id, typed.revision)), written).await
    };
    let Err(error) = done else { return Ok(Redirect::to(&format!("{HERE}?fait=1")).into_response()) };
    match &error {
        // What was written is there to be kept as a new one.
        DeskError::Invalid { code: "letter.gone", .. } => typed.letter = String::new(),
        // Who saves once more has been told whose words go.
        DeskError::Invalid { code: "letter.changed_meanwhile", .. } => {
            let known = app.desk().supervised_letters(&visit.agent).await?;
            let now = known.iter().find(|one| Some(one.id) == letter);
            typed.revision = now.map(template_revision).unwrap_or_default();
        }
        _ => {}
    }
    typed.faults = faults(error)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(&app, &visit, typed).await?).into_response())
}

/// The page with what was written before the session was over; nothing for who keeps no templates.
pub(super) async fn taken_up(app: &App, visit: &AgentVisit, unsent: &Unsent) -> Result<Option<Response>, ServerError> {
    let typed = Typed {
        letter: unsent.status.clone(),
        revision: unsent.by.parse().unwrap_or_default(),
        name: unsent.note.clone(),
        title: unsent.title.clone(),
        body: unsent.message.clone(),
        faults: vec![Fault::new("body", "letter.not_kept")],
        ..Typed::default()
    };
    match draw(app, visit, typed).await {
        Ok(page) => Ok(Some(page.into_response())),
        Err(ServerError::Desk(DeskError::NotFound(_))) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn draw(app: &App, visit: &AgentVisit, typed: Typed) -> Result<Html<String>, ServerError> {
    let known = app.desk().supervised_letters(&visit.agent).await?;
    let page = Letters {
        chrome: portal(app, visit, HERE).await?,
        action: HERE.to_owned(),
        templates: known.into_iter().map(|one| (one.id.to_string(), one.name, one.title)).collect(),
        letter: typed.letter,
        revision: typed.revision,
        name: typed.name,
        title: typed.title,
        body: typed.body,
        placeholders: PLACEHOLDERS.map(|word| (format!("{{{word}}}"), word.to_owned())).to_vec(),
        done: typed.done,
        faults: typed.faults,
    };
    app.draw(&page)
}
