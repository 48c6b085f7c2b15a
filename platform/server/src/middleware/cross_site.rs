//! Refuses requests that another site made a browser send.
//!
//! Browsers say with `Sec-Fetch-Site`, or at least with `Origin`, where a form was sent from. Programs that are no browsers send
//! neither, and carry no cookie that they did not mean to.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{app::App, error::ServerError};

pub(crate) async fn refuse(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !safe && !is_same_origin(request.headers(), app.config().origin()) {
        return ServerError::CrossSite.into_response();
    }
    next.run(request).await
}

fn is_same_origin(headers: &HeaderMap, ours: &str) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()) else {
        return true;
    };
    if origin == ours {
        return true;
    }
    // Without a browser's word on the site, a form on the very host it is served from is ours too: a server reached by
    // another name of the same machine (localhost, 127.0.0.1) during development.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    match (origin.split_once("://"), host) {
        (Some((_, authority)), Some(host)) => authority == host,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_our_own_pages_may_post() {
        let ours = "https://a.fr";
        for (pairs, allowed) in [
            (&[][..], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("origin", "https://a.fr")], true),
            (&[("origin", "https://b.fr")], false),
            (&[("origin", "null")], false),
            (&[("origin", "http://localhost:1"), ("host", "localhost:1")], true),
        ] {
            assert_eq!(is_same_origin(&headers(pairs), ours), allowed, "{pairs:?}");
        }
    }
}
