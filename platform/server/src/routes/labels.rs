//! `/agents/etiquettes`: the labels of a desk.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{COLOURS, DeskError, MAX_LABEL};
use pages::page::{Fault, agent::Tag, batch::Labels};

use super::agents::{Done, portal};
use crate::{
    app::App,
    error::ServerError,
    extract::{posting::Posting, session::AgentVisit},
};

const HERE: &str = "/agents/etiquettes";

pub(crate) async fn show(
    State(app): State<App>,
    Query(done): Query<Done>,
    visit: AgentVisit,
) -> Result<Html<String>, ServerError> {
    draw(&app, &visit, ("", COLOURS[0]), done.fait == "1", Vec::new()).await
}

/// POST: `add` adds a label, `remove` removes one.
pub(crate) async fn act(State(app): State<App>, visit: AgentVisit, posting: Posting) -> Result<Response, ServerError> {
    visit.check(&posting)?;
    let (name, colour) = (posting.text("name"), posting.text("colour"));
    let done = match posting.text("_act") {
        "remove" => app.desk().remove_label(&visit.agent, posting.text("label").parse().unwrap_or_default()).await,
        _ => app.desk().add_label(&visit.agent, name, colour).await,
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{HERE}?fait=1")).into_response()),
        Err(DeskError::Invalid { field, code }) => {
            let faults = vec![Fault::new(field, code).with("max", MAX_LABEL)];
            let page = draw(&app, &visit, (name, colour), false, faults).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    app: &App,
    visit: &AgentVisit,
    (name, colour): (&str, &str),
    done: bool,
    faults: Vec<Fault>,
) -> Result<Html<String>, ServerError> {
    let labels = app.desk().supervised_labels(&visit.agent).await?;
    let tag = |label: store::labels::Label| Tag {
        id: label.id.to_string(),
        name: label.name,
        colour: label.colour,
        on: false,
    };
    let page = Labels {
        chrome: portal(app, visit, HERE).await?,
        action: HERE.to_owned(),
        labels: labels.into_iter().map(tag).collect(),
        colours: COLOURS.map(str::to_owned).to_vec(),
        name: name.to_owned(),
        colour: colour.to_owned(),
        done,
        faults,
    };
    app.draw(&page)
}
