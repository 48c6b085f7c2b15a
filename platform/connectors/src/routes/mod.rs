//! Tells recipients' software what happened to their cases. One deed, [`Courier::deliver`]: one parcel, one outcome.
//!
//! A route is made of what the operator set up for a desk. Where it leads is checked at each call, on the very address that is then
//! connected to ([`reach`]); a call follows no redirect and ends at its time and at its size. The same parcel may be delivered twice, after
//! a cut or a crash: it has the same id and the same bytes each time.

pub mod reach;
mod webhook;

use std::{sync::Arc, time::Duration};

use tokio_rustls::rustls::ClientConfig;

pub use webhook::{KEY_PREFIX, Key, Webhook};

use crate::{UrlFault, exchange};
use reach::Reach;

/// The entries of this room, alphabetically.
pub const ROUTES: &[&str] = &["webhook"];

/// How long a whole call may take.
const WITHIN: Duration = Duration::from_secs(10);

/// How a desk's software is reached.
#[derive(Debug, Clone)]
pub enum Route {
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
    /// JSON, the same bytes at each attempt.
    pub body: &'a str,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken.
    Done,
    /// It was not, as far as is known: to be tried again.
    Later {
        /// `webhook.dns`, `webhook.address`, `webhook.insecure`, `webhook.unreachable`, `webhook.tls`, `webhook.timeout`,
        /// `webhook.protocol`, `webhook.redirect`, `webhook.status`.
        code: &'static str,
        /// What was answered, where the code is `webhook.status`.
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
}

impl Courier {
    /// A courier that goes where everybody may go, and to these networks (`10.1.0.0/16`) besides.
    ///
    /// # Errors
    /// `route.network` for what is no network.
    pub fn new(networks: &[String]) -> Result<Self, UrlFault> {
        let tls = exchange::tls().map_err(|cause| UrlFault { code: "route.tls", cause })?;
        let reach = Reach::new(networks).map_err(|cause| UrlFault { code: "route.network", cause })?;
        Ok(Self { tls, reach, within: WITHIN })
    }

    /// Sets the time limit over a whole call.
    #[must_use]
    pub const fn within(mut self, limit: Duration) -> Self {
        self.within = limit;
        self
    }

    /// Takes a parcel out, once.
    pub async fn deliver(&self, route: &Route, parcel: &Parcel<'_>) -> Outcome {
        let call = async {
            match route {
                Route::Webhook(webhook) => webhook.post(&self.tls, &self.reach, parcel).await,
            }
        };
        tokio::time::timeout(self.within, call).await.unwrap_or(Outcome::later("webhook.timeout"))
    }
}
