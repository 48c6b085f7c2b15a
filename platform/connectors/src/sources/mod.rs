//! Asks the State's data sources, and an agency's own, so that nobody types what an administration knows. One deed,
//! [`Partners::ask`]: one question, one answer or a coded failure.
//!
//! Where a source lies is the operator's to say, and nobody else's: a démarche names a partner and a path, never a host. A call follows no
//! redirect, keeps no cookie, unpacks nothing, and ends at its time and at its size. A partner that hangs holds so many places and no more;
//! one that asks for patience gets it. Nothing here reads the answer: `form` maps it.

mod cache;
mod http;
mod partner;

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, SystemTime},
};

use cache::Cache;
use partner::Partner;

pub use crate::UrlFault;

/// Between a partner's name and that of the agency that a setting is for.
const OF: char = '@';

/// Where a partner lies, as the operator sets it.
#[derive(Clone)]
pub struct Setting {
    /// The name that démarches know it by: `ban`, `api-entreprise`; with an agency behind it (`api-entreprise@ville-exemple`), where it lies for
    /// the démarches of that one, which has a right and a token of its own.
    pub id: String,
    /// `https://host[:port][/path][?parameters of every call]`. In the clear only on this machine, or as `plain+http://`.
    pub url: String,
    /// What it knows us by: sent as a bearer token where the source asks for one.
    pub token: Option<String>,
}

/// Shows neither the token nor the parameters.
impl std::fmt::Debug for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Setting").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A question to a partner.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The agency whose démarche asks.
    pub agency: &'a str,
    /// Path and query behind the partner's address, percent-encoded, with a leading `/`.
    pub target: &'a str,
    /// Headers of the source's own.
    pub headers: &'a [(String, String)],
    /// Whether it goes out with the operator's token.
    pub token: bool,
    /// How long the whole call may take.
    pub within: Duration,
    /// How long an answer may serve those who ask the same; zero: it is not kept.
    pub keep: Duration,
    /// The most bytes that are read of the answer.
    pub most: usize,
}

/// What a partner answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status: 200, or 400 to 599.
    pub status: u16,
    /// The body as it came.
    pub body: Arc<[u8]>,
}

/// No answer was to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{code}")]
pub struct Failure {
    /// `source.unknown`, `source.token`, `source.question`, `source.busy`, `source.paused`, `source.unreachable`, `source.tls`,
    /// `source.timeout`, `source.protocol`, `source.redirect`, `source.too_large`.
    pub code: &'static str,
}

impl Failure {
    const fn new(code: &'static str) -> Self {
        Self { code }
    }
}

/// The partners that the operator has set up.
#[derive(Debug, Default)]
pub struct Partners {
    partners: BTreeMap<String, Partner>,
    cache: Cache,
}

impl Partners {
    /// Reads the settings.
    ///
    /// # Errors
    /// `source.url`, with the partner's id and what is wrong; never the address itself, which may hold a secret.
    pub fn new(settings: &[Setting]) -> Result<Self, (String, UrlFault)> {
        let mut partners = BTreeMap::new();
        for setting in settings {
            let partner =
                Partner::new(setting).map_err(|cause| (setting.id.clone(), UrlFault { code: "source.url", cause }))?;
            partners.insert(setting.id.clone(), partner);
        }
        Ok(Self { partners, cache: Cache::default() })
    }

    /// Whether this partner can be asked at all for a démarche of this agency.
    pub fn knows(&self, agency: &str, partner: &str) -> bool {
        self.of(agency, partner).is_some()
    }

    /// How a partner is asked for a démarche of an agency: as the agency itself, else as whoever runs the site. A démarche names no agency:
    /// none asks with the right of another.
    fn of(&self, agency: &str, partner: &str) -> Option<(&String, &Partner)> {
        if partner.contains(OF) {
            return None;
        }
        let own = self.partners.get_key_value(&format!("{partner}{OF}{agency}"));
        own.or_else(|| self.partners.get_key_value(partner))
    }

    /// Asks a partner; `now` says whether what was kept still serves.
    ///
    /// # Errors
    /// Where no answer was to be had in time and size; its code says why.
    pub async fn ask(&self, partner: &str, question: Question<'_>, now: SystemTime) -> Result<Reply, Failure> {
        let (id, partner) = self.of(question.agency, partner).ok_or(Failure::new("source.unknown"))?;
        // What was answered to one agency serves no other: it is kept by the setting.
        if let Some(kept) = self.cache.get(id, &question, now) {
            return Ok(kept);
        }
        if partner.is_paused(now) {
            return Err(Failure::new("source.paused"));
        }
        // Whoever finds every place taken types it in; waiting in a queue would only hold their own page back.
        let _place = partner.places.try_acquire().map_err(|_| Failure::new("source.busy"))?;
        let answer = tokio::time::timeout(question.within, http::get(partner, question)).await;
        let (reply, patience) = answer.map_err(|_| Failure::new("source.timeout"))??;
        if reply.status == 429 {
            partner.pause(now, patience);
        }
        if reply.status == 200 && !question.keep.is_zero() {
            self.cache.put(id, &question, &reply, now);
        }
        Ok(reply)
    }
}
