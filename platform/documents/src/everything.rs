//! Makes the citizen's own ZIP: everything that a dossier holds, the same bytes every time.

use std::io::{Cursor, Write as _};

use jiff::Timestamp;
use unicode_normalization::UnicodeNormalization as _;
use zip::{CompressionMethod, ZipWriter};

use crate::{
    Fault,
    package::{extension, options},
};

/// How long a stem may be, in bytes, so that with its number and its ending it is a name on every disk.
const STEM: usize = 200;

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
    format!("{folder}/{rank:02}-{}.{}", kept(stem), extension(mime))
}

/// Letters of every script and figures, `.`, `-` and `_` alone: people find their files by the names that they gave them. A name that is
/// not ASCII is marked as UTF-8 in the ZIP.
fn kept(stem: &str) -> String {
    let letter = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
    let mut kept = String::new();
    for c in stem.nfc().map(letter) {
        if kept.len() + c.len_utf8() > STEM {
            break;
        }
        kept.push(c);
    }
    kept.trim_matches('.').replace("..", "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_stays_in_its_folder_and_keeps_its_true_type() {
        assert_eq!(file_name("pieces-jointes", 1, "été.PDF", "application/pdf"), "pieces-jointes/01-été.pdf");
        assert_eq!(
            file_name("documents", 2, "Reçu de l'E\u{301}tat.pdf", "application/pdf"),
            "documents/02-Reçu_de_l_État.pdf"
        );
        let hostile = file_name("documents", 12, "../../etc/passwd.exe", "image/png");
        assert!(
            hostile.starts_with("documents/12-") && !hostile.contains("..") && hostile.ends_with(".png"),
            "{hostile}"
        );
        for hostile in ["\u{202e}gpj.exe", "a\0b\r\n", "....//x", "C:\\été", "…", &"é".repeat(300)] {
            let name = file_name("documents", 1, hostile, "image/png");
            let inside = name.strip_prefix("documents/01-").unwrap();
            let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
            assert!(inside.chars().all(plain) && !inside.contains("..") && inside.len() < 240, "{name}");
        }
    }

    #[test]
    fn other_readers_find_the_names_as_they_were_given() {
        let names = ["pieces-jointes/01-été_où_naïf.pdf", "documents/01-Łódź_東京.pdf", "answers.json"];
        let entries = names.map(|name| Entry {
            name: name.to_owned(),
            mime: "application/pdf".to_owned(),
            bytes: name.as_bytes().to_vec(),
        });
        let file = tempfile::NamedTempFile::with_suffix(".zip").unwrap();
        std::fs::write(file.path(), write("2026-11-21T10:00:00Z".parse().unwrap(), &entries).unwrap()).unwrap();
        let list = "import sys, zipfile\nsys.stdout.buffer.write('\\n'.join(zipfile.ZipFile(sys.argv[1]).namelist()).encode())";
        let python = std::process::Command::new("python3").args(["-c", list]).arg(file.path()).output();
        let output = python.unwrap_or_else(|error| panic!("python3 (apt install python3): {error}"));
        assert_eq!(String::from_utf8_lossy(&output.stdout), names.join("\n"));
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
