//! `/agents/cas/{agency}/{id}/courrier`: an agent answers by a letter.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use desk::{Document, LetterWritten, OpenedCase};
use pages::page::{Fault, agent::Unsent, letters::LetterPage};
use store::Uuid;

use super::{
    agent_login::{draw_login, unsent},
    agents::around,
    case::address,
    follow::file,
    letters::faults,
};
use crate::{
    app::App,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{AgentVisit, Visit},
    },
};

/// What was typed, on a page that comes back.
#[derive(Default)]
struct Typed {
    written: LetterWritten,
    model: String,
    taken: bool,
    faults: Vec<Fault>,
}

/// GET: begins with the desk's only template, where it has one.
pub(crate) async fn show(
    State(app): State<App>,
    Path((agency, id)): Path<(String, Uuid)>,
    visit: AgentVisit,
) -> Result<Response, ServerError> {
    let opened = app.desk().open_case(&visit.agent, &agency, id).await?;
    if opened.is_withheld() {
        // The case's own page says why nobody acts on it.
        return Ok(Redirect::to(&address(&opened)).into_response());
    }
    let mut typed = Typed::default();
    if let [only] = app.desk().letter_templates(&visit.agent).await?.as_slice() {
        (typed.written.title, typed.written.body) = app.desk().letter_from(&opened, only);
        typed.model = only.id.to_string();
    }
    draw(&app, &visit, &opened, typed).await
}

/// POST: `model` puts a template in, `preview` shows the PDF, `send` sends it with the decision. Where the session was over, or is a new one,
/// nothing is done, and what was written comes back.
pub(crate) async fn act(
    State(app): State<App>,
    Path((agency, id)): Path<(String, Uuid)>,
    visitor: Visit,
    visit: Result<AgentVisit, ServerError>,
    posting: Posting,
) -> Result<Response, ServerError> {
    let kept = unsent(&posting, "");
    let here = format!("/agents/cas/{agency}/{id}/courrier");
    let visit = match (visit, kept) {
        (Ok(visit), _) => visit,
        (Err(ServerError::LoginNeeded { .. }), Some(kept)) => {
            let page = draw_login(&app, visitor.language, "", &here, Some(kept), Vec::new())?;
            return Ok((StatusCode::FORBIDDEN, page).into_response());
        }
        (Err(error), _) => return Err(error),
    };
    let opened = app.desk().open_case(&visit.agent, &agency, id).await?;
    let text = |name: &str| posting.get(name).unwrap_or_default().to_owned();
    let mut typed = Typed {
        written: LetterWritten {
            status: posting.text("status").to_owned(),
            reason: text("note"),
            title: text("title"),
            body: text("message"),
        },
        model: posting.text("model").to_owned(),
        ..Typed::default()
    };
    if visit.check(&posting).is_err() {
        typed.faults = vec![Fault::new("message", "letter.not_sent")];
        return Ok((StatusCode::FORBIDDEN, draw(&app, &visit, &opened, typed).await?).into_response());
    }
    let revision = posting.get("_revision").and_then(|text| text.parse().ok()).unwrap_or_default();
    let refused = match posting.text("_act") {
        "model" => {
            let known = app.desk().letter_templates(&visit.agent).await?;
            if let Some(template) = known.iter().find(|one| one.id.to_string() == typed.model) {
                (typed.written.title, typed.written.body) = app.desk().letter_from(&opened, template);
                typed.taken = true;
            }
            return draw(&app, &visit, &opened, typed).await;
        }
        "preview" => match app.desk().letter_pdf(&visit.agent, &opened, &typed.written).await {
            Ok(bytes) => return Ok(shown(&opened, bytes)),
            Err(error) => error,
        },
        _ => match app.desk().send_letter(&visit.agent, &opened, &typed.written, revision).await {
            Ok(opened) => return Ok(Redirect::to(&format!("{}?fait=1", address(&opened))).into_response()),
            Err(error) => error,
        },
    };
    typed.faults = faults(refused)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(&app, &visit, &opened, typed).await?).into_response())
}

/// The letter at the address `next` with what was written before the session was over; nothing where this is no such address, or not this
/// agent's case.
pub(crate) async fn taken_up(
    app: &App,
    visit: &AgentVisit,
    next: &str,
    unsent: &Unsent,
) -> Result<Option<Response>, ServerError> {
    let Some(case) = next.strip_suffix("/courrier").and_then(|next| next.strip_prefix("/agents/cas/")) else {
        return Ok(None);
    };
    let Some((agency, Ok(id))) = case.split_once('/').map(|(agency, id)| (agency, id.parse::<Uuid>())) else {
        return Ok(None);
    };
    let opened = match app.desk().open_case(&visit.agent, agency, id).await {
        Ok(opened) => opened,
        Err(desk::DeskError::NotFound(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let written = LetterWritten {
        status: unsent.status.clone(),
        reason: unsent.note.clone(),
        title: unsent.title.clone(),
        body: unsent.message.clone(),
    };
    let faults = vec![Fault::new("message", "letter.not_sent")];
    Ok(Some(draw(app, visit, &opened, Typed { written, faults, ..Typed::default() }).await?))
}

/// The PDF, to be looked at in the browser.
fn shown(opened: &OpenedCase, bytes: Vec<u8>) -> Response {
    let name = format!("{}-courrier.pdf", opened.case.external_id);
    let mut response = file(Document { name, mime: "application/pdf".to_owned(), bytes });
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    response
}

async fn draw(app: &App, visit: &AgentVisit, opened: &OpenedCase, typed: Typed) -> Result<Response, ServerError> {
    let case = address(opened);
    let here = format!("{case}/courrier");
    let demarche = &opened.dossier.served.demarche;
    let models = app.desk().letter_templates(&visit.agent).await?;
    let page = LetterPage {
        chrome: around(app, visit, here.clone()),
        action: here,
        back_href: case,
        reference: opened.dossier.stored.reference.clone(),
        demarche: demarche.title.get(visit.language).to_owned(),
        revision: opened.revision(),
        models: models.into_iter().map(|one| (one.id.to_string(), one.name)).collect(),
        model: typed.model,
        taken: typed.taken,
        statuses: opened.next_statuses().into_iter().filter(|status| status != "complement").collect(),
        chosen: typed.written.status,
        reason: typed.written.reason,
        reason_word: format!("{{{}}}", desk::REASON),
        title: typed.written.title,
        body: typed.written.body,
        appeal: demarche.appeal.as_ref().map(|appeal| appeal.get(visit.language).to_owned()),
        faults: typed.faults,
    };
    Ok(app.draw(&page)?.into_response())
}
