//! Reads the boxes of a page: cleans what was typed without losing any letter of any language.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

use crate::{answers::Value, problem::ProblemKind, signs};

/// The boxes that were posted for one question.
#[derive(Debug, Clone, Copy)]
pub struct Posted<'a> {
    pairs: &'a [(String, String)],
    path: &'a str,
}

/// What was found in the boxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// Nothing but space.
    Blank,
    /// A value of the field's type.
    Value(Value),
    /// Something that is no value; the part is the box to correct (`""`, `"day"`, …).
    Unreadable(&'static str, ProblemKind),
}

impl<'a> Posted<'a> {
    /// The boxes of the question at `path`.
    pub fn new(pairs: &'a [(String, String)], path: &'a str) -> Self {
        Self { pairs, path }
    }

    /// What the box named `<path>` or `<path>.<part>` holds; the last one counts when there are several.
    pub fn get(&self, part: &str) -> Option<&'a str> {
        self.pairs.iter().rev().find(|(name, _)| self.is_box(name, part)).map(|(_, value)| value.as_str())
    }

    /// Every value posted under `<path>`.
    pub fn all(&self) -> impl Iterator<Item = &'a str> {
        let this = *self;
        self.pairs.iter().filter(move |(name, _)| this.is_box(name, "")).map(|(_, value)| value.as_str())
    }

    fn is_box(&self, name: &str, part: &str) -> bool {
        match name.strip_prefix(self.path) {
            Some("") => part.is_empty(),
            Some(rest) => !part.is_empty() && rest.strip_prefix('.') == Some(part),
            None => false,
        }
    }
}

/// The most marks on one letter that any living script needs.
const MARKS_ON_A_LETTER: usize = 12;

/// One line: NFC, inner spaces folded to one, ends trimmed, what nobody sees taken out. Refuses control characters and piles of marks.
pub(crate) fn line(typed: &str) -> Result<String, ProblemKind> {
    let mut cleaned = String::with_capacity(typed.len());
    let mut space = false;
    for c in signs::seen(typed).nfc() {
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if c.is_control() {
            return Err(ProblemKind::ControlCharacter);
        }
        if space && !cleaned.is_empty() {
            cleaned.push(' ');
        }
        space = false;
        cleaned.push(c);
    }
    refuse_piles_of_marks(&cleaned)?;
    Ok(cleaned)
}

/// Several lines: NFC, line ends as `\n`, ends trimmed, what nobody sees taken out. Refuses control characters other than line ends and tabs.
pub(crate) fn lines(typed: &str) -> Result<String, ProblemKind> {
    let mut cleaned = String::with_capacity(typed.len());
    for c in signs::seen(typed).replace("\r\n", "\n").replace('\r', "\n").nfc() {
        if c.is_control() && c != '\n' && c != '\t' {
            return Err(ProblemKind::ControlCharacter);
        }
        cleaned.push(c);
    }
    refuse_piles_of_marks(&cleaned)?;
    Ok(cleaned.trim().to_owned())
}

fn refuse_piles_of_marks(text: &str) -> Result<(), ProblemKind> {
    let mut marks = 0;
    for c in text.chars() {
        marks = if canonical_combining_class(c) == 0 { 0 } else { marks + 1 };
        if marks > MARKS_ON_A_LETTER {
            return Err(ProblemKind::TooManyMarks);
        }
    }
    Ok(())
}

/// The digits of a number as typed in a box: spaces of every kind left out.
pub(crate) fn without_spaces(typed: &str) -> Cow<'_, str> {
    if typed.contains(char::is_whitespace) { typed.split_whitespace().collect::<String>().into() } else { typed.into() }
}

/// Reads a number typed the French or the English way: `1 234,56`, `1234.56`, `-3`.
pub(crate) fn number(typed: &str) -> Option<rust_decimal::Decimal> {
    let compact = without_spaces(typed.trim());
    let compact = compact.strip_suffix('€').unwrap_or(&compact);
    let digits = compact.strip_prefix(['-', '\u{2212}']);
    let (negative, digits) = digits.map_or((false, compact), |rest| (true, rest));
    let (whole, fraction) = match digits.split_once([',', '.']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let only_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !only_digits(whole) || whole.len() > 18 {
        return None;
    }
    if let Some(fraction) = fraction
        && (!only_digits(fraction) || fraction.len() > 9)
    {
        return None;
    }
    let text = format!("{whole}.{}", fraction.unwrap_or("0"));
    let mut value: rust_decimal::Decimal = text.parse().ok()?;
    if fraction.is_none() {
        value.set_scale(0).ok()?;
        value = rust_decimal::Decimal::from_str_exact(whole).ok()?;
    }
    if negative {
        value.set_sign_negative(true);
    }
    Some(if value.is_zero() { value.abs() } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_keeps_every_letter_and_folds_spaces() {
        assert_eq!(line("  Zoe\u{308}   d’Œuvre\t").unwrap(), "Zoë d’Œuvre");
        assert_eq!(line("a\u{0}b"), Err(ProblemKind::ControlCharacter));
        // What nobody sees is no answer, and hides nothing in one: composed letters are found behind it.
        assert_eq!((line("\u{200B}").unwrap(), lines(" \u{2060}\n\u{200D} ").unwrap()), (String::new(), String::new()));
        assert_eq!(line("\u{202E}Zoe\u{200B}\u{308}").unwrap(), "Zoë");
        assert_eq!(line(&format!("e{}", "\u{0316}".repeat(50))), Err(ProblemKind::TooManyMarks));
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let read = |typed: &str| number(typed).map(|n| n.to_string());
        assert_eq!(read("1 234,56"), Some("1234.56".into()));
        assert_eq!(read("1\u{202f}234,50 €"), Some("1234.50".into()));
        assert_eq!(read("12"), Some("12".into()));
        assert_eq!(read("-0"), Some("0".into()));
        assert_eq!(read("1.234,56"), None);
        assert_eq!(read("1e400"), None);
        assert_eq!(read("١٢"), None);
        assert_eq!(read("12."), None);
    }

    #[test]
    fn a_box_is_found_by_its_whole_name() {
        let pairs = vec![
            ("a".to_owned(), "1".to_owned()),
            ("a.day".to_owned(), "2".to_owned()),
            ("ab".to_owned(), "3".to_owned()),
        ];
        let posted = Posted::new(&pairs, "a");
        assert_eq!(posted.get(""), Some("1"));
        assert_eq!(posted.get("day"), Some("2"));
        assert_eq!(posted.all().count(), 1);
    }
}
