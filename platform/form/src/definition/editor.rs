//! Makes the JSON Schemas by which editors complete and underline the files of a démarche: the tables of [`keys`](super::keys) in another form.
//!
//! They say what a schema can say: keys, their kinds of value, closed words. What only `guichet check` sees (names, expressions, proofs) they
//! let pass. Draft 7, the one that every editor reads.

use serde_json::{Map, Value, json};

use super::keys::{COMPONENT, DEMARCHE, Key, SCENARIO, SCHEMA, SOURCE, Table, Takes, VALUES};
use crate::field::{FIELD_TYPES, format::FORMATS};

/// One schema for editors.
#[derive(Debug, Clone, Copy)]
pub struct EditorSchema {
    /// The name of its file.
    pub file: &'static str,
    /// The files it is for, as a glob within a folder of démarches or of components.
    pub of: &'static str,
    /// The keys of such a file.
    pub table: &'static Table,
}

/// The schema of `component.yaml`.
pub const COMPONENT_SCHEMA: &str = "component.schema.json";
/// The schema of the scenarios of a component.
pub const VALUES_SCHEMA: &str = "values.schema.json";

/// Every schema; a file of a démarche is named by one of them at most.
pub const EDITOR_SCHEMAS: &[EditorSchema] = &[
    EditorSchema { file: COMPONENT_SCHEMA, of: "component.yaml", table: &COMPONENT },
    EditorSchema { file: "demarche.schema.json", of: "demarche.yaml", table: &DEMARCHE },
    EditorSchema { file: "scenario.schema.json", of: "scenarios/*.yaml", table: &SCENARIO },
    EditorSchema { file: "schema.schema.json", of: "schema.yaml", table: &SCHEMA },
    EditorSchema { file: "source.schema.json", of: "sources/*.yaml", table: &SOURCE },
    EditorSchema { file: VALUES_SCHEMA, of: "scenarios/*.yaml", table: &VALUES },
];

/// A component that an editor may propose for `$ref`.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// `component:<id>@<major>`
    pub reference: String,
    /// What it is for, in French.
    pub summary: String,
}

impl EditorSchema {
    /// The schema, with the components that `$ref` may name. Descriptions are in French, the authors' language.
    pub fn json(&self, components: &[Proposed]) -> Value {
        let mut writer = Writer { components, root: self.table, defined: Vec::new(), definitions: Map::new() };
        let mut out = Map::new();
        out.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
        out.insert("title".to_owned(), json!(self.table.name));
        writer.table(self.table, &mut out);
        if !writer.definitions.is_empty() {
            out.insert("definitions".to_owned(), Value::Object(writer.definitions));
        }
        Value::Object(out)
    }

    /// The comment by which a language server finds the schema in `folder`, a relative path from the file at `path`.
    pub fn first_line(&self, folder: &str, path: &str) -> String {
        let up = "../".repeat(path.matches('/').count());
        format!("# yaml-language-server: $schema={up}{folder}/{}\n", self.file)
    }
}

/// The schema of a file of a démarche's folder, where it has one.
pub fn of_demarche(path: &str) -> Option<&'static EditorSchema> {
    let table = match path {
        "demarche.yaml" => &DEMARCHE,
        "schema.yaml" => &SCHEMA,
        _ if path.starts_with("scenarios/") && path.ends_with(".yaml") => &SCENARIO,
        _ if path.starts_with("sources/") && path.ends_with(".yaml") => &SOURCE,
        _ => return None,
    };
    EDITOR_SCHEMAS.iter().find(|schema| schema.table.name == table.name)
}

struct Writer<'a> {
    components: &'a [Proposed],
    root: &'static Table,
    defined: Vec<&'static str>,
    definitions: Map<String, Value>,
}

impl Writer<'_> {
    fn table(&mut self, table: &'static Table, out: &mut Map<String, Value>) {
        out.insert("description".to_owned(), json!(table.fr));
        out.insert("type".to_owned(), json!("object"));
        let required: Vec<&str> = table.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
        if !required.is_empty() {
            out.insert("required".to_owned(), json!(required));
        }
        let mut properties = Map::new();
        for key in table.keys {
            let mut value = self.known(table, key).unwrap_or_else(|| self.takes(key.takes));
            if let Value::Object(value) = &mut value {
                value.insert("description".to_owned(), json!(key.fr));
            }
            properties.insert(key.name.to_owned(), value);
        }
        out.insert("properties".to_owned(), Value::Object(properties));
        out.insert("additionalProperties".to_owned(), json!(false));
    }

    /// The words worth proposing for a key that takes others too.
    fn known(&self, table: &Table, key: &Key) -> Option<Value> {
        let (words, told): (Vec<&str>, Vec<&str>) = match (table.name, key.name) {
            ("schema.yaml", "$ref") => {
                self.components.iter().map(|one| (one.reference.as_str(), one.summary.as_str())).unzip()
            }
            ("schema.yaml", "format") => [("date", "Une date."), ("email", "Une adresse électronique.")]
                .into_iter()
                .chain(FORMATS.iter().map(|format| (format.name, format.fr)))
                .unzip(),
            ("component.yaml", "field") => FIELD_TYPES.iter().map(|known| (known.name(), known.doc().fr)).unzip(),
            _ => return None,
        };
        Some(json!({ "anyOf": [{ "enum": words, "enumDescriptions": told }, { "type": "string", "minLength": 1 }] }))
    }

    fn takes(&mut self, takes: Takes) -> Value {
        match takes {
            Takes::Text | Takes::Word | Takes::Path | Takes::Expression => json!({ "type": "string", "minLength": 1 }),
            Takes::Id => json!({ "type": "string", "pattern": "^[a-z][a-z0-9_-]{0,63}$" }),
            Takes::YesNo => json!({ "type": "boolean" }),
            Takes::Count => json!({ "type": "integer", "minimum": 0 }),
            Takes::Number => json!({ "type": "number" }),
            Takes::Delay => {
                json!({ "type": "string", "pattern": "^\\s*[0-9]+ +(days?|jours?|months?|mois|years?|ans?)\\s*$" })
            }
            Takes::Size => json!({ "type": "string", "pattern": "^\\s*[0-9]+ *(kB|ko|KB|Ko|MB|Mo)\\s*$" }),
            Takes::OneOf(words) => json!({ "type": "string", "enum": words }),
            Takes::SomeOf(words) => json!({ "type": "array", "items": { "type": "string", "enum": words } }),
            Takes::Map(table) => self.reference(table),
            Takes::ListOf(table) => json!({ "type": "array", "items": self.reference(table) }),
            Takes::Texts | Takes::Paths => json!({ "type": "array", "items": { "type": "string", "minLength": 1 } }),
            Takes::MapOf(_, values) => {
                // Settings that say nothing may be left out behind their colon.
                let mut values = self.any_of(values);
                if self.may_be_empty(takes) {
                    values = json!({ "anyOf": [values, { "type": "null" }] });
                }
                json!({ "type": "object", "additionalProperties": values })
            }
            Takes::EachOf(_, items) => json!({ "type": "array", "items": self.any_of(items) }),
            Takes::Either(_, known) => self.any_of(known),
            Takes::Place => json!({ "$ref": "#" }),
            Takes::Json => json!({}),
        }
    }

    fn may_be_empty(&self, takes: Takes) -> bool {
        matches!(takes, Takes::MapOf(_, [Takes::Map(table)]) if table.keys.iter().all(|key| !key.required))
    }

    fn any_of(&mut self, known: &'static [Takes]) -> Value {
        if let [only] = known {
            return self.takes(*only);
        }
        let known: Vec<Value> = known
            .iter()
            .map(|takes| match takes {
                Takes::Json => json!({ "type": ["string", "number", "boolean", "null", "array"] }),
                takes => self.takes(*takes),
            })
            .collect();
        json!({ "anyOf": known })
    }

    fn reference(&mut self, table: &'static Table) -> Value {
        if table.name == self.root.name {
            return json!({ "$ref": "#" });
        }
        let name = table.name.replace(' ', "-");
        if !self.defined.contains(&table.name) {
            self.defined.push(table.name);
            let mut definition = Map::new();
            self.table(table, &mut definition);
            self.definitions.insert(name.clone(), Value::Object(definition));
        }
        json!({ "$ref": format!("#/definitions/{name}") })
    }
}
