//! Runs a démarche's own tests: answers in, and what must happen out. Pure, like all of `form`.
//!
//! `fill.rs` gives and makes up answers, `compare.rs` compares what happened with what was expected, `files.rs` with whole files, `verdicts.rs`
//! with what plugins said; `sources.rs` plays what sources answered; `walk.rs` is the walk that every démarche gets by itself, `coverage.rs` counts what the author's scenarios have
//! tried; `values.rs` tries the good and bad values of a component.

mod alternatives;
mod compare;
mod coverage;
mod files;
mod fill;
mod names;
pub(crate) mod sources;
mod values;
pub(crate) mod verdicts;
mod walk;

use std::collections::BTreeMap;

pub use coverage::{Coverage, Group};

pub use values::{check as check_component, run as component};
pub use walk::{answers as walked, ways};

use jiff::{Timestamp, civil::Date};

use crate::{
    answers::Answers,
    bundle::Bundle,
    checker::{Checker, NoPlugins},
    connection::{self, Supposed, Supposing},
    definition::{
        self,
        report::Report,
        scenario::{ScenarioEntry, read},
    },
    demarche::Demarche,
    diagnostic::{Diagnostic, Sentence, Severity},
    lookup::Lookup,
    state::{Facts, State},
};

use verdicts::Recorder;

/// What became of one scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioResult {
    /// The file's name without folder and ending (`trop-jeune`); `parcours` for the generated walk.
    pub name: String,
    /// The file as diagnostics name it; empty for the generated walk.
    pub file: String,
    /// What it shows, where it says so.
    pub title: Option<String>,
    /// What is to be known of it beside, though nothing is wrong.
    pub note: Option<Sentence>,
    /// What did not happen as expected; nothing where the scenario holds.
    pub failures: Vec<Diagnostic>,
    /// The expected files that are missing or say something else, by path in the démarche's folder, and what they should say.
    pub found: BTreeMap<String, String>,
}

/// Makes the documents whose text a scenario expects: `desk` knows how.
pub trait Papers {
    /// The text of the receipt that these answers would get; none where it cannot be made.
    fn receipt(&self, state: &State<'_>) -> Option<String>;

    /// The formats that cannot be made for these answers: the recipient, the format, why.
    fn unmade_formats(&self, _state: &State<'_>) -> Vec<(String, String, Sentence)> {
        Vec::new()
    }
}

/// What scenarios are played with.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    /// Reference lists.
    pub lookup: &'a dyn Lookup,
    /// Plugins.
    pub checker: &'a dyn Checker,
    /// Documents; without them no receipt is compared.
    pub papers: Option<&'a dyn Papers>,
    /// The day of a scenario that does not say.
    pub today: Date,
    /// The day of the generated walk; without it the latest day that a scenario says, so that it finds the same every day, else `today`.
    pub walk_on: Option<Date>,
}

/// What became of all scenarios of a démarche.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// One a scenario, then the generated walk.
    pub results: Vec<ScenarioResult>,
    /// What the author's scenarios have tried; the walk does not count.
    pub coverage: Coverage,
}

impl ScenarioResult {
    /// Whether everything happened as expected; what is only a warning is no failure.
    pub fn holds(&self) -> bool {
        self.failures.iter().all(|failure| failure.severity == Severity::Warning)
    }
}

/// Runs every scenario of the folder, in the order of their names, then the generated walk; no documents are made, and so no receipt is compared.
///
/// `default_today` is the day of a scenario that does not say.
pub fn run(
    demarche: &Demarche,
    bundle: &Bundle,
    lookup: &dyn Lookup,
    checker: &dyn Checker,
    default_today: Date,
) -> Vec<ScenarioResult> {
    play(demarche, bundle, Stage { lookup, checker, papers: None, today: default_today, walk_on: None }).results
}

/// Runs every scenario of the folder, in the order of their names, then the generated walk, and counts what was tried.
pub fn play(demarche: &Demarche, bundle: &Bundle, stage: Stage<'_>) -> Played {
    let mut results = Vec::new();
    let mut played = Vec::new();
    let mut sent = None;
    let mut coverage = Coverage::of(demarche);
    let mut latest = None;
    for path in bundle.files.keys() {
        let Some(name) = path.strip_prefix("scenarios/").and_then(|file| file.strip_suffix(".yaml")) else {
            continue;
        };
        let mut report = Report::default();
        let entry = definition::file(&mut report, bundle, path).and_then(|root| read(&mut report, &root));
        latest = latest.max(entry.as_ref().and_then(|entry| entry.today));
        let mut found = BTreeMap::new();
        if let Some(entry) = &entry {
            let ended = one(&mut report, demarche, bundle, entry, stage, &mut coverage, &mut found);
            if sent.is_none() && ended.as_ref().is_some_and(|ended| ended.sendable) {
                sent = Some(name);
            }
            played.extend(ended.map(|ended| ended.given));
        }
        results.push(ScenarioResult {
            name: name.to_owned(),
            file: definition::shown(bundle, path),
            title: entry.and_then(|entry| entry.title).map(|title| title.text),
            note: None,
            failures: report.into_diagnostics(),
            found,
        });
    }
    let today = stage.walk_on.or(latest).unwrap_or(stage.today);
    results.push(walk::run(demarche, bundle, Stage { today, ..stage }, &played, sent));
    Played { results, coverage }
}

/// The answers that the scenario `name` of the folder ends with, and its day; nothing where it cannot be read.
pub fn played(
    demarche: &Demarche,
    bundle: &Bundle,
    name: &str,
    lookup: &dyn Lookup,
    checker: &dyn Checker,
    default_today: Date,
) -> Option<(Answers, Date)> {
    let path = format!("scenarios/{name}.yaml");
    let mut report = Report::default();
    bundle.files.contains_key(&path).then_some(())?;
    let root = definition::file(&mut report, bundle, &path)?;
    let entry = read(&mut report, &root)?;
    let stage = Stage { lookup, checker, papers: None, today: default_today, walk_on: None };
    let (mut coverage, mut found) = (Coverage::of(demarche), BTreeMap::new());
    let ended = one(&mut report, demarche, bundle, &entry, stage, &mut coverage, &mut found)?;
    Some((ended.given.answers, entry.today.unwrap_or(default_today)))
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
            names::check(&mut report, demarche, &entry);
            sources::check(&mut report, demarche, bundle, &entry);
        }
        told.extend(report.into_diagnostics());
    }
    told
}

/// What a scenario ended with.
struct Ended {
    given: fill::Given,
    /// Whether its answers could be sent as they are.
    sendable: bool,
}

/// Plays one scenario and compares; the answers it ended with.
fn one(
    report: &mut Report,
    demarche: &Demarche,
    bundle: &Bundle,
    entry: &ScenarioEntry,
    stage: Stage<'_>,
    coverage: &mut Coverage,
    found: &mut BTreeMap<String, String>,
) -> Option<Ended> {
    let recorder = Recorder::of(stage.checker, entry);
    let unconnected: Vec<&str> = entry.unconnected.iter().map(|recipient| recipient.text.as_str()).collect();
    let lookup = Supposing { lists: stage.lookup, supposed: Supposed::AllBut(&unconnected) };
    let facts = Facts {
        today: entry.today.unwrap_or(stage.today),
        now: Timestamp::UNIX_EPOCH,
        language: entry.language,
        lookup: &lookup,
        checker: &recorder,
    };
    let (given, came) = give(report, demarche, bundle, entry, &facts)?;
    recorder.forget();
    sources::compare(report, &entry.expect, &came);
    let state = State::new(demarche, &given.answers, &facts);
    let sendable = compare::compare(report, &state, &entry.expect);
    verdicts::compare(report, &entry.expect, &recorder);
    recorder.hear_values(&state);
    recorder.tell_failures(report, entry.expect.place, &verdicts::expected_silent(&entry.expect));
    found.extend(files::compare(report, &state, &entry.expect, bundle, stage.papers));
    if sendable && let Some(papers) = stage.papers {
        files::compare_formats(report, &state, entry.expect.place, papers);
    }
    coverage.add(&state, &recorder);
    drop(state);
    Some(Ended { given, sendable })
}

/// The answers that a scenario ends with: given, taken from its vault, from sources, made up; and what came of each source. Nothing where it names what is not there.
fn give(
    report: &mut Report,
    demarche: &Demarche,
    bundle: &Bundle,
    entry: &ScenarioEntry,
    facts: &Facts<'_>,
) -> Option<(fill::Given, Vec<sources::Came>)> {
    let mut given = fill::Given::default();
    let vault = fill::vault(report, demarche, entry, facts);
    if let Some(answers) = &entry.answers {
        given.read(report, demarche, answers, facts);
    }
    names::check(report, demarche, entry);
    sources::check(report, demarche, bundle, entry);
    if !report.is_empty() {
        return None;
    }
    given.prefill(demarche, &vault, facts);
    let came = sources::play(report, demarche, bundle, entry, &mut given, facts);
    if entry.fill {
        given.fill(demarche, entry.seed, facts);
    }
    given.pass_warnings(demarche, facts);
    connection::keep(demarche, &mut given.answers, facts);
    Some((given, came))
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
