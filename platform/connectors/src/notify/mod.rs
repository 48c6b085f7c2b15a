//! Sends mails. One deed, [`Mailer::send`]; its [`Outcome`] decides whether the outbox is done, tries again, or gives up.
//!
//! 1. To add a way, copy `local.rs`, add it to [`Mailer`] and to [`Mailer::from_url`].
//! 2. Run the room's contract test on it (`tests/it/notify.rs`).

mod local;
mod mail;
mod smtp;

use std::time::SystemTime;

pub use local::{Kept, LocalBox};
pub use mail::{HeaderText, Mail, MailAddress, MailFault};
pub use smtp::Smtp;

use crate::UrlFault;
use crate::url::Url;

/// Who sends, and how.
pub enum Mailer {
    /// Through a mail server.
    Smtp(Smtp),
    /// Into a mailbox in memory, for development and demonstrations: nothing leaves the machine.
    Local(LocalBox),
}

/// Whose name stands on the envelope.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The address, to which answers and bounces come. Its domain is that of the Message-ID.
    pub address: MailAddress,
    /// The name beside it.
    pub name: Option<HeaderText>,
}

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The next server has taken charge of it.
    Sent,
    /// Not now: try again with the same mail; its Message-ID stays, so that a double is recognised.
    Later(Failure),
    /// Never: trying again would give the same answer.
    Refused(Failure),
}

/// Why a mail was not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Stable code.
    ///
    /// Later: `mail.deferred` (the server said 4xx), `mail.unreachable` (nobody there, or somebody who hangs up or speaks another
    /// protocol), `mail.timeout`; and the operator's own faults, never the citizen's: `mail.credentials` (refused), `mail.setup` (no
    /// STARTTLS, no common way to log in), `mail.tls` (no valid certificate). Refused: `mail.rejected` (5xx), `mail.unsendable`.
    pub code: &'static str,
    /// The server's reply code, if it gave one.
    pub status: Option<u16>,
    /// For the operator's log: at most 200 characters, without control characters and without addresses.
    pub detail: String,
}

impl Mailer {
    /// Reads `smtp://user:password@host:port?tls=starttls|implicit|none` (or `smtps://` for implicit TLS), or `local:` for the mailbox in memory.
    ///
    /// Without `tls=`, STARTTLS is demanded, except on this machine. A password never travels in the clear to another machine.
    ///
    /// # Errors
    /// `mail.url`, with what is wrong and without the URL.
    pub fn from_url(url: &str, from: Sender) -> Result<Self, UrlFault> {
        if url == "local:" {
            return Ok(Self::Local(LocalBox::new(from)));
        }
        let fault = |cause| UrlFault { code: "mail.url", cause };
        Ok(Self::Smtp(Smtp::new(&Url::read(url).map_err(fault)?, from).map_err(fault)?))
    }

    /// Sends a mail. `now` becomes its date. Ends within the time limit (60 s unless [`Smtp::within`] says otherwise).
    pub async fn send(&self, mail: &Mail, now: SystemTime) -> Outcome {
        match self {
            Self::Smtp(smtp) => smtp.send(mail, now).await,
            Self::Local(local) => local.send(mail, now),
        }
    }

    /// The mailbox in memory, if this is one.
    #[must_use]
    pub const fn local(&self) -> Option<&LocalBox> {
        if let Self::Local(local) = self { Some(local) } else { None }
    }
}
