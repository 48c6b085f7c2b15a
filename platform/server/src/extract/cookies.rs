//! Reads and writes cookies. With https every name begins with `__Host-`: no other host, no plain http, can plant one.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::config::Config;

/// The value of the cookie `name`, where exactly one was sent: of two, one may have been planted.
pub(crate) fn read<'a>(headers: &'a HeaderMap, config: &Config, name: &str) -> Option<&'a str> {
    let mut found = None;
    for header in headers.get_all(header::COOKIE) {
        for pair in header.to_str().ok()?.split(';') {
            let Some((key, value)) = pair.trim().split_once('=') else { continue };
            let key = if config.is_https() { key.strip_prefix("__Host-") } else { Some(key) };
            if key == Some(name) {
                if found.is_some() {
                    return None;
                }
                found = Some(value);
            }
        }
    }
    found
}

/// A `Set-Cookie` that lasts `seconds`; 0 removes it. Scripts never see it.
pub(crate) fn set(config: &Config, name: &str, value: &str, seconds: u32) -> HeaderValue {
    let (prefix, secure) = if config.is_https() { ("__Host-", "; Secure") } else { ("", "") };
    let text = format!("{prefix}{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    // Values are tokens and language tags; anything else is not set at all.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookie: &str) -> HeaderMap {
        [(header::COOKIE, cookie.parse().unwrap())].into_iter().collect()
    }

    #[test]
    fn with_https_only_host_cookies_count() {
        let mut config = Config::new("x");
        assert_eq!(read(&headers("a=1; session=abc"), &config, "session"), Some("abc"));
        config.public_url = "https://a.fr".to_owned();
        assert_eq!(read(&headers("session=planted; __Host-session=ours"), &config, "session"), Some("ours"));
        let cookie = set(&config, "session", "abc", 60);
        assert_eq!(cookie, "__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure");
    }

    #[test]
    fn a_doubled_cookie_counts_as_none() {
        assert_eq!(read(&headers("session=a; session=b"), &Config::new("x"), "session"), None);
    }
}
