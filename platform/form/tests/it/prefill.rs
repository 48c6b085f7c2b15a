//! Holds what a dossier tells of its citizen to its promises: where news go.

use std::collections::BTreeMap;

use form::{
    answers::{Answer, Answers, Source, Value},
    prefill,
    state::State,
};
use jiff::Timestamp;

use crate::journey_faults::{demarche, facts};

const SCHEMA: &str = r#"type: object
properties:
  ancienne: { title: Ancienne adresse électronique, type: string, format: email }
  contact: { title: Adresse électronique, type: string, format: email }
"#;
const PAGES: &str = "pages: [{ id: un, title: Un, fields: [ancienne, contact] }]
recipients: [{ id: r, title: R, to: { organisation: \"99900000100019\", branch: JCC }, receives: all }]
";

#[test]
fn news_go_to_the_citizens_own_address_else_to_the_first_that_is_asked_for() {
    let mut answers = Answers::default();
    let facts = facts();
    let email = |rest: &str, answers: &Answers| {
        let demarche = demarche(SCHEMA, rest);
        prefill::email(&State::new(&demarche, answers, &facts))
    };
    assert_eq!(email(PAGES, &answers), None);
    for (path, text) in [("ancienne", "avant@exemple.fr"), ("contact", "zoe@exemple.fr")] {
        let value = Some(Value::Text(text.to_owned()));
        let answer = Answer { value, source: Source::Typed, at: Timestamp::UNIX_EPOCH, typed: BTreeMap::new() };
        answers.set(path, answer);
    }
    assert_eq!(email(PAGES, &answers).as_deref(), Some("avant@exemple.fr"));
    let own = format!("{PAGES}prefill: {{ contact: email }}\n");
    assert_eq!(email(&own, &answers).as_deref(), Some("zoe@exemple.fr"));
}
