//! `/demarches/{id}/remise/{token}`: what another site handed over for whoever has its link. Reading it uses nothing up; the POST opens a draft
//! and ends the link, and what is taken over is asked there.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use desk::{DeskError, HandoverTold};
use form::demarche::Demarche;
use pages::page::known::{HandoverPage, HandoverWaiting};

use super::{known, page};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{Visit, encode},
    },
    middleware::rates::DraftAttempt,
};

fn here(id: &str, token: &str) -> String {
    format!("/demarches/{id}/remise/{token}")
}

/// GET: who hands over, for what, until when.
pub(crate) async fn show(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, ServerError> {
    match app.desk().handed_over(&id, &token).await? {
        Some(told) => draw(&app, &visit, &told.served.demarche, &token, Some(&told)),
        None => gone(&app, &visit, &id, &token).await,
    }
}

/// POST: opens the draft.
pub(crate) async fn open(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    _attempt: DraftAttempt,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, Some(&token))?;
    match app.desk().take_handover(&id, &token, visit.language, visit.person.as_ref()).await {
        Ok(opened) => {
            app.measures().count("guichet_drafts_total", Some(("demarche", id.clone())));
            Ok(Redirect::to(&page::address(&id, &opened.token.to_string(), known::STEP)).into_response())
        }
        Err(DeskError::LoginRequired) => {
            Err(ServerError::LoginNeeded { at: format!("/compte/connexion?next={}", encode(&here(&id, &token))) })
        }
        Err(DeskError::NotFound("handover")) => gone(&app, &visit, &id, &token).await,
        Err(error) => Err(error.into()),
    }
}

/// The same for a link that never was, was followed, or is over: which, is nobody's business.
async fn gone(app: &App, visit: &Visit, id: &str, token: &str) -> Result<Response, ServerError> {
    let served = app.desk().served(id).await?;
    let page = draw(app, visit, &served.demarche, token, None)?;
    Ok((StatusCode::NOT_FOUND, page).into_response())
}

fn draw(
    app: &App,
    visit: &Visit,
    demarche: &Demarche,
    token: &str,
    told: Option<&HandoverTold>,
) -> Result<Response, ServerError> {
    let (language, here) = (visit.language, here(&demarche.id, token));
    let mut around = chrome::around_link(app, visit, &here, token);
    around.help = chrome::help(app, demarche, language, None);
    let waiting = told.map(|told| HandoverWaiting {
        site: told.site.clone(),
        answers: told.answers,
        until: app.desk().at_the_site(told.until),
        authority: chrome::authority(demarche, language),
        login_href: (demarche.login_required && visit.person.is_none())
            .then(|| format!("/compte/connexion?next={}", encode(&here))),
    });
    let page = HandoverPage { chrome: around, demarche: chrome::head(demarche, language), action: here, waiting };
    Ok(app.draw(&page)?.into_response())
}
