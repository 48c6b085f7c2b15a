//! Checks that the statuses which a recipient may set lead somewhere: from the arrival of a case to its end, and back from a request for more.

use super::draft::Draft;
use crate::{
    definition::{procedure::RecipientEntry, tree::Place},
    demarche::Demarche,
    diagnostic::Sentence,
};

/// Every recipient that says which statuses it sets.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    for entry in &draft.procedure.recipients {
        if let Some((place, cause, cure)) = fault(entry) {
            draft.report.error("routing.statuses", place, cause, cure);
        }
    }
}

fn fault(entry: &RecipientEntry) -> Option<(Place, Sentence, Sentence)> {
    let statuses = entry.statuses.as_ref()?;
    let has = |wanted: &str| statuses.iter().any(|status| status.value == wanted);
    let place = statuses.first().map_or(entry.place, |status| status.place);
    if !has("done") && !has("refused") {
        return Some((
            place,
            Sentence::new(
                "Avec ces états, aucun dossier ne se termine : ni traité, ni refusé.",
                "With these statuses no case ever ends: neither done nor refused.",
            ),
            Sentence::new(
                "Ajoutez « done », et « refused » s'il y a lieu.",
                "Add “done”, and “refused” where it applies.",
            ),
        ));
    }
    if !has("received") && !has("in_progress") {
        return Some((
            place,
            Sentence::new(
                "Avec ces états, aucun dossier ne commence : une fois arrivé, il est reçu ou en cours de traitement.",
                "With these statuses no case ever begins: once arrived, it is received or in progress.",
            ),
            Sentence::new("Ajoutez « received » ou « in_progress ».", "Add “received” or “in_progress”."),
        ));
    }
    let complement = statuses.iter().find(|status| status.value == "complement").filter(|_| !has("in_progress"))?;
    Some((
        complement.place,
        Sentence::new(
            "Un dossier en attente de compléments ne peut reprendre : « in_progress » manque.",
            "A case that waits for more cannot be taken up again: “in_progress” is missing.",
        ),
        Sentence::new("Ajoutez « in_progress ».", "Add “in_progress”."),
    ))
}
