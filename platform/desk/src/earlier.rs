//! Reads in the dossiers that a person filed before what could fill their next form: what they answered of themselves, as their vault would
//! have kept it, and as they corrected it when they were asked to. What is erased, invented or another's tells nothing.

use std::collections::BTreeSet;

use form::{
    known::{Holder, Known},
    prefill,
    state::State,
    text::Language,
};
use store::{StoreError, Uuid, cases, complements, dossiers};

use crate::{Desk, complement::answers_now, error::DeskError};

/// How many dossiers are read, the latest: what is older has mostly changed.
const MOST: i64 = 5;

impl Desk {
    /// What the latest dossiers of a person tell, the newest first.
    pub(crate) async fn known_by_latest_dossiers(&self, person: Uuid) -> Result<Vec<Known>, DeskError> {
        let stored = self.store.read(async |conn| dossiers::readable(conn, person, MOST).await).await?;
        Ok(self.told_in_all(&stored).await)
    }

    /// What these dossiers of a person tell, as far as they are theirs and there.
    pub(crate) async fn known_by_dossiers(&self, person: Uuid, ids: &BTreeSet<&str>) -> Result<Vec<Known>, DeskError> {
        let ids: Vec<Uuid> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut stored = self
            .store
            .read(async |conn| {
                let mut found = Vec::with_capacity(ids.len());
                for id in &ids {
                    found.extend(dossiers::owned(conn, person, *id).await?);
                }
                Ok::<_, DeskError>(found)
            })
            .await?;
        stored.sort_by_key(|one| std::cmp::Reverse(one.submitted_at));
        Ok(self.told_in_all(&stored).await)
    }

    /// One that cannot be read keeps the others from nothing.
    async fn told_in_all(&self, stored: &[dossiers::Dossier]) -> Vec<Known> {
        let mut known = Vec::with_capacity(stored.len());
        for one in stored {
            match self.told_in(one).await {
                Ok(told) => known.extend(told),
                Err(error) => tracing::error!(code = error.code(), "an earlier dossier of a citizen cannot be read"),
            }
        }
        known
    }

    async fn told_in(&self, stored: &dossiers::Dossier) -> Result<Option<Known>, DeskError> {
        let served = self.library.version(&self.store, &stored.agency, &stored.demarche, &stored.definition).await?;
        let demarche = &served.demarche;
        if demarche.prefill.is_empty() {
            return Ok(None);
        }
        let mut given = self
            .store
            .read(async |conn| {
                let mut found = Vec::new();
                for case in cases::of_dossier(conn, &stored.agency, stored.id).await? {
                    found.extend(complements::of_case(conn, &case).await?);
                }
                Ok::<_, StoreError>(found)
            })
            .await?;
        // What was given last says most, to whichever desk.
        given.sort_by_key(|one| one.given.map(|(_, at)| at));
        let answers = answers_now(&stored.answers, &given)?;
        let language = Language::from_tag(&stored.language).unwrap_or_default();
        let facts = self.facts_at(&served, stored.submitted_at, language);
        let items = prefill::collect(&State::new(demarche, &answers, &facts));
        let holder = Holder::Dossier {
            id: stored.id.to_string(),
            reference: stored.reference.clone(),
            demarche: demarche.id.to_string(),
            title: demarche.title.get(language).to_owned(),
            on: served.today(stored.submitted_at),
        };
        Ok(Some(Known { holder, items }))
    }
}
