//! Tries whether the formats that a recipient's software reads can be made of a case. Where one cannot, its software gets nothing by half: the
//! package is held back from it, an operator is alarmed, and agents have the case and all the rest meanwhile.

use std::sync::Arc;

use form::{demarche::Demarche, text::Language};
use pages::mail::Mail;
use store::{
    Uuid, Write,
    cases::Case,
    queue::{self, NewWork, Queue, Work},
};

use crate::{Desk, OpenedCase, error::DeskError, library::blocking, notify::is_address, work::Outcome};

/// The kind of this work.
pub(crate) const KIND: &str = "case.formats";

impl Desk {
    /// Has the formats of this case tried; once for each `occasion`.
    pub(crate) async fn put_format_check(&self, tx: &mut Write, case: &Case, occasion: Uuid) -> Result<(), DeskError> {
        let work = NewWork {
            queue: Queue::Outbox,
            agency: &case.agency,
            kind: KIND,
            dedup: &occasion.to_string(),
            object: case.id,
            payload: b"",
            due_at: tx.now(),
        };
        queue::put(tx, work).await?;
        Ok(())
    }

    /// Makes the formats of this work's case to see whether they can be made; where they cannot, a human must look.
    pub(crate) async fn check_formats(&self, work: &Work) -> Result<Outcome, DeskError> {
        // Purged since, or never read again.
        let Some((_, dossier)) = self.case_of_work(work).await? else { return Ok(Outcome::Done) };
        let dossier = self.dossier(dossier).await?;
        let opened = self.opened(&work.agency, work.object, dossier).await?;
        let (demarche, reference) =
            (opened.dossier.served.demarche.title.fr.to_string(), opened.dossier.stored.reference.clone());
        let (now, environment) = (self.now_in_force(&opened).await, self.environment);
        let unmade = blocking(move || opened.formats(environment, now.as_deref()).map(|(_, unmade)| unmade)).await?;
        let Some(first) = unmade.into_iter().next() else { return Ok(Outcome::Done) };
        tracing::error!(alarm = "format.unmade", case = %work.object, agency = work.agency, format = first.format, code = first.code, "a format cannot be made of a case; its package is held back from software");
        if let Some(to) = self.contact.as_ref().filter(|address| is_address(address)) {
            let mail = Mail::FormatAlarm { demarche, reference, format: first.format };
            // One a case and cause, however often it is tried again.
            let dedup = format!("{KIND}:{}:{}", work.object, first.code);
            self.store
                .write(async |tx| self.put_mail(tx, &work.agency, &dedup, work.object, to, Language::Fr, &mail).await)
                .await?;
            self.wake.notify_one();
        }
        Ok(Outcome::Hopeless(first.code))
    }

    /// The version in force of the démarche of a case whose recipient has formats of its own: its templates may have been mended.
    pub(crate) async fn now_in_force(&self, opened: &OpenedCase) -> Option<Arc<Demarche>> {
        if !opened.has_own_formats() {
            return None;
        }
        self.served(&opened.dossier.served.demarche.id).await.ok().map(|served| Arc::clone(&served.demarche))
    }
}

/// Whether the recipient of this case has formats that may turn out not to be made.
pub(crate) fn has_own_formats(demarche: &Demarche, case: &Case) -> bool {
    let mut recipients = demarche.recipients.iter().filter(|recipient| recipient.id == case.recipient);
    recipients.any(|recipient| recipient.formats.iter().any(form::demarche::Format::is_own))
}
