//! Sends a case, and what comes to it, by the hub, one step after the other; each is written down before the next.

use connectors::routes::{
    Outcome, Parcel, Route as Way, Sending,
    hubee::{self as hub, Action, Folder, SoFar},
};
use jiff::SignedDuration;
use pages::mail::Mail;
use store::{
    StoreError, Uuid,
    attachments::State,
    cases::Case,
    deliveries,
    hubee::{self, Folder as Kept},
    journal,
    queue::Work,
    routes::{self, Route},
};

use super::{
    HubeeAccount, HubeeDesk,
    statuses::{AWAITING, BEGUN, CLOSED, INTEGRATION_ERROR, NOTIFIED},
};
use crate::{
    Desk, OpenedCase,
    drop::{Packed, Told, entry, forget, manifest},
    error::DeskError,
    library::blocking,
    push::message_id,
    remind,
    submit::read_json,
    withhold::{CANCELLED, RESUMED, SUSPENDED},
    work::Worked,
};

/// How soon it is looked again for what must come first.
const SOON: SignedDuration = SignedDuration::from_secs(30);
/// Steps of one sending: more than its files can be.
const STEPS: usize = 400;

/// What is to be sent, and the files that go with it.
type Dispatch = (Sending, Vec<Packed>);

impl Desk {
    /// One piece, from its claim to its end.
    pub(crate) async fn send_by_hubee(&self, work: &Work, route: &Route) -> Result<Worked, DeskError> {
        let told: Told = read_json(&work.payload, "delivery")?;
        let Some((case, opened)) = self.still_there(work, route).await? else {
            return self.close(work, deliveries::ELSEWHERE).await;
        };
        let accounts = self.accounts(&route.agency).await?;
        let account = accounts.into_iter().find(|(_, account)| account.processes.contains_key(&case.demarche));
        let Some((account, credentials)) = account else {
            return self.again(work, Some(route), "hubee.process", None).await;
        };
        let rests = account.rests_until.filter(|until| *until > self.now());
        if account.paused.is_some() || rests.is_some() {
            return self.release(work, rests.unwrap_or(self.now() + SOON)).await;
        }
        let (kept, so_far, first) = self
            .store
            .read(async |conn| {
                let kept = hubee::of_case(conn, route, case.id).await?;
                let first = hubee::is_first_awaited(conn, work).await?;
                Ok::<_, StoreError>((kept, hubee::progress_of(conn, work).await?, first))
            })
            .await?;
        match (told.data.kind.as_str(), &kept) {
            // Its recipient keeps what it has: nothing can be held back there, and nothing need be let go.
            (SUSPENDED | RESUMED, _) => return self.close(work, deliveries::NO_WORD).await,
            (CANCELLED, None) if !first => return self.close(work, deliveries::UNTOLD).await,
            (CANCELLED, Some(kept)) if kept.status == BEGUN => {
                // The hub takes no folder back. Its recipient never hears of it.
                tracing::error!(alarm = "hubee.unfinished", route = %route.id, agency = route.agency, folder = kept.folder, "a case was cancelled whose folder had been begun at the hub; it stays there unfinished, until the hub's operator removes it");
                return self.close(work, deliveries::UNFINISHED).await;
            }
            _ => {}
        }
        // What comes to a case comes after the case; of one that was there before the route, nothing is sent.
        let awaits = match &kept {
            Some(kept) => kept.status == BEGUN,
            None => first || remind::since(&case) >= route.created_at,
        };
        let awaits = match told.data.kind.as_str() {
            "case" => false,
            CANCELLED => kept.is_none(),
            _ => awaits,
        };
        if awaits {
            return self.release(work, self.now() + SOON).await;
        }
        let dispatch = self.dispatch(work, (route, &told), (&case, opened), &credentials, kept.as_ref()).await;
        let Some((sending, packed)) = (match dispatch {
            Err(DeskError::Store(StoreError::Held(State::Pending))) => {
                return self.release(work, self.now() + SOON).await;
            }
            dispatch => dispatch?,
        }) else {
            return self.close(work, deliveries::NO_WORD).await;
        };
        let way = Way::Hubee(Box::new((credentials.hubee()?, sending)));
        let body = manifest(work, &packed)?;
        let files: Vec<_> = packed.iter().map(Packed::file).collect();
        let mut so_far = so_far;
        for _ in 0..STEPS {
            let (id, at) = (message_id(work.id), self.now().as_second());
            let parcel =
                Parcel { id: &id, at, name: &told.name, body: &body, files: &files, so_far: so_far.as_deref() };
            match self.push.courier.deliver(&way, &parcel).await {
                Outcome::Further(next) => {
                    self.note_progress(work, (route, &account, &case), &way, &next).await?;
                    if let Some(stopped) = self.stopped_meanwhile(work).await? {
                        return Ok(stopped);
                    }
                    so_far = Some(next);
                }
                Outcome::Done => return self.sent_by_hubee(work, (route, &case), &way, so_far.as_deref()).await,
                Outcome::Later { code, status, patience } => {
                    if let Some(asked) = patience.and_then(|asked| SignedDuration::try_from(asked).ok()) {
                        let until = self.now() + asked.min(SignedDuration::from_hours(24));
                        self.store.write(async |tx| routes::rest(tx, &account, until).await).await?;
                    }
                    let code = status.map_or_else(|| code.to_owned(), |status| format!("{code}_{status}"));
                    return self.again(work, Some(route), &code, None).await;
                }
                Outcome::Gone => return self.again(work, Some(route), "hubee.status_410", None).await,
            }
        }
        self.again(work, Some(route), "hubee.protocol", None).await
    }

    /// What is to be said, and the files that go with it; nothing for what the hub has no word for.
    async fn dispatch(
        &self,
        work: &Work,
        (route, told): (&Route, &Told),
        (case, opened): (&Case, OpenedCase),
        account: &HubeeAccount,
        kept: Option<&Kept>,
    ) -> Result<Option<Dispatch>, DeskError> {
        let event = |kept: &Kept, action, message, to: Option<&str>| Sending::Event {
            case: kept.hub_case.clone(),
            action,
            message,
            status: to.map(|to| (kept.status.clone(), to.to_owned())),
        };
        Ok(match (told.data.kind.as_str(), kept) {
            // Its recipient's software could not take it in, and an operator has it sent once more.
            ("case", Some(kept)) if kept.status == INTEGRATION_ERROR => {
                Some((event(kept, Action::Status, None, Some(NOTIFIED)), Vec::new()))
            }
            ("case", _) => {
                let desk: HubeeDesk = read_json(route.address.as_bytes(), "route")?;
                let names = names(&opened);
                let folder = Folder {
                    external_id: case.external_id.clone(),
                    process: account.processes.get(&case.demarche).cloned().unwrap_or_default(),
                    siret: case.organisation.clone(),
                    branch: desk.branch,
                    first_name: names.0,
                    last_name: names.1,
                };
                Some((Sending::Folder(folder), self.unpacked(work, told, opened).await?))
            }
            // What was asked for was given: the case is opened anew for its recipient.
            ("complement", Some(kept)) => {
                let files = self.unpacked(work, told, opened).await?;
                Some((event(kept, Action::Deposit, None, Some(NOTIFIED)), files))
            }
            ("message", Some(kept)) => {
                let said = opened.events.iter().find(|(event, _)| Some(event.id) == told.data.event_id);
                let said = said.and_then(|(event, _)| event.message.clone()).unwrap_or_default();
                let mut files = self.packed_message(told, &opened).await?;
                if said.chars().count() <= hub::MESSAGE {
                    // It is said in the event itself.
                    files.retain(|file| file.role != "message");
                }
                // Who was asked for something answers by it: the case is opened anew for its recipient.
                let to = (kept.status == AWAITING).then_some(NOTIFIED);
                let action = match (files.is_empty(), to) {
                    (true, None) => Action::Message,
                    (true, Some(_)) => Action::Status,
                    (false, _) => Action::Deposit,
                };
                let said = Some(said.chars().take(hub::MESSAGE).collect::<String>()).filter(|said| !said.is_empty());
                Some((event(kept, action, said, to), files))
            }
            ("close", Some(kept)) if matches!(kept.status.as_str(), "DONE" | "REFUSED" | CLOSED) => {
                Some((event(kept, Action::Status, None, Some(CLOSED)), Vec::new()))
            }
            // It is over for its recipient too, which reads why.
            (CANCELLED, Some(kept)) if kept.status != CLOSED => {
                let why = opened.events.iter().find(|(event, _)| Some(event.id) == told.data.event_id);
                let why = why.and_then(|(event, _)| event.message.as_ref());
                let why = why.map(|why| why.chars().take(hub::MESSAGE).collect());
                Some((event(kept, Action::Status, why, Some(CLOSED)), Vec::new()))
            }
            _ => None,
        })
    }

    /// The files of the package, one by one, as they were made for the first attempt.
    async fn unpacked(&self, work: &Work, told: &Told, opened: OpenedCase) -> Result<Vec<Packed>, DeskError> {
        let package = self.packed_case(work, told, opened).await?;
        let unpacked = blocking(move || {
            documents::package::unpack(&package.bytes).map_err(|fault| DeskError::Stored(fault.to_string()))
        })
        .await?;
        let packed = unpacked.into_iter().map(|file| Packed {
            name: file.name,
            role: file.code,
            mime: file.mime,
            bytes: file.bytes,
        });
        Ok(packed.collect())
    }

    async fn note_progress(
        &self,
        work: &Work,
        (route, account, case): (&Route, &Route, &Case),
        way: &Way,
        next: &str,
    ) -> Result<(), DeskError> {
        let made = SoFar::read(Some(next)).filter(|so_far| so_far.uploaded == 0 && is_folder(way));
        let made = made.and_then(|so_far| so_far.folder.zip(so_far.case));
        self.store
            .write(async |tx| {
                hubee::progress(tx, work, next).await?;
                // Known before its recipient hears of it: whatever they answer finds its case.
                if let Some((folder, hub_case)) = made {
                    let kept = Kept {
                        agency: case.agency.clone(),
                        route: route.id,
                        case: case.id,
                        account: account.id,
                        work: work.id,
                        folder,
                        hub_case,
                        status: BEGUN.to_owned(),
                    };
                    hubee::put(tx, &kept).await?;
                }
                Ok(())
            })
            .await
    }

    async fn sent_by_hubee(
        &self,
        work: &Work,
        (route, case): (&Route, &Case),
        way: &Way,
        so_far: Option<&str>,
    ) -> Result<Worked, DeskError> {
        let corrupted = SoFar::read(so_far).is_some_and(|so_far| !so_far.corrupted.is_empty());
        let to = match way {
            Way::Hubee(way) => match &way.1 {
                Sending::Folder(_) => Some(NOTIFIED.to_owned()),
                Sending::Event { status, .. } => status.as_ref().map(|(_, to)| to.clone()),
            },
            Way::Sftp(_) | Way::Webhook(_) => None,
        };
        let mails = match corrupted {
            true => self.alarms(Some(route), |organisation| Mail::HubeeAlarm { organisation }).await?,
            false => Vec::new(),
        };
        if corrupted {
            tracing::error!(alarm = "hubee.corrupted", route = %route.id, agency = route.agency, work = %work.id, "the hub's antivirus holds a file back; its case arrived without it");
        }
        self.store
            .write(async |tx| {
                deliveries::delivered(tx, work).await?;
                forget(tx, case, work.id).await?;
                if let (Some(to), Some(kept)) = (&to, hubee::of_case(tx, route, case.id).await?) {
                    // Its recipient may have answered to it already.
                    if !is_folder(way) || kept.status == BEGUN {
                        hubee::set_status(tx, &kept, to).await?;
                    }
                }
                journal::add(tx, entry(route, case, "case.sent_by_hubee")).await?;
                for (to, mail) in &mails {
                    let dedup = format!("hubee.corrupted:{}", work.id);
                    self.put_mail(tx, &route.agency, &dedup, Uuid::nil(), to, form::text::Language::Fr, mail).await?;
                }
                Ok::<_, DeskError>(())
            })
            .await?;
        Ok(Worked { done: 1, ..Worked::default() })
    }
}

fn is_folder(way: &Way) -> bool {
    matches!(way, Way::Hubee(way) if matches!(way.1, Sending::Folder(_)))
}

/// Given name and name of the applicant; of a body, what it is called.
fn names(opened: &OpenedCase) -> (String, String) {
    let answers = &opened.planned.answers;
    let at = opened.dossier.evidence.applicant_at.as_deref();
    let inside = at.and_then(|at| at.split('.').try_fold(answers, |json, part| json.get(part)));
    let text = |names: &[&str]| {
        let found = names.iter().find_map(|name| inside?.get(name)?.as_str().filter(|text| !text.is_empty()));
        found.unwrap_or_default().to_owned()
    };
    match text(&["denomination"]) {
        none if none.is_empty() => (text(&["prenoms", "prenom"]), text(&["nom_usage", "nom", "nom_naissance"])),
        denomination => (String::new(), denomination),
    }
}
