//! Files that the citizen attaches.

use serde_json::json;

use super::{Doc, FieldType, Posted, Read};
use crate::{
    answers::{FileRef, Value},
    demarche::{Field, FileKind},
    expression::Type,
    lookup::Lookup,
    problem::ProblemKind,
    text::Language,
};

/// One or several files; they are never read from the posted pairs, but attached one by one.
#[derive(Debug)]
pub(super) struct FileField;

impl FieldType for FileField {
    fn name(&self) -> &'static str {
        "file"
    }

    fn doc(&self) -> Doc {
        Doc {
            fr: "Un ou plusieurs fichiers, vérifiés par leur contenu : PDF, JPEG ou PNG.",
            en: "One or several files, checked by their content: PDF, JPEG or PNG.",
            schema: r#"{ $ref: "component:attachment@1" }"#,
        }
    }

    fn expression_type(&self, _field: &Field) -> Type {
        Type::Files
    }

    fn read(&self, _posted: &Posted<'_>, _field: &Field, _lookup: &dyn Lookup) -> Read {
        Read::Blank
    }

    fn check(&self, value: &Value, field: &Field) -> Vec<ProblemKind> {
        let Value::Files(files) = value else {
            return vec![ProblemKind::Required];
        };
        if files.len() as u64 > u64::from(field.max_files) {
            vec![ProblemKind::TooManyFiles { max: field.max_files.into() }]
        } else {
            Vec::new()
        }
    }

    fn show(&self, value: &Value, _field: &Field, _language: Language) -> Vec<String> {
        match value {
            Value::Files(files) => files.iter().map(|file| file.name.clone()).collect(),
            _ => Vec::new(),
        }
    }

    fn boxes(&self, _value: &Value, _field: &Field) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn to_wire(&self, value: &Value, _field: &Field) -> serde_json::Value {
        match value {
            Value::Files(files) => files
                .iter()
                .map(|file| {
                    json!({
                        "name": file.name,
                        "mime": file.mime,
                        "size": file.size,
                        "sha256": file.sha256,
                    })
                })
                .collect(),
            _ => serde_json::Value::Null,
        }
    }

    fn read_wire(&self, json: &serde_json::Value, _field: &Field, _lookup: &dyn Lookup) -> Option<Value> {
        // Scenarios name files (`[passeport.pdf]`); nothing else gives files as JSON.
        json.as_array()?.iter().map(|name| name.as_str().map(invented)).collect::<Option<Vec<_>>>().map(Value::Files)
    }

    fn schema(&self, field: &Field) -> serde_json::Value {
        let mimes: Vec<_> = field.accept.iter().map(|kind| kind.mime()).collect();
        json!({
            "type": "array",
            "minItems": 1,
            "maxItems": field.max_files,
            "items": {
                "type": "object",
                "required": ["name", "mime", "size", "sha256"],
                "properties": {
                    "name": { "type": "string", "minLength": 1, "maxLength": 255 },
                    "mime": { "type": "string", "enum": mimes },
                    "size": { "type": "integer", "minimum": 1, "maximum": field.max_size },
                    "sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
                },
                "additionalProperties": false,
            },
        })
    }

    fn sample(&self, field: &Field, _lookup: &dyn Lookup, _seed: u64) -> Option<Value> {
        let extension = field.accept.first().map_or("pdf", |kind| kind.id());
        Some(Value::Files(vec![invented(&format!("piece.{extension}"))]))
    }
}

/// A file for scenarios: a name and a hash, no bytes anywhere.
fn invented(name: &str) -> FileRef {
    let kind = FileKind::ALL
        .iter()
        .find(|kind| name.ends_with(kind.id()) || (name.ends_with("jpg") && kind.id() == "jpeg"))
        .unwrap_or(&FileKind::Pdf);
    FileRef {
        id: format!("scenario-{name}"),
        name: name.to_owned(),
        mime: kind.mime().to_owned(),
        size: 1024,
        sha256: "0".repeat(64),
        source: None,
    }
}
