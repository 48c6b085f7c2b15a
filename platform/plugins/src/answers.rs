//! Puts the visible answers into the two shapes that a plugin gets: a flat list, and JSON.

use form::checker::{CheckContext, Unavailable};
use serde_json::Value;

use crate::contract::exports::guichet::plugin::rules::{Answer, Answers, Context};
use crate::limits::Limits;

/// Groups and rows nest a few levels deep; no answer is deeper than this.
const DEPTH: usize = 32;

/// Shows `answers` to a plugin.
pub(crate) fn show(answers: &Value, limits: &Limits) -> Result<Answers, Unavailable> {
    let json = answers.to_string();
    if json.len() > limits.input {
        let why = format!("{} bytes of answers, at most {} are given", json.len(), limits.input);
        return Err(Unavailable::because("plugin.input", &why));
    }
    let mut list = Vec::new();
    if !flatten(answers, &mut String::new(), DEPTH, &mut list) {
        return Err(Unavailable::new("plugin.input"));
    }
    Ok(Answers { list, json })
}

pub(crate) fn context(context: &CheckContext) -> Context {
    Context {
        today: context.today.to_string(),
        language: context.language.tag().to_owned(),
        rule: context.rule.clone(),
        at: context.at.clone(),
    }
}

fn flatten(value: &Value, path: &mut String, depth: usize, list: &mut Vec<Answer>) -> bool {
    let text = match value {
        Value::Null => return true,
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) if depth == 0 => return false,
        Value::Array(elements) => {
            return elements
                .iter()
                .enumerate()
                .all(|(index, element)| below(&index.to_string(), element, path, depth, list));
        }
        Value::Object(fields) => {
            return fields.iter().all(|(name, field)| below(name, field, path, depth, list));
        }
    };
    list.push(Answer { path: path.clone(), value: text });
    true
}

fn below(name: &str, value: &Value, path: &mut String, depth: usize, list: &mut Vec<Answer>) -> bool {
    let length = path.len();
    if length > 0 {
        path.push('.');
    }
    path.push_str(name);
    let whole = flatten(value, path, depth - 1, list);
    path.truncate(length);
    whole
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn flat(answers: &Value) -> Vec<(String, String)> {
        show(answers, &Limits::default()).unwrap().list.into_iter().map(|answer| (answer.path, answer.value)).collect()
    }

    #[test]
    fn every_answer_has_its_path() {
        let answers = json!({
            "nom": "Müller",
            "majeur": true,
            "enfants": 2,
            "usage": null,
            "commune": { "code": "31555", "nom": "Toulouse" },
            "motifs": ["a", "b"],
            "vehicules": [{ "plaque": "AB-123-CD" }, { "plaque": "EF-456-GH", "tarif": "60.00" }],
        });
        let expected = [
            ("nom", "Müller"),
            ("majeur", "true"),
            ("enfants", "2"),
            ("commune.code", "31555"),
            ("commune.nom", "Toulouse"),
            ("motifs.0", "a"),
            ("motifs.1", "b"),
            ("vehicules.0.plaque", "AB-123-CD"),
            ("vehicules.1.plaque", "EF-456-GH"),
            ("vehicules.1.tarif", "60.00"),
        ];
        let expected: Vec<_> = expected.into_iter().map(|(path, value)| (path.to_owned(), value.to_owned())).collect();
        assert_eq!(flat(&answers), expected);
    }

    #[test]
    fn answers_too_large_or_too_deep_are_not_shown() {
        let limits = Limits { input: 10, ..Limits::default() };
        let code = |answers: &Value, limits: &Limits| show(answers, limits).unwrap_err().code;
        assert_eq!(code(&json!({ "nom": "Müller-Le Goff" }), &limits), "plugin.input");

        let deep = (0..100).fold(json!(1), |inner, _| json!({ "a": inner }));
        assert_eq!(code(&deep, &Limits::default()), "plugin.input");
    }
}
