//! Finds what nobody reaches: a page behind a stop that always holds, or what is shown only to those whom a stop has sent away before.

use super::{constants, draft::Draft};
use crate::{
    definition::tree::Place,
    demarche::{Demarche, Node, Stop},
    diagnostic::Sentence,
    expression::Expression,
};

/// Pages, groups and questions that no answers lead to although each condition by itself can hold.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    let closed = closing_stop(draft, demarche);
    // By page: whether it was told, and so all that it shows.
    let mut told: Vec<bool> = Vec::with_capacity(draft.pages.len());
    for number in 0..draft.pages.len() {
        let condition = draft.pages[number].show_if.clone();
        let stop = match closed.filter(|stop| stop.page < number) {
            Some(stop) => Some(stop.id.clone()),
            None => sent_away(draft, demarche, number, &condition.iter().collect::<Vec<_>>()),
        };
        told.push(stop.is_some());
        if let Some(stop) = stop {
            let place = draft.page_conditions.get(number).copied().flatten().unwrap_or(page_place(draft, number));
            unreached(draft, place, &stop);
        }
    }
    for index in 0..demarche.nodes.len() {
        let node = &demarche.nodes[index];
        if let Some(page) = node.page.filter(|page| !told[*page]) {
            question(draft, demarche, index, node, page);
        }
    }
}

/// A question or group with a condition of its own, among those around it.
fn question(draft: &mut Draft<'_>, demarche: &Demarche, index: usize, node: &Node, page: usize) {
    if node.show_if.is_empty() || !node.repeated_in.is_empty() {
        return;
    }
    let around = groups_around(demarche, node).flat_map(|group| &group.show_if);
    let conditions: Vec<&Expression> = demarche.pages[page].show_if.iter().chain(&node.show_if).chain(around).collect();
    let Some((_, place)) = draft.origins[index].expressions.last().cloned() else {
        return;
    };
    if let Some(stop) = sent_away(draft, demarche, page, &conditions) {
        unreached(draft, place, &stop);
    } else if conditions.len() > 1 {
        let together: Vec<(&Expression, bool)> = conditions.iter().map(|condition| (*condition, true)).collect();
        let alone = conditions.iter().all(|condition| constants::outlook(draft, &[(*condition, true)]).possible);
        if alone && !constants::outlook(draft, &together).possible {
            contradiction(draft, place);
        }
    }
}

fn groups_around<'d>(demarche: &'d Demarche, node: &Node) -> impl Iterator<Item = &'d Node> {
    let mut next = node.parent;
    std::iter::from_fn(move || {
        let group: &Node = demarche.node(next?);
        next = group.parent;
        Some(group)
    })
}

/// The first stop that holds whatever is answered.
fn closing_stop<'d>(draft: &mut Draft<'_>, demarche: &'d Demarche) -> Option<&'d Stop> {
    let mut closing = demarche.stops.iter().filter(|stop| {
        let found = constants::outlook(draft, &[(&stop.stop_if, true)]);
        found.possible && !found.avoidable
    });
    closing.next()
}

/// The stop of an earlier page that sends away everybody for whom the conditions hold, where there is one.
fn sent_away(draft: &mut Draft<'_>, demarche: &Demarche, page: usize, conditions: &[&Expression]) -> Option<String> {
    let wanted: Vec<(&Expression, bool)> = conditions.iter().map(|condition| (*condition, true)).collect();
    if wanted.is_empty() {
        return None;
    }
    for stop in demarche.stops.iter().filter(|stop| stop.page < page) {
        // Many stops before many questions are many pairs.
        draft.reasoning = draft.reasoning.saturating_sub(u32::try_from(stop.stop_if.reads().len()).unwrap_or(u32::MAX));
        if draft.reasoning == 0 {
            return None;
        }
        let shared = |condition: &&Expression| stop.stop_if.reads().iter().any(|read| condition.reads().contains(read));
        let shared = conditions.iter().any(shared);
        if !shared || !constants::outlook(draft, &wanted).possible {
            continue;
        }
        let mut with_stop = wanted.clone();
        with_stop.push((&stop.stop_if, false));
        if !constants::outlook(draft, &with_stop).possible {
            return Some(stop.id.clone());
        }
    }
    None
}

fn page_place(draft: &Draft<'_>, number: usize) -> Place {
    draft
        .procedure
        .pages
        .get(number)
        .map(|entry| entry.id.as_ref().map_or(entry.place, |id| id.place))
        .unwrap_or_default()
}

fn unreached(draft: &mut Draft<'_>, place: Place, stop: &str) {
    draft.report.error(
        "journey.unreached",
        place,
        Sentence::new(
            format!("Personne n'arrive ici : l'arrêt « {stop} » renvoie avant tous ceux que cela concerne."),
            format!("Nobody gets here: the stop “{stop}” sends away beforehand all whom it concerns."),
        ),
        Sentence::new("Corrigez la condition, ou l'arrêt.", "Correct the condition, or the stop."),
    );
}

fn contradiction(draft: &mut Draft<'_>, place: Place) {
    draft.report.error(
        "journey.unreached",
        place,
        Sentence::new(
            "Personne n'arrive ici : cette condition contredit celle du groupe ou de la page autour.",
            "Nobody gets here: this condition contradicts that of the group or page around it.",
        ),
        Sentence::new("Corrigez l'une des deux.", "Correct one of the two."),
    );
}
