//! Counts what `demarche.yaml` lists, right after it was read: a list too long for any server is refused before anything is looked up in it.

use super::{
    report::Report,
    tree::{Content, Node, Place},
};
use crate::diagnostic::Sentence;

/// The most questions of a démarche, groups counted; and so the most that its pages list.
pub const MAX_FIELDS: usize = 2_000;
/// The most conditions, computed values and rules of a démarche; and so the most entries of the lists that hold them.
pub const MAX_EXPRESSIONS: usize = 5_000;
/// The most recipients: each gets a case of its own out of one submission.
pub const MAX_RECIPIENTS: usize = 200;

/// Whether the lists are short enough to be looked at; where they are not, that is told.
pub(super) fn is_kept(report: &mut Report, root: &Node) -> bool {
    let before = report.len();
    let pages = root.get("pages");
    let listed =
        pages.map(items).unwrap_or_default().iter().map(|page| 1 + page.get("fields").map_or(0, listed_fields));
    if let Some(place) = beyond(pages, listed.sum(), 2 * MAX_FIELDS) {
        too_many_fields(report, place);
    }
    for key in ["stops", "rules", "computed", "prefill"] {
        let list = root.get(key);
        if let Some(place) = beyond(list, list.map_or(0, count), MAX_EXPRESSIONS) {
            too_many_expressions(report, place);
        }
    }
    let recipients = root.get("recipients");
    if let Some(place) = beyond(recipients, recipients.map_or(0, count), MAX_RECIPIENTS) {
        report.error(
            "logic.too_complex",
            place,
            Sentence::new(
                format!("La démarche a plus de {MAX_RECIPIENTS} destinataires."),
                format!("The démarche has more than {MAX_RECIPIENTS} recipients."),
            ),
            Sentence::new(
                "Prenez « to: { commune: … } », ou découpez-la en plusieurs démarches.",
                "Use “to: { commune: … }”, or split it into several démarches.",
            ),
        );
    }
    for recipient in recipients.map(items).unwrap_or_default() {
        let received = recipient.get("receives");
        if let Some(place) = beyond(received, received.map_or(0, count), MAX_FIELDS) {
            too_many_fields(report, place);
        }
    }
    report.len() == before
}

/// Tells that there are more questions than a démarche may have.
pub(crate) fn too_many_fields(report: &mut Report, place: Place) {
    report.error(
        "definition.too_many_fields",
        place,
        Sentence::new(
            format!("La démarche a plus de {MAX_FIELDS} champs, composants déployés."),
            format!("The démarche has more than {MAX_FIELDS} fields, components expanded."),
        ),
        Sentence::new("Découpez-la en plusieurs démarches.", "Split it into several démarches."),
    );
}

/// Tells that there are more expressions than a démarche may have.
pub(crate) fn too_many_expressions(report: &mut Report, place: Place) {
    report.error(
        "logic.too_complex",
        place,
        Sentence::new(
            format!("La démarche a plus de {MAX_EXPRESSIONS} conditions, calculs et règles."),
            format!("The démarche has more than {MAX_EXPRESSIONS} conditions, computed values and rules."),
        ),
        Sentence::new("Découpez-la en plusieurs démarches.", "Split it into several démarches."),
    );
}

fn beyond(list: Option<&Node>, found: usize, limit: usize) -> Option<Place> {
    list.filter(|_| found > limit).map(|list| list.place)
}

fn items(node: &Node) -> &[Node] {
    match &node.content {
        Content::List(items) => items,
        _ => &[],
    }
}

fn count(node: &Node) -> usize {
    match &node.content {
        Content::List(items) => items.len(),
        Content::Map(entries) => entries.len(),
        Content::Scalar(_) => 0,
    }
}

/// The fields that a page lists: one item may name several.
fn listed_fields(fields: &Node) -> usize {
    items(fields).iter().map(|item| item.entries().len().max(1)).sum()
}
