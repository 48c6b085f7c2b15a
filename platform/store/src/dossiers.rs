//! Keeps submitted dossiers. [`submit`] is one statement group inside the caller's transaction, beside which the cases, the outbox, the
//! timers and the journal are written: all of it, or nothing.

use jiff::Timestamp;
use uuid::Uuid;

use crate::attachments::{self, NewAttachment, Owner, State};
use crate::complements;
use crate::connection::{Read, Write};
use crate::definitions::DefinitionHash;
use crate::delays;
use crate::drafts::{self, Draft};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::faults;
use crate::hubee;
use crate::ids::Token;
use crate::locker::Locker;
use crate::objects::StoredObject;
use crate::questions;
use crate::store::Shared;

/// A submitted dossier.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The agency whose démarche this is.
    pub agency: String,
    /// The internal id.
    pub id: Uuid,
    /// The draft it was submitted from.
    pub draft: Uuid,
    /// The démarche's id.
    pub demarche: String,
    /// The definition it was filled with.
    pub definition: DefinitionHash,
    /// What the citizen quotes; unique for ever.
    pub reference: String,
    /// Opens the follow-up page; kept sealed, because later mails carry the link.
    pub follow: Token,
    /// The visible answers, as the desk encodes them.
    pub answers: Vec<u8>,
    /// The recap shown, as the desk encodes it.
    pub recap: Vec<u8>,
    /// The evidence of consent: time, hash of the recap, text, version.
    pub evidence: Vec<u8>,
    /// The e-mail address for news, if one was given.
    pub contact: Option<String>,
    /// `fr` or `en`.
    pub language: String,
    /// The way it came in (`web`, …).
    pub channel: String,
    /// Made outside production.
    pub test: bool,
    /// The account it belongs to, if any.
    pub person: Option<Uuid>,
    /// When it was submitted.
    pub submitted_at: Timestamp,
    /// When it is to be destroyed, or its answers are.
    pub purge_at: Timestamp,
    /// When its answers were erased: answers, recap, contact, cases and files are there no more.
    pub erased_at: Option<Timestamp>,
    /// What is still told of it since, as the desk encodes it.
    pub remains: Option<Vec<u8>>,
    /// The last thing that happened to it and that its citizen has seen.
    pub seen_at: Option<Timestamp>,
    /// The client of the partners' API that it was invented for; none of what a citizen filed.
    pub sandbox: Option<Uuid>,
}

/// What the erasure of a dossier's answers leaves.
#[derive(Debug, Clone, Copy)]
pub struct Erasure<'a> {
    /// The dossier.
    pub dossier: &'a Dossier,
    /// The evidence of consent, without what the answers told.
    pub evidence: &'a [u8],
    /// What is still told of it.
    pub remains: &'a [u8],
    /// Its receipts: the path, the name, and what `store.objects()` gave for the bytes (PDF).
    pub receipts: &'a [(&'a str, String, StoredObject)],
    /// When the rest is to be destroyed.
    pub purge_at: Timestamp,
}

/// What a submission writes. Agency, démarche, definition, language and account come from the draft.
#[derive(Debug, Clone, Copy)]
pub struct NewDossier<'a> {
    /// The draft at the revision whose recap was shown.
    pub draft: &'a Draft,
    /// The reference drawn.
    pub reference: &'a str,
    /// The visible answers.
    pub answers: &'a [u8],
    /// The recap shown.
    pub recap: &'a [u8],
    /// The evidence of consent.
    pub evidence: &'a [u8],
    /// The e-mail address for news.
    pub contact: Option<&'a str>,
    /// The way it came in.
    pub channel: &'a str,
    /// Made outside production.
    pub test: bool,
    /// The client that it is invented for.
    pub sandbox: Option<Uuid>,
    /// When it is to be destroyed.
    pub purge_at: Timestamp,
    /// The draft's attachments that go with it; the others are removed.
    pub attachments: &'a [Uuid],
}

/// What became of a submission.
#[derive(Debug, Clone)]
pub enum Submitted {
    /// It was stored now.
    New(Box<Dossier>),
    /// The draft had been submitted before (a second click, another tab): this is that dossier, and nothing was written.
    Already(Box<Dossier>),
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select agency, id, draft, demarche, definition, reference, data_key, follow, answers, recap, evidence, contact, \
             language, channel, test, person, submitted_at, purge_at, erased_at, remains, seen_at, sandbox from dossiers ",
            $rest
        )
    };
}

fn read(shared: &Shared, row: &Row) -> Result<Dossier, StoreError> {
    let agency = row.text("agency")?;
    let id = row.uuid("id")?;
    let locker = Locker::unwrap(shared, &agency, "dossier", id, &row.bytes("data_key")?)?;
    let follow = locker.open("follow", &row.bytes("follow")?)?;
    Ok(Dossier {
        draft: row.uuid("draft")?,
        demarche: row.text("demarche")?,
        definition: row.hash("definition")?,
        reference: row.text("reference")?,
        follow: Token::from_bytes(&follow).ok_or(StoreError::Tampered { what: "follow" })?,
        answers: locker.open("answers", &row.bytes("answers")?)?,
        recap: locker.open("recap", &row.bytes("recap")?)?,
        evidence: locker.open("evidence", &row.bytes("evidence")?)?,
        contact: locker.open_opt("contact", row.opt_bytes("contact")?)?,
        language: row.text("language")?,
        channel: row.text("channel")?,
        test: row.bool("test")?,
        person: row.opt_uuid("person")?,
        submitted_at: row.time("submitted_at")?,
        purge_at: row.time("purge_at")?,
        erased_at: row.opt_time("erased_at")?,
        remains: row.opt_bytes("remains")?.map(|sealed| locker.open("remains", &sealed)).transpose()?,
        seen_at: row.opt_time("seen_at")?,
        sandbox: row.opt_uuid("sandbox")?,
        agency,
        id,
    })
}

/// Turns a draft into a dossier. Of any number at once, one stores; the others get [`Submitted::Already`].
///
/// # Errors
/// `store.conflict` if the draft was saved after the recap was shown; `store.reference_taken`: undo, draw another reference, try again;
/// `store.not_found` if the draft or an attachment is gone.
pub async fn submit(tx: &mut Write, new: NewDossier<'_>) -> Result<Submitted, StoreError> {
    let draft = new.draft;
    let agency = &draft.agency;
    let now = tx.now();
    // The draft's row is the gate: whoever turns it submits, everybody else waits here and then finds it turned.
    let empty = draft.locker.seal(&tx.shared, "answers", b"")?;
    let turned = tx
        .execute(
            "update drafts set submitted_at = $4, answers = $5, resume_hash = null, resume_code = null, contact = null \
             where agency = $1 and id = $2 and revision = $3 and submitted_at is null",
            args![agency, draft.id, draft.revision, now, &empty],
        )
        .await?;
    if turned == 0 {
        return match drafts::refusal(tx, draft).await {
            StoreError::DraftSubmitted => {
                let found = of_draft(tx, agency, draft.id).await?.ok_or(StoreError::NotFound("dossier"))?;
                Ok(Submitted::Already(Box::new(found)))
            }
            error => Err(error),
        };
    }
    let issued = tx
        .execute(
            "insert into issued_references (reference, agency, issued_at) values ($1, $2, $3) on conflict do nothing",
            args![new.reference, agency, now],
        )
        .await?;
    if issued == 0 {
        return Err(StoreError::ReferenceTaken);
    }
    let id = tx.shared.ids.uuid()?;
    let follow = tx.shared.ids.token()?;
    let (locker, wrapped) = Locker::create(&tx.shared, agency, "dossier", id)?;
    let seal = |field, plain: &[u8]| locker.seal(&tx.shared, field, plain);
    let (answers, recap, evidence) =
        (seal("answers", new.answers)?, seal("recap", new.recap)?, seal("evidence", new.evidence)?);
    let sealed_follow = seal("follow", follow.as_bytes())?;
    let contact = locker.seal_opt(&tx.shared, "contact", new.contact)?;
    tx.execute(
        "insert into dossiers (agency, id, draft, demarche, definition, reference, follow_hash, data_key, follow, answers, recap, \
         evidence, contact, language, channel, test, person, submitted_at, purge_at, sandbox) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        args![
            agency, id, draft.id, &draft.demarche, &draft.definition, new.reference, &follow.hash().0, &wrapped,
            &sealed_follow, &answers, &recap, &evidence, contact.as_deref(), &draft.language, new.channel, new.test,
            draft.person, now, new.purge_at, new.sandbox
        ],
    )
    .await?;
    attachments::hand_over(tx, agency, draft.id, id, new.attachments).await?;
    Ok(Submitted::New(Box::new(Dossier {
        agency: agency.clone(),
        id,
        draft: draft.id,
        demarche: draft.demarche.clone(),
        definition: draft.definition,
        reference: new.reference.to_owned(),
        follow,
        answers: new.answers.to_vec(),
        recap: new.recap.to_vec(),
        evidence: new.evidence.to_vec(),
        contact: new.contact.map(str::to_owned),
        language: draft.language.clone(),
        channel: new.channel.to_owned(),
        test: new.test,
        person: draft.person,
        submitted_at: now,
        purge_at: new.purge_at,
        erased_at: None,
        remains: None,
        seen_at: None,
        sandbox: new.sandbox,
    })))
}

/// The dossier of this id.
pub async fn get(conn: &mut Read, agency: &str, id: Uuid) -> Result<Option<Dossier>, StoreError> {
    let row = conn.row(select!("where agency = $1 and id = $2"), args![agency, id]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// The dossier that this follow-up token opens.
pub async fn find(conn: &mut Read, follow: &Token) -> Result<Option<Dossier>, StoreError> {
    let row = conn.row(select!("where follow_hash = $1"), args![&follow.hash().0]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// The dossier that was submitted from this draft.
pub async fn of_draft(conn: &mut Read, agency: &str, draft: Uuid) -> Result<Option<Dossier>, StoreError> {
    let row = conn.row(select!("where agency = $1 and draft = $2"), args![agency, draft]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// The dossier with this reference, which no two agencies share.
pub async fn of_reference(conn: &mut Read, reference: &str) -> Result<Option<Dossier>, StoreError> {
    let row = conn.row(select!("where reference = $1"), args![reference]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// The dossiers of an account, newest first, at most 200.
pub async fn of_person(conn: &mut Read, person: Uuid) -> Result<Vec<Dossier>, StoreError> {
    let rows = conn.rows(select!("where person = $1 order by submitted_at desc, id limit 200"), args![person]).await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// The latest dossiers of an account that still hold what its citizen answered, and that they filed themselves: nothing that was invented.
pub async fn readable(conn: &mut Read, person: Uuid, limit: i64) -> Result<Vec<Dossier>, StoreError> {
    let rows = conn
        .rows(
            select!(
                "where person = $1 and erased_at is null and sandbox is null order by submitted_at desc, id limit $2"
            ),
            args![person, limit],
        )
        .await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// One of them, by its id.
pub async fn owned(conn: &mut Read, person: Uuid, id: Uuid) -> Result<Option<Dossier>, StoreError> {
    let row = conn
        .row(select!("where person = $1 and id = $2 and erased_at is null and sandbox is null"), args![person, id])
        .await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// Gives a dossier to the account that its citizen opened afterwards; `false` if it belongs to one already.
pub async fn set_person(tx: &mut Write, dossier: &Dossier, person: Uuid) -> Result<bool, StoreError> {
    let touched = tx
        .execute(
            "update dossiers set person = $3 where agency = $1 and id = $2 and (person is null or person = $3)",
            args![&dossier.agency, dossier.id, person],
        )
        .await?;
    Ok(touched == 1)
}

/// Sets the e-mail address for news of a dossier.
pub async fn set_contact(tx: &mut Write, dossier: &Dossier, contact: &str) -> Result<(), StoreError> {
    let row = tx
        .row("select data_key from dossiers where agency = $1 and id = $2", args![&dossier.agency, dossier.id])
        .await?
        .ok_or(StoreError::NotFound("dossier"))?;
    let locker = Locker::unwrap(&tx.shared, &dossier.agency, "dossier", dossier.id, &row.bytes("data_key")?)?;
    let sealed = locker.seal(&tx.shared, "contact", contact.as_bytes())?;
    tx.execute(
        "update dossiers set contact = $3 where agency = $1 and id = $2",
        args![&dossier.agency, dossier.id, &sealed],
    )
    .await?;
    Ok(())
}

/// Moves the date of destruction (say, to thirty days after the partner's acknowledgement).
pub async fn set_purge_at(tx: &mut Write, agency: &str, id: Uuid, purge_at: Timestamp) -> Result<(), StoreError> {
    // What was invented is gone on its day, whatever is done to it.
    let sql = "update dossiers set purge_at = $3 where agency = $1 and id = $2 and sandbox is null";
    tx.execute(sql, args![agency, id, purge_at]).await?;
    Ok(())
}

/// A dossier whose time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The agency.
    pub agency: String,
    /// The internal id.
    pub id: Uuid,
    /// Since when.
    pub purge_at: Timestamp,
}

/// Dossiers whose time is over, oldest first, those that come after `after`: one that must still wait hides no other.
pub async fn due_for_purge(conn: &mut Read, after: Option<&Due>, limit: i64) -> Result<Vec<Due>, StoreError> {
    let now = conn.now();
    let (since, id) = after.map_or((Timestamp::UNIX_EPOCH, Uuid::nil()), |due| (due.purge_at, due.id));
    let rows = conn
        .rows(
            "select agency, id, purge_at from dossiers where purge_at <= $1 and (purge_at > $2 or (purge_at = $2 and id > $3)) \
             order by purge_at, id limit $4",
            args![now, since, id, limit],
        )
        .await?;
    rows.iter()
        .map(|row| Ok(Due { agency: row.text("agency")?, id: row.uuid("id")?, purge_at: row.time("purge_at")? }))
        .collect()
}

/// Writes down that its citizen has looked at what had happened to it until `at`.
pub async fn mark_seen(tx: &mut Write, dossier: &Dossier, at: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "update dossiers set seen_at = $3 where agency = $1 and id = $2",
        args![&dossier.agency, dossier.id, at],
    )
    .await?;
    Ok(())
}

/// Whether anything in the outbox still concerns a dossier or its cases, or files for a partner's server: not yet delivered means not yet
/// superfluous. A mail that was given up is delivered no more: it keeps nothing.
pub async fn is_awaited(conn: &mut Read, agency: &str, id: Uuid) -> Result<bool, StoreError> {
    if faults::mutant("M10") {
        return Ok(false);
    }
    let pending = conn
        .row(
            "select count(*) as pending from work where agency = $1 and state <> 'done' \
             and (queue = 'outbox' and (kind = 'case.deliver' or state <> 'parked') or queue = 'drops' and kind in ('sftp.drop', 'hubee.send')) \
             and (object = $2 or object in (select id from cases where agency = $1 and dossier = $2))",
            args![agency, id],
        )
        .await?;
    Ok(pending.map(|row| row.int("pending")).transpose()?.unwrap_or(0) > 0)
}

/// Erases what a dossier says, with its cases, events, files and draft; its receipts, given with it, stay. `false`, and nothing
/// erased, as long as the outbox concerns it, or where somebody acted on it since it was read.
pub async fn erase(tx: &mut Write, erasure: Erasure<'_>) -> Result<bool, StoreError> {
    let dossier = erasure.dossier;
    let (agency, id) = (&dossier.agency, dossier.id);
    if is_awaited(tx, agency, id).await? {
        return Ok(false);
    }
    let Some(row) = tx.row("select data_key from dossiers where agency = $1 and id = $2", args![agency, id]).await?
    else {
        return Ok(false);
    };
    let locker = Locker::unwrap(&tx.shared, agency, "dossier", id, &row.bytes("data_key")?)?;
    let seal = |field, plain: &[u8]| locker.seal(&tx.shared, field, plain);
    let (answers, recap) = (seal("answers", b"")?, seal("recap", b"")?);
    let (evidence, remains) = (seal("evidence", erasure.evidence)?, seal("remains", erasure.remains)?);
    let now = tx.now();
    // An act of a recipient moves the date: what was read before it is not all there is.
    let touched = tx
        .execute(
            "update dossiers set answers = $4, recap = $5, evidence = $6, remains = $7, contact = null, erased_at = $8, \
             purge_at = $9 where agency = $1 and id = $2 and erased_at is null and purge_at = $3",
            args![agency, id, dossier.purge_at, &answers, &recap, &evidence, &remains, now, erasure.purge_at],
        )
        .await?;
    if touched == 0 {
        return Ok(false);
    }
    remove_contents(tx, agency, id).await?;
    drafts::purge(tx, agency, dossier.draft).await?;
    for (path, name, stored) in erasure.receipts {
        let receipt = NewAttachment {
            owner: Owner::Receipt(id),
            path,
            name,
            mime: "application/pdf",
            state: State::Clean,
            stored,
        };
        attachments::add(tx, receipt).await?;
    }
    Ok(true)
}

/// Destroys a dossier with its cases, events, attachments, receipts and draft; its reference stays taken, its journal stays. `false`,
/// and nothing destroyed, as long as [anything concerns it](is_awaited).
pub async fn purge(tx: &mut Write, agency: &str, id: Uuid) -> Result<bool, StoreError> {
    if is_awaited(tx, agency, id).await? {
        return Ok(false);
    }
    remove_contents(tx, agency, id).await?;
    attachments::remove_all(tx, agency, Owner::Receipt(id)).await?;
    let draft = tx.row("delete from dossiers where agency = $1 and id = $2 returning draft", args![agency, id]).await?;
    if let Some(row) = draft {
        drafts::purge(tx, agency, row.uuid("draft")?).await?;
    }
    Ok(true)
}

/// Removes a dossier's cases and files, and the work that was done for them.
async fn remove_contents(tx: &mut Write, agency: &str, id: Uuid) -> Result<(), StoreError> {
    let cases = tx.rows("select id from cases where agency = $1 and dossier = $2", args![agency, id]).await?;
    for row in cases {
        let case = row.uuid("id")?;
        delays::keep(tx, agency, case).await?;
        attachments::remove_all(tx, agency, Owner::Case(case)).await?;
        attachments::remove_all(tx, agency, Owner::Message(case)).await?;
        attachments::remove_all(tx, agency, Owner::Parcel(case)).await?;
        tx.execute("delete from holds where agency = $1 and case_id = $2", args![agency, case]).await?;
        tx.execute("delete from drops where agency = $1 and case_id = $2", args![agency, case]).await?;
        hubee::remove_all(tx, agency, case).await?;
        complements::remove_all(tx, agency, case).await?;
        tx.execute("delete from notifications where agency = $1 and case_id = $2", args![agency, case]).await?;
        tx.execute("delete from events where agency = $1 and case_id = $2", args![agency, case]).await?;
        tx.execute("delete from case_labels where agency = $1 and case_id = $2", args![agency, case]).await?;
        tx.execute("delete from case_notes where agency = $1 and case_id = $2", args![agency, case]).await?;
        // What a webhook is told stands in the work itself and says nothing of anybody: it holds up no erasure, and none drops it.
        tx.execute(
            "delete from work where agency = $1 and object = $2 and (queue <> 'webhooks' or state = 'done')",
            args![agency, case],
        )
        .await?;
        tx.execute("delete from cases where agency = $1 and id = $2", args![agency, case]).await?;
    }
    attachments::remove_all(tx, agency, Owner::Dossier(id)).await?;
    questions::remove_of_dossier(tx, agency, id).await?;
    tx.execute("delete from work where agency = $1 and object = $2", args![agency, id]).await?;
    Ok(())
}
