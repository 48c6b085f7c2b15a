//! `/agents/invitation/{token}`: whoever was invited accepts, by a password, by none, or by an identity provider.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
};
use desk::{DeskError, MIN_PASSWORD};
use pages::page::{Fault, agent::AgentInvitation};

use super::{
    agent_login::{button, entered},
    agents::HOME,
};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
    middleware::rates::LoginAttempt,
};

/// GET: who invites.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    draw(&app, &visit, &token, None, Vec::new()).await
}

/// POST: accepts an invitation with a password.
pub(crate) async fn accept(
    State(app): State<App>,
    Path(token): Path<String>,
    _attempt: LoginAttempt,
    visit: Visit,
    headers: HeaderMap,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, Some(&token))?;
    let name = posting.text("name");
    match app.desk().accept(&token, name, posting.get("password").unwrap_or_default()).await {
        Ok(new) => entered(&app, &headers, &new.token.to_string(), HOME).await,
        Err(DeskError::Invalid { field, code }) => {
            let fault = Fault::new(field, code).with("min", MIN_PASSWORD).with("max", store::password::LONGEST);
            let page = draw(&app, &visit, &token, Some(name), vec![fault]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    token: &str,
    name: Option<&str>,
    faults: Vec<Fault>,
) -> Result<Html<String>, ServerError> {
    let invitation = app.desk().invitation(token).await?;
    let here = format!("/agents/invitation/{token}");
    let mut around = chrome::bare(app, visit.language);
    around.path = here.clone();
    around.csrf = visit.form_token(Some(token));
    let page = AgentInvitation {
        chrome: around,
        action: here,
        organisation: invitation.organisation,
        operator: invitation.operator,
        email: invitation.email,
        name: name.map_or(invitation.name, str::to_owned),
        min_password: MIN_PASSWORD,
        providers: invitation.providers.into_iter().map(button).collect(),
        otherwise: invitation.otherwise,
        faults,
    };
    app.draw(&page)
}
