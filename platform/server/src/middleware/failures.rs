//! Makes of a failed response what whoever asked can read: a page for people, `application/problem+json` for machines (RFC 9457).

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use pages::page::site::ErrorPage;

use super::observe::RequestId;
use crate::{
    app::App,
    error::{Failure, Problem},
    extract::language,
    routes::partner::codes,
};

pub(crate) async fn explain(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let language = language::choose(request.uri().query(), request.headers(), &app);
    // Nobody reads there but programs, whatever they say that they read.
    let of_api = request.uri().path().starts_with("/api/");
    let for_machine = of_api || wants_json(request.headers());
    let brings_a_body = request.headers().contains_key(header::TRANSFER_ENCODING)
        || request.headers().get(header::CONTENT_LENGTH).is_some_and(|length| length != "0");
    let mut response = next.run(request).await;
    let status = response.status();
    if brings_a_body && is_refused_unread(status) {
        // The connection ends with it, since nobody read what came: said, so that a client does not send its next request into it.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if !(status.is_client_error() || status.is_server_error()) || is_explained(&response, for_machine) {
        return response;
    }
    let failure = response.extensions().get::<Failure>().cloned().unwrap_or_else(|| framework(status));
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let (mime, body) = if for_machine {
        let problem = Problem {
            r#type: "about:blank",
            code: failure.code,
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: &failure.detail,
            help: codes::help(failure.code).filter(|_| of_api).unwrap_or_else(|| help(failure.code)),
            id: &id,
            errors: &failure.errors,
        };
        ("application/problem+json", serde_json::to_string(&problem).unwrap_or_default())
    } else {
        let mut page = ErrorPage::bare(language, status.as_u16(), failure.code, id);
        page.chrome = crate::chrome::bare(&app, language);
        page.retry_after = failure.retry_after;
        match app.draw(&page) {
            Ok(html) => ("text/html; charset=utf-8", html.0),
            // The page about the error cannot be drawn either: its code still helps.
            Err(_) => ("text/plain; charset=utf-8", format!("{} {}\n", status.as_u16(), failure.code)),
        }
    };
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    parts.headers.insert(header::VARY, HeaderValue::from_static("accept"));
    parts.extensions.insert(failure);
    Response::from_parts(parts, Body::from(body))
}

/// Whether what came was most likely refused before its body was read.
fn is_refused_unread(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::NOT_FOUND
            | StatusCode::METHOD_NOT_ALLOWED
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::UNSUPPORTED_MEDIA_TYPE
            | StatusCode::TOO_MANY_REQUESTS
    )
}

/// A page that is itself the answer to a refusal (a form with its faults, 422) is left as it is; one that has a code for machines too is
/// for people only. What a standard wants refused in words of its own (OAuth) is JSON already.
fn is_explained(response: &Response, for_machine: bool) -> bool {
    let mime = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    mime == b"application/json"
        || (!for_machine || response.extensions().get::<Failure>().is_none()) && mime.starts_with(b"text/html")
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let place = |mime: &str| accept.find(mime);
    match (place("json"), place("text/html")) {
        (Some(json), Some(html)) => json < html,
        (Some(_), None) => true,
        _ => false,
    }
}

/// What the framework refused before a handler was asked.
fn framework(status: StatusCode) -> Failure {
    let (code, detail) = match status {
        StatusCode::NOT_FOUND => ("request.not_found", "not found"),
        StatusCode::METHOD_NOT_ALLOWED => ("request.method", "this address is not asked by this method: see Allow"),
        StatusCode::PAYLOAD_TOO_LARGE => ("body.too_large", "the body is too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("body.media_type", "this type of body is not read here"),
        StatusCode::REQUEST_TIMEOUT => ("request.too_slow", "the body came too slowly"),
        status if status.is_server_error() => ("server.failed", ""),
        // What was sent may be personal: it is not said again.
        _ => (
            "request.refused",
            "the address cannot be read: a name after the « ? » comes twice or is of another kind, or a part is not UTF-8",
        ),
    };
    Failure { code, detail: detail.to_owned(), retry_after: None, errors: Vec::new() }
}

/// One sentence on what to do, for machines; people read `words`.
fn help(code: &str) -> &'static str {
    match code {
        "file.scanning" => return "Come back after Retry-After: the antivirus has not examined the file yet.",
        "request.not_found" | "request.method" => {
            return "See /api/openapi.json for the addresses and what they answer to; what is not yours is not found.";
        }
        "case.suspended" => {
            return "The operator of the site holds this case: a notification tells when it goes on, and what you send is taken then.";
        }
        "case.cancelled" => {
            return "The operator of the site has ended this case: it can be read, and nothing is done to it any more.";
        }
        "case.changed" => return "Something happened to the case meanwhile: read it anew, and send it again.",
        "request.refused" => return "Ask again as /api/openapi.json says, each name once.",
        "file.damaged" => {
            return "Nobody can read this file any more, and the operator finds which one in the site's log: have it sent again.";
        }
        "file.malware" => return "Nobody gets this file: have another one sent.",
        _ => {}
    }
    match code.split('.').next().unwrap_or_default() {
        "access" => "Ask for a token at /api/oauth/token, with the scopes that this address wants.",
        "act" | "case" | "complement" | "cursor" | "forward" | "idempotency" | "limit" | "message" | "nack"
        | "own_receipt" | "sandbox" | "sent_on" | "status" | "value" | "values" => "See /api/openapi.json.",
        "answer" => "Send only names that the page's form has.",
        "body" => {
            "Send less, and as /api/openapi.json says for this address; pages take application/x-www-form-urlencoded or multipart/form-data."
        }
        "file" => "Send a PDF, JPEG or PNG file within the limits that the page tells.",
        "store" | "server" => "Try again later; quote the id if it goes on.",
        _ => "See the page that the form came from.",
    }
}

/// The last resort: a handler panicked. The panic itself was logged by the hook, without the request.
pub(crate) fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.extensions_mut().insert(Failure {
        code: "server.panic",
        detail: String::new(),
        retry_after: None,
        errors: Vec::new(),
    });
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_are_told_apart_from_browsers() {
        let accepts =
            |text: &'static str| wants_json(&[(header::ACCEPT, HeaderValue::from_static(text))].into_iter().collect());
        assert!(accepts("application/json"));
        assert!(accepts("application/problem+json, */*"));
        assert!(!accepts("text/html,application/xhtml+xml,application/json;q=0.5"));
        assert!(!accepts("*/*"));
        assert!(!wants_json(&HeaderMap::new()));
    }
}
