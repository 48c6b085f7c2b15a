//! Reminds those who owe an accusé de réception: on days 5 and 8, and raises an alarm with who runs the site
//! on day 9 of the ten that law leaves (CRPA R112-11-2).

use std::sync::atomic::Ordering;

use form::demarche::ACKNOWLEDGED_WITHIN;
use jiff::{Timestamp, tz::TimeZone};
use pages::mail::Mail;
use store::{
    Write,
    cases::{Case, Entry},
    journal::{self, NewEntry},
    queue::{self, NewWork, Queue, Work},
};

use crate::{
    Desk,
    error::DeskError,
    notify::is_address,
    submit::{Evidence, days, read_json},
};

const REMINDERS: [i64; 2] = [5, 8];
const ALARM: i64 = 9;

/// Whether the recipient has not yet done what acknowledges the case.
pub(crate) fn is_unopened(status: &str) -> bool {
    matches!(status, "recorded" | "sent")
}

/// Whether the recipient has yet to acknowledge the case: by opening it, or by its own means, as it is to say.
pub(crate) fn is_awaited(case: &Entry) -> bool {
    if case.own_receipt { case.own_receipt_on.is_none() } else { is_unopened(&case.status) }
}

/// Until when the recipient of a case owes an accusé de réception; nothing where it gave it, or the filing brought one already.
pub(crate) fn owed_until(case: &Entry, evidence: &Evidence) -> Option<Timestamp> {
    // The receipt of the filing named the desk that was asked first: whoever has the case now acknowledges it by itself.
    let named = evidence.acknowledged && case.handed_at.is_none();
    (is_awaited(case) && !named).then(|| last_day(since(case)))
}

/// Since when the desk that has the case is to acknowledge it: the time begins when the right body has it (CRPA R112-11-2).
pub(crate) fn since(case: &Entry) -> Timestamp {
    case.handed_at.unwrap_or(case.created_at)
}

/// Tells a reminder from every other; those of the desk that has the case from those of the desk before it.
fn dedup(case: &Entry, day: i64) -> String {
    match case.handed_at {
        Some(at) => format!("{}:{day}:{}", case.id, at.as_microsecond()),
        None => format!("{}:{day}", case.id),
    }
}

/// When the time runs out that law leaves to acknowledge a filing (CRPA R112-11-2).
pub(crate) fn last_day(recorded_at: Timestamp) -> Timestamp {
    recorded_at + days(i64::from(ACKNOWLEDGED_WITHIN))
}

/// Sets the reminders of a case that are still to come, in the transaction that submits it, or that says that it is owed again. The alarm is
/// raised however late that is said.
pub(crate) async fn set(tx: &mut Write, case: &Case, submitted_at: Timestamp) -> Result<(), DeskError> {
    let due = REMINDERS.iter().map(|day| ("are.reminder", *day)).chain([("are.alarm", ALARM)]);
    let now = tx.now();
    let due = due.map(|(kind, day)| (kind, day, submitted_at + days(day)));
    for (kind, day, due_at) in due.filter(|(kind, _, due_at)| *due_at > now || *kind == "are.alarm") {
        let work = NewWork {
            queue: Queue::Timers,
            agency: &case.agency,
            kind,
            dedup: &dedup(case, day),
            object: case.id,
            payload: b"",
            due_at,
        };
        queue::put(tx, work).await?;
    }
    Ok(())
}

/// Takes them back once the case is acknowledged, here or by the recipient's own means.
pub(crate) async fn cancel(tx: &mut Write, case: &Case) -> Result<(), DeskError> {
    for day in REMINDERS {
        queue::cancel(tx, Queue::Timers, &case.agency, "are.reminder", &dedup(case, day)).await?;
    }
    queue::cancel(tx, Queue::Timers, &case.agency, "are.alarm", &dedup(case, ALARM)).await?;
    Ok(())
}

impl Desk {
    /// A reminder or an alarm has fallen due.
    pub(crate) async fn remind(&self, work: &Work) -> Result<(), DeskError> {
        let found = self.case_of_work(work).await?;
        let Some((case, dossier)) = found.filter(|(case, _)| is_awaited(case)) else {
            return Ok(self.store.write(async |tx| queue::done(tx, work).await).await?);
        };
        let dossier = self.dossier(dossier).await?;
        let Some(due) = owed_until(&case, &dossier.evidence) else {
            return Ok(self.store.write(async |tx| queue::done(tx, work).await).await?);
        };
        let organisation: Option<form::lookup::Organisation> = read_json(&case.directory, "directory")?;
        let due = due.to_zoned(TimeZone::get(&dossier.served.demarche.timezone).unwrap_or(TimeZone::UTC));
        let alarm = work.kind == "are.alarm";
        let title = dossier.served.demarche.title.fr.to_string();
        let reference = dossier.stored.reference.clone();
        let mail = if alarm {
            // The reference stands in the mail, and in no log.
            tracing::error!(alarm = "acknowledgement.late", case = %case.id, agency = case.agency, "no acknowledgement of receipt after nine days");
            let organisation = organisation.as_ref().map(|found| found.name.clone()).unwrap_or_default();
            Mail::AcknowledgeAlarm { demarche: title, reference, organisation, due: due.date() }
        } else {
            Mail::AcknowledgeReminder {
                demarche: title,
                reference,
                due: due.date(),
                own: case.own_receipt,
                url: self.case_url(&case),
            }
        };
        let recipients = if alarm {
            // The desk was reminded twice and is silent: now it is for those who can reach it otherwise.
            self.contact.iter().filter(|address| is_address(address)).cloned().collect()
        } else {
            self.desk_addresses(&case, organisation.as_ref()).await?
        };
        if alarm {
            self.late.fetch_add(1, Ordering::Relaxed);
        }
        self.store
            .write(async |tx| {
                for (number, to) in recipients.iter().enumerate() {
                    let dedup = format!("{}:{}:{number}", work.kind, work.dedup);
                    self.put_mail(tx, &case.agency, &dedup, case.id, to, form::text::Language::Fr, &mail).await?;
                }
                let entry = NewEntry {
                    agency: &case.agency,
                    act: if alarm { "case.acknowledgement_alarm" } else { "case.acknowledgement_reminder" },
                    object_kind: "case",
                    object: case.id,
                    actor_kind: "system",
                    actor: None,
                    committed: None,
                };
                journal::add(tx, entry).await?;
                Ok(queue::done(tx, work).await?)
            })
            .await
    }
}
