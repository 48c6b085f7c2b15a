//! Sources that a démarche brings itself, beside a plain question: where they stand, what they fill in, and that the guide's own example is sound.

use std::sync::Arc;

use form::{
    answers::{Answers, Source, Value},
    bundle::Bundle,
    checker::NoPlugins,
    demarche::Demarche,
    journey, scenario,
    source::Outcome,
    state::State,
    view::{Item, PageView, SearchState},
};
use jiff::civil::date;

use crate::{
    folder::{Lists, root, shown},
    sources::{answer, asked, bundle, checked, facts, type_in},
};

const QUESTIONS: &str =
    "  numero: { $ref: \"component:siret@1\", title: SIRET }\n  nom: { title: Nom, type: string }\n";

const SOURCE: &str = "source: qui\nat: numero\npartner: repertoire\nname: répertoire\ntold: Le numéro part au répertoire.\nbutton: Reprendre le nom\n\
                      request: { path: \"/{numero}\" }\nanswer: { gives: { nom: /nom } }\n";

fn with(mut bundle: Bundle, source: &str) -> Bundle {
    bundle.files.insert("sources/qui.yaml".to_owned(), Arc::from(source.as_bytes()));
    bundle
}

fn page(demarche: &Demarche, answers: &Answers) -> PageView {
    let facts = facts();
    journey::page_view(&State::new(demarche, answers, &facts), 0, &[])
}

/// What stands on a page, in order: the questions by their paths, the sources by their keys.
fn order(items: &[Item], found: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Field(field) => found.push(field.path.clone()),
            Item::Search(search) => found.push(search.key.clone()),
            Item::Group(group) => order(&group.items, found),
            Item::Rows(rows) => rows.rows.iter().for_each(|row| order(&row.items, found)),
        }
    }
}

fn ordered(demarche: &Demarche, answers: &Answers) -> Vec<String> {
    let mut found = Vec::new();
    order(&page(demarche, answers).items, &mut found);
    found
}

const SIRET: &str = "13002526500013";

#[test]
fn a_source_stands_beside_a_question_and_fills_in_its_neighbours() {
    let demarche = checked(&with(bundle(QUESTIONS, "numero, nom"), SOURCE));
    let mut answers = Answers::default();
    assert_eq!(ordered(&demarche, &answers), ["numero", "numero:qui", "nom"]);
    assert_eq!(asked(&demarche, &answers, "numero", "").unwrap_err(), ["numero"]);

    type_in(&demarche, &mut answers, &[("numero", SIRET), ("nom", "Tapé")]);
    assert_eq!(asked(&demarche, &answers, "numero", "").unwrap().target, format!("/{SIRET}"));
    assert_eq!(answer(&demarche, &mut answers, "numero", "", 404, ""), Outcome::Nothing);
    assert_eq!(answers.value("nom"), Some(&Value::Text("Tapé".to_owned())), "what was typed stays");

    answer(&demarche, &mut answers, "numero", "", 200, "{ \"nom\": \"Régie des eaux\" }");
    let known = answers.get("nom").unwrap();
    assert_eq!(known.value, Some(Value::Text("Régie des eaux".to_owned())));
    assert!(matches!(&known.source, Source::DataSource { id, verified: false, .. } if id == "qui"));
    let facts = facts();
    let state = State::new(&demarche, &answers, &facts);
    assert!(form::validation::all(&state).is_empty());

    // It can be corrected, and is the citizen's then.
    type_in(&demarche, &mut answers, &[("nom", "La régie")]);
    assert_eq!(answers.get("nom").unwrap().source, Source::Typed);
}

#[test]
fn a_source_with_a_box_stands_before_its_question_and_none_where_that_is_hidden() {
    let search = SOURCE.replace(
        "request: { path: \"/{numero}\" }",
        "search: { label: Chercher }\nrequest: { path: /, query: { q: \"{search}\" } }",
    );
    let demarche = checked(&with(bundle(QUESTIONS, "numero, nom"), &search));
    assert_eq!(ordered(&demarche, &Answers::default()), ["numero:qui", "numero", "nom"]);

    let mut hidden =
        with(bundle(&format!("  oui: {{ title: Oui ?, type: boolean }}\n{QUESTIONS}"), "oui, numero, nom"), SOURCE);
    let text = hidden.text("demarche.yaml").unwrap().replacen("oui, numero,", "oui, numero: { show_if: \"oui\" },", 1);
    hidden.files.insert("demarche.yaml".to_owned(), Arc::from(text.into_bytes()));
    let demarche = checked(&hidden);
    let mut answers = Answers::default();
    assert_eq!(ordered(&demarche, &answers), ["oui", "nom"]);
    type_in(&demarche, &mut answers, &[("oui", "true")]);
    assert_eq!(ordered(&demarche, &answers), ["oui", "numero", "numero:qui", "nom"]);
}

#[test]
fn in_a_row_a_source_fills_in_that_row_alone() {
    let rows = format!(
        "  lieux:\n    title: Lieux\n    type: array\n    items:\n      type: object\n      properties:\n{}",
        QUESTIONS.replace("  numero", "        numero").replace("  nom:", "        nom:")
    );
    let source = SOURCE.replace("at: numero", "at: lieux.numero");
    let demarche = checked(&with(bundle(&rows, "lieux"), &source));
    let mut answers = Answers::default();
    type_in(&demarche, &mut answers, &[("lieux.r1.numero", SIRET), ("lieux.r2.numero", SIRET)]);
    let expected = [
        "lieux.r1.numero",
        "lieux.r1.numero:qui",
        "lieux.r1.nom",
        "lieux.r2.numero",
        "lieux.r2.numero:qui",
        "lieux.r2.nom",
    ];
    assert_eq!(ordered(&demarche, &answers), expected);
    answer(&demarche, &mut answers, "lieux.r2.numero", "", 200, "{ \"nom\": \"Le second\" }");
    assert_eq!(answers.value("lieux.r1.nom"), None);
    assert_eq!(answers.value("lieux.r2.nom"), Some(&Value::Text("Le second".to_owned())));
    answers.remove_row("lieux", "r2");
    assert_eq!(answers.searches().count(), 0);
}

#[test]
fn what_is_verified_is_so_of_the_number_it_was_asked_of() {
    let source = SOURCE.replace("button:", "verified: true\nbutton:");
    let demarche = checked(&with(bundle(QUESTIONS, "numero, nom"), &source));
    let mut answers = Answers::default();
    type_in(&demarche, &mut answers, &[("numero", SIRET)]);
    answer(&demarche, &mut answers, "numero", "", 200, "{ \"nom\": \"Régie\" }");
    let view = page(&demarche, &answers);
    let Item::Search(search) = &view.items[1] else { panic!("{view:?}") };
    assert_eq!((search.state, search.verified), (SearchState::Taken, true));
    let Item::Field(name) = &view.items[2] else { panic!("{view:?}") };
    assert!(name.read_only);
    type_in(&demarche, &mut answers, &[("numero", "35600000000048")]);
    assert_eq!(answers.value("nom"), None);
}

#[test]
fn what_was_taken_of_one_number_does_not_stand_beside_another() {
    let demarche = checked(&with(bundle(QUESTIONS, "numero, nom"), SOURCE));
    let mut answers = Answers::default();
    type_in(&demarche, &mut answers, &[("numero", SIRET)]);
    answer(&demarche, &mut answers, "numero", "", 200, "{ \"nom\": \"Régie\" }");
    type_in(&demarche, &mut answers, &[("numero", "130 025 265 00013")]);
    assert_eq!(answers.value("nom"), Some(&Value::Text("Régie".to_owned())), "the same number, written otherwise");
    type_in(&demarche, &mut answers, &[("numero", "35600000000048")]);
    assert_eq!((answers.value("nom"), &answers.search("numero:qui").unwrap().outcome), (None, &Outcome::Before));
    // What the citizen corrected is the citizen's.
    answer(&demarche, &mut answers, "numero", "", 200, "{ \"nom\": \"Poste\" }");
    type_in(&demarche, &mut answers, &[("nom", "La Poste"), ("numero", "")]);
    assert_eq!(answers.value("nom"), Some(&Value::Text("La Poste".to_owned())));
}

#[test]
fn nobody_is_asked_of_a_number_that_is_none() {
    let demarche = checked(&with(bundle(QUESTIONS, "numero, nom"), SOURCE));
    let mut answers = Answers::default();
    type_in(&demarche, &mut answers, &[("numero", "123")]);
    assert_eq!(asked(&demarche, &answers, "numero", "").unwrap_err(), ["numero"]);
}

#[test]
fn a_source_is_translated_by_its_own_name() {
    let mut bundle = with(bundle(QUESTIONS, "numero, nom"), SOURCE);
    let texts = "sources.qui: { told: The number goes to the register., button: Take over the name }\n";
    bundle.files.insert("texts/en.yaml".to_owned(), Arc::from(texts.as_bytes()));
    let checked = form::check::check(&bundle, &crate::folder::catalogue(), &Lists, &form::check::AnyPlugin);
    let told = shown(&checked.diagnostics);
    assert!(!told.contains("sources.qui.told") && !told.contains("sources.qui.button"), "{told}");
    assert!(told.contains("sources.qui.name"), "{told}");
}

/// The file of an example in the guide, behind the line that names it.
fn of_the_guide(file: &str) -> String {
    let guide = std::fs::read_to_string(root().join("wiki/auteurs/sources.md")).unwrap();
    let start = format!("```yaml\n# {file}\n");
    let block = guide.split_once(&start).unwrap_or_else(|| panic!("the guide has no {file}")).1;
    block.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_example_of_the_guide_is_sound_and_its_scenario_passes() {
    let mut bundle = bundle(&of_the_guide("schema.yaml, dans « properties »"), "siret, employeur, adresse");
    for file in ["sources/employeur.yaml", "scenarios/employeur.yaml"] {
        bundle.files.insert(file.to_owned(), Arc::from(of_the_guide(file).into_bytes()));
    }
    let demarche = checked(&bundle);
    let results = scenario::run(&demarche, &bundle, &Lists, &NoPlugins, date(2026, 3, 1));
    assert_eq!(results.len(), 2);
    for result in results {
        assert!(result.failures.is_empty(), "{}: {}", result.name, shown(&result.failures));
    }
}
