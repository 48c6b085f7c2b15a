//! Tells a recipient's software what happened to its cases, in batches and in order, and takes its word that it has them.

use store::{
    Uuid,
    notifications::{self, Feed, Notification},
};

use crate::{
    Desk,
    access::{Clerk, Partner, Scope},
    error::{DeskError, Kind},
    onboarding::Proof,
    sandbox::{DUPLICATE, LATE, OUT_OF_ORDER},
};

/// Notifications of one batch at most.
pub const MAX_BATCH: u16 = 100;
/// Cases that one acknowledgement may receive.
const MAX_RECEIVED: u16 = 500;

/// A batch.
#[derive(Debug, Clone)]
pub struct Batch {
    /// In order.
    pub notifications: Vec<Notification>,
    /// Where the next batch begins; what is acknowledged once this one is dealt with.
    pub next: i64,
    /// Whether more are waiting.
    pub more: bool,
}

fn feed(partner: &Partner) -> Feed<'_> {
    Feed { agency: &partner.agency, organisation: &partner.organisation, branch: &partner.branch }
}

impl Desk {
    /// What happened after `after`; without it, after what was acknowledged.
    ///
    /// # Errors
    /// `access.scope_missing`; `cursor.unknown` for what was never given.
    pub async fn notifications(&self, partner: &Partner, after: Option<i64>, limit: u16) -> Result<Batch, DeskError> {
        partner.require(Scope::CasesRead)?;
        let (feed, limit) = (feed(partner), limit.clamp(1, MAX_BATCH));
        let (mut found, after, given) = self
            .store
            .read(async |conn| {
                let reached = notifications::reached(conn, feed).await?;
                let after = after.unwrap_or(reached.acknowledged);
                if after > reached.last {
                    return Err(DeskError::Invalid { field: "after", code: "cursor.unknown" });
                }
                Ok::<_, DeskError>((notifications::after(conn, feed, after, limit + 1).await?, after, reached.given))
            })
            .await?;
        let mut more = found.len() > usize::from(limit);
        found.truncate(usize::from(limit));
        let mut next = found.last().map_or(after, |last| last.number);
        if partner.sandbox && !found.is_empty() {
            if self.meet(partner, LATE, None).await?.is_some() {
                (found, more, next) = (Vec::new(), false, after);
            } else if found.iter().any(Notification::is_new) {
                self.saw(partner, Proof::Pulled).await?;
            }
            if !found.is_empty() && self.meet(partner, DUPLICATE, None).await?.is_some() {
                found = found.iter().flat_map(|one| [one.clone(), one.clone()]).collect();
            }
            if found.len() > 1 && self.meet(partner, OUT_OF_ORDER, None).await?.is_some() {
                found.reverse();
            }
        }
        // What is told can be acknowledged, and nothing else: a number that somebody worked out receives no case unseen.
        if !found.is_empty() && next > given {
            self.store.write(async |tx| notifications::give(tx, feed, next).await).await?;
        }
        Ok(Batch { next, notifications: found, more })
    }

    /// The software has everything up to number `up_to`: those of its cases that nobody had opened are received, as by an agent's opening.
    /// Gives up to where everything is acknowledged now.
    ///
    /// # Errors
    /// `access.scope_missing`; `cursor.unknown` for what was never given; `cursor.too_far` for more cases at once than can be received.
    pub async fn acknowledge_notifications(&self, partner: &Partner, up_to: i64) -> Result<i64, DeskError> {
        partner.require(Scope::CasesRead)?;
        let feed = feed(partner);
        let (reached, waiting) = self
            .store
            .read(async |conn| {
                let reached = notifications::reached(conn, feed).await?;
                let begin = reached.acknowledged;
                Ok::<_, DeskError>((
                    reached,
                    notifications::unopened(conn, feed, begin, up_to, MAX_RECEIVED + 1).await?,
                ))
            })
            .await?;
        if up_to > reached.given || up_to < 0 {
            return Err(DeskError::Invalid { field: "up_to", code: "cursor.unknown" });
        }
        if waiting.len() > usize::from(MAX_RECEIVED) {
            return Err(DeskError::Invalid { field: "up_to", code: "cursor.too_far" });
        }
        for case in waiting {
            match self.receive(partner, case).await {
                // One that cannot be read, or that an operator holds before it is sent, holds up no other.
                Err(error) if matches!(error.kind(), Kind::Fault | Kind::Absent) => {
                    tracing::error!(code = error.code(), agency = partner.agency, %case, "a case could not be received");
                }
                received => received?,
            }
        }
        // After its effect: whoever is cut off before it acknowledges again, and nothing happens twice.
        self.store.write(async |tx| notifications::acknowledge(tx, feed, up_to).await).await?;
        if up_to > reached.acknowledged {
            self.saw(partner, Proof::Acknowledged).await?;
            self.acknowledged_in_sandbox(partner).await?;
        }
        Ok(reached.acknowledged.max(up_to))
    }

    async fn receive(&self, partner: &Partner, id: Uuid) -> Result<(), DeskError> {
        let clerk = Clerk::Partner(partner);
        let (case, dossier) = self.case_of(clerk, &partner.agency, id).await?;
        self.looked_at(clerk, &case, &dossier, "case.acknowledged").await
    }
}
