//! `/agents/equipe`: who works for an organisation, and what each may do.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{DeskError, OnColleague};
use jiff::tz::TimeZone;
use pages::page::{
    Fault,
    team::{Invited, Member, Software, Team},
};
use store::{Uuid, agents::Role};

use super::agents::{Done, portal};
use crate::{
    app::App,
    error::ServerError,
    extract::{posting::Posting, session::AgentVisit},
};

const HERE: &str = "/agents/equipe";

pub(crate) async fn show(
    State(app): State<App>,
    Query(done): Query<Done>,
    visit: AgentVisit,
) -> Result<Html<String>, ServerError> {
    draw(&app, &visit, Invited::default(), done.fait == "1", Vec::new()).await
}

/// POST: `invite` invites somebody; `role`, `close`, `open`, `second` do something to the account `agent`.
pub(crate) async fn act(State(app): State<App>, visit: AgentVisit, posting: Posting) -> Result<Response, ServerError> {
    visit.check(&posting)?;
    let text = |name: &str| posting.text(name).to_owned();
    let role = Role::named(posting.text("role"));
    let what = match (posting.text("_act"), role) {
        ("role", Some(role)) => Some(OnColleague::Role(role)),
        ("close", _) => Some(OnColleague::Close),
        ("open", _) => Some(OnColleague::Open),
        ("second", _) => Some(OnColleague::ResetSecondFactor),
        _ => None,
    };
    let (mut typed, mut after) = (Invited::default(), "?fait=1");
    let done = match (what, role) {
        (Some(what), _) => {
            let colleague: Uuid = posting.text("agent").parse().unwrap_or_default();
            // Whoever takes the role from themselves may not see this page any more.
            if colleague == visit.agent.id && what != OnColleague::Role(Role::Admin) {
                after = "";
            }
            app.desk().on_colleague(&visit.agent, colleague, what).await
        }
        (None, Some(role)) => {
            typed = Invited {
                email: text("email"),
                name: text("name"),
                branch: text("branch"),
                role: role.name().to_owned(),
            };
            app.desk().invite_colleague(&visit.agent, &typed.branch, (&typed.email, &typed.name), role).await
        }
        (None, None) => {
            return Err(ServerError::BadRequest { code: "body.form", detail: "no such act".to_owned() });
        }
    };
    match done {
        Ok(()) if after.is_empty() => Ok(Redirect::to(super::agents::HOME).into_response()),
        Ok(()) => Ok(Redirect::to(&format!("{HERE}{after}")).into_response()),
        Err(DeskError::Invalid { field, code }) => {
            let page = draw(&app, &visit, typed, false, vec![Fault::new(field, code)]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    app: &App,
    visit: &AgentVisit,
    invited: Invited,
    done: bool,
    faults: Vec<Fault>,
) -> Result<Html<String>, ServerError> {
    let team = app.desk().team(&visit.agent).await?;
    let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    let called = |branch: &str| {
        let known = team.desks.iter().find(|desk| desk.0 == branch);
        known.map_or_else(|| branch.to_owned(), |desk| desk.1.clone())
    };
    let agents = team
        .agents
        .iter()
        .map(|one| Member {
            id: one.id.to_string(),
            name: one.name.clone(),
            email: one.email.clone(),
            desk: called(&one.branch),
            role: one.role.name().to_owned(),
            invited_until: one.invited_until.map(|until| until.to_zoned(zone.clone())),
            closed: one.closed,
            second_factor: one.second_factor,
            me: one.id == visit.agent.id,
        })
        .collect();
    let software = team.software.iter().map(|one| Software {
        name: one.name.clone(),
        desk: called(&one.branch),
        state: one.state.to_owned(),
        since: one.since.to_zoned(zone.clone()),
        reason: one.reason.clone(),
    });
    let page = Team {
        chrome: portal(app, visit, HERE).await?,
        action: HERE.to_owned(),
        agents,
        software: software.collect(),
        desks: team.desks.clone(),
        roles: Role::ALL.map(|role| role.name().to_owned()).to_vec(),
        invited,
        done,
        faults,
    };
    app.draw(&page)
}
