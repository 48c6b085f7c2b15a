//! Names the formats in which a recipient gets its case, and holds what an agency brings for its own.

use std::{fmt, ops::Range, sync::Arc};

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
    /// The agency's own PDF, its form fields filled in.
    Form(Arc<PdfForm>),
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

/// A PDF with form fields and what fills each, as the démarche's folder holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfForm {
    /// What the files are called, without their ending.
    pub name: String,
    /// `templates/<name>.pdf`
    pub pdf: Arc<[u8]>,
    /// What `templates/<name>.yaml` says, in its order.
    pub fields: Vec<PdfField>,
}

/// A line of what fills a PDF: one of its fields, and an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfField {
    /// The field's whole name in the PDF.
    pub name: String,
    /// Where it stands in the YAML, in bytes.
    pub name_at: Range<usize>,
    /// An answer's path, or an expression of the templates; an empty one leaves the field as it is. None where nothing is written yet.
    pub expression: Option<String>,
    /// Where its first sign stands, in bytes; none where escapes in it make the file another text than this.
    pub starts_at: Option<usize>,
    /// Where the whole of it stands.
    pub expression_at: Range<usize>,
}

impl Format {
    /// Those of a recipient that names none.
    pub const USUAL: [Self; 2] = [Self::Json, Self::Pdf];

    /// Whether the agency brings it itself: then it may turn out that it cannot be made of a case.
    pub fn is_own(&self) -> bool {
        matches!(self, Self::Xml(_) | Self::Form(_))
    }

    /// The file's name in the package, of one that the agency brings itself.
    pub fn own_file(&self) -> Option<String> {
        match self {
            Self::Xml(template) => Some(format!("{}.xml", template.name)),
            Self::Form(form) => Some(format!("{}.pdf", form.name)),
            Self::Json | Self::Pdf | Self::Csv => None,
        }
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
            Self::Form(form) => form.fmt(f),
        }
    }
}

impl fmt::Display for XmlTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "xml:{}", self.name)
    }
}

impl fmt::Display for PdfForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pdf:{}", self.name)
    }
}
