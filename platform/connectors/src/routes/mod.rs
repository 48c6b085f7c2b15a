//! Takes what happens to their cases to recipients' software: notices, or the cases themselves. One deed, [`Courier::deliver`]: one parcel, one outcome.
//!
//! A route is made of what the operator set up for a desk. Where it leads is checked at each call, on the very address that is then
//! connected to (`reach`); a call follows no redirect and ends at its time and at its size. The same parcel may be delivered twice, after
//! a cut or a crash: it has the same id and the same bytes each time.

pub mod hubee;
mod keys;
mod sftp;
mod webhook;

use std::{sync::Arc, time::Duration};

use tokio_rustls::rustls::ClientConfig;

pub use hubee::{Hub, Hubee, HubeePlace, Sending};
pub use keys::{fingerprint, public_key};
pub use sftp::{Answer, Refusal, Sftp, SftpPlace};
pub use webhook::{KEY_PREFIX, Key, Webhook};

use crate::{UrlFault, exchange, reach::Reach};

/// The entries of this room, alphabetically.
pub const ROUTES: &[&str] = &["hubee", "sftp", "webhook"];

/// How long a whole call may take, or one step of what has many.
const WITHIN: Duration = Duration::from_secs(10);
/// How many times as long files may take in all, however their server drags it out.
const STEPS: u32 = 90;

/// How a desk's software is reached.
#[derive(Debug, Clone)]
pub enum Route {
    /// A case of theirs at HubEE, the State's hub between administrations.
    Hubee(Box<(Hubee, Sending)>),
    /// Files in a folder on a server of theirs.
    Sftp(Sftp),
    /// A call of ours to an address of theirs, by the Standard Webhooks specification.
    Webhook(Webhook),
}

/// What is delivered.
#[derive(Debug, Clone, Copy)]
pub struct Parcel<'a> {
    /// Its id, the same at each attempt.
    pub id: &'a str,
    /// When this attempt is made, in seconds since 1970.
    pub at: i64,
    /// What it is called, where it lies among others: made of letters, figures, `-` and `_`.
    pub name: &'a str,
    /// JSON, the same bytes at each attempt: what happened, and the files that go with it.
    pub body: &'a str,
    /// The files, the same at each attempt, for a route that takes any.
    pub files: &'a [File<'a>],
    /// What [`Outcome::Further`] gave last, for a route of several steps.
    pub so_far: Option<&'a str>,
}

/// A file of a parcel.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name; no other of the parcel has it.
    pub name: &'a str,
    /// What it is, as the recipient sorts by.
    pub role: &'a str,
    /// Its media type.
    pub mime: &'a str,
    /// All of it.
    pub bytes: &'a [u8],
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken.
    Done,
    /// It went a step further, and no more: this is written down, and then the parcel is delivered on with it. What was done once is not
    /// done again after a cut.
    Further(String),
    /// It was not, as far as is known: to be tried again.
    Later {
        /// `hubee.dns`, `hubee.address`, `hubee.insecure`, `hubee.unreachable`, `hubee.tls`, `hubee.timeout`, `hubee.protocol`,
        /// `hubee.redirect`, `hubee.status`, `hubee.auth`, `hubee.rejected`, `hubee.pending`, `hubee.too_large`; `sftp.dns`, `sftp.address`, `sftp.unreachable`, `sftp.timeout`, `sftp.protocol`, `sftp.host_key`, `sftp.auth`, `sftp.folder`,
        /// `sftp.denied`, `sftp.stat`, `sftp.read`, `sftp.write`, `sftp.rename`, `sftp.conflict`; `webhook.dns`, `webhook.address`, `webhook.insecure`, `webhook.unreachable`, `webhook.tls`, `webhook.timeout`,
        /// `webhook.protocol`, `webhook.redirect`, `webhook.status`.
        code: &'static str,
        /// What was answered, where the code is `hubee.status` or `webhook.status`.
        status: Option<u16>,
        /// How long whoever answered wants to be left alone.
        patience: Option<Duration>,
    },
    /// Nobody is there any more (410): nothing more is to be sent until somebody has looked.
    Gone,
}

impl Outcome {
    const fn later(code: &'static str) -> Self {
        Self::Later { code, status: None, patience: None }
    }
}

/// Who takes parcels out: what all calls share.
#[derive(Debug)]
pub struct Courier {
    tls: Arc<ClientConfig>,
    reach: Reach,
    within: Duration,
    tokens: hubee::Tokens,
}

impl Courier {
    /// A courier that goes where everybody may go, and to these networks (`10.1.0.0/16`) besides.
    ///
    /// # Errors
    /// `route.network` for what is no network.
    pub fn new(networks: &[String]) -> Result<Self, UrlFault> {
        let tls = exchange::tls().map_err(|cause| UrlFault { code: "route.tls", cause })?;
        let reach = Reach::new(networks).map_err(|cause| UrlFault { code: "route.network", cause })?;
        Ok(Self { tls, reach, within: WITHIN, tokens: hubee::Tokens::default() })
    }

    /// Sets the time limit over a whole call.
    #[must_use]
    pub const fn within(mut self, limit: Duration) -> Self {
        self.within = limit;
        self
    }

    /// Takes a parcel out, once; by a route of several steps, one step of it.
    pub async fn deliver(&self, route: &Route, parcel: &Parcel<'_>) -> Outcome {
        match route {
            Route::Hubee(way) => self.hub(&way.0, parcel.at).step(&way.1, parcel).await,
            Route::Sftp(sftp) => {
                let put = sftp.put(&self.reach, self.within, parcel);
                match tokio::time::timeout(self.within * STEPS, put).await {
                    Ok(Ok(())) => Outcome::Done,
                    Ok(Err(code)) => Outcome::later(code),
                    Err(_) => Outcome::later("sftp.timeout"),
                }
            }
            Route::Webhook(webhook) => {
                let call = webhook.post(&self.tls, &self.reach, parcel);
                tokio::time::timeout(self.within, call).await.unwrap_or(Outcome::later("webhook.timeout"))
            }
        }
    }

    /// Whether each call to this webhook would be refused, as far as that is known before the first: an address in numbers that is not the
    /// public internet's, this machine's name.
    pub fn refuses(&self, webhook: &Webhook) -> bool {
        webhook.is_refused(&self.reach)
    }

    /// HubEE, as it is reached by this account, at this time in seconds since 1970.
    pub fn hub<'a>(&'a self, hubee: &'a Hubee, at: i64) -> Hub<'a> {
        Hub::new(self, hubee, at)
    }

    /// Reads what a partner's software answered to what lies on its server; `awaited` in order.
    ///
    /// # Errors
    /// The code of what went wrong; `sftp.crowded` where so many files lie there that no answer was found among those that were looked at.
    pub async fn answers(&self, sftp: &Sftp, awaited: &[String]) -> Result<Vec<Answer>, &'static str> {
        let answers = sftp.answers(&self.reach, self.within, awaited);
        tokio::time::timeout(self.within * STEPS, answers).await.unwrap_or(Err("sftp.timeout"))
    }

    /// Clears answers away that were read and written down.
    ///
    /// # Errors
    /// The code of what went wrong; they are read again, and found to be known.
    pub async fn clear(&self, sftp: &Sftp, answers: &[Answer]) -> Result<(), &'static str> {
        let clear = sftp.clear(&self.reach, self.within, answers);
        tokio::time::timeout(self.within * STEPS, clear).await.unwrap_or(Err("sftp.timeout"))
    }
}
