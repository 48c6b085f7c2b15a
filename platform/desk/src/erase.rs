//! Erases what a dossier says once its time is over, and keeps its receipt as long as the receipt itself promises: sealed, as its citizen
//! had it, with what the follow-up page still tells.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use store::{
    Uuid,
    attachments::{self, Attachment, Owner},
    dossiers::{self, Erasure},
    journal,
};

use crate::{
    Desk, copy_account,
    error::DeskError,
    fill::later,
    follow::Followed,
    purge::entry,
    submit::{Dossier, Evidence, json, read_json},
};

/// What the receipt of the filing is kept under.
pub(crate) const RECEIPT: &str = "recu";
/// What the accusé de réception that came later is kept under.
pub(crate) const ACKNOWLEDGEMENT: &str = "accuse-de-reception";

/// What is left of a dossier whose answers were erased.
#[derive(Debug)]
pub struct Kept {
    /// When they were erased.
    pub erased_at: Timestamp,
    /// When the rest goes.
    pub until: Timestamp,
    /// One a recipient, in order.
    pub cases: Vec<KeptCase>,
    pub(crate) receipts: Vec<Attachment>,
}

/// What is left of a recipient's case: where it stood, and no word that was written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptCase {
    /// What the citizen read.
    pub title: String,
    /// The organisation.
    pub organisation: Option<String>,
    /// The last status code.
    pub status: String,
    /// Since when.
    pub since: Timestamp,
    /// Every change of status, the oldest first.
    pub statuses: Vec<(Timestamp, String)>,
    /// The day on which the recipient said that it sent its accusé de réception by its own means.
    #[serde(default)]
    pub own_receipt_on: Option<Date>,
}

impl Kept {
    /// The receipt kept under this name.
    pub(crate) fn receipt(&self, path: &str) -> Option<&Attachment> {
        self.receipts.iter().find(|receipt| receipt.path == path)
    }
}

impl Desk {
    /// Ends what a dossier's time is over for: its answers, or, where the receipt's time is over too, everything. `false` where something
    /// still concerns it.
    pub(crate) async fn end(&self, agency: &str, id: Uuid) -> Result<bool, DeskError> {
        let (stored, awaited) = self
            .store
            .read(async |conn| {
                Ok::<_, DeskError>((
                    dossiers::get(conn, agency, id).await?,
                    dossiers::is_awaited(conn, agency, id).await?,
                ))
            })
            .await?;
        let Some(stored) = stored.filter(|_| !awaited) else { return Ok(false) };
        // Of what was invented nothing is kept.
        if stored.erased_at.is_none() && stored.sandbox.is_none() {
            let dossier = self.dossier(stored.clone()).await?;
            let until = later(&dossier.served, stored.submitted_at, dossier.served.demarche.retention.receipt);
            if until > self.now() {
                return self.erase(dossier, until).await;
            }
        }
        self.store
            .write(async |tx| {
                let done = dossiers::purge(tx, agency, id).await?;
                if done {
                    copy_account::renew(tx, stored.person).await?;
                    journal::add(tx, entry(agency, "dossier.purged", "dossier", id)).await?;
                }
                Ok(done)
            })
            .await
    }

    async fn erase(&self, dossier: Dossier, until: Timestamp) -> Result<bool, DeskError> {
        let stored = dossier.stored.clone();
        let followed = self.followed(stored.clone()).await?;
        let cases: Vec<KeptCase> = followed.cases.iter().map(kept_case).collect();
        let acknowledged_later = followed.is_acknowledged_later();
        // Drawn and sealed first: a file whose row is never written is swept away.
        let mut receipts = vec![(RECEIPT, format!("{}.pdf", stored.reference), self.receipt(followed).await?)];
        if acknowledged_later {
            let bytes = self.acknowledgement(self.followed(stored.clone()).await?).await?;
            receipts.push((ACKNOWLEDGEMENT, format!("{}-accuse-de-reception.pdf", stored.reference), bytes));
        }
        let mut sealed = Vec::with_capacity(receipts.len());
        for (path, name, bytes) in receipts {
            sealed.push((path, name, self.store.objects().put(&stored.agency, &bytes).await?));
        }
        // The receipt holds the proof: the applicant's name, how they were known and the hash of the answers go with the answers.
        let evidence = json(&Evidence {
            applicant: None,
            applicant_at: None,
            recap_hash: String::new(),
            warnings: Vec::new(),
            identified: None,
            ..dossier.evidence
        })?;
        let remains = json(&cases)?;
        let erasure =
            Erasure { dossier: &stored, evidence: &evidence, remains: &remains, receipts: &sealed, purge_at: until };
        self.store
            .write(async |tx| {
                let done = dossiers::erase(tx, erasure).await?;
                if done {
                    copy_account::renew(tx, stored.person).await?;
                    journal::add(tx, entry(&stored.agency, "dossier.erased", "dossier", stored.id)).await?;
                }
                Ok(done)
            })
            .await
    }

    /// What is left of a dossier; nothing where it is still whole.
    pub(crate) async fn kept(&self, stored: &dossiers::Dossier) -> Result<Option<Kept>, DeskError> {
        let (Some(erased_at), Some(remains)) = (stored.erased_at, &stored.remains) else { return Ok(None) };
        let receipts = self
            .store
            .read(async |conn| attachments::list(conn, &stored.agency, Owner::Receipt(stored.id)).await)
            .await?;
        Ok(Some(Kept { erased_at, until: stored.purge_at, cases: read_json(remains, "remains")?, receipts }))
    }
}

fn kept_case(found: &crate::FollowedCase) -> KeptCase {
    let statuses: Vec<(Timestamp, String)> =
        found.events.iter().filter_map(|event| Some((event.at, event.status.clone()?))).collect();
    KeptCase {
        title: found.planned.title.clone(),
        organisation: found.organisation.as_ref().map(|organisation| organisation.name.clone()),
        status: found.case.status.clone(),
        since: statuses.last().map_or(found.case.created_at, |(at, _)| *at),
        statuses,
        own_receipt_on: found.case.own_receipt_on,
    }
}

impl Followed {
    /// What each recipient is called, and the status of its case.
    pub fn statuses(&self) -> Vec<(String, String)> {
        match &self.kept {
            Some(kept) => kept.cases.iter().map(|case| (case.title.clone(), case.status.clone())).collect(),
            None => self.cases.iter().map(|found| (found.planned.title.clone(), found.case.status.clone())).collect(),
        }
    }
}
