//! `/compte`: creating an account, logging in and out, one's drafts and dossiers.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{DeskError, MIN_PASSWORD, Registered};
use pages::page::{
    Fault,
    account::{AccountCreate, AccountHome, AccountLogin, DossierLine, DraftLine},
};
use serde::Deserialize;

use super::page::address;
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{self, Visit, encode, local},
    },
    middleware::rates::LoginAttempt,
};

#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

const HOME: &str = "/compte";

pub(crate) async fn login_form(
    State(app): State<App>,
    Query(next): Query<Next>,
    visit: Visit,
) -> Result<Response, ServerError> {
    if visit.person.is_some() {
        return Ok(Redirect::to(local(&next.next).unwrap_or(HOME)).into_response());
    }
    Ok(draw_login(&app, &visit, "", &next.next, Vec::new())?.into_response())
}

/// POST: begins a session under a new token, whatever cookie came with the request.
pub(crate) async fn login(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, None)?;
    let (email, next) = (posting.text("email"), posting.text("next"));
    match app.desk().login(email, posting.get("password").unwrap_or_default()).await {
        Ok(session) => Ok(entered(&app, &visit, &session.token.to_string(), next).await?),
        Err(DeskError::BadLogin) => {
            let page = draw_login(&app, &visit, email, next, vec![Fault::new("password", "login.wrong")])?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn entered(app: &App, visit: &Visit, token: &str, next: &str) -> Result<Response, ServerError> {
    if let Some(before) = visit.session() {
        app.desk().logout(before).await?;
    }
    let mut response = Redirect::to(local(next).unwrap_or(HOME)).into_response();
    response.headers_mut().append(header::SET_COOKIE, session::begin_citizen(app.config(), token));
    Ok(response)
}

fn draw_login(
    app: &App,
    visit: &Visit,
    email: &str,
    next: &str,
    faults: Vec<Fault>,
) -> Result<Html<String>, ServerError> {
    let next = local(next).unwrap_or_default();
    let page = AccountLogin {
        chrome: chrome::around(app, visit, format!("/compte/connexion?next={}", encode(next))),
        action: "/compte/connexion".to_owned(),
        email: email.to_owned(),
        next: next.to_owned(),
        create_href: format!("/compte/creer?next={}", encode(next)),
        faults,
    };
    app.draw(&page)
}

pub(crate) async fn create_form(
    State(app): State<App>,
    Query(next): Query<Next>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    draw_create(&app, &visit, "", &next.next, Vec::new())
}

/// POST: opens an account.
pub(crate) async fn create(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, None)?;
    let (email, next) = (posting.text("email"), posting.text("next"));
    let fault = match app.desk().register(email, posting.get("password").unwrap_or_default()).await {
        Ok(Registered::In(session)) => return entered(&app, &visit, &session.token.to_string(), next).await,
        Ok(Registered::Refused) => Fault::new("password", "login.wrong"),
        Err(DeskError::Invalid { field, code }) => {
            Fault::new(field, code).with("min", MIN_PASSWORD).with("max", store::password::LONGEST)
        }
        Err(error) => return Err(error.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, draw_create(&app, &visit, email, next, vec![fault])?).into_response())
}

fn draw_create(
    app: &App,
    visit: &Visit,
    email: &str,
    next: &str,
    faults: Vec<Fault>,
) -> Result<Html<String>, ServerError> {
    let next = local(next).unwrap_or_default();
    let page = AccountCreate {
        chrome: chrome::around(app, visit, format!("/compte/creer?next={}", encode(next))),
        action: "/compte/creer".to_owned(),
        email: email.to_owned(),
        min_password: MIN_PASSWORD,
        next: next.to_owned(),
        login_href: format!("/compte/connexion?next={}", encode(next)),
        faults,
    };
    app.draw(&page)
}

/// POST: ends the session on the server, and what the browser keeps of it.
pub(crate) async fn logout(State(app): State<App>, visit: Visit, posting: Posting) -> Result<Response, ServerError> {
    visit.check(&posting, None)?;
    if let Some(token) = visit.session() {
        app.desk().logout(token).await?;
    }
    let mut response = Redirect::to("/").into_response();
    response.headers_mut().append(header::SET_COOKIE, session::end_citizen(app.config()));
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}

pub(crate) async fn home(State(app): State<App>, visit: Visit) -> Result<Html<String>, ServerError> {
    let person = visit.require_person(HOME)?;
    let language = visit.language;
    let drafts = app
        .desk()
        .drafts(person)
        .await?
        .into_iter()
        .map(|fill| DraftLine {
            title: fill.served.demarche.title.get(language).to_owned(),
            href: format!("/compte/brouillons/{}", fill.draft.id),
            kept_until: app.desk().kept_until(&fill),
        })
        .collect();
    let dossiers = app
        .desk()
        .dossiers(person)
        .await?
        .into_iter()
        .map(|followed| {
            let dossier = &followed.dossier;
            DossierLine {
                title: dossier.served.demarche.title.get(language).to_owned(),
                reference: dossier.stored.reference.clone(),
                href: format!("/suivi/{}", dossier.stored.follow),
                recorded_at: dossier.stored.submitted_at.to_zoned(dossier.served.timezone.clone()),
                cases: followed.statuses(),
                news: followed.news().is_some(),
            }
        })
        .collect();
    let page = AccountHome {
        chrome: chrome::around(&app, &visit, HOME),
        drafts,
        dossiers,
        vault_href: "/compte/coffre".to_owned(),
        catalogue_href: "/".to_owned(),
    };
    app.draw(&page)
}

/// GET `brouillons/{id}`: goes on with a draft of one's own. Its address is new each time: nobody keeps the token.
pub(crate) async fn draft(
    State(app): State<App>,
    Path(id): Path<store::Uuid>,
    visit: Visit,
) -> Result<Redirect, ServerError> {
    let person = visit.require_person(HOME)?;
    let resumed = app.desk().reopen(person, id).await?;
    Ok(Redirect::to(&address(&resumed.demarche, &resumed.token.to_string(), &resumed.page)))
}
