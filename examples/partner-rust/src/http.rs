//! Une demande HTTP ou HTTPS. Ce qui peut réussir plus tard est redemandé, quand la réponse dit de revenir.

use std::{fmt, sync::Arc, time::Duration};

use anyhow::{Context as _, Result, anyhow, bail};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{Method, Request, Response, StatusCode, Uri, body::Bytes, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::{sleep, timeout},
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

const ATTEMPTS: u32 = 4;
const PATIENCE: Duration = Duration::from_secs(60);
/// Un paquet entier est lu en mémoire : pas plus que cela.
const LARGEST: usize = 512 * 1024 * 1024;

/// Ce que l'on demande.
pub(crate) struct Asked<'a> {
    pub(crate) method: Method,
    pub(crate) address: &'a str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

/// Ce qui n'est pas là, ou plus : un dossier transmis à un autre service entre-temps.
#[derive(Debug)]
pub(crate) struct Gone(String);

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Gone {}

/// Demande, et redemande : 409 (l'antivirus examine encore une pièce, ou d'autres agissent), 429, 503, ou rien.
pub(crate) async fn ask(asked: &Asked<'_>) -> Result<Vec<u8>> {
    let mut attempt = 1;
    loop {
        let pause = Duration::from_secs(1 << attempt);
        let (told, pause) = match timeout(PATIENCE, once(asked)).await.map_err(|_| anyhow!("pas de réponse")).flatten()
        {
            Ok(answer) => {
                let status = answer.status();
                let after = answer.headers().get(header::RETRY_AFTER).and_then(|text| text.to_str().ok()?.parse().ok());
                let body = answer.into_body();
                if status.is_success() {
                    return Ok(body);
                }
                let told = format!("{} : {status} {}", asked.address, String::from_utf8_lossy(&body));
                if status == StatusCode::NOT_FOUND {
                    bail!(Gone(told));
                }
                // Un 409 sans Retry-After ne change pas en le répétant ; un 503 sans lui peut changer.
                if !(matches!(status.as_u16(), 429 | 503) || status.as_u16() == 409 && after.is_some()) {
                    bail!(told);
                }
                (told, after.map_or(pause, Duration::from_secs))
            }
            Err(silence) => (format!("{} : {silence:#}", asked.address), pause),
        };
        if attempt == ATTEMPTS {
            bail!(told);
        }
        attempt += 1;
        sleep(pause).await;
    }
}

async fn once(asked: &Asked<'_>) -> Result<Response<Vec<u8>>> {
    let uri: Uri = asked.address.parse().context("ce n'est pas une adresse")?;
    let host = uri.host().context("il manque un nom de serveur")?;
    let secure = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => false,
        _ => bail!("ni http ni https"),
    };
    let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
    let mut request = Request::builder()
        .method(&asked.method)
        .uri(uri.path_and_query().map_or("/", |target| target.as_str()))
        .header(header::HOST, uri.authority().context("il manque un nom de serveur")?.as_str());
    for (name, value) in &asked.headers {
        request = request.header(*name, value);
    }
    let request = request.body(Full::new(Bytes::from(asked.body.clone())))?;
    let stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
    if !secure {
        return exchange(stream, request).await;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
        .with_no_client_auth();
    let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())?;
    exchange(TlsConnector::from(Arc::new(config)).connect(name, stream).await?, request).await
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Response<Vec<u8>>>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let (head, body) = sender.send_request(request).await?.into_parts();
    let body = Limited::new(body, LARGEST).collect().await.map_err(|cut| anyhow!("réponse coupée : {cut}"))?;
    Ok(Response::from_parts(head, body.to_bytes().to_vec()))
}
