//! Measures what accounts cost: the page of one that has filed for years, a first page that is filled in from what is kept, and what others
//! feel while people log in.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use tokio::task::JoinSet;

use crate::{
    client::{Answer, Client, encode},
    load::cost,
    place::Place,
    robot::Robot,
};

/// Dossiers of the account.
pub const DOSSIERS: usize = 200;
const PASSWORD: &str = "un mot de passe de mesure";
/// Page views a second beside logins, on how many connections, and for how long each time.
const VIEWS: u32 = 200;
const CONNECTIONS: u32 = 8;
const LASTS: Duration = Duration::from_secs(10);
/// How many people try their passwords without a pause: fewer than may wait, so that each is looked at.
const LOGINS: u32 = 16;

/// What was measured.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// Processor time for the account's page, and how many dossiers it names.
    pub dashboard: (Duration, usize),
    /// Processor time for the first page filled in, and for the same page of who has no account.
    pub filled: [Duration; 2],
    /// Page views beside nobody who logs in, and beside many who do, 99 of 100.
    pub views_p99: [Duration; 2],
    /// Passwords that were looked at in a second meanwhile.
    pub logins: f64,
}

/// Measures all of it, on a server of its own.
///
/// # Errors
/// Where anything of it does not come to its end.
pub async fn measure(folder: &Path) -> anyhow::Result<Measured> {
    // Each attempt comes from an address of its own, as it would with many people: one address may try so often a minute.
    let place = Place::start_with(&folder.join("accounts"), None, &["--proxies", "127.0.0.1"])?;
    let server = &place.server;
    let mut citizen = registered(&server.address, "titulaire@exemple.fr").await?;
    for _ in 0..DOSSIERS {
        file(&mut citizen).await?;
    }
    let cookies = citizen.client.cookies();
    let named = citizen.visit("/compte").await?.text().matches("DEU-").count();
    ensure!(named > 0, "the account's page names no dossier");
    let dashboard = shown(&place, "/compte", 300, &cookies).await?;

    let page = filled(&server.address).await?;
    let of_account = shown(&place, &page.0, 2_000, &page.1).await?;
    let page = empty(&server.address).await?;
    let of_nobody = shown(&place, &page.0, 2_000, &page.1).await?;

    let mut pages = vec![("/".to_owned(), String::new()), ("/demarches/essai-deux".to_owned(), String::new())];
    pages.push(empty(&server.address).await?);
    pages.push(("/compte/donnees".to_owned(), cookies));
    let quiet = views(&server.address, &pages).await?;
    let (beside, logins) = beside_logins(&server.address, &pages).await?;
    Ok(Measured { dashboard: (dashboard, named), filled: [of_account, of_nobody], views_p99: [quiet, beside], logins })
}

async fn shown(place: &Place, path: &str, times: usize, cookies: &str) -> anyhow::Result<Duration> {
    let path = path.to_owned();
    cost(&place.server, times, 4, cookies, move |client, _| {
        let path = path.clone();
        Box::pin(async move { Ok(client.get(&path).await?.status == 200) })
    })
    .await
}

/// Somebody with an account of their own.
async fn registered(address: &str, email: &str) -> anyhow::Result<Robot> {
    let mut robot = Robot::open(address).await?;
    let page = robot.visit("/compte/creer").await?;
    let made = robot.submit(&page, &[("email", email), ("password", PASSWORD)]).await?;
    ensure!(robot.address == "/compte", "no account: {} {}", made.status, made.text());
    Ok(robot)
}

/// Files one dossier from the account.
async fn file(citizen: &mut Robot) -> anyhow::Result<()> {
    let start = citizen.visit("/demarches/essai-deux").await?;
    let page = citizen.submit(&start, &[]).await?;
    let recap = citizen.submit(&page, &[("nom", "Jeanne Lefèvre-Müller"), ("motif", "panne")]).await?;
    let tick = recap.input("checkbox").with_context(|| format!("nothing to declare at {}", citizen.address))?;
    let done = citizen.submit(&recap, &[(&tick, "true")]).await?;
    ensure!(citizen.address.ends_with("/confirmation"), "a confirmation gives {}: {}", done.status, done.text());
    Ok(())
}

/// The first page of a draft that is filled in from what its account keeps, and the cookies of who sees it.
async fn filled(address: &str) -> anyhow::Result<(String, String)> {
    let mut citizen = registered(address, "connue@exemple.fr").await?;
    let identity = [("identity.nom", "Müller-Le Goff d’Œuvre"), ("identity.prenoms", "Zoé Éloïse")];
    let home = [("home_address.voie", "12 bis rue des Lilas"), ("home_address.code_postal", "31000")];
    for (item, values) in [
        ("identity", &identity[..]),
        ("home_address", &home[..]),
        ("email", &[("email", "connue@exemple.fr")][..]),
        ("phone", &[("phone", "06 39 98 12 34")][..]),
    ] {
        let page = citizen.visit(&format!("/compte/donnees/modifier/{item}")).await?;
        let mut kept = citizen.submit(&page, &[values, &[("_action", "continue")]].concat()).await?;
        // What an answer opens is shown once before it is kept.
        if !is_kept(&citizen) {
            kept = citizen.submit(&kept, &[("_action", "continue")]).await?;
        }
        ensure!(is_kept(&citizen), "{item} is not kept: {} {}", kept.status, kept.text());
    }
    let known = begun(&mut citizen).await?;
    ensure!(citizen.address.ends_with("/donnees-connues"), "nothing is known: {}", citizen.address);
    let page = citizen.submit(&known, &[("_choix", "tout")]).await?;
    ensure!(page.text().contains("Müller-Le Goff d’Œuvre"), "{} is not filled in: {}", citizen.address, page.text());
    Ok((citizen.address.clone(), citizen.client.cookies()))
}

fn is_kept(citizen: &Robot) -> bool {
    citizen.address.starts_with("/compte/donnees?fait=")
}

/// The same page of somebody without an account.
async fn empty(address: &str) -> anyhow::Result<(String, String)> {
    let mut citizen = Robot::open(address).await?;
    begun(&mut citizen).await?;
    ensure!(citizen.address.ends_with("/vous"), "the first page is at {}", citizen.address);
    Ok((citizen.address.clone(), citizen.client.cookies()))
}

async fn begun(citizen: &mut Robot) -> anyhow::Result<Answer> {
    let start = citizen.visit("/demarches/essai-connu").await?;
    citizen.submit(&start, &[]).await
}

/// Views of these pages at their rate, each due at its moment whatever became of those before: how long 99 of 100 took.
async fn views(address: &str, pages: &[(String, String)]) -> anyhow::Result<Duration> {
    let begun = tokio::time::Instant::now();
    let mut tasks = JoinSet::new();
    for connection in 0..CONNECTIONS {
        let (address, pages) = (address.to_owned(), pages.to_vec());
        tasks.spawn(async move {
            let mut client = Client::connect(&address).await?;
            let mut took = Vec::new();
            for number in (connection..VIEWS * LASTS.as_secs() as u32).step_by(CONNECTIONS as usize) {
                let due = begun + Duration::from_secs(1) * number / VIEWS;
                tokio::time::sleep_until(due).await;
                // Not by the number alone: each connection would see one page only.
                let (path, cookies) = &pages[(number / CONNECTIONS) as usize % pages.len()];
                client.set_cookies(cookies);
                let shown = client.get(path).await?;
                ensure!(shown.status == 200, "{path} gives {}", shown.status);
                took.push(due.elapsed());
            }
            anyhow::Ok(took)
        });
    }
    let mut took = Vec::new();
    while let Some(done) = tasks.join_next().await {
        took.extend(done??);
    }
    took.sort_unstable();
    took.get(took.len() * 99 / 100).copied().context("no page was asked for")
}

/// The same while people try passwords as fast as they are told that they are wrong; and how many were looked at in a second.
async fn beside_logins(address: &str, pages: &[(String, String)]) -> anyhow::Result<(Duration, f64)> {
    let (over, numbers) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let mut people = JoinSet::new();
    for _ in 0..LOGINS {
        let (address, over, numbers) = (address.to_owned(), Arc::clone(&over), Arc::clone(&numbers));
        people.spawn(async move {
            let mut client = Client::connect(&address).await?;
            while !over.load(Ordering::Relaxed) {
                let number = numbers.fetch_add(1, Ordering::Relaxed);
                let told = attempt(&mut client, number, &format!("personne-{number}@exemple.fr"), "faux").await?;
                ensure!(told.status == 422, "a login gives {}: {}", told.status, told.text());
            }
            anyhow::Ok(())
        });
    }
    let begun = Instant::now();
    let p99 = views(address, pages).await?;
    let logins = f64::from(numbers.load(Ordering::Relaxed)) / begun.elapsed().as_secs_f64();
    over.store(true, Ordering::Relaxed);
    while let Some(ended) = people.join_next().await {
        ended??;
    }
    ensure!(logins > 1.0, "nobody logged in meanwhile");
    Ok((p99, logins))
}

/// One attempt at a citizen's password, from an address that is the number's own; the server is told it by a proxy that it believes.
///
/// # Errors
/// Where the connection breaks.
pub async fn attempt(client: &mut Client, number: u32, email: &str, password: &str) -> anyhow::Result<Answer> {
    let [_, a, b, c] = number.to_be_bytes();
    let headers = format!(
        "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\nX-Forwarded-For: 10.{a}.{b}.{c}\r\n"
    );
    let body = encode(&[("_csrf", ""), ("email", email), ("password", password), ("next", "")]);
    client.send("POST", "/compte/connexion", &headers, body.as_bytes()).await
}
