//! Holds tables to what they draw: columns, rows, totals at the foot, on the page and in the recap.

use form::{
    answers::{Answer, Answers, Source, Value},
    journey,
    problem::{Problem, ProblemKind},
    reading::{self, Posting},
    recap::{Entry, Provenance, Recap},
    state::State,
    validation,
    view::{Item, RowsView},
};
use jiff::Timestamp;

use crate::journey_faults::{demarche, facts, text};

const REST: &str = r#"pages:
  - id: un
    title: Un
    fields:
      - depenses: { as: table, row_title: Dépense, totals: { montant: total } }
      - total
      - budget
computed: { total: "depenses.montant.sum()" }
recipients: [{ id: r, title: R, to: { organisation: "99900000100019", branch: JCC }, receives: all }]
"#;
const SCHEMA: &str = r#"type: object
required: [depenses, budget]
properties:
  depenses:
    title: Dépenses
    type: array
    maxItems: 200
    items:
      type: object
      required: [quoi, montant]
      properties: { quoi: { title: Quoi, type: string, maxLength: 50 }, montant: { $ref: "component:money@1", title: Montant } }
  total: { $ref: "component:money@1", title: Total }
  budget: { $ref: "component:budget-table@1", title: Budget, without: [contributions] }
"#;

fn set(answers: &mut Answers, path: &str, value: Value) {
    let answer =
        Answer { value: Some(value), typed: Default::default(), source: Source::Typed, at: Timestamp::UNIX_EPOCH };
    answers.set(path, answer);
}

fn money(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

#[test]
fn a_list_is_drawn_with_its_columns_and_its_total_at_the_foot_and_nowhere_else() {
    let (demarche, facts) = (demarche(SCHEMA, REST), facts());
    let mut answers = Answers::default();
    for (row, what, amount) in [("r1", "Salle", "1200.10"), ("r2", "Affiches", "0.20")] {
        answers.add_row("depenses", row);
        set(&mut answers, &format!("depenses.{row}.quoi"), text(what));
        set(&mut answers, &format!("depenses.{row}.montant"), money(amount));
    }
    let state = State::new(&demarche, &answers, &facts);
    let view = journey::page_view(&state, 0, &[]);
    let Item::Rows(rows) = &view.items[0] else { panic!() };
    let table = rows.table.as_ref().unwrap();
    let titles: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
    assert_eq!(titles, ["Quoi", "Montant"]);
    assert_eq!((table.columns[0].number, table.columns[1].number), (false, true));
    assert_eq!(table.columns[1].total.as_deref(), Some("1\u{202f}200,30\u{a0}€"));
    let Item::Field(cell) = &rows.rows[1].items[1] else { panic!() };
    assert_eq!((cell.column.as_deref(), cell.row.as_deref()), (Some("montant"), Some("Dépense\u{a0}2")));
    let again = view.items.iter().any(|item| matches!(item, Item::Field(field) if field.path == "total"));
    assert!(!again, "the total stands at the foot alone");
    let recap = Recap::of(&state);
    let Entry::Table { rows, columns, .. } = &recap.sections[0].entries[0] else { panic!("{recap:#?}") };
    assert_eq!(columns.len(), 2);
    assert_eq!(rows.len(), 3);
    assert!(rows[2].total);
    let provenance = recap.provenance();
    let computed = Provenance { path: "total", file: None, source: &Source::Computed };
    assert!(provenance.contains(&computed), "{provenance:?}");
    assert!(!provenance.iter().any(|one| one.path.ends_with(".montant")), "what was typed needs no word");
    assert_eq!(rows[2].cells, ["", "1\u{202f}200,30\u{a0}€"]);
    assert!(
        !recap.sections[0].entries.iter().any(|entry| matches!(entry, Entry::Answer { path, .. } if path == "total"))
    );
}

#[test]
fn a_total_is_told_to_whom_its_column_is_not() {
    let (demarche, facts) = (demarche(SCHEMA, REST), facts());
    let answers = long(3);
    let state = State::new(&demarche, &answers, &facts);
    let alone = |receives: &[&str]| {
        let receives: Vec<String> = receives.iter().map(|path| (*path).to_owned()).collect();
        let recap = Recap::of_received(&state, Some(&receives));
        let is_total = |entry: &Entry| matches!(entry, Entry::Answer { path, .. } if path == "total");
        recap.sections.iter().flat_map(|section| &section.entries).any(is_total)
    };
    assert!(alone(&["total"]));
    assert!(alone(&["depenses.quoi", "total"]));
    assert!(!alone(&["depenses.montant", "total"]), "it stands at the foot");
}

#[test]
fn a_computed_value_that_its_question_does_not_accept_asks_for_nothing_to_be_typed() {
    let rest = REST.replace("depenses.montant.sum()", "depenses.montant.sum() - 5000");
    let (demarche, facts) = (demarche(SCHEMA, &rest), facts());
    let mut answers = long(3);
    answers.remove_row("depenses", "r2");
    let problems = validation::page(&State::new(&demarche, &answers, &facts), 0);
    let total: Vec<&ProblemKind> = problems.iter().filter(|one| one.path == "total").map(|one| &one.kind).collect();
    assert_eq!(total, [&ProblemKind::NotComputed]);
}

#[test]
fn a_budget_balances_to_the_cent_and_shows_only_the_accounts_in_use() {
    let (demarche, facts) = (demarche(SCHEMA, REST), facts());
    let mut answers = Answers::default();
    set(&mut answers, "budget.charges.c60", money("0.10"));
    set(&mut answers, "budget.charges.c61", money("0.20"));
    set(&mut answers, "budget.produits.p70", money("0.31"));
    let rules = |answers: &Answers| -> Vec<String> {
        let problems = validation::page(&State::new(&demarche, answers, &facts), 0);
        problems.into_iter().filter(|problem| problem.path.starts_with("budget")).map(|problem| problem.path).collect()
    };
    assert_eq!(rules(&answers), ["budget.produits"]);
    set(&mut answers, "budget.produits.p70", money("0.30"));
    assert_eq!(rules(&answers), [] as [String; 0]);
    let recap = Recap::of(&State::new(&demarche, &answers, &facts));
    let budget = recap.sections[0].entries.iter().find_map(|entry| match entry {
        Entry::Group { path, entries, .. } if path == "budget" => Some(entries),
        _ => None,
    });
    let Entry::Table { rows, .. } = &budget.unwrap()[0] else { panic!("{recap:#?}") };
    let titles: Vec<&str> = rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(titles, ["60 – Achats", "61 – Services extérieurs", "Total des charges"]);
    assert_eq!(rows[2].cells, ["0,30\u{a0}€"]);
}

/// As many lines as `rows`, all answered but the last.
fn long(rows: usize) -> Answers {
    let mut answers = Answers::default();
    for row in 0..rows {
        let row = format!("r{row}");
        answers.add_row("depenses", &row);
        if row != format!("r{}", rows - 1) {
            set(&mut answers, &format!("depenses.{row}.quoi"), text("Salle"));
            set(&mut answers, &format!("depenses.{row}.montant"), money("1200.10"));
        }
    }
    answers
}

fn opened(rows: &RowsView) -> Vec<&str> {
    rows.rows.iter().filter(|row| row.closed.is_none()).map(|row| row.row.as_str()).collect()
}

#[test]
fn the_rows_of_a_long_list_are_closed_but_for_those_that_are_edited() {
    let (demarche, facts) = (demarche(SCHEMA, REST), facts());
    let drawn = |answers: &Answers, open: &[&str], problems: &dyn Fn(&State<'_>) -> Vec<Problem>| {
        let state = State::new(&demarche, answers, &facts);
        let mut view = journey::page_view_open(&state, 0, &problems(&state), open);
        let Item::Rows(rows) = view.items.remove(0) else { panic!() };
        rows
    };
    let none = |_: &State<'_>| Vec::new();
    assert_eq!(opened(&drawn(&long(20), &[], &none)).len(), 20, "twenty are no long list");
    let mut answers = long(21);
    let rows = drawn(&answers, &[], &none);
    assert_eq!(opened(&rows), ["r20"], "nothing was answered there yet");
    let held = rows.rows[0].closed.as_deref().unwrap();
    assert_eq!(held, ["Salle", "1\u{202f}200,10\u{a0}€"]);
    assert!(rows.rows[0].items.is_empty() && rows.rows[0].can_remove);
    assert_eq!(opened(&drawn(&answers, &["depenses.r3"], &none)), ["r3", "r20"]);
    assert_eq!(opened(&drawn(&answers, &["depenses.r3.quoi"], &none)), ["r3", "r20"], "a box of it was posted");
    assert_eq!(opened(&drawn(&answers, &["depenses.r30"], &none)), ["r20"], "there is no such row");
    // What cannot be read stays in sight, before anybody says so and after.
    let typed = [(String::new(), "beaucoup".to_owned())].into();
    let unread = Answer { value: None, typed, source: Source::Typed, at: Timestamp::UNIX_EPOCH };
    answers.set("depenses.r5.montant", unread);
    assert_eq!(opened(&drawn(&answers, &[], &none)), ["r5", "r20"]);
    answers.remove("depenses.r7.quoi");
    assert_eq!(opened(&drawn(&answers, &[], &none)), ["r5", "r7", "r20"], "something is missing there");
    let wrong = |_: &State<'_>| {
        vec![Problem { path: "depenses.r9.quoi".into(), part: String::new(), kind: ProblemKind::Required }]
    };
    assert_eq!(opened(&drawn(&answers, &[], &wrong)), ["r5", "r7", "r9", "r20"]);
}

#[test]
fn a_closed_row_without_columns_tells_its_first_answers() {
    let rest = REST.replace("{ as: table, row_title: Dépense, totals: { montant: total } }", "{ row_title: Dépense }");
    let schema = SCHEMA.replace("required: [quoi, montant]", "required: [montant]");
    let (demarche, facts) = (demarche(&schema, &rest), facts());
    let mut answers = long(22);
    answers.remove("depenses.r0.quoi");
    let state = State::new(&demarche, &answers, &facts);
    let mut view = journey::page_view(&state, 0, &[]);
    let Item::Rows(rows) = view.items.remove(0) else { panic!() };
    assert_eq!(rows.rows[0].closed.as_deref().unwrap(), ["1\u{202f}200,10\u{a0}€"]);
    assert_eq!(rows.rows[1].closed.as_deref().unwrap(), ["Salle", "1\u{202f}200,10\u{a0}€"]);
}

#[test]
fn a_page_with_its_long_list_closed_keeps_every_row_when_it_is_posted() {
    let (demarche, facts) = (demarche(SCHEMA, REST), facts());
    let mut answers = long(25);
    let pairs = [("depenses.r3.quoi".to_owned(), "Affiches".to_owned())];
    let posting = Posting { pairs: &pairs, now: Timestamp::UNIX_EPOCH };
    assert!(reading::read_page(&demarche, 0, &mut answers, &posting, &facts).changed);
    assert_eq!(answers.rows("depenses").len(), 25);
    assert_eq!(answers.value("depenses.r4.quoi"), Some(&text("Salle")));
    assert_eq!(answers.value("depenses.r3.quoi"), Some(&text("Affiches")));
}
