//! Finds what is asked and sent to nobody: data must not be collected without use (RGPD, article 5-1-c).

use std::collections::BTreeSet;

use super::draft::{Draft, above};
use crate::{
    demarche::{Computed, Demarche, NodeId, NodeKind, To},
    diagnostic::Sentence,
};

/// A question that no recipient gets and no expression reads.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    if demarche.recipients.is_empty() || demarche.recipients.len() < draft.procedure.recipients.len() {
        return;
    }
    // What a list that could not be read gives away is not known.
    if draft.procedure.recipients.iter().any(|recipient| !recipient.receives_is_read) {
        return;
    }
    let received: BTreeSet<&str> =
        demarche.recipients.iter().flat_map(|recipient| &recipient.receives).map(String::as_str).collect();
    let decisive = decisive(demarche);
    // By node: whether it, or a group around it, was told.
    let mut told = vec![false; draft.nodes.len()];
    for index in 0..draft.nodes.len() {
        let Ok(number) = u32::try_from(index) else {
            return;
        };
        let node = draft.node(NodeId(number));
        if node.parent.is_some_and(|NodeId(parent)| told[parent as usize]) {
            told[index] = true;
            continue;
        }
        if node.path.is_empty() || node.page.is_none() {
            continue;
        }
        let is_leaf = matches!(node.kind, NodeKind::Field(_));
        let is_received = above(&node.path).any(|around| received.contains(around))
            || (!is_leaf && holds_below(&received, &node.path));
        if is_received || holds_below(&decisive, &node.path) {
            continue;
        }
        let path = node.path.clone();
        let place = draft.origin(NodeId(number)).listed.unwrap_or(draft.origin(NodeId(number)).place);
        draft.report.warning(
            "routing.never_sent",
            place,
            Sentence::new(
                format!("« {path} » est demandé, mais aucun destinataire ne le reçoit."),
                format!("“{path}” is asked for, but no recipient gets it."),
            ),
            Sentence::new(
                "Ajoutez-le à « receives », ou ne le demandez pas.",
                "Add it to “receives”, or do not ask for it.",
            ),
        );
        told[index] = true;
    }
}

/// The answers that decide something of the démarche, so that asking for them has a use.
fn decisive(demarche: &Demarche) -> BTreeSet<&str> {
    let mut decisive: BTreeSet<&str> = BTreeSet::new();
    let expressions = demarche
        .nodes
        .iter()
        .flat_map(|node| &node.show_if)
        .chain(demarche.pages.iter().filter_map(|page| page.show_if.as_ref()))
        .chain(demarche.stops.iter().map(|stop| &stop.stop_if))
        .chain(demarche.recipients.iter().filter_map(|recipient| recipient.when.as_ref()))
        .chain(demarche.prefill.iter().filter_map(|prefill| prefill.when.as_ref()));
    for expression in expressions {
        decisive.extend(expression.reads().iter().map(String::as_str));
    }
    decisive.extend(
        demarche.nodes.iter().filter_map(|node| node.computed.as_ref()).flat_map(Computed::reads).map(String::as_str),
    );
    decisive.extend(demarche.recipients.iter().filter_map(|recipient| match &recipient.to {
        To::CommuneOf { path } | To::DepartementOf { path } => Some(path.as_str()),
        To::Organisation { .. } => None,
    }));
    decisive
}

/// Whether one of the paths is `path` or lies below it.
fn holds_below(paths: &BTreeSet<&str>, path: &str) -> bool {
    // « . » comes before every sign of a name, so what lies below stands right behind.
    let below = format!("{path}.");
    paths.contains(path) || paths.range(below.as_str()..).next().is_some_and(|next| next.starts_with(&below))
}
