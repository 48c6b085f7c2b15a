//! Finds answers that nobody can give: locked for the citizen, and filled in by nothing, or not for who is not logged in.

use std::collections::BTreeSet;

use super::draft::{Draft, above};
use crate::{
    demarche::{Demarche, NodeId},
    diagnostic::Sentence,
};

/// A locked question that neither the vault nor a computation fills; one that is needed, and that the vault fills for some only.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    let targets: BTreeSet<&str> = demarche.prefill.iter().map(|prefill| prefill.target.as_str()).collect();
    let prefilled: Vec<bool> =
        draft.nodes.iter().map(|node| above(&node.path).any(|around| targets.contains(around))).collect();
    // By node: whether something below it is filled in. Parents come before children.
    let mut some_filled: Vec<bool> =
        draft.nodes.iter().zip(&prefilled).map(|(node, prefilled)| *prefilled || node.computed.is_some()).collect();
    for (index, node) in draft.nodes.iter().enumerate().rev() {
        if let Some(NodeId(parent)) = node.parent.filter(|_| some_filled[index]) {
            some_filled[parent as usize] = true;
        }
    }
    let mut told = vec![false; draft.nodes.len()];
    for index in 0..draft.nodes.len() {
        let node = &draft.nodes[index];
        if node.parent.is_some_and(|NodeId(parent)| told[parent as usize]) {
            told[index] = true;
            continue;
        }
        // A group is told where none of its parts is filled in, else each of its parts is looked at.
        let is_looked_at = node.locked && (node.field().is_some() || !some_filled[index] || prefilled[index]);
        if !is_looked_at || node.computed.is_some() || crate::source::is_given_only(demarche, node) {
            continue;
        }
        if !prefilled[index] {
            unfilled(draft, index);
            told[index] = true;
        } else if !demarche.login_required && needed(draft, index) {
            without_login(draft, index);
            told[index] = true;
        }
    }
}

/// Whether the place, or a question in it, must be answered.
fn needed(draft: &Draft<'_>, index: usize) -> bool {
    let Ok(number) = u32::try_from(index) else { return false };
    let questions = draft.within(NodeId(number)).into_iter().map(|inside| draft.node(inside));
    let mut needed = questions.filter(|node| node.field().is_some() && node.required && node.computed.is_none());
    needed.next().is_some()
}

fn unfilled(draft: &mut Draft<'_>, index: usize) {
    let origin = &draft.origins[index];
    let (path, place) = (draft.nodes[index].path.clone(), origin.listed.unwrap_or(origin.place));
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

fn without_login(draft: &mut Draft<'_>, index: usize) {
    let origin = &draft.origins[index];
    let (path, place) = (draft.nodes[index].path.clone(), origin.listed.unwrap_or(origin.place));
    draft.report.error(
        "field.locked_without_login",
        place,
        Sentence::new(
            format!("« {path} » est exigé et verrouillé, mais le coffre ne le remplit que pour qui est connecté."),
            format!("“{path}” is needed and locked, but the vault fills it in only for who is logged in."),
        ),
        Sentence::new(
            "Écrivez « login: { required: true } », ou retirez « locked ».",
            "Write “login: { required: true }”, or remove “locked”.",
        ),
    );
}
