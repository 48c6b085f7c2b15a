//! Holds what a démarche asks of who files it against how their session knows them, and says by which providers they could be known so. Asked
//! each time that a draft is opened, saved or filed (`fill`): what a page or a form carries proves nothing.

use std::sync::Arc;

use connectors::identity::Provider;
use form::{
    demarche::Demarche,
    login::{Identity, Level},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::Uuid;

use super::{ActingFor, CitizenProvider, CitizenWanted, citizens::provider_told, settings::gives};
use crate::{Checked, Desk, Served, access::Person, account::CitizenSession, error::DeskError};

/// How a provider knows whoever a session is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The provider's id.
    pub provider: String,
    /// How sure it was, in its own word.
    pub acr: Option<String>,
    /// When they showed it who they are.
    pub at: Timestamp,
    /// For whom they act.
    pub acting_for: Option<ActingFor>,
}

/// What is missing of what a démarche asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// No provider knows them: nobody is logged in, or by an account alone.
    Unknown,
    /// One knows them in another quality: for themselves, or for whom they act.
    OtherQuality,
    /// One knows them less surely.
    TooLow,
    /// It was too long ago.
    TooOld,
}

/// For what somebody goes to a provider who is to be known as a démarche asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFor {
    /// The démarche.
    pub demarche: String,
    /// As whom.
    pub identity: Identity,
    /// The account that they are logged in to, and stay in.
    pub account: Option<Uuid>,
}

/// How whoever filed was known, kept with the dossier: by whom, how surely, when and for whom; what they are called stands in the answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// The provider, as people know it.
    pub provider: String,
    /// How sure it was, in its own word.
    pub level: Option<String>,
    /// When they showed it who they are.
    pub at: Timestamp,
    /// For whom they acted.
    pub acting_for: Option<ActingFor>,
}

/// How long it is good for to have shown a provider who one is: the surer one must be known, the shorter.
fn holds(level: Option<Level>) -> SignedDuration {
    match level {
        None | Some(Level::Eidas1) => SignedDuration::from_hours(4),
        Some(Level::Eidas2) => SignedDuration::from_hours(1),
        Some(Level::Eidas3) => SignedDuration::from_mins(30),
    }
}

impl CitizenSession {
    /// How a provider knows whom it is of; nothing for one that began by a password, or before this was kept.
    pub(crate) fn proven(self) -> Option<Proven> {
        let (came, at) = (self.came_by?, self.proven_at?);
        Some(Proven { provider: came.provider, acr: self.acr, at, acting_for: self.acting_for })
    }
}

impl CitizenWanted {
    /// The account that they are logged in to, and stay in.
    pub(super) fn own_account(&self) -> Option<Uuid> {
        self.known_for.as_ref()?.account
    }
}

impl Desk {
    /// What is missing of what is asked for; nothing where whoever is there is known so.
    pub fn missing(&self, asked: Identity, person: Option<&Person>) -> Option<Missing> {
        let Some(proven) = person.and_then(|person| person.proven.as_ref()) else { return Some(Missing::Unknown) };
        let believed = self.identity.settings.in_quality(asked).contains(&proven.provider);
        if !believed || asked.is_professional() && proven.acting_for.is_none() {
            return Some(Missing::OtherQuality);
        }
        if proven.acr.as_deref().and_then(Level::named) < asked.level() {
            return Some(Missing::TooLow);
        }
        (self.now().duration_since(proven.at) >= holds(asked.level())).then_some(Missing::TooOld)
    }

    /// Refuses whoever is not known as the démarche asks for it.
    ///
    /// # Errors
    /// `access.identity_needed`.
    pub(crate) fn require_identity(&self, served: &Arc<Served>, person: Option<&Person>) -> Result<(), DeskError> {
        match served.demarche.identity {
            Some(asked) if self.missing(asked, person).is_some() => Err(DeskError::IdentityNeeded(Arc::clone(served))),
            _ => Ok(()),
        }
    }

    /// The providers that know people so, as they stand on the login.
    pub fn ways_in(&self, asked: Identity) -> Vec<CitizenProvider> {
        let ids = self.identity.settings.in_quality(asked);
        let known = ids.iter().filter_map(|id| self.identity.providers.get(id));
        let giving = known.filter(|provider: &&Provider| gives(provider.levels(), asked.level()));
        giving.map(|provider| provider_told(provider, asked.is_professional())).collect()
    }

    /// The démarches that nobody can file here, with what they ask for: no provider of this site gives it.
    ///
    /// # Errors
    /// Those of reading them.
    pub async fn ungiven(&self) -> Result<Vec<(String, Identity)>, DeskError> {
        let mut ungiven = Vec::new();
        for card in self.library.cards().await? {
            if let Ok(Checked::Sound(served)) = self.check(&card.id).await
                && let Some(asked) = served.demarche.identity
                && !self.identity.settings.gives(asked)
            {
                ungiven.push((card.id, asked));
            }
        }
        Ok(ungiven)
    }

    /// How whoever files is known, where the démarche asks for it.
    pub fn identified(&self, demarche: &Demarche, person: Option<&Person>) -> Option<Identified> {
        let asked = demarche.identity?;
        let proven = person?.proven.as_ref()?;
        Some(Identified {
            provider: self
                .provider(&proven.provider)
                .map_or_else(|_| proven.provider.clone(), |known| known.name().to_owned()),
            level: proven.acr.clone(),
            at: proven.at,
            acting_for: proven.acting_for.clone().filter(|_| asked.is_professional()),
        })
    }
}
