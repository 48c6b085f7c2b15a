//! What a recipient may ask for again, and what goes with it.

use form::{
    answers::{Answer, Answers, Source, Value},
    journey::{self, Reopened},
    state::State,
};
use jiff::Timestamp;

use crate::{
    journey_faults::{demarche, text},
    sources::{bundle, checked, facts},
};

const SCHEMA: &str = r#"type: object
required: [logement, duree]
properties:
  logement: { title: Logement, oneOf: [{ const: locataire, title: Locataire }, { const: heberge, title: Hébergé }] }
  duree:
    title: Durée
    oneOf: [{ const: un_an, title: Un an }, { const: trois_ans, title: Trois ans, show_if: "logement == 'locataire'" }]
  quartiers:
    title: Quartiers
    type: array
    uniqueItems: true
    items: { oneOf: [{ const: a, title: A }, { const: b, title: B, show_if: "logement == 'locataire'" }] }
  places: { title: Places, type: integer, minimum: 0 }
  nom: { title: Nom, type: string }
"#;
const REST: &str = r#"pages: [{ id: un, title: Un, fields: [logement, duree, quartiers, places, nom] }]
rules: [{ id: une, must: "logement == 'locataire' || places < 2", at: places, if_missing: pass, message: Une place au plus. }]
recipients: [{ id: r, title: R, to: { organisation: "99900000100019", branch: JCC }, receives: [logement, duree, quartiers, places, nom] }]
"#;

fn with(answers: &Answers, pairs: &[(&str, Value)]) -> Answers {
    let mut answers = answers.clone();
    for (path, value) in pairs {
        let value = Some(value.clone());
        answers
            .set(*path, Answer { value, typed: Default::default(), source: Source::Typed, at: Timestamp::UNIX_EPOCH });
    }
    answers
}

#[test]
fn what_the_new_answers_empty_lessen_or_break_is_reopened_and_stays_so() {
    let (demarche, facts) = (demarche(SCHEMA, REST), facts());
    let both = Value::Choices(vec!["a".to_owned(), "b".to_owned()]);
    let filed = with(
        &Answers::default(),
        &[
            ("logement", text("locataire")),
            ("duree", text("trois_ans")),
            ("quartiers", both),
            ("places", Value::Number(3.into())),
            ("nom", text("Zoé")),
        ],
    );
    let state = State::new(&demarche, &filed, &facts);
    let asked = ["logement".to_owned()];
    let elsewhere = ["logement".to_owned(), "duree".to_owned()];
    let held = |receives: Option<&[String]>, pairs: &[(&str, Value)]| -> (Vec<String>, Vec<String>) {
        let answers = with(&filed, pairs);
        let now = State::new(&demarche, &answers, &facts);
        let reopened = Reopened::of(&asked, receives, &state, &now);
        (reopened.questions(&now), reopened.problems(&now).into_iter().map(|problem| problem.path).collect())
    };
    let heberge = ("logement", text("heberge"));
    assert_eq!(held(None, &[]).0, ["logement"]);
    let (questions, problems) = held(None, std::slice::from_ref(&heberge));
    assert_eq!(questions, ["logement", "duree", "quartiers", "places"], "and never the name");
    assert_eq!(problems, ["duree", "places"], "the one is needed, the other refused; less of a choice is right");
    // What was answered there is the citizen's to change until it is sent, whatever they go back to.
    let one = ("places", Value::Number(1.into()));
    let (questions, problems) = held(None, &[heberge.clone(), ("duree", text("un_an")), one]);
    assert_eq!(questions, ["logement", "duree", "quartiers", "places"]);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(held(None, &[("duree", text("un_an"))]).0, ["logement", "duree"]);
    // What whoever asks does not receive is not opened; the rule there is told at what was changed.
    let (questions, problems) = held(Some(&elsewhere[..]), &[heberge]);
    assert_eq!((questions, problems), (elsewhere.to_vec(), vec!["duree".to_owned(), "logement".to_owned()]));
}

#[test]
fn an_address_is_asked_for_again_with_the_post_code_of_its_commune() {
    let demarche = checked(&bundle(
        "  adresse: { $ref: \"component:address-fr@1\", title: Adresse }\n  nom: { title: Nom, type: string, maxLength: 40 }\n",
        "adresse, nom",
    ));
    let (answers, facts) = (Answers::default(), facts());
    let state = State::new(&demarche, &answers, &facts);
    let asked = journey::askable(&state, None);
    let also = |path: &str| -> Vec<String> {
        let mut questions = asked.iter().flat_map(|part| &part.questions);
        questions.find(|one| one.path == path).unwrap_or_else(|| panic!("{path} in {asked:?}")).also.clone()
    };
    assert_eq!(also("adresse.commune"), ["Code postal"]);
    assert_eq!(also("adresse.code_postal"), ["Commune"]);
    assert!(also("adresse.voie").is_empty() && also("nom").is_empty());
    assert_eq!(journey::asked_with(&state, None, "adresse.commune"), ["adresse.code_postal"]);
    // Who does not receive it, does not get it by the other.
    let receives = ["adresse.commune".to_owned()];
    assert!(journey::asked_with(&state, Some(&receives), "adresse.commune").is_empty());
    assert!(journey::asked_with(&state, None, "adresse").is_empty());
}
