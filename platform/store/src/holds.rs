//! Keeps what holds a case back: a recipient's software that could not take it in, and an operator who suspended or cancelled it.

use jiff::Timestamp;
use uuid::Uuid;

use crate::cases::{Case, Entry};
use crate::connection::{Read, Write};
use crate::engine::args;
use crate::error::StoreError;
use crate::queue::Work;

/// What a recipient's software could not take in.
#[derive(Debug, Clone)]
pub struct Hold {
    /// The internal id.
    pub id: Uuid,
    /// Why, as a code: what was said last.
    pub code: String,
    /// Why, in words; sealed at rest.
    pub reason: Option<String>,
    /// The program that said so.
    pub actor: Option<Uuid>,
    /// When.
    pub begun_at: Timestamp,
}

/// A case that is held back, without what was written.
#[derive(Debug, Clone)]
pub struct Held {
    /// The agency.
    pub agency: String,
    /// The case.
    pub case: Uuid,
    /// What partners know it by.
    pub external_id: String,
    /// The démarche's id.
    pub demarche: String,
    /// The recipient's SIRET.
    pub organisation: String,
    /// The recipient's desk.
    pub branch: String,
    /// Why: the code of what could not be taken in, or `suspended`.
    pub code: String,
    /// Since when.
    pub since: Timestamp,
}

/// The one that is open for a case.
pub async fn open(conn: &mut Read, case: &Case) -> Result<Option<Hold>, StoreError> {
    let row = conn
        .row(
            "select id, code, reason, actor, begun_at from holds where agency = $1 and case_id = $2 and ended_at is null",
            args![&case.agency, case.id],
        )
        .await?;
    row.map(|row| {
        let id = row.uuid("id")?;
        Ok(Hold {
            id,
            code: row.text("code")?,
            reason: case.locker.part("hold", id).open_opt("reason", row.opt_bytes("reason")?)?,
            actor: row.opt_uuid("actor")?,
            begun_at: row.time("begun_at")?,
        })
    })
    .transpose()
}

/// Begins one, where none is open; `false` where one is.
pub async fn begin(
    tx: &mut Write,
    case: &Case,
    (code, reason): (&str, Option<&str>),
    actor: Uuid,
) -> Result<bool, StoreError> {
    let id = tx.shared.ids.uuid()?;
    let now = tx.now();
    let reason = case.locker.part("hold", id).seal_opt(&tx.shared, "reason", reason)?;
    let begun = tx
        .execute(
            "insert into holds (agency, id, case_id, code, reason, actor, begun_at) values ($1, $2, $3, $4, $5, $6, $7) \
             on conflict (agency, case_id) where ended_at is null do nothing",
            args![&case.agency, id, case.id, code, reason.as_deref(), actor, now],
        )
        .await?;
    Ok(begun == 1)
}

/// Puts what is said now in the place of what was said when it was begun.
pub async fn say_again(
    tx: &mut Write,
    case: &Case,
    hold: &Hold,
    (code, reason): (&str, Option<&str>),
    actor: Uuid,
) -> Result<(), StoreError> {
    let reason = case.locker.part("hold", hold.id).seal_opt(&tx.shared, "reason", reason)?;
    tx.execute(
        "update holds set code = $3, reason = $4, actor = $5 where agency = $1 and id = $2 and ended_at is null",
        args![&case.agency, hold.id, code, reason.as_deref(), actor],
    )
    .await?;
    Ok(())
}

/// Ends the one that is open; `false` where none is.
pub async fn end(tx: &mut Write, case: &Entry) -> Result<bool, StoreError> {
    let now = tx.now();
    let ended = tx
        .execute(
            "update holds set ended_at = $3 where agency = $1 and case_id = $2 and ended_at is null",
            args![&case.agency, case.id, now],
        )
        .await?;
    Ok(ended == 1)
}

/// Whether a case of the dossier is held back: its answers are not to be destroyed soon.
pub async fn any(conn: &mut Read, agency: &str, dossier: Uuid) -> Result<bool, StoreError> {
    let row = conn
        .row(
            "select 1 as held from cases c where c.agency = $1 and c.dossier = $2 and (c.status = 'suspended' or exists \
             (select 1 from holds h where h.agency = c.agency and h.case_id = c.id and h.ended_at is null)) limit 1",
            args![agency, dossier],
        )
        .await?;
    Ok(row.is_some())
}

/// How an operator keeps the case back: `suspended`, `cancelled`, or not at all.
pub async fn withheld(conn: &mut Read, agency: &str, case: Uuid) -> Result<Option<String>, StoreError> {
    let sql = "select status from cases where agency = $1 and id = $2 and status in ('suspended', 'cancelled')";
    conn.row(sql, args![agency, case]).await?.map(|row| row.text("status")).transpose()
}

/// Writes down which status a case had before an operator's act, which is now; `None`: it goes on.
pub async fn set_held_from(tx: &mut Write, case: &Entry, status: Option<&str>) -> Result<(), StoreError> {
    let since = status.map(|_| tx.now());
    let sql = "update cases set held_from = $3, held_at = $4 where agency = $1 and id = $2";
    tx.execute(sql, args![&case.agency, case.id, status, since]).await?;
    Ok(())
}

/// What is to be done for a case, and is held while it is suspended: deliveries, notices, reminders of its desk and of its citizen.
macro_rules! held_work {
    ($state:literal, $set:literal) => {
        concat!(
            "update work set ",
            $set,
            ", updated_at = $3 where agency = $1 and object = $2 and state in (",
            $state,
            ") and (queue in ('webhooks', 'drops') or kind in ('case.deliver', 'case.formats', 'are.reminder', 'are.alarm', 'complement.reminder'))"
        )
    };
}

/// Holds what waits to be delivered of a case; how many pieces.
pub async fn hold_work(tx: &mut Write, case: &Entry) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.execute(held_work!("'waiting'", "state = 'held'"), args![&case.agency, case.id, now]).await
}

/// Lets it go on, under the same ids; how many pieces.
pub async fn let_go(tx: &mut Write, case: &Entry) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.execute(held_work!("'held'", "state = 'waiting'"), args![&case.agency, case.id, now]).await
}

/// What was to be delivered will not be: the case is cancelled.
pub async fn close_work(tx: &mut Write, case: &Entry) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.execute(
        held_work!("'held', 'waiting', 'parked'", "state = 'done', last_error = 'case.cancelled'"),
        args![&case.agency, case.id, now],
    )
    .await
}

/// A piece that was claimed is about a case that is suspended: it waits with the others. `false` where the case has gone on meanwhile.
///
/// # Errors
/// `store.stale_lease`.
pub async fn hold_back(tx: &mut Write, work: &Work) -> Result<bool, StoreError> {
    let now = tx.now();
    // Whoever lets the case go on waits for this transaction, or this one for theirs.
    let suspended = tx
        .execute(
            "update cases set updated_at = updated_at where agency = $1 and id = $2 and status = 'suspended'",
            args![&work.agency, work.object],
        )
        .await?;
    if suspended == 0 {
        return Ok(false);
    }
    let touched = tx
        .execute(
            "update work set state = 'held', lease_until = null, attempts = attempts - 1, updated_at = $4 \
             where agency = $1 and id = $2 and fence = $3 and state = 'leased'",
            args![&work.agency, work.id, work.fence, now],
        )
        .await?;
    if touched == 1 { Ok(true) } else { Err(StoreError::StaleLease) }
}

/// Cases that are held back, the longest first: those that could not be taken in, or (`suspended`) those that an operator suspended. Those
/// after `after`, at most `limit`.
pub async fn list(
    conn: &mut Read,
    suspended: bool,
    after: Option<(Timestamp, Uuid)>,
    limit: u16,
) -> Result<Vec<Held>, StoreError> {
    let (at, id) = after.map_or((i64::MIN, String::new()), |(at, id)| (at.as_microsecond(), id.to_string()));
    let sql = if suspended {
        "select agency, id as case_id, external_id, demarche, organisation, branch, 'suspended' as code, held_at as since \
         from cases where status = 'suspended' and invented = 0 and held_at >= $1 and (held_at > $1 or id > $2) \
         order by held_at, id limit $3"
    } else {
        "select c.agency, h.case_id, c.external_id, c.demarche, c.organisation, c.branch, h.code, h.begun_at as since \
         from holds h join cases c on c.agency = h.agency and c.id = h.case_id where h.ended_at is null and c.invented = 0 \
         and h.begun_at >= $1 and (h.begun_at > $1 or h.case_id > $2) order by h.begun_at, h.case_id limit $3"
    };
    let rows = conn.rows(sql, args![at, &id, i64::from(limit)]).await?;
    rows.iter()
        .map(|row| {
            Ok(Held {
                agency: row.text("agency")?,
                case: row.uuid("case_id")?,
                external_id: row.text("external_id")?,
                demarche: row.text("demarche")?,
                organisation: row.text("organisation")?,
                branch: row.text("branch")?,
                code: row.text("code")?,
                since: row.time("since")?,
            })
        })
        .collect()
}
