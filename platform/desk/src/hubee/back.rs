//! Asks the hub what recipients answered, applies it to their cases, and only then takes the notice away.
//!
//! What was stored is acknowledged, and nothing else: whatever goes wrong before comes again, and is known by its id. What may not follow
//! at the hub, or cannot be applied to the case as it stands, is kept with its reason and told to the operator; its citizen is told nothing.

use std::collections::BTreeSet;

use connectors::routes::{
    Hub,
    hubee::{Event, Fail, Notice},
};
use jiff::SignedDuration;
use pages::mail::Mail;
use serde_json::json;
use store::{
    StoreError, Uuid, cases, deliveries,
    hubee::{self, Folder, Told},
    journal,
    notifications::Feed,
    queue::Work,
    routes::{self, Route},
};
use words::Words;

use super::{
    HubeeAccount,
    statuses::{BEGUN, INTEGRATION_ERROR, NOTIFIED, may_follow, ours},
};
use crate::{
    Desk, Upload,
    attach::FILE_SIZE,
    drop::{belongs, entry, software},
    error::DeskError,
    submit::read_json,
    treat::Act,
    work::Worked,
};

/// How often the hub is asked.
const AGAIN: SignedDuration = SignedDuration::from_secs(60);
/// The same where it could not be.
const LATER: SignedDuration = SignedDuration::from_mins(5);
/// Batches of one round.
const BATCHES: usize = 40;
/// Signs of what is kept of the hub's own words.
const WORD: usize = 40;

/// Why a notice stays at the hub.
enum Stays {
    /// The hub did not answer, or the files are not all there: it is asked again.
    Fail(Fail),
    Desk(DeskError),
}

impl From<Fail> for Stays {
    fn from(fail: Fail) -> Self {
        Self::Fail(fail)
    }
}

impl From<DeskError> for Stays {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

impl From<StoreError> for Stays {
    fn from(error: StoreError) -> Self {
        Self::Desk(error.into())
    }
}

impl Desk {
    /// One round: batch after batch, until the hub has no more.
    pub(crate) async fn poll_hubee(&self, work: &Work, account: &Route) -> Result<Worked, DeskError> {
        let credentials: HubeeAccount = read_json(account.address.as_bytes(), "route")?;
        let hubee = credentials.hubee()?;
        let hub = self.push.courier.hub(&hubee, self.now().as_second());
        let (mut done, mut next) = (0, self.now() + AGAIN);
        for _ in 0..BATCHES {
            let batch = match hub.notices().await {
                Ok(batch) => batch,
                Err(fail) => {
                    next = self.hub_rests(account, &fail).await?;
                    break;
                }
            };
            let count = batch.len();
            let taken = self.take_batch(account, &hub, batch).await?;
            done += taken;
            // Those that stay come first again: asking on at once would bring nothing else.
            if count < connectors::routes::hubee::BATCH || taken == 0 {
                break;
            }
        }
        self.release(work, next).await?;
        if done > 0 {
            self.wake.notify_one();
        }
        Ok(Worked { done, ..Worked::default() })
    }

    async fn hub_rests(&self, account: &Route, fail: &Fail) -> Result<jiff::Timestamp, DeskError> {
        tracing::warn!(route = %account.id, agency = account.agency, code = fail.code, status = fail.status, "the hub could not be asked");
        let asked = fail.patience.and_then(|asked| SignedDuration::try_from(asked).ok());
        let later = self.now() + asked.map_or(LATER, |asked| asked.clamp(LATER, SignedDuration::from_hours(24)));
        if asked.is_some() {
            self.store.write(async |tx| routes::rest(tx, account, later).await).await?;
        }
        Ok(later)
    }

    /// Stores what a batch tells, case by case in the order of what happened; how many notices were taken away.
    async fn take_batch(&self, account: &Route, hub: &Hub<'_>, batch: Vec<Notice>) -> Result<usize, DeskError> {
        let mut told: Vec<(Notice, Option<Event>)> = Vec::with_capacity(batch.len());
        // Of a case one of whose events could not be read, none is applied: those before come first.
        let mut stuck: BTreeSet<String> = BTreeSet::new();
        for notice in batch {
            let event = match (&notice.case_id, &notice.event_id) {
                (Some(case), Some(event)) if !self.is_told(account, event).await? => {
                    match hub.event_of(case, event).await {
                        Ok(event) => Some(event),
                        Err(fail) if fail.is_unknown() => None,
                        Err(fail) => {
                            self.stays(account, &Stays::Fail(fail));
                            stuck.insert(case.clone());
                            continue;
                        }
                    }
                }
                _ => None,
            };
            told.push((notice, event));
        }
        let when = |told: &(Notice, Option<Event>)| told.1.as_ref().and_then(|event| event.create_date_time.clone());
        told.sort_by_key(when);
        let mut taken = 0;
        for (notice, event) in told {
            let case = notice.case_id.clone().unwrap_or_default();
            if stuck.contains(&case) {
                continue;
            }
            match self.take_notice(account, hub, &notice, event.as_ref()).await {
                Ok(()) => taken += 1,
                Err(stays) => {
                    self.stays(account, &stays);
                    stuck.insert(case);
                }
            }
        }
        Ok(taken)
    }

    fn stays(&self, account: &Route, stays: &Stays) {
        let code = match stays {
            Stays::Fail(fail) => fail.code,
            Stays::Desk(error) => error.code(),
        };
        tracing::warn!(route = %account.id, agency = account.agency, code, "what the hub tells stays there for now");
    }

    async fn is_told(&self, account: &Route, event: &str) -> Result<bool, DeskError> {
        Ok(self.store.read(async |conn| hubee::is_known(conn, account, event).await).await?)
    }

    /// One notice: stored first, then acknowledged, then taken away.
    async fn take_notice(
        &self,
        account: &Route,
        hub: &Hub<'_>,
        notice: &Notice,
        event: Option<&Event>,
    ) -> Result<(), Stays> {
        match (&notice.case_id, event) {
            (Some(case), Some(event)) => {
                // The same event may be told twice in one batch.
                if !self.is_told(account, &event.id).await? {
                    self.apply(account, hub, case, event).await?;
                }
                hub.received(case, &event.id).await?;
            }
            (_, None) if notice.event_id.is_none() => {
                let told = Told { event: &notice.id, case: None, action: "-", status: None, code: None, said: None };
                self.store.write(async |tx| hubee::tell(tx, account, told).await).await?;
            }
            // Stored before, and its answer was lost; or there is no such event any more.
            (Some(case), None) => match hub.received(case, notice.event_id.as_deref().unwrap_or_default()).await {
                Err(fail) if !fail.is_unknown() => return Err(fail.into()),
                _ => {}
            },
            (None, _) => {}
        }
        Ok(hub.take_away(&notice.id).await?)
    }

    async fn apply(&self, account: &Route, hub: &Hub<'_>, hub_case: &str, event: &Event) -> Result<(), Stays> {
        if event.status.as_deref() == Some("IN_PROGRESS") {
            return Err(Fail::from("hubee.pending").into());
        }
        let found = self.store.read(async |conn| hubee::of_hub_case(conn, account, hub_case).await).await?;
        let Some(folder) = found else { return self.keep_answer(account, None, event, "hubee.unknown_case").await };
        let (agency, case) = (folder.agency.clone(), folder.case);
        let found = self
            .store
            .read(async |conn| {
                let case = cases::get(conn, &agency, case).await?;
                let route = routes::get(conn, folder.route).await?;
                Ok::<_, StoreError>(case.zip(route))
            })
            .await?;
        let Some((case, route)) = found.filter(|(case, route)| belongs(case, route)) else {
            return self.keep_answer(account, Some(&folder), event, "hubee.elsewhere").await;
        };
        let action = event.action_type.as_deref().unwrap_or_default();
        let next = event.case_new_status.as_deref().filter(|_| matches!(action, "STATUS_UPDATE" | "ATTACH_DEPOSIT"));
        let next = next.filter(|next| *next != folder.status);
        if let Some(next) = next
            && !may_follow(now(&folder, event), next)
        {
            return self.keep_answer(account, Some(&folder), event, "hubee.transition").await;
        }
        match action {
            "STATUS_UPDATE" | "ATTACH_DEPOSIT" | "SENDING_MESSAGE" => {}
            // What was downloaded, and what agents tell one another.
            "ATTACH_DL" | "ATTACH_DL_ALL" | "COM_ADD" => {
                return self.applied(account, (&route, &case), &folder, event, None).await;
            }
            _ => return self.keep_answer(account, Some(&folder), event, "hubee.action").await,
        }
        if next == Some(INTEGRATION_ERROR) {
            return self.not_taken_in(account, (&route, &case), &folder, event).await;
        }
        if next == Some("SI_RECEIVED") {
            self.received_by(&route, &case).await?;
        }
        let status = next.and_then(ours);
        let mut message = event.message.clone().unwrap_or_default();
        if status.is_none() && next.is_some() {
            // A technical step: what it says is for machines.
            message.clear();
        }
        let documents = match self.documents(hub, hub_case, event).await? {
            Ok(documents) => documents,
            Err(code) => return self.keep_answer(account, Some(&folder), event, code).await,
        };
        if matches!(status, Some("refused" | "complement")) && message.trim().is_empty() {
            let (_, dossier) = self.case_of(crate::access::Clerk::Partner(&software(&route)), &agency, case.id).await?;
            message = Words::shared().get(dossier.evidence.language.tag(), "hubee-nothing-said", &[]);
        }
        if status.is_some() || !message.trim().is_empty() || !documents.is_empty() {
            let act = Act { status: status.unwrap_or_default().to_owned(), message, documents, ..Act::default() };
            match self.answer(&software(&route), case.id, &format!("hubee-{}", event.id), act).await {
                Ok(_) => {}
                // As it stands, it cannot be applied, however often it is told.
                Err(
                    error @ (DeskError::Invalid { .. }
                    | DeskError::File { .. }
                    | DeskError::TooManyActs { .. }
                    | DeskError::KeyReused
                    | DeskError::Quota),
                ) => {
                    return self.keep_answer(account, Some(&folder), event, error.code()).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        self.applied(account, (&route, &case), &folder, event, next).await
    }

    /// What comes with an event; or why that cannot be had at all.
    async fn documents(
        &self,
        hub: &Hub<'_>,
        case: &str,
        event: &Event,
    ) -> Result<Result<Vec<Upload>, &'static str>, Stays> {
        let mut documents = Vec::with_capacity(event.attachments.len());
        for attachment in &event.attachments {
            match attachment.status.as_deref() {
                Some("RECEIVED") | None => {}
                Some("PENDING") => return Err(Fail::from("hubee.pending").into()),
                _ => return Ok(Err("hubee.corrupted")),
            }
            let most = usize::try_from(FILE_SIZE).unwrap_or(usize::MAX);
            match hub.attachment((case, &event.id), attachment, most).await {
                Ok(bytes) => {
                    documents.push(Upload { field: String::new(), name: attachment.file_name.clone(), bytes });
                }
                Err(fail) if fail.code == "hubee.too_large" => return Ok(Err("file.too_large")),
                Err(fail) => return Err(fail.into()),
            }
        }
        Ok(Ok(documents))
    }

    /// It was applied; where it is the end, the hub is told that the citizen knows.
    async fn applied(
        &self,
        account: &Route,
        (route, case): (&Route, &cases::Case),
        folder: &Folder,
        event: &Event,
        next: Option<&str>,
    ) -> Result<(), Stays> {
        let close = json!({ "name": case.external_id, "data": { "event_id": null, "kind": "close" } }).to_string();
        self.store
            .write(async |tx| {
                if !hubee::tell(tx, account, told(folder, event, None)).await? {
                    return Ok(());
                }
                if let Some(next) = next {
                    hubee::set_status(tx, folder, next).await?;
                }
                if matches!(next, Some("DONE" | "REFUSED")) {
                    let of = (event.id.as_str(), case.id);
                    deliveries::put_one(tx, route, deliveries::HUBEE, of, close.as_bytes()).await?;
                }
                journal::add(tx, entry(route, case, "case.hubee_answered")).await
            })
            .await?;
        Ok(())
    }

    /// Its recipient's software could not take a case in: its delivery waits for a human, who has it sent again.
    async fn not_taken_in(
        &self,
        account: &Route,
        (route, case): (&Route, &cases::Case),
        folder: &Folder,
        event: &Event,
    ) -> Result<(), Stays> {
        let mails = self.alarms(Some(route), |organisation| Mail::HubeeAlarm { organisation }).await?;
        tracing::error!(alarm = "hubee.integration_error", route = %route.id, agency = route.agency, work = %folder.work, "a recipient's software could not take in what it was sent by the hub; it waits for a human");
        self.store
            .write(async |tx| {
                if !hubee::tell(tx, account, told(folder, event, Some("hubee.integration_error"))).await? {
                    return Ok(());
                }
                hubee::set_status(tx, folder, INTEGRATION_ERROR).await?;
                hubee::begin_anew(tx, &route.agency, folder.work).await?;
                deliveries::refused(tx, &route.agency, folder.work, "hubee.integration_error").await?;
                journal::add(tx, entry(route, case, "case.hubee_refused")).await?;
                for (to, mail) in &mails {
                    let dedup = format!("hubee.integration_error:{}", event.id);
                    self.put_mail(tx, &route.agency, &dedup, Uuid::nil(), to, form::text::Language::Fr, mail).await?;
                }
                Ok::<_, DeskError>(())
            })
            .await?;
        Ok(())
    }

    /// It is kept with its reason, and told to whoever runs the site.
    async fn keep_answer(
        &self,
        account: &Route,
        folder: Option<&Folder>,
        event: &Event,
        code: &str,
    ) -> Result<(), Stays> {
        tracing::error!(alarm = "hubee.kept", route = %account.id, agency = account.agency, event = event.id, code, "what a recipient answered by the hub was not applied; it is kept and waits for a human");
        let route = match folder {
            Some(folder) => self.store.read(async |conn| routes::get(conn, folder.route).await).await?,
            None => None,
        };
        let whose = route.as_ref().unwrap_or(account);
        let desk = Feed { agency: &whose.agency, organisation: &whose.organisation, branch: &whose.branch };
        let organisation = self.organisation_name(desk).await?;
        let operators = self.contact.iter().filter(|address| crate::notify::is_address(address));
        let mails: Vec<_> = operators.map(|to| (to, Mail::HubeeKept { organisation: organisation.clone() })).collect();
        self.store
            .write(async |tx| {
                let told = match folder {
                    Some(folder) => told(folder, event, Some(code)),
                    None => Told {
                        event: &event.id,
                        case: None,
                        action: word(event.action_type.as_deref()),
                        status: event.case_new_status.as_deref().map(|status| word(Some(status))),
                        code: Some(code),
                        said: None,
                    },
                };
                if hubee::tell(tx, account, told).await? {
                    // One a day: a hub that errs all the time is one alarm.
                    let dedup = format!("hubee.kept:{}:{}", account.id, tx.now().strftime("%F"));
                    for (to, mail) in &mails {
                        self.put_mail(tx, &account.agency, &dedup, Uuid::nil(), to, form::text::Language::Fr, mail)
                            .await?;
                    }
                }
                Ok::<_, DeskError>(())
            })
            .await?;
        Ok(())
    }
}

/// Where a case stands at the hub for what follows: that it was told, and that its recipient's software fetched it, goes without saying.
fn now<'a>(folder: &'a Folder, event: &Event) -> &'a str {
    match folder.status.as_str() {
        BEGUN | NOTIFIED if event.case_current_status.as_deref() == Some("SENT") => "SENT",
        BEGUN => NOTIFIED,
        status => status,
    }
}

fn told<'a>(folder: &Folder, event: &'a Event, code: Option<&'a str>) -> Told<'a> {
    Told {
        event: &event.id,
        case: Some(folder.case),
        action: word(event.action_type.as_deref()),
        status: event.case_new_status.as_deref().map(|status| word(Some(status))),
        code,
        // What was applied is with the case.
        said: code.and(event.message.as_deref()),
    }
}

/// One of the hub's words, and nothing that is none.
fn word(text: Option<&str>) -> &str {
    let plain =
        |text: &&str| text.len() <= WORD && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    text.filter(plain).unwrap_or("?")
}
