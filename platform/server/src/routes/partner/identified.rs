//! Says to programs how a provider of identity knew who filed.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// How a provider of identity knew who filed: by FranceConnect, ProConnect or another of the site's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IdentifiedBy {
    /// The provider, as people know it.
    pub(crate) by: String,
    /// How sure it was, in its own word: `eidas1`, `eidas2`, `eidas3`; `null` where it does not say.
    pub(crate) level: Option<String>,
    /// When they showed it who they are.
    pub(crate) at: Timestamp,
    /// The organisation for which they acted; `null` for whoever acted for themselves.
    pub(crate) acting_for: Option<ActingFor>,
}

/// An organisation for which somebody acted who filed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActingFor {
    /// Its SIRET, as the provider gave it.
    pub(crate) siret: String,
    /// What the provider calls it; may be empty.
    pub(crate) name: String,
}

impl From<&desk::Identified> for IdentifiedBy {
    fn from(known: &desk::Identified) -> Self {
        Self {
            by: known.provider.clone(),
            level: known.level.clone(),
            at: known.at,
            acting_for: known
                .acting_for
                .as_ref()
                .map(|one| ActingFor { siret: one.siret.clone(), name: one.name.clone() }),
        }
    }
}
