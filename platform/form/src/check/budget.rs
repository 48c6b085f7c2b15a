//! Holds a démarche to what a server can bear: so many questions, so many expressions.

use super::draft::{Draft, MAX_EXPRESSIONS, MAX_FIELDS};
use crate::{definition::tree::Place, demarche::Demarche, diagnostic::Sentence};

/// Too many expressions.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    if draft.expressions > MAX_EXPRESSIONS {
        let place = draft.procedure.place;
        draft.report.error(
            "logic.too_complex",
            place,
            Sentence::new(
                format!("La démarche a plus de {MAX_EXPRESSIONS} conditions, calculs et règles."),
                format!("The démarche has more than {MAX_EXPRESSIONS} conditions, computed values and rules."),
            ),
            Sentence::new("Découpez-la en plusieurs démarches.", "Split it into several démarches."),
        );
    }
}

/// Too many questions, told before anything is made of them.
pub(super) fn fields(draft: &mut Draft<'_>, schema: Place) {
    if draft.nodes.len() > MAX_FIELDS {
        draft.report.error(
            "definition.too_many_fields",
            schema,
            Sentence::new(
                format!("La démarche a plus de {MAX_FIELDS} champs, composants déployés."),
                format!("The démarche has more than {MAX_FIELDS} fields, components expanded."),
            ),
            Sentence::new("Découpez-la en plusieurs démarches.", "Split it into several démarches."),
        );
    }
}
