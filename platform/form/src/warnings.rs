//! Finds what the citizen is warned of and may pass: rules of the level `warning` that do not hold.
//!
//! A warning is told once. Its mark stands for the rule, the place and all that the rule reads there: as soon as one of these answers is
//! another, it is another warning, and is told again.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::{
    demarche::Rule,
    problem::{Problem, ProblemKind},
    state::{Found, State},
    text::Text,
    validation::rule_problems,
};

/// A warning that the citizen passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// The rule's id.
    pub rule: String,
    /// The path of the answer that it is about.
    pub path: String,
    /// What was told.
    pub message: Text,
    /// When the citizen went on all the same.
    pub at: Timestamp,
}

/// Every warning of one page, passed ones too; none where a problem of `known` is told already.
pub fn page(state: &State<'_>, page: usize, known: &[Problem]) -> Vec<Problem> {
    let mut warnings = Vec::new();
    for rule in state.demarche.rules.iter().filter(|rule| rule.warning && rule.page == page) {
        for problem in rule_problems(state, rule, known) {
            let message = match problem.kind {
                ProblemKind::Rule { message, .. }
                | ProblemKind::RuleNeedsAnswer { message, .. }
                | ProblemKind::Plugin { message, .. } => message,
                // A check that could not be made warns of nothing.
                _ => continue,
            };
            let mark = mark(state, rule, &problem.path);
            let kind = ProblemKind::Warning { rule: rule.id.clone(), message, mark };
            warnings.push(Problem { path: problem.path, part: problem.part, kind });
        }
    }
    warnings
}

/// The warnings of one page that were not passed yet.
pub fn open(state: &State<'_>, page: usize, known: &[Problem]) -> Vec<Problem> {
    let mut warnings = self::page(state, page, known);
    warnings.retain(|warning| passed_at(state, warning).is_none());
    warnings
}

/// The pages that exist and have warnings which were not passed yet.
pub fn open_pages(state: &State<'_>) -> Vec<usize> {
    if !state.demarche.rules.iter().any(|rule| rule.warning) {
        return Vec::new();
    }
    state.pages().into_iter().filter(|page| !open(state, *page, &[]).is_empty()).collect()
}

/// What the citizen was warned of and passed, on the answers as they are now.
pub fn passed(state: &State<'_>) -> Vec<Passed> {
    if !state.demarche.rules.iter().any(|rule| rule.warning) {
        return Vec::new();
    }
    let mut passed = Vec::new();
    for page in state.pages() {
        for warning in self::page(state, page, &[]) {
            let at = passed_at(state, &warning);
            if let (ProblemKind::Warning { rule, message, .. }, Some(at)) = (warning.kind, at) {
                passed.push(Passed { rule, path: warning.path, message, at });
            }
        }
    }
    passed
}

fn passed_at(state: &State<'_>, warning: &Problem) -> Option<Timestamp> {
    state.answers.passed(warning.kind.mark()?)
}

/// Whether a mark is of a warning of `page`.
pub fn is_of_page(state: &State<'_>, mark: &str, page: usize) -> bool {
    let id = mark.split(' ').next().unwrap_or_default();
    state.demarche.rules.iter().any(|rule| rule.page == page && rule.id == id)
}

/// `<rule> <path> <hash>`: the hash of every answer that the rule reads there.
fn mark(state: &State<'_>, rule: &Rule, at: &str) -> String {
    let mut hasher = Sha256::new();
    let mut feed = |path: &str| {
        if let Found::Value(value) = state.find(path) {
            hasher.update(path.as_bytes());
            hasher.update([0]);
            // A value is made of texts and numbers alone: it always serialises.
            hasher.update(serde_json::to_vec(&value).unwrap_or_default());
        }
    };
    for read in rule.reads().iter().chain([&rule.at]) {
        let Some(id) = state.demarche.by_path.get(read) else { continue };
        for path in state.instances_around(read, at) {
            state.each_field(*id, &path, None, &mut |_, path| feed(path));
        }
    }
    let hash = hex::encode(hasher.finalize());
    format!("{} {at} {}", rule.id, hash.get(..32).unwrap_or_default())
}
