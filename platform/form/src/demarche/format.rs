//! Names the formats in which a recipient gets its case, and holds what an agency brings for its own.

use std::{fmt, sync::Arc};

/// A format of a recipient's package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// The answers as JSON, and the schema that they keep to.
    Json,
    /// The recap, as people read it.
    Pdf,
    /// The answers as tables for spreadsheets.
    Csv,
    /// The answers as the agency's own XML.
    Xml(Arc<XmlTemplate>),
}

/// A template of XML and the XML Schema that what it makes is valid by, as the démarche's folder holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlTemplate {
    /// What the files are called, without their ending.
    pub name: String,
    /// `templates/<name>.xml`
    pub template: Arc<[u8]>,
    /// `templates/<name>.xsd`
    pub schema: Arc<[u8]>,
}

impl Format {
    /// Those of a recipient that names none.
    pub const USUAL: [Self; 2] = [Self::Json, Self::Pdf];

    /// Whether the agency brings it itself: then it may turn out that it cannot be made of a case.
    pub fn is_own(&self) -> bool {
        matches!(self, Self::Xml(_))
    }

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
            Self::Xml(template) => template.fmt(f),
        }
    }
}

impl fmt::Display for XmlTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "xml:{}", self.name)
    }
}
