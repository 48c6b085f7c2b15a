//! Lists every key that an author may write: what unknown keys are compared with, what the reference page and the editors' schemas are made of.
//!
//! | keys of | file |
//! |---|---|
//! | `demarche.yaml` | [`demarche`], [`page`], [`rule`], [`recipient`] |
//! | `schema.yaml` | [`schema`] |
//! | `component.yaml` | [`component`] |
//! | `sources/*.yaml` | [`source`] |
//! | `scenarios/*.yaml` | [`scenario`] |
//! | closed lists of words | [`words`] |
//!
//! To add one: a line in its table, then read it in the file of the same name above (`procedure.rs`, `component.rs`, `scenario.rs`, `check/expand`).

mod component;
mod demarche;
mod page;
mod recipient;
mod rule;
mod scenario;
mod schema;
mod source;
mod words;

pub use component::{COMPONENT, PART};
pub use demarche::{AUTHORITY, COMPUTED, DEMARCHE, LOGIN, PREFILL, RETENTION, SILENCE};
pub use page::{FIELD_ENTRY, PAGE};
pub use recipient::{FORMAT, RECIPIENT, TO};
pub use rule::{LINK, RULE, STOP};
pub use scenario::{BAD_VALUE, EXPECT, EXPECTED_PROBLEM, EXPECTED_RECIPIENT, GOOD_VALUE, RECORDED, SCENARIO, VALUES};
pub use schema::{OPTION, SCHEMA};
pub use source::{ANSWER, GIVEN, PARAMETER, REFUSED, REQUEST, SEARCH, SOURCE};
pub use words::*;

use crate::expression::nearest;

/// What a key takes, as the reference page says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A sentence shown to somebody; it can be translated in `texts/en.yaml`.
    Text,
    /// A plain word or code, never translated.
    Word,
    /// An id: a lower-case letter, then letters, digits, `_` or `-`.
    Id,
    /// A schema path (`demandeur.naissance.date`).
    Path,
    /// An expression, in quotes.
    Expression,
    /// `true` or `false`.
    YesNo,
    /// A whole number.
    Count,
    /// A number.
    Number,
    /// `30 days`, `2 months`, `5 years` (or `jours`, `mois`, `ans`).
    Delay,
    /// `15 MB`, `500 kB`.
    Size,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Several of these words.
    SomeOf(&'static [&'static str]),
    /// A map with these keys.
    Map(&'static Table),
    /// A list of maps with these keys.
    ListOf(&'static Table),
    /// A list of texts.
    Texts,
    /// A list of schema paths.
    Paths,
    /// A map whose keys are the author's own; said in words, and what a value takes: one of these.
    MapOf(&'static str, &'static [Takes]),
    /// A list; said in words, and what an element takes: one of these.
    EachOf(&'static str, &'static [Takes]),
    /// Said in words: one of these.
    Either(&'static str, &'static [Takes]),
    /// A place of `schema.yaml`, with the keys of [`SCHEMA`]; said for itself because a table cannot hold itself.
    Place,
    /// JSON of any form; beside a map, of any form but a map.
    Json,
}

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether a definition without it is refused.
    pub required: bool,
    /// What it is for, in French.
    pub fr: &'static str,
    /// What it is for, in English.
    pub en: &'static str,
}

/// The keys of one kind of map.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// The kind, for the reference page (`page`).
    pub name: &'static str,
    /// What it is, in French.
    pub fr: &'static str,
    /// What it is, in English.
    pub en: &'static str,
    /// In the order in which authors usually write them.
    pub keys: &'static [Key],
}

/// What keys are called elsewhere, and what they may be called here.
const SYNONYMS: &[(&str, &str)] = &[
    ("aide", "hint"),
    ("choices", "oneOf"),
    ("choix", "oneOf"),
    ("condition", "show_if"),
    ("description", "hint"),
    ("help", "hint"),
    ("if", "show_if"),
    ("label", "title"),
    ("libelle", "label"),
    ("libelle", "title"),
    ("max", "maximum"),
    ("maxItems", "max_files"),
    ("min", "minimum"),
    ("options", "oneOf"),
    ("placeholder", "hint"),
    ("readOnly", "locked"),
    ("title", "label"),
    ("values", "enum"),
    ("visible_if", "show_if"),
    ("when", "show_if"),
];

impl Table {
    /// The key that an unknown one was probably meant to be.
    pub fn meant(&self, word: &str) -> Option<String> {
        let synonym = SYNONYMS.iter().find(|(known, here)| *known == word && self.key(here).is_some());
        let here = synonym.map(|(_, here)| (*here).to_owned());
        here.or_else(|| nearest(word, self.keys.iter().map(|key| key.name)))
    }
}

const fn must(name: &'static str, takes: Takes, fr: &'static str, en: &'static str) -> Key {
    Key { name, takes, required: true, fr, en }
}

const fn may(name: &'static str, takes: Takes, fr: &'static str, en: &'static str) -> Key {
    Key { name, takes, required: false, fr, en }
}

/// Every table, in the order of the reference page.
pub const TABLES: &[&Table] = &[
    &DEMARCHE,
    &LOGIN,
    &AUTHORITY,
    &SILENCE,
    &PAGE,
    &FIELD_ENTRY,
    &STOP,
    &LINK,
    &COMPUTED,
    &RULE,
    &PREFILL,
    &RECIPIENT,
    &FORMAT,
    &TO,
    &RETENTION,
    &SCHEMA,
    &OPTION,
    &COMPONENT,
    &PART,
    &SOURCE,
    &SEARCH,
    &REQUEST,
    &PARAMETER,
    &ANSWER,
    &REFUSED,
    &GIVEN,
    &SCENARIO,
    &RECORDED,
    &EXPECT,
    &EXPECTED_PROBLEM,
    &EXPECTED_RECIPIENT,
    &VALUES,
    &GOOD_VALUE,
    &BAD_VALUE,
];

impl Table {
    /// The key with this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_stands_twice_and_every_table_of_a_key_is_listed() {
        for table in TABLES {
            for (index, key) in table.keys.iter().enumerate() {
                assert!(
                    !table.keys[..index].iter().any(|other| other.name == key.name),
                    "{}: {}",
                    table.name,
                    key.name
                );
                if let Takes::Map(inner) | Takes::ListOf(inner) = key.takes {
                    assert!(TABLES.iter().any(|listed| listed.name == inner.name), "{}", inner.name);
                }
            }
        }
    }
}
