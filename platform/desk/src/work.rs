//! Does what has fallen due: claims work, does it, and keeps, retries or parks it. Nothing is ever dropped.

use futures_util::future::join_all;
use jiff::SignedDuration;
use store::{
    StoreError,
    cases::{self, Case},
    dossiers::{self, Dossier as Stored},
    exports, faults,
    queue::{self, Queue, Work},
    scans,
};

use crate::{Desk, check_formats, close_account, complement, copy_account, error::DeskError, silence};

/// How long a worker may take before another one claims the same work.
const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// How many pieces are claimed at once.
const BATCH: u16 = 16;
/// Seconds before each next attempt; after the last the work is parked.
const SCHEDULE: [i64; 9] = [5, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400];

/// The trials need not wait as long as people do for what a process held that died.
pub(crate) fn lease(usual: SignedDuration) -> SignedDuration {
    if faults::ordered("leases.short") { usual / 12 } else { usual }
}

/// Seconds until the attempt after so many; nothing after the last.
pub(crate) fn due_again(attempts: i64) -> Option<i64> {
    let attempt = usize::try_from(attempts).unwrap_or(usize::MAX).saturating_sub(1);
    SCHEDULE.get(attempt).copied()
}

/// What became of a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done; its row is not yet told.
    Done,
    /// Done, and its row was told in the same transaction.
    Settled,
    /// To be tried again.
    Later(&'static str),
    /// Trying again would not help.
    Hopeless(&'static str),
}

/// How much was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Worked {
    /// Done for good.
    pub done: usize,
    /// To be tried again later.
    pub later: usize,
    /// Parked: a human must look.
    pub parked: usize,
}

impl Worked {
    /// Of pieces in all.
    pub fn total(self) -> usize {
        self.done + self.later + self.parked
    }
}

impl Desk {
    /// The case that a piece of work is about, and its dossier; nothing where they are gone.
    pub(crate) async fn case_of_work(&self, work: &Work) -> Result<Option<(Case, Stored)>, DeskError> {
        self.store
            .read(async |conn| {
                let Some(case) = cases::get(conn, &work.agency, work.object).await? else { return Ok(None) };
                let dossier = dossiers::get(conn, &work.agency, case.dossier).await?;
                Ok(dossier.map(|dossier| (case, dossier)))
            })
            .await
    }

    /// Does one batch of what is due now: deliveries, mails, reminders.
    pub async fn work(&self) -> Result<Worked, DeskError> {
        self.work_on(&[(Queue::Outbox, BATCH), (Queue::Timers, BATCH)]).await
    }

    /// Does one batch of each queue.
    pub(crate) async fn work_on(&self, queues: &[(Queue, u16)]) -> Result<Worked, DeskError> {
        let mut worked = Worked::default();
        let mut failed = None;
        for (which, batch) in queues.iter().copied() {
            // Asking is a read; only where something is due a write follows.
            let due = self.store.read(async |conn| queue::next_due(conn, which).await).await?;
            if due.is_none_or(|due| due > self.now()) {
                continue;
            }
            let claimed = self.store.write(async |tx| queue::claim(tx, which, lease(LEASE), batch).await).await?;
            faults::point("work.claimed");
            // Side by side: a mail server that is slow to answer holds up no delivery, and a batch ends well before its lease.
            let outcomes = join_all(claimed.iter().map(|work| self.one(work))).await;
            for (work, outcome) in claimed.iter().zip(outcomes) {
                let settled = match outcome {
                    Ok(outcome) => {
                        faults::point("work.effected");
                        self.settle(work, outcome, &mut worked).await
                    }
                    // Another worker has taken it over: the row is its business now.
                    Err(DeskError::Store(StoreError::StaleLease)) => Ok(()),
                    Err(error) => {
                        tracing::warn!(kind = work.kind, work = %work.id, code = error.code(), %error, "work failed");
                        self.settle(work, Outcome::Later(error.code()), &mut worked).await
                    }
                };
                // The others are told all the same: a mail that has left would leave again with the next lease.
                if let Err(error) = settled {
                    tracing::error!(kind = work.kind, work = %work.id, code = error.code(), %error, "work could not be written down");
                    failed = Some(error);
                }
            }
        }
        if worked.total() > 0 {
            // What was done may be told to webhooks.
            self.push.wake();
        }
        failed.map_or(Ok(worked), Err)
    }

    async fn one(&self, work: &Work) -> Result<Outcome, DeskError> {
        match work.kind.as_str() {
            "case.deliver" => self.deliver(work).await.map(|()| Outcome::Settled),
            check_formats::KIND => self.check_formats(work).await,
            "mail" => self.send_mail(work).await,
            scans::KIND => self.scan(work).await,
            exports::KIND => self.write_export(work).await,
            copy_account::KIND => self.write_copy(work).await,
            "are.reminder" | "are.alarm" => self.remind(work).await.map(|()| Outcome::Settled),
            silence::TIMER => self.strike(work).await.map(|()| Outcome::Settled),
            close_account::WATCH => self.warn_inactive(work).await.map(|()| Outcome::Settled),
            close_account::CLOSE => self.close_inactive(work).await.map(|()| Outcome::Settled),
            complement::REMINDER => self.remind_citizen(work).await.map(|()| Outcome::Settled),
            // Put by a newer guichet beside this one, perhaps: it stays for it.
            _ => Ok(Outcome::Later("work.unknown")),
        }
    }

    async fn settle(&self, work: &Work, outcome: Outcome, worked: &mut Worked) -> Result<(), DeskError> {
        let settled = match (outcome, due_again(work.attempts)) {
            (Outcome::Settled, _) => {
                worked.done += 1;
                return Ok(());
            }
            (Outcome::Done, _) => {
                worked.done += 1;
                self.store.write(async |tx| queue::done(tx, work).await).await
            }
            (Outcome::Later(code), Some(seconds)) => {
                worked.later += 1;
                let due = self.now() + self.spread(seconds)?;
                self.store.write(async |tx| queue::retry(tx, work, due, code).await).await
            }
            (Outcome::Later(code) | Outcome::Hopeless(code), _) => {
                worked.parked += 1;
                tracing::error!(kind = work.kind, work = %work.id, code, "work is parked and waits for a human");
                self.store.write(async |tx| queue::park(tx, work, code).await).await
            }
        };
        match settled {
            Err(StoreError::StaleLease) => Ok(()),
            settled => Ok(settled?),
        }
    }

    /// A delay give or take a fifth, so that what failed together does not come back together.
    pub(crate) fn spread(&self, seconds: i64) -> Result<SignedDuration, DeskError> {
        let mut chance = [0; 2];
        self.store.ids().fill(&mut chance)?;
        let thousandths = 800 + i64::from(u16::from_be_bytes(chance)) * 400 / i64::from(u16::MAX);
        Ok(SignedDuration::from_millis(seconds * thousandths))
    }
}
