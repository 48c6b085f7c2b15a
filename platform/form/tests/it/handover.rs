//! What another site hands over: which questions it may answer, and that it fills in what was agreed to and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use form::{
    answers::{Answers, Source, Value},
    demarche::Demarche,
    handover::{self, Handed},
    known::{self, Agreed, Holder, Known},
    prefill,
    reading::{self, Posting},
    recap::Recap,
    state::State,
    vault::{Held, Origin, VaultItem},
};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value as Json, json};

use crate::journey_faults::{demarche, facts};

const DAY: Date = Date::constant(2026, 2, 3);

const SCHEMA: &str = r#"type: object
required: [pour]
properties:
  pour: { title: Pour qui, oneOf: [{ const: moi, title: Moi }, { const: autrui, title: Autrui }] }
  vous: { $ref: "component:identity@1", title: Vous }
  enfant: { $ref: "component:identity@1", title: La personne }
  motif: { title: Motif, type: string, maxLength: 20 }
  surface: { title: Surface, type: integer, minimum: 1 }
  double: { title: Double, type: integer }
"#;
const REST: &str = "pages:
  - id: un
    title: Un
    fields: [pour, vous, { vous.nom: { locked: true } }, enfant, motif, surface, double]
computed: { double: \"surface * 2\" }
login: { required: true }
recipients: [{ id: r, title: R, to: { organisation: \"99900000100019\", branch: JCC }, receives: all }]
prefill: { vous: identity, enfant: { from: identity, when: \"pour == 'moi'\" } }
";

fn form() -> Demarche {
    demarche(SCHEMA, REST)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn read(said: &Json) -> Result<BTreeMap<String, Value>, Vec<(String, &'static str)>> {
    let faults = |faults: Vec<handover::Fault>| faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect();
    handover::read(&form(), said.as_object().unwrap(), &facts()).map_err(faults)
}

/// Answers of nothing but what was handed over.
fn handed(said: &Json) -> Answers {
    let values = read(said).unwrap();
    Answers::of_handed(Handed { site: "c1".to_owned(), name: "Portail".to_owned(), on: DAY, values })
}

fn agree(answers: &mut Answers, names: &[&str]) {
    let number = answers.agreed().map_or(0, |agreed| agreed.number) + 1;
    let names: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
    answers.agree(Agreed { number, at: Timestamp::UNIX_EPOCH, names, marks: BTreeMap::new() });
}

fn apply(answers: &mut Answers, mut known: Vec<Known>) {
    known.extend(answers.handed().map(Handed::known));
    prefill::apply(&form(), 0, answers, &known, &facts());
}

#[test]
fn a_site_answers_what_is_open_by_the_schema_of_each_question_and_all_or_nothing() {
    let good = json!({ "pour": "moi", "vous": { "prenoms": "Zoé" }, "motif": "Travaux", "surface": 12 });
    assert_eq!(read(&good).unwrap().keys().collect::<Vec<_>>(), ["motif", "pour", "surface", "vous.prenoms"]);
    let bad = json!({
        "vous": { "nom": "Durand" }, "motif": "x".repeat(21), "surface": 0, "double": 2, "pour": null, "autre": 1, "enfant": "Zoé",
    });
    let faults = read(&bad).unwrap_err();
    let wanted = [
        ("/vous/nom", "handover.locked"),
        ("/motif", "answer.too_long"),
        ("/surface", "answer.too_small"),
        ("/double", "handover.computed"),
        ("/pour", "handover.type"),
        ("/autre", "handover.unknown"),
        ("/enfant", "handover.type"),
    ];
    let told: BTreeSet<(&str, &str)> = faults.iter().map(|(pointer, code)| (pointer.as_str(), *code)).collect();
    assert_eq!(told, BTreeSet::from(wanted));
    assert_eq!(read(&json!({})).unwrap_err(), [(String::new(), "handover.empty")]);
    let many: serde_json::Map<String, Json> = (0..500).map(|number| (format!("q{number}"), json!(1))).collect();
    assert_eq!(read(&Json::Object(many)).unwrap_err().len(), 100, "a flood of faults is told in part");
}

#[test]
fn what_was_handed_over_fills_in_what_was_agreed_to_and_says_so_everywhere() {
    let mut answers = handed(&json!({ "motif": "Travaux", "surface": 12 }));
    assert!(answers.is_empty(), "none of it is an answer");
    apply(&mut answers, Vec::new());
    assert!(answers.is_empty(), "nobody was asked");
    let (demarche, known) = (form(), vec![answers.handed().unwrap().known()]);
    let offered = known::offers(&demarche, &known);
    let names: Vec<&str> = offered.iter().map(|offer| offer.name.as_str()).collect();
    assert_eq!(names, ["from-c1/:motif", "from-c1/:surface"]);
    agree(&mut answers, &["from-c1/:motif"]);
    apply(&mut answers, Vec::new());
    assert_eq!(answers.value("motif"), Some(&text("Travaux")));
    assert_eq!(answers.value("surface"), None, "refused");
    let source = Source::Site { site: "c1".to_owned(), name: "Portail".to_owned(), on: DAY };
    let facts = facts();
    let sent = Recap::of_received(&State::new(&demarche, &answers, &facts), None);
    assert!(sent.provenance().iter().any(|one| one.path == "motif" && *one.source == source), "{sent:?}");
    // Corrected, it is the citizen's own word; taken back, what was typed stays.
    let posted = [("motif".to_owned(), "Déménagement".to_owned())];
    reading::read_page(&demarche, 0, &mut answers, &Posting { pairs: &posted, now: Timestamp::UNIX_EPOCH }, &facts);
    agree(&mut answers, &["from-c1/:surface"]);
    assert!(!prefill::take_back_refused(&demarche, &mut answers, Timestamp::UNIX_EPOCH));
    apply(&mut answers, Vec::new());
    assert_eq!(answers.value("motif"), Some(&text("Déménagement")));
    assert_eq!(answers.get("surface").unwrap().source, source);
    agree(&mut answers, &[]);
    let later = Timestamp::from_second(60).unwrap();
    assert!(prefill::take_back_refused(&demarche, &mut answers, later));
    assert_eq!(answers.value("surface"), None);
    // Nor does a page bring it back that was drawn before.
    let gone = answers.taken_back_since(Timestamp::UNIX_EPOCH);
    let posted = [("surface".to_owned(), "12".to_owned())];
    reading::read_page(&demarche, 0, &mut answers, &Posting { pairs: &posted, now: later }, &facts);
    assert!(answers.value("surface").is_some());
    assert!(answers.take_out_again(gone));
    assert_eq!(answers.value("surface"), None);
    // Filed, nothing that was not taken over is left.
    answers.forget_filling();
    assert!(answers.handed().is_none());
}

#[test]
fn what_is_ones_own_comes_first_and_nobody_else_is_mixed_in() {
    let (demarche, facts) = (form(), facts());
    let values = [("nom", "Müller"), ("prenoms", "Zoé")]
        .map(|(path, said)| (path.to_owned(), Held::typed(text(said), DAY)))
        .into();
    let vault = Known { holder: Holder::Vault, items: [("identity".to_owned(), VaultItem { values })].into() };
    let said = json!({ "vous": { "prenoms": "Mallory", "nom_usage": "Mallory" }, "pour": "autrui", "enfant": { "nom": "Petit" } });
    let mut answers = handed(&said);
    let known = [vault.clone(), answers.handed().unwrap().known()];
    let offered = known::offers(&demarche, &known);
    let of_site: Vec<&str> =
        offered.iter().map(|one| one.name.as_str()).filter(|name| name.starts_with("from-")).collect();
    assert_eq!(of_site, ["from-c1/:pour"], "no part of who somebody is comes from two");
    let first_names = offered.iter().find(|offer| offer.name == "vault/identity:prenoms").unwrap();
    assert_eq!(first_names.instead.len(), 1, "it is told beside their own");
    // Forged names of what was not offered let nothing else in than what the site said for that question.
    agree(&mut answers, &["from-c1/:pour", "from-c1/:enfant.nom", "vault/identity:prenoms", "from-c1/:vous.nom"]);
    apply(&mut answers, vec![vault]);
    assert_eq!(answers.value("vous.prenoms"), Some(&text("Zoé")));
    assert_eq!(answers.value("vous.nom"), None);
    assert_eq!(answers.value("enfant.nom"), None, "the citizen does not act for themselves");
    // Where the site says that they do, what stands beside it is let in, and goes with that answer.
    let mut answers = handed(&json!({ "pour": "moi", "enfant": { "nom": "Petit" } }));
    agree(&mut answers, &["from-c1/:pour", "from-c1/:enfant.nom"]);
    apply(&mut answers, Vec::new());
    assert_eq!(answers.value("enfant.nom"), Some(&text("Petit")));
    let kept = &prefill::collect(&State::new(&demarche, &answers, &facts))["identity"].values["nom"];
    assert_eq!(kept.origin, Origin::Administration { name: "Portail".to_owned() });
    let posted = [("pour".to_owned(), "autrui".to_owned())];
    reading::read_page(&demarche, 0, &mut answers, &Posting { pairs: &posted, now: Timestamp::UNIX_EPOCH }, &facts);
    apply(&mut answers, Vec::new());
    assert_eq!(answers.value("enfant.nom"), None);
}
