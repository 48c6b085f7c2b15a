//! Finds pages that cannot be saved, and dossiers that cannot be sent, within the time of one request, where every plugin and every source
//! takes all the time that it may.

use std::{collections::BTreeSet, time::Duration};

use super::{channel::most_rows, draft::Draft};
use crate::{
    checker::{CALL_LIMIT, TURN_LIMIT},
    definition::tree::Place,
    demarche::{Computed, DecidedBy, Demarche, NodeId, Rule},
    diagnostic::Sentence,
};

/// Seconds until a request must be answered.
pub const REQUEST_SECONDS: u64 = 120;
/// How often one request holds the démarche against answers, at most: each time, a plugin that computes is asked once more.
pub const HELD_PER_REQUEST: u32 = 12;

/// What is waited for in one request.
#[derive(Default)]
struct Waits {
    time: Duration,
    /// What takes most of it: where the author would begin.
    longest: Option<(Duration, Place)>,
}

impl Waits {
    fn add(&mut self, time: Duration, place: Place) {
        self.time = self.time.saturating_add(time);
        if self.longest.is_none_or(|(longest, _)| time > longest) {
            self.longest = Some((time, place));
        }
    }
}

/// Each page as « Continuer » saves it, and all of them together as they are sent.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    let computing = computing(draft, demarche);
    let mut slow = Vec::new();
    for (index, page) in demarche.pages.iter().enumerate() {
        let mut waits = Waits::default();
        for rule in demarche.rules.iter().filter(|rule| rule.page == index) {
            // Those that warn are asked once too.
            add_rule(&mut waits, draft, demarche, rule, 1);
        }
        // A source is asked before the page is judged, and one at a time.
        let source = demarche
            .sources
            .iter()
            .filter(|source| demarche.at(&source.mount).is_some_and(|node| node.page == Some(index)))
            .max_by_key(|source| source.time_limit);
        if let Some(source) = source {
            waits.add(Duration::from_secs(source.time_limit.into()), place_of(draft, demarche, &source.mount));
        }
        add_computing(&mut waits, &computing);
        slow.push((waits, format!("Enregistrer la page « {} »", page.id), format!("Saving the page “{}”", page.id)));
    }
    let mut waits = Waits::default();
    for rule in &demarche.rules {
        // What was warned of is looked for again, and then written down.
        add_rule(&mut waits, draft, demarche, rule, if rule.warning { 2 } else { 1 });
    }
    add_computing(&mut waits, &computing);
    slow.push((waits, "Envoyer le dossier".to_owned(), "Sending the dossier".to_owned()));
    for (waits, fr, en) in slow {
        let Some((_, place)) = waits.longest.filter(|_| waits.time > Duration::from_secs(REQUEST_SECONDS)) else {
            continue;
        };
        // What nobody would wait for is counted to the hour.
        let seconds = waits.time.as_secs().min(99_999);
        draft.report.warning(
            "journey.too_slow",
            place,
            Sentence::new(
                format!("{fr} peut demander {seconds} secondes, si les plugins prennent tout leur temps ; une requête en a {REQUEST_SECONDS}."),
                format!("{en} can take {seconds} seconds, if the plugins take all their time; a request has {REQUEST_SECONDS}."),
            ),
            Sentence::new(
                "Baissez « maxItems », mettez la règle au groupe plutôt qu'à chacune de ses lignes, ou réunissez plusieurs règles en un plugin.",
                "Lower “maxItems”, put the rule at the group and not at each of its rows, or bring several rules together in one plugin.",
            ),
        );
    }
}

/// A rule is asked in each row that its place stands in.
fn add_rule(waits: &mut Waits, draft: &Draft<'_>, demarche: &Demarche, rule: &Rule, times: u64) {
    let (DecidedBy::Plugin { .. }, Some(node)) = (&rule.decided_by, demarche.at(&rule.at)) else { return };
    let rows = node.repeated_in.iter().map(|group| most_rows(demarche, *group)).fold(times, u64::saturating_mul);
    let calls = u32::try_from(rows).unwrap_or(u32::MAX);
    let own = draft.procedure.rules.iter().find(|entry| entry.id.as_ref().is_some_and(|id| id.text == rule.id));
    let place = own.map_or_else(|| place_of(draft, demarche, &rule.at), |entry| entry.place);
    waits.add((CALL_LIMIT + TURN_LIMIT).saturating_mul(calls), place);
}

/// Where each question to a plugin that computes stands first: what is computed of the same answers is asked for at once.
fn computing(draft: &Draft<'_>, demarche: &Demarche) -> Vec<Place> {
    let mut questions = BTreeSet::new();
    let asked = demarche.nodes.iter().enumerate().filter(|(_, node)| match &node.computed {
        Some(Computed::Plugin { path, reads }) => questions.insert((path, reads)),
        _ => false,
    });
    asked.map(|(index, _)| draft.origins[index].listed.unwrap_or(draft.origins[index].place)).collect()
}

fn add_computing(waits: &mut Waits, computing: &[Place]) {
    for place in computing {
        waits.add((CALL_LIMIT + TURN_LIMIT).saturating_mul(HELD_PER_REQUEST), *place);
    }
}

/// Where what stands at `path` is listed, else written.
fn place_of(draft: &Draft<'_>, demarche: &Demarche, path: &str) -> Place {
    let Some(NodeId(index)) = demarche.by_path.get(path).copied() else { return draft.procedure.place };
    let origin = &draft.origins[index as usize];
    origin.listed.unwrap_or(origin.own_place)
}
