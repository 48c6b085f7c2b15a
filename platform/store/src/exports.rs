//! Keeps exports: which cases an agent asked for, how far the worker has come, until when the file is kept. The file itself is an attachment
//! ([`Owner::Export`]).

use jiff::Timestamp;
use uuid::Uuid;

use crate::attachments::{self, Owner};
use crate::connection::{Read, Write};
use crate::definitions::DefinitionHash;
use crate::engine::{Row, Sql, args};
use crate::error::StoreError;
use crate::locker::check_agency;
use crate::queue::{self, NewWork, Queue};
use crate::sealing::Place;
use crate::store::Shared;

/// The kind of the work that writes an export; its object is the export.
pub const KIND: &str = "export.write";

/// How an export stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is being written, or waits for it.
    Waiting,
    /// Its file is there.
    Ready,
    /// There will be none.
    Failed,
}

impl State {
    fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    fn read(code: &str) -> Result<Self, StoreError> {
        [Self::Waiting, Self::Ready, Self::Failed]
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or_else(|| StoreError::Corrupt(format!("an export in state {code}")))
    }
}

/// An export as stored.
#[derive(Debug, Clone)]
pub struct Export {
    /// The tenant that keeps it.
    pub agency: String,
    /// The internal id.
    pub id: Uuid,
    /// Who asked for it.
    pub agent: Uuid,
    /// The SIRET of the desk's organisation.
    pub organisation: String,
    /// The desk there.
    pub branch: String,
    /// What is written, as the desk calls it.
    pub form: String,
    /// How it stands.
    pub state: State,
    /// What the cases were narrowed to, as the desk encodes it.
    pub filters: Vec<u8>,
    /// How many cases.
    pub total: u64,
    /// How many of them were looked at so far.
    pub written: u64,
    /// How many of them the journal knows to have been read for it.
    pub noted: u64,
    /// How many of them are not in it.
    pub left_out: u64,
    /// Why there is none.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was there, or was given up.
    pub finished_at: Option<Timestamp>,
    /// When it goes.
    pub expires_at: Timestamp,
}

/// An export to be written.
#[derive(Debug, Clone, Copy)]
pub struct NewExport<'a> {
    /// The tenant that keeps it.
    pub agency: &'a str,
    /// Who asks for it.
    pub agent: Uuid,
    /// The SIRET of the desk's organisation.
    pub organisation: &'a str,
    /// The desk there.
    pub branch: &'a str,
    /// What is written.
    pub form: &'a str,
    /// Tells one request from the same one sent twice.
    pub key: &'a str,
    /// What the cases were narrowed to.
    pub filters: &'a [u8],
    /// Which cases, as the desk encodes them.
    pub cases: &'a [u8],
    /// How many.
    pub total: u64,
    /// When it goes.
    pub expires_at: Timestamp,
}

fn place<'a>(agency: &'a str, record: &'a str, field: &'a str) -> Place<'a> {
    Place { agency, kind: "export", record, field }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select agency, id, agent, organisation, branch, form, state, filters, total, written, noted, left_out, error, \
             created_at, finished_at, expires_at from exports ",
            $rest
        )
    };
}

fn read(shared: &Shared, row: &Row) -> Result<Export, StoreError> {
    let (agency, record) = (row.text("agency")?, row.text("id")?);
    let count = |name| Ok::<_, StoreError>(u64::try_from(row.int(name)?).unwrap_or(0));
    Ok(Export {
        id: row.uuid("id")?,
        agent: row.uuid("agent")?,
        organisation: row.text("organisation")?,
        branch: row.text("branch")?,
        form: row.text("form")?,
        state: State::read(&row.text("state")?)?,
        filters: shared.keyring.open(place(&agency, &record, "filters"), "filters", &row.bytes("filters")?)?,
        total: count("total")?,
        written: count("written")?,
        noted: count("noted")?,
        left_out: count("left_out")?,
        error: row.opt_text("error")?,
        created_at: row.time("created_at")?,
        finished_at: row.opt_time("finished_at")?,
        expires_at: row.time("expires_at")?,
        agency,
    })
}

/// Holds an agent's exports until the transaction ends: whoever counts them counts alone.
pub async fn hold(tx: &mut Write, agency: &str, agent: Uuid) -> Result<(), StoreError> {
    tx.execute("update agents set name = name where agency = $1 and id = $2", args![agency, agent]).await?;
    Ok(())
}

/// Adds an export, and the work to write it; nothing where this request came before.
pub async fn add(tx: &mut Write, new: NewExport<'_>) -> Result<Option<Uuid>, StoreError> {
    check_agency(new.agency)?;
    let id = tx.shared.ids.uuid()?;
    let record = id.to_string();
    let now = tx.now();
    let seal = |field, bytes| tx.shared.keyring.seal(&tx.shared.ids, place(new.agency, &record, field), bytes);
    let (filters, cases) = (seal("filters", new.filters)?, seal("cases", new.cases)?);
    let total = i64::try_from(new.total).map_err(|_| StoreError::Invalid("so many cases"))?;
    let added = tx
        .execute(
            "insert into exports (agency, id, agent, organisation, branch, form, request_key, state, filters, cases, total, \
             written, noted, left_out, created_at, expires_at) \
             values ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, $10, 0, 0, 0, $11, $12) \
             on conflict (agency, agent, request_key) do nothing",
            args![
                new.agency, id, new.agent, new.organisation, new.branch, new.form, new.key, &filters, &cases, total, now,
                new.expires_at
            ],
        )
        .await?;
    if added == 0 {
        return Ok(None);
    }
    let work = NewWork {
        queue: Queue::Exports,
        agency: new.agency,
        kind: KIND,
        dedup: &record,
        object: id,
        payload: b"",
        due_at: now,
    };
    queue::put(tx, work).await?;
    Ok(Some(id))
}

/// The exports of an agent, the latest first.
pub async fn of_agent(conn: &mut Read, agency: &str, agent: Uuid) -> Result<Vec<Export>, StoreError> {
    let rows = conn
        .rows(
            select!("where agency = $1 and agent = $2 order by created_at desc, id desc limit 200"),
            args![agency, agent],
        )
        .await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// Whether this request came before.
pub async fn is_known(conn: &mut Read, agency: &str, agent: Uuid, key: &str) -> Result<bool, StoreError> {
    let known = conn
        .row("select id from exports where agency = $1 and agent = $2 and request_key = $3", args![agency, agent, key])
        .await?;
    Ok(known.is_some())
}

/// One export. Whose it is, is for the caller to ask.
pub async fn get(conn: &mut Read, agency: &str, id: Uuid) -> Result<Option<Export>, StoreError> {
    let row = conn.row(select!("where agency = $1 and id = $2"), args![agency, id]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// Which cases, as the desk encoded them; nothing once it is written.
pub async fn cases(conn: &mut Read, export: &Export) -> Result<Vec<u8>, StoreError> {
    let row = conn
        .row("select cases from exports where agency = $1 and id = $2", args![&export.agency, export.id])
        .await?
        .ok_or(StoreError::NotFound("export"))?;
    let record = export.id.to_string();
    conn.shared.keyring.open(place(&export.agency, &record, "cases"), "cases", &row.bytes("cases")?)
}

/// Notes how far its writer has come.
///
/// # Errors
/// `store.not_found` where it was taken back meanwhile.
pub async fn progress(tx: &mut Write, export: &Export, written: u64, noted: u64) -> Result<(), StoreError> {
    let (written, noted) = (i64::try_from(written).unwrap_or(i64::MAX), i64::try_from(noted).unwrap_or(i64::MAX));
    let touched = tx
        .execute(
            "update exports set written = $3, noted = $4 where agency = $1 and id = $2 and state = 'waiting'",
            args![&export.agency, export.id, written, noted],
        )
        .await?;
    if touched == 1 { Ok(()) } else { Err(StoreError::NotFound("export")) }
}

/// Its file is there; or, with a code, there will be none. The list of its cases is destroyed.
///
/// # Errors
/// `store.not_found` where it was taken back meanwhile.
pub async fn end(
    tx: &mut Write,
    export: &Export,
    left_out: u64,
    error: Option<&str>,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let now = tx.now();
    let record = export.id.to_string();
    let none = tx.shared.keyring.seal(&tx.shared.ids, place(&export.agency, &record, "cases"), b"")?;
    let state = if error.is_some() { State::Failed } else { State::Ready };
    let touched = tx
        .execute(
            "update exports set state = $3, left_out = $4, error = $5, finished_at = $6, expires_at = $7, cases = $8 \
             where agency = $1 and id = $2 and state = 'waiting'",
            args![
                &export.agency,
                export.id,
                state.code(),
                i64::try_from(left_out).unwrap_or(i64::MAX),
                error,
                now,
                expires_at,
                &none
            ],
        )
        .await?;
    if touched == 1 { Ok(()) } else { Err(StoreError::NotFound("export")) }
}

/// Removes an export, its file and the work to write it; `false` where it was gone.
pub async fn remove(tx: &mut Write, export: &Export) -> Result<bool, StoreError> {
    queue::cancel(tx, Queue::Exports, &export.agency, KIND, &export.id.to_string()).await?;
    attachments::remove_all(tx, &export.agency, Owner::Export(export.id)).await?;
    let removed =
        tx.execute("delete from exports where agency = $1 and id = $2", args![&export.agency, export.id]).await?;
    Ok(removed == 1)
}

/// Those that go by now, at most `limit`.
pub async fn over(conn: &mut Read, limit: i64) -> Result<Vec<Export>, StoreError> {
    let now = conn.now();
    let rows = conn.rows(select!("where expires_at <= $1 order by expires_at limit $2"), args![now, limit]).await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// One statement for all of them, whatever their number.
const VERSIONS: Sql = Sql {
    sqlite: "select d.agency as agency, d.demarche as demarche, d.definition as definition, c.recipient as recipient, \
             max(d.submitted_at) as latest from cases c join dossiers d on d.agency = c.agency and d.id = c.dossier \
             where c.id in (select value from json_each($1)) group by d.agency, d.demarche, d.definition, c.recipient \
             order by latest desc, definition, recipient",
    postgres: "select d.agency as agency, d.demarche as demarche, d.definition as definition, c.recipient as recipient, \
               max(d.submitted_at) as latest from cases c join dossiers d on d.agency = c.agency and d.id = c.dossier \
               where c.id in (select json_array_elements_text($1::json)) group by d.agency, d.demarche, d.definition, c.recipient \
               order by latest desc, definition, recipient",
};

/// A version of a démarche that cases were filed by, and for which of its recipients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The agency.
    pub agency: String,
    /// The démarche's id.
    pub demarche: String,
    /// The definition.
    pub definition: DefinitionHash,
    /// The recipient's id in it.
    pub recipient: String,
}

/// By which versions these cases were filed, the latest first.
pub async fn versions(conn: &mut Read, cases: impl Iterator<Item = Uuid>) -> Result<Vec<Version>, StoreError> {
    let ids: Vec<String> = cases.map(|case| format!("\"{case}\"")).collect();
    let rows = conn.rows(VERSIONS, args![&format!("[{}]", ids.join(","))]).await?;
    rows.iter()
        .map(|row| {
            Ok(Version {
                agency: row.text("agency")?,
                demarche: row.text("demarche")?,
                definition: row.hash("definition")?,
                recipient: row.text("recipient")?,
            })
        })
        .collect()
}
