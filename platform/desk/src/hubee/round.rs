//! Asks the hub what recipients answered, batch after batch, and takes each notice away once what it tells is applied, or is written down to
//! be asked for again: what one recipient has not finished hides nothing of another's.
//!
//! Of a case, events are applied in the order of what happened. One that cannot be read or applied yet has those after it wait for a day, and
//! no longer; then its operator is told. After a month it is kept for good, as what cannot be applied is.

use std::collections::BTreeMap;

use connectors::routes::{
    Hub,
    hubee::{Event, Fail, Notice},
};
use jiff::{SignedDuration, Timestamp};
use store::{
    Uuid,
    awaited::{self, Awaited},
    cases,
    hubee::{self, Told},
    queue::Work,
    routes::{self, Route},
};

use super::{HubeeAccount, back::Stays};
use crate::{
    Desk,
    error::DeskError,
    submit::{days, read_json},
    work::Worked,
};

/// How often the hub is asked.
const AGAIN: SignedDuration = SignedDuration::from_secs(60);
/// The same where it could not be.
const LATER: SignedDuration = SignedDuration::from_mins(5);
/// Batches of one round.
const BATCHES: usize = 40;
/// Cases of which something is asked for again in one round.
const CASES: u16 = 100;
/// So many events one after the other that could not be had are a hub that cannot be asked.
const TROUBLES: usize = 5;
/// What is said of an event that waits for one before it.
const BEHIND: &str = "hubee.behind";
/// For so long an event has those after it wait.
const WAITS: SignedDuration = SignedDuration::from_hours(24);
/// After so many days it is asked for no more.
const GIVEN_UP: i64 = 30;

/// A round, as it goes.
struct Round<'a> {
    account: &'a Route,
    hub: &'a Hub<'a>,
    /// What was applied, or taken away.
    done: usize,
    /// Cases of which something could not be had, since the last of which all could.
    troubles: usize,
    /// Why not.
    last: Option<Fail>,
}

impl Round<'_> {
    /// Whether so many calls came to nothing that the hub seems to be out of reach.
    fn ends_by(&mut self, fail: &Fail) -> bool {
        self.troubles += 1;
        is_away(fail) || self.troubles >= TROUBLES
    }
}

/// Whether the hub itself is out of reach, or wants to be left alone, whatever it is asked.
fn is_away(fail: &Fail) -> bool {
    let away = ["hubee.auth", "hubee.dns", "hubee.unreachable", "hubee.tls", "hubee.address", "hubee.insecure"];
    away.contains(&fail.code) || fail.patience.is_some()
}

fn coded(fail: &Fail) -> String {
    fail.status.map_or_else(|| fail.code.to_owned(), |status| format!("{}_{status}", fail.code))
}

/// How soon it is asked for again what has waited for so long.
fn pause(waited: SignedDuration) -> SignedDuration {
    match waited {
        short if short < SignedDuration::from_hours(1) => AGAIN,
        long if long < WAITS => SignedDuration::from_mins(10),
        _ => SignedDuration::from_hours(1),
    }
}

impl Desk {
    /// One round: what is asked for again, then batch after batch, until the hub has no more.
    pub(crate) async fn poll_hubee(&self, work: &Work, account: &Route) -> Result<Worked, DeskError> {
        let credentials: HubeeAccount = read_json(account.address.as_bytes(), "route")?;
        let hubee = credentials.hubee()?;
        let hub = self.push.courier.hub(&hubee, self.now().as_second());
        let mut round = Round { account, hub: &hub, done: 0, troubles: 0, last: None };
        let went = self.go_round(&mut round).await;
        let done = round.done;
        if done > 0 {
            self.wake.notify_one();
        }
        match went {
            Ok(()) => self.looked(work, self.now() + AGAIN).await?,
            Err(Stays::Fail(fail)) => {
                let due = self.hub_rests(account, &fail).await?;
                self.look_failed(work, account, due, &coded(&fail)).await?;
            }
            Err(Stays::Desk(error)) => return Err(error),
        }
        Ok(Worked { done, ..Worked::default() })
    }

    async fn go_round(&self, round: &mut Round<'_>) -> Result<(), Stays> {
        for _ in 0..BATCHES {
            let batch = round.hub.notices().await?;
            let count = batch.len();
            let taken = self.take_batch(round, batch).await?;
            // Those that could not be taken away come first again: asking on at once would bring nothing else.
            if count < connectors::routes::hubee::BATCH || taken == 0 {
                break;
            }
        }
        // After what is new: of that something is taken in each round, whatever became of this.
        let due = self.store.read(async |conn| awaited::due_cases(conn, round.account, CASES).await).await?;
        for case in due {
            self.take_hub_case(round, &case, &[]).await?;
        }
        Ok(())
    }

    async fn hub_rests(&self, account: &Route, fail: &Fail) -> Result<Timestamp, DeskError> {
        tracing::warn!(route = %account.id, agency = account.agency, code = fail.code, status = fail.status, "the hub could not be asked");
        let asked = fail.patience.and_then(|asked| SignedDuration::try_from(asked).ok());
        let later = self.now() + asked.map_or(LATER, |asked| asked.clamp(LATER, SignedDuration::from_hours(24)));
        if asked.is_some() {
            self.store.write(async |tx| routes::rest(tx, account, later).await).await?;
        }
        Ok(later)
    }

    /// What a batch tells, case by case; how many notices were taken away.
    async fn take_batch(&self, round: &mut Round<'_>, batch: Vec<Notice>) -> Result<usize, Stays> {
        let mut of_cases: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let mut taken = 0;
        for notice in batch {
            match (notice.case_id, notice.event_id) {
                (Some(case), Some(event)) => of_cases.entry(case).or_default().push((notice.id, event)),
                (_, event) => {
                    if event.is_none() {
                        let told =
                            Told { event: &notice.id, case: None, action: "-", status: None, code: None, said: None };
                        self.store.write(async |tx| hubee::tell(tx, round.account, told).await).await?;
                    }
                    taken += usize::from(self.take_notice_away(round, &notice.id).await?);
                }
            }
        }
        for (case, notices) in of_cases {
            taken += self.take_hub_case(round, &case, &notices).await?;
        }
        Ok(taken)
    }

    async fn take_notice_away(&self, round: &mut Round<'_>, notice: &str) -> Result<bool, Stays> {
        match round.hub.take_away(notice).await {
            Ok(()) => Ok(true),
            Err(fail) if round.ends_by(&fail) => Err(fail.into()),
            Err(_) => Ok(false),
        }
    }

    /// What is awaited of a case, and what notices (their ids, and those of events) tell of it; how many of these were taken away.
    async fn take_hub_case(
        &self,
        round: &mut Round<'_>,
        hub_case: &str,
        notices: &[(String, String)],
    ) -> Result<usize, Stays> {
        let account = round.account;
        let mut all = self.store.read(async |conn| awaited::of_case(conn, account, hub_case).await).await?;
        for (_, event) in notices {
            if !all.iter().any(|known| known.event == *event) {
                let (event, code) = (event.clone(), String::new());
                all.push(Awaited { event, code, since: self.now(), told: false });
            }
        }
        let (mut ready, mut stuck) = (Vec::new(), false);
        let held = self.is_held(account, hub_case).await?;
        let before = round.troubles;
        for mut one in all {
            if one.code == awaited::HELD && !held {
                one.since = self.now();
            }
            let known = self.store.read(async |conn| hubee::is_known(conn, account, &one.event).await).await?;
            if known {
                // Stored before, and the hub did not hear so.
                let received = match round.hub.received(hub_case, &one.event).await {
                    Err(fail) if !fail.is_unknown() => Err(fail.into()),
                    _ => Ok(()),
                };
                stuck |= self.became(round, hub_case, one, received).await?;
            } else if held {
                self.is_to_wait(round, hub_case, one, awaited::HELD).await?;
            } else if stuck {
                self.is_to_wait(round, hub_case, one, BEHIND).await?;
            } else {
                match round.hub.event_of(hub_case, &one.event).await {
                    Ok(event) => {
                        round.troubles = 0;
                        ready.push((event.create_date_time.clone(), one, event));
                    }
                    // There is no such event any more.
                    Err(fail) if fail.is_unknown() => {
                        self.store.write(async |tx| awaited::remove(tx, account, &one.event).await).await?;
                    }
                    Err(fail) => stuck |= self.became(round, hub_case, one, Err(fail.into())).await?,
                }
            }
        }
        ready.sort_by(|one, other| one.0.cmp(&other.0));
        for (_, one, event) in ready {
            if stuck {
                self.is_to_wait(round, hub_case, one, BEHIND).await?;
                continue;
            }
            let applied = self.take_event(round, hub_case, &event).await;
            stuck |= self.became(round, hub_case, one, applied).await?;
        }
        // A case is one trouble, however many events it has.
        round.troubles = round.troubles.min(before + 1);
        let mut taken = 0;
        for (notice, _) in notices {
            taken += usize::from(self.take_notice_away(round, notice).await?);
        }
        // What waits was written down and taken away: the next round begins behind it.
        match round.last.take() {
            Some(fail) if round.troubles >= TROUBLES => Err(fail.into()),
            _ => Ok(taken),
        }
    }

    async fn take_event(&self, round: &Round<'_>, hub_case: &str, event: &Event) -> Result<(), Stays> {
        self.apply(round.account, round.hub, hub_case, event).await?;
        Ok(round.hub.received(hub_case, &event.id).await?)
    }

    async fn is_held(&self, account: &Route, hub_case: &str) -> Result<bool, DeskError> {
        self.store
            .read(async |conn| {
                let Some(folder) = hubee::of_hub_case(conn, account, hub_case).await? else { return Ok(false) };
                let case = cases::get(conn, &folder.agency, folder.case).await?;
                Ok(case.is_some_and(|case| case.status == "suspended"))
            })
            .await
    }

    /// What became of an event: it is done with, or waits; whether those after it wait with it.
    async fn became(
        &self,
        round: &mut Round<'_>,
        hub_case: &str,
        one: Awaited,
        how: Result<(), Stays>,
    ) -> Result<bool, Stays> {
        let account = round.account;
        let waits = self.now().duration_since(one.since) < WAITS;
        match how {
            Ok(()) => {
                round.done += 1;
                self.store.write(async |tx| awaited::remove(tx, account, &one.event).await).await?;
                return Ok(false);
            }
            Err(Stays::Fail(fail)) if is_away(&fail) => return Err(fail.into()),
            Err(Stays::Fail(fail)) => {
                self.is_to_wait(round, hub_case, one, &coded(&fail)).await?;
                round.troubles += 1;
                round.last = Some(fail);
            }
            Err(Stays::Desk(error)) => self.is_to_wait(round, hub_case, one, error.code()).await?,
        }
        Ok(waits)
    }

    /// It is asked for again; its operator is told after a day.
    async fn is_to_wait(
        &self,
        round: &Round<'_>,
        hub_case: &str,
        mut one: Awaited,
        code: &str,
    ) -> Result<(), DeskError> {
        let account = round.account;
        let waited = self.now().duration_since(one.since);
        tracing::warn!(route = %account.id, agency = account.agency, event = one.event, code, "what the hub tells cannot be applied for now");
        if waited >= days(GIVEN_UP) && code != awaited::HELD && code != BEHIND {
            return self.keep_for_good(account, hub_case, &one, code).await;
        }
        let due = self.now() + if code == awaited::HELD { AGAIN } else { pause(waited) };
        let alarm = waited >= WAITS && code != awaited::HELD && !one.told;
        code.clone_into(&mut one.code);
        one.told |= alarm;
        let mails = if alarm { self.kept_mails_of(account, hub_case).await? } else { Vec::new() };
        self.store
            .write(async |tx| {
                awaited::put(tx, account, hub_case, &one, due).await?;
                self.put_kept_mails(tx, account, &mails).await
            })
            .await?;
        if alarm {
            tracing::error!(alarm = "hubee.kept", route = %account.id, agency = account.agency, event = one.event, code, "what a recipient answered by the hub could not be applied for a day; it is asked for again every hour");
            self.wake.notify_one();
        }
        Ok(())
    }

    /// Nobody finishes it any more: it is kept, as what cannot be applied is.
    async fn keep_for_good(&self, account: &Route, hub_case: &str, one: &Awaited, code: &str) -> Result<(), DeskError> {
        let mails = self.kept_mails_of(account, hub_case).await?;
        self.store
            .write(async |tx| {
                let folder = hubee::of_hub_case(tx, account, hub_case).await?;
                let case: Option<Uuid> = folder.map(|folder| folder.case);
                let told = Told { event: &one.event, case, action: "-", status: None, code: Some(code), said: None };
                hubee::tell(tx, account, told).await?;
                awaited::remove(tx, account, &one.event).await?;
                self.put_kept_mails(tx, account, &mails).await
            })
            .await
    }
}
