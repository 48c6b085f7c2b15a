//! Finds conditions that are decided by an answer of a later page: who goes straight on never sees what they show.

use super::draft::Draft;
use crate::{definition::tree::Place, demarche::Demarche, diagnostic::Sentence, expression::Expression};

/// A field or page shown by what is only asked for later.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    let mut found: Vec<(Place, String, String)> = Vec::new();
    let mut look = |expression: &Expression, place: Place, page: usize| {
        for read in expression.reads() {
            let asked = demarche.at(read).filter(|read| read.computed.is_none());
            if let Some(later) = asked.and_then(|read| read.page)
                && later > page
            {
                found.push((place, read.clone(), demarche.pages[later].id.clone()));
            }
        }
    };
    for (node, origin) in draft.nodes.iter().zip(&draft.origins) {
        let Some(page) = node.page.filter(|_| node.computed.is_none()) else {
            continue;
        };
        for (expression, place) in &origin.expressions {
            look(expression, *place, page);
        }
    }
    for (number, page) in draft.pages.iter().enumerate() {
        if let (Some(expression), Some(Some(place))) = (&page.show_if, draft.page_conditions.get(number)) {
            look(expression, *place, number);
        }
    }
    for (place, read, page) in found {
        draft.report.warning(
            "journey.reads_later",
            place,
            Sentence::new(
                format!("La condition dépend de « {read} », qui n'est demandé que plus loin, à la page « {page} »."),
                format!("The condition depends on “{read}”, which is only asked for later, on the page “{page}”."),
            ),
            Sentence::new("Demandez d'abord ce dont le reste dépend.", "Ask first for what the rest depends on."),
        );
    }
}
