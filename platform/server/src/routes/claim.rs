//! `/compte/rattacher`: a dossier that was filed without an account comes into one, by its reference and a code that is mailed to the address
//! left with it. Whether there is such a dossier is told to nobody who does not read that mailbox.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::DeskError;
use pages::page::{Fault, account::AccountClaim};

use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{self, Visit},
    },
    middleware::rates::LoginAttempt,
};

const HERE: &str = "/compte/rattacher";

/// What this browser was mailed a code for, and waits for.
async fn asked<'a>(app: &App, visit: &Visit, headers: &'a HeaderMap) -> Result<Option<(&'a str, String)>, ServerError> {
    let person = visit.require_person(HERE)?;
    let Some(browser) = session::citizen_code(headers, app.config()) else { return Ok(None) };
    Ok(app.desk().claiming(person, browser).await?.map(|reference| (browser, reference)))
}

/// GET: where the reference is typed, or the code that was mailed for it.
pub(crate) async fn show(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Html<String>, ServerError> {
    let asked = asked(&app, &visit, &headers).await?;
    draw(&app, &visit, asked.as_ref().map_or("", |(_, reference)| reference.as_str()), asked.is_some(), None)
}

/// POST: has a code mailed, or takes it.
pub(crate) async fn claim(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    headers: HeaderMap,
    posting: Posting,
) -> Result<Response, ServerError> {
    let person = visit.require_person(HERE)?;
    visit.check(&posting, None)?;
    let Some(code) = posting.get("code") else { return ask(&app, &visit, posting.text("reference")).await };
    let again = |reference: &str, sent, fault| {
        Ok::<_, ServerError>(
            (StatusCode::UNPROCESSABLE_ENTITY, draw(&app, &visit, reference, sent, Some(fault))?).into_response(),
        )
    };
    let Some((browser, reference)) = asked(&app, &visit, &headers).await? else {
        return again("", false, Fault::new("reference", "login.code_over"));
    };
    if code.trim().is_empty() {
        return again(&reference, true, Fault::new("code", "login.code_required"));
    }
    match app.desk().claim_dossier(person, browser, code).await {
        Ok(()) => Ok(Redirect::to("/compte").into_response()),
        Err(DeskError::WrongCode { left }) => {
            again(&reference, true, Fault::new("code", "login.code_wrong").with("left", left))
        }
        // Another account was faster, where it is the dossier.
        Err(DeskError::CodeLocked | DeskError::NotFound("login" | "dossier")) => {
            again(&reference, false, Fault::new("reference", "login.code_over"))
        }
        Err(error) => Err(error.into()),
    }
}

async fn ask(app: &App, visit: &Visit, reference: &str) -> Result<Response, ServerError> {
    let person = visit.require_person(HERE)?;
    let again = |fault| draw(app, visit, reference, false, Some(fault));
    // Nobody's mailbox is filled from here, whoever asks, and nobody walks through references.
    let account = person.id.to_string();
    for place in [reference.trim(), account.as_str()] {
        if let Err(early) = app.rates().code(Some("claim"), place) {
            let fault = Fault::new("reference", "login.too_many_codes").with("minutes", early.minutes());
            return Ok(early.on(again(fault)?));
        }
    }
    match app.desk().ask_claiming_code(person, reference, visit.language).await {
        Ok(token) => {
            let mut response = Redirect::to(HERE).into_response();
            let cookie = session::citizen_waits_for_code(app.config(), &token.to_string());
            response.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(DeskError::Invalid { field, code }) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again(Fault::new(field, code))?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn draw(
    app: &App,
    visit: &Visit,
    reference: &str,
    sent: bool,
    fault: Option<Fault>,
) -> Result<Html<String>, ServerError> {
    app.draw(&AccountClaim {
        chrome: chrome::around(app, visit, HERE),
        action: HERE.to_owned(),
        reference: reference.to_owned(),
        sent,
        back_href: "/compte".to_owned(),
        faults: fault.into_iter().collect(),
    })
}
