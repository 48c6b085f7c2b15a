//! Tells authors what is wrong with a definition: code, place, cause and cure.

use serde::Serialize;

use crate::text::Language;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The démarche cannot be served.
    Error,
    /// It can, but somebody will suffer from it.
    Warning,
}

/// A place in a file. Lines and columns count from 1, columns in characters; offsets in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct Span {
    /// The line of the first character.
    pub line: usize,
    /// Its column.
    pub column: usize,
    /// The byte offset of the first character.
    pub start: usize,
    /// The byte offset behind the last character.
    pub end: usize,
}

/// A sentence for authors, in the languages that `check` speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// In French.
    pub fr: String,
    /// In English.
    pub en: String,
}

impl Sentence {
    /// Both languages at once.
    pub fn new(fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self { fr: fr.into(), en: en.into() }
    }

    /// The sentence in `language`.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Fr => &self.fr,
            Language::En => &self.en,
        }
    }
}

/// One fault of a definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Stable: `logic.unknown_field`, `yaml.duplicate_key`, …
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The file, as the caller named the folder (`forms/x/demarche.yaml`).
    pub file: String,
    /// Where in it.
    pub span: Span,
    /// What is wrong.
    pub cause: Sentence,
    /// What to do, with a suggestion where there is one.
    pub cure: Sentence,
    /// Another place that matters (the first of two equal keys), and why.
    pub related: Vec<(Span, Sentence)>,
}
