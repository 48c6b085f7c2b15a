//! `/suivi/{token}/message/{case}`: a citizen writes to a recipient of their dossier.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use desk::{DeskError, FILE_SIZE, Followed, MAX_MESSAGE, MAX_MESSAGE_FILES, Upload, Written};
use pages::page::{Fault, complement::MessagePage};
use store::{StoreError, Uuid};

use super::documents;
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
};

/// What was typed, on a page that comes back.
#[derive(Default)]
struct Typed {
    message: String,
    /// The names of the files, which the browser does not choose again.
    files: Vec<String>,
    kept: bool,
    /// The documents of the account that were chosen.
    chosen: Vec<Uuid>,
    faults: Vec<Fault>,
}

/// GET: the page to write on.
pub(crate) async fn show(
    State(app): State<App>,
    Path((token, case)): Path<(String, Uuid)>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let (followed, place) = app.desk().written_to(&token, case).await?;
    if !followed.cases[place].can_be_written_to() {
        // Where the dossier stands, and why, is on the follow-up page.
        return Ok(Redirect::to(&format!("/suivi/{token}")).into_response());
    }
    let message = followed.cases[place].begun_message()?.unwrap_or_default();
    draw(&app, &visit, &token, (&followed, place), Typed { message, ..Typed::default() }).await
}

/// POST: sends it, or keeps it for later where the recipient awaits it; what was written comes back with whatever stands against it.
pub(crate) async fn send(
    State(app): State<App>,
    Path((token, case)): Path<(String, Uuid)>,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, Some(&token))?;
    let message = posting.get("message").unwrap_or_default().to_owned();
    let files: Vec<String> = posting.files.iter().map(|file| desk::shown(&file.name)).collect();
    let chosen = documents::chosen(&posting);
    let act = posting.text("_action");
    if matches!(act, "keep" | "back") {
        let kept = app.desk().keep_message(&token, case, &message).await?;
        if kept && act == "back" {
            return Ok(Redirect::to(&format!("/suivi/{token}")).into_response());
        }
        let (followed, place) = app.desk().written_to(&token, case).await?;
        let typed = Typed { message, files, chosen, kept, ..Typed::default() };
        return draw(&app, &visit, &token, (&followed, place), typed).await;
    }
    let written = Written {
        chosen: chosen.clone(),
        once: posting.text("_once").to_owned(),
        message: message.clone(),
        documents: posting
            .files
            .into_iter()
            .map(|file| Upload { field: file.field, name: file.name, bytes: file.bytes })
            .collect(),
    };
    let (status, fault) = match app.desk().write_message(&token, case, written, visit.person.as_ref()).await {
        Ok(()) => return Ok(Redirect::to(&format!("/suivi/{token}?message=1")).into_response()),
        Err(DeskError::Invalid { field, code: code @ "message.too_many" }) => {
            (StatusCode::TOO_MANY_REQUESTS, Fault::new(field, code))
        }
        Err(DeskError::Invalid { field, code }) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Fault::new(field, code).with("max", MAX_MESSAGE))
        }
        Err(DeskError::File { code, name, limit }) => {
            let fault = Fault::new("document", code).with("name", name);
            (StatusCode::UNPROCESSABLE_ENTITY, fault.with("limit", limit.as_deref().unwrap_or("none")))
        }
        // What was written stays on the page, whatever became of the account's documents meanwhile.
        Err(DeskError::LoginRequired) => (StatusCode::CONFLICT, Fault::new("document", "message.login_over")),
        Err(DeskError::NotFound("document") | DeskError::Store(StoreError::Held(_))) => {
            (StatusCode::CONFLICT, Fault::new("document", "message.document_gone"))
        }
        Err(error) => return Err(error.into()),
    };
    app.desk().keep_message(&token, case, &message).await?;
    let (followed, place) = app.desk().written_to(&token, case).await?;
    let typed = Typed { message, files, chosen, faults: vec![fault], ..Typed::default() };
    Ok((status, draw(&app, &visit, &token, (&followed, place), typed).await?).into_response())
}

async fn draw(
    app: &App,
    visit: &Visit,
    token: &str,
    (followed, place): (&Followed, usize),
    typed: Typed,
) -> Result<Response, ServerError> {
    let found = &followed.cases[place];
    let here = format!("/suivi/{token}/message/{}", found.case.id);
    let mut around = chrome::around_link(app, visit, &here, token);
    around.help = chrome::help_after(app, followed, visit.language);
    let recipient = found.planned.title.clone();
    let page = MessagePage {
        chrome: around,
        demarche: chrome::head(&followed.dossier.served.demarche, visit.language),
        reference: followed.dossier.stored.reference.clone(),
        organisation: found.organisation.as_ref().map(|one| one.name.clone()).filter(|name| *name != recipient),
        recipient,
        back_href: format!("/suivi/{token}"),
        action: here,
        once: app.desk().store().ids().uuid().map_err(DeskError::from)?.simple().to_string(),
        keeps: found.begun_message()?.is_some(),
        kept: typed.kept,
        message: typed.message,
        unsent: typed.files,
        accept: ["application/pdf", "image/jpeg", "image/png"].map(str::to_owned).to_vec(),
        max_size: FILE_SIZE,
        max_files: MAX_MESSAGE_FILES,
        own_documents: documents::sendable(app, visit).await?,
        chosen: typed.chosen.iter().map(ToString::to_string).collect(),
        faults: typed.faults,
    };
    Ok(app.draw(&page)?.into_response())
}
