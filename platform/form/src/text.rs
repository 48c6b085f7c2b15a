//! Holds a sentence in the languages a démarche is written in.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A language in which pages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// French, the default.
    #[default]
    Fr,
    /// English.
    En,
}

impl Language {
    /// Every language, the default first.
    pub const ALL: &'static [Language] = &[Language::Fr, Language::En];

    /// The BCP 47 tag: `fr` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Fr => "fr",
            Language::En => "en",
        }
    }

    /// Reads a BCP 47 tag; only its first part counts (`en-GB` is English).
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.iter().copied().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

/// A text of the author: French in place, English from `texts/en.yaml` where it is given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Text {
    /// As written in `demarche.yaml` or `schema.yaml`.
    pub fr: Arc<str>,
    /// As translated in `texts/en.yaml`.
    pub en: Option<Arc<str>>,
}

impl Text {
    /// A text without translation.
    pub fn new(fr: impl Into<Arc<str>>) -> Self {
        Self { fr: fr.into(), en: None }
    }

    /// The text in `language`, or in French where the author gave no translation.
    pub fn get(&self, language: Language) -> &str {
        match (language, &self.en) {
            (Language::En, Some(english)) => english,
            _ => &self.fr,
        }
    }
}

impl From<&str> for Text {
    fn from(fr: &str) -> Self {
        Self::new(fr)
    }
}
