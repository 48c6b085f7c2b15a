//! Sources of components: what of them is a fault, what is asked, what is taken of an answer, and what is never believed.

use std::{collections::BTreeMap, sync::Arc};

use form::{
    answers::{Answer, Answers, PartialDate, Source, Value},
    bundle::Bundle,
    check::AnyPlugin,
    demarche::Demarche,
    problem::ProblemKind,
    reading::{self, Posting},
    recap::Recap,
    source::{self, Asked, Outcome, Search},
    state::{Facts, State},
    text::Language,
    validation,
};
use jiff::{Timestamp, civil::date};

use crate::folder::{Lists, catalogue, shown};

/// Codes whose cases stand here: of what is written in the file of a source.
pub(crate) const CODES: [&str; 2] = ["source.bad_pointer", "source.bad_request"];

fn demarche(schema: &str, fields: &str) -> Demarche {
    checked(&bundle(schema, fields))
}

pub(crate) fn checked(bundle: &Bundle) -> Demarche {
    let checked = form::check::check(bundle, &catalogue(), &Lists, &AnyPlugin);
    checked.demarche.unwrap_or_else(|| panic!("{}", shown(&checked.diagnostics)))
}

pub(crate) fn bundle(schema: &str, fields: &str) -> Bundle {
    let procedure = format!(
        "demarche: essai\ntitle: Un essai\nsummary: Essayer.\nagency: ville\napplicants: [particulier]\npurpose: Essayer.\nkind: declaration\n\
         authority: {{ name: Mairie, address: 1 place, phone: 05 61 00 00 00 }}\npages:\n  - {{ id: un, title: Un, fields: [{fields}] }}\n\
         recipients:\n  - id: mairie\n    to: {{ organisation: \"21310555400017\", branch: X }}\n    receives: [{fields}]\n\
         retention: {{ draft: 30 days, delivered: 30 days, receipt: 5 years, basis: RGPD 6-1-e }}\n"
    );
    let files = [
        ("demarche.yaml", procedure),
        ("schema.yaml", format!("type: object\nrequired: [{fields}]\nproperties:\n{schema}")),
    ];
    let files = files.into_iter().map(|(path, text)| (path.to_owned(), Arc::from(text.into_bytes()))).collect();
    Bundle { name: "essai".to_owned(), shown_path: "forms/essai".to_owned(), files }
}

pub(crate) fn facts() -> Facts<'static> {
    Facts {
        today: date(2026, 3, 1),
        now: Timestamp::UNIX_EPOCH,
        language: Language::Fr,
        lookup: &Lists,
        checker: &form::checker::NoPlugins,
    }
}

const FAMILY: &str = "  demandeur: { $ref: \"component:identity@1\", title: Vous }\n  quotient: { $ref: \"component:quotient-familial@1\", about: demandeur }\n";

fn quotient() -> (Demarche, Answers) {
    let demarche = demarche(FAMILY, "demandeur, quotient");
    let mut answers = Answers::default();
    type_in(
        &demarche,
        &mut answers,
        &[
            ("demandeur.civilite", "MME"),
            ("demandeur.nom", "Müller-Le Goff"),
            ("demandeur.prenoms", "Zoé Ngọc"),
            ("demandeur.naissance.date.day", "7"),
            ("demandeur.naissance.date.month", "12"),
            ("demandeur.naissance.date.year", "1982"),
            ("demandeur.naissance.pays", "France"),
            ("demandeur.naissance.commune", "Toulouse"),
        ],
    );
    (demarche, answers)
}

pub(crate) fn type_in(demarche: &Demarche, answers: &mut Answers, pairs: &[(&str, &str)]) {
    let pairs: Vec<(String, String)> =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let facts = facts();
    let read = reading::read_page(demarche, 0, answers, &Posting { pairs: &pairs, now: facts.now }, &facts);
    assert!(read.unknown.is_empty(), "{:?}", read.unknown);
    source::note(demarche, 0, answers, &pairs, &facts);
    source::settle(demarche, answers, &facts);
}

fn source_of(demarche: &Demarche) -> &source::DataSource {
    demarche.sources.iter().find(|source| source.askable).unwrap()
}

pub(crate) fn asked(demarche: &Demarche, answers: &Answers, at: &str, typed: &str) -> Result<Asked, Vec<String>> {
    let facts = facts();
    let state = State::new(demarche, answers, &facts);
    source::ask(&state, source_of(demarche), at, typed)
}

/// What a source answers is kept as the desk keeps it.
pub(crate) fn answer(
    demarche: &Demarche,
    answers: &mut Answers,
    at: &str,
    typed: &str,
    status: u16,
    body: &str,
) -> Outcome {
    let facts = facts();
    let mark = asked(demarche, answers, at, typed).unwrap().mark;
    let outcome = {
        let state = State::new(demarche, answers, &facts);
        source::read(&state, source_of(demarche), at, typed, status, body.as_bytes())
    };
    let search = Search { typed: typed.to_owned(), mark, outcome: outcome.clone(), at: facts.now };
    source::keep(demarche, answers, at, &source_of(demarche).id, search, &facts);
    outcome
}

const QUOTIENT: &str =
    r#"{ "data": { "quotient_familial": { "fournisseur": "CNAF", "valeur": 850, "annee": 2026, "mois": 2 } } }"#;

#[test]
fn what_is_wrong_with_a_source_is_told_in_its_file() {
    for (old, new, code) in [
        ("path: /search", "path: search", "source.bad_request"),
        ("path: /search", "path: //ailleurs.exemple/search", "source.bad_request"),
        ("path: /search", "path: /a/../search", "source.bad_request"),
        ("path: /search", "path: \"/search?q=x\"", "source.bad_request"),
        ("path: /search", "path: \"/search/{search\"", "source.bad_request"),
        ("path: /search", "path: https://ailleurs.exemple/search", "source.bad_request"),
        ("path: /search", "path: /search\n  headers: { Authorization: Bearer x }", "source.bad_request"),
        ("path: /search", "path: /search\n  headers: { X: \"a\\nb\" }", "source.bad_request"),
        ("{search}", "{search|upper}", "source.bad_request"),
        ("{search}", "{numero}", "component.unknown_part"),
        ("list: /features", "list: features", "source.bad_pointer"),
        ("voie: /properties/name", "rue: /properties/name", "component.unknown_part"),
        ("source: ban", "source: bano", "definition.folder_name"),
        ("partner: ban", "partner: \"https://x\"", "definition.bad_id"),
        ("time_limit: 4", "time_limit: 60", "field.bad_limit"),
        ("time_limit: 4", "max_size: 20 MB", "field.bad_limit"),
        ("button: Chercher l'adresse", "bouton: Chercher", "definition.unknown_property"),
    ] {
        let mut catalogue = catalogue();
        let component = catalogue.components.get_mut("address-fr").unwrap();
        let text = component.text("sources/ban.yaml").unwrap();
        assert!(text.contains(old), "{old}");
        let text = text.replacen(old, new, 1);
        component.files.insert("sources/ban.yaml".to_owned(), Arc::from(text.into_bytes()));
        let bundle = component.clone();
        let checked = form::check::component(&bundle, &catalogue, &Lists);
        let found = checked.diagnostics.iter().find(|fault| fault.code == code);
        assert!(
            found.is_some_and(|fault| fault.file == "components/address-fr/sources/ban.yaml"),
            "{new}: {code}: {}",
            shown(&checked.diagnostics)
        );
    }
}

#[test]
fn a_question_holds_the_answers_it_names_and_says_which_are_missing() {
    let (demarche, mut answers) = quotient();
    assert_eq!(
        asked(&demarche, &answers, "quotient", "").unwrap().target,
        "/v3/dss/quotient_familial/identite?nomNaissance=M%C3%BCller-Le%20Goff&prenoms%5B%5D=Zo%C3%A9&prenoms%5B%5D=Ng%E1%BB%8Dc\
         &anneeDateNaissance=1982&moisDateNaissance=12&jourDateNaissance=7&sexeEtatCivil=F&codeCogInseePaysNaissance=99100\
         &codeCogInseeCommuneNaissance=31555"
    );
    type_in(&demarche, &mut answers, &[("demandeur.nom", ""), ("demandeur.civilite", "")]);
    assert_eq!(
        asked(&demarche, &answers, "quotient", "").unwrap_err(),
        ["demandeur.nom", "demandeur.civilite"].map(str::to_owned)
    );
}

#[test]
fn a_verified_value_stands_for_the_document_and_no_post_changes_it() {
    let (demarche, mut answers) = quotient();
    let facts = facts();
    let missing = |answers: &Answers| {
        let state = State::new(&demarche, answers, &facts);
        let problems = validation::page(&state, 0).into_iter();
        problems.filter(|problem| problem.kind == ProblemKind::Required).map(|problem| problem.path).collect::<Vec<_>>()
    };
    assert_eq!(missing(&answers), ["quotient.valeur", "quotient.justificatif"]);
    answer(&demarche, &mut answers, "quotient", "", 200, QUOTIENT);
    assert_eq!(missing(&answers), [""; 0]);
    let valeur = answers.get("quotient.valeur").unwrap().clone();
    assert!(valeur.source.is_verified());
    type_in(
        &demarche,
        &mut answers,
        &[("quotient.valeur", "100"), ("quotient.organisme", "MSA"), ("quotient.annee", "")],
    );
    assert_eq!(answers.get("quotient.valeur"), Some(&valeur), "a post does not change what was verified");
    let recap = serde_json::to_string(&Recap::of(&State::new(&demarche, &answers, &facts))).unwrap();
    assert!(recap.contains(r#""verified":true"#) && recap.contains("CNAF"), "{recap}");

    // Whoever gives it up answers and attaches.
    assert!(source::forget(&demarche, &mut answers, "quotient", "caisse", facts.now));
    assert_eq!(missing(&answers), ["quotient.valeur", "quotient.justificatif"]);
    type_in(&demarche, &mut answers, &[("quotient.valeur", "100"), ("quotient.organisme", "CNAF")]);
    assert_eq!(missing(&answers), ["quotient.justificatif"], "nobody types that it was verified");
    assert_eq!(answers.get("quotient.valeur").unwrap().source, Source::Typed);
    let recap = serde_json::to_string(&Recap::of(&State::new(&demarche, &answers, &facts))).unwrap();
    assert!(!recap.contains("verified") && !recap.contains("Caisse"), "{recap}");
}

#[test]
fn what_is_verified_of_somebody_else_falls() {
    let (demarche, mut answers) = quotient();
    answer(&demarche, &mut answers, "quotient", "", 200, QUOTIENT);
    type_in(&demarche, &mut answers, &[("demandeur.nom", "Müller-Le Goff")]);
    assert!(answers.get("quotient.valeur").is_some(), "nothing changed");
    type_in(&demarche, &mut answers, &[("demandeur.prenoms", "Zoé")]);
    assert_eq!(answers.get("quotient.valeur"), None);
    assert_eq!(answers.get("quotient.organisme"), None);
    assert!(matches!(answers.search("quotient:caisse").unwrap().outcome, Outcome::Before));
}

#[test]
fn half_an_answer_verifies_nothing() {
    let (demarche, mut answers) = quotient();
    for body in [
        r#"{ "data": { "quotient_familial": { "fournisseur": "CNAF", "annee": 2026, "mois": 2 } } }"#,
        r#"{ "data": { "quotient_familial": { "fournisseur": "CNAF", "valeur": "beaucoup", "annee": 2026, "mois": 2 } } }"#,
        r#"{ "data": { "quotient_familial": { "fournisseur": "CNAF", "valeur": -5, "annee": 2026, "mois": 2 } } }"#,
        r#"{ "data": { "quotient_familial": { "fournisseur": ["CNAF"], "valeur": 5, "annee": 2026, "mois": 2 } } }"#,
        r#"{ "data": null }"#,
        "null",
        "[]",
    ] {
        assert_eq!(answer(&demarche, &mut answers, "quotient", "", 200, body), Outcome::Nothing, "{body}");
        assert_eq!(answers.get("quotient.organisme"), None);
    }
}

#[test]
fn every_refusal_leaves_the_citizen_to_type() {
    let (demarche, mut answers) = quotient();
    for (status, body, outcome) in [
        (404, "", Outcome::Nothing),
        (422, "{}", Outcome::Nothing),
        (451, "{}", Outcome::Nothing),
        (409, "{}", Outcome::Unavailable { later: true }),
        (429, "{}", Outcome::Unavailable { later: true }),
        (401, "{}", Outcome::Unavailable { later: false }),
        (502, "{}", Outcome::Unavailable { later: false }),
        (504, "", Outcome::Unavailable { later: false }),
        (200, "", Outcome::Unavailable { later: false }),
        (200, "\u{feff}{}", Outcome::Unavailable { later: false }),
        (200, "{\"data\":1e999}", Outcome::Unavailable { later: false }),
    ] {
        assert_eq!(answer(&demarche, &mut answers, "quotient", "", status, body), outcome, "{status} {body}");
    }
    let bytes = serde_json::to_vec(&answers).unwrap();
    assert_eq!(serde_json::from_slice::<Answers>(&bytes).unwrap(), answers, "a draft keeps what came");
}

#[test]
fn a_company_is_taken_over_by_the_number_that_was_asked() {
    let demarche = demarche(
        "  organisme: { $ref: \"component:identity-legal@1\", title: Organisme, without: [rna] }\n",
        "organisme",
    );
    let askable: Vec<&str> =
        demarche.sources.iter().filter(|source| source.askable).map(|source| source.id.as_str()).collect();
    assert_eq!(askable, ["entreprise"], "without its number no association is looked up");
    let mut answers = Answers::default();
    type_in(&demarche, &mut answers, &[("organisme.siret", "130 025 265 00013"), ("organisme.sigle", "Tapé")]);
    let asked = asked(&demarche, &answers, "organisme", "").unwrap();
    assert_eq!(asked.target, "/v4/insee/sirene/etablissements/13002526500013");
    let body = |siret: &str, state: &str| {
        format!(
            r#"{{ "data": {{ "siret": "{siret}", "etat_administratif": "{state}", "unite_legale": {{
              "rna": null, "personne_morale_attributs": {{ "raison_sociale": "DIRECTION INTERMINISTERIELLE", "sigle": null }},
              "personne_physique_attributs": {{ "prenom_usuel": null }}, "forme_juridique": {{ "code": "7120" }} }} }} }}"#
        )
    };
    for wrong in [body("55204944776279", "A"), body("55204944776279", "F"), body("13002526500013", "X")] {
        assert_eq!(answer(&demarche, &mut answers, "organisme", "", 200, &wrong), Outcome::Nothing);
    }
    // What is closed is told with its day, and nothing of it is taken.
    let refused = |id: &str, on| Outcome::Refused { id: id.to_owned(), on };
    let closed = body("13002526500013", "F");
    let since = |text: &str, when: &str| {
        text.replacen("\"unite_legale\"", &format!("\"date_fermeture\": {when}, \"unite_legale\""), 1)
    };
    let ceased = closed.replacen("\"rna\"", "\"etat_administratif\": \"C\", \"rna\"", 1);
    let day = Some(date(1995, 11, 15));
    for (body, outcome, told) in [
        (closed.clone(), refused("ferme", None), "Cet établissement est fermé."),
        // Midnight in Paris is the evening before in Greenwich.
        (since(&closed, "816390000"), refused("ferme", day), "Cet établissement est fermé depuis le 15 novembre 1995."),
        (since(&closed, "\"1995-11-15\""), refused("ferme", day), "fermé depuis le 15 novembre 1995."),
        (since(&closed, "null"), refused("ferme", None), "Cet établissement est fermé."),
        (
            since(&ceased, "816390000"),
            refused("cessee", day),
            "a cessé son activité : cet établissement est fermé depuis le 15",
        ),
    ] {
        assert_eq!(answer(&demarche, &mut answers, "organisme", "", 200, &body), outcome, "{body}");
        assert_eq!(answers.value("organisme.denomination"), None);
        let facts = facts();
        let state = State::new(&demarche, &answers, &facts);
        let view = serde_json::to_string(&form::journey::page_view(&state, 0, &[])).unwrap();
        let said = view.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(said.contains(r#""state":"refused""#) && said.contains(told), "{told}: {said}");
    }
    answer(&demarche, &mut answers, "organisme", "", 200, &body("13002526500013", "A"));
    assert_eq!(answers.value("organisme.denomination"), Some(&Value::Text("DIRECTION INTERMINISTERIELLE".to_owned())));
    assert_eq!(answers.value("organisme.forme"), Some(&Value::Text("public".to_owned())));
    assert_eq!(
        answers.value("organisme.sigle"),
        Some(&Value::Text("Tapé".to_owned())),
        "what the source does not say stays"
    );
    // It is taken over and not verified: it can be corrected, and then is the citizen's.
    type_in(&demarche, &mut answers, &[("organisme.denomination", "La direction")]);
    assert_eq!(answers.get("organisme.denomination").unwrap().source, Source::Typed);
}

#[test]
fn a_row_takes_its_searches_along() {
    let demarche = demarche(
        "  lieux:\n    title: Lieux\n    type: array\n    items:\n      type: object\n      properties:\n        adresse: { $ref: \"component:address-fr@1\", title: Adresse }\n",
        "lieux",
    );
    let mut answers = Answers::default();
    type_in(&demarche, &mut answers, &[("lieux.r1.adresse.complement", "B"), ("_search:lieux.r1.adresse:ban", "rue")]);
    let body = r#"{ "features": [{ "properties": { "label": "Rue x", "type": "street", "name": "Rue x", "postcode": "31000", "citycode": "31555" } }] }"#;
    answer(&demarche, &mut answers, "lieux.r1.adresse", "rue", 200, body);
    type_in(&demarche, &mut answers, &[("_choice:lieux.r1.adresse:ban", "0")]);
    assert_eq!(answers.value("lieux.r1.adresse.voie"), Some(&Value::Text("Rue x".to_owned())));
    assert_eq!(answers.searches().count(), 1);
    answers.remove_row("lieux", "r1");
    assert_eq!((answers.searches().count(), answers.iter().count()), (0, 0));
}

#[test]
fn nothing_of_a_partial_birth_is_asked_as_if_it_were_whole() {
    let (demarche, mut answers) = quotient();
    let partial = Value::PartialDate(PartialDate { year: 1982, month: None, day: None });
    let at = Timestamp::UNIX_EPOCH;
    let typed = Answer { value: Some(partial), typed: BTreeMap::new(), source: Source::Typed, at };
    answers.set("demandeur.naissance.date", typed);
    assert_eq!(asked(&demarche, &answers, "quotient", "").unwrap_err(), ["demandeur.naissance.date"]);
}

#[test]
fn what_is_verified_is_neither_copied_to_another_row_nor_kept_in_the_vault() {
    let demarche = demarche(
        "  enfants:\n    title: Enfants\n    type: array\n    items:\n      type: object\n      required: [qui, quotient]\n      properties:\n        qui: { $ref: \"component:identity@1\", title: Qui }\n        quotient: { $ref: \"component:quotient-familial@1\", about: enfants.qui }\n",
        "enfants",
    );
    let mut answers = Answers::default();
    let births = [
        ("civilite", "M"),
        ("nom", "Essai"),
        ("prenoms", "Luc"),
        ("naissance.date.day", "7"),
        ("naissance.date.month", "12"),
        ("naissance.date.year", "1982"),
        ("naissance.pays", "France"),
        ("naissance.commune", "Toulouse"),
    ]
    .map(|(part, value)| (format!("enfants.r1.qui.{part}"), value));
    let births: Vec<(&str, &str)> = births.iter().map(|(path, value)| (path.as_str(), *value)).collect();
    type_in(&demarche, &mut answers, &births);
    answer(&demarche, &mut answers, "enfants.r1.quotient", "", 200, QUOTIENT);
    assert!(answers.get("enfants.r1.quotient.valeur").unwrap().source.is_verified());
    assert!(answers.copy_row("enfants", "r1", "r2", Timestamp::UNIX_EPOCH));
    assert!(answers.get("enfants.r2.qui.nom").is_some());
    assert_eq!(answers.get("enfants.r2.quotient.valeur"), None);
    assert_eq!(answers.get("enfants.r2.quotient.organisme"), None);

    let (demarche, mut answers) = quotient();
    answer(&demarche, &mut answers, "quotient", "", 200, QUOTIENT);
    let mut demarche = demarche;
    demarche.prefill = vec![form::demarche::Prefill {
        target: "quotient".to_owned(),
        from: "quotient".to_owned(),
        when: None,
        keep: None,
    }];
    let facts = facts();
    let kept = form::prefill::collect(&State::new(&demarche, &answers, &facts));
    let parts: Vec<&str> = kept["quotient"].values.keys().map(String::as_str).collect();
    assert_eq!(parts, ["valeur"], "the vault does not say that something was verified");
}

#[test]
fn a_draft_holds_so_many_searches_and_no_more() {
    let mut answers = Answers::default();
    for number in 0..1000 {
        let search =
            Search { typed: String::new(), mark: String::new(), outcome: Outcome::Before, at: Timestamp::UNIX_EPOCH };
        answers.set_search(&format!("lieux.r{number}.adresse:ban"), search);
    }
    assert_eq!(answers.searches().count(), 300);
}

/// What a source answers is recorded in a scenario, played as the desk plays it, and seen by whoever wrote it.
#[test]
fn a_scenario_plays_what_sources_answered() {
    let mut bundle = bundle(FAMILY, "demandeur, quotient");
    let demarche = checked(&bundle);
    let born = "today: 2026-03-01\nanswers: { demandeur: { civilite: MME, nom: Durand, prenoms: Zoé, naissance: { date: 1982-12-07, pays: \"99100\", commune: \"31555\" } } }\n";
    let answered = |sources: &str, expect: &str| {
        format!("{born}sources: [{{ at: quotient, {sources} }}]\nexpect: {{ {expect} }}\n")
    };
    let whole = r#"body: { data: { quotient_familial: { fournisseur: CNAF, valeur: 850, annee: 2026, mois: 2 } } }"#;
    let typed = "no_problems: true, recap_contains: [Attestation], recap_lacks: [Caisse]";
    let scenarios = [
        ("verifie", answered(whole, "no_problems: true, sources: { quotient: taken }, recap_contains: [CNAF, \"850\"], recap_lacks: [Attestation]")),
        ("fichier", answered("body: scenarios/caisse.json", "sources: { \"quotient:caisse\": taken }, recap_contains: [MSA]")),
        ("inconnu", answered("status: 404", &format!("sources: {{ quotient: nothing }}, {typed}"))),
        ("occupe", answered("status: 409", &format!("sources: {{ quotient: later }}, {typed}"))),
        ("trop", answered("status: 429", &format!("sources: {{ quotient: later }}, {typed}"))),
        ("panne", answered("status: 503", &format!("sources: {{ quotient: unavailable }}, {typed}"))),
        ("muette", answered("unavailable: true", &format!("sources: {{ quotient: unavailable }}, {typed}"))),
        ("a-moitie", "answers: { demandeur: { nom: Durand } }\nsources: [{ at: quotient, status: 200 }]\nexpect: { sources: { quotient: missing } }\n".to_owned()),
        ("faux", answered("status: 404", "sources: { quotient: taken }")),
    ];
    let file =
        r#"{ "data": { "quotient_familial": { "fournisseur": "MSA", "valeur": 5, "annee": 2026, "mois": 1 } } }"#;
    bundle.files.insert("scenarios/caisse.json".to_owned(), Arc::from(file.as_bytes()));
    for (name, text) in &scenarios {
        bundle.files.insert(format!("scenarios/{name}.yaml"), Arc::from(text.as_bytes()));
    }
    assert_eq!(form::scenario::check(Some(&demarche), &bundle, &Lists), []);
    let results = form::scenario::run(&demarche, &bundle, &Lists, &form::checker::NoPlugins, date(2026, 3, 1));
    for result in results.iter().filter(|result| !result.file.is_empty()) {
        let codes: Vec<&str> = result.failures.iter().map(|failure| failure.code).collect();
        let wanted: &[&str] = if result.name == "faux" { &["scenario.sources"] } else { &[] };
        assert_eq!(codes, wanted, "{}: {}", result.name, shown(&result.failures));
    }
}
