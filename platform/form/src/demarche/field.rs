//! Holds what a question asks: its type, and what the type reads of it.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::{
    field::{FieldType, format::InUse},
    text::Text,
};

/// A question: its type and what the type reads of it.
#[derive(Debug, Clone)]
pub struct Field {
    /// How it is read, shown, checked and published.
    pub field_type: &'static dyn FieldType,
    /// In characters.
    pub min_length: Option<u32>,
    /// In characters; every text has one.
    pub max_length: Option<u32>,
    /// The form the text must have.
    pub pattern: Option<Pattern>,
    /// The named format the text must have (`siret`, `iban` …).
    pub format: Option<InUse>,
    /// The least number.
    pub minimum: Option<Decimal>,
    /// The greatest number.
    pub maximum: Option<Decimal>,
    /// Digits after the decimal sign.
    pub scale: u32,
    /// Shown behind the box (« € », « m² »).
    pub unit: Option<Text>,
    /// The constants to choose from.
    pub options: Arc<[Choice]>,
    /// In bytes, of one file.
    pub max_size: u64,
    /// Of files.
    pub max_files: u32,
    /// The kinds of file accepted.
    pub accept: Vec<FileKind>,
    /// The référentiel it is chosen from.
    pub referential: Option<String>,
    /// The frozen sentence of an attestation.
    pub statement: Option<Text>,
    /// The HTML `autocomplete` token.
    pub autocomplete: Option<String>,
    /// A long choice is better a list than radios; the author may say.
    pub as_list: bool,
    /// Shown masked in recaps (IBAN, NIR): only the last four signs.
    pub masked: bool,
}

/// A form that text must have.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As written.
    pub source: String,
    /// Compiled by the linear-time engine.
    pub regex: regex::Regex,
    /// What is expected, with an example.
    pub message: Option<Text>,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is stored and sent.
    pub value: String,
    /// What is shown.
    pub title: Text,
    /// A word of explanation.
    pub hint: Option<Text>,
}

/// A kind of file that an attachment accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FileKind {
    /// `application/pdf`
    Pdf,
    /// `image/jpeg`
    Jpeg,
    /// `image/png`
    Png,
}

impl FileKind {
    /// Every kind.
    pub const ALL: &'static [FileKind] = &[FileKind::Pdf, FileKind::Jpeg, FileKind::Png];

    /// As authors write it: `pdf`, `jpeg`, `png`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpeg",
            Self::Png => "png",
        }
    }

    /// The media type.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}
