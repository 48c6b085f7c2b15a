//! Takes a backup while the site serves: one sealed file with everything as it was at one moment.
//!
//! The database is read in one snapshot, table by table, in a form that knows no engine: a backup of SQLite is restored into PostgreSQL as
//! well, and the other way round. Then come the files that the snapshot names; none of them goes before the backup has it. The keys are in
//! it, for it opens only with both shares of the recovery key ([`crate::recovery`]).

mod archive;
mod envelope;
mod rows;
mod tables;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use archive::ArchiveReader;
use archive::ArchiveWriter;
pub use archive::Part;
pub(crate) use envelope::Opener;
use envelope::Sealer;
pub(crate) use rows::{Cell, Column, RowsReader, is_name};

use crate::attachments::{SEALED_FILES, SealedFile};
use crate::connection::Read;
use crate::engine::{Engine, args};
use crate::error::StoreError;
use crate::journal::{self, NewEntry};
use crate::objects::Proof;
use crate::people::PORTAL;
use crate::recovery::{RecoveryError, RecoveryPublic};
use crate::store::Store;

/// The names of the parts that stand for themselves.
pub(crate) const ABOUT: &str = "about.json";
pub(crate) const MANIFEST: &str = "manifest.json";
pub(crate) const MASTER: &str = "key/master.key";
pub(crate) const RECEIPT: &str = "key/receipt.key";
pub(crate) const TABLE: &str = "table/";
pub(crate) const OBJECT: &str = "object/";
pub(crate) const FILE: &str = "file/";
/// The folder of reference lists that an operator took in.
const LISTS: &str = "referentials";

/// Why a backup could not be taken or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The recovery key.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// Something lies already where the backup was to be written.
    #[error("{0} exists already")]
    Exists(PathBuf),
    /// This is no backup.
    #[error("{0} is no backup")]
    NotABackup(PathBuf),
    /// The backup was changed or cut.
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    /// Something lies already where the backup was to be restored.
    #[error("{0} is not empty")]
    NotEmpty(String),
    /// The keys alone were to be restored where a master key lies already.
    #[error("{0} is there already")]
    KeyThere(PathBuf),
    /// What was restored is not what the backup says.
    #[error("what was restored is not whole: {0}")]
    NotWhole(String),
}

impl BackupError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Recovery(error) => error.code(),
            Self::Exists(_) => "backup.exists",
            Self::NotABackup(_) => "backup.not_one",
            Self::Damaged(_) => "backup.damaged",
            Self::NotEmpty(_) => "restore.not_empty",
            Self::KeyThere(_) => "restore.key_there",
            Self::NotWhole(_) => "restore.not_whole",
        }
    }
}

/// What a backup says of itself at its beginning.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct About {
    /// Its id.
    pub id: Uuid,
    /// The moment that it shows.
    pub taken_at: Timestamp,
    /// The engine that it was taken from.
    pub engine: String,
    /// The migrations that had been applied, each with the hash of its text.
    pub schema: Vec<(i64, String)>,
    /// The ids of the master keys that are in it.
    pub keys: Vec<String>,
}

/// What a backup says of itself at its end: everything that is in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// As at the beginning.
    pub about: About,
    /// Every part before this one, in order.
    pub parts: Vec<Part>,
    /// How far the journal of each agency went.
    pub journal: Vec<String>,
    /// Files that the database names and that were not there.
    pub missing: Vec<String>,
    /// Files that were there, and were not what had been stored: in the backup they are as they were.
    #[serde(default)]
    pub damaged: Vec<String>,
}

/// A backup that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// What it holds.
    pub manifest: Manifest,
    /// The SHA-256 of the sealed file.
    pub sha256: [u8; 32],
    /// Its size in bytes.
    pub bytes: u64,
}

/// Takes a backup into the new file `path`.
///
/// # Errors
/// `backup.exists`; `store.locked` where another one is being taken; those of the store and of the disk. Then nothing is left at `path`.
pub async fn take(store: &Store, path: &Path, to: &RecoveryPublic) -> Result<Taken, BackupError> {
    if path.exists() {
        return Err(BackupError::Exists(path.to_owned()));
    }
    // A name of its own: another backup may be on its way to the same place.
    let mut partial = path.as_os_str().to_owned();
    partial.push(format!(".{}.part", &store.ids().uuid()?.simple().to_string()[20..]));
    let partial = PathBuf::from(partial);
    let taken = write(store, &partial, to).await.and_then(|taken| {
        let named = name(&partial, path).and_then(|()| {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            crate::files::sync_folder(folder.unwrap_or(Path::new(".")))
        });
        named.map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => BackupError::Exists(path.to_owned()),
            _ => StoreError::file(path, error).into(),
        })?;
        Ok(taken)
    });
    if taken.is_err() {
        let _ = crate::files::forget(&partial);
    }
    let taken = taken?;
    let entry = NewEntry {
        agency: PORTAL,
        act: "site.backed_up",
        object_kind: "backup",
        object: taken.manifest.about.id,
        actor_kind: "operator",
        actor: None,
        committed: None,
    };
    journal::add_alone(store, entry).await?;
    Ok(taken)
}

/// Gives a file its name, unless something has that name by now.
fn name(partial: &Path, path: &Path) -> std::io::Result<()> {
    match std::fs::hard_link(partial, path) {
        Ok(()) => std::fs::remove_file(partial),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(error),
        // A disk that knows no links: the name is taken by an empty file, and then by ours.
        Err(_) => {
            std::fs::File::create_new(path)?;
            std::fs::rename(partial, path).inspect_err(|_| drop(crate::files::forget(path)))
        }
    }
}

async fn write(store: &Store, partial: &Path, to: &RecoveryPublic) -> Result<Taken, BackupError> {
    let shared = store.shared();
    // Held to the end: what the snapshot names stays.
    let _pin = shared.objects.keep_all()?;
    let fail = |error| StoreError::file(partial, error);
    let out = std::io::BufWriter::with_capacity(1 << 20, crate::files::create_private(partial).map_err(fail)?);
    let mut archive = ArchiveWriter::new(Sealer::begin(out, partial, &shared.ids, to)?);
    let (about, objects, journal) = store
        .read(async |conn| {
            begin(conn).await?;
            let told = snapshot(store, conn, &mut archive).await;
            // Also where it failed: nobody waits for this snapshot any longer.
            conn.run("commit").await?;
            told
        })
        .await?;
    crate::faults::point("backup.snapshot");
    let (mut missing, mut damaged) = (Vec::new(), Vec::new());
    for sealed in objects {
        let (name, path) = (format!("{OBJECT}{}", sealed.object), shared.objects.path(&sealed.object));
        // An operator needs the rest all the more where one of them is not there, or not whole.
        let file = match std::fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                missing.push(sealed.object.to_string());
                continue;
            }
            Err(error) => return Err(StoreError::file(path, error).into()),
        };
        let mut proof = Proof::begin(shared, &sealed);
        copy(&mut archive, &name, file, &path, |piece| {
            if let Ok(so_far) = &mut proof
                && let Err(error) = so_far.take(piece)
            {
                proof = Err(error);
            }
        })?;
        if proof.and_then(Proof::end).is_err() {
            damaged.push(sealed.object.to_string());
        }
    }
    lists(&mut archive, &shared.data_dir.join(LISTS))?;
    let manifest = Manifest { about, parts: archive.parts().to_vec(), journal, missing, damaged };
    archive.whole(MANIFEST, &json(&manifest)?)?;
    let (out, sha256) = archive.finish()?;
    let file = out.into_inner().map_err(|error| fail(error.into_error()))?;
    file.sync_all().map_err(fail)?;
    let bytes = file.metadata().map_err(fail)?.len();
    Ok(Taken { manifest, sha256, bytes })
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(value).map_err(|_| StoreError::Invalid("a backup's list"))
}

async fn begin(conn: &mut Read) -> Result<(), StoreError> {
    if conn.engine() == Engine::Postgres {
        conn.run("begin isolation level repeatable read, read only").await?;
        conn.run("set local statement_timeout = 0").await?;
        return conn.run("set local idle_in_transaction_session_timeout = 0").await;
    }
    conn.run("begin").await
}

/// Everything that the database holds at this moment; gives the files that it names, and the heads of the journal.
async fn snapshot<W: std::io::Write>(
    store: &Store,
    conn: &mut Read,
    archive: &mut ArchiveWriter<W>,
) -> Result<(About, Vec<SealedFile>, Vec<String>), StoreError> {
    let shared = store.shared();
    // The first thing that is read begins the snapshot.
    let schema = conn.rows("select version, hash from schema_versions order by version", args![]).await?;
    let taken_at = conn.now();
    let schema: Vec<(i64, String)> =
        schema.iter().map(|row| Ok((row.int("version")?, row.text("hash")?))).collect::<Result<_, StoreError>>()?;
    let about = About {
        id: shared.ids.uuid()?,
        taken_at,
        engine: format!("{:?}", store.engine()).to_lowercase(),
        schema,
        keys: shared.keyring.ids().iter().map(hex::encode).collect(),
    };
    archive.whole(ABOUT, &json(&about)?)?;
    archive.whole(MASTER, shared.keyring.lines().as_bytes())?;
    archive.whole(RECEIPT, crate::keys::receipt_pem(store.receipt_key())?.as_bytes())?;
    for table in tables::all(conn).await? {
        archive.begin(&format!("{TABLE}{}", table.name))?;
        archive.data(&rows::head(&table.columns))?;
        let (mut buffer, mut count) = (Vec::with_capacity(1 << 17), 0);
        conn.each(table.select(), |row| {
            rows::put(row, &table.columns, &mut buffer)?;
            count += 1;
            if buffer.len() >= 1 << 16 {
                archive.data(&buffer)?;
                buffer.clear();
            }
            Ok(())
        })
        .await?;
        archive.data(&buffer)?;
        archive.end(Some(count))?;
    }
    let mut objects = Vec::new();
    conn.each(SEALED_FILES.to_owned(), |row| {
        objects.push(SealedFile::read(row)?);
        Ok(())
    })
    .await?;
    let heads = journal::heads(conn).await?;
    Ok((about, objects, heads.iter().map(ToString::to_string).collect()))
}

fn copy<W: std::io::Write>(
    archive: &mut ArchiveWriter<W>,
    name: &str,
    mut file: std::fs::File,
    path: &Path,
    mut seen: impl FnMut(&[u8]),
) -> Result<(), StoreError> {
    archive.begin(name)?;
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece).map_err(|error| StoreError::file(path, error))? {
            0 => break,
            read => {
                seen(&piece[..read]);
                archive.data(&piece[..read])?;
            }
        }
    }
    archive.end(None)
}

/// The reference lists that an operator took in, where there are any.
fn lists<W: std::io::Write>(archive: &mut ArchiveWriter<W>, folder: &Path) -> Result<(), StoreError> {
    let found = match std::fs::read_dir(folder) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(StoreError::file(folder, error)),
    };
    let mut paths: Vec<PathBuf> =
        found.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect();
    paths.sort();
    for path in paths {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let file = std::fs::File::open(&path).map_err(|error| StoreError::file(&path, error))?;
        copy(archive, &format!("{FILE}{LISTS}/{name}"), file, &path, |_| {})?;
    }
    Ok(())
}
