//! The applicable cases of CEL's own conformance suite, when `GUICHET_CONFORMANCE` names a folder with its
//! `cel-spec/*.textproto`. What is no number, text, yes/no or list of these is not ours, and is counted apart.

use std::{collections::BTreeMap, fs, path::PathBuf};

use rust_decimal::{Decimal, prelude::FromPrimitive};

use super::{
    super::{Expected, Here, Place, Value, compile, eval},
    Answers, Schema,
};

/// What differs on purpose, by file, section and test, with the reason.
const DIFFERS: &[(&str, &str)] = &[
    ("comparisons/eq_literal/not_eq_double_nan", NO_NAN),
    ("comparisons/eq_literal/not_eq_int_double_nan", NO_NAN),
    ("comparisons/eq_literal/no_string_normalization", NORMAL),
    ("comparisons/gt_literal/not_gt_dyn_big_double_int", EXACT),
    ("comparisons/gte_literal/gte_dyn_int_big_lossy_double", EXACT),
    ("comparisons/lt_literal/not_lt_dyn_int_big_lossy_double", EXACT),
    ("comparisons/lte_literal/lte_dyn_big_double_int", EXACT),
    ("comparisons/ne_literal/ne_double_nan", NO_NAN),
    ("comparisons/ne_literal/not_ne_double_nan", NO_NAN),
    ("comparisons/ne_literal/not_ne_int_double_nan", NO_NAN),
    ("macros/map/list_error", KEEPS),
];

const NO_NAN: &str = "by zero is missing; there is no NaN";
const EXACT: &str = "our numbers are exact: nothing is lost near 2^63";
const NORMAL: &str = "answers are NFC, and so are the texts they are compared with";
const KEEPS: &str = "a list keeps the place of what is missing, so that sum() can skip it";

/// The fewest cases that must agree, so that a reader that reads nothing is noticed.
const AT_LEAST: usize = 370;

#[test]
fn the_conformance_cases_that_apply_agree() {
    let Some(folder) = std::env::var_os("GUICHET_CONFORMANCE").filter(|folder| !folder.is_empty()) else {
        println!("GUICHET_CONFORMANCE is not set: CEL's conformance cases were not run");
        return;
    };
    let folder = PathBuf::from(folder).join("cel-spec");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder of the conformance cases")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "textproto"))
        .collect();
    files.sort();
    let mut agree = 0;
    let mut apart: BTreeMap<String, usize> = BTreeMap::new();
    let mut differ = Vec::new();
    for path in files {
        let file = Message::read(&fs::read_to_string(&path).expect("a readable file"));
        for section in file.messages("section") {
            for test in section.messages("test") {
                let name = format!("{}/{}/{}", file.text("name"), section.text("name"), test.text("name"));
                match judge(test) {
                    Verdict::Agree => agree += 1,
                    Verdict::Apart(reason) => *apart.entry(reason).or_default() += 1,
                    Verdict::Differ(how) => differ.push((name, test.text("expr"), how)),
                }
            }
        }
    }
    println!("agree: {agree}; not ours: {apart:#?}");
    let unknown: Vec<_> = differ.iter().filter(|(name, ..)| !DIFFERS.iter().any(|(known, _)| known == name)).collect();
    assert!(unknown.is_empty(), "differ without a reason: {unknown:#?}");
    let gone: Vec<_> = DIFFERS.iter().filter(|(known, _)| !differ.iter().any(|(name, ..)| name == known)).collect();
    assert!(gone.is_empty(), "said to differ, but agree: {gone:#?}");
    assert!(agree >= AT_LEAST, "only {agree} agree");
}

enum Verdict {
    Agree,
    /// Not of our language, and why.
    Apart(String),
    Differ(String),
}

fn judge(test: &Message) -> Verdict {
    let apart = |reason: &str| Verdict::Apart(reason.to_owned());
    if !test.messages("type_env").is_empty() {
        return apart("declares types");
    }
    let mut schema = String::new();
    let mut answers = Answers::default();
    for binding in test.messages("bindings") {
        let value = binding.message("value").and_then(|value| value.message("value"));
        let Some((value, r#type)) = value.and_then(bound) else {
            return apart("binds a value of another type");
        };
        let name = binding.text("key");
        if name.contains('.') {
            return apart("binds a qualified name");
        }
        schema.push_str(&format!("{name} {type}\n"));
        answers = answers.with(&name, value);
    }
    let error = !test.messages("eval_error").is_empty();
    let wanted = test.message("value").map(wanted);
    let Some(wanted) =
        wanted.unwrap_or_else(|| (!error).then_some(Value::Bool(true))).or(error.then_some(Value::Bool(false)))
    else {
        return apart("gives a value of another type");
    };
    let schema = Schema::new(&schema);
    // `dyn` hides from CEL's checker that two kinds of number meet; we have one kind.
    let text = test.text("expr").replace("dyn(", "(");
    let expression = match compile(&text, &schema, &Place::root(), &Expected::Any) {
        Ok(expression) => expression,
        Err(_) if error => return Verdict::Agree,
        Err(faults) => return Verdict::Apart(faults[0].code.to_owned()),
    };
    match eval(&expression, &answers, &Here::root()) {
        Err(_) if error => Verdict::Agree,
        Ok(found) if !error && found == wanted => Verdict::Agree,
        found => Verdict::Differ(format!("wanted {wanted} (error: {error}), found {found:?}")),
    }
}

/// A bound value and its type.
fn bound(value: &Message) -> Option<(Value, &'static str)> {
    match wanted(value)? {
        value @ Value::Bool(_) => Some((value, "bool")),
        value @ Value::Number(_) => Some((value, "number")),
        value @ Value::Text(_) => Some((value, "text")),
        _ => None,
    }
}

/// The value that a case wants, where it is one of ours.
fn wanted(value: &Message) -> Option<Value> {
    let (field, content) = value.fields.first()?;
    match (field.as_str(), content) {
        ("bool_value", Field::Scalar(text)) => Some(Value::Bool(text == "true")),
        ("int64_value" | "uint64_value", Field::Scalar(text)) => text.parse().ok().map(Value::Number),
        ("double_value", Field::Scalar(text)) => Decimal::from_f64(text.parse().ok()?).map(Value::Number),
        ("string_value", Field::Text(text)) => Some(Value::from(std::str::from_utf8(text).ok()?)),
        ("list_value", Field::Message(list)) => {
            let items = list.messages("values").into_iter().map(wanted);
            let items: Option<Vec<_>> = items.collect();
            Some(Value::List(items?.into_iter().map(Ok).collect()))
        }
        _ => None,
    }
}

/// A message of protobuf's text format.
#[derive(Debug, Default)]
struct Message {
    fields: Vec<(String, Field)>,
}

#[derive(Debug)]
enum Field {
    Message(Message),
    Text(Vec<u8>),
    Scalar(String),
}

impl Message {
    fn read(text: &str) -> Self {
        let mut reader = Reader { rest: text };
        let message = reader.message();
        assert_eq!(reader.peek(), None, "left over: {:.40}", reader.rest);
        message
    }

    fn messages(&self, name: &str) -> Vec<&Message> {
        let fields = self.fields.iter().filter(|(field, _)| field == name);
        fields
            .filter_map(|(_, field)| match field {
                Field::Message(message) => Some(message),
                _ => None,
            })
            .collect()
    }

    fn message(&self, name: &str) -> Option<&Message> {
        self.messages(name).into_iter().next()
    }

    fn text(&self, name: &str) -> String {
        let found = self.fields.iter().find_map(|(field, value)| match value {
            Field::Text(text) if field == name => Some(String::from_utf8_lossy(text).into_owned()),
            _ => None,
        });
        found.unwrap_or_default()
    }
}

/// Reads the text format, as much of it as the suite uses.
struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<char> {
        loop {
            self.rest = self.rest.trim_start();
            match self.rest.strip_prefix('#') {
                Some(comment) => self.rest = comment.split_once('\n').map_or("", |(_, rest)| rest),
                None => return self.rest.chars().next(),
            }
        }
    }

    fn word(&mut self) -> String {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '+' | '/');
        let end = self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len());
        assert!(end > 0, "a word expected: {:.40}", self.rest);
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }

    fn message(&mut self) -> Message {
        let mut message = Message::default();
        while let Some(next) = self.peek() {
            match next {
                '}' => break,
                ',' | ';' => {
                    self.rest = &self.rest[1..];
                    continue;
                }
                _ => {}
            }
            let name = if next == '[' {
                let (name, rest) = self.rest.split_once(']').expect("a closed extension");
                self.rest = rest;
                name.to_owned()
            } else {
                self.word()
            };
            if self.peek() == Some(':') {
                self.rest = &self.rest[1..];
            }
            let value = self.value();
            message.fields.push((name, value));
        }
        message
    }

    fn value(&mut self) -> Field {
        match self.peek() {
            Some('{') => {
                self.rest = &self.rest[1..];
                let message = self.message();
                assert_eq!(self.peek(), Some('}'), "a closed message: {:.40}", self.rest);
                self.rest = &self.rest[1..];
                Field::Message(message)
            }
            Some('\'' | '"') => {
                let mut text = Vec::new();
                while let Some(quote @ ('\'' | '"')) = self.peek() {
                    self.quoted(quote, &mut text);
                }
                Field::Text(text)
            }
            _ => Field::Scalar(self.word()),
        }
    }

    fn quoted(&mut self, quote: char, text: &mut Vec<u8>) {
        let bytes = self.rest.as_bytes();
        let mut at = 1;
        while char::from(bytes[at]) != quote {
            if bytes[at] != b'\\' {
                text.push(bytes[at]);
                at += 1;
                continue;
            }
            let digits = |from: usize, most: usize, radix: u32| {
                let digits = bytes[from..].iter().take(most);
                let count = digits.take_while(|&&b| char::from(b).is_digit(radix)).count();
                let written = &self.rest[from..from + count];
                (u32::from_str_radix(written, radix).expect("digits"), count)
            };
            let mut character = |code: u32| {
                let character = char::from_u32(code).expect("a character");
                text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            };
            at += 1;
            match bytes[at] {
                b'u' => character(digits(at + 1, 4, 16).0),
                b'U' => character(digits(at + 1, 8, 16).0),
                b'n' => text.push(b'\n'),
                b't' => text.push(b'\t'),
                b'r' => text.push(b'\r'),
                b'a' => text.push(7),
                b'b' => text.push(8),
                b'f' => text.push(12),
                b'v' => text.push(11),
                b'x' => text.push(u8::try_from(digits(at + 1, 2, 16).0).expect("a byte")),
                b'0'..=b'7' => text.push(u8::try_from(digits(at, 3, 8).0).expect("a byte")),
                other => text.push(other),
            }
            at += match bytes[at] {
                b'u' => 5,
                b'U' => 9,
                b'x' => 1 + digits(at + 1, 2, 16).1,
                b'0'..=b'7' => digits(at, 3, 8).1,
                _ => 1,
            };
        }
        self.rest = &self.rest[at + 1..];
    }
}
