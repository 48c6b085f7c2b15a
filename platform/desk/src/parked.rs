//! Shows the work that failed too often and waits for a human, and sets it going again once the cause is gone.

use store::{
    Uuid,
    journal::{self, NewEntry},
    queue::{self, Parked, Queue},
};

use crate::{Desk, error::DeskError};

impl Desk {
    /// The work that waits for a human: deliveries and mails, then timers, then files to be examined; at most 200 of each.
    pub async fn parked(&self) -> Result<Vec<Parked>, DeskError> {
        self.store
            .read(async |conn| {
                let mut parked = Vec::new();
                for which in Queue::ALL {
                    parked.extend(queue::parked(conn, which).await?);
                }
                Ok(parked)
            })
            .await
    }

    /// Sets this piece going again from its first attempt, or all that wait; how many.
    ///
    /// # Errors
    /// `request.not_found` where no such piece waits.
    pub async fn retry_parked(&self, only: Option<Uuid>) -> Result<usize, DeskError> {
        let parked = self.parked().await?;
        let chosen: Vec<Parked> = parked.into_iter().filter(|work| only.is_none_or(|only| only == work.id)).collect();
        if only.is_some() && chosen.is_empty() {
            return Err(DeskError::NotFound("work"));
        }
        let again = self
            .store
            .write(async |tx| {
                let mut again = 0;
                for work in &chosen {
                    // Another operator may have been faster.
                    if !queue::unpark(tx, &work.agency, work.id).await? {
                        continue;
                    }
                    let entry = NewEntry {
                        agency: &work.agency,
                        act: "work.retried",
                        object_kind: "work",
                        object: work.id,
                        actor_kind: "operator",
                        actor: None,
                        committed: None,
                    };
                    journal::add(tx, entry).await?;
                    again += 1;
                }
                Ok::<_, DeskError>(again)
            })
            .await?;
        self.wake.notify_one();
        Ok(again)
    }
}
