//! Finds options that nobody is ever offered, and questions that may be left without any option.

use super::{constants, draft::Draft};
use crate::{
    demarche::{Demarche, Node, NodeId},
    diagnostic::Sentence,
    expression::Expression,
};

/// Options whose condition contradicts that of the question, and choices of which all options can be hidden together.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    for (index, node) in demarche.nodes.iter().enumerate() {
        if node.offers.is_empty() {
            continue;
        }
        let around = conditions(demarche, node);
        let shown: Vec<(&Expression, bool)> = around.iter().map(|condition| (*condition, true)).collect();
        if !constants::outlook(draft, &shown).possible {
            // The question itself is never shown: told already.
            continue;
        }
        for (option, condition) in &node.offers {
            let mut together = shown.clone();
            together.push((condition, true));
            if !constants::outlook(draft, &together).possible {
                never_offered(draft, index, option);
            }
        }
        let Some(field) = node.field() else { continue };
        let all_conditional = field.options.iter().all(|option| node.offers.contains_key(&option.value));
        let mut none = shown;
        none.extend(node.offers.values().map(|condition| (condition, false)));
        if all_conditional && constants::outlook(draft, &none).possible {
            none_left(draft, index, &node.path);
        }
    }
}

/// The conditions of the question, of the groups around it and of its page.
fn conditions<'d>(demarche: &'d Demarche, node: &'d Node) -> Vec<&'d Expression> {
    let mut found: Vec<&Expression> =
        node.page.and_then(|page| demarche.pages[page].show_if.as_ref()).into_iter().collect();
    let mut next = Some(node);
    while let Some(node) = next {
        found.extend(&node.show_if);
        next = node.parent.map(|NodeId(parent)| &demarche.nodes[parent as usize]);
    }
    found
}

fn never_offered(draft: &mut Draft<'_>, index: usize, option: &str) {
    let written = draft.origins[index].offers.iter().find(|(constant, ..)| constant == option);
    let place = written.map_or(draft.origins[index].place, |(_, written, _)| written.place);
    // One that is never true by itself is told at its condition.
    if draft.report.error_codes().contains(&"logic.never_true") {
        return;
    }
    draft.report.error(
        "field.option_never_offered",
        place,
        Sentence::new(
            format!("Le choix « {option} » n'est jamais offert : sa condition contredit celle de la question."),
            format!("The choice “{option}” is never offered: its condition contradicts that of the question."),
        ),
        Sentence::new("Corrigez la condition, ou retirez le choix.", "Correct the condition, or remove the choice."),
    );
}

fn none_left(draft: &mut Draft<'_>, index: usize, path: &str) {
    let place = draft.origins[index].own_place;
    draft.report.warning(
        "field.no_option_left",
        place,
        Sentence::new(
            format!(
                "« {path} » peut rester sans aucun choix : toutes leurs conditions peuvent être fausses à la fois."
            ),
            format!("“{path}” may be left without any choice: all their conditions can be false together."),
        ),
        Sentence::new(
            "Laissez un choix sans condition, ou cachez la question par « show_if ».",
            "Leave one choice without a condition, or hide the question by “show_if”.",
        ),
    );
}
