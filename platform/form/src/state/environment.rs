//! Tells expressions what they ask of a state.

use std::{borrow::Cow, cell::Cell};

use jiff::civil::Date;

use super::{Found, State};
use crate::{answers::Value, expression};

impl expression::Env for State<'_> {
    fn get(&self, path: &str) -> expression::Found {
        match self.find(path) {
            Found::Hidden => expression::Found::Hidden,
            Found::Blank => expression::Found::Blank,
            Found::Value(value) => expression::Found::Value(to_expression(value)),
            Found::Inner if self.anything_answered(path) => {
                expression::Found::Value(expression::Value::Node(path.into()))
            }
            Found::Inner => expression::Found::Blank,
        }
    }

    fn rows(&self, path: &str) -> Result<Cow<'_, [String]>, expression::Hidden> {
        if self.visible(path) { Ok(State::rows(self, path)) } else { Err(expression::Hidden) }
    }

    fn today(&self) -> Date {
        self.facts.today
    }

    fn postal_codes(&self, commune: &str) -> Vec<String> {
        self.facts.lookup.postal_codes(commune)
    }

    fn connected(&self, recipient: &str, commune: Option<&str>) -> Option<bool> {
        self.answers.connected(recipient, commune).or_else(|| self.facts.lookup.connected(recipient, commune))
    }

    fn fuel(&self) -> Option<&Cell<u32>> {
        Some(&self.fuel)
    }
}

impl State<'_> {
    /// Whether a visible question at or below `path` has a value.
    fn anything_answered(&self, path: &str) -> bool {
        let Some(id) = self.demarche.resolve(path).and_then(|node| self.demarche.by_path.get(&node.path)) else {
            return false;
        };
        if let Some(known) = self.answered.borrow().get(path) {
            return *known;
        }
        let mut answered = false;
        self.each_field(*id, path, None, &mut |node, path| {
            answered = answered || self.value_at(path, node).is_some();
        });
        self.answered.borrow_mut().insert(path.to_owned(), answered);
        answered
    }
}

/// An answer as expressions handle it.
fn to_expression(value: Value) -> expression::Value {
    match value {
        Value::Text(text) => expression::Value::Text(text.into()),
        Value::YesNo(yes) => expression::Value::Bool(yes),
        Value::Number(number) => expression::Value::Number(number),
        Value::Date(date) => expression::Value::Date(date),
        Value::PartialDate(partial) => expression::Value::PartialDate(partial),
        Value::Choices(choices) => expression::Value::List(
            choices.into_iter().map(|choice| Ok(expression::Value::Text(choice.into()))).collect(),
        ),
        Value::Entry { code, nom } => {
            expression::Value::Entry(expression::Entry { code: code.into(), nom: nom.into() })
        }
        Value::Files(files) => expression::Value::Files(files.len()),
    }
}
