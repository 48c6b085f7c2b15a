//! Checks what a plugin gives back before anybody sees it.

use form::{
    checker::{PluginProblem, PluginValue, Unavailable},
    signs,
};

use crate::contract::exports::guichet::plugin::rules;
use crate::limits::Limits;

const OUTPUT: Unavailable = Unavailable { code: "plugin.output" };

/// Longest path and longest code, in bytes.
const PATH: usize = 256;
const CODE: usize = 64;

/// Takes the problems of a check, or refuses them all: half of a verdict is none.
pub(crate) fn problems(given: Vec<rules::Problem>, limits: &Limits) -> Result<Vec<PluginProblem>, Unavailable> {
    if given.len() > limits.problems {
        return Err(OUTPUT);
    }
    given
        .into_iter()
        .map(|problem| {
            let message = problem.message.map(|text| clean(&text));
            let long = message.as_ref().is_some_and(|text| text.chars().count() > limits.message);
            if long || !is_path(&problem.at) || !is_code(&problem.code) {
                return Err(OUTPUT);
            }
            Ok(PluginProblem { at: problem.at, code: problem.code, message: message.filter(|text| !text.is_empty()) })
        })
        .collect()
}

/// Takes the values of a computation, or refuses them all.
pub(crate) fn values(given: Vec<rules::Value>, limits: &Limits) -> Result<Vec<PluginValue>, Unavailable> {
    if given.len() > limits.problems {
        return Err(OUTPUT);
    }
    given
        .into_iter()
        .map(|value| {
            if value.at.is_empty() || !is_path(&value.at) {
                return Err(OUTPUT);
            }
            // The reader stops at a depth of 128 by itself.
            let json = serde_json::from_str(&value.json).map_err(|_| OUTPUT)?;
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
        assert_eq!(value("total", &deep), Err(OUTPUT));
    }
}
