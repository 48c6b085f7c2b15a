//! Keeps what happens to a case, in order: changes of status, messages, documents, by the citizen, an agent or the system.

use jiff::Timestamp;
use uuid::Uuid;

use crate::cases::Case;
use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::{agents, deliveries, notifications, people};

/// Who caused an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The citizen, with an account or without.
    Citizen(Option<Uuid>),
    /// An agent of the recipient.
    Agent(Uuid),
    /// The recipient's software: a client of the partners' API.
    Partner(Uuid),
    /// Who runs the site, by an account or at the command line.
    Operator(Option<Uuid>),
    /// The platform itself.
    System,
}

impl Author {
    pub(crate) fn columns(self) -> (&'static str, Option<Uuid>) {
        match self {
            Self::Citizen(id) => ("citizen", id),
            Self::Agent(id) => ("agent", Some(id)),
            Self::Partner(id) => ("partner", Some(id)),
            Self::Operator(id) => ("operator", id),
            Self::System => ("system", None),
        }
    }

    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(match (row.text("author_kind")?.as_str(), row.opt_uuid("author")?) {
            ("citizen", id) => Self::Citizen(id),
            ("agent", Some(id)) => Self::Agent(id),
            ("partner", Some(id)) => Self::Partner(id),
            ("operator", id) => Self::Operator(id),
            _ => Self::System,
        })
    }

    /// `citizen`, `agent`, `partner`, `operator` or `system`.
    pub fn kind(self) -> &'static str {
        self.columns().0
    }
}

/// An event as stored.
#[derive(Debug, Clone)]
pub struct Event {
    /// The internal id.
    pub id: Uuid,
    /// When it happened.
    pub at: Timestamp,
    /// Who caused it.
    pub author: Author,
    /// `status`, `message`, `document`, `complement`, `own_receipt`, `own_receipt_not_sent`, `silence`, `forwarded`, `values`, `suspended`, `resumed`,
    /// `cancelled` or `resent`.
    pub kind: String,
    /// The status it changed the case to.
    pub status: Option<String>,
    /// What was written; sealed at rest.
    pub message: Option<String>,
    /// The document that came with it.
    pub attachment: Option<Uuid>,
    /// What the agent who caused it was called then; sealed at rest. Nothing of what happened before it was kept.
    pub author_name: Option<String>,
}

/// What a new event says.
#[derive(Debug, Clone, Copy)]
pub struct NewEvent<'a> {
    /// Who caused it.
    pub author: Author,
    /// `status`, `message`, `document`, `complement`, `own_receipt`, `own_receipt_not_sent`, `silence`, `forwarded`, `values`, `suspended`, `resumed`,
    /// `cancelled` or `resent`.
    pub kind: &'a str,
    /// The status it changes the case to.
    pub status: Option<&'a str>,
    /// What was written.
    pub message: Option<&'a str>,
    /// The document that comes with it.
    pub attachment: Option<Uuid>,
}

/// Adds an event, changes the case's status with it, and tells the recipient's desk.
///
/// # Errors
/// `store.conflict` (with no revisions to speak of: zeros) if the status changed since `case` was read and this event changes it too.
pub async fn add(tx: &mut Write, case: &Case, new: NewEvent<'_>) -> Result<Event, StoreError> {
    let event = keep(tx, case, new).await?;
    if let Some(number) = notifications::put(tx, case, event.id).await? {
        deliveries::put(tx, case, number, &event).await?;
    }
    Ok(event)
}

/// The same, and tells nobody: what happens to a case that its desk has never had.
///
/// # Errors
/// As [`add`].
pub async fn keep(tx: &mut Write, case: &Case, new: NewEvent<'_>) -> Result<Event, StoreError> {
    let id = tx.shared.ids.uuid()?;
    let now = tx.now();
    let author_name = match new.author {
        Author::Agent(agent) => agents::get(tx, people::PORTAL, agent).await?.map(|agent| agent.name),
        _ => None,
    };
    let author_name = author_name.filter(|name| !name.is_empty());
    let locker = case.locker.part("event", id);
    let message = locker.seal_opt(&tx.shared, "message", new.message)?;
    let named = locker.seal_opt(&tx.shared, "author_name", author_name.as_deref())?;
    let (kind, author) = new.author.columns();
    let touched = tx
        .execute(
            // Later than before in any case: it tells one state of the case from another, and a clock may stand or go back.
            "update cases set updated_at = case when updated_at < $3 then $3 else updated_at + 1 end, \
             status = coalesce($4, status), \
             spoke_at = case when $6 = 1 then case when updated_at < $3 then $3 else updated_at + 1 end else spoke_at end \
             where agency = $1 and id = $2 and ($4 is null or status = $5)",
            args![&case.agency, case.id, now, new.status, &case.status, matches!(new.author, Author::Citizen(_))],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::Conflict { expected: 0, actual: 0 });
    }
    tx.execute(
        "insert into events (agency, id, case_id, at, author_kind, author, kind, status, message, attachment, author_name) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            &case.agency,
            id,
            case.id,
            now,
            kind,
            author,
            new.kind,
            new.status,
            message.as_deref(),
            new.attachment,
            named.as_deref()
        ],
    )
    .await?;
    Ok(Event {
        id,
        at: now,
        author: new.author,
        kind: new.kind.to_owned(),
        status: new.status.map(str::to_owned),
        message: new.message.map(str::to_owned),
        attachment: new.attachment,
        author_name,
    })
}

/// Names who caused an event as they signed for it.
pub async fn sign(tx: &mut Write, case: &Case, event: Uuid, name: &str) -> Result<(), StoreError> {
    let sealed = case.locker.part("event", event).seal(&tx.shared, "author_name", name.as_bytes())?;
    tx.execute(
        "update events set author_name = $4 where agency = $1 and id = $2 and case_id = $3",
        args![&case.agency, event, case.id, &sealed],
    )
    .await?;
    Ok(())
}

/// Tells the case's desk of messages that it was never told of in the case: those that were written before the filing.
pub async fn tell_untold(tx: &mut Write, case: &Case) -> Result<(), StoreError> {
    let rows = tx
        .rows(
            "select id, at, author_kind, author, kind, status, message, attachment, author_name from events e \
             where agency = $1 and case_id = $2 and kind = 'message' and not exists (select 1 from notifications n \
             where n.agency = e.agency and n.case_id = e.case_id and n.event = e.id) order by at, id",
            args![&case.agency, case.id],
        )
        .await?;
    for row in &rows {
        let event = read(case, row)?;
        if let Some(number) = notifications::put(tx, case, event.id).await? {
            deliveries::put(tx, case, number, &event).await?;
        }
    }
    Ok(())
}

/// When an event of this kind last happened to the case.
pub async fn last(conn: &mut Read, case: &Case, kind: &str) -> Result<Option<Timestamp>, StoreError> {
    let sql =
        "select at from events where agency = $1 and case_id = $2 and kind = $3 order by at desc, id desc limit 1";
    conn.row(sql, args![&case.agency, case.id, kind]).await?.map(|row| row.time("at")).transpose()
}

/// The events of a case, oldest first; of more than a thousand, the last thousand.
pub async fn of_case(conn: &mut Read, case: &Case) -> Result<Vec<Event>, StoreError> {
    let rows = conn
        .rows(
            "select id, at, author_kind, author, kind, status, message, attachment, author_name from events \
             where agency = $1 and case_id = $2 order by at desc, id desc limit 1000",
            args![&case.agency, case.id],
        )
        .await?;
    rows.iter().rev().map(|row| read(case, row)).collect()
}

fn read(case: &Case, row: &Row) -> Result<Event, StoreError> {
    let id = row.uuid("id")?;
    let locker = case.locker.part("event", id);
    Ok(Event {
        id,
        at: row.time("at")?,
        author: Author::read(row)?,
        kind: row.text("kind")?,
        status: row.opt_text("status")?,
        message: locker.open_opt("message", row.opt_bytes("message")?)?,
        attachment: row.opt_uuid("attachment")?,
        author_name: locker.open_opt("author_name", row.opt_bytes("author_name")?)?,
    })
}
