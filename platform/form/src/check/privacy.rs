//! Checks that the page on personal data can say what law wants of it (RGPD, articles 6, 13 and 14).

use super::draft::Draft;
use crate::{
    demarche::{Demarche, Ground},
    diagnostic::Sentence,
};

/// The basis: that it names a point of article 6-1, one that an administration has, and the text that a point rests on.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    // Without `retention`, or without `basis` in it, that is told already.
    let Some(basis) = draft.procedure.retention.as_ref().and_then(|entry| entry.basis.as_ref()) else { return };
    let grounds = Ground::named_in(&basis.text);
    if grounds.is_empty() {
        draft.report.warning(
            "privacy.no_ground",
            basis.place,
            Sentence::new(
                "« basis » ne nomme aucun point de l'article 6-1 du RGPD : la page sur les données ne peut pas dire à l'usager quels droits il en tient.",
                "“basis” names no point of article 6-1 of the GDPR: the page on the data cannot tell citizens which rights it gives them.",
            ),
            Sentence::new(
                "Écrivez par exemple « RGPD, article 6-1-e : mission d'intérêt public ». a : consentement, b : contrat, c : obligation légale, d : intérêt vital, e : mission d'intérêt public.",
                "Write for instance “GDPR, article 6-1-e: public task”. a: consent, b: contract, c: legal obligation, d: vital interests, e: public task.",
            ),
        );
    }
    if grounds.contains(&Ground::LegitimateInterest) {
        draft.report.warning(
            "privacy.no_ground",
            basis.place,
            Sentence::new(
                "L'intérêt légitime (6-1-f) ne vaut pas pour les autorités publiques dans l'exécution de leurs missions (RGPD, article 6-1, dernier alinéa).",
                "A legitimate interest (6-1-f) does not count for public authorities in the performance of their tasks (GDPR, article 6-1, last subparagraph).",
            ),
            Sentence::new(
                "Nommez le point qui vaut : le plus souvent « RGPD, article 6-1-e ».",
                "Name the point that counts: most often “GDPR, article 6-1-e”.",
            ),
        );
    }
    if grounds.contains(&Ground::Obligation) && demarche.legal_basis.is_none() {
        draft.report.warning(
            "privacy.no_law",
            basis.place,
            Sentence::new(
                "« basis » s'appuie sur une obligation légale (6-1-c), et rien ne dit laquelle.",
                "“basis” rests on a legal obligation (6-1-c), and nothing says which.",
            ),
            Sentence::new(
                "Nommez le texte sous « legal_basis » : l'usager le lit (RGPD, article 6-3).",
                "Name the text of law under “legal_basis”: citizens read it (GDPR, article 6-3).",
            ),
        );
    }
}
