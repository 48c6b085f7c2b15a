//! Reads an address that may be called, and calls it: resolved once, judged, by TLS, or in the clear where that is allowed.

use std::{sync::Arc, time::Duration, time::SystemTime};

use hyper::{Request, Uri, body::Incoming, header::HeaderValue};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, pki_types::ServerName},
};

use crate::{
    exchange::{self, Head, Whole, exchange},
    reach::{self, Reach},
    url::{Url, is_plain},
};

/// Where something lies that is called.
#[derive(Clone)]
pub(crate) struct Endpoint {
    clear: bool,
    host: String,
    port: u16,
    /// The `Host` header: the port only where it is not the scheme's own.
    authority: HeaderValue,
    target: Uri,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Reach(reach::Fault),
    Tls,
    Exchange(exchange::Fault),
}

impl Endpoint {
    /// Reads `https://host[:port][/path][?parameters]`. In the clear only on this machine, or as `plain+http://` in a network that the
    /// operator names.
    pub(crate) fn read(text: &str) -> Result<Self, &'static str> {
        let (allowed, url) = text.strip_prefix("plain+").map_or((false, text), |url| (true, url));
        if url.contains('#') || url.len() > 2048 {
            return Err("an address has no # and at most 2,048 characters");
        }
        let (scheme, rest) = url.split_once("://").ok_or("expected https://host/path")?;
        let (place, target) = rest.find(['/', '?']).map_or((rest, ""), |at| rest.split_at(at));
        let place = Url::read(&format!("{scheme}://{place}"))?;
        if place.user.is_some() {
            return Err("an address has no password");
        }
        let clear = match place.scheme.as_str() {
            "https" if !allowed => false,
            "http" if allowed || place.is_loopback() => true,
            "http" => return Err("in the clear only on this machine: use https://, or plain+http:// where you must"),
            _ => return Err("expected https://host/path"),
        };
        if !is_plain(target) {
            return Err("the path or the parameters have a character that must be percent-encoded");
        }
        let target = if target.starts_with('/') { target.to_owned() } else { format!("/{target}") };
        let target: Uri = target.parse().map_err(|_| "the path or the parameters cannot be asked for")?;
        if target.host().is_some() || target.scheme().is_some() {
            return Err("the path leads to another host");
        }
        let bare = if place.host.contains(':') { format!("[{}]", place.host) } else { place.host.clone() };
        let authority = place.port.map_or(bare.clone(), |port| format!("{bare}:{port}"));
        Ok(Self {
            clear,
            port: place.port.unwrap_or(if clear { 80 } else { 443 }),
            authority: HeaderValue::from_str(&authority).map_err(|_| "the host has a character that no host has")?,
            host: place.host,
            target,
        })
    }

    /// Host and port: what may be shown of the address.
    pub(crate) fn place(&self) -> &str {
        self.authority.to_str().unwrap_or_default()
    }

    /// Whether calls to both lead to the same place, however it is written.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        (self.clear, self.port, &self.target) == (other.clear, other.port, &other.target)
            && self.host.eq_ignore_ascii_case(&other.host)
    }

    /// Whether nothing of ours may go there, as far as that is known before it is called.
    pub(crate) fn is_refused(&self, reach: &Reach) -> bool {
        reach.refuses(&self.host, !self.clear)
    }

    pub(crate) fn authority(&self) -> &HeaderValue {
        &self.authority
    }

    pub(crate) fn target(&self) -> &Uri {
        &self.target
    }

    /// Sends the request there, and hands the answer to `read`.
    pub(crate) async fn call<T>(
        &self,
        tls: &Arc<ClientConfig>,
        reach: &Reach,
        request: Request<Whole>,
        read: impl AsyncFnOnce(Head, &mut Incoming) -> Result<T, exchange::Fault>,
    ) -> Result<T, Fault> {
        let stream = reach::connect(reach, &self.host, self.port, !self.clear).await.map_err(Fault::Reach)?;
        if self.clear {
            return exchange(stream, request, read).await.map_err(Fault::Exchange);
        }
        let name = ServerName::try_from(self.host.clone()).map_err(|_| Fault::Tls)?;
        let stream = TlsConnector::from(Arc::clone(tls)).connect(name, stream).await.map_err(|_| Fault::Tls)?;
        exchange(stream, request, read).await.map_err(Fault::Exchange)
    }
}

/// How long whoever answers wants to be left alone: seconds, or a date (RFC 9110, section 10.2.3).
pub(crate) fn patience(text: &str, now: i64) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(now).ok()?);
    httpdate::parse_http_date(text.trim()).ok()?.duration_since(now).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read() {
        let at = Endpoint::read("https://exemple.fr/depot?jeton=s3cret").unwrap();
        assert_eq!((at.place(), at.port, at.clear), ("exemple.fr", 443, false));
        assert_eq!(at.target, "/depot?jeton=s3cret");
        assert_eq!(Endpoint::read("https://exemple.fr").unwrap().target, "/");
        assert_eq!(Endpoint::read("https://exemple.fr:8443?a=b").unwrap().target, "/?a=b");
        let inside = Endpoint::read("plain+http://[fd00::1]:8080/x").unwrap();
        assert_eq!((inside.place(), inside.clear), ("[fd00::1]:8080", true));
        assert!(Endpoint::read("http://127.0.0.1:9/x").is_ok());
    }

    #[test]
    fn patience_is_seconds_or_a_date() {
        let now = 784_111_777;
        assert_eq!(patience("120", now), Some(Duration::from_secs(120)));
        assert_eq!(patience("Sun, 06 Nov 1994 08:50:37 GMT", now), Some(Duration::from_secs(60)));
        assert_eq!(patience("Sun, 06 Nov 1994 08:48:37 GMT", now), None);
        assert_eq!((patience("-1", now), patience("soon", now)), (None, None));
    }
}
