//! Makes one exchange over HTTP: a request on a connection of its own, an answer read to its limit. What sources, routes and identity share.

use std::{
    convert::Infallible,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use hyper::{
    Request, StatusCode,
    body::{Body, Bytes, Frame, Incoming, SizeHint},
    client::conn::http1,
    header,
};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

/// The most bytes of the headers of an answer.
const HEADERS: usize = 16 * 1024;

/// What an answer begins with.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    /// How long whoever answers wants to be left alone.
    pub(crate) retry_after: Option<String>,
    /// Whether the body would have to be unpacked.
    pub(crate) packed: bool,
    /// What the body is, as is said of it.
    pub(crate) mime: Option<String>,
    /// What is said of the body's hash.
    pub(crate) digest: Option<String>,
}

/// A body that is there, all of it.
#[derive(Debug)]
pub(crate) struct Whole(Option<Bytes>);

impl<T: Into<Bytes>> From<T> for Whole {
    fn from(bytes: T) -> Self {
        Self(Some(bytes.into()).filter(|bytes: &Bytes| !bytes.is_empty()))
    }
}

impl Body for Whole {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

/// Why there is no whole answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// What came is no answer by HTTP, or ends before its end.
    Protocol,
    /// It is longer than it may be.
    TooLarge,
}

/// Who may be trusted by TLS.
pub(crate) fn tls() -> Result<Arc<ClientConfig>, &'static str> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| "this build speaks no TLS")?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// Sends the request over the stream and hands the answer to `read`; nothing of it goes on once this is dropped.
pub(crate) async fn exchange<S, B, T>(
    stream: S,
    request: Request<B>,
    read: impl AsyncFnOnce(Head, &mut Incoming) -> Result<T, Fault>,
) -> Result<T, Fault>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    B: Body + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(HEADERS)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|_| Fault::Protocol)?;
    let call = async {
        let answer = sender.send_request(request).await.map_err(|_| Fault::Protocol)?;
        let said =
            |name: &str| answer.headers().get(name).and_then(|value| Some(value.to_str().ok()?.trim().to_owned()));
        let head = Head {
            status: answer.status(),
            retry_after: said(header::RETRY_AFTER.as_str()),
            mime: said(header::CONTENT_TYPE.as_str()),
            digest: said("digest"),
            packed: answer.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity"),
        };
        read(head, &mut answer.into_body()).await
    };
    tokio::pin!(call, connection);
    let mut open = true;
    loop {
        // The connection is driven here and not on a task of its own: when the call's time is over, both are gone.
        tokio::select! {
            answer = &mut call => return answer,
            _ = &mut connection, if open => open = false,
        }
    }
}

/// Reads a body of at most so many bytes.
pub(crate) async fn read(body: &mut Incoming, most: usize) -> Result<Vec<u8>, Fault> {
    let mut read = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
        let frame = frame.map_err(|_| Fault::Protocol)?;
        let Ok(data) = frame.into_data() else { continue };
        if read.len() + data.len() > most {
            return Err(Fault::TooLarge);
        }
        read.extend_from_slice(&data);
    }
    Ok(read)
}
