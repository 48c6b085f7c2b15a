//! An entry of a référentiel: a commune, a country.

use serde_json::json;

use super::{Doc, FieldType, Posted, Read, reading};
use crate::{
    answers::Value,
    demarche::Field,
    expression::Type,
    lookup::{Lookup, Resolved, departement_of},
    problem::ProblemKind,
    text::Language,
};

/// An entry chosen by its name, its postal code or its code; among several, by a second choice.
#[derive(Debug)]
pub(super) struct Referential;

fn list(field: &Field) -> &str {
    field.referential.as_deref().unwrap_or_default()
}

fn value(entry: crate::lookup::Entry) -> Value {
    Value::Entry { code: entry.code, nom: entry.nom }
}

/// What tells a commune from its namesakes: the number of its département, which its COG code begins with.
fn departement<'a>(list: &str, code: &'a str) -> Option<&'a str> {
    let commune = list.starts_with("communes") && code.len() == 5 && code.is_ascii();
    // Abroad (99) there are no départements.
    Some(departement_of(code)).filter(|number| commune && *number != "99")
}

impl FieldType for Referential {
    fn name(&self) -> &'static str {
        "referential"
    }

    fn doc(&self) -> Doc {
        Doc {
            fr: "Une entrée d'une liste de référence (communes, pays…), cherchée par son nom ou son code.",
            en: "An entry of a reference list (communes, countries…), found by its name or its code.",
            schema: r#"{ $ref: "component:commune@1" }"#,
        }
    }

    fn expression_type(&self, _field: &Field) -> Type {
        Type::Entry
    }

    fn read(&self, posted: &Posted<'_>, field: &Field, lookup: &dyn Lookup) -> Read {
        let typed = match reading::line(posted.get("").unwrap_or_default()) {
            Ok(typed) => typed,
            Err(kind) => return Read::Unreadable("", kind),
        };
        let code = posted.get("code").unwrap_or_default();
        if typed.is_empty() {
            // Emptying the box takes the choice back, even where the hidden code is still there.
            return Read::Blank;
        }
        let chosen = (!code.is_empty()).then(|| lookup.entry(list(field), code)).flatten();
        // The box holds the name, and behind it what tells the entry from its namesakes.
        if let Some(entry) = &chosen
            && typed
                .to_lowercase()
                .strip_prefix(&entry.nom.to_lowercase())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
        {
            return Read::Value(value(entry.clone()));
        }
        match lookup.resolve(list(field), &typed) {
            Resolved::One(entry) => Read::Value(value(entry)),
            Resolved::Many(entries) => match chosen {
                Some(entry) if entries.contains(&entry) => Read::Value(value(entry)),
                _ => Read::Unreadable(
                    "",
                    ProblemKind::Ambiguous {
                        choices: entries
                            .into_iter()
                            .map(|entry| {
                                let label = if entry.detail.is_empty() {
                                    entry.nom
                                } else {
                                    format!("{} ({})", entry.nom, entry.detail)
                                };
                                (entry.code, label)
                            })
                            .collect(),
                    },
                ),
            },
            Resolved::None => Read::Unreadable("", ProblemKind::NotFound { typed: typed.chars().take(80).collect() }),
        }
    }

    fn check(&self, value: &Value, _field: &Field) -> Vec<ProblemKind> {
        match value {
            Value::Entry { .. } => Vec::new(),
            _ => vec![ProblemKind::NotFound { typed: String::new() }],
        }
    }

    fn show(&self, value: &Value, field: &Field, _language: Language) -> Vec<String> {
        match value {
            Value::Entry { code, nom } => vec![match departement(list(field), code) {
                Some(departement) => format!("{nom} ({departement})"),
                None => nom.clone(),
            }],
            _ => Vec::new(),
        }
    }

    fn boxes(&self, value: &Value, _field: &Field) -> Vec<(&'static str, String)> {
        match value {
            Value::Entry { code, nom } => vec![("", nom.clone()), ("code", code.clone())],
            _ => Vec::new(),
        }
    }

    fn to_wire(&self, value: &Value, _field: &Field) -> serde_json::Value {
        match value {
            Value::Entry { code, nom } => json!({ "code": code, "nom": nom }),
            _ => serde_json::Value::Null,
        }
    }

    fn read_wire(&self, json: &serde_json::Value, field: &Field, lookup: &dyn Lookup) -> Option<Value> {
        let code = json.as_str().or_else(|| json.get("code")?.as_str())?;
        lookup.entry(list(field), code).map(value)
    }

    fn schema(&self, _field: &Field) -> serde_json::Value {
        json!({
            "type": "object",
            "required": ["code", "nom"],
            "properties": {
                "code": { "type": "string", "minLength": 1 },
                "nom": { "type": "string", "minLength": 1 },
            },
            "additionalProperties": false,
        })
    }

    fn sample(&self, field: &Field, lookup: &dyn Lookup, _seed: u64) -> Option<Value> {
        // Entries that stand in every edition of these lists.
        ["31555", "99100", "31"].iter().find_map(|code| lookup.entry(list(field), code)).map(value)
    }
}

#[cfg(test)]
mod tests {
    use super::departement;

    #[test]
    fn a_commune_is_told_from_its_namesakes_by_its_departement() {
        assert_eq!(departement("communes", "93066"), Some("93"));
        assert_eq!(departement("communes", "97411"), Some("974"));
        assert_eq!(departement("communes_naissance", "2A004"), Some("2A"));
        assert_eq!(departement("communes_naissance", "99352"), None);
        assert_eq!(departement("pays", "99100"), None);
        assert_eq!(departement("departements", "93"), None);
        assert_eq!(departement("communes", "\u{e9}\u{e9}1"), None);
    }
}
