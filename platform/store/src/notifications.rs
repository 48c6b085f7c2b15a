//! Keeps what each desk is told of its cases, in order, and how far its software has acknowledged it.
//!
//! Every event of a case is told to the desk it belongs to ([`put`], in the event's own transaction). The number comes from the desk's feed,
//! whose row is locked until that transaction is over: of two events of one desk the later number is committed later, on PostgreSQL as on
//! SQLite. So a reader who has seen a number has missed none below it, and none is given twice.

use jiff::Timestamp;
use uuid::Uuid;

use crate::cases::Case;
use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::events::Author;
use crate::onboarding::SANDBOX;

/// Whose notifications: a desk, for the démarches of one agency.
#[derive(Debug, Clone, Copy)]
pub struct Feed<'a> {
    /// The agency.
    pub agency: &'a str,
    /// The recipient's SIRET.
    pub organisation: &'a str,
    /// The recipient's desk.
    pub branch: &'a str,
}

/// How far a feed has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reached {
    /// The last number that was given.
    pub last: i64,
    /// Up to which number the desk's software has acknowledged.
    pub acknowledged: i64,
    /// Up to which number it was told.
    pub given: i64,
}

/// Where the feeds of the sandbox begin: far above what any desk is ever told, so that a place kept there is refused among real cases instead
/// of being taken for one of theirs; and small enough for a program that reads it as a floating-point number.
const SANDBOX_BEGINS: i64 = 4_000_000_000_000_000;

/// One thing that happened to a case, without what was said.
#[derive(Debug, Clone)]
pub struct Notification {
    /// Its place in the feed, from 1 (in the sandbox from a number that no real feed comes to); numbers are missing where a dossier was destroyed.
    pub number: i64,
    /// The case.
    pub case: Uuid,
    /// What happened.
    pub event: Uuid,
    /// When it happened.
    pub at: Timestamp,
    /// Who caused it.
    pub author: Author,
    /// The event's kind.
    pub kind: String,
    /// The status it changed the case to.
    pub status: Option<String>,
    /// Whether it is the first that its desk was told of this case.
    pub first: bool,
}

impl Notification {
    /// Whether the case begins with it for its recipient.
    pub fn is_new(&self) -> bool {
        begins(self.first, &self.kind, self.status.as_deref())
    }
}

/// A case begins for its recipient when the platform has sent it, or sends it again, or with what is told first: an agent may have opened it
/// before.
pub(crate) fn begins(first: bool, kind: &str, status: Option<&str>) -> bool {
    first || kind == "resent" || (kind == "status" && status == Some("sent"))
}

/// Tells a case's desk of an event; gives its number, where the case has a desk. The last lock that a transaction takes on what is
/// shared, so that none waits for another in a circle.
pub(crate) async fn put(tx: &mut Write, case: &Case, event: Uuid) -> Result<Option<i64>, StoreError> {
    if case.organisation.is_empty() {
        return Ok(None);
    }
    let before = if case.branch.starts_with(SANDBOX) { SANDBOX_BEGINS } else { 0 };
    let row = tx
        .row(
            "insert into feeds (agency, organisation, branch, last, acknowledged, given) values ($1, $2, $3, $4 + 1, $4, $4) \
             on conflict (agency, organisation, branch) do update set last = feeds.last + 1 returning last",
            args![&case.agency, &case.organisation, &case.branch, before],
        )
        .await?;
    let number = row.ok_or(StoreError::NotFound("feed"))?.int("last")?;
    tx.execute(
        "insert into notifications (agency, organisation, branch, number, case_id, event) \
         values ($1, $2, $3, $4, $5, $6)",
        args![&case.agency, &case.organisation, &case.branch, number, case.id, event],
    )
    .await?;
    Ok(Some(number))
}

/// How far the feed has come; nothing yet for a desk that never got a case.
pub async fn reached(conn: &mut Read, feed: Feed<'_>) -> Result<Reached, StoreError> {
    let row = conn
        .row(
            "select last, acknowledged, given from feeds where agency = $1 and organisation = $2 and branch = $3",
            args![feed.agency, feed.organisation, feed.branch],
        )
        .await?;
    row.map_or(Ok(Reached::default()), |row| {
        Ok(Reached { last: row.int("last")?, acknowledged: row.int("acknowledged")?, given: row.int("given")? })
    })
}

/// The notifications after number `after`, in order.
pub async fn after(conn: &mut Read, feed: Feed<'_>, after: i64, limit: u16) -> Result<Vec<Notification>, StoreError> {
    let rows = conn
        .rows(
            "select n.number, n.case_id, n.event, e.at, e.author_kind, e.author, e.kind, e.status, \
             case when exists (select 1 from notifications b where b.agency = n.agency and b.case_id = n.case_id \
             and b.organisation = n.organisation and b.branch = n.branch and b.number < n.number) then 0 else 1 end as first \
             from notifications n join events e on e.agency = n.agency and e.id = n.event \
             where n.agency = $1 and n.organisation = $2 and n.branch = $3 and n.number > $4 order by n.number limit $5",
            args![feed.agency, feed.organisation, feed.branch, after, i64::from(limit)],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Notification, StoreError> {
    Ok(Notification {
        number: row.int("number")?,
        case: row.uuid("case_id")?,
        event: row.uuid("event")?,
        at: row.time("at")?,
        author: Author::read(row)?,
        kind: row.text("kind")?,
        status: row.opt_text("status")?,
        first: row.int("first")? == 1,
    })
}

/// The cases that were told after number `after` and up to `up_to` and that nobody has opened, at most `limit`; not those that have gone to
/// another desk since, nor those that the desk's software could not take in.
pub async fn unopened(
    conn: &mut Read,
    feed: Feed<'_>,
    after: i64,
    up_to: i64,
    limit: u16,
) -> Result<Vec<Uuid>, StoreError> {
    let rows = conn
        .rows(
            "select distinct n.case_id from notifications n join cases c on c.agency = n.agency and c.id = n.case_id \
             where n.agency = $1 and n.organisation = $2 and n.branch = $3 and n.number > $4 and n.number <= $5 \
             and c.opened_at is null and c.organisation = n.organisation and c.branch = n.branch \
             and not exists (select 1 from holds h where h.agency = c.agency and h.case_id = c.id and h.ended_at is null) order by n.case_id limit $6",
            args![feed.agency, feed.organisation, feed.branch, after, up_to, i64::from(limit)],
        )
        .await?;
    rows.iter().map(|row| row.uuid("case_id")).collect()
}

/// Notes what a webhook has told: up to what it has yet to tell, or never will as it happened before the webhook was made. Who acknowledges
/// what came after that would receive what nobody has seen.
pub async fn give_told(tx: &mut Write, feed: Feed<'_>, webhook: Uuid, made_at: Timestamp) -> Result<(), StoreError> {
    // Of two that are told at once the second sees what the first has written.
    let row = tx
        .row(
            "update feeds set given = given where agency = $1 and organisation = $2 and branch = $3 returning last, given",
            args![feed.agency, feed.organisation, feed.branch],
        )
        .await?;
    let Some(row) = row else { return Ok(()) };
    let (last, given) = (row.int("last")?, row.int("given")?);
    let untold = tx
        .row(
            "select n.number from notifications n join events e on e.agency = n.agency and e.id = n.event \
             left join work w on w.agency = n.agency and w.queue = 'webhooks' and w.kind = 'webhook.event' \
             and w.dedup = cast($4 as text) || n.event \
             where n.agency = $1 and n.organisation = $2 and n.branch = $3 and n.number > $5 \
             and (w.state in ('waiting', 'leased', 'parked') or (w.id is null and e.at < $6)) order by n.number limit 1",
            args![feed.agency, feed.organisation, feed.branch, &format!("{webhook}:"), given, made_at],
        )
        .await?;
    let up_to = match untold {
        Some(row) => row.int("number")? - 1,
        None => last,
    };
    if up_to > given { give(tx, feed, up_to).await } else { Ok(()) }
}

/// Notes that the desk's software was told everything up to number `up_to`.
pub async fn give(tx: &mut Write, feed: Feed<'_>, up_to: i64) -> Result<(), StoreError> {
    tx.execute(
        "update feeds set given = $4 \
         where agency = $1 and organisation = $2 and branch = $3 and given < $4 and last >= $4",
        args![feed.agency, feed.organisation, feed.branch, up_to],
    )
    .await?;
    Ok(())
}

/// Notes that everything up to number `up_to` was acknowledged; what was acknowledged before stays so.
pub async fn acknowledge(tx: &mut Write, feed: Feed<'_>, up_to: i64) -> Result<(), StoreError> {
    tx.execute(
        "update feeds set acknowledged = $4 \
         where agency = $1 and organisation = $2 and branch = $3 and acknowledged < $4 and last >= $4",
        args![feed.agency, feed.organisation, feed.branch, up_to],
    )
    .await?;
    Ok(())
}

/// What is new to a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct News {
    /// Cases that were sent to it.
    pub cases: u64,
    /// Messages that citizens wrote.
    pub messages: u64,
    /// Complements that citizens gave.
    pub complements: u64,
}

/// Counts what is new after number `after` and up to `up_to`; not what was asked and told before the filing.
pub async fn news(conn: &mut Read, feed: Feed<'_>, after: i64, up_to: i64) -> Result<News, StoreError> {
    let rows = conn
        .rows(
            "select e.author_kind, e.kind, e.status, count(*) as events from notifications n \
             join events e on e.agency = n.agency and e.id = n.event join cases c on c.agency = e.agency and c.id = e.case_id \
             where n.agency = $1 and n.organisation = $2 and n.branch = $3 and n.number > $4 and n.number <= $5 \
             and (e.kind <> 'message' or e.at >= c.created_at) group by e.author_kind, e.kind, e.status",
            args![feed.agency, feed.organisation, feed.branch, after, up_to],
        )
        .await?;
    let mut news = News::default();
    for row in rows {
        let events = u64::try_from(row.int("events")?).unwrap_or(0);
        let (author, kind, status) = (row.text("author_kind")?, row.text("kind")?, row.opt_text("status")?);
        match (author.as_str(), kind.as_str(), status.as_deref()) {
            ("system", "status", Some("sent")) | (_, "resent", _) => news.cases += events,
            ("citizen", "message", _) => news.messages += events,
            ("citizen", "complement", _) => news.complements += events,
            _ => {}
        }
    }
    Ok(news)
}
