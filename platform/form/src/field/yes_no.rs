//! Yes or no, as two radios.

use serde_json::json;

use super::{Doc, FieldType, Posted, Read};
use crate::{answers::Value, demarche::Field, expression::Type, lookup::Lookup, problem::ProblemKind, text::Language};

/// Yes or no: posted as `true` or `false`.
#[derive(Debug)]
pub(super) struct YesNo;

/// « Oui » or “Yes”, « Non » or “No”.
pub(super) fn word(yes: bool, language: Language) -> &'static str {
    match (yes, language) {
        (true, Language::Fr) => "Oui",
        (false, Language::Fr) => "Non",
        (true, Language::En) => "Yes",
        (false, Language::En) => "No",
    }
}

impl FieldType for YesNo {
    fn name(&self) -> &'static str {
        "yes_no"
    }

    fn doc(&self) -> Doc {
        Doc { fr: "Oui ou non.", en: "Yes or no.", schema: "{ title: Êtes-vous salarié, type: boolean }" }
    }

    fn expression_type(&self, _field: &Field) -> Type {
        Type::Bool
    }

    fn read(&self, posted: &Posted<'_>, _field: &Field, _lookup: &dyn Lookup) -> Read {
        match posted.get("").unwrap_or_default().trim() {
            "" => Read::Blank,
            "true" => Read::Value(Value::YesNo(true)),
            "false" => Read::Value(Value::YesNo(false)),
            _ => Read::Unreadable("", ProblemKind::NotAnOption),
        }
    }

    fn check(&self, value: &Value, _field: &Field) -> Vec<ProblemKind> {
        match value {
            Value::YesNo(_) => Vec::new(),
            _ => vec![ProblemKind::NotAnOption],
        }
    }

    fn show(&self, value: &Value, _field: &Field, language: Language) -> Vec<String> {
        match value {
            Value::YesNo(yes) => vec![word(*yes, language).to_owned()],
            _ => Vec::new(),
        }
    }

    fn boxes(&self, value: &Value, _field: &Field) -> Vec<(&'static str, String)> {
        match value {
            Value::YesNo(yes) => vec![("", yes.to_string())],
            _ => Vec::new(),
        }
    }

    fn to_wire(&self, value: &Value, _field: &Field) -> serde_json::Value {
        match value {
            Value::YesNo(yes) => json!(yes),
            _ => serde_json::Value::Null,
        }
    }

    fn read_wire(&self, json: &serde_json::Value, _field: &Field, _lookup: &dyn Lookup) -> Option<Value> {
        json.as_bool().map(Value::YesNo)
    }

    fn schema(&self, _field: &Field) -> serde_json::Value {
        json!({ "type": "boolean" })
    }

    fn sample(&self, _field: &Field, _lookup: &dyn Lookup, _seed: u64) -> Option<Value> {
        Some(Value::YesNo(false))
    }
}
