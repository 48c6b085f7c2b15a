//! `/agents/compte/remplacement`: an agent names who stands in for them.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use desk::DeskError;
use pages::page::{Fault, agent::StandingIn};

use super::agent_account;
use crate::{
    app::App,
    error::ServerError,
    extract::{posting::Posting, session::AgentVisit},
};

/// POST: `stand_in` from the day `from` until the day `until`; with `end`, nobody any more.
pub(crate) async fn name(State(app): State<App>, visit: AgentVisit, posting: Posting) -> Result<Response, ServerError> {
    visit.check(&posting)?;
    let day = |name: &str| posting.text(name).parse().ok();
    let done = match posting.get("end") {
        Some(_) => app.desk().end_stand_in(&visit.agent).await,
        None => {
            let colleague = posting.text("stand_in").parse().unwrap_or_default();
            app.desk().name_stand_in(&visit.agent, colleague, day("from").zip(day("until"))).await
        }
    };
    match done {
        Ok(()) => Ok(Redirect::to("/agents/compte#remplacement").into_response()),
        Err(DeskError::Invalid { field, code }) => {
            let typed = (posting.text("stand_in"), posting.text("from"), posting.text("until"));
            let page = agent_account::draw_again(&app, &visit, typed, Fault::new(field, code)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// What the agent's own page says of it; what was typed, where it comes back.
pub(crate) async fn shown(
    app: &App,
    visit: &AgentVisit,
    typed: Option<(&str, &str, &str)>,
) -> Result<StandingIn, ServerError> {
    let told = app.desk().stand_ins(&visit.agent).await?;
    let names = app.desk().colleagues(&visit.agent).await?;
    let today = app.desk().today_at_desk();
    let kept = told.mine.map(|one| (one.agent.to_string(), one.from.to_string(), one.until.to_string()));
    let typed = typed.map(|(who, from, until)| (who.to_owned(), from.to_owned(), until.to_owned()));
    let (chosen, from, until) = typed.or(kept).unwrap_or_else(|| (String::new(), today.to_string(), String::new()));
    Ok(StandingIn {
        action: "/agents/compte/remplacement".to_owned(),
        colleagues: told.colleagues.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        named: told.mine.map(|one| (names.get(&one.agent).cloned().unwrap_or_default(), one.from, one.until)),
        chosen,
        from,
        until,
        today,
        of: told.of,
    })
}
