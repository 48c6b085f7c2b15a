//! Tells an operator what the journal knows of a dossier, and whether the journal is whole: who looked at what is a question people may ask.

use std::collections::BTreeSet;

use store::{
    attachments::{self, Owner},
    cases, dossiers,
    journal::{self, Batch, Entry, Head},
};

use crate::{Desk, error::DeskError};

/// An entry of the journal, and whether what was committed to then is what is kept now.
#[derive(Debug, Clone)]
pub struct Told {
    /// The entry.
    pub entry: Entry,
    /// For the filing: whether the recap kept is the one that was confirmed. `None` where there is nothing to compare.
    pub attested: Option<bool>,
}

impl Desk {
    /// What was done to a dossier, its cases and their files, oldest first.
    ///
    /// # Errors
    /// `request.not_found` where no dossier has this reference.
    pub async fn history(&self, reference: &str) -> Result<Vec<Told>, DeskError> {
        self.store
            .read(async |conn| {
                let dossier = dossiers::of_reference(conn, reference).await?.ok_or(DeskError::NotFound("dossier"))?;
                let mut objects = vec![dossier.id];
                objects.extend(cases::of_dossier(conn, &dossier.agency, dossier.id).await?.iter().map(|case| case.id));
                let owners = std::iter::once(Owner::Dossier(dossier.id));
                let owners: Vec<Owner> = owners.chain(objects[1..].iter().map(|case| Owner::Case(*case))).collect();
                for owner in owners {
                    let files = attachments::list(conn, &dossier.agency, owner).await?;
                    objects.extend(files.iter().map(|file| file.id));
                }
                let mut told = Vec::new();
                for object in objects {
                    for entry in journal::of_object(conn, &dossier.agency, object).await? {
                        let filed = entry.act == "dossier.submitted" && dossier.erased_at.is_none();
                        let attested = filed
                            .then(|| journal::attests(conn, &dossier.agency, &entry, &dossier.recap))
                            .transpose()?;
                        told.push(Told { entry, attested });
                    }
                }
                told.sort_by_key(|told| (told.entry.at, told.entry.id));
                Ok(told)
            })
            .await
    }

    /// Walks every agency's chain; gives each one's last batch.
    ///
    /// # Errors
    /// `store.corrupt`, naming the first batch that does not fit, or that is missing at the end.
    pub async fn verify_journal(&self) -> Result<Vec<(String, Batch)>, DeskError> {
        self.verify_journal_since(&[]).await
    }

    /// The same, and whether each chain still goes through the heads that were noted elsewhere.
    ///
    /// # Errors
    /// As [`Self::verify_journal`].
    pub async fn verify_journal_since(&self, noted: &[Head]) -> Result<Vec<(String, Batch)>, DeskError> {
        self.store
            .read(async |conn| {
                // A chain that was cut off whole has no batch left, but a head.
                let heads = journal::heads(conn).await?.into_iter().map(|head| head.agency);
                let agencies: BTreeSet<String> =
                    journal::closed_agencies(conn).await?.into_iter().chain(heads).collect();
                let mut whole = Vec::new();
                for agency in agencies {
                    if let Some(last) = journal::verify(conn, &agency).await? {
                        whole.push((agency, last));
                    }
                }
                journal::verify_since(conn, noted).await?;
                Ok(whole)
            })
            .await
    }

    /// How many entries of each agency's journal are in no batch yet.
    pub async fn open_journal_entries(&self) -> Result<Vec<(String, u64)>, DeskError> {
        Ok(self.store.read(async |conn| journal::count_open(conn).await).await?)
    }
}
