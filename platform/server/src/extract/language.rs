//! Chooses the language of a page: asked for in the address, else remembered, else preferred by the browser, else French.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::Response,
};
use form::text::Language;

use super::cookies;
use crate::app::App;

const COOKIE: &str = "langue";
const YEAR: u32 = 365 * 24 * 3600;

pub(crate) fn choose(query: Option<&str>, headers: &HeaderMap, app: &App) -> Language {
    asked(query)
        .or_else(|| cookies::read(headers, app.config(), COOKIE).and_then(Language::from_tag))
        .or_else(|| preferred(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?))
        .unwrap_or_default()
}

fn asked(query: Option<&str>) -> Option<Language> {
    query?.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Language::from_tag)
}

/// The first language of the list that we speak. Browsers write the list in order of preference; more than a few entries are no list.
fn preferred(list: &str) -> Option<Language> {
    list.split(',').take(10).find_map(|entry| Language::from_tag(entry.split(';').next()?.trim()))
}

/// Remembers a language that was asked for; not on answers that caches share, which would give the cookie to everybody.
pub(crate) async fn remember(State(app): State<App>, request: Request, next: Next) -> Response {
    let asked = asked(request.uri().query());
    let mut response = next.run(request).await;
    if let Some(language) = asked.filter(|_| !is_shared(&response)) {
        response.headers_mut().append(header::SET_COOKIE, cookies::set(app.config(), COOKIE, language.tag(), YEAR));
    }
    response
}

fn is_shared(response: &Response) -> bool {
    let directives =
        response.headers().get(header::CACHE_CONTROL).and_then(|value| value.to_str().ok()).unwrap_or_default();
    directives.split(',').any(|directive| directive.trim().eq_ignore_ascii_case("public"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_that_caches_share_are_known() {
        let answer = |cache: &'static str| {
            Response::builder().header(header::CACHE_CONTROL, cache).body(axum::body::Body::empty()).unwrap()
        };
        assert!(is_shared(&answer("max-age=60, public")));
        assert!(!is_shared(&answer("no-store")));
    }

    #[test]
    fn the_first_language_we_speak_is_taken() {
        assert_eq!(preferred("de-DE, en;q=0.9, fr;q=0.8"), Some(Language::En));
        assert_eq!(preferred("de"), None);
        assert_eq!(preferred(&"x,".repeat(4000)), None);
        assert_eq!(asked(Some("a=1&lang=en")), Some(Language::En));
    }
}
