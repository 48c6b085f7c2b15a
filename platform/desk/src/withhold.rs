//! Suspends a case, lets it go on, cancels it: the operator's hand, with a reason that citizen and office read. And takes the word of a
//! recipient's software that it could not take a case in: it is held, an alarm is raised, and it comes again when an operator says so.
//!
//! While a case is suspended nothing more of it is delivered; what was to be delivered waits, and goes on under the same ids. A case that no
//! office has is shown to none. What the law counts runs on, but for an acceptance by silence: it begins when the right office has the case.

use form::text::Language;
use pages::mail::Mail;
use store::{
    StoreError, Uuid, Write,
    cases::{self, Case},
    complements, dossiers,
    events::{self, Author, Event, NewEvent},
    holds,
    journal::{self, NewEntry},
    organisations,
    queue::Work,
};

use crate::{
    Desk,
    access::{self, Clerk, Object, Partner, Scope, require},
    complement,
    error::DeskError,
    fill::later,
    notify::is_address,
    remind, silence,
    submit::{Dossier, read_json},
    treat::{MAX_MESSAGE, plain, shorten_retention},
    work::Worked,
};

/// An event by which an operator suspends a case; its message is why.
pub(crate) const SUSPENDED: &str = "suspended";
/// One by which it goes on.
pub(crate) const RESUMED: &str = "resumed";
/// One by which it ends.
pub(crate) const CANCELLED: &str = "cancelled";
/// One by which a case that could not be taken in comes again.
pub(crate) const RESENT: &str = "resent";
/// Why a program may not take a case in.
pub const NACK_CODES: [&str; 4] = ["unreadable", "not_ours", "duplicate", "other"];

/// What an operator does to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Nothing more of it is delivered, and nobody acts on it.
    Suspend,
    /// It goes on where it was.
    Resume,
    /// It ends here; it can be read until its time is over.
    Cancel,
    /// It was not taken in by its recipient's software, and is sent again.
    Redrive,
}

/// What was done to one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operated {
    /// What partners know it by.
    pub external_id: String,
    /// Its status from then on.
    pub status: String,
    /// Pieces of work that wait from then on, or go on.
    pub work: u64,
}

/// What a program said of a case that it could not take in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nacked {
    /// The code that it said last.
    pub code: String,
    /// When it said so first.
    pub at: jiff::Timestamp,
}

/// Whether an operator holds this case, or has ended it.
pub(crate) fn withheld(case: &Case) -> Option<&'static str> {
    match case.status.as_str() {
        "suspended" => Some("case.suspended"),
        "cancelled" => Some("case.cancelled"),
        _ => None,
    }
}

/// Whether no office has had it when an operator held it: none is shown it.
pub(crate) fn never_sent(case: &Case) -> bool {
    withheld(case).is_some() && case.held_from.as_deref() == Some("recorded")
}

/// When a case that was suspended before any office had it went on, where that was so, of the events of the desk that has it now.
pub(crate) fn competent_since(events: &[&Event]) -> Option<jiff::Timestamp> {
    let here = events.iter().rposition(|event| event.kind == silence::FORWARDED).map_or(0, |place| place + 1);
    let sent =
        events[here..].iter().position(|event| event.kind == "status" && event.status.as_deref() == Some("sent"));
    let before = &events[here..here + sent.unwrap_or(events.len() - here)];
    before.iter().rev().find(|event| event.kind == RESUMED).map(|event| event.at)
}

impl Desk {
    /// Does it to the case that partners know by `reference`, or to every case of the dossier of this reference that it can be done to; all
    /// of it, or nothing.
    ///
    /// # Errors
    /// `request.not_found`; `reason.required`, `reason.too_long`; `case.by_post`, `case.over`, `case.suspended`, `case.not_suspended`,
    /// `case.not_refused` where it can be done to none.
    pub async fn operate(
        &self,
        reference: &str,
        operation: Operation,
        reason: &str,
        operator: Option<Uuid>,
    ) -> Result<Vec<Operated>, DeskError> {
        let reason = plain(reason);
        let reason = reason.trim();
        let refused = |code| DeskError::Invalid { field: "reason", code };
        if reason.is_empty() && operation != Operation::Redrive {
            return Err(refused("reason.required"));
        }
        if reason.chars().count() > MAX_MESSAGE {
            return Err(refused("reason.too_long"));
        }
        let (stored, found) = self
            .store
            .read(async |conn| {
                let unknown = || DeskError::NotFound("dossier");
                if let Some(dossier) = dossiers::of_reference(conn, reference).await? {
                    let cases = cases::of_dossier(conn, &dossier.agency, dossier.id).await?;
                    return Ok((dossier, cases));
                }
                let case = cases::of_external_id(conn, reference).await?.ok_or_else(unknown)?;
                let dossier = dossiers::get(conn, &case.agency, case.dossier).await?.ok_or_else(unknown)?;
                Ok::<_, DeskError>((dossier, vec![case]))
            })
            .await?;
        let mut acceptable = Vec::new();
        let mut why = None;
        for case in found {
            match self.fault(&case, operation).await? {
                Some(code) => why = why.or(Some(code)),
                None => acceptable.push(case),
            }
        }
        if acceptable.is_empty() {
            let code = why.unwrap_or("case.over");
            return Err(DeskError::Invalid { field: "reference", code });
        }
        let dossier = self.dossier(stored).await?;
        let done = self
            .store
            .write(async |tx| {
                let stored = &dossier.stored;
                let over = |one: &Case| {
                    one.status == "cancelled"
                        || operation == Operation::Cancel && acceptable.iter().any(|case| case.id == one.id)
                };
                let whole = cases::of_dossier(tx, &stored.agency, stored.id).await?.iter().all(over);
                let mut done = Vec::with_capacity(acceptable.len());
                for case in &acceptable {
                    done.push(self.operate_on(tx, &dossier, case, operation, (reason, operator, whole)).await?);
                }
                shorten_retention(tx, &dossier).await?;
                Ok::<_, DeskError>(done)
            })
            .await;
        self.wake.notify_one();
        self.push.wake();
        match done {
            Err(DeskError::Store(StoreError::Conflict { .. })) => {
                Err(DeskError::Invalid { field: "reference", code: "case.changed" })
            }
            done => done,
        }
    }

    /// What stands against it.
    async fn fault(&self, case: &Case, operation: Operation) -> Result<Option<&'static str>, DeskError> {
        let status = case.status.as_str();
        let over = matches!(status, "done" | "refused" | "closed" | "cancelled");
        Ok(match operation {
            _ if status == "to_send" => Some("case.by_post"),
            Operation::Suspend | Operation::Cancel if over => Some("case.over"),
            Operation::Suspend if status == "suspended" => Some("case.suspended"),
            Operation::Resume if status != "suspended" => Some("case.not_suspended"),
            Operation::Redrive if status == "suspended" => Some("case.suspended"),
            Operation::Redrive => {
                let open = self.store.read(async |conn| holds::open(conn, case).await).await?;
                open.is_none().then_some("case.not_refused")
            }
            Operation::Suspend | Operation::Resume | Operation::Cancel => None,
        })
    }

    async fn operate_on(
        &self,
        tx: &mut Write,
        dossier: &Dossier,
        case: &Case,
        operation: Operation,
        (reason, operator, whole): (&str, Option<Uuid>, bool),
    ) -> Result<Operated, DeskError> {
        if !cases::take(tx, case).await? {
            return Err(DeskError::Store(StoreError::Conflict { expected: 0, actual: 0 }));
        }
        let before = case.held_from.as_deref();
        let (kind, act, status, held_from) = match operation {
            Operation::Suspend => (SUSPENDED, "case.suspended", Some("suspended"), Some(case.status.as_str())),
            Operation::Resume => (RESUMED, "case.resumed", before, None),
            Operation::Cancel => {
                (CANCELLED, "case.cancelled", Some("cancelled"), before.or(Some(case.status.as_str())))
            }
            Operation::Redrive => (RESENT, "case.resent", None, None),
        };
        // An office that never had the case is told nothing of it.
        let unknown = before.unwrap_or(case.status.as_str()) == "recorded";
        let work = match operation {
            Operation::Suspend => holds::hold_work(tx, case).await?,
            Operation::Resume => {
                let waited = holds::let_go(tx, case).await?;
                if let Some(since) = events::last(tx, case, SUSPENDED).await? {
                    complement::put_off(tx, &dossier.served, case, since).await?;
                }
                waited
            }
            Operation::Cancel => {
                complement::cancel_reminder(tx, case).await?;
                complements::end(tx, case).await?;
                remind::cancel(tx, case).await?;
                holds::close_work(tx, case).await?
            }
            Operation::Redrive => 1,
        };
        let new = NewEvent {
            author: Author::Operator(operator),
            kind,
            status,
            message: (!reason.is_empty()).then_some(reason),
            attachment: None,
        };
        let event = if unknown && operation != Operation::Redrive {
            events::keep(tx, case, new).await?
        } else {
            events::add(tx, case, new).await?
        };
        if operation != Operation::Redrive {
            holds::set_held_from(tx, case, held_from).await?;
        }
        if matches!(operation, Operation::Redrive | Operation::Cancel) {
            holds::end(tx, case).await?;
        }
        let (stored, served) = (&dossier.stored, &dossier.served);
        if operation == Operation::Suspend {
            keep_long(tx, dossier).await?;
        }
        if operation == Operation::Cancel {
            // It is read for as long as an answer would be.
            let purge_at = later(served, tx.now(), served.demarche.retention.delivered);
            dossiers::set_purge_at(tx, &stored.agency, stored.id, purge_at.max(stored.purge_at)).await?;
        }
        silence::wind(tx, served, &case.agency, case.id).await?;
        let entry = NewEntry {
            agency: &case.agency,
            act,
            object_kind: "case",
            object: case.id,
            actor_kind: "operator",
            actor: operator,
            committed: (!reason.is_empty()).then_some(reason.as_bytes()),
        };
        journal::add(tx, entry).await?;
        let language = dossier.evidence.language;
        if let (Some(to), true) = (&stored.contact, operation != Operation::Redrive) {
            let planned: form::routing::PlannedCase = read_json(&case.projection, "projection")?;
            let mail = Mail::StatusChanged {
                demarche: served.demarche.title.get(language).to_owned(),
                reference: stored.reference.clone(),
                recipient: planned.title,
                // Nothing of the dossier goes on with anybody.
                status: Some(if whole { "cancelled_whole" } else { kind }.to_owned()),
                url: self.follow_url(stored),
            };
            self.put_mail(tx, &case.agency, &format!("status:{}", event.id), case.id, to, language, &mail).await?;
        }
        let status = status.unwrap_or(&case.status).to_owned();
        Ok(Operated { external_id: case.external_id.clone(), status, work })
    }

    /// A recipient's software could not take the case in: it is not received by what is acknowledged, an operator is told, and it comes again
    /// when they say so. To be said again without harm: what is said last holds, and words stay where the same code comes again without any.
    ///
    /// # Errors
    /// `access.scope_missing`; `request.not_found`; `nack.code`; `message.required` for `other`, `message.too_long`; `case.suspended`,
    /// `case.cancelled`.
    pub async fn nack(&self, partner: &Partner, id: Uuid, code: &str, reason: &str) -> Result<Nacked, DeskError> {
        partner.require(Scope::CasesRead)?;
        let clerk = Clerk::Partner(partner);
        let (case, dossier) = self.case_of(clerk, &partner.agency, id).await?;
        require(clerk.subject(), access::Act::Read, Object::Case(&case))?;
        let reason = plain(reason);
        let reason = reason.trim();
        let refused = |field, code| Err(DeskError::Invalid { field, code });
        if !NACK_CODES.contains(&code) {
            return refused("code", "nack.code");
        }
        if reason.chars().count() > MAX_MESSAGE {
            return refused("reason", "message.too_long");
        }
        if code == "other" && reason.is_empty() {
            return refused("reason", "message.required");
        }
        if let Some(code) = withheld(&case) {
            return refused("case", code);
        }
        let organisation = self
            .store
            .read(async |conn| organisations::get(conn, &case.organisation, &case.branch).await)
            .await?
            .map_or_else(|| case.organisation.clone(), |known| known.name);
        let mail = Mail::CaseRefused {
            demarche: dossier.served.demarche.title.fr.to_string(),
            reference: dossier.stored.reference.clone(),
            organisation,
        };
        let said = (!reason.is_empty()).then_some(reason);
        let (begun, since) = self
            .store
            .write(async |tx| {
                cases::hold(tx, &case).await?;
                let begun = holds::begin(tx, &case, (code, said), partner.id).await?;
                let hold = holds::open(tx, &case).await?.ok_or(DeskError::NotFound("hold"))?;
                // The first is often a program's own, without words; who explains comes after it.
                let otherwise = hold.code != code || (said.is_some() && hold.reason.as_deref() != said);
                if otherwise {
                    holds::say_again(tx, &case, &hold, (code, said), partner.id).await?;
                }
                if begun || otherwise {
                    let entry = NewEntry {
                        agency: &case.agency,
                        act: "case.not_taken_in",
                        object_kind: "case",
                        object: case.id,
                        actor_kind: "partner",
                        actor: Some(partner.id),
                        committed: Some(reason.as_bytes()),
                    };
                    journal::add(tx, entry).await?;
                }
                if begun {
                    keep_long(tx, &dossier).await?;
                    if let Some(to) = self.contact.as_ref().filter(|to| is_address(to) && !partner.sandbox) {
                        // One mail a desk and a day: a program that can take nothing in is one fault.
                        let day = tx.now().strftime("%F");
                        let dedup = format!("case.refused:{}:{}:{day}", case.organisation, case.branch);
                        self.put_mail(tx, &case.agency, &dedup, Uuid::nil(), to, Language::Fr, &mail).await?;
                    }
                }
                Ok::<_, DeskError>((begun, hold.begun_at))
            })
            .await?;
        if partner.sandbox && code == "unreadable" {
            self.noticed_damage(partner, id).await?;
        }
        if begun && !partner.sandbox {
            tracing::error!(alarm = "case.refused", case = %case.id, agency = case.agency, code, "a recipient's software could not take a case in; it waits for a human");
            self.wake.notify_one();
        }
        Ok(Nacked { code: code.to_owned(), at: since })
    }

    /// A piece that was claimed is about a case that is suspended: it waits with it, and this attempt counts for nothing.
    pub(crate) async fn hold_back(&self, work: &Work) -> Result<Worked, DeskError> {
        if self.store.write(async |tx| holds::hold_back(tx, work).await).await? {
            return Ok(Worked::default());
        }
        // It went on at this moment: the next who claims it finds it so.
        self.release(work, self.now()).await
    }
}

/// Nothing may be destroyed that a recipient has not got.
async fn keep_long(tx: &mut Write, dossier: &Dossier) -> Result<(), DeskError> {
    let (stored, served) = (&dossier.stored, &dossier.served);
    let purge_at = later(served, stored.submitted_at, served.demarche.retention.receipt);
    Ok(dossiers::set_purge_at(tx, &stored.agency, stored.id, purge_at.max(stored.purge_at)).await?)
}
