//! Finds questions that no page shows, and pages that show nothing.

use std::collections::BTreeSet;

use super::draft::Draft;
use crate::{
    demarche::{Demarche, NodeId, NodeKind},
    diagnostic::Sentence,
};

/// A place of the schema without a page, a page without a place.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    empty_pages(draft);
    // What a page shows that could not be read is not known.
    if !draft.procedure.pages_are_read {
        return;
    }
    // By node: whether it or something below it stands on a page. Parents come before children.
    let mut some_shown: Vec<bool> = draft.nodes.iter().map(|node| node.page.is_some()).collect();
    for (index, node) in draft.nodes.iter().enumerate().rev() {
        if let Some(NodeId(parent)) = node.parent.filter(|_| some_shown[index]) {
            some_shown[parent as usize] = true;
        }
    }
    // What a recipient gives back is asked of nobody here.
    let returned: BTreeSet<&str> = draft
        .procedure
        .recipients
        .iter()
        .filter_map(|entry| entry.returns.as_ref())
        .flatten()
        .map(|written| written.text.as_str())
        .collect();
    let mut told = vec![false; draft.nodes.len()];
    for index in 1..draft.nodes.len() {
        let Ok(number) = u32::try_from(index) else {
            return;
        };
        let id = NodeId(number);
        let node = draft.node(id);
        if node.parent.is_some_and(|NodeId(parent)| told[parent as usize]) {
            told[index] = true;
            continue;
        }
        // A group of which some parts stand on pages is told by the parts that do not.
        if returned.contains(node.path.as_str()) {
            told[index] = true;
            continue;
        }
        if some_shown[index] {
            continue;
        }
        let (path, place) = (node.path.clone(), draft.origin(id).own_place);
        let computed = node.computed.is_some() && matches!(node.kind, NodeKind::Field(_));
        if computed {
            draft.report.warning(
                "journey.never_shown",
                place,
                Sentence::new(
                    format!("« {path} » est calculé, mais aucune page ne le montre à l'usager."),
                    format!("“{path}” is computed, but no page shows it to the citizen."),
                ),
                Sentence::new("Ajoutez-le à une page de demarche.yaml.", "Add it to a page of demarche.yaml."),
            );
        } else {
            draft.report.error(
                "journey.never_shown",
                place,
                Sentence::new(
                    format!("« {path} » est dans le schéma, mais sur aucune page."),
                    format!("“{path}” is in the schema, but on no page."),
                ),
                Sentence::new(
                    "Ajoutez-le à une page de demarche.yaml, ou retirez-le du schéma.",
                    "Add it to a page of demarche.yaml, or remove it from the schema.",
                ),
            );
        }
        told[index] = true;
    }
}

fn empty_pages(draft: &mut Draft<'_>) {
    for (page, entry) in draft.pages.iter().zip(&draft.procedure.pages) {
        if page.shows.is_empty() && entry.fields.is_empty() && entry.fields_are_read {
            draft.report.error(
                "journey.empty_page",
                entry.place,
                Sentence::new("Cette page ne montre rien.", "This page shows nothing."),
                Sentence::new("Ajoutez des champs, ou retirez la page.", "Add fields, or remove the page."),
            );
        }
    }
}
