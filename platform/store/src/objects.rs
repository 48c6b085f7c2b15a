//! Keeps the bodies of files on disk, sealed chunk by chunk, so that a file of any size passes through little memory.
//!
//! A file is `format ‖ key id (8) ‖ nonce prefix (19)`, then chunks of 64 KiB, each sealed under `prefix ‖ chunk number ‖ last?`:
//! chunks cannot be swapped, dropped or cut off unnoticed. It is written under a temporary name, synced, renamed, its folder synced;
//! only then does a row point to it. A crash leaves at worst a file without a row, which [`Room::sweep`] removes.

use std::collections::HashSet;
use std::fmt;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::attachments::{Attachment, SealedFile};
use crate::connection::Read;
use crate::engine::args;
use crate::error::StoreError;
use crate::faults;
use crate::locker::Locker;
use crate::store::Shared;

mod chunks;
mod pin;
mod proof;

pub(crate) use chunks::{CHUNK, Chunks, PREFIX, TAG};
pub(crate) use proof::Proof;
use proof::chunks_after;

const FORMAT: u8 = 1;
const HEADER: usize = 1 + 8 + PREFIX;

/// The name of a stored file: 32 hexadecimal digits, said by chance.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ObjectKey(String);

impl ObjectKey {
    pub(crate) fn read(text: &str) -> Result<Self, StoreError> {
        if text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase()) {
            return Ok(Self(text.to_owned()));
        }
        Err(StoreError::Corrupt("an object's key is not 32 hexadecimal digits".into()))
    }

    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The folder of stored files.
#[derive(Debug)]
pub(crate) struct Objects {
    folder: PathBuf,
    /// Whoever takes a backup locks it: no file goes that the backup may name.
    pin: PathBuf,
    /// The shelves (folders by first letters) that this process knows to be there durably.
    shelves: Arc<Mutex<HashSet<PathBuf>>>,
}

impl Objects {
    pub(crate) fn open(data: &Path) -> Result<Self, StoreError> {
        let folder = data.join("objects");
        crate::files::private_folder(&folder).map_err(|error| StoreError::file(&folder, error))?;
        Ok(Self { folder, pin: data.join("objects.lock"), shelves: Arc::default() })
    }

    /// Keeps every file where it is until this is dropped; waits for those that are going now.
    ///
    /// # Errors
    /// `store.locked` where somebody keeps them already.
    pub(crate) fn keep_all(&self) -> Result<std::fs::File, StoreError> {
        pin::keep_all(&self.pin)
    }

    pub(crate) fn path(&self, key: &ObjectKey) -> PathBuf {
        self.folder.join(&key.0[..2]).join(&key.0)
    }

    /// Removes a file whose row is gone. A failure is left to the sweep.
    pub(crate) fn forget(&self, key: ObjectKey) {
        let path = self.path(&key);
        let pin = self.pin.clone();
        tokio::task::spawn_blocking(move || {
            let removed = pin::may_go(&pin).and_then(|pin| match pin {
                Some(_held) => std::fs::remove_file(&path),
                None => Err(std::io::Error::other("a backup is being taken")),
            });
            if let Err(error) = removed {
                tracing::warn!(%error, "a file without a row is left to the sweep");
            }
        });
    }
}

/// The sealed files of a store.
#[derive(Clone, Copy)]
pub struct Room<'a> {
    shared: &'a Shared,
}

impl fmt::Debug for Room<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Room")
    }
}

/// A file that lies durably on disk and waits for its row (`attachments::add`).
#[derive(Debug, Clone)]
pub struct StoredObject {
    /// Its size in bytes, as sent.
    pub size: u64,
    /// The SHA-256 of its bytes, as sent.
    pub sha256: [u8; 32],
    pub(crate) agency: String,
    pub(crate) key: ObjectKey,
    pub(crate) data_key: Vec<u8>,
    pub(crate) locker: Locker,
}

impl<'a> Room<'a> {
    pub(crate) fn new(shared: &'a Shared) -> Self {
        Self { shared }
    }

    /// Begins to store a file that arrives in pieces.
    pub async fn begin(self, agency: &str) -> Result<Upload, StoreError> {
        let mut name = [0; 16];
        self.shared.ids.fill(&mut name)?;
        let key = ObjectKey(hex::encode(name));
        let (locker, data_key) = Locker::create(self.shared, agency, "object", &key)?;
        let mut prefix = [0; PREFIX];
        self.shared.ids.fill(&mut prefix)?;
        let path = self.shared.objects.path(&key);
        let temporary = path.with_extension("new");
        let made = {
            let temporary = temporary.clone();
            let shelves = Arc::clone(&self.shared.objects.shelves);
            tokio::task::spawn_blocking(move || {
                if let Some(shelf) = temporary.parent() {
                    durable_shelf(&shelves, shelf)?;
                }
                crate::files::create_private(&temporary)
            })
        };
        let file = made.await.map_err(join)?.map_err(|error| StoreError::file(&temporary, error))?;
        let mut upload = Upload {
            file: tokio::fs::File::from_std(file),
            chunks: Chunks {
                cipher: locker.key().file_cipher(),
                prefix,
                number: 0,
                place: locker.place("body").bytes(),
            },
            buffer: Vec::with_capacity(CHUNK + TAG),
            hash: Sha256::new(),
            size: 0,
            path,
            temporary: Some(temporary),
            agency: agency.to_owned(),
            key,
            data_key,
            locker,
        };
        let mut header = Vec::with_capacity(HEADER);
        header.push(FORMAT);
        header.extend_from_slice(&upload.locker.key().id());
        header.extend_from_slice(&prefix);
        upload.put(&header).await?;
        Ok(upload)
    }

    /// Stores bytes that are already in memory.
    pub async fn put(self, agency: &str, bytes: &[u8]) -> Result<StoredObject, StoreError> {
        let mut upload = self.begin(agency).await?;
        upload.write(bytes).await?;
        upload.finish().await
    }

    /// Removes a file that gets no row. A failure is left to the sweep.
    pub fn discard(self, stored: StoredObject) {
        self.shared.objects.forget(stored.key);
    }

    /// Begins to read an attachment's bytes, for whoever may have it.
    ///
    /// # Errors
    /// `file.scanning`, `file.malware`: nothing that is held back leaves the store by this door. `file.damaged`, now or with a later chunk.
    pub async fn read(self, attachment: &Attachment) -> Result<Download, StoreError> {
        if !attachment.state.is_released() {
            return Err(StoreError::Held(attachment.state));
        }
        self.open(attachment).await
    }

    /// Reads a whole attachment into memory, held back or not: for the antivirus alone.
    pub async fn read_to_scan(self, attachment: &Attachment) -> Result<Vec<u8>, StoreError> {
        whole(self.open(attachment).await?, attachment).await
    }

    async fn open(self, attachment: &Attachment) -> Result<Download, StoreError> {
        let locker =
            Locker::unwrap(self.shared, &attachment.agency, "object", &attachment.object, &attachment.data_key)?;
        let path = self.shared.objects.path(&attachment.object);
        let damaged = |_| StoreError::Damaged(path.clone());
        let mut file = tokio::fs::File::open(&path).await.map_err(|error| match error.kind() {
            ErrorKind::NotFound => StoreError::Damaged(path.clone()),
            _ => StoreError::file(&path, error),
        })?;
        let mut header = [0; HEADER];
        file.read_exact(&mut header).await.map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => StoreError::Damaged(path.clone()),
            _ => StoreError::file(&path, error),
        })?;
        let chunks = chunks_after(&header, &locker).map_err(damaged)?;
        let mut download = Download { file, chunks, ahead: Vec::new(), done: false, path };
        download.ahead = download.fetch().await?;
        Ok(download)
    }

    /// Proves that a file is there, and is to its last byte what was sealed with the key that its row holds.
    pub(crate) fn prove(self, file: &SealedFile) -> Result<(), StoreError> {
        let mut proof = Proof::begin(self.shared, file)?;
        let path = self.shared.objects.path(&file.object);
        let fail = |error| StoreError::file(&path, error);
        let mut stored = std::fs::File::open(&path).map_err(fail)?;
        let mut piece = vec![0; CHUNK];
        loop {
            match stored.read(&mut piece).map_err(fail)? {
                0 => return proof.end(),
                read => proof.take(&piece[..read])?,
            }
        }
    }

    /// Reads a whole attachment into memory.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn read_all(self, attachment: &Attachment) -> Result<Vec<u8>, StoreError> {
        whole(self.read(attachment).await?, attachment).await
    }

    /// Removes files that no row points to and that are older than `age` (younger ones may still get their row).
    /// Gives how many were removed. `conn` reads which files have a row.
    pub async fn sweep(self, conn: &mut Read, age: Duration) -> Result<u64, StoreError> {
        let pin =
            pin::may_go(&self.shared.objects.pin).map_err(|error| StoreError::file(&self.shared.objects.pin, error))?;
        let Some(_held) = pin else { return Ok(0) };
        let folder = self.shared.objects.folder.clone();
        let listed = tokio::task::spawn_blocking(move || old_files(&folder, age)).await.map_err(join)?;
        let listed = listed.map_err(|error| StoreError::file(&self.shared.objects.folder, error))?;
        let mut removed = 0;
        // Asked for by first letters: a list of all keys could be long.
        let mut known: Option<(String, HashSet<String>)> = None;
        for (letters, name, path) in listed {
            if known.as_ref().is_none_or(|(of, _)| *of != letters) {
                let end = format!("{letters}~");
                let rows = conn
                    .rows("select object from attachments where object >= $1 and object < $2", args![&letters, &end])
                    .await?;
                let keys = rows.iter().map(|row| row.text("object")).collect::<Result<_, _>>()?;
                known = Some((letters.clone(), keys));
            }
            if known.as_ref().is_some_and(|(_, keys)| !keys.contains(&name)) {
                tokio::fs::remove_file(&path).await.map_err(|error| StoreError::file(&path, error))?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

async fn whole(mut download: Download, attachment: &Attachment) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::with_capacity(usize::try_from(attachment.size).unwrap_or(0).min(1 << 26));
    while let Some(chunk) = download.chunk().await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn join(error: tokio::task::JoinError) -> StoreError {
    StoreError::File { path: PathBuf::new(), source: std::io::Error::other(error) }
}

/// Makes sure that a shelf is there and stays there. Under the lock, so that nobody fills a shelf whose name is not yet durable.
fn durable_shelf(shelves: &Mutex<HashSet<PathBuf>>, shelf: &Path) -> std::io::Result<()> {
    let mut known = shelves.lock().map_err(|_| std::io::Error::other("shelves"))?;
    if !known.contains(shelf) {
        crate::files::private_folder(shelf)?;
        if let Some(folder) = shelf.parent() {
            crate::files::sync_folder(folder)?;
        }
        known.insert(shelf.to_owned());
    }
    Ok(())
}

/// Files (first letters, name, path) that were last written longer ago than `age`, in order.
fn old_files(folder: &Path, age: Duration) -> std::io::Result<Vec<(String, String, PathBuf)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let letters = entry.file_name().to_string_lossy().into_owned();
        for file in std::fs::read_dir(entry.path())? {
            let file = file?;
            // The machine's own clock wrote the file's time, so it alone can say its age.
            let old = file.metadata()?.modified()?.elapsed().is_ok_and(|elapsed| elapsed >= age);
            if old {
                found.push((letters.clone(), file.file_name().to_string_lossy().into_owned(), file.path()));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A file on its way in. Dropped before [`finish`](Self::finish), it leaves nothing.
pub struct Upload {
    file: tokio::fs::File,
    chunks: Chunks,
    buffer: Vec<u8>,
    hash: Sha256,
    size: u64,
    path: PathBuf,
    temporary: Option<PathBuf>,
    agency: String,
    key: ObjectKey,
    data_key: Vec<u8>,
    locker: Locker,
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upload({}, {} bytes)", self.key, self.size)
    }
}

impl Upload {
    /// How many bytes have come so far: the caller stops when they are too many.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Takes the next piece.
    pub async fn write(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        while !bytes.is_empty() {
            // A full chunk is sealed only when more follows, for the last one is marked as such.
            if self.buffer.len() == CHUNK {
                self.flush(false).await?;
            }
            let (piece, rest) = bytes.split_at(bytes.len().min(CHUNK - self.buffer.len()));
            self.buffer.extend_from_slice(piece);
            bytes = rest;
        }
        Ok(())
    }

    async fn flush(&mut self, last: bool) -> Result<(), StoreError> {
        let mut chunk = std::mem::take(&mut self.buffer);
        self.chunks.seal(&mut chunk, last)?;
        self.put(&chunk).await?;
        chunk.clear();
        self.buffer = chunk;
        Ok(())
    }

    async fn put(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.file.write_all(bytes).await.map_err(|error| StoreError::file(&self.path, error))
    }

    /// Makes the file durable under its name.
    pub async fn finish(mut self) -> Result<StoredObject, StoreError> {
        self.flush(true).await?;
        let fail = |error| StoreError::file(&self.path, error);
        self.file.flush().await.map_err(fail)?;
        faults::point("object.written");
        self.file.sync_all().await.map_err(fail)?;
        faults::point("object.synced");
        if let Some(temporary) = self.temporary.take() {
            let path = self.path.clone();
            let named = tokio::task::spawn_blocking(move || {
                let done = std::fs::rename(&temporary, &path).and_then(|()| {
                    faults::point("object.named");
                    if faults::mutant("M8") {
                        return Ok(());
                    }
                    crate::files::sync_folder(path.parent().unwrap_or(Path::new(".")))
                });
                faults::point("object.kept");
                if done.is_err() {
                    let _ = std::fs::remove_file(&temporary);
                }
                done
            });
            named.await.map_err(join)?.map_err(fail)?;
        }
        Ok(StoredObject {
            size: self.size,
            sha256: self.hash.clone().finalize().into(),
            agency: self.agency.clone(),
            key: self.key.clone(),
            data_key: self.data_key.clone(),
            locker: self.locker.clone(),
        })
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Some(temporary) = self.temporary.take() {
            let _ = std::fs::remove_file(temporary);
        }
    }
}

/// A file on its way out.
pub struct Download {
    file: tokio::fs::File,
    chunks: Chunks,
    /// The next chunk, still sealed: whether it is the last is known only after looking for another.
    ahead: Vec<u8>,
    done: bool,
    path: PathBuf,
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Download")
    }
}

impl Download {
    /// The next piece (64 KiB, the last one less); `None` at the end. Every piece is authentic when given.
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        if self.done {
            return Ok(None);
        }
        let next = self.fetch().await?;
        let last = next.is_empty();
        let mut chunk = std::mem::replace(&mut self.ahead, next);
        self.done = last;
        self.chunks.open(&mut chunk, last).map_err(|_| StoreError::Damaged(self.path.clone()))?;
        Ok((!chunk.is_empty()).then_some(chunk))
    }

    async fn fetch(&mut self) -> Result<Vec<u8>, StoreError> {
        let mut chunk = vec![0; CHUNK + TAG];
        let mut filled = 0;
        while filled < chunk.len() {
            match self.file.read(&mut chunk[filled..]).await {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) => return Err(StoreError::file(&self.path, error)),
            }
        }
        chunk.truncate(filled);
        Ok(chunk)
    }
}
