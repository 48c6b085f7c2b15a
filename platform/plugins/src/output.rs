//! Checks what a plugin gives back before anybody sees it.

use form::{
    checker::{PluginProblem, PluginValue, Unavailable},
    signs,
};

use crate::contract::exports::guichet::plugin::rules;
use crate::limits::Limits;

/// What came back cannot be used: `what` of it, as it came.
fn refused(what: &str, given: &str) -> Unavailable {
    Unavailable::because("plugin.output", &format!("{what}: {given:?}"))
}

fn too_many(given: usize, limits: &Limits) -> Unavailable {
    Unavailable::because("plugin.output", &format!("{given} results, at most {} are taken", limits.problems))
}

/// Longest path and longest code, in bytes.
const PATH: usize = 256;
const CODE: usize = 64;

/// Takes the problems of a check, or refuses them all: half of a verdict is none.
pub(crate) fn problems(given: Vec<rules::Problem>, limits: &Limits) -> Result<Vec<PluginProblem>, Unavailable> {
    if given.len() > limits.problems {
        return Err(too_many(given.len(), limits));
    }
    given
        .into_iter()
        .map(|problem| {
            let message = problem.message.map(|text| clean(&text));
            let length = message.as_ref().map_or(0, |text| text.chars().count());
            if length > limits.message {
                let why = format!("message of {length} characters, at most {} are taken", limits.message);
                return Err(Unavailable::because("plugin.output", &why));
            }
            if !is_path(&problem.at) {
                return Err(refused("at", &problem.at));
            }
            if !is_code(&problem.code) {
                return Err(refused("code", &problem.code));
            }
            Ok(PluginProblem { at: problem.at, code: problem.code, message: message.filter(|text| !text.is_empty()) })
        })
        .collect()
}

/// Takes the values of a computation, or refuses them all.
pub(crate) fn values(given: Vec<rules::Value>, limits: &Limits) -> Result<Vec<PluginValue>, Unavailable> {
    if given.len() > limits.problems {
        return Err(too_many(given.len(), limits));
    }
    given
        .into_iter()
        .map(|value| {
            if value.at.is_empty() || !is_path(&value.at) {
                return Err(refused("at", &value.at));
            }
            // The reader stops at a depth of 128 by itself.
            let json =
                serde_json::from_str(&value.json).map_err(|error| refused(&format!("json, {error}"), &value.json))?;
            Ok(PluginValue { at: value.at, json })
        })
        .collect()
}

/// Ids, row ids and positions joined by dots, or nothing at all.
fn is_path(path: &str) -> bool {
    path.is_empty()
        || path.len() <= PATH
            && path
                .split('.')
                .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}

fn is_code(code: &str) -> bool {
    code.len() <= CODE
        && code.split('.').all(|part| {
            part.starts_with(|first: char| first.is_ascii_lowercase())
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-'))
        })
}

/// Makes one line of plain text: control characters become spaces, and those that turn the writing direction, by which one text
/// could pose as another, go.
fn clean(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|c| !signs::is_unseen(*c))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    visible.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(at: &str, code: &str, message: Option<&str>) -> Vec<rules::Problem> {
        vec![rules::Problem { at: at.into(), code: code.into(), message: message.map(Into::into) }]
    }

    fn taken(given: Vec<rules::Problem>) -> Option<PluginProblem> {
        problems(given, &Limits::default()).ok().and_then(|mut problems| problems.pop())
    }

    #[test]
    fn paths_and_codes_have_one_form() {
        for at in ["", "nom", "identifiants.nir", "vehicules.0.plaque", "vehicules.r7k2q1a.plaque"] {
            assert!(taken(problem(at, "nir.key", None)).is_some(), "{at}");
        }
        for at in [".", "a.", "a..b", "a b", "é", "a/b", "<b>"] {
            assert!(taken(problem(at, "nir.key", None)).is_none(), "{at}");
        }
        for code in ["", "Nir", "nir.", "1a", "a b", "<b>", "é"] {
            assert!(taken(problem("nom", code, None)).is_none(), "{code}");
        }
        assert!(taken(problem(&"a".repeat(257), "a", None)).is_none());
        assert!(taken(problem("a", &"a".repeat(65), None)).is_none());
    }

    #[test]
    fn the_author_is_told_what_was_not_taken() {
        let why = |at: &str, code: &str, message: Option<&str>| {
            problems(problem(at, code, message), &Limits::default()).unwrap_err().detail
        };
        assert_eq!(why("a b", "a", None), "at: \"a b\"");
        assert_eq!(why("a", "Trop.Haut", None), "code: \"Trop.Haut\"");
        assert!(why("a", "a", Some(&"é".repeat(1_001))).starts_with("message of 1001 characters"));
        let json = values(vec![rules::Value { at: "total".into(), json: "90,00".into() }], &Limits::default());
        let told = json.unwrap_err().detail;
        assert!(told.starts_with("json, trailing characters") && told.ends_with("\"90,00\""), "{told}");
    }

    #[test]
    fn messages_are_one_line_of_plain_text() {
        let message = |text| taken(problem("", "a", Some(text))).unwrap().message;
        assert_eq!(message("\u{1b}[31mrouge\r\n\0fin\u{202e}"), Some("[31mrouge   fin".into()));
        assert_eq!(message("\n"), None);
        assert_eq!(message("<b>l’été</b>"), Some("<b>l’été</b>".into()));
    }

    #[test]
    fn a_message_counts_characters() {
        assert!(taken(problem("", "a", Some(&"é".repeat(1_000)))).is_some());
        assert!(taken(problem("", "a", Some(&"é".repeat(1_001)))).is_none());
    }

    #[test]
    fn values_are_json_of_bounded_depth() {
        let value =
            |at: &str, json: &str| values(vec![rules::Value { at: at.into(), json: json.into() }], &Limits::default());
        assert_eq!(value("total", "\"90.00\"").unwrap()[0].json, "90.00");
        assert!(value("total", "90.").is_err());
        assert!(value("", "1").is_err());
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        assert_eq!(value("total", &deep).unwrap_err().code, "plugin.output");
    }
}
