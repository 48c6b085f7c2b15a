//! Keeps which cases lie at the State's hub (HubEE), under which ids and in which status, and what the hub told of them, once each.

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::queue::Work;
use crate::routes::Route;

/// What is shown at once of what was not applied.
const MOST: i64 = 1000;

/// A case at the hub.
#[derive(Debug, Clone)]
pub struct Folder {
    /// The agency.
    pub agency: String,
    /// The route of the desk that it was sent to.
    pub route: Uuid,
    /// The case.
    pub case: Uuid,
    /// The account by which it was sent.
    pub account: Uuid,
    /// The delivery.
    pub work: Uuid,
    /// The folder, as the hub calls it.
    pub folder: String,
    /// The case, as the hub calls it.
    pub hub_case: String,
    /// Its status there, as far as is known.
    pub status: String,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select agency, route, case_id, account, work, folder, hub_case, status from hubee_folders where ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Folder, StoreError> {
    Ok(Folder {
        agency: row.text("agency")?,
        route: row.uuid("route")?,
        case: row.uuid("case_id")?,
        account: row.uuid("account")?,
        work: row.uuid("work")?,
        folder: row.text("folder")?,
        hub_case: row.text("hub_case")?,
        status: row.text("status")?,
    })
}

/// Writes down that a case lies at the hub; what was known of it before is forgotten.
pub async fn put(tx: &mut Write, folder: &Folder) -> Result<(), StoreError> {
    let now = tx.now();
    tx.execute(
        "insert into hubee_folders (agency, route, case_id, account, work, folder, hub_case, status, updated_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (agency, route, case_id) do update set account = $4, work = $5, \
         folder = $6, hub_case = $7, status = $8, updated_at = $9",
        args![
            &folder.agency,
            folder.route,
            folder.case,
            folder.account,
            folder.work,
            &folder.folder,
            &folder.hub_case,
            &folder.status,
            now
        ],
    )
    .await?;
    Ok(())
}

/// The case, where it was sent by this route.
pub async fn of_case(conn: &mut Read, route: &Route, case: Uuid) -> Result<Option<Folder>, StoreError> {
    let row =
        conn.row(select!("agency = $1 and route = $2 and case_id = $3"), args![&route.agency, route.id, case]).await?;
    row.as_ref().map(read).transpose()
}

/// The case that the hub calls so; also one that was sent by an account of the agency's that was removed since.
pub async fn of_hub_case(conn: &mut Read, account: &Route, hub_case: &str) -> Result<Option<Folder>, StoreError> {
    let row = conn
        .row(
            select!(
                "agency = $1 and hub_case = $3 and (account = $2 or account in \
                 (select id from routes where agency = $1 and kind = 'hubee_account' and removed_at is not null)) \
                 order by case when account = $2 then 0 else 1 end, updated_at desc limit 1"
            ),
            args![&account.agency, account.id, hub_case],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// Writes down the status that a case has at the hub by now; `false` where another one was written down since it was read.
pub async fn set_status(tx: &mut Write, folder: &Folder, status: &str) -> Result<bool, StoreError> {
    let now = tx.now();
    let touched = tx
        .execute(
            "update hubee_folders set status = $4, updated_at = $6 where agency = $1 and route = $2 and case_id = $3 and status = $5",
            args![&folder.agency, folder.route, folder.case, status, &folder.status, now],
        )
        .await?;
    Ok(touched == 1)
}

/// What the hub told.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The event, as the hub calls it.
    pub event: &'a str,
    /// The case, where it is one of ours.
    pub case: Option<Uuid>,
    /// What happened, in the hub's word.
    pub action: &'a str,
    /// The status that it sets there.
    pub status: Option<&'a str>,
    /// Why it was not applied.
    pub code: Option<&'a str>,
    /// What was said with what was not applied; sealed at rest.
    pub said: Option<&'a str>,
}

/// Whether the hub told this before.
pub async fn is_known(conn: &mut Read, account: &Route, event: &str) -> Result<bool, StoreError> {
    let sql = "select event from hubee_events where agency = $1 and account = $2 and event = $3";
    Ok(conn.row(sql, args![&account.agency, account.id, event]).await?.is_some())
}

/// Writes down what the hub told; `false` where it was known.
pub async fn tell(tx: &mut Write, account: &Route, told: Told<'_>) -> Result<bool, StoreError> {
    let now = tx.now();
    let said = account.seal_part(tx, "hubee_event", account.id, told.event, told.said)?;
    let put = tx
        .execute(
            "insert into hubee_events (agency, account, event, case_id, action, status, code, said, at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (agency, account, event) do nothing",
            args![
                &account.agency,
                account.id,
                told.event,
                told.case,
                told.action,
                told.status,
                told.code,
                said.as_deref(),
                now
            ],
        )
        .await?;
    Ok(put == 1)
}

/// Something that the hub told and that was not applied.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The event, as the hub calls it.
    pub event: String,
    /// The case's number, where it is one of ours.
    pub external_id: Option<String>,
    /// What happened, in the hub's word.
    pub action: String,
    /// The status that it sets there.
    pub status: Option<String>,
    /// Why it was not applied.
    pub code: String,
    /// What was said with it.
    pub said: Option<String>,
    /// When it was told.
    pub at: Timestamp,
    /// Whether it is still asked for, and applied when it can be.
    pub waits: bool,
}

/// The accounts of which something was kept, also those that were removed.
pub async fn accounts_with_kept(conn: &mut Read) -> Result<Vec<Uuid>, StoreError> {
    let sql = "select distinct account from hubee_events where code is not null order by account";
    conn.rows(sql, args![]).await?.iter().map(|row| row.uuid("account")).collect()
}

/// What was not applied, the newest first.
pub async fn kept(conn: &mut Read, account: &Route) -> Result<Vec<Kept>, StoreError> {
    let rows = conn
        .rows(
            "select e.event, e.action, e.status, e.code, e.said, e.at, c.external_id from hubee_events e \
             left join cases c on c.agency = e.agency and c.id = e.case_id \
             where e.account = $1 and e.code is not null order by e.at desc, e.event limit $2",
            args![account.id, MOST],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let event = row.text("event")?;
            let said = row.opt_bytes("said")?;
            let said = said.map(|sealed| account.open_named("hubee_event", account.id, &event, &sealed)).transpose()?;
            Ok(Kept {
                external_id: row.opt_text("external_id")?,
                action: row.text("action")?,
                status: row.opt_text("status")?,
                code: row.text("code")?,
                at: row.time("at")?,
                waits: false,
                said,
                event,
            })
        })
        .collect()
}

/// Writes down how far a delivery has come.
///
/// # Errors
/// `store.stale_lease`: another worker goes on with it.
pub async fn progress(tx: &mut Write, work: &Work, progress: &str) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "update work set progress = $4 where agency = $1 and id = $2 and fence = $3 and state = 'leased'",
            args![&work.agency, work.id, work.fence, progress],
        )
        .await?;
    if touched == 1 { Ok(()) } else { Err(StoreError::StaleLease) }
}

/// How far it had come when it was claimed.
pub async fn progress_of(conn: &mut Read, work: &Work) -> Result<Option<String>, StoreError> {
    let row = conn.row("select progress from work where agency = $1 and id = $2", args![&work.agency, work.id]).await?;
    row.map(|row| row.opt_text("progress")).transpose().map(Option::flatten)
}

/// Whether the case itself is still to be sent to whom this piece is for.
pub async fn is_first_awaited(conn: &mut Read, work: &Work) -> Result<bool, StoreError> {
    let first = conn
        .row(
            "select id from work where agency = $1 and queue = 'drops' and lane = $2 and kind = $3 and object = $4 and id <> $5 \
             and state <> 'done' and created_at < (select created_at from work where agency = $1 and id = $5) limit 1",
            args![&work.agency, &work.lane, &work.kind, work.object, work.id],
        )
        .await?;
    Ok(first.is_some())
}

/// Forgets how far a delivery came: it is to be made anew.
pub async fn begin_anew(tx: &mut Write, agency: &str, work: Uuid) -> Result<(), StoreError> {
    tx.execute("update work set progress = null where agency = $1 and id = $2 and state = 'done'", args![agency, work])
        .await?;
    Ok(())
}

/// What is known of a case at the hub goes with the case.
pub(crate) async fn remove_all(tx: &mut Write, agency: &str, case: Uuid) -> Result<(), StoreError> {
    for sql in [
        "delete from hubee_folders where agency = $1 and case_id = $2",
        "delete from hubee_events where agency = $1 and case_id = $2",
    ] {
        tx.execute(sql, args![agency, case]).await?;
    }
    Ok(())
}
