//! A statement that the citizen makes by ticking a box; its words are frozen in the version.

use serde_json::json;

use super::{Doc, FieldType, Posted, Read, yes_no};
use crate::{answers::Value, demarche::Field, expression::Type, lookup::Lookup, problem::ProblemKind, text::Language};

/// A box that must be ticked where it is required.
#[derive(Debug)]
pub(super) struct Attestation;

impl FieldType for Attestation {
    fn name(&self) -> &'static str {
        "attestation"
    }

    fn doc(&self) -> Doc {
        Doc {
            fr: "Une phrase que l'usager atteste en cochant une case. La phrase montrée est figée dans le dossier.",
            en: "A sentence that the citizen certifies by ticking a box. The sentence shown is kept with the dossier.",
            schema: r#"{ $ref: "component:attestation@1" }"#,
        }
    }

    fn expression_type(&self, _field: &Field) -> Type {
        Type::Bool
    }

    fn read(&self, posted: &Posted<'_>, _field: &Field, _lookup: &dyn Lookup) -> Read {
        match posted.get("").unwrap_or_default().trim() {
            "" | "false" => Read::Blank,
            "true" | "on" => Read::Value(Value::YesNo(true)),
            _ => Read::Unreadable("", ProblemKind::NotAttested),
        }
    }

    fn check(&self, value: &Value, _field: &Field) -> Vec<ProblemKind> {
        match value {
            Value::YesNo(true) => Vec::new(),
            _ => vec![ProblemKind::NotAttested],
        }
    }

    fn show(&self, value: &Value, field: &Field, language: Language) -> Vec<String> {
        let Value::YesNo(ticked) = value else {
            return Vec::new();
        };
        let said = yes_no::word(*ticked, language);
        match &field.statement {
            Some(statement) => vec![said.to_owned(), statement.get(language).to_owned()],
            None => vec![said.to_owned()],
        }
    }

    fn boxes(&self, value: &Value, _field: &Field) -> Vec<(&'static str, String)> {
        match value {
            Value::YesNo(ticked) => vec![("", ticked.to_string())],
            _ => Vec::new(),
        }
    }

    fn to_wire(&self, value: &Value, _field: &Field) -> serde_json::Value {
        match value {
            Value::YesNo(ticked) => json!(ticked),
            _ => serde_json::Value::Null,
        }
    }

    fn read_wire(&self, json: &serde_json::Value, _field: &Field, _lookup: &dyn Lookup) -> Option<Value> {
        json.as_bool().map(Value::YesNo)
    }

    fn schema(&self, _field: &Field) -> serde_json::Value {
        json!({ "type": "boolean", "const": true })
    }

    fn sample(&self, _field: &Field, _lookup: &dyn Lookup, _seed: u64) -> Option<Value> {
        Some(Value::YesNo(true))
    }
}
