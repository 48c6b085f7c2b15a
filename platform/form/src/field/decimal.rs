//! A number with decimals, exact.

use serde_json::json;

use super::{Doc, FieldType, Posted, Read, number, show};
use crate::{answers::Value, demarche::Field, expression::Type, lookup::Lookup, problem::ProblemKind, text::Language};

/// A number with decimals, exact.
#[derive(Debug)]
pub(super) struct DecimalField;

impl FieldType for DecimalField {
    fn name(&self) -> &'static str {
        "decimal"
    }

    fn doc(&self) -> Doc {
        Doc {
            fr: "Un nombre à virgule, exact. « multipleOf » dit combien de chiffres après la virgule ; sans lui, deux.",
            en: "A decimal number, exact. “multipleOf” says how many digits follow the decimal sign; without it, two.",
            schema: "{ title: Surface, type: number, minimum: 0, multipleOf: 0.1 }",
        }
    }

    fn expression_type(&self, _field: &Field) -> Type {
        Type::Number
    }

    fn read(&self, posted: &Posted<'_>, _field: &Field, _lookup: &dyn Lookup) -> Read {
        number::read(posted, ProblemKind::Number)
    }

    fn check(&self, value: &Value, field: &Field) -> Vec<ProblemKind> {
        number::check(value, field, field.scale, ProblemKind::Number, show::number)
    }

    fn show(&self, value: &Value, field: &Field, language: Language) -> Vec<String> {
        let Value::Number(number) = value else {
            return Vec::new();
        };
        let shown = show::number(show::exact(*number, field.scale), language);
        vec![match &field.unit {
            Some(unit) => format!("{shown}\u{a0}{}", unit.get(language)),
            None => shown,
        }]
    }

    fn boxes(&self, value: &Value, _field: &Field) -> Vec<(&'static str, String)> {
        number::boxes(value)
    }

    fn to_wire(&self, value: &Value, field: &Field) -> serde_json::Value {
        number::text_to_wire(value, field.scale)
    }

    fn read_wire(&self, json: &serde_json::Value, _field: &Field, _lookup: &dyn Lookup) -> Option<Value> {
        json.as_str()?.parse().ok().map(Value::Number)
    }

    fn schema(&self, field: &Field) -> serde_json::Value {
        json!({ "type": "string", "pattern": number::wire_pattern(field, field.scale) })
    }

    fn sample(&self, field: &Field, _lookup: &dyn Lookup, seed: u64) -> Option<Value> {
        Some(number::sample(field, field.scale, seed))
    }

    fn input_mode(&self) -> Option<&'static str> {
        Some("decimal")
    }
}
