//! Opens the store and lends connections: `read` from a pool, `write` as one transaction, durable when it returns.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ed25519_dalek::SigningKey;
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, PgPool};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::engine::{Engine, Link, Row, Sql, Value, args};
use crate::error::StoreError;
use crate::ids::Ids;
use crate::objects::Objects;
use crate::sealing::Keyring;
use crate::writer::{self, Back, Request};
use crate::{keys, migrations};

/// How long a caller waits for its turn, and how long its turn may last.
const PATIENCE: Duration = Duration::from_secs(5);

/// How to open a store.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `sqlite://…` (a file) or `postgres://…`.
    pub url: String,
    /// The folder of keys and files (and usually of the SQLite database).
    pub data_dir: PathBuf,
    /// The master key (64 hexadecimal digits; several, old ones after the current one, separated by commas). `None`: `keys/master.key`.
    pub master_key: Option<SecretString>,
    /// The clock, which tests set.
    pub clock: Clock,
    /// Ids and randomness; `None`: the operating system's.
    pub ids: Option<Ids>,
    /// Whether to check SQLite's file for damage before serving.
    pub check: bool,
    /// For a short tool beside a running server: SQLite's lock on the data folder is not asked for.
    pub beside: bool,
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
            check: true,
            beside: false,
            connections: 8,
        }
    }

    /// SQLite in `data_dir/guichet.db`.
    pub fn sqlite(data_dir: impl Into<PathBuf>) -> Self {
        let data_dir = data_dir.into();
        Self::new(
            format!("sqlite://{}", data_dir.join("guichet.db").display()),
            data_dir,
        )
    }
}

/// Everything that is kept, behind one handle that is cheap to clone.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
    backend: Backend,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({:?})", self.engine())
    }
}

pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) keyring: Keyring,
    pub(crate) objects: Objects,
    receipt: SigningKey,
    /// Held as long as the store lives.
    _lock: Option<std::fs::File>,
}

#[derive(Clone)]
enum Backend {
    Sqlite {
        readers: Arc<Readers>,
        queue: mpsc::Sender<Request>,
        writer: Arc<Mutex<Option<JoinHandle<()>>>>,
    },
    Postgres(PgPool),
}

/// SQLite's reading connections. Simpler and cheaper than a general pool: a file's connections do not break, age or need pinging.
struct Readers {
    options: SqliteConnectOptions,
    idle: Mutex<Vec<SqliteConnection>>,
    permits: Arc<Semaphore>,
}

impl Store {
    /// Opens (and, if need be, makes) the database, its folder and its keys; brings the schema up to date.
    ///
    /// # Errors
    /// `store.url`, `store.locked` (another process), `store.corrupt`, `store.newer`, `store.wrong_key`, `store.unsafe_settings`,
    /// `store.unavailable`, `store.file`, `store.key_format`.
    pub async fn open(settings: Settings) -> Result<Self, StoreError> {
        let folder = &settings.data_dir;
        crate::files::private_folder(folder).map_err(|error| StoreError::file(folder, error))?;
        let ids = settings
            .ids
            .clone()
            .unwrap_or_else(|| Ids::system(settings.clock.clone()));
        let (backend, mut first, lock) =
            match settings.url.split_once(':').map(|(scheme, _)| scheme) {
                Some("sqlite") => open_sqlite(&settings).await?,
                Some("postgres" | "postgresql") => open_postgres(&settings).await?,
                _ => return Err(StoreError::Url(None)),
            };
        let keyring = open_keyring(&settings, &ids, &mut first).await?;
        let receipt = keys::receipt(&folder.join("keys"), &ids)?;
        let backend = match (backend, first) {
            (Opened::Sqlite(readers, options), Link::Sqlite(connection)) => {
                let (queue, requests) = mpsc::channel(4096);
                let writer = tokio::spawn(writer::run(connection, *options, requests));
                let writer = Arc::new(Mutex::new(Some(writer)));
                Backend::Sqlite {
                    readers,
                    queue,
                    writer,
                }
            }
            (Opened::Postgres(pool), _) => Backend::Postgres(pool),
            (Opened::Sqlite(..), _) => return Err(StoreError::Url(None)),
        };
        let objects = Objects::open(folder.join("objects"))?;
        let shared = Shared {
            clock: settings.clock,
            ids,
            keyring,
            objects,
            receipt,
            _lock: lock,
        };
        Ok(Self {
            shared: Arc::new(shared),
            backend,
        })
    }

    /// Reads through a connection of its own. Each statement sees what is committed when it runs.
    pub async fn read<T, E, F>(&self, act: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut Read) -> Result<T, E>,
        E: From<StoreError>,
    {
        let (link, home) = self.reading().await?;
        let mut read = Read {
            link: Some(link),
            home,
            shared: Arc::clone(&self.shared),
        };
        act(&mut read).await
    }

    /// Writes in one transaction: kept, durably, when `act` and this return `Ok`; undone when either fails or is dropped before.
    ///
    /// Await nothing but the store inside `act`: with SQLite everybody else's writes wait for it. Whatever can be prepared (rendering,
    /// hashing a password, calling a plugin) is prepared before.
    pub async fn write<T, E, F>(&self, act: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut Write) -> Result<T, E>,
        E: From<StoreError>,
    {
        let (link, home) = tokio::time::timeout(PATIENCE, self.writing())
            .await
            .map_err(|_| StoreError::Busy(None))??;
        let read = Read {
            link: Some(link),
            home,
            shared: Arc::clone(&self.shared),
        };
        let mut write = Write {
            read,
            doomed: Vec::new(),
        };
        let done = tokio::time::timeout(PATIENCE, act(&mut write))
            .await
            .map_err(|_| StoreError::Busy(None))??;
        let doomed = std::mem::take(&mut write.doomed);
        write.commit().await?;
        for key in doomed {
            self.shared.objects.forget(key);
        }
        Ok(done)
    }

    async fn reading(&self) -> Result<(Link, Home), StoreError> {
        match &self.backend {
            Backend::Sqlite { readers, .. } => {
                let permit =
                    tokio::time::timeout(PATIENCE, Arc::clone(&readers.permits).acquire_owned())
                        .await;
                let permit = permit
                    .ok()
                    .and_then(Result::ok)
                    .ok_or(StoreError::Busy(None))?;
                let idle = readers.idle.lock().ok().and_then(|mut idle| idle.pop());
                let connection = match idle {
                    Some(connection) => connection,
                    None => readers.options.connect().await?,
                };
                Ok((
                    Link::Sqlite(connection),
                    Home::Readers(Arc::clone(readers), permit),
                ))
            }
            Backend::Postgres(pool) => Ok((Link::Postgres(pool.acquire().await?), Home::Pool)),
        }
    }

    async fn writing(&self) -> Result<(Link, Home), StoreError> {
        match &self.backend {
            Backend::Sqlite { queue, .. } => {
                let (request, turn) = oneshot::channel();
                queue
                    .send(request)
                    .await
                    .map_err(|_| StoreError::Unavailable(sqlx::Error::PoolClosed))?;
                let turn = turn.await.map_err(|_| StoreError::Busy(None))?;
                let (connection, back) = turn.take().ok_or(StoreError::Busy(None))?;
                Ok((Link::Sqlite(connection), Home::Writer(back)))
            }
            Backend::Postgres(pool) => {
                // A connection that died while idle (a restarted server) shows it here, before anything was done: another is taken.
                let mut attempts = 0;
                loop {
                    match pool.begin().await {
                        Ok(transaction) => return Ok((Link::Transaction(transaction), Home::Pool)),
                        Err(error) if attempts < 3 && died(&error) => attempts += 1,
                        Err(error) => return Err(error.into()),
                    }
                }
            }
        }
    }

    /// The clock everything goes by.
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Ids, tokens and randomness.
    pub fn ids(&self) -> &Ids {
        &self.shared.ids
    }

    /// The sealed files.
    pub fn objects(&self) -> crate::objects::Room<'_> {
        crate::objects::Room::new(&self.shared)
    }

    /// The key that signs receipts.
    pub fn receipt_key(&self) -> &SigningKey {
        &self.shared.receipt
    }

    /// Which engine this store runs on.
    pub fn engine(&self) -> Engine {
        match self.backend {
            Backend::Sqlite { .. } => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    /// Reads once and begins and ends one write: the answer to `/readyz`.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read(async |conn| conn.rows("select 1", args![]).await.map(|_| ()))
            .await?;
        self.write(async |tx| tx.rows("select 1", args![]).await.map(|_| ()))
            .await
    }

    /// Closes the store once every other handle on it is gone (or after five seconds): then nothing of it is open any more.
    pub async fn close(self) {
        match &self.backend {
            Backend::Sqlite {
                writer, readers, ..
            } => {
                let writer = writer.lock().ok().and_then(|mut writer| writer.take());
                let readers = Arc::clone(readers);
                drop(self);
                if let Some(writer) = writer {
                    let _ = tokio::time::timeout(PATIENCE, writer).await;
                }
                let idle = readers
                    .idle
                    .lock()
                    .map(|mut idle| std::mem::take(&mut *idle));
                for connection in idle.unwrap_or_default() {
                    let _ = connection.close().await;
                }
            }
            Backend::Postgres(pool) => {
                let _ = tokio::time::timeout(PATIENCE, pool.close()).await;
            }
        }
    }
}

/// Whether the server had closed this connection (`57P…`: it was shut down or restarted).
fn died(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(database) => {
            database.code().is_some_and(|code| code.starts_with("57P"))
        }
        _ => false,
    }
}

enum Opened {
    Sqlite(Arc<Readers>, Box<SqliteConnectOptions>),
    Postgres(PgPool),
}

async fn open_sqlite(
    settings: &Settings,
) -> Result<(Opened, Link, Option<std::fs::File>), StoreError> {
    let options = SqliteConnectOptions::from_str(&settings.url)
        .map_err(|error| StoreError::Url(Some(error)))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("secure_delete", "FAST")
        .statement_cache_capacity(256)
        .disable_statement_logging();
    let file = options.get_filename().to_owned();
    // A database in memory would be another one for each connection, and gone with the process.
    let in_memory =
        file.to_string_lossy().starts_with("file:") || settings.url.contains("mode=memory");
    if in_memory || !settings.url.starts_with("sqlite://") {
        return Err(StoreError::Url(None));
    }
    let lock = if settings.beside {
        None
    } else {
        Some(lock(&file.with_extension("lock"))?)
    };
    let existed = file.exists();
    if !existed {
        // Made here, so that nobody else can read it; SQLite gives its WAL the same rights.
        crate::files::create_private(&file).map_err(|error| StoreError::file(&file, error))?;
    }
    let mut connection = options.connect().await?;
    if existed && settings.check {
        let found: Vec<(String,)> = sqlx::query_as("pragma quick_check(3)")
            .fetch_all(&mut connection)
            .await?;
        if found.first().is_none_or(|(text,)| text != "ok") {
            let lines: Vec<String> = found.into_iter().map(|(text,)| text).collect();
            return Err(StoreError::Corrupt(lines.join("; ")));
        }
    }
    migrations::sqlite(&mut connection).await?;
    let readers = Readers {
        options: options
            .clone()
            .read_only(true)
            .create_if_missing(false)
            .pragma("query_only", "ON"),
        idle: Mutex::new(Vec::new()),
        permits: Arc::new(Semaphore::new(settings.connections.max(1) as usize)),
    };
    Ok((
        Opened::Sqlite(Arc::new(readers), Box::new(options)),
        Link::Sqlite(connection),
        lock,
    ))
}

fn lock(path: &Path) -> Result<std::fs::File, StoreError> {
    let file = crate::files::create_private(path).map_err(|error| StoreError::file(path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::Locked(path.to_owned())),
        Err(std::fs::TryLockError::Error(error)) => Err(StoreError::file(path, error)),
    }
}

async fn open_postgres(
    settings: &Settings,
) -> Result<(Opened, Link, Option<std::fs::File>), StoreError> {
    let options = PgConnectOptions::from_str(&settings.url)
        .map_err(|error| StoreError::Url(Some(error)))?
        .application_name("guichet")
        .options([
            ("statement_timeout", "5s"),
            ("idle_in_transaction_session_timeout", "10s"),
        ])
        .statement_cache_capacity(256)
        .disable_statement_logging();
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
        .connect_with(options)
        .await?;
    for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
        let (value,): (String,) = sqlx::query_as("select current_setting($1)")
            .bind(setting)
            .fetch_one(&pool)
            .await?;
        if value == "off" {
            return Err(StoreError::UnsafeSettings(setting.to_owned()));
        }
    }
    migrations::postgres(&pool).await?;
    let link = Link::Postgres(pool.acquire().await?);
    Ok((Opened::Postgres(pool), link, None))
}

/// Finds the master key and proves it on the canary; a new database gets its canary here.
async fn open_keyring(
    settings: &Settings,
    ids: &Ids,
    link: &mut Link,
) -> Result<Keyring, StoreError> {
    const CANARY: &str = "select value from meta where name = 'index_key'";
    const NEW_CANARY: &str =
        "insert into meta (name, value) values ('index_key', $1) on conflict do nothing";
    let stored = |rows: Vec<Row>| rows.first().map(|row| row.bytes("value")).transpose();
    let canary = stored(link.rows(CANARY.into(), args![]).await?)?;
    let mut keyring = match &settings.master_key {
        Some(text) => Keyring::parse(text.expose_secret(), "GUICHET_MASTER_KEY")?,
        None => {
            let folder = settings.data_dir.join("keys");
            let text = keys::master(&folder, ids, canary.is_some())?;
            Keyring::parse(&text, &folder.join("master.key").display().to_string())?
        }
    };
    let canary = match canary {
        Some(canary) => canary,
        None => {
            let fresh = keyring.new_canary(ids)?;
            link.execute(NEW_CANARY.into(), args![&fresh]).await?;
            // Another process may have been first.
            stored(link.rows(CANARY.into(), args![]).await?)?.ok_or(StoreError::WrongKey)?
        }
    };
    keyring.accept(&canary)?;
    Ok(keyring)
}

/// Where a connection goes when its borrower is done.
enum Home {
    Nowhere,
    Pool,
    Readers(Arc<Readers>, OwnedSemaphorePermit),
    Writer(oneshot::Sender<Back>),
}

/// A connection that reads.
pub struct Read {
    link: Option<Link>,
    home: Home,
    pub(crate) shared: Arc<Shared>,
}

impl fmt::Debug for Read {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Read")
    }
}

impl Read {
    fn link(&mut self) -> Result<&mut Link, StoreError> {
        self.link.as_mut().ok_or(StoreError::Busy(None))
    }

    pub(crate) async fn rows(
        &mut self,
        sql: impl Into<Sql>,
        args: &[Value<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        self.link()?.rows(sql.into(), args).await
    }

    /// The first row. A statement that returns rows is always run to its end: SQLite would otherwise leave it half done.
    pub(crate) async fn row(
        &mut self,
        sql: impl Into<Sql>,
        args: &[Value<'_>],
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// The time, by the store's clock.
    pub fn now(&self) -> jiff::Timestamp {
        self.shared.clock.now()
    }
}

impl Drop for Read {
    fn drop(&mut self) {
        match (
            self.link.take(),
            std::mem::replace(&mut self.home, Home::Nowhere),
        ) {
            (Some(Link::Sqlite(connection)), Home::Readers(readers, _permit)) => {
                if let Ok(mut idle) = readers.idle.lock() {
                    idle.push(connection);
                }
            }
            (Some(Link::Sqlite(connection)), Home::Writer(back)) => {
                let _ = back.send(Back {
                    connection,
                    keep: None,
                });
            }
            // A PostgreSQL transaction rolls back when dropped, and its connection finds the pool by itself.
            _ => {}
        }
    }
}

/// A transaction that writes (and reads what it wrote).
#[derive(Debug)]
pub struct Write {
    read: Read,
    doomed: Vec<crate::objects::ObjectKey>,
}

impl Write {
    pub(crate) async fn execute(
        &mut self,
        sql: impl Into<Sql>,
        args: &[Value<'_>],
    ) -> Result<u64, StoreError> {
        self.read.link()?.execute(sql.into(), args).await
    }

    /// Removes a file once this transaction is committed. A crash in between leaves an orphan, which the sweep removes.
    pub(crate) fn doom(&mut self, key: crate::objects::ObjectKey) {
        self.doomed.push(key);
    }

    async fn commit(mut self) -> Result<(), StoreError> {
        let link = self.read.link.take();
        match (link, std::mem::replace(&mut self.read.home, Home::Nowhere)) {
            (Some(Link::Sqlite(connection)), Home::Writer(back)) => {
                let (keep, kept) = oneshot::channel();
                if back
                    .send(Back {
                        connection,
                        keep: Some(keep),
                    })
                    .is_err()
                {
                    return Err(StoreError::Unavailable(sqlx::Error::WorkerCrashed));
                }
                kept.await
                    .unwrap_or(Err(StoreError::Unavailable(sqlx::Error::WorkerCrashed)))
            }
            (Some(Link::Transaction(transaction)), _) => Ok(transaction.commit().await?),
            _ => Err(StoreError::Busy(None)),
        }
    }
}

impl std::ops::Deref for Write {
    type Target = Read;

    fn deref(&self) -> &Read {
        &self.read
    }
}

impl std::ops::DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Read {
        &mut self.read
    }
}
