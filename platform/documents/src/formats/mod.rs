//! Makes the files of a case that its recipient asked for beside the answers in JSON and the recap: each is made of the recipient's own share.
//!
//! To add a format: a file here, a word or key in `form`, one arm in [`make`].

mod rows;

use form::{
    demarche::{Demarche, Format, Recipient},
    lookup::Organisation,
};
use jiff::Zoned;
use serde_json::Value as Json;

use crate::{Fault, package::File};

/// A case as its recipient has it: what every format is made of, and nothing else.
#[derive(Debug, Clone)]
pub struct Share<'a> {
    /// By which it was filed.
    pub demarche: &'a Demarche,
    /// Whose share this is.
    pub recipient: &'a Recipient,
    /// As the directory had it.
    pub organisation: Option<&'a Organisation>,
    /// As shown to citizens, in groups.
    pub reference: &'a str,
    /// The case's own id.
    pub case_id: &'a str,
    /// `production`, `test` …
    pub environment: &'a str,
    /// When the dossier was recorded, in the démarche's legal time zone.
    pub recorded_at: Zoned,
    /// The answers it receives, as wire JSON.
    pub answers: &'a Json,
    /// What it may see, and under which name each lies in the package.
    pub files: &'a [(&'a File<'a>, &'a str)],
}

/// A file of one of the formats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its name in the package.
    pub name: String,
    /// Its media type.
    pub mime: &'static str,
    /// The format, as the démarche names it.
    pub format: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Share<'_> {
    /// Under which name a file lies in the package, by the path of the question that it answers and as the answers tell it.
    fn file_name(&self, code: &str, told: &Json) -> Option<&str> {
        let is = |key: &str, value: &str| told.get(key).and_then(Json::as_str) == Some(value);
        let mut files = self.files.iter();
        let known = files.find(|(file, _)| file.code == code && is("name", file.name) && is("sha256", file.sha256));
        known.map(|(_, name)| *name)
    }
}

/// The files of the formats that the recipient asked for.
pub fn make(share: &Share<'_>) -> Result<Vec<Made>, Fault> {
    let mut made = Vec::new();
    for format in &share.recipient.formats {
        match format {
            // The package itself holds these.
            Format::Json | Format::Pdf => {}
            Format::Csv => made.extend(rows::make(share)?),
        }
    }
    Ok(made)
}
