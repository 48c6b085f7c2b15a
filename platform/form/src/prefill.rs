//! Fills in what the platform already knows, marked with its source; and says what is worth keeping.

use std::collections::{BTreeMap, btree_map::Entry};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    answers::{Answer, Answers, PartialDate, Source, Value},
    demarche::{Demarche, Node, Prefill},
    expression::{self, Here},
    path,
    source::is_given_only,
    state::{Facts, State},
    validation,
};

/// What a vault keeps under one name (`identity`): values by path relative to the place they fill (`""` for a single field).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VaultItem {
    /// The values.
    pub values: BTreeMap<String, Value>,
    /// The day they were kept.
    pub kept_on: Date,
}

impl VaultItem {
    /// Takes over what was kept `before` under the name `from`: what another démarche asked for and this one did not, and what it knew
    /// more exactly.
    pub fn take_over(&mut self, from: &str, before: Self) {
        // An address is one thing: the floor of the last one is not a floor of the next.
        if from == "home_address" && !self.replacing(&before).values.is_empty() {
            return;
        }
        for (path, value) in before.values {
            match self.values.entry(path) {
                Entry::Vacant(entry) => drop(entry.insert(value)),
                Entry::Occupied(mut entry) => {
                    if says_more(&value, entry.get()) {
                        entry.insert(value);
                    }
                }
            }
        }
    }

    /// Of what is here, what says something else than what was kept `before`, and would stand in its place.
    #[must_use]
    pub fn replacing(&self, before: &Self) -> Self {
        let differs = |path: &str, value: &Value| {
            before.values.get(path).is_some_and(|known| !says_more(known, value) && !says_more(value, known))
        };
        let values = self.values.iter().filter(|(path, value)| differs(path, value));
        Self { values: values.map(|(path, value)| (path.clone(), value.clone())).collect(), kept_on: self.kept_on }
    }
}

/// Whether `value` says all that `other` says: for a date, where `other` leaves open no more than what `value` knows.
fn says_more(value: &Value, other: &Value) -> bool {
    let parts = |value: &Value| match value {
        Value::Date(date) => Some((date.year(), Some(date.month()), Some(date.day()))),
        Value::PartialDate(date) => Some((date.year, date.month, date.day)),
        _ => None,
    };
    match (parts(value), parts(other)) {
        (Some(value), Some(other)) => {
            let agrees = |known: Option<i8>, open: Option<i8>| open.is_none() || open == known;
            value.0 == other.0 && agrees(value.1, other.1) && agrees(value.2, other.2)
        }
        _ => value == other,
    }
}

/// Fills the questions of `page` that nobody has answered yet from `vault`, and takes back what was filled for somebody else.
///
/// What was typed is never touched. Returns whether anything changed.
pub fn apply(
    demarche: &Demarche,
    page: usize,
    answers: &mut Answers,
    vault: &BTreeMap<String, VaultItem>,
    facts: &Facts<'_>,
) -> bool {
    let taken_back = take_back(demarche, answers, facts);
    let mut changes: Vec<(String, Answer)> = Vec::new();
    {
        let state = State::new(demarche, answers, facts);
        for prefill in demarche.prefill.iter().filter(|prefill| holds(&state, prefill)) {
            each_question(demarche, &prefill.from, &prefill.target, &mut |node, relative| {
                if node.page != Some(page) || node.computed.is_some() || answers.get(&node.path).is_some() {
                    return;
                }
                let known =
                    vault.get(&prefill.from).and_then(|item| item.values.get(relative).map(|value| (item, value)));
                let fitting = known.map(|(item, value)| (item, fit(node, value)));
                if let Some((item, value)) = fitting
                    && validation::acceptable(node, &value)
                {
                    changes.push((
                        node.path.clone(),
                        Answer {
                            value: Some(value),
                            typed: BTreeMap::new(),
                            source: Source::Vault { kept_on: item.kept_on },
                            at: facts.now,
                        },
                    ));
                }
            });
        }
    }
    let changed = taken_back || !changes.is_empty();
    for (path, answer) in changes {
        answers.set(path, answer);
    }
    changed
}

/// Takes back what the vault filled in for somebody else, on whatever page: where the condition of its prefill holds no more.
///
/// What was typed is never touched. Returns whether anything changed.
pub fn take_back(demarche: &Demarche, answers: &mut Answers, facts: &Facts<'_>) -> bool {
    let from_vault =
        |answers: &Answers, path: &str| answers.get(path).is_some_and(|a| matches!(a.source, Source::Vault { .. }));
    let mut changed = false;
    // What goes may be what the condition of another prefill reads.
    for _ in &demarche.prefill {
        let mut gone: Vec<String> = Vec::new();
        {
            let state = State::new(demarche, answers, facts);
            for prefill in demarche.prefill.iter().filter(|prefill| prefill.when.is_some()) {
                let below = |node: &&Node| node.field().is_some() && path::is_within(&node.path, &prefill.target);
                let filled: Vec<&Node> =
                    demarche.nodes.iter().filter(below).filter(|node| from_vault(answers, &node.path)).collect();
                if !filled.is_empty() && !holds(&state, prefill) {
                    gone.extend(filled.into_iter().map(|node| node.path.clone()));
                }
            }
        }
        if gone.is_empty() {
            break;
        }
        changed = true;
        for path in gone {
            answers.remove(&path);
        }
    }
    changed
}

/// What « Conserver mes coordonnées » keeps: the visible values that this démarche could be filled with another time.
///
/// Attachments are not kept here, nor anything answered for somebody else, nor what is stated: whoever states something does so anew each
/// time.
pub fn collect(state: &State<'_>) -> BTreeMap<String, VaultItem> {
    let mut vault: BTreeMap<String, VaultItem> = BTreeMap::new();
    for prefill in &state.demarche.prefill {
        if !holds(state, prefill) {
            continue;
        }
        let kept = prefill.keep.as_ref().unwrap_or(&prefill.target);
        each_question(state.demarche, &prefill.from, kept, &mut |node, relative| {
            if let Some(value) = state.value(&node.path)
                && !matches!(value, Value::Files(_))
            {
                vault
                    .entry(prefill.from.clone())
                    .or_insert_with(|| VaultItem { values: BTreeMap::new(), kept_on: state.facts.today })
                    .values
                    .insert(relative.to_owned(), value);
            }
        });
    }
    vault
}

/// The e-mail address to which news of the dossier go: the one that the citizen's own fills; where none is, the first that is asked for
/// outside rows, as that of an association, which is nobody's own.
pub fn email(state: &State<'_>) -> Option<String> {
    let own = |from: &str| from == "email";
    let found = if state.demarche.prefill.iter().any(|prefill| own(&prefill.from)) {
        collect(state).remove("email")?.values.remove("")
    } else {
        let asked = |node: &&Node| {
            node.field().is_some_and(|field| field.field_type.name() == "email") && node.repeated_in.is_empty()
        };
        state.demarche.nodes.iter().filter(asked).find_map(|node| state.value(&node.path))
    };
    match found {
        Some(Value::Text(email)) => Some(email),
        _ => None,
    }
}

/// Where the answers name who files: the first place that the person's own identity fills, where its condition holds.
pub fn applicant<'d>(state: &State<'d>) -> Option<&'d str> {
    state
        .demarche
        .prefill
        .iter()
        .find(|prefill| {
            prefill.from == "identity" && own_part(&prefill.from, &prefill.target).is_empty() && holds(state, prefill)
        })
        .map(|prefill| prefill.target.as_str())
}

fn holds(state: &State<'_>, prefill: &Prefill) -> bool {
    prefill.when.as_ref().is_none_or(|when| expression::eval_condition(when, state, &Here::default()))
}

/// The value as the question takes it: a whole date is a date, and a date is a date of which everything is known.
#[must_use]
pub fn fit(node: &Node, value: &Value) -> Value {
    let wanted = node.field().map(|field| field.field_type.name());
    match (wanted, value) {
        (Some("date"), Value::PartialDate(partial)) => partial.full().map_or_else(|| value.clone(), Value::Date),
        (Some("partial_date"), Value::Date(date)) => {
            Value::PartialDate(PartialDate { year: date.year(), month: Some(date.month()), day: Some(date.day()) })
        }
        _ => value.clone(),
    }
}

/// The parts of a person's civil status: what an `identity` is made of, whatever else a démarche asks about the person beside it.
const IDENTITY: &[&str] = &["civilite", "sexe", "nom", "nom_usage", "prenoms", "prenom_usuel", "naissance"];

/// Whether what stands at `relative` is part of what the vault holds as `from`.
fn is_part(from: &str, relative: &str) -> bool {
    from != "identity" || relative.is_empty() || IDENTITY.contains(&relative.split('.').next().unwrap_or_default())
}

/// The part of an identity that `place` is by itself, as its name says: `naissance.date` asked outside any identity; empty of a whole one.
fn own_part<'p>(from: &str, place: &'p str) -> &'p str {
    let mut rest = Some(place);
    while let Some(part) = rest.filter(|_| from == "identity") {
        if is_part(from, part) {
            return part;
        }
        rest = part.split_once('.').map(|(_, below)| below);
    }
    ""
}

/// Where what the vault holds at `path` under `from` stands, of all that `place` is filled with.
fn within(from: &str, place: &str, path: &str) -> Option<String> {
    let below = match own_part(from, place) {
        "" => path,
        part => {
            path.strip_prefix(part).filter(|rest| rest.is_empty() || rest.starts_with('.'))?.trim_start_matches('.')
        }
    };
    Some(if below.is_empty() { place.to_owned() } else { path::join(place, below) })
}

/// The question or group of `demarche` that is filled with what the vault holds at `path` under `from`, or was kept there.
pub fn filled_with<'d>(demarche: &'d Demarche, from: &str, path: &str) -> Option<&'d Node> {
    let places = demarche.prefill.iter().filter(|prefill| prefill.from == from);
    // What is kept says best how it is called: it is what was asked.
    places
        .flat_map(|prefill| prefill.keep.iter().chain([&prefill.target]))
        .find_map(|place| demarche.at(&within(from, place, path)?))
}

/// Calls `visit` with every question at or below `target` that the vault holds as `from`, outside repeated groups, and its path relative
/// to it. What is stated is no part of a vault.
fn each_question<'d>(demarche: &'d Demarche, from: &str, target: &str, visit: &mut dyn FnMut(&'d Node, &str)) {
    for node in &demarche.nodes {
        let is_stated = || node.field().is_some_and(|field| field.field_type.name() == "attestation");
        let question = node.field().is_some() && node.repeated_in.is_empty() && path::is_within(&node.path, target);
        // What a source alone gives says that it was asked: the vault cannot say so.
        if question && !is_stated() && !is_given_only(demarche, node) {
            let below = node.path[target.len()..].trim_start_matches('.');
            let relative = match (own_part(from, target), below) {
                (part, "") => part.to_owned(),
                ("", below) => below.to_owned(),
                (part, below) => path::join(part, below),
            };
            if is_part(from, &relative) {
                visit(node, &relative);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_an_identity_may_be_asked_by_itself() {
        for (place, part) in
            [("naissance.date", "naissance.date"), ("vous.nom", "nom"), ("demandeur", ""), ("nomade", "")]
        {
            assert_eq!(own_part("identity", place), part, "{place}");
        }
        assert_eq!(own_part("email", "contact.nom"), "");
        let at = |place, path| within("identity", place, path);
        assert_eq!(at("demandeur", "naissance.date").as_deref(), Some("demandeur.naissance.date"));
        assert_eq!(at("naissance.date", "naissance.date").as_deref(), Some("naissance.date"));
        assert_eq!(at("ne.naissance", "naissance.date").as_deref(), Some("ne.naissance.date"));
        assert_eq!(at("naissance.date", "nom"), None);
    }

    fn item(date: &str) -> VaultItem {
        let whole = date.parse().map(Value::Date);
        let value = whole.or_else(|_| PartialDate::parse(date).map(Value::PartialDate).ok_or(())).unwrap();
        VaultItem { values: [("naissance.date".to_owned(), value)].into(), kept_on: Date::constant(2026, 11, 21) }
    }

    /// What a vault holds that knew `before` and is given `new`; and whether the new one says otherwise.
    fn kept(before: &str, new: &str) -> (VaultItem, bool) {
        let (before, mut new) = (item(before), item(new));
        let replaces = !new.replacing(&before).values.is_empty();
        new.take_over("identity", before);
        (new, replaces)
    }

    #[test]
    fn a_date_that_says_less_does_not_take_the_place_of_one_that_says_more() {
        for (before, new, stays) in [
            ("1985-08-24", "1985", "1985-08-24"),
            ("1985-08-24", "1985-08", "1985-08-24"),
            ("1985-08", "1985", "1985-08"),
            ("1985", "1985-08-24", "1985-08-24"),
            ("1985-08-24", "1985-08-24", "1985-08-24"),
        ] {
            assert_eq!(kept(before, new), (item(stays), false), "{new} after {before}");
        }
    }

    #[test]
    fn a_date_that_says_otherwise_replaces_and_is_told() {
        for (before, new) in [("1985-08-24", "1985-09"), ("1985-08-24", "1986"), ("1985", "1986-01-01")] {
            assert_eq!(kept(before, new), (item(new), true), "{new} after {before}");
        }
    }

    #[test]
    fn nothing_of_an_address_stays_beside_another_one() {
        let address = |parts: &[(&str, &str)]| VaultItem {
            values: parts.iter().map(|(path, text)| ((*path).to_owned(), Value::Text((*text).to_owned()))).collect(),
            kept_on: Date::constant(2026, 11, 21),
        };
        let before = address(&[("voie", "1 rue des Lilas"), ("complement", "3e étage"), ("code_postal", "31000")]);
        let mut moved = address(&[("voie", "5 rue du Taur"), ("code_postal", "31000")]);
        let only = moved.clone();
        moved.take_over("home_address", before.clone());
        assert_eq!(moved, only);
        let mut same = address(&[("voie", "1 rue des Lilas")]);
        same.take_over("home_address", before.clone());
        assert_eq!(same, before);
    }
}
