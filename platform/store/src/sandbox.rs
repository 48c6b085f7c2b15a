//! Keeps what is only for a partner's software in the sandbox: which dossiers are invented, and what is to go wrong on purpose.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;

/// Whose: the agency and the client.
pub type Whose<'a> = (&'a str, Uuid);

/// How long a fault is remembered that did not come about.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// The dossiers that were invented for a client, the oldest first, at most `limit`.
pub async fn dossiers(conn: &mut Read, (agency, client): Whose<'_>, limit: u16) -> Result<Vec<Uuid>, StoreError> {
    let rows = conn
        .rows(
            "select id from dossiers where agency = $1 and sandbox = $2 order by id limit $3",
            args![agency, &client.to_string(), i64::from(limit)],
        )
        .await?;
    rows.iter().map(|row| row.uuid("id")).collect()
}

/// Something that went wrong on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Met {
    /// Its id.
    pub id: Uuid,
    /// When it came about.
    pub at: Timestamp,
    /// For how many seconds the program was asked to wait.
    pub pause: i64,
    /// On which case, where it concerned one.
    pub case: Option<Uuid>,
}

/// Has something go wrong once, until a time.
pub async fn order(
    tx: &mut Write,
    (agency, client): Whose<'_>,
    fault: &str,
    pause: i64,
    until: Timestamp,
) -> Result<(), StoreError> {
    let id = tx.shared.ids.uuid()?;
    tx.execute(
        "insert into sandbox_faults (agency, id, client, fault, pause, until_at) values ($1, $2, $3, $4, $5, $6)",
        args![agency, id, client, fault, pause, until],
    )
    .await?;
    Ok(())
}

/// What is still to go wrong, and how often.
pub async fn ordered(conn: &mut Read, (agency, client): Whose<'_>) -> Result<Vec<(String, u64)>, StoreError> {
    let now = conn.now();
    let rows = conn
        .rows(
            "select fault, count(*) as times from sandbox_faults where agency = $1 and client = $2 and closed_at is null \
             and met_at is null and until_at > $3 group by fault order by fault",
            args![agency, client, now],
        )
        .await?;
    rows.iter().map(|row| Ok((row.text("fault")?, u64::try_from(row.int("times")?).unwrap_or(0)))).collect()
}

/// Lets the next of these come about, where one was ordered and its time is not over. Of two requests at once, one meets it.
pub async fn meet(
    tx: &mut Write,
    (agency, client): Whose<'_>,
    fault: &str,
    case: Option<Uuid>,
) -> Result<Option<Met>, StoreError> {
    let now = tx.now();
    let row = tx
        .row(
            "update sandbox_faults set met_at = $4, case_id = $5 where agency = $1 and id = (select id from sandbox_faults \
             where agency = $1 and client = $2 and fault = $3 and closed_at is null and met_at is null and until_at > $4 \
             order by id limit 1) and met_at is null returning id, met_at, pause, case_id",
            args![agency, client, fault, now, case],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// The oldest of these that came about and of which it was not yet seen what came of it; on this case, where one is named.
pub async fn open(
    conn: &mut Read,
    (agency, client): Whose<'_>,
    fault: &str,
    case: Option<Uuid>,
) -> Result<Option<Met>, StoreError> {
    let case = case.map(|case| case.to_string()).unwrap_or_default();
    let row = conn
        .row(
            "select id, met_at, pause, case_id from sandbox_faults where agency = $1 and client = $2 and fault = $3 \
             and closed_at is null and met_at is not null and ($4 = '' or case_id = $4) order by met_at, id limit 1",
            args![agency, client, fault, &case],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Met, StoreError> {
    Ok(Met { id: row.uuid("id")?, at: row.time("met_at")?, pause: row.int("pause")?, case: row.opt_uuid("case_id")? })
}

/// It was seen what came of it.
pub async fn close(tx: &mut Write, agency: &str, met: Met) -> Result<(), StoreError> {
    let now = tx.now();
    tx.execute("update sandbox_faults set closed_at = $3 where agency = $1 and id = $2", args![agency, met.id, now])
        .await?;
    Ok(())
}

/// What a client did to its cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Nothing but having them.
    Nothing,
    /// Something, and nothing of it twice.
    Once,
    /// The same kind of thing twice to one case.
    Twice,
}

/// What a client has done to its cases since a time; that it received them is not counted.
pub async fn done(conn: &mut Read, (agency, client): Whose<'_>, since: Timestamp) -> Result<Done, StoreError> {
    let row = conn
        .row(
            "select count(*) as times from events e where e.agency = $1 and e.author_kind = 'partner' and e.author = $2 and e.at >= $3 \
             and (e.status is null or e.status <> 'received') group by e.case_id, e.kind, e.status order by times desc limit 1",
            args![agency, client, since],
        )
        .await?;
    Ok(match row.map(|row| row.int("times")).transpose()? {
        None => Done::Nothing,
        Some(1) => Done::Once,
        Some(_) => Done::Twice,
    })
}

/// Forgets all that was ordered for a client.
pub async fn cancel(tx: &mut Write, (agency, client): Whose<'_>) -> Result<(), StoreError> {
    tx.execute("delete from sandbox_faults where agency = $1 and client = $2", args![agency, client]).await?;
    Ok(())
}

/// Forgets what did not come about in time, and what is over.
pub async fn forget(tx: &mut Write) -> Result<u64, StoreError> {
    let before = tx.now() - REMEMBERED;
    tx.execute("delete from sandbox_faults where until_at < $1", args![before]).await
}
