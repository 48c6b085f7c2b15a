//! Tells webhooks what happened, each as soon as it has room: whichever hangs, fails or rests holds up no other.
//!
//! A piece is claimed with a lease, delivered, and written down after its effect: what is cut short in between is delivered again, under the
//! same id and with the same bytes. Of one webhook so much is under way at a time. A failure comes back by the schedule of all work, and is
//! at last parked for a human.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use connectors::routes::{Courier, Key, Outcome, Parcel, Route, Webhook as Address};
use futures_util::{StreamExt as _, stream::FuturesUnordered};
use jiff::SignedDuration;
use pages::mail::Mail;
use store::{
    StoreError, Uuid, deliveries,
    journal::{self, NewEntry},
    organisations,
    queue::{self, Work},
    webhooks::{self, PausedBy, Webhook},
};
use tokio::sync::{Notify, Semaphore};

use crate::{
    Desk,
    error::DeskError,
    notify::is_address,
    work::{Worked, due_again},
};

/// Calls to one webhook at a time.
const TOGETHER: usize = 4;
/// What is claimed of one webhook at a time, so that none of its calls waits for the store. Even when each of them takes its whole time,
/// the last is over before its lease.
const CLAIMED_OF_EACH: u16 = 16;
/// What is claimed in all: what many webhooks hold that hang leaves room for the others.
const CLAIMED: usize = 8192;
/// How long it is claimed for: four rounds of calls that take their whole time, and some more. What a process held that died is told again
/// after that.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// A call is begun only where its lease outlasts it.
const ENOUGH: SignedDuration = SignedDuration::from_secs(15);
/// Another process may have put work, or some falls due.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// The longest that a webhook is left alone at its own word.
const MOST_PATIENCE: Duration = Duration::from_secs(24 * 3600);

/// What pushing needs beside the store.
pub(crate) struct Push {
    courier: Courier,
    lanes: Mutex<HashMap<Uuid, Arc<Semaphore>>>,
    wake: Notify,
}

impl Push {
    pub(crate) fn new(courier: Courier) -> Self {
        Self { courier, lanes: Mutex::default(), wake: Notify::new() }
    }

    /// There is something to be told.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    fn lane(&self, webhook: Uuid) -> Arc<Semaphore> {
        let mut lanes = self.lanes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Those of webhooks that are told nothing at present are forgotten.
        lanes.retain(|_, lane| Arc::strong_count(lane) > 1);
        Arc::clone(lanes.entry(webhook).or_insert_with(|| Arc::new(Semaphore::new(TOGETHER))))
    }
}

impl Desk {
    /// Done when something may be to be told, at the latest after a second.
    pub async fn woken_to_push(&self) {
        let _ = tokio::time::timeout(LOOK_AGAIN, self.push.wake.notified()).await;
    }

    /// Tells webhooks what is due, until nothing is due and nothing under way; `tell` hears what became of each piece.
    ///
    /// # Errors
    /// Where the store cannot be asked for work; what was under way is brought to its end first.
    pub async fn push(&self, mut tell: impl FnMut(Worked)) -> Result<(), DeskError> {
        let mut under_way = FuturesUnordered::new();
        let mut failed = None;
        // Whether there may be more to claim.
        let mut look = true;
        loop {
            let room = CLAIMED.saturating_sub(under_way.len());
            if look && room > 0 && failed.is_none() {
                // What is under way goes on meanwhile.
                let claim = self.claim_pushes(room);
                tokio::pin!(claim);
                let claimed = loop {
                    tokio::select! {
                        claimed = &mut claim => break claimed,
                        Some(worked) = under_way.next() => tell(worked),
                    }
                };
                match claimed {
                    Ok((claimed, left)) => {
                        look = left && !claimed.is_empty();
                        under_way.extend(claimed.into_iter().map(|work| self.push_one(work)));
                    }
                    Err(error) => failed = Some(error),
                }
                if look {
                    continue;
                }
            }
            tokio::select! {
                Some(worked) = under_way.next() => {
                    tell(worked);
                    look = true;
                }
                () = self.woken_to_push(), if !under_way.is_empty() => look = true,
                else => return failed.map_or(Ok(()), Err),
            }
        }
    }

    async fn claim_pushes(&self, room: usize) -> Result<(Vec<Work>, bool), DeskError> {
        // Asking is a read; only where something is due a write follows.
        if !self.store.read(async |conn| deliveries::is_due(conn).await).await? {
            return Ok((Vec::new(), false));
        }
        let room = u16::try_from(room).unwrap_or(u16::MAX);
        Ok(self.store.write(async |tx| deliveries::claim(tx, LEASE, CLAIMED_OF_EACH, room).await).await?)
    }

    /// One piece, from its claim to its end.
    async fn push_one(&self, work: Work) -> Worked {
        let pushed = self.try_push(&work).await;
        match pushed {
            Ok(worked) => worked,
            // Another worker has taken it over, or its webhook was removed: the row is not ours any more.
            Err(DeskError::Store(StoreError::StaleLease)) => Worked::default(),
            Err(error) => {
                tracing::error!(work = %work.id, agency = work.agency, code = error.code(), %error, "a webhook could not be told");
                let worked = self.again(&work, None, error.code(), None).await;
                worked.unwrap_or_default()
            }
        }
    }

    async fn try_push(&self, work: &Work) -> Result<Worked, DeskError> {
        let id: Uuid = work.lane.parse().map_err(|_| DeskError::Stored("a delivery without a webhook".to_owned()))?;
        let lane = self.push.lane(id);
        let place = lane.acquire().await;
        // Read once it is its turn: what was paused, removed or given another key meanwhile is so at once.
        let found = self
            .store
            .read(async |conn| {
                let Some(webhook) = webhooks::get(conn, id).await? else { return Ok(None) };
                let keys = webhooks::keys(conn, &webhook).await?;
                Ok::<_, StoreError>(Some((webhook, keys)))
            })
            .await?;
        let now = self.now();
        let Some((webhook, keys)) = found.filter(|(webhook, _)| webhook.removed_at.is_none()) else {
            return self.done(work).await;
        };
        let rests = webhook.rests_until.filter(|until| *until > now);
        if webhook.paused.is_some() || rests.is_some() || work.lease_until.duration_since(now) < ENOUGH {
            let due = rests.unwrap_or(work.due_at);
            self.store.write(async |tx| queue::release(tx, work, due).await).await?;
            return Ok(Worked::default());
        }
        let body = std::str::from_utf8(&work.payload);
        let body = body.map_err(|_| DeskError::Stored("a delivery that is no text".to_owned()))?;
        let address = match Address::new(&webhook.url, keys.into_iter().map(Key::new).collect()) {
            Ok(address) => address,
            Err(fault) => return self.again(work, Some(&webhook), fault.code, None).await,
        };
        let parcel = Parcel { id: &message_id(work.id), at: now.as_second(), body };
        let outcome = self.push.courier.deliver(&Route::Webhook(address), &parcel).await;
        // Whatever is written down now keeps no call waiting.
        drop(place);
        match outcome {
            Outcome::Done => self.done(work).await,
            Outcome::Gone => self.gone(work, &webhook).await,
            Outcome::Later { code, status, patience } => {
                let code = status.map_or_else(|| code.to_owned(), |status| format!("{code}_{status}"));
                self.again(work, Some(&webhook), &code, patience).await
            }
        }
    }

    async fn done(&self, work: &Work) -> Result<Worked, DeskError> {
        self.store.write(async |tx| queue::done(tx, work).await).await?;
        Ok(Worked { done: 1, ..Worked::default() })
    }

    /// It is tried again when the schedule says, or the webhook itself; after the last attempt it is parked.
    async fn again(
        &self,
        work: &Work,
        webhook: Option<&Webhook>,
        code: &str,
        patience: Option<Duration>,
    ) -> Result<Worked, DeskError> {
        let now = self.now();
        let asked =
            patience.map(|asked| asked.min(MOST_PATIENCE)).and_then(|asked| SignedDuration::try_from(asked).ok());
        match self.delay(work.attempts)? {
            Some(delay) => {
                let delay = asked.map_or(delay, |asked| asked.max(delay));
                self.store
                    .write(async |tx| {
                        queue::retry(tx, work, now + delay, code).await?;
                        match (webhook, asked) {
                            (Some(webhook), Some(asked)) => webhooks::rest(tx, webhook, now + asked).await,
                            _ => Ok(()),
                        }
                    })
                    .await?;
                Ok(Worked { later: 1, ..Worked::default() })
            }
            None => {
                tracing::error!(alarm = "delivery.parked", work = %work.id, webhook = work.lane, agency = work.agency, code, "a webhook could not be told; it is parked and waits for a human");
                let mails = self.alarms(webhook, |organisation| Mail::WebhookAlarm { organisation }).await?;
                let today = now.strftime("%F");
                let dedup = format!("delivery.parked:{}:{today}", work.lane);
                self.store
                    .write(async |tx| {
                        queue::park(tx, work, code).await?;
                        self.put_alarms(tx, work, &dedup, &mails).await
                    })
                    .await?;
                self.wake.notify_one();
                Ok(Worked { parked: 1, ..Worked::default() })
            }
        }
    }

    /// The partner's server says that nobody is there any more: the webhook waits until somebody has looked, and so does its work.
    async fn gone(&self, work: &Work, webhook: &Webhook) -> Result<Worked, DeskError> {
        let mails = self.alarms(Some(webhook), |organisation| Mail::WebhookGone { organisation }).await?;
        let dedup = format!("webhook.gone:{}:{}", work.lane, work.id);
        let paused = self
            .store
            .write(async |tx| {
                queue::release(tx, work, work.due_at).await?;
                let paused = webhooks::pause(tx, webhook, PausedBy::Partner).await?;
                if paused {
                    let entry = NewEntry {
                        agency: &work.agency,
                        act: "webhook.paused",
                        object_kind: "webhook",
                        object: webhook.id,
                        actor_kind: "partner",
                        actor: None,
                        committed: None,
                    };
                    journal::add(tx, entry).await?;
                    self.put_alarms(tx, work, &dedup, &mails).await?;
                }
                Ok::<_, DeskError>(paused)
            })
            .await?;
        if paused {
            tracing::error!(alarm = "webhook.gone", webhook = %webhook.id, agency = work.agency, "a webhook says that nobody is there any more; what it would be told waits");
            self.wake.notify_one();
        }
        Ok(Worked { later: 1, ..Worked::default() })
    }

    /// The mails of an alarm: to whoever runs the site, of the organisation whose webhook it is.
    async fn alarms(
        &self,
        webhook: Option<&Webhook>,
        mail: impl Fn(String) -> Mail,
    ) -> Result<Vec<(String, Mail)>, DeskError> {
        let Some(webhook) = webhook else { return Ok(Vec::new()) };
        let (siret, branch) = (&webhook.organisation, &webhook.branch);
        let known = self.store.read(async |conn| organisations::get(conn, siret, branch).await).await?;
        let name = known.map_or_else(|| siret.clone(), |known| known.name);
        let operators = self.contact.iter().filter(|address| is_address(address));
        Ok(operators.map(|to| (to.clone(), mail(name.clone()))).collect())
    }

    async fn put_alarms(
        &self,
        tx: &mut store::Write,
        work: &Work,
        dedup: &str,
        mails: &[(String, Mail)],
    ) -> Result<(), DeskError> {
        for (to, mail) in mails {
            self.put_mail(tx, &work.agency, dedup, Uuid::nil(), to, form::text::Language::Fr, mail).await?;
        }
        Ok(())
    }

    /// How long until the next attempt; nothing after the last.
    fn delay(&self, attempts: i64) -> Result<Option<SignedDuration>, DeskError> {
        due_again(attempts).map(|seconds| self.spread(seconds)).transpose()
    }
}

/// What a partner knows a delivery by.
pub(crate) fn message_id(work: Uuid) -> String {
    format!("msg_{}", work.simple())
}
