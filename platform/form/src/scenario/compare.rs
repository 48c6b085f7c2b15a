//! Compares what happened with what the scenario expects.

use serde_json::Value as Json;

use super::unlike;
use crate::{
    definition::{
        report::Report,
        scenario::{Expectation, ExpectedProblem, ExpectedRecipient},
        tree::{Entry, Place, Spanned, Written},
    },
    demarche::{Demarche, Node},
    expression::{self, Here},
    path,
    problem::{Problem, ProblemKind},
    recap::{self, Recap},
    state::State,
    validation, warnings, wire,
};

/// Tells everything that is not as expected. Says whether the answers could be sent as they are: nothing stops them, nothing is wrong with them.
pub(super) fn compare(report: &mut Report, state: &State<'_>, expect: &Expectation) -> bool {
    let demarche = state.demarche;
    let found: Vec<Problem> = validation::all(state).into_iter().flat_map(|(_, problems)| problems).collect();
    if let Some(expected) = &expect.problems {
        problems(report, state, expected, &found);
    }
    if let Some(expected) = &expect.warnings {
        let told: Vec<Problem> =
            state.pages().into_iter().flat_map(|page| warnings::page(state, page, &found)).collect();
        problems(report, state, expected, &told);
    }
    if expect.no_problems.is_some_and(|none| none.value) && !found.is_empty() {
        let list = listed(state, &found);
        failure(
            report,
            "scenario.problems",
            expect.no_problems.map_or(expect.place, |none| none.place),
            format!("Aucune faute n'était attendue ; trouvé : {list}."),
            format!("No problem was expected; found: {list}."),
        );
    }
    if let Some(expected) = &expect.pages {
        let pages: Vec<&str> = state.pages().into_iter().map(|page| demarche.pages[page].id.as_str()).collect();
        let wanted: Vec<&str> = expected.value.iter().map(|page| page.text.as_str()).collect();
        if wanted != pages {
            failure(
                report,
                "scenario.pages",
                expected.place,
                format!("Pages attendues : {} ; trouvées : {}.", wanted.join(", "), pages.join(", ")),
                format!("Pages expected: {}; found: {}.", wanted.join(", "), pages.join(", ")),
            );
        }
    }
    for entry in &expect.computed {
        computed(report, state, entry);
    }
    recap(report, state, expect);
    if let Some(expected) = &expect.recipients {
        recipients(report, state, expected);
    }
    stop(report, state, expect);
    found.is_empty() && state.stop().is_none()
}

pub(super) fn failure(report: &mut Report, code: &'static str, place: Place, fr: String, en: String) {
    let (cause, cure) = unlike(fr, en);
    report.error(code, place, cause, cure);
}

/// `demandeur.naissance.date (majeur), depenses.0.poste (answer.required)`: rows by their numbers, as `at` takes them.
fn listed<'p>(state: &State<'_>, problems: impl IntoIterator<Item = &'p Problem>) -> String {
    let told = |problem: &Problem| told(&with_row_numbers(state, &problem.path), problem);
    problems.into_iter().map(told).collect::<Vec<_>>().join(", ")
}

/// `demandeur.naissance.date (majeur)`
pub(super) fn told(path: &str, problem: &Problem) -> String {
    format!("{path} ({})", rule_of(&problem.kind).unwrap_or(problem.kind.code()))
}

pub(super) fn rule_of(kind: &ProblemKind) -> Option<&str> {
    match kind {
        ProblemKind::Rule { rule, .. }
        | ProblemKind::RuleNeedsAnswer { rule, .. }
        | ProblemKind::Plugin { rule, .. }
        | ProblemKind::Warning { rule, .. }
        | ProblemKind::CheckUnavailable { rule } => Some(rule.as_str()).filter(|rule| !rule.is_empty()),
        _ => None,
    }
}

fn problems(report: &mut Report, state: &State<'_>, expected: &Spanned<Vec<ExpectedProblem>>, found: &[Problem]) {
    let mut left: Vec<&Problem> = found.iter().collect();
    for wanted in &expected.value {
        let at = with_row_ids(state, &wanted.at.text);
        let position = left.iter().position(|problem| {
            (problem.path == at || schema_path(state.demarche, &problem.path) == wanted.at.text)
                && wanted.rule.as_ref().is_none_or(|rule| rule_of(&problem.kind) == Some(&rule.text))
                && wanted.code.is_none_or(|code| problem.kind.code() == code)
        });
        match position {
            Some(position) => {
                left.remove(position);
            }
            None => {
                let list = listed(state, found);
                let (fr, en) =
                    if list.is_empty() { ("aucune".to_owned(), "none".to_owned()) } else { (list.clone(), list) };
                failure(
                    report,
                    "scenario.problems",
                    wanted.place,
                    format!("La faute attendue à « {} » n'a pas été trouvée ; trouvé : {fr}.", wanted.at.text),
                    format!("The problem expected at “{}” was not found; found: {en}.", wanted.at.text),
                );
            }
        }
    }
    if !left.is_empty() {
        let list = listed(state, left);
        failure(
            report,
            "scenario.problems",
            expected.place,
            format!("Fautes non attendues : {list}."),
            format!("Problems not expected: {list}."),
        );
    }
}

/// `vehicules.0.plaque` as the answer path: the number replaced by the row's id.
fn with_row_ids(state: &State<'_>, written: &str) -> String {
    let mut at = String::new();
    for segment in written.split('.') {
        let row = segment.parse::<usize>().ok().and_then(|number| state.rows(&at).get(number).cloned());
        at = path::join(&at, row.as_deref().unwrap_or(segment));
    }
    at
}

/// The opposite of [`with_row_ids`]: each row's id replaced by its number.
pub(super) fn with_row_numbers(state: &State<'_>, path: &str) -> String {
    let (mut at, mut shown) = (String::new(), String::new());
    for segment in path.split('.') {
        let row = state.rows(&at).iter().position(|row| &**row == segment);
        shown = path::join(&shown, &row.map_or_else(|| segment.to_owned(), |row| row.to_string()));
        at = path::join(&at, segment);
    }
    shown
}

fn schema_path(demarche: &Demarche, path: &str) -> String {
    demarche.resolve(path).map(|node| node.path.clone()).unwrap_or_default()
}

fn computed(report: &mut Report, state: &State<'_>, entry: &Entry) {
    let path = with_row_ids(state, &entry.key.text);
    let Some(field) = state.demarche.resolve(&path).and_then(Node::field) else {
        failure(
            report,
            "scenario.unknown_field",
            entry.key.place,
            format!("Le schéma n'a pas de champ « {} ».", entry.key.text),
            format!("The schema has no field “{}”.", entry.key.text),
        );
        return;
    };
    let value = state.value(&path);
    let found = value.as_ref().map_or(Json::Null, |value| field.field_type.to_wire(value, field));
    let expected = field.field_type.read_wire(&entry.value.to_json(), field, state.facts.lookup);
    if expected.is_some() && expected == value {
        return;
    }
    if expected.is_none() && entry.value.is_nothing() && value.is_none() {
        return;
    }
    let wanted = entry.value.to_json();
    failure(
        report,
        "scenario.computed",
        entry.value.place,
        format!("« {} » : attendu {wanted}, trouvé {found}.", entry.key.text),
        format!("“{}”: expected {wanted}, found {found}.", entry.key.text),
    );
}

fn recap(report: &mut Report, state: &State<'_>, expect: &Expectation) {
    if expect.recap_contains.is_empty() && expect.recap_lacks.is_empty() {
        return;
    }
    let text = folded(&recap_text(&Recap::of(state)));
    let holds = |passage: &Written| text.contains(&folded(&passage.text));
    for passage in expect.recap_contains.iter().filter(|passage| !holds(passage)) {
        failure(
            report,
            "scenario.recap",
            passage.place,
            format!("Le récapitulatif ne contient pas « {} ».", passage.text),
            format!("The recap does not contain “{}”.", passage.text),
        );
    }
    for passage in expect.recap_lacks.iter().filter(|passage| holds(passage)) {
        failure(
            report,
            "scenario.recap",
            passage.place,
            format!("Le récapitulatif contient « {} ».", passage.text),
            format!("The recap contains “{}”.", passage.text),
        );
    }
}

pub(super) fn recap_text(recap: &Recap) -> String {
    let mut text = String::new();
    for section in &recap.sections {
        text.push_str(&section.title);
        text.push('\n');
        entries_text(&section.entries, &mut text);
    }
    text
}

fn entries_text(entries: &[recap::Entry], text: &mut String) {
    for entry in entries {
        match entry {
            recap::Entry::Answer { label, lines, warnings, .. } => {
                text.push_str(label);
                text.push('\n');
                for line in lines.iter().chain(warnings) {
                    text.push_str(line);
                    text.push('\n');
                }
            }
            recap::Entry::Table { title, columns, rows, warnings, .. } => {
                let titles = columns.iter().map(|column| &column.title);
                for line in std::iter::once(title).chain(titles).chain(warnings) {
                    text.push_str(line);
                    text.push('\n');
                }
                for row in rows {
                    for line in std::iter::once(&row.title).chain(&row.cells) {
                        text.push_str(line);
                        text.push('\n');
                    }
                }
            }
            recap::Entry::Group { title, entries, warnings, .. } => {
                for line in std::iter::once(title).chain(warnings) {
                    text.push_str(line);
                    text.push('\n');
                }
                entries_text(entries, text);
            }
        }
    }
}

/// Every kind of space is one plain space: French typography has several that nobody types in a test.
pub(super) fn folded(text: &str) -> String {
    text.split(char::is_whitespace).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn recipients(report: &mut Report, state: &State<'_>, expected: &Spanned<Vec<ExpectedRecipient>>) {
    let receiving: Vec<_> = state
        .demarche
        .recipients
        .iter()
        .filter(|recipient| {
            recipient.when.as_ref().is_none_or(|when| expression::eval_condition(when, state, &Here::root()))
        })
        .collect();
    for recipient in &receiving {
        if !expected.value.iter().any(|wanted| wanted.id.text == recipient.id) {
            failure(
                report,
                "scenario.recipients",
                expected.place,
                format!("« {} » reçoit un dossier, ce qui n'était pas attendu.", recipient.id),
                format!("“{}” receives a case, which was not expected.", recipient.id),
            );
        }
    }
    for wanted in &expected.value {
        let Some(recipient) = receiving.iter().find(|recipient| recipient.id == wanted.id.text) else {
            failure(
                report,
                "scenario.recipients",
                wanted.id.place,
                format!("« {} » ne reçoit pas de dossier.", wanted.id.text),
                format!("“{}” receives no case.", wanted.id.text),
            );
            continue;
        };
        let answers = wire::answers(state, Some(&recipient.receives));
        for path in wanted.with.iter().filter(|path| !holds(&answers, &path.text)) {
            failure(
                report,
                "scenario.recipients",
                path.place,
                format!("« {} » ne reçoit pas « {} ».", recipient.id, path.text),
                format!("“{}” does not receive “{}”.", recipient.id, path.text),
            );
        }
        for path in wanted.without.iter().filter(|path| holds(&answers, &path.text)) {
            failure(
                report,
                "scenario.recipients",
                path.place,
                format!("« {} » reçoit « {} ».", recipient.id, path.text),
                format!("“{}” receives “{}”.", recipient.id, path.text),
            );
        }
    }
}

/// Whether something stands at a schema path: in an array, in any of its rows.
fn holds(json: &Json, path: &str) -> bool {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    match json {
        Json::Object(object) => object.get(first).is_some_and(|inner| rest.is_none_or(|rest| holds(inner, rest))),
        Json::Array(rows) => rows.iter().any(|row| holds(row, path)),
        _ => false,
    }
}

fn stop(report: &mut Report, state: &State<'_>, expect: &Expectation) {
    let found = state.stop().map(|(_, stop)| stop.id.as_str());
    match (&expect.stop, found) {
        (Some(wanted), found) if found != Some(&wanted.text) => {
            let (fr, en) = match found {
                Some(found) => (format!("arrêt « {found} »"), format!("stop “{found}”")),
                None => ("aucun arrêt".to_owned(), "no stop".to_owned()),
            };
            failure(
                report,
                "scenario.stop",
                wanted.place,
                format!("Arrêt attendu : « {} » ; trouvé : {fr}.", wanted.text),
                format!("Stop expected: “{}”; found: {en}.", wanted.text),
            );
        }
        // A test that expects an outcome of the whole journey is not passed by a journey that ends early.
        (None, Some(found)) if expect.no_problems.is_some() || expect.recipients.is_some() => failure(
            report,
            "scenario.stop",
            expect.place,
            format!("Le parcours s'arrête (« {found} »), ce qui n'était pas attendu."),
            format!("The journey stops (“{found}”), which was not expected."),
        ),
        _ => {}
    }
}
