//! Keeps drafts: what a citizen has typed so far, sealed, saved with every page.
//!
//! The hot path is [`find`] (one query) and [`save`] (one statement).

use jiff::Timestamp;
use uuid::Uuid;

use crate::attachments::{self, Owner};
use crate::connection::{Read, Write};
use crate::definitions::DefinitionHash;
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::ids::Token;
use crate::locker::Locker;
use crate::questions;
use crate::store::{Shared, Store};

/// How many times a resume code may be tried.
pub const RESUME_ATTEMPTS: i64 = 5;

/// A draft as stored.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The agency whose démarche this is.
    pub agency: String,
    /// The internal id.
    pub id: Uuid,
    /// The démarche's id.
    pub demarche: String,
    /// The definition it was begun with.
    pub definition: DefinitionHash,
    /// The answers, as the desk encodes them; empty once submitted.
    pub answers: Vec<u8>,
    /// The page to go on with.
    pub page: String,
    /// Grows with every save; a save names the revision it read.
    pub revision: i64,
    /// `fr` or `en`.
    pub language: String,
    /// The account it belongs to, if any.
    pub person: Option<Uuid>,
    /// The e-mail address for the resume link, if one was given.
    pub contact: Option<String>,
    /// Whether a resume link and code were made.
    pub resumable: bool,
    /// Since when it is put away: its address opens it only with the code.
    pub closed_at: Option<Timestamp>,
    /// How often its code may still be tried; at 0 it is locked for good.
    pub attempts_left: i64,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last saved.
    pub updated_at: Timestamp,
    /// When it will be purged.
    pub expires_at: Timestamp,
    /// When it became a dossier; then it changes no more.
    pub submitted_at: Option<Timestamp>,
    /// Whether a desk was asked anything from it ([`crate::questions`]).
    pub asked: bool,
    pub(crate) locker: Locker,
}

/// What a new draft begins with.
#[derive(Debug, Clone, Copy)]
pub struct NewDraft<'a> {
    /// The agency whose démarche this is.
    pub agency: &'a str,
    /// The démarche's id.
    pub demarche: &'a str,
    /// The definition served.
    pub definition: DefinitionHash,
    /// The first answers (prefilled ones, say).
    pub answers: &'a [u8],
    /// The first page.
    pub page: &'a str,
    /// `fr` or `en`.
    pub language: &'a str,
    /// The account it belongs to, if any.
    pub person: Option<Uuid>,
    /// When it may be purged.
    pub expires_at: Timestamp,
}

/// What a saved page changes.
#[derive(Debug, Clone, Copy)]
pub struct Save<'a> {
    /// All answers, encoded.
    pub answers: &'a [u8],
    /// The page to go on with.
    pub page: &'a str,
    /// `fr` or `en`.
    pub language: &'a str,
    /// The new date of purge.
    pub expires_at: Timestamp,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select agency, id, demarche, definition, data_key, answers, page, revision, language, person, contact, \
             resume_hash, resume_attempts_left, closed_at, created_at, updated_at, expires_at, submitted_at, asked from drafts ",
            $rest
        )
    };
}

fn read(shared: &Shared, row: &Row) -> Result<Draft, StoreError> {
    let agency = row.text("agency")?;
    let id = row.uuid("id")?;
    let locker = Locker::unwrap(shared, &agency, "draft", id, &row.bytes("data_key")?)?;
    let submitted_at = row.opt_time("submitted_at")?;
    Ok(Draft {
        demarche: row.text("demarche")?,
        definition: row.hash("definition")?,
        answers: if submitted_at.is_some() { Vec::new() } else { locker.open("answers", &row.bytes("answers")?)? },
        page: row.text("page")?,
        revision: row.int("revision")?,
        language: row.text("language")?,
        person: row.opt_uuid("person")?,
        contact: locker.open_opt("contact", row.opt_bytes("contact")?)?,
        resumable: row.opt_bytes("resume_hash")?.is_some(),
        closed_at: row.opt_time("closed_at")?,
        attempts_left: row.int("resume_attempts_left")?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
        expires_at: row.time("expires_at")?,
        submitted_at,
        asked: row.bool("asked")?,
        agency,
        id,
        locker,
    })
}

/// Begins a draft. The token is shown to the citizen (in the address) and stored only as a hash.
pub async fn create(tx: &mut Write, new: NewDraft<'_>) -> Result<(Draft, Token), StoreError> {
    let id = tx.shared.ids.uuid()?;
    let token = tx.shared.ids.token()?;
    let now = tx.now();
    let (locker, wrapped) = Locker::create(&tx.shared, new.agency, "draft", id)?;
    let sealed = locker.seal(&tx.shared, "answers", new.answers)?;
    tx.execute(
        "insert into drafts (agency, id, demarche, definition, token_hash, data_key, answers, page, revision, \
         resume_attempts_left, language, person, created_at, updated_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, 1, 0, $9, $10, $11, $11, $12)",
        args![
            new.agency,
            id,
            new.demarche,
            &new.definition,
            &token.hash().0,
            &wrapped,
            &sealed,
            new.page,
            new.language,
            new.person,
            now,
            new.expires_at
        ],
    )
    .await?;
    let draft = Draft {
        agency: new.agency.to_owned(),
        id,
        demarche: new.demarche.to_owned(),
        definition: new.definition,
        answers: new.answers.to_vec(),
        page: new.page.to_owned(),
        revision: 1,
        language: new.language.to_owned(),
        person: new.person,
        contact: None,
        resumable: false,
        closed_at: None,
        attempts_left: 0,
        created_at: now,
        updated_at: now,
        expires_at: new.expires_at,
        submitted_at: None,
        asked: false,
        locker,
    };
    Ok((draft, token))
}

/// The draft that this token opens, unless it has expired.
pub async fn find(conn: &mut Read, token: &Token) -> Result<Option<Draft>, StoreError> {
    let now = conn.now();
    let row = conn.row(select!("where token_hash = $1 and expires_at > $2"), args![&token.hash().0, now]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// The draft of this id that belongs to this account, unless it has expired.
pub async fn owned(conn: &mut Read, person: Uuid, id: Uuid) -> Result<Option<Draft>, StoreError> {
    let now = conn.now();
    let row = conn.row(select!("where person = $1 and id = $2 and expires_at > $3"), args![person, id, now]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// The draft of this id, whatever its age.
pub async fn get(conn: &mut Read, agency: &str, id: Uuid) -> Result<Option<Draft>, StoreError> {
    let row = conn.row(select!("where agency = $1 and id = $2"), args![agency, id]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// The open drafts of an account, last saved first.
pub async fn of_person(conn: &mut Read, person: Uuid) -> Result<Vec<Draft>, StoreError> {
    let now = conn.now();
    let rows = conn
        .rows(
            select!(
                "where person = $1 and submitted_at is null and expires_at > $2 order by updated_at desc, id limit 200"
            ),
            args![person, now],
        )
        .await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

const SAVE: &str = "update drafts set answers = $4, page = $5, language = $6, expires_at = $7, updated_at = $8, \
                    revision = revision + 1 where agency = $1 and id = $2 and revision = $3 and submitted_at is null";

macro_rules! save_args {
    ($draft:expr, $sealed:expr, $save:expr, $now:expr) => {
        args![&$draft.agency, $draft.id, $draft.revision, &$sealed, $save.page, $save.language, $save.expires_at, $now]
    };
}

/// Saves a page over the revision in `draft`; gives the new revision.
///
/// # Errors
/// `store.conflict` if another save came first, `store.draft_submitted`, `store.not_found`.
pub async fn save(tx: &mut Write, draft: &Draft, save: Save<'_>) -> Result<i64, StoreError> {
    let sealed = draft.locker.seal(&tx.shared, "answers", save.answers)?;
    let touched = tx.execute(SAVE, save_args!(draft, sealed, save, tx.now())).await?;
    if touched == 1 { Ok(draft.revision + 1) } else { Err(refusal(tx, draft).await) }
}

/// The same where nothing else is to be written with it, which is what most pages want: half of the cost.
/// Gives the new revision and when it was saved.
///
/// # Errors
/// As [`save`].
pub async fn save_alone(store: &Store, draft: &Draft, save: Save<'_>) -> Result<(i64, Timestamp), StoreError> {
    let sealed = draft.locker.seal(store.shared(), "answers", save.answers)?;
    let now = store.clock().now();
    if store.write_statement(SAVE, save_args!(draft, sealed, save, now)).await? == 1 {
        return Ok((draft.revision + 1, now));
    }
    Err(store.read(async |conn| Ok::<_, StoreError>(refusal(conn, draft).await)).await?)
}

/// Why an update of this draft at this revision touched nothing.
pub(crate) async fn refusal(tx: &mut Read, draft: &Draft) -> StoreError {
    let found = tx
        .row("select revision, submitted_at from drafts where agency = $1 and id = $2", args![&draft.agency, draft.id])
        .await;
    let read = |row: Row| -> Result<StoreError, StoreError> {
        if row.opt_time("submitted_at")?.is_some() {
            return Ok(StoreError::DraftSubmitted);
        }
        Ok(StoreError::Conflict { expected: draft.revision, actual: row.int("revision")? })
    };
    match found {
        Ok(Some(row)) => read(row).unwrap_or_else(|error| error),
        Ok(None) => StoreError::NotFound("draft"),
        Err(error) => error,
    }
}

/// Remembers (or forgets) the e-mail address for the resume link.
pub async fn set_contact(tx: &mut Write, draft: &Draft, contact: Option<&str>) -> Result<(), StoreError> {
    let sealed = draft.locker.seal_opt(&tx.shared, "contact", contact)?;
    tx.execute(
        "update drafts set contact = $3 where agency = $1 and id = $2",
        args![&draft.agency, draft.id, sealed.as_deref()],
    )
    .await?;
    Ok(())
}

/// Gives the draft to an account.
pub async fn set_person(tx: &mut Write, draft: &Draft, person: Option<Uuid>) -> Result<(), StoreError> {
    tx.execute(
        "update drafts set person = $3, revision = revision + 1 where agency = $1 and id = $2",
        args![&draft.agency, draft.id, person],
    )
    .await?;
    Ok(())
}

/// Gives a draft that is no account's, and not filed, to an account; whether it was.
pub async fn claim(tx: &mut Write, draft: &Draft, person: Uuid) -> Result<bool, StoreError> {
    let given = tx
        .execute(
            "update drafts set person = $3, revision = revision + 1 where agency = $1 and id = $2 and person is null \
             and submitted_at is null",
            args![&draft.agency, draft.id, person],
        )
        .await?;
    Ok(given == 1)
}

/// Puts the draft away: the token goes into the link, `code_hash` is the Argon2 hash of the code that the citizen chose. The draft is
/// closed until the code is given; an earlier link stops working.
pub async fn prepare_resume(tx: &mut Write, draft: &Draft, code_hash: &str) -> Result<Token, StoreError> {
    let token = tx.shared.ids.token()?;
    let sealed = draft.locker.seal(&tx.shared, "resume_code", code_hash.as_bytes())?;
    let now = tx.now();
    let touched = tx
        .execute(
            "update drafts set resume_hash = $3, resume_code = $4, resume_attempts_left = $5, closed_at = $6, revision = revision + 1 \
             where agency = $1 and id = $2 and submitted_at is null",
            args![&draft.agency, draft.id, &token.hash().0, &sealed, RESUME_ATTEMPTS, now],
        )
        .await?;
    if touched == 1 { Ok(token) } else { Err(refusal(tx, draft).await) }
}

/// What a resume link leads to.
#[derive(Debug, Clone)]
pub struct Resumable {
    /// The draft's démarche.
    pub demarche: String,
    /// The account it belongs to, if any.
    pub person: Option<Uuid>,
    /// How often a code may still be tried; at 0 it is locked for good.
    pub attempts_left: i64,
}

/// The draft behind a resume link, as far as whoever shows the link may know. Costs no attempt.
pub async fn resumable(conn: &mut Read, link: &Token) -> Result<Option<Resumable>, StoreError> {
    let now = conn.now();
    let row = conn
        .row(
            "select demarche, person, resume_attempts_left from drafts where resume_hash = $1 and expires_at > $2 and submitted_at is null",
            args![&link.hash().0, now],
        )
        .await?;
    row.map(|row| {
        Ok(Resumable {
            demarche: row.text("demarche")?,
            person: row.opt_uuid("person")?,
            attempts_left: row.int("resume_attempts_left")?,
        })
    })
    .transpose()
}

/// One try at a resume code, already counted.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The draft's agency.
    pub agency: String,
    /// The draft's id.
    pub draft: Uuid,
    /// The draft's démarche.
    pub demarche: String,
    /// The Argon2 hash to verify the code with; `None` when no attempt was left.
    pub code_hash: Option<String>,
    /// How many attempts are left after this one.
    pub left: i64,
}

/// Where a code is given: both doors of a draft count the same five attempts.
#[derive(Debug, Clone, Copy)]
pub enum Door<'a> {
    /// At the link of a draft put away.
    Link(&'a Token),
    /// At the closed draft's own address.
    Address(&'a Token),
}

/// Counts one attempt at a code before it is verified, so that parallel attempts do not get more than five.
/// `None`: no such door (any more). When the code was right, [`reopen`] the draft behind a link, or [`unclose`] the one at its address.
pub async fn spend_attempt(tx: &mut Write, door: Door<'_>) -> Result<Option<Attempt>, StoreError> {
    macro_rules! at {
        ($door:literal) => {
            (
                concat!(
                    "update drafts set resume_attempts_left = resume_attempts_left - 1 where ",
                    $door,
                    " and expires_at > $2 and submitted_at is null and resume_attempts_left > 0 \
                     returning agency, id, demarche, data_key, resume_code, resume_attempts_left"
                ),
                concat!(
                    "select agency, id, demarche from drafts where ",
                    $door,
                    " and expires_at > $2 and submitted_at is null"
                ),
            )
        };
    }
    let (token, (spend, find)) = match door {
        Door::Link(token) => (token, at!("resume_hash = $1")),
        Door::Address(token) => (token, at!("token_hash = $1 and closed_at is not null")),
    };
    let now = tx.now();
    let hash = token.hash();
    if let Some(row) = tx.row(spend, args![&hash.0, now]).await? {
        let (agency, draft) = (row.text("agency")?, row.uuid("id")?);
        let locker = Locker::unwrap(&tx.shared, &agency, "draft", draft, &row.bytes("data_key")?)?;
        return Ok(Some(Attempt {
            code_hash: locker.open_opt("resume_code", row.opt_bytes("resume_code")?)?,
            left: row.int("resume_attempts_left")?,
            demarche: row.text("demarche")?,
            agency,
            draft,
        }));
    }
    let row = tx.row(find, args![&hash.0, now]).await?;
    row.map(|row| {
        Ok(Attempt {
            agency: row.text("agency")?,
            draft: row.uuid("id")?,
            demarche: row.text("demarche")?,
            code_hash: None,
            left: 0,
        })
    })
    .transpose()
}

/// Opens a draft after a right code: it gets a fresh token (the old address stops working) and all its attempts back.
pub async fn reopen(tx: &mut Write, agency: &str, id: Uuid) -> Result<(Draft, Token), StoreError> {
    let token = tx.shared.ids.token()?;
    let touched = tx
        .execute(
            "update drafts set token_hash = $3, resume_attempts_left = $4, closed_at = null, revision = revision + 1 where agency = $1 and id = $2",
            args![agency, id, &token.hash().0, RESUME_ATTEMPTS],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::NotFound("draft"));
    }
    let draft = get(tx, agency, id).await?.ok_or(StoreError::NotFound("draft"))?;
    Ok((draft, token))
}

/// Opens a draft at its own address after a right code: the address stays, and all attempts are there again.
pub async fn unclose(tx: &mut Write, agency: &str, id: Uuid) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "update drafts set closed_at = null, resume_attempts_left = $3, revision = revision + 1 where agency = $1 and id = $2",
            args![agency, id, RESUME_ATTEMPTS],
        )
        .await?;
    if touched == 0 { Err(StoreError::NotFound("draft")) } else { Ok(()) }
}

/// Destroys a draft with its attachments and what was asked from it (what a dossier took over is no longer its own).
pub async fn purge(tx: &mut Write, agency: &str, id: Uuid) -> Result<(), StoreError> {
    questions::remove_of_draft(tx, agency, id).await?;
    attachments::remove_all(tx, agency, Owner::Draft(id)).await?;
    tx.execute("delete from drafts where agency = $1 and id = $2", args![agency, id]).await?;
    Ok(())
}

/// A draft whose time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The agency.
    pub agency: String,
    /// The internal id.
    pub id: Uuid,
    /// Since when.
    pub expires_at: Timestamp,
}

/// Drafts whose time is over, oldest first, those that come after `after`: one that cannot be destroyed hides no other.
pub async fn due_for_purge(conn: &mut Read, after: Option<&Due>, limit: i64) -> Result<Vec<Due>, StoreError> {
    let now = conn.now();
    let (since, id) = after.map_or((Timestamp::UNIX_EPOCH, Uuid::nil()), |due| (due.expires_at, due.id));
    let rows = conn
        .rows(
            "select agency, id, expires_at from drafts where expires_at <= $1 \
             and (expires_at > $2 or (expires_at = $2 and id > $3)) order by expires_at, id limit $4",
            args![now, since, id, limit],
        )
        .await?;
    rows.iter()
        .map(|row| Ok(Due { agency: row.text("agency")?, id: row.uuid("id")?, expires_at: row.time("expires_at")? }))
        .collect()
}
