//! Holds the files of a démarche and of the components in memory: whoever calls has read them.

use std::{collections::BTreeMap, sync::Arc};

use sha2::{Digest, Sha256};

/// The files of one folder, by path relative to it, with `/` between segments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    /// The folder's name: the id of the démarche or of the component.
    pub name: String,
    /// The folder as diagnostics name it (`forms/recensement-citoyen`).
    pub shown_path: String,
    /// The files.
    pub files: BTreeMap<String, Arc<[u8]>>,
}

/// The components that a démarche may use, by id.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// One folder a component.
    pub components: BTreeMap<String, Bundle>,
}

impl Bundle {
    /// The text of a file, where it is there and is UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.files.get(path)?).ok()
    }

    /// SHA-256 over names and contents, in lower-case hexadecimal.
    ///
    /// Scenarios, the README and the lock do not count: they change nothing of what a citizen sees.
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        for (path, bytes) in &self.files {
            if path.starts_with("scenarios/") || path == "README.md" || path == crate::check::LOCK_FILE {
                continue;
            }
            hasher.update((path.len() as u64).to_be_bytes());
            hasher.update(path.as_bytes());
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        }
        hex::encode(hasher.finalize())
    }
}
