//! `/compte/connexion/second-facteur`, where a citizen's login asks for it, and `/compte/second-facteur`, where they set it up or take it away.

use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::DeskError;
use pages::page::{Fault, agent::SecondStep, connection::SecondFactorPage};
use serde::Deserialize;

use super::{
    citizen_provider::{SECOND, go_on},
    connections, prove,
    second_factor::{self, Done},
};
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

const HERE: &str = "/compte/second-facteur";
const LOGIN: &str = "/compte/connexion";

/// Who waits in this browser for their second factor.
async fn waiting<'a>(app: &App, headers: &'a HeaderMap) -> Result<Option<(&'a str, store::Uuid)>, ServerError> {
    let Some(browser) = session::citizen_waiting(headers, app.config()) else { return Ok(None) };
    Ok(app.desk().citizen_second_wanted(browser).await?.map(|person| (browser, person)))
}

/// GET: where it is given; the login, in a browser that waits for none.
pub(crate) async fn form(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, ServerError> {
    match waiting(&app, &headers).await? {
        Some(_) => Ok(draw_second(&app, &visit, None)?.into_response()),
        None => Ok(Redirect::to(LOGIN).into_response()),
    }
}

/// POST: a code of the citizen's application, or a recovery code, begins the session.
pub(crate) async fn give(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    headers: HeaderMap,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, None)?;
    let Some((browser, person)) = waiting(&app, &headers).await? else {
        return Ok(Redirect::to(LOGIN).into_response());
    };
    let again = |code| draw_second(&app, &visit, Some(Fault::new("code", code)));
    if let Err(early) = app.rates().second(person) {
        return Ok(early.on(again("login.too_many")?));
    }
    match app.desk().citizen_by_second_factor(browser, posting.text("code")).await {
        Ok((come, wanted)) => go_on(&app, &visit, come, wanted).await,
        Err(DeskError::Invalid { code, .. }) => Ok((StatusCode::UNPROCESSABLE_ENTITY, again(code)?).into_response()),
        Err(DeskError::NotFound("login")) => Ok(Redirect::to(LOGIN).into_response()),
        Err(error) => Err(error.into()),
    }
}

fn draw_second(app: &App, visit: &Visit, fault: Option<Fault>) -> Result<Html<String>, ServerError> {
    let (chrome, action) = (chrome::around(app, visit, SECOND), SECOND.to_owned());
    app.draw(&SecondStep { chrome, action, citizen: true, faults: fault.into_iter().collect() })
}

#[derive(Deserialize)]
pub(crate) struct Outcome {
    /// Anything: it was taken away just now.
    retire: Option<String>,
}

pub(crate) async fn show(
    State(app): State<App>,
    Query(outcome): Query<Outcome>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    draw(&app, &visit, (Vec::new(), false), outcome.retire.is_some(), None).await
}

/// POST: sets it up or takes it away ([`second_factor::act`]).
pub(crate) async fn act(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, None)?;
    let person = visit.require_person(HERE)?;
    // Who came to a screen left open guesses no more often than who stands before the door.
    if let Err(early) = app.rates().second(person.id) {
        let fault = Fault::new("code", "login.too_many");
        return Ok(early.on(draw(&app, &visit, (Vec::new(), false), false, Some(fault)).await?));
    }
    if let Some(first) = prove::first(&app, &visit, HERE).await? {
        return Ok(first);
    }
    let session = visit.session().unwrap_or_default();
    match second_factor::act(app.desk(), person.into(), session, &posting).await? {
        Done::Told(codes, renewed) => Ok(draw(&app, &visit, (codes, renewed), false, None).await?.into_response()),
        Done::Off => Ok(Redirect::to(&format!("{HERE}?retire=1")).into_response()),
        Done::Offered => Ok(Redirect::to(HERE).into_response()),
        Done::Refused(field, code) => {
            let page = draw(&app, &visit, (Vec::new(), false), false, Some(Fault::new(field, code))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    (recovery, renewed): (Vec<String>, bool),
    off_now: bool,
    fault: Option<Fault>,
) -> Result<Html<String>, ServerError> {
    let (on, offered) = second_factor::shown(app.desk(), visit.require_person(HERE)?.into()).await?;
    app.draw(&SecondFactorPage {
        chrome: chrome::around(app, visit, HERE),
        action: HERE.to_owned(),
        back_href: connections::HERE.to_owned(),
        on,
        offered,
        recovery,
        renewed,
        off_now,
        faults: fault.into_iter().collect(),
    })
}
