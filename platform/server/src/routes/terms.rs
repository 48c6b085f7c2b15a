//! `/conditions-d-utilisation`: the site's terms of use; and `/compte/connexion/conditions`, where whoever logs in accepts the version in force.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{DeskError, Terms};
use form::text::Language;
use pages::page::{
    connection::AccountTerms,
    site::{TermsPage, TermsPart},
};

use super::citizen_provider::{LOGIN, go_on};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{self, Visit},
    },
    middleware::rates::LoginAttempt,
};

/// Where anybody reads them.
pub(crate) const HERE: &str = "/conditions-d-utilisation";
/// Where they are accepted.
pub(super) const ACCEPT: &str = "/compte/connexion/conditions";

/// Where they are, on a site that has any.
pub(super) fn address(app: &App) -> Option<String> {
    app.desk().terms().map(|_| HERE.to_owned())
}

/// The text in its parts: a line that begins with « # » is the title of what follows, an empty line ends a paragraph.
fn parts(terms: &Terms, language: Language) -> Vec<TermsPart> {
    let text = match (language, &terms.en) {
        (Language::En, Some(english)) => english,
        _ => &terms.fr,
    };
    let mut parts = Vec::new();
    let mut part = TermsPart::default();
    for line in text.lines().map(str::trim) {
        if let Some(title) = line.strip_prefix('#') {
            let title = title.trim_start_matches('#').trim().to_owned();
            parts.push(std::mem::replace(&mut part, TermsPart { title, text: String::new() }));
        } else if line.is_empty() {
            part.text.push('\n');
        } else {
            part.text.push_str(line);
            part.text.push(' ');
        }
    }
    parts.push(part);
    parts.retain(|part| !part.title.is_empty() || !part.text.trim().is_empty());
    parts
}

/// GET: the terms in force.
pub(crate) async fn show(State(app): State<App>, visit: Visit) -> Result<Html<String>, ServerError> {
    let terms = app.desk().terms().ok_or(ServerError::NotFound)?;
    app.draw(&TermsPage {
        chrome: chrome::around(&app, &visit, HERE),
        version: terms.version.clone(),
        date: terms.date,
        parts: parts(terms, visit.language),
    })
}

/// Who waits in this browser to accept them.
async fn waiting<'a>(app: &App, headers: &'a HeaderMap) -> Result<Option<&'a str>, ServerError> {
    let Some(browser) = session::citizen_waiting(headers, app.config()) else { return Ok(None) };
    Ok(app.desk().terms_wanted(browser).await?.then_some(browser))
}

/// GET: the terms, to be accepted; the login, in a browser that waits for nothing.
pub(crate) async fn form(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, ServerError> {
    match (waiting(&app, &headers).await?, app.desk().terms()) {
        (Some(_), Some(terms)) => Ok(draw(&app, &visit, terms, false)?.into_response()),
        _ => Ok(Redirect::to(LOGIN).into_response()),
    }
}

/// POST: accepts the version that was shown; the session begins.
pub(crate) async fn accept(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    headers: HeaderMap,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, None)?;
    let Some(browser) = waiting(&app, &headers).await? else { return Ok(Redirect::to(LOGIN).into_response()) };
    match (app.desk().accept_terms(browser, posting.text("version")).await, app.desk().terms()) {
        (Ok((come, wanted)), _) => go_on(&app, &visit, come, wanted).await,
        (Err(DeskError::Invalid { .. }), Some(terms)) => {
            Ok((StatusCode::CONFLICT, draw(&app, &visit, terms, true)?).into_response())
        }
        // Nobody waits any more; or their provider was attached elsewhere meanwhile.
        (Err(DeskError::NotFound("login") | DeskError::Identity(_)), _) => Ok(Redirect::to(LOGIN).into_response()),
        (Err(error), _) => Err(error.into()),
    }
}

fn draw(app: &App, visit: &Visit, terms: &Terms, changed: bool) -> Result<Html<String>, ServerError> {
    app.draw(&AccountTerms {
        chrome: chrome::around(app, visit, ACCEPT),
        action: ACCEPT.to_owned(),
        version: terms.version.clone(),
        date: terms.date,
        parts: parts(terms, visit.language),
        contact: app.config().contact.clone(),
        changed,
    })
}
