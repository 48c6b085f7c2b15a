//! What becomes of questions: at the filing, and when their draft, their dossier or their account goes.

use uuid::Uuid;

use super::{Question, messages, of_draft};
use crate::attachments::{self, Owner};
use crate::cases::Case;
use crate::connection::Write;
use crate::drafts::Draft;
use crate::engine::args;
use crate::error::StoreError;

/// Holds the threads of a draft that is being filed: nobody writes to them any more. Files that no message came with are removed.
pub async fn file(tx: &mut Write, draft: &Draft, dossier: Uuid) -> Result<Vec<Question>, StoreError> {
    let filed = tx
        .execute(
            "update questions set dossier = $3, contact = null where agency = $1 and draft = $2 and dossier is null",
            args![&draft.agency, draft.id, dossier],
        )
        .await?;
    let questions = if filed == 0 { Vec::new() } else { of_draft(tx, &draft.agency, draft.id).await? };
    let mut came = Vec::new();
    for question in &questions {
        came.extend(messages(tx, question).await?.into_iter().map(|message| message.id.to_string()));
    }
    for file in attachments::list(tx, &draft.agency, Owner::Question(draft.id)).await? {
        if !came.contains(&file.path) {
            attachments::remove(tx, &file).await?;
        }
    }
    Ok(questions)
}

/// Makes a thread part of the case of its own desk: messages become events with their own dates and authors, their files the case's. What
/// the desk had not answered is new to it there. Its desk is told of them when the case is delivered ([`crate::events::tell_untold`]).
pub async fn join(tx: &mut Write, question: &Question, case: &Case) -> Result<usize, StoreError> {
    let said = messages(tx, question).await?;
    for message in &said {
        let sealed = case.locker.part("event", message.id).seal_opt(&tx.shared, "message", message.body.as_deref())?;
        let (kind, author) = message.author.columns();
        tx.execute(
            "insert into events (agency, id, case_id, at, author_kind, author, kind, message) \
             values ($1, $2, $3, $4, $5, $6, 'message', $7)",
            args![&case.agency, message.id, case.id, message.at, kind, author, sealed.as_deref()],
        )
        .await?;
        tx.execute(
            "update attachments set owner_kind = 'message', owner = $4 \
             where agency = $1 and owner_kind = 'question' and owner = $2 and path = $3",
            args![&case.agency, question.draft, message.id, case.id],
        )
        .await?;
    }
    tx.execute(
        "delete from question_messages where agency = $1 and question = $2",
        args![&question.agency, question.id],
    )
    .await?;
    let now = tx.now();
    if question.waiting_since.is_some() {
        tx.execute("update cases set spoke_at = $3 where agency = $1 and id = $2", args![&case.agency, case.id, now])
            .await?;
    }
    tx.execute(
        "update questions set case_id = $3, waiting_since = null, updated_at = $4 where agency = $1 and id = $2",
        args![&question.agency, question.id, case.id, now],
    )
    .await?;
    Ok(said.len())
}

/// Ends a thread whose desk gets no case of the dossier: it stays with it, to be read.
pub async fn end(tx: &mut Write, question: &Question) -> Result<(), StoreError> {
    let now = tx.now();
    tx.execute(
        "update questions set ended_at = $3, waiting_since = null, updated_at = $3 where agency = $1 and id = $2",
        args![&question.agency, question.id, now],
    )
    .await?;
    Ok(())
}

/// Removes what was asked from a draft that was never filed, with its files.
pub(crate) async fn remove_of_draft(tx: &mut Write, agency: &str, draft: Uuid) -> Result<(), StoreError> {
    let rows =
        tx.rows("select id, dossier from questions where agency = $1 and draft = $2", args![agency, draft]).await?;
    for row in &rows {
        // What was filed goes with its dossier.
        if row.opt_uuid("dossier")?.is_some() {
            return Ok(());
        }
    }
    for row in &rows {
        remove(tx, agency, row.uuid("id")?).await?;
    }
    attachments::remove_all(tx, agency, Owner::Question(draft)).await
}

/// Removes what was asked before a dossier was filed, with its files.
pub(crate) async fn remove_of_dossier(tx: &mut Write, agency: &str, dossier: Uuid) -> Result<(), StoreError> {
    let rows =
        tx.rows("select id, draft from questions where agency = $1 and dossier = $2", args![agency, dossier]).await?;
    for row in &rows {
        remove(tx, agency, row.uuid("id")?).await?;
        attachments::remove_all(tx, agency, Owner::Question(row.uuid("draft")?)).await?;
    }
    Ok(())
}

/// Removes what was asked from drafts of an account that is closed and that were never filed.
pub(crate) async fn remove_of_person(tx: &mut Write, person: Uuid) -> Result<(), StoreError> {
    let rows = tx
        .rows("select agency, id from drafts where person = $1 and asked = 1 and submitted_at is null", args![person])
        .await?;
    for row in &rows {
        let (agency, draft) = (row.text("agency")?, row.uuid("id")?);
        remove_of_draft(tx, &agency, draft).await?;
        tx.execute("update drafts set asked = 0 where agency = $1 and id = $2", args![&agency, draft]).await?;
    }
    Ok(())
}

async fn remove(tx: &mut Write, agency: &str, id: Uuid) -> Result<(), StoreError> {
    tx.execute("delete from question_messages where agency = $1 and question = $2", args![agency, id]).await?;
    // A mail that leads to what is gone is sent no more.
    tx.execute("delete from work where agency = $1 and object = $2", args![agency, id]).await?;
    tx.execute("delete from questions where agency = $1 and id = $2", args![agency, id]).await?;
    Ok(())
}
