//! `/compte/connexion/premiere-fois` and `…/code`: somebody whom a provider knows comes for the first time, and says whether they have an
//! account here.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{CitizenCame, CitizenWanted, DeskError, Joining};
use pages::page::{
    Fault,
    connection::{AccountJoin, AccountJoinCode},
};

use super::citizen_provider::go_on;
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

pub(super) const HERE: &str = "/compte/connexion/premiere-fois";
const CODE: &str = "/compte/connexion/code";
const LOGIN: &str = "/compte/connexion";

/// Who waits in this browser, and by what token.
async fn waiting<'a>(app: &App, headers: &'a HeaderMap) -> Result<Option<(&'a str, Joining)>, ServerError> {
    let Some(browser) = session::citizen_waiting(headers, app.config()) else { return Ok(None) };
    Ok(app.desk().joining(browser).await?.map(|joining| (browser, joining)))
}

/// GET: where they say whether they have an account here; the login, in a browser that waits for nothing.
pub(crate) async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, ServerError> {
    match waiting(&app, &headers).await? {
        Some((_, joining)) => Ok(draw(&app, &visit, &joining, None, Vec::new())?.into_response()),
        None => Ok(Redirect::to(LOGIN).into_response()),
    }
}

/// POST: goes on apart, has a code mailed, or takes the password of the account that is to be attached.
pub(crate) async fn join(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    headers: HeaderMap,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, None)?;
    let Some((browser, joining)) = waiting(&app, &headers).await? else {
        return Ok(Redirect::to(LOGIN).into_response());
    };
    let (email, typed) = (posting.text("email"), posting.get("password").unwrap_or_default());
    let again = |fault: Fault| draw(&app, &visit, &joining, Some(email), vec![fault]);
    let joined = match posting.text("_act") {
        "apart" => app.desk().join_apart(browser).await,
        "code" => return ask_code(&app, &visit, (browser, &joining), email).await,
        _ if typed.is_empty() => return ask_code(&app, &visit, (browser, &joining), email).await,
        _ => {
            if let Err(early) = app.rates().account("citizen", email) {
                return Ok(early.on(again(Fault::new("password", "login.too_many"))?));
            }
            app.desk().join_by_password(browser, email, typed).await
        }
    };
    match joined {
        Err(DeskError::BadLogin) => {
            let page = again(Fault::new("password", "login.wrong"))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        joined => after(&app, &visit, &joining, email, joined).await,
    }
}

async fn after(
    app: &App,
    visit: &Visit,
    joining: &Joining,
    email: &str,
    joined: Result<(CitizenCame, CitizenWanted), DeskError>,
) -> Result<Response, ServerError> {
    match joined {
        Ok((come, wanted)) => go_on(app, visit, come, wanted).await,
        Err(DeskError::Identity(code)) => {
            let fault = Fault::new("email", code).with("provider", &joining.provider);
            Ok((StatusCode::FORBIDDEN, draw(app, visit, joining, Some(email), vec![fault])?).into_response())
        }
        Err(DeskError::NotFound("login")) => Ok(Redirect::to(LOGIN).into_response()),
        Err(error) => Err(error.into()),
    }
}

/// Has a code mailed and leads to the page where it is typed; an address that nobody has an account by is answered in the same way.
async fn ask_code(
    app: &App,
    visit: &Visit,
    (browser, joining): (&str, &Joining),
    email: &str,
) -> Result<Response, ServerError> {
    let again = |fault: Fault| draw(app, visit, joining, Some(email), vec![fault]);
    if let Err(early) = app.rates().code(Some("citizen"), email) {
        let fault = Fault::new("email", "login.too_many_codes").with("minutes", early.minutes());
        return Ok(early.on(again(fault)?));
    }
    match app.desk().ask_joining_code(browser, email, visit.language).await {
        Ok(token) => {
            let mut response = Redirect::to(CODE).into_response();
            let cookie = session::citizen_waits_for_code(app.config(), &token.to_string());
            response.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(DeskError::Invalid { field, code }) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again(Fault::new(field, code))?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// What this browser was mailed a code for.
async fn asked<'a>(app: &App, headers: &'a HeaderMap) -> Result<Option<(&'a str, String)>, ServerError> {
    let Some(code_browser) = session::citizen_code(headers, app.config()) else { return Ok(None) };
    Ok(app.desk().joining_code(code_browser).await?.map(|email| (code_browser, email)))
}

/// GET: where the code is typed.
pub(crate) async fn code_form(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, ServerError> {
    if waiting(&app, &headers).await?.is_none() {
        return Ok(Redirect::to(LOGIN).into_response());
    }
    match asked(&app, &headers).await? {
        Some((_, email)) => Ok(draw_code(&app, &visit, &email, None)?.into_response()),
        None => Ok(Redirect::to(HERE).into_response()),
    }
}

/// POST: the code attaches the account whose mailbox it came to.
pub(crate) async fn code(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    headers: HeaderMap,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, None)?;
    let Some((browser, joining)) = waiting(&app, &headers).await? else {
        return Ok(Redirect::to(LOGIN).into_response());
    };
    let Some((code_browser, email)) = asked(&app, &headers).await? else {
        return over(&app, &visit, &joining, "");
    };
    let typed = posting.text("code");
    let again = |fault: Fault| {
        Ok::<_, ServerError>(
            (StatusCode::UNPROCESSABLE_ENTITY, draw_code(&app, &visit, &email, Some(fault))?).into_response(),
        )
    };
    if typed.is_empty() {
        return again(Fault::new("code", "login.code_required"));
    }
    match app.desk().join_by_code(browser, code_browser, typed).await {
        Err(DeskError::WrongCode { left }) => again(Fault::new("code", "login.code_wrong").with("left", left)),
        Err(DeskError::CodeLocked | DeskError::NotFound(_)) => over(&app, &visit, &joining, &email),
        joined => after(&app, &visit, &joining, &email, joined).await,
    }
}

/// The code is good no more: another one is asked for.
fn over(app: &App, visit: &Visit, joining: &Joining, email: &str) -> Result<Response, ServerError> {
    let fault = Fault::new("email", "login.code_over");
    Ok((StatusCode::GONE, draw(app, visit, joining, Some(email), vec![fault])?).into_response())
}

fn draw(
    app: &App,
    visit: &Visit,
    joining: &Joining,
    email: Option<&str>,
    faults: Vec<Fault>,
) -> Result<Html<String>, ServerError> {
    app.draw(&AccountJoin {
        chrome: chrome::around(app, visit, HERE),
        action: HERE.to_owned(),
        provider: joining.provider.clone(),
        name: joining.name.clone(),
        email: email.unwrap_or(&joining.email).to_owned(),
        held: joining.wanted.typed.is_some(),
        apart: joining.apart,
        faults,
    })
}

fn draw_code(app: &App, visit: &Visit, email: &str, fault: Option<Fault>) -> Result<Html<String>, ServerError> {
    app.draw(&AccountJoinCode {
        chrome: chrome::around(app, visit, CODE),
        action: CODE.to_owned(),
        email: email.to_owned(),
        back_href: HERE.to_owned(),
        faults: fault.into_iter().collect(),
    })
}
