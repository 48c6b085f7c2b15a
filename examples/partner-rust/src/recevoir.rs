//! Reçoit les avis d'un guichet, vérifie leur signature et les note, une ligne chacun, dans un fichier. Derrière un relais HTTPS.

use std::{
    collections::BTreeSet,
    convert::Infallible,
    env, fs,
    io::{self, Write as _},
    net::Ipv4Addr,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::Value;
use tokio::{net::TcpListener, sync::Semaphore, time::timeout};

use crate::webhook::Keys;

const LARGEST: usize = 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);
const AT_ONCE: usize = 64;

/// Les avis notés, chacun une fois.
struct Notices {
    file: fs::File,
    known: BTreeSet<String>,
}

impl Notices {
    fn open(path: &Path) -> Result<Self> {
        let mut whole = if path.exists() { fs::read(path)? } else { Vec::new() };
        // Une ligne coupée par une panne n'a pas été accusée : elle revient.
        whole.truncate(whole.iter().rposition(|&sign| sign == b'\n').map_or(0, |last| last + 1));
        let file = fs::OpenOptions::new().create(true).append(true).open(path)?;
        file.set_len(whole.len() as u64)?;
        let id = |line: &str| serde_json::from_str::<Value>(line).ok()?["id"].as_str().map(str::to_owned);
        let known = std::str::from_utf8(&whole)?.lines().filter_map(id).collect();
        Ok(Self { file, known })
    }

    /// Note un avis ; quand cette méthode revient, il est en lieu sûr.
    fn keep(&mut self, id: &str, said: &Value) -> io::Result<()> {
        if self.known.contains(id) {
            return Ok(());
        }
        let mut line = serde_json::json!({ "id": id });
        for (name, value) in said.as_object().into_iter().flatten() {
            line[name] = value.clone();
        }
        let before = self.file.metadata()?.len();
        if let Err(full) = self.file.write_all(format!("{line}\n").as_bytes()).and_then(|()| self.file.sync_data()) {
            self.file.set_len(before)?;
            return Err(full);
        }
        self.known.insert(id.to_owned());
        Ok(())
    }
}

/// Écoute, jusqu'à ce qu'on l'arrête.
pub(crate) async fn serve(port: u16, file: &Path) -> Result<()> {
    let keys = env::var("GUICHET_WEBHOOK_KEYS").ok().and_then(|text| Keys::read(&text));
    let keys = Arc::new(keys.context("GUICHET_WEBHOOK_KEYS ne contient pas de clé « whsec_… »")?);
    let notices = Arc::new(Mutex::new(Notices::open(file)?));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    println!("à l'écoute sur le port {}", listener.local_addr()?.port());
    let room = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let place = Arc::clone(&room).acquire_owned().await?;
        let Ok((stream, _)) = listener.accept().await else { continue };
        let (keys, notices) = (Arc::clone(&keys), Arc::clone(&notices));
        tokio::spawn(async move {
            let answer = service_fn(|request| {
                let (keys, notices) = (Arc::clone(&keys), Arc::clone(&notices));
                async move {
                    let mut said = Response::new(Empty::<Bytes>::new());
                    *said.status_mut() = receive(request, &keys, &notices).await;
                    Ok::<_, Infallible>(said)
                }
            });
            // Un appel coupé n'a pas été accusé : il revient.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .serve_connection(TokioIo::new(stream), answer)
                .await;
            drop(place);
        });
    }
}

#[expect(clippy::disallowed_methods, reason = "a program that stands alone reads the clock of its machine")]
async fn receive(request: Request<Incoming>, keys: &Keys, notices: &Mutex<Notices>) -> StatusCode {
    if request.method() != Method::POST {
        return StatusCode::METHOD_NOT_ALLOWED;
    }
    let (head, body) = request.into_parts();
    let body = match timeout(PATIENCE, Limited::new(body, LARGEST).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE,
        Err(_) => return StatusCode::REQUEST_TIMEOUT,
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let id = match keys.verify(header, &body, now) {
        Ok(id) => id,
        Err(why) => {
            eprintln!("refusé : {why}");
            return StatusCode::UNAUTHORIZED;
        }
    };
    let Ok(said) = serde_json::from_slice(&body) else { return StatusCode::BAD_REQUEST };
    // D'abord noter, ensuite répondre : ce à quoi on n'a pas répondu revient. Aller chercher le dossier se fait à part, avec l'API.
    match notices.lock().unwrap_or_else(PoisonError::into_inner).keep(id, &said) {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(full) => {
            eprintln!("pas noté : {full}");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
