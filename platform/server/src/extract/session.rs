//! Finds out who visits: the citizen or the agent behind a session cookie. Without a cookie the database is not asked.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, Method, request::Parts},
};
use desk::access::{Agent, Person};
use form::text::Language;
use store::agents::Role;

use super::{cookies, device, language, posting::Posting};
use crate::{app::App, chrome::form_token, config::Config, error::ServerError, routes::operation};

/// The cookie of a citizen's session.
const CITIZEN: &str = "session";
/// The cookie of an agent's session.
const AGENT: &str = "agent";
/// The cookie of the browser that asked for a login code.
const LOGIN: &str = "agent-login";
/// Browsers forget that cookie when no code holds any more.
const LOGIN_SECONDS: u32 = 600;
/// The cookie of a browser that is at an identity provider; several of its tabs may be.
const PROVIDER: &str = "agent-provider";
/// Browsers forget that cookie when no login comes back any more.
const PROVIDER_SECONDS: u32 = 900;
/// The cookie of a browser that an agent came in from.
const KNOWN: &str = "agent-known";
/// Half a year: a clerk who comes twice a month is known.
const KNOWN_SECONDS: u32 = 180 * 24 * 3600;
/// The cookie of the list that an agent looked at last in this browser.
const LIST: &str = "agent-list";
/// The cookie of a browser that is at a provider of citizens' identity; several of its tabs may be.
const CITIZEN_PROVIDER: &str = "provider";
/// The cookie of a browser whose citizen's login has yet to be decided.
const CITIZEN_LOGIN: &str = "login";
/// Browsers forget that cookie when it is decided no more.
const CITIZEN_LOGIN_SECONDS: u32 = 1800;
/// The cookie of a browser that waits for a code mailed to a citizen.
const CITIZEN_CODE: &str = "login-code";
/// Browsers forget the cookie after this; the store ends the session earlier.
const COOKIE_SECONDS: u32 = 12 * 3600;

/// A visit to a citizen's page.
#[derive(Debug)]
pub(crate) struct Visit {
    /// The language of the page.
    pub(crate) language: Language,
    /// Who is logged in.
    pub(crate) person: Option<Person>,
    /// What they sit at.
    pub(crate) device: String,
    session: Option<String>,
}

impl Visit {
    /// The visit of somebody who has just logged in.
    pub(crate) fn new(language: Language, person: Option<Person>, session: String) -> Self {
        Self { language, session: person.is_some().then_some(session), person, device: String::new() }
    }

    /// The person who is logged in, or the way to the login and back to `next`.
    pub(crate) fn require_person(&self, next: &str) -> Result<&Person, ServerError> {
        self.person
            .as_ref()
            .ok_or_else(|| ServerError::LoginNeeded { at: format!("/compte/connexion?next={}", encode(next)) })
    }

    /// The session's token.
    pub(crate) fn session(&self) -> Option<&str> {
        self.session.as_deref()
    }

    /// What the forms of a page carry: one token for the address where it is a capability, one for the session. The id of a draft, which
    /// stands in its address where its account goes on with it, is as little known to other sites as a token is.
    pub(crate) fn form_token(&self, link: Option<&str>) -> String {
        let parts: Vec<String> = [link, self.session.as_deref()].into_iter().flatten().map(form_token).collect();
        parts.join(".")
    }

    /// Refuses a form that is not ours. On a page whose address is a capability, the address is what counts: a session may have ended
    /// meanwhile, and what was typed must not be lost.
    pub(crate) fn check(&self, posting: &Posting, link: Option<&str>) -> Result<(), ServerError> {
        let Some(secret) = link.or(self.session.as_deref()) else { return Ok(()) };
        check(posting, secret)
    }
}

/// The token of the agent's session that this browser still holds, over or not: a new login closes it.
pub(crate) fn held_by_agent<'a>(headers: &'a HeaderMap, config: &Config) -> Option<&'a str> {
    cookies::read(headers, config, AGENT)
}

/// The token of this browser's login that waits for its code.
pub(crate) fn login_waiting<'a>(headers: &'a HeaderMap, config: &Config) -> Option<&'a str> {
    cookies::read(headers, config, LOGIN)
}

/// The cookie that binds a login code to the browser that asked for it.
pub(crate) fn begin_login(config: &Config, token: &str) -> HeaderValue {
    cookies::set(config, LOGIN, token, LOGIN_SECONDS)
}

/// The cookie that ends the wait.
pub(crate) fn end_login(config: &Config) -> HeaderValue {
    cookies::set(config, LOGIN, "", 0)
}

/// The token of this browser's logins that are at a provider.
pub(crate) fn at_provider<'a>(headers: &'a HeaderMap, config: &Config) -> Option<&'a str> {
    cookies::read(headers, config, PROVIDER)
}

/// The cookie that binds logins at a provider to the browser that began them.
pub(crate) fn go_to_provider(config: &Config, token: &str) -> HeaderValue {
    cookies::set(config, PROVIDER, token, PROVIDER_SECONDS)
}

/// The token of this browser's logins that are at a provider of citizens' identity.
pub(crate) fn citizen_at_provider<'a>(headers: &'a HeaderMap, config: &Config) -> Option<&'a str> {
    cookies::read(headers, config, CITIZEN_PROVIDER)
}

/// The cookie that binds them to the browser that began them.
pub(crate) fn citizen_goes_to_provider(config: &Config, token: &str) -> HeaderValue {
    cookies::set(config, CITIZEN_PROVIDER, token, PROVIDER_SECONDS)
}

/// The token of this browser's login of a citizen that has yet to be decided.
pub(crate) fn citizen_waiting<'a>(headers: &'a HeaderMap, config: &Config) -> Option<&'a str> {
    cookies::read(headers, config, CITIZEN_LOGIN)
}

/// The cookie that holds it.
pub(crate) fn citizen_waits(config: &Config, token: &str) -> HeaderValue {
    cookies::set(config, CITIZEN_LOGIN, token, CITIZEN_LOGIN_SECONDS)
}

/// The token of this browser's code that was mailed to a citizen.
pub(crate) fn citizen_code<'a>(headers: &'a HeaderMap, config: &Config) -> Option<&'a str> {
    cookies::read(headers, config, CITIZEN_CODE)
}

/// The cookie that binds it to the browser that asked for it.
pub(crate) fn citizen_waits_for_code(config: &Config, token: &str) -> HeaderValue {
    cookies::set(config, CITIZEN_CODE, token, LOGIN_SECONDS)
}

/// The cookies that end a citizen's wait.
pub(crate) fn citizen_waits_no_more(config: &Config) -> [HeaderValue; 2] {
    [CITIZEN_LOGIN, CITIZEN_CODE].map(|name| cookies::set(config, name, "", 0))
}

/// What this browser keeps of an agent who came in from it.
pub(crate) fn known_browser<'a>(headers: &'a HeaderMap, config: &Config) -> Option<&'a str> {
    cookies::read(headers, config, KNOWN)
}

/// The cookie by which a browser is known again before the door.
pub(crate) fn remember_browser(config: &Config, kept: &str) -> HeaderValue {
    cookies::set(config, KNOWN, kept, KNOWN_SECONDS)
}

/// Where agents see their cases.
const INBOX: &str = "/agents";

/// The cookie of the list that this agent looks at; none for an address that is too long to be kept.
pub(crate) fn keep_list(config: &Config, agent: &Agent, list: &str) -> Option<HeaderValue> {
    Some(cookies::set(config, LIST, &format!("{}:{}", agent.id, local(list)?), COOKIE_SECONDS))
}

/// The list that this very agent looked at last.
fn list_of(headers: &HeaderMap, config: &Config, agent: &Agent) -> Option<String> {
    let (whose, list) = cookies::read(headers, config, LIST)?.split_once(':')?;
    let is_list = |list: &&str| list.strip_prefix(INBOX).is_some_and(|rest| rest.is_empty() || rest.starts_with('?'));
    local(list).filter(|_| whose == agent.id.to_string()).filter(is_list).map(str::to_owned)
}

/// A visit of an agent who is logged in.
#[derive(Debug)]
pub(crate) struct AgentVisit {
    /// The language of the page.
    pub(crate) language: Language,
    /// Who.
    pub(crate) agent: Agent,
    session: String,
    list: Option<String>,
}

impl AgentVisit {
    /// The visit of an agent who has just logged in.
    pub(crate) fn new(language: Language, agent: Agent, session: String) -> Self {
        Self { language, agent, session, list: None }
    }

    /// The inbox as they saw it last, with its filters and its page: there « Retour » leads.
    pub(crate) fn list(&self) -> &str {
        self.list.as_deref().unwrap_or(INBOX)
    }

    /// What the forms of a page carry.
    pub(crate) fn form_token(&self) -> String {
        form_token(&self.session)
    }

    /// The session's token.
    pub(crate) fn session(&self) -> &str {
        &self.session
    }

    /// Refuses a form that is not ours.
    pub(crate) fn check(&self, posting: &Posting) -> Result<(), ServerError> {
        check(posting, &self.session)
    }
}

fn check(posting: &Posting, secret: &str) -> Result<(), ServerError> {
    let expected = form_token(secret);
    let given = posting.get("_csrf").unwrap_or_default();
    // The token is a hash: comparing it in variable time tells nothing of the secret.
    if given.split('.').any(|part| part == expected) { Ok(()) } else { Err(ServerError::Csrf) }
}

impl FromRequestParts<App> for Visit {
    type Rejection = ServerError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ServerError> {
        let session = cookies::read(&parts.headers, app.config(), CITIZEN).map(str::to_owned);
        let person = match &session {
            Some(token) => app.desk().person(token).await?,
            None => None,
        };
        Ok(Self {
            language: language::choose(parts.uri.query(), &parts.headers, app),
            session: session.filter(|_| person.is_some()),
            device: device::told(&parts.headers),
            person,
        })
    }
}

impl FromRequestParts<App> for AgentVisit {
    type Rejection = ServerError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ServerError> {
        let session = cookies::read(&parts.headers, app.config(), AGENT).map(str::to_owned);
        if let Some(session) = session
            && let Some(agent) = app.desk().agent(&session).await?
        {
            // Who runs the site has an account there, and no desk.
            if agent.role == Role::Operator && !OF_OPERATORS.contains(&parts.uri.path()) {
                return Err(match parts.uri.path() {
                    "/agents" => ServerError::LoginNeeded { at: operation::HOME.to_owned() },
                    _ => ServerError::NotFound,
                });
            }
            let list = list_of(&parts.headers, app.config(), &agent);
            let language = language::choose(parts.uri.query(), &parts.headers, app);
            return Ok(Self { language, agent, session, list });
        }
        let next = parts.uri.path_and_query().map_or("/agents", |path| path.as_str());
        let next = if parts.method == Method::GET { next } else { page_of(next) };
        Err(ServerError::LoginNeeded { at: format!("/agents/connexion?next={}", encode(next)) })
    }
}

/// Where those who run the site come as agents do.
const OF_OPERATORS: [&str; 3] = ["/agents/compte", "/agents/deconnexion", operation::HOME];

/// A visit of somebody who runs the site, and gives a second factor.
pub(crate) struct OperatorVisit(pub(crate) AgentVisit);

impl FromRequestParts<App> for OperatorVisit {
    type Rejection = ServerError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ServerError> {
        let visit = AgentVisit::from_request_parts(parts, app).await?;
        match app.desk().is_operator(&visit.agent).await? {
            Some(true) => Ok(Self(visit)),
            // First they set it up.
            Some(false) => Err(ServerError::LoginNeeded { at: "/agents/compte".to_owned() }),
            None => Err(ServerError::NotFound),
        }
    }
}

/// The page that what is posted to `path` comes from: an address that only takes posts would lead nowhere after a login.
fn page_of(path: &str) -> &str {
    let case = path.strip_prefix("/agents/cas/").and_then(|rest| rest.match_indices(['/', '?']).nth(1));
    match case {
        Some((end, _)) => &path[.."/agents/cas/".len() + end],
        None if ["/agents/cas/", "/agents/questions/"].iter().any(|room| path.starts_with(room)) => path,
        None if path == operation::HOME => path,
        None => "/agents",
    }
}

/// The cookie that begins a citizen's session.
pub(crate) fn begin_citizen(config: &Config, token: &str) -> HeaderValue {
    cookies::set(config, CITIZEN, token, COOKIE_SECONDS)
}

/// The cookie that ends it.
pub(crate) fn end_citizen(config: &Config) -> HeaderValue {
    cookies::set(config, CITIZEN, "", 0)
}

/// The cookie that begins an agent's session.
pub(crate) fn begin_agent(config: &Config, token: &str) -> HeaderValue {
    cookies::set(config, AGENT, token, COOKIE_SECONDS)
}

/// The cookie that ends it.
pub(crate) fn end_agent(config: &Config) -> HeaderValue {
    cookies::set(config, AGENT, "", 0)
}

/// A local path and query as the value of a query parameter.
pub(crate) fn encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// A path to go on to, where it is one of ours; nothing that a browser could take for another site.
pub(crate) fn local(next: &str) -> Option<&str> {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(|sign: char| sign == '\\' || sign.is_control())
        && next.len() <= 500;
    ours.then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_are_gone_on_to() {
        assert_eq!(local("/compte"), Some("/compte"));
        for foreign in ["//evil.fr", "https://evil.fr", "/\\evil.fr", "javascript:alert(1)", "", "/a\r\nb"] {
            assert_eq!(local(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn a_path_survives_as_a_query_value() {
        assert_eq!(encode("/a?b=1&c=é"), "/a%3Fb%3D1%26c%3D%C3%A9");
    }
}
