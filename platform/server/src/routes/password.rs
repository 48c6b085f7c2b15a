//! `/compte/mot-de-passe`: changing one's password.

use axum::{
    extract::{Query, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{DeskError, MIN_PASSWORD};
use pages::page::{Fault, account::AccountPassword};
use serde::Deserialize;

use super::connections;
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

const HERE: &str = "/compte/mot-de-passe";

#[derive(Deserialize)]
pub(crate) struct Outcome {
    /// Anything: it was changed just now.
    fait: Option<String>,
}

pub(crate) async fn show(
    State(app): State<App>,
    Query(outcome): Query<Outcome>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let person = visit.require_person(HERE)?;
    // Who comes in by a provider alone has none to change.
    if !app.desk().has_password(person).await? {
        return Ok(Redirect::to(connections::HERE).into_response());
    }
    Ok(draw(&app, &visit, outcome.fait.is_some(), None).await?.into_response())
}

/// POST: changes it. The other sessions of the account end, and this one goes on under a new token.
pub(crate) async fn change(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, None)?;
    let person = visit.require_person(HERE)?;
    let again = async |fault| draw(&app, &visit, false, Some(fault)).await;
    // Who came to a screen left open guesses no more often than who stands before the door.
    if let Err(early) = app.rates().inside(person.id) {
        return Ok(early.on(again(Fault::new("current", "login.too_many")).await?));
    }
    let (current, new) = (posting.get("current").unwrap_or_default(), posting.get("password").unwrap_or_default());
    let fault = match app.desk().change_password(person, visit.session().unwrap_or_default(), current, new).await {
        Ok(session) => {
            let mut response = Redirect::to(&format!("{HERE}?fait=1")).into_response();
            let cookie = session::begin_citizen(app.config(), &session.token.to_string());
            response.headers_mut().append(header::SET_COOKIE, cookie);
            return Ok(response);
        }
        Err(DeskError::BadLogin) => Fault::new("current", "password.not_current"),
        Err(DeskError::Invalid { field, code }) => {
            Fault::new(field, code).with("min", MIN_PASSWORD).with("max", store::password::LONGEST)
        }
        Err(error) => return Err(error.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, again(fault).await?).into_response())
}

async fn draw(app: &App, visit: &Visit, done: bool, fault: Option<Fault>) -> Result<Html<String>, ServerError> {
    let attached = app.desk().attached(visit.require_person(HERE)?).await?;
    app.draw(&AccountPassword {
        chrome: chrome::around(app, visit, HERE),
        action: HERE.to_owned(),
        min_password: MIN_PASSWORD,
        back_href: "/compte".to_owned(),
        providers: attached.into_iter().map(|one| one.name).collect(),
        connections_href: connections::HERE.to_owned(),
        done,
        faults: fault.into_iter().collect(),
    })
}
