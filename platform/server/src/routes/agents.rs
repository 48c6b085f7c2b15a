//! `/agents`: invitation, login, inbox.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{DeskError, InboxQuery, MIN_PASSWORD};
use form::text::Language;
use jiff::tz::TimeZone;
use pages::page::{
    Chrome, Fault, Person,
    agent::{AgentInvitation, AgentLogin, Chip, Inbox, InboxFilters, InboxRow, Unsent},
};
use serde::Deserialize;

use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{self, AgentVisit, Visit, encode, local},
    },
    middleware::rates::LoginAttempt,
};

const HOME: &str = "/agents";
/// Characters of an unsent message that are kept: more than may be sent, so that nothing is lost by shortening it.
const UNSENT: usize = 10_000;

/// The surroundings of an agent's page.
pub(crate) fn around(app: &App, visit: &AgentVisit, path: impl Into<String>) -> Chrome {
    let mut chrome = chrome::bare(app, visit.language);
    chrome.path = path.into();
    chrome.csrf = visit.form_token();
    chrome.person = Some(Person {
        name: if visit.agent.name.is_empty() { visit.agent.email.clone() } else { visit.agent.name.clone() },
        agent: true,
        home_href: HOME.to_owned(),
        logout_action: "/agents/deconnexion".to_owned(),
    });
    chrome
}

#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

pub(crate) async fn login_form(
    State(app): State<App>,
    Query(next): Query<Next>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    draw_login(&app, visit.language, "", &next.next, None, Vec::new())
}

/// POST: begins a session under a new token. An answer that waited for it comes back on its case, to be read again: nothing is sent.
pub(crate) async fn login(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    headers: HeaderMap,
    posting: Posting,
) -> Result<Response, ServerError> {
    let (email, next) = (posting.text("email"), posting.text("next"));
    let unsent = unsent(posting.get("_message"), posting.get("_status"));
    if let Err(early) = app.rates().account("agent", email) {
        let faults = vec![Fault::new("password", "login.too_many")];
        return Ok(early.on(draw_login(&app, visit.language, email, next, unsent, faults)?));
    }
    match app.desk().agent_login(email, posting.get("password").unwrap_or_default()).await {
        Ok(new) => {
            let token = new.token.to_string();
            let mut response = entered(&app, &headers, &token, next).await?;
            if let (Some(unsent), Some(agent)) = (unsent, app.desk().agent(&token).await?)
                && let Some(page) =
                    super::case::taken_up(&app, AgentVisit::new(visit.language, agent, token), next, unsent).await?
            {
                let cookies = response.headers_mut().remove(header::SET_COOKIE);
                response = page.into_response();
                response.headers_mut().extend(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
            }
            Ok(response)
        }
        Err(DeskError::BadLogin) => {
            let page =
                draw_login(&app, visit.language, email, next, unsent, vec![Fault::new("password", "login.wrong")])?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Begins a session in this browser and ends the one that it held before.
async fn entered(app: &App, headers: &HeaderMap, token: &str, next: &str) -> Result<Response, ServerError> {
    if let Some(before) = session::held_by_agent(headers, app.config()) {
        app.desk().logout(before).await?;
    }
    let mut response = Redirect::to(local(next).unwrap_or(HOME)).into_response();
    response.headers_mut().append(header::SET_COOKIE, session::begin_agent(app.config(), token));
    Ok(response)
}

/// What an agent had written when the session was over; nothing where no word was.
pub(crate) fn unsent(message: Option<&str>, status: Option<&str>) -> Option<Unsent> {
    let message = message.unwrap_or_default();
    let short = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    (!message.trim().is_empty())
        .then(|| Unsent { message: short(message, UNSENT), status: short(status.unwrap_or_default(), 40) })
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
    around.path = format!("/agents/connexion?next={}", encode(next));
    let page = AgentLogin {
        chrome: around,
        action: "/agents/connexion".to_owned(),
        email: email.to_owned(),
        next: next.to_owned(),
        unsent,
        faults,
    };
    app.draw(&page)
}

/// POST: ends the session on the server.
pub(crate) async fn logout(
    State(app): State<App>,
    visit: AgentVisit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting)?;
    app.desk().logout(visit.session()).await?;
    let mut response = Redirect::to("/agents/connexion").into_response();
    response.headers_mut().append(header::SET_COOKIE, session::end_agent(app.config()));
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}

pub(crate) async fn invitation(
    State(app): State<App>,
    Path(token): Path<String>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    draw_invitation(&app, &visit, &token, None, Vec::new()).await
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
            let page = draw_invitation(&app, &visit, &token, Some(name), vec![fault]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw_invitation(
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
        email: invitation.email,
        name: name.map_or(invitation.name, str::to_owned),
        min_password: MIN_PASSWORD,
        faults,
    };
    app.draw(&page)
}

#[derive(Deserialize, Default)]
pub(crate) struct Filters {
    #[serde(default)]
    demarche: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

impl Filters {
    /// The inbox with these filters, without the one called `without`.
    fn href(&self, without: &str, after: Option<&str>) -> String {
        let pairs = [
            ("demarche", self.demarche.as_str()),
            ("status", &self.status),
            ("q", &self.q),
            ("after", after.unwrap_or_default()),
        ];
        let kept: Vec<String> = pairs
            .iter()
            .filter(|(name, value)| *name != without && !value.is_empty())
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        if kept.is_empty() { HOME.to_owned() } else { format!("{HOME}?{}", kept.join("&")) }
    }
}

pub(crate) async fn inbox(
    State(app): State<App>,
    Query(filters): Query<Filters>,
    visit: AgentVisit,
) -> Result<Html<String>, ServerError> {
    let language = visit.language;
    let query = InboxQuery {
        demarche: filters.demarche.clone(),
        status: filters.status.clone(),
        reference: filters.q.clone(),
        after: filters.after.clone(),
    };
    let found = app.desk().inbox(&visit.agent, &query).await?;
    let cards = app.desk().library().cards().await?;
    let title = |id: &str| {
        cards
            .iter()
            .find(|card| card.id == id)
            .map_or_else(|| id.to_owned(), |card| card.title.get(language).to_owned())
    };
    let now = app.desk().now();
    let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    let rows = found
        .entries
        .iter()
        .map(|entry| {
            let due = found.owed.get(&entry.id);
            InboxRow {
                href: format!("/agents/cas/{}/{}", entry.agency, entry.id),
                reference: entry
                    .external_id
                    .rsplit_once('-')
                    .map_or(entry.external_id.clone(), |(reference, _)| reference.to_owned()),
                demarche: title(&entry.demarche),
                status: entry.status.clone(),
                recorded_at: entry.created_at.to_zoned(zone.clone()),
                due: due.map(|due| due.to_zoned(zone.clone()).date()),
                late: due.is_some_and(|due| *due <= now),
                new: entry.opened_at.is_none(),
                own_receipt: entry.own_receipt && entry.own_receipt_on.is_none(),
            }
        })
        .collect();
    let mut chips = Vec::new();
    for (name, value, label) in [
        ("demarche", &filters.demarche, title(&filters.demarche)),
        (
            "status",
            &filters.status,
            words::Words::shared().get(language.tag(), &format!("status-{}", filters.status.replace('_', "-")), &[]),
        ),
        ("q", &filters.q, filters.q.clone()),
    ] {
        if !value.is_empty() {
            chips.push(Chip { label, remove_href: filters.href(name, None) });
        }
    }
    let known_status = |status: &str| filters.status.is_empty() || status == filters.status;
    let total = found.counts.iter().filter(|(status, _)| known_status(status)).map(|(_, count)| count).sum::<u64>();
    let total = if filters.q.is_empty() && filters.demarche.is_empty() { total } else { found.entries.len() as u64 };
    let page = Inbox {
        chrome: around(&app, &visit, filters.href("", None)),
        organisation: found.organisation,
        action: HOME.to_owned(),
        demarches: cards.iter().map(|card| (card.id.clone(), card.title.get(language).to_owned())).collect(),
        statuses: found.counts.iter().map(|(status, _)| status.clone()).collect(),
        filters: InboxFilters {
            demarche: filters.demarche.clone(),
            status: filters.status.clone(),
            query: filters.q.clone(),
        },
        chips,
        rows,
        total,
        previous_href: (!filters.after.is_empty()).then(|| filters.href("", None)),
        next_href: found.next.as_deref().map(|mark| filters.href("", Some(mark))),
    };
    app.draw(&page)
}
