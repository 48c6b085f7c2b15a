//! `/compte`: creating an account, logging in and out, one's drafts and dossiers.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{CitizenWanted, DeskError, MIN_PASSWORD, Registered};
use pages::page::{
    Fault,
    account::{AccountCreate, AccountHome, AccountLogin, DossierLine, DraftLine},
    journey::Held,
};
use serde::Deserialize;
use store::StoreError;

use super::{
    agent_login::away,
    citizen_provider::go_on,
    connections,
    gate::Step,
    known, own,
    page::{self, address},
    question,
};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{self, Visit, encode, local},
    },
    middleware::rates::{LoginAttempt, crowded},
};

#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

const HOME: &str = "/compte";
/// What was typed when the session was over: names and values, as JSON.
const TYPED: &str = "_typed";
/// Whether files were sent with it.
const FILES: &str = "_files";

pub(crate) async fn login_form(
    State(app): State<App>,
    Query(next): Query<Next>,
    visit: Visit,
) -> Result<Response, ServerError> {
    if visit.person.is_some() {
        return Ok(Redirect::to(local(&next.next).unwrap_or(HOME)).into_response());
    }
    Ok(draw_login(&app, &visit, "", &next.next, None, Vec::new())?.into_response())
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
    let again = |code: &'static str| {
        draw_login(&app, &visit, email, next, waits(typed(&posting)), vec![Fault::new("password", code)])
    };
    if let Err(early) = app.rates().account("citizen", email) {
        return Ok(early.on(again("login.too_many")?));
    }
    let wanted = wanted(&posting, next);
    let password = posting.get("password").unwrap_or_default();
    match app.desk().login(email, password, (&visit.device, wanted.clone())).await {
        Ok(come) => go_on(&app, &visit, come, wanted).await,
        Err(DeskError::BadLogin) => Ok((StatusCode::UNPROCESSABLE_ENTITY, again("login.wrong")?).into_response()),
        Err(DeskError::Store(StoreError::Crowded)) => Ok(crowded(again("password.crowded")?)),
        Err(error) => Err(error.into()),
    }
}

/// Begins the session `token` in this browser, saves what was typed before it, and goes on to `next`.
pub(super) async fn come_in(
    app: &App,
    visit: &Visit,
    token: String,
    next: &str,
    typed: Option<&str>,
) -> Result<Response, ServerError> {
    let mut response = entered(app, visit, &token, next).await?;
    if let Some(typed) = typed
        && let Some(answer) = saved(app, visit, token, next, typed).await?
    {
        let cookies = response.headers_mut().remove(header::SET_COOKIE);
        response = answer;
        response.headers_mut().extend(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
    }
    Ok(response)
}

/// What was typed when a session was over, as a login's form has it, and whether files were sent with it.
pub(super) fn typed(posting: &Posting) -> (Option<String>, bool) {
    (posting.get(TYPED).map(str::to_owned), !posting.text(FILES).is_empty())
}

/// What is wanted of a login: to go on to `next`, and that what was typed before it is saved.
pub(super) fn wanted(posting: &Posting, next: &str) -> CitizenWanted {
    let (typed, files) = typed(posting);
    CitizenWanted { next: local(next).unwrap_or_default().to_owned(), typed, files, ..CitizenWanted::default() }
}

async fn entered(app: &App, visit: &Visit, token: &str, next: &str) -> Result<Response, ServerError> {
    if let Some(before) = visit.session() {
        app.desk().logout(before).await?;
    }
    let mut response = Redirect::to(local(next).unwrap_or(HOME)).into_response();
    response.headers_mut().append(header::SET_COOKIE, session::begin_citizen(app.config(), token));
    Ok(response)
}

/// The login for whoever posted to the draft at `next` when their session was over. What they typed waits on the page.
pub(crate) fn hold(app: &App, visit: &Visit, next: &str, typed: &Held) -> Result<Response, ServerError> {
    let page = draw_login(app, visit, "", next, Some(kept(app, typed)?), Vec::new())?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// What was typed, as a login's form holds it.
pub(super) fn kept(app: &App, typed: &Held) -> Result<Held, ServerError> {
    let text = serde_json::to_string(&typed.pairs).map_err(|error| ServerError::Drawing(error.to_string()))?;
    // More could not be posted again from here. It is told, rather than lost.
    let limit = app.config().limits.body / 2;
    if text.len() > limit {
        return Err(ServerError::TooLarge { limit });
    }
    Ok(held(text, typed.files))
}

/// What was typed, as the login's form has it again.
pub(super) fn waits((typed, files): (Option<String>, bool)) -> Option<Held> {
    typed.map(|typed| held(typed, files))
}

/// What was typed, as one hidden box of the login: answers may be called `email` or `password` too.
fn held(typed: String, files: bool) -> Held {
    let mut pairs = vec![(TYPED.to_owned(), typed)];
    if files {
        pairs.push((FILES.to_owned(), "1".to_owned()));
    }
    Held { pairs, files }
}

/// Saves what was typed on a page of a draft before the login, or shows what was typed among one's own details. Nothing where it is neither:
/// then the login was all.
async fn saved(
    app: &App,
    visit: &Visit,
    session: String,
    next: &str,
    typed: &str,
) -> Result<Option<Response>, ServerError> {
    let parts: Vec<&str> = next.split('/').collect();
    let Ok(pairs) = serde_json::from_str(typed) else { return Ok(None) };
    let person = app.desk().person(&session).await?;
    let visit = Visit::new(visit.language, person, session);
    let posting = Posting { pairs, ..Posting::default() };
    if let ["", "compte", "donnees", "modifier", key] = parts.as_slice() {
        let answer = own::taken_up(app, &visit, key, posting).await;
        return Ok(Some(answer.unwrap_or_else(IntoResponse::into_response)));
    }
    let ["", "demarches", demarche, "d", token, page, rest @ ..] = parts.as_slice() else { return Ok(None) };
    let answer = match (*page, rest) {
        (known::STEP, []) => known::taken_up(app, &visit, Step::new(demarche, token, known::STEP), &posting).await,
        (page, []) => page::saved(app, &visit, Step::new(demarche, token, page), posting).await,
        (question::STEP, [place]) => question::taken_up(app, &visit, (demarche, token, place), &posting).await,
        _ => return Ok(None),
    };
    // Another account's draft, say: the login holds whatever became of the page.
    Ok(Some(answer.unwrap_or_else(IntoResponse::into_response)))
}

pub(super) fn draw_login(
    app: &App,
    visit: &Visit,
    email: &str,
    next: &str,
    held: Option<Held>,
    faults: Vec<Fault>,
) -> Result<Html<String>, ServerError> {
    let next = local(next).unwrap_or_default();
    let page = AccountLogin {
        chrome: chrome::around(app, visit, format!("/compte/connexion?next={}", encode(next))),
        action: "/compte/connexion".to_owned(),
        email: email.to_owned(),
        next: next.to_owned(),
        create_href: format!("/compte/creer?next={}", encode(next)),
        held,
        providers: app.desk().citizen_providers().into_iter().map(connections::button).collect(),
        // As whom the provider knows them lets nobody in: another time it asks who they are.
        anew: faults.iter().any(|fault| fault.code == "identity.acr"),
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
    // Who opens an account that is there already tries its password.
    if let Err(early) = app.rates().account("citizen", email) {
        let faults = vec![Fault::new("password", "login.too_many")];
        return Ok(early.on(draw_create(&app, &visit, email, next, faults)?));
    }
    let wanted = wanted(&posting, next);
    let password = posting.get("password").unwrap_or_default();
    let fault = match app.desk().register(email, password, (&visit.device, wanted.clone())).await {
        Ok(Registered::In(come)) => return go_on(&app, &visit, come, wanted).await,
        Ok(Registered::Refused) => Fault::new("password", "login.wrong"),
        Err(DeskError::Invalid { field, code }) => {
            Fault::new(field, code).with("min", MIN_PASSWORD).with("max", store::password::LONGEST)
        }
        Err(DeskError::Store(StoreError::Crowded)) => {
            let faults = vec![Fault::new("password", "password.crowded")];
            return Ok(crowded(draw_create(&app, &visit, email, next, faults)?));
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

/// POST: ends the session on the server, and what the browser keeps of it; leads on to the provider's logout where one let them in.
pub(crate) async fn logout(State(app): State<App>, visit: Visit, posting: Posting) -> Result<Response, ServerError> {
    visit.check(&posting, None)?;
    let leaving = match visit.session() {
        Some(token) => app.desk().citizen_logout(token).await?,
        None => None,
    };
    let mut response = match leaving {
        Some((provider, url)) => away(&app, visit.language, "/compte/connexion", provider.name, url, true)?,
        None => Redirect::to("/").into_response(),
    };
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
            begun_at: app.desk().at_the_site(fill.draft.created_at),
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
        vault_href: super::own::HERE.to_owned(),
        documents_href: super::documents::HERE.to_owned(),
        password_href: app.desk().has_password(person).await?.then(|| "/compte/mot-de-passe".to_owned()),
        catalogue_href: "/".to_owned(),
    };
    app.draw(&page)
}

/// GET `brouillons/{id}`: goes on with a draft of one's own, by its id: its token is known to nobody, and another one would close the tabs
/// that are open on it.
pub(crate) async fn draft(
    State(app): State<App>,
    Path(id): Path<store::Uuid>,
    visit: Visit,
) -> Result<Redirect, ServerError> {
    let person = visit.require_person(&format!("/compte/brouillons/{id}"))?;
    let (demarche, page) = app.desk().own_draft(person, id).await?;
    Ok(Redirect::to(&address(&demarche, &id.to_string(), &page)))
}
