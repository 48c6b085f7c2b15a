//! `/api/oauth/token`: a token for a program's secret, as OAuth 2.0 has it (RFC 6749, section 4.4), in the words of that standard.

use axum::{
    Json,
    extract::{FromRequest as _, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::Engine as _;
use desk::{DeskError, Issued};

use super::wire::{Token, TokenRefusal};
use crate::{
    app::App,
    error::ServerError,
    extract::posting::Posting,
    middleware::rates::{self, Client},
};

/// Gives a token.
#[utoipa::path(
    post,
    path = "/api/oauth/token",
    tag = "token",
    summary = "Get a token",
    description = "OAuth 2.0 client credentials. Good for an hour; ask for another one before it ends.",
    request_body(content = super::wire::TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = OK, description = "A token", body = Token),
        (status = BAD_REQUEST, description = "invalid_request, invalid_scope, unauthorized_client (the client is suspended), unsupported_grant_type", body = TokenRefusal),
        (status = UNAUTHORIZED, description = "invalid_client: unknown, wrong secret, expired, or from elsewhere", body = TokenRefusal),
    )
)]
pub(crate) async fn token(State(app): State<App>, request: Request) -> Result<Response, ServerError> {
    app.rates().token(&Client::of(request.headers(), request.extensions(), &app))?;
    let from = rates::address(request.headers(), request.extensions(), &app);
    let basic = basic(request.headers());
    let posting = match Posting::from_request(request, &app).await {
        Err(ServerError::BadRequest { .. } | ServerError::UnsupportedMediaType) => {
            return Ok(refuse("invalid_request", "the body is no form"));
        }
        posting => posting?,
    };
    let asked = match asked(&posting, basic) {
        Ok(asked) => asked,
        Err((error, description)) => return Ok(refuse(error, description)),
    };
    match app.desk().give_token(&asked.client, &asked.secret, posting.get("scope"), from).await {
        Ok(Issued { token, seconds, scopes }) => {
            let scopes: Vec<&str> = scopes.iter().map(|scope| scope.name()).collect();
            let given = Token {
                access_token: token.to_string(),
                token_type: "Bearer",
                expires_in: seconds,
                scope: scopes.join(" "),
            };
            Ok(([(header::PRAGMA, "no-cache")], Json(given)).into_response())
        }
        Err(error @ DeskError::BadClient) => Ok(refuse("invalid_client", &error.to_string())),
        // What RFC 6749 has for a client that is known and may not, though its secret is right.
        Err(error @ DeskError::ClientSuspended) => Ok(refuse("unauthorized_client", &error.to_string())),
        Err(error @ DeskError::BadScope) => Ok(refuse("invalid_scope", &error.to_string())),
        Err(error) => Err(error.into()),
    }
}

struct Asked {
    client: String,
    secret: String,
}

/// Who asks, in the body or by HTTP Basic, and for what kind of token.
fn asked(posting: &Posting, basic: Option<(String, String)>) -> Result<Asked, (&'static str, &'static str)> {
    let invalid = |description| Err(("invalid_request", description));
    let names = ["grant_type", "scope", "client_id", "client_secret"];
    if names.iter().any(|name| posting.pairs.iter().filter(|(key, _)| key == name).count() > 1) {
        return invalid("a parameter comes twice");
    }
    match posting.get("grant_type") {
        Some("client_credentials") => {}
        None | Some("") => return invalid("grant_type is missing"),
        Some(_) => return Err(("unsupported_grant_type", "only client_credentials is supported")),
    }
    match (basic, posting.get("client_id"), posting.get("client_secret")) {
        (Some(_), _, Some(_)) => invalid("two ways of showing a secret at once"),
        (Some((client, _)), Some(other), None) if client != other => invalid("two clients at once"),
        (Some((client, secret)), _, None) => Ok(Asked { client, secret }),
        (None, Some(client), Some(secret)) => Ok(Asked { client: client.to_owned(), secret: secret.to_owned() }),
        (None, _, _) => Err(("invalid_client", "client_id and client_secret are missing")),
    }
}

/// Neither ids nor secrets hold a sign that a form would encode.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, encoded) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = base64::engine::general_purpose::STANDARD.decode(encoded.trim()).ok()?;
    let (client, secret) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some((client.to_owned(), secret.to_owned()))
}

fn refuse(error: &'static str, description: &str) -> Response {
    let refusal = Json(TokenRefusal { error, error_description: description.to_owned() });
    if error == "invalid_client" {
        let basic = HeaderValue::from_static("Basic realm=\"guichet\"");
        return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, basic)], refusal).into_response();
    }
    (StatusCode::BAD_REQUEST, refusal).into_response()
}
