//! Makes the partner's package: one ZIP a case, the same bytes every time.
//!
//! | in the ZIP | what it is |
//! |---|---|
//! | `manifest.json` | who, what, when, by which version, and every file with its size and SHA-256 |
//! | `answers.json` | the answers this recipient may see |
//! | `answers-before-complement-{n}.json` | what they were before the citizen gave the nth complement |
//! | `schema.json` | the JSON Schema they keep to |
//! | `recapitulatif.pdf` | the same answers as people read them |
//! | `answers.csv`, `answers-{group}.csv`, `{name}.xml`, `{name}.pdf` | the formats that the recipient asked for |
//! | `{reference}-{démarche}-{code}-{rank}.{ext}` | the attachments |
//! | `echange.txt`, `messages/` | for agents alone: what was written to each other, and its files |

use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Seek, Write},
};

use form::{
    demarche::{Applicant, Demarche},
    lookup::Organisation,
    recap::Provenance,
    text::Language,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::{
    Evidence, Fault,
    exchange::Exchange,
    formats::{Made, Unmade},
};

/// What the manifest's own form is called; a change that breaks its readers gets the next number.
const FORMAT: &str = "guichet-package-1";

/// The same package with a file that is not what its manifest says, and otherwise whole: what a program that verifies must notice.
///
/// # Errors
/// Where it is no package.
pub fn damaged(package: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut from = ZipArchive::new(Cursor::new(package))?;
    let mut into = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut file = from.by_index(index)?;
        let name = file.name()?.into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        if name == "answers.json" {
            bytes.push(b' ');
        }
        into.start_file(name, SimpleFileOptions::default())?;
        into.write_all(&bytes)?;
    }
    Ok(into.finish()?.into_inner())
}

/// How surely the applicant is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityLevel {
    /// Filed without an account.
    None,
    /// Filed from a local account.
    Account,
    /// Known by a provider of identity, as the démarche asks for it: `evidence.identified` says by which and how surely.
    Provider,
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
    /// What proves the confirmation; the hash is of the recap of these answers alone.
    pub evidence: Evidence<'a>,
    /// What it may see, in the order of the recap.
    pub files: &'a [File<'a>],
    /// What it may see too, and is held back, with why (`malware`, `scanning`): named, and not in the package.
    pub retained: &'a [(File<'a>, &'a str)],
    /// Where the answers came from that were not typed: from the vault, computed, or given by a source and verified or not; and files that
    /// were not joined on the page.
    pub provenance: &'a [Provenance<'a>],
    /// The files of the formats that the recipient asked for besides.
    pub formats: &'a [Made],
    /// Those that could not be made: named, and not in the package.
    pub unmade: &'a [Unmade],
    /// What was given after the filing, the oldest first: the answers hold it.
    pub complements: &'a [Complement<'a>],
    /// What was written to each other: for agents alone, since it goes on; what software fetches again is the same bytes.
    pub exchange: Option<&'a Exchange>,
}

/// What a citizen gave after the filing, because the recipient asked for it.
#[derive(Debug, Clone)]
pub struct Complement<'a> {
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// The day until which.
    pub due: Option<Date>,
    /// Which questions.
    pub questions: &'a [String],
    /// When it was given.
    pub given_at: Timestamp,
    /// The paths at which something else is said by it.
    pub changed: &'a [String],
    /// The answers before it, as wire JSON.
    pub former_answers: &'a serde_json::Value,
    /// SHA-256 of the recap of the answers by it.
    pub share_hash: String,
    /// The files that it took the place of: code, name, SHA-256.
    pub replaced: Vec<(String, &'a str, String)>,
}

/// Writes the package to `out`; `open` gives the bytes of one attachment after the other, so that they need not all be in memory.
///
/// Refuses (`documents.attachment`) an attachment whose bytes are not those that were recorded: nothing altered goes out unseen.
pub fn write<W: Write + Seek>(
    package: &Package<'_>,
    out: W,
    mut open: impl FnMut(&File<'_>) -> std::io::Result<Box<dyn Read>>,
) -> Result<W, Fault> {
    let names = names(package.reference, &package.demarche.id, package.files);
    let answers = pretty(package.answers)?;
    let schema = pretty(package.schema)?;
    let former: Vec<(String, Vec<u8>)> = package
        .complements
        .iter()
        .enumerate()
        .map(|(place, one)| Ok((former_name(place), pretty(one.former_answers)?)))
        .collect::<Result<_, Fault>>()?;
    let mut written = vec![
        Ours { name: "answers.json", mime: "application/json", format: "json", bytes: &answers },
        Ours { name: "schema.json", mime: "application/schema+json", format: "json", bytes: &schema },
        Ours { name: "recapitulatif.pdf", mime: "application/pdf", format: "pdf", bytes: package.recap_pdf },
    ];
    written.extend(former.iter().map(|(name, bytes)| Ours { name, mime: "application/json", format: "json", bytes }));
    written.extend(package.formats.iter().map(|made| Ours {
        name: &made.name,
        mime: made.mime,
        format: &made.format,
        bytes: &made.bytes,
    }));
    let manifest = pretty(&manifest(package, &written, &names))?;
    let deflated = options(package.submitted_at).compression_method(CompressionMethod::Deflated);
    // Photographs and PDFs are compressed already.
    let stored = options(package.submitted_at).compression_method(CompressionMethod::Stored);

    let mut zip = ZipWriter::new(out);
    zip.start_file("manifest.json", deflated)?;
    zip.write_all(&manifest)?;
    for ours in written {
        zip.start_file(ours.name, if ours.mime == "application/pdf" { stored } else { deflated })?;
        zip.write_all(ours.bytes)?;
    }
    for (file, name) in package.files.iter().zip(&names) {
        let large = file.size > u64::from(u32::MAX / 2);
        zip.start_file(name.as_str(), stored.large_file(large))?;
        copy(open(file)?, &mut zip, file)?;
    }
    if let Some(exchange) = package.exchange {
        exchange.write(&mut zip, deflated, stored)?;
    }
    Ok(zip.finish()?)
}

/// A file of a package that was written here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpacked {
    /// Its name in the package.
    pub name: String,
    /// The format that it is of, or the question that it answers.
    pub code: String,
    /// Its media type.
    pub mime: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// Takes a package apart that [`write`] made: its files one by one, the manifest first.
///
/// # Errors
/// Where it is none.
pub fn unpack(package: &[u8]) -> Result<Vec<Unpacked>, Fault> {
    #[derive(serde::Deserialize)]
    struct Manifest {
        files: Vec<Listed>,
    }
    #[derive(serde::Deserialize)]
    struct Listed {
        name: String,
        mime: String,
        code: Option<String>,
        format: Option<String>,
    }
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(package))?;
    let mut take = |name: &str| -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        zip.by_name(name)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let manifest = take("manifest.json")?;
    let listed: Manifest = serde_json::from_slice(&manifest)?;
    let (name, code, mime) = ("manifest.json".to_owned(), "manifest".to_owned(), "application/json".to_owned());
    let mut files = vec![Unpacked { name, code, mime, bytes: manifest }];
    for Listed { name, mime, code, format } in listed.files {
        let code = code.or(format).unwrap_or_else(|| "file".to_owned());
        files.push(Unpacked { bytes: take(&name)?, name, code, mime });
    }
    Ok(files)
}

/// A file of the package that the platform makes.
struct Ours<'a> {
    name: &'a str,
    mime: &'a str,
    /// Which of the recipient's formats it is of.
    format: &'a str,
    bytes: &'a [u8],
}

fn former_name(place: usize) -> String {
    format!("answers-before-complement-{}.json", place + 1)
}

/// The name of the package: `{reference}-{démarche}.zip`.
pub fn file_name(package: &Package<'_>) -> String {
    format!("{}-{}.zip", safe(package.reference), safe(&package.demarche.id))
}

fn copy(mut from: Box<dyn Read>, to: &mut impl Write, file: &File<'_>) -> Result<(), Fault> {
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        digest.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
    }
    if hex::encode(digest.finalize()) == file.sha256 { Ok(()) } else { Err(Fault::Attachment(file.id.to_owned())) }
}

fn pretty(value: &Value) -> Result<Vec<u8>, Fault> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Every entry carries the time of submission: the bytes do not depend on when the package is made.
pub(crate) fn options(at: Timestamp) -> SimpleFileOptions {
    let at = at.to_zoned(TimeZone::UTC);
    let part = |number: i8| u8::try_from(number).unwrap_or(0);
    let time = zip::DateTime::from_date_and_time(
        u16::try_from(at.year()).unwrap_or(1980),
        part(at.month()),
        part(at.day()),
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    );
    SimpleFileOptions::default().last_modified_time(time.unwrap_or_default()).unix_permissions(0o644)
}

/// The attachments' names in the package, made of nothing but what we gave out ourselves.
pub fn names(reference: &str, demarche: &str, files: &[File<'_>]) -> Vec<String> {
    let mut ranks: BTreeMap<&str, u32> = BTreeMap::new();
    files
        .iter()
        .map(|file| {
            let rank = ranks.entry(file.code).or_insert(0);
            *rank += 1;
            format!("{}-{}-{}-{rank}.{}", safe(reference), safe(demarche), safe(file.code), extension(file.mime))
        })
        .collect()
}

/// Letters, figures, `.`, `-` and `_` alone, and never a leading dot: the name of a file and nothing else on any system.
pub(crate) fn safe(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' })
        .take(80)
        .collect();
    kept.trim_start_matches('.').replace("..", "_")
}

pub(crate) fn extension(mime: &str) -> &'static str {
    match mime {
        "application/pdf" => "pdf",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        _ => "bin",
    }
}

fn manifest(package: &Package<'_>, written: &[Ours<'_>], names: &[String]) -> Value {
    let ours = written.iter().map(|ours| {
        json!({
            "name": ours.name,
            "mime": ours.mime,
            "size": ours.bytes.len(),
            "sha256": hex::encode(Sha256::digest(ours.bytes)),
            "origin": "platform",
            "format": ours.format,
        })
    });
    let attached = package.files.iter().zip(names).map(|(file, name)| {
        json!({
            "name": name,
            "code": file.code,
            "original_name": file.name,
            "mime": file.mime,
            "size": file.size,
            "sha256": file.sha256,
            "origin": file.origin,
        })
    });
    let exchanged = |told: fn(&Exchange) -> Vec<Value>| package.exchange.map(told).unwrap_or_default();
    json!({
        "format": FORMAT,
        "reference": package.reference,
        "case": package.case_id,
        "environment": package.environment,
        "demarche": {
            "id": package.demarche.id,
            "letters": package.demarche.letters,
            "version": package.demarche.version,
            "agency": package.demarche.agency,
            "title": package.demarche.title.get(Language::Fr),
        },
        "submitted_at": package.submitted_at.to_string(),
        "channel": package.channel,
        "language": package.language.tag(),
        "applicant": {
            "kind": applicant(package.applicant),
            "identity": package.identity,
        },
        "recipient": {
            "id": package.recipient,
            "siret": package.organisation.map(|organisation| &organisation.siret),
            "branch": package.organisation.map(|organisation| &organisation.branch),
            "name": package.organisation.map(|organisation| &organisation.name),
        },
        "files": ours.chain(attached).chain(exchanged(Exchange::listed)).collect::<Vec<_>>(),
        "retained": package
            .retained
            .iter()
            .map(|(file, reason)| json!({ "code": file.code, "original_name": file.name, "reason": reason }))
            .chain(exchanged(Exchange::held))
            .collect::<Vec<_>>(),
        "unmade": package.unmade.iter().map(|one| json!({
            "name": one.name, "format": one.format, "reason": one.code, "detail": one.detail,
        })).collect::<Vec<_>>(),
        "provenance": package
            .provenance
            .iter()
            .map(|one| match one.file {
                Some(file) => json!({ "path": one.path, "file": file, "source": one.source }),
                None => json!({ "path": one.path, "source": one.source }),
            })
            .collect::<Vec<_>>(),
        "complements": package.complements.iter().enumerate().map(|(place, one)| json!({
            "asked_at": one.asked_at.to_string(),
            "by": one.due.map(|due| due.to_string()),
            "questions": one.questions,
            "given_at": one.given_at.to_string(),
            "changed": one.changed,
            "former_answers": former_name(place),
            "share_sha256": one.share_hash,
            "replaced": one.replaced.iter().map(|(code, name, sha256)| json!({
                "code": code, "original_name": name, "sha256": sha256,
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "evidence": {
            "confirmed_at": package.evidence.confirmed_at.to_string(),
            "share_sha256": package.evidence.recap_hash,
            "statement": package.evidence.statement,
            "identified": package.evidence.identified.map(|one| json!({
                "by": one.by,
                "level": one.level,
                "at": one.at.to_string(),
                "acting_for": one.acting_for.map(|(siret, name)| json!({ "siret": siret, "name": name })),
            })),
            "warnings": package.evidence.warnings.iter().map(|warning| json!({
                "rule": warning.rule,
                "at": warning.at,
                "message": warning.message,
                "passed_at": warning.passed_at.to_string(),
            })).collect::<Vec<_>>(),
        },
    })
}

fn applicant(applicant: Applicant) -> &'static str {
    match applicant {
        Applicant::Particulier => "particulier",
        Applicant::Association => "association",
        Applicant::Professionnel => "professionnel",
    }
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn names_lead_nowhere() {
        for hostile in ["../../etc/passwd", "/etc/passwd", ".ssh", "a/../../b", "\u{202E}gpj.exe", "x\r\ny"] {
            let name = safe(hostile);
            assert!(!name.contains("..") && !name.contains('/') && !name.starts_with('.') && name.is_ascii(), "{name}");
        }
        assert_eq!(safe("C:\\x"), "C__x");
        assert_eq!(safe("vehicules.plaque"), "vehicules.plaque");
        assert!(!safe("....//x").contains(".."));
    }
}
