//! Reads how the site runs, for its operators: queues, routes, what waits for a human. No answer, and no name of a citizen's.

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::queue::{self, Queue};
use crate::routes::Kind;

/// A route, and how what it carries stands.
#[derive(Debug, Clone)]
pub struct RouteTold {
    /// Its id.
    pub id: Uuid,
    /// Which way.
    pub kind: Kind,
    /// The agency.
    pub agency: String,
    /// The recipient's SIRET.
    pub organisation: String,
    /// The recipient's desk.
    pub branch: String,
    /// What the directory calls it.
    pub name: Option<String>,
    /// Since when it waits.
    pub paused_at: Option<Timestamp>,
    /// The partner's server had it wait.
    pub paused_by_partner: bool,
    /// Until when it wants to be left alone.
    pub rests_until: Option<Timestamp>,
    /// Pieces that are to leave.
    pub waiting: u64,
    /// Pieces that wait for a human.
    pub parked: u64,
    /// When the last arrived, of those that are remembered.
    pub arrived_at: Option<Timestamp>,
    /// The code of the last failure, of what has not arrived.
    pub last_error: Option<String>,
    /// When the next piece falls due.
    pub next_due: Option<Timestamp>,
}

/// A piece of work that waits for a human.
#[derive(Debug, Clone)]
pub struct ParkedTold {
    /// Its id.
    pub id: Uuid,
    /// The agency.
    pub agency: String,
    /// The queue.
    pub queue: String,
    /// What was to be done.
    pub kind: String,
    /// What partners know the case by, or the citizen the dossier, where it is about one.
    pub external_id: Option<String>,
    /// How often it was tried.
    pub attempts: i64,
    /// The code of the last failure.
    pub last_error: Option<String>,
    /// Since when it waits.
    pub since: Timestamp,
}

fn count(row: &Row, column: &'static str) -> Result<u64, StoreError> {
    Ok(u64::try_from(row.int(column)?).unwrap_or(0))
}

/// The routes after `after`, at most `limit`. The conditions of the indexes are said in their very words, as SQLite wants it.
pub async fn routes(conn: &mut Read, after: Option<Uuid>, limit: u16) -> Result<Vec<RouteTold>, StoreError> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let rows = conn
        .rows(
            "select r.id, r.kind, r.agency, r.organisation, r.branch, o.name, r.paused_at, r.paused_by, r.rests_until, \
             (select count(*) from work w where w.lane = r.id and w.lane <> '' and w.state <> 'done' and w.state in ('waiting', 'leased', 'held') \
             and w.kind not in ('sftp.look', 'mail.digest', 'hubee.poll')) as waiting, \
             (select count(*) from work w where w.lane = r.id and w.lane <> '' and w.state <> 'done' and w.state = 'parked') as parked, \
             (select max(w.updated_at) from work w where w.lane = r.id and w.lane <> '' and w.state = 'done' and w.last_error is null) as arrived_at, \
             (select w.last_error from work w where w.lane = r.id and w.lane <> '' and w.state <> 'done' \
             and w.last_error is not null order by w.updated_at desc limit 1) as last_error, \
             (select min(w.due_at) from work w where w.lane = r.id and w.lane <> '' and w.state <> 'done' and w.state = 'waiting' \
             and w.kind not in ('sftp.look', 'mail.digest', 'hubee.poll')) as next_due \
             from routes r left join organisations o on o.siret = r.organisation and o.branch = r.branch \
             where r.removed_at is null and r.id > $1 order by r.id limit $2",
            args![&after, i64::from(limit)],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(RouteTold {
                id: row.uuid("id")?,
                kind: Kind::read(&row.text("kind")?)?,
                agency: row.text("agency")?,
                organisation: row.text("organisation")?,
                branch: row.text("branch")?,
                name: row.opt_text("name")?,
                paused_at: row.opt_time("paused_at")?,
                paused_by_partner: row.opt_text("paused_by")?.as_deref() == Some("partner"),
                rests_until: row.opt_time("rests_until")?,
                waiting: count(row, "waiting")?,
                parked: count(row, "parked")?,
                arrived_at: row.opt_time("arrived_at")?,
                last_error: row.opt_text("last_error")?,
                next_due: row.opt_time("next_due")?,
            })
        })
        .collect()
}

/// What waits for a human, the longest first: what comes after `after`, at most `limit`. Of mails what their worker knows, where it can be
/// opened.
pub async fn parked(
    conn: &mut Read,
    after: Option<(Timestamp, Uuid)>,
    limit: u16,
) -> Result<Vec<(ParkedTold, Option<Vec<u8>>)>, StoreError> {
    let (at, id) = after.map_or((i64::MIN, String::new()), |(at, id)| (at.as_microsecond(), id.to_string()));
    let rows = conn
        .rows(
            "select w.id, w.agency, w.queue, w.kind, w.payload, w.attempts, w.last_error, w.updated_at, \
             coalesce(c.external_id, d.reference) as about from work w \
             left join cases c on c.agency = w.agency and c.id = w.object \
             left join dossiers d on d.agency = w.agency and d.id = w.object where w.state = 'parked' \
             and w.updated_at >= $1 and (w.updated_at > $1 or w.id > $2) order by w.updated_at, w.id limit $3",
            args![at, &id, i64::from(limit)],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let told = ParkedTold {
                id: row.uuid("id")?,
                agency: row.text("agency")?,
                queue: row.text("queue")?,
                kind: row.text("kind")?,
                external_id: row.opt_text("about")?,
                attempts: row.int("attempts")?,
                last_error: row.opt_text("last_error")?,
                since: row.time("updated_at")?,
            };
            let is_mail = told.queue == Queue::Outbox.code() && told.kind == "mail";
            let mail = if is_mail { queue::payload(&conn.shared, row).ok() } else { None };
            Ok((told, mail))
        })
        .collect()
}

/// Sets a parked piece going again from its first attempt, whichever queue it is in; the agency, where it was parked.
pub async fn unpark(tx: &mut Write, id: Uuid) -> Result<Option<String>, StoreError> {
    let now = tx.now();
    let row = tx
        .row(
            "update work set state = 'waiting', attempts = 0, due_at = $2, updated_at = $2 where id = $1 and state = 'parked' \
             returning agency",
            args![id, now],
        )
        .await?;
    row.map(|row| row.text("agency")).transpose()
}

/// The same of all that is parked of a route; how many.
pub async fn unpark_lane(tx: &mut Write, route: Uuid) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.execute(
        "update work set state = 'waiting', attempts = 0, due_at = $2, updated_at = $2 \
         where lane = $1 and lane <> '' and state <> 'done' and state = 'parked'",
        args![route, now],
    )
    .await
}
