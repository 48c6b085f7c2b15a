//! Checks that no page is called as one of the steps that every démarche has: its address would lead to that step, never to the page.

use super::draft::Draft;
use crate::{demarche::Demarche, diagnostic::Sentence};

/// The last part of the addresses of the steps that every démarche has, in the order of the alphabet. A page's id stands in the same place.
pub const RESERVED_PAGES: &[&str] = &[
    "arret",
    "confirmation",
    "confirmer",
    "conserver",
    "courriel",
    "destinataire",
    "donnees-connues",
    "enregistrer",
    "question",
    "recapitulatif",
];

/// A page whose id is the address of a step.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    for page in &draft.procedure.pages {
        let Some(id) = page.id.as_ref().filter(|id| RESERVED_PAGES.contains(&id.text.trim())) else { continue };
        draft.report.error(
            "page.reserved_id",
            id.place,
            Sentence::new(
                format!("« {} » est l'adresse d'une étape que toute démarche a déjà.", id.text.trim()),
                format!("“{}” is the address of a step that every démarche has already.", id.text.trim()),
            ),
            Sentence::new(
                format!("Donnez un autre identifiant à la page, par exemple « votre-{} ».", id.text.trim()),
                format!("Give the page another id, for instance “votre-{}”.", id.text.trim()),
            ),
        );
    }
}
