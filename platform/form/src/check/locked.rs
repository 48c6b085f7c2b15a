//! Finds answers that nobody can give: locked for the citizen, and filled in by nothing.

use super::draft::Draft;
use crate::{
    demarche::{Demarche, NodeId},
    diagnostic::Sentence,
    path,
};

/// A locked question that neither the vault nor a computation fills.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    for index in 0..draft.nodes.len() {
        let Ok(number) = u32::try_from(index) else {
            return;
        };
        let node = draft.node(NodeId(number));
        let filled = node.computed.is_some()
            || demarche.prefill.iter().any(|prefill| path::is_within(&node.path, &prefill.target));
        if !node.locked || filled {
            continue;
        }
        let origin = draft.origin(NodeId(number));
        let (path, place) = (node.path.clone(), origin.listed.unwrap_or(origin.place));
        draft.report.error(
            "field.locked_unfilled",
            place,
            Sentence::new(
                format!("« {path} » est verrouillé, et rien ne le remplit."),
                format!("“{path}” is locked, and nothing fills it in."),
            ),
            Sentence::new(
                "Ajoutez-le à « prefill » ou à « computed », ou retirez « locked ».",
                "Add it to “prefill” or “computed”, or remove “locked”.",
            ),
        );
    }
}
