//! Tries the good and bad values of a component: typed into its boxes as a citizen does, alone on a page.
//!
//! What is accepted is also held against what the platform promises of every answer: typed again as it is shown in its boxes it stays the same, and
//! what the partner gets fits the published schema.

use std::rc::Rc;

use jiff::{Timestamp, civil::Date};
use serde_json::Value as Json;

use super::{
    ScenarioResult, Stage,
    compare::{folded, recap_text, rule_of, told},
    fill::Given,
    walk,
};
use crate::{
    answers::Value,
    bundle::Bundle,
    checker::NoPlugins,
    definition::{
        self,
        report::Report,
        tree::{Content, Meaning, Node as Tree, Place},
        values::{BadValue, GoodValue, ValuesEntry, read},
    },
    demarche::{Demarche, Node, NodeKind},
    diagnostic::{Diagnostic, Sentence},
    field::{Posted, Read},
    lookup::Lookup,
    path,
    problem::Problem,
    published,
    recap::Recap,
    state::{Facts, State},
    text::Language,
    validation, wire,
};

/// The question that a component is, in the démarche that is made up for it.
const QUESTION: &str = crate::check::COMPONENT_QUESTION;

/// Tries every file of good and bad values of a component, in the order of their names, then walks through its parts.
///
/// `demarche` is the one that [`crate::check::component`] makes up; `default_today` is the day of a file that does not say.
pub fn run(demarche: &Demarche, bundle: &Bundle, lookup: &dyn Lookup, default_today: Date) -> Vec<ScenarioResult> {
    let schema = published::schema(demarche, None);
    let validator = jsonschema::validator_for(&schema).ok().map(Rc::new);
    let mut played = Vec::new();
    let mut results = each_file(Some(demarche), bundle, lookup, default_today, |trial, entry| {
        trial.validator.clone_from(&validator);
        trial.all(entry);
        played.append(&mut trial.played);
    });
    let stage = Stage { lookup, checker: &NoPlugins, papers: None, today: default_today, walk_on: None };
    let accepted = results.first().map(|result| result.name.clone()).filter(|_| !played.is_empty());
    results.push(walk::run(demarche, bundle, stage, &played, accepted.as_deref()));
    results
}

/// Reads the files of good and bad values without trying them: names of no part, values that cannot be typed.
///
/// Without a démarche, because the component has faults, only how the files are written and their keys.
pub fn check(demarche: Option<&Demarche>, bundle: &Bundle, lookup: &dyn Lookup) -> Vec<Diagnostic> {
    let results = each_file(demarche, bundle, lookup, Date::default(), |trial, entry| {
        let good = entry.accepts.iter().map(|good| &good.value);
        for value in good.chain(entry.refuses.iter().map(|bad| &bad.value)) {
            trial.typed(value);
        }
    });
    results.into_iter().flat_map(|result| result.failures).collect()
}

/// Reads each file and does something with what it says.
fn each_file(
    demarche: Option<&Demarche>,
    bundle: &Bundle,
    lookup: &dyn Lookup,
    default_today: Date,
    mut deed: impl FnMut(&mut Trial<'_>, &ValuesEntry),
) -> Vec<ScenarioResult> {
    let mut results = Vec::new();
    for path in bundle.files.keys() {
        let Some(name) = path.strip_prefix("scenarios/").and_then(|file| file.strip_suffix(".yaml")) else {
            continue;
        };
        let mut report = Report::default();
        let entry = definition::file(&mut report, bundle, path).and_then(|root| read(&mut report, &root));
        if let (Some(entry), Some(demarche)) = (entry.as_ref().filter(|_| report.is_empty()), demarche) {
            let facts = Facts {
                today: entry.today.unwrap_or(default_today),
                now: Timestamp::UNIX_EPOCH,
                language: Language::Fr,
                lookup,
                checker: &NoPlugins,
            };
            let mut trial = Trial { demarche, facts: &facts, report: &mut report, validator: None, played: Vec::new() };
            deed(&mut trial, entry);
        }
        results.push(ScenarioResult {
            name: name.to_owned(),
            file: definition::shown(bundle, path),
            title: entry.and_then(|entry| entry.title).map(|title| title.text),
            note: None,
            failures: report.into_diagnostics(),
            found: Default::default(),
        });
    }
    results
}

struct Trial<'t> {
    demarche: &'t Demarche,
    facts: &'t Facts<'t>,
    report: &'t mut Report,
    validator: Option<Rc<jsonschema::Validator>>,
    /// What was accepted: the walk need not look for what it shows.
    played: Vec<Given>,
}

impl Trial<'_> {
    fn all(&mut self, entry: &ValuesEntry) {
        for good in &entry.accepts {
            self.accepts(good);
        }
        for bad in &entry.refuses {
            self.refuses(bad);
        }
    }

    /// Types the value; what it needs beside is made up. `None` where the value cannot be typed at all, which is told.
    fn typed(&mut self, value: &Tree) -> Option<Given> {
        let mut pairs = Vec::new();
        let mut given = Given::default();
        let before = self.report.len();
        self.boxes(value, QUESTION, &mut pairs, &mut given);
        if self.report.len() > before {
            return None;
        }
        for name in given.typed(self.demarche, 0, &pairs, self.facts) {
            self.unknown(value.place, &name);
        }
        given.fill(self.demarche, 1, self.facts);
        Some(given)
    }

    /// The boxes that a value is typed into.
    fn boxes(&mut self, value: &Tree, at: &str, pairs: &mut Vec<(String, String)>, given: &mut Given) {
        let Some(node) = self.demarche.resolve(at) else {
            self.unknown(value.place, at);
            return;
        };
        match (&node.kind, &value.content) {
            (NodeKind::Field(field), Content::List(_)) if field.field_type.name() == "file" => {
                match field.field_type.read_wire(&value.to_json(), field, self.facts.lookup) {
                    Some(files) => given.choose(self.demarche, at, files, self.facts),
                    None => self.wrong(value.place, at),
                }
            }
            (NodeKind::Field(_), Content::Scalar(_)) => {
                let text = self.text(value);
                pairs.push((at.to_owned(), text));
            }
            (NodeKind::Field(_), Content::List(items)) => {
                for item in items {
                    let text = self.text(item);
                    pairs.push((at.to_owned(), text));
                }
            }
            (NodeKind::Field(_), Content::Map(parts)) => {
                // Else a box that is not said would be made up.
                pairs.push((at.to_owned(), String::new()));
                for part in parts {
                    let text = self.text(&part.value);
                    let name = if part.key.text == "nom" { at.to_owned() } else { format!("{at}.{}", part.key.text) };
                    pairs.push((name, text));
                }
            }
            (NodeKind::Group, Content::Map(parts)) => {
                for part in parts {
                    self.boxes(&part.value, &path::join(at, &part.key.text), pairs, given);
                }
            }
            (NodeKind::Rows { .. }, Content::List(rows)) => {
                for (index, row) in rows.iter().enumerate() {
                    for part in row.entries() {
                        let at = format!("{at}.r{}.{}", index + 1, part.key.text);
                        self.boxes(&part.value, &at, pairs, given);
                    }
                }
            }
            _ => self.wrong(value.place, at),
        }
    }

    /// What is typed: the very signs of the file. What YAML readers disagree on must be quoted.
    fn text(&mut self, value: &Tree) -> String {
        match value.scalar() {
            Some(written) => match written.meaning() {
                Meaning::Nothing => String::new(),
                Meaning::Ambiguous => {
                    definition::reader::must_quote(self.report, written);
                    String::new()
                }
                Meaning::Text | Meaning::Bool(_) | Meaning::Number(_) => written.text.clone(),
            },
            None => {
                self.wrong(value.place, QUESTION);
                String::new()
            }
        }
    }

    fn accepts(&mut self, good: &GoodValue) {
        let Some(given) = self.typed(&good.value) else { return };
        let state = State::new(self.demarche, &given.answers, self.facts);
        let found = problems(&state);
        let place = good.value.place;
        if !found.is_empty() {
            let list = listed(self.demarche, &found);
            failure(
                self.report,
                "scenario.accepts",
                place,
                format!("Cette bonne valeur est refusée : {list}."),
                format!("This good value is refused: {list}."),
            );
            return;
        }
        let answers = wire::answers(&state, None);
        let sent = answers.get(QUESTION).cloned().unwrap_or(Json::Null);
        if let Some(expected) = &good.sent
            && !same(&sent, expected)
        {
            let wanted = expected.to_json();
            failure(
                self.report,
                "scenario.accepts",
                expected.place,
                format!("Le partenaire reçoit {sent}, non {wanted}."),
                format!("The partner gets {sent}, not {wanted}."),
            );
        }
        let recap = folded(&recap_text(&Recap::of(&state)));
        for passage in good.shown.iter().filter(|passage| !recap.contains(&folded(&passage.text))) {
            failure(
                self.report,
                "scenario.accepts",
                passage.place,
                format!("Le récapitulatif ne contient pas « {} ».", passage.text),
                format!("The recap does not contain “{}”.", passage.text),
            );
        }
        if let Some(fault) = self.validator.as_ref().and_then(|validator| validator.validate(&answers).err()) {
            failure(
                self.report,
                "scenario.accepts",
                place,
                format!("Ce que le partenaire reçoit ne suit pas le schéma publié : {fault}"),
                format!("What the partner gets does not follow the published schema: {fault}"),
            );
        }
        let changed = self.typed_again(&state);
        for (at, once, again) in changed {
            failure(
                self.report,
                "scenario.accepts",
                place,
                format!("Tapée de nouveau telle qu'elle est montrée, « {at} » change : {once}, puis {again}."),
                format!("Typed again as it is shown, “{at}” changes: {once}, then {again}."),
            );
        }
        self.played.push(given);
    }

    /// The answers that change when what their boxes show is typed again, or when what the partner gets is read.
    fn typed_again(&self, state: &State<'_>) -> Vec<(String, String, String)> {
        let mut changed = Vec::new();
        state.each_field_of_page(0, &mut |node, at| {
            let (Some(field), Some(value)) = (node.field(), state.value(at)) else { return };
            if field.field_type.name() == "file" || node.computed.is_some() {
                return;
            }
            let boxes = field.field_type.boxes(&value, field);
            let pairs: Vec<_> = boxes
                .into_iter()
                .map(
                    |(part, text)| if part.is_empty() { (at.to_owned(), text) } else { (format!("{at}.{part}"), text) },
                )
                .collect();
            let again = match field.field_type.read(&Posted::new(&pairs, at), field, self.facts.lookup) {
                Read::Value(again) => Some(again),
                Read::Blank | Read::Unreadable(..) => None,
            };
            let wire = field.field_type.to_wire(&value, field);
            let read = field.field_type.read_wire(&wire, field, self.facts.lookup);
            for found in [again, read] {
                if found.as_ref() != Some(&value) {
                    let json = |value: Option<&Value>| {
                        value.map_or(Json::Null, |value| field.field_type.to_wire(value, field))
                    };
                    changed.push((below(self.demarche, at), wire.to_string(), json(found.as_ref()).to_string()));
                }
            }
        });
        changed
    }

    fn refuses(&mut self, bad: &BadValue) {
        let Some(given) = self.typed(&bad.value) else { return };
        let state = State::new(self.demarche, &given.answers, self.facts);
        let found = problems(&state);
        let at = bad.at.as_ref().map_or_else(|| QUESTION.to_owned(), |at| path::join(QUESTION, &at.text));
        let meant = |problem: &Problem| {
            let rule = rule_of(&problem.kind).map(|rule| rule.rsplit('.').next().unwrap_or(rule));
            let place =
                self.demarche.resolve(&problem.path).is_some_and(|node: &Node| node.path == at) || problem.path == at;
            place
                && bad.problem.is_none_or(|code| code.value == problem.kind.code())
                && bad.rule.as_ref().is_none_or(|wanted| rule == Some(wanted.text.as_str()))
        };
        let elsewhere = found.iter().any(|problem| !path::is_within(&problem.path, &at));
        if found.iter().any(meant) && !elsewhere {
            return;
        }
        if found.is_empty() {
            let answers = wire::answers(&state, None);
            let sent = answers.get(QUESTION).cloned().unwrap_or(Json::Null);
            failure(
                self.report,
                "scenario.refuses",
                bad.place,
                format!("Cette mauvaise valeur est acceptée ; le partenaire reçoit {sent}."),
                format!("This bad value is accepted; the partner gets {sent}."),
            );
            return;
        }
        let list = listed(self.demarche, &found);
        failure(
            self.report,
            "scenario.refuses",
            bad.place,
            format!("Cette mauvaise valeur est refusée autrement : {list}."),
            format!("This bad value is refused otherwise: {list}."),
        );
    }

    fn unknown(&mut self, place: Place, at: &str) {
        let at = below(self.demarche, at);
        self.report.error(
            "scenario.unknown_field",
            place,
            Sentence::new(
                format!("Le composant n'a pas de part « {at} »."),
                format!("The component has no part “{at}”."),
            ),
            Sentence::new("Ses parts sont celles de son schema.yaml.", "Its parts are those of its schema.yaml."),
        );
    }

    fn wrong(&mut self, place: Place, at: &str) {
        let at = below(self.demarche, at);
        self.report.error(
            "scenario.bad_answer",
            place,
            Sentence::new(
                format!("« {at} » ne se tape pas sous cette forme."),
                format!("“{at}” is not typed in this form."),
            ),
            Sentence::new(
                "Écrivez un texte, une valeur par part ({ jour: … }) ou, pour des fichiers, leurs noms.",
                "Write a text, a value a part ({ day: … }) or, for files, their names.",
            ),
        );
    }
}

fn failure(report: &mut Report, code: &'static str, place: Place, fr: String, en: String) {
    report.error(
        code,
        place,
        Sentence::new(fr, en),
        Sentence::new(
            "Corrigez le composant, ou ce que l'essai en dit.",
            "Correct the component, or what the test says of it.",
        ),
    );
}

fn problems(state: &State<'_>) -> Vec<Problem> {
    validation::all(state).into_iter().flat_map(|(_, problems)| problems).collect()
}

/// `date (answer.date), nom (answer.required)`
fn listed(demarche: &Demarche, found: &[Problem]) -> String {
    let named = |problem: &Problem| told(&below(demarche, &problem.path), problem);
    found.iter().map(named).collect::<Vec<_>>().join(", ")
}

/// The path inside the component; the component itself by its name (`siret@1`).
fn below(demarche: &Demarche, at: &str) -> String {
    let inside = at.strip_prefix(QUESTION).unwrap_or(at).trim_start_matches('.');
    if inside.is_empty() {
        return demarche.at(QUESTION).and_then(|node| node.component.clone()).unwrap_or_default();
    }
    inside.to_owned()
}

/// Whether what is sent is what was said: of a group, of the parts that are said.
fn same(sent: &Json, expected: &Tree) -> bool {
    match &expected.content {
        Content::Scalar(written) => match sent {
            Json::Null => written.meaning() == Meaning::Nothing,
            Json::String(text) => *text == written.text,
            Json::Bool(_) | Json::Number(_) => {
                let sent = sent.to_string();
                sent == written.text
            }
            Json::Array(_) | Json::Object(_) => false,
        },
        Content::List(items) => sent.as_array().is_some_and(|sent| {
            sent.len() == items.len() && sent.iter().zip(items).all(|(sent, item)| same(sent, item))
        }),
        Content::Map(entries) => {
            entries.iter().all(|entry| same(sent.get(&entry.key.text).unwrap_or(&Json::Null), &entry.value))
        }
    }
}
