//! Counts what one address may ask for in a minute, where guessing or flooding would pay.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use governor::{Quota, RateLimiter, clock::Clock as _, clock::DefaultClock, state::keyed::DefaultKeyedStateStore};

use crate::{app::App, config::Limits, error::ServerError};

type Limiter = RateLimiter<IpAddr, DefaultKeyedStateStore<IpAddr>, DefaultClock>;

/// The counters of one server.
pub(crate) struct Rates {
    logins: Limiter,
    drafts: Limiter,
    clock: DefaultClock,
}

impl Rates {
    pub(crate) fn new(limits: &Limits) -> Self {
        let keyed = |per_minute: u32| {
            RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN)))
        };
        Self {
            logins: keyed(limits.logins_per_minute),
            drafts: keyed(limits.drafts_per_minute),
            clock: DefaultClock::default(),
        }
    }

    /// Forgets addresses that have long been quiet.
    pub(crate) fn sweep(&self) {
        self.logins.retain_recent();
        self.drafts.retain_recent();
    }

    fn take(&self, limiter: &Limiter, address: IpAddr) -> Result<(), ServerError> {
        limiter.check_key(&address).map_err(|early| ServerError::TooManyRequests {
            seconds: early.wait_time_from(self.clock.now()).as_secs() + 1,
        })
    }
}

/// One more attempt at a password or a code, from the address of the request.
pub(crate) struct LoginAttempt;

/// One more draft, from the address of the request.
pub(crate) struct DraftAttempt;

impl FromRequestParts<App> for LoginAttempt {
    type Rejection = ServerError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ServerError> {
        let rates = app.rates();
        rates.take(&rates.logins, client(parts, app))?;
        Ok(Self)
    }
}

impl FromRequestParts<App> for DraftAttempt {
    type Rejection = ServerError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ServerError> {
        let rates = app.rates();
        rates.take(&rates.drafts, client(parts, app))?;
        Ok(Self)
    }
}

fn client(parts: &Parts, app: &App) -> IpAddr {
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(address)| address.ip());
    block(forwarded(&parts.headers, peer, &app.config().proxies))
}

/// The last address that a proxy we know did not write about itself: earlier ones may be invented.
fn forwarded(headers: &HeaderMap, peer: IpAddr, proxies: &[IpAddr]) -> IpAddr {
    if !proxies.contains(&peer) {
        return peer;
    }
    let mut client = peer;
    for header in headers.get_all("x-forwarded-for").iter().rev() {
        for address in header.to_str().unwrap_or_default().rsplit(',') {
            let Ok(address) = address.trim().parse() else { return client };
            client = address;
            if !proxies.contains(&address) {
                return client;
            }
        }
    }
    client
}

/// One household has a /64 of IPv6: it counts as one.
fn block(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_household_counts_once() {
        assert_eq!(block("2001:db8:1:2:3:4:5:6".parse().unwrap()), block("2001:db8:1:2::9".parse().unwrap()));
        assert_eq!(block("::ffff:192.0.2.1".parse().unwrap()).to_string(), "192.0.2.1");
    }
}
