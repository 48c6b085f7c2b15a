//! Asks nobody itself: says what a source is asked, reads what it answered, and keeps what came of it beside the answers.
//!
//! | step | from → to | file |
//! |---|---|---|
//! | ask | answers → the address of a question, or the questions to be answered first | `ask.rs`, `template.rs` |
//! | read | a status and bytes → an [`Outcome`]: typed values to choose from, or why there are none | `answer.rs` |
//! | hold | an outcome → answers with their source; never believed from a post | `hold.rs` |
//! | show | → what the page says of it | `show.rs` |
//!
//! The desk carries the question to `connectors` between the two first, outside every transaction.

mod answer;
mod ask;
mod hold;
mod show;
pub mod template;

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

pub use answer::read;
pub use ask::{Asked, ask};
pub use hold::{choose, find, forget, keep, note, settle};
pub(crate) use show::{insert, is_given_only, surround};

use crate::{answers::Value, path, text::Text};
use template::{Of, Template};

/// How many calls one draft may make.
pub const MOST_CALLS: u32 = 60;
/// The most characters of what is typed into the box of a search.
const MOST_TYPED: usize = 200;

/// A source of a component, where a démarche uses it; or of the démarche itself, beside one of its questions.
#[derive(Debug, Clone)]
pub struct DataSource {
    /// Its id in the component, or in the démarche.
    pub id: String,
    /// The schema path at which it stands: of the component's root, or of the question.
    pub mount: String,
    /// Whether it stands beside a question: its parts are then those of the group around that.
    pub beside: bool,
    /// The schema path of what it is about, where the démarche says.
    pub about: Option<String>,
    /// Whether it can be asked here: a démarche that leaves out what the question holds, or does not say whom it is about, has everything typed.
    pub askable: bool,
    /// Who is asked, as the operator's settings name it.
    pub partner: String,
    /// Who is asked, as the citizen reads it.
    pub name: Text,
    /// What the citizen reads first: who is asked, which data leave, why.
    pub told: Text,
    /// The button.
    pub button: Text,
    /// The box of a search: its label and its help.
    pub search: Option<(Text, Option<Text>)>,
    /// The path of the question.
    pub path: Template,
    /// Its parameters.
    pub query: Vec<Parameter>,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Whether it goes out with the operator's token.
    pub token: bool,
    /// In seconds.
    pub time_limit: u32,
    /// How long an answer may be kept, in seconds.
    pub cache: u32,
    /// In bytes.
    pub max_size: u64,
    /// Where the list is that the citizen chooses from.
    pub list: Option<String>,
    /// What is read of an element.
    pub label: Option<String>,
    /// Pointers, and the values they must lead to.
    pub only_if: Vec<(String, Vec<String>)>,
    /// Pointers, and what of the question they must repeat.
    pub same: Vec<(String, Template)>,
    /// The answers of which nothing is taken.
    pub refused: Vec<Refusal>,
    /// Parts, and what fills them.
    pub gives: Vec<(String, Given)>,
    /// Whether what it gives is verified.
    pub verified: bool,
}

/// A parameter of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value.
    pub text: Template,
    /// Our words, and theirs.
    pub words: Vec<(String, String)>,
}

/// An answer of which nothing is taken, and what the citizen is told of it.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// Its id in the source.
    pub id: String,
    /// Pointers, and the values that they lead to: all of them.
    pub when: Vec<(String, Vec<String>)>,
    /// Where the day is that it speaks of.
    pub date: Option<String>,
    /// What the citizen reads.
    pub told: Text,
    /// What the citizen reads where the day is known, with `{date}` in its place.
    pub told_on: Option<Text>,
}

/// What fills a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Pointers, joined by a space.
    pub from: Vec<String>,
    /// Those that are taken where the first lead to nothing.
    pub or: Vec<String>,
    /// Their words, and ours.
    pub words: Vec<(String, String)>,
}

impl DataSource {
    /// Every answer that the question holds.
    pub fn reads(&self) -> impl Iterator<Item = &Of> {
        self.templates().flat_map(Template::holes).map(|hole| &hole.of)
    }

    /// Every text of the question with answers in it.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        std::iter::once(&self.path).chain(self.query.iter().map(|parameter| &parameter.text))
    }

    /// The path of a part, of the source that stands at the path `at`.
    pub fn part(&self, at: &str, part: &str) -> String {
        path::join(if self.beside { path::around(at) } else { at }, part)
    }

    /// The key under which a draft holds what came of it, where it stands at this answer path.
    pub fn key(&self, at: &str) -> String {
        format!("{at}:{}", self.id)
    }
}

/// What a draft holds of a source: what was typed, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// What was typed into its box.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub typed: String,
    /// SHA-256 of the question, in lower-case hexadecimal; empty before the first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mark: String,
    /// What came of it.
    pub outcome: Outcome,
    /// When.
    pub at: Timestamp,
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "came", rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing was asked yet.
    Before,
    /// Something to choose from, or to take.
    Choices {
        /// In the order of the answer.
        candidates: Vec<Candidate>,
    },
    /// It was taken.
    Taken {
        /// What the citizen reads of it, where the source says.
        label: String,
        /// The day it was asked.
        on: Date,
    },
    /// The source has nothing for this question.
    Nothing,
    /// What it has is not to be taken: an establishment that is closed.
    Refused {
        /// The refusal's id in the source.
        id: String,
        /// The day that it speaks of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Date>,
    },
    /// Questions that must be answered first, by their answer paths; none where only the box is empty.
    Missing {
        /// In the order of the question.
        paths: Vec<String>,
    },
    /// The source did not answer, or not in a way that can be read.
    Unavailable {
        /// Whether it asked to come back in a moment.
        later: bool,
    },
    /// The draft has asked too often.
    TooOften,
}

/// What can be taken of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// What the citizen reads of it.
    pub label: String,
    /// The values, by part.
    pub values: BTreeMap<String, Value>,
}
