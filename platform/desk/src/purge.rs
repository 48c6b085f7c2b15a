//! Destroys what may be kept no longer, closes the journal's batches, forgets what is over.

use std::time::Duration;

use futures_util::future::join_all;
use store::{
    dossiers, drafts, handovers, idempotency, identities,
    journal::{self, NewEntry},
    logins, partners, queue, routes, sandbox, sessions,
};

use crate::{Desk, error::DeskError, submit::days};

/// How many drafts or dossiers one round destroys.
const ROUND: i64 = 200;
/// How many drafts are destroyed side by side.
const TOGETHER: usize = 16;
/// How many rounds at most: the rest waits for the next time.
const ROUNDS: usize = 100;
/// Work that was done is remembered this long, so that nothing is put twice.
const REMEMBERED_DAYS: i64 = 30;
/// A file without a row may still get it for this long.
const YOUNG: Duration = Duration::from_secs(24 * 3600);

impl Desk {
    /// Housekeeping until nothing more is due: once an hour is enough. One step that fails holds up no other.
    ///
    /// # Errors
    /// The last one, once everything was tried.
    pub async fn tidy(&self) -> Result<(), DeskError> {
        let mut failed = None;
        let drafts = self.end_drafts().await.unwrap_or_else(|error| note(&mut failed, error));
        let dossiers = self.end_dossiers().await.unwrap_or_else(|error| note(&mut failed, error));
        if let Err(error) = self.end_exports().await {
            note(&mut failed, error);
        }
        if let Err(error) = self.end_copies().await {
            note(&mut failed, error);
        }
        if let Err(error) = self.forget_what_is_over().await {
            note(&mut failed, error);
        }
        if let Err(error) = self.watch_accounts().await {
            note(&mut failed, error);
        }
        if let Err(error) = self.wind_old().await {
            note(&mut failed, error);
        }
        if let Err(error) = self.close_journal().await {
            note(&mut failed, error);
        }
        let swept = self.store.read(async |conn| self.store.objects().sweep(conn, YOUNG).await).await;
        let files = match swept {
            Ok(files) => files,
            Err(error) => {
                note(&mut failed, error.into());
                0
            }
        };
        if drafts + dossiers > 0 || files > 0 {
            tracing::info!(drafts, dossiers, files, "purged");
        }
        failed.map_or(Ok(()), Err)
    }

    /// Destroys what is due now, as the housekeeping does each hour: how many drafts and dossiers.
    ///
    /// # Errors
    /// Those of the store, where it cannot be asked what is due; one that cannot be destroyed holds up no other.
    pub async fn retain(&self) -> Result<(usize, usize), DeskError> {
        Ok((self.end_drafts().await?, self.end_dossiers().await?))
    }

    async fn end_drafts(&self) -> Result<usize, DeskError> {
        let mut destroyed = 0;
        let mut after = None;
        for _ in 0..ROUNDS {
            let due = self.store.read(async |conn| drafts::due_for_purge(conn, after.as_ref(), ROUND).await).await?;
            // Side by side, that they share commits; each for itself, that one that cannot be destroyed holds up no other.
            for some in due.chunks(TOGETHER) {
                for (found, ended) in
                    join_all(some.iter().map(|found| async move { (found, self.end_draft(found).await) })).await
                {
                    match ended {
                        Ok(()) => destroyed += 1,
                        Err(error) => {
                            tracing::error!(agency = found.agency, draft = %found.id, code = error.code(), "a draft could not be destroyed");
                        }
                    }
                }
            }
            let Some(last) = due.into_iter().next_back() else { break };
            after = Some(last);
        }
        Ok(destroyed)
    }

    async fn end_draft(&self, found: &drafts::Due) -> Result<(), DeskError> {
        self.store
            .write(async |tx| {
                drafts::purge(tx, &found.agency, found.id).await?;
                journal::add(tx, entry(&found.agency, "draft.purged", "draft", found.id)).await?;
                Ok(())
            })
            .await
    }

    async fn end_dossiers(&self) -> Result<usize, DeskError> {
        let mut destroyed = 0;
        let mut after = None;
        for _ in 0..ROUNDS {
            let due = self.store.read(async |conn| dossiers::due_for_purge(conn, after.as_ref(), ROUND).await).await?;
            for found in &due {
                match self.end(&found.agency, found.id).await {
                    Ok(done) => destroyed += usize::from(done),
                    // One that cannot be read holds up no other.
                    Err(error) => {
                        tracing::error!(agency = found.agency, dossier = %found.id, code = error.code(), "a dossier could not be erased");
                    }
                }
            }
            // What must still wait stays behind: the next round goes on after it.
            let Some(last) = due.into_iter().next_back() else { break };
            after = Some(last);
        }
        Ok(destroyed)
    }

    async fn forget_what_is_over(&self) -> Result<(), DeskError> {
        self.store
            .write(async |tx| {
                sessions::purge_expired(tx).await?;
                logins::purge_expired(tx).await?;
                identities::purge_expired(tx).await?;
                idempotency::purge_expired(tx).await?;
                partners::purge_expired(tx).await?;
                routes::purge_expired(tx).await?;
                sandbox::forget(tx).await?;
                handovers::purge_expired(tx).await?;
                let before = tx.now() - days(REMEMBERED_DAYS);
                queue::forget_done(tx, before).await?;
                Ok(())
            })
            .await
    }

    async fn close_journal(&self) -> Result<(), DeskError> {
        let agencies = self.store.read(async |conn| journal::open_agencies(conn).await).await?;
        let mut failed = None;
        for agency in agencies {
            if let Err(error) = self.store.write(async |tx| journal::close(tx, &agency).await).await {
                note(&mut failed, error.into());
            }
        }
        if let Err(error) = journal::write_anchor(&self.store).await {
            note(&mut failed, error.into());
        }
        failed.map_or(Ok(()), Err)
    }
}

/// Tells of a step that failed and remembers it for the end; nothing was destroyed by it.
fn note(failed: &mut Option<DeskError>, error: DeskError) -> usize {
    tracing::error!(code = error.code(), %error, "a step of the housekeeping failed");
    *failed = Some(error);
    0
}

pub(crate) fn entry<'a>(agency: &'a str, act: &'a str, kind: &'a str, object: store::Uuid) -> NewEntry<'a> {
    NewEntry { agency, act, object_kind: kind, object, actor_kind: "system", actor: None, committed: None }
}
