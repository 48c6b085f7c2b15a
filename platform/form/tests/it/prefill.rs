//! Holds what a dossier tells of its citizen to its promises: where news go, and where a value came from.

use std::collections::BTreeMap;

use form::{
    answers::{Answer, Answers, Source, Value},
    prefill,
    recap::Recap,
    state::State,
    vault::{Held, Origin, VaultItem},
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

#[test]
fn where_a_value_came_from_goes_along_and_is_the_citizens_alone_to_know() {
    let facts = facts();
    let demarche = demarche(SCHEMA, &format!("{PAGES}prefill: {{ contact: email }}\n"));
    let day = jiff::civil::date(2026, 2, 3);
    let held = Held::given(Value::Text("zoe@exemple.fr".to_owned()), day, "autre", "Une autre démarche");
    let item = VaultItem { values: BTreeMap::from([(String::new(), held.clone())]) };
    let mut answers = Answers::default();
    assert!(prefill::apply_all(&demarche, 0, &mut answers, &BTreeMap::from([("email".to_owned(), item)]), &facts));
    let state = State::new(&demarche, &answers, &facts);
    let own = Recap::of(&state);
    let told = own.provenance();
    let Source::Vault { kept_on, origin, .. } = told[0].source else { panic!("{told:?}") };
    assert_eq!((*kept_on, origin.as_ref()), (day, Some(&held.origin)));
    // A recipient reads that it was given before, and when; and not in which procedure of whom.
    let sent = Recap::of_received(&state, None);
    let told = sent.provenance();
    let none = Origin::Demarche { id: String::new(), title: String::new() };
    assert!(matches!(told[0].source, Source::Vault { origin: Some(origin), .. } if *origin == none), "{told:?}");
    assert!(!serde_json::to_string(&sent).unwrap().contains("autre"));
    // Kept again unchanged, it is still what it was.
    assert_eq!(prefill::collect(&state)["email"].values[""], held);
}
