//! Files the démarche `banc` (`forms/banc`), page by page, as often as asked.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use crate::{
    client::{Client, encode},
    process::Server,
};

/// How many clients load a server at once.
pub const CONNECTIONS: usize = 64;

/// Whole journeys a second by [`CONNECTIONS`] clients for about `time`.
///
/// # Errors
/// Where one of them does not come to its end.
pub async fn journeys(server: &Server, time: Duration) -> anyhow::Result<f64> {
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let address = server.address.clone();
        tasks.spawn(async move {
            let mut client = Client::connect(&address).await?;
            let mut done = 0_u32;
            while began.elapsed() < time {
                file(&mut client).await?;
                done += 1;
            }
            anyhow::Ok(done)
        });
    }
    let mut total = 0;
    while let Some(done) = tasks.join_next().await {
        total += done??;
    }
    Ok(f64::from(total) / began.elapsed().as_secs_f64())
}

/// Opens a draft; gives its address without the page.
///
/// # Errors
/// Where none is opened.
pub async fn open(client: &mut Client) -> anyhow::Result<String> {
    let start = client.get("/demarches/banc").await?;
    let csrf = start.hidden("_csrf").unwrap_or_default();
    let opened = client.post("/demarches/banc", &[("_csrf", &csrf)]).await?;
    let first = opened.location.with_context(|| format!("no draft was opened: {} {}", opened.status, start.status))?;
    Ok(first.rsplit_once('/').map(|(draft, _)| draft.to_owned()).unwrap_or(first))
}

/// One journey: 15 requests from the start page to the confirmation. Gives the address of the receipt.
///
/// # Errors
/// Where it does not come to its end.
pub async fn file(client: &mut Client) -> anyhow::Result<Option<String>> {
    let draft = open(client).await?;
    let mut csrf = String::new();
    for page in ["un", "vingt-cinq", "montant", "contact", "accord"] {
        let address = format!("{draft}/{page}");
        let shown = client.get(&address).await?;
        ensure!(shown.status == 200, "{page} gives {}", shown.status);
        csrf = shown.hidden("_csrf").unwrap_or_default();
        let pairs: Vec<(&str, &str)> = match page {
            "un" => vec![("choix", "b"), ("nom", "Müller-Le Goff")],
            "vingt-cinq" => answers_25(&csrf),
            "montant" => vec![("montant", "1 234,56")],
            "contact" => vec![("courriel", "banc@exemple.fr")],
            _ => vec![("accord", "true")],
        };
        let mut body = encode(&pairs);
        if page != "vingt-cinq" {
            body.push_str(&format!("&_csrf={csrf}&_action=continue"));
        }
        let saved = client.post_encoded(&address, body.as_bytes()).await?;
        ensure!(saved.status == 303, "saving {page} gives {}: {}", saved.status, saved.text());
    }
    let recap = client.get(&format!("{draft}/recapitulatif")).await?;
    ensure!(recap.status == 200, "the recap gives {}", recap.status);
    let hash = recap.hidden("_recap").context("no hash in the recap")?;
    let attestation = recap.input("checkbox").unwrap_or_else(|| "_attestation".to_owned());
    let confirmed = client
        .post(&format!("{draft}/confirmer"), &[("_csrf", &csrf), ("_recap", &hash), (&attestation, "true")])
        .await?;
    ensure!(confirmed.status == 303, "confirming gives {}: {}", confirmed.status, confirmed.text());
    let done = client.get(&format!("{draft}/confirmation")).await?;
    ensure!(done.status == 200, "the confirmation gives {}", done.status);
    Ok(done.link("/recu.pdf"))
}

/// What is posted of the page of 25 fields.
pub fn answers_25(csrf: &str) -> Vec<(&str, &str)> {
    const NAMES: [&str; 25] = [
        "champ01", "champ02", "champ03", "champ04", "champ05", "champ06", "champ07", "champ08", "champ09", "champ10",
        "champ11", "champ12", "champ13", "champ14", "champ15", "champ16", "champ17", "champ18", "champ19", "champ20",
        "champ21", "champ22", "champ23", "champ24", "champ25",
    ];
    const DATES: [[&str; 3]; 5] = [
        ["champ03.day", "champ03.month", "champ03.year"],
        ["champ08.day", "champ08.month", "champ08.year"],
        ["champ13.day", "champ13.month", "champ13.year"],
        ["champ18.day", "champ18.month", "champ18.year"],
        ["champ23.day", "champ23.month", "champ23.year"],
    ];
    let mut pairs = vec![("_csrf", csrf), ("_action", "continue")];
    for (index, name) in NAMES.iter().enumerate() {
        match index % 5 {
            0 => pairs.push((name, "Rue de l'Église, bâtiment B")),
            1 => pairs.push((name, "42")),
            2 => {
                let [day, month, year] = DATES[index / 5];
                pairs.extend([(day, "24"), (month, "8"), (year, "1962")]);
            }
            3 => pairs.push((name, "true")),
            // The last question is hidden in these answers.
            _ if index < 24 => pairs.push((name, "deux")),
            _ => {}
        }
    }
    pairs
}

/// Makes an account, and is logged in.
///
/// # Errors
/// Where none is made.
pub async fn log_in(client: &mut Client) -> anyhow::Result<()> {
    let form = client.get("/compte/creer").await?;
    let csrf = form.hidden("_csrf").unwrap_or_default();
    let password = form.input("password").unwrap_or_else(|| "password".to_owned());
    let created = client
        .post(
            "/compte/creer",
            &[("_csrf", &csrf), ("email", "banc@exemple.fr"), (&password, "un mot de passe de mesure")],
        )
        .await?;
    ensure!(created.status == 303, "no account: {} {}", created.status, created.text());
    Ok(())
}

/// The bytes that a phone receives at its first form page: the page and what it refers to, by Brotli.
///
/// # Errors
/// Where a page or an asset does not come.
pub async fn first_visit(client: &mut Client) -> anyhow::Result<usize> {
    let draft = open(client).await?;
    let page = format!("{draft}/vingt-cinq");
    let plain = client.get(&page).await?.text();
    let mut total = 0;
    let mut addresses = vec![page];
    for piece in plain.split(['"', '\'']) {
        if piece.starts_with("/assets/") && !addresses.iter().any(|known| known == piece) {
            addresses.push(piece.to_owned());
        }
    }
    for address in addresses {
        let answer = client.get_with(&address, "Accept-Encoding: br\r\n").await?;
        ensure!(answer.status == 200, "{address} gives {}", answer.status);
        total += answer.body.len();
    }
    Ok(total)
}
