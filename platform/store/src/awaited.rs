//! Keeps what the hub told and that can be neither read nor applied yet: it is asked for again, and its notice hides none of those behind it.

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::routes::Route;

/// What is said of an event of a case that an operator holds.
pub const HELD: &str = "case.suspended";
/// What is shown at once.
const MOST: i64 = 1000;

/// An event that is asked for again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// The event, as the hub calls it.
    pub event: String,
    /// Why it could not be read or applied the last time.
    pub code: String,
    /// Since when; of one whose case went on, since it was asked for first after that.
    pub since: Timestamp,
    /// Whether its operator was told.
    pub told: bool,
}

fn read(row: &Row) -> Result<Awaited, StoreError> {
    Ok(Awaited {
        event: row.text("event")?,
        code: row.text("code")?,
        since: row.time("since")?,
        told: row.int("told")? == 1,
    })
}

/// Cases, as the hub calls them, of which something is to be asked for again; those that have waited longest first.
pub async fn due_cases(conn: &mut Read, account: &Route, limit: u16) -> Result<Vec<String>, StoreError> {
    let now = conn.now();
    let rows = conn
        .rows(
            "select hub_case, min(due_at) as first from hubee_awaited where account = $1 and due_at <= $2 \
             group by hub_case order by first, hub_case limit $3",
            args![account.id, now, i64::from(limit)],
        )
        .await?;
    rows.iter().map(|row| row.text("hub_case")).collect()
}

/// What is awaited of a case.
pub async fn of_case(conn: &mut Read, account: &Route, hub_case: &str) -> Result<Vec<Awaited>, StoreError> {
    let rows = conn
        .rows(
            "select event, code, since, told from hubee_awaited where account = $1 and hub_case = $2 order by since, event",
            args![account.id, hub_case],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Writes down that an event is to be asked for again at `due_at`, and why.
pub async fn put(
    tx: &mut Write,
    account: &Route,
    hub_case: &str,
    awaited: &Awaited,
    due_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into hubee_awaited (agency, account, event, hub_case, code, since, due_at, told) values ($1, $2, $3, $4, $5, $6, $7, $8) \
         on conflict (agency, account, event) do update set code = $5, since = $6, due_at = $7, told = $8",
        args![
            &account.agency,
            account.id,
            &awaited.event,
            hub_case,
            &awaited.code,
            awaited.since,
            due_at,
            awaited.told
        ],
    )
    .await?;
    Ok(())
}

/// It was applied, or kept for good: it is asked for no more.
pub async fn remove(tx: &mut Write, account: &Route, event: &str) -> Result<(), StoreError> {
    let sql = "delete from hubee_awaited where agency = $1 and account = $2 and event = $3";
    tx.execute(sql, args![&account.agency, account.id, event]).await?;
    Ok(())
}

/// Something that is awaited, as an operator reads it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The account by which it was told.
    pub account: Uuid,
    /// The event.
    pub awaited: Awaited,
    /// The case's number, where it is one of ours.
    pub external_id: Option<String>,
}

/// All that is awaited, the longest first.
pub async fn list(conn: &mut Read) -> Result<Vec<Shown>, StoreError> {
    let rows = conn
        .rows(
            "select a.account, a.event, a.code, a.since, a.told, (select c.external_id from hubee_folders f \
             join cases c on c.agency = f.agency and c.id = f.case_id where f.agency = a.agency and f.hub_case = a.hub_case \
             order by c.external_id limit 1) as external_id from hubee_awaited a order by a.since, a.event limit $1",
            args![MOST],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Shown { account: row.uuid("account")?, awaited: read(row)?, external_id: row.opt_text("external_id")? })
        })
        .collect()
}
