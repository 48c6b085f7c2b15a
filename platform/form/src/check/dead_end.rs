//! Finds answers that routing needs and that can be missing: who leaves them out, or never sees them, sends a dossier to nobody.

use super::draft::Draft;
use crate::{demarche::Demarche, diagnostic::Sentence};

/// A recipient that is found by a place which need not be answered, or can be hidden, while nothing says when it receives a case.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    for entry in &draft.procedure.recipients {
        let Some(asked) = entry.commune.as_ref().or(entry.departement.as_ref()).filter(|_| entry.when.is_none()) else {
            continue;
        };
        let Some(id) = draft.id_at(&asked.text) else {
            continue;
        };
        // What is no place at all was told.
        if draft.node(id).field().is_none_or(|field| field.referential.is_none()) {
            continue;
        }
        let origin = draft.origin(id);
        if !origin.can_be_blank && !origin.can_be_hidden {
            continue;
        }
        draft.report.error(
            "routing.dead_end",
            asked.place,
            Sentence::new(
                format!("« {} » peut manquer : le dossier n'aurait alors pas de destinataire.", asked.text),
                format!("“{}” may be missing: the dossier would then have no recipient.", asked.text),
            ),
            Sentence::new(
                "Exigez cette réponse et montrez-la toujours, ou dites quand ce destinataire reçoit : « when: \"has(…)\" ».",
                "Require this answer and always show it, or say when this recipient receives: “when: \"has(…)\"”.",
            ),
        );
    }
}
