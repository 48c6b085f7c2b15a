//! Looks for answers again and again, and says where that has failed for a while: a way back that is dead loses nothing, and nobody would know.

use jiff::{SignedDuration, Timestamp};
use pages::mail::Mail;
use store::{
    deliveries::{self, DIGEST, LOOK, POLL},
    queue::{self, Work},
    routes::{self, Route},
};

use crate::{Desk, error::DeskError, work::Worked};

/// How soon it is looked again where it failed.
const LATER: SignedDuration = SignedDuration::from_mins(5);
/// An operator is told after so many failures, one after the other: about half an hour.
const FAILURES: i64 = 6;

impl Desk {
    /// It was looked, and is again then.
    pub(crate) async fn looked(&self, work: &Work, due_at: Timestamp) -> Result<(), DeskError> {
        Ok(self.store.write(async |tx| deliveries::looked(tx, work, due_at).await).await?)
    }

    /// It could not be looked: that is remembered with its reason, and told once a day where it goes on so.
    pub(crate) async fn look_failed(
        &self,
        work: &Work,
        route: &Route,
        due_at: Timestamp,
        code: &str,
    ) -> Result<(), DeskError> {
        let mails = match work.attempts >= FAILURES {
            true => self.alarms(Some(route), |organisation| Mail::LookAlarm { organisation }).await?,
            false => Vec::new(),
        };
        if work.attempts >= FAILURES {
            tracing::error!(alarm = "look.failed", route = %route.id, agency = route.agency, code, times = work.attempts, "answers of a recipient could not be read for a while");
        }
        let dedup = format!("look.failed:{}:{}", route.id, self.now().strftime("%F"));
        self.store
            .write(async |tx| {
                queue::retry(tx, work, due_at, code).await?;
                self.put_alarms(tx, work, &dedup, &mails).await
            })
            .await?;
        self.wake.notify_one();
        Ok(())
    }

    /// Work that is never at its end goes on in a while where something of ours failed; nothing for all other work.
    pub(crate) async fn goes_on(&self, work: &Work, code: &str) -> Result<Option<Worked>, DeskError> {
        let due = self.now() + LATER;
        match work.kind.as_str() {
            DIGEST => return self.release(work, due).await.map(Some),
            LOOK | POLL => {}
            _ => return Ok(None),
        }
        let lane = work.lane.parse().map_err(|_| DeskError::Stored("a look without a route".to_owned()))?;
        let route = self.store.read(async |conn| routes::get(conn, lane).await).await?;
        let Some(route) = route else { return self.release(work, due).await.map(Some) };
        self.look_failed(work, &route, due, code).await?;
        Ok(Some(Worked::default()))
    }
}
