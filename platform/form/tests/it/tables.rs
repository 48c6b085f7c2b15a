//! Holds tables to what they draw: columns, rows, totals at the foot, on the page and in the recap.

use form::{
    answers::{Answer, Answers, Source, Value},
    journey,
    recap::{Entry, Recap},
    state::State,
    validation,
    view::Item,
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
    assert_eq!(rows[2].cells, ["", "1\u{202f}200,30\u{a0}€"]);
    assert!(
        !recap.sections[0].entries.iter().any(|entry| matches!(entry, Entry::Answer { path, .. } if path == "total"))
    );
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
