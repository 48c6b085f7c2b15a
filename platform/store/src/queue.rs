//! Keeps work that falls due: the outbox (deliveries, mails), the timers (reminders, purges), the scans of files and the exports, in one shape.
//!
//! Work is put in the transaction that causes it. A worker claims it for a while (the lease); each claim raises the fence, and who comes
//! back with an old fence is refused. Work that fails is retried when the desk says, and at last parked: nothing
//! is dropped but what [`cancel`] takes back and what [`forget_done`] forgets.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, Sql, args};
use crate::error::StoreError;
use crate::faults;
use crate::locker::check_agency;
use crate::sealing::Place;
use crate::store::Shared;
use crate::unreadable;

/// The queues: each is worked off by itself, and what is slow in one holds up no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Deliveries and mails.
    Outbox,
    /// Reminders, alarms, purges.
    Timers,
    /// Files that the antivirus is to examine.
    Scans,
    /// What recipients' webhooks are told; each webhook has a lane of its own ([`crate::deliveries`]).
    Webhooks,
    /// What recipients are sent otherwise: files, mails. Each route has a lane of its own too.
    Drops,
    /// Exports that agents asked for: files of many cases.
    Exports,
}

impl Queue {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Outbox, Self::Timers, Self::Scans, Self::Webhooks, Self::Drops, Self::Exports];

    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Timers => "timers",
            Self::Scans => "scans",
            Self::Webhooks => "webhooks",
            Self::Drops => "drops",
            Self::Exports => "exports",
        }
    }
}

/// Work to be put.
#[derive(Debug, Clone, Copy)]
pub struct NewWork<'a> {
    /// Which queue.
    pub queue: Queue,
    /// The agency.
    pub agency: &'a str,
    /// What is to be done (`case.deliver`, `mail.received`, `are.alarm` …).
    pub kind: &'a str,
    /// Distinguishes it among its kind: putting the same again changes nothing.
    pub dedup: &'a str,
    /// What it concerns: the id of a dossier, a case, a draft.
    pub object: Uuid,
    /// What the worker needs to know, encoded; sealed at rest.
    pub payload: &'a [u8],
    /// Not before then.
    pub due_at: Timestamp,
}

/// Work that was claimed.
#[derive(Debug, Clone)]
pub struct Work {
    /// The agency.
    pub agency: String,
    /// The internal id; constant over all attempts.
    pub id: Uuid,
    /// What is to be done.
    pub kind: String,
    /// What distinguishes it among its kind.
    pub dedup: String,
    /// Whom it is for, where so much is under way for each at a time; else empty.
    pub lane: String,
    /// What it concerns.
    pub object: Uuid,
    /// What the worker needs to know.
    pub payload: Vec<u8>,
    /// When it fell due.
    pub due_at: Timestamp,
    /// Which attempt this is, from 1.
    pub attempts: i64,
    /// The number of this claim.
    pub fence: i64,
    /// Until when it is ours.
    pub lease_until: Timestamp,
}

fn place<'a>(agency: &'a str, record: &'a str) -> Place<'a> {
    Place { agency, kind: "work", record, field: "payload" }
}

/// What the worker needs to know.
pub(crate) fn payload(shared: &Shared, row: &Row) -> Result<Vec<u8>, StoreError> {
    shared.keyring.open(place(&row.text("agency")?, &row.text("id")?), "payload", &row.bytes("payload")?)
}

fn read(shared: &Shared, row: &Row) -> Result<Work, StoreError> {
    let agency = row.text("agency")?;
    let payload = payload(shared, row)?;
    Ok(Work {
        id: row.uuid("id")?,
        kind: row.text("kind")?,
        dedup: row.text("dedup")?,
        lane: row.text("lane")?,
        object: row.uuid("object")?,
        payload,
        due_at: row.time("due_at")?,
        attempts: row.int("attempts")?,
        fence: row.int("fence")?,
        lease_until: row.opt_time("lease_until")?.unwrap_or_default(),
        agency,
    })
}

/// Puts work; `false` if the same was there already (then it stays as it is).
pub async fn put(tx: &mut Write, new: NewWork<'_>) -> Result<bool, StoreError> {
    put_in(tx, "", new).await
}

/// The same, in a lane.
pub(crate) async fn put_in(tx: &mut Write, lane: &str, new: NewWork<'_>) -> Result<bool, StoreError> {
    check_agency(new.agency)?;
    let id = tx.shared.ids.uuid()?;
    let now = tx.now();
    let sealed = tx.shared.keyring.seal(&tx.shared.ids, place(new.agency, &id.to_string()), new.payload)?;
    let put = tx
        .execute(
            "insert into work (agency, id, queue, lane, kind, dedup, object, payload, due_at, attempts, fence, state, created_at, updated_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 'waiting', $10, $10) on conflict (agency, queue, kind, dedup) do nothing",
            args![
                new.agency, id, new.queue.code(), lane, new.kind, new.dedup, new.object, &sealed, new.due_at, now
            ],
        )
        .await?;
    Ok(put == 1)
}

/// How many pieces of this kind were put for an object under a `dedup` that begins so, not counting `but` itself; done ones as long as
/// they are remembered.
pub async fn count_others(
    conn: &mut Read,
    agency: &str,
    kind: &str,
    object: Uuid,
    begins: &str,
    but: &str,
) -> Result<u64, StoreError> {
    let row = conn
        .row(
            "select count(*) as pieces from work where agency = $1 and kind = $2 and object = $3 \
             and substr(dedup, 1, length($4)) = $4 and dedup <> $5",
            args![agency, kind, object, begins, but],
        )
        .await?;
    Ok(row.map(|row| row.int("pieces")).transpose()?.and_then(|pieces| u64::try_from(pieces).ok()).unwrap_or(0))
}

macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "update work set state = 'leased', lease_until = $2, fence = fence + 1, attempts = attempts + 1, updated_at = $3 \
             where (agency, id) in (select agency, id from work where queue = $1 and lane = $5 and due_at <= $3 \
             and state in ('waiting', 'leased') and (state = 'waiting' or lease_until <= $3) order by due_at limit $4",
            $lock,
            ") returning agency, id, kind, dedup, lane, object, payload, due_at, attempts, fence, lease_until"
        )
    };
}

/// Several workers claim side by side on PostgreSQL; SQLite writes one by one anyway.
const CLAIM: Sql = Sql { sqlite: claim!(""), postgres: claim!(" for update skip locked") };

/// Claims up to `limit` pieces of due work for `lease`; also those whose earlier lease ran out. A piece that cannot be opened is parked
/// (`queue.unreadable`), or waits for its key: it holds up no other.
pub async fn claim(tx: &mut Write, queue: Queue, lease: SignedDuration, limit: u16) -> Result<Vec<Work>, StoreError> {
    claim_in(tx, queue, "", lease, limit).await
}

/// The same, of one lane.
pub(crate) async fn claim_in(
    tx: &mut Write,
    queue: Queue,
    lane: &str,
    lease: SignedDuration,
    limit: u16,
) -> Result<Vec<Work>, StoreError> {
    let now = tx.now();
    let rows = tx.rows(CLAIM, args![queue.code(), now + lease, now, i64::from(limit), lane]).await?;
    let mut claimed = Vec::with_capacity(rows.len());
    for row in &rows {
        match read(&tx.shared, row) {
            Ok(work) => claimed.push(work),
            Err(error) => unreadable::set_aside(tx, row, &error).await?,
        }
    }
    claimed.sort_by_key(|work| (work.due_at, work.id));
    Ok(claimed)
}

fn still_ours(touched: u64) -> Result<(), StoreError> {
    if touched == 1 || faults::mutant("M7") { Ok(()) } else { Err(StoreError::StaleLease) }
}

/// The work is done; its payload is destroyed.
///
/// # Errors
/// `store.stale_lease` if another worker has claimed it since: undo what this transaction wrote.
pub async fn done(tx: &mut Write, work: &Work) -> Result<(), StoreError> {
    let now = tx.now();
    let empty = tx.shared.keyring.seal(&tx.shared.ids, place(&work.agency, &work.id.to_string()), b"")?;
    let touched = tx
        .execute(
            "update work set state = 'done', lease_until = null, payload = $4, last_error = null, updated_at = $5 \
             where agency = $1 and id = $2 and fence = $3 and state = 'leased'",
            args![&work.agency, work.id, work.fence, &empty, now],
        )
        .await?;
    still_ours(touched)
}

/// The work is over without having been done, for this reason; its payload is destroyed.
///
/// # Errors
/// `store.stale_lease`.
pub async fn close(tx: &mut Write, work: &Work, why: &str) -> Result<(), StoreError> {
    let now = tx.now();
    let empty = tx.shared.keyring.seal(&tx.shared.ids, place(&work.agency, &work.id.to_string()), b"")?;
    let touched = tx
        .execute(
            "update work set state = 'done', lease_until = null, payload = $4, last_error = $5, updated_at = $6 \
             where agency = $1 and id = $2 and fence = $3 and state = 'leased'",
            args![&work.agency, work.id, work.fence, &empty, why, now],
        )
        .await?;
    still_ours(touched)
}

/// The work is done, and is remembered with what it was: it may be wanted again.
///
/// # Errors
/// `store.stale_lease`.
pub(crate) async fn done_for_now(tx: &mut Write, work: &Work) -> Result<(), StoreError> {
    let now = tx.now();
    let touched = tx
        .execute(
            "update work set state = 'done', lease_until = null, last_error = null, updated_at = $4 \
             where agency = $1 and id = $2 and fence = $3 and state = 'leased'",
            args![&work.agency, work.id, work.fence, now],
        )
        .await?;
    still_ours(touched)
}

/// Keeps claimed work for as long again: its worker is still at it.
///
/// # Errors
/// `store.stale_lease`.
pub async fn hold(tx: &mut Write, work: &Work, lease: SignedDuration) -> Result<(), StoreError> {
    let now = tx.now();
    let touched = tx
        .execute(
            "update work set lease_until = $4 where agency = $1 and id = $2 and fence = $3 and state = 'leased'",
            args![&work.agency, work.id, work.fence, now + lease],
        )
        .await?;
    still_ours(touched)
}

/// Gives the work back untried: this attempt counts for nothing, and whoever comes at `due_at` may claim it.
///
/// # Errors
/// `store.stale_lease`.
pub async fn release(tx: &mut Write, work: &Work, due_at: Timestamp) -> Result<(), StoreError> {
    let now = tx.now();
    let touched = tx
        .execute(
            "update work set state = 'waiting', lease_until = null, due_at = $4, attempts = attempts - 1, updated_at = $5 \
             where agency = $1 and id = $2 and fence = $3 and state = 'leased'",
            args![&work.agency, work.id, work.fence, due_at, now],
        )
        .await?;
    still_ours(touched)
}

/// The work failed with this code and is to be tried again at `due_at`.
///
/// # Errors
/// `store.stale_lease`.
pub async fn retry(tx: &mut Write, work: &Work, due_at: Timestamp, error: &str) -> Result<(), StoreError> {
    let now = tx.now();
    let touched = tx
        .execute(
            "update work set state = 'waiting', lease_until = null, due_at = $4, last_error = $5, updated_at = $6 \
             where agency = $1 and id = $2 and fence = $3 and state = 'leased'",
            args![&work.agency, work.id, work.fence, due_at, error, now],
        )
        .await?;
    still_ours(touched)
}

/// The work failed for good with this code: it waits for a human.
///
/// # Errors
/// `store.stale_lease`.
pub async fn park(tx: &mut Write, work: &Work, error: &str) -> Result<(), StoreError> {
    let now = tx.now();
    let touched = tx
        .execute(
            "update work set state = 'parked', lease_until = null, last_error = $4, updated_at = $5 \
             where agency = $1 and id = $2 and fence = $3 and state = 'leased'",
            args![&work.agency, work.id, work.fence, error, now],
        )
        .await?;
    still_ours(touched)
}

/// Takes back work that is no longer wanted (a reminder after the answer came); `false` if it is neither waiting
/// nor parked (any more).
pub async fn cancel(tx: &mut Write, queue: Queue, agency: &str, kind: &str, dedup: &str) -> Result<bool, StoreError> {
    let touched = tx
        .execute(
            "delete from work where agency = $1 and queue = $2 and kind = $3 and dedup = $4 and state in ('waiting', 'parked')",
            args![agency, queue.code(), kind, dedup],
        )
        .await?;
    Ok(touched == 1)
}

/// Takes back all work of a kind that waits for an object; how many pieces.
pub async fn cancel_all(
    tx: &mut Write,
    queue: Queue,
    agency: &str,
    kind: &str,
    object: Uuid,
) -> Result<u64, StoreError> {
    tx.execute(
        "delete from work where agency = $1 and object = $2 and queue = $3 and kind = $4 and state in ('waiting', 'parked')",
        args![agency, object, queue.code(), kind],
    )
    .await
}

/// Lets work that waits after this failure fall due now, since its cause is gone; how many pieces.
pub async fn hasten(tx: &mut Write, queue: Queue, failed_with: &str) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.execute(
        "update work set due_at = $3, updated_at = $3 where queue = $1 and state = 'waiting' and last_error = $2 and due_at > $3",
        args![queue.code(), failed_with, now],
    )
    .await
}

/// Sets parked work going again, from its first attempt; `false` if it is not parked.
pub async fn unpark(tx: &mut Write, agency: &str, id: Uuid) -> Result<bool, StoreError> {
    let now = tx.now();
    let touched = tx
        .execute(
            "update work set state = 'waiting', attempts = 0, due_at = $3, updated_at = $3 \
             where agency = $1 and id = $2 and state = 'parked'",
            args![agency, id, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Whether work of this kind for this object is neither done nor given up.
pub async fn is_open(conn: &mut Read, agency: &str, kind: &str, object: Uuid) -> Result<bool, StoreError> {
    let row = conn
        .row(
            "select id from work where agency = $1 and object = $2 and kind = $3 and state in ('waiting', 'leased') limit 1",
            args![agency, object, kind],
        )
        .await?;
    Ok(row.is_some())
}

/// Work that waits for a human.
#[derive(Debug, Clone)]
pub struct Parked {
    /// The agency.
    pub agency: String,
    /// The internal id.
    pub id: Uuid,
    /// What was to be done.
    pub kind: String,
    /// What it concerns.
    pub object: Uuid,
    /// How often it was tried.
    pub attempts: i64,
    /// The code of the last failure.
    pub last_error: Option<String>,
    /// When it was parked.
    pub updated_at: Timestamp,
}

/// The parked work of a queue, oldest first, at most 200.
pub async fn parked(conn: &mut Read, queue: Queue) -> Result<Vec<Parked>, StoreError> {
    let rows = conn
        .rows(
            "select agency, id, kind, object, attempts, last_error, updated_at from work \
             where queue = $1 and state = 'parked' order by updated_at, id limit 200",
            args![queue.code()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Parked {
                agency: row.text("agency")?,
                id: row.uuid("id")?,
                kind: row.text("kind")?,
                object: row.uuid("object")?,
                attempts: row.int("attempts")?,
                last_error: row.opt_text("last_error")?,
                updated_at: row.time("updated_at")?,
            })
        })
        .collect()
}

/// When the next work of a queue falls due or its lease ends: how long a worker may sleep.
pub async fn next_due(conn: &mut Read, queue: Queue) -> Result<Option<Timestamp>, StoreError> {
    let row = conn
        .row(
            "select min(case when state = 'waiting' then due_at else lease_until end) as due from work \
             where queue = $1 and state in ('waiting', 'leased')",
            args![queue.code()],
        )
        .await?;
    row.map(|row| row.opt_time("due")).transpose().map(Option::flatten)
}

/// How a queue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Waiting, due or not.
    pub waiting: u64,
    /// Claimed.
    pub leased: u64,
    /// Held with its case, which is suspended.
    pub held: u64,
    /// Waiting for a human: an alarm if more than none.
    pub parked: u64,
    /// When the oldest work that is due and that nobody has claimed fell due.
    pub oldest_due: Option<Timestamp>,
}

/// Counts a queue's work, for the metrics.
pub async fn figures(conn: &mut Read, queue: Queue) -> Result<Figures, StoreError> {
    let rows = conn
        .rows(
            "select state, count(*) as pieces, min(due_at) as oldest from work where queue = $1 and state <> 'done' group by state",
            args![queue.code()],
        )
        .await?;
    let now = conn.now();
    let mut figures = Figures::default();
    for row in rows {
        let pieces = u64::try_from(row.int("pieces")?).unwrap_or(0);
        match row.text("state")?.as_str() {
            "waiting" => {
                figures.waiting = pieces;
                figures.oldest_due = row.opt_time("oldest")?.filter(|oldest| *oldest <= now);
            }
            "leased" => figures.leased = pieces,
            "held" => figures.held = pieces,
            "parked" => figures.parked = pieces,
            _ => {}
        }
    }
    Ok(figures)
}

/// Forgets work that was done before `before`; how many pieces. What a partner has yet to answer to may be wanted again: it is remembered.
pub async fn forget_done(tx: &mut Write, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(
        "delete from work where state = 'done' and updated_at < $1 and not (queue = 'drops' \
         and exists (select 1 from drops d where d.work = work.id and d.answer is null))",
        args![before],
    )
    .await
}
