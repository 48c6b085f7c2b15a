//! Proves that a stored file is whole, as it lies there, while its bytes pass by on their way to somewhere else.

use super::{CHUNK, Chunks, FORMAT, HEADER, PREFIX, TAG};
use crate::attachments::SealedFile;
use crate::error::StoreError;
use crate::locker::Locker;
use crate::store::Shared;

/// A sealed file whose bytes come in pieces of any length.
pub(crate) struct Proof {
    locker: Locker,
    chunks: Option<Chunks>,
    waiting: Vec<u8>,
}

impl Proof {
    /// # Errors
    /// `store.tampered`, `store.wrong_key`: the key in its row does not open.
    pub(crate) fn begin(shared: &Shared, file: &SealedFile) -> Result<Self, StoreError> {
        let locker = Locker::unwrap(shared, &file.agency, "object", &file.object, &file.data_key)?;
        Ok(Self { locker, chunks: None, waiting: Vec::with_capacity(CHUNK + TAG) })
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// `store.tampered`: what came so far is not what was sealed.
    pub(crate) fn take(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
        while !bytes.is_empty() {
            let wanted = if self.chunks.is_some() { CHUNK + TAG } else { HEADER };
            // A full chunk is opened only when more follows, for the last one is marked as such.
            if self.waiting.len() == wanted {
                self.open(false)?;
                continue;
            }
            let (piece, rest) = bytes.split_at(bytes.len().min(wanted - self.waiting.len()));
            self.waiting.extend_from_slice(piece);
            bytes = rest;
        }
        Ok(())
    }

    /// Says whether all of it came.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub(crate) fn end(mut self) -> Result<(), StoreError> {
        if self.chunks.is_none() {
            self.open(false)?;
        }
        self.open(true)
    }

    fn open(&mut self, last: bool) -> Result<(), StoreError> {
        let mut piece = std::mem::take(&mut self.waiting);
        match &mut self.chunks {
            Some(chunks) => chunks.open(&mut piece, last)?,
            None => self.chunks = Some(chunks_after(&piece, &self.locker)?),
        }
        piece.clear();
        self.waiting = piece;
        Ok(())
    }
}

/// What the head of a file says of the chunks that follow it.
pub(super) fn chunks_after(header: &[u8], locker: &Locker) -> Result<Chunks, StoreError> {
    if header.len() != HEADER || header[0] != FORMAT || header[1..9] != locker.key().id() {
        return Err(StoreError::Tampered { what: "file" });
    }
    let mut prefix = [0; PREFIX];
    prefix.copy_from_slice(&header[9..]);
    Ok(Chunks { cipher: locker.key().file_cipher(), prefix, number: 0, place: locker.place("body").bytes() })
}
