//! Any text is an expression or a list of faults inside it; an expression gives its type or a reason, within what it was said to cost.
#![no_main]

use std::{borrow::Cow, cell::Cell, sync::Arc};

use form::expression::{
    Declared, Entry, Env, Expected, Found, Here, Hidden, Place, SHARED_FUEL, Scope, Size, Sizes, Type, Value, compile,
    cost, eval, eval_condition,
};
use fuzz::tell_panics;
use jiff::civil::{Date, date};
use libfuzzer_sys::fuzz_target;

/// The schema that expressions stand in: group, id, type, whether it can be blank.
fn places() -> [(&'static str, &'static str, Type, bool); 16] {
    let choice = || Type::Choice(["a", "b", "c"].map(str::to_owned).into());
    [
        ("", "nom", Type::Text, false),
        ("", "revenu", Type::Number, true),
        ("", "parts", Type::Number, false),
        ("", "majeur", Type::Bool, false),
        ("", "logement", choice(), false),
        ("", "options", choice().list(), true),
        ("", "naissance", Type::Date, false),
        ("", "etat_civil", Type::PartialDate, true),
        ("", "commune", Type::Entry, false),
        ("", "piece", Type::Files, true),
        ("", "adresse", Type::Record(Arc::from("adresse")), false),
        ("adresse", "voie", Type::Text, true),
        ("", "lignes", Type::Record(Arc::from("lignes")), false),
        ("lignes", "montant", Type::Number, true),
        ("lignes", "titre", Type::Text, false),
        ("lignes", "enfants", Type::Record(Arc::from("lignes.enfants")), false),
    ]
}

struct Schema;

impl Scope for Schema {
    fn child(&self, group: &str, id: &str) -> Option<Declared> {
        let (_, _, r#type, can_be_blank) = places().into_iter().find(|(of, named, ..)| *of == group && *named == id)?;
        let path = if group.is_empty() { id.to_owned() } else { format!("{group}.{id}") };
        let repeated = matches!(id, "lignes" | "enfants");
        Some(Declared { path, r#type, can_be_blank, can_be_hidden: false, repeated })
    }

    fn children(&self, group: &str) -> Vec<String> {
        places().into_iter().filter(|(of, ..)| *of == group).map(|(_, id, ..)| id.to_owned()).collect()
    }
}

/// Two rows, two of the answers blank, one hidden; and the steps that are left.
struct Answers(Cell<u32>);

impl Env for Answers {
    fn get(&self, path: &str) -> Found {
        let text = |text: &str| Value::Text(Arc::from(text));
        Found::Value(match path {
            "nom" => text("Durand"),
            "parts" => Value::Number(2.into()),
            "majeur" => Value::Bool(true),
            "logement" => text("b"),
            "options" => Value::List([Ok(text("a")), Ok(text("c"))].into()),
            "naissance" => Value::Date(date(2000, 2, 29)),
            "commune" => Value::Entry(Entry { code: Arc::from("31555"), nom: Arc::from("Toulouse") }),
            "adresse.voie" => return Found::Hidden,
            "lignes.r1.montant" => Value::Number(i64::MAX.into()),
            "lignes.r1.titre" | "lignes.r2.titre" => text("é"),
            "adresse" | "lignes.r1" | "lignes.r2" => Value::Node(Arc::from(path)),
            _ => return Found::Blank,
        })
    }

    fn rows(&self, path: &str) -> Result<Cow<'_, [String]>, Hidden> {
        Ok(Cow::Owned(if path == "lignes" { vec!["r1".to_owned(), "r2".to_owned()] } else { Vec::new() }))
    }

    fn today(&self) -> Date {
        date(2026, 3, 1)
    }

    fn postal_codes(&self, _commune: &str) -> Vec<String> {
        vec!["31000".to_owned()]
    }

    fn connected(&self, _recipient: &str, _commune: Option<&str>) -> Option<bool> {
        None
    }

    fn fuel(&self) -> Option<&Cell<u32>> {
        Some(&self.0)
    }
}

impl Sizes for Answers {
    fn rows(&self, _path: &str) -> u64 {
        2
    }

    fn answer(&self, path: &str) -> Size {
        match path.rsplit('.').next() {
            Some("options") => Size::List(2, Box::new(Size::Text(1))),
            Some("nom" | "voie" | "titre" | "logement") => Size::Text(10),
            _ => Size::One,
        }
    }
}

fuzz_target!(init: tell_panics(), |text: &str| {
    let in_a_row = Place { rows: vec!["lignes".to_owned()], mount: None };
    for place in [Place::root(), in_a_row] {
        match compile(text, &Schema, &place, &Expected::Any) {
            Err(faults) => {
                assert!(!faults.is_empty());
                for fault in faults {
                    assert!(text.get(fault.span.clone()).is_some(), "{}: {:?}", fault.code, fault.span);
                }
            }
            Ok(expression) if place.rows.is_empty() => {
                let answers = Answers(Cell::new(SHARED_FUEL));
                let outcome = eval(&expression, &answers, &Here::root());
                let (spent, bound) = (u64::from(SHARED_FUEL - answers.0.get()), cost(&expression, &answers));
                assert!(spent <= bound, "{spent} steps, {bound} at most");
                let holds = eval_condition(&expression, &Answers(Cell::new(SHARED_FUEL)), &Here::root());
                assert_eq!(holds, matches!(outcome, Ok(Value::Bool(true))));
            }
            Ok(_) => {}
        }
    }
});
