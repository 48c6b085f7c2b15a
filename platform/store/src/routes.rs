//! Keeps routes: how a desk is told of its cases, by a call of ours, a drop on a server of its own, or a mail, and the keys that go with it.
//!
//! Address and keys are sealed by the route's own key: an address may hold a secret too.

use std::fmt;

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::locker::Locker;
use crate::notifications::{self, Feed};
use crate::store::Shared;

/// The address is sealed under this name.
const ADDRESS: &str = "url";
/// Bytes of a key.
pub const KEY: usize = 32;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A call for each event, signed with the route's keys.
    Webhook,
    /// A case at the State's hub, HubEE, by an account of the agency's.
    Hubee,
    /// An account at that hub; no desk is told by it alone.
    HubeeAccount,
    /// Files on a server of the partner's, by SFTP; a key is the seed of the pair that we log in with.
    Sftp,
    /// A mail for each event that comes from elsewhere than the desk.
    Mail,
    /// A mail now and then, with the number of such events.
    Digest,
}

impl Kind {
    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Hubee => "hubee",
            Self::HubeeAccount => "hubee_account",
            Self::Sftp => "sftp",
            Self::Mail => "mail",
            Self::Digest => "digest",
        }
    }

    pub(crate) fn read(code: &str) -> Result<Self, StoreError> {
        [Self::Webhook, Self::Hubee, Self::HubeeAccount, Self::Sftp, Self::Mail, Self::Digest]
            .into_iter()
            .find(|kind| kind.code() == code)
            .ok_or_else(|| StoreError::Corrupt(format!("a route by {code}")))
    }

    /// Its keys and its address are sealed by this name.
    pub(crate) fn sealed_as(self) -> (&'static str, &'static str) {
        match self {
            Self::Webhook => ("webhook", "webhook_key"),
            _ => ("route", "route_key"),
        }
    }

    /// Whether a key of the route's own goes with it.
    fn has_keys(self) -> bool {
        matches!(self, Self::Webhook | Self::Sftp)
    }
}

/// Who has a route wait.
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

/// A route: a desk, for the démarches of one agency, is told so.
#[derive(Clone)]
pub struct Route {
    /// Which way.
    pub kind: Kind,
    /// The agency whose cases it is told of.
    pub agency: String,
    /// Its id.
    pub id: Uuid,
    /// The recipient's SIRET.
    pub organisation: String,
    /// The recipient's desk.
    pub branch: String,
    /// Where it leads: an address, or as the desk encodes it.
    pub address: String,
    /// Up to which number of its desk's feed a digest has told.
    pub told: i64,
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
impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Route({} {} {})", self.kind.code(), self.agency, self.id)
    }
}

impl Route {
    /// Seals what belongs to the route.
    pub(crate) fn seal_part(
        &self,
        tx: &Write,
        kind: &'static str,
        record: Uuid,
        field: &str,
        plain: Option<&str>,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.locker.part(kind, record).seal_opt(&tx.shared, field, plain)
    }

    /// The opposite, of a field that has its name from elsewhere.
    pub(crate) fn open_named(
        &self,
        kind: &'static str,
        record: Uuid,
        field: &str,
        sealed: &[u8],
    ) -> Result<String, StoreError> {
        self.locker.part(kind, record).open_named(field, sealed)
    }

    /// The opposite.
    pub(crate) fn open_part(
        &self,
        kind: &'static str,
        record: Uuid,
        field: &'static str,
        sealed: Option<Vec<u8>>,
    ) -> Result<Option<String>, StoreError> {
        self.locker.part(kind, record).open_opt(field, sealed)
    }
}

macro_rules! select {
    ($now:literal, $rest:literal) => {
        concat!(
            "select h.agency, h.id, h.organisation, h.branch, h.data_key, h.kind, h.address, h.told, h.created_at, h.paused_at, h.paused_by, h.rests_until, \
             h.removed_at, (select count(*) from route_keys k where k.agency = h.agency and k.route = h.id \
             and (k.expires_at is null or k.expires_at > ",
            $now,
            ")) as keys from routes h ",
            $rest
        )
    };
}

fn read(shared: &Shared, row: &Row) -> Result<Route, StoreError> {
    let (agency, id, kind) = (row.text("agency")?, row.uuid("id")?, Kind::read(&row.text("kind")?)?);
    let locker = Locker::unwrap(shared, &agency, kind.sealed_as().0, id, &row.bytes("data_key")?)?;
    let by = match row.opt_text("paused_by")?.as_deref() {
        Some("partner") => PausedBy::Partner,
        _ => PausedBy::Operator,
    };
    Ok(Route {
        kind,
        organisation: row.text("organisation")?,
        branch: row.text("branch")?,
        address: locker.open_text(ADDRESS, &row.bytes("address")?)?,
        told: row.int("told")?,
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
            "select count(*) as routes from routes where agency = $1 and organisation = $2 and branch = $3 and removed_at is null",
            args![desk.agency, desk.organisation, desk.branch],
        )
        .await?;
    row.map_or(Ok(0), |row| row.int("routes"))
}

/// Makes a route for a desk; gives it with its first key, which is shown once, where it has keys. It tells what happens from now on.
pub async fn add(
    tx: &mut Write,
    desk: Feed<'_>,
    kind: Kind,
    address: &str,
) -> Result<(Route, Option<[u8; KEY]>), StoreError> {
    let id = tx.shared.ids.uuid()?;
    let now = tx.now();
    let (locker, wrapped) = Locker::create(&tx.shared, desk.agency, kind.sealed_as().0, id)?;
    let sealed = locker.seal(&tx.shared, ADDRESS, address.as_bytes())?;
    let told = notifications::reached(tx, desk).await?.last;
    tx.execute(
        "insert into routes (agency, id, organisation, branch, kind, data_key, address, told, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![desk.agency, id, desk.organisation, desk.branch, kind.code(), &wrapped, &sealed, told, now],
    )
    .await?;
    let route = Route {
        kind,
        agency: desk.agency.to_owned(),
        id,
        organisation: desk.organisation.to_owned(),
        branch: desk.branch.to_owned(),
        address: address.to_owned(),
        told,
        created_at: now,
        paused: None,
        rests_until: None,
        removed_at: None,
        keys: i64::from(kind.has_keys()),
        locker,
    };
    let key = if kind.has_keys() { Some(add_key(tx, &route).await?) } else { None };
    Ok((route, key))
}

async fn add_key(tx: &mut Write, route: &Route) -> Result<[u8; KEY], StoreError> {
    let id = tx.shared.ids.uuid()?;
    let now = tx.now();
    let mut key = [0; KEY];
    tx.shared.ids.fill(&mut key)?;
    let sealed = route.locker.part(route.kind.sealed_as().1, id).seal(&tx.shared, "secret", &key)?;
    tx.execute(
        "insert into route_keys (agency, route, id, secret, created_at) values ($1, $2, $3, $4, $5)",
        args![&route.agency, route.id, id, &sealed, now],
    )
    .await?;
    Ok(key)
}

/// The route of this id, removed or not.
pub async fn get(conn: &mut Read, id: Uuid) -> Result<Option<Route>, StoreError> {
    let now = conn.now();
    let row = conn.row(select!("$2", "where h.id = $1"), args![id, now]).await?;
    row.as_ref().map(|row| read(&conn.shared, row)).transpose()
}

/// All that were not removed, by the desk they belong to, the oldest first.
pub async fn list(conn: &mut Read) -> Result<Vec<Route>, StoreError> {
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

/// Those of a kind of one agency that were not removed, the oldest first.
pub async fn of_agency(conn: &mut Read, agency: &str, kind: Kind) -> Result<Vec<Route>, StoreError> {
    let now = conn.now();
    let rows = conn
        .rows(
            select!(
                "$1",
                "where h.agency = $2 and h.kind = $3 and h.removed_at is null order by h.created_at, h.id limit 1000"
            ),
            args![now, agency, kind.code()],
        )
        .await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// Those of a kind of one desk that were not removed, the oldest first.
pub async fn of_desk(conn: &mut Read, desk: Feed<'_>, kind: Kind) -> Result<Vec<Route>, StoreError> {
    let now = conn.now();
    let rows = conn
        .rows(
            select!(
                "$1",
                "where h.agency = $2 and h.organisation = $3 and h.branch = $4 and h.kind = $5 and h.removed_at is null \
                 order by h.created_at, h.id limit 100"
            ),
            args![now, desk.agency, desk.organisation, desk.branch, kind.code()],
        )
        .await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// Gives a route another address; what goes by it from then on goes there.
pub async fn set_address(tx: &mut Write, route: &Route, address: &str) -> Result<(), StoreError> {
    let sealed = route.locker.seal(&tx.shared, ADDRESS, address.as_bytes())?;
    tx.execute(
        "update routes set address = $3 where agency = $1 and id = $2 and removed_at is null",
        args![&route.agency, route.id, &sealed],
    )
    .await?;
    Ok(())
}

/// The keys that are good now, the newest first.
pub async fn keys(conn: &mut Read, route: &Route) -> Result<Vec<Vec<u8>>, StoreError> {
    let now = conn.now();
    let rows = conn
        .rows(
            "select id, secret from route_keys where agency = $1 and route = $2 and (expires_at is null or expires_at > $3) \
             order by case when expires_at is null then 0 else 1 end limit 2",
            args![&route.agency, route.id, now],
        )
        .await?;
    let open = |row: &Row| {
        let part = route.locker.part(route.kind.sealed_as().1, row.uuid("id")?);
        part.open("secret", &row.bytes("secret")?)
    };
    rows.iter().map(open).collect()
}

/// Gives a route another key. The one before stays good until `former_until`; any before that one ends now.
pub async fn rotate(tx: &mut Write, route: &Route, former_until: Timestamp) -> Result<[u8; KEY], StoreError> {
    let now = tx.now();
    tx.execute(
        "delete from route_keys where agency = $1 and route = $2 and expires_at is not null",
        args![&route.agency, route.id],
    )
    .await?;
    tx.execute(
        "update route_keys set expires_at = $3 where agency = $1 and route = $2",
        args![&route.agency, route.id, former_until.max(now)],
    )
    .await?;
    add_key(tx, route).await
}

/// Has what a route would be told wait; `false` if it waits already, or was removed.
pub async fn pause(tx: &mut Write, route: &Route, by: PausedBy) -> Result<bool, StoreError> {
    let now = tx.now();
    let touched = tx
        .execute(
            "update routes set paused_at = $3, paused_by = $4 \
             where agency = $1 and id = $2 and paused_at is null and removed_at is null",
            args![&route.agency, route.id, now, by.code()],
        )
        .await?;
    Ok(touched == 1)
}

/// Lets it go on with all that waits, at once; `false` if it did not wait. What it asked for itself is forgotten too.
pub async fn resume(tx: &mut Write, route: &Route) -> Result<bool, StoreError> {
    let now = tx.now();
    let touched = tx
        .execute(
            "update routes set paused_at = null, paused_by = null, rests_until = null \
             where agency = $1 and id = $2 and (paused_at is not null or rests_until is not null) and removed_at is null",
            args![&route.agency, route.id],
        )
        .await?;
    if touched == 1 {
        tx.execute(
            "update work set due_at = $3, updated_at = $3 \
             where agency = $1 and queue in ('webhooks', 'drops') and lane = $2 and state = 'waiting' and due_at > $3",
            args![&route.agency, route.id, now],
        )
        .await?;
    }
    Ok(touched == 1)
}

/// Leaves a route alone until then, as it asked; what it asked before and is longer stays.
pub async fn rest(tx: &mut Write, route: &Route, until: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "update routes set rests_until = $3 where agency = $1 and id = $2 and (rests_until is null or rests_until < $3)",
        args![&route.agency, route.id, until],
    )
    .await?;
    Ok(())
}

/// Removes a route and its keys; its desk is told nothing more by it.
pub async fn remove(tx: &mut Write, route: &Route) -> Result<(), StoreError> {
    let now = tx.now();
    tx.execute("delete from route_keys where agency = $1 and route = $2", args![&route.agency, route.id]).await?;
    tx.execute(
        "update routes set removed_at = $3 where agency = $1 and id = $2 and removed_at is null",
        args![&route.agency, route.id, now],
    )
    .await?;
    Ok(())
}

/// Forgets keys that have expired; how many.
pub async fn purge_expired(tx: &mut Write) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.execute("delete from route_keys where expires_at <= $1", args![now]).await
}

/// Notes up to which number a digest has told.
pub async fn mark_told(tx: &mut Write, route: &Route, up_to: i64) -> Result<(), StoreError> {
    tx.execute(
        "update routes set told = $3 where agency = $1 and id = $2 and told < $3",
        args![&route.agency, route.id, up_to],
    )
    .await?;
    Ok(())
}
