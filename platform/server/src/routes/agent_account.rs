//! `/agents/compte`: an agent's own page, where they have a second factor asked for at their logins, or no longer.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{DeskError, SecondFactor};
use pages::page::{
    Fault,
    agent::{AgentAccount, OfferedSecond, StandingIn},
};
use serde::Deserialize;
use store::agents::Role;

use super::{agents::around, stand_in};
use crate::{
    app::App,
    error::ServerError,
    extract::{posting::Posting, session::AgentVisit},
    middleware::rates::LoginAttempt,
};

const HERE: &str = "/agents/compte";

#[derive(Deserialize)]
pub(crate) struct Outcome {
    /// Anything: the second factor was taken away just now.
    retire: Option<String>,
}

pub(crate) async fn show(
    State(app): State<App>,
    Query(outcome): Query<Outcome>,
    visit: AgentVisit,
) -> Result<Html<String>, ServerError> {
    draw(&app, &visit, outcome.retire.is_some(), Vec::new()).await
}

/// POST: `offer` draws a secret, `on` puts it in force for one of its codes, `renew` gives other recovery codes for one, `off` takes it away
/// for one.
pub(crate) async fn act(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: AgentVisit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting)?;
    // Who came to a screen left open guesses no more often than who stands before the door.
    if let Err(early) = app.rates().account("second factor", &visit.agent.email) {
        let fault = Fault::new("code", "login.too_many");
        return Ok(early.on(draw(&app, &visit, false, vec![fault]).await?));
    }
    let (desk, typed) = (app.desk(), posting.text("code"));
    let done = match posting.text("_act") {
        act @ ("on" | "renew") => {
            let recovery = match act {
                "on" => desk.switch_second_factor_on(&visit.agent, visit.session(), typed).await,
                _ => desk.renew_recovery_codes(&visit.agent, typed).await,
            };
            match recovery {
                Ok(recovery) => {
                    let page = draw_with(&app, &visit, (recovery, act == "renew"), false, Vec::new()).await?;
                    return Ok(page.into_response());
                }
                Err(error) => Err(error),
            }
        }
        "off" => desk.switch_second_factor_off(&visit.agent, typed).await.map(|()| "?retire=1"),
        _ => desk.offer_second_factor(&visit.agent).await.map(|()| "#second"),
    };
    match done {
        Ok(then) => Ok(Redirect::to(&format!("{HERE}{then}")).into_response()),
        Err(DeskError::Invalid { field, code }) => {
            let page = draw(&app, &visit, false, vec![Fault::new(field, code)]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The page again, with a stand-in that could not be named.
pub(crate) async fn draw_again(
    app: &App,
    visit: &AgentVisit,
    typed: (&str, &str, &str),
    fault: Fault,
) -> Result<Html<String>, ServerError> {
    let standing_in = stand_in::shown(app, visit, Some(typed)).await?;
    draw_whole(app, visit, (Vec::new(), false), (false, standing_in), vec![fault]).await
}

async fn draw(app: &App, visit: &AgentVisit, off_now: bool, faults: Vec<Fault>) -> Result<Html<String>, ServerError> {
    draw_with(app, visit, (Vec::new(), false), off_now, faults).await
}

async fn draw_with(
    app: &App,
    visit: &AgentVisit,
    recovery: (Vec<String>, bool),
    off_now: bool,
    faults: Vec<Fault>,
) -> Result<Html<String>, ServerError> {
    let standing_in = stand_in::shown(app, visit, None).await?;
    draw_whole(app, visit, recovery, (off_now, standing_in), faults).await
}

async fn draw_whole(
    app: &App,
    visit: &AgentVisit,
    (recovery, renewed): (Vec<String>, bool),
    (off_now, standing_in): (bool, StandingIn),
    faults: Vec<Fault>,
) -> Result<Html<String>, ServerError> {
    let second = app.desk().second_factor(&visit.agent).await?;
    let on = second == SecondFactor::On;
    let offered = match second {
        SecondFactor::Offered { secret, address } => {
            let (path, side) = documents::qr::path(&address).map_err(|error| DeskError::Document(error.to_string()))?;
            Some(OfferedSecond { secret, address, path, side })
        }
        SecondFactor::Off | SecondFactor::On => None,
    };
    let page = AgentAccount {
        chrome: around(app, visit, HERE),
        action: HERE.to_owned(),
        email: visit.agent.email.clone(),
        operator: visit.agent.role == Role::Operator,
        on,
        offered,
        recovery,
        renewed,
        off_now,
        standing_in,
        faults,
    };
    app.draw(&page)
}
