//! Keeps what desks are still to be told by their routes: one piece of work for each route and event, put in the event's own transaction.
//!
//! What is said is written when the event is, and never again: each attempt says the same under the same id. Each route has a lane of its
//! own, of which so much is claimed at a time.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::cases::Case;
use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::events::{Author, Event};
use crate::notifications::begins;
use crate::queue::{self, NewWork, Queue, Work};
use crate::routes::{Kind, Route};

/// The kind of what a webhook is told; its lane is the webhook, its object the case.
pub const WEBHOOK: &str = "webhook.event";
/// Files for a partner's server; its lane is the route, its object the case.
pub const DROP: &str = "sftp.drop";
/// A case, or what comes to it, for the State's hub; its lane is the route, its object the case.
pub const HUBEE: &str = "hubee.send";
/// Reading what the hub tells an account: one piece an account, for as long as there is the account. Its object is nothing.
pub const POLL: &str = "hubee.poll";
/// A mail to a desk's mailbox; its lane is the route, its object the case.
pub const MAIL: &str = "mail.event";
/// Looking for what a partner's server answers: one piece a route, for as long as there is the route. Its object is nothing.
pub const LOOK: &str = "sftp.look";
/// Counting what is new for a desk's mailbox: one piece a route, for as long as there is the route. Its object is nothing.
pub const DIGEST: &str = "mail.digest";
/// What is said of work that was closed because its route was removed.
pub const REMOVED: &str = "route.removed";
/// The same of what was not sent any more, because its case was cancelled.
pub const CANCELLED: &str = "case.cancelled";
/// The same of what tells that an operator holds or ended a case to whom the case was never told.
pub const UNTOLD: &str = "case.untold";
/// The same of what would have gone to a desk that the case has left since.
pub const ELSEWHERE: &str = "case.elsewhere";
/// The same of what the hub has no word for.
pub const NO_WORD: &str = "hubee.no_word";
/// The same of the end of a case whose folder was begun at the hub, and never completed: it stays there, and its recipient never hears of it.
pub const UNFINISHED: &str = "hubee.unfinished";
/// What is said of what a partner's software could not take in.
pub const REFUSED: &str = "sftp.refused";

/// Puts what an event is told with, for each route of the case's desk.
pub(crate) async fn put(tx: &mut Write, case: &Case, number: i64, event: &Event) -> Result<(), StoreError> {
    let routes = tx
        .rows(
            "select id, kind from routes where agency = $1 and organisation = $2 and branch = $3 and removed_at is null \
             order by id limit 100",
            args![&case.agency, &case.organisation, &case.branch],
        )
        .await?;
    if routes.is_empty() {
        return Ok(());
    }
    let before = tx
        .row(
            "select count(*) as told from notifications where agency = $1 and case_id = $2 and organisation = $3 and branch = $4 \
             and number < $5",
            args![&case.agency, case.id, &case.organisation, &case.branch, number],
        )
        .await?;
    let before = before.map(|row| row.int("told")).transpose()?.unwrap_or(0);
    let new = begins(before == 0, &event.kind, event.status.as_deref());
    // What a desk does itself it need not be sent.
    let from_elsewhere = new || matches!(event.author, Author::Citizen(_) | Author::Operator(_) | Author::System);
    // What was asked before the filing was told by mail then.
    let before_filing = event.at < case.created_at;
    let mut body = body(case, number, event, new);
    let notice = body.to_string();
    // The first has the case's own name; what comes later has its number among what the desk was told of the case.
    body["name"] = match before {
        0 => case.external_id.clone().into(),
        before => format!("{}_{}", case.external_id, before + 1).into(),
    };
    let named = body.to_string();
    for row in routes {
        let (queue, kind, payload) = match Kind::read(&row.text("kind")?)? {
            Kind::Webhook => (Queue::Webhooks, WEBHOOK, &notice),
            Kind::Sftp if from_elsewhere => (Queue::Drops, DROP, &named),
            Kind::Mail if from_elsewhere && !before_filing => (Queue::Drops, MAIL, &notice),
            Kind::Hubee if from_elsewhere => (Queue::Drops, HUBEE, &named),
            Kind::Sftp | Kind::Hubee | Kind::HubeeAccount | Kind::Mail | Kind::Digest => continue,
        };
        let route = row.uuid("id")?;
        let work = NewWork {
            queue,
            agency: &case.agency,
            kind,
            dedup: &format!("{route}:{}", event.id),
            object: case.id,
            payload: payload.as_bytes(),
            due_at: event.at.max(tx.now()),
        };
        queue::put_in(tx, &route.to_string(), work).await?;
    }
    Ok(())
}

/// Puts a piece of work for one route alone, once for each `dedup`.
pub async fn put_one(
    tx: &mut Write,
    route: &Route,
    kind: &str,
    (dedup, case): (&str, Uuid),
    payload: &[u8],
) -> Result<(), StoreError> {
    let (lane, due_at) = (route.id.to_string(), tx.now());
    let work = NewWork {
        queue: Queue::Drops,
        agency: &route.agency,
        kind,
        dedup: &format!("{lane}:{dedup}"),
        object: case,
        payload,
        due_at,
    };
    queue::put_in(tx, &lane, work).await?;
    Ok(())
}

/// Puts the one piece of work that goes on for as long as its route is there ([`LOOK`], [`DIGEST`], [`POLL`]).
pub async fn begin(tx: &mut Write, route: &Route, kind: &str, due_at: Timestamp) -> Result<(), StoreError> {
    let (lane, agency) = (route.id.to_string(), route.agency.as_str());
    let work = NewWork { queue: Queue::Drops, agency, kind, dedup: &lane, object: Uuid::nil(), payload: b"", due_at };
    queue::put_in(tx, &lane, work).await?;
    Ok(())
}

/// The work is done: the partner has it, and it may be wanted again.
///
/// # Errors
/// `store.stale_lease`.
pub async fn delivered(tx: &mut Write, work: &Work) -> Result<(), StoreError> {
    queue::done_for_now(tx, work).await
}

/// It was looked at, and is again at `due_at` ([`LOOK`], [`POLL`]): what failed before is over.
///
/// # Errors
/// `store.stale_lease`.
pub async fn looked(tx: &mut Write, work: &Work, due_at: Timestamp) -> Result<(), StoreError> {
    let now = tx.now();
    let touched = tx
        .execute(
            "update work set state = 'waiting', lease_until = null, due_at = $4, attempts = 0, last_error = null, updated_at = $5 \
             where agency = $1 and id = $2 and fence = $3 and state = 'leased'",
            args![&work.agency, work.id, work.fence, due_at, now],
        )
        .await?;
    if touched == 1 { Ok(()) } else { Err(StoreError::StaleLease) }
}

/// What was delivered could not be taken in by the partner's software: a human must look. `false` where it is remembered no more, or is
/// being delivered again.
pub async fn refused(tx: &mut Write, agency: &str, work: Uuid, code: &str) -> Result<bool, StoreError> {
    let now = tx.now();
    let touched = tx
        .execute(
            "update work set state = 'parked', last_error = $3, updated_at = $4 \
             where agency = $1 and id = $2 and queue = 'drops' and state = 'done'",
            args![agency, work, code, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Whether the route to which this piece tells what an operator did to a case was never told of the case itself. Of a call that failed nobody
/// knows whether it was heard: it counts as told. Where the case went on (`resumed`), also whether it was not told that it had been held.
pub async fn is_untold(conn: &mut Read, work: &Work, resumed: bool) -> Result<bool, StoreError> {
    let first = conn
        .row(
            "select w.state, w.last_error, w.attempts, w.queue from work w where w.agency = $1 and w.queue in ('webhooks', 'drops') \
             and w.kind = $2 and w.lane = $3 and w.object = $4 and w.dedup = (select h.id || ':' || n.event from routes h \
             join notifications n on n.agency = h.agency and n.organisation = h.organisation and n.branch = h.branch \
             where h.agency = $1 and h.id = $3 and n.case_id = $4 order by n.number limit 1)",
            args![&work.agency, &work.kind, &work.lane, work.object],
        )
        .await?;
    if let Some(first) = first {
        let error = first.opt_text("last_error")?;
        let told = match first.text("state")?.as_str() {
            "done" if error.is_none() => true,
            // It was there, and its software could not take it in.
            "parked" if matches!(error.as_deref(), Some(REFUSED | "hubee.integration_error")) => true,
            _ => first.text("queue")? == Queue::Webhooks.code() && first.int("attempts")? > 0,
        };
        if !told {
            return Ok(true);
        }
    }
    if !resumed {
        return Ok(false);
    }
    let before = conn
        .row(
            "select last_error from work where agency = $1 and queue in ('webhooks', 'drops') and kind = $2 and lane = $3 and object = $4 \
             and state = 'done' and created_at < (select created_at from work where agency = $1 and id = $5) \
             order by created_at desc, id desc limit 1",
            args![&work.agency, &work.kind, &work.lane, work.object, work.id],
        )
        .await?;
    let before = before.map(|row| row.opt_text("last_error")).transpose()?.flatten();
    Ok(before.as_deref() == Some(UNTOLD))
}

/// What is sent, by the Standard Webhooks specification: in the words of the feed, and without anything that was said.
fn body(case: &Case, number: i64, event: &Event, new: bool) -> Value {
    let kind = if new { "case" } else { event.kind.as_str() };
    json!({
        "type": if new { "case.new".to_owned() } else { format!("case.{kind}") },
        "timestamp": event.at,
        "data": {
            "cursor": number.to_string(),
            "agency": case.agency,
            "demarche": case.demarche,
            "siret": case.organisation,
            "branch": case.branch,
            "test": case.test,
            "case_id": case.id,
            "external_id": case.external_id,
            "event_id": (!new).then_some(event.id),
            "kind": kind,
            "status": event.status,
            "author": event.author.kind(),
        },
    })
}

macro_rules! due {
    () => {
        "h.paused_at is null and h.removed_at is null and (h.rests_until is null or h.rests_until <= $1) \
         and exists (select 1 from work w where w.queue = $2 and w.lane = h.id and w.due_at <= $1 \
         and w.state in ('waiting', 'leased') and (w.state = 'waiting' or w.lease_until <= $1))"
    };
}

/// Whether anything of this queue is due to any route.
pub async fn is_due(conn: &mut Read, queue: Queue) -> Result<bool, StoreError> {
    let now = conn.now();
    let sql = concat!("select h.id from routes h where ", due!(), " limit 1");
    Ok(conn.row(sql, args![now, queue.code()]).await?.is_some())
}

/// Claims what is due of a queue: of each route that neither waits nor rests as much as leaves `of_each` of it claimed, about `limit` in all. Gives
/// it with whether more of it was left.
pub async fn claim(
    tx: &mut Write,
    queue: Queue,
    lease: SignedDuration,
    of_each: u16,
    limit: u16,
) -> Result<(Vec<Work>, bool), StoreError> {
    let now = tx.now();
    let lanes = tx
        .rows(
            // The states are said twice for SQLite, which takes an index of some rows only for the very words of the index.
            concat!(
                "select h.id, (select count(*) from work l where l.queue = $2 and l.lane = h.id \
                 and l.state in ('waiting', 'leased') and l.state = 'leased' and l.lease_until > $1) as busy \
                 from routes h where ",
                due!(),
                " order by h.id"
            ),
            args![now, queue.code()],
        )
        .await?;
    let share = usize::from(limit).checked_div(lanes.len()).unwrap_or(0).max(1);
    let (mut claimed, mut left) = (Vec::new(), false);
    for row in &lanes {
        let room = i64::from(of_each).saturating_sub(row.int("busy")?).max(0);
        let room = usize::try_from(room).unwrap_or(0).min(share).min(usize::from(limit).saturating_sub(claimed.len()));
        let some = match u16::try_from(room) {
            Ok(0) | Err(_) => Vec::new(),
            Ok(room) => queue::claim_in(tx, queue, &row.text("id")?, lease, room).await?,
        };
        left |= some.len() == room;
        claimed.extend(some);
    }
    Ok((claimed, left))
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// To be tried, for the first time or again.
    Waiting,
    /// It waits with its case, which is suspended.
    Held,
    /// Being tried.
    UnderWay,
    /// It failed too often: a human must look.
    Parked,
    /// It arrived.
    Done,
    /// It was closed without having arrived: its error says why.
    Closed,
}

/// Something that a desk is told.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The agency.
    pub agency: String,
    /// Its id, which the partner sees as `msg_…`.
    pub id: Uuid,
    /// The route.
    pub route: Uuid,
    /// Which way that is.
    pub kind: Kind,
    /// The recipient's SIRET.
    pub organisation: String,
    /// The recipient's desk.
    pub branch: String,
    /// The case.
    pub case: Uuid,
    /// How it stands.
    pub state: State,
    /// How often it was tried.
    pub attempts: i64,
    /// The code of the last failure.
    pub last_error: Option<String>,
    /// When the event happened.
    pub created_at: Timestamp,
    /// When it was last touched.
    pub updated_at: Timestamp,
    /// When it is tried next, where it waits.
    pub due_at: Timestamp,
    /// Whether its route waits.
    pub paused: bool,
    /// Until when its webhook wants to be left alone, or wanted to.
    pub rests_until: Option<Timestamp>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select w.agency, w.id, w.lane, w.object, w.state, w.attempts, w.last_error, w.created_at, w.updated_at, w.due_at, \
             h.organisation, h.branch, h.kind as way, h.paused_at, h.rests_until from work w join routes h on h.agency = w.agency and h.id = w.lane \
             where w.queue in ('webhooks', 'drops') and w.kind not in ('sftp.look', 'mail.digest', 'hubee.poll') and ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Delivery, StoreError> {
    let last_error = row.opt_text("last_error")?;
    Ok(Delivery {
        agency: row.text("agency")?,
        id: row.uuid("id")?,
        route: row.uuid("lane")?,
        kind: Kind::read(&row.text("way")?)?,
        organisation: row.text("organisation")?,
        branch: row.text("branch")?,
        case: row.uuid("object")?,
        state: match row.text("state")?.as_str() {
            "waiting" => State::Waiting,
            "leased" => State::UnderWay,
            "held" => State::Held,
            "parked" => State::Parked,
            // What arrives leaves no error behind.
            _ if last_error.is_some() => State::Closed,
            _ => State::Done,
        },
        attempts: row.int("attempts")?,
        last_error,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
        due_at: row.time("due_at")?,
        paused: row.opt_time("paused_at")?.is_some(),
        rests_until: row.opt_time("rests_until")?,
    })
}

/// Which deliveries.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which<'a> {
    /// Of this organisation alone.
    pub organisation: Option<&'a str>,
    /// Of this desk of it alone.
    pub branch: Option<&'a str>,
    /// Of this route alone.
    pub route: Option<Uuid>,
    /// Only those that are parked, or only those that are not.
    pub parked: Option<bool>,
}

/// Deliveries that have not arrived, those that fall due first before others, at most `limit`.
pub async fn list(conn: &mut Read, which: Which<'_>, limit: u16) -> Result<Vec<Delivery>, StoreError> {
    let route = which.route.map(|id| id.to_string());
    let rows = conn
        .rows(
            select!(
                "w.state <> 'done' and ($1 is null or h.organisation = $1) and ($2 is null or h.branch = $2) \
                 and ($3 is null or h.id = $3) and ($4 = -1 or (w.state = 'parked') = ($4 = 1)) \
                 order by w.due_at, w.id limit $5"
            ),
            args![
                which.organisation,
                which.branch,
                route.as_deref(),
                which.parked.map_or(-1, i64::from),
                i64::from(limit)
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// One delivery, also for a while after it arrived.
pub async fn get(conn: &mut Read, id: Uuid) -> Result<Option<Delivery>, StoreError> {
    conn.row(select!("w.id = $1"), args![id]).await?.as_ref().map(read).transpose()
}

/// Lets a delivery that waits or is parked fall due now; a parked one begins from its first attempt. `false` where it does neither.
pub async fn retry(tx: &mut Write, delivery: &Delivery) -> Result<bool, StoreError> {
    let now = tx.now();
    let touched = tx
        .execute(
            "update work set attempts = case when state = 'parked' then 0 else attempts end, state = 'waiting', due_at = $3, \
             updated_at = $3 where agency = $1 and id = $2 and queue in ('webhooks', 'drops') and state in ('waiting', 'parked')",
            args![&delivery.agency, delivery.id, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Closes what a removed route would still be told; how many pieces.
pub async fn close_all(tx: &mut Write, route: &Route) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.execute(
        "delete from work where agency = $1 and queue = 'drops' and lane = $2 and kind in ('sftp.look', 'mail.digest', 'hubee.poll')",
        args![&route.agency, route.id],
    )
    .await?;
    tx.execute(
        "update work set state = 'done', lease_until = null, last_error = $4, updated_at = $3 \
         where agency = $1 and queue in ('webhooks', 'drops') and lane = $2 and state in ('waiting', 'parked', 'leased', 'held')",
        args![&route.agency, route.id, now, REMOVED],
    )
    .await
}

/// How many routes there are of a kind, for the metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// Which.
    pub kind: Kind,
    /// Those that are told.
    pub open: u64,
    /// Those that wait.
    pub paused: u64,
}

/// Counts the routes of each kind that there is one of.
pub async fn ways(conn: &mut Read) -> Result<Vec<Ways>, StoreError> {
    let sql = "select kind, count(*) as present, count(paused_at) as paused from routes where removed_at is null group by kind";
    let rows = conn.rows(sql, args![]).await?;
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    rows.iter()
        .map(|row| {
            let (present, paused) = (row.int("present")?, row.int("paused")?);
            Ok(Ways { kind: Kind::read(&row.text("kind")?)?, open: count(present - paused), paused: count(paused) })
        })
        .collect()
}
