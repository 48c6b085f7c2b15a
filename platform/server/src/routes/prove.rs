//! `/compte/confirmer`: who changes what lets somebody into their account says once more who they are, unless they have just logged in.

use axum::{
    extract::{Query, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::DeskError;
use pages::page::{Fault, connection::AccountProve};
use serde::Deserialize;

use super::connections;
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{self, Visit, encode, local},
    },
    middleware::rates::LoginAttempt,
};

const HERE: &str = "/compte/confirmer";

#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// Here first, and then on to `next`; nothing for who has just logged in.
pub(super) async fn first(app: &App, visit: &Visit, next: &str) -> Result<Option<Response>, ServerError> {
    if app.desk().is_fresh(visit.session().unwrap_or_default()).await? {
        return Ok(None);
    }
    Ok(Some(Redirect::to(&here(next)).into_response()))
}

fn here(next: &str) -> String {
    format!("{HERE}?next={}", encode(next))
}

/// Where to go on to.
fn on(next: &str) -> &str {
    local(next).unwrap_or(connections::HERE)
}

pub(crate) async fn show(
    State(app): State<App>,
    Query(next): Query<Next>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let next = on(&next.next);
    visit.require_person(&here(next))?;
    if app.desk().is_fresh(visit.session().unwrap_or_default()).await? {
        return Ok(Redirect::to(next).into_response());
    }
    Ok(draw(&app, &visit, next, None).await?.into_response())
}

/// POST: their password, and a code of their second factor where one is in force.
pub(crate) async fn confirm(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, None)?;
    let next = on(posting.text("next"));
    let person = visit.require_person(&here(next))?;
    // Who came to a screen left open guesses no more often than who stands before the door.
    if let Err(early) = app.rates().inside(person.id) {
        return Ok(early.on(draw(&app, &visit, next, Some(Fault::new("password", "login.too_many"))).await?));
    }
    let (typed, code) = (posting.get("password").unwrap_or_default(), posting.text("code"));
    let fault = match app.desk().prove(person, visit.session().unwrap_or_default(), typed, code).await {
        Ok(session) => {
            let mut response = Redirect::to(next).into_response();
            let cookie = session::begin_citizen(app.config(), &session.token.to_string());
            response.headers_mut().append(header::SET_COOKIE, cookie);
            return Ok(response);
        }
        Err(DeskError::BadLogin) => Fault::new("password", "password.not_current"),
        Err(DeskError::Invalid { field, code }) => Fault::new(field, code),
        Err(error) => return Err(error.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(&app, &visit, next, Some(fault)).await?).into_response())
}

async fn draw(app: &App, visit: &Visit, next: &str, fault: Option<Fault>) -> Result<Html<String>, ServerError> {
    let asked = app.desk().proving(visit.require_person(HERE)?).await?;
    app.draw(&AccountProve {
        chrome: chrome::around(app, visit, here(next)),
        action: HERE.to_owned(),
        next: next.to_owned(),
        back_href: connections::HERE.to_owned(),
        login_first: (!asked.password).then(|| "/compte/deconnexion".to_owned()),
        second_factor: asked.second_factor,
        faults: fault.into_iter().collect(),
    })
}
