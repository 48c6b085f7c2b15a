//! Measures a server that has been used for three years: a million dossiers, of which the newest wait.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use tokio::task::JoinSet;

use crate::{banc::CONNECTIONS, client::Client, notices, place::Place, process::Server, robot::Robot, submissions};

/// Page views a second, submissions a second, and for how long.
const VIEWS: u32 = 500;
const SUBMISSIONS: u32 = 50;
const LASTS: Duration = Duration::from_secs(60);
/// How often each inbox is asked for.
const ASKED: usize = 15;
const PATIENCE: Duration = Duration::from_secs(900);

/// What was measured.
#[derive(Debug)]
pub struct Measured {
    /// How many dossiers there were.
    pub dossiers: usize,
    /// From the start of the server to its first 200.
    pub started_in: Duration,
    /// The slowest of the agents' inboxes, its median, and which it was.
    pub inbox: (Duration, String),
    /// Page views under load, 95 of 100, from when they were due.
    pub views_p95: Duration,
    /// Submissions under load, 95 of 100: a whole journey, from when it was due.
    pub submissions_p95: Duration,
    /// Answers that were not as expected, of views and submissions; and the first of them.
    pub errors: (usize, Option<String>),
    /// The most memory resident, in bytes, of a server that exports 5,000 cases, and of another that exports 10,000.
    pub memory: [u64; 2],
    /// How long the 10,000 took.
    pub export: Duration,
}

/// Fills a store in `folder`, and measures on it. Where `GUICHET_BENCH_KEPT` names a folder, it is filled there, stays, and is measured again
/// the next time: a million dossiers take long to make.
///
/// # Errors
/// Where anything does not come to its end.
pub async fn measure(folder: &Path) -> anyhow::Result<Measured> {
    let dossiers = std::env::var("GUICHET_BENCH_DOSSIERS").ok().map_or(Ok(1_000_000), |count| count.parse())?;
    let kept = std::env::var_os("GUICHET_BENCH_KEPT").map(PathBuf::from);
    let folder = kept.unwrap_or_else(|| folder.join("million"));
    let known = folder.join("measured.txt");
    if !known.is_file() {
        std::fs::write(&known, fill(&folder, dossiers).await?)?;
    }
    let known = std::fs::read_to_string(&known)?;
    let (followed, cookies) = known.split_once('\n').context("measured.txt holds two lines")?;

    let place = Place::start(&folder, None)?;
    let started_in = place.server.started_in;
    let inbox = inboxes(&place.server.address, cookies).await?;
    let mut load = load(&place.server.address, cookies, followed).await?;
    drop(place);

    // Two more servers, whose memory nothing else has filled.
    let place = Place::start(&folder, None)?;
    let (half, _) = export(&place.server, cookies, "in_progress").await?;
    drop(place);
    let place = Place::start(&folder, None)?;
    let (whole, export) = export(&place.server, cookies, "received").await?;
    Ok(Measured {
        dossiers,
        started_in,
        inbox,
        views_p95: ninety_five(&mut load.views),
        submissions_p95: ninety_five(&mut load.submissions),
        errors: (load.errors.len(), load.errors.into_iter().next()),
        memory: [half, whole],
        export,
    })
}

/// Files two dossiers, and makes many of them; where one is followed, and the cookies of an agent.
async fn fill(folder: &Path, dossiers: usize) -> anyhow::Result<String> {
    let place = Place::start(folder, None)?;
    let agent = place.agent().await?;
    let (one, _) = notices::file(&place.server.address).await?;
    let followed = submissions::file(&place.server.address).await?;
    let two = reference(&place.server.address, &followed).await?;
    let data = place.stop();
    let program = std::env::current_exe()?.with_file_name("examples").join("multiply");
    let filled = Command::new(&program).args([&data, &dossiers.to_string(), &one, &two]).output();
    let filled = filled.with_context(|| format!("{}", program.display()))?;
    ensure!(filled.status.success(), "{}", String::from_utf8_lossy(&filled.stderr));
    Ok(format!("{followed}\n{}", agent.client.cookies()))
}

/// What the follow-up page calls its dossier.
async fn reference(address: &str, followed: &str) -> anyhow::Result<String> {
    let text = Client::connect(address).await?.get(followed).await?.text();
    let at = text.find("DEU-").with_context(|| format!("no reference on {followed}"))?;
    Ok(text[at..].chars().take_while(|sign| sign.is_ascii_alphanumeric() || *sign == '-').collect())
}

/// The inbox by every filter: the median of each; the slowest and which it was.
async fn inboxes(address: &str, cookies: &str) -> anyhow::Result<(Duration, String)> {
    let mut agent = Client::connect(address).await?;
    agent.set_cookies(cookies);
    let whole = agent.get("/agents").await?;
    ensure!(whole.status == 200, "the inbox gives {}", whole.status);
    let (next, label) = (whole.link_with("after=").context("no next page")?, whole.option_of("label"));
    let mut asked: Vec<String> =
        ["", "?demarche=essai-deux", "?assignee=moi", "?assignee=personne", "?echeance=toutes", "?q=DEU"]
            .map(|query| format!("/agents{query}"))
            .to_vec();
    for status in ["sent", "received", "in_progress", "complement", "done", "refused"] {
        for more in ["", "&demarche=essai-panne", "&assignee=personne", "&assignee=moi"] {
            asked.push(format!("/agents?status={status}{more}"));
        }
    }
    asked.extend(label.map(|label| format!("/agents?label={label}")));
    asked.push(next);
    let mut slowest = (Duration::ZERO, String::new());
    for address in asked {
        let mut took = Vec::with_capacity(ASKED);
        for _ in 0..ASKED {
            let begun = Instant::now();
            let shown = agent.get(&address).await?;
            took.push(begun.elapsed());
            ensure!(shown.status == 200, "{address} gives {}", shown.status);
        }
        took.sort_unstable();
        if took[ASKED / 2] > slowest.0 {
            slowest = (took[ASKED / 2], address);
        }
    }
    Ok(slowest)
}

/// What came of a load.
#[derive(Default)]
struct Load {
    views: Vec<Duration>,
    submissions: Vec<Duration>,
    errors: Vec<String>,
}

/// Views and submissions at their rates, each due at its moment whatever became of those before: who waits in a queue is not forgotten.
async fn load(address: &str, cookies: &str, followed: &str) -> anyhow::Result<Load> {
    let begun = tokio::time::Instant::now();
    let mut citizen = Robot::open(address).await?;
    citizen.post("/demarches/essai-deux", &[("_csrf", "")]).await?;
    let draft = (citizen.address.clone(), citizen.client.cookies());
    let mut agent = Client::connect(address).await?;
    agent.set_cookies(cookies);
    let case = agent.get("/agents?status=in_progress").await?.link_with("/agents/cas/").context("no case")?;
    // Ten of a hundred views are a case's, twenty an inbox's; the rest are citizens'.
    let views: Vec<(String, String)> = [
        ("/", ""),
        ("/demarches/essai-deux", ""),
        (&draft.0, &draft.1),
        (followed, ""),
        ("/agents?status=received", cookies),
        ("/demarches/essai-panne", ""),
        (&draft.0, &draft.1),
        ("/agents?assignee=moi", cookies),
        ("/", ""),
        (&case, cookies),
    ]
    .map(|(path, cookies)| (path.to_owned(), cookies.to_owned()))
    .to_vec();

    let mut tasks: JoinSet<anyhow::Result<Load>> = JoinSet::new();
    for connection in 0..CONNECTIONS as u32 {
        let (address, views) = (address.to_owned(), views.clone());
        tasks.spawn(async move {
            let mut load = Load::default();
            let mut client = Client::connect(&address).await?;
            for number in (connection..VIEWS * LASTS.as_secs() as u32).step_by(CONNECTIONS) {
                let due = begun + Duration::from_secs(1) * number / VIEWS;
                tokio::time::sleep_until(due).await;
                let (path, cookies) = &views[number as usize % views.len()];
                client.set_cookies(cookies);
                match client.get(path).await {
                    Ok(shown) if shown.status == 200 => {}
                    Ok(shown) => load.errors.push(format!("{path} gives {}", shown.status)),
                    Err(error) => {
                        load.errors.push(format!("{path}: {error:#}"));
                        client = Client::connect(&address).await?;
                    }
                }
                load.views.push(due.elapsed());
            }
            Ok(load)
        });
    }
    for number in 0..SUBMISSIONS * LASTS.as_secs() as u32 {
        let address = address.to_owned();
        tasks.spawn(async move {
            let mut load = Load::default();
            let due = begun + Duration::from_secs(1) * number / SUBMISSIONS;
            tokio::time::sleep_until(due).await;
            if let Err(error) = submissions::file(&address).await {
                load.errors.push(format!("a submission: {error:#}"));
            }
            load.submissions.push(due.elapsed());
            Ok(load)
        });
    }
    let mut all = Load::default();
    while let Some(done) = tasks.join_next().await {
        let load = done??;
        all.views.extend(load.views);
        all.submissions.extend(load.submissions);
        all.errors.extend(load.errors);
    }
    Ok(all)
}

/// Exports the desk's cases of a status as a ZIP, takes it, and removes it: the most memory that was resident until then, in bytes, and how
/// long it took to be made.
async fn export(server: &Server, cookies: &str, status: &str) -> anyhow::Result<(u64, Duration)> {
    const HERE: &str = "/agents/exports";
    let mut agent = Robot::open(&server.address).await?;
    agent.client.set_cookies(cookies);
    let page = agent.visit(&format!("{HERE}?status={status}")).await?;
    let begun = Instant::now();
    let asked = agent.submit(&page, &[("_act", "zip")]).await?;
    ensure!(asked.status == 200, "asking for an export gives {}: {}", asked.status, asked.text());
    let file = loop {
        let shown = agent.visit(HERE).await?;
        if let Some(file) = shown.link_with("/agents/exports/") {
            break file;
        }
        ensure!(begun.elapsed() < PATIENCE, "the export does not come to its end");
        tokio::time::sleep(Duration::from_millis(250)).await;
    };
    let took = begun.elapsed();
    let taken = agent.client.get(&file).await?;
    ensure!(taken.status == 200 && taken.body.starts_with(b"PK"), "the file gives {}", taken.status);
    let memory = server.peak_memory()?;
    let page = agent.visit(HERE).await?;
    let export = file.rsplit('/').next().unwrap_or_default().to_owned();
    let removed = agent.submit(&page, &[("_act", "remove"), ("export", &export)]).await?;
    ensure!(removed.status == 200, "removing it gives {}", removed.status);
    Ok((memory, took))
}

fn ninety_five(took: &mut [Duration]) -> Duration {
    took.sort_unstable();
    took.get(took.len() * 95 / 100).copied().unwrap_or_default()
}
