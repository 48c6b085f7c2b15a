//! Reads where a partner lies, and remembers how it fares.

use std::{
    sync::Mutex,
    time::{Duration, SystemTime},
};

use hyper::header::HeaderValue;
use tokio::sync::Semaphore;
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};

use super::Setting;
use crate::{
    exchange,
    url::{Url, is_plain},
};

/// Calls to one partner at a time.
const PLACES: usize = 16;
/// How long a partner that asks for patience is left alone, where it names no time, and at most.
const PATIENCE: Duration = Duration::from_secs(10);
const MOST_PATIENCE: Duration = Duration::from_secs(120);

/// A partner that can be asked.
pub(super) struct Partner {
    pub(super) host: String,
    pub(super) port: u16,
    /// The `Host` header: the port only where it is not the scheme's own.
    pub(super) authority: HeaderValue,
    /// Before the path of every question, without a slash at the end.
    pub(super) base: String,
    /// Behind the parameters of every question.
    pub(super) parameters: String,
    pub(super) token: Option<HeaderValue>,
    pub(super) tls: Option<(TlsConnector, ServerName<'static>)>,
    pub(super) places: Semaphore,
    paused_until: Mutex<Option<SystemTime>>,
}

/// Shows where it lies and no secret.
impl std::fmt::Debug for Partner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Partner({}:{})", self.host, self.port)
    }
}

impl Partner {
    pub(super) fn new(setting: &Setting) -> Result<Self, &'static str> {
        let (allowed, url) = match setting.url.strip_prefix("plain+") {
            Some(url) => (true, url),
            None => (false, setting.url.as_str()),
        };
        if url.contains('#') {
            return Err("an address of a source has no #");
        }
        let (url, parameters) = url.split_once('?').unwrap_or((url, ""));
        let (scheme, rest) = url.split_once("://").ok_or("expected https://host")?;
        let (place, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        let place = Url::read(&format!("{scheme}://{place}"))?;
        if place.user.is_some() {
            return Err("an address of a source has no password: give its token beside it");
        }
        let clear = match place.scheme.as_str() {
            "https" if !allowed => false,
            "http" if allowed || place.is_loopback() => true,
            "http" => return Err("in the clear only on this machine: use https://, or plain+http:// where you must"),
            _ => return Err("expected https://host"),
        };
        if !is_plain(path) || !is_plain(parameters) || path.split('/').any(|segment| matches!(segment, "." | "..")) {
            return Err("the path or the parameters have a character that must be percent-encoded");
        }
        if clear && setting.token.is_some() && !place.is_loopback() {
            return Err("a token does not travel in the clear: use https://");
        }
        let token = match &setting.token {
            None => None,
            Some(token) => {
                let mut value = HeaderValue::from_str(&format!("Bearer {}", token.trim()))
                    .map_err(|_| "the token has a character that no header has")?;
                value.set_sensitive(true);
                Some(value)
            }
        };
        let bare = if place.host.contains(':') { format!("[{}]", place.host) } else { place.host.clone() };
        let authority = place.port.map_or(bare.clone(), |port| format!("{bare}:{port}"));
        Ok(Self {
            authority: HeaderValue::from_str(&authority).map_err(|_| "the host has a character that no host has")?,
            base: path.trim_end_matches('/').to_owned(),
            parameters: parameters.to_owned(),
            port: place.port.unwrap_or(if clear { 80 } else { 443 }),
            tls: if clear { None } else { Some(tls(&place.host)?) },
            host: place.host,
            token,
            places: Semaphore::new(PLACES),
            paused_until: Mutex::default(),
        })
    }

    pub(super) fn is_paused(&self, now: SystemTime) -> bool {
        self.paused_until.lock().is_ok_and(|until| until.is_some_and(|until| now < until))
    }

    /// Leaves the partner alone for as long as it asked.
    pub(super) fn pause(&self, now: SystemTime, asked: Option<Duration>) {
        if let Ok(mut until) = self.paused_until.lock() {
            *until = now.checked_add(asked.unwrap_or(PATIENCE).min(MOST_PATIENCE));
        }
    }
}

fn tls(host: &str) -> Result<(TlsConnector, ServerName<'static>), &'static str> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| "the host cannot have a certificate")?;
    Ok((TlsConnector::from(exchange::tls()?), name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partner(url: &str, token: Option<&str>) -> Result<Partner, &'static str> {
        Partner::new(&Setting { id: "essai".into(), url: url.into(), token: token.map(str::to_owned) })
    }

    #[test]
    fn an_address_has_a_host_a_path_and_parameters() {
        let ban = partner("https://data.geopf.fr/geocodage/", None).unwrap();
        assert_eq!((ban.host.as_str(), ban.port, ban.base.as_str()), ("data.geopf.fr", 443, "/geocodage"));
        assert!(ban.tls.is_some());
        let entreprise = partner("https://[::1]:8443?recipient=13002526500013&object=a%20b", Some("jeton")).unwrap();
        assert_eq!(
            (entreprise.base.as_str(), entreprise.parameters.as_str()),
            ("", "recipient=13002526500013&object=a%20b")
        );
        assert_eq!(entreprise.authority, "[::1]:8443");
        assert!(!format!("{entreprise:?}").contains("jeton"));
    }

    #[test]
    fn nothing_goes_out_in_the_clear_unless_somebody_says_so() {
        assert!(partner("http://127.0.0.1:7878", Some("jeton")).is_ok());
        assert!(partner("http://ban.interne", None).is_err());
        assert!(partner("plain+http://ban.interne", None).is_ok());
        assert!(partner("plain+http://ban.interne", Some("jeton")).is_err());
    }

    #[test]
    fn nonsense_is_refused() {
        for bad in [
            "",
            "ban",
            "ftp://ban.exemple.fr",
            "https://",
            "https://a b/",
            "https://u:p@ban.exemple.fr",
            "https://ban.exemple.fr/a/../b",
            "https://ban.exemple.fr/é",
            "https://ban.exemple.fr/{x}",
            "https://ban.exemple.fr/#x",
            "https://ban.exemple.fr/\r\nX: y",
            "plain+https://ban.exemple.fr",
        ] {
            assert!(partner(bad, None).is_err(), "{bad}");
        }
        assert!(partner("https://ban.exemple.fr", Some("a\nb")).is_err());
    }
}
