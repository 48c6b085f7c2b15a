//! `guichet journal`: who did what to a dossier, and whether the journal is whole.

use std::path::Path;

use form::text::Language;
use store::journal::Fault;

use super::{beside_existing, say, say_in};
use crate::{
    Verdict,
    arguments::{Journal, JournalCommand, Place},
    refusal::Refusal,
};

/// Shows a dossier's entries, or walks the chain; a server may be running on the same data.
pub(crate) fn run(arguments: Journal, language: Language) -> anyhow::Result<Verdict> {
    match arguments.command {
        JournalCommand::Show { reference, place } => {
            let reference = reference.parse::<desk::Reference>().map_err(|_| {
                Refusal::new(
                    "cli.bad_reference",
                    format!(
                        "« {reference} » n'est pas une référence : une lettre ou un chiffre y est sans doute mal copié."
                    ),
                    format!("“{reference}” is no reference: a letter or a digit was most likely copied wrong."),
                )
            })?;
            let reference = reference.to_string();
            let told = beside_existing(&place, async |desk| Ok(desk.history(&reference).await?))?;
            let mut changed = false;
            for told in told {
                let entry = told.entry;
                let actor = entry.actor.map(|id| format!(" {id}")).unwrap_or_default();
                say(format!(
                    "{}  {}  {} {}  {}{actor}",
                    entry.at, entry.act, entry.object_kind, entry.object, entry.actor_kind
                ));
                changed |= told.attested == Some(false);
            }
            if changed {
                say_in(
                    language,
                    "Le récapitulatif gardé n'est pas celui qui a été confirmé. [journal.changed]",
                    "The recap kept is not the one that was confirmed. [journal.changed]",
                );
                return Ok(Verdict::Faults);
            }
        }
        JournalCommand::Publications { place } => return publications(&place, language),
        JournalCommand::Head { place } => {
            let heads = beside_existing(&place, async |desk| {
                Ok(desk.store().read(async |conn| store::journal::heads(conn).await).await?)
            })?;
            heads.iter().for_each(|head| say(head.to_string()));
        }
        JournalCommand::Export { agency, from, place } => {
            super::journal_export::run(&place, agency.as_deref(), from)?;
        }
        JournalCommand::Verify { since, place } => {
            let noted = since.as_deref().map(noted).transpose()?.unwrap_or_default();
            let (verified, open) = beside_existing(&place, async |desk| {
                Ok((desk.verify_journal_since(&noted).await, desk.open_journal_entries().await?))
            })?;
            match verified {
                Ok(chains) => {
                    for (agency, last) in &chains {
                        say_in(
                            language,
                            format!(
                                "{agency} : {} lots, entier. Empreinte du dernier : {}",
                                last.number,
                                hex(&last.hash)
                            ),
                            format!("{agency}: {} batches, whole. Hash of the last: {}", last.number, hex(&last.hash)),
                        );
                    }
                    for (agency, entries) in &open {
                        say_in(
                            language,
                            format!(
                                "{agency} : {entries} entrées ne sont dans aucun lot, que rien n'atteste encore ; le serveur en ferme un par heure."
                            ),
                            format!(
                                "{agency}: {entries} entries are in no batch, and nothing attests them yet; the server closes one an hour."
                            ),
                        );
                    }
                    if chains.is_empty() {
                        say_in(
                            language,
                            "Aucun lot n'est encore fermé : le serveur en ferme un par heure.",
                            "No batch is closed yet: the server closes one an hour.",
                        );
                    }
                }
                Err(desk::DeskError::Store(store::StoreError::Journal(fault))) => {
                    let said = in_french(&fault);
                    say_in(
                        language,
                        format!("Le journal a été modifié : {said}. [journal.broken]"),
                        format!("The journal was changed: {fault}. [journal.broken]"),
                    );
                    return Ok(Verdict::Faults);
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(Verdict::Well)
}

/// What is wrong, as those read it who run the site.
fn in_french(fault: &Fault) -> String {
    match fault {
        Fault::Breaks { agency, batch } => {
            format!("celui de {agency} ne correspond plus à ce qui a été fermé, à partir du lot {batch}")
        }
        Fault::Beyond { agency, batch } => format!("celui de {agency} va plus loin que sa tête, jusqu'au lot {batch}"),
        Fault::Head { agency, batch } => format!("la tête de celui de {agency} a été changée, au lot {batch}"),
        Fault::Another { agency, batch } => format!("celui de {agency} est un autre depuis le lot {batch}"),
        Fault::Cut { agency, batch } => format!("celui de {agency} a été coupé avant le lot {batch}"),
        Fault::NoHead(line) => format!("« {line} » n'est pas la tête d'un journal"),
        Fault::NoFile(path) => format!("{} n'est plus là, et avait été écrit", path.display()),
    }
}

/// The heads that `journal head` had written.
fn noted(file: &Path) -> anyhow::Result<Vec<store::journal::Head>> {
    let text = std::fs::read_to_string(file).map_err(|error| Refusal::file(file, &error))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let heads: Result<Vec<_>, _> = lines.map(str::parse).collect();
    Ok(heads.map_err(|_| {
        Refusal::new(
            "journal.no_head",
            format!("{} : ce n'est pas ce qu'écrit « guichet journal head ».", file.display()),
            format!("{}: this is not what “guichet journal head” writes.", file.display()),
        )
    })?)
}

/// Every publication, and whether the journal attests it.
fn publications(place: &Place, language: Language) -> anyhow::Result<Verdict> {
    let told = beside_existing(place, async |desk| Ok(desk.publications().await?))?;
    let mut changed = false;
    for told in told {
        let one = told.publication;
        let hash = hex(&one.definition);
        say(format!(
            "{}  {}/{}  {}  {}  {}",
            one.published_at,
            one.agency,
            one.demarche,
            one.number,
            &hash[..12],
            one.verdict
        ));
        if !one.accepted.is_empty() {
            say_in(
                language,
                format!("  accepté : {} ; parce que : {}", one.accepted, one.because),
                format!("  accepted: {}; because: {}", one.accepted, one.because),
            );
        }
        if !told.attested {
            changed = true;
            say_in(
                language,
                "  Le journal n'atteste pas cette publication : elle a été modifiée. [journal.changed]",
                "  The journal does not attest this publication: it was changed. [journal.changed]",
            );
        }
    }
    Ok(if changed { Verdict::Faults } else { Verdict::Well })
}

pub(super) fn hex(hash: &[u8]) -> String {
    use std::fmt::Write as _;
    hash.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
