//! Holds YAML and JSON as written: every key and every value keeps its place.

use rust_decimal::Decimal;

use crate::diagnostic::Span;

/// A place in one of the files of a [`super::Report`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The number of the file.
    pub file: u16,
    /// Where in it.
    pub span: Span,
}

impl Place {
    /// The beginning of a file.
    pub fn start_of(file: u16) -> Self {
        Self { file, span: Span { line: 1, column: 1, ..Span::default() } }
    }
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Without quotes.
    #[default]
    Plain,
    /// Between `'`.
    Single,
    /// Between `"`.
    Double,
    /// Under `|` or `>`.
    Block,
}

/// A text with its place and its quotes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// The text itself.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// How it was quoted.
    pub style: Style,
}

/// A value with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

/// A key or a value of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it stands; a map or a list stands at its first line.
    pub place: Place,
    /// What it holds.
    pub content: Content,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Text, a number, true, false or nothing: see [`Written::meaning`].
    Scalar(Written),
    /// In order.
    List(Vec<Node>),
    /// In the order of the file; no key stands twice.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Written,
    /// The value.
    pub value: Node,
}

/// What a scalar means.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// Nothing was written.
    Nothing,
    /// `true` or `false`.
    Bool(bool),
    /// A decimal number without exponent.
    Number(Decimal),
    /// Text.
    Text,
    /// What one YAML reader takes for text and another for something else: it must be quoted.
    Ambiguous,
}

impl Written {
    /// What the scalar means; quoted, it is always text.
    pub fn meaning(&self) -> Meaning {
        if self.style != Style::Plain {
            return Meaning::Text;
        }
        match self.text.as_str() {
            "" | "~" | "null" => return Meaning::Nothing,
            "true" => return Meaning::Bool(true),
            "false" => return Meaning::Bool(false),
            _ => {}
        }
        if is_decimal(&self.text) {
            return self.text.parse().map_or(Meaning::Ambiguous, Meaning::Number);
        }
        if is_ambiguous(&self.text) { Meaning::Ambiguous } else { Meaning::Text }
    }
}

impl Node {
    /// The value of a key, of a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key.text == key).map(|entry| &entry.value)
    }

    /// The entries, of a map; of anything else none.
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The scalar, where it is one.
    pub fn scalar(&self) -> Option<&Written> {
        match &self.content {
            Content::Scalar(written) => Some(written),
            _ => None,
        }
    }

    /// Whether nothing was written.
    pub fn is_nothing(&self) -> bool {
        self.scalar().is_some_and(|written| written.meaning() == Meaning::Nothing)
    }

    /// As JSON: integers are numbers, other decimals strings, as answers travel.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match &self.content {
            Content::Scalar(written) => match written.meaning() {
                Meaning::Nothing => Value::Null,
                Meaning::Bool(yes) => Value::Bool(yes),
                Meaning::Number(_) => {
                    written.text.parse::<i64>().map_or_else(|_| Value::String(written.text.clone()), Value::from)
                }
                Meaning::Text | Meaning::Ambiguous => Value::String(written.text.clone()),
            },
            Content::List(items) => Value::Array(items.iter().map(Self::to_json).collect()),
            Content::Map(entries) => {
                Value::Object(entries.iter().map(|entry| (entry.key.text.clone(), entry.value.to_json())).collect())
            }
        }
    }
}

/// `0`, `-12`, `30.00`; neither a leading zero nor an exponent.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(all_digits)
}

/// Whether some YAML reader takes the text for a boolean, a number, a time or nothing.
fn is_ambiguous(text: &str) -> bool {
    const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    if WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return true;
    }
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    let lower = body.to_ascii_lowercase();
    if lower == ".inf" || lower == ".nan" {
        return true;
    }
    let has_digit = body.bytes().any(|b| b.is_ascii_digit());
    let starts_like_number = body.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    if !has_digit || !starts_like_number {
        return false;
    }
    // 007, 1_000, 12:30:45, +5
    let only = |extra: &str| body.chars().all(|c| c.is_ascii_digit() || extra.contains(c));
    only("_.:")
        || lower.strip_prefix("0x").is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
        || lower
            .strip_prefix("0o")
            .or_else(|| lower.strip_prefix("0b"))
            .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
        || lower.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Meaning {
        Written { text: text.to_owned(), ..Written::default() }.meaning()
    }

    #[test]
    fn what_yaml_readers_disagree_on_is_ambiguous() {
        for text in [
            "no", "Yes", "ON", "off", "y", "NO", "True", "NULL", "12:30:45", "1e3", "0o17", "0x1F", ".inf", "-.INF",
            ".nan", "007", "01230", "1_000", "+5", "1.", ".5",
        ] {
            assert_eq!(plain(text), Meaning::Ambiguous, "{text}");
        }
    }

    #[test]
    fn numbers_and_texts_stay_what_they_are() {
        for text in ["2026-03-01", "AB-123-CD", "non", "oui", "1 place", "05 61 00", "norme", "12 rue", "v1.2.3x"] {
            assert_eq!(plain(text), Meaning::Text, "{text}");
        }
        assert_eq!(plain("30.00"), Meaning::Number(Decimal::new(3000, 2)));
        assert_eq!(plain("-4"), Meaning::Number(Decimal::from(-4)));
        assert_eq!(plain("~"), Meaning::Nothing);
    }
}
