//! Says what went wrong to whoever asked: the one error type of the server, with its status, its stable code, and nothing personal.
//!
//! A handler returns [`ServerError`]; its response carries a [`Failure`], from which `middleware/failures.rs` makes a page for people or
//! `application/problem+json` for machines.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use desk::DeskError;
use serde::Serialize;
use utoipa::ToSchema;

/// What a request can fail with.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address is longer than accepted.
    #[error("the address is too long")]
    AddressTooLong,
    /// The request is not written as it must be.
    #[error("{detail}")]
    BadRequest {
        /// Stable code.
        code: &'static str,
        /// What is wrong, for machines and developers; never an echo of the input.
        detail: String,
    },
    /// Another site made the browser send this.
    #[error("sent from another site")]
    CrossSite,
    /// The form was not one of ours, or too old.
    #[error("the form's token does not fit")]
    Csrf,
    /// What was asked for is done by the desk, and it refused.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// Who asks must log in; people are led to the page where.
    #[error("a login is needed")]
    LoginNeeded {
        /// The page to log in on.
        at: String,
    },
    /// Nothing there, or nothing for whoever asks.
    #[error("not found")]
    NotFound,
    /// A program in the sandbox wanted to see how it goes when nothing goes.
    #[error("unavailable on purpose: come back when Retry-After is over, and not before")]
    OnPurpose {
        /// After so many seconds.
        seconds: u64,
    },
    /// More requests than are treated at once.
    #[error("too many requests at once")]
    Overloaded,
    /// A page could not be drawn: our fault.
    #[error("a page could not be drawn: {0}")]
    Drawing(String),
    /// A program shows no token, or one that is good for nothing.
    #[error("a token from /api/oauth/token is needed; this one is unknown, has expired, or comes from elsewhere")]
    TokenRefused,
    /// The body is larger than accepted.
    #[error("the body is too large")]
    TooLarge {
        /// In bytes.
        limit: usize,
    },
    /// The body comes too slowly.
    #[error("the body came too slowly")]
    TooSlow,
    /// More attempts than one address may make.
    #[error("too many requests from one address")]
    TooManyRequests {
        /// Until the next is accepted.
        seconds: u64,
    },
    /// A body of another type than the route reads.
    #[error("this type of body is not read here")]
    UnsupportedMediaType,
}

/// What the failures' middleware needs to know of a failed response.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    /// Stable dotted code.
    pub(crate) code: &'static str,
    /// For machines; never personal.
    pub(crate) detail: String,
    /// Seconds after which trying again makes sense.
    pub(crate) retry_after: Option<u64>,
    /// What is wrong where, of a body with several members.
    pub(crate) errors: Vec<Wrong>,
}

/// One thing that is wrong with what was sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({ "pointer": "/values/numero_rna", "code": "answer.pattern" }))]
pub(crate) struct Wrong {
    /// Where in the JSON that was sent (RFC 6901).
    pub(crate) pointer: String,
    /// A stable code.
    pub(crate) code: &'static str,
}

/// All that a refusal tells of its places.
fn wrongs(error: &ServerError) -> Vec<Wrong> {
    let pointer = |id: &str| format!("/values/{}", id.replace('~', "~0").replace('/', "~1"));
    match error {
        ServerError::Desk(DeskError::Values(faults)) => {
            faults.iter().map(|fault| Wrong { pointer: pointer(&fault.id), code: fault.code() }).collect()
        }
        ServerError::Desk(DeskError::Handed(faults)) => {
            let at = |fault: &form::handover::Fault| format!("/answers{}", fault.pointer);
            faults.iter().map(|fault| Wrong { pointer: at(fault), code: fault.code }).collect()
        }
        _ => Vec::new(),
    }
}

/// A refusal as programs read it (RFC 9457), `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "about:blank", "code": "status.not_allowed", "title": "Unprocessable Entity", "status": 422,
    "detail": "status: status.not_allowed", "help": "Set one of the case's `next_statuses`, or leave `status` out.", "id": "5f3a9c01-12"
}))]
pub(crate) struct Problem<'a> {
    /// `about:blank`: the code says more.
    pub(crate) r#type: &'a str,
    /// A stable code, as `status.not_allowed`: what a program goes by.
    pub(crate) code: &'a str,
    /// The HTTP status in words.
    pub(crate) title: &'a str,
    /// The HTTP status.
    pub(crate) status: u16,
    /// More of it, in English; never personal.
    pub(crate) detail: &'a str,
    /// What to do.
    pub(crate) help: &'a str,
    /// To quote to who runs the site.
    pub(crate) id: &'a str,
    /// Everything that is wrong, where it can be pointed at.
    #[serde(skip_serializing_if = "<[Wrong]>::is_empty")]
    pub(crate) errors: &'a [Wrong],
}

impl ServerError {
    /// The status and the code that are answered.
    pub(crate) fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::AddressTooLong => (StatusCode::URI_TOO_LONG, "request.address_too_long"),
            Self::BadRequest { code, .. } => (StatusCode::BAD_REQUEST, code),
            Self::CrossSite => (StatusCode::FORBIDDEN, "request.cross_site"),
            Self::Csrf => (StatusCode::FORBIDDEN, "request.form_token"),
            Self::Desk(error) => (desk_status(error), error.code()),
            Self::LoginNeeded { .. } => (StatusCode::SEE_OTHER, "access.login_needed"),
            Self::NotFound => (StatusCode::NOT_FOUND, "request.not_found"),
            Self::OnPurpose { .. } => (StatusCode::SERVICE_UNAVAILABLE, "sandbox.unavailable"),
            Self::Overloaded => (StatusCode::SERVICE_UNAVAILABLE, "server.overloaded"),
            Self::Drawing(_) => (StatusCode::INTERNAL_SERVER_ERROR, "server.page"),
            Self::TokenRefused => (StatusCode::UNAUTHORIZED, "access.token_refused"),
            Self::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "body.too_large"),
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, "request.too_slow"),
            Self::TooManyRequests { .. } => (StatusCode::TOO_MANY_REQUESTS, "request.too_many"),
            Self::UnsupportedMediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "body.media_type"),
        }
    }
}

fn desk_status(error: &DeskError) -> StatusCode {
    use desk::Kind;
    match error.kind() {
        Kind::Absent => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::Gone => StatusCode::GONE,
        Kind::Refused => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Transient => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Withheld => StatusCode::FORBIDDEN,
    }
}

impl IntoResponse for ServerError {
    fn into_response(self) -> Response {
        if let Self::LoginNeeded { at } = &self {
            return axum::response::Redirect::to(at).into_response();
        }
        let (status, code) = self.status_and_code();
        if status.is_server_error() && !matches!(self, Self::OnPurpose { .. }) {
            // The chain of causes names files, statements and limits, never answers.
            let mut causes = self.to_string();
            let mut cause = std::error::Error::source(&self);
            while let Some(error) = cause {
                causes = format!("{causes}: {error}");
                cause = error.source();
            }
            tracing::error!(code, causes, "refused");
        }
        let retry_after = match &self {
            Self::Overloaded => Some(1),
            Self::TooManyRequests { seconds } | Self::OnPurpose { seconds } => Some(*seconds),
            // Files wait for seconds where all is well.
            _ if code == "file.scanning" => Some(60),
            // Others acted on the same thing at the same moment.
            _ if code == "store.conflict" => Some(1),
            // A day is counted from each act: some of them may be a day old soon.
            _ if matches!(code, "act.too_many" | "handover.too_many") => Some(3600),
            _ if status == StatusCode::SERVICE_UNAVAILABLE => Some(5),
            _ => None,
        };
        let detail = match &self {
            Self::Desk(error) if !status.is_server_error() => error.to_string(),
            Self::TooLarge { limit } => format!("at most {limit} bytes are accepted"),
            Self::OnPurpose { .. } => self.to_string(),
            _ if status.is_server_error() => String::new(),
            other => other.to_string(),
        };
        let errors = wrongs(&self);
        let mut response = status.into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        // RFC 6750, section 3: what kind of token is wanted.
        if matches!(self, Self::TokenRefused) {
            let bearer = HeaderValue::from_static("Bearer realm=\"guichet\", error=\"invalid_token\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
        }
        response.extensions_mut().insert(Failure { code, detail, retry_after, errors });
        response
    }
}
