//! Keeps cases: one per recipient of a dossier, with what that recipient may know (the projection) and where it stands.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::dossiers::Dossier;
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::locker::Locker;
use crate::store::Shared;

/// A case as stored.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its columns that lists show.
    pub entry: Entry,
    /// What the recipient gets: answers per the démarche's projection, as the desk encodes them.
    pub projection: Vec<u8>,
    /// The recipient's entry in the directory at the time of submission.
    pub directory: Vec<u8>,
    pub(crate) locker: Locker,
}

impl std::ops::Deref for Case {
    type Target = Entry;

    fn deref(&self) -> &Entry {
        &self.entry
    }
}

/// A case as a list shows it, with the columns that decide who may see it: agency, organisation, branch.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The agency whose démarche this is.
    pub agency: String,
    /// The internal id.
    pub id: Uuid,
    /// The dossier it is part of.
    pub dossier: Uuid,
    /// The démarche's id.
    pub demarche: String,
    /// The recipient's id in the démarche's definition.
    pub recipient: String,
    /// The recipient's SIRET.
    pub organisation: String,
    /// The recipient's desk.
    pub branch: String,
    /// The reference with `-01`, `-02` …: what partners know the case by.
    pub external_id: String,
    /// The status code (`recorded`, `received`, …).
    pub status: String,
    /// Made outside production.
    pub test: bool,
    /// A line for the inbox (who it is about); sealed at rest.
    pub label: String,
    /// When it was submitted.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When an agent opened it first.
    pub opened_at: Option<Timestamp>,
    /// Whether its recipient owes an accusé de réception that it sends by its own means.
    pub own_receipt: bool,
    /// The day on which the recipient says that it sent it.
    pub own_receipt_on: Option<Date>,
    /// Whether the citizen wrote or gave something since an agent last looked.
    pub unheard: bool,
    /// The agent of its desk who looks after it.
    pub assignee: Option<Uuid>,
    /// When it came to this desk, where another one had it before ([`crate::handing`]).
    pub handed_at: Option<Timestamp>,
    /// The last day for an answer, after which silence decides ([`crate::silence`]).
    pub silence_on: Option<Date>,
    /// The status before an operator suspended or cancelled it ([`crate::holds`]).
    pub held_from: Option<String>,
}

/// What a new case begins with.
#[derive(Debug, Clone, Copy)]
pub struct NewCase<'a> {
    /// The dossier, submitted in this transaction.
    pub dossier: &'a Dossier,
    /// Its number in the dossier, from 1.
    pub number: u8,
    /// The recipient's id in the definition.
    pub recipient: &'a str,
    /// The recipient's SIRET (empty if none is known).
    pub organisation: &'a str,
    /// The recipient's desk (empty: the only one).
    pub branch: &'a str,
    /// The first status: `recorded`, or `to_send` for a recipient that is not connected.
    pub status: &'a str,
    /// Whether the recipient owes an accusé de réception that it sends by its own means.
    pub own_receipt: bool,
    /// The last day for an answer, after which silence decides.
    pub silence_on: Option<Date>,
    /// A line for the inbox.
    pub label: &'a str,
    /// What the recipient gets.
    pub projection: &'a [u8],
    /// The recipient's entry in the directory, as it is now.
    pub directory: &'a [u8],
}

macro_rules! entry_columns {
    () => {
        "select cases.agency, id, dossier, demarche, recipient, organisation, branch, external_id, status, test, data_key, \
         label, created_at, updated_at, opened_at, own_receipt, own_receipt_on, spoke_at, heard_at, assignee, silence_on, handed_at, held_from"
    };
}
pub(crate) use entry_columns;

macro_rules! select {
    ($rest:literal) => {
        concat!(entry_columns!(), ", projection, directory from cases ", $rest)
    };
}

fn read_day(row: &Row, column: &'static str, what: &str) -> Result<Option<Date>, StoreError> {
    row.opt_text(column)?.map(|day| day.parse().map_err(|_| StoreError::Corrupt(what.to_owned()))).transpose()
}

pub(crate) fn read_entry(shared: &Shared, row: &Row) -> Result<(Entry, Locker), StoreError> {
    let agency = row.text("agency")?;
    let id = row.uuid("id")?;
    let locker = Locker::unwrap(shared, &agency, "case", id, &row.bytes("data_key")?)?;
    let entry = Entry {
        dossier: row.uuid("dossier")?,
        demarche: row.text("demarche")?,
        recipient: row.text("recipient")?,
        organisation: row.text("organisation")?,
        branch: row.text("branch")?,
        external_id: row.text("external_id")?,
        status: row.text("status")?,
        test: row.bool("test")?,
        label: locker.open_text("label", &row.bytes("label")?)?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
        opened_at: row.opt_time("opened_at")?,
        own_receipt: row.bool("own_receipt")?,
        own_receipt_on: read_day(row, "own_receipt_on", "the day of a receipt")?,
        handed_at: row.opt_time("handed_at")?,
        held_from: row.opt_text("held_from")?,
        silence_on: read_day(row, "silence_on", "the day of a silence")?,
        unheard: row
            .opt_time("spoke_at")?
            .is_some_and(|spoke| !matches!(row.opt_time("heard_at"), Ok(Some(heard)) if heard >= spoke)),
        assignee: row.opt_uuid("assignee")?,
        agency,
        id,
    };
    Ok((entry, locker))
}

fn read(shared: &Shared, row: &Row) -> Result<Case, StoreError> {
    let (entry, locker) = read_entry(shared, row)?;
    Ok(Case {
        projection: locker.open("projection", &row.bytes("projection")?)?,
        directory: locker.open("directory", &row.bytes("directory")?)?,
        entry,
        locker,
    })
}

/// Adds a case to a dossier.
pub async fn add(tx: &mut Write, new: NewCase<'_>) -> Result<Case, StoreError> {
    let dossier = new.dossier;
    let id = tx.shared.ids.uuid()?;
    let now = tx.now();
    let external_id = format!("{}-{:02}", dossier.reference, new.number);
    let (locker, wrapped) = Locker::create(&tx.shared, &dossier.agency, "case", id)?;
    let label = locker.seal(&tx.shared, "label", new.label.as_bytes())?;
    let projection = locker.seal(&tx.shared, "projection", new.projection)?;
    let directory = locker.seal(&tx.shared, "directory", new.directory)?;
    let silence_on = new.silence_on.map(|day| day.to_string());
    tx.execute(
        "insert into cases (agency, id, dossier, demarche, recipient, organisation, branch, external_id, status, test, \
         data_key, label, projection, directory, created_at, updated_at, own_receipt, silence_on, silence_counted, invented) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17, 1, $18)",
        args![
            &dossier.agency,
            id,
            dossier.id,
            &dossier.demarche,
            new.recipient,
            new.organisation,
            new.branch,
            &external_id,
            new.status,
            dossier.test,
            &wrapped,
            &label,
            &projection,
            &directory,
            now,
            new.own_receipt,
            silence_on.as_deref(),
            dossier.sandbox.is_some()
        ],
    )
    .await?;
    let entry = Entry {
        agency: dossier.agency.clone(),
        id,
        dossier: dossier.id,
        demarche: dossier.demarche.clone(),
        recipient: new.recipient.to_owned(),
        organisation: new.organisation.to_owned(),
        branch: new.branch.to_owned(),
        external_id,
        status: new.status.to_owned(),
        test: dossier.test,
        label: new.label.to_owned(),
        created_at: now,
        updated_at: now,
        opened_at: None,
        own_receipt: new.own_receipt,
        own_receipt_on: None,
        unheard: false,
        assignee: None,
        silence_on: new.silence_on,
        handed_at: None,
        held_from: None,
    };
    Ok(Case { entry, projection: new.projection.to_vec(), directory: new.directory.to_vec(), locker })
}

/// The case of this id. Who may see it is for the caller to ask, by its agency, organisation and branch.
pub async fn get(conn: &mut Read, agency: &str, id: Uuid) -> Result<Option<Case>, StoreError> {
    let row = conn.row(select!("where agency = $1 and id = $2"), args![agency, id]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// The case that partners know by this id.
pub async fn of_external_id(conn: &mut Read, external_id: &str) -> Result<Option<Case>, StoreError> {
    let row = conn.row(select!("where external_id = $1"), args![external_id]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// The least and the last that the id of a case can be, sign by sign: between two of one shape every collation sorts alike.
const SHAPE: (&str, &str) = ("AAA-0000-0000-0000-0-00", "ZZZ-ZZZZ-ZZZZ-ZZZZ-Z-99");

/// The letters that the ids of cases begin with, up to `limit` of them: a step in the index each, however many cases there are.
pub async fn letters(conn: &mut Read, limit: usize) -> Result<Vec<String>, StoreError> {
    let (mut letters, mut last) = (Vec::new(), String::new());
    while letters.len() < limit {
        let next = "select external_id from cases where external_id > $1 order by external_id limit 1";
        let Some(row) = conn.row(next, args![&last]).await? else { break };
        let front: String = row.text("external_id")?.chars().take(3).collect();
        last = format!("{front}{}", SHAPE.1.get(3..).unwrap_or_default());
        letters.push(front);
    }
    Ok(letters)
}

/// The cases of a desk whose id begins so, of those that an inbox shows.
pub async fn begun_with(
    conn: &mut Read,
    (organisation, branch): (&str, &str),
    begins: &str,
    limit: u16,
) -> Result<Vec<Entry>, StoreError> {
    let rest = |shape: &'static str| shape.get(begins.len()..).unwrap_or_default();
    let (least, last) = (format!("{begins}{}", rest(SHAPE.0)), format!("{begins}{}", rest(SHAPE.1)));
    // So that the index of the ids is walked, and not all that the desk has.
    let text = concat!(
        entry_columns!(),
        " from cases where external_id >= $1 and external_id <= $2 and coalesce(organisation, '') = $3 \
         and coalesce(branch, '') = $4 and status <> 'to_send' and (held_from is null or held_from <> 'recorded') \
         order by external_id limit $5"
    );
    let rows = conn.rows(text, args![&least, &last, organisation, branch, i64::from(limit)]).await?;
    rows.iter().map(|row| Ok(read_entry(&conn.shared, row)?.0)).collect()
}

/// All cases of a dossier, in order.
pub async fn of_dossier(conn: &mut Read, agency: &str, dossier: Uuid) -> Result<Vec<Case>, StoreError> {
    let rows =
        conn.rows(select!("where agency = $1 and dossier = $2 order by external_id"), args![agency, dossier]).await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// Notes that an agent has opened the case; `true` the first time.
pub async fn mark_opened(tx: &mut Write, case: &Entry) -> Result<bool, StoreError> {
    let now = tx.now();
    let touched = tx
        .execute(
            "update cases set opened_at = $3 where agency = $1 and id = $2 and opened_at is null \
             and organisation = $4 and branch = $5",
            args![&case.agency, case.id, now, &case.organisation, &case.branch],
        )
        .await?;
    Ok(touched == 1)
}

/// Notes that an agent looks at what the citizen wrote or gave.
pub async fn mark_heard(tx: &mut Write, case: &Entry) -> Result<(), StoreError> {
    tx.execute(
        "update cases set heard_at = spoke_at where agency = $1 and id = $2 and spoke_at is not null",
        args![&case.agency, case.id],
    )
    .await?;
    Ok(())
}

/// Notes the day on which the recipient says that it sent its own accusé de réception, or that it did not; `false` where it owes none or
/// something else was said since `case` was read.
pub async fn mark_own_receipt(tx: &mut Write, case: &Entry, on: Option<Date>) -> Result<bool, StoreError> {
    let (day, seen) = (on.map(|on| on.to_string()), case.own_receipt_on.map(|on| on.to_string()).unwrap_or_default());
    let touched = tx
        .execute(
            "update cases set own_receipt_on = $3 \
             where agency = $1 and id = $2 and own_receipt = 1 and coalesce(own_receipt_on, '') = $4",
            args![&case.agency, case.id, day.as_deref(), &seen],
        )
        .await?;
    Ok(touched == 1)
}

/// Has an agent look after the case, or nobody. No act on it: what others do to it meanwhile is not disturbed.
pub async fn assign(tx: &mut Write, case: &Entry, assignee: Option<Uuid>) -> Result<(), StoreError> {
    hold(tx, case).await?;
    tx.execute("update cases set assignee = $3 where agency = $1 and id = $2", args![&case.agency, case.id, assignee])
        .await?;
    Ok(())
}

/// Holds the case at the desk where the caller read it, until the transaction ends: it goes to no other meanwhile.
///
/// # Errors
/// `store.conflict` where it is at another desk by now.
pub async fn hold(tx: &mut Write, case: &Entry) -> Result<(), StoreError> {
    let held = tx
        .execute(
            "update cases set updated_at = updated_at where agency = $1 and id = $2 and organisation = $3 and branch = $4",
            args![&case.agency, case.id, &case.organisation, &case.branch],
        )
        .await?;
    if held == 1 { Ok(()) } else { Err(StoreError::Conflict { expected: 0, actual: 0 }) }
}

/// Takes the case for an act on what the caller saw of it; `false` if anything happened to it meanwhile. Of two acts on one state, whatever
/// server they come by, one gets it.
pub async fn take(tx: &mut Write, case: &Entry) -> Result<bool, StoreError> {
    let seen = case.updated_at.as_microsecond();
    let touched = tx
        .execute(
            "update cases set updated_at = updated_at + 1 where agency = $1 and id = $2 and updated_at = $3",
            args![&case.agency, case.id, seen],
        )
        .await?;
    Ok(touched == 1)
}
