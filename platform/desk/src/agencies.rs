//! Knows the agencies that publish here by name, and whom each lets people write to.
//!
//! Every page asks for them, so they lie in memory; [`Desk::learn_agencies`] reads them again, at the start and now and then, for an
//! import beside a running server.

use std::{
    collections::BTreeMap,
    sync::{Arc, RwLock},
};

use form::{demarche::Demarche, expression::nearest};
pub use store::agencies::Agency;
use store::{Write, agencies};

use crate::{Desk, error::DeskError};

/// The agencies as they were read last.
#[derive(Debug, Default)]
pub(crate) struct Known(RwLock<Arc<BTreeMap<String, Agency>>>);

impl Known {
    fn all(&self) -> Arc<BTreeMap<String, Agency>> {
        self.0.read().map(|known| Arc::clone(&known)).unwrap_or_default()
    }
}

/// Refuses an agency that nobody knows, neither the directory nor a démarche of this site, and says which it may be. Before the first of
/// them is known, whoever sets a site up says what will be.
pub(crate) async fn known_agency(tx: &mut Write, agency: &str) -> Result<(), DeskError> {
    let known = agencies::known(tx).await?;
    if known.is_empty() || known.iter().any(|one| one == agency) {
        return Ok(());
    }
    let near = nearest(agency, known.iter().map(String::as_str)).map(|near| vec![near]);
    Err(DeskError::UnknownAgency { agency: agency.chars().take(64).collect(), known: near.unwrap_or(known) })
}

impl Desk {
    /// Reads the agencies from the store.
    pub async fn learn_agencies(&self) -> Result<(), DeskError> {
        let found = self.store.read(async |conn| agencies::all(conn).await).await?;
        let found = found.into_iter().map(|agency| (agency.id.clone(), agency)).collect();
        if let Ok(mut known) = self.agencies.0.write() {
            *known = Arc::new(found);
        }
        Ok(())
    }

    /// The agency of this id, if the directory has it.
    pub fn agency(&self, id: &str) -> Option<Agency> {
        self.agencies.all().get(id).cloned()
    }

    /// All agencies of the directory, by id.
    pub fn agencies(&self) -> Vec<Agency> {
        self.agencies.all().values().cloned().collect()
    }

    /// What people call who publishes a démarche: its agency as the directory names it, else its authority, else this site. Ids are nobody's name.
    pub fn publisher_name(&self, demarche: &Demarche) -> String {
        match self.agencies.all().get(&demarche.agency) {
            Some(agency) => agency.name.clone(),
            None if demarche.authority.name.is_empty() => self.site.clone(),
            None => demarche.authority.name.clone(),
        }
    }

    /// Who publishes a démarche and how it is reached, in one line; nothing where the directory tells no number and no address.
    pub(crate) fn publisher_line(&self, demarche: &Demarche) -> Option<String> {
        let agencies = self.agencies.all();
        let agency = agencies.get(&demarche.agency)?;
        let reach: Vec<&str> = [&agency.phone, &agency.email].into_iter().filter_map(Option::as_deref).collect();
        (!reach.is_empty()).then(|| format!("{} · {}", agency.name, reach.join(" · ")))
    }
}
