//! Holds what is proposed and what is offered to their promises: a proposal is no answer before the page is posted with it, and an option
//! that is no longer offered is no answer any more.

use form::{
    answers::{Answer, Answers, Source, Value},
    journey,
    reading::{self, Posting},
    state::State,
    validation,
    view::{FieldView, Item},
    wire,
};
use jiff::Timestamp;

use crate::journey_faults::{demarche, facts, text};

const SCHEMA: &str = r#"type: object
required: [annee, statut, duree]
properties:
  annee: { title: Année, type: integer, minimum: 2000, maximum: 2100 }
  statut: { title: Statut, default: locataire, oneOf: [{ const: proprietaire, title: P }, { const: locataire, title: L }] }
  note: { title: Note, type: string, maxLength: 50 }
  duree:
    title: Durée
    oneOf: [{ const: un, title: Un an }, { const: trois, title: Trois ans, show_if: "statut == 'proprietaire'" }]
"#;
const REST: &str = r#"pages:
  - { id: un, title: Un, fields: [annee: { default: "year(today()) + 1" }, statut, note: { default: rien }] }
  - { id: deux, title: Deux, fields: [duree] }
recipients: [{ id: r, title: R, to: { organisation: "99900000100019", branch: JCC }, receives: all }]
"#;

fn field<'v>(items: &'v [Item], path: &str) -> &'v FieldView {
    let of = |item: &'v Item| match item {
        Item::Field(field) if field.path == path => Some(&**field),
        _ => None,
    };
    items.iter().find_map(of).unwrap()
}

fn set(answers: &mut Answers, path: &str, value: Value) {
    let answer =
        Answer { value: Some(value), typed: Default::default(), source: Source::Typed, at: Timestamp::UNIX_EPOCH };
    answers.set(path, answer);
}

#[test]
fn a_proposal_is_shown_and_is_an_answer_only_once_the_page_is_posted_with_it() {
    let (demarche, facts) = (demarche(SCHEMA, REST), facts());
    let mut answers = Answers::default();
    {
        let state = State::new(&demarche, &answers, &facts);
        let view = journey::page_view(&state, 0, &[]);
        let year = field(&view.items, "annee");
        assert_eq!((year.value.as_str(), year.proposed), ("2027", true));
        let status = field(&view.items, "statut");
        assert!(status.options.iter().any(|option| option.value == "locataire" && option.chosen));
        assert_eq!(state.value("annee"), None, "nobody has answered");
        assert_eq!(wire::answers(&state, None), serde_json::json!({}));
        assert_eq!(validation::page(&state, 0).len(), 2, "nothing is sent that nobody has seen");
    }
    let pairs = [("annee", "2027"), ("statut", "locataire"), ("note", "")];
    let pairs: Vec<(String, String)> = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let posting = Posting { pairs: &pairs, now: Timestamp::UNIX_EPOCH };
    reading::read_page(&demarche, 0, &mut answers, &posting, &facts);
    let state = State::new(&demarche, &answers, &facts);
    assert_eq!(validation::page(&state, 0), []);
    assert_eq!(state.proposed("note"), None, "what was emptied stays empty");
    let view = journey::page_view(&state, 0, &[]);
    assert!(!field(&view.items, "annee").proposed);
    assert_eq!(field(&view.items, "note").value, "");
}

#[test]
fn an_option_that_is_offered_no_more_is_no_answer_any_more() {
    let (demarche, facts) = (demarche(SCHEMA, REST), facts());
    let mut answers = Answers::default();
    set(&mut answers, "statut", text("proprietaire"));
    set(&mut answers, "duree", text("trois"));
    {
        let state = State::new(&demarche, &answers, &facts);
        assert_eq!(state.value("duree"), Some(text("trois")));
        assert_eq!(field(&journey::page_view(&state, 1, &[]).items, "duree").options.len(), 2);
    }
    set(&mut answers, "statut", text("locataire"));
    {
        let state = State::new(&demarche, &answers, &facts);
        assert_eq!(state.value("duree"), None);
        assert_eq!(validation::page(&state, 1)[0].kind.code(), "answer.required");
        assert_eq!(field(&journey::page_view(&state, 1, &[]).items, "duree").options.len(), 1);
    }
    // The draft keeps it: who changes back has lost nothing.
    set(&mut answers, "statut", text("proprietaire"));
    assert_eq!(State::new(&demarche, &answers, &facts).value("duree"), Some(text("trois")));
}
