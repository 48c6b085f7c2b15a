//! Says why nobody is known: a code for whoever waits, a detail for whoever runs the site. Neither holds anything that a provider wrote.

use std::fmt;

/// Why there are no verified claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// `identity.denied`, `identity.login_required`, `identity.unavailable`, `identity.state`, `identity.code`, `identity.expired`,
    /// `identity.acr`, `identity.answer`, `identity.setup`.
    pub code: &'static str,
    /// What exactly, for the log.
    pub detail: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl std::error::Error for Fault {}

impl Fault {
    /// It cannot be reached, or says that it has trouble: the same again a little later may do.
    pub(super) const fn unavailable(detail: &'static str) -> Self {
        Self { code: "identity.unavailable", detail }
    }

    /// What it answered is not to be believed.
    pub(super) const fn answer(detail: &'static str) -> Self {
        Self { code: "identity.answer", detail }
    }

    /// The two of us are not set up for each other.
    pub(super) const fn setup(detail: &'static str) -> Self {
        Self { code: "identity.setup", detail }
    }

    /// The answer is not to the question that this browser asked.
    pub(super) const fn state(detail: &'static str) -> Self {
        Self { code: "identity.state", detail }
    }

    /// What the provider sent the browser back with instead of a code.
    pub(super) fn told(error: &str) -> Self {
        match error {
            "access_denied" => Self { code: "identity.denied", detail: "access_denied" },
            "login_required" | "interaction_required" | "account_selection_required" | "consent_required" => {
                Self { code: "identity.login_required", detail: "the provider wants to be logged in to" }
            }
            "temporarily_unavailable" => Self::unavailable("temporarily_unavailable"),
            "server_error" => Self::unavailable("server_error"),
            "unmet_authentication_requirements" => Self { code: "identity.acr", detail: "unmet requirements" },
            "invalid_scope" => Self::setup("invalid_scope"),
            "unauthorized_client" => Self::setup("unauthorized_client"),
            "unsupported_response_type" => Self::setup("unsupported_response_type"),
            "invalid_request" => Self::setup("invalid_request"),
            _ => Self::answer("an error that the specification does not name"),
        }
    }

    /// What the token endpoint says instead of a token.
    pub(super) fn at_token(error: &str) -> Self {
        match error {
            // Used before, too old, of another client, or with another verifier: told apart by nobody.
            "invalid_grant" => Self { code: "identity.code", detail: "invalid_grant" },
            "invalid_client" => Self::setup("invalid_client: the client's id, secret or way of giving it"),
            "unauthorized_client" => Self::setup("unauthorized_client"),
            "invalid_scope" => Self::setup("invalid_scope"),
            "invalid_request" => Self::setup("invalid_request at the token endpoint"),
            _ => Self::answer("the token endpoint refuses in a way of its own"),
        }
    }
}
