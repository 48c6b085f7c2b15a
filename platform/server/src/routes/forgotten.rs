//! `/compte/oubli`: another password, by a link that is mailed.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use desk::{CitizenWanted, DeskError, MIN_PASSWORD};
use pages::page::{
    Fault,
    connection::{AccountForgot, AccountRecover},
};

use super::citizen_provider::go_on;
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
    middleware::rates::LoginAttempt,
};

const HERE: &str = "/compte/oubli";

pub(crate) async fn form(State(app): State<App>, visit: Visit) -> Result<Html<String>, ServerError> {
    draw(&app, &visit, "", false, None)
}

/// POST: has a link mailed; an address that nobody has an account by is answered in the same way.
pub(crate) async fn ask(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, None)?;
    let email = posting.text("email");
    if let Err(early) = app.rates().code(Some("recovery"), email) {
        let fault = Fault::new("email", "login.too_many_codes").with("minutes", early.minutes());
        return Ok(early.on(draw(&app, &visit, email, false, Some(fault))?));
    }
    match app.desk().ask_recovery(email, visit.language).await {
        Ok(()) => Ok(draw(&app, &visit, email.trim(), true, None)?.into_response()),
        Err(DeskError::Invalid { field, code }) => {
            let page = draw(&app, &visit, email, false, Some(Fault::new(field, code)))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn draw(app: &App, visit: &Visit, email: &str, sent: bool, fault: Option<Fault>) -> Result<Html<String>, ServerError> {
    app.draw(&AccountForgot {
        chrome: chrome::around(app, visit, HERE),
        action: HERE.to_owned(),
        email: email.to_owned(),
        sent,
        back_href: "/compte/connexion".to_owned(),
        faults: fault.into_iter().collect(),
    })
}

/// GET: where the other password is chosen. Reading the link takes nothing: mailboxes read links too.
pub(crate) async fn choose_form(
    State(app): State<App>,
    Path(token): Path<String>,
    visit: Visit,
) -> Result<Response, ServerError> {
    match app.desk().is_recovering(&token).await? {
        true => Ok(draw_choose(&app, &visit, &token, false, None)?.into_response()),
        false => over(&app, &visit, &token),
    }
}

/// POST: the other password is in force, and its owner in, or at their second factor.
pub(crate) async fn choose(
    State(app): State<App>,
    Path(token): Path<String>,
    _attempt: LoginAttempt,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, Some(&token))?;
    match app.desk().recover(&token, posting.get("password").unwrap_or_default(), &visit.device).await {
        Ok(come) => go_on(&app, &visit, come, CitizenWanted::default()).await,
        Err(DeskError::Invalid { field, code }) => {
            let fault = Fault::new(field, code).with("min", MIN_PASSWORD).with("max", store::password::LONGEST);
            let page = draw_choose(&app, &visit, &token, false, Some(fault))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(DeskError::NotFound("recovery")) => over(&app, &visit, &token),
        Err(error) => Err(error.into()),
    }
}

fn over(app: &App, visit: &Visit, token: &str) -> Result<Response, ServerError> {
    Ok((StatusCode::NOT_FOUND, draw_choose(app, visit, token, true, None)?).into_response())
}

fn draw_choose(
    app: &App,
    visit: &Visit,
    token: &str,
    over: bool,
    fault: Option<Fault>,
) -> Result<Html<String>, ServerError> {
    let address = format!("{HERE}/{token}");
    app.draw(&AccountRecover {
        chrome: chrome::around_link(app, visit, &address, token),
        action: address,
        over_href: over.then(|| HERE.to_owned()),
        min_password: MIN_PASSWORD,
        faults: fault.into_iter().collect(),
    })
}
