//! Reads the journal batch by batch, for whoever wants to keep or verify it elsewhere.

use jiff::Timestamp;

use super::{Entry, enclosed, read};
use crate::connection::Read;
use crate::engine::args;
use crate::error::StoreError;

/// A closed batch with all that its hash is made of.
#[derive(Debug, Clone)]
pub struct ToldBatch {
    /// Its number, from 1.
    pub number: i64,
    /// The hash of the batch before; zeros before the first.
    pub previous: [u8; 32],
    /// Its hash.
    pub hash: [u8; 32],
    /// When it was closed.
    pub closed_at: Timestamp,
    /// Its entries, in the order of the hash.
    pub entries: Vec<Entry>,
}

/// A batch of the agency's.
pub async fn batch(conn: &mut Read, agency: &str, number: i64) -> Result<Option<ToldBatch>, StoreError> {
    let row = conn
        .row(
            "select previous, hash, closed_at from journal_batches where agency = $1 and number = $2",
            args![agency, number],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(ToldBatch {
        number,
        previous: row.hash("previous")?,
        hash: row.hash("hash")?,
        closed_at: row.time("closed_at")?,
        entries: enclosed(conn, agency, number).await?,
    }))
}

/// What is not yet closed, the oldest first: what comes after `after`, at most 1,000.
pub async fn open_entries(conn: &mut Read, agency: &str, after: Option<&Entry>) -> Result<Vec<Entry>, StoreError> {
    let (at, id) = after.map_or((i64::MIN, String::new()), |entry| (entry.at.as_microsecond(), entry.id.to_string()));
    let rows = conn
        .rows(
            "select id, at, act, object_kind, object, actor_kind, actor, commitment from journal \
             where agency = $1 and batch is null and (at, id) > ($2, $3) order by at, id limit 1000",
            args![agency, at, &id],
        )
        .await?;
    rows.iter().map(read).collect()
}
