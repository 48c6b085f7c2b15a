//! Counts what a citizen types in a second démarche once their account keeps what a first one told: prints how many of a hundred values, over
//! all pairs of different démarches that are shipped, each filed as one of its scenarios files it. Run by `make bench` at the root of the
//! repository; the pairs are told on the error stream.
//!
//! What is typed is what goes into a box by the keyboard: choices, ticks and files are none.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the figures are what it is for")]

use std::{error::Error, path::PathBuf};

use desk::{folder, lists::Lists};
use form::{
    answers::{Answers, Source},
    check::{self, AnyPlugin},
    checker::NoPlugins,
    demarche::{Demarche, Node},
    prefill, scenario,
    state::{Facts, State},
    text::Language,
};
use jiff::{Timestamp, civil::Date};

/// The scenarios in which somebody files for themselves; of a démarche that has no such scenario, the ordinary one.
const FILED: &[(&str, &str)] = &[
    ("acte-naissance", "mon-acte-en-france"),
    ("changement-coordonnees", "trois-organismes"),
    ("creation-association", "ordinaire"),
    ("recensement-citoyen", "ordinaire"),
    ("subvention", "ordinaire"),
];

/// A démarche and what was answered in it.
struct Filed {
    demarche: Demarche,
    answers: Answers,
    today: Date,
}

impl Filed {
    fn facts<'f>(&self, lists: &'f Lists) -> Facts<'f> {
        Facts {
            today: self.today,
            now: Timestamp::UNIX_EPOCH,
            language: Language::Fr,
            lookup: lists,
            checker: &NoPlugins,
        }
    }

    /// The questions that are answered by typing, with the paths of their answers.
    fn typed(&self, facts: &Facts<'_>) -> Vec<String> {
        let state = State::new(&self.demarche, &self.answers, facts);
        let is_typed = |node: &&Node| {
            let chosen = ["radio", "checkboxes", "yes_no", "attestation", "file"];
            node.computed.is_none() && node.field().is_some_and(|field| !chosen.contains(&field.field_type.name()))
        };
        let instances = self.demarche.nodes.iter().filter(is_typed).flat_map(|node| state.instances(node));
        instances.filter(|path| state.visible(path) && self.answers.value(path).is_some()).collect()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let lists = Lists::embedded();
    let catalogue = folder::catalogue(&[PathBuf::from("components")])?;
    let mut filed = Vec::new();
    for (id, name) in FILED {
        let bundle = folder::bundle(&PathBuf::from("forms").join(id))?;
        let checked = check::check(&bundle, &catalogue, &lists, &AnyPlugin);
        let demarche = checked.demarche.ok_or_else(|| format!("{id} has faults"))?;
        let played = scenario::played(&demarche, &bundle, name, &lists, &NoPlugins, Date::constant(2026, 3, 1));
        let (answers, today) = played.ok_or_else(|| format!("{id} has no scenario {name}"))?;
        filed.push(Filed { demarche, answers, today });
    }
    if folder::children(&[PathBuf::from("forms")], "demarche.yaml")?.len() != FILED.len() {
        return Err("a démarche that is shipped is not counted".into());
    }
    let (mut all, mut by_hand) = (0_u32, 0_u32);
    for first in &filed {
        for second in filed.iter().filter(|second| second.demarche.id != first.demarche.id) {
            let (asked, typed) = counted(first, second, &lists);
            eprintln!("{} after {}: {typed} of {asked} typed", second.demarche.id, first.demarche.id);
            (all, by_hand) = (all + asked, by_hand + typed);
        }
    }
    println!("{:.1}", f64::from(by_hand) * 100.0 / f64::from(all.max(1)));
    Ok(())
}

/// How many values the second asks to be typed, and how many of them are not filled in from what was kept of the first.
fn counted(first: &Filed, second: &Filed, lists: &Lists) -> (u32, u32) {
    let kept = {
        let facts = first.facts(lists);
        prefill::collect(&State::new(&first.demarche, &first.answers, &facts))
    };
    let facts = second.facts(lists);
    let paths = second.typed(&facts);
    let mut answers = second.answers.clone();
    // Empty as a citizen finds them, beside what they answer otherwise.
    for path in &paths {
        if second.demarche.prefill.iter().any(|prefill| form::path::is_within(path, &prefill.target)) {
            answers.remove(path);
        }
    }
    for page in 0..second.demarche.pages.len() {
        prefill::apply_all(&second.demarche, page, &mut answers, &kept, &facts);
    }
    let is_filled = |path: &&String| {
        answers.get(path).is_some_and(|answer| matches!(answer.source, Source::Vault { .. }) && answer.value.is_some())
    };
    let filled = paths.iter().filter(is_filled).count();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    (count(paths.len()), count(paths.len() - filled))
}
