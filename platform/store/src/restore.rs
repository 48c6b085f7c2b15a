//! Restores a backup into an empty place, and says so only when everything was found whole.
//!
//! Until then a file `restoring` in the data folder keeps every server from it. The database is filled in one transaction, in the schema that
//! the backup was taken with; what newer programs add comes when it is opened, as always. Sessions are not restored: everybody logs in
//! again. Work goes on where it stood, under the ids that it had.

mod target;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::attachments::{self, SealedFile};
use crate::backup::{
    ABOUT, About, ArchiveReader, BackupError, Cell, FILE, MANIFEST, MASTER, Manifest, OBJECT, Opener, RECEIPT,
    RowsReader, TABLE, is_name,
};
use crate::error::StoreError;
use crate::files;
use crate::journal::{self, Head, NewEntry};
use crate::objects::ObjectKey;
use crate::opening::Settings;
use crate::people::PORTAL;
use crate::recovery::{RecoveryError, RecoveryPublic, RecoverySecret};
use crate::store::Store;
use target::Target;

/// Says that a backup is being restored here.
pub(crate) fn marker(data: &Path) -> PathBuf {
    data.join("restoring")
}

/// What is not restored: whoever was logged in comes in again, whoever was coming in begins again.
const ENDED: &[(&str, &str)] = &[
    ("agent_logins", "delete from agent_logins"),
    ("identity_logins", "delete from identity_logins"),
    // It is about a file that is beside the other place.
    ("meta", "delete from meta where name = 'heads_written'"),
    ("partner_tokens", "delete from partner_tokens"),
    ("sessions", "delete from sessions"),
];

/// How many values one statement inserts.
const VALUES: usize = 2_000;

/// What was restored.
#[derive(Debug, Clone)]
pub struct Restored {
    /// What the backup holds.
    pub manifest: Manifest,
    /// Rows of all tables.
    pub rows: u64,
    /// Files.
    pub objects: u64,
    /// Those of them that are as the backup has them and open with no key: they were damaged before it was taken.
    pub damaged: Vec<String>,
    /// What backups of the restored place are sealed to: the key whose shares opened this one.
    pub sealed_to: RecoveryPublic,
}

/// Restores the backup at `path` to where the settings lead.
///
/// # Errors
/// `restore.not_empty`: nothing was touched. `backup.not_one`, `backup.damaged`, `recovery.other_key`, `store.newer`, `restore.not_whole`, those
/// of the store: what lies there is of no use, and is not served.
pub async fn restore(settings: &Settings, path: &Path, with: &RecoverySecret) -> Result<Restored, BackupError> {
    let mut archive = ArchiveReader::new(Opener::begin(path, with)?);
    let about = about(&mut archive)?;
    let data = &settings.data_dir;
    must_be_empty(data)?;
    let made = crate::migrations::as_of(&about.schema)?;
    files::private_folder(data).map_err(|error| StoreError::file(data, error))?;
    let marker = marker(data);
    let marked =
        files::create_private(&marker).and_then(|file| file.sync_all()).and_then(|()| files::sync_folder(data));
    marked.map_err(|error| StoreError::file(&marker, error))?;
    let mut target = match Target::open(settings).await {
        Ok(target) => target,
        Err(error) => {
            let _ = files::forget(&marker);
            return Err(error);
        }
    };
    for text in made {
        target.raw(text).await?;
    }
    let mut read = Reading { archive, target, data, tables: Vec::new(), rows: 0, objects: 0 };
    let manifest = read.all(&about).await?;
    let Reading { archive, mut target, tables, rows, objects, .. } = read;
    archive.finish()?;
    for (table, text) in ENDED {
        if tables.iter().any(|there| there == table) {
            target.raw((*text).to_owned()).await?;
        }
    }
    crate::faults::point("restore.filled");
    target.commit().await?;
    // The next backup, too, is sealed to those who brought this one back.
    let sealed_to = with.public();
    sealed_to.install(data, true)?;
    // The keys of the backup, whichever the server was told of otherwise: they are what it is verified with.
    let opened = Settings { restoring: true, checked_first: u64::MAX, master_key: None, ..settings.clone() };
    let store = Store::open(opened).await?;
    let verified = match verify(&store, &manifest).await {
        Ok(damaged) => note(&store, &manifest).await.map(|()| damaged),
        Err(error) => Err(error),
    };
    store.close().await;
    let damaged = verified?;
    let unmarked = files::forget(&marker).and_then(|()| files::sync_folder(data));
    unmarked.map_err(|error| StoreError::file(&marker, error))?;
    Ok(Restored { manifest, rows, objects, damaged, sealed_to })
}

/// Keys that were taken out of a backup.
#[derive(Debug, Clone)]
pub struct Keys {
    /// The ids of the master keys.
    pub master: Vec<String>,
    /// What backups are sealed to from now on, where the data folder named nothing: the key whose shares opened this one.
    pub sealed_to: Option<RecoveryPublic>,
    made: Vec<PathBuf>,
}

impl Keys {
    /// Takes them away again, where they turn out to be the wrong ones.
    ///
    /// # Errors
    /// `store.file`.
    pub fn take_away(self) -> Result<(), StoreError> {
        self.made.iter().try_for_each(|path| files::forget(path).map_err(|error| StoreError::file(path, error)))
    }
}

/// Takes the keys alone out of a backup, for a server that has lost them.
///
/// # Errors
/// `restore.key_there` where a master key lies there already: nothing was touched; as [`restore`].
pub fn keys(data: &Path, path: &Path, with: &RecoverySecret) -> Result<Keys, BackupError> {
    let mut archive = ArchiveReader::new(Opener::begin(path, with)?);
    let about = about(&mut archive)?;
    let folder = data.join("keys");
    let master = crate::keys::master_file(&folder);
    if master.exists() {
        return Err(BackupError::KeyThere(master));
    }
    let mut made = Vec::new();
    for wanted in [MASTER, RECEIPT] {
        let name = archive.next()?;
        if name.as_deref() != Some(wanted) {
            return Err(BackupError::Damaged(format!("{wanted} is missing")));
        }
        let bytes = zeroize::Zeroizing::new(archive.whole()?);
        let file = key_file(data, wanted);
        if !file.exists() {
            made.push(file);
        }
        key(data, wanted, &bytes)?;
    }
    let sealed_to = match RecoveryPublic::read(data) {
        Err(RecoveryError::None) => {
            let public = with.public();
            public.install(data, false)?;
            made.push(RecoveryPublic::file(data));
            Some(public)
        }
        known => known.map(|_| None)?,
    };
    Ok(Keys { master: about.keys, sealed_to, made })
}

/// What the backup says of itself, once its first bytes were opened.
fn about(archive: &mut ArchiveReader) -> Result<About, BackupError> {
    let damaged = || BackupError::Damaged("it does not say what it is".to_owned());
    if archive.next()?.as_deref() != Some(ABOUT) {
        return Err(damaged());
    }
    serde_json::from_slice(&archive.whole()?).map_err(|_| damaged())
}

/// A volume that is empty has `lost+found` all the same.
fn must_be_empty(data: &Path) -> Result<(), BackupError> {
    match std::fs::read_dir(data) {
        Ok(found) => {
            for entry in found {
                let entry = entry.map_err(|error| StoreError::file(data, error))?;
                if entry.file_name() != "lost+found" || !entry.path().is_dir() {
                    return Err(BackupError::NotEmpty(data.display().to_string()));
                }
            }
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(StoreError::file(data, error).into()),
    }
}

/// Puts one of the two key files where it belongs; one that is there already stays.
fn key(data: &Path, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
    crate::keys::write(&data.join("keys"), &key_file(data, name), bytes).map(drop)
}

fn key_file(data: &Path, name: &str) -> PathBuf {
    data.join("keys").join(name.rsplit('/').next().unwrap_or(name))
}

/// A backup on its way into its place.
struct Reading<'a> {
    archive: ArchiveReader,
    target: Target,
    data: &'a Path,
    tables: Vec<String>,
    rows: u64,
    objects: u64,
}

impl Reading<'_> {
    /// Reads part after part; gives the list at the end, which names them all.
    async fn all(&mut self, about: &About) -> Result<Manifest, BackupError> {
        let mut shelves = std::collections::BTreeSet::new();
        while let Some(name) = self.archive.next()? {
            if let Some(table) = name.strip_prefix(TABLE) {
                self.table(table).await?;
            } else if let Some(object) = name.strip_prefix(OBJECT) {
                let object = ObjectKey::read(object).map_err(|_| BackupError::Damaged(format!("{name} is no file")))?;
                let shelf = self.data.join("objects").join(&object.as_str()[..2]);
                self.file(&shelf, object.as_str())?;
                shelves.insert(shelf);
                self.objects += 1;
            } else if let Some(file) = name.strip_prefix(FILE) {
                let (folder, file) = file.split_once('/').unwrap_or(("", file));
                if !is_name(folder) || file.contains('/') || file.starts_with('.') {
                    return Err(BackupError::Damaged(format!("{name} belongs nowhere")));
                }
                self.file(&self.data.join(folder), file)?;
            } else if name == MASTER || name == RECEIPT {
                let bytes = zeroize::Zeroizing::new(self.archive.whole()?);
                key(self.data, &name, &bytes)?;
            } else if name == MANIFEST {
                let found = self.archive.parts().to_vec();
                let manifest: Manifest = serde_json::from_slice(&self.archive.whole()?)
                    .map_err(|_| BackupError::Damaged("its list cannot be read".to_owned()))?;
                if manifest.parts != found || manifest.about.id != about.id || self.archive.next()?.is_some() {
                    return Err(BackupError::Damaged("it does not hold what its list says".to_owned()));
                }
                for shelf in shelves {
                    files::sync_folder(&shelf).map_err(|error| StoreError::file(shelf, error))?;
                }
                return Ok(manifest);
            } else {
                return Err(BackupError::Damaged(format!("{name} is not known")));
            }
        }
        Err(BackupError::Damaged("its list is missing".to_owned()))
    }

    async fn table(&mut self, table: &str) -> Result<(), BackupError> {
        if !is_name(table) {
            return Err(BackupError::Damaged("a table has no name".to_owned()));
        }
        let mut rows = RowsReader::begin(&mut self.archive)?;
        let columns = rows.columns().to_vec();
        let together = (VALUES / columns.len().max(1)).max(1);
        let mut cells: Vec<Cell> = Vec::with_capacity(VALUES);
        let (mut count, mut waiting) = (0, 0);
        while let Some(row) = rows.row()? {
            cells.extend(row);
            count += 1;
            waiting += 1;
            if waiting == together {
                self.target.insert(table, &columns, &cells).await?;
                cells.clear();
                waiting = 0;
            }
        }
        if waiting > 0 {
            self.target.insert(table, &columns, &cells).await?;
        }
        self.archive.end(Some(count));
        self.rows += count;
        self.tables.push(table.to_owned());
        Ok(())
    }

    fn file(&mut self, folder: &Path, name: &str) -> Result<(), BackupError> {
        let path = folder.join(name);
        let fail = |error| StoreError::file(&path, error);
        files::private_folder(folder).map_err(fail)?;
        let mut file = files::create_private(&path).map_err(fail)?;
        while let Some(piece) = self.archive.piece()? {
            file.write_all(&piece).map_err(fail)?;
        }
        file.sync_all().map_err(fail)?;
        self.archive.end(None);
        Ok(())
    }
}

/// Whether what lies there is what was taken: the journal goes as far, and each file opens with its key, to its last byte. Gives those that
/// were damaged before.
async fn verify(store: &Store, manifest: &Manifest) -> Result<Vec<String>, BackupError> {
    let heads = manifest.journal.iter().map(|line| line.parse()).collect::<Result<Vec<Head>, StoreError>>()?;
    let whole = store
        .read(async |conn| {
            for head in &heads {
                journal::verify(conn, &head.agency).await?;
            }
            journal::verify_since(conn, &heads).await
        })
        .await;
    whole.map_err(|error| BackupError::NotWhole(error.to_string()))?;
    let mut damaged = Vec::new();
    let mut after = None;
    loop {
        let page = store.read(async |conn| attachments::sealed_files(conn, after.as_ref()).await).await?;
        let Some(last) = page.last() else { return Ok(damaged) };
        for file in &page {
            let object = file.object.as_str();
            if manifest.missing.iter().any(|missing| missing == object) {
                continue;
            }
            if let Err(error) = store.objects().prove(file) {
                if !as_taken(store, file, manifest)? {
                    return Err(BackupError::NotWhole(format!("the file {object}: {error}")));
                }
                damaged.push(object.to_owned());
            }
        }
        after = Some((last.agency.clone(), last.id.clone()));
    }
}

/// Whether a file lies there as the backup has it: what is wrong with it then was wrong before.
fn as_taken(store: &Store, file: &SealedFile, manifest: &Manifest) -> Result<bool, StoreError> {
    let name = format!("{OBJECT}{}", file.object);
    let Some(part) = manifest.parts.iter().find(|part| part.name == name) else { return Ok(false) };
    let path = store.shared().objects.path(&file.object);
    let fail = |error| StoreError::file(&path, error);
    let mut hash = Sha256::new();
    std::io::copy(&mut std::fs::File::open(&path).map_err(fail)?, &mut hash).map_err(fail)?;
    Ok(hex::encode(hash.finalize()) == part.sha256)
}

async fn note(store: &Store, manifest: &Manifest) -> Result<(), BackupError> {
    let entry = NewEntry {
        agency: PORTAL,
        act: "site.restored",
        object_kind: "backup",
        object: manifest.about.id,
        actor_kind: "operator",
        actor: None,
        committed: None,
    };
    journal::add_alone(store, entry).await?;
    Ok(journal::write_anchor(store).await?)
}
