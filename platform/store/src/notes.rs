//! Keeps the notes that the agents of a desk write to each other on a case. They are no events: no citizen and no program is told of them.

use jiff::Timestamp;
use uuid::Uuid;

use crate::cases::Case;
use crate::connection::{Read, Write};
use crate::engine::args;
use crate::error::StoreError;

/// A note as stored.
#[derive(Debug, Clone)]
pub struct Note {
    /// The internal id.
    pub id: Uuid,
    /// When it was written.
    pub at: Timestamp,
    /// The agent who wrote it.
    pub author: Uuid,
    /// What was written; sealed at rest.
    pub body: String,
}

/// Adds a note under an id that tells it from every other; `false` where it was added before: a second click.
pub async fn add(tx: &mut Write, case: &Case, id: Uuid, author: Uuid, body: &str) -> Result<bool, StoreError> {
    let now = tx.now();
    let sealed = case.locker.part("note", id).seal(&tx.shared, "body", body.as_bytes())?;
    let added = tx
        .execute(
            "insert into case_notes (agency, id, case_id, at, author, body) values ($1, $2, $3, $4, $5, $6) \
             on conflict (agency, id) do nothing",
            args![&case.agency, id, case.id, now, author, &sealed],
        )
        .await?;
    Ok(added == 1)
}

/// The notes of a case, the latest first.
pub async fn of_case(conn: &mut Read, case: &Case) -> Result<Vec<Note>, StoreError> {
    let rows = conn
        .rows(
            "select id, at, author, body from case_notes where agency = $1 and case_id = $2 \
             order by at desc, id desc limit 200",
            args![&case.agency, case.id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let id = row.uuid("id")?;
            let body = case.locker.part("note", id).open_text("body", &row.bytes("body")?)?;
            Ok(Note { id, at: row.time("at")?, author: row.uuid("author")?, body })
        })
        .collect()
}
