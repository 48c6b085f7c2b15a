//! Several lines of text.

use super::{Doc, FieldType, Posted, Read, reading, sample, text};
use crate::{answers::Value, demarche::Field, expression::Type, lookup::Lookup, problem::ProblemKind, text::Language};

/// Several lines of text.
#[derive(Debug)]
pub(super) struct LongText;

impl FieldType for LongText {
    fn name(&self) -> &'static str {
        "long_text"
    }

    fn doc(&self) -> Doc {
        Doc {
            fr: "Un texte sur plusieurs lignes : au-delà de 250 caractères, ou si la page dit « long: true ».",
            en: "A text on several lines: beyond 250 characters, or where the page says “long: true”.",
            schema: "{ title: Votre demande, type: string, maxLength: 2000 }",
        }
    }

    fn expression_type(&self, _field: &Field) -> Type {
        Type::Text
    }

    fn read(&self, posted: &Posted<'_>, field: &Field, _lookup: &dyn Lookup) -> Read {
        text::read_text(posted, field, reading::lines)
    }

    fn check(&self, value: &Value, field: &Field) -> Vec<ProblemKind> {
        text::check_text(value, field)
    }

    fn show(&self, value: &Value, field: &Field, language: Language) -> Vec<String> {
        text::show_text(value, field, language)
    }

    fn boxes(&self, value: &Value, _field: &Field) -> Vec<(&'static str, String)> {
        text::boxes_of_text(value)
    }

    fn to_wire(&self, value: &Value, _field: &Field) -> serde_json::Value {
        text::text_to_wire(value)
    }

    fn read_wire(&self, json: &serde_json::Value, field: &Field, _lookup: &dyn Lookup) -> Option<Value> {
        reading::lines(json.as_str()?).ok().map(|written| Value::Text(text::canonical(written, field)))
    }

    fn schema(&self, field: &Field) -> serde_json::Value {
        text::schema_of_text(field)
    }

    fn sample(&self, field: &Field, _lookup: &dyn Lookup, seed: u64) -> Option<Value> {
        sample::text(field, seed).map(Value::Text)
    }
}
