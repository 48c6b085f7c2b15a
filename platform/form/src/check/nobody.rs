//! Finds dossiers that nobody would get: answers for which every recipient's condition is false at once.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{constants, draft::Draft};
use crate::{
    answers::{Answer, Answers, Source, Value},
    checker::NoPlugins,
    demarche::{Demarche, Recipient},
    diagnostic::Sentence,
    expression::Expression,
    routing,
    state::{Facts, State},
    text::Language,
};

/// A démarche all of whose recipients have a condition, where nothing says that one of them holds.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    if demarche.recipients.is_empty() || demarche.recipients.len() < draft.procedure.recipients.len() {
        return;
    }
    let conditions: Option<Vec<&Expression>> =
        demarche.recipients.iter().map(|recipient: &Recipient| recipient.when.as_ref()).collect();
    let Some(conditions) = conditions else {
        // Somebody receives whatever is answered.
        return;
    };
    if every_tick_leads_on(draft, demarche, &conditions) {
        return;
    }
    // Nothing is claimed of answers that nothing is known of.
    let known = constants::Answers(draft);
    if conditions.iter().flat_map(|condition| condition.reads()).any(|path| known.is_unknown(path)) {
        return;
    }
    let stops = demarche.stops.iter().map(|stop| &stop.stop_if);
    let wanted: Vec<(&Expression, bool)> =
        conditions.iter().copied().chain(stops).map(|condition| (condition, false)).collect();
    if !constants::outlook(draft, &wanted).possible {
        return;
    }
    let Some(entry) = draft.procedure.recipients.first() else {
        return;
    };
    let place = entry.when.as_ref().map_or(entry.place, |when| when.place);
    draft.report.warning(
        "routing.nobody",
        place,
        Sentence::new(
            "Certaines réponses ne mènent à aucun destinataire : chacun a une condition, et rien ne dit que l'une d'elles soit toujours vraie.",
            "Some answers lead to no recipient: each has a condition, and nothing says that one of them always holds.",
        ),
        Sentence::new(
            "Retirez « when » d'un destinataire, couvrez le cas qui manque, ou renvoyez les autres par un arrêt (« stops »).",
            "Take “when” away from one recipient, cover the case that is missing, or send the others away by a stop (“stops”).",
        ),
    );
}

/// Whether all conditions read one list of boxes alone, one of which has to be ticked, and each box by itself leads to somebody.
///
/// More boxes lead to more: where a condition asks for a box that is not ticked, nothing is claimed.
fn every_tick_leads_on(draft: &Draft<'_>, demarche: &Demarche, conditions: &[&Expression]) -> bool {
    let read: BTreeSet<&String> = conditions.iter().flat_map(|condition| condition.reads()).collect();
    let [path] = read.into_iter().collect::<Vec<_>>()[..] else {
        return false;
    };
    let Some(id) = draft.id_at(path) else { return false };
    let (node, origin) = (draft.node(id), draft.origin(id));
    let Some(field) = node.field() else { return false };
    let certain = !origin.can_be_blank && !origin.can_be_hidden && node.repeated_in.is_empty();
    // Two boxes are tried with each other, so that a condition against a box is seen.
    let pairs = field.options.len().saturating_mul(field.options.len());
    if !certain || field.field_type.name() != "checkboxes" || pairs > 2_500 {
        return false;
    }
    let leads_on = |ticked: Vec<String>| {
        let mut answers = Answers::default();
        let answer = Answer {
            value: Some(Value::Choices(ticked)),
            typed: Default::default(),
            source: Source::Typed,
            at: Timestamp::UNIX_EPOCH,
        };
        answers.set(path.clone(), answer);
        let facts = Facts {
            today: jiff::civil::Date::constant(2026, 1, 1),
            now: Timestamp::UNIX_EPOCH,
            language: Language::Fr,
            lookup: draft.lookup,
            checker: &NoPlugins,
        };
        let state = State::new(demarche, &answers, &facts);
        demarche.recipients.iter().any(|recipient| routing::receives_a_case(&state, recipient))
    };
    field.options.iter().all(|first| {
        field.options.iter().all(|second| {
            let ticked: BTreeSet<&String> = [&first.value, &second.value].into();
            leads_on(ticked.into_iter().cloned().collect())
        })
    })
}
