//! `/compte/traces`: who read or changed what of a citizen's, when; on pages, and as a table to take along.

use axum::{
    extract::{Query, State},
    response::{Html, Response},
};
use desk::MAX_TRACES;
use pages::page::own::{Trace, Traces};
use serde::Deserialize;

use super::{follow::file, own};
use crate::{app::App, chrome, error::ServerError, extract::session::Visit};

/// Where it is.
pub(crate) const HERE: &str = "/compte/traces";
/// How many stand on a page.
const PAGE: usize = 50;

#[derive(Deserialize)]
pub(crate) struct Which {
    /// From 1.
    #[serde(default)]
    page: usize,
}

pub(crate) async fn show(
    State(app): State<App>,
    Query(which): Query<Which>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    let person = visit.require_person(HERE)?;
    let page = which.page.clamp(1, MAX_TRACES / PAGE);
    let all = app.desk().traces(person).await?;
    let href = |page: usize| format!("{HERE}?page={page}");
    let shown = all.iter().skip((page - 1) * PAGE).take(PAGE).map(|trace| Trace {
        at: app.desk().at_the_site(trace.at),
        what: trace.what(visit.language),
        who: trace.who(visit.language),
        reference: trace.reference.clone(),
        demarche: trace.demarche.as_ref().map(|title| title.get(visit.language).to_owned()),
    });
    app.draw(&Traces {
        chrome: chrome::around(&app, &visit, href(page)),
        back_href: own::HERE.to_owned(),
        traces: shown.collect(),
        newer_href: (page > 1).then(|| href(page - 1)),
        older_href: (all.len() > page * PAGE).then(|| href(page + 1)),
        csv_href: "/compte/traces.csv".to_owned(),
        most: MAX_TRACES,
        officer: app.config().officer.clone(),
    })
}

/// GET `/compte/traces.csv`: all of them.
pub(crate) async fn table(State(app): State<App>, visit: Visit) -> Result<Response, ServerError> {
    let person = visit.require_person(HERE)?;
    Ok(file(app.desk().traces_table(person, visit.language).await?))
}
