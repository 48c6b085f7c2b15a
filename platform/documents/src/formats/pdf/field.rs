//! Reads which fields a PDF has: their names, what they take, and where they are drawn.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId, decode_text_string};

use super::open::{Closed, form};

/// The most fields, and the most places where fields are drawn.
const MAX_FIELDS: usize = 2_000;
/// How deep fields lie in fields.
const MAX_DEPTH: usize = 24;

/// A bit of a field's flags, by its number in the standard.
const fn flag(number: u32) -> i64 {
    1 << (number - 1)
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// A text, on one line or on several.
    Text {
        /// Lines.
        several_lines: bool,
        /// One sign a cell.
        comb: bool,
    },
    /// Yes or no.
    Tick,
    /// One of its buttons.
    Radio,
    /// One of its options, or any text where it may be written.
    Option {
        /// Any text.
        writable: bool,
    },
    /// Several of its options.
    Options,
    /// Nothing: a button, a signature, a password.
    Nothing,
}

/// A field of a PDF.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) id: ObjectId,
    /// Its whole name.
    pub(super) name: String,
    /// What people are told of it.
    pub(super) label: Option<String>,
    pub(super) takes: Takes,
    /// Whether its options drop down, and it shows the one chosen alone.
    pub(super) is_combo: bool,
    /// Nobody is to change it.
    pub(super) read_only: bool,
    /// In signs.
    pub(super) max_length: Option<usize>,
    /// Face, size and colour, in operators.
    pub(super) look: Vec<u8>,
    /// 0 to the left, 1 in the middle, 2 to the right.
    pub(super) alignment: i64,
    /// What is sent and what is shown, of a field to choose in; of buttons the name of their state and what is sent.
    pub(super) options: Vec<(String, String)>,
    /// Where it is drawn.
    pub(super) widgets: Vec<ObjectId>,
}

impl Field {
    /// What may be written for an option, in the PDF's order.
    pub(super) fn offered(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in &self.options {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }

    /// The place of the option that a text means.
    pub(super) fn option(&self, text: &str) -> Option<usize> {
        let by = |of: fn(&(String, String)) -> &String| self.options.iter().position(|option| of(option) == text);
        by(|(name, _)| name).or_else(|| by(|(_, shown)| shown))
    }
}

/// What fields hand down to those below them.
#[derive(Debug, Clone, Default)]
struct Inherited {
    name: String,
    kind: Vec<u8>,
    flags: i64,
    look: Vec<u8>,
    alignment: i64,
    max_length: Option<usize>,
    options: Vec<(String, String)>,
}

/// Every field, in the order of the PDF.
pub(super) fn fields(document: &Document) -> Result<Vec<Field>, Closed> {
    let form = form(document).ok_or(Closed::NoFields)?;
    let of_form = Inherited {
        look: form.get(b"DA").and_then(Object::as_str).unwrap_or_default().to_vec(),
        alignment: form.get(b"Q").and_then(Object::as_i64).unwrap_or(0),
        ..Inherited::default()
    };
    let mut walk = Walk { document, seen: BTreeSet::new(), found: Vec::new() };
    walk.each(list(document, form, b"Fields"), &of_form, 0)?;
    if walk.found.is_empty() { Err(Closed::NoFields) } else { Ok(walk.found) }
}

fn list<'d>(document: &'d Document, of: &'d Dictionary, key: &[u8]) -> &'d [Object] {
    of.get_deref(key, document).and_then(Object::as_array).map(Vec::as_slice).unwrap_or_default()
}

pub(super) fn text(document: &Document, object: &Object) -> Option<String> {
    decode_text_string(document.dereference(object).ok()?.1).ok()
}

/// A name of a PDF as people read it.
pub(super) fn named(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

struct Walk<'d> {
    document: &'d Document,
    seen: BTreeSet<ObjectId>,
    found: Vec<Field>,
}

impl Walk<'_> {
    fn each(&mut self, kids: &[Object], above: &Inherited, depth: usize) -> Result<(), Closed> {
        for kid in kids {
            let Ok(id) = kid.as_reference() else { continue };
            // Whoever stands in a list twice, or in itself, is one.
            if depth > MAX_DEPTH || !self.seen.insert(id) {
                continue;
            }
            if self.seen.len() > 2 * MAX_FIELDS || self.found.len() > MAX_FIELDS {
                return Err(Closed::TooLarge("fields", MAX_FIELDS));
            }
            self.field(id, above, depth)?;
        }
        Ok(())
    }

    fn field(&mut self, id: ObjectId, above: &Inherited, depth: usize) -> Result<(), Closed> {
        let document = self.document;
        let Ok(dictionary) = document.get_dictionary(id) else { return Ok(()) };
        let here = inherit(document, dictionary, above);
        let kids = list(document, dictionary, b"Kids");
        let is_field = |kid: &&Object| {
            let kid = kid.as_reference().and_then(|id| document.get_dictionary(id));
            kid.is_ok_and(|kid| kid.has(b"T"))
        };
        if kids.iter().any(|kid| is_field(&kid)) {
            return self.each(kids, &here, depth + 1);
        }
        if here.name.is_empty() || here.kind.is_empty() {
            return Ok(());
        }
        let mut widgets: Vec<ObjectId> = kids.iter().filter_map(|kid| kid.as_reference().ok()).collect();
        if kids.is_empty() {
            widgets.push(id);
        }
        widgets.retain(|widget| *widget == id || self.seen.insert(*widget));
        let mut takes = takes(&here);
        let mut options = here.options.clone();
        if matches!(takes, Takes::Tick | Takes::Radio) {
            options = states(document, &widgets, &here.options);
            if options.is_empty() {
                takes = Takes::Nothing;
            }
        }
        self.found.push(Field {
            id,
            label: dictionary.get(b"TU").ok().and_then(|label| text(document, label)),
            takes,
            is_combo: here.flags & flag(18) != 0,
            read_only: here.flags & flag(1) != 0,
            max_length: here.max_length,
            look: here.look,
            alignment: here.alignment,
            options,
            widgets,
            name: here.name,
        });
        Ok(())
    }
}

fn inherit(document: &Document, dictionary: &Dictionary, above: &Inherited) -> Inherited {
    let of = |key: &[u8]| dictionary.get_deref(key, document).ok();
    let number = |key: &[u8]| of(key).and_then(|value| value.as_i64().ok());
    let name = match dictionary.get(b"T").ok().and_then(|name| text(document, name)) {
        Some(own) if above.name.is_empty() => own,
        Some(own) => format!("{}.{own}", above.name),
        None => above.name.clone(),
    };
    let options = list(document, dictionary, b"Opt");
    Inherited {
        name,
        kind: of(b"FT").and_then(|kind| kind.as_name().ok()).map_or_else(|| above.kind.clone(), <[u8]>::to_vec),
        flags: number(b"Ff").unwrap_or(above.flags),
        look: of(b"DA").and_then(|look| look.as_str().ok()).map_or_else(|| above.look.clone(), <[u8]>::to_vec),
        alignment: number(b"Q").unwrap_or(above.alignment),
        max_length: number(b"MaxLen").and_then(|most| usize::try_from(most).ok()).or(above.max_length),
        options: match options {
            [] => above.options.clone(),
            options => options.iter().take(MAX_FIELDS).filter_map(|option| pair(document, option)).collect(),
        },
    }
}

/// An option: one text, or what is sent and what is shown.
fn pair(document: &Document, option: &Object) -> Option<(String, String)> {
    match document.dereference(option).ok()?.1 {
        Object::Array(pair) => Some((text(document, pair.first()?)?, text(document, pair.get(1)?)?)),
        other => text(document, other).map(|text| (text.clone(), text)),
    }
}

fn takes(field: &Inherited) -> Takes {
    let has = |number| field.flags & flag(number) != 0;
    match field.kind.as_slice() {
        // A password, or the path of a file.
        b"Tx" if has(14) || has(21) => Takes::Nothing,
        b"Tx" => Takes::Text {
            several_lines: has(13),
            comb: has(25) && !has(13) && field.max_length.is_some_and(|most| most > 0),
        },
        b"Btn" if has(17) => Takes::Nothing,
        b"Btn" if has(16) => Takes::Radio,
        b"Btn" => Takes::Tick,
        b"Ch" if has(18) => Takes::Option { writable: has(19) },
        b"Ch" if has(22) => Takes::Options,
        b"Ch" => Takes::Option { writable: false },
        _ => Takes::Nothing,
    }
}

/// The states of buttons, with what each sends.
fn states(document: &Document, widgets: &[ObjectId], sent: &[(String, String)]) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (place, widget) in widgets.iter().enumerate() {
        let states =
            document.get_dictionary(*widget).ok().map(|widget| states_of(document, widget)).unwrap_or_default();
        for state in states {
            let name = named(&state);
            let sent = sent.get(place).map_or_else(|| name.clone(), |(sent, _)| sent.clone());
            if !found.iter().any(|(known, _)| *known == name) {
                found.push((name, sent));
            }
        }
    }
    found
}

/// The states of a button that are drawn, but for the empty one.
pub(super) fn states_of(document: &Document, widget: &Dictionary) -> Vec<Vec<u8>> {
    let normal = widget.get_deref(b"AP", document).and_then(Object::as_dict);
    let normal = normal.and_then(|drawn| drawn.get_deref(b"N", document)).and_then(Object::as_dict);
    let names = normal.map(|normal| normal.iter().map(|(name, _)| name.clone()).collect()).unwrap_or_default();
    let mut names: Vec<Vec<u8>> = names;
    names.retain(|name| name != b"Off");
    names
}
