//! A whole number.

use rust_decimal::Decimal;
use serde_json::json;

use super::{Doc, FieldType, Posted, Read, number, show};
use crate::{answers::Value, demarche::Field, expression::Type, lookup::Lookup, problem::ProblemKind, text::Language};

/// A whole number.
#[derive(Debug)]
pub(super) struct Integer;

impl FieldType for Integer {
    fn name(&self) -> &'static str {
        "integer"
    }

    fn doc(&self) -> Doc {
        Doc {
            fr: "Un nombre entier.",
            en: "A whole number.",
            schema: "{ title: Nombre d'enfants, type: integer, minimum: 0, maximum: 20 }",
        }
    }

    fn expression_type(&self, _field: &Field) -> Type {
        Type::Number
    }

    fn read(&self, posted: &Posted<'_>, _field: &Field, _lookup: &dyn Lookup) -> Read {
        number::read(posted, ProblemKind::Integer)
    }

    fn check(&self, value: &Value, field: &Field) -> Vec<ProblemKind> {
        number::check(value, field, 0, ProblemKind::Integer, whole)
    }

    fn show(&self, value: &Value, field: &Field, language: Language) -> Vec<String> {
        let Value::Number(number) = value else {
            return Vec::new();
        };
        let shown = whole(*number, language);
        vec![match &field.unit {
            Some(unit) => format!("{shown}\u{a0}{}", unit.get(language)),
            None => shown,
        }]
    }

    fn boxes(&self, value: &Value, _field: &Field) -> Vec<(&'static str, String)> {
        number::boxes(value)
    }

    fn to_wire(&self, value: &Value, field: &Field) -> serde_json::Value {
        let _ = field;
        number::integer_to_wire(value)
    }

    fn read_wire(&self, json: &serde_json::Value, _field: &Field, _lookup: &dyn Lookup) -> Option<Value> {
        json.as_i64().map(|whole| Value::Number(whole.into()))
    }

    fn schema(&self, field: &Field) -> serde_json::Value {
        let mut schema = json!({ "type": "integer" });
        if let Some(min) = field.minimum.and_then(|min| rust_decimal::prelude::ToPrimitive::to_i64(&min)) {
            schema["minimum"] = json!(min);
        }
        if let Some(max) = field.maximum.and_then(|max| rust_decimal::prelude::ToPrimitive::to_i64(&max)) {
            schema["maximum"] = json!(max);
        }
        schema
    }

    fn sample(&self, field: &Field, _lookup: &dyn Lookup, seed: u64) -> Option<Value> {
        Some(number::sample(field, 0, seed))
    }

    fn input_mode(&self) -> Option<&'static str> {
        Some("numeric")
    }
}

/// Four digits stand together: most of them are years, and those are never parted.
fn whole(number: Decimal, language: Language) -> String {
    if number.is_sign_negative() || number >= Decimal::from(10_000) {
        return show::number(number, language);
    }
    number.normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_not_parted() {
        assert_eq!(whole(2026.into(), Language::Fr), "2026");
        assert_eq!(whole(12_345.into(), Language::Fr), "12\u{202f}345");
        assert_eq!(whole(12_345.into(), Language::En), "12,345");
    }
}
