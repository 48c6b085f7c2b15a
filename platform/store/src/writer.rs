//! Groups SQLite commits: one task owns the one writing connection and lends it, turn by turn, to those who want to write.
//!
//! Every writer works in a savepoint of the same transaction, and hears of its success only after the shared commit has reached the
//! disk. While one commit waits for the disk the next writers queue up, so the groups grow with the load and a lone writer never waits.

use std::time::{Duration, Instant};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::{mpsc, oneshot};

use crate::error::StoreError;

/// How many writers share one commit at most, and how long the first of them waits for the others.
const GROUP: usize = 64;
const GROUP_TIME: Duration = Duration::from_millis(5);

/// A place in the queue: the writer's task answers with a turn.
pub(crate) type Request = oneshot::Sender<Turn>;

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

async fn group(
    mut connection: SqliteConnection,
    first: Request,
    queue: &mut mpsc::Receiver<Request>,
) -> Result<SqliteConnection, ()> {
    let mut waiting: Vec<oneshot::Sender<Result<(), StoreError>>> = Vec::new();
    let begun = Instant::now();
    let mut open = false;
    let mut savepoint = Savepoint::None;
    let mut next = Some(first);
    while let Some(request) = next.take() {
        if !request.is_closed() {
            let alone = waiting.is_empty();
            if !open {
                if let Err(error) = run_text(&mut connection, "BEGIN IMMEDIATE").await {
                    tracing::warn!(%error, "no write transaction could begin");
                    drop(request);
                    // Busy means that another process writes; the connection is sound.
                    let sound = matches!(StoreError::from(error), StoreError::Busy(_));
                    return if sound { Ok(connection) } else { Err(()) };
                }
                open = true;
            } else if !alone {
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
            drop(request.send(Turn(Some((connection, back)))));
            let Ok(back) = returned.await else {
                fail(&mut waiting, sqlx::Error::WorkerCrashed);
                return Err(());
            };
            connection = back.connection;
            match back.keep {
                Some(keep) => {
                    waiting.push(keep);
                    if savepoint == Savepoint::Fresh {
                        savepoint = Savepoint::Spent;
                    }
                }
                None => {
                    let text = if alone { "ROLLBACK" } else { "ROLLBACK TO turn" };
                    open = !alone;
                    run_text(&mut connection, text).await.map_err(|error| fail(&mut waiting, error))?;
                }
            }
        }
        if waiting.len() < GROUP && begun.elapsed() < GROUP_TIME {
            next = queue.try_recv().ok();
        }
    }
    if open {
        // The commit ends the savepoint, too.
        run_text(&mut connection, "COMMIT").await.map_err(|error| fail(&mut waiting, error))?;
        for keep in waiting {
            // Whoever does not listen any more has lost nothing: the write stands.
            let _ = keep.send(Ok(()));
        }
    }
    Ok(connection)
}

async fn run_text(connection: &mut SqliteConnection, text: &'static str) -> Result<(), sqlx::Error> {
    sqlx::query(text).execute(connection).await.map(|_| ())
}

/// Tells everybody in the group that nothing was kept. An error has one owner, so each is told its kind and text anew.
fn fail(waiting: &mut Vec<oneshot::Sender<Result<(), StoreError>>>, error: sqlx::Error) {
    tracing::error!(%error, writers = waiting.len(), "a group of writes was given up");
    let text = error.to_string();
    let kind = StoreError::from(error);
    for keep in waiting.drain(..) {
        let _ = keep.send(Err(match &kind {
            StoreError::Busy(_) => StoreError::Busy(None),
            StoreError::Full(_) => StoreError::Full(None),
            StoreError::Corrupt(text) => StoreError::Corrupt(text.clone()),
            _ => StoreError::Unavailable(sqlx::Error::Protocol(text.clone())),
        }));
    }
}
