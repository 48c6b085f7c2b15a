//! `/agents/compte`: an agent's own page, where they have a second factor asked for at their logins, or no longer.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use pages::page::{
    Fault,
    agent::{AgentAccount, StandingIn},
};
use serde::Deserialize;
use store::agents::Role;

use super::{
    agents::around,
    second_factor::{self, Done},
    stand_in,
};
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

/// POST: sets a second factor up or takes it away ([`second_factor::act`]).
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
    match second_factor::act(app.desk(), (&visit.agent).into(), visit.session(), &posting).await? {
        Done::Told(codes, renewed) => {
            Ok(draw_with(&app, &visit, (codes, renewed), false, Vec::new()).await?.into_response())
        }
        Done::Off => Ok(Redirect::to(&format!("{HERE}?retire=1")).into_response()),
        Done::Offered => Ok(Redirect::to(&format!("{HERE}#second")).into_response()),
        Done::Refused(field, code) => {
            let page = draw(&app, &visit, false, vec![Fault::new(field, code)]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
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
    let (on, offered) = second_factor::shown(app.desk(), (&visit.agent).into()).await?;
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
