//! Makes one call: a connection of its own, one GET, one answer read to its limit.

use std::time::Duration;

use hyper::{
    Request, StatusCode, Uri,
    header::{self, HeaderName, HeaderValue},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};

use super::{Failure, Question, Reply, partner::Partner};
use crate::exchange::{self, Fault, exchange};

/// How long connecting may take, of the time that the call has.
const CONNECT: Duration = Duration::from_secs(5);

/// Headers that are the platform's alone: a source cannot set them.
const OURS: &[HeaderName] = &[
    header::HOST,
    header::AUTHORIZATION,
    header::COOKIE,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::ACCEPT_ENCODING,
    header::PROXY_AUTHORIZATION,
    header::UPGRADE,
    header::TE,
    header::EXPECT,
];

/// Asks, and says how long the partner wants to be left alone where it does.
pub(super) async fn get(partner: &Partner, question: Question<'_>) -> Result<(Reply, Option<Duration>), Failure> {
    let request = request(partner, question)?;
    let connecting = TcpStream::connect((partner.host.as_str(), partner.port));
    let stream = tokio::time::timeout(CONNECT, connecting)
        .await
        .map_err(|_| Failure::new("source.timeout"))?
        .map_err(|_| Failure::new("source.unreachable"))?;
    match &partner.tls {
        None => over(stream, request, question.most).await,
        Some((connector, name)) => {
            let stream = connector.connect(name.clone(), stream).await.map_err(|_| Failure::new("source.tls"))?;
            over(stream, request, question.most).await
        }
    }
}

fn request(partner: &Partner, question: Question<'_>) -> Result<Request<String>, Failure> {
    const UNASKABLE: Failure = Failure::new("source.question");
    // Whatever an answer of the citizen holds, the target stays a path on this host.
    if !question.target.starts_with('/') || question.target.starts_with("//") || question.target.len() > 4096 {
        return Err(UNASKABLE);
    }
    let mut target = format!("{}{}", partner.base, question.target);
    if !partner.parameters.is_empty() {
        target.push(if target.contains('?') { '&' } else { '?' });
        target.push_str(&partner.parameters);
    }
    let uri: Uri = target.parse().map_err(|_| UNASKABLE)?;
    if uri.host().is_some() || uri.scheme().is_some() {
        return Err(UNASKABLE);
    }
    let mut request = Request::builder()
        .uri(uri)
        .header(header::HOST, &partner.authority)
        .header(header::USER_AGENT, concat!("guichet/", env!("CARGO_PKG_VERSION")))
        .header(header::ACCEPT, "application/json")
        // An answer that unfolds has no size that could be held to.
        .header(header::ACCEPT_ENCODING, "identity")
        .header(header::CONNECTION, "close");
    for (name, value) in question.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| UNASKABLE)?;
        if OURS.contains(&name) {
            return Err(UNASKABLE);
        }
        request = request.header(name, HeaderValue::from_str(value).map_err(|_| UNASKABLE)?);
    }
    if question.token {
        let token = partner.token.as_ref().ok_or(Failure::new("source.token"))?;
        request = request.header(header::AUTHORIZATION, token);
    }
    request.body(String::new()).map_err(|_| UNASKABLE)
}

async fn over<S>(stream: S, request: Request<String>, most: usize) -> Result<(Reply, Option<Duration>), Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    const PROTOCOL: Failure = Failure::new("source.protocol");
    let answer = exchange(stream, request, async |head, body| {
        let status = head.status;
        if status.is_redirection() {
            return Ok(Err(Failure::new("source.redirect")));
        }
        if head.packed || (status != StatusCode::OK && status.as_u16() < 400) {
            return Ok(Err(PROTOCOL));
        }
        let body = exchange::read(body, most).await?.into();
        let patience = head.retry_after.and_then(|text| text.parse().ok()).map(Duration::from_secs);
        Ok(Ok((Reply { status: status.as_u16(), body }, patience)))
    });
    answer.await.map_err(|fault| match fault {
        Fault::Protocol => PROTOCOL,
        Fault::TooLarge => Failure::new("source.too_large"),
    })?
}
