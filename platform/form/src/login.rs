//! Says as whom one must be known who files a démarche: what `login` asks for beyond an account.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How surely a provider knows somebody, in the words of eIDAS as FranceConnect writes them. What is higher is enough for what is lower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Low.
    Eidas1,
    /// Substantial.
    Eidas2,
    /// High.
    Eidas3,
}

impl Level {
    /// The level of this name, as definitions and tokens have it (`acr`); nothing for any other word.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "eidas1" => Some(Self::Eidas1),
            "eidas2" => Some(Self::Eidas2),
            "eidas3" => Some(Self::Eidas3),
            _ => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Eidas1 => "eidas1",
            Self::Eidas2 => "eidas2",
            Self::Eidas3 => "eidas3",
        }
    }
}

/// As whom one must be known by an identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// As a person, at this level at least.
    Citizen(Level),
    /// As somebody who acts for a company or an association; at this level at least where one is asked for.
    Professional(Option<Level>),
}

/// The word for those who act for a company or an association.
const PROFESSIONAL: &str = "professionnel";

impl Identity {
    /// The level that is asked for.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Citizen(level) => Some(level),
            Self::Professional(level) => level,
        }
    }

    /// Whether one must act for a company or an association.
    pub fn is_professional(self) -> bool {
        matches!(self, Self::Professional(_))
    }

    /// What [`fmt::Display`] writes, read back: `eidas2`, `professionnel`, `professionnel-eidas1`.
    pub fn named(name: &str) -> Option<Self> {
        match name.strip_prefix(PROFESSIONAL) {
            None => Level::named(name).map(Self::Citizen),
            Some("") => Some(Self::Professional(None)),
            Some(rest) => Level::named(rest.strip_prefix('-')?).map(|level| Self::Professional(Some(level))),
        }
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Citizen(level) => f.write_str(level.name()),
            Self::Professional(None) => f.write_str(PROFESSIONAL),
            Self::Professional(Some(level)) => write!(f, "{PROFESSIONAL}-{}", level.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_written_and_read_back() {
        for identity in [
            Identity::Citizen(Level::Eidas1),
            Identity::Citizen(Level::Eidas3),
            Identity::Professional(None),
            Identity::Professional(Some(Level::Eidas2)),
        ] {
            assert_eq!(Identity::named(&identity.to_string()), Some(identity), "{identity}");
        }
        for none in ["", "eidas0", "eidas", "professionnel-", "professionneleidas1", "professionnel-eidas4"] {
            assert_eq!(Identity::named(none), None, "{none}");
        }
        assert!(Level::Eidas1 < Level::Eidas2 && Level::Eidas2 < Level::Eidas3);
    }
}
