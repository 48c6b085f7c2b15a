//! Measures how many dossiers with two recipients a server stores in a second: only the confirmation counts, of drafts filled before.

use std::time::Instant;

use anyhow::{Context as _, ensure};
use tokio::task::JoinSet;

use crate::{
    banc::CONNECTIONS,
    client::{Client, encode},
    robot::{Robot, form},
};

/// Dossiers a connection.
const EACH: usize = 60;

/// A draft that its citizen has compared and is about to send.
struct Compared {
    cookies: String,
    action: String,
    body: String,
}

/// Submissions a second of `essai-deux` by [`CONNECTIONS`] clients at once: from the first confirmation to the last answer, each of which
/// says that the dossier is filed.
///
/// # Errors
/// Where one of them is refused.
pub async fn rate(address: &str) -> anyhow::Result<f64> {
    let mut filling = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let address = address.to_owned();
        filling.spawn(async move {
            let mut ready = Vec::with_capacity(EACH);
            for _ in 0..EACH {
                ready.push(fill(&address).await?);
            }
            anyhow::Ok(ready)
        });
    }
    let mut ready = Vec::with_capacity(CONNECTIONS);
    while let Some(filled) = filling.join_next().await {
        ready.push(filled??);
    }
    let begun = Instant::now();
    let mut sending = JoinSet::new();
    for drafts in ready {
        let address = address.to_owned();
        sending.spawn(async move {
            let mut client = Client::connect(&address).await?;
            for draft in drafts {
                client.set_cookies(&draft.cookies);
                let told = client.post_encoded(&draft.action, draft.body.as_bytes()).await?;
                let filed = told.location.as_deref().is_some_and(|there| there.ends_with("/confirmation"));
                ensure!(told.status == 303 && filed, "a confirmation gives {}: {}", told.status, told.text());
            }
            anyhow::Ok(())
        });
    }
    while let Some(sent) = sending.join_next().await {
        sent??;
    }
    Ok((CONNECTIONS * EACH) as f64 / begun.elapsed().as_secs_f64())
}

/// A draft at its recap.
async fn fill(address: &str) -> anyhow::Result<Compared> {
    let mut robot = Robot::open(address).await?;
    let page = robot.post("/demarches/essai-deux", &[("_csrf", "")]).await?;
    let answers = [
        ("nom", "Jeanne Lefèvre-Müller"),
        ("email", "jeanne@exemple.fr"),
        ("adresse", "12 rue de l'Église, 31000 Toulouse"),
        ("motif", "panne"),
        ("remarque", "Le portail ne s'ouvre plus depuis lundi."),
    ];
    let recap = robot.submit(&page, &answers).await?;
    let confirm = form(&recap)?;
    ensure!(confirm.action.ends_with("/confirmer"), "the page leads to {}", confirm.action);
    let tick = recap.input("checkbox").context("nothing to declare")?;
    let body = encode(&confirm.with(&[(&tick, "true")]));
    Ok(Compared { cookies: robot.client.cookies(), action: confirm.action, body })
}

/// Files one whole; where its citizen follows it.
///
/// # Errors
/// Where it does not come to its end.
pub async fn file(address: &str) -> anyhow::Result<String> {
    let draft = fill(address).await?;
    let mut client = Client::connect(address).await?;
    client.set_cookies(&draft.cookies);
    let told = client.post_encoded(&draft.action, draft.body.as_bytes()).await?;
    let there = told.location.with_context(|| format!("a confirmation gives {}", told.status))?;
    let done = client.get(&there).await?;
    ensure!(done.status == 200, "the confirmation gives {}", done.status);
    let text = done.text();
    let at = text.find("/suivi/").context("the confirmation does not say where to follow it")?;
    Ok(text[at..].chars().take_while(|sign| !"\"<&? ".contains(*sign)).collect())
}
