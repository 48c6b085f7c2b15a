//! Finds what is asked and sent to nobody: data must not be collected without use (RGPD, article 5-1-c).

use super::draft::Draft;
use crate::{
    demarche::{Demarche, NodeId, NodeKind},
    diagnostic::Sentence,
    path,
};

/// A question that no recipient gets and no expression reads.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    if demarche.recipients.is_empty() || demarche.recipients.len() < draft.procedure.recipients.len() {
        return;
    }
    let mut told: Vec<String> = Vec::new();
    for index in 0..draft.nodes.len() {
        let Ok(number) = u32::try_from(index) else {
            return;
        };
        let node = draft.node(NodeId(number));
        if node.path.is_empty() || node.page.is_none() || told.iter().any(|group| path::is_within(&node.path, group)) {
            continue;
        }
        let is_leaf = matches!(node.kind, NodeKind::Field(_));
        let received = |candidate: &str| {
            demarche.recipients.iter().any(|recipient| {
                recipient
                    .receives
                    .iter()
                    .any(|given| path::is_within(candidate, given) || (!is_leaf && path::is_within(given, candidate)))
            })
        };
        if received(&node.path) || decides_something(demarche, &node.path) {
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
        told.push(path);
    }
}

/// Whether something of the démarche is decided by the answer, so that asking has a use.
fn decides_something(demarche: &Demarche, path: &str) -> bool {
    let reads =
        |expression: &crate::expression::Expression| expression.reads().iter().any(|read| path::is_within(read, path));
    demarche.nodes.iter().any(|node| node.show_if.iter().any(reads) || node.computed.as_ref().is_some_and(reads))
        || demarche.pages.iter().any(|page| page.show_if.as_ref().is_some_and(reads))
        || demarche.stops.iter().any(|stop| reads(&stop.stop_if))
        || demarche.recipients.iter().any(|recipient| {
            recipient.when.as_ref().is_some_and(reads)
                || matches!(&recipient.to, crate::demarche::To::CommuneOf { path: commune } if path::is_within(commune, path))
        })
        || demarche.prefill.iter().any(|prefill| prefill.when.as_ref().is_some_and(reads))
}
