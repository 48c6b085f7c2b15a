//! Rows in rows: added, moved, copied and removed by their ids, computed on and asked for where they stand.

use form::{
    answers::{Answer, Answers, FileRef, Source, Value},
    demarche::Demarche,
    journey,
    problem::{Problem, ProblemKind},
    reading::{self, Posting},
    recap::Recap,
    removed,
    state::State,
    validation,
    view::{Item, RowsView},
    wire,
};
use rust_decimal::Decimal;

use crate::journey_faults::{demarche, facts, text};

/// A budget: headings, each with lines, each with an amount and maybe a file; a total a heading and one over all.
fn budget() -> Demarche {
    demarche(
        r#"type: object
required: [postes]
properties:
  postes:
    title: Postes
    type: array
    minItems: 1
    maxItems: 3
    items:
      type: object
      required: [nom, lignes]
      properties:
        nom: { title: Nom, type: string }
        detail: { title: Détail, type: string }
        lignes:
          title: Lignes
          type: array
          minItems: 1
          maxItems: 3
          items:
            type: object
            required: [montant]
            properties:
              montant: { title: Montant, type: number, multipleOf: 0.01, minimum: 0 }
              devis: { $ref: "component:attachment@1", title: Devis }
        sous_total: { title: Sous-total, type: number, multipleOf: 0.01 }
  total: { title: Total, type: number, multipleOf: 0.01 }
"#,
        r#"pages:
  - id: budget
    title: Budget
    fields:
      - postes: { row_title: Poste, row_order: true, row_copy: true }
      - postes.detail: { show_if: "row.nom == 'Achats'" }
      - postes.lignes: { row_title: Ligne, row_order: true }
      - postes.lignes.devis: { max_size: 5 MB }
      - total
computed:
  postes.sous_total: "row.lignes.map(l, l.montant).sum()"
  total: "postes.map(p, p.sous_total).sum()"
rules:
  - { id: plafond, must: "row.montant <= 1000", if_missing: pass, at: postes.lignes.montant, message: Au plus mille euros. }
recipients: [{ id: r, title: R, to: { organisation: "99900000100019", branch: JCC }, receives: [postes, total] }]
"#,
    )
}

fn posted(demarche: &Demarche, answers: &mut Answers, pairs: &[(&str, &str)]) {
    let facts = facts();
    let pairs: Vec<(String, String)> = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let read = reading::read_page(demarche, 0, answers, &Posting { pairs: &pairs, now: facts.now }, &facts);
    assert!(read.unknown.is_empty(), "{:?}", read.unknown);
}

fn filled(demarche: &Demarche) -> Answers {
    let mut answers = Answers::default();
    posted(
        demarche,
        &mut answers,
        &[
            ("postes.rachats.nom", "Achats"),
            ("postes.rachats.detail", "Du papier"),
            ("postes.rachats.lignes.ra.montant", "10,50"),
            ("postes.rachats.lignes.rb.montant", "4,50"),
            ("postes.rloyers.nom", "Loyers"),
            ("postes.rloyers.lignes.rc.montant", "100"),
        ],
    );
    answers
}

fn number(text: &str) -> Option<Value> {
    Some(Value::Number(text.parse::<Decimal>().unwrap()))
}

fn rows_of(items: &[Item]) -> &RowsView {
    items.iter().find_map(|item| if let Item::Rows(rows) = item { Some(rows) } else { None }).unwrap()
}

#[test]
fn totals_of_rows_in_rows_are_computed_and_sent() {
    let demarche = budget();
    let (answers, facts) = (filled(&demarche), facts());
    let state = State::new(&demarche, &answers, &facts);
    assert_eq!(validation::page(&state, 0), []);
    assert_eq!(state.value("postes.rachats.sous_total"), number("15.00"));
    assert_eq!(state.value("total"), number("115.00"));
    // A condition inside sees its own row.
    assert!(state.visible("postes.rachats.detail") && !state.visible("postes.rloyers.detail"));
    let sent = wire::answers(&state, None);
    assert_eq!(sent["postes"][0]["lignes"][1]["montant"], "4.50", "{sent}");
    assert_eq!(sent["postes"][1]["sous_total"], "100.00", "{sent}");
    assert_eq!(sent["total"], "115.00", "{sent}");
    let recap = format!("{:?}", Recap::of(&state));
    assert!(recap.contains("Poste\\u{a0}2") && recap.contains("Ligne\\u{a0}2"), "{recap}");
}

#[test]
fn a_rule_inside_names_the_line_at_fault() {
    let demarche = budget();
    let mut answers = filled(&demarche);
    posted(&demarche, &mut answers, &[("postes.rachats.lignes.rb.montant", "1000,01")]);
    let facts = facts();
    let problems = validation::page(&State::new(&demarche, &answers, &facts), 0);
    let places: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(places, ["postes.rachats.lignes.rb.montant"], "{problems:?}");
    assert!(matches!(&problems[0].kind, ProblemKind::Rule { .. }), "{problems:?}");
}

#[test]
fn the_summary_says_which_of_two_questions_of_one_label_is_meant() {
    let demarche = budget();
    let answers = filled(&demarche);
    let facts = facts();
    let wrong = |path: &str| Problem { path: path.into(), part: String::new(), kind: ProblemKind::Required };
    let paths = ["postes.rachats.nom", "postes.rachats.lignes.ra.montant", "postes.rachats.lignes.rb.montant"];
    let problems: Vec<Problem> = paths.into_iter().map(wrong).collect();
    let view = journey::page_view(&State::new(&demarche, &answers, &facts), 0, &problems);
    let places: Vec<&str> = view.problems.iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!(
        places,
        ["Poste\u{a0}1 – Nom", "Poste\u{a0}1 – Ligne\u{a0}1 – Montant", "Poste\u{a0}1 – Ligne\u{a0}2 – Montant"]
    );
}

#[test]
fn the_summary_names_the_row_and_the_group_even_of_the_only_question_of_its_label() {
    let demarche = demarche(
        "type: object\nrequired: [a, b, enfants]\nproperties:\n  a: { title: Parent 1, type: object, required: [nom], properties: { nom: { title: Nom, type: string } } }\n  b: { title: Parent 2, type: object, required: [lieu], properties: { lieu: { title: Lieu, type: object, required: [commune], properties: { commune: { title: Commune, type: string } } } } }\n  enfants: { title: Enfants, type: array, minItems: 1, items: { type: object, required: [age], properties: { age: { title: Âge, type: integer, minimum: 0, maximum: 30 } } } }\n",
        r#"pages: [{ id: un, title: Un, fields: [b, enfants: { row_title: Enfant }] }, { id: deux, title: Parent 1, fields: [a] }]
recipients: [{ id: r, title: R, to: { organisation: "99900000100019", branch: JCC }, receives: [a, b, enfants] }]
"#,
    );
    let mut answers = form::answers::Answers::default();
    answers.add_row("enfants", "r1");
    let facts = facts();
    let state = State::new(&demarche, &answers, &facts);
    let places = |page: usize| {
        let view = journey::page_view(&state, page, &validation::page(&state, page));
        view.problems.into_iter().map(|problem| problem.place).collect::<Vec<_>>()
    };
    assert_eq!(places(0), ["Parent 2 – Commune", "Enfant\u{a0}1 – Âge"]);
    assert_eq!(places(1), ["Nom"], "the page is called like its only group");
}

#[test]
fn rows_move_within_their_group_and_keep_what_they_hold() {
    let demarche = budget();
    let mut answers = filled(&demarche);
    assert!(reading::move_row(&demarche, &mut answers, "postes", "rloyers", true));
    assert_eq!(answers.rows("postes"), ["rloyers", "rachats"]);
    assert!(!reading::move_row(&demarche, &mut answers, "postes", "rloyers", true), "it is the first");
    assert!(!reading::move_row(&demarche, &mut answers, "postes", "rother", false), "there is none");
    assert!(reading::move_row(&demarche, &mut answers, "postes.rachats.lignes", "ra", false));
    assert_eq!(answers.rows("postes.rachats.lignes"), ["rb", "ra"]);
    let facts = facts();
    let state = State::new(&demarche, &answers, &facts);
    assert_eq!(wire::answers(&state, None)["postes"][1]["lignes"][0]["montant"], "4.50");
    let view = journey::page_view(&state, 0, &[]);
    let outer = rows_of(&view.items);
    let moves: Vec<(bool, bool)> = outer.rows.iter().map(|row| (row.can_move_up, row.can_move_down)).collect();
    assert_eq!(moves, [(false, true), (true, false)]);
    assert!(outer.rows[0].can_copy && !rows_of(&outer.rows[0].items).rows[0].can_copy);
}

#[test]
fn a_copy_holds_all_but_the_files_and_stands_behind() {
    let demarche = budget();
    let mut answers = filled(&demarche);
    let file = FileRef {
        id: "f1".into(),
        name: "devis.pdf".into(),
        mime: "application/pdf".into(),
        size: 3,
        sha256: "00".into(),
        source: None,
    };
    assert!(reading::attach(&demarche, &mut answers, "postes.rachats.lignes.ra.devis", file, facts().now));
    assert!(reading::copy_row(&demarche, &mut answers, "postes", ("rachats", "rcopie"), facts().now));
    assert_eq!(answers.rows("postes"), ["rachats", "rcopie", "rloyers"]);
    assert_eq!(answers.rows("postes.rcopie.lignes"), ["ra", "rb"]);
    assert_eq!(answers.value("postes.rcopie.nom"), Some(&text("Achats")));
    assert!(answers.value("postes.rcopie.lignes.ra.devis").is_none());
    assert!(answers.value("postes.rachats.lignes.ra.devis").is_some());
    // What is changed in the copy is not changed in the row it was made of.
    posted(&demarche, &mut answers, &[("postes.rcopie.lignes.ra.montant", "1")]);
    let facts = facts();
    assert_eq!(State::new(&demarche, &answers, &facts).value("total"), number("120.50"));
    assert!(!reading::copy_row(&demarche, &mut answers, "postes", ("rachats", "rencore"), facts.now), "full");
    // Lines may not be copied: the author did not say so.
    assert!(!reading::copy_row(&demarche, &mut answers, "postes.rloyers.lignes", ("rc", "rd"), facts.now));
    removed::remove_row(&mut answers, "postes", "rachats", facts.now);
    assert_eq!(answers.removed().unwrap().files().len(), 1, "its file goes with it");
    assert!(answers.get("postes.rachats.nom").is_none());
    let source = answers.get("postes.rcopie.nom").map(|Answer { source, .. }| source.clone());
    assert_eq!(source, Some(Source::Typed));
}

#[test]
fn what_is_taken_away_is_put_back_where_it_stood_with_all_it_held() {
    let demarche = budget();
    let (mut answers, facts) = (filled(&demarche), facts());
    let file = FileRef {
        id: "f1".into(),
        name: "devis.pdf".into(),
        mime: "application/pdf".into(),
        size: 3,
        sha256: "00".into(),
        source: None,
    };
    let devis = "postes.rachats.lignes.ra.devis";
    assert!(reading::attach(&demarche, &mut answers, devis, file, facts.now));
    let before = answers.clone();
    removed::remove_row(&mut answers, "postes", "rachats", facts.now);
    let taken = answers.forget_removed().unwrap();
    assert_eq!(taken.told(&demarche, facts.language), "Poste\u{a0}1 (Achats, Du papier)");
    assert_eq!(removed::put_back(&demarche, &mut answers, &taken, facts.now).as_deref(), Ok("postes.rachats"));
    assert_eq!(answers, before);
    assert_eq!(
        removed::put_back(&demarche, &mut answers, &taken, facts.now),
        Err(ProblemKind::NotPutBack),
        "it is there already"
    );
    removed::detach(&mut answers, devis, "f1", facts.now);
    let taken = answers.forget_removed().unwrap();
    assert_eq!((taken.told(&demarche, facts.language).as_str(), answers.value(devis)), ("devis.pdf", None));
    assert_eq!(removed::put_back(&demarche, &mut answers, &taken, facts.now).as_deref(), Ok(devis));
    assert_eq!(answers.value(devis), before.value(devis));
    // A row in which nothing was answered is no loss.
    answers.add_row("postes", "rvide");
    removed::remove_row(&mut answers, "postes", "rvide", facts.now);
    assert!(answers.removed().is_none() && answers.rows("postes").len() == 2);
}

/// « Toutes les réponses de cette page sont obligatoires » would not be true of a list that nobody has to fill.
#[test]
fn a_page_with_a_list_that_needs_no_row_says_that_not_all_is_required() {
    let view = |required: &str| {
        let schema = format!(
            "type: object\nrequired: [{required}]\nproperties:\n  nom: {{ title: Nom, type: string, maxLength: 50 }}\n  \
             enfants: {{ title: Enfants, type: array, items: {{ type: object, required: [prenom], properties: {{ prenom: {{ title: Prénom, type: string, maxLength: 50 }} }} }} }}\n"
        );
        let rest = "pages: [{ id: p, title: P, fields: [nom, enfants] }]\n\
                    recipients: [{ id: r, title: R, to: { organisation: \"99900000100019\", branch: JCC }, receives: [nom, enfants] }]\n";
        let demarche = crate::journey_faults::demarche(&schema, rest);
        let (answers, facts) = (Answers::default(), facts());
        let view = form::journey::page_view(&State::new(&demarche, &answers, &facts), 0, &[]);
        (view.has_optional, rows_of(&view.items).optional)
    };
    assert_eq!(view("nom"), (true, true));
    assert_eq!(view("nom, enfants"), (false, false));
}
