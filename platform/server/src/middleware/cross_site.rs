//! Refuses requests that another site made a browser send.
//!
//! Browsers say with `Sec-Fetch-Site` where a form was sent from; older ones at least with `Origin` or `Referer`, which are held against the
//! public address. Programs that are no browsers send none of them, and carry no cookie that they did not mean to.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{app::App, error::ServerError};

pub(crate) async fn refuse(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let config = app.config();
    if !safe && !is_same_origin(request.headers(), config.origin(), config.believes_host) {
        return ServerError::CrossSite.into_response();
    }
    next.run(request).await
}

/// Whether the request comes from a page of ours. `Host` is written by whoever sends the request: it counts only where no operator said
/// what address people see, and a server is reached by whatever name of its machine (localhost, 127.0.0.1).
fn is_same_origin(headers: &HeaderMap, ours: &str, believes_host: bool) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin" || site == "none";
    }
    let Some(from) = text(header::ORIGIN).or_else(|| text(header::REFERER)) else { return true };
    let Some((scheme, rest)) = from.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    ours.split_once("://") == Some((scheme, authority))
        || believes_host && text(header::HOST).is_some_and(|host| host == authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_our_own_pages_may_post() {
        let (ours, host) = ("https://a.fr", ("host", "b.fr"));
        for (pairs, configured, unconfigured) in [
            (&[][..], true, true),
            (&[("sec-fetch-site", "same-origin")], true, true),
            (&[("sec-fetch-site", "cross-site")], false, false),
            (&[("sec-fetch-site", "same-site")], false, false),
            (&[("origin", "https://a.fr")], true, true),
            (&[("origin", "https://a.fr"), host], true, true),
            (&[("origin", "http://a.fr")], false, false),
            (&[("origin", "https://a.fr.b.fr")], false, false),
            (&[("origin", "https://b.fr")], false, false),
            (&[("origin", "null"), ("host", "null")], false, false),
            (&[("origin", "http://b.fr"), host], false, true),
            (&[("referer", "https://a.fr/demarches")], true, true),
            (&[("referer", "https://b.fr/https://a.fr"), ("host", "a.fr")], false, false),
            (&[("referer", "https://b.fr/x"), host], false, true),
        ] {
            let headers = headers(pairs);
            assert_eq!(is_same_origin(&headers, ours, false), configured, "{pairs:?}, with a public address");
            assert_eq!(is_same_origin(&headers, ours, true), unconfigured, "{pairs:?}, without one");
        }
    }
}
