//! Calls a provider: one exchange, no redirect, an answer read to its limit and within its time.

use std::{fmt::Write as _, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hyper::{Request, StatusCode, header};
use tokio_rustls::rustls::ClientConfig;

use super::Fault;
use crate::{
    endpoint::{self, Endpoint},
    exchange::{self, Whole},
    reach::{self, Reach},
};

/// What all calls of a provider share.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) tls: Arc<ClientConfig>,
    pub(super) reach: Reach,
    pub(super) within: Duration,
}

/// An answer, whatever it says.
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) mime: String,
    pub(super) body: Vec<u8>,
}

/// What a call carries.
pub(super) enum Carries<'a> {
    Nothing,
    /// An access token.
    Bearer(&'a str),
    /// A form, and the client's name and secret where they go into a header.
    Form(String, Option<(&'a str, &'a str)>),
}

impl Caller {
    /// Makes the call. What is no answer at all, a redirect, one of an overburdened server: a fault.
    pub(super) async fn call(&self, url: &str, carries: Carries<'_>, most: usize) -> Result<Answered, Fault> {
        let at = Endpoint::read(url).map_err(|_| Fault::answer("an address of its own cannot be called"))?;
        let request = request(&at, carries).ok_or(Fault::answer("what it gave cannot be sent back to it"))?;
        let read = async |head: exchange::Head, body: &mut hyper::body::Incoming| {
            if head.packed {
                return Ok(Err(Fault::answer("an answer that would have to be unpacked")));
            }
            if head.status.is_redirection() {
                return Ok(Err(Fault::answer("a redirect")));
            }
            if head.status.is_server_error() || head.status == StatusCode::TOO_MANY_REQUESTS {
                return Ok(Err(Fault::unavailable("its server says that it cannot")));
            }
            let body = exchange::read(body, most).await?;
            Ok(Ok(Answered { status: head.status, mime: head.mime.unwrap_or_default(), body }))
        };
        let call = at.call(&self.tls, &self.reach, request, read);
        match tokio::time::timeout(self.within, call).await {
            Err(_) => Err(Fault::unavailable("no answer in time")),
            Ok(Ok(answered)) => answered,
            Ok(Err(fault)) => Err(match fault {
                endpoint::Fault::Reach(reach::Fault::Dns) => Fault::unavailable("its name leads nowhere"),
                endpoint::Fault::Reach(reach::Fault::Unreachable) => Fault::unavailable("nobody answers"),
                endpoint::Fault::Reach(reach::Fault::Address) => {
                    Fault::setup("its name leads inside: name its network in `networks`")
                }
                endpoint::Fault::Reach(reach::Fault::Insecure) => {
                    Fault::setup("in the clear only in a network that `networks` names")
                }
                endpoint::Fault::Tls => Fault::unavailable("no TLS that can be trusted"),
                endpoint::Fault::Exchange(exchange::Fault::TooLarge) => Fault::answer("an answer longer than any is"),
                endpoint::Fault::Exchange(exchange::Fault::Protocol) => {
                    Fault::unavailable("no answer by HTTP, or half of one")
                }
            }),
        }
    }
}

fn request(at: &Endpoint, carries: Carries<'_>) -> Option<Request<Whole>> {
    let method = if matches!(carries, Carries::Form(..)) { "POST" } else { "GET" };
    let mut request = Request::builder()
        .method(method)
        .uri(at.target().clone())
        .header(header::HOST, at.authority())
        .header(header::USER_AGENT, concat!("guichet/", env!("CARGO_PKG_VERSION")))
        .header(header::ACCEPT, "application/json, application/jwt")
        .header(header::ACCEPT_ENCODING, "identity")
        .header(header::CONNECTION, "close");
    let body = match carries {
        Carries::Nothing => Vec::new(),
        Carries::Bearer(token) => {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
            Vec::new()
        }
        Carries::Form(form, client) => {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            if let Some((id, secret)) = client {
                let pair = STANDARD.encode(format!("{}:{}", percent(id), percent(secret)));
                request = request.header(header::AUTHORIZATION, format!("Basic {pair}"));
            }
            form.into_bytes()
        }
    };
    request.body(body.into()).ok()
}

/// Parameters as they stand in an address or a form.
pub(super) fn parameters(pairs: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        let gap = if text.is_empty() { "" } else { "&" };
        let _ = write!(text, "{gap}{name}={}", percent(value));
    }
    text
}

fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}
