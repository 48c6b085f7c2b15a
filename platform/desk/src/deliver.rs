//! Delivers a case to a partner that works on this portal: the case becomes available, its agents are told.

use form::text::Language;
use pages::mail::Mail;
use store::{
    cases::{self, Case},
    dossiers::Dossier,
    events::{self, Author, NewEvent},
    faults,
    journal::{self, NewEntry},
    queue::{self, NewWork, Queue, Work},
};

use crate::{Desk, check_formats::has_own_formats, error::DeskError, remind, submit::read_json};

impl Desk {
    /// Makes the case of this work available to its recipient, once.
    pub(crate) async fn deliver(&self, work: &Work) -> Result<(), DeskError> {
        let found = self.case_of_work(work).await?;
        if found.as_ref().is_some_and(|(case, _)| case.status == "suspended") {
            return self.hold_back(work).await.map(|_| ());
        }
        let Some((case, dossier)) = found.filter(|(case, _)| case.status == "recorded") else {
            return Ok(self.store.write(async |tx| queue::done(tx, work).await).await?);
        };
        let dossier = self.dossier(dossier).await?;
        let organisation: Option<form::lookup::Organisation> = read_json(&case.directory, "directory")?;
        let addresses = self.desk_addresses(&case, organisation.as_ref()).await?;
        let mail = Mail::AgentNotice {
            demarche: dossier.served.demarche.title.fr.to_string(),
            reference: dossier.stored.reference.clone(),
            own: case
                .own_receipt
                .then(|| remind::last_day(remind::since(&case)).to_zoned(dossier.served.timezone.clone()).date()),
            url: self.case_url(&case),
        };
        if faults::ordered("case.undeliverable") {
            return Err(DeskError::NotFound("recipient"));
        }
        faults::point("case.delivering");
        self.store
            .write(async |tx| {
                let event = NewEvent {
                    author: Author::System,
                    kind: "status",
                    status: Some("sent"),
                    message: None,
                    attachment: None,
                };
                events::add(tx, &case, event).await?;
                events::tell_untold(tx, &case).await?;
                for (number, to) in addresses.iter().enumerate() {
                    let dedup = format!("notice:{}:{number}", work.dedup);
                    self.put_mail(tx, &case.agency, &dedup, case.id, to, Language::Fr, &mail).await?;
                }
                if has_own_formats(&dossier.served.demarche, &case) {
                    self.put_format_check(tx, &case, case.id).await?;
                }
                let entry = NewEntry {
                    agency: &case.agency,
                    act: "case.delivered",
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

    /// A point of the trials, and one of their mutants: the work is put once the dossier is committed.
    pub(crate) async fn just_filed(&self, filed: &Dossier) -> Result<(), DeskError> {
        faults::point("dossier.filed");
        if !faults::mutant("M4") {
            return Ok(());
        }
        let now = self.now();
        self.store
            .write(async |tx| {
                for case in cases::of_dossier(tx, &filed.agency, filed.id).await? {
                    let deliver = NewWork {
                        queue: Queue::Outbox,
                        agency: &filed.agency,
                        kind: "case.deliver",
                        dedup: &case.id.to_string(),
                        object: case.id,
                        payload: b"",
                        due_at: now,
                    };
                    queue::put(tx, deliver).await?;
                }
                Ok(())
            })
            .await
    }

    /// The whole address of a case in the agents' portal.
    pub(crate) fn case_url(&self, case: &Case) -> String {
        format!("{}/agents/cas/{}/{}", self.public_url, case.agency, case.id)
    }
}
