//! Finds rules that are not played although all they read is shown: their place can be hidden, and a rule plays only where its place is seen.

use std::collections::BTreeSet;

use super::{constants::Answers, draft::Draft};
use crate::{
    demarche::{Computed, DecidedBy, Demarche, NodeId, Rule},
    diagnostic::Sentence,
    expression::{self, Domain, Domains, Expression},
};

/// What looking at one place that a rule reads counts for.
const STEPS_A_PLACE: u32 = 10;

/// A rule or warning whose place can be hidden where it would refuse or warn.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    for rule in &demarche.rules {
        if !can_be_passed_over(draft, demarche, rule) {
            continue;
        }
        let at = &rule.at;
        let read = rule.reads().first().cloned().unwrap_or_default();
        let place = draft.place_of_rule(rule);
        draft.report.warning(
            "rule.never_played",
            place,
            Sentence::new(
                format!("Quand « {at} » est caché, cette règle ne joue pas, même si tout ce qu'elle lit est montré."),
                format!("Where “{at}” is hidden, this rule does not play, even if all that it reads is shown."),
            ),
            Sentence::new(
                format!("Mettez « at » sur une réponse qu'elle lit : « at: {read} »."),
                format!("Put “at” on an answer that it reads: “at: {read}”."),
            ),
        );
    }
}

/// The answers, all that a rule reads being shown and answered.
struct Read<'s, 'd, 'a> {
    answers: Answers<'d, 'a>,
    read: &'s BTreeSet<NodeId>,
}

impl Domains for Read<'_, '_, '_> {
    fn domain(&self, path: &str) -> (Domain, bool) {
        let (domain, can_be_missing) = self.answers.domain(path);
        // The code of an entry is there when the entry is.
        let known = |path| self.answers.0.id_at(path);
        let is_read =
            known(path).or_else(|| known(crate::path::around(path))).is_some_and(|id| self.read.contains(&id));
        (domain, can_be_missing && !is_read)
    }
}

/// Whether some answers hide the rule's place, show all that it reads, and do not satisfy it. Nothing is claimed of rows.
fn can_be_passed_over(draft: &mut Draft<'_>, demarche: &Demarche, rule: &Rule) -> bool {
    let Some(at) = demarche.by_path.get(&rule.at).copied().filter(|at| draft.origin(*at).can_be_hidden) else {
        return false;
    };
    let read = all_read(draft, rule.reads());
    let in_rows = |id: &NodeId| !demarche.node(*id).repeated_in.is_empty();
    // A rule that reads what stands at its place, or in it, or around it, is about that.
    let about = |id: &NodeId| {
        let (path, at) = (demarche.node(*id).path.as_str(), rule.at.as_str());
        crate::path::is_within(path, at) || crate::path::is_within(at, path)
    };
    if read.is_empty() || in_rows(&at) || read.iter().any(|id| in_rows(id) || about(id)) {
        return false;
    }
    let shown: Vec<&Expression> = read.iter().flat_map(|id| conditions(demarche, *id)).collect();
    let known: BTreeSet<&str> = shown.iter().map(|condition| condition.text()).collect();
    let hiding: Vec<&Expression> =
        conditions(demarche, at).filter(|condition| !known.contains(condition.text())).collect();
    let before = demarche.stops.iter().filter(|stop| stop.page <= rule.page).map(|stop| (&stop.stop_if, false));
    let broken = match &rule.decided_by {
        DecidedBy::Expression(must) => Some((must, false)),
        DecidedBy::Plugin { .. } => None,
    };
    let around: Vec<(&Expression, bool)> =
        shown.iter().map(|condition| (*condition, true)).chain(before).chain(broken).collect();
    let mut budget = draft.reasoning;
    let domains = Read { answers: Answers(draft), read: &read };
    let found = hiding.into_iter().any(|condition| {
        let mut wanted = around.clone();
        wanted.push((condition, false));
        let certain = |path: &String| !domains.answers.is_unknown(path);
        // What is known of nothing could be anything: nothing is claimed.
        if !condition.reads().iter().all(certain) {
            return false;
        }
        let possible = expression::outlook(&wanted, &domains, &mut budget).possible;
        // Nor where nothing may be spent on looking any more.
        possible && budget > 0
    });
    draft.reasoning = budget;
    found
}

/// The places read, with all that the computed ones of them are made of.
fn all_read(draft: &mut Draft<'_>, reads: &[String]) -> BTreeSet<NodeId> {
    let mut open: Vec<NodeId> = reads.iter().filter_map(|read| draft.id_at(read)).collect();
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        // Many rules over long chains of values are many places.
        draft.reasoning = draft.reasoning.saturating_sub(STEPS_A_PLACE);
        if found.insert(id) && draft.reasoning > 0 {
            let made_of = draft.node(id).computed.iter().flat_map(Computed::reads);
            open.extend(made_of.filter_map(|read| draft.id_at(read)));
        }
    }
    found
}

/// All that shows a place: its own conditions, those of the groups around it, that of its page.
fn conditions(demarche: &Demarche, id: NodeId) -> impl Iterator<Item = &Expression> {
    let node = demarche.node(id);
    let page = node.page.and_then(|page| demarche.pages[page].show_if.as_ref());
    let around = std::iter::successors(Some(node), |node| node.parent.map(|parent| demarche.node(parent)));
    around.flat_map(|node| &node.show_if).chain(page)
}
