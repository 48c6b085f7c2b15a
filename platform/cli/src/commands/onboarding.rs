//! `guichet partner show` and `sandbox`: how far a partner's software has come, and what it has shown in the sandbox.

use desk::{Proof, Wish};
use form::text::Language;
use store::{Uuid, onboarding::State};

use super::{beside_existing, say, say_in};
use crate::arguments::Place;

/// What a state is called, in French and in English.
pub(super) fn name(state: State) -> (&'static str, &'static str) {
    match state {
        State::Requested => ("demandé", "requested"),
        State::Sandbox => ("en recette", "in the sandbox"),
        State::Active => ("actif", "active"),
        State::Suspended => ("suspendu", "suspended"),
        State::Ended => ("fermé", "ended"),
    }
}

/// What is wanted of a program in the sandbox.
fn wanted(proof: Proof) -> (&'static str, &'static str) {
    match proof {
        Proof::Pulled => {
            ("a lu ses notifications et y a trouvé un dossier", "read its notifications and found a dossier")
        }
        Proof::Taken => ("a pris un paquet", "took a package"),
        Proof::Verified => (
            "n'a pas gardé un paquet abîmé (il l'a repris, ou refusé comme illisible)",
            "did not keep a damaged package (took it again, or refused it as unreadable)",
        ),
        Proof::Acknowledged => ("a accusé réception", "acknowledged"),
        Proof::Answered => ("a répondu à un dossier", "answered a dossier"),
        Proof::Repeated => ("averti deux fois, n'a rien fait deux fois", "told twice, did nothing twice"),
        Proof::Waited => ("a attendu le temps demandé par un 503", "waited for as long as a 503 asked"),
        Proof::Renewed => {
            ("a demandé un autre jeton quand le sien était refusé", "asked for another token when its own was refused")
        }
    }
}

/// Shows it.
pub(super) fn show(client: Uuid, place: &Place, language: Language) -> anyhow::Result<()> {
    let told = beside_existing(place, async |desk| Ok(desk.onboarded(client).await?))?;
    let client = &told.client;
    let (french, english) = match client.revoked_at {
        Some(_) => name(State::Ended),
        None => name(client.state),
    };
    let desk = format!("{}/{}", client.organisation, client.branch);
    say(format!("{}  {}  {}  {desk}", client.id, client.name, client.agency));
    say_in(language, format!("État : {french}"), format!("State: {english}"));
    for (proof, at) in &told.proofs {
        let (french, english) = wanted(*proof);
        let tick = if at.is_some() { "[x]" } else { "[ ]" };
        let when = at.map(|at| format!("  {at:.0}")).unwrap_or_default();
        let line = |text: &str| format!("  {tick} {:<12} {text}{when}", proof.code());
        say_in(language, line(french), line(english));
    }
    for step in &told.steps {
        let (french, english) = name(step.state);
        let who = step.actor.map(|id| id.to_string());
        let why = step.reason.as_ref().map(|why| format!("  « {why} »")).unwrap_or_default();
        let line =
            |state: &str, alone: &str| format!("{:.0}  {state}  {}{why}", step.at, who.as_deref().unwrap_or(alone));
        say_in(language, line(french, "ligne de commande"), line(english, "command line"));
    }
    Ok(())
}

/// Invents dossiers, or erases all that were.
pub(super) fn sandbox(
    client: Uuid,
    demarche: Option<String>,
    (count, publication): (u16, Option<i64>),
    place: &Place,
    language: Language,
) -> anyhow::Result<()> {
    let Some(demarche) = demarche else {
        let erased = beside_existing(place, async |desk| Ok(desk.erase_invented(client).await?))?;
        say_in(language, format!("{erased} dossiers fictifs effacés."), format!("{erased} invented dossiers erased."));
        return Ok(());
    };
    let wish = Wish { demarche, count, publication };
    let made = beside_existing(place, async |desk| Ok(desk.invent(client, wish).await?))?;
    let version = made.version;
    say_in(language, format!("Par la version {version} :"), format!("By version {version}:"));
    for (id, external_id) in made.cases {
        say(format!("{external_id}  {id}"));
    }
    Ok(())
}
