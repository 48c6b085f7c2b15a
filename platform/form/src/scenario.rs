//! Runs a démarche's own tests: answers in, and what must happen out. Pure, like all of `form`.
//!
//! `fill.rs` gives and makes up answers, `compare.rs` compares what happened with what was expected, `walk.rs` is the walk that every
//! démarche gets by itself; `values.rs` tries the good and bad values of a component.

mod alternatives;
mod compare;
mod fill;
mod names;
mod values;
mod walk;

pub use values::{check as check_component, run as component};
pub use walk::answers as walked;

use jiff::{Timestamp, civil::Date};

use crate::{
    bundle::Bundle,
    checker::{Checker, NoPlugins},
    definition::{
        self,
        report::Report,
        scenario::{ScenarioEntry, read},
    },
    demarche::Demarche,
    diagnostic::{Diagnostic, Sentence, Severity},
    lookup::Lookup,
    state::Facts,
};

/// What became of one scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioResult {
    /// The file's name without folder and ending (`trop-jeune`); `parcours` for the generated walk.
    pub name: String,
    /// The file as diagnostics name it; empty for the generated walk.
    pub file: String,
    /// What it shows, where it says so.
    pub title: Option<String>,
    /// What did not happen as expected; nothing where the scenario holds.
    pub failures: Vec<Diagnostic>,
}

impl ScenarioResult {
    /// Whether everything happened as expected; what is only a warning is no failure.
    pub fn holds(&self) -> bool {
        self.failures.iter().all(|failure| failure.severity == Severity::Warning)
    }
}

/// Runs every scenario of the folder, in the order of their names, then the generated walk.
///
/// `default_today` is the day of a scenario that does not say.
pub fn run(
    demarche: &Demarche,
    bundle: &Bundle,
    lookup: &dyn Lookup,
    checker: &dyn Checker,
    default_today: Date,
) -> Vec<ScenarioResult> {
    let mut results = Vec::new();
    let mut played = Vec::new();
    for path in bundle.files.keys() {
        let Some(name) = path.strip_prefix("scenarios/").and_then(|file| file.strip_suffix(".yaml")) else {
            continue;
        };
        let (result, given) = one(demarche, bundle, path, name, lookup, checker, default_today);
        results.push(result);
        played.extend(given);
    }
    results.push(walk::run(demarche, bundle, lookup, checker, default_today, &played));
    results
}

/// Reads every scenario of the folder without playing it: all that is wrong with the files themselves.
///
/// Without a démarche, because its definition has faults, only what does not depend on it is told: how the files are written and their keys.
pub fn check(demarche: Option<&Demarche>, bundle: &Bundle, lookup: &dyn Lookup) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for path in bundle.files.keys().filter(|path| path.starts_with("scenarios/") && path.ends_with(".yaml")) {
        let mut report = Report::default();
        let entry = definition::file(&mut report, bundle, path).and_then(|root| read(&mut report, &root));
        if let (Some(entry), Some(demarche)) = (entry, demarche) {
            let facts = Facts {
                today: entry.today.unwrap_or_default(),
                now: Timestamp::UNIX_EPOCH,
                language: entry.language,
                lookup,
                checker: &NoPlugins,
            };
            fill::vault(&mut report, demarche, &entry, &facts);
            if let Some(answers) = &entry.answers {
                fill::Given::default().read(&mut report, demarche, answers, &facts);
            }
            names::check(&mut report, demarche, &entry.expect);
        }
        told.extend(report.into_diagnostics());
    }
    told
}

fn one(
    demarche: &Demarche,
    bundle: &Bundle,
    path: &str,
    name: &str,
    lookup: &dyn Lookup,
    checker: &dyn Checker,
    default_today: Date,
) -> (ScenarioResult, Option<fill::Given>) {
    let mut report = Report::default();
    let entry = definition::file(&mut report, bundle, path).and_then(|root| read(&mut report, &root));
    let given = entry.as_ref().and_then(|entry| play(&mut report, demarche, entry, lookup, checker, default_today));
    let result = ScenarioResult {
        name: name.to_owned(),
        file: definition::shown(bundle, path),
        title: entry.and_then(|entry| entry.title).map(|title| title.text),
        failures: report.into_diagnostics(),
    };
    (result, given)
}

/// Plays one scenario and compares; the answers it ended with.
fn play(
    report: &mut Report,
    demarche: &Demarche,
    entry: &ScenarioEntry,
    lookup: &dyn Lookup,
    checker: &dyn Checker,
    default_today: Date,
) -> Option<fill::Given> {
    let facts = Facts {
        today: entry.today.unwrap_or(default_today),
        now: Timestamp::UNIX_EPOCH,
        language: entry.language,
        lookup,
        checker,
    };
    let mut given = fill::Given::default();
    let vault = fill::vault(report, demarche, entry, &facts);
    if let Some(answers) = &entry.answers {
        given.read(report, demarche, answers, &facts);
    }
    names::check(report, demarche, &entry.expect);
    if !report.is_empty() {
        return None;
    }
    given.prefill(demarche, &vault, &facts);
    if entry.fill {
        given.fill(demarche, entry.seed, &facts);
    }
    given.pass_warnings(demarche, &facts);
    compare::compare(report, demarche, &given, &entry.expect, &facts);
    Some(given)
}

/// What a test says when something did not happen as expected.
fn unlike(fr: String, en: String) -> (Sentence, Sentence) {
    (
        Sentence::new(fr, en),
        Sentence::new(
            "Corrigez la démarche, ou ce que le scénario attend.",
            "Correct the démarche, or what the scenario expects.",
        ),
    )
}
