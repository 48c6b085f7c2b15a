//! Reads the URLs of the configuration: `scheme://user:password@host:port?key=value`. Nothing else is understood, so nothing is misread.

use std::fmt;

/// Why a URL of the configuration cannot be used. Never repeats the URL: it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {cause}")]
pub struct UrlFault {
    /// Stable code: `identity.setting`, `mail.url`, `scan.url`, `source.url`, `route.url`.
    pub code: &'static str,
    /// What is wrong, for the operator.
    pub cause: &'static str,
}

/// The parts of a URL.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) scheme: String,
    pub(crate) user: Option<(String, String)>,
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    pub(crate) query: Vec<(String, String)>,
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)
    }
}

impl Url {
    pub(crate) fn read(text: &str) -> Result<Self, &'static str> {
        if text.len() > 2048 || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err("too long, or has spaces or control characters");
        }
        let (scheme, rest) = text.split_once("://").ok_or("expected scheme://host")?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (user, place) = match rest.rsplit_once('@') {
            Some((user, place)) => {
                let (name, password) = user.split_once(':').ok_or("expected user:password before @")?;
                (Some((decode(name)?, decode(password)?)), place)
            }
            None => (None, rest),
        };
        let place = place.strip_suffix('/').unwrap_or(place);
        let (host, port) = match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, port)) => (host, port.strip_prefix(':').or_else(|| port.is_empty().then_some(""))),
            None => place.split_once(':').map_or((place, Some("")), |(host, port)| (host, Some(port))),
        };
        let port = match port.ok_or("expected host:port")? {
            "" => None,
            port => Some(port.parse().ok().filter(|port| *port > 0).ok_or("the port is not a number from 1 to 65535")?),
        };
        if host.is_empty()
            || !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'_'))
        {
            return Err("the host is missing or has a character that no host has");
        }
        let query = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (key, value) = pair.split_once('=').ok_or("expected key=value after ?")?;
                Ok((key.to_owned(), decode(value)?))
            })
            .collect::<Result<_, &'static str>>()?;
        Ok(Self { scheme: scheme.to_ascii_lowercase(), user, host: host.to_owned(), port, query })
    }

    /// Does the host lie on this machine?
    pub(crate) fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

/// Whether the text can stand in a request line as it is.
pub(crate) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'{' | b'}' | b'`'))
}

fn decode(text: &str) -> Result<String, &'static str> {
    const FAULT: &str = "a % is not followed by two hexadecimal digits of UTF-8 text";
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            let digits = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok()).ok_or(FAULT)?;
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| FAULT)?);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).map_err(|_| FAULT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read() {
        let url = Url::read("smtp://mail%40exemple.fr:p%3Ass@[::1]:2525?tls=none").unwrap();
        assert_eq!(url.user, Some(("mail@exemple.fr".into(), "p:ss".into())));
        assert_eq!((url.host.as_str(), url.port, url.is_loopback()), ("::1", Some(2525), true));
        assert_eq!(url.query, [("tls".into(), "none".into())]);
        assert!(!format!("{url:?}").contains("p:ss"), "a password is never shown");
        let url = Url::read("smtps://mail.exemple.fr").unwrap();
        assert_eq!((url.scheme.as_str(), url.port, url.is_loopback()), ("smtps", None, false));
    }

    #[test]
    fn nonsense_is_refused() {
        for bad in [
            "",
            "mail",
            "smtp://",
            "smtp://:25",
            "smtp://a b",
            "smtp://a:0",
            "smtp://a:99999",
            "smtp://u@h",
            "smtp://u:%zz@h",
            "smtp://[::1]x",
            "smtp://h?x",
            "smtp://h\r\n",
            "smtp://h/../x",
        ] {
            assert!(Url::read(bad).is_err(), "{bad}");
        }
    }
}
