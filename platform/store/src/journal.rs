//! Keeps the journal: who did what to what, when; append-only, without the data itself.
//!
//! An entry may carry a commitment (a keyed hash) to the data meant: whoever later shows the data can prove that it is the same, and the
//! journal betrays nothing. [`close`] closes the open entries into a batch whose hash covers them and the batch before: an entry
//! changed, added or taken away afterwards breaks the chain, which [`verify`] walks. How far the chain goes is said by its [`Head`], outside
//! of it: batches cut off at the end are missed there.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, Sql, args};
use crate::error::StoreError;
use crate::locker::check_agency;
use crate::store::{Shared, Store};

mod anchor;
mod fault;
mod told;

pub(crate) use anchor::anchor_at_first;
pub use anchor::{Head, heads, verify_since, write_anchor};
pub use fault::Fault;
pub use told::{ToldBatch, batch, open_entries};

/// How many entries one batch closes at most.
const BATCH: i64 = 5_000;

/// What is to be written down.
#[derive(Debug, Clone, Copy)]
pub struct NewEntry<'a> {
    /// The agency.
    pub agency: &'a str,
    /// What was done (`dossier.submitted`, `case.opened` …).
    pub act: &'a str,
    /// What kind of thing it was done to (`dossier`, `case`, `person` …).
    pub object_kind: &'a str,
    /// Its id.
    pub object: Uuid,
    /// Who did it: `citizen`, `agent`, `system`, `operator`, `visitor` (nobody known).
    pub actor_kind: &'a str,
    /// The actor's id, if known.
    pub actor: Option<Uuid>,
    /// The data to commit to.
    pub committed: Option<&'a [u8]>,
}

/// An entry as stored.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The internal id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub act: String,
    /// To what kind of thing.
    pub object_kind: String,
    /// To which.
    pub object: Uuid,
    /// By whom: `citizen`, `agent`, `system`, `operator`, `visitor` (nobody known).
    pub actor_kind: String,
    /// The actor's id, if known.
    pub actor: Option<Uuid>,
    /// The commitment to the data meant.
    pub commitment: Option<[u8; 32]>,
}

/// Part of an entry's commitment is a key: equal data commits alike within an agency, and nobody else can try data out.
pub(crate) fn commitment(shared: &Shared, agency: &str, data: &[u8]) -> Result<[u8; 32], StoreError> {
    shared.keyring.blind(agency, "journal", data)
}

/// Whether this data is what the entry committed to.
pub fn attests(conn: &Read, agency: &str, entry: &Entry, data: &[u8]) -> Result<bool, StoreError> {
    Ok(entry.commitment == Some(commitment(&conn.shared, agency, data)?))
}

const ADD: &str = "insert into journal (agency, id, at, act, object_kind, object, actor_kind, actor, commitment) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

macro_rules! add_args {
    ($new:expr, $id:expr, $now:expr, $commitment:expr) => {
        args![
            $new.agency,
            $id,
            $now,
            $new.act,
            $new.object_kind,
            $new.object,
            $new.actor_kind,
            $new.actor,
            $commitment.as_ref().map(|hash| hash.as_slice())
        ]
    };
}

/// Writes an entry.
pub async fn add(tx: &mut Write, new: NewEntry<'_>) -> Result<(), StoreError> {
    check_agency(new.agency)?;
    let id = tx.shared.ids.uuid()?;
    let commitment = new.committed.map(|data| commitment(&tx.shared, new.agency, data)).transpose()?;
    tx.execute(ADD, add_args!(new, id, tx.now(), commitment)).await?;
    Ok(())
}

/// The same for an act that writes nothing else.
pub async fn add_alone(store: &Store, new: NewEntry<'_>) -> Result<(), StoreError> {
    check_agency(new.agency)?;
    let id = store.ids().uuid()?;
    let commitment = new.committed.map(|data| commitment(store.shared(), new.agency, data)).transpose()?;
    store.write_statement(ADD, add_args!(new, id, store.clock().now(), commitment)).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Entry, StoreError> {
    let commitment = row
        .opt_bytes("commitment")?
        .map(|bytes| <[u8; 32]>::try_from(bytes).map_err(|_| StoreError::Corrupt("commitment: not a hash".into())));
    Ok(Entry {
        id: row.uuid("id")?,
        at: row.time("at")?,
        act: row.text("act")?,
        object_kind: row.text("object_kind")?,
        object: row.uuid("object")?,
        actor_kind: row.text("actor_kind")?,
        actor: row.opt_uuid("actor")?,
        commitment: commitment.transpose()?,
    })
}

macro_rules! select {
    ($rest:literal) => {
        concat!("select id, at, act, object_kind, object, actor_kind, actor, commitment from journal ", $rest)
    };
}

/// What was done to an object, oldest first, at most 1,000 entries.
pub async fn of_object(conn: &mut Read, agency: &str, object: Uuid) -> Result<Vec<Entry>, StoreError> {
    let rows = conn
        .rows(select!("where agency = $1 and object = $2 order by at, id limit 1000"), args![agency, object])
        .await?;
    rows.iter().map(read).collect()
}

macro_rules! of_objects {
    ($list:literal) => {
        concat!(
            "select id, at, act, object_kind, object, actor_kind, actor, commitment from journal \
             where agency = $1 and object in (",
            $list,
            ") order by at desc, id desc limit $3"
        )
    };
}

/// A list of ids in one argument, which the engines unpack each in their own way.
const OF_OBJECTS: Sql = Sql {
    sqlite: of_objects!("select value from json_each($2)"),
    postgres: of_objects!("select jsonb_array_elements_text($2::jsonb)"),
};

/// What was done to any of these objects, the latest first.
pub async fn of_objects(conn: &mut Read, agency: &str, objects: &[Uuid], limit: i64) -> Result<Vec<Entry>, StoreError> {
    let ids: Vec<String> = objects.iter().map(Uuid::to_string).collect();
    let list = serde_json::to_string(&ids).map_err(|_| StoreError::Invalid("a list of ids"))?;
    let rows = conn.rows(OF_OBJECTS, args![agency, &list, limit]).await?;
    rows.iter().map(read).collect()
}

impl Entry {
    /// What the batch's hash is made of: SHA-256 over agency, id, time, act, kind and id of the object, kind and id of the actor, commitment,
    /// each with its length before it.
    pub fn hash(&self, agency: &str) -> [u8; 32] {
        let actor = self.actor.map(|id| id.to_string()).unwrap_or_default();
        let mut hash = Sha256::new();
        for part in [
            agency.as_bytes(),
            self.id.as_bytes(),
            &self.at.as_microsecond().to_be_bytes(),
            self.act.as_bytes(),
            self.object_kind.as_bytes(),
            self.object.as_bytes(),
            self.actor_kind.as_bytes(),
            actor.as_bytes(),
            self.commitment.as_ref().map(|hash| hash.as_slice()).unwrap_or_default(),
        ] {
            hash.update((part.len() as u32).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().into()
    }
}

fn batch_hash(agency: &str, number: i64, previous: &[u8; 32], entries: &[Entry]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(number.to_be_bytes());
    hash.update((entries.len() as u64).to_be_bytes());
    for entry in entries {
        hash.update(entry.hash(agency));
    }
    hash.finalize().into()
}

/// How many entries of each agency are in no batch yet: nothing attests them before they are.
pub async fn count_open(conn: &mut Read) -> Result<Vec<(String, u64)>, StoreError> {
    let count = "select agency, count(*) as entries from journal where batch is null group by agency order by agency";
    let rows = conn.rows(count, args![]).await?;
    rows.iter().map(|row| Ok((row.text("agency")?, u64::try_from(row.int("entries")?).unwrap_or(0)))).collect()
}

/// The agencies that have open entries.
pub async fn open_agencies(conn: &mut Read) -> Result<Vec<String>, StoreError> {
    let rows = conn.rows("select distinct agency from journal where batch is null order by agency", args![]).await?;
    rows.iter().map(|row| row.text("agency")).collect()
}

/// The agencies that have closed batches.
pub async fn closed_agencies(conn: &mut Read) -> Result<Vec<String>, StoreError> {
    let rows = conn.rows("select distinct agency from journal_batches order by agency", args![]).await?;
    rows.iter().map(|row| row.text("agency")).collect()
}

/// A closed batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its number, from 1.
    pub number: i64,
    /// How many entries it closes.
    pub entries: u64,
    /// The hash over the batch before and these entries.
    pub hash: [u8; 32],
}

macro_rules! enclose {
    ($list:literal) => {
        concat!("update journal set batch = $2 where agency = $1 and batch is null and id in (", $list, ")")
    };
}

/// A list of ids in one argument, which the engines unpack each in their own way.
const ENCLOSE: Sql = Sql {
    sqlite: enclose!("select value from json_each($3)"),
    postgres: enclose!("select jsonb_array_elements_text($3::jsonb)"),
};

/// Closes the agency's open entries into a batch; `None` if there are none, or if somebody else is closing them now.
pub async fn close(tx: &mut Write, agency: &str) -> Result<Option<Batch>, StoreError> {
    let rows =
        tx.rows(select!("where agency = $1 and batch is null order by at, id limit $2"), args![agency, BATCH]).await?;
    let entries = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    if entries.is_empty() {
        return Ok(None);
    }
    let last = tx
        .row("select number, hash from journal_batches where agency = $1 order by number desc limit 1", args![agency])
        .await?;
    let (number, previous) = match last {
        Some(row) => (row.int("number")? + 1, row.hash("hash")?),
        None => (1, [0; 32]),
    };
    let hash = batch_hash(agency, number, &previous, &entries);
    let now = tx.now();
    let closed = tx
        .execute(
            "insert into journal_batches (agency, number, entries, previous, hash, closed_at) values ($1, $2, $3, $4, $5, $6) \
             on conflict do nothing",
            args![agency, number, entries.len() as i64, &previous, &hash, now],
        )
        .await?;
    if closed == 0 {
        return Ok(None);
    }
    anchor::set(tx, agency, number, &hash).await?;
    let ids: Vec<String> = entries.iter().map(|entry| entry.id.to_string()).collect();
    let list = serde_json::to_string(&ids).map_err(|_| StoreError::Invalid("a list of ids"))?;
    let enclosed = tx.execute(ENCLOSE, args![agency, number, &list]).await?;
    if enclosed != entries.len() as u64 {
        // Another closer took some of them: its batch stands, this one is undone.
        return Err(StoreError::Busy(None));
    }
    Ok(Some(Batch { number, entries: enclosed, hash }))
}

/// Walks the agency's chain, to where its head says that it goes; gives its last batch (`None`: nothing closed yet).
///
/// # Errors
/// `store.corrupt`, naming the first batch that does not fit, or that is missing at the end.
pub async fn verify(conn: &mut Read, agency: &str) -> Result<Option<Batch>, StoreError> {
    // Asked before the chain is walked, and after: batches may be closed meanwhile.
    let before = anchor::of(conn, agency).await?;
    let rows = conn
        .rows(
            "select number, entries, previous, hash from journal_batches where agency = $1 order by number",
            args![agency],
        )
        .await?;
    let mut last: Option<Batch> = None;
    for row in rows {
        let number = row.int("number")?;
        let previous = last.as_ref().map_or([0; 32], |batch| batch.hash);
        let entries = enclosed(conn, agency, number).await?;
        let hash = batch_hash(agency, number, &previous, &entries);
        let expected = last.as_ref().map_or(1, |batch| batch.number + 1);
        if number != expected || row.hash("previous")? != previous || row.hash("hash")? != hash {
            return Err(Fault::Breaks { agency: agency.to_owned(), batch: number }.into());
        }
        last = Some(Batch { number, entries: entries.len() as u64, hash });
    }
    if let Some(head) = &before {
        anchor::holds(conn, head).await?;
    }
    let after = anchor::of(conn, agency).await?;
    let reached = last.as_ref().map_or(0, |batch| batch.number);
    if after.as_ref().map_or(0, |head| head.number) < reached {
        return Err(Fault::Beyond { agency: agency.to_owned(), batch: reached }.into());
    }
    Ok(last)
}

async fn enclosed(conn: &mut Read, agency: &str, number: i64) -> Result<Vec<Entry>, StoreError> {
    let rows = conn.rows(select!("where agency = $1 and batch = $2 order by at, id"), args![agency, number]).await?;
    rows.iter().map(read).collect()
}
