//! Lays parts into a backup one after another, each with its name, its length and its hash in the list at the end.
//!
//! A part is the length of its name (2 bytes) ‖ name ‖ pieces, each its length (4) ‖ bytes, the last one empty. A name of no length ends the
//! archive.

use std::io::Write;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::BackupError;
use super::envelope::{Opener, Sealer};
use crate::error::StoreError;

/// What one piece holds at most.
const PIECE: usize = 64 * 1024;

/// A part of a backup, as its list names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name: `about.json`, `key/…`, `table/…`, `object/…`, `file/…`.
    pub name: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Their SHA-256, in hexadecimal.
    pub sha256: String,
    /// Of a table: how many rows it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

/// A part that is being written or read.
struct Going {
    name: String,
    bytes: u64,
    hash: Sha256,
}

impl Going {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), bytes: 0, hash: Sha256::new() }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.hash.update(bytes);
    }

    fn end(self, rows: Option<u64>) -> Part {
        Part { name: self.name, bytes: self.bytes, sha256: hex::encode(self.hash.finalize()), rows }
    }
}

pub(super) struct ArchiveWriter<W: Write> {
    sealer: Sealer<W>,
    going: Option<Going>,
    parts: Vec<Part>,
}

impl<W: Write> ArchiveWriter<W> {
    pub(super) fn new(sealer: Sealer<W>) -> Self {
        Self { sealer, going: None, parts: Vec::new() }
    }

    pub(super) fn begin(&mut self, name: &str) -> Result<(), StoreError> {
        let length = u16::try_from(name.len()).map_err(|_| StoreError::Invalid("a name of this length"))?;
        self.sealer.write(&length.to_be_bytes())?;
        self.sealer.write(name.as_bytes())?;
        self.going = Some(Going::new(name));
        Ok(())
    }

    pub(super) fn data(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        if let Some(going) = &mut self.going {
            going.take(bytes);
        }
        for piece in bytes.chunks(PIECE) {
            self.sealer.write(&(piece.len() as u32).to_be_bytes())?;
            self.sealer.write(piece)?;
        }
        Ok(())
    }

    pub(super) fn end(&mut self, rows: Option<u64>) -> Result<(), StoreError> {
        self.sealer.write(&0_u32.to_be_bytes())?;
        self.parts.extend(self.going.take().map(|going| going.end(rows)));
        Ok(())
    }

    pub(super) fn whole(&mut self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.begin(name)?;
        self.data(bytes)?;
        self.end(None)
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub(super) fn finish(mut self) -> Result<(W, [u8; 32]), StoreError> {
        self.sealer.write(&0_u16.to_be_bytes())?;
        self.sealer.finish()
    }
}

pub(crate) struct ArchiveReader {
    opener: Opener,
    going: Option<Going>,
    parts: Vec<Part>,
}

impl ArchiveReader {
    pub(crate) fn new(opener: Opener) -> Self {
        Self { opener, going: None, parts: Vec::new() }
    }

    /// The name of the next part; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<String>, BackupError> {
        let mut length = [0; 2];
        self.opener.fill(&mut length)?;
        let length = usize::from(u16::from_be_bytes(length));
        if length == 0 {
            return Ok(None);
        }
        let mut name = vec![0; length];
        self.opener.fill(&mut name)?;
        let name = String::from_utf8(name).map_err(|_| BackupError::Damaged("a part has no name".to_owned()))?;
        self.going = Some(Going::new(&name));
        Ok(Some(name))
    }

    /// The next piece of this part; `None` at its end.
    pub(crate) fn piece(&mut self) -> Result<Option<Vec<u8>>, BackupError> {
        let mut length = [0; 4];
        self.opener.fill(&mut length)?;
        let length = u32::from_be_bytes(length) as usize;
        if length == 0 {
            return Ok(None);
        }
        if length > PIECE {
            return Err(BackupError::Damaged("a piece of it is too long".to_owned()));
        }
        let mut bytes = vec![0; length];
        self.opener.fill(&mut bytes)?;
        if let Some(going) = &mut self.going {
            going.take(&bytes);
        }
        Ok(Some(bytes))
    }

    /// Ends this part, once all of its pieces were read.
    pub(crate) fn end(&mut self, rows: Option<u64>) {
        self.parts.extend(self.going.take().map(|going| going.end(rows)));
    }

    /// A whole part that is small.
    pub(crate) fn whole(&mut self) -> Result<Vec<u8>, BackupError> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.piece()? {
            bytes.extend_from_slice(&piece);
        }
        self.end(None);
        Ok(bytes)
    }

    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub(crate) fn finish(self) -> Result<(), BackupError> {
        self.opener.finish()
    }
}
