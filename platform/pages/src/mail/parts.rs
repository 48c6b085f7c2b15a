//! What mails tell of more kinds than one.

use serde::Serialize;

/// What has changed of what lets somebody into an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountChange {
    /// A provider, as people know it, lets them in from now on.
    Attached(String),
    /// A provider does no more.
    Detached(String),
    /// The password is another one.
    Password,
    /// A second factor is asked for from now on.
    SecondOn,
    /// None is asked for any more.
    SecondOff,
}

impl AccountChange {
    /// The name that the sentences of its mail begin with.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Attached(_) => "account-attached",
            Self::Detached(_) => "account-detached",
            Self::Password => "account-password-changed",
            Self::SecondOn => "account-second-on",
            Self::SecondOff => "account-second-off",
        }
    }

    /// The provider that it is about.
    pub(super) fn provider(&self) -> Option<&str> {
        match self {
            Self::Attached(provider) | Self::Detached(provider) => Some(provider),
            Self::Password | Self::SecondOn | Self::SecondOff => None,
        }
    }
}

/// What came to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// The case itself.
    Case,
    /// A message of the citizen's.
    Message,
    /// A complement.
    Complement,
    /// Something else that the desk did not do itself.
    Other,
}

/// How a filing reaches those whom it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By this site, all of it.
    Online,
    /// By this site, and by a letter that the citizen sends.
    Partly,
    /// By letters that the citizen sends, and by nothing else.
    ByPost,
}

impl Way {
    /// Of a filing of which these cases are sent here (`true`) or by the citizen (`false`).
    pub fn of(connected: impl IntoIterator<Item = bool>) -> Self {
        let (mut online, mut posted) = (false, false);
        for connected in connected {
            online |= connected;
            posted |= !connected;
        }
        match (online, posted) {
            (_, false) => Self::Online,
            (true, true) => Self::Partly,
            (false, true) => Self::ByPost,
        }
    }
}
