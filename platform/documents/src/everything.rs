//! Makes the citizen's own ZIP: everything that a dossier holds, the same bytes every time.

use std::io::{Cursor, Write as _};

use jiff::Timestamp;
use zip::{CompressionMethod, ZipWriter};

use crate::{
    Fault,
    package::{extension, options, safe},
};

/// One file of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path in the ZIP: a name of ours, or one made by [`file_name`].
    pub name: String,
    /// The media type.
    pub mime: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The ZIP of these files, in this order; `at` is the time that every file carries.
///
/// # Errors
/// Two files of one name, or more than a ZIP holds.
pub fn write(at: Timestamp, entries: &[Entry]) -> Result<Vec<u8>, Fault> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in entries {
        // Photographs and PDFs are compressed already.
        let packed = extension(&entry.mime) != "bin";
        let method = if packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(entry.name.as_str(), options(at).compression_method(method))?;
        zip.write_all(&entry.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A path for a file that a citizen or a service named: its number, what of its name is safe, and the ending of its true type.
pub fn file_name(folder: &str, rank: usize, name: &str, mime: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{folder}/{rank:02}-{}.{}", safe(stem), extension(mime))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_stays_in_its_folder_and_keeps_its_true_type() {
        assert_eq!(file_name("pieces-jointes", 1, "été.PDF", "application/pdf"), "pieces-jointes/01-_t_.pdf");
        let hostile = file_name("documents", 12, "../../etc/passwd.exe", "image/png");
        assert!(
            hostile.starts_with("documents/12-") && !hostile.contains("..") && hostile.ends_with(".png"),
            "{hostile}"
        );
    }

    #[test]
    fn the_same_files_give_the_same_bytes() {
        let entry =
            |name: &str| Entry { name: name.to_owned(), mime: "application/json".to_owned(), bytes: b"{}".repeat(99) };
        let entries = [entry("a.json"), entry("b/01-a.json")];
        let at = "2026-11-21T10:00:00Z".parse().unwrap();
        assert_eq!(write(at, &entries).unwrap(), write(at, &entries).unwrap());
        assert!(write(at, &[entry("a"), entry("a")]).is_err(), "two files of one name");
    }
}
