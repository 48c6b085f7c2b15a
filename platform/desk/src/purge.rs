//! Destroys what may be kept no longer, closes the journal's batches, forgets what is over.

use std::time::Duration;

use store::{
    dossiers, drafts, idempotency,
    journal::{self, NewEntry},
    queue, sessions,
};

use crate::{Desk, error::DeskError, submit::days};

/// How many drafts or dossiers one round destroys.
const ROUND: i64 = 200;
/// Work that was done is remembered this long, so that nothing is put twice.
const REMEMBERED_DAYS: i64 = 30;
/// A file without a row may still get it for this long.
const YOUNG: Duration = Duration::from_secs(24 * 3600);

impl Desk {
    /// One round of housekeeping: once an hour is enough.
    pub async fn tidy(&self) -> Result<(), DeskError> {
        let purged = self
            .store
            .write(async |tx| {
                let purged = drafts::purge_expired(tx, ROUND).await?;
                for (agency, id) in &purged {
                    journal::add(tx, entry(agency, "draft.purged", "draft", *id)).await?;
                }
                sessions::purge_expired(tx).await?;
                idempotency::purge_expired(tx).await?;
                let before = tx.now() - days(REMEMBERED_DAYS);
                queue::forget_done(tx, before).await?;
                Ok::<_, DeskError>(purged.len())
            })
            .await?;
        let due = self.store.read(async |conn| dossiers::due_for_purge(conn, ROUND).await).await?;
        let mut destroyed = 0;
        for (agency, id) in due {
            match self.end(&agency, id).await {
                Ok(done) => destroyed += usize::from(done),
                // One that cannot be read holds up no other.
                Err(error) => {
                    tracing::error!(agency, dossier = %id, code = error.code(), "a dossier could not be erased")
                }
            }
        }
        let agencies = self.store.read(async |conn| journal::open_agencies(conn).await).await?;
        for agency in agencies {
            self.store.write(async |tx| journal::close(tx, &agency).await).await?;
        }
        let orphans = self.store.read(async |conn| self.store.objects().sweep(conn, YOUNG).await).await?;
        if purged + destroyed > 0 || orphans > 0 {
            tracing::info!(drafts = purged, dossiers = destroyed, files = orphans, "purged");
        }
        Ok(())
    }
}

pub(crate) fn entry<'a>(agency: &'a str, act: &'a str, kind: &'a str, object: store::Uuid) -> NewEntry<'a> {
    NewEntry { agency, act, object_kind: kind, object, actor_kind: "system", actor: None, committed: None }
}
