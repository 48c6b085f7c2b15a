//! Counts what the scenarios of a démarche have tried: pages, questions, rules that passed and that refused, conditions that were true and that
//! were false, stops, recipients.

use std::collections::BTreeSet;

use super::verdicts::{Recorder, Said};
use crate::{
    demarche::{DecidedBy, Demarche, Node, Rule},
    expression::{self, Expression, Here, RuleOutcome},
    routing,
    state::State,
};

/// What is counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `pages`, `fields`, `rules`, `conditions`, `stops`, `recipients`.
    pub name: &'static str,
    /// What there is to try: an id or a path, for rules and conditions with the outcome behind it (`majeur: refused`).
    pub all: BTreeSet<String>,
    /// What was tried.
    pub seen: BTreeSet<String>,
}

impl Group {
    /// What was not.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        self.all.difference(&self.seen).map(String::as_str)
    }
}

/// What scenarios have tried of a démarche.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// In a fixed order.
    pub groups: Vec<Group>,
}

const PAGES: usize = 0;
const FIELDS: usize = 1;
const RULES: usize = 2;
const CONDITIONS: usize = 3;
const STOPS: usize = 4;
const RECIPIENTS: usize = 5;

impl Coverage {
    /// What there is to try, nothing of it tried.
    pub fn of(demarche: &Demarche) -> Self {
        let group = |name, all: BTreeSet<String>| Group { name, all, seen: BTreeSet::new() };
        let pages = demarche.pages.iter().filter(|page| !page.shows.is_empty()).map(|page| page.id.clone());
        let asked = |node: &&Node| node.field().is_some() && node.page.is_some();
        let both = |name: &str, outcomes: [&str; 2]| outcomes.map(|outcome| format!("{name}: {outcome}"));
        let rules = demarche.rules.iter().flat_map(|rule| both(&rule.id, ["passed", "refused"]));
        let mut conditions = BTreeSet::new();
        each_condition(demarche, &mut |name, _, _| conditions.extend(both(name, ["true", "false"])));
        Self {
            groups: vec![
                group("pages", pages.collect()),
                group("fields", demarche.nodes.iter().filter(asked).map(|node| node.path.clone()).collect()),
                group("rules", rules.collect()),
                group("conditions", conditions),
                group("stops", demarche.stops.iter().map(|stop| stop.id.clone()).collect()),
                group("recipients", demarche.recipients.iter().map(|recipient| recipient.id.clone()).collect()),
            ],
        }
    }

    /// How much was tried, in whole percent, rounded down; a démarche with nothing to try is tried in full.
    pub fn percent(&self) -> u32 {
        let all: usize = self.groups.iter().map(|group| group.all.len()).sum();
        let seen: usize = self.groups.iter().map(|group| group.seen.len()).sum();
        u32::try_from((seen * 100).checked_div(all).unwrap_or(100)).unwrap_or(100)
    }

    fn see(&mut self, group: usize, name: impl Into<String>) {
        let (name, group) = (name.into(), &mut self.groups[group]);
        if group.all.contains(&name) {
            group.seen.insert(name);
        }
    }

    /// Counts what the answers of one scenario have tried.
    pub(super) fn add(&mut self, state: &State<'_>, recorder: &Recorder<'_>) {
        let demarche = state.demarche;
        let pages = state.pages();
        for page in &pages {
            self.see(PAGES, demarche.pages[*page].id.as_str());
            state.each_field_of_page(*page, &mut |node, _| self.see(FIELDS, node.path.as_str()));
        }
        for rule in demarche.rules.iter().filter(|rule| pages.contains(&rule.page)) {
            for refused in outcomes(state, rule, recorder) {
                self.see(RULES, format!("{}: {}", rule.id, if refused { "refused" } else { "passed" }));
            }
        }
        each_condition(demarche, &mut |name, condition, node| {
            let holds = match node {
                None => vec![expression::eval_condition(condition, state, &Here::default())],
                Some(node) => {
                    let parent =
                        |path: &str| path.rsplit_once('.').map_or(String::new(), |(parent, _)| parent.to_owned());
                    // A condition inside of what is hidden is not asked.
                    let places = state.instances(node).into_iter().filter(|path| state.visible(&parent(path)));
                    places.map(|path| expression::eval_condition(condition, state, &state.here(&path, node))).collect()
                }
            };
            for holds in holds {
                self.see(CONDITIONS, format!("{name}: {holds}"));
            }
        });
        match state.stop() {
            Some((_, stop)) => self.see(STOPS, stop.id.as_str()),
            None => {
                for recipient in
                    demarche.recipients.iter().filter(|recipient| routing::receives_a_case(state, recipient))
                {
                    self.see(RECIPIENTS, recipient.id.as_str());
                }
            }
        }
    }
}

/// Calls `act` with the name of each condition, the condition, and the node that it shows where it shows one.
fn each_condition<'d>(demarche: &'d Demarche, act: &mut dyn FnMut(&str, &'d Expression, Option<&'d Node>)) {
    for page in &demarche.pages {
        if let Some(condition) = &page.show_if {
            act(&format!("page {}", page.id), condition, None);
        }
    }
    for node in &demarche.nodes {
        for (index, condition) in node.show_if.iter().enumerate() {
            let number = if index == 0 { String::new() } else { format!(" ({})", index + 1) };
            act(&format!("{}{number}", node.path), condition, Some(node));
        }
    }
    for stop in &demarche.stops {
        act(&format!("stop {}", stop.id), &stop.stop_if, None);
    }
    for recipient in &demarche.recipients {
        if let Some(condition) = &recipient.when {
            act(&format!("recipient {}", recipient.id), condition, None);
        }
    }
}

/// Whether the rule refused, once for each place where it was decided.
fn outcomes(state: &State<'_>, rule: &Rule, recorder: &Recorder<'_>) -> Vec<bool> {
    let must = match &rule.decided_by {
        DecidedBy::Expression(must) => must,
        DecidedBy::Plugin { .. } => {
            return match recorder.said(&rule.id) {
                Said::Pass => vec![false],
                Said::Refuse => vec![true],
                Said::Unavailable | Said::NotAsked => Vec::new(),
            };
        }
    };
    let Some(node) = state.demarche.at(&rule.at) else { return Vec::new() };
    let places = state.instances(node).into_iter().filter(|path| state.visible(path));
    let decided = places.filter_map(|path| match expression::eval_rule(must, state, &state.here(&path, node)) {
        RuleOutcome::Pass => Some(false),
        RuleOutcome::Refuse => Some(true),
        RuleOutcome::MissingHidden | RuleOutcome::MissingBlank(_) | RuleOutcome::OverBudget => None,
    });
    decided.collect()
}
