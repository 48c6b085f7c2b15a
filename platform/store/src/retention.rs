//! Counts what retention ends by a day, démarche by démarche, without touching any of it; and reads what it ended.

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::Read;
use crate::definitions::DefinitionHash;
use crate::engine::args;
use crate::error::StoreError;

/// What ends of a démarche.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The agency.
    pub agency: String,
    /// The démarche.
    pub demarche: String,
    /// Drafts, with their files.
    pub drafts: u64,
    /// Dossiers: their answers and files go, their receipts stay as long as the démarche says.
    pub dossiers: u64,
    /// Dossiers of which only the receipt was left: it goes.
    pub receipts: u64,
    /// Of these dossiers, those that are kept nevertheless: something of them is not delivered yet.
    pub held: u64,
}

/// What ends by `by`.
pub async fn due(conn: &mut Read, by: Timestamp) -> Result<Vec<Due>, StoreError> {
    // What holds a dossier is said as in `dossiers::is_awaited`; a test holds the two to each other. A sum is a numeric on PostgreSQL.
    let rows = conn
        .rows(
            "select agency, demarche, cast(sum(drafts) as bigint) as drafts, cast(sum(dossiers) as bigint) as dossiers, cast(sum(receipts) as bigint) as receipts, cast(sum(held) as bigint) as held from (\
             select agency, demarche, count(*) as drafts, 0 as dossiers, 0 as receipts, 0 as held from drafts \
             where expires_at <= $1 group by agency, demarche \
             union all \
             select d.agency, d.demarche, 0, sum(case when d.erased_at is null then 1 else 0 end), \
             sum(case when d.erased_at is null then 0 else 1 end), \
             sum(case when exists (select 1 from work w where w.agency = d.agency and w.state <> 'done' \
             and (w.queue = 'outbox' and (w.kind = 'case.deliver' or w.state <> 'parked') \
             or w.queue = 'drops' and w.kind in ('sftp.drop', 'hubee.send')) \
             and (w.object = d.id or w.object in (select c.id from cases c where c.agency = d.agency and c.dossier = d.id))) \
             then 1 else 0 end) \
             from dossiers d where d.purge_at <= $1 group by d.agency, d.demarche) t group by agency, demarche order by agency, demarche",
            args![by],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let count = |name| -> Result<u64, StoreError> { Ok(u64::try_from(row.int(name)?).unwrap_or(0)) };
            Ok(Due {
                agency: row.text("agency")?,
                demarche: row.text("demarche")?,
                drafts: count("drafts")?,
                dossiers: count("dossiers")?,
                receipts: count("receipts")?,
                held: count("held")?,
            })
        })
        .collect()
}

/// A dossier whose answers end by a day, and with them what says until when its receipt is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The agency.
    pub agency: String,
    /// The internal id.
    pub id: Uuid,
    /// The démarche.
    pub demarche: String,
    /// The version that it was filed with.
    pub definition: DefinitionHash,
    /// When it was filed.
    pub submitted_at: Timestamp,
    /// When its answers end.
    pub purge_at: Timestamp,
}

/// The dossiers whose answers are there and end by `by`, those that come after `after`; at most 500.
pub async fn whole(conn: &mut Read, by: Timestamp, after: Option<&Whole>) -> Result<Vec<Whole>, StoreError> {
    let (since, id) = after.map_or((Timestamp::UNIX_EPOCH, Uuid::nil()), |last| (last.purge_at, last.id));
    let rows = conn
        .rows(
            "select agency, id, demarche, definition, submitted_at, purge_at from dossiers where erased_at is null and sandbox is null \
             and purge_at <= $1 and (purge_at > $2 or (purge_at = $2 and id > $3)) order by purge_at, id limit 500",
            args![by, since, id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Whole {
                agency: row.text("agency")?,
                id: row.uuid("id")?,
                demarche: row.text("demarche")?,
                definition: row.hash("definition")?,
                submitted_at: row.time("submitted_at")?,
                purge_at: row.time("purge_at")?,
            })
        })
        .collect()
}

/// Whether an agency of this id was ever known here.
pub async fn knows(conn: &mut Read, agency: &str) -> Result<bool, StoreError> {
    let named =
        "select id from agencies where id = $1 union all select agency as id from journal where agency = $1 limit 1";
    Ok(conn.row(named, args![agency]).await?.is_some())
}

/// Something that retention, or its owner, has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The journal's entry.
    pub entry: Uuid,
    /// When.
    pub at: Timestamp,
    /// `draft.purged`, `dossier.erased` (its answers), `dossier.purged` (all that was left).
    pub act: String,
    /// The id of what it was.
    pub object: Uuid,
    /// The batch that closes the entry; none yet where it is fresh.
    pub batch: Option<i64>,
}

/// What was ended of an agency from a moment until another, in order: what comes after `after`, at most 1,000.
pub async fn ended(
    conn: &mut Read,
    agency: &str,
    (since, until): (Timestamp, Timestamp),
    after: Option<&Ended>,
) -> Result<Vec<Ended>, StoreError> {
    let (at, id) = after.map_or((i64::MIN, String::new()), |last| (last.at.as_microsecond(), last.entry.to_string()));
    let rows = conn
        .rows(
            "select id, at, act, object, batch from journal where agency = $1 and at >= $2 and at < $3 \
             and act in ('draft.purged', 'dossier.erased', 'dossier.purged') and (at, id) > ($4, $5) order by at, id limit 1000",
            args![agency, since, until, at, &id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Ended {
                entry: row.uuid("id")?,
                at: row.time("at")?,
                act: row.text("act")?,
                object: row.uuid("object")?,
                batch: row.opt_int("batch")?,
            })
        })
        .collect()
}
