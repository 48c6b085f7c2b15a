//! What names mean: at the root, in rows, in components, in macros.

use std::sync::Arc;

use super::{
    super::{Expected, Here, Place, RowHere, compile, eval},
    answers, schema, show, table,
};

/// Evaluates in the second vehicle.
fn in_second_row(text: &str) -> String {
    let place = Place { rows: vec!["vehicules".to_owned()], mount: None };
    let here = Here { rows: vec![RowHere { path: Arc::from("vehicules.r2"), index: 1 }] };
    let expression = compile(text, &schema(), &place, &Expected::Any).expect(text);
    show(&eval(&expression, &answers(), &here))
}

#[test]
fn a_root_answer_has_two_names() {
    table(
        &answers(),
        &[
            ("nom == answers.nom", "true"),
            ("answers.hebergeant.nom", "'Petit'"),
            ("has(answers.courriel)", "false"),
            ("has(hebergeant)", "true"),
            ("has(vehicules)", "true"),
        ],
    );
}

#[test]
fn a_path_through_a_repeated_group_means_every_row() {
    table(
        &answers(),
        &[
            ("vehicules.tarif", "[30, 60]"),
            ("vehicules.map(v, v.tarif).sum()", "90"),
            ("vehicules.proprio.nom", "['Durand', ?]"),
            ("vehicules.passagers.nom", "['Zoé', 'Lou', 'Max']"),
            ("vehicules.passagers.age.sum()", "47"),
            ("vehicules.passagers.count()", "3"),
            ("vehicules.map(v, v.passagers.count())", "[2, 1]"),
            ("vehicules[1].plaque", "'EF-456-GH'"),
            ("vehicules[1].passagers[0].nom", "'Max'"),
            ("vehicules.filter(v, v.tarif > 30).plaque", "['EF-456-GH']"),
            ("vehicules.filter(v, v.tarif > 30)[0].proprio.nom", "Blank vehicules.r2.proprio.nom"),
            ("vehicules.exists(v, v.passagers.exists(p, p.nom == nom))", "false"),
            ("vehicules.options", "[['a'], ?]"),
            ("(majeur ? hebergeant : hebergeant).nom", "'Petit'"),
            ("[adresse].all(a, a.commune.code == '31555')", "true"),
        ],
    );
}

#[test]
fn inside_a_row_the_row_comes_first() {
    for (text, expected) in [
        ("row.tarif", "60"),
        ("tarif", "60"),
        ("row.index", "1"),
        ("row.index == 0 ? 30.00 : 60.00", "60"),
        ("nom", "'Durand'"),
        ("options", "Blank vehicules.r2.options"),
        ("answers.options", "['a', 'c']"),
        ("vehicules.tarif.sum()", "90"),
        ("passagers.nom", "['Max']"),
        ("row.passagers.count()", "1"),
        ("vehicules.all(v, v.plaque != row.plaque || v.tarif == 60)", "true"),
        ("answers.vehicules[0].tarif", "30"),
        ("[row].map(r, r.tarif)", "[60]"),
    ] {
        assert_eq!(in_second_row(text), expected, "{text}");
    }
}

#[test]
fn nested_rows_see_the_rows_around_them() {
    let place = Place { rows: vec!["vehicules".to_owned(), "vehicules.passagers".to_owned()], mount: None };
    let row = |path: &str, index| RowHere { path: Arc::from(path), index };
    let here = Here { rows: vec![row("vehicules.r1", 0), row("vehicules.r1.passagers.r4", 1)] };
    for (text, expected) in [
        ("nom", "'Lou'"),
        ("answers.nom", "'Durand'"),
        ("plaque", "'AB-123-CD'"),
        ("row.index", "1"),
        ("age", "Blank vehicules.r1.passagers.r4.age"),
        ("row.nom", "'Lou'"),
        ("logement", "'heberge'"),
        // Both rows have one: the inner hides the outer.
        ("mise", "Blank vehicules.r1.passagers.r4.mise"),
    ] {
        let expression = compile(text, &schema(), &place, &Expected::Any).expect(text);
        assert_eq!(show(&eval(&expression, &answers(), &here)), expected, "{text}");
    }
}

#[test]
fn a_component_sees_its_own_properties_first() {
    let place = Place { rows: Vec::new(), mount: Some("hebergeant".to_owned()) };
    let here = Here { rows: Vec::new() };
    for (text, expected) in
        [("nom", "'Petit'"), ("age(naissance) >= 18", "true"), ("answers.nom", "'Durand'"), ("parts", "2")]
    {
        let expression = compile(text, &schema(), &place, &Expected::Any).expect(text);
        assert_eq!(show(&eval(&expression, &answers(), &here)), expected, "{text}");
    }
}

#[test]
fn a_component_in_a_row_sees_itself_then_the_row_then_the_root() {
    let place = Place { rows: vec!["vehicules".to_owned()], mount: Some("vehicules.proprio".to_owned()) };
    let here = Here { rows: vec![RowHere { path: Arc::from("vehicules.r1"), index: 0 }] };
    for (text, reads) in [
        ("nom == 'Durand'", "vehicules.proprio.nom"),
        ("plaque == 'own'", "vehicules.proprio.plaque"),
        ("tarif == 30", "vehicules.tarif"),
        ("logement == 'heberge'", "logement"),
    ] {
        let expression = compile(text, &schema(), &place, &Expected::Any).expect(text);
        assert_eq!(expression.reads(), [reads], "{text}");
        let answers = answers().with("vehicules.r1.proprio.plaque", "own");
        assert_eq!(show(&eval(&expression, &answers, &here)), "true", "{text}");
    }
}

#[test]
fn a_component_in_nested_rows_is_that_of_the_innermost() {
    let place = Place {
        rows: vec!["vehicules".to_owned(), "vehicules.passagers".to_owned()],
        mount: Some("vehicules.passagers.tuteur".to_owned()),
    };
    let row = |path: &str| RowHere { path: Arc::from(path), index: 0 };
    let here = Here { rows: vec![row("vehicules.r1"), row("vehicules.r1.passagers.r3")] };
    let answers = answers().with("vehicules.r1.passagers.r3.tuteur.nom", "Roux");
    for (text, expected) in [("nom", "'Roux'"), ("row.nom", "'Zoé'"), ("plaque", "'AB-123-CD'")] {
        let expression = compile(text, &schema(), &place, &Expected::Any).expect(text);
        assert_eq!(show(&eval(&expression, &answers, &here)), expected, "{text}");
    }
}
