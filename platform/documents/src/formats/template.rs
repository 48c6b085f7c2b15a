//! Fills templates in: minijinja, in a part of it of which the work and the size are bounded by the template's own length.
//!
//! What is admitted is checked before, by [`faults`]; the fuel is the belt beside these braces. Nothing is loaded, nothing is called, nothing is
//! repeated but over the lists of the answers.

mod check;
mod expression;
mod guard;

use std::{
    fmt,
    io::{self, Write},
};

use minijinja::{
    Environment, Error, ErrorKind, Output, UndefinedBehavior, Value,
    value::{Serde, ValueKind},
};
use serde_json::Value as Json;

pub(super) use self::{
    check::{Found, faults},
    expression::{Filled, Gives, Step, answer, evaluate, expression},
};

/// Instructions of one filling in.
const FUEL: u64 = 500_000;
/// Bytes that one filling in may write.
const MAX_BYTES: usize = 4 << 20;

/// Why a template was not filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unfilled {
    /// The line of the template, from 1; 0 where none is to blame.
    pub(super) line: usize,
    /// What went wrong.
    pub(super) why: Why,
}

/// What goes wrong with a template that was found sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    /// It takes more work than any template may.
    Fuel,
    /// It writes more than any document may hold.
    Size,
    /// Something else, in the library's words.
    Other(String),
}

/// The template `source` filled in with `values`, each as XML holds it, in text and in attributes alike.
pub(super) fn fill(source: &str, values: &Json) -> Result<String, Unfilled> {
    let mut environment = environment();
    environment.set_formatter(move |out, _, value| write_value(out, value));
    let template = environment.template_from_str(source).map_err(unfilled)?;
    let mut out = Capped { bytes: Vec::new(), full: false };
    let filled = template.render_captured_to(Value::from(Serde(values)), &mut out).map(|_| ());
    if out.full {
        return Err(Unfilled { line: 0, why: Why::Size });
    }
    filled.map_err(unfilled)?;
    String::from_utf8(out.bytes).map_err(|error| Unfilled { line: 0, why: Why::Other(error.to_string()) })
}

/// What may be used in a template, and nothing else.
fn environment<'s>() -> Environment<'s> {
    let mut environment = Environment::empty();
    environment.set_fuel(Some(FUEL));
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    for (name, add) in FILTERS {
        add(&mut environment, name);
    }
    for (name, add) in TESTS {
        add(&mut environment, name);
    }
    environment
}

fn unfilled(error: Error) -> Unfilled {
    let why = if error.kind() == ErrorKind::OutOfFuel { Why::Fuel } else { Why::Other(error.to_string()) };
    Unfilled { line: error.line().unwrap_or(0), why }
}

struct Capped {
    bytes: Vec<u8>,
    full: bool,
}

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > MAX_BYTES {
            self.full = true;
            return Err(io::Error::other("too much is written"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_value(out: &mut Output<'_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(());
    }
    let text = match value.kind() {
        ValueKind::Bool => value.is_true().to_string(),
        _ => value.to_string(),
    };
    write!(out, "{}", Xml(&text))?;
    Ok(())
}

/// A text in XML: its signs that mean something there as references, line ends and tabs too, which an attribute would else lose; what XML
/// cannot hold at all as U+FFFD.
struct Xml<'a>(&'a str);

impl fmt::Display for Xml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for sign in self.0.chars() {
            match sign {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&apos;")?,
                '\t' | '\n' | '\r' => write!(f, "&#{};", u32::from(sign))?,
                '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => f.write_char('\u{fffd}')?,
                _ => f.write_char(sign)?,
            }
        }
        Ok(())
    }
}

type Add = fn(&mut Environment<'_>, &'static str);

/// The filters that a template may use.
const FILTERS: &[(&str, Add)] = &[
    ("date", |environment, name| environment.add_filter(name, date)),
    ("default", |environment, name| environment.add_filter(name, default)),
    ("first", |environment, name| environment.add_filter(name, minijinja::filters::first)),
    ("join", |environment, name| environment.add_filter(name, join)),
    ("last", |environment, name| environment.add_filter(name, minijinja::filters::last)),
    ("length", |environment, name| environment.add_filter(name, minijinja::filters::length)),
    ("lower", |environment, name| environment.add_filter(name, |text: String| text.to_lowercase())),
    ("remove", |environment, name| environment.add_filter(name, remove)),
    ("trim", |environment, name| environment.add_filter(name, |text: String| text.trim().to_owned())),
    ("truncate", |environment, name| environment.add_filter(name, truncate)),
    ("upper", |environment, name| environment.add_filter(name, |text: String| text.to_uppercase())),
];

/// The tests that a template may use.
const TESTS: &[(&str, Add)] = &[
    ("defined", |environment, name| environment.add_test(name, |value: &Value| !value.is_undefined())),
    ("undefined", |environment, name| environment.add_test(name, |value: &Value| value.is_undefined())),
];

/// The value, or another where there is none.
fn default(value: Value, other: Value) -> Value {
    if value.is_undefined() || value.is_none() { other } else { value }
}

/// The values of a list with a short text between them.
fn join(list: Value, between: Option<String>) -> Result<String, Error> {
    let between = between.unwrap_or_default();
    let values: Vec<String> = list.try_iter()?.map(|value| value.to_string()).collect();
    Ok(values.join(&between))
}

/// The text without each of these signs.
fn remove(text: String, signs: String) -> String {
    text.chars().filter(|sign| !signs.contains(*sign)).collect()
}

/// The first signs of a text.
fn truncate(text: String, signs: usize) -> String {
    text.chars().take(signs).collect()
}

/// A date (`2026-03-01`) by a pattern (`%d/%m/%Y`); one of which a part is unknown as it is. `%d`, `%m`, `%Y` and `%y` are known.
fn date(value: Value, pattern: String) -> String {
    let text = if value.is_undefined() || value.is_none() { String::new() } else { value.to_string() };
    let day = text.get(..10).unwrap_or(&text);
    match day.parse::<jiff::civil::Date>() {
        Ok(date) => ["%d", "%m", "%Y", "%y"]
            .into_iter()
            .fold(pattern, |pattern, sign| pattern.replace(sign, &date.strftime(sign).to_string())),
        Err(_) => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_that_an_answer_holds_leads_out_of_its_place() {
        let values = json!({ "answers": { "nom": "<a href=\"'\">&\u{1}\u{b}\n\t]]>\u{fffe}😀" } });
        let filled = fill("<n a=\"{{ answers.nom }}\"/>", &values).unwrap();
        assert_eq!(
            filled,
            "<n a=\"&lt;a href=&quot;&apos;&quot;&gt;&amp;\u{fffd}\u{fffd}&#10;&#9;]]&gt;\u{fffd}😀\"/>"
        );
        assert_eq!(fill("{{ answers.autre.plus_loin }}.", &values).unwrap(), ".");
    }

    #[test]
    fn filters_do_what_they_say() {
        let values = json!({ "l": ["a", "b"], "d": "2026-03-01", "p": "2026-03", "t": " Éa-1 " });
        for (source, wanted) in [
            ("{{ l | join(', ') }}{{ l | first }}{{ l | last }}{{ l | length }}", "a, bab2"),
            ("{{ d | date('%d/%m/%Y') }} {{ p | date('%d/%m/%Y') }}{{ x | date('%d') }}", "01/03/2026 2026-03"),
            ("{{ t | trim | upper | remove('-') | truncate(2) }}", "ÉA"),
            ("{{ x | default('y') }}{{ d is defined }}{{ x is undefined }}", "ytruetrue"),
            ("{% for one in l %}{{ loop.index }}{{ one }}{% else %}-{% endfor %}", "1a2b"),
        ] {
            assert_eq!(fill(source, &values).unwrap(), wanted, "{source}");
        }
    }

    #[test]
    fn work_and_size_have_an_end() {
        let rows: Vec<usize> = (0..2000).collect();
        let values = json!({ "l": rows, "t": "x".repeat(100_000) });
        let twice = "{% for a in l %}{% for b in l %}{{ b }}{% endfor %}{% endfor %}";
        assert_eq!(fill(twice, &values).unwrap_err().why, Why::Fuel);
        let long = "{% for a in l %}{{ t }}{% endfor %}";
        assert_eq!(fill(long, &values).unwrap_err().why, Why::Size);
    }
}
