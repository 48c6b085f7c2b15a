//! One of several options, as radios or as a list.

use serde_json::json;

use super::{Doc, FieldType, Posted, Read};
use crate::{answers::Value, demarche::Field, expression::Type, lookup::Lookup, problem::ProblemKind, text::Language};

/// One of several options; the constant is stored, the title is shown.
#[derive(Debug)]
pub(super) struct Radio;

fn is_option(field: &Field, value: &str) -> bool {
    field.options.iter().any(|option| option.value == value)
}

impl FieldType for Radio {
    fn name(&self) -> &'static str {
        "radio"
    }

    fn doc(&self) -> Doc {
        Doc {
            fr: "Un choix parmi quelques-uns : des boutons, ou une liste déroulante à partir de sept (« as_list » en décide).",
            en: "One choice among a few: buttons, or a drop-down list from seven on (“as_list” decides).",
            schema: "{ title: Vous êtes, oneOf: [{ const: proprietaire, title: Propriétaire }, { const: locataire, title: Locataire }] }",
        }
    }

    fn expression_type(&self, field: &Field) -> Type {
        Type::Choice(field.options.iter().map(|o| o.value.clone()).collect())
    }

    fn read(&self, posted: &Posted<'_>, field: &Field, _lookup: &dyn Lookup) -> Read {
        match posted.get("").unwrap_or_default() {
            "" => Read::Blank,
            value if is_option(field, value) => Read::Value(Value::Text(value.to_owned())),
            _ => Read::Unreadable("", ProblemKind::NotAnOption),
        }
    }

    fn check(&self, value: &Value, field: &Field) -> Vec<ProblemKind> {
        match value {
            Value::Text(value) if is_option(field, value) => Vec::new(),
            _ => vec![ProblemKind::NotAnOption],
        }
    }

    fn show(&self, value: &Value, field: &Field, language: Language) -> Vec<String> {
        let Value::Text(value) = value else {
            return Vec::new();
        };
        field
            .options
            .iter()
            .filter(|option| option.value == *value)
            .map(|option| option.title.get(language).to_owned())
            .collect()
    }

    fn boxes(&self, value: &Value, _field: &Field) -> Vec<(&'static str, String)> {
        super::text::boxes_of_text(value)
    }

    fn to_wire(&self, value: &Value, _field: &Field) -> serde_json::Value {
        super::text::text_to_wire(value)
    }

    fn read_wire(&self, json: &serde_json::Value, _field: &Field, _lookup: &dyn Lookup) -> Option<Value> {
        json.as_str().map(|value| Value::Text(value.to_owned()))
    }

    fn schema(&self, field: &Field) -> serde_json::Value {
        let options: Vec<_> =
            field.options.iter().map(|option| json!({ "const": option.value, "title": &*option.title.fr })).collect();
        json!({ "type": "string", "oneOf": options })
    }

    fn sample(&self, field: &Field, _lookup: &dyn Lookup, _seed: u64) -> Option<Value> {
        field.options.first().map(|option| Value::Text(option.value.clone()))
    }
}
