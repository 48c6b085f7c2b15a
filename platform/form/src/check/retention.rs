//! Checks that the démarche says how long the data are kept (RGPD, article 5-1-e).

use super::draft::Draft;
use crate::{
    definition::procedure::Procedure,
    demarche::{Delay, Demarche, Retention},
    diagnostic::Sentence,
    text::Text,
};

/// A draft of a démarche that does not say.
const DRAFT: Delay = Delay::Days(30);
/// A delivered dossier of a démarche that does not say.
const DELIVERED: Delay = Delay::Days(30);
/// A receipt of a démarche that does not say.
const RECEIPT: Delay = Delay::Years(5);

/// What the démarche says, and the platform's shortest where it says nothing.
pub(super) fn of(procedure: &Procedure, basis: Option<Text>) -> Retention {
    let entry = procedure.retention.as_ref();
    let delay =
        |given: Option<crate::definition::tree::Spanned<Delay>>, without| given.map_or(without, |delay| delay.value);
    Retention {
        draft: delay(entry.and_then(|entry| entry.draft), DRAFT),
        delivered: delay(entry.and_then(|entry| entry.delivered), DELIVERED),
        receipt: delay(entry.and_then(|entry| entry.receipt), RECEIPT),
        basis,
    }
}

/// A démarche that does not say.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    if draft.procedure.retention.is_none() {
        draft.report.error(
            "retention.missing",
            draft.procedure.place,
            Sentence::new(
                "La démarche ne dit pas combien de temps les données sont gardées.",
                "The démarche does not say how long the data are kept.",
            ),
            Sentence::new(
                "Ajoutez « retention: { draft: 30 days, delivered: 30 days, receipt: 5 years, basis: … } ».",
                "Add “retention: { draft: 30 days, delivered: 30 days, receipt: 5 years, basis: … }”.",
            ),
        );
    }
}
