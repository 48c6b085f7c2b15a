//! Holds démarches to what one request may cost: what cannot be evaluated to its end is neither passed, hidden nor left out silently,
//! and what agencies write is within the budget.

use std::fmt::Write as _;

use form::{
    answers::{Answer, Answers, Source, Value},
    demarche::Demarche,
    problem::{Problem, ProblemKind},
    state::State,
    validation,
};
use jiff::Timestamp;

use crate::journey_faults::{demarche, facts};

const SCHEMA: &str = "type: object\nrequired: [fin]\nproperties:\n  lignes: { title: Lignes, type: array, maxItems: 10, items: { type: object, required: [nombre], properties: { nombre: { title: Nombre, type: integer } } } }\n  fin: { title: Fin, type: string }\n  suite: { title: Suite, type: integer }\n  total: { title: Total, type: integer }\n";

/// A démarche that is within the budget as long as there are ten rows; two pages.
fn of_ten_rows(second_page: &str, rest: &str) -> Demarche {
    demarche(
        SCHEMA,
        &format!(
            "pages: [{{ id: un, title: Un, fields: [lignes] }}, {{ id: deux, title: Deux, fields: [{second_page}] }}]\n\
             recipients: [{{ id: r, title: R, to: {{ organisation: \"99900000100019\", branch: JCC }}, receives: [lignes, fin, suite, total] }}]\n{rest}"
        ),
    )
}

fn answer(answers: &mut Answers, path: &str, value: Value) {
    let answer =
        Answer { value: Some(value), typed: Default::default(), source: Source::Typed, at: Timestamp::UNIX_EPOCH };
    answers.set(path, answer);
}

/// Answers with as many rows as somebody may post, whatever the schema says.
fn with_rows(rows: usize) -> Answers {
    let mut answers = Answers::default();
    for number in 0..rows {
        let id = format!("r{number}");
        answers.add_row("lignes", &id);
        answer(&mut answers, &format!("lignes.{id}.nombre"), Value::Number(1.into()));
    }
    answer(&mut answers, "fin", Value::Text("x".to_owned()));
    answer(&mut answers, "suite", Value::Number(1.into()));
    answers
}

fn on_second_page(demarche: &Demarche, rows: usize) -> Vec<Problem> {
    let answers = with_rows(rows);
    let facts = facts();
    validation::page(&State::new(demarche, &answers, &facts), 1)
}

const TRIPLE: &str = "lignes.all(a, lignes.all(b, lignes.all(c, a.nombre + b.nombre > c.nombre)))";

#[test]
fn a_rule_that_uses_up_the_budget_blocks_and_never_passes() {
    let demarche = of_ten_rows(
        "fin, suite, total",
        &format!("rules: [{{ id: triple, must: \"{TRIPLE}\", at: fin, if_missing: pass, message: Non. }}]\n"),
    );
    assert_eq!(on_second_page(&demarche, 10), []);
    let problems = on_second_page(&demarche, 200);
    let kind = ProblemKind::CheckUnavailable { rule: "triple".to_owned() };
    assert_eq!(problems, [Problem { path: "fin".to_owned(), part: String::new(), kind }]);
}

#[test]
fn a_condition_or_a_value_that_uses_up_the_budget_blocks_the_page() {
    for (second_page, rest, kind) in [
        (
            format!("fin, total, suite: {{ show_if: \"{TRIPLE}\" }}"),
            String::new(),
            ProblemKind::CheckUnavailable { rule: String::new() },
        ),
        (
            "fin, suite, total".to_owned(),
            format!("computed: {{ total: \"{TRIPLE} ? 1 : 2\" }}\n"),
            ProblemKind::CheckUnavailable { rule: String::new() },
        ),
    ] {
        let demarche = of_ten_rows(&second_page, &rest);
        assert_eq!(on_second_page(&demarche, 10), [], "{second_page}");
        let problems = on_second_page(&demarche, 200);
        assert_eq!(problems, [Problem { path: "fin".to_owned(), part: String::new(), kind }], "{second_page}");
    }
}

/// The stop of a journey, and who receives what, are not decided on a page: nothing is sent all the same.
#[test]
fn a_stop_or_a_recipient_that_uses_up_the_budget_blocks_the_submission() {
    // Too many rows are told by themselves; they stand in no page here, as if an older version had taken more.
    let stop = of_ten_rows("fin, suite, total", &format!("stops: [{{ id: s, stop_if: \"!{TRIPLE}\", title: Non }}]\n"));
    let recipient = demarche(
        SCHEMA,
        &format!(
            "pages: [{{ id: un, title: Un, fields: [lignes] }}, {{ id: deux, title: Deux, fields: [fin, suite, total] }}]\n\
             recipients: [{{ id: r, title: R, to: {{ organisation: \"99900000100019\", branch: JCC }}, receives: [lignes, fin, suite, total] }}, \
             {{ id: q, title: Q, when: \"{TRIPLE}\", to: {{ organisation: \"99900000100019\", branch: JCC }}, receives: [lignes, fin] }}]\n"
        ),
    );
    for mut demarche in [stop, recipient] {
        for node in &mut demarche.nodes {
            if let form::demarche::NodeKind::Rows { max, .. } = &mut node.kind {
                *max = 1_000;
            }
        }
        let facts = facts();
        let answers = with_rows(10);
        assert_eq!(validation::all(&State::new(&demarche, &answers, &facts)), []);
        let answers = with_rows(200);
        let problems = validation::all(&State::new(&demarche, &answers, &facts));
        assert!(
            problems.iter().flat_map(|(_, problems)| problems).any(|problem| matches!(
                &problem.kind,
                ProblemKind::CheckUnavailable { rule } if rule.is_empty()
            )),
            "{problems:?}"
        );
    }
}

/// Each within its own budget, all together not: the first one that is not evaluated to its end says so.
#[test]
fn the_expressions_of_one_request_share_a_budget() {
    let mut rules = "rules:\n".to_owned();
    for number in 0..30 {
        let _ = writeln!(
            rules,
            "  - {{ id: r{number}, must: \"lignes.all(a, lignes.all(b, a.nombre + b.nombre != {}))\", at: fin, if_missing: pass, message: Non. }}",
            number + 100
        );
    }
    let demarche = of_ten_rows("fin, suite, total", &rules);
    assert_eq!(on_second_page(&demarche, 10), []);
    let problems = on_second_page(&demarche, 150);
    let [Problem { kind: ProblemKind::CheckUnavailable { rule }, .. }] = &problems[..] else {
        panic!("{problems:?}");
    };
    // The first ones were within the budget, and hold.
    let number: u32 = rule.trim_start_matches('r').parse().unwrap();
    assert!((3..20).contains(&number), "{rule}");
}

/// What agencies write: five hundred questions, two hundred conditions, two tables of a hundred rows with ten columns and their totals,
/// and no row like another.
#[test]
fn a_large_demarche_is_within_the_budget() {
    let mut schema =
        "type: object\nproperties:\n  total: { title: Total, type: number, multipleOf: 0.01 }\n".to_owned();
    let mut fields = vec!["total".to_owned()];
    let mut rules = "rules:\n".to_owned();
    let mut computed = "computed:\n".to_owned();
    for table in ["gauche", "droite"] {
        let columns: String =
            (0..9).map(|column| format!(", c{column}: {{ title: C{column}, type: integer }}")).collect();
        let _ = writeln!(
            schema,
            "  {table}: {{ title: {table}, type: array, maxItems: 100, items: {{ type: object, required: [nom], properties: {{ nom: {{ title: Nom, type: string }}{columns} }} }} }}"
        );
        fields.push(table.to_owned());
        let _ = writeln!(computed, "  {table}.c8: \"has(row.c0) && has(row.c1) ? row.c0 * row.c1 + 1 : 0\"");
        let _ = writeln!(
            rules,
            "  - {{ id: {table}-unique, must: \"{table}.all(a, {table}.exists_one(b, b.nom == a.nom))\", at: {table}, if_missing: pass, message: Non. }}\n  - {{ id: {table}-ici, must: \"{table}.exists_one(a, a.nom == row.nom)\", at: {table}.nom, if_missing: pass, message: Non. }}"
        );
    }
    computed.push_str("  total: \"gauche.c8.sum() + droite.c8.sum() + gauche.c0.sum()\"\n");
    for number in 0..500 {
        let _ = writeln!(schema, "  q{number}: {{ title: Q{number}, type: string }}");
        fields.push(if number % 5 < 2 && number > 2 {
            format!("q{number}: {{ show_if: \"has(q2) && q2 == 'x{number}' || has(total) && total > {number}\" }}")
        } else {
            format!("q{number}")
        });
    }
    let receives: Vec<&str> = fields.iter().map(|field| field.split(':').next().unwrap_or_default()).collect();
    let (listed, receives) = (fields.join(", "), receives.join(", "));
    demarche(
        &schema,
        &format!(
            "pages: [{{ id: un, title: Un, fields: [{listed}] }}]\n{computed}{rules}\
             recipients: [{{ id: r, title: R, to: {{ organisation: \"99900000100019\", branch: JCC }}, receives: [{receives}] }}]\n"
        ),
    );
}
