//! Names the formats in which a recipient gets its case.

use std::fmt;

/// A format of a recipient's package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// The answers as JSON, and the schema that they keep to.
    Json,
    /// The recap, as people read it.
    Pdf,
    /// The answers as tables for spreadsheets.
    Csv,
}

impl Format {
    /// Those of a recipient that names none.
    pub const USUAL: [Self; 2] = [Self::Json, Self::Pdf];

    /// The format that a definition calls by this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "json" => Self::Json,
            "pdf" => Self::Pdf,
            "csv" => Self::Csv,
            _ => return None,
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json => f.write_str("json"),
            Self::Pdf => f.write_str("pdf"),
            Self::Csv => f.write_str("csv"),
        }
    }
}
