//! Finds what depends on an answer of a later page: conditions, because who goes straight on never sees what they show; rules, because
//! nobody sees what they say; computed values, because they stand there without a value.

use super::draft::Draft;
use crate::{
    definition::tree::Place,
    demarche::{Demarche, Node, NodeId},
    diagnostic::Sentence,
    expression::Expression,
};

/// What is shown, refused or computed by what is only asked for later.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    conditions(draft, demarche);
    rules(draft, demarche);
    computed(draft, demarche);
}

/// A field or page shown by what is only asked for later.
fn conditions(draft: &mut Draft<'_>, demarche: &Demarche) {
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

/// A rule that is decided on a later page than the one its fault stands on: that page refuses without a word.
fn rules(draft: &mut Draft<'_>, demarche: &Demarche) {
    for rule in &demarche.rules {
        let Some(page) = demarche.at(&rule.at).and_then(|at| at.page).filter(|page| *page < rule.page) else {
            continue;
        };
        let Some(read) = last_read(draft, demarche, rule.reads(), rule.page) else { continue };
        let (at, shown, decided) = (&rule.at, &demarche.pages[page].id, &demarche.pages[rule.page].id);
        // Of what stands in rows, the repeated group: the rule is decided once.
        let told_at = read.repeated_in.first().map_or(read, |rows| demarche.node(*rows));
        let (read, told_at) = (&read.path, &told_at.path);
        let place = draft.place_of_rule(rule);
        draft.report.error(
            "rule.reads_later",
            place,
            Sentence::new(
                format!("La règle lit « {read} », connu à la page « {decided} », et se dit à « {at} », sur la page « {shown} » d'avant : la page « {decided} » n'avancerait pas, sans dire pourquoi."),
                format!("The rule reads “{read}”, known on the page “{decided}”, and is told at “{at}”, on the earlier page “{shown}”: the page “{decided}” would not go on, and not say why."),
            ),
            Sentence::new(
                format!("Mettez « at » sur une réponse de la page « {decided} » que la règle lit : « at: {told_at} »."),
                format!("Put “at” on an answer of the page “{decided}” that the rule reads: “at: {told_at}”."),
            ),
        );
    }
}

/// What is read that is only known on `page`, first what is asked for there.
fn last_read<'d>(draft: &Draft<'_>, demarche: &'d Demarche, reads: &[String], page: usize) -> Option<&'d Node> {
    let read = reads.iter().filter_map(|read| draft.id_at(read));
    let last = read.filter(|NodeId(read)| draft.last_pages.get(*read as usize) == Some(&page));
    let last = last.map(|id| demarche.node(id));
    last.min_by_key(|node| (node.page != Some(page), node.computed.is_some(), node.repeated_in.len()))
}

/// A computed value that stands on an earlier page than what it is computed of: it has no value there yet.
fn computed(draft: &mut Draft<'_>, demarche: &Demarche) {
    for (index, node) in demarche.nodes.iter().enumerate() {
        let (Some(computed), Some(page), Some(last)) = (&node.computed, node.page, draft.last_pages.get(index)) else {
            continue;
        };
        let last = *last;
        let Some(read) = last_read(draft, demarche, computed.reads(), last).filter(|_| page < last) else { continue };
        let (path, read) = (&node.path, &read.path);
        let (shown, asked) = (&demarche.pages[page].id, &demarche.pages[last].id);
        let cause = Sentence::new(
            format!(
                "« {path} » est montré à la page « {shown} », mais se calcule de « {read} », qui n'est connu que plus loin, à la page « {asked} »."
            ),
            format!(
                "“{path}” is shown on the page “{shown}”, but computed of “{read}”, which is only known later, on the page “{asked}”."
            ),
        );
        let cure = Sentence::new(
            format!("Montrez « {path} » à la page « {asked} », ou plus loin."),
            format!("Show “{path}” on the page “{asked}”, or later."),
        );
        let place = draft.origins[index].listed.unwrap_or(draft.origins[index].own_place);
        // A page that needs the value cannot be left before it is there.
        if node.required {
            draft.report.error("journey.shown_early", place, cause, cure);
        } else {
            draft.report.warning("journey.shown_early", place, cause, cure);
        }
    }
}
