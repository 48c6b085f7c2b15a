//! Takes to recipients what is to be taken to them, each route as soon as it has room: whichever hangs, fails or rests holds up no other.
//!
//! A piece is claimed with a lease, delivered, and written down after its effect: what is cut short in between is delivered again, under the
//! same id and with the same bytes. Of one route so much is under way at a time. A failure comes back by the schedule of all work, and is
//! at last parked for a human.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use connectors::routes::{Courier, Key, Outcome, Parcel, Route as Way, Webhook as Address};
use futures_util::{StreamExt as _, stream::FuturesUnordered};
use jiff::SignedDuration;
use pages::mail::Mail;
use store::{
    StoreError, Uuid,
    deliveries::{self, LOOK, POLL},
    faults, holds,
    journal::{self, NewEntry},
    notifications::{self, Feed},
    organisations,
    queue::{self, Queue, Work},
    routes::{self, Kind, PausedBy, Route},
};
use tokio::sync::{Notify, Semaphore};

use crate::{
    Desk,
    error::DeskError,
    notify::is_address,
    work::{Worked, due_again, lease},
};

/// How a queue is worked off.
struct Pace {
    queue: Queue,
    /// Pieces of one route that are under way at a time.
    together: usize,
    /// What is claimed of one route at a time, so that none of its pieces waits for the store. Even when each of them takes its whole
    /// time, the last is over before its lease.
    of_each: u16,
    /// What is claimed in all: what many routes hold that hang leaves room for the others.
    claimed: usize,
}

/// Calls to webhooks: short, and many.
const CALLS: Pace = Pace { queue: Queue::Webhooks, together: 4, of_each: 16, claimed: 8192 };
/// Files for partners' servers, which lie in memory meanwhile, and mails.
const DROPS: Pace = Pace { queue: Queue::Drops, together: 1, of_each: 1, claimed: 32 };
/// How long a piece is claimed for: four rounds of calls that take their whole time, and some more. What a process held that died is told
/// again after that. What takes longer is [held](Desk::held).
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How often what takes longer is held.
const HOLD: Duration = Duration::from_secs(20);
/// A call is begun only where its lease outlasts it.
const ENOUGH: SignedDuration = SignedDuration::from_secs(15);
/// Another process may have put work, or some falls due.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// The longest that a webhook is left alone at its own word.
const MOST_PATIENCE: Duration = Duration::from_secs(24 * 3600);

/// What pushing needs beside the store.
pub(crate) struct Push {
    pub(crate) courier: Courier,
    lanes: Mutex<HashMap<Uuid, Arc<Semaphore>>>,
    wake: Notify,
    wake_drops: Notify,
}

impl Push {
    pub(crate) fn new(courier: Courier) -> Self {
        Self { courier, lanes: Mutex::default(), wake: Notify::new(), wake_drops: Notify::new() }
    }

    /// There is something to be told.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
        self.wake_drops.notify_one();
    }

    fn lane(&self, route: Uuid, room: usize) -> Arc<Semaphore> {
        let mut lanes = self.lanes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Those of routes that are told nothing at present are forgotten.
        lanes.retain(|_, lane| Arc::strong_count(lane) > 1);
        Arc::clone(lanes.entry(route).or_insert_with(|| Arc::new(Semaphore::new(room))))
    }
}

impl Desk {
    /// Done when something may be to be told, at the latest after a second.
    pub async fn woken_to_push(&self) {
        let _ = tokio::time::timeout(LOOK_AGAIN, self.push.wake.notified()).await;
    }

    /// The same for what partners are sent otherwise.
    pub async fn woken_to_drop(&self) {
        let _ = tokio::time::timeout(LOOK_AGAIN, self.push.wake_drops.notified()).await;
    }

    /// Tells webhooks what is due, until nothing is due and nothing under way; `tell` hears what became of each piece.
    ///
    /// # Errors
    /// Where the store cannot be asked for work; what was under way is brought to its end first.
    pub async fn push(&self, tell: impl FnMut(Worked)) -> Result<(), DeskError> {
        self.push_by(&CALLS, tell).await
    }

    /// Puts on partners' servers what is due, reads what they answer, and tells mailboxes, in the same way.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub async fn drop_parcels(&self, tell: impl FnMut(Worked)) -> Result<(), DeskError> {
        self.push_by(&DROPS, tell).await
    }

    async fn push_by(&self, pace: &Pace, mut tell: impl FnMut(Worked)) -> Result<(), DeskError> {
        let mut under_way = FuturesUnordered::new();
        let mut failed = None;
        // Whether there may be more to claim.
        let mut look = true;
        loop {
            let room = pace.claimed.saturating_sub(under_way.len());
            if look && room > 0 && failed.is_none() {
                // What is under way goes on meanwhile.
                let claim = self.claim_pushes(pace, room);
                tokio::pin!(claim);
                // What ends meanwhile makes room that this claim may not have seen.
                let mut ended = false;
                let claimed = loop {
                    tokio::select! {
                        claimed = &mut claim => break claimed,
                        Some(worked) = under_way.next() => {
                            tell(worked);
                            ended = true;
                        }
                    }
                };
                match claimed {
                    Ok((claimed, left)) => {
                        look = ended || (left && !claimed.is_empty());
                        under_way.extend(claimed.into_iter().map(|work| self.push_one(pace, work)));
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
                () = self.woken_by(pace), if !under_way.is_empty() => look = true,
                else => return failed.map_or(Ok(()), Err),
            }
        }
    }

    async fn woken_by(&self, pace: &Pace) {
        match pace.queue {
            Queue::Drops => self.woken_to_drop().await,
            _ => self.woken_to_push().await,
        }
    }

    async fn claim_pushes(&self, pace: &Pace, room: usize) -> Result<(Vec<Work>, bool), DeskError> {
        // Asking is a read; only where something is due a write follows.
        if !self.store.read(async |conn| deliveries::is_due(conn, pace.queue).await).await? {
            return Ok((Vec::new(), false));
        }
        let room = u16::try_from(room).unwrap_or(u16::MAX);
        Ok(self
            .store
            .write(async |tx| deliveries::claim(tx, pace.queue, lease(LEASE), pace.of_each, room).await)
            .await?)
    }

    /// One piece, from its claim to its end.
    async fn push_one(&self, pace: &Pace, work: Work) -> Worked {
        let pushed = self.try_push(pace, &work).await;
        match pushed {
            Ok(worked) => worked,
            // Another worker has taken it over, or its route was removed: the row is not ours any more.
            Err(DeskError::Store(StoreError::StaleLease)) => Worked::default(),
            Err(error) => {
                tracing::error!(work = %work.id, agency = work.agency, code = error.code(), %error, "a piece could not be taken out");
                let worked = match self.goes_on(&work, error.code()).await {
                    Ok(None) => self.again(&work, None, error.code(), None).await,
                    worked => worked.map(Option::unwrap_or_default),
                };
                worked.unwrap_or_default()
            }
        }
    }

    async fn try_push(&self, pace: &Pace, work: &Work) -> Result<Worked, DeskError> {
        let id: Uuid = work.lane.parse().map_err(|_| DeskError::Stored("a delivery without a route".to_owned()))?;
        let lane = self.push.lane(id, pace.together);
        let place = lane.acquire().await;
        // Read once it is its turn: what was paused, removed or given another key meanwhile is so at once.
        let found = self
            .store
            .read(async |conn| {
                let Some(route) = routes::get(conn, id).await? else { return Ok(None) };
                let keys = routes::keys(conn, &route).await?;
                let withheld = holds::withheld(conn, &work.agency, work.object).await?;
                Ok::<_, StoreError>(Some((route, keys, withheld)))
            })
            .await?;
        let now = self.now();
        let Some((route, keys, withheld)) = found.filter(|(route, ..)| route.removed_at.is_none()) else {
            return self.close(work, deliveries::REMOVED).await;
        };
        if let Some(stopped) = self.stopped(work, withheld.as_deref()).await? {
            return Ok(stopped);
        }
        if self.is_untold(work, &route).await? {
            return self.close(work, deliveries::UNTOLD).await;
        }
        let rests = route.rests_until.filter(|until| *until > now);
        if route.paused.is_some() || rests.is_some() || work.lease_until.duration_since(now) < lease(ENOUGH) {
            return self.release(work, rests.unwrap_or(work.due_at)).await;
        }
        match route.kind {
            Kind::Webhook => {}
            Kind::Sftp if work.kind == LOOK => return self.held(work, self.look(work, &route, &keys)).await,
            Kind::Sftp => return self.held(work, self.drop_parcel(work, &route, &keys)).await,
            Kind::Hubee => return self.held(work, self.send_by_hubee(work, &route)).await,
            Kind::HubeeAccount if work.kind == POLL => return self.held(work, self.poll_hubee(work, &route)).await,
            Kind::HubeeAccount => return self.done(work).await,
            Kind::Mail => return self.tell_mailbox(work, &route).await,
            Kind::Digest => return self.send_digest(work, &route).await,
        }
        let body = std::str::from_utf8(&work.payload);
        let body = body.map_err(|_| DeskError::Stored("a delivery that is no text".to_owned()))?;
        let address = match Address::new(&route.address, keys.into_iter().map(Key::new).collect()) {
            Ok(address) => address,
            Err(fault) => return self.again(work, Some(&route), fault.code, None).await,
        };
        let mut message = message_id(work.id);
        if faults::mutant("M5") {
            self.store.write(async |tx| queue::done(tx, work).await).await?;
        }
        if faults::mutant("M6") {
            message = format!("{message}{}", work.attempts);
        }
        let parcel = Parcel { id: &message, at: now.as_second(), name: "", body, files: &[], so_far: None };
        faults::point("parcel.claimed");
        let outcome = self.push.courier.deliver(&Way::Webhook(address), &parcel).await;
        faults::point("parcel.sent");
        // Whatever is written down now keeps no call waiting.
        drop(place);
        match outcome {
            Outcome::Done | Outcome::Further(_) => self.webhook_told(work, &route).await,
            Outcome::Gone => self.gone(work, &route).await,
            Outcome::Later { code, status, patience } => {
                let code = status.map_or_else(|| code.to_owned(), |status| format!("{code}_{status}"));
                self.again(work, Some(&route), &code, patience).await
            }
        }
    }

    /// Does what may take longer than a lease, and keeps the lease meanwhile; given up where another has it.
    async fn held(
        &self,
        work: &Work,
        doing: impl Future<Output = Result<Worked, DeskError>>,
    ) -> Result<Worked, DeskError> {
        tokio::pin!(doing);
        loop {
            tokio::select! {
                done = &mut doing => return done,
                () = tokio::time::sleep(HOLD) => {
                    self.store.write(async |tx| queue::hold(tx, work, lease(LEASE)).await).await?;
                }
            }
        }
    }

    /// It is looked at again then; this time counts for nothing.
    pub(crate) async fn release(&self, work: &Work, due_at: jiff::Timestamp) -> Result<Worked, DeskError> {
        self.store.write(async |tx| queue::release(tx, work, due_at).await).await?;
        Ok(Worked::default())
    }

    /// A webhook was told: it may acknowledge what it was told.
    async fn webhook_told(&self, work: &Work, route: &Route) -> Result<Worked, DeskError> {
        let feed = Feed { agency: &work.agency, organisation: &route.organisation, branch: &route.branch };
        self.store
            .write(async |tx| {
                queue::done(tx, work).await?;
                notifications::give_told(tx, feed, route.id, route.created_at).await
            })
            .await?;
        Ok(Worked { done: 1, ..Worked::default() })
    }

    pub(crate) async fn done(&self, work: &Work) -> Result<Worked, DeskError> {
        self.store.write(async |tx| queue::done(tx, work).await).await?;
        Ok(Worked { done: 1, ..Worked::default() })
    }

    /// It is tried again when the schedule says, or the webhook itself; after the last attempt it is parked.
    pub(crate) async fn again(
        &self,
        work: &Work,
        route: Option<&Route>,
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
                        match (route, asked) {
                            (Some(route), Some(asked)) => routes::rest(tx, route, now + asked).await,
                            _ => Ok(()),
                        }
                    })
                    .await?;
                Ok(Worked { later: 1, ..Worked::default() })
            }
            None if self.is_cancelled(work).await? => self.close(work, deliveries::CANCELLED).await,
            None => {
                tracing::error!(alarm = "delivery.parked", work = %work.id, route = work.lane, agency = work.agency, code, "a delivery did not arrive; it is parked and waits for a human");
                let mails = self
                    .alarms(route, |organisation| match route.map(|route| route.kind) {
                        Some(Kind::Sftp) => Mail::DropAlarm { organisation },
                        Some(Kind::Hubee | Kind::HubeeAccount) => Mail::HubeeAlarm { organisation },
                        _ => Mail::WebhookAlarm { organisation },
                    })
                    .await?;
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
    async fn gone(&self, work: &Work, route: &Route) -> Result<Worked, DeskError> {
        let mails = self.alarms(Some(route), |organisation| Mail::WebhookGone { organisation }).await?;
        let dedup = format!("webhook.gone:{}:{}", work.lane, work.id);
        let paused = self
            .store
            .write(async |tx| {
                queue::release(tx, work, work.due_at).await?;
                let paused = routes::pause(tx, route, PausedBy::Partner).await?;
                if paused {
                    let entry = NewEntry {
                        agency: &work.agency,
                        act: "webhook.paused",
                        object_kind: "webhook",
                        object: route.id,
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
            tracing::error!(alarm = "webhook.gone", webhook = %route.id, agency = work.agency, "a webhook says that nobody is there any more; what it would be told waits");
            self.wake.notify_one();
        }
        Ok(Worked { later: 1, ..Worked::default() })
    }

    /// The mails of an alarm: to whoever runs the site, of the organisation whose route it is.
    pub(crate) async fn alarms(
        &self,
        route: Option<&Route>,
        mail: impl Fn(String) -> Mail,
    ) -> Result<Vec<(String, Mail)>, DeskError> {
        let Some(route) = route else { return Ok(Vec::new()) };
        let (siret, branch) = (&route.organisation, &route.branch);
        let known = self.store.read(async |conn| organisations::get(conn, siret, branch).await).await?;
        let name = known.map_or_else(|| siret.clone(), |known| known.name);
        let operators = self.contact.iter().filter(|address| is_address(address));
        Ok(operators.map(|to| (to.clone(), mail(name.clone()))).collect())
    }

    pub(crate) async fn put_alarms(
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
