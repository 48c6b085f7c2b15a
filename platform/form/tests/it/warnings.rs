//! Holds warnings to their promise: told once, passed on the same answers, told again on others, and kept.

use form::{
    answers::{Answer, Answers, Source, Value},
    journey,
    recap::{Entry, Recap},
    state::State,
    validation, warnings,
};
use jiff::Timestamp;

use crate::journey_faults::{demarche, facts, text};

const SCHEMA: &str = "type: object\nrequired: [a, b]\nproperties: { a: { title: A, type: string }, b: { title: B, type: string }, \
    c: { title: C, type: string } }\n";
const REST: &str = r#"pages: [{ id: un, title: Un, fields: [a, b, c] }]
rules:
  - { id: pareil, must: "a != b", at: b, message: Les deux sont pareils., level: warning }
  - { id: court, must: "size(a) > 1", at: a, message: Trop court. }
recipients: [{ id: r, title: R, to: { organisation: "99900000100019", branch: JCC }, receives: [a, b, c] }]
"#;

fn set(answers: &mut Answers, path: &str, value: Value) {
    let answer =
        Answer { value: Some(value), typed: Default::default(), source: Source::Typed, at: Timestamp::UNIX_EPOCH };
    answers.set(path, answer);
}

#[test]
fn a_warning_refuses_nothing_is_passed_on_the_same_answers_and_told_again_on_others() {
    let (demarche, facts) = (demarche(SCHEMA, REST), facts());
    let mut answers = Answers::default();
    set(&mut answers, "a", text("xx"));
    set(&mut answers, "b", text("xx"));
    let mark = {
        let state = State::new(&demarche, &answers, &facts);
        assert_eq!(validation::all(&state), [], "a warning is no problem");
        let told = warnings::open(&state, 0, &[]);
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].path.as_str(), told[0].kind.code()), ("b", "answer.warning"));
        assert_eq!(warnings::open_pages(&state), [0]);
        let view = journey::page_view(&state, 0, &told);
        assert!(view.problems.is_empty());
        assert_eq!(view.warnings[0].target, "b");
        told[0].kind.mark().unwrap().to_owned()
    };
    // What was told is not yet passed.
    answers.warn(&mark, None);
    assert_eq!(warnings::open_pages(&State::new(&demarche, &answers, &facts)), [0]);
    answers.warn(&mark, Some(Timestamp::UNIX_EPOCH));
    // An answer that the rule does not read changes nothing.
    set(&mut answers, "c", text("autre"));
    {
        let state = State::new(&demarche, &answers, &facts);
        assert_eq!(warnings::open_pages(&state), [] as [usize; 0]);
        let Entry::Answer { warnings, .. } = &Recap::of(&state).sections[0].entries[1] else { panic!() };
        assert_eq!(warnings, &["Les deux sont pareils."]);
    }
    // Other answers of which the same is true were not meant yet.
    set(&mut answers, "a", text("yy"));
    set(&mut answers, "b", text("yy"));
    let state = State::new(&demarche, &answers, &facts);
    assert_eq!(warnings::open_pages(&state), [0]);
    assert_eq!(warnings::passed(&state), []);
}

#[test]
fn where_an_answer_is_wrong_nobody_is_warned_of_it() {
    let (demarche, facts) = (demarche(SCHEMA, &REST.replace("at: b", "at: a")), facts());
    let mut answers = Answers::default();
    set(&mut answers, "a", text("x"));
    set(&mut answers, "b", text("x"));
    let state = State::new(&demarche, &answers, &facts);
    let problems = validation::page(&state, 0);
    assert_eq!(problems.len(), 1);
    assert_eq!(warnings::page(&state, 0, &problems), []);
}
