//! Sends cases by HubEE, the State's hub between administrations, and reads what their recipients answer (API « télédossiers » V1).
//!
//! A case becomes a folder of its own: declared with all of its files, the files uploaded one by one, then said to be complete; only then
//! its recipient hears of it. Each step is one delivery of the parcel ([`Outcome::Further`]), so that the ids that the hub gave are written
//! down before the next one: after a cut it goes on where it was, and no folder is completed twice.

mod back;
mod call;
mod steps;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use back::{Attachment, BATCH, Event, Notice};
pub(super) use call::Tokens;
pub use call::{Fail, Hub};

use crate::{UrlFault, endpoint::Endpoint};

/// The most signs of what the hub keeps: of a case's number and of a démarche's code, of a desk, of a message, of a file's name and of its type.
pub const EXTERNAL_ID: usize = 30;
/// The same for a desk's code.
pub const BRANCH: usize = 10;
/// The same for a message.
pub const MESSAGE: usize = 1000;
/// The same for the name of a person, of an author or of a file.
pub const NAME: usize = 255;
/// The same for a file's type.
pub const TYPE: usize = 100;

/// An account at the hub, as the operator types it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubeePlace {
    /// `https://api…/teledossiers/v1`
    pub api: String,
    /// `https://auth…/oauth2/token`
    pub token: String,
    /// The account's id.
    pub client: String,
    /// Its secret.
    pub secret: String,
}

/// Shows no secret.
impl fmt::Debug for HubeePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HubeePlace({} {})", self.client, self.api)
    }
}

/// An account at the hub.
#[derive(Clone)]
pub struct Hubee {
    api: Endpoint,
    token: Endpoint,
    client: String,
    secret: String,
}

/// Shows where it lies and no secret.
impl fmt::Debug for Hubee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hubee({})", self.shown())
    }
}

impl Hubee {
    /// Reads an account.
    ///
    /// # Errors
    /// `hubee.url`, `hubee.client`.
    pub fn new(place: &HubeePlace) -> Result<Self, UrlFault> {
        let url = |text: &str| {
            let read = Endpoint::read(text.trim_end_matches('/'));
            read.map_err(|cause| UrlFault { code: "hubee.url", cause })
        };
        let (api, token) = (url(&place.api)?, url(&place.token)?);
        if api.target().query().is_some() {
            return Err(UrlFault { code: "hubee.url", cause: "the API's address has no parameters" });
        }
        let plain =
            |text: &str| !text.is_empty() && text.len() <= 512 && text.bytes().all(|byte| byte.is_ascii_graphic());
        // By RFC 6749, section 2.3.1, with nothing in it that would have to be written otherwise.
        if !plain(&place.client) || place.client.contains(':') || !plain(&place.secret) {
            return Err(UrlFault {
                code: "hubee.client",
                cause: "expected an id and a secret, without spaces or accents",
            });
        }
        Ok(Self { api, token, client: place.client.clone(), secret: place.secret.clone() })
    }

    /// Id and host: what may be shown of it.
    pub fn shown(&self) -> String {
        format!("{}@{}", self.client, self.api.place())
    }
}

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sending {
    /// A case, as a folder of its own.
    Folder(Folder),
    /// What came to a case afterwards.
    Event {
        /// The case, as the hub calls it.
        case: String,
        /// What happened.
        action: Action,
        /// What is said.
        message: Option<String>,
        /// The status that it had at the hub, and the one that it gets by this.
        status: Option<(String, String)>,
    },
}

/// A case to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// What it is called by us.
    pub external_id: String,
    /// The démarche's code at the hub.
    pub process: String,
    /// The recipient's SIRET.
    pub siret: String,
    /// The recipient's desk at the hub: for a town hall, its commune.
    pub branch: String,
    /// The applicant's given name; empty where none is known.
    pub first_name: String,
    /// The applicant's name; empty where none is known.
    pub last_name: String,
}

/// What happens to a case by an event of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Files come, with a message or without.
    Deposit,
    /// A message comes.
    Message,
    /// Its status changes.
    Status,
}

impl Action {
    fn code(self) -> &'static str {
        match self {
            Self::Deposit => "ATTACH_DEPOSIT",
            Self::Message => "SENDING_MESSAGE",
            Self::Status => "STATUS_UPDATE",
        }
    }
}

/// How far a parcel has come; what is written down between two steps.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SoFar {
    /// The folder, as the hub calls it.
    pub folder: Option<String>,
    /// The case in it.
    pub case: Option<String>,
    /// The event.
    pub event: Option<String>,
    /// The files, in the parcel's order.
    pub attachments: Vec<String>,
    /// Of these so many were uploaded.
    pub uploaded: usize,
    /// Whether the hub was asked what became of them.
    pub checked: bool,
    /// Whether one was uploaded once more, because the hub had not got it.
    pub again: bool,
    /// Those that the hub's antivirus holds back.
    pub corrupted: Vec<usize>,
    /// Whether all was said.
    pub sent: bool,
}

impl SoFar {
    /// As it was written down; nothing where there is none.
    pub fn read(text: Option<&str>) -> Option<Self> {
        serde_json::from_str(text?).ok()
    }
}
