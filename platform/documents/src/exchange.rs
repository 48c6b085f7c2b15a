//! What stands in an agent's package besides: what the citizen and the service wrote to each other, and the files that came with it.

use std::io::{Seek, Write};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::Fault;

/// What the text of it is called.
const TEXT: &str = "echange.txt";

/// What was written to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// All of it, the oldest first, as people read it.
    pub text: String,
    /// The files of it.
    pub files: Vec<Joined>,
    /// Those that are held back, by their name, with why (`malware`, `scanning`): named, and not in the package.
    pub retained: Vec<(String, &'static str)>,
}

/// A file that came with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// Its path in the ZIP, made by [`crate::everything::file_name`].
    pub name: String,
    /// Its name as whoever sent it calls it.
    pub original_name: String,
    /// The type found in the content.
    pub mime: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

impl Exchange {
    /// Its files as the manifest lists them.
    pub(crate) fn listed(&self) -> Vec<Value> {
        let text = json!({
            "name": TEXT,
            "mime": "text/plain",
            "size": self.text.len(),
            "sha256": hex::encode(Sha256::digest(&self.text)),
            "origin": "platform",
            "format": "txt",
        });
        let joined = self.files.iter().map(|file| {
            json!({
                "name": file.name,
                "code": "message",
                "original_name": file.original_name,
                "mime": file.mime,
                "size": file.bytes.len(),
                "sha256": hex::encode(Sha256::digest(&file.bytes)),
                "origin": "message",
            })
        });
        std::iter::once(text).chain(joined).collect()
    }

    /// Those held back as the manifest lists them.
    pub(crate) fn held(&self) -> Vec<Value> {
        let held = self.retained.iter();
        held.map(|(name, reason)| json!({ "code": "message", "original_name": name, "reason": reason })).collect()
    }

    /// Writes all of it.
    pub(crate) fn write<W: Write + Seek>(
        &self,
        zip: &mut ZipWriter<W>,
        deflated: SimpleFileOptions,
        stored: SimpleFileOptions,
    ) -> Result<(), Fault> {
        zip.start_file(TEXT, deflated)?;
        zip.write_all(self.text.as_bytes())?;
        for file in &self.files {
            zip.start_file(file.name.as_str(), stored)?;
            zip.write_all(&file.bytes)?;
        }
        Ok(())
    }
}
