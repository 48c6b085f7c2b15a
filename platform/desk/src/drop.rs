//! Puts cases on partners' servers as files, and reads what their software answers.
//!
//! What is sent is made for the first attempt and kept, sealed, until it was answered: each attempt sends the same bytes. Nothing leaves
//! before the antivirus has passed all of it; meanwhile the piece waits, and holds up no other.

use connectors::routes::{Answer, File, Outcome, Parcel, Refusal, Route as Way};
use jiff::SignedDuration;
use pages::mail::Mail;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use store::{
    StoreError, Uuid, Write,
    attachments::{self, NewAttachment, Owner, State},
    cases::{self, Case},
    deliveries, drops,
    journal::{self, NewEntry},
    queue::{self, Work},
    routes::Route,
};

use crate::{
    Desk, OpenedCase,
    access::{Clerk, Partner, Scope},
    error::DeskError,
    push::message_id,
    routes::DropFolder,
    submit::{json_lines, read_json},
    work::Worked,
};

/// How soon it is looked whether the antivirus has passed everything.
const HELD: SignedDuration = SignedDuration::from_secs(30);
/// How often it is looked for answers.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);
/// The same where the server could not be asked.
const LOOK_LATER: SignedDuration = SignedDuration::from_mins(5);
/// Ends what is kept of a reason that says more than is read.
const CUT: &str = " […]";
/// A server shows another key than the one that is known.
const OTHER_KEY: &str = "sftp.host_key";
/// What the manifest's own form is called; a change that breaks its readers gets the next number.
const FORMAT: &str = "guichet-drop-1";

/// What happened, as it was written down with the event.
#[derive(Deserialize)]
pub(crate) struct Told {
    pub(crate) name: String,
    pub(crate) data: Data,
}

#[derive(Deserialize)]
pub(crate) struct Data {
    pub(crate) event_id: Option<Uuid>,
    pub(crate) kind: String,
}

/// A file of a drop.
pub(crate) struct Packed {
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) mime: String,
    pub(crate) bytes: Vec<u8>,
}

impl Packed {
    pub(crate) fn file(&self) -> File<'_> {
        File { name: &self.name, role: &self.role, mime: &self.mime, bytes: &self.bytes }
    }
}

impl Desk {
    /// One parcel, from its claim to its end.
    pub(crate) async fn drop_parcel(&self, work: &Work, route: &Route, keys: &[Vec<u8>]) -> Result<Worked, DeskError> {
        let folder: DropFolder = read_json(route.address.as_bytes(), "route")?;
        let told: Told = read_json(&work.payload, "delivery")?;
        let Some((case, opened)) = self.still_there(work, route).await? else {
            return self.close(work, deliveries::ELSEWHERE).await;
        };
        let packed = match self.packed(work, &told, opened).await {
            Err(DeskError::Store(StoreError::Held(State::Pending))) => {
                return self.release(work, self.now() + HELD).await;
            }
            packed => packed?,
        };
        let manifest = manifest(work, &packed)?;
        let files: Vec<File<'_>> = packed.iter().map(Packed::file).collect();
        let id = message_id(work.id);
        let at = self.now().as_second();
        let parcel = Parcel { id: &id, at, name: &told.name, body: &manifest, files: &files, so_far: None };
        let outcome = match folder.sftp(keys) {
            Ok(sftp) => self.push.courier.deliver(&Way::Sftp(sftp), &parcel).await,
            Err(error) => Outcome::Later { code: error.code(), status: None, patience: None },
        };
        if let Outcome::Later { code, .. } = outcome {
            if code == OTHER_KEY {
                self.tell_other_key(work, route).await?;
            }
            return self.again(work, Some(route), code, None).await;
        }
        self.store
            .write(async |tx| {
                if folder.answers {
                    deliveries::delivered(tx, work).await?;
                    drops::add(tx, route, &told.name, work.id, case.id).await?;
                } else {
                    queue::done(tx, work).await?;
                    forget(tx, &case, work.id).await?;
                }
                Ok::<_, DeskError>(journal::add(tx, entry(route, &case, "case.dropped")).await?)
            })
            .await?;
        Ok(Worked { done: 1, ..Worked::default() })
    }

    /// Whoever answers at the partner's address may not be the partner: an operator hears of it at the first attempt, once a day.
    async fn tell_other_key(&self, work: &Work, route: &Route) -> Result<(), DeskError> {
        let mails = self.alarms(Some(route), |organisation| Mail::DropHostKey { organisation }).await?;
        let dedup = format!("drop.host_key:{}:{}", work.lane, self.now().strftime("%F"));
        self.store.write(async |tx| self.put_alarms(tx, work, &dedup, &mails).await).await?;
        tracing::error!(alarm = "drop.host_key", route = %route.id, agency = work.agency, "a partner's server shows another key than the one that is known; nothing is put or read there");
        self.wake.notify_one();
        Ok(())
    }

    /// The case, where it still belongs to the desk that the parcel is for.
    pub(crate) async fn still_there(
        &self,
        work: &Work,
        route: &Route,
    ) -> Result<Option<(Case, OpenedCase)>, DeskError> {
        let found = self.case_of_work(work).await?;
        let Some((case, stored)) = found.filter(|(case, _)| belongs(case, route)) else { return Ok(None) };
        let dossier = self.dossier(stored).await?;
        let opened = self.opened(&case.agency, case.id, dossier).await?;
        Ok(Some((case, opened)))
    }

    /// The files, as they were made for the first attempt.
    async fn packed(&self, work: &Work, told: &Told, opened: OpenedCase) -> Result<Vec<Packed>, DeskError> {
        match told.data.kind.as_str() {
            "case" | "complement" => Ok(vec![self.packed_case(work, told, opened).await?]),
            // What a message says and brings never changes.
            "message" => self.packed_message(told, &opened).await,
            // What is told is all there is.
            _ => Ok(Vec::new()),
        }
    }

    pub(crate) async fn packed_case(&self, work: &Work, told: &Told, opened: OpenedCase) -> Result<Packed, DeskError> {
        let owner = Owner::Parcel(opened.case.id);
        let (agency, path) = (opened.case.agency.clone(), work.id.to_string());
        let kept = self.store.read(async |conn| attachments::list(conn, &agency, owner).await).await?;
        let bytes = match kept.into_iter().find(|kept| kept.path == path) {
            Some(kept) => self.store.objects().read_all(&kept).await?,
            None => {
                let (name, bytes) = self.package(opened).await?;
                let stored = self.store.objects().put(&agency, &bytes).await?;
                let (name, mime) = (name.as_str(), "application/zip");
                // Made here, of what the antivirus has passed.
                let new = NewAttachment { owner, path: &path, name, mime, state: State::Clean, stored: &stored };
                self.store
                    .write(async |tx| {
                        // Whoever has the lease makes it, and nobody else.
                        queue::hold(tx, work, SignedDuration::from_secs(60)).await?;
                        attachments::add(tx, new).await
                    })
                    .await?;
                bytes
            }
        };
        let name = format!("{}.zip", told.name);
        Ok(Packed { name, role: "package".to_owned(), mime: "application/zip".to_owned(), bytes })
    }

    pub(crate) async fn packed_message(&self, told: &Told, opened: &OpenedCase) -> Result<Vec<Packed>, DeskError> {
        let event = opened.events.iter().map(|(event, _)| event).find(|event| Some(event.id) == told.data.event_id);
        let event = event.ok_or(DeskError::NotFound("event"))?;
        let said = json!({ "at": event.at, "author": event.author.kind(), "message": event.message });
        let (name, mime) = (format!("{}_message.json", told.name), "application/json".to_owned());
        let mut packed = vec![Packed { name, role: "message".to_owned(), mime, bytes: json_lines(&said)? }];
        let path = event.id.to_string();
        let sent = opened.sent.iter().filter(|file| file.path == path && file.state != State::Infected);
        for (rank, file) in sent.enumerate() {
            let ending = match file.mime.as_str() {
                "application/pdf" => "pdf",
                "image/jpeg" => "jpg",
                "image/png" => "png",
                _ => "bin",
            };
            let name = format!("{}_piece-{}.{ending}", told.name, rank + 1);
            let bytes = self.store.objects().read_all(file).await?;
            packed.push(Packed { name, role: "attachment".to_owned(), mime: file.mime.clone(), bytes });
        }
        Ok(packed)
    }

    /// Reads what a partner's software answered, writes it down, and clears it away.
    pub(crate) async fn look(&self, work: &Work, route: &Route, keys: &[Vec<u8>]) -> Result<Worked, DeskError> {
        let mut awaited = self.store.read(async |conn| drops::unanswered(conn, route).await).await?;
        if awaited.is_empty() {
            self.looked(work, self.now() + LOOK_AGAIN).await?;
            return Ok(Worked::default());
        }
        awaited.sort_unstable();
        let sftp = read_json::<DropFolder>(route.address.as_bytes(), "route")?.sftp(keys)?;
        let answers = match self.push.courier.answers(&sftp, &awaited).await {
            Ok(answers) => answers,
            Err(code) => {
                tracing::warn!(route = %route.id, agency = route.agency, code, "a partner's server could not be asked for its answers");
                if code == OTHER_KEY {
                    self.tell_other_key(work, route).await?;
                }
                self.look_failed(work, route, self.now() + LOOK_LATER, code).await?;
                return Ok(Worked::default());
            }
        };
        let (nothing, mut read) = (answers.is_empty(), Vec::with_capacity(answers.len()));
        for answer in answers {
            if self.answered(route, &answer).await? {
                read.push(answer);
            }
        }
        // Of what was cleared away before a crash nothing lies there any more.
        let mut gone = match nothing {
            true => self.store.read(async |conn| drops::uncleared(conn, route).await).await?,
            false => Vec::new(),
        };
        if !read.is_empty() {
            match self.push.courier.clear(&sftp, &read).await {
                Ok(()) => gone.extend(read.iter().map(|answer| answer.name.clone())),
                Err(code) => {
                    tracing::warn!(route = %route.id, agency = route.agency, code, "answers could not be cleared away");
                }
            }
        }
        if !gone.is_empty() {
            self.store.write(async |tx| drops::cleared(tx, route, &gone).await).await?;
        }
        self.looked(work, self.now() + LOOK_AGAIN).await?;
        Ok(Worked { done: read.len(), ..Worked::default() })
    }

    /// Writes down what was answered; `false` where that must wait, as an operator holds the case.
    async fn answered(&self, route: &Route, answer: &Answer) -> Result<bool, DeskError> {
        let found = self.store.read(async |conn| drops::get(conn, route, &answer.name).await).await?;
        let Some(drop) = found.filter(|drop| drop.answer.is_none()) else { return Ok(true) };
        let case = self.store.read(async |conn| cases::get(conn, &route.agency, drop.case).await).await?;
        let Some(case) = case else { return Ok(true) };
        if case.status == "suspended" {
            return Ok(false);
        }
        let Some(refusal) = &answer.refusal else {
            // Its software has it: the case is received, as by an agent who opens it.
            if belongs(&case, route) {
                self.received_by(route, &case).await?;
            }
            let work = drop.work;
            return self
                .store
                .write(async |tx| {
                    if drops::answer(tx, route, &drop, None).await? {
                        forget(tx, &case, work).await?;
                        journal::add(tx, entry(route, &case, "case.drop_taken_in")).await?;
                    }
                    Ok(true)
                })
                .await;
        };
        let mails = self.alarms(Some(route), |organisation| Mail::DropRefused { organisation }).await?;
        let reason = reason(refusal);
        tracing::error!(alarm = "drop.refused", route = %route.id, agency = route.agency, work = %drop.work, "a partner's software could not take in what was dropped; it is parked and waits for a human");
        self.store
            .write(async |tx| {
                if drops::answer(tx, route, &drop, Some(&reason)).await? {
                    deliveries::refused(tx, &route.agency, drop.work, deliveries::REFUSED).await?;
                    journal::add(tx, entry(route, &case, "case.drop_refused")).await?;
                    let dedup = format!("drop.refused:{}:{}", route.id, tx.now().strftime("%F"));
                    for (to, mail) in &mails {
                        let french = form::text::Language::Fr;
                        self.put_mail(tx, &route.agency, &dedup, Uuid::nil(), to, french, mail).await?;
                    }
                }
                Ok::<_, DeskError>(())
            })
            .await?;
        self.wake.notify_one();
        Ok(true)
    }

    pub(crate) async fn received_by(&self, route: &Route, case: &Case) -> Result<(), DeskError> {
        let software = software(route);
        let clerk = Clerk::Partner(&software);
        let (case, dossier) = self.case_of(clerk, &case.agency, case.id).await?;
        match self.looked_at(clerk, &case, &dossier, "case.acknowledged").await {
            // Somebody opened it meanwhile: it is received.
            Err(DeskError::Store(StoreError::Conflict { .. })) => Ok(()),
            received => received,
        }
    }
}

/// What a partner's software may do that answers by a route.
pub(crate) fn software(route: &Route) -> Partner {
    Partner {
        id: route.id,
        name: String::new(),
        agency: route.agency.clone(),
        organisation: route.organisation.clone(),
        branch: route.branch.clone(),
        sandbox: false,
        scopes: Scope::ALL.to_vec(),
    }
}

pub(crate) fn belongs(case: &Case, route: &Route) -> bool {
    (&case.agency, &case.organisation, &case.branch) == (&route.agency, &route.organisation, &route.branch)
}

/// What was kept of a parcel goes.
pub(crate) async fn forget(tx: &mut Write, case: &Case, work: Uuid) -> Result<(), DeskError> {
    let path = work.to_string();
    let kept = attachments::list(tx, &case.agency, Owner::Parcel(case.id)).await?;
    for kept in kept.iter().filter(|kept| kept.path == path) {
        attachments::remove(tx, kept).await?;
    }
    Ok(())
}

/// What tells the partner that a drop is whole: what happened, in the words of the feed and of webhooks, and the files.
pub(crate) fn manifest(work: &Work, packed: &[Packed]) -> Result<String, DeskError> {
    let told: Value = read_json(&work.payload, "delivery")?;
    let files = packed.iter().map(|file| {
        json!({
            "name": file.name,
            "role": file.role,
            "mime": file.mime,
            "size": file.bytes.len(),
            "sha256": hex::encode(Sha256::digest(&file.bytes)),
        })
    });
    let manifest = json!({
        "format": FORMAT,
        "id": message_id(work.id),
        "name": told["name"],
        "type": told["type"],
        "timestamp": told["timestamp"],
        "data": told["data"],
        "files": files.collect::<Vec<_>>(),
    });
    String::from_utf8(json_lines(&manifest)?).map_err(|_| DeskError::Stored("a manifest that is no text".to_owned()))
}

/// Plain text, or the `reason` of a JSON object; without what only terminals would obey. One that says more than is read ends with […]; of
/// one that cannot be read, the code of why.
fn reason(refusal: &Refusal) -> String {
    #[derive(Deserialize)]
    struct Said {
        reason: String,
    }
    let said = serde_json::from_str::<Said>(&refusal.said).map_or_else(|_| refusal.said.clone(), |said| said.reason);
    let mut reason = crate::treat::plain(&said).trim().to_owned();
    if refusal.cut {
        reason.push_str(CUT);
    }
    // In the words that what else fails at a server is told by.
    if let Some(code) = refusal.unread {
        reason.push_str(code);
    }
    reason
}

pub(crate) fn entry<'a>(route: &'a Route, case: &Case, act: &'a str) -> NewEntry<'a> {
    NewEntry {
        agency: &route.agency,
        act,
        object_kind: "case",
        object: case.id,
        actor_kind: "partner",
        actor: Some(route.id),
        committed: None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Refusal, reason};

    #[test]
    fn a_reason_is_text_or_json_and_says_where_it_was_cut() {
        let read = |said: &str, cut| reason(&Refusal { said: said.to_owned(), cut, unread: None });
        assert_eq!(read("  schéma inconnu\r\n", false), "schéma inconnu");
        assert_eq!(read(r#"{"reason":"doublon","code":7}"#, false), "doublon");
        assert_eq!(read("\u{1b}[31mrouge\u{202e}", false), "[31mrouge");
        assert_eq!(read(&"x".repeat(9000), false).len(), 9000);
        assert_eq!(read(r#"{"reason":"trop lon"#, true), r#"{"reason":"trop lon […]"#);
        assert_eq!(reason(&Refusal { unread: Some("sftp.denied"), ..Refusal::default() }), "sftp.denied");
    }
}
