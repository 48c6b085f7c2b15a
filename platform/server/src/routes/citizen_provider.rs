//! `/compte/connexion/par/…`: how citizens come in by FranceConnect and its like: to it, and back from it.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use desk::{CitizenCame, CitizenProvider, CitizenWanted, DeskError, KnownFor};
use pages::page::Fault;

use super::{
    account::{come_in, draw_login, waits, wanted},
    agent_login::away,
    agent_provider::{Back, came_to_nothing},
    citizen_join, connections,
    identify::{self, Asked},
    prove, terms,
};
use crate::{
    app::App,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{self, Visit, local},
    },
    middleware::rates::LoginAttempt,
};

pub(super) const LOGIN: &str = "/compte/connexion";
pub(super) const SECOND: &str = "/compte/connexion/second-facteur";

fn told(app: &App, provider: &str) -> Result<CitizenProvider, ServerError> {
    app.desk().citizen_providers().into_iter().find(|one| one.id == provider).ok_or(ServerError::NotFound)
}

/// POST: the way to the provider. What was typed before a session was over goes along, and comes back. `_attach` has the account of this
/// session known by it from now on.
pub(crate) async fn begin(
    State(app): State<App>,
    Path(provider): Path<String>,
    _attempt: LoginAttempt,
    visit: Visit,
    headers: HeaderMap,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, None)?;
    let provider = told(&app, &provider)?;
    let attach_to = match posting.get("_attach") {
        Some(_) => {
            let person = visit.require_person(connections::HERE)?;
            if let Some(first) = prove::first(&app, &visit, connections::HERE).await? {
                return Ok(first);
            }
            Some(person.id)
        }
        None => None,
    };
    let known_for = identify::known_for(&visit, &posting);
    let wanted = CitizenWanted { attach_to, known_for, ..wanted(&posting, posting.text("next")) };
    let browser = session::citizen_at_provider(&headers, app.config());
    let anew = posting.get("_anew").is_some();
    match app.desk().begin_citizen(&provider.id, browser, anew, &wanted).await {
        Ok((url, browser)) => {
            let mut response = away(&app, visit.language, LOGIN, provider.name, url, false)?;
            let cookie = session::citizen_goes_to_provider(app.config(), &browser.to_string());
            response.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(DeskError::Identity(code)) => not_in(&app, &visit, &provider, wanted, code).await,
        Err(error) => Err(error.into()),
    }
}

/// GET: whoever comes back from the provider: in, or asked whether they have an account here, or at the login with what to do. Not counted
/// once more: who has begun nothing costs nothing.
pub(crate) async fn back(
    State(app): State<App>,
    Path(provider): Path<String>,
    Query(back): Query<Back>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, ServerError> {
    let provider = told(&app, &provider)?;
    let browser = session::citizen_at_provider(&headers, app.config());
    let here = (visit.session(), visit.device.as_str());
    let (wanted, come) = app.desk().finish_citizen(&provider.id, browser, &back.came(), here).await?;
    match come {
        Ok(come) => go_on(&app, &visit, come, wanted).await,
        Err(DeskError::Identity(code)) => not_in(&app, &visit, &provider, wanted, code).await,
        Err(error) => Err(error.into()),
    }
}

/// In, or to what is yet to be asked.
pub(super) async fn go_on(
    app: &App,
    visit: &Visit,
    come: CitizenCame,
    wanted: CitizenWanted,
) -> Result<Response, ServerError> {
    match come {
        CitizenCame::In(new) => {
            let token = new.token.to_string();
            let mut response = come_in(app, visit, token, &wanted.next, wanted.typed.as_deref()).await?;
            let ended = session::citizen_waits_no_more(app.config()).map(|cookie| (header::SET_COOKIE, cookie));
            response.headers_mut().extend(ended);
            Ok(response)
        }
        CitizenCame::Halfway(token) => {
            let token = token.to_string();
            let asked = if app.desk().terms_wanted(&token).await? {
                terms::ACCEPT
            } else if app.desk().citizen_second_wanted(&token).await?.is_some() {
                SECOND
            } else {
                citizen_join::HERE
            };
            let mut response = Redirect::to(asked).into_response();
            let cookie = session::citizen_waits(app.config(), &token);
            response.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(response)
        }
        CitizenCame::Attached(new) => {
            let next = local(&wanted.next).unwrap_or(connections::HERE);
            come_in(app, visit, new.token.to_string(), next, wanted.typed.as_deref()).await
        }
    }
}

/// The login again, with what to do, and all that was typed before; or the page that something was to be attached on.
async fn not_in(
    app: &App,
    visit: &Visit,
    provider: &CitizenProvider,
    wanted: CitizenWanted,
    code: &'static str,
) -> Result<Response, ServerError> {
    let fault = Fault::new(format!("par-{}", provider.id), code).with("provider", &provider.name);
    if let Some(KnownFor { demarche, identity, .. }) = &wanted.known_for
        && let Ok(served) = app.desk().served(demarche).await
    {
        let (next, held) = (wanted.next.as_str(), waits((wanted.typed, wanted.files)));
        let asked = Asked { served: &served, identity: *identity, next, held, faults: vec![fault] };
        return Ok(came_to_nothing(code, identify::draw(app, visit, asked)?));
    }
    let page = if wanted.attach_to.is_some() && visit.person.is_some() {
        connections::draw(app, visit, None, vec![fault]).await?
    } else {
        draw_login(app, visit, "", &wanted.next, waits((wanted.typed, wanted.files)), vec![fault])?
    };
    Ok(came_to_nothing(code, page))
}
