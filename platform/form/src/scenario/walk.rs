//! Walks a démarche without being told how: visits every page and every question at least once, and holds what partners would get against
//! the schema published for them.
//!
//! Where a question stays hidden, the choices that conditions read are tried one after the other: every option of every choice, both sides of
//! every yes or no, a few entries of lists, small and large numbers and dates, and nothing at all.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan as _, civil::Date};
use rust_decimal::Decimal;

use super::{ScenarioResult, fill::Given};
use crate::{
    answers::{PartialDate, Value},
    bundle::Bundle,
    checker::Checker,
    definition::{self, report::Report, tree::Place},
    demarche::{Demarche, Field, Node, NodeId},
    diagnostic::Sentence,
    journey,
    lookup::{Lookup, Resolved},
    published,
    state::{Facts, State},
    text::Language,
    validation, wire,
};

/// How many ways through the démarche are tried.
const MAX_WAYS: usize = 250;
/// How often a way is filled further, as answers show questions.
const MAX_ROUNDS: usize = 64;

/// Runs the walk.
pub(super) fn run(
    demarche: &Demarche,
    bundle: &Bundle,
    lookup: &dyn Lookup,
    checker: &dyn Checker,
    today: Date,
    played: &[Given],
) -> ScenarioResult {
    let facts = Facts {
        today,
        now: Timestamp::UNIX_EPOCH,
        language: Language::Fr,
        lookup,
        checker,
    };
    let mut report = Report::default();
    let file = report.add_file(definition::shown(bundle, "demarche.yaml"), "");
    let schema = published::schema(demarche, None);
    let mut walk = Walk {
        demarche,
        facts: &facts,
        seen: BTreeSet::new(),
        validator: jsonschema::validator_for(&schema).ok(),
        report,
        place: Place::start_of(file),
    };
    for given in played {
        walk.see(given);
    }
    walk.walk();
    ScenarioResult {
        name: "parcours".to_owned(),
        file: String::new(),
        title: None,
        failures: walk.report.into_diagnostics(),
    }
}

/// A way through the démarche: what is answered in some places, nothing where it says so.
type Way = Vec<(String, Option<Value>)>;

struct Walk<'w> {
    demarche: &'w Demarche,
    facts: &'w Facts<'w>,
    /// Schema paths of questions that were shown, and `page:<id>` of pages.
    seen: BTreeSet<String>,
    /// Of the published schema.
    validator: Option<jsonschema::Validator>,
    report: Report,
    place: Place,
}

impl Walk<'_> {
    fn walk(&mut self) {
        let mut ways: Vec<Way> = vec![Vec::new()];
        let mut tried = 0;
        while let Some(choices) = ways.pop() {
            tried += 1;
            let before = self.seen.len();
            let given = self.go(&choices);
            let unseen = self.unseen();
            if unseen.is_empty() || tried >= MAX_WAYS {
                break;
            }
            // A way that showed something new is worth branching from.
            if self.seen.len() > before || tried == 1 {
                let depth = choices.len();
                if depth < 4 {
                    ways.splice(0..0, self.branches(&given, &choices));
                }
            }
        }
        let unseen = self.unseen();
        if !unseen.is_empty() {
            let list = unseen.join(", ");
            self.report.warning(
                "scenario.never_seen",
                self.place,
                Sentence::new(
                    format!("Le parcours automatique n'a jamais vu : {list}."),
                    format!("The generated walk never saw: {list}."),
                ),
                Sentence::new(
                    "Montrez par un scénario que l'on y arrive.",
                    "Show by a scenario that one gets there.",
                ),
            );
        }
    }

    /// Goes one way with the given choices; everything else is made up.
    fn go(&mut self, choices: &[(String, Option<Value>)]) -> Given {
        let mut given = Given::default();
        for (path, value) in choices {
            match value {
                Some(value) => given.choose(self.demarche, path, value.clone(), self.facts),
                None => given.leave_blank(path),
            }
        }
        for round in 0..MAX_ROUNDS {
            let wanted = given.wanted(self.demarche, self.facts, true);
            if wanted.is_empty() {
                break;
            }
            for path in wanted {
                given.make_up(self.demarche, &path, round as u64, self.facts);
            }
        }
        self.see(&given);
        given
    }

    /// Remembers what the answers show, and holds what would be sent against the published schema.
    fn see(&mut self, given: &Given) {
        let state = State::new(self.demarche, &given.answers, self.facts);
        let mut sound = state.stop().is_none();
        for page in state.pages() {
            let problems = validation::page(&state, page);
            // Drawing the page is part of the walk: it must be describable with all its problems.
            let view = journey::page_view(&state, page, &problems);
            sound &= problems.is_empty();
            self.seen.insert(format!("page:{}", view.id));
            state.each_field_of_page(page, &mut |node, _| {
                self.seen.insert(node.path.clone());
            });
        }
        let Some(validator) = self.validator.as_ref().filter(|_| sound) else {
            return;
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
    }

    /// The questions and pages that no way has shown yet.
    fn unseen(&self) -> Vec<String> {
        let pages = self
            .demarche
            .pages
            .iter()
            .filter(|page| !page.shows.is_empty())
            .map(|page| format!("page:{}", page.id));
        let fields = self
            .demarche
            .nodes
            .iter()
            .filter(|node| node.field().is_some() && node.page.is_some())
            .map(|node| node.path.clone());
        pages
            .chain(fields)
            .filter(|name| !self.seen.contains(name))
            .collect()
    }

    /// Other choices for the answers that conditions read.
    fn branches(&self, given: &Given, choices: &[(String, Option<Value>)]) -> Vec<Way> {
        let state = State::new(self.demarche, &given.answers, self.facts);
        let mut branches = Vec::new();
        for node in self.read_by_conditions() {
            let Some(field) = node.field() else { continue };
            for path in state.instances(node) {
                if choices.iter().any(|(chosen, _)| *chosen == path) || !state.visible(&path) {
                    continue;
                }
                let blank = (!node.required).then_some(None);
                for value in self.alternatives(field).into_iter().map(Some).chain(blank) {
                    if given.answers.value(&path) == value.as_ref() {
                        continue;
                    }
                    let mut way = choices.to_vec();
                    way.push((path.clone(), value));
                    branches.push(way);
                }
            }
        }
        branches
    }

    /// The questions that decide what is shown and where the journey stops, through computed values too.
    fn read_by_conditions(&self) -> Vec<&Node> {
        let demarche = self.demarche;
        let mut reads: BTreeSet<&str> = BTreeSet::new();
        let conditions = demarche
            .nodes
            .iter()
            .flat_map(|node| &node.show_if)
            .chain(
                demarche
                    .pages
                    .iter()
                    .filter_map(|page| page.show_if.as_ref()),
            )
            .chain(demarche.stops.iter().map(|stop| &stop.stop_if));
        let mut open: Vec<&str> = conditions
            .flat_map(|condition| condition.reads())
            .map(String::as_str)
            .collect();
        while let Some(path) = open.pop() {
            if reads.insert(path)
                && let Some(computed) = demarche.at(path).and_then(|node| node.computed.as_ref())
            {
                open.extend(computed.reads().iter().map(String::as_str));
            }
        }
        (0..demarche.nodes.len())
            .filter_map(|index| u32::try_from(index).ok())
            .map(|index| demarche.node(NodeId(index)))
            .filter(|node| reads.contains(node.path.as_str()) && node.computed.is_none())
            .collect()
    }

    /// Values that a condition may tell apart.
    fn alternatives(&self, field: &Field) -> Vec<Value> {
        let today = self.facts.today;
        let years_ago = |years: i64| today.checked_sub(years.years()).ok();
        match field.field_type.name() {
            "radio" => field
                .options
                .iter()
                .map(|option| Value::Text(option.value.clone()))
                .collect(),
            "checkboxes" => {
                let all = field
                    .options
                    .iter()
                    .map(|option| option.value.clone())
                    .collect();
                field
                    .options
                    .iter()
                    .map(|option| Value::Choices(vec![option.value.clone()]))
                    .chain([Value::Choices(all)])
                    .collect()
            }
            "yes_no" => vec![Value::YesNo(true), Value::YesNo(false)],
            "date" => [0, 1, 12, 16, 17, 20, 30, 70]
                .into_iter()
                .filter_map(years_ago)
                .map(Value::Date)
                .collect(),
            "partial_date" => [1, 16, 20, 30, 70]
                .into_iter()
                .filter_map(years_ago)
                .map(|date| {
                    Value::PartialDate(PartialDate {
                        year: date.year(),
                        month: None,
                        day: None,
                    })
                })
                .collect(),
            "integer" | "decimal" | "money" => [
                field.minimum,
                field.maximum,
                Some(Decimal::ZERO),
                Some(Decimal::ONE),
                Some(Decimal::ONE_HUNDRED),
            ]
            .into_iter()
            .flatten()
            .map(Value::Number)
            .filter(|value| field.field_type.check(value, field).is_empty())
            .collect(),
            "referential" => self.entries(field.referential.as_deref().unwrap_or_default()),
            _ => Vec::new(),
        }
    }

    /// A few entries of a list: those that the démarche's own expressions name, and others.
    fn entries(&self, list: &str) -> Vec<Value> {
        let mut codes: BTreeSet<String> = ["99100", "99139", "31555", "75056", "97411"]
            .iter()
            .map(|code| (*code).to_owned())
            .collect();
        let expressions = self
            .demarche
            .nodes
            .iter()
            .flat_map(|node| &node.show_if)
            .chain(
                self.demarche
                    .pages
                    .iter()
                    .filter_map(|page| page.show_if.as_ref()),
            )
            .chain(self.demarche.stops.iter().map(|stop| &stop.stop_if));
        for expression in expressions {
            // Constants stand between quotes: every second piece is one.
            codes.extend(
                expression
                    .text()
                    .split(['\'', '"'])
                    .skip(1)
                    .step_by(2)
                    .map(str::to_owned),
            );
        }
        let lookup = self.facts.lookup;
        let mut entries: Vec<Value> = codes
            .iter()
            .filter_map(|code| lookup.entry(list, code))
            .map(|entry| Value::Entry {
                code: entry.code,
                nom: entry.nom,
            })
            .collect();
        if entries.is_empty()
            && let Resolved::One(entry) = lookup.resolve(list, "Paris")
        {
            entries.push(Value::Entry {
                code: entry.code,
                nom: entry.nom,
            });
        }
        entries
    }
}
