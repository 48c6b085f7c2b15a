//! Counts what one address may ask for in a minute, where guessing or flooding would pay.

use std::{
    convert::Infallible,
    hash::Hash,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use governor::{
    NotUntil, Quota, RateLimiter, clock::Clock as _, clock::DefaultClock, state::keyed::DefaultKeyedStateStore,
};

use sha2::{Digest as _, Sha256};
use store::Uuid;

use crate::{app::App, config::Limits, error::ServerError};

type Limiter = RateLimiter<IpAddr, DefaultKeyedStateStore<IpAddr>, DefaultClock>;

/// An account as it is named in a login, known or not: a digest, so that memory holds no address and no long key.
type Account = [u8; 16];

/// How many codes are mailed to one address: enough for a bad day, too few to fill its mailbox or to guess.
const CODES_PER_HOUR: u32 = 6;

/// The counters of one server.
pub(crate) struct Rates {
    logins: Limiter,
    drafts: Limiter,
    tokens: Limiter,
    questions: Limiter,
    askers: RateLimiter<Account, DefaultKeyedStateStore<Account>, DefaultClock>,
    partners: RateLimiter<Uuid, DefaultKeyedStateStore<Uuid>, DefaultClock>,
    accounts: RateLimiter<Account, DefaultKeyedStateStore<Account>, DefaultClock>,
    codes: RateLimiter<Account, DefaultKeyedStateStore<Account>, DefaultClock>,
    clock: DefaultClock,
}

impl Rates {
    pub(crate) fn new(limits: &Limits) -> Self {
        let per_minute = |count: u32| Quota::per_minute(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN));
        let keyed = |count: u32| RateLimiter::keyed(per_minute(count));
        let questions = Quota::per_hour(NonZeroU32::new(limits.questions_per_hour).unwrap_or(NonZeroU32::MIN));
        let burst = NonZeroU32::new(limits.account_attempts).unwrap_or(NonZeroU32::MIN);
        let accounts = Quota::per_minute(NonZeroU32::MIN).allow_burst(burst);
        Self {
            accounts: RateLimiter::keyed(accounts),
            codes: RateLimiter::keyed(Quota::per_hour(NonZeroU32::new(CODES_PER_HOUR).unwrap_or(NonZeroU32::MIN))),
            logins: keyed(limits.logins_per_minute),
            drafts: keyed(limits.drafts_per_minute),
            tokens: keyed(limits.tokens_per_minute),
            questions: RateLimiter::keyed(questions),
            askers: RateLimiter::keyed(questions),
            partners: RateLimiter::keyed(per_minute(limits.partner_requests_per_minute)),
            clock: DefaultClock::default(),
        }
    }

    /// Forgets addresses that have long been quiet.
    pub(crate) fn sweep(&self) {
        self.logins.retain_recent();
        self.drafts.retain_recent();
        self.tokens.retain_recent();
        self.questions.retain_recent();
        self.askers.retain_recent();
        self.partners.retain_recent();
        self.accounts.retain_recent();
        self.codes.retain_recent();
    }

    fn take<K: Clone + Eq + Hash>(
        &self,
        limiter: &RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock>,
        key: &K,
    ) -> Result<(), ServerError> {
        let taken = limiter.check_key(key).map_err(|early| self.early(&early));
        taken.map_err(|Early { seconds }| ServerError::TooManyRequests { seconds })
    }

    /// One more attempt at a password or a code from this address.
    pub(crate) fn login(&self, client: &Client) -> Result<(), ServerError> {
        self.take(&self.logins, &client.0)
    }

    /// One more token asked for from this address.
    pub(crate) fn token(&self, client: &Client) -> Result<(), ServerError> {
        self.take(&self.tokens, &client.0)
    }

    /// One more request of a partner's program, from wherever.
    pub(crate) fn partner(&self, client: Uuid) -> Result<(), ServerError> {
        self.take(&self.partners, &client)
    }

    /// One more question to a service from this address, and of this account where somebody is logged in: new drafts are no way to ask more.
    pub(crate) fn question(&self, client: &Client, person: Option<Uuid>) -> Result<(), Early> {
        self.questions.check_key(&client.0).map_err(|early| self.early(&early))?;
        let asked = person.map(|person| self.askers.check_key(&account("question", &person.to_string())));
        asked.transpose().map(drop).map_err(|early| self.early(&early))
    }

    /// One more attempt at the password of the account `email`, from wherever: many addresses together guess no faster than one. Counted
    /// before anybody knows whether there is such an account, so that the answer tells nothing.
    pub(crate) fn account(&self, kind: &str, email: &str) -> Result<(), Early> {
        self.accounts.check_key(&account(kind, email)).map_err(|early| self.early(&early))
    }

    /// One more attempt at an agent's password, from a browser that is known (`place`) or from wherever else: the two are counted apart, so
    /// that nobody is kept out by what strangers try.
    pub(crate) fn agent(&self, place: Option<&str>, email: &str) -> Result<(), Early> {
        self.account(&door(place), email)
    }

    /// One more code mailed to an agent's address; counted as attempts at a password are.
    pub(crate) fn code(&self, place: Option<&str>, email: &str) -> Result<(), Early> {
        self.codes.check_key(&account(&door(place), email)).map_err(|early| self.early(&early))
    }

    /// One more attempt at the second factor of an agent whose address was proven.
    pub(crate) fn second(&self, agent: Uuid) -> Result<(), Early> {
        self.accounts.check_key(&account("second", &agent.to_string())).map_err(|early| self.early(&early))
    }

    /// One more attempt at the password of a citizen in whose account somebody is already. Counted apart from the public login: who tries there
    /// keeps nobody from their own account, nor the other way round.
    pub(crate) fn inside(&self, person: Uuid) -> Result<(), Early> {
        self.account("inside", &person.to_string())
    }

    fn early(&self, early: &NotUntil<<DefaultClock as governor::clock::Clock>::Instant>) -> Early {
        Early { seconds: early.wait_time_from(self.clock.now()).as_secs() + 1 }
    }
}

fn door(place: Option<&str>) -> String {
    format!("agent {}", place.unwrap_or_default())
}

fn account(kind: &str, email: &str) -> Account {
    let digest = Sha256::digest(format!("{kind}\0{}", email.trim().to_lowercase()));
    let mut account = Account::default();
    account.copy_from_slice(&digest[..16]);
    account
}

/// An attempt that came too early.
pub(crate) struct Early {
    /// Until the next is accepted.
    seconds: u64,
}

impl Early {
    /// As people wait.
    pub(crate) fn minutes(&self) -> u64 {
        self.seconds.div_ceil(60)
    }

    /// The form again, where nothing typed is lost, as the answer that says when to come back.
    pub(crate) fn on(self, form: impl IntoResponse) -> Response {
        (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, HeaderValue::from(self.seconds))], form).into_response()
    }
}

/// The form again, and when to come back, where as many passwords wait to be looked at as may (`password.crowded`).
pub(crate) fn crowded(form: impl IntoResponse) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, HeaderValue::from(5))], form).into_response()
}

/// The address that a request comes from.
pub(crate) struct Client(pub(crate) IpAddr);

/// One more attempt at a password or a code, from the address of the request.
pub(crate) struct LoginAttempt;

/// One more draft, from the address of the request.
pub(crate) struct DraftAttempt;

impl FromRequestParts<App> for LoginAttempt {
    type Rejection = ServerError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ServerError> {
        app.rates().login(&Client::of(&parts.headers, &parts.extensions, app))?;
        Ok(Self)
    }
}

impl FromRequestParts<App> for DraftAttempt {
    type Rejection = ServerError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ServerError> {
        let rates = app.rates();
        rates.take(&rates.drafts, &Client::of(&parts.headers, &parts.extensions, app).0)?;
        Ok(Self)
    }
}

impl FromRequestParts<App> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers, &parts.extensions, app))
    }
}

impl Client {
    /// Whoever sent a request with these headers, as the connection and the proxies that we know tell it.
    pub(crate) fn of(headers: &HeaderMap, extensions: &Extensions, app: &App) -> Self {
        Self(block(address(headers, extensions, app)))
    }
}

/// The very address that a request with these headers comes from, as the connection and the proxies that we know tell it.
pub(crate) fn address(headers: &HeaderMap, extensions: &Extensions, app: &App) -> IpAddr {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(address)| address.ip());
    forwarded(headers, peer, &app.config().proxies)
}

/// The last address that a proxy we know did not write about itself: earlier ones may be invented.
fn forwarded(headers: &HeaderMap, peer: IpAddr, proxies: &[IpAddr]) -> IpAddr {
    let is_proxy = |address: &IpAddr| proxies.iter().any(|proxy| proxy.to_canonical() == *address);
    let mut client = peer.to_canonical();
    if !is_proxy(&client) {
        return client;
    }
    for header in headers.get_all("x-forwarded-for").iter().rev() {
        for address in header.to_str().unwrap_or_default().rsplit(',') {
            client = written(address.trim());
            if !is_proxy(&client) {
                return client;
            }
        }
    }
    client
}

/// The address that a proxy wrote, with a port or without. What is none is nobody's address, not the proxy's own: networks that a client may
/// come from do not hold it.
fn written(address: &str) -> IpAddr {
    let with_port = || address.parse().map(|address: SocketAddr| address.ip());
    address
        .parse()
        .or_else(|_| with_port())
        .map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |address: IpAddr| address.to_canonical())
}

/// One household has a /64 of IPv6: it counts as one.
pub(crate) fn block(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if !v6.is_loopback() => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_forwarded_address_counts_only_from_a_known_proxy() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let stranger: IpAddr = "203.0.113.9".parse().unwrap();
        let headers: HeaderMap =
            [("x-forwarded-for".parse().unwrap(), "1.1.1.1, 198.51.100.7, 10.0.0.1".parse().unwrap())]
                .into_iter()
                .collect();
        assert_eq!(forwarded(&headers, proxy, &[proxy]).to_string(), "198.51.100.7");
        assert_eq!(forwarded(&headers, stranger, &[proxy]), stranger);
        assert_eq!(forwarded(&HeaderMap::new(), proxy, &[proxy]), proxy);
    }

    #[test]
    fn a_proxy_is_known_by_its_address_however_it_is_written_and_writes_no_address_of_its_own() {
        let (proxy, client): (IpAddr, IpAddr) = ("10.0.0.1".parse().unwrap(), "198.51.100.7".parse().unwrap());
        let of = |written: &str, peer: &str| {
            let headers = HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), written.parse().unwrap())]);
            forwarded(&headers, peer.parse().unwrap(), &[proxy])
        };
        // A listener for both families sees IPv4 in IPv6's clothes.
        assert_eq!(of("198.51.100.7", "::ffff:10.0.0.1"), client);
        assert_eq!(of("::ffff:198.51.100.7", "10.0.0.1"), client);
        assert_eq!(of("198.51.100.7:5123", "10.0.0.1"), client);
        assert_eq!(of("198.51.100.7, ::ffff:10.0.0.1", "10.0.0.1"), client);
        for unreadable in ["unknown", "198.51.100.7, unknown", ""] {
            assert!(of(unreadable, "10.0.0.1").is_unspecified(), "{unreadable}");
        }
    }

    #[test]
    fn what_strangers_try_is_not_counted_against_a_browser_that_is_known() {
        let rates = Rates::new(&Limits { account_attempts: 2, ..Config::new("x").limits });
        while rates.agent(None, "a@exemple.fr").is_ok() {}
        while rates.code(None, "a@exemple.fr").is_ok() {}
        assert!(rates.agent(Some("7f"), "a@exemple.fr").is_ok() && rates.code(Some("7f"), "A@exemple.fr").is_ok());
        assert!(rates.code(None, "b@exemple.fr").is_ok());
        // Nor is a known browser free to guess on.
        while rates.agent(Some("7f"), "a@exemple.fr").is_ok() {}
        while rates.code(Some("7f"), "a@exemple.fr").is_ok() {}
    }

    #[test]
    fn a_household_counts_once() {
        assert_eq!(block("2001:db8:1:2:3:4:5:6".parse().unwrap()), block("2001:db8:1:2::9".parse().unwrap()));
        assert_eq!(block("::ffff:192.0.2.1".parse().unwrap()).to_string(), "192.0.2.1");
    }
}
