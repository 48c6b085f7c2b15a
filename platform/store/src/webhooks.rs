//! Keeps webhooks: where a desk is told of its cases by a call of ours, and the keys that the calls are signed with.
//!
//! Address and keys are sealed by the webhook's own key: an address may hold a secret too.

use std::fmt;

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::locker::Locker;
use crate::notifications::Feed;
use crate::store::Shared;

/// Bytes of a key.
pub const KEY: usize = 32;

/// Who has a webhook wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PausedBy {
    /// The operator.
    Operator,
    /// The partner's server, which said that nobody is there any more.
    Partner,
}

impl PausedBy {
    fn code(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Partner => "partner",
        }
    }
}

/// A webhook: a desk, for the démarches of one agency, is told at this address.
#[derive(Clone)]
pub struct Webhook {
    /// The agency whose cases it is told of.
    pub agency: String,
    /// Its id.
    pub id: Uuid,
    /// The recipient's SIRET.
    pub organisation: String,
    /// The recipient's desk.
    pub branch: String,
    /// Where it lies.
    pub url: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it waits, and by whose word.
    pub paused: Option<(Timestamp, PausedBy)>,
    /// Until when it asked to be left alone.
    pub rests_until: Option<Timestamp>,
    /// When it was removed.
    pub removed_at: Option<Timestamp>,
    /// Keys that are good now.
    pub keys: i64,
    locker: Locker,
}

/// Shows no address: it may hold a secret.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Webhook({} {})", self.agency, self.id)
    }
}

macro_rules! select {
    ($now:literal, $rest:literal) => {
        concat!(
            "select h.agency, h.id, h.organisation, h.branch, h.data_key, h.url, h.created_at, h.paused_at, h.paused_by, h.rests_until, \
             h.removed_at, (select count(*) from webhook_keys k where k.agency = h.agency and k.webhook = h.id \
             and (k.expires_at is null or k.expires_at > ",
            $now,
            ")) as keys from webhooks h ",
            $rest
        )
    };
}

fn read(shared: &Shared, row: &Row) -> Result<Webhook, StoreError> {
    let (agency, id) = (row.text("agency")?, row.uuid("id")?);
    let locker = Locker::unwrap(shared, &agency, "webhook", id, &row.bytes("data_key")?)?;
    let by = match row.opt_text("paused_by")?.as_deref() {
        Some("partner") => PausedBy::Partner,
        _ => PausedBy::Operator,
    };
    Ok(Webhook {
        organisation: row.text("organisation")?,
        branch: row.text("branch")?,
        url: locker.open_text("url", &row.bytes("url")?)?,
        created_at: row.time("created_at")?,
        paused: row.opt_time("paused_at")?.map(|since| (since, by)),
        rests_until: row.opt_time("rests_until")?,
        removed_at: row.opt_time("removed_at")?,
        keys: row.int("keys")?,
        locker,
        agency,
        id,
    })
}

/// How many a desk may have: an event is told to each of them in its own transaction.
pub const MOST: i64 = 20;

/// How many a desk has.
pub async fn count(conn: &mut Read, desk: Feed<'_>) -> Result<i64, StoreError> {
    let row = conn
        .row(
            "select count(*) as webhooks from webhooks where agency = $1 and organisation = $2 and branch = $3 and removed_at is null",
            args![desk.agency, desk.organisation, desk.branch],
        )
        .await?;
    row.map_or(Ok(0), |row| row.int("webhooks"))
}

/// Makes a webhook for a desk; gives it with its first key, which is shown once.
pub async fn add(tx: &mut Write, desk: Feed<'_>, url: &str) -> Result<(Webhook, [u8; KEY]), StoreError> {
    let id = tx.shared.ids.uuid()?;
    let now = tx.now();
    let (locker, wrapped) = Locker::create(&tx.shared, desk.agency, "webhook", id)?;
    let sealed = locker.seal(&tx.shared, "url", url.as_bytes())?;
    tx.execute(
        "insert into webhooks (agency, id, organisation, branch, data_key, url, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
        args![desk.agency, id, desk.organisation, desk.branch, &wrapped, &sealed, now],
    )
    .await?;
    let webhook = Webhook {
        agency: desk.agency.to_owned(),
        id,
        organisation: desk.organisation.to_owned(),
        branch: desk.branch.to_owned(),
        url: url.to_owned(),
        created_at: now,
        paused: None,
        rests_until: None,
        removed_at: None,
        keys: 1,
        locker,
    };
    let key = add_key(tx, &webhook).await?;
    Ok((webhook, key))
}

async fn add_key(tx: &mut Write, webhook: &Webhook) -> Result<[u8; KEY], StoreError> {
    let id = tx.shared.ids.uuid()?;
    let now = tx.now();
    let mut key = [0; KEY];
    tx.shared.ids.fill(&mut key)?;
    let sealed = webhook.locker.part("webhook_key", id).seal(&tx.shared, "secret", &key)?;
    tx.execute(
        "insert into webhook_keys (agency, webhook, id, secret, created_at) values ($1, $2, $3, $4, $5)",
        args![&webhook.agency, webhook.id, id, &sealed, now],
    )
    .await?;
    Ok(key)
}

/// The webhook of this id, removed or not.
pub async fn get(conn: &mut Read, id: Uuid) -> Result<Option<Webhook>, StoreError> {
    let now = conn.now();
    let row = conn.row(select!("$2", "where h.id = $1"), args![id, now]).await?;
    row.as_ref().map(|row| read(&conn.shared, row)).transpose()
}

/// All that were not removed, by the desk they belong to, the oldest first.
pub async fn list(conn: &mut Read) -> Result<Vec<Webhook>, StoreError> {
    let now = conn.now();
    let rows = conn
        .rows(
            select!(
                "$1",
                "where h.removed_at is null order by h.organisation, h.branch, h.agency, h.created_at, h.id limit 10000"
            ),
            args![now],
        )
        .await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// The keys that are good now, the newest first.
pub async fn keys(conn: &mut Read, webhook: &Webhook) -> Result<Vec<Vec<u8>>, StoreError> {
    let now = conn.now();
    let rows = conn
        .rows(
            "select id, secret from webhook_keys where agency = $1 and webhook = $2 and (expires_at is null or expires_at > $3) \
             order by case when expires_at is null then 0 else 1 end limit 2",
            args![&webhook.agency, webhook.id, now],
        )
        .await?;
    let open = |row: &Row| {
        let part = webhook.locker.part("webhook_key", row.uuid("id")?);
        part.open("secret", &row.bytes("secret")?)
    };
    rows.iter().map(open).collect()
}

/// Gives a webhook another key. The one before stays good until `former_until`; any before that one ends now.
pub async fn rotate(tx: &mut Write, webhook: &Webhook, former_until: Timestamp) -> Result<[u8; KEY], StoreError> {
    let now = tx.now();
    tx.execute(
        "delete from webhook_keys where agency = $1 and webhook = $2 and expires_at is not null",
        args![&webhook.agency, webhook.id],
    )
    .await?;
    tx.execute(
        "update webhook_keys set expires_at = $3 where agency = $1 and webhook = $2",
        args![&webhook.agency, webhook.id, former_until.max(now)],
    )
    .await?;
    add_key(tx, webhook).await
}

/// Has what a webhook would be told wait; `false` if it waits already, or was removed.
pub async fn pause(tx: &mut Write, webhook: &Webhook, by: PausedBy) -> Result<bool, StoreError> {
    let now = tx.now();
    let touched = tx
        .execute(
            "update webhooks set paused_at = $3, paused_by = $4 \
             where agency = $1 and id = $2 and paused_at is null and removed_at is null",
            args![&webhook.agency, webhook.id, now, by.code()],
        )
        .await?;
    Ok(touched == 1)
}

/// Lets it go on with all that waits, at once; `false` if it did not wait. What it asked for itself is forgotten too.
pub async fn resume(tx: &mut Write, webhook: &Webhook) -> Result<bool, StoreError> {
    let now = tx.now();
    let touched = tx
        .execute(
            "update webhooks set paused_at = null, paused_by = null, rests_until = null \
             where agency = $1 and id = $2 and (paused_at is not null or rests_until is not null) and removed_at is null",
            args![&webhook.agency, webhook.id],
        )
        .await?;
    if touched == 1 {
        tx.execute(
            "update work set due_at = $3, updated_at = $3 \
             where agency = $1 and queue = 'webhooks' and lane = $2 and state = 'waiting' and due_at > $3",
            args![&webhook.agency, webhook.id, now],
        )
        .await?;
    }
    Ok(touched == 1)
}

/// Leaves a webhook alone until then, as it asked; what it asked before and is longer stays.
pub async fn rest(tx: &mut Write, webhook: &Webhook, until: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "update webhooks set rests_until = $3 where agency = $1 and id = $2 and (rests_until is null or rests_until < $3)",
        args![&webhook.agency, webhook.id, until],
    )
    .await?;
    Ok(())
}

/// Removes a webhook and its keys; its desk is told nothing more by it.
pub async fn remove(tx: &mut Write, webhook: &Webhook) -> Result<(), StoreError> {
    let now = tx.now();
    tx.execute("delete from webhook_keys where agency = $1 and webhook = $2", args![&webhook.agency, webhook.id])
        .await?;
    tx.execute(
        "update webhooks set removed_at = $3 where agency = $1 and id = $2 and removed_at is null",
        args![&webhook.agency, webhook.id, now],
    )
    .await?;
    Ok(())
}

/// Forgets keys that have expired; how many.
pub async fn purge_expired(tx: &mut Write) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.execute("delete from webhook_keys where expires_at <= $1", args![now]).await
}
