//! `/agents/delais`: how long a desk takes over its cases.

use axum::{extract::State, response::Html};
use pages::page::delays::{DelayRow, Delays};

use super::agents::portal;
use crate::{app::App, error::ServerError, extract::session::AgentVisit};

pub(crate) async fn show(State(app): State<App>, visit: AgentVisit) -> Result<Html<String>, ServerError> {
    let told = app.desk().delays(&visit.agent).await?;
    let cards = app.desk().library().cards().await?;
    let title = |id: String| match cards.iter().find(|card| card.id == id) {
        Some(card) => card.title.get(visit.language).to_owned(),
        None => id,
    };
    let days = |delay: Option<desk::Delay>| delay.map(|delay| (delay.median, delay.most));
    let rows = told
        .into_iter()
        .map(|one| DelayRow {
            month: one.month,
            demarche: title(one.demarche),
            received: one.received,
            open: one.open,
            closed: one.closed,
            to_receipt: days(one.to_receipt),
            to_end: days(one.to_end),
        })
        .collect();
    app.draw(&Delays { chrome: portal(&app, &visit, "/agents/delais").await?, rows })
}
