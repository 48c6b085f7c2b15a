//! Reads what a source answered: typed by the fields that it fills, as if the citizen had typed it, and nothing else of it.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value as Json;

use super::{Candidate, DataSource, Given, Outcome, Refusal, ask, template::Of};
use crate::{
    answers::Value,
    demarche::Node,
    field::{Posted, Read},
    lookup::Resolved,
    signs,
    state::State,
    validation,
};

/// The most elements of a list that the citizen chooses from.
const MOST_CHOICES: usize = 10;
/// The most characters of what is read of an element.
const MOST_LABEL: usize = 200;

/// What came of a question that was answered with this status and these bytes.
pub fn read(state: &State<'_>, source: &DataSource, at: &str, typed: &str, status: u16, body: &[u8]) -> Outcome {
    match status {
        200 => {}
        // 451: the State does not tell of everybody.
        400 | 404 | 410 | 422 | 451 => return Outcome::Nothing,
        409 | 429 => return Outcome::Unavailable { later: true },
        _ => return Outcome::Unavailable { later: false },
    }
    let Ok(json) = serde_json::from_slice::<Json>(body) else {
        return Outcome::Unavailable { later: false };
    };
    let items: Vec<&Json> = match &source.list {
        None => vec![&json],
        Some(list) => match json.pointer(list) {
            Some(Json::Array(items)) => items.iter().collect(),
            _ => return Outcome::Unavailable { later: false },
        },
    };
    let about: Vec<&Json> = items.into_iter().filter(|item| repeats(state, source, at, typed, item)).collect();
    let candidates: Vec<Candidate> = about
        .iter()
        .filter(|item| refusal(source, item).is_none() && says(item, &source.only_if))
        .filter_map(|item| candidate(state, source, at, item))
        .take(MOST_CHOICES)
        .collect();
    if !candidates.is_empty() {
        return Outcome::Choices { candidates };
    }
    let refused = about.iter().find_map(|item| Some((refusal(source, item)?, item)));
    match refused {
        Some((refusal, item)) => {
            let on = refusal.date.as_ref().and_then(|pointer| day(state, item.pointer(pointer)?));
            Outcome::Refused { id: refusal.id.clone(), on }
        }
        None => Outcome::Nothing,
    }
}

/// Whether each pointer leads to one of its values.
fn says(item: &Json, wanted: &[(String, Vec<String>)]) -> bool {
    wanted.iter().all(|(pointer, values)| text(item.pointer(pointer)).is_some_and(|text| values.contains(&text)))
}

/// Why nothing is taken of an answer; none where it may be.
fn refusal<'s>(source: &'s DataSource, item: &Json) -> Option<&'s Refusal> {
    source.refused.iter().find(|refusal| says(item, &refusal.when))
}

/// A day as an answer says it: an ISO date, or seconds since 1970 in the démarche's time zone.
fn day(state: &State<'_>, json: &Json) -> Option<Date> {
    match json {
        Json::String(text) => text.get(..10)?.parse().ok(),
        Json::Number(seconds) => {
            let zone = TimeZone::get(&state.demarche.timezone).unwrap_or(TimeZone::UTC);
            Some(Timestamp::from_second(seconds.as_i64()?).ok()?.to_zoned(zone).date())
        }
        _ => None,
    }
}

/// Whether an answer repeats what it must of the question.
fn repeats(state: &State<'_>, source: &DataSource, at: &str, typed: &str, item: &Json) -> bool {
    let answer = |of: &Of| match of {
        Of::Search => Some(Value::Text(typed.to_owned())),
        of => state.value(&ask::place(state, source, at, of)?),
    };
    source.same.iter().all(|(pointer, template)| {
        let asked = template.fill(&answer, &str::to_owned).ok();
        text(item.pointer(pointer)).zip(asked).is_some_and(|(text, asked)| asked.contains(&text))
    })
}

fn candidate(state: &State<'_>, source: &DataSource, at: &str, item: &Json) -> Option<Candidate> {
    let values: BTreeMap<String, Value> = source
        .gives
        .iter()
        .filter_map(|(part, given)| {
            let node = state.demarche.resolve(&source.part(at, part))?;
            Some((part.clone(), value(state, node, said(given, item)?)?))
        })
        .collect();
    // What stands for a document stands whole, or not at all.
    let wanted = |part: &String| state.demarche.resolve(&source.part(at, part)).is_some();
    if source.verified && source.gives.iter().any(|(part, _)| wanted(part) && !values.contains_key(part)) {
        return None;
    }
    let label = source.label.as_ref().and_then(|pointer| text(item.pointer(pointer)));
    let label: String = label.unwrap_or_default().chars().filter(|c| !is_deceptive(*c)).take(MOST_LABEL).collect();
    // Of a list, what nobody can tell from the others is no choice.
    (!values.is_empty() && (source.list.is_none() || !label.is_empty())).then_some(Candidate { label, values })
}

/// Controls, and what turns the direction of text around.
fn is_deceptive(c: char) -> bool {
    c.is_control() || signs::is_unseen(c) || signs::joins(c)
}

/// What an answer says of a part, in our words.
fn said(given: &Given, item: &Json) -> Option<String> {
    let joined = |pointers: &[String]| {
        let texts: Vec<String> = pointers.iter().filter_map(|pointer| text(item.pointer(pointer))).collect();
        Some(texts.join(" ")).filter(|text| !text.is_empty())
    };
    let text = joined(&given.from).or_else(|| joined(&given.or))?;
    if given.words.is_empty() {
        return Some(text);
    }
    let means = |theirs: &str| match theirs.strip_suffix('*') {
        Some(beginning) => text.starts_with(beginning),
        None => text == theirs,
    };
    given.words.iter().find(|(theirs, _)| means(theirs)).map(|(_, ours)| ours.clone())
}

fn text(json: Option<&Json>) -> Option<String> {
    match json? {
        Json::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(yes) => Some(yes.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// The value as the question takes it; none where it would refuse it from a citizen too.
fn value(state: &State<'_>, node: &Node, text: String) -> Option<Value> {
    let field = node.field()?;
    let lookup = state.facts.lookup;
    let value = if let Some(list) = &field.referential {
        let entry = lookup.entry(list, &text).or_else(|| match lookup.resolve(list, &text) {
            Resolved::One(entry) => Some(entry),
            _ => None,
        })?;
        Value::Entry { code: entry.code, nom: entry.nom }
    } else {
        let pairs = [(node.path.clone(), text)];
        match field.field_type.read(&Posted::new(&pairs, &node.path), field, lookup) {
            Read::Value(value) => value,
            Read::Blank | Read::Unreadable(..) => return None,
        }
    };
    validation::acceptable(node, &value).then_some(value)
}
