//! `/agents/cas/{agency}/{id}/courrier`: an agent answers by a letter.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use desk::{DeskError, Document, LETTER_UNCHANGED, LetterWritten, OpenedCase, Values};
use pages::page::{Fault, agent::Unsent, letters::LetterPage};
use serde::Deserialize;
use store::{Uuid, letters::Template};

use super::{
    agent_login::{self, draw_login, unsent},
    agents::around,
    case::{self, address},
    follow::file,
    forward::opened_at,
    gone::{Left, or_gone},
    happened::events,
    letters::faults,
    values,
};
use crate::{
    app::App,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{AgentVisit, Visit, encode},
    },
};

/// What was typed, on a page that comes back.
#[derive(Default)]
struct Typed {
    written: LetterWritten,
    model: String,
    taken: bool,
    /// The boxes of what is given back with it.
    values: Option<Vec<(String, String)>>,
    /// What those held when they were drawn, as the page posts it.
    before: String,
    /// The state of the case that the writer was shown; it stays theirs until they are told what happened since.
    revision: u64,
    /// The writer was told: the history stands below.
    told: bool,
    /// They are judged: something is to leave with them.
    judged: bool,
    /// A template would take the place of what was written.
    asks: bool,
    faults: Vec<Fault>,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// The template that was taken; empty: none.
    modele: Option<String>,
}

/// GET: begins with the template that was taken, otherwise with the desk's only one, where it has one.
pub(crate) async fn show(
    State(app): State<App>,
    Path((agency, id)): Path<(String, Uuid)>,
    Query(asked): Query<Asked>,
    visit: AgentVisit,
) -> Result<Response, ServerError> {
    let shown = begin(&app, &visit, (&agency, id), asked.modele.as_deref()).await;
    or_gone(&app, &visit, (&agency, id), Left::default(), shown).await
}

async fn begin(
    app: &App,
    visit: &AgentVisit,
    (agency, id): (&str, Uuid),
    taken: Option<&str>,
) -> Result<Response, ServerError> {
    let opened = app.desk().open_case(&visit.agent, agency, id).await?;
    if opened.is_withheld() {
        // The case's own page says why nobody acts on it.
        return Ok(Redirect::to(&address(&opened)).into_response());
    }
    let mut typed = Typed { written: signature(visit), revision: opened.revision(), ..Typed::default() };
    let known = app.desk().letter_templates(&visit.agent).await?;
    let model = match (taken, known.as_slice()) {
        (Some(taken), known) => known.iter().find(|one| one.id.to_string() == taken),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    typed.taken = taken.is_some_and(|taken| taken.is_empty() || model.is_some());
    if let Some(model) = model {
        (typed.written.title, typed.written.body) = app.desk().letter_from(&opened, model);
        typed.model = model.id.to_string();
    }
    draw(app, visit, &opened, typed).await
}

/// POST: `model` puts a template in, `preview` shows the PDF, `send` sends it with the decision; `back` leaves it on the case's page, which
/// brings it back with `resume`. Where the session was over, or is a new one,
/// nothing is done, and what was written comes back.
pub(crate) async fn act(
    State(app): State<App>,
    Path((agency, id)): Path<(String, Uuid)>,
    visitor: Visit,
    visit: Result<AgentVisit, ServerError>,
    posting: Posting,
) -> Result<Response, ServerError> {
    // What waited on the case's page for its writer is posted as the login posts it.
    let resumes = posting.text("_act") == "resume";
    let kept = unsent(&posting, if resumes { "_" } else { "" });
    let here = format!("/agents/cas/{agency}/{id}/courrier");
    let visit = match (visit, kept) {
        (Ok(visit), _) => visit,
        (Err(ServerError::LoginNeeded { .. }), Some(kept)) => {
            let page = draw_login(&app, visitor.language, "", &here, Some(kept), Vec::new())?;
            return Ok((StatusCode::FORBIDDEN, page).into_response());
        }
        (Err(error), _) => return Err(error),
    };
    let left = Left::from(agent_login::written(&posting, if resumes { "_" } else { "" }));
    let done = write(&app, &visit, (&agency, id), &posting).await;
    or_gone(&app, &visit, (&agency, id), left, done).await
}

async fn write(
    app: &App,
    visit: &AgentVisit,
    (agency, id): (&str, Uuid),
    posting: &Posting,
) -> Result<Response, ServerError> {
    let opened = app.desk().open_case(&visit.agent, agency, id).await?;
    let text = |name: &str| posting.get(name).unwrap_or_default().to_owned();
    let posted = || Typed {
        written: LetterWritten {
            status: posting.text("status").to_owned(),
            reason: text("note"),
            title: text("title"),
            body: text("message"),
            signed: text("signed"),
            quality: text("quality"),
        },
        model: posting.text("model").to_owned(),
        values: Some(values::boxes(posting, "")).filter(|boxes| !boxes.is_empty()),
        before: posting.get("_valeurs").unwrap_or_default().to_owned(),
        revision: posting.get("_revision").and_then(|text| text.parse().ok()).unwrap_or_default(),
        ..Typed::default()
    };
    let resumes = posting.text("_act") == "resume";
    let mut typed = if resumes { Typed::from(&agent_login::written(posting, "_")) } else { posted() };
    if visit.check(posting).is_err() {
        typed.faults = vec![Fault::new("message", "letter.not_sent")];
        return Ok((StatusCode::FORBIDDEN, draw(app, visit, &opened, typed).await?).into_response());
    }
    let refused = match posting.text("_act") {
        "back" => return leave(app, visit, &opened, posting, &typed).await,
        "resume" => return draw(app, visit, &opened, typed).await,
        act @ ("model" | "replace") => {
            let known = app.desk().letter_templates(&visit.agent).await?;
            if act == "model" && is_own(app, &opened, &known, &typed.written) {
                typed.asks = true;
            } else if is_bare(visit, posting, &typed.written) && typed.revision == opened.revision() {
                // Nothing else was written: a page that can be come back to.
                let taken = format!("{}/courrier?modele={}", address(&opened), encode(&typed.model));
                return Ok(Redirect::to(&taken).into_response());
            } else {
                let chosen = known.iter().find(|one| one.id.to_string() == typed.model);
                (typed.written.title, typed.written.body) =
                    chosen.map(|one| app.desk().letter_from(&opened, one)).unwrap_or_default();
                typed.taken = true;
            }
            return draw(app, visit, &opened, typed).await;
        }
        "preview" => match app.desk().letter_pdf(&opened, &typed.written).await {
            Ok(bytes) => return Ok(shown(&opened, bytes)),
            Err(error) => error,
        },
        _ => {
            let values = typed.values.clone().map_or(Values::None, Values::Posted);
            match app.desk().send_letter(&visit.agent, &opened, &typed.written, values, typed.revision).await {
                Ok(opened) => return Ok(Redirect::to(&format!("{}?fait=1", address(&opened))).into_response()),
                Err(error) => error,
            }
        }
    };
    typed.judged = true;
    typed.faults = match refused {
        // Each stands at its box.
        DeskError::Values(_) => Vec::new(),
        refused => faults(refused)?,
    };
    typed.told = typed.faults.iter().any(|fault| fault.code == "case.changed");
    if typed.told {
        // The history is read with it: from here on the writer knows what happened.
        let opened = app.desk().open_case(&visit.agent, agency, id).await?;
        typed.revision = opened.revision();
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(app, visit, &opened, typed).await?).into_response());
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(app, visit, &opened, typed).await?).into_response())
}

/// The letter at the address `next` with what was written before the session was over; nothing where this is no such address, or not this
/// agent's case.
pub(crate) async fn taken_up(
    app: &App,
    visit: &AgentVisit,
    next: &str,
    unsent: &Unsent,
) -> Result<Option<Response>, ServerError> {
    let Some(opened) = opened_at(app, visit, next, "/courrier").await? else { return Ok(None) };
    let faults = vec![Fault::new("message", "letter.not_sent")];
    Ok(Some(draw(app, visit, &opened, Typed { faults, ..Typed::from(unsent) }).await?))
}

impl From<&Unsent> for Typed {
    fn from(unsent: &Unsent) -> Self {
        let written = LetterWritten {
            status: unsent.status.clone(),
            reason: unsent.note.clone(),
            title: unsent.title.clone(),
            body: unsent.message.clone(),
            signed: unsent.signed.clone(),
            quality: unsent.quality.clone(),
        };
        let values = Some(unsent.values.clone()).filter(|values| !values.is_empty());
        let (before, revision) = (unsent.before.clone(), unsent.revision.parse().unwrap_or_default());
        Self { written, values, before, revision, ..Self::default() }
    }
}

/// Whether title and text are the writer's own words: neither blank nor as a template has them.
fn is_own(app: &App, opened: &OpenedCase, known: &[Template], written: &LetterWritten) -> bool {
    let lines = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    let (title, body) = (lines(&written.title), lines(&written.body));
    let mut filled = known.iter().map(|one| app.desk().letter_from(opened, one));
    let is_written = !title.is_empty() || !body.is_empty();
    is_written && !filled.any(|(was, text)| lines(&was) == title && lines(&text) == body)
}

/// Whether nothing was written beside title and text.
fn is_bare(visit: &AgentVisit, posting: &Posting, written: &LetterWritten) -> bool {
    let LetterWritten { status, reason, signed, quality, .. } = written;
    let is_signed = *signed == visit.agent.name && *quality == visit.agent.quality;
    is_signed && status.is_empty() && reason.trim().is_empty() && values::changed(posting).is_none()
}

/// « Retour »: the case, whose page holds what was written until its writer goes on with it; nothing where no word of theirs was.
async fn leave(
    app: &App,
    visit: &AgentVisit,
    opened: &OpenedCase,
    posting: &Posting,
    typed: &Typed,
) -> Result<Response, ServerError> {
    let known = app.desk().letter_templates(&visit.agent).await?;
    let letter = agent_login::written(posting, "");
    if is_bare(visit, posting, &typed.written) && !is_own(app, opened, &known, &typed.written) {
        return Ok(Redirect::to(&address(opened)).into_response());
    }
    // Nobody writes to the citizen of a case that is held: its page has the text, to be taken elsewhere.
    let typed = match opened.is_withheld() {
        true => case::Typed { message: format!("{}\n\n{}", letter.title, letter.message), ..case::Typed::default() },
        false => case::Typed { letter: Some(letter), ..case::Typed::default() },
    };
    Ok(case::draw(app, visit, opened, typed).await?.into_response())
}

/// What the agent signed with last.
fn signature(visit: &AgentVisit) -> LetterWritten {
    LetterWritten { signed: visit.agent.name.clone(), quality: visit.agent.quality.clone(), ..LetterWritten::default() }
}

/// The PDF, to be looked at in the browser.
fn shown(opened: &OpenedCase, bytes: Vec<u8>) -> Response {
    let name = format!("{}-courrier.pdf", opened.case.external_id);
    let mut response = file(Document { name, mime: "application/pdf".to_owned(), bytes });
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    response
}

async fn draw(app: &App, visit: &AgentVisit, opened: &OpenedCase, typed: Typed) -> Result<Response, ServerError> {
    let here = format!("{}/courrier", address(opened));
    let demarche = &opened.dossier.served.demarche;
    let models = app.desk().letter_templates(&visit.agent).await?;
    let boxes = typed.values.as_deref().map(|values| (values, typed.before.as_str()));
    let given_back = values::shown(app, opened, boxes, typed.judged, visit.language);
    let page = LetterPage {
        chrome: around(app, visit, here.clone()),
        action: here,
        reference: opened.dossier.stored.reference.clone(),
        demarche: demarche.title.get(visit.language).to_owned(),
        revision: typed.revision,
        events: if typed.told { events(app, opened, visit.language)? } else { Vec::new() },
        models: models.into_iter().map(|one| (one.id.to_string(), one.name)).collect(),
        model: typed.model,
        taken: typed.taken,
        asks: typed.asks,
        unchanged: LETTER_UNCHANGED,
        statuses: opened.next_statuses().into_iter().filter(|status| status != "complement").collect(),
        chosen: typed.written.status,
        reason: typed.written.reason,
        reason_word: format!("{{{}}}", desk::REASON),
        title: typed.written.title,
        body: typed.written.body,
        signed: typed.written.signed,
        quality: typed.written.quality,
        given_back,
        appeal: demarche.appeal.as_ref().map(|appeal| appeal.get(visit.language).to_owned()),
        faults: typed.faults,
    };
    Ok(app.draw(&page)?.into_response())
}
