//! Finds attachments of which nobody said how large they may be: the citizen learns it from a refusal, and the partner from its mailbox.

use super::draft::Draft;
use crate::{demarche::Demarche, diagnostic::Sentence};

/// A file whose size neither the page nor the component limits.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    for index in 0..draft.nodes.len() {
        let origin = &draft.origins[index];
        if !origin.unlimited {
            continue;
        }
        let (path, place) = (draft.nodes[index].path.clone(), origin.listed.unwrap_or(origin.place));
        draft.report.warning(
            "attachment.no_limit",
            place,
            Sentence::new(
                format!("Rien ne dit la taille que peut avoir « {path} »."),
                format!("Nothing says how large “{path}” may be."),
            ),
            Sentence::new("Ajoutez par exemple « max_size: 5 MB ».", "Add for instance “max_size: 5 MB”."),
        );
    }
}
