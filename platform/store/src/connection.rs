//! Lends a connection: to read, or to write in one transaction, and takes it back whatever happens to its borrower.

use std::fmt;
use std::sync::{Arc, Mutex};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::engine::{Engine, Link, Row, Sql, Value};
use crate::error::StoreError;
use crate::faults;
use crate::objects::ObjectKey;
use crate::store::Shared;
use crate::writer::Back;

/// SQLite's reading connections. Simpler and cheaper than a general pool: a file's connections do not break, age or need pinging.
pub(crate) struct Readers {
    pub(crate) options: SqliteConnectOptions,
    pub(crate) idle: Mutex<Vec<SqliteConnection>>,
    pub(crate) permits: Arc<Semaphore>,
}

/// Where a connection goes when its borrower is done.
pub(crate) enum Home {
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
    pub(crate) fn new((link, home): (Link, Home), shared: &Arc<Shared>) -> Self {
        Self { link: Some(link), home, shared: Arc::clone(shared) }
    }

    fn link(&mut self) -> Result<&mut Link, StoreError> {
        self.link.as_mut().ok_or(StoreError::Busy(None))
    }

    pub(crate) async fn rows(&mut self, sql: impl Into<Sql>, args: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        self.link()?.rows(sql.into(), args).await
    }

    /// The first row. A statement that returns rows is always run to its end: SQLite would otherwise leave it half done.
    pub(crate) async fn row(&mut self, sql: impl Into<Sql>, args: &[Value<'_>]) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// Runs a statement that begins, sets or ends something.
    pub(crate) async fn run(&mut self, sql: &'static str) -> Result<(), StoreError> {
        self.link()?.execute(sql.into(), &[]).await.map(drop)
    }

    /// Hands over the rows of a statement one by one, however many they are.
    pub(crate) async fn each(
        &mut self,
        sql: String,
        visit: impl FnMut(&Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.link()?.each(sql, visit).await
    }

    /// Which engine answers.
    pub(crate) fn engine(&self) -> Engine {
        match self.link {
            Some(Link::Sqlite(_)) => Engine::Sqlite,
            _ => Engine::Postgres,
        }
    }

    /// The time, by the store's clock.
    pub fn now(&self) -> jiff::Timestamp {
        self.shared.clock.now()
    }
}

impl Drop for Read {
    fn drop(&mut self) {
        match (self.link.take(), std::mem::replace(&mut self.home, Home::Nowhere)) {
            (Some(Link::Sqlite(connection)), Home::Readers(readers, _permit)) => {
                if let Ok(mut idle) = readers.idle.lock() {
                    idle.push(connection);
                }
            }
            (Some(Link::Sqlite(connection)), Home::Writer(back)) => {
                let _ = back.send(Back { connection, keep: None });
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
    doomed: Vec<ObjectKey>,
}

impl Write {
    pub(crate) fn new(read: Read) -> Self {
        Self { read, doomed: Vec::new() }
    }

    pub(crate) async fn execute(&mut self, sql: impl Into<Sql>, args: &[Value<'_>]) -> Result<u64, StoreError> {
        self.read.link()?.execute(sql.into(), args).await
    }

    /// Removes a file once this transaction is committed. A crash in between leaves an orphan, which the sweep removes.
    pub(crate) fn doom(&mut self, key: ObjectKey) {
        self.doomed.push(key);
    }

    /// Makes everything durable; gives the files that were doomed.
    pub(crate) async fn commit(mut self) -> Result<Vec<ObjectKey>, StoreError> {
        let doomed = std::mem::take(&mut self.doomed);
        let link = self.read.link.take();
        if faults::mutant("M3") {
            tokio::spawn(too_late(link, std::mem::replace(&mut self.read.home, Home::Nowhere)));
            return Ok(doomed);
        }
        faults::point("write.ready");
        match (link, std::mem::replace(&mut self.read.home, Home::Nowhere)) {
            (Some(Link::Sqlite(connection)), Home::Writer(back)) => {
                let (keep, kept) = oneshot::channel();
                if back.send(Back { connection, keep: Some(keep) }).is_err() {
                    return Err(StoreError::Unavailable(sqlx::Error::WorkerCrashed));
                }
                kept.await.unwrap_or(Err(StoreError::Unavailable(sqlx::Error::WorkerCrashed)))?;
            }
            (Some(Link::Transaction(transaction)), _) => transaction.commit().await?,
            _ => return Err(StoreError::Busy(None)),
        }
        faults::point("write.committed");
        Ok(doomed)
    }
}

/// A mutant: whoever wrote was told of success before this.
async fn too_late(link: Option<Link>, home: Home) {
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    match (link, home) {
        (Some(Link::Sqlite(connection)), Home::Writer(back)) => {
            let (keep, kept) = oneshot::channel();
            drop(back.send(Back { connection, keep: Some(keep) }));
            drop(kept.await);
        }
        (Some(Link::Transaction(transaction)), _) => drop(transaction.commit().await),
        _ => {}
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
