//! Keeps what was put on partners' servers, and what their software answered to each: taken in, or not, and why.

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::args;
use crate::error::StoreError;
use crate::routes::Route;

/// Names that are looked for at once.
const MOST: i64 = 20_000;

/// What was put on a partner's server.
#[derive(Debug, Clone)]
pub struct Drop {
    /// What its files are called.
    pub name: String,
    /// The delivery.
    pub work: Uuid,
    /// The case.
    pub case: Uuid,
    /// When it was put there.
    pub dropped_at: Timestamp,
    /// Whether it was taken in, and when that was read.
    pub answer: Option<(bool, Timestamp)>,
    /// What the partner's software says of what it could not take in; sealed at rest.
    pub reason: Option<String>,
}

/// Writes down that a drop lies there whole, to be answered; what was answered to it before is forgotten.
pub async fn add(tx: &mut Write, route: &Route, name: &str, work: Uuid, case: Uuid) -> Result<(), StoreError> {
    let now = tx.now();
    tx.execute(
        "insert into drops (agency, route, name, work, case_id, dropped_at) values ($1, $2, $3, $4, $5, $6) \
         on conflict (agency, route, name) do update set dropped_at = $6, answer = null, answered_at = null, reason = null",
        args![&route.agency, route.id, name, work, case, now],
    )
    .await?;
    Ok(())
}

/// The names of what was not answered yet, the oldest first, and of that whose answer was written down and is not cleared away. Answers to
/// what an operator holds lie where they are until it goes on.
pub async fn unanswered(conn: &mut Read, route: &Route) -> Result<Vec<String>, StoreError> {
    let rows = conn
        .rows(
            "select d.name from drops d where d.route = $1 and d.answer is null and not exists (select 1 from cases c \
             where c.agency = d.agency and c.id = d.case_id and c.status = 'suspended') order by d.dropped_at limit $2",
            args![route.id, MOST],
        )
        .await?;
    rows.iter().map(|row| row.text("name")).collect()
}

/// The names of that whose answer was written down, and may still lie at the partner's: we may have died before it was cleared away.
pub async fn uncleared(conn: &mut Read, route: &Route) -> Result<Vec<String>, StoreError> {
    let rows = conn
        .rows(
            "select name from drops where route = $1 and answer is null and answered_at is not null order by dropped_at limit $2",
            args![route.id, MOST],
        )
        .await?;
    rows.iter().map(|row| row.text("name")).collect()
}

/// Writes down that an answer lies at the partner's no more.
pub async fn cleared(tx: &mut Write, route: &Route, names: &[String]) -> Result<(), StoreError> {
    for name in names {
        tx.execute(
            "update drops set answer = case when reason is null then 'ack' else 'nack' end \
             where agency = $1 and route = $2 and name = $3 and answer is null and answered_at is not null",
            args![&route.agency, route.id, name],
        )
        .await?;
    }
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!("select route, name, work, case_id, dropped_at, answer, answered_at, reason from drops where ", $rest)
    };
}

/// The drop of this name.
pub async fn get(conn: &mut Read, route: &Route, name: &str) -> Result<Option<Drop>, StoreError> {
    let row =
        conn.row(select!("agency = $1 and route = $2 and name = $3"), args![&route.agency, route.id, name]).await?;
    let Some(row) = row else { return Ok(None) };
    let work = row.uuid("work")?;
    let reason = route.open_part("drop", work, "reason", row.opt_bytes("reason")?)?;
    // Until it is cleared away, an answer is known by its reason.
    let taken = row.opt_text("answer")?.map_or(reason.is_none(), |answer| answer == "ack");
    let answer = row.opt_time("answered_at")?.map(|at| (taken, at));
    Ok(Some(Drop {
        name: row.text("name")?,
        work,
        case: row.uuid("case_id")?,
        dropped_at: row.time("dropped_at")?,
        answer,
        reason,
    }))
}

/// The drop that a delivery made.
pub async fn of_work(conn: &mut Read, route: &Route, work: Uuid) -> Result<Option<Drop>, StoreError> {
    let row = conn.row("select name from drops where work = $1 and route = $2", args![work, route.id]).await?;
    match row {
        Some(row) => get(conn, route, &row.text("name")?).await,
        None => Ok(None),
    }
}

/// Writes down what was answered: nothing is wrong, or why not; it is to be [cleared] away. `false` where it was answered before.
pub async fn answer(tx: &mut Write, route: &Route, drop: &Drop, refusal: Option<&str>) -> Result<bool, StoreError> {
    let now = tx.now();
    let reason = route.seal_part(tx, "drop", drop.work, "reason", refusal)?;
    let touched = tx
        .execute(
            "update drops set answered_at = $4, reason = $5 \
             where agency = $1 and route = $2 and name = $3 and answer is null and answered_at is null",
            args![&route.agency, route.id, &drop.name, now, reason.as_deref()],
        )
        .await?;
    Ok(touched == 1)
}
