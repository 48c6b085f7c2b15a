//! `/agents/connexion/par/…`: how agents come in by an identity provider: to it, and back from it.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use desk::{CameBack, DeskError, IdentityAnswer, LoginWanted, ProviderTold};
use form::text::Language;
use pages::page::Fault;
use serde::Deserialize;

use super::agent_login::{LOGIN, away, draw_login, go_on, unsent, waits, wanted};
use crate::{
    app::App,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{self, Visit},
    },
    middleware::rates::LoginAttempt,
};

/// What a provider sends a browser back with. What else stands in the address is of no interest, and what it says of an error least of all.
#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

impl Back {
    /// As the desk takes it in.
    pub(super) fn came(&self) -> CameBack<'_> {
        let (code, error) = (self.code.as_deref(), self.error.as_deref());
        CameBack { state: &self.state, answer: IdentityAnswer { code, error, issuer: self.iss.as_deref() } }
    }
}

fn told(app: &App, provider: &str) -> Result<ProviderTold, ServerError> {
    app.desk().identity_providers().into_iter().find(|one| one.id == provider).ok_or(ServerError::NotFound)
}

/// POST: the way to the provider. What was written before a session was over goes along, and comes back.
pub(crate) async fn begin(
    State(app): State<App>,
    Path(provider): Path<String>,
    _attempt: LoginAttempt,
    visit: Visit,
    headers: HeaderMap,
    posting: Posting,
) -> Result<Response, ServerError> {
    let provider = told(&app, &provider)?;
    let wanted = wanted("", posting.text("next"), unsent(&posting, "_").unwrap_or_default());
    let browser = session::at_provider(&headers, app.config());
    let anew = posting.get("_anew").is_some();
    match app.desk().begin_identity(&provider.id, browser, anew, &wanted).await {
        Ok((url, browser)) => {
            let mut response = away(&app, visit.language, LOGIN, provider.name, url, false)?;
            let cookie = session::go_to_provider(app.config(), &browser.to_string());
            response.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(DeskError::Identity(code)) => not_in(&app, visit.language, &provider, &wanted, code),
        Err(error) => Err(error.into()),
    }
}

/// GET: whoever comes back from the provider: in, to the second factor, or to the login with what to do. Not counted once more: who has begun
/// nothing costs nothing.
pub(crate) async fn back(
    State(app): State<App>,
    Path(provider): Path<String>,
    Query(back): Query<Back>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, ServerError> {
    let provider = told(&app, &provider)?;
    let browser = session::at_provider(&headers, app.config());
    let (wanted, come) = app.desk().finish_identity(&provider.id, browser, &back.came()).await?;
    match come {
        Ok(come) => go_on(&app, visit.language, &headers, come, &wanted).await,
        Err(DeskError::Identity(code)) => not_in(&app, visit.language, &provider, &wanted, code),
        Err(error) => Err(error.into()),
    }
}

/// The login again, with what to do, and all that was typed before.
fn not_in(
    app: &App,
    language: Language,
    provider: &ProviderTold,
    wanted: &LoginWanted,
    code: &'static str,
) -> Result<Response, ServerError> {
    let fault = Fault::new(format!("par-{}", provider.id), code).with("provider", &provider.name);
    let page = draw_login(app, language, "", &wanted.next, waits(wanted), vec![fault])?;
    Ok(came_to_nothing(code, page))
}

/// How a login by a provider that came to nothing is answered.
pub(super) fn came_to_nothing(code: &str, page: Html<String>) -> Response {
    let status = match code {
        "identity.unavailable" => StatusCode::SERVICE_UNAVAILABLE,
        "identity.answer" | "identity.setup" => StatusCode::BAD_GATEWAY,
        "identity.state" | "identity.code" | "identity.denied" | "identity.expired" | "identity.login_required" => {
            StatusCode::BAD_REQUEST
        }
        _ => StatusCode::FORBIDDEN,
    };
    let mut response = (status, page).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    response
}
