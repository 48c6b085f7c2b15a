//! Writes answers into the question that a source is asked: `{siret}`, `{nom_usage?}`, `{naissance.date|year}`.

use crate::answers::Value;

/// A text with answers in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Answer(Hole),
}

/// A place where an answer goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// Whose answer.
    pub of: Of,
    /// Whether the text is left out where the answer is missing.
    pub optional: bool,
    filter: Option<Filter>,
}

/// Whose answer goes into a hole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// What was typed into the box of the search.
    Search,
    /// A part of the component.
    Part(String),
    /// A part of what the démarche says it is about.
    About(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    Year,
    Month,
    Day,
    Words,
}

impl Hole {
    /// Whether the answer is missing, or does not say what the hole needs of it.
    pub(crate) fn lacks(&self, answer: Option<Value>) -> bool {
        answer.and_then(|value| said(&value, self.filter)).is_none()
    }
}

/// Why a text cannot be compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A brace that is not closed, or not opened.
    Brace,
    /// What stands between braces is no name.
    Name,
    /// What stands behind `|` is unknown.
    Filter,
}

impl Template {
    /// Compiles a text.
    ///
    /// # Errors
    /// What of it is no template.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let (before, behind) = rest.split_at(open);
            let inside = behind.strip_prefix('{').ok_or(Fault::Brace)?;
            let (inside, behind) = inside.split_once('}').ok_or(Fault::Brace)?;
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(Piece::Answer(hole(inside)?));
            rest = behind;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Self { pieces })
    }

    /// Every place where an answer goes.
    pub fn holes(&self) -> impl Iterator<Item = &Hole> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Answer(hole) => Some(hole),
            Piece::Text(_) => None,
        })
    }

    /// The text with the answers in it: one, or one a word; `encode` is applied to what comes from answers alone.
    ///
    /// # Errors
    /// The hole whose answer is missing.
    pub(crate) fn fill<'t>(
        &'t self,
        answer: &dyn Fn(&Of) -> Option<Value>,
        encode: &dyn Fn(&str) -> String,
    ) -> Result<Vec<String>, &'t Hole> {
        let mut texts = vec![String::new()];
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => texts.iter_mut().for_each(|known| known.push_str(text)),
                Piece::Answer(hole) => {
                    let said = answer(&hole.of).and_then(|value| said(&value, hole.filter)).ok_or(hole)?;
                    texts = texts
                        .iter()
                        .flat_map(|known| said.iter().map(move |said| format!("{known}{}", encode(said))))
                        .take(MOST_WORDS)
                        .collect();
                }
            }
        }
        Ok(texts)
    }
}

/// The most values of one parameter.
const MOST_WORDS: usize = 8;

fn hole(inside: &str) -> Result<Hole, Fault> {
    let (name, filter) = match inside.split_once('|') {
        None => (inside, None),
        Some((name, filter)) => {
            let filter = match filter.trim() {
                "year" => Filter::Year,
                "month" => Filter::Month,
                "day" => Filter::Day,
                "words" => Filter::Words,
                _ => return Err(Fault::Filter),
            };
            (name, Some(filter))
        }
    };
    let (name, optional) = match name.trim().strip_suffix('?') {
        Some(name) => (name, true),
        None => (name.trim(), false),
    };
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    if !name.split('.').all(is_name) {
        return Err(Fault::Name);
    }
    let of = match name.strip_prefix("about.") {
        Some(part) => Of::About(part.to_owned()),
        None if name == "search" => Of::Search,
        None => Of::Part(name.to_owned()),
    };
    Ok(Hole { of, optional, filter })
}

/// An answer as a question says it; none where it has nothing to say.
fn said(value: &Value, filter: Option<Filter>) -> Option<Vec<String>> {
    let date = match value {
        Value::Date(date) => Some((date.year(), Some(date.month()), Some(date.day()))),
        Value::PartialDate(date) => Some((date.year, date.month, date.day)),
        _ => None,
    };
    let text = match (filter, date) {
        (Some(Filter::Year), Some((year, ..))) => year.to_string(),
        (Some(Filter::Month), Some((_, month, _))) => month?.to_string(),
        (Some(Filter::Day), Some((.., day))) => day?.to_string(),
        (Some(Filter::Year | Filter::Month | Filter::Day), None) => return None,
        _ => match value {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.normalize().to_string(),
            Value::Date(date) => date.to_string(),
            Value::PartialDate(date) => date.to_string(),
            Value::YesNo(yes) => yes.to_string(),
            Value::Entry { code, .. } => code.clone(),
            Value::Choices(_) | Value::Files(_) => return None,
        },
    };
    if filter == Some(Filter::Words) {
        let words: Vec<String> = text.split([' ', ',']).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        return (!words.is_empty()).then_some(words);
    }
    (!text.is_empty()).then(|| vec![text])
}

/// The text as it stands in an address: all but letters, figures and `-._~` as `%XX`.
pub(crate) fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, value: &Value) -> Option<Vec<String>> {
        let template = Template::parse(text).unwrap();
        template.fill(&|_| Some(value.clone()), &encoded).ok()
    }

    #[test]
    fn answers_are_encoded_and_the_text_is_not() {
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(filled("/a/{x}/b", &text("é/../?&#")).unwrap(), ["/a/%C3%A9%2F..%2F%3F%26%23/b"]);
        assert_eq!(filled("{x|words}", &text("Alexis, Gérôme Jean-Philippe")).unwrap().len(), 3);
        let date = Value::Date(jiff::civil::date(1982, 12, 7));
        assert_eq!(filled("{d|year}", &date).unwrap(), ["1982"]);
        assert_eq!(filled("{d|day}", &date).unwrap(), ["7"]);
        let year = Value::PartialDate(crate::answers::PartialDate { year: 1982, month: None, day: None });
        assert_eq!(filled("{d|month}", &year), None);
    }

    #[test]
    fn what_is_no_template_is_said() {
        for (text, fault) in [
            ("{x", Fault::Brace),
            ("x}", Fault::Brace),
            ("{}", Fault::Name),
            ("{a b}", Fault::Name),
            ("{x|upper}", Fault::Filter),
        ] {
            assert_eq!(Template::parse(text), Err(fault), "{text}");
        }
        let template = Template::parse("{search} {about.nom?} {a.b}").unwrap();
        let holes: Vec<(Of, bool)> = template.holes().map(|hole| (hole.of.clone(), hole.optional)).collect();
        assert_eq!(holes, [(Of::Search, false), (Of::About("nom".into()), true), (Of::Part("a.b".into()), false)]);
    }
}
