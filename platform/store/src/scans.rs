//! Has attachments examined by an antivirus: the work for it, what was said, what fell between.

use jiff::Timestamp;
use uuid::Uuid;

use crate::attachments::{self, Attachment, Owner, State};
use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::queue::{self, NewWork, Queue, Work};

/// The kind of the work; what tells one from another, and its object, is the attachment's id.
pub const KIND: &str = "file.scan";

/// What an antivirus said of a file.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The engine, as it calls itself.
    pub by: &'a str,
    /// What it found, as it calls it; nothing where the file is clean.
    pub finding: Option<&'a str>,
}

/// Puts the work that has a file examined.
pub(crate) async fn put(tx: &mut Write, agency: &str, id: Uuid) -> Result<(), StoreError> {
    let due_at = tx.now();
    let dedup = id.to_string();
    let work = NewWork { queue: Queue::Scans, agency, kind: KIND, dedup: &dedup, object: id, payload: b"", due_at };
    queue::put(tx, work).await.map(drop)
}

/// Takes it back: what is gone need not be examined.
pub(crate) async fn forget(tx: &mut Write, agency: &str, id: Uuid) -> Result<(), StoreError> {
    queue::cancel(tx, Queue::Scans, agency, KIND, &id.to_string()).await.map(drop)
}

/// Writes down what was said of the file of this work, which is done with it. Gives the file as it is now, with its owner of now;
/// nothing where it is gone, or waits no more.
///
/// # Errors
/// `store.stale_lease`.
pub async fn settle(tx: &mut Write, work: &Work, said: Said<'_>) -> Result<Option<Attachment>, StoreError> {
    queue::done(tx, work).await?;
    let state = if said.finding.is_some() { State::Infected } else { State::Clean };
    let Some(found) = attachments::get(tx, &work.agency, work.object).await? else { return Ok(None) };
    if let (State::Infected, Owner::Draft(draft)) = (state, found.owner) {
        // Whoever holds the draft as it was reads it anew before it is saved or submitted. The draft's row comes first, as it does there.
        tx.execute(
            "update drafts set revision = revision + 1 where agency = $1 and id = $2 and submitted_at is null",
            args![&work.agency, draft],
        )
        .await?;
    }
    if let (State::Infected, Owner::Complement(complement)) = (state, found.owner) {
        tx.execute(
            "update complements set revision = revision + 1 where agency = $1 and id = $2 and state = 'open'",
            args![&work.agency, complement],
        )
        .await?;
    }
    let now = tx.now();
    let touched = tx
        .execute(
            "update attachments set state = $3, scanned_at = $4, scanned_by = $5, finding = $6 \
             where agency = $1 and id = $2 and state = 'pending'",
            args![&work.agency, work.object, state.code(), now, said.by, said.finding],
        )
        .await?;
    if touched == 0 { Ok(None) } else { attachments::get(tx, &work.agency, work.object).await }
}

/// Puts work for files that wait without any, which nobody would examine; and has files examined that were kept while there was no
/// antivirus, the oldest first. At most `limit` of each; how many in all.
pub async fn take_up(tx: &mut Write, limit: u16) -> Result<u64, StoreError> {
    let limit = i64::from(limit);
    let mut found = tx
        .rows(
            "select agency, id from attachments a where state = 'pending' and not exists (select 1 from work w where w.agency = a.agency \
             and w.queue = 'scans' and w.kind = 'file.scan' and w.dedup = a.id and w.state <> 'done') order by created_at limit $1",
            args![limit],
        )
        .await?;
    found.extend(
        tx.rows(
            "update attachments set state = 'pending' where (agency, id) in (select agency, id from attachments \
             where state = 'not_scanned' order by created_at limit $1) returning agency, id",
            args![limit],
        )
        .await?,
    );
    for row in &found {
        let (agency, id) = (row.text("agency")?, row.uuid("id")?);
        // Work that is done is remembered for a while, and would stand in the way.
        tx.execute(
            "delete from work where agency = $1 and queue = 'scans' and kind = 'file.scan' and dedup = $2 and state = 'done'",
            args![&agency, id],
        )
        .await?;
        put(tx, &agency, id).await?;
    }
    Ok(found.len() as u64)
}

/// How many files are held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// They are still to be examined.
    pub pending: u64,
    /// Since when one of them waits.
    pub since: Option<Timestamp>,
    /// They were found harmful.
    pub infected: u64,
}

/// Counts the files that are held back.
pub async fn figures(conn: &mut Read) -> Result<Figures, StoreError> {
    // A file that came before there was an antivirus waits since it was taken up, when its work was put.
    let pending = conn
        .row(
            "select count(*) as files, min(w.created_at) as since from attachments a left join work w on w.agency = a.agency \
             and w.queue = 'scans' and w.kind = 'file.scan' and w.dedup = a.id where a.state = 'pending'",
            args![],
        )
        .await?;
    let infected = conn.row("select count(*) as files from attachments where state = 'infected'", args![]).await?;
    let files = |row: &Row| Ok::<_, StoreError>(u64::try_from(row.int("files")?).unwrap_or(0));
    Ok(Figures {
        pending: pending.as_ref().map(files).transpose()?.unwrap_or(0),
        since: pending.map(|row| row.opt_time("since")).transpose()?.flatten(),
        infected: infected.as_ref().map(files).transpose()?.unwrap_or(0),
    })
}
