//! Groups SQLite commits: one task owns the one writing connection and lends it, turn by turn, to those who want to write.
//!
//! All writers of a group work in the same transaction, each after the first behind a savepoint of its own, and hear of their success
//! only after the shared commit has reached the disk. While one commit waits for the disk the next writers queue up, so the groups grow with the load and a lone writer never waits.
//! Whoever writes by one statement hands that in instead: SQLite undoes a statement that fails by itself, so it needs neither turn nor
//! savepoint.

use std::time::{Duration, Instant};

use sqlx::error::ErrorKind;
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::{mpsc, oneshot};

use crate::error::StoreError;
use crate::faults;

/// How many writers share one commit at most, and for how long a group takes in those who are already queueing; nobody is waited for.
const GROUP: usize = 64;
const GROUP_TIME: Duration = Duration::from_millis(5);

/// A place in the queue.
pub(crate) enum Request {
    /// The writer's task answers with a turn.
    Turn(oneshot::Sender<Turn>),
    /// One statement; answered, once it is committed, with how many rows it touched.
    Statement { sql: &'static str, args: SqliteArguments, touched: oneshot::Sender<Result<u64, StoreError>> },
}

impl Request {
    /// Whether whoever asked has gone away.
    fn is_closed(&self) -> bool {
        match self {
            Self::Turn(turn) => turn.is_closed(),
            Self::Statement { touched, .. } => touched.is_closed(),
        }
    }
}

/// Whom to tell of the commit.
enum Waiting {
    Turn(oneshot::Sender<Result<(), StoreError>>),
    Statement(oneshot::Sender<Result<u64, StoreError>>, u64),
}

impl Waiting {
    /// Whoever does not listen any more has lost nothing: the write stands.
    fn tell(self, committed: Result<(), StoreError>) {
        match self {
            Self::Turn(keep) => drop(keep.send(committed)),
            Self::Statement(touched, rows) => drop(touched.send(committed.map(|()| rows))),
        }
    }
}

/// The right to write now. Dropped unused (its asker went away as it was being handed over), it gives the connection back.
pub(crate) struct Turn(Option<(SqliteConnection, oneshot::Sender<Back>)>);

impl Turn {
    pub(crate) fn take(mut self) -> Option<(SqliteConnection, oneshot::Sender<Back>)> {
        self.0.take()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some((connection, back)) = self.0.take() {
            let _ = back.send(Back { connection, keep: None });
        }
    }
}

/// The connection given back: with somebody to tell of the commit, or, to undo the turn, with nobody.
pub(crate) struct Back {
    pub(crate) connection: SqliteConnection,
    pub(crate) keep: Option<oneshot::Sender<Result<(), StoreError>>>,
}

/// Serves turns until every handle on the queue is gone.
pub(crate) async fn run(
    mut connection: SqliteConnection,
    options: SqliteConnectOptions,
    mut queue: mpsc::Receiver<Request>,
) {
    while let Some(first) = queue.recv().await {
        match group(connection, first, &mut queue).await {
            Ok(kept) => connection = kept,
            // Lost or in doubt (an I/O error, a full disk): what it last knew is not to be trusted, a fresh one reads the file again.
            Err(()) => match reopen(&options, &mut queue).await {
                Some(fresh) => connection = fresh,
                None => return,
            },
        }
    }
    let _ = connection.close().await;
}

/// Opens the connection again, refusing meanwhile those who come to write; `None` when nobody is left to come.
async fn reopen(options: &SqliteConnectOptions, queue: &mut mpsc::Receiver<Request>) -> Option<SqliteConnection> {
    loop {
        match options.connect().await {
            Ok(connection) => return Some(connection),
            Err(error) => {
                tracing::error!(%error, "the database file cannot be opened again");
                // Dropping the request is the refusal; the next one is the next attempt.
                drop(queue.recv().await?);
            }
        }
    }
}

/// Where the savepoint of a group's turns stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Savepoint {
    /// Not set yet: the first turn of a group needs none, to undo it is to undo everything.
    None,
    /// Set, and nothing was written since.
    Fresh,
    /// Set, and since then a turn has written what is to be kept.
    Spent,
}

impl Savepoint {
    /// After something was written that is to be kept.
    fn spent(self) -> Self {
        if self == Self::Fresh { Self::Spent } else { self }
    }
}

async fn group(
    mut connection: SqliteConnection,
    first: Request,
    queue: &mut mpsc::Receiver<Request>,
) -> Result<SqliteConnection, ()> {
    let mut waiting: Vec<Waiting> = Vec::new();
    let begun = Instant::now();
    let mut open = false;
    let mut savepoint = Savepoint::None;
    let mut next = Some(first);
    while let Some(request) = next.take() {
        if !request.is_closed() {
            let alone = waiting.is_empty();
            if !open {
                let begin = if faults::mutant("M9") { "BEGIN" } else { "BEGIN IMMEDIATE" };
                if let Err(error) = run_text(&mut connection, begin).await {
                    tracing::warn!(%error, "no write transaction could begin");
                    drop(request);
                    // Busy means that another process writes; the connection is sound.
                    let sound = matches!(StoreError::from(error), StoreError::Busy(_));
                    return if sound { Ok(connection) } else { Err(()) };
                }
                open = true;
            }
            match request {
                Request::Statement { sql, args, touched } => {
                    match sqlx::query_with(sql, args).execute(&mut connection).await {
                        Ok(done) => {
                            waiting.push(Waiting::Statement(touched, done.rows_affected()));
                            savepoint = savepoint.spent();
                        }
                        // A constraint refused it: it alone is undone, and the transaction goes on.
                        Err(error)
                            if error.as_database_error().is_some_and(|e| !matches!(e.kind(), ErrorKind::Other)) =>
                        {
                            drop(touched.send(Err(error.into())));
                        }
                        Err(error) => {
                            waiting.push(Waiting::Statement(touched, 0));
                            fail(&mut waiting, error);
                            return Err(());
                        }
                    }
                }
                Request::Turn(turn) => {
                    if !alone {
                        let text = match savepoint {
                            Savepoint::None => "SAVEPOINT turn",
                            Savepoint::Spent => "RELEASE turn; SAVEPOINT turn",
                            Savepoint::Fresh => "",
                        };
                        if !text.is_empty() {
                            run_text(&mut connection, text).await.map_err(|error| fail(&mut waiting, error))?;
                        }
                        savepoint = Savepoint::Fresh;
                    }
                    let (back, returned) = oneshot::channel();
                    // Should the asker have gone away in this very moment, the turn's drop gives the connection back.
                    drop(turn.send(Turn(Some((connection, back)))));
                    let Ok(back) = returned.await else {
                        fail(&mut waiting, sqlx::Error::WorkerCrashed);
                        return Err(());
                    };
                    connection = back.connection;
                    match back.keep {
                        Some(keep) => {
                            waiting.push(Waiting::Turn(keep));
                            savepoint = savepoint.spent();
                        }
                        None => {
                            let text = if alone { "ROLLBACK" } else { "ROLLBACK TO turn" };
                            open = !alone;
                            run_text(&mut connection, text).await.map_err(|error| fail(&mut waiting, error))?;
                        }
                    }
                }
            }
        }
        if waiting.len() < GROUP && begun.elapsed() < GROUP_TIME {
            next = queue.try_recv().ok();
        }
    }
    if open {
        // The commit ends the savepoint, too.
        faults::point("group.written");
        run_text(&mut connection, "COMMIT").await.map_err(|error| fail(&mut waiting, error))?;
        faults::point("group.committed");
        waiting.into_iter().for_each(|waiting| waiting.tell(Ok(())));
    }
    Ok(connection)
}

async fn run_text(connection: &mut SqliteConnection, text: &'static str) -> Result<(), sqlx::Error> {
    sqlx::query(text).execute(connection).await.map(|_| ())
}

/// Tells everybody in the group that nothing was kept. An error has one owner, so each is told its kind and text anew.
fn fail(waiting: &mut Vec<Waiting>, error: sqlx::Error) {
    tracing::error!(%error, writers = waiting.len(), "a group of writes was given up");
    let text = error.to_string();
    let kind = StoreError::from(error);
    for waiting in waiting.drain(..) {
        waiting.tell(Err(match &kind {
            StoreError::Busy(_) => StoreError::Busy(None),
            StoreError::Full(_) => StoreError::Full(None),
            StoreError::Corrupt(text) => StoreError::Corrupt(text.clone()),
            _ => StoreError::Unavailable(sqlx::Error::Protocol(text.clone())),
        }));
    }
}
