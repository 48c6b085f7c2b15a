//! Compiles the patterns of a schema: linear time, and the same meaning for every reader of the published schema.

use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};

use crate::{
    definition::{reader::short, report::Report, tree::Written},
    demarche::Pattern,
    diagnostic::Sentence,
    text::Text,
};

const MAX_PATTERN_CHARS: usize = 512;
/// Of a compiled pattern, in bytes.
const MAX_COMPILED_BYTES: usize = 256 * 1024;

/// Of a compiled pattern that costs next to nothing, in bytes.
const SMALL_BYTES: usize = 16 * 1024;
/// Of patterns that are not small, in one démarche.
const MAX_LARGE: usize = 40;

/// The patterns compiled so far: one that stands in many places is compiled once, and large ones are few.
#[derive(Default)]
pub(super) struct Patterns {
    known: BTreeMap<String, Regex>,
    large: usize,
}

impl Patterns {
    fn build(&mut self, source: &str) -> Result<Regex, regex::Error> {
        if let Some(known) = self.known.get(source) {
            return Ok(known.clone());
        }
        let within = |limit: usize| RegexBuilder::new(source).size_limit(limit).nest_limit(64).build();
        let built = match within(SMALL_BYTES) {
            Err(regex::Error::CompiledTooBig(_)) if self.large < MAX_LARGE => {
                self.large += 1;
                within(MAX_COMPILED_BYTES)
            }
            other => other,
        }?;
        self.known.insert(source.to_owned(), built.clone());
        Ok(built)
    }
}

/// The pattern, or its fault told.
pub(super) fn compile(
    report: &mut Report,
    patterns: &mut Patterns,
    written: &Written,
    message: Option<Text>,
) -> Option<Pattern> {
    if written.text.chars().count() > MAX_PATTERN_CHARS {
        report.error(
            "schema.regex",
            written.place,
            Sentence::new(
                format!("Cette expression rationnelle dépasse {MAX_PATTERN_CHARS} caractères."),
                format!("This regular expression has more than {MAX_PATTERN_CHARS} characters."),
            ),
            Sentence::new("Écrivez une règle ou un plugin.", "Write a rule or a plugin."),
        );
        return None;
    }
    if let Some(feature) = foreign_feature(&written.text) {
        report.error(
            "schema.regex_feature",
            written.place,
            Sentence::new(
                format!(
                    "« {feature} » n'est pas compris de tous les lecteurs du schéma, ou ne se lit pas en temps sûr."
                ),
                format!("“{feature}” is not understood by every reader of the schema, or cannot be read in safe time."),
            ),
            Sentence::new(
                "Restez à : . [ ] [^ ] ( ) (?: ) | ? * + {n,m} ^ $ \\d \\w \\s.",
                "Keep to: . [ ] [^ ] ( ) (?: ) | ? * + {n,m} ^ $ \\d \\w \\s.",
            ),
        );
        return None;
    }
    let source = ascii_classes(&written.text);
    match patterns.build(&source) {
        Ok(regex) => Some(Pattern { source, regex, message }),
        Err(regex::Error::CompiledTooBig(_)) => {
            report.error(
                "schema.regex_size",
                written.place,
                Sentence::new(
                    "Cette expression rationnelle devient trop grande : ses répétitions se multiplient.",
                    "This regular expression becomes too large: its repetitions multiply.",
                ),
                Sentence::new(
                    "Réduisez les {n,m}, et limitez la longueur par maxLength.",
                    "Reduce the {n,m}, and limit the length by maxLength.",
                ),
            );
            None
        }
        Err(_) => {
            report.error(
                "schema.regex",
                written.place,
                Sentence::new(
                    format!("« {} » n'est pas une expression rationnelle correcte.", short(&written.text)),
                    format!("“{}” is not a valid regular expression.", short(&written.text)),
                ),
                Sentence::new(
                    "Vérifiez crochets, parenthèses et répétitions ; entre guillemets doubles, « \\ » s'écrit « \\\\ ».",
                    "Check brackets, parentheses and repetitions; between double quotes “\\” is written “\\\\”.",
                ),
            );
            None
        }
    }
}

/// What only some engines know, or what cannot be matched in linear time.
fn foreign_feature(pattern: &str) -> Option<String> {
    let mut chars = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(digit @ '1'..='9') => return Some(format!("\\{digit}")),
                Some(
                    letter @ ('A' | 'z' | 'Z' | 'p' | 'P' | 'b' | 'B' | 'k' | 'G' | 'K' | 'R' | 'Q' | 'E' | 'h' | 'H'
                    | 'N' | 'X' | 'a' | 'x' | 'u' | 'U'),
                ) => {
                    return Some(format!("\\{letter}"));
                }
                _ => {}
            },
            '[' if in_class => return Some("[[".to_owned()),
            '[' => {
                in_class = true;
                if chars.peek() == Some(&'^') {
                    chars.next();
                }
                if chars.peek() == Some(&']') {
                    return Some("[]".to_owned());
                }
            }
            ']' => in_class = false,
            '&' | '~' | '-' if in_class && chars.peek() == Some(&c) => {
                return Some(format!("{c}{c}"));
            }
            '(' if !in_class && chars.peek() == Some(&'?') => {
                chars.next();
                if chars.peek() != Some(&':') {
                    let next = chars.next().unwrap_or_default();
                    return Some(format!("(?{next}"));
                }
            }
            _ => {}
        }
    }
    None
}

/// `\d` and `\w` written out: they mean ASCII in ECMAScript, every script elsewhere.
fn ascii_classes(pattern: &str) -> String {
    let mut written = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match (chars.next(), in_class) {
                (Some('d'), false) => written.push_str("[0-9]"),
                (Some('d'), true) => written.push_str("0-9"),
                (Some('D'), false) => written.push_str("[^0-9]"),
                (Some('w'), false) => written.push_str("[A-Za-z0-9_]"),
                (Some('w'), true) => written.push_str("A-Za-z0-9_"),
                (Some('W'), false) => written.push_str("[^A-Za-z0-9_]"),
                (Some(other), _) => {
                    written.push('\\');
                    written.push(other);
                }
                (None, _) => written.push('\\'),
            },
            '[' => {
                in_class = true;
                written.push(c);
            }
            ']' => {
                in_class = false;
                written.push(c);
            }
            _ => written.push(c),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_engines_do_not_share_is_found() {
        for (pattern, feature) in [
            (r"(?=a)b", Some("(?=")),
            (r"(?<!a)b", Some("(?<")),
            (r"(a)\1", Some(r"\1")),
            (r"\p{L}+", Some(r"\p")),
            ("(?i)abc", Some("(?i")),
            ("[[:alpha:]]", Some("[[")),
            ("[a-z&&b]", Some("&&")),
            (r"^(?:[A-Z]{2}-\d{3})$", None),
            (r"^(a+)+$", None),
            (r"[^\]]", None),
            ("[?(]", None),
        ] {
            assert_eq!(foreign_feature(pattern).as_deref(), feature, "{pattern}");
        }
    }

    #[test]
    fn digits_are_ascii_digits() {
        assert_eq!(ascii_classes(r"^\d[\d-]\\d$"), r"^[0-9][0-9-]\\d$");
    }
}
