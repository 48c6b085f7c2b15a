//! Keeps what recipients ask of citizens for their cases, what is being typed for it, and what was given: beside the dossier, which stays
//! as it was filed.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::attachments::{self, Owner};
use crate::cases::Case;
use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;

/// Where a complement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The citizen is to answer.
    Open,
    /// The citizen has.
    Given,
    /// The recipient went on without it, or asked for something else instead.
    Ended,
}

impl State {
    fn read(code: &str) -> Result<Self, StoreError> {
        match code {
            "open" => Ok(Self::Open),
            "given" => Ok(Self::Given),
            "ended" => Ok(Self::Ended),
            other => Err(StoreError::Corrupt(format!("a complement in state {other}"))),
        }
    }

    /// `open`, `given` or `ended`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Given => "given",
            Self::Ended => "ended",
        }
    }
}

/// A complement as stored.
#[derive(Debug, Clone)]
pub struct Complement {
    /// The internal id.
    pub id: Uuid,
    /// The event that asked for it.
    pub event: Uuid,
    /// Which questions, as the desk encodes them; sealed at rest.
    pub asked: Vec<u8>,
    /// The day until which it is awaited.
    pub due: Option<Date>,
    /// Where it stands.
    pub state: State,
    /// Counted up by every save.
    pub revision: i64,
    /// All answers, with what is typed for it while it is open, and as they were sent once it is given; none before the first save.
    pub answers: Option<Vec<u8>>,
    /// What the recipient has by it, once it is given.
    pub projection: Option<Vec<u8>>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// The event by which it was given, and when.
    pub given: Option<(Uuid, Timestamp)>,
}

/// What a new one asks.
#[derive(Debug, Clone, Copy)]
pub struct NewComplement<'a> {
    /// The event that asks.
    pub event: Uuid,
    /// Which questions.
    pub asked: &'a [u8],
    /// The day until which.
    pub due: Option<Date>,
    /// What was typed for what was asked before, as far as it stays asked.
    pub answers: Option<&'a [u8]>,
    /// The files of that; the others go.
    pub files: &'a [Uuid],
}

/// What was given.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The event that tells it.
    pub event: Uuid,
    /// All answers of the case.
    pub answers: &'a [u8],
    /// What the recipient has from now on.
    pub projection: &'a [u8],
    /// The files that are part of it; the others of the complement are removed.
    pub files: &'a [Uuid],
}

/// Asks for a complement, in the transaction of the event that tells it. What was asked before and not given is asked no more; where the new
/// one takes over what was typed for it, the rest of that goes.
pub async fn ask(tx: &mut Write, case: &Case, new: NewComplement<'_>) -> Result<(), StoreError> {
    let id = tx.shared.ids.uuid()?;
    for before in of_case(tx, case).await?.iter().filter(|one| one.state != State::Given) {
        attachments::pass_on(tx, &case.agency, new.files, Owner::Complement(before.id), Owner::Complement(id)).await?;
    }
    end(tx, case).await?;
    if new.answers.is_some() {
        forget_ended(tx, case).await?;
    }
    let now = tx.now();
    let locker = case.locker.part("complement", id);
    let asked = locker.seal(&tx.shared, "asked", new.asked)?;
    let answers = new.answers.map(|answers| locker.seal(&tx.shared, "answers", answers)).transpose()?;
    let due = new.due.map(|due| due.to_string());
    tx.execute(
        "insert into complements (agency, id, case_id, event, asked, due, state, revision, answers, created_at) \
         values ($1, $2, $3, $4, $5, $6, 'open', 0, $7, $8)",
        args![&case.agency, id, case.id, new.event, &asked, due.as_deref(), answers.as_deref(), now],
    )
    .await?;
    Ok(())
}

/// Ends what is asked of the citizen; what was typed for it stays theirs to read until the case goes.
pub async fn end(tx: &mut Write, case: &Case) -> Result<(), StoreError> {
    tx.execute(
        "update complements set state = 'ended', revision = revision + 1 \
         where agency = $1 and case_id = $2 and state = 'open'",
        args![&case.agency, case.id],
    )
    .await?;
    Ok(())
}

/// Forgets what was typed for an open complement: it was sent in another way.
///
/// # Errors
/// `store.conflict` where it was saved, given or ended since it was read.
pub async fn forget(tx: &mut Write, case: &Case, complement: &Complement) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "update complements set answers = null, revision = revision + 1 \
             where agency = $1 and id = $2 and revision = $3 and state = 'open'",
            args![&case.agency, complement.id, complement.revision],
        )
        .await?;
    if touched == 1 { Ok(()) } else { Err(StoreError::Conflict { expected: complement.revision, actual: 0 }) }
}

/// Forgets what was typed for complements that ended, files too.
async fn forget_ended(tx: &mut Write, case: &Case) -> Result<(), StoreError> {
    let rows = tx
        .rows(
            "update complements set answers = null where agency = $1 and case_id = $2 and state = 'ended' returning id",
            args![&case.agency, case.id],
        )
        .await?;
    for row in rows {
        attachments::remove_all(tx, &case.agency, Owner::Complement(row.uuid("id")?)).await?;
    }
    Ok(())
}

/// Moves the day until which an open complement is awaited.
///
/// # Errors
/// `store.conflict` where it was given or ended since it was read.
pub async fn put_off(tx: &mut Write, case: &Case, complement: &Complement, due: Date) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "update complements set due = $3 where agency = $1 and id = $2 and state = 'open'",
            args![&case.agency, complement.id, &due.to_string()],
        )
        .await?;
    if touched == 1 { Ok(()) } else { Err(StoreError::Conflict { expected: complement.revision, actual: 0 }) }
}

/// The complements of a case, oldest first.
pub async fn of_case(conn: &mut Read, case: &Case) -> Result<Vec<Complement>, StoreError> {
    let rows = conn
        .rows(
            "select id, event, asked, due, state, revision, answers, projection, created_at, given_event, given_at \
             from complements where agency = $1 and case_id = $2 order by created_at, id",
            args![&case.agency, case.id],
        )
        .await?;
    rows.iter().map(|row| read(case, row)).collect()
}

/// The case that a complement belongs to.
pub async fn case_of(conn: &mut Read, agency: &str, id: Uuid) -> Result<Option<Uuid>, StoreError> {
    let row = conn.row("select case_id from complements where agency = $1 and id = $2", args![agency, id]).await?;
    row.map(|row| row.uuid("case_id")).transpose()
}

fn read(case: &Case, row: &Row) -> Result<Complement, StoreError> {
    let id = row.uuid("id")?;
    let locker = case.locker.part("complement", id);
    let open = |field: &'static str| row.opt_bytes(field)?.map(|sealed| locker.open(field, &sealed)).transpose();
    Ok(Complement {
        id,
        event: row.uuid("event")?,
        asked: locker.open("asked", &row.bytes("asked")?)?,
        due: match row.opt_text("due")? {
            Some(day) => Some(day.parse().map_err(|_| StoreError::Corrupt("the day of a complement".to_owned()))?),
            None => None,
        },
        state: State::read(&row.text("state")?)?,
        revision: row.int("revision")?,
        answers: open("answers")?,
        projection: open("projection")?,
        created_at: row.time("created_at")?,
        given: match (row.opt_uuid("given_event")?, row.opt_time("given_at")?) {
            (Some(event), Some(at)) => Some((event, at)),
            _ => None,
        },
    })
}

/// Keeps what is typed for an open complement, and removes the files in `gone` that are its own. Gives the new revision.
///
/// # Errors
/// `store.conflict` where it was saved, given or ended since it was read.
pub async fn save(
    tx: &mut Write,
    case: &Case,
    complement: &Complement,
    answers: &[u8],
    gone: &[Uuid],
) -> Result<i64, StoreError> {
    let sealed = case.locker.part("complement", complement.id).seal(&tx.shared, "answers", answers)?;
    let touched = tx
        .execute(
            "update complements set answers = $4, revision = revision + 1 \
             where agency = $1 and id = $2 and revision = $3 and state = 'open'",
            args![&case.agency, complement.id, complement.revision, &sealed],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::Conflict { expected: complement.revision, actual: 0 });
    }
    remove_but(tx, case, complement, |id| !gone.contains(&id)).await?;
    Ok(complement.revision + 1)
}

/// Gives a complement to its recipient, in the transaction of the event that tells it.
///
/// # Errors
/// `store.conflict` where it was saved, given or ended since it was read.
pub async fn give(tx: &mut Write, case: &Case, complement: &Complement, given: Given<'_>) -> Result<(), StoreError> {
    let locker = case.locker.part("complement", complement.id);
    let answers = locker.seal(&tx.shared, "answers", given.answers)?;
    let projection = locker.seal(&tx.shared, "projection", given.projection)?;
    let now = tx.now();
    let touched = tx
        .execute(
            "update complements set answers = $4, projection = $5, given_event = $6, given_at = $7, state = 'given', \
             revision = revision + 1 where agency = $1 and id = $2 and revision = $3 and state = 'open'",
            args![&case.agency, complement.id, complement.revision, &answers, &projection, given.event, now],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::Conflict { expected: complement.revision, actual: 0 });
    }
    remove_but(tx, case, complement, |id| given.files.contains(&id)).await
}

async fn remove_but(
    tx: &mut Write,
    case: &Case,
    complement: &Complement,
    stays: impl Fn(Uuid) -> bool,
) -> Result<(), StoreError> {
    for file in attachments::list(tx, &case.agency, Owner::Complement(complement.id)).await? {
        if !stays(file.id) {
            attachments::remove(tx, &file).await?;
        }
    }
    Ok(())
}

/// Removes all of a case: it goes.
pub(crate) async fn remove_all(tx: &mut Write, agency: &str, case: Uuid) -> Result<(), StoreError> {
    let rows =
        tx.rows("delete from complements where agency = $1 and case_id = $2 returning id", args![agency, case]).await?;
    for row in rows {
        attachments::remove_all(tx, agency, Owner::Complement(row.uuid("id")?)).await?;
    }
    Ok(())
}
