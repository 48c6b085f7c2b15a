//! Seals a backup to the recovery key, chunk by chunk, as it is written.
//!
//! `guichet backup 1` ‖ id of the recovery key (8) ‖ public half of this backup's own key (32) ‖ nonce prefix (19), then chunks as those of
//! files. The key is drawn from both halves by HKDF; the header is bound to every chunk.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::KeyInit as _;
use chacha20poly1305::{Key, XChaCha20Poly1305};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::BackupError;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::objects::{CHUNK, Chunks, PREFIX, TAG};
use crate::recovery::{RecoveryError, RecoveryPublic, RecoverySecret};

const MAGIC: &[u8; 16] = b"guichet backup 1";
const HEADER: usize = MAGIC.len() + 8 + 32 + PREFIX;

fn chunks(shared: &[u8; 32], header: &[u8; HEADER]) -> Result<Chunks, StoreError> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(MAGIC), shared)
        .expand(header, key.as_mut())
        .map_err(|_| StoreError::Invalid("a key of this length"))?;
    let mut prefix = [0; PREFIX];
    prefix.copy_from_slice(&header[HEADER - PREFIX..]);
    Ok(Chunks {
        cipher: XChaCha20Poly1305::new(Key::from_slice(key.as_ref())),
        prefix,
        number: 0,
        place: header.to_vec(),
    })
}

/// Writes a sealed file.
pub(super) struct Sealer<W: Write> {
    out: W,
    path: PathBuf,
    chunks: Chunks,
    buffer: Vec<u8>,
    hash: Sha256,
}

impl<W: Write> Sealer<W> {
    pub(super) fn begin(out: W, path: &Path, ids: &Ids, to: &RecoveryPublic) -> Result<Self, StoreError> {
        let (with, shared) = to.agree(ids)?;
        let mut header = [0; HEADER];
        header[..16].copy_from_slice(MAGIC);
        header[16..24].copy_from_slice(&to.short());
        header[24..56].copy_from_slice(&with);
        ids.fill(&mut header[56..])?;
        let chunks = chunks(&shared, &header)?;
        let buffer = Vec::with_capacity(CHUNK + TAG);
        let mut sealer = Self { out, path: path.to_owned(), chunks, buffer, hash: Sha256::new() };
        sealer.put(&header)?;
        Ok(sealer)
    }

    pub(super) fn write(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
        while !bytes.is_empty() {
            // A full chunk is sealed only when more follows, for the last one is marked as such.
            if self.buffer.len() == CHUNK {
                self.flush(false)?;
            }
            let (piece, rest) = bytes.split_at(bytes.len().min(CHUNK - self.buffer.len()));
            self.buffer.extend_from_slice(piece);
            bytes = rest;
        }
        Ok(())
    }

    fn flush(&mut self, last: bool) -> Result<(), StoreError> {
        let mut chunk = std::mem::take(&mut self.buffer);
        self.chunks.seal(&mut chunk, last)?;
        self.put(&chunk)?;
        chunk.clear();
        self.buffer = chunk;
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.hash.update(bytes);
        self.out.write_all(bytes).map_err(|error| StoreError::file(&self.path, error))
    }

    /// Ends the file; gives what it was written to, and the hash of the whole.
    pub(super) fn finish(mut self) -> Result<(W, [u8; 32]), StoreError> {
        self.flush(true)?;
        self.out.flush().map_err(|error| StoreError::file(&self.path, error))?;
        Ok((self.out, self.hash.finalize().into()))
    }
}

/// Reads a sealed file.
pub(crate) struct Opener {
    input: BufReader<std::fs::File>,
    path: PathBuf,
    chunks: Chunks,
    piece: Vec<u8>,
    read: usize,
    ended: bool,
}

impl Opener {
    pub(crate) fn begin(path: &Path, with: &RecoverySecret) -> Result<Self, BackupError> {
        let fail = |error| BackupError::from(StoreError::file(path, error));
        let mut input = BufReader::with_capacity(CHUNK + TAG, std::fs::File::open(path).map_err(fail)?);
        let mut header = [0; HEADER];
        input.read_exact(&mut header).map_err(|_| BackupError::NotABackup(path.to_owned()))?;
        if header[..16] != *MAGIC {
            return Err(BackupError::NotABackup(path.to_owned()));
        }
        let given = with.public();
        if header[16..24] != given.short() {
            let wanted = hex::encode(&header[16..24]);
            return Err(RecoveryError::Other { wanted, given: given.id() }.into());
        }
        let mut other = [0; 32];
        other.copy_from_slice(&header[24..56]);
        let chunks = chunks(&with.agree(&other), &header)?;
        Ok(Self { input, path: path.to_owned(), chunks, piece: Vec::new(), read: 0, ended: false })
    }

    /// Fills `bytes`, all of it.
    ///
    /// # Errors
    /// `backup.damaged`: a changed byte, a chunk that is missing, an early end.
    pub(crate) fn fill(&mut self, mut bytes: &mut [u8]) -> Result<(), BackupError> {
        while !bytes.is_empty() {
            if self.read == self.piece.len() {
                self.next()?;
            }
            let length = bytes.len().min(self.piece.len() - self.read);
            let (now, later) = bytes.split_at_mut(length);
            now.copy_from_slice(&self.piece[self.read..self.read + length]);
            self.read += length;
            bytes = later;
        }
        Ok(())
    }

    fn next(&mut self) -> Result<(), BackupError> {
        if self.ended {
            return Err(BackupError::Damaged("it ends too early".to_owned()));
        }
        let fail = |error| BackupError::from(StoreError::file(&self.path, error));
        self.piece.resize(CHUNK + TAG, 0);
        let mut filled = 0;
        while filled < self.piece.len() {
            match self.input.read(&mut self.piece[filled..]).map_err(fail)? {
                0 => break,
                read => filled += read,
            }
        }
        self.piece.truncate(filled);
        self.ended = self.input.fill_buf().map_err(fail)?.is_empty();
        self.read = 0;
        let opened = self.chunks.open(&mut self.piece, self.ended);
        opened.map_err(|_| BackupError::Damaged("a part of it was changed, or is missing".to_owned()))
    }

    /// Whether nothing is left.
    ///
    /// # Errors
    /// `backup.damaged` where something is.
    pub(crate) fn finish(self) -> Result<(), BackupError> {
        if self.read < self.piece.len() || !self.ended {
            return Err(BackupError::Damaged("something follows its end".to_owned()));
        }
        Ok(())
    }
}
