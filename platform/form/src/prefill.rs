//! Fills in what the platform already knows, marked with its source; and says what is worth keeping. What is kept, is in `vault.rs`.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{
    answers::{Answer, Answers, PartialDate, Source, Value},
    demarche::{Demarche, Node, Prefill},
    expression::{self, Here},
    handover,
    known::{self, HANDED, Known},
    path,
    source::is_given_only,
    state::{Facts, State},
    validation,
    vault::{Assurance, Held, Origin, VaultItem},
};

/// Fills the questions of `page` that nobody has answered yet from what the citizen agreed to of all that is `known` of them, and takes
/// back what was filled for somebody else.
///
/// What was typed is never touched, and nothing is filled in for who was not asked. Returns whether anything changed.
pub fn apply(demarche: &Demarche, page: usize, answers: &mut Answers, known: &[Known], facts: &Facts<'_>) -> bool {
    let agreed = answers.agreed().cloned();
    // What another site handed over may say for whom the citizen acts, and so let in what stands beside it.
    let rounds = if answers.handed().is_some() { 3 } else { 1 };
    let mut changed = false;
    for _ in 0..rounds {
        let filled = fill(demarche, page, answers, facts, &|node, from, relative| {
            known::choose(known, agreed.as_ref()?, node, from, relative)
        });
        changed |= filled;
        if !filled {
            break;
        }
    }
    changed
}

/// The same from a whole vault, asking nobody: where its owner looks at it, and where an author tries a démarche.
pub fn apply_all(
    demarche: &Demarche,
    page: usize,
    answers: &mut Answers,
    vault: &BTreeMap<String, VaultItem>,
    facts: &Facts<'_>,
) -> bool {
    fill(demarche, page, answers, facts, &|node, from, relative| {
        let held = vault.get(from)?.values.get(relative)?;
        let value = fit(node, &held.value);
        validation::acceptable(node, &value).then(|| (value, Source::of_vault(held)))
    })
}

/// What to fill a question with: of its node, under a name of the vault, at a path.
type Choose<'c> = dyn Fn(&Node, &str, &str) -> Option<(Value, Source)> + 'c;

fn fill(demarche: &Demarche, page: usize, answers: &mut Answers, facts: &Facts<'_>, choose: &Choose<'_>) -> bool {
    let taken_back = take_back(demarche, answers, facts);
    let mut changes: Vec<(String, Answer)> = Vec::new();
    {
        let state = State::new(demarche, answers, facts);
        for prefill in demarche.prefill.iter().filter(|prefill| holds(&state, prefill)) {
            each_question(demarche, &prefill.from, &prefill.target, &mut |node, relative| {
                if node.page != Some(page) || node.computed.is_some() || answers.get(&node.path).is_some() {
                    return;
                }
                if let Some((value, source)) = choose(node, &prefill.from, relative) {
                    let answer = Answer { value: Some(value), typed: BTreeMap::new(), source, at: facts.now };
                    changes.push((node.path.clone(), answer));
                }
            });
        }
        // What another site handed over stands at the paths of the questions themselves.
        for node in demarche.nodes.iter().filter(|node| node.page == Some(page) && handover::is_open(demarche, node)) {
            let is_answered = answers.get(&node.path).is_some() || changes.iter().any(|(path, _)| *path == node.path);
            if let Some((value, source)) = (!is_answered).then(|| choose(node, HANDED, &node.path)).flatten()
                && covering(demarche, node).all(|prefill| holds(&state, prefill))
            {
                let answer = Answer { value: Some(value), typed: BTreeMap::new(), source, at: facts.now };
                changes.push((node.path.clone(), answer));
            }
        }
    }
    let changed = taken_back || !changes.is_empty();
    for (path, answer) in changes {
        answers.set(path, answer);
    }
    changed
}

/// The places that are filled with something of the citizen's own, and that `node` is in.
fn covering<'d>(demarche: &'d Demarche, node: &Node) -> impl Iterator<Item = &'d Prefill> {
    demarche.prefill.iter().filter(move |prefill| path::is_within(&node.path, &prefill.target))
}

/// Whether another site's answer is filled in whatever is answered: where nobody is asked for whom the citizen acts.
pub(crate) fn is_always(demarche: &Demarche, node: &Node) -> bool {
    covering(demarche, node).all(|prefill| prefill.when.is_none())
}

/// Takes back what was filled in and is agreed to no longer. Of who was never asked, everything stays.
///
/// What was typed is never touched. Returns whether anything changed.
pub fn take_back_refused(demarche: &Demarche, answers: &mut Answers, now: Timestamp) -> bool {
    let Some(agreed) = answers.agreed() else { return false };
    let mut filled: BTreeMap<&str, bool> = BTreeMap::new();
    for prefill in &demarche.prefill {
        each_question(demarche, &prefill.from, &prefill.target, &mut |node, relative| {
            let source = answers.get(&node.path).map(|answer| &answer.source);
            let of_item = source.filter(|source| !matches!(source, Source::Site { .. }));
            if let Some(holder) = of_item.and_then(known::holder_of) {
                let may = agreed.names.contains(&known::name_of(&holder, &prefill.from, relative));
                *filled.entry(&node.path).or_default() |= may;
            }
        });
    }
    let mut refused: Vec<String> =
        filled.into_iter().filter(|(_, may)| !may).map(|(path, _)| path.to_owned()).collect();
    let handed = answers.iter().filter(|(path, answer)| {
        let holder = known::holder_of(&answer.source).filter(|_| matches!(answer.source, Source::Site { .. }));
        holder.is_some_and(|holder| !agreed.names.contains(&known::name_of(&holder, HANDED, path)))
    });
    refused.extend(handed.map(|(path, _)| path.to_owned()));
    for path in &refused {
        answers.take_back(path, now);
    }
    !refused.is_empty()
}

/// Takes back what was filled in and is known otherwise by now: what was agreed to is what was shown, and [`apply`] fills that in.
pub fn take_back_changed(demarche: &Demarche, answers: &mut Answers, known: &[Known], now: Timestamp) {
    let Some(agreed) = answers.agreed() else { return };
    let mut changed: Vec<String> = Vec::new();
    for prefill in &demarche.prefill {
        each_question(demarche, &prefill.from, &prefill.target, &mut |node, relative| {
            let filled = answers.get(&node.path).filter(|answer| known::holder_of(&answer.source).is_some());
            if let (Some(filled), Some((value, _))) =
                (filled, known::choose(known, agreed, node, &prefill.from, relative))
                && filled.value.as_ref() != Some(&value)
            {
                changed.push(node.path.clone());
            }
        });
    }
    for path in changed {
        answers.take_back(&path, now);
    }
}

/// Whether a question of `page` that could be filled in has no value.
pub fn is_left_open(demarche: &Demarche, page: usize, answers: &Answers) -> bool {
    let mut open = false;
    for prefill in &demarche.prefill {
        each_question(demarche, &prefill.from, &prefill.target, &mut |node, _| {
            open |= node.page == Some(page) && node.computed.is_none() && answers.value(&node.path).is_none();
        });
    }
    open
}

/// Takes back what was filled in for somebody else, on whatever page: where the condition of its prefill holds no more.
///
/// What was typed is never touched. Returns whether anything changed.
pub fn take_back(demarche: &Demarche, answers: &mut Answers, facts: &Facts<'_>) -> bool {
    let is_filled =
        |answers: &Answers, path: &str| answers.get(path).is_some_and(|a| known::holder_of(&a.source).is_some());
    let mut changed = false;
    // What goes may be what the condition of another prefill reads.
    for _ in &demarche.prefill {
        let mut gone: Vec<String> = Vec::new();
        {
            let state = State::new(demarche, answers, facts);
            for prefill in demarche.prefill.iter().filter(|prefill| prefill.when.is_some()) {
                let below = |node: &&Node| node.field().is_some() && path::is_within(&node.path, &prefill.target);
                let filled: Vec<&Node> =
                    demarche.nodes.iter().filter(below).filter(|node| is_filled(answers, &node.path)).collect();
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
            answers.take_back(&path, facts.now);
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
                let held = held(state, &node.path, value);
                vault.entry(prefill.from.clone()).or_default().values.insert(relative.to_owned(), held);
            }
        });
    }
    vault
}

/// A value with where it comes from: what the vault itself filled in keeps what the vault says of it.
fn held(state: &State<'_>, path: &str, value: Value) -> Held {
    match state.answer(path).map(|answer| answer.source) {
        Some(Source::Vault { kept_on, origin: Some(origin), assurance }) => {
            Held { value, origin, on: kept_on, assurance }
        }
        Some(Source::Identity { name, on: Some(on), assurance, .. }) => {
            Held { value, origin: Origin::Identity { provider: name }, on, assurance }
        }
        Some(Source::Site { name, on, .. }) => {
            Held { value, origin: Origin::Administration { name }, on, assurance: Assurance::Declared }
        }
        Some(Source::Dossier { demarche: id, title, on, assurance, .. }) => {
            Held { value, origin: Origin::Demarche { id, title }, on, assurance }
        }
        _ => {
            let demarche = state.demarche;
            Held::given(value, state.facts.today, &*demarche.id, demarche.title.get(state.language()))
        }
    }
}

/// The e-mail address to which news of the dossier go: the one that the citizen's own fills; where none is, the first that is asked for
/// outside rows, as that of an association, which is nobody's own.
pub fn email(state: &State<'_>) -> Option<String> {
    let own = |from: &str| from == "email";
    let found = if state.demarche.prefill.iter().any(|prefill| own(&prefill.from)) {
        collect(state).remove("email")?.values.remove("").map(|held| held.value)
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
    if from == HANDED {
        return demarche.at(path);
    }
    // What is kept says best how it is called: it is what was asked.
    places
        .flat_map(|prefill| prefill.keep.iter().chain([&prefill.target]))
        .find_map(|place| demarche.at(&within(from, place, path)?))
}

/// Calls `visit` with every question at or below `target` that the vault holds as `from`, outside repeated groups, and its path relative
/// to it. What is stated is no part of a vault.
pub(crate) fn each_question<'d>(
    demarche: &'d Demarche,
    from: &str,
    target: &str,
    visit: &mut dyn FnMut(&'d Node, &str),
) {
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
}
