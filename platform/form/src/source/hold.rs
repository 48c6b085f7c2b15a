//! Holds what came of a question beside the answers, and puts what was chosen into them, under the source's name.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Candidate, DataSource, MOST_TYPED, Outcome, Search, ask};
use crate::{
    answers::{Answer, Answers, Source, Value},
    demarche::{Demarche, NodeKind},
    reading,
    state::{Facts, State},
};

/// The source `id` that stands at the answer path `at`, where it can be asked.
pub fn find<'d>(demarche: &'d Demarche, at: &str, id: &str) -> Option<&'d DataSource> {
    let node = demarche.resolve(at)?;
    let stands = |source: &&DataSource| match node.kind {
        NodeKind::Field(_) => source.beside,
        NodeKind::Group => !source.beside,
        NodeKind::Rows { .. } => false,
    };
    let mut there = demarche.sources.iter().filter(|source| source.mount == node.path).filter(stands);
    there.find(|source| source.askable && source.id == id)
}

/// Keeps what was typed into the boxes of searches on this page, and takes what was chosen among what a source had found.
///
/// A choice is a number among what the draft holds: nothing of an answer is ever taken from a post.
pub fn note(demarche: &Demarche, page: usize, answers: &mut Answers, pairs: &[(String, String)], facts: &Facts<'_>) {
    for (name, value) in pairs {
        let Some((kind, key)) = name.split_once(':') else { continue };
        let Some((at, id)) = key.rsplit_once(':') else { continue };
        let on_page = |source: &&DataSource| demarche.at(&source.mount).is_some_and(|node| node.page == Some(page));
        let Some(source) = find(demarche, at, id).filter(on_page) else { continue };
        match kind {
            "_search" if source.search.is_some() => {
                let typed: String = value.chars().filter(|c| !c.is_control()).take(MOST_TYPED).collect();
                let typed = typed.trim().to_owned();
                let before = answers.search(key);
                if before.map_or("", |search| search.typed.as_str()) == typed {
                    continue;
                }
                // What was found for other words is no answer to these.
                let outcome = match before.map(|search| &search.outcome) {
                    Some(taken @ Outcome::Taken { .. }) => taken.clone(),
                    _ => Outcome::Before,
                };
                let mark = before.map(|search| search.mark.clone()).unwrap_or_default();
                answers.set_search(key, Search { typed, mark, outcome, at: facts.now });
            }
            "_choice" => {
                if let Ok(number) = value.parse() {
                    choose(demarche, answers, at, id, number, facts);
                }
            }
            _ => {}
        }
    }
}

/// Keeps what came of a question, and counts it. What cannot be chosen among is taken at once.
pub fn keep(demarche: &Demarche, answers: &mut Answers, at: &str, id: &str, search: Search, facts: &Facts<'_>) {
    let Some(source) = find(demarche, at, id) else { return };
    // What was verified before is so no more: another question was asked.
    if source.verified {
        withdraw(answers, source, at);
    }
    let at_once = source.list.is_none() && matches!(search.outcome, Outcome::Choices { .. });
    answers.set_search(&source.key(at), search);
    if at_once {
        choose(demarche, answers, at, id, 0, facts);
    }
}

/// Takes the candidate with this number of what the draft holds; false where there is none.
pub fn choose(
    demarche: &Demarche,
    answers: &mut Answers,
    at: &str,
    id: &str,
    number: usize,
    facts: &Facts<'_>,
) -> bool {
    let Some(source) = find(demarche, at, id) else { return false };
    let key = source.key(at);
    let Some(Search { outcome: Outcome::Choices { candidates }, typed, mark, at: asked_at }) =
        answers.search(&key).cloned()
    else {
        return false;
    };
    let Some(Candidate { label, values }) = candidates.into_iter().nth(number) else { return false };
    let on = facts.today;
    for (part, _) in &source.gives {
        let place = source.part(at, part);
        let Some(node) = demarche.resolve(&place) else { continue };
        if node.computed.is_some() || !reading::make_rows(demarche, answers, &place) {
            continue;
        }
        match values.get(part) {
            Some(value) => answers.set(place, given(source, value.clone(), on, facts)),
            // What another answer of the same source had said here does not go with this one.
            None if is_of(answers, &place, source) => {
                answers.remove(&place);
            }
            None => {}
        }
    }
    answers.set_search(&key, Search { typed, mark, outcome: Outcome::Taken { label, on }, at: asked_at });
    true
}

fn given(source: &DataSource, value: Value, on: jiff::civil::Date, facts: &Facts<'_>) -> Answer {
    Answer {
        value: Some(value),
        typed: BTreeMap::new(),
        source: Source::DataSource {
            name: source.name.get(facts.language).to_owned(),
            id: source.id.clone(),
            on: Some(on),
            verified: source.verified,
        },
        at: facts.now,
    }
}

fn is_of(answers: &Answers, path: &str, source: &DataSource) -> bool {
    matches!(
        answers.get(path).map(|answer| &answer.source),
        Some(Source::DataSource { id, .. }) if *id == source.id
    )
}

/// Gives up what a source gave: the citizen types it in.
pub fn forget(demarche: &Demarche, answers: &mut Answers, at: &str, id: &str, now: Timestamp) -> bool {
    let Some(source) = find(demarche, at, id) else { return false };
    withdraw(answers, source, at);
    let key = source.key(at);
    let typed = answers.search(&key).map(|search| search.typed.clone()).unwrap_or_default();
    answers.set_search(&key, Search { typed, mark: String::new(), outcome: Outcome::Before, at: now });
    true
}

fn withdraw(answers: &mut Answers, source: &DataSource, at: &str) {
    for (part, _) in &source.gives {
        let place = source.part(at, part);
        if is_of(answers, &place, source) {
            answers.remove(&place);
        }
    }
}

/// Gives up what was taken of somebody or something else than the answers now say: an answer that the question held was changed since.
/// What was chosen among what a search found stands, whatever is typed into its box next.
///
/// Returns whether anything was.
pub fn settle(demarche: &Demarche, answers: &mut Answers, facts: &Facts<'_>) -> bool {
    let stale: Vec<(String, String)> = {
        let taken = answers.searches().filter(|(_, search)| matches!(search.outcome, Outcome::Taken { .. }));
        let held: Vec<_> = taken
            .filter_map(|(key, search)| {
                let (at, id) = key.rsplit_once(':')?;
                let holds = |source: &&DataSource| source.verified || source.search.is_none();
                Some((at, id, find(demarche, at, id).filter(holds)?, search))
            })
            .collect();
        if held.is_empty() {
            return false;
        }
        let state = State::new(demarche, answers, facts);
        held.into_iter()
            .filter(|(at, _, source, search)| {
                ask(&state, source, at, &search.typed).ok().is_none_or(|asked| asked.mark != search.mark)
            })
            .map(|(at, id, ..)| (at.to_owned(), id.to_owned()))
            .collect()
    };
    for (at, id) in &stale {
        forget(demarche, answers, at, id, facts.now);
    }
    !stale.is_empty()
}
