//! Says where a value came from, and how much of that others than the citizen may know.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::vault::{Assurance, Held, Origin};

/// Where a value came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Source {
    /// Typed by the citizen on the page.
    #[default]
    Typed,
    /// Taken from the citizen's vault, which has it since the given day.
    Vault {
        /// The day it was kept.
        kept_on: Date,
        /// Where the vault has it from; nothing of what was filled in before it knew.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        origin: Option<Origin>,
        /// How sure it is.
        #[serde(default, skip_serializing_if = "Assurance::is_declared")]
        assurance: Assurance,
    },
    /// Given by an identity provider, and agreed to.
    Identity {
        /// Its id.
        provider: String,
        /// As the citizen reads it.
        #[serde(default)]
        name: String,
        /// The day it said so.
        #[serde(default)]
        on: Option<Date>,
        /// How sure it is.
        #[serde(default, skip_serializing_if = "Assurance::is_declared")]
        assurance: Assurance,
    },
    /// Given in a dossier that the citizen filed before, and agreed to.
    Dossier {
        /// The dossier's id; empty, as all that says which one it was, where that is nobody's business.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        dossier: String,
        /// What the citizen quotes.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reference: String,
        /// The id of its démarche.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        demarche: String,
        /// What the démarche was called then.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        title: String,
        /// The day it was filed.
        on: Date,
        /// How sure it is.
        #[serde(default, skip_serializing_if = "Assurance::is_declared")]
        assurance: Assurance,
    },
    /// Handed over by another site, and agreed to.
    Site {
        /// The id of the client that it came by.
        site: String,
        /// As the citizen reads it.
        name: String,
        /// The day.
        on: Date,
    },
    /// Fetched from a data source.
    DataSource {
        /// Its name, as the citizen read it.
        name: String,
        /// Its id in the component.
        #[serde(default)]
        id: String,
        /// The day it was asked.
        #[serde(default)]
        on: Option<Date>,
        /// Whether the value stands as the source gave it, and can stand for a document.
        #[serde(default)]
        verified: bool,
    },
    /// Computed by the démarche.
    Computed,
}

impl Source {
    /// Of what a vault fills in.
    pub fn of_vault(held: &Held) -> Self {
        Self::Vault { kept_on: held.on, origin: Some(held.origin.clone()), assurance: held.assurance.clone() }
    }

    /// The same as others than the citizen may know it.
    #[must_use]
    pub fn discreet(&self) -> Self {
        match self {
            Self::Vault { kept_on, origin: Some(origin), assurance } => {
                Self::Vault { kept_on: *kept_on, origin: Some(origin.discreet()), assurance: assurance.clone() }
            }
            Self::Dossier { on, assurance, .. } => Self::Dossier {
                dossier: String::new(),
                reference: String::new(),
                demarche: String::new(),
                title: String::new(),
                on: *on,
                assurance: assurance.clone(),
            },
            other => other.clone(),
        }
    }
}
