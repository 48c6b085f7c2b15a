//! What an agent takes from a case: the package, the print, its files.

use axum::{
    extract::{Path, State},
    response::Response,
};
use desk::CaseWanted;
use store::Uuid;

use super::follow::file;
use crate::{app::App, error::ServerError, extract::session::AgentVisit};

/// GET `dossier.zip`.
pub(crate) async fn package(
    State(app): State<App>,
    Path((agency, id)): Path<(String, Uuid)>,
    visit: AgentVisit,
) -> Result<Response, ServerError> {
    take(&app, &visit, &agency, id, CaseWanted::Package).await
}

/// GET `imprimer.pdf`.
pub(crate) async fn print(
    State(app): State<App>,
    Path((agency, id)): Path<(String, Uuid)>,
    visit: AgentVisit,
) -> Result<Response, ServerError> {
    take(&app, &visit, &agency, id, CaseWanted::Print).await
}

/// GET `fichiers/{file}`.
pub(crate) async fn attachment(
    State(app): State<App>,
    Path((agency, id, wanted)): Path<(String, Uuid, Uuid)>,
    visit: AgentVisit,
) -> Result<Response, ServerError> {
    take(&app, &visit, &agency, id, CaseWanted::File(wanted)).await
}

/// GET `formulaires/{name}`.
pub(crate) async fn form(
    State(app): State<App>,
    Path((agency, id, name)): Path<(String, Uuid, String)>,
    visit: AgentVisit,
) -> Result<Response, ServerError> {
    take(&app, &visit, &agency, id, CaseWanted::Form(name)).await
}

async fn take(
    app: &App,
    visit: &AgentVisit,
    agency: &str,
    id: Uuid,
    wanted: CaseWanted,
) -> Result<Response, ServerError> {
    Ok(file(app.desk().hand_out_case(&visit.agent, agency, id, wanted).await?))
}
