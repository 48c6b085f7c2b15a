//! `guichet journal show` and `verify`: who did what to a dossier, and whether the journal is whole.

use form::text::Language;

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
        JournalCommand::Verify { place } => {
            let verified = beside_existing(&place, async |desk| Ok(desk.verify_journal().await))?;
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
                    if chains.is_empty() {
                        say_in(
                            language,
                            "Aucun lot n'est encore fermé : le serveur en ferme un par heure.",
                            "No batch is closed yet: the server closes one an hour.",
                        );
                    }
                }
                Err(desk::DeskError::Store(store::StoreError::Corrupt(place))) => {
                    say_in(
                        language,
                        format!("Le journal a été modifié : {place}. [journal.broken]"),
                        format!("The journal was changed: {place}. [journal.broken]"),
                    );
                    return Ok(Verdict::Faults);
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(Verdict::Well)
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
