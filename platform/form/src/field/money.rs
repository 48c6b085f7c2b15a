//! An amount in euros, exact to the cent.

use serde_json::json;

use super::{Doc, FieldType, Posted, Read, number, show};
use crate::{answers::Value, demarche::Field, expression::Type, lookup::Lookup, problem::ProblemKind, text::Language};

/// An amount in euros, exact to the cent.
#[derive(Debug)]
pub(super) struct Money;

impl FieldType for Money {
    fn name(&self) -> &'static str {
        "money"
    }

    fn doc(&self) -> Doc {
        Doc {
            fr: "Un montant en euros, exact au centime.",
            en: "An amount in euros, exact to the cent.",
            schema: r#"{ $ref: "component:money@1" }"#,
        }
    }

    fn expression_type(&self, _field: &Field) -> Type {
        Type::Number
    }

    fn read(&self, posted: &Posted<'_>, _field: &Field, _lookup: &dyn Lookup) -> Read {
        number::read(posted, ProblemKind::Number)
    }

    fn check(&self, value: &Value, field: &Field) -> Vec<ProblemKind> {
        number::check(value, field, 2, ProblemKind::Number, show::money)
    }

    fn show(&self, value: &Value, field: &Field, language: Language) -> Vec<String> {
        let Value::Number(number) = value else {
            return Vec::new();
        };
        let _ = field;
        vec![show::money(*number, language)]
    }

    fn boxes(&self, value: &Value, _field: &Field) -> Vec<(&'static str, String)> {
        number::boxes(value)
    }

    fn to_wire(&self, value: &Value, field: &Field) -> serde_json::Value {
        let _ = field;
        number::text_to_wire(value, 2)
    }

    fn read_wire(&self, json: &serde_json::Value, _field: &Field, _lookup: &dyn Lookup) -> Option<Value> {
        json.as_str()?.parse().ok().map(Value::Number)
    }

    fn schema(&self, field: &Field) -> serde_json::Value {
        json!({ "type": "string", "pattern": number::wire_pattern(field, 2) })
    }

    fn sample(&self, field: &Field, _lookup: &dyn Lookup, seed: u64) -> Option<Value> {
        Some(number::sample(field, 2, seed))
    }

    fn input_mode(&self) -> Option<&'static str> {
        Some("decimal")
    }
}
