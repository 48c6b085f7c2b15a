//! One line of text.

use serde_json::json;

use super::{Doc, FieldType, Posted, Read, reading, sample};
use crate::{answers::Value, demarche::Field, expression::Type, lookup::Lookup, problem::ProblemKind, text::Language};

/// One line of text.
#[derive(Debug)]
pub(super) struct TextField;

impl FieldType for TextField {
    fn name(&self) -> &'static str {
        "text"
    }

    fn doc(&self) -> Doc {
        Doc {
            fr: "Un texte sur une ligne, de 250 caractères au plus. « pattern » dit sa forme.",
            en: "A text on one line, of at most 250 characters. “pattern” says its form.",
            schema: "{ title: Nom de la rue, type: string, maxLength: 100 }",
        }
    }

    fn expression_type(&self, _field: &Field) -> Type {
        Type::Text
    }

    fn read(&self, posted: &Posted<'_>, field: &Field, _lookup: &dyn Lookup) -> Read {
        read_text(posted, field, reading::line)
    }

    fn check(&self, value: &Value, field: &Field) -> Vec<ProblemKind> {
        check_text(value, field)
    }

    fn show(&self, value: &Value, field: &Field, language: Language) -> Vec<String> {
        show_text(value, field, language)
    }

    fn boxes(&self, value: &Value, field: &Field) -> Vec<(&'static str, String)> {
        match (value, &field.format) {
            (Value::Text(text), Some(named)) => vec![("", named.format.boxed(text))],
            _ => boxes_of_text(value),
        }
    }

    fn to_wire(&self, value: &Value, _field: &Field) -> serde_json::Value {
        text_to_wire(value)
    }

    fn read_wire(&self, json: &serde_json::Value, field: &Field, _lookup: &dyn Lookup) -> Option<Value> {
        reading::line(json.as_str()?).ok().map(|text| Value::Text(canonical(text, field)))
    }

    fn schema(&self, field: &Field) -> serde_json::Value {
        schema_of_text(field)
    }

    fn sample(&self, field: &Field, _lookup: &dyn Lookup, seed: u64) -> Option<Value> {
        sample::text(field, seed).map(Value::Text)
    }
}

/// Reads one box with `clean`; a named format then brings it into its canonical form.
pub(super) fn read_text(posted: &Posted<'_>, field: &Field, clean: fn(&str) -> Result<String, ProblemKind>) -> Read {
    match clean(posted.get("").unwrap_or_default()) {
        Ok(text) if text.is_empty() => Read::Blank,
        Ok(text) => Read::Value(Value::Text(canonical(text, field))),
        Err(kind) => Read::Unreadable("", kind),
    }
}

/// The text in the canonical form of the field's named format, where it has one.
pub(super) fn canonical(text: String, field: &Field) -> String {
    match &field.format {
        Some(named) => named.format.clean(text),
        None => text,
    }
}

/// Length and form.
pub(super) fn check_text(value: &Value, field: &Field) -> Vec<ProblemKind> {
    let Value::Text(text) = value else {
        return vec![ProblemKind::NotAnOption];
    };
    if let Some(problem) = field.format.as_ref().and_then(|named| named.problem(text)) {
        // What has not the form is told as that alone: its length follows.
        return vec![problem];
    }
    let misshapen = field.pattern.as_ref().filter(|pattern| !pattern.regex.is_match(text));
    if let Some(message) = misshapen.and_then(|pattern| pattern.message.clone()) {
        // The author's sentence says the whole form, length and all.
        return vec![ProblemKind::Pattern { message: Some(message) }];
    }
    let length = text.chars().count() as u64;
    let mut problems = Vec::new();
    if let Some(max) = field.max_length.map(u64::from)
        && length > max
    {
        problems.push(ProblemKind::TooLong { max });
    }
    if let Some(min) = field.min_length.map(u64::from)
        && length < min
    {
        problems.push(ProblemKind::TooShort { min });
    }
    if misshapen.is_some() {
        problems.push(ProblemKind::Pattern { message: None });
    }
    problems
}

/// The text as people read it, masked where the field says so.
pub(super) fn show_text(value: &Value, field: &Field, language: Language) -> Vec<String> {
    let Value::Text(text) = value else {
        return Vec::new();
    };
    if field.masked {
        return vec![mask(text)];
    }
    match &field.format {
        Some(named) => vec![named.format.shown(text, language)],
        None => text.lines().map(str::to_owned).collect(),
    }
}

/// All but the last four signs as bullets.
fn mask(text: &str) -> String {
    let shown_from = text.chars().count().saturating_sub(4);
    text.chars().enumerate().map(|(index, c)| if index < shown_from { '•' } else { c }).collect()
}

/// One box with the text.
pub(super) fn boxes_of_text(value: &Value) -> Vec<(&'static str, String)> {
    match value {
        Value::Text(text) => vec![("", text.clone())],
        _ => Vec::new(),
    }
}

/// A JSON string.
pub(super) fn text_to_wire(value: &Value) -> serde_json::Value {
    match value {
        Value::Text(text) => json!(text),
        _ => serde_json::Value::Null,
    }
}

/// `type: string` with its limits. A pattern that uses `\p{…}` is left out: engines differ on it.
pub(super) fn schema_of_text(field: &Field) -> serde_json::Value {
    let mut schema = json!({ "type": "string", "minLength": field.min_length.unwrap_or(1).max(1) });
    if let Some(max) = field.max_length {
        schema["maxLength"] = json!(max);
    }
    if let Some(pattern) = &field.pattern
        && !pattern.source.contains("\\p{")
        && !pattern.source.contains("\\P{")
    {
        schema["pattern"] = json!(pattern.source);
    }
    if let Some(named) = &field.format {
        // A named format of our own would bind no other reader: its pattern does.
        schema["pattern"] = json!(named.format.pattern);
    }
    schema
}
