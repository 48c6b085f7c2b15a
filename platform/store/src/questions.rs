//! Keeps what citizens ask a recipient's desk before they file: a thread for a draft and each desk that its answers lead to. At the filing it
//! becomes part of the desk's case ([`join`]), or stays with a desk that gets none, ended ([`end`]).
//!
//! A thread has a key of its own: whoever reads it for the desk never holds the draft's, which opens the answers. All files of a draft's
//! threads are its draft's ([`Owner::Question`]), each by its message's id: none outlives the draft that it was sent from.

mod filed;

pub use filed::{end, file, join};
pub(crate) use filed::{remove_of_dossier, remove_of_draft, remove_of_person};

use jiff::Timestamp;
use uuid::Uuid;

use crate::attachments::{self, Attachment, Owner};
use crate::connection::{Read, Write};
use crate::definitions::DefinitionHash;
use crate::drafts::{self, Draft};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::events::Author;
use crate::locker::Locker;
use crate::store::Shared;

/// How many questions of a desk are counted at most, and one for more.
pub const COUNTED: u64 = 99;

/// A thread, without its messages.
#[derive(Debug, Clone)]
pub struct Question {
    /// The agency whose démarche this is.
    pub agency: String,
    /// The internal id.
    pub id: Uuid,
    /// The draft that it is asked from.
    pub draft: Uuid,
    /// The démarche's id.
    pub demarche: String,
    /// The definition that the draft was begun with.
    pub definition: DefinitionHash,
    /// The recipient's id in it.
    pub recipient: String,
    /// The desk's SIRET.
    pub organisation: String,
    /// The desk.
    pub branch: String,
    /// `fr` or `en`: what the citizen reads.
    pub language: String,
    /// Where the citizen is told of an answer, where they want to be; sealed at rest.
    pub contact: Option<String>,
    /// When it was first asked.
    pub created_at: Timestamp,
    /// When it last changed: tells one state from another.
    pub updated_at: Timestamp,
    /// Since when the desk owes an answer, or a word that none is needed.
    pub waiting_since: Option<Timestamp>,
    /// When the desk last answered.
    pub answered_at: Option<Timestamp>,
    /// When the citizen last read it after an answer.
    pub seen_at: Option<Timestamp>,
    /// The dossier that the draft became.
    pub dossier: Option<Uuid>,
    /// The case that the messages went to.
    pub case: Option<Uuid>,
    /// When it ended without a case.
    pub ended_at: Option<Timestamp>,
    pub(crate) locker: Locker,
}

impl Question {
    /// Whether the desk answered since the citizen last looked.
    pub fn has_news(&self) -> bool {
        self.answered_at.is_some_and(|answered| self.seen_at.is_none_or(|seen| seen < answered))
    }

    /// Whether anybody may still write: the draft is not filed.
    pub fn is_open(&self) -> bool {
        self.dossier.is_none()
    }
}

/// A message of a thread.
#[derive(Debug, Clone)]
pub struct Message {
    /// The internal id, which the event of a case takes over.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// The citizen or an agent.
    pub author: Author,
    /// What was written; sealed at rest. Files may come without a word.
    pub body: Option<String>,
}

/// To whom a citizen writes.
#[derive(Debug, Clone, Copy)]
pub struct Addressed<'a> {
    /// The recipient's id in the démarche.
    pub recipient: &'a str,
    /// The desk's SIRET.
    pub organisation: &'a str,
    /// The desk.
    pub branch: &'a str,
}

/// What is written.
#[derive(Debug, Clone, Copy)]
pub struct NewMessage<'a> {
    /// Who writes.
    pub author: Author,
    /// What; nothing where only files come.
    pub body: Option<&'a str>,
    /// The ids of the files, kept for [`Owner::Question`].
    pub files: &'a [Uuid],
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select agency, id, draft, demarche, definition, recipient, organisation, branch, language, data_key, contact, created_at, \
             updated_at, waiting_since, answered_at, seen_at, dossier, case_id, ended_at from questions ",
            $rest
        )
    };
}

fn read(shared: &Shared, row: &Row) -> Result<Question, StoreError> {
    let agency = row.text("agency")?;
    let id = row.uuid("id")?;
    let locker = Locker::unwrap(shared, &agency, "question", id, &row.bytes("data_key")?)?;
    Ok(Question {
        draft: row.uuid("draft")?,
        demarche: row.text("demarche")?,
        definition: row.hash("definition")?,
        recipient: row.text("recipient")?,
        organisation: row.text("organisation")?,
        branch: row.text("branch")?,
        language: row.text("language")?,
        contact: locker.open_opt("contact", row.opt_bytes("contact")?)?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
        waiting_since: row.opt_time("waiting_since")?,
        answered_at: row.opt_time("answered_at")?,
        seen_at: row.opt_time("seen_at")?,
        dossier: row.opt_uuid("dossier")?,
        case: row.opt_uuid("case_id")?,
        ended_at: row.opt_time("ended_at")?,
        agency,
        id,
        locker,
    })
}

/// Writes to a desk from a draft, whose thread with it begins where there was none. The draft is kept until `kept_until` at least.
///
/// # Errors
/// `store.draft_submitted` where it was filed meanwhile; `store.not_found` where it is gone.
pub async fn ask(
    tx: &mut Write,
    draft: &Draft,
    to: Addressed<'_>,
    (contact, language, kept_until): (Option<&str>, &str, Timestamp),
    new: NewMessage<'_>,
) -> Result<(Question, Message), StoreError> {
    let now = tx.now();
    // The draft's row is the gate, as it is for the filing: what comes after that is no part of it, and who files reads anew what came before.
    let touched = tx
        .execute(
            "update drafts set asked = 1, revision = revision + 1, expires_at = case when expires_at < $3 then $3 else expires_at end \
             where agency = $1 and id = $2 and submitted_at is null",
            args![&draft.agency, draft.id, kept_until],
        )
        .await?;
    if touched == 0 {
        return Err(drafts::refusal(tx, draft).await);
    }
    let question = match with(tx, draft, to).await? {
        Some(found) => found,
        None => begin(tx, draft, to, language).await?,
    };
    let contact = question.locker.seal_opt(&tx.shared, "contact", contact)?;
    tx.execute(
        "update questions set contact = $3, language = $4, waiting_since = coalesce(waiting_since, $5), \
         updated_at = case when updated_at < $5 then $5 else updated_at + 1 end where agency = $1 and id = $2",
        args![&question.agency, question.id, contact.as_deref(), language, now],
    )
    .await?;
    let message = put(tx, &question, new).await?;
    let question = get(tx, &draft.agency, question.id).await?.ok_or(StoreError::NotFound("question"))?;
    Ok((question, message))
}

async fn begin(tx: &mut Write, draft: &Draft, to: Addressed<'_>, language: &str) -> Result<Question, StoreError> {
    let id = tx.shared.ids.uuid()?;
    let now = tx.now();
    let (_, wrapped) = Locker::create(&tx.shared, &draft.agency, "question", id)?;
    tx.execute(
        "insert into questions (agency, id, draft, demarche, definition, recipient, organisation, branch, language, data_key, \
         created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
        args![
            &draft.agency,
            id,
            draft.id,
            &draft.demarche,
            &draft.definition,
            to.recipient,
            to.organisation,
            to.branch,
            language,
            &wrapped,
            now
        ],
    )
    .await?;
    get(tx, &draft.agency, id).await?.ok_or(StoreError::NotFound("question"))
}

async fn put(tx: &mut Write, question: &Question, new: NewMessage<'_>) -> Result<Message, StoreError> {
    let id = tx.shared.ids.uuid()?;
    let now = tx.now();
    let sealed = question.locker.part("question_message", id).seal_opt(&tx.shared, "message", new.body)?;
    let (kind, author) = new.author.columns();
    tx.execute(
        "insert into question_messages (agency, id, question, at, author_kind, author, message) values ($1, $2, $3, $4, $5, $6, $7)",
        args![&question.agency, id, question.id, now, kind, author, sealed.as_deref()],
    )
    .await?;
    attachments::come_with_message(tx, &question.agency, (question.draft, id), new.files).await?;
    Ok(Message { id, at: now, author: new.author, body: new.body.map(str::to_owned) })
}

/// Answers for the desk, on what `question` was when it was read.
///
/// # Errors
/// `store.conflict` where anything happened to it since: the citizen wrote, a colleague answered, the draft was filed.
pub async fn answer(tx: &mut Write, question: &Question, new: NewMessage<'_>) -> Result<Message, StoreError> {
    let now = tx.now();
    take(
        tx,
        question,
        "update questions set waiting_since = null, answered_at = case when updated_at < $4 then $4 else updated_at + 1 end, \
         updated_at = case when updated_at < $4 then $4 else updated_at + 1 end \
         where agency = $1 and id = $2 and updated_at = $3 and dossier is null",
        now,
    )
    .await?;
    put(tx, question, new).await
}

/// Notes that no answer is needed.
///
/// # Errors
/// As [`answer`].
pub async fn treat(tx: &mut Write, question: &Question) -> Result<(), StoreError> {
    let now = tx.now();
    take(
        tx,
        question,
        "update questions set waiting_since = null, updated_at = case when updated_at < $4 then $4 else updated_at + 1 end \
         where agency = $1 and id = $2 and updated_at = $3 and dossier is null",
        now,
    )
    .await
}

async fn take(tx: &mut Write, question: &Question, sql: &'static str, now: Timestamp) -> Result<(), StoreError> {
    let touched =
        tx.execute(sql, args![&question.agency, question.id, question.updated_at.as_microsecond(), now]).await?;
    if touched == 1 { Ok(()) } else { Err(StoreError::Conflict { expected: 0, actual: 0 }) }
}

/// Notes that the citizen has read what was answered until now.
pub async fn mark_seen(tx: &mut Write, question: &Question) -> Result<(), StoreError> {
    // Not the moment of the look: an answer that came since it was read is still news.
    tx.execute(
        "update questions set seen_at = $3 where agency = $1 and id = $2",
        args![&question.agency, question.id, question.answered_at],
    )
    .await?;
    Ok(())
}

/// The thread of this id. Who may read it is for the caller to ask, by its draft or by its desk.
pub async fn get(conn: &mut Read, agency: &str, id: Uuid) -> Result<Option<Question>, StoreError> {
    let row = conn.row(select!("where agency = $1 and id = $2"), args![agency, id]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// The threads of a draft, the oldest first.
pub async fn of_draft(conn: &mut Read, agency: &str, draft: Uuid) -> Result<Vec<Question>, StoreError> {
    let rows =
        conn.rows(select!("where agency = $1 and draft = $2 order by created_at, id"), args![agency, draft]).await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// The threads of a dossier that were asked of desks which got no case of it, the oldest first.
pub async fn left_of_dossier(conn: &mut Read, agency: &str, dossier: Uuid) -> Result<Vec<Question>, StoreError> {
    let rows = conn
        .rows(
            select!("where agency = $1 and dossier = $2 and case_id is null order by created_at, id"),
            args![agency, dossier],
        )
        .await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

async fn with(conn: &mut Read, draft: &Draft, to: Addressed<'_>) -> Result<Option<Question>, StoreError> {
    let row = conn
        .row(
            select!("where agency = $1 and draft = $2 and recipient = $3 and organisation = $4 and branch = $5"),
            args![&draft.agency, draft.id, to.recipient, to.organisation, to.branch],
        )
        .await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// The account that the thread's draft belongs to, where it belongs to one.
pub async fn account(conn: &mut Read, question: &Question) -> Result<Option<Uuid>, StoreError> {
    let row = conn
        .row("select person from drafts where agency = $1 and id = $2", args![&question.agency, question.draft])
        .await?;
    row.map_or(Ok(None), |row| row.opt_uuid("person"))
}

/// What was written, the oldest first; of more than a thousand, the last thousand.
pub async fn messages(conn: &mut Read, question: &Question) -> Result<Vec<Message>, StoreError> {
    let rows = conn
        .rows(
            "select id, at, author_kind, author, message from question_messages where agency = $1 and question = $2 \
             order by at desc, id desc limit 1000",
            args![&question.agency, question.id],
        )
        .await?;
    rows.iter().rev().map(|row| message(question, row)).collect()
}

fn message(question: &Question, row: &Row) -> Result<Message, StoreError> {
    let id = row.uuid("id")?;
    Ok(Message {
        id,
        at: row.time("at")?,
        author: Author::read(row)?,
        body: question.locker.part("question_message", id).open_opt("message", row.opt_bytes("message")?)?,
    })
}

/// The files that came with these messages of the thread, and with no other thread of its draft.
pub async fn files(conn: &mut Read, question: &Question, messages: &[Message]) -> Result<Vec<Attachment>, StoreError> {
    let mut files = attachments::list(conn, &question.agency, Owner::Question(question.draft)).await?;
    files.retain(|file| messages.iter().any(|message| message.id.to_string() == file.path));
    Ok(files)
}

/// How much the citizen has written from a draft after `since`, to whatever desk.
pub async fn written(conn: &mut Read, draft: &Draft, since: Timestamp) -> Result<u64, StoreError> {
    let row = conn
        .row(
            "select count(*) as written from question_messages m join questions q on q.agency = m.agency and q.id = m.question \
             where q.agency = $1 and q.draft = $2 and m.author_kind = 'citizen' and m.at > $3",
            args![&draft.agency, draft.id, since],
        )
        .await?;
    Ok(row.map(|row| row.int("written")).transpose()?.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
}

/// A desk: whose questions.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// The SIRET.
    pub organisation: &'a str,
    /// The desk.
    pub branch: &'a str,
}

/// The questions of a desk that wait for it, the one that waits longest first.
pub async fn waiting(conn: &mut Read, at: At<'_>, limit: u16) -> Result<Vec<Question>, StoreError> {
    let rows = conn
        .rows(
            select!(
                "where organisation = $1 and branch = $2 and waiting_since is not null order by waiting_since, id limit $3"
            ),
            args![at.organisation, at.branch, i64::from(limit)],
        )
        .await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// Those that wait for nothing any more and became part of no case, the latest first; after the one with this mark.
pub async fn treated(
    conn: &mut Read,
    at: At<'_>,
    after: Option<(Timestamp, Uuid)>,
    limit: u16,
) -> Result<Vec<Question>, StoreError> {
    let (before, id) = after.unwrap_or((Timestamp::MAX, Uuid::max()));
    let rows = conn
        .rows(
            select!(
                "where organisation = $1 and branch = $2 and waiting_since is null and case_id is null \
                 and (updated_at < $3 or (updated_at = $3 and id < $4)) order by updated_at desc, id desc limit $5"
            ),
            args![at.organisation, at.branch, before, id, i64::from(limit)],
        )
        .await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// How many questions wait for a desk, up to [`COUNTED`], and one for more.
pub async fn count_waiting(conn: &mut Read, at: At<'_>) -> Result<u64, StoreError> {
    let row = conn
        .row(
            "select count(*) as waiting from (select 1 as one from questions \
             where organisation = $1 and branch = $2 and waiting_since is not null limit 100) as counted",
            args![at.organisation, at.branch],
        )
        .await?;
    Ok(row.map(|row| row.int("waiting")).transpose()?.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
}
