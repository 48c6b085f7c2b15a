//! Measures how fast recipients' webhooks are told: what has waited, to one that is fast; and everybody else while one hangs.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use axum::{Router, http::StatusCode};
use tokio::{net::TcpListener, task::JoinSet};

use crate::{client::Client, place::Place, robot::Robot};

/// Notices that have waited.
const WAITED: usize = 1_500;
/// Dossiers filed while one webhook of ten hangs.
const FILED: usize = 300;
const CONNECTIONS: usize = 16;
const PATIENCE: Duration = Duration::from_secs(120);

/// What was measured.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Notices a second to one webhook.
    pub rate: f64,
    /// From a confirmation to its notice, for 99 of 100, at nine webhooks while a tenth hangs.
    pub p99: Duration,
}

/// A partner's server: when it was told of which case.
struct Partner {
    url: String,
    heard: Arc<Mutex<Vec<(Instant, String)>>>,
}

impl Partner {
    async fn start(hangs: bool) -> anyhow::Result<Self> {
        let heard: Arc<Mutex<Vec<(Instant, String)>>> = Arc::default();
        let kept = Arc::clone(&heard);
        let router = Router::new().fallback(async move |body: String| {
            if hangs {
                std::future::pending::<()>().await;
            }
            let said: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
            if said["type"] == "case.new" {
                let case = said["data"]["external_id"].as_str().unwrap_or_default().trim_end_matches("-01").to_owned();
                kept.lock().unwrap_or_else(PoisonError::into_inner).push((Instant::now(), case));
            }
            StatusCode::NO_CONTENT
        });
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/", listener.local_addr()?);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url, heard })
    }

    fn heard(&self) -> Vec<(Instant, String)> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn wait_for(&self, count: usize) -> anyhow::Result<()> {
        let began = Instant::now();
        while self.heard().len() < count {
            ensure!(began.elapsed() < PATIENCE, "{} of {count} notices came", self.heard().len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

/// A place with webhooks of ours.
struct Hooked(Place);

impl Hooked {
    /// Makes a webhook; its id.
    fn hook(&self, partner: &Partner) -> anyhow::Result<String> {
        let desk = ["--agency", "ville-essai", "--siret", "99980000100003", "--branch", "ESSAI", "--url", &partner.url];
        let said = self.0.run(&[&["partner", "webhook", "add"], &desk[..]].concat())?;
        let id = said.split_whitespace().skip_while(|word| *word != "webhook").nth(1);
        id.map(str::to_owned).with_context(|| format!("no webhook in {said}"))
    }

    /// Files so many dossiers; each reference with when its citizen was told of it.
    async fn file(&self, count: usize) -> anyhow::Result<HashMap<String, Instant>> {
        let mut tasks = JoinSet::new();
        for connection in 0..CONNECTIONS {
            let address = self.0.server.address.clone();
            let share = count / CONNECTIONS + usize::from(connection < count % CONNECTIONS);
            tasks.spawn(async move {
                let mut told = Vec::new();
                for _ in 0..share {
                    told.push(file(&address).await?);
                }
                anyhow::Ok(told)
            });
        }
        let mut told = HashMap::new();
        while let Some(done) = tasks.join_next().await {
            told.extend(done??);
        }
        Ok(told)
    }

    /// Until so many notices wait.
    async fn wait_for(&self, waiting: usize) -> anyhow::Result<()> {
        let began = Instant::now();
        let line = format!("guichet_queue_waiting{{queue=\"webhooks\"}} {waiting}\n");
        loop {
            let metrics = Client::connect(&self.0.server.address).await?.get("/metrics").await?.text();
            if metrics.contains(&line) {
                return Ok(());
            }
            ensure!(began.elapsed() < PATIENCE, "{waiting} notices do not come to wait");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// Files one dossier of `essai-panne`; its reference with when its citizen was told of it.
///
/// # Errors
/// Where the journey does not come to its end.
pub async fn file(address: &str) -> anyhow::Result<(String, Instant)> {
    let mut robot = Robot::open(address).await?;
    let page = robot.post("/demarches/essai-panne", &[("_csrf", "")]).await?;
    let page = robot.submit(&page, &[("nom", "Banc"), ("motif", "panne")]).await?;
    let recap = robot.submit(&page, &[]).await?;
    let done = robot.submit(&recap, &[("attest", "true")]).await?;
    let told = Instant::now();
    let text = done.text();
    let at = text.find("PAN-").with_context(|| format!("no reference: {} {}", done.status, robot.address))?;
    let sign = |sign: &char| sign.is_ascii_alphanumeric() || *sign == '-';
    Ok((text[at..].chars().take_while(sign).collect(), told))
}

/// Measures both, on a server of its own.
///
/// # Errors
/// Where anything of it does not come to its end.
pub async fn pace(folder: &Path) -> anyhow::Result<Pace> {
    let place = Hooked(Place::start(&folder.join("notices"), None)?);
    let first = Partner::start(false).await?;
    let webhook = place.hook(&first)?;
    place.0.run(&["partner", "webhook", "pause", &webhook])?;
    place.file(WAITED).await?;
    place.wait_for(WAITED).await?;
    place.0.run(&["partner", "webhook", "resume", &webhook])?;
    first.wait_for(WAITED).await?;
    let heard = first.heard();
    let (begin, end) = heard.first().zip(heard.last()).context("nothing came")?;
    let rate = (heard.len() - 1) as f64 / end.0.duration_since(begin.0).as_secs_f64();

    let mut partners = vec![first];
    for _ in 0..8 {
        partners.push(Partner::start(false).await?);
        place.hook(partners.last().context("one")?)?;
    }
    place.hook(&Partner::start(true).await?)?;
    let told = place.file(FILED).await?;
    let mut delays = Vec::new();
    for (number, partner) in partners.iter().enumerate() {
        let before = if number == 0 { WAITED } else { 0 };
        partner.wait_for(before + FILED).await?;
        let heard = partner.heard();
        delays.extend(heard.iter().filter_map(|(at, case)| Some(at.saturating_duration_since(*told.get(case)?))));
    }
    ensure!(delays.len() == 9 * FILED, "{} notices came", delays.len());
    delays.sort_unstable();
    Ok(Pace { rate, p99: delays[delays.len() * 99 / 100] })
}
