//! Computes values: by an expression, or by a plugin, which is asked once for all that it computes from the same answers.

use std::collections::HashMap;

use super::{Found, State};
use crate::{
    answers::Value,
    checker::{CheckContext, Unavailable},
    demarche::{Computed, Field, Node},
    expression,
    field::show,
    numbering, wire,
};

/// A plugin, and what it reads: what it is asked is the same for all values that it computes from the same answers.
pub(super) type Question<'a> = (&'a str, &'a [String]);
/// What a plugin gave, by answer path.
pub(super) type Given = Result<HashMap<String, serde_json::Value>, Unavailable>;

impl<'a> State<'a> {
    pub(super) fn compute(&self, path: &str, node: &'a Node, computed: &'a Computed) -> Found {
        match self.computed.borrow().get(path) {
            Some(Some(known)) => return known.clone(),
            Some(None) => return Found::Blank,
            None => {}
        }
        self.computed.borrow_mut().insert(path.to_owned(), None);
        let value = match computed {
            Computed::Expression(expression) => {
                let outcome = expression::eval(expression, self, &self.here(path, node));
                outcome.ok().and_then(|value| self.keep(node, value))
            }
            Computed::Plugin { path: plugin, reads } => {
                self.of_plugin(path, node, (plugin.as_str(), reads.as_slice())).unwrap_or_default()
            }
        };
        let found = value.map_or(Found::Blank, Found::Value);
        self.computed.borrow_mut().insert(path.to_owned(), Some(found.clone()));
        found
    }

    /// What a plugin computes for the field at `path`: nothing where it leaves the field blank, or has nothing to compute from.
    ///
    /// # Errors
    /// Where the plugin cannot answer, or gives what the field cannot hold.
    fn of_plugin(&self, path: &str, node: &Node, question: Question<'a>) -> Result<Option<Value>, Unavailable> {
        // Asked for again while the plugin is asked, by a row that holds both what it reads and what it computes.
        let known = self.asked.borrow().contains_key(&question);
        if !known {
            let given = self.ask(question);
            self.asked.borrow_mut().insert(question, given);
        }
        let asked = self.asked.borrow();
        let Some(given) = asked.get(&question) else { return Ok(None) };
        let json = match given {
            Ok(given) => given.get(path).filter(|json| !json.is_null()),
            Err(unavailable) => return Err(unavailable.clone()),
        };
        let Some((json, field)) = json.zip(node.field()) else { return Ok(None) };
        let refused = || Unavailable::because("plugin.value", &format!("{path}: {json}"));
        let value = match field.field_type.read_wire(json, field, self.facts.lookup).ok_or_else(refused)? {
            Value::Number(number) => Value::Number(show::exact(number, scale_of(field))),
            value => value,
        };
        if field.field_type.check(&value, field).is_empty() { Ok(Some(value)) } else { Err(refused()) }
    }

    fn ask(&self, (plugin, reads): Question<'a>) -> Given {
        let answers = wire::answers(self, Some(reads));
        if answers.as_object().is_none_or(serde_json::Map::is_empty) {
            return Ok(HashMap::new());
        }
        let context =
            CheckContext { today: self.facts.today, language: self.language(), rule: String::new(), at: String::new() };
        let given = self.facts.checker.compute(plugin, &answers, &context)?;
        Ok(given
            .into_iter()
            .filter_map(|value| Some((numbering::with_row_ids(self, Some(reads), &value.at)?, value.json)))
            .collect())
    }

    /// Why a plugin that should have computed the value at `path` could not.
    pub fn unavailable(&self, path: &str) -> Option<Unavailable> {
        let node = self.demarche.resolve(path)?;
        match &node.computed {
            Some(Computed::Plugin { path: plugin, reads }) if self.visible(path) => {
                self.of_plugin(path, node, (plugin.as_str(), reads.as_slice())).err()
            }
            _ => None,
        }
    }

    /// Whether a plugin should have computed the value at `path`, and could not.
    pub fn is_unavailable(&self, path: &str) -> bool {
        self.unavailable(path).is_some()
    }

    /// A computed value as the field keeps it: numbers at the field's scale, half-up.
    pub(super) fn keep(&self, node: &Node, value: expression::Value) -> Option<Value> {
        let field = node.field()?;
        Some(match value {
            expression::Value::Bool(yes) => Value::YesNo(yes),
            expression::Value::Number(number) => Value::Number(show::exact(number, scale_of(field))),
            expression::Value::Text(text) => Value::Text(text.to_string()),
            expression::Value::Date(date) => Value::Date(date),
            expression::Value::PartialDate(partial) => Value::PartialDate(partial),
            expression::Value::Entry(entry) => {
                Value::Entry { code: entry.code.to_string(), nom: entry.nom.to_string() }
            }
            expression::Value::List(items) => Value::Choices(
                items
                    .iter()
                    .map(|item| match item {
                        Ok(expression::Value::Text(text)) => Some(text.to_string()),
                        _ => None,
                    })
                    .collect::<Option<_>>()?,
            ),
            _ => return None,
        })
    }
}

/// The decimals that a number of this field is kept with.
fn scale_of(field: &Field) -> u32 {
    match field.field_type.name() {
        "money" => 2,
        "integer" => 0,
        _ => field.scale,
    }
}
