//! Checks the default values that a schema gives its readers: each must be an answer that the field accepts.

use super::draft::Draft;
use crate::{
    demarche::{Demarche, NodeKind},
    diagnostic::Sentence,
};

/// A default that the field would refuse.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    for index in 0..draft.nodes.len() {
        let NodeKind::Field(field) = &draft.nodes[index].kind else {
            continue;
        };
        let Some(default) = &draft.origins[index].default else {
            continue;
        };
        let accepted = field
            .field_type
            .read_wire(&default.to_json(), field, draft.lookup)
            .is_some_and(|value| field.field_type.check(&value, field).is_empty());
        if accepted {
            continue;
        }
        let (place, path) = (default.place, draft.nodes[index].path.clone());
        draft.report.error(
            "schema.bad_default",
            place,
            Sentence::new(
                format!("La valeur par défaut de « {path} » n'est pas une réponse correcte."),
                format!("The default value of “{path}” is not a valid answer."),
            ),
            Sentence::new("Corrigez-la, ou retirez « default ».", "Correct it, or remove “default”."),
        );
    }
}
