//! Walks a démarche without being told how: visits every page and every question at least once, and holds what partners would get against
//! the schema published for them.
//!
//! Where a question stays hidden, the answers that its conditions read are changed, one, two or three at once, on the ways gone so far:
//! `changes.rs` says which, `alternatives.rs` to what. `unseen.rs` tells what was not reached, and why. `ending.rs` looks for a way that can be
//! sent, and tells where there is none.

mod changes;
mod ending;
mod unseen;

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};

use super::{ScenarioResult, Stage, compare, fill::Given, verdicts::Recorder};
use crate::{
    answers::{Answers, Value},
    bundle::Bundle,
    checker::Checker,
    connection::{self, Supposed, Supposing},
    definition::{self, report::Report, tree::Place},
    demarche::{DecidedBy, Demarche, Recipient},
    diagnostic::Sentence,
    expression::Expression,
    journey,
    lookup::Lookup,
    published, routing,
    state::{Facts, State},
    text::Language,
    validation, wire,
};

/// How many ways through the démarche are tried.
const MAX_WAYS: usize = 1_500;
/// From how many of the ways gone so far a hidden place is looked for.
const MAX_STARTS: usize = 6;
/// How many changes are tried on one way.
const MAX_CHANGES: usize = 150;
/// How many steps evaluations may take on all ways together, so that one with a hundred rows is not gone a thousand times.
const MAX_STEPS: u64 = 50_000_000;
/// How often a way is filled further, as answers show questions.
const MAX_ROUNDS: usize = 64;

/// Runs the walk on the day of `stage`. `sent` is the scenario, if any, whose answers could be sent.
pub(super) fn run(
    demarche: &Demarche,
    bundle: &Bundle,
    stage: Stage<'_>,
    played: &[Given],
    sent: Option<&str>,
) -> ScenarioResult {
    begin(demarche, stage.lookup, stage.checker, stage.today, |walk| {
        walk.place = Place::start_of(walk.report.add_file(definition::shown(bundle, "demarche.yaml"), ""));
        walk.validator = jsonschema::validator_for(&published::schema(demarche, None)).ok();
        for given in played {
            walk.see(given);
        }
        walk.walk();
        if !walk.sendable && sent.is_none() {
            walk.tell_no_end();
        }
        if let Some(recorder) = walk.recorder {
            recorder.tell_failures(&mut walk.report, walk.place, &BTreeSet::new());
        }
        let note = sent.filter(|_| !walk.sendable).map(|sent| {
            Sentence::new(
                format!("seul il n'est pas allé jusqu'à l'envoi, un scénario si ({sent})"),
                format!("alone it did not get as far as sending, a scenario did ({sent})"),
            )
        });
        ScenarioResult {
            name: "parcours".to_owned(),
            file: String::new(),
            title: None,
            note,
            failures: std::mem::take(&mut walk.report).into_diagnostics(),
            found: Default::default(),
        }
    })
}

/// The answers of ways on which nothing is wrong: what citizens may have answered. Those of the walk, and those that answer one question otherwise.
///
/// Where there are `recipients`, only those that are sent to one of them, which is looked for as long as none was found.
pub fn answers(
    demarche: &Demarche,
    lookup: &dyn Lookup,
    checker: &dyn Checker,
    today: Date,
    recipients: &[String],
) -> Vec<Answers> {
    begin(demarche, lookup, checker, today, |walk| {
        let facts = walk.facts;
        walk.walk();
        if !recipients.is_empty() {
            walk.facts = facts;
            walk.look_for(recipients);
        }
        for way in walk.gone.clone() {
            for node in demarche.nodes.iter().filter(|node| node.field().is_some() && node.computed.is_none()) {
                let state = State::new(demarche, &way.given.answers, facts);
                let Some(path) = state.instances(node).into_iter().next() else {
                    continue;
                };
                for value in walk.alternatives(node) {
                    if walk.is_tired() {
                        break;
                    }
                    let mut choices = way.choices.clone();
                    choices.retain(|(chosen, _)| *chosen != path);
                    choices.push((path.clone(), value));
                    let gone = walk.go(&choices);
                    walk.gone.push(gone);
                }
            }
        }
        let mut found: Vec<Answers> = Vec::new();
        for gone in std::mem::take(&mut walk.gone) {
            let state = State::new(demarche, &gone.given.answers, facts);
            let sent = state.stop().is_none() && validation::all(&state).is_empty() && walk.leads_there(&state);
            if sent && !found.contains(&gone.given.answers) {
                found.push(gone.given.answers);
            }
        }
        found
    })
}

/// The answers of the ways that the walk goes until it has seen what it can: the first shows most, with nothing chosen on purpose.
pub fn ways(demarche: &Demarche, lookup: &dyn Lookup, checker: &dyn Checker, today: Date) -> Vec<Answers> {
    begin(demarche, lookup, checker, today, |walk| {
        walk.walk();
        walk.gone.drain(..).map(|gone| gone.given.answers).collect()
    })
}

/// Stands where a walk begins: with every recipient connected, and knowing how it looks with none.
fn begin<T>(
    demarche: &Demarche,
    lists: &dyn Lookup,
    checker: &dyn Checker,
    today: Date,
    act: impl FnOnce(&mut Walk<'_>) -> T,
) -> T {
    let connected = Supposing { lists, supposed: Supposed::AllBut(&[]) };
    let unconnected = Supposing { lists, supposed: Supposed::None };
    let recorder = Recorder::around(checker);
    let facts =
        Facts { today, now: Timestamp::UNIX_EPOCH, language: Language::Fr, lookup: &connected, checker: &recorder };
    let without = Facts { lookup: &unconnected, ..facts };
    act(&mut Walk { recorder: Some(&recorder), ..Walk::new(demarche, &facts, &without) })
}

/// A way through the démarche: what is answered in some places, nothing where it says so.
type Way = Vec<(String, Option<Value>)>;

pub(super) struct Walk<'w> {
    pub(super) demarche: &'w Demarche,
    pub(super) facts: &'w Facts<'w>,
    /// The same where no recipient is connected.
    without: &'w Facts<'w>,
    /// The ways that showed something new, and how many were tried in all.
    gone: Vec<Gone>,
    tried: usize,
    /// What evaluations took on them.
    steps: u64,
    /// How many ways, and how many steps, are enough.
    most_ways: usize,
    most_steps: u64,
    /// Whether one of the ways could be sent as it is.
    sendable: bool,
    /// The recipients of which one must get a case; none: whoever gets one.
    towards: Vec<String>,
    /// Hears what plugins compute that their fields cannot hold.
    recorder: Option<&'w Recorder<'w>>,
    /// Schema paths of questions that were shown, and `page:<id>` of pages.
    seen: BTreeSet<String>,
    /// Of the published schema.
    validator: Option<jsonschema::Validator>,
    report: Report,
    place: Place,
}

/// A way that was gone, whether it leads to none of those who are wanted, whether the journey stopped on it, and what is wrong with it.
#[derive(Clone)]
struct Gone {
    choices: Way,
    given: Given,
    elsewhere: bool,
    stopped: bool,
    wrong: BTreeSet<String>,
}

impl Gone {
    /// The less, the nearer to being sent.
    fn rank(&self) -> (bool, bool, usize) {
        (self.elsewhere, self.stopped, self.wrong.len())
    }

    fn is_sendable(&self) -> bool {
        self.rank() == (false, false, 0)
    }

    /// What was chosen on this way, changed.
    fn with(&self, changes: Way) -> Way {
        let mut choices = self.choices.clone();
        for (path, value) in changes {
            choices.retain(|(chosen, _)| *chosen != path);
            choices.push((path, value));
        }
        choices
    }
}

/// Every expression of the démarche that shows, hides, stops, refuses or chooses who receives.
pub(super) fn conditions(demarche: &Demarche) -> impl Iterator<Item = &Expression> {
    let rules = demarche.rules.iter().filter_map(|rule| match &rule.decided_by {
        DecidedBy::Expression(must) => Some(must),
        DecidedBy::Plugin { .. } => None,
    });
    let pages = demarche.pages.iter().filter_map(|page| page.show_if.as_ref());
    demarche
        .nodes
        .iter()
        .flat_map(|node| &node.show_if)
        .chain(pages)
        .chain(demarche.stops.iter().map(|stop| &stop.stop_if))
        .chain(rules)
        .chain(demarche.recipients.iter().filter_map(|recipient| recipient.when.as_ref()))
}

impl<'w> Walk<'w> {
    fn new(demarche: &'w Demarche, facts: &'w Facts<'w>, without: &'w Facts<'w>) -> Self {
        Self {
            demarche,
            facts,
            without,
            gone: Vec::new(),
            tried: 0,
            steps: 0,
            most_ways: MAX_WAYS,
            most_steps: MAX_STEPS,
            sendable: false,
            towards: Vec::new(),
            recorder: None,
            seen: BTreeSet::new(),
            validator: None,
            report: Report::default(),
            place: Place::default(),
        }
    }

    fn walk(&mut self) {
        self.look_around();
        // What shows only where a recipient is not connected.
        if !self.demarche.asked_of.is_empty() && !self.unseen().is_empty() {
            self.facts = self.without;
            self.look_around();
        }
        self.tell_unseen();
        if !self.sendable {
            self.find_an_end();
        }
    }

    /// Goes ways until they show nothing new.
    fn look_around(&mut self) {
        let first = self.go(&Vec::new());
        self.gone.push(first);
        // Seeing one thing may open the way to others: until a whole round shows nothing new.
        loop {
            let before = self.seen.len();
            for target in self.unseen() {
                self.reach(&target);
            }
            if self.seen.len() == before || self.is_tired() {
                break;
            }
        }
    }

    /// Whether enough was tried.
    fn is_tired(&self) -> bool {
        self.tried >= self.most_ways || self.steps >= self.most_steps
    }

    /// How many ways were tried, in words.
    fn ways_tried(&self) -> (String, String) {
        match self.tried {
            1 => ("1 chemin essayé".to_owned(), "1 way tried".to_owned()),
            many => (format!("{many} chemins essayés"), format!("{many} ways tried")),
        }
    }

    /// Changes the answers that decide about `target`, on the ways gone so far, until it is shown.
    fn reach(&mut self, target: &str) {
        // The newest ways have come furthest.
        let ways: Vec<Gone> = self.gone.iter().rev().take(MAX_STARTS).cloned().collect();
        for way in ways {
            for changes in self.changes(target, &way) {
                if self.seen.contains(target) || self.is_tired() {
                    return;
                }
                let before = self.seen.len();
                let gone = self.go(&way.with(changes));
                if self.seen.len() > before || (way.stopped && !gone.stopped) {
                    self.gone.push(gone);
                }
            }
        }
    }

    /// Goes one way with the given choices; everything else is made up.
    fn go(&mut self, choices: &Way) -> Gone {
        self.tried += 1;
        let mut given = Given::default();
        for (path, value) in choices {
            match value {
                Some(value) => given.choose(self.demarche, path, value.clone(), self.facts),
                None => given.leave_blank(path),
            }
        }
        for round in 0..MAX_ROUNDS {
            let (wanted, steps) = given.wanted(self.demarche, self.facts, true);
            self.steps += u64::from(steps);
            if wanted.is_empty() || self.is_tired() {
                break;
            }
            for path in wanted {
                given.make_up(self.demarche, &path, round as u64, self.facts);
            }
        }
        connection::keep(self.demarche, &mut given.answers, self.facts);
        let (stopped, wrong) = self.see(&given);
        let elsewhere = !self.leads_there(&State::new(self.demarche, &given.answers, self.facts));
        let gone = Gone { choices: choices.clone(), given, elsewhere, stopped, wrong };
        self.sendable |= gone.is_sendable();
        gone
    }

    /// Whether one of the recipients that are wanted gets a case of these answers.
    fn leads_there(&self, state: &State<'_>) -> bool {
        let wanted = |one: &&Recipient| self.towards.contains(&one.id);
        let gets = |one: &Recipient| routing::receives_a_case(state, one) && routing::wanted(state, &one.to).is_some();
        self.towards.is_empty() || self.demarche.recipients.iter().filter(wanted).any(gets)
    }

    /// Remembers what the answers show, and holds what would be sent against the published schema. Says whether the journey stopped, and what
    /// is wrong.
    fn see(&mut self, given: &Given) -> (bool, BTreeSet<String>) {
        let state = State::new(self.demarche, &given.answers, self.facts);
        let stopped = state.stop().is_some();
        let mut wrong = BTreeSet::new();
        for page in state.pages() {
            let problems = validation::page(&state, page);
            // Drawing the page is part of the walk: it must be describable with all its problems.
            let view = journey::page_view(&state, page, &problems);
            wrong.extend(problems.iter().map(|problem| compare::told(&problem.path, problem)));
            self.seen.insert(format!("page:{}", view.id));
            state.each_field_of_page(page, &mut |node, _| {
                self.seen.insert(node.path.clone());
            });
        }
        self.steps += u64::from(state.steps());
        // What could not be evaluated is sent by nobody.
        if state.is_exhausted() {
            wrong.insert(String::new());
        }
        if let Some(recorder) = self.recorder {
            recorder.hear_values(&state);
        }
        let Some(validator) = self.validator.as_ref().filter(|_| !stopped && wrong.is_empty()) else {
            return (stopped, wrong);
        };
        let payload = wire::answers(&state, None);
        if let Err(fault) = validator.validate(&payload) {
            let at = fault.instance_path().to_string();
            self.report.error(
                "scenario.payload",
                self.place,
                Sentence::new(
                    format!("Ce que recevrait le partenaire n'est pas valide selon le schéma publié, à « {at} »."),
                    format!("What the partner would get is not valid by the published schema, at “{at}”."),
                ),
                Sentence::new(
                    "C'est une faute de la plateforme : signalez-la avec la démarche.",
                    "This is a fault of the platform: report it with the démarche.",
                ),
            );
        }
        (stopped, wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bundle::Catalogue,
        check::{self, AnyPlugin},
        checker::NoPlugins,
        lookup::{Entry, Resolved},
    };

    struct NoLists;

    impl Lookup for NoLists {
        fn knows(&self, _list: &str) -> bool {
            false
        }

        fn entry(&self, _list: &str, _code: &str) -> Option<Entry> {
            None
        }

        fn resolve(&self, _list: &str, _typed: &str) -> Resolved {
            Resolved::None
        }

        fn postal_codes(&self, _commune: &str) -> Vec<String> {
            Vec::new()
        }
    }

    const SCHEMA: &str = "type: object
properties:
  a: { title: A, type: string }
  b: { title: B, type: string }
  c: { title: C, type: string }
  d: { title: D, type: string }
  jamais: { title: Jamais, type: string }
";

    const PROCEDURE: &str = r#"demarche: essai
title: Essai
summary: Un essai.
agency: essai
applicants: [particulier]
purpose: Essayer.
kind: information
authority: { name: Essai, address: "1 rue de l'Essai, 31000 Toulouse", email: essai@exemple.fr, phone: "05 61 99 00 00" }
retention: { draft: 30 days, delivered: 30 days, receipt: 5 years, basis: RGPD 6-1-e }
pages:
  - id: un
    title: Un
    fields: [a, b, c, d, jamais: { show_if: "has(a) && a == 'a' && has(b) && b == 'b' && has(c) && c == 'c' && has(d) && d == 'd'" }]
recipients: [{ id: r, title: R, to: { organisation: "99900000100019", branch: JCC }, receives: [a, b, c, d, jamais] }]
"#;

    /// A démarche of many rows is dear to walk: the walk ends with its steps, not only with its ways.
    #[test]
    fn the_walk_ends_with_its_steps() {
        let mut bundle = Bundle { name: "essai".to_owned(), shown_path: "essai".to_owned(), ..Bundle::default() };
        bundle.files.insert("demarche.yaml".to_owned(), PROCEDURE.as_bytes().into());
        bundle.files.insert("schema.yaml".to_owned(), SCHEMA.as_bytes().into());
        let checked = check::check(&bundle, &Catalogue::default(), &NoLists, &AnyPlugin);
        let demarche = checked.demarche.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics));
        let facts = Facts {
            today: jiff::civil::date(2026, 3, 1),
            now: Timestamp::UNIX_EPOCH,
            language: Language::Fr,
            lookup: &NoLists,
            checker: &NoPlugins,
        };
        let tried = |steps: u64| {
            let mut walk = Walk::new(&demarche, &facts, &facts);
            walk.steps = steps;
            walk.walk();
            assert!(walk.steps > steps);
            walk.tried
        };
        assert!(tried(0) > 10, "{}", tried(0));
        assert_eq!(tried(MAX_STEPS - 1), 1);
    }
}
