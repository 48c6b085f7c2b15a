//! Applies to their cases what recipients answered by the hub.
//!
//! What was stored is acknowledged, and nothing else: whatever goes wrong before comes again, and is known by its id. What may not follow
//! at the hub, or cannot be applied to the case as it stands, is kept with its reason and told to the operator; its citizen is told nothing.
//! What comes to a case that an operator holds waits until it goes on.

use connectors::routes::{
    Hub,
    hubee::{Event, Fail},
};
use pages::mail::Mail;
use serde_json::json;
use store::{
    StoreError, Uuid, awaited, cases, deliveries,
    hubee::{self, Folder, Told},
    journal,
    routes::{self, Route},
};
use words::Words;

use super::statuses::{BEGUN, INTEGRATION_ERROR, NOTIFIED, may_follow, ours};
use crate::{
    Desk, Upload,
    attach::FILE_SIZE,
    drop::{belongs, entry, software},
    error::DeskError,
    treat::Act,
};

/// Signs of what is kept of the hub's own words.
const WORD: usize = 40;

/// Why an event is not applied yet.
pub(super) enum Stays {
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
    /// One event that was not told before.
    pub(super) async fn apply(
        &self,
        account: &Route,
        hub: &Hub<'_>,
        hub_case: &str,
        event: &Event,
    ) -> Result<(), Stays> {
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
        if case.status == "suspended" {
            return Err(held().into());
        }
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
        // The citizen's answer to what was asked for may have set the case back to work already.
        let status = status.filter(|status| *status != "in_progress" || case.status != "in_progress");
        if matches!(status, Some("refused" | "complement")) && message.trim().is_empty() {
            let (_, dossier) = self.case_of(crate::access::Clerk::Partner(&software(&route)), &agency, case.id).await?;
            message = Words::shared().get(dossier.evidence.language.tag(), "hubee-nothing-said", &[]);
        }
        if status.is_some() || !message.trim().is_empty() || !documents.is_empty() {
            let act = Act { status: status.map(str::to_owned), message, documents, ..Act::default() };
            match self.answer(&software(&route), case.id, &format!("hubee-{}", event.id), act).await {
                Ok(_) => {}
                // An operator was faster.
                Err(error) if error.code() == awaited::HELD => return Err(error.into()),
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
        let mails = self.kept_mails_for(route.as_ref().unwrap_or(account)).await?;
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
                    self.put_kept_mails(tx, account, &mails).await?;
                }
                Ok::<_, DeskError>(())
            })
            .await?;
        Ok(())
    }

    async fn kept_mails_for(&self, route: &Route) -> Result<Vec<(String, Mail)>, DeskError> {
        self.alarms(Some(route), |organisation| Mail::HubeeKept { organisation }).await
    }

    /// The same, of the desk that a case at the hub was sent to.
    pub(super) async fn kept_mails_of(
        &self,
        account: &Route,
        hub_case: &str,
    ) -> Result<Vec<(String, Mail)>, DeskError> {
        let route = self
            .store
            .read(async |conn| match hubee::of_hub_case(conn, account, hub_case).await? {
                Some(folder) => routes::get(conn, folder.route).await,
                None => Ok(None),
            })
            .await?;
        self.kept_mails_for(route.as_ref().unwrap_or(account)).await
    }

    /// One a day: a hub that errs all the time is one alarm.
    pub(super) async fn put_kept_mails(
        &self,
        tx: &mut store::Write,
        account: &Route,
        mails: &[(String, Mail)],
    ) -> Result<(), DeskError> {
        let dedup = format!("hubee.kept:{}:{}", account.id, tx.now().strftime("%F"));
        for (to, mail) in mails {
            self.put_mail(tx, &account.agency, &dedup, Uuid::nil(), to, form::text::Language::Fr, mail).await?;
        }
        Ok(())
    }
}

fn held() -> DeskError {
    DeskError::Invalid { field: "case", code: awaited::HELD }
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
