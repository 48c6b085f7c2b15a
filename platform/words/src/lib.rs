//! Holds every sentence that citizens and agents read, in French and in English.
//!
//! Codes and arguments in, sentences out:
//!
//! ```
//! let words = words::Words::shared();
//! assert_eq!(words.get("fr", "action-continue", &[]), "Continuer");
//! assert_eq!(words.get("en", "form-step", &[("step", 2.into()), ("steps", 6.into())]), "Step 2 of 6");
//! ```
//!
//! The sentences are written in `texts/<language>/<place>.ftl` (Fluent). To add one: write it in **both** languages
//! under the same id; to add a file: list it in [`RESOURCES`]. A test compares the ids and the arguments of both
//! languages, another finds every id that a template names.
//!
//! Numbers, dates and sizes are worded in [`format`]; French spacing is set in [`typography`].

pub mod format;
pub mod typography;

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{LazyLock, OnceLock},
};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::langid;

/// The languages that sentences are written in, the default first.
pub const LANGUAGES: &[&str] = &["fr", "en"];

macro_rules! resources {
    ($($place:literal),+ $(,)?) => {
        &[$(($place, include_str!(concat!("../texts/fr/", $place, ".ftl")), include_str!(concat!("../texts/en/", $place, ".ftl")))),+]
    };
}

/// Every file of sentences: its place, in French, in English.
pub const RESOURCES: &[(&str, &str, &str)] = resources![
    "account",
    "agent",
    "batch",
    "connection",
    "delays",
    "dev",
    "documents",
    "errors",
    "exports",
    "files",
    "follow",
    "form",
    "known",
    "legal",
    "letters",
    "mails",
    "operation",
    "papers",
    "problems",
    "questions",
    "recap",
    "save",
    "site",
    "sources",
    "start",
    "status",
    "team",
];

/// What stands in for `{ $name }` in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument<'a> {
    /// Put in as it is.
    Text(Cow<'a, str>),
    /// Put in with the language's grouping; chooses the plural.
    Number(i64),
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Argument<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Argument<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

macro_rules! from_integers {
    ($($integer:ty),+) => {$(
        impl From<$integer> for Argument<'_> {
            fn from(number: $integer) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )+};
}
from_integers!(i32, i64, u8, u16, u32, u64, usize);

impl<'a> Argument<'a> {
    /// Reads digits as a number, so that « 1 caractère » and « 2 caractères » differ; anything else stays text.
    pub fn from_digits(text: &'a str) -> Self {
        let plain = !text.is_empty()
            && text.len() <= 15
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && (text == "0" || !text.starts_with('0'));
        match text.parse() {
            Ok(number) if plain => Self::Number(number),
            _ => text.into(),
        }
    }
}

/// Every sentence, parsed once.
pub struct Words {
    bundles: Vec<Bundle>,
}

struct Bundle {
    tag: &'static str,
    sentences: FluentBundle<FluentResource>,
    /// By id, the sentence where it asks for no arguments: made at its first use, then kept.
    ids: BTreeMap<String, OnceLock<Option<String>>>,
    faults: Vec<String>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").finish_non_exhaustive()
    }
}

static SHARED: LazyLock<Words> = LazyLock::new(Words::parse);

impl Words {
    /// The sentences of this binary; parsed at the first call.
    pub fn shared() -> &'static Self {
        &SHARED
    }

    fn parse() -> Self {
        let bundles = LANGUAGES.iter().map(|tag| Bundle::parse(tag)).collect();
        Self { bundles }
    }

    fn bundle(&self, language: &str) -> Option<&Bundle> {
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        self.bundles.iter().find(|bundle| bundle.tag.eq_ignore_ascii_case(primary)).or_else(|| self.bundles.first())
    }

    /// The sentence with this id in `language` (a BCP 47 tag; French where we do not speak it).
    ///
    /// An unknown id gives `⟦id⟧`: the tests see to it that no page asks for one.
    pub fn get(&self, language: &str, id: &str, arguments: &[(&str, Argument<'_>)]) -> String {
        self.find(language, id, arguments).unwrap_or_else(|| format!("⟦{id}⟧"))
    }

    /// The sentence with this id, where there is one: for ids made of codes that others may extend.
    pub fn find(&self, language: &str, id: &str, arguments: &[(&str, Argument<'_>)]) -> Option<String> {
        let bundle = self.bundle(language)?;
        let pattern = bundle.sentences.get_message(id)?.value()?;
        let arguments: FluentArgs<'_> = arguments
            .iter()
            .map(|(name, argument)| {
                let value = match argument {
                    Argument::Text(text) => FluentValue::String(text.clone()),
                    Argument::Number(number) => FluentValue::from(*number),
                };
                (Cow::Borrowed(*name), value)
            })
            .collect();
        // A missing argument leaves its name in the sentence; it never fails a page.
        let mut missing = Vec::new();
        Some(bundle.sentences.format_pattern(pattern, Some(&arguments), &mut missing).into_owned())
    }

    /// The sentence with this id, where there is one that asks for no arguments. A page of many questions asks for the same few often.
    pub fn plain(&self, language: &str, id: &str) -> Option<&str> {
        let bundle = self.bundle(language)?;
        let made = bundle.ids.get(id)?.get_or_init(|| {
            let pattern = bundle.sentences.get_message(id)?.value()?;
            let mut missing = Vec::new();
            let sentence = bundle.sentences.format_pattern(pattern, None, &mut missing).into_owned();
            missing.is_empty().then_some(sentence)
        });
        made.as_deref()
    }

    /// What is wrong with an answer or with a form: the sentence of a code (`answer.required`), that of the field type where it has its own.
    ///
    /// `None` where no sentence answers to the code.
    pub fn problem(
        &self,
        language: &str,
        code: &str,
        field_type: &str,
        arguments: &[(&str, Argument<'_>)],
    ) -> Option<String> {
        let id = id_of_code(code);
        (!field_type.is_empty())
            .then(|| self.find(language, &format!("{id}-{}", id_of_code(field_type)), arguments))
            .flatten()
            .or_else(|| self.find(language, &id, arguments))
    }

    /// The ids that have a sentence in `language`, in the order of the alphabet.
    pub fn ids(&self, language: &str) -> impl Iterator<Item = &str> {
        self.bundle(language).into_iter().flat_map(|bundle| bundle.ids.keys().map(String::as_str))
    }

    /// What could not be read in the files of sentences; empty but while they are being written.
    pub fn faults(&self) -> Vec<String> {
        self.bundles.iter().flat_map(|bundle| bundle.faults.iter().cloned()).collect()
    }
}

/// The id of the sentence that answers to a code: `answer.too_long` is `answer-too-long`.
pub fn id_of_code(code: &str) -> String {
    code.replace(['.', '_'], "-")
}

impl Bundle {
    fn parse(tag: &'static str) -> Self {
        let language = if tag == "en" { langid!("en") } else { langid!("fr") };
        let mut sentences = FluentBundle::new_concurrent(vec![language]);
        // The isolation marks would be read aloud, printed and copied with a reference.
        sentences.set_use_isolating(false);
        sentences.set_formatter(Some(if tag == "en" {
            |value, _| grouped("en", value)
        } else {
            |value, _| grouped("fr", value)
        }));
        let (mut ids, mut faults) = (BTreeMap::new(), Vec::new());
        for (place, french, english) in RESOURCES {
            let source = if tag == "en" { (*english).to_owned() } else { typography::french(french) };
            let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, errors)| {
                faults.extend(errors.iter().map(|error| format!("{tag}/{place}.ftl: {error}")));
                resource
            });
            for entry in resource.entries() {
                if let fluent_syntax::ast::Entry::Message(message) = entry {
                    ids.insert(message.id.name.to_owned(), OnceLock::new());
                }
            }
            if let Err(errors) = sentences.add_resource(resource) {
                faults.extend(errors.iter().map(|error| format!("{tag}/{place}.ftl: {error}")));
            }
        }
        Self { tag, sentences, ids, faults }
    }
}

fn grouped(language: &str, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(format::number(language, &number.value.to_string())),
        _ => None,
    }
}
