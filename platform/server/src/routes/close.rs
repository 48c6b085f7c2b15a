//! `/compte/fermer`: closing one's account; what goes and what stays is told before.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{CLOSED_AFTER, ClosingProof, DeskError};
use pages::page::{
    Fault, Link,
    own::{AccountClose, AccountClosed},
};

use super::own;
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{self, Visit},
    },
};

/// Where it is.
pub(crate) const HERE: &str = "/compte/fermer";

pub(crate) async fn show(State(app): State<App>, visit: Visit) -> Result<Html<String>, ServerError> {
    visit.require_person(HERE)?;
    draw(&app, &visit, Vec::new()).await
}

/// POST: closes it, once its owner says that they are sure, and who they are.
pub(crate) async fn close(State(app): State<App>, visit: Visit, posting: Posting) -> Result<Response, ServerError> {
    let person = visit.require_person(HERE)?;
    visit.check(&posting, None)?;
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    if posting.text("sure") != "1" {
        let fault = Fault::new("sure", "close.sure_needed");
        return Ok((refused, draw(&app, &visit, vec![fault]).await?).into_response());
    }
    if let Err(early) = app.rates().inside(person.id) {
        return Ok(early.on(draw(&app, &visit, vec![Fault::new("password", "login.too_many")]).await?));
    }
    let typed = posting.get("password").unwrap_or_default();
    match app.desk().close_account(person, visit.session().unwrap_or_default(), typed).await {
        Ok(()) => {
            let mut response = Redirect::to("/compte/ferme").into_response();
            response.headers_mut().append(header::SET_COOKIE, session::end_citizen(app.config()));
            response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
            Ok(response)
        }
        Err(DeskError::BadLogin) => {
            let closing = app.desk().closing(person, visit.session().unwrap_or_default()).await?;
            // Who has no password is told to log in anew, by the page itself.
            let faults = match closing.proof {
                ClosingProof::Login => Vec::new(),
                _ => vec![Fault::new("password", "password.not_current")],
            };
            Ok((refused, draw(&app, &visit, faults).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// GET `/compte/ferme`: it is closed.
pub(crate) async fn closed(State(app): State<App>, visit: Visit) -> Result<Response, ServerError> {
    if visit.person.is_some() {
        return Ok(Redirect::to("/compte").into_response());
    }
    let chrome = chrome::around(&app, &visit, "/compte/ferme");
    Ok(app.draw(&AccountClosed { chrome, catalogue_href: "/".to_owned() })?.into_response())
}

async fn draw(app: &App, visit: &Visit, faults: Vec<Fault>) -> Result<Html<String>, ServerError> {
    let person = visit.require_person(HERE)?;
    let closing = app.desk().closing(person, visit.session().unwrap_or_default()).await?;
    let dossiers = closing.dossiers.iter().map(|followed| {
        let (title, stored) = (followed.dossier.served.demarche.title.get(visit.language), &followed.dossier.stored);
        Link { label: format!("{title}, {}", stored.reference), href: format!("/suivi/{}", stored.follow) }
    });
    app.draw(&AccountClose {
        chrome: chrome::around(app, visit, HERE),
        action: HERE.to_owned(),
        back_href: own::HERE.to_owned(),
        drafts: closing.drafts,
        dossiers: dossiers.collect(),
        asks_password: closing.proof == ClosingProof::Password,
        login_first: (closing.proof == ClosingProof::Login).then(|| "/compte/deconnexion".to_owned()),
        closed_after: (!person.email.is_empty()).then_some(CLOSED_AFTER),
        faults,
    })
}
