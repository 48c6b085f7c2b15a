//! Calls the hub: with a token that is kept as long as it is good, and renewed once where the hub says that it is not.

use std::{collections::HashMap, fmt, sync::Mutex, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hyper::{Method, Request, StatusCode, Uri, header};
use serde::{Deserialize, de::DeserializeOwned};

use super::Hubee;
use crate::{
    endpoint::{self, Endpoint, patience},
    exchange::{self, Whole},
    reach,
    routes::{Courier, Outcome},
};

/// The most bytes of an answer that is no file.
const MOST: usize = 1024 * 1024;
/// A token is not used any more so many seconds before its end.
const MARGIN: i64 = 60;
/// The longest that a token is kept for, whatever is said of it, in seconds.
const LONGEST: i64 = 3600;
/// Bytes a second that a file may be sent or read at, at least.
const SLOWEST: u64 = 100_000;

/// The tokens that are good.
#[derive(Default)]
pub(in crate::routes) struct Tokens(Mutex<HashMap<(String, String), (String, i64)>>);

/// Shows none.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(…)")
    }
}

/// Why a call came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fail {
    /// `hubee.…`
    pub code: &'static str,
    /// What was answered, where the code is `hubee.status`.
    pub status: Option<u16>,
    /// How long the hub wants to be left alone.
    pub patience: Option<Duration>,
}

impl From<&'static str> for Fail {
    fn from(code: &'static str) -> Self {
        Self { code, status: None, patience: None }
    }
}

impl From<Fail> for Outcome {
    fn from(Fail { code, status, patience }: Fail) -> Self {
        Self::Later { code, status, patience }
    }
}

impl Fail {
    /// Whether the hub understood, and will not: asking again is of no use before something else is known.
    pub(super) fn is_refusal(&self) -> bool {
        self.status.is_some_and(|status| matches!(status, 400 | 404 | 409 | 422))
    }

    /// Whether there is no such thing at the hub.
    pub fn is_unknown(&self) -> bool {
        self.status == Some(404)
    }
}

/// An answer that says yes.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) body: Vec<u8>,
    pub(super) digest: Option<String>,
}

/// What is sent with a call.
pub(super) enum Carries<'a> {
    Nothing,
    Json(serde_json::Value),
    File { bytes: &'a [u8], digest: String },
}

/// What a token's answer says.
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    expires_in: Option<i64>,
}

/// The hub, as it is reached by an account.
#[derive(Debug)]
pub struct Hub<'a> {
    courier: &'a Courier,
    hubee: &'a Hubee,
    at: i64,
}

impl<'a> Hub<'a> {
    pub(in crate::routes) fn new(courier: &'a Courier, hubee: &'a Hubee, at: i64) -> Self {
        Self { courier, hubee, at }
    }

    /// Calls the hub, and reads an answer that says yes.
    pub(super) async fn call(&self, method: Method, under: &str, carries: Carries<'_>) -> Result<Answer, Fail> {
        self.call_for(method, under, carries, MOST).await
    }

    /// The same for an answer of at most so many bytes.
    pub(super) async fn call_for(
        &self,
        method: Method,
        under: &str,
        carries: Carries<'_>,
        most: usize,
    ) -> Result<Answer, Fail> {
        let path = format!("{}{under}", self.hubee.api.target().path().trim_end_matches('/'));
        let uri: Uri = path.parse().map_err(|_| Fail::from("hubee.protocol"))?;
        let mut renewed = false;
        loop {
            let token = self.token().await?;
            let request = self.request(&method, &uri, &token, &carries).ok_or(Fail::from("hubee.protocol"))?;
            let sent = match &carries {
                Carries::File { bytes, .. } => bytes.len(),
                Carries::Nothing | Carries::Json(_) => 0,
            };
            match self.exchange(&self.hubee.api, request, sent + most, most).await {
                // It ended before its time, or was taken back: one other is asked for, and no more than one.
                Err(fail) if fail.status == Some(401) => {
                    self.forget(&token);
                    if renewed {
                        return Err(Fail::from("hubee.auth"));
                    }
                    renewed = true;
                }
                done => return done,
            }
        }
    }

    fn request(&self, method: &Method, uri: &Uri, token: &str, carries: &Carries<'_>) -> Option<Request<Whole>> {
        let request = Request::builder()
            .method(method.clone())
            .uri(uri.clone())
            .header(header::HOST, self.hubee.api.authority())
            .header(header::USER_AGENT, concat!("guichet/", env!("CARGO_PKG_VERSION")))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::ACCEPT_ENCODING, "identity")
            .header(header::CONNECTION, "close")
            .header("editorName", "guichet")
            .header("applicationName", "guichet")
            .header("softwareVersion", env!("CARGO_PKG_VERSION"));
        let (request, body) = match carries {
            Carries::Nothing => (request, Whole::from(Vec::new())),
            Carries::Json(value) => {
                (request.header(header::CONTENT_TYPE, "application/json"), value.to_string().into())
            }
            Carries::File { bytes, digest } => (
                request.header(header::CONTENT_TYPE, "application/octet-stream").header("digest", digest.as_str()),
                bytes.to_vec().into(),
            ),
        };
        request.body(body).ok()
    }

    async fn exchange(&self, at: &Endpoint, request: Request<Whole>, size: usize, most: usize) -> Result<Answer, Fail> {
        let now = self.at;
        let read = async |head: exchange::Head, body: &mut hyper::body::Incoming| {
            if head.status.is_success() {
                let body = exchange::read(body, most).await?;
                return Ok(if head.packed {
                    Err(Fail::from("hubee.protocol"))
                } else {
                    Ok(Answer { body, digest: head.digest })
                });
            }
            if head.status.is_redirection() {
                return Ok(Err(Fail::from("hubee.redirect")));
            }
            let asks = matches!(head.status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
            let patience = head.retry_after.as_deref().filter(|_| asks).and_then(|text| patience(text, now));
            Ok(Err(Fail { code: "hubee.status", status: Some(head.status.as_u16()), patience }))
        };
        let call = at.call(&self.courier.tls, &self.courier.reach, request, read);
        // A file takes its time; what is small does not.
        let longer = if size > MOST { Duration::from_secs(size as u64 / SLOWEST) } else { Duration::ZERO };
        match tokio::time::timeout(self.courier.within + longer, call).await {
            Err(_) => Err("hubee.timeout".into()),
            Ok(Ok(answered)) => answered,
            Ok(Err(fault)) => Err(match fault {
                endpoint::Fault::Reach(reach::Fault::Dns) => "hubee.dns",
                endpoint::Fault::Reach(reach::Fault::Address) => "hubee.address",
                endpoint::Fault::Reach(reach::Fault::Insecure) => "hubee.insecure",
                endpoint::Fault::Reach(reach::Fault::Unreachable) => "hubee.unreachable",
                endpoint::Fault::Tls => "hubee.tls",
                endpoint::Fault::Exchange(exchange::Fault::TooLarge) => "hubee.too_large",
                endpoint::Fault::Exchange(exchange::Fault::Protocol) => "hubee.protocol",
            }
            .into()),
        }
    }

    fn key(&self) -> (String, String) {
        let Hubee { token, client, .. } = self.hubee;
        (format!("{}{}", token.place(), token.target()), client.clone())
    }

    /// The one that is good, or a new one.
    async fn token(&self) -> Result<String, Fail> {
        let known = || {
            let tokens = self.courier.tokens.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            tokens.get(&self.key()).filter(|(_, until)| *until > self.at).map(|(token, _)| token.clone())
        };
        if let Some(token) = known() {
            return Ok(token);
        }
        let Hubee { token: at, client, secret, .. } = self.hubee;
        let request = Request::post(at.target().clone())
            .header(header::HOST, at.authority())
            .header(header::USER_AGENT, concat!("guichet/", env!("CARGO_PKG_VERSION")))
            .header(header::AUTHORIZATION, format!("Basic {}", STANDARD.encode(format!("{client}:{secret}"))))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .header(header::ACCEPT_ENCODING, "identity")
            .header(header::CONNECTION, "close")
            .body(Whole::from("grant_type=client_credentials&scope=OSL"))
            .map_err(|_| Fail::from("hubee.auth"))?;
        let answer = self.exchange(at, request, 0, MOST).await.map_err(|fail| match fail.status {
            // The account is wrong, or was closed.
            Some(400 | 401 | 403) => Fail::from("hubee.auth"),
            _ => fail,
        })?;
        let granted: Granted = serde_json::from_slice(&answer.body).map_err(|_| Fail::from("hubee.auth"))?;
        let token = granted.access_token;
        if token.is_empty() || token.len() > 8192 || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("hubee.auth".into());
        }
        let until = self.at + granted.expires_in.unwrap_or(LONGEST).min(LONGEST) - MARGIN;
        let mut tokens = self.courier.tokens.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        tokens.retain(|_, (_, until)| *until > self.at);
        tokens.insert(self.key(), (token.clone(), until));
        Ok(token)
    }

    fn forget(&self, token: &str) {
        let mut tokens = self.courier.tokens.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Another call may have got another one meanwhile.
        if tokens.get(&self.key()).is_some_and(|(known, _)| known == token) {
            tokens.remove(&self.key());
        }
    }
}

/// What an answer says.
pub(super) fn json<T: DeserializeOwned>(answer: &Answer) -> Result<T, Fail> {
    serde_json::from_slice(&answer.body).map_err(|_| "hubee.protocol".into())
}

/// An id of the hub's: it goes into addresses.
pub(super) fn id(text: &str) -> Result<&str, Fail> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if text.is_empty() || text.len() > 64 || !text.bytes().all(plain) { Err("hubee.protocol".into()) } else { Ok(text) }
}
