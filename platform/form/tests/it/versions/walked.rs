//! Sends the answers of the walk from each version into every other: a verdict « compatible » is true of them.

use std::collections::BTreeMap;

use form::{
    answers::Answers,
    checker::NoPlugins,
    demarche::Demarche,
    published, scenario,
    state::{Facts, Found, State},
    text::Language,
    validation,
    versions::{Difference, Verdict},
    wire,
};
use jiff::Timestamp;
use serde_json::Value as Json;

use super::{CASES, Made, TODAY, compare, made};
use crate::folder::Lists;

/// Holds `answers`, right under `former`, against `next`: nothing may be lost, hidden, wrong or stopped.
fn survives(answers: &Answers, former: &Demarche, next: &Demarche) -> Result<(), String> {
    let facts =
        Facts { today: TODAY, now: Timestamp::UNIX_EPOCH, language: Language::Fr, lookup: &Lists, checker: &NoPlugins };
    let (before, after) = (State::new(former, answers, &facts), State::new(next, answers, &facts));
    for (path, answer) in answers.iter() {
        let Some(value) = answer.value.as_ref().filter(|_| before.visible(path)) else { continue };
        match after.find(path) {
            Found::Value(found) if found == *value => {}
            found => return Err(format!("{path}: {value:?} has become {found:?}")),
        }
    }
    for problem in validation::all(&after).into_iter().flat_map(|(_, problems)| problems) {
        if answers.value(&problem.path).is_some() {
            return Err(format!("{}: {}", problem.path, problem.kind.code()));
        }
    }
    match (before.stop(), after.stop()) {
        (None, Some((_, stop))) => Err(format!("stopped by {}", stop.id)),
        _ => Ok(()),
    }
}

/// Takes away what the schema does not know, as readers do.
fn known_only(payload: &mut Json, schema: &Json) {
    match payload {
        Json::Object(object) => {
            let properties = schema.get("properties").and_then(Json::as_object).cloned().unwrap_or_default();
            object.retain(|name, _| properties.contains_key(name));
            for (name, value) in object {
                known_only(value, &properties[name]);
            }
        }
        Json::Array(items) => {
            for item in items {
                known_only(item, &schema["items"]);
            }
        }
        _ => {}
    }
}

/// A version with what citizens may have answered, and each recipient's part in it.
struct Lived {
    version: Made,
    answers: Vec<Answers>,
    recipients: BTreeMap<String, Share>,
}

/// What one recipient is sent, and the schema it reads by.
struct Share {
    schema: Json,
    validator: jsonschema::Validator,
    sent: Vec<Json>,
}

fn lived(version: Made) -> Lived {
    let demarche = &version.demarche;
    let facts =
        Facts { today: TODAY, now: Timestamp::UNIX_EPOCH, language: Language::Fr, lookup: &Lists, checker: &NoPlugins };
    let mut answers = scenario::walked(demarche, &Lists, &NoPlugins, TODAY, &[]);
    assert!(answers.len() > 1, "{} answers", answers.len());
    // Those that were walked last differ most.
    answers.reverse();
    answers.truncate(12);
    let share = |receives: &[String]| {
        let schema = published::schema(demarche, Some(receives));
        let validator = jsonschema::validator_for(&schema).unwrap();
        let sent = answers.iter().map(|answers| wire::answers(&State::new(demarche, answers, &facts), Some(receives)));
        Share { validator, sent: sent.collect(), schema }
    };
    let recipients =
        demarche.recipients.iter().map(|recipient| (recipient.id.clone(), share(&recipient.receives))).collect();
    Lived { answers, recipients, version }
}

/// Holds what is sent under `sender` against the schemas of `reader`, of every recipient that is said to be compatible.
fn is_read(sender: &Lived, reader: &Lived, difference: &Difference) -> Result<(), String> {
    for partner in difference.partners.iter().filter(|partner| partner.verdict == Verdict::Compatible) {
        let id = &partner.recipient;
        let Some((sent, read)) = sender.recipients.get(id).zip(reader.recipients.get(id)) else { continue };
        for payload in &sent.sent {
            let mut payload = payload.clone();
            known_only(&mut payload, &read.schema);
            if let Err(fault) = read.validator.validate(&payload) {
                return Err(format!("{id}: {fault}"));
            }
        }
    }
    Ok(())
}

/// Every version with every other: over a thousand pairs, and the answers of the walk through each.
#[test]
fn compatible_is_true_of_the_answers_of_the_walk() {
    let mut versions = vec![lived(made(&[]))];
    versions.extend(CASES.iter().map(|(edits, ..)| lived(made(edits))));
    let (mut held, mut lost, mut wrong) = (0, 0, String::new());
    for former in &versions {
        for next in &versions {
            let difference = compare(&former.version, &next.version);
            let survived: Result<(), String> = former
                .answers
                .iter()
                .try_for_each(|answers| survives(answers, &former.version.demarche, &next.version.demarche));
            match (difference.drafts.verdict, survived) {
                (Verdict::Compatible, Ok(())) => held += 1,
                (Verdict::Compatible, Err(why)) => wrong.push_str(&format!("{why}\n{:#?}\n", difference.changes)),
                (_, Err(_)) => lost += 1,
                (_, Ok(())) => {}
            }
            for (sender, reader) in [(former, next), (next, former)] {
                if let Err(why) = is_read(sender, reader, &difference) {
                    wrong.push_str(&format!("{why}\n{:#?}\n", difference.changes));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(held > 300 && lost > 300, "{held} held, {lost} lost something");
}
