//! Opens the store and lends connections: `read` from a pool, `write` as one transaction, durable when it returns.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ed25519_dalek::SigningKey;
use sqlx::{ConnectOptions as _, Connection as _, PgPool};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::connection::{Home, Read, Readers, Write};
use crate::engine::{Engine, Link, Value, args};
use crate::error::StoreError;
use crate::ids::Ids;
use crate::keys;
use crate::objects::Objects;
use crate::opening::{self, Opened, Settings};
use crate::sealing::Keyring;
use crate::writer::{self, Request};

/// How long a caller waits for its turn, and how long its turn may last.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

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
    /// Where keys, files and the journal's anchor lie.
    pub(crate) data_dir: PathBuf,
    receipt: SigningKey,
    /// Held as long as the store lives.
    _lock: Option<std::fs::File>,
}

#[derive(Clone)]
enum Backend {
    Sqlite { readers: Arc<Readers>, queue: mpsc::Sender<Request>, writer: Arc<Mutex<Option<JoinHandle<()>>>> },
    Postgres(PgPool),
}

impl Store {
    /// Opens (and, if need be, makes) the database, its folder and its keys; brings the schema up to date.
    ///
    /// # Errors
    /// `store.url`, `store.locked` (another process), `store.half_restored`, `store.corrupt`, `store.newer`, `store.wrong_key`, `store.unsafe_settings`,
    /// `store.unavailable`, `store.file`, `store.key_format`.
    pub async fn open(settings: Settings) -> Result<Self, StoreError> {
        let folder = &settings.data_dir;
        let unfinished = crate::restore::marker(folder);
        if !settings.restoring && unfinished.exists() {
            return Err(StoreError::HalfRestored(folder.clone()));
        }
        crate::files::private_folder(folder).map_err(|error| StoreError::file(folder, error))?;
        let ids = settings.ids.clone().unwrap_or_else(|| Ids::system(settings.clock.clone()));
        let (backend, mut first, lock) = match settings.url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => opening::sqlite(&settings).await?,
            Some("postgres" | "postgresql") => opening::postgres(&settings).await?,
            _ => return Err(StoreError::Url(None)),
        };
        let keyring = opening::keyring(&settings, &ids, &mut first).await?;
        let receipt = keys::receipt(&folder.join("keys"), &ids)?;
        let backend = match (backend, first) {
            (Opened::Sqlite(readers, options), Link::Sqlite(connection)) => {
                let (queue, requests) = mpsc::channel(4096);
                let writer = tokio::spawn(writer::run(connection, *options, requests));
                let writer = Arc::new(Mutex::new(Some(writer)));
                Backend::Sqlite { readers, queue, writer }
            }
            (Opened::Postgres(pool), _) => Backend::Postgres(pool),
            (Opened::Sqlite(..), _) => return Err(StoreError::Url(None)),
        };
        let objects = Objects::open(folder)?;
        let data_dir = settings.data_dir;
        let shared = Shared { clock: settings.clock, ids, keyring, objects, data_dir, receipt, _lock: lock };
        let store = Self { shared: Arc::new(shared), backend };
        crate::journal::anchor_at_first(&store).await?;
        Ok(store)
    }

    /// Reads through a connection of its own. Each statement sees what is committed when it runs.
    pub async fn read<T, E, F>(&self, act: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut Read) -> Result<T, E>,
        E: From<StoreError>,
    {
        let mut read = Read::new(self.reading().await?, &self.shared);
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
        let lent = tokio::time::timeout(PATIENCE, self.writing()).await.map_err(|_| StoreError::Busy(None))??;
        let mut write = Write::new(Read::new(lent, &self.shared));
        let done = tokio::time::timeout(PATIENCE, act(&mut write)).await.map_err(|_| StoreError::Busy(None))??;
        for key in write.commit().await? {
            self.shared.objects.forget(key);
        }
        Ok(done)
    }

    /// Writes by one statement, with SQLite at the cost of that statement alone; how many rows it touched, once that is durable.
    ///
    /// Whoever stops waiting for it does not undo it.
    pub(crate) async fn write_statement(&self, sql: &'static str, args: &[Value<'_>]) -> Result<u64, StoreError> {
        let Backend::Sqlite { queue, .. } = &self.backend else {
            return self.write(async |tx| tx.execute(sql, args).await).await;
        };
        let (touched, answer) = oneshot::channel();
        let request = Request::Statement { sql, args: crate::engine::owned(args)?, touched };
        let sent = tokio::time::timeout(PATIENCE, queue.send(request)).await;
        sent.map_err(|_| StoreError::Busy(None))?.map_err(|_| StoreError::Unavailable(sqlx::Error::PoolClosed))?;
        let answer = tokio::time::timeout(PATIENCE, answer).await.map_err(|_| StoreError::Busy(None))?;
        answer.unwrap_or(Err(StoreError::Busy(None)))
    }

    async fn reading(&self) -> Result<(Link, Home), StoreError> {
        match &self.backend {
            Backend::Sqlite { readers, .. } => {
                let permit = tokio::time::timeout(PATIENCE, Arc::clone(&readers.permits).acquire_owned()).await;
                let permit = permit.ok().and_then(Result::ok).ok_or(StoreError::Busy(None))?;
                let idle = readers.idle.lock().ok().and_then(|mut idle| idle.pop());
                let connection = match idle {
                    Some(connection) => connection,
                    None => readers.options.connect().await?,
                };
                Ok((Link::Sqlite(connection), Home::Readers(Arc::clone(readers), permit)))
            }
            Backend::Postgres(pool) => Ok((Link::Postgres(pool.acquire().await?), Home::Pool)),
        }
    }

    async fn writing(&self) -> Result<(Link, Home), StoreError> {
        match &self.backend {
            Backend::Sqlite { queue, .. } => {
                let (request, turn) = oneshot::channel();
                queue
                    .send(Request::Turn(request))
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
                        Err(error) if attempts < 64 && died(&error) => attempts += 1,
                        Err(error) => return Err(error.into()),
                    }
                }
            }
        }
    }

    /// A key for one purpose outside the store, drawn from the master key: the same as long as that is.
    ///
    /// # Errors
    /// Where the master key cannot be used.
    pub fn key_for(&self, purpose: &'static str) -> Result<[u8; 32], StoreError> {
        self.shared.keyring.blind("", "key", purpose.as_bytes())
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

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
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
        self.read(async |conn| conn.rows("select 1", args![]).await.map(|_| ())).await?;
        self.write(async |tx| tx.rows("select 1", args![]).await.map(|_| ())).await
    }

    /// Looks through SQLite's whole file for damage, beside everything else: for one too large to be looked through before it is opened, and
    /// for what a disk spoils later. PostgreSQL checks its pages as it reads them.
    ///
    /// # Errors
    /// `store.corrupt`: serving must end. The file is not opened again before it is whole.
    pub async fn check(&self) -> Result<(), StoreError> {
        let Backend::Sqlite { readers, .. } = &self.backend else { return Ok(()) };
        // A connection of its own, which no page waits for.
        let mut connection = readers.options.connect().await?;
        opening::yield_to_others(&mut connection).await?;
        let found = opening::check(&mut connection).await;
        if let Err(StoreError::Corrupt(_)) = &found {
            let suspect = opening::suspect(readers.options.get_filename());
            // On a disk that takes nothing more, what was found is still told.
            let _ = crate::files::touch_private(&suspect);
        }
        let _ = connection.close().await;
        found
    }

    /// Closes the store once every other handle on it is gone (or after five seconds): then nothing of it is open any more.
    pub async fn close(self) {
        match &self.backend {
            Backend::Sqlite { writer, readers, .. } => {
                let writer = writer.lock().ok().and_then(|mut writer| writer.take());
                // The one that writes is the last to end: it takes the log back into the database's file.
                let idle = readers.idle.lock().map(|mut idle| std::mem::take(&mut *idle));
                for connection in idle.unwrap_or_default() {
                    let _ = connection.close().await;
                }
                drop(self);
                if let Some(writer) = writer {
                    let _ = tokio::time::timeout(PATIENCE, writer).await;
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
        sqlx::Error::Database(database) => database.code().is_some_and(|code| code.starts_with("57P")),
        _ => false,
    }
}
