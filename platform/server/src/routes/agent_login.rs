//! `/agents/connexion`: how agents come in, by a password or a code that is mailed and by their second factor, and go out.

use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{DeskError, LoggedIn, LoginWanted, ProviderTold};
use form::text::Language;
use pages::page::{
    Fault,
    agent::{AgentAway, AgentCode, AgentLogin, ProviderButton, SecondStep, Unsent},
};
use serde::Deserialize;
use store::StoreError;

use super::{
    agents::HOME,
    batch, case, desk_questions, forward, gone, letter, letters,
    values::{boxes, changed},
};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{self, AgentVisit, Visit, encode, local},
    },
    middleware::rates::{LoginAttempt, crowded},
};

/// Characters of an unsent message that are kept: more than may be sent, so that nothing is lost by shortening it.
const UNSENT: usize = 10_000;
pub(super) const LOGIN: &str = "/agents/connexion";
const SECOND: &str = "/agents/connexion/second-facteur";
const CODE: &str = "/agents/connexion/code";

#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

pub(crate) async fn form(
    State(app): State<App>,
    Query(next): Query<Next>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    draw_login(&app, visit.language, "", &next.next, None, Vec::new())
}

/// POST: begins a session under a new token, or mails a code where no password was typed. An answer that waited for it comes back on its
/// case, to be read again: nothing is sent.
pub(crate) async fn login(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    headers: HeaderMap,
    posting: Posting,
) -> Result<Response, ServerError> {
    let (email, next) = (posting.text("email"), posting.text("next"));
    let unsent = unsent(&posting, "_");
    let password = posting.get("password").unwrap_or_default();
    if password.is_empty() || posting.get("_code").is_some() {
        return ask_code(&app, &visit, &headers, wanted(email, next, unsent.unwrap_or_default())).await;
    }
    let place = place(&app, &headers, email).await?;
    if let Err(early) = app.rates().agent(place.as_deref(), email) {
        let faults = vec![Fault::new("password", "login.too_many")];
        return Ok(early.on(draw_login(&app, visit.language, email, next, unsent, faults)?));
    }
    let wanted = wanted(email, next, unsent.clone().unwrap_or_default());
    match app.desk().agent_login(&wanted, password).await {
        Ok(proven) => go_on(&app, visit.language, &headers, proven, &wanted).await,
        Err(DeskError::BadLogin) => {
            let page =
                draw_login(&app, visit.language, email, next, unsent, vec![Fault::new("password", "login.wrong")])?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(DeskError::Identity(code)) => {
            let page = draw_login(&app, visit.language, email, next, unsent, vec![Fault::new("password", code)])?;
            Ok((StatusCode::FORBIDDEN, page).into_response())
        }
        Err(DeskError::Store(StoreError::Crowded)) => {
            let faults = vec![Fault::new("password", "password.crowded")];
            Ok(crowded(draw_login(&app, visit.language, email, next, unsent, faults)?))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) fn wanted(email: &str, next: &str, unsent: Unsent) -> LoginWanted {
    let next = local(next).unwrap_or_default().to_owned();
    let Unsent { message, status, questions, by, note, values, before, revision, title, signed, quality } = unsent;
    LoginWanted {
        email: email.to_owned(),
        next,
        message,
        status,
        questions,
        by,
        note,
        values,
        before,
        revision,
        title,
        signed,
        quality,
        came_by: None,
    }
}

/// What waits for the login to be over; nothing where no word was written.
pub(super) fn waits(wanted: &LoginWanted) -> Option<Unsent> {
    let LoginWanted { message, status, questions, by, note, values, before, revision, title, signed, quality, .. } =
        wanted.clone();
    some(Unsent { message, status, questions, by, note, values, before, revision, title, signed, quality })
}

fn some(unsent: Unsent) -> Option<Unsent> {
    let is_blank = [&unsent.message, &unsent.note, &unsent.title].iter().all(|text| text.trim().is_empty())
        && unsent.values.is_empty();
    (!is_blank).then_some(unsent)
}

/// The place before the door of a browser that an agent with this address came in from.
async fn place(app: &App, headers: &HeaderMap, email: &str) -> Result<Option<String>, ServerError> {
    match session::known_browser(headers, app.config()) {
        Some(kept) => Ok(app.desk().known_browser(email.trim(), kept).await?),
        None => Ok(None),
    }
}

/// Has a code mailed and leads to the page where it is typed; an unknown address is answered in the same way.
async fn ask_code(app: &App, visit: &Visit, headers: &HeaderMap, wanted: LoginWanted) -> Result<Response, ServerError> {
    let place = place(app, headers, &wanted.email).await?;
    let again = |faults: Vec<Fault>| {
        let unsent = waits(&wanted);
        draw_login(app, visit.language, &wanted.email, &wanted.next, unsent, faults)
    };
    if let Err(early) = app.rates().code(place.as_deref(), &wanted.email) {
        let fault = Fault::new("email", "login.too_many_codes").with("minutes", early.minutes());
        return Ok(early.on(again(vec![fault])?));
    }
    match app.desk().ask_login_code(&wanted, place.as_deref()).await {
        Ok(browser) => {
            let mut response = Redirect::to(CODE).into_response();
            let cookie = session::begin_login(app.config(), &browser.to_string());
            response.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(DeskError::Invalid { field, code }) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again(vec![Fault::new(field, code)])?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// GET: where the mailed code is typed; the login, in a browser that waits for none.
pub(crate) async fn code_form(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, ServerError> {
    match waiting(&app, &headers).await? {
        Some((_, wanted)) => Ok(draw_code(&app, visit.language, &wanted, None)?.into_response()),
        None => Ok(Redirect::to(LOGIN).into_response()),
    }
}

/// POST: the code begins a session under a new token; `_again` has another one mailed.
pub(crate) async fn code(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    headers: HeaderMap,
    posting: Posting,
) -> Result<Response, ServerError> {
    let Some((browser, wanted)) = waiting(&app, &headers).await? else {
        return over(&app, visit.language, &LoginWanted::default());
    };
    if posting.get("_again").is_some() {
        return ask_code(&app, &visit, &headers, wanted).await;
    }
    let typed = posting.text("code");
    if typed.is_empty() {
        let page = draw_code(&app, visit.language, &wanted, Some(Fault::new("code", "login.code_required")))?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    match app.desk().login_by_code(browser, typed).await {
        Ok((proven, wanted)) => go_on(&app, visit.language, &headers, proven, &wanted).await,
        Err(DeskError::WrongCode { left }) => {
            let fault = Fault::new("code", "login.code_wrong").with("left", left);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, draw_code(&app, visit.language, &wanted, Some(fault))?)
                .into_response())
        }
        Err(DeskError::CodeLocked | DeskError::NotFound(_)) => over(&app, visit.language, &wanted),
        Err(error) => Err(error.into()),
    }
}

/// The address is proven: in, or to the second factor.
pub(super) async fn go_on(
    app: &App,
    language: Language,
    headers: &HeaderMap,
    proven: LoggedIn,
    wanted: &LoginWanted,
) -> Result<Response, ServerError> {
    let new = match proven {
        LoggedIn::In(new) => new,
        LoggedIn::Second(browser) => {
            let mut response = Redirect::to(SECOND).into_response();
            let cookie = session::begin_login(app.config(), &browser.to_string());
            response.headers_mut().append(header::SET_COOKIE, cookie);
            return Ok(response);
        }
    };
    let unsent = waits(wanted);
    let mut response = come_in(app, language, headers, &new.token.to_string(), &wanted.next, unsent).await?;
    response.headers_mut().append(header::SET_COOKIE, session::end_login(app.config()));
    Ok(response)
}

/// GET: where the second factor is given; the login, in a browser that waits for none.
pub(crate) async fn second_form(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, ServerError> {
    match halfway(&app, &headers).await? {
        Some(_) => Ok(draw_second(&app, visit.language, None)?.into_response()),
        None => Ok(Redirect::to(LOGIN).into_response()),
    }
}

/// POST: a code of the agent's application, or a recovery code, begins the session.
pub(crate) async fn second(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    headers: HeaderMap,
    posting: Posting,
) -> Result<Response, ServerError> {
    let Some((browser, agent, wanted)) = halfway(&app, &headers).await? else {
        return Ok(Redirect::to(LOGIN).into_response());
    };
    let again = |code| draw_second(&app, visit.language, Some(Fault::new("code", code)));
    if let Err(early) = app.rates().second(agent) {
        return Ok(early.on(again("login.too_many")?));
    }
    match app.desk().login_by_second_factor(browser, posting.text("code")).await {
        Ok(new) => go_on(&app, visit.language, &headers, LoggedIn::In(new), &wanted).await,
        Err(DeskError::Invalid { code, .. }) => Ok((StatusCode::UNPROCESSABLE_ENTITY, again(code)?).into_response()),
        Err(error) => Err(error.into()),
    }
}

async fn halfway<'a>(
    app: &App,
    headers: &'a HeaderMap,
) -> Result<Option<(&'a str, store::Uuid, LoginWanted)>, ServerError> {
    let Some(browser) = session::login_waiting(headers, app.config()) else { return Ok(None) };
    Ok(app.desk().halfway(browser).await?.map(|(agent, wanted)| (browser, agent, wanted)))
}

fn draw_second(app: &App, language: Language, fault: Option<Fault>) -> Result<Html<String>, ServerError> {
    let mut around = chrome::bare(app, language);
    around.path = SECOND.to_owned();
    let action = SECOND.to_owned();
    app.draw(&SecondStep { chrome: around, action, citizen: false, faults: fault.into_iter().collect() })
}

/// The code is good no more: the login again, with all that was typed for it.
fn over(app: &App, language: Language, wanted: &LoginWanted) -> Result<Response, ServerError> {
    let unsent = waits(wanted);
    let faults = vec![Fault::new("email", "login.code_over")];
    let page = draw_login(app, language, &wanted.email, &wanted.next, unsent, faults)?;
    let mut response = (StatusCode::GONE, page).into_response();
    response.headers_mut().append(header::SET_COOKIE, session::end_login(app.config()));
    Ok(response)
}

async fn waiting<'a>(app: &App, headers: &'a HeaderMap) -> Result<Option<(&'a str, LoginWanted)>, ServerError> {
    let Some(browser) = session::login_waiting(headers, app.config()) else { return Ok(None) };
    Ok(app.desk().login_wanted(browser).await?.map(|wanted| (browser, wanted)))
}

fn draw_code(
    app: &App,
    language: Language,
    wanted: &LoginWanted,
    fault: Option<Fault>,
) -> Result<Html<String>, ServerError> {
    let mut around = chrome::bare(app, language);
    around.path = CODE.to_owned();
    let page = AgentCode {
        chrome: around,
        action: CODE.to_owned(),
        email: wanted.email.trim().to_owned(),
        login_href: login_href(&wanted.next),
        faults: fault.into_iter().collect(),
    };
    app.draw(&page)
}

fn login_href(next: &str) -> String {
    format!("{LOGIN}?next={}", encode(next))
}

/// Begins the session `token` in this browser and goes on to `next`, with what was written before the session was over.
async fn come_in(
    app: &App,
    language: Language,
    headers: &HeaderMap,
    token: &str,
    next: &str,
    unsent: Option<Unsent>,
) -> Result<Response, ServerError> {
    let mut response = entered(app, headers, token, next).await?;
    let (Some(unsent), Some(agent)) = (unsent, app.desk().agent(token).await?) else { return Ok(response) };
    let visit = AgentVisit::new(language, agent, token.to_owned());
    if let Some(page) = taken_up(app, &visit, next, unsent).await? {
        let cookies = response.headers_mut().remove(header::SET_COOKIE);
        response = page;
        response.headers_mut().extend(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
    }
    Ok(response)
}

/// The page that it was written on, with what was written; where another desk has the case by now, that desk's name and the same.
async fn taken_up(app: &App, visit: &AgentVisit, next: &str, unsent: Unsent) -> Result<Option<Response>, ServerError> {
    if next == letters::HERE {
        return letters::taken_up(app, visit, &unsent).await;
    }
    if next == batch::HERE {
        return batch::taken_up(app, visit, unsent).await;
    }
    if let Some(page) = desk_questions::taken_up(app, visit, next, &unsent).await? {
        return Ok(Some(page));
    }
    if let Some(page) = letter::taken_up(app, visit, next, &unsent).await? {
        return Ok(Some(page));
    }
    if let Some(page) = forward::taken_up(app, visit, next, &unsent).await? {
        return Ok(Some(page));
    }
    match case::taken_up(app, visit, next, &unsent).await? {
        Some(page) => Ok(Some(page)),
        None => gone::taken_up(app, visit, next, unsent).await,
    }
}

/// Begins a session in this browser and ends the one that it held before.
pub(super) async fn entered(app: &App, headers: &HeaderMap, token: &str, next: &str) -> Result<Response, ServerError> {
    if let Some(before) = session::held_by_agent(headers, app.config()) {
        app.desk().logout(before).await?;
    }
    let mut response = Redirect::to(local(next).unwrap_or(HOME)).into_response();
    response.headers_mut().append(header::SET_COOKIE, session::begin_agent(app.config(), token));
    if let Some(agent) = app.desk().agent(token).await?
        && place(app, headers, &agent.email).await?.is_none()
    {
        let kept = app.desk().remember_browser(&agent.email).await?;
        response.headers_mut().append(header::SET_COOKIE, session::remember_browser(app.config(), &kept));
    }
    Ok(response)
}

/// What an agent had written when the session was over, as its form or (with `_` before each name) the login's sent it on; nothing where no
/// word was.
pub(crate) fn unsent(posting: &Posting, before: &str) -> Option<Unsent> {
    some(written(posting, before))
}

/// The same, whether a word was written or not.
pub(super) fn written(posting: &Posting, before: &str) -> Unsent {
    let short = |name: &str, most: usize| {
        posting.get(&format!("{before}{name}")).unwrap_or_default().chars().take(most).collect::<String>()
    };
    let questions = format!("{before}questions");
    let questions = posting.pairs.iter().filter(|(name, _)| *name == questions).map(|(_, path)| path.clone());
    Unsent {
        message: short("message", UNSENT),
        status: short("status", 40),
        questions: questions.take(200).collect(),
        by: short("by", 40),
        note: short("note", UNSENT),
        values: if before.is_empty() { changed(posting).unwrap_or_default() } else { boxes(posting, before) },
        // Of these two the login's form has the same names.
        before: posting.get("_valeurs").unwrap_or_default().chars().take(10 * UNSENT).collect(),
        revision: posting.text("_revision").chars().take(20).collect(),
        title: short("title", 400),
        signed: short("signed", 200),
        quality: short("quality", 200),
    }
}

pub(crate) fn draw_login(
    app: &App,
    language: Language,
    email: &str,
    next: &str,
    unsent: Option<Unsent>,
    faults: Vec<Fault>,
) -> Result<Html<String>, ServerError> {
    let next = local(next).unwrap_or_default();
    let mut around = chrome::bare(app, language);
    around.path = login_href(next);
    let page = AgentLogin {
        chrome: around,
        action: LOGIN.to_owned(),
        email: email.to_owned(),
        next: next.to_owned(),
        unsent,
        providers: app.desk().identity_providers().into_iter().map(button).collect(),
        // As whom the provider knows them lets nobody in: another time it asks who they are.
        anew: faults.iter().any(|fault| ANOTHER.contains(&fault.code.as_str())),
        faults,
    };
    app.draw(&page)
}

/// What another account at the provider might mend.
const ANOTHER: [&str; 7] = [
    "identity.acr",
    "identity.changed",
    "identity.closed",
    "identity.elsewhere",
    "identity.email_unverified",
    "identity.no_email",
    "identity.unknown",
];

pub(super) fn button(provider: ProviderTold) -> ProviderButton {
    ProviderButton {
        name: format!("par-{}", provider.id),
        action: format!("/agents/connexion/par/{}", provider.id),
        label: provider.name,
    }
}

/// On the way to a provider, or out by it. A page, and no redirect: browsers would hold one against the form that was posted, and where the
/// provider leads on nobody knows. They go on by themselves.
pub(super) fn away(
    app: &App,
    language: Language,
    login: &str,
    provider: String,
    url: String,
    leaving: bool,
) -> Result<Response, ServerError> {
    let mut around = chrome::bare(app, language);
    around.path = login.to_owned();
    let refresh = HeaderValue::from_str(&format!("0;url={url}")).ok();
    let page = AgentAway { chrome: around, provider, url, leaving };
    let mut response = app.draw(&page)?.into_response();
    if let Some(refresh) = refresh {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    Ok(response)
}

/// POST: ends the session on the server, and leads on to the provider's logout where one let them in.
pub(crate) async fn logout(
    State(app): State<App>,
    visit: AgentVisit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting)?;
    let mut response = match app.desk().agent_logout(visit.session()).await? {
        Some((provider, url)) => away(&app, visit.language, LOGIN, provider.name, url, true)?,
        None => Redirect::to(LOGIN).into_response(),
    };
    response.headers_mut().append(header::SET_COOKIE, session::end_agent(app.config()));
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}
