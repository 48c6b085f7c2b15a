//! Any number of several options.

use serde_json::json;

use super::{Doc, FieldType, Posted, Read};
use crate::{answers::Value, demarche::Field, expression::Type, lookup::Lookup, problem::ProblemKind, text::Language};

/// Any number of options, kept in the order of the list.
#[derive(Debug)]
pub(super) struct Checkboxes;

impl FieldType for Checkboxes {
    fn name(&self) -> &'static str {
        "checkboxes"
    }

    fn doc(&self) -> Doc {
        Doc {
            fr: "Plusieurs choix, par des cases à cocher.",
            en: "Several choices, by boxes to tick.",
            schema: "{ title: Langues parlées, type: array, items: { oneOf: [{ const: fr, title: Français }, { const: en, title: Anglais }] } }",
        }
    }

    fn expression_type(&self, field: &Field) -> Type {
        Type::List(Box::new(Type::Choice(field.options.iter().map(|o| o.value.clone()).collect())))
    }

    fn read(&self, posted: &Posted<'_>, field: &Field, _lookup: &dyn Lookup) -> Read {
        let ticked: Vec<&str> = posted.all().filter(|value| !value.is_empty()).collect();
        if ticked.is_empty() {
            return Read::Blank;
        }
        let known = |value: &&str| field.options.iter().any(|o| o.value == **value);
        if !ticked.iter().all(known) {
            return Read::Unreadable("", ProblemKind::NotAnOption);
        }
        Read::Value(Value::Choices(
            field
                .options
                .iter()
                .filter(|option| ticked.contains(&option.value.as_str()))
                .map(|option| option.value.clone())
                .collect(),
        ))
    }

    fn check(&self, value: &Value, field: &Field) -> Vec<ProblemKind> {
        match value {
            Value::Choices(ticked) if ticked.iter().all(|value| field.options.iter().any(|o| o.value == *value)) => {
                Vec::new()
            }
            _ => vec![ProblemKind::NotAnOption],
        }
    }

    fn show(&self, value: &Value, field: &Field, language: Language) -> Vec<String> {
        let Value::Choices(ticked) = value else {
            return Vec::new();
        };
        field
            .options
            .iter()
            .filter(|option| ticked.contains(&option.value))
            .map(|option| option.title.get(language).to_owned())
            .collect()
    }

    fn boxes(&self, value: &Value, _field: &Field) -> Vec<(&'static str, String)> {
        match value {
            Value::Choices(ticked) => ticked.iter().map(|value| ("", value.clone())).collect(),
            _ => Vec::new(),
        }
    }

    fn to_wire(&self, value: &Value, _field: &Field) -> serde_json::Value {
        match value {
            Value::Choices(ticked) => json!(ticked),
            _ => serde_json::Value::Null,
        }
    }

    fn read_wire(&self, json: &serde_json::Value, _field: &Field, _lookup: &dyn Lookup) -> Option<Value> {
        json.as_array()?
            .iter()
            .map(|value| value.as_str().map(str::to_owned))
            .collect::<Option<Vec<_>>>()
            .map(Value::Choices)
    }

    fn schema(&self, field: &Field) -> serde_json::Value {
        let options: Vec<_> = field.options.iter().map(|o| o.value.as_str()).collect();
        json!({
            "type": "array",
            "items": { "type": "string", "enum": options },
            "minItems": 1,
            "maxItems": options.len(),
        })
    }

    fn sample(&self, field: &Field, _lookup: &dyn Lookup, _seed: u64) -> Option<Value> {
        field.options.first().map(|option| Value::Choices(vec![option.value.clone()]))
    }
}
