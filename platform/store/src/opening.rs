//! Opens the database, its folder and its keys: settings that cannot lose what was acknowledged, one process, the right key.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, PgPool};
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::connection::Readers;
use crate::engine::{Link, Row, args};
use crate::error::StoreError;
use crate::ids::Ids;
use crate::sealing::{Keyring, key_id};
use crate::store::PATIENCE;
use crate::{faults, keys, migrations, rotation};

/// How to open a store.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `sqlite://…` (a file) or `postgres://…`.
    pub url: String,
    /// The folder of keys and files (and usually of the SQLite database).
    pub data_dir: PathBuf,
    /// The master key (64 hexadecimal digits; several, separated by commas, while one replaces the other). `None`: `keys/master.key`.
    pub master_key: Option<SecretString>,
    /// The clock, which tests set.
    pub clock: Clock,
    /// Ids and randomness; `None`: the operating system's.
    pub ids: Option<Ids>,
    /// Up to which size, in bytes, SQLite's file is looked through for damage before it is opened. A larger one, which would keep everybody
    /// waiting, is for [`Store::check`](crate::Store::check) to look through meanwhile; once that found damage, it is not opened any more.
    pub checked_first: u64,
    /// For a short tool beside a running server: SQLite's lock on the data folder is not asked for.
    pub beside: bool,
    /// For the restoring of a backup itself: data that is not yet restored to its end is opened.
    pub restoring: bool,
    /// How many connections read (SQLite) or do anything (PostgreSQL) at once.
    pub connections: u32,
}

impl Settings {
    /// The settings that serve, for this database and folder.
    pub fn new(url: impl Into<String>, data_dir: impl Into<PathBuf>) -> Self {
        Self {
            url: url.into(),
            data_dir: data_dir.into(),
            master_key: None,
            clock: Clock::system(),
            ids: None,
            checked_first: 64 << 20,
            beside: false,
            restoring: false,
            connections: 8,
        }
    }

    /// SQLite in `data_dir/guichet.db`.
    pub fn sqlite(data_dir: impl Into<PathBuf>) -> Self {
        let data_dir = data_dir.into();
        Self::new(format!("sqlite://{}", data_dir.join("guichet.db").display()), data_dir)
    }
}

/// A database that was opened.
pub(crate) enum Opened {
    Sqlite(Arc<Readers>, Box<SqliteConnectOptions>),
    Postgres(PgPool),
}

pub(crate) async fn sqlite(settings: &Settings) -> Result<(Opened, Link, Option<std::fs::File>), StoreError> {
    let options = SqliteConnectOptions::from_str(&settings.url)
        .map_err(|error| StoreError::Url(Some(error)))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(if faults::mutant("M1") { SqliteSynchronous::Normal } else { SqliteSynchronous::Full })
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("secure_delete", "FAST")
        .statement_cache_capacity(256)
        .disable_statement_logging();
    let file = options.get_filename().to_owned();
    // A database in memory would be another one for each connection, and gone with the process.
    let in_memory = file.to_string_lossy().starts_with("file:") || settings.url.contains("mode=memory");
    if in_memory || !settings.url.starts_with("sqlite://") {
        return Err(StoreError::Url(None));
    }
    let lock = if settings.beside { None } else { Some(lock(&file.with_extension("lock"))?) };
    let existed = file.exists();
    if !existed {
        // Made here, so that nobody else can read it; SQLite gives its WAL the same rights.
        crate::files::touch_private(&file).map_err(|error| StoreError::file(&file, error))?;
    }
    let mut connection = first(&options).await?;
    let suspect = suspect(&file);
    if existed
        && (suspect.exists() || std::fs::metadata(&file).is_ok_and(|about| about.len() <= settings.checked_first))
    {
        check(&mut connection).await?;
        crate::files::forget(&suspect).map_err(|error| StoreError::file(&suspect, error))?;
    }
    migrations::sqlite(&mut connection).await?;
    let readers = Readers {
        options: options.clone().read_only(true).create_if_missing(false).pragma("query_only", "ON"),
        idle: Mutex::new(Vec::new()),
        permits: Arc::new(Semaphore::new(settings.connections.max(1) as usize)),
    };
    Ok((Opened::Sqlite(Arc::new(readers), Box::new(options)), Link::Sqlite(connection), lock))
}

/// Opens the file. Whoever opens a new one turns it to a write-ahead log, for which SQLite lets nobody wait: of two who do so at
/// the same moment, one is told that it is locked at once, whatever its `busy_timeout`.
async fn first(options: &SqliteConnectOptions) -> Result<SqliteConnection, StoreError> {
    let until = Instant::now() + PATIENCE;
    loop {
        match options.connect().await.map_err(StoreError::from) {
            Err(StoreError::Busy(_)) if Instant::now() < until => tokio::time::sleep(Duration::from_millis(20)).await,
            done => return done,
        }
    }
}

/// Looks through SQLite's whole file.
///
/// # Errors
/// `store.corrupt`.
pub(crate) async fn check(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let found: Vec<(String,)> = sqlx::query_as("pragma quick_check(3)").fetch_all(connection).await?;
    if found.first().is_some_and(|(text,)| text == "ok") {
        return Ok(());
    }
    let lines: Vec<String> = found.into_iter().map(|(text,)| text).collect();
    Err(StoreError::Corrupt(lines.join("; ")))
}

/// Has whatever this connection does take a quarter of a processor at most: what nobody waits for slows down nobody.
pub(crate) async fn yield_to_others(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    const STEPS: i32 = 500;
    const LONGEST: Duration = Duration::from_millis(100);
    let mut begun = Instant::now();
    connection.lock_handle().await?.set_progress_handler(STEPS, move || {
        // On the connection's own thread.
        std::thread::sleep((begun.elapsed() * 3).min(LONGEST));
        begun = Instant::now();
        true
    });
    Ok(())
}

/// The file that says that damage was found in a running server's database: it is looked through before it is opened again.
pub(crate) fn suspect(file: &Path) -> PathBuf {
    file.with_extension("damaged")
}

fn lock(path: &Path) -> Result<std::fs::File, StoreError> {
    let file = crate::files::touch_private(path).map_err(|error| StoreError::file(path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::Locked(path.to_owned())),
        Err(std::fs::TryLockError::Error(error)) => Err(StoreError::file(path, error)),
    }
}

pub(crate) async fn postgres(settings: &Settings) -> Result<(Opened, Link, Option<std::fs::File>), StoreError> {
    let options = PgConnectOptions::from_str(&settings.url)
        .map_err(|error| StoreError::Url(Some(error)))?
        .application_name("guichet")
        .options([("statement_timeout", "5s"), ("idle_in_transaction_session_timeout", "10s")])
        .statement_cache_capacity(256)
        .disable_statement_logging();
    // Asked once before the pool, which would only say that its time was over, not that nobody is there or that the password is wrong.
    let first = tokio::time::timeout(PATIENCE, options.connect()).await.map_err(|_| StoreError::Busy(None))??;
    sqlx::Connection::close(first).await?;
    let pool = PgPoolOptions::new()
        .max_connections(settings.connections.max(2))
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        // A connection in steady use need not be asked; one that lay idle may have died with its server.
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > Duration::from_secs(1) {
                    sqlx::Connection::ping(connection).await?;
                }
                Ok(true)
            })
        })
        .after_connect(|connection, _| {
            Box::pin(async move {
                if faults::mutant("M2") {
                    sqlx::query("set synchronous_commit = off").execute(connection).await?;
                }
                Ok(())
            })
        })
        .connect_with(options)
        .await?;
    for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
        let (value,): (String,) = sqlx::query_as("select current_setting($1)").bind(setting).fetch_one(&pool).await?;
        if value == "off" && !faults::mutant("M2") {
            return Err(StoreError::UnsafeSettings(setting.to_owned()));
        }
    }
    migrations::postgres(&pool).await?;
    let link = Link::Postgres(pool.acquire().await?);
    Ok((Opened::Postgres(pool), link, None))
}

/// Finds the master key and proves it on the canary; a new database gets its canary here.
///
/// # Errors
/// `store.wrong_key`, naming the key that is missing: the one that seals, or one that something may still be sealed with.
pub(crate) async fn keyring(settings: &Settings, ids: &Ids, link: &mut Link) -> Result<Keyring, StoreError> {
    const NEW_CANARY: &str = "insert into meta (name, value) values ('index_key', $1) on conflict do nothing";
    let stored = |rows: Vec<Row>| rows.first().map(|row| row.bytes("value")).transpose();
    let canary = stored(link.rows(CANARY.into(), args![]).await?)?;
    let mut keyring = match &settings.master_key {
        Some(text) => Keyring::parse(text.expose_secret(), "GUICHET_MASTER_KEY")?,
        None => {
            let folder = settings.data_dir.join("keys");
            let text = keys::master(&folder, ids, canary.as_deref().and_then(key_id))?;
            Keyring::of_file(&text, keys::master_file(&folder))?
        }
    };
    let canary = match canary {
        Some(canary) => canary,
        None => {
            let fresh = keyring.new_canary(ids)?;
            link.execute(NEW_CANARY.into(), args![&fresh]).await?;
            // Another process may have been first.
            let canary = stored(link.rows(CANARY.into(), args![]).await?)?;
            canary.ok_or_else(|| StoreError::Corrupt("the index key is gone".to_owned()))?
        }
    };
    keyring.accept(&canary)?;
    rotation::prove(&keyring, settings.clock.now(), link).await?;
    Ok(keyring)
}

/// The index key, sealed by the master key that seals everything.
pub(crate) const CANARY: &str = "select value from meta where name = 'index_key'";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[tokio::test]
    async fn sqlite_writes_with_the_settings_that_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Settings::sqlite(folder.path())).await.unwrap();
        let found = store
            .write(async |tx| {
                let mut found = Vec::new();
                for pragma in [
                    "select synchronous as value from pragma_synchronous",
                    "select foreign_keys as value from pragma_foreign_keys",
                    "select trusted_schema as value from pragma_trusted_schema",
                    "select cell_size_check as value from pragma_cell_size_check",
                    "select journal_mode = 'wal' as value from pragma_journal_mode",
                    "select timeout as value from pragma_busy_timeout",
                ] {
                    let row = tx.row(pragma, args![]).await?;
                    found.push(row.map(|row| row.int("value")).transpose()?);
                }
                Ok::<_, StoreError>(found)
            })
            .await
            .unwrap();
        // synchronous = 2 is FULL: every commit waits for the disk.
        assert_eq!(found, [2, 1, 0, 1, 1, 5000].map(Some));
    }
}
