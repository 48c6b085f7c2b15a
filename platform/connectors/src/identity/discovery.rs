//! Learns from a provider where it is asked and what it signs with, keeps that for an hour, and asks again where a key is not known.
//!
//! One question at a time: who comes meanwhile waits for its answer. A provider that has just failed is left alone for a moment, and what
//! was known of it before serves on for a day.

use serde::Deserialize;
use tokio::sync::Mutex;

use super::{
    Fault, Provider,
    call::Carries,
    keys::{Keys, MOST_BYTES},
};

/// How long what was learned holds, in seconds.
const FRESH: i64 = 3600;
/// How long it serves where the provider cannot be asked.
const STALE: i64 = 24 * 3600;
/// How long a provider is left alone that has just failed.
const ALONE: i64 = 5;
/// How long after the keys were read they are not read again, whatever key is wanted.
const REREAD: i64 = 10;
/// The most bytes of a discovery.
const MOST: usize = 128 * 1024;

/// Where a provider is asked.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Metadata {
    issuer: String,
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
    pub(super) jwks_uri: String,
    #[serde(default)]
    pub(super) userinfo_endpoint: Option<String>,
    #[serde(default)]
    pub(super) end_session_endpoint: Option<String>,
    /// Whether it says with each code whose it is (RFC 9207).
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

/// What is known of a provider.
#[derive(Debug, Default)]
pub(super) struct Known {
    metadata: Mutex<Kept<Metadata>>,
    keys: Mutex<Kept<Keys>>,
}

#[derive(Debug)]
struct Kept<T> {
    /// And when it was learned, in seconds since 1970.
    last: Option<(T, i64)>,
    failed: Option<(Fault, i64)>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { last: None, failed: None }
    }
}

impl<T: Clone> Kept<T> {
    /// What was learned less than so many seconds ago. A clock that was set back makes all of it old.
    fn within(&self, seconds: i64, now: i64) -> Option<T> {
        self.last.as_ref().filter(|(_, at)| (0..seconds).contains(&(now - at))).map(|(known, _)| known.clone())
    }

    fn failed(&self, now: i64) -> Option<Fault> {
        self.failed.filter(|(_, at)| (0..ALONE).contains(&(now - at))).map(|(fault, _)| fault)
    }

    /// Keeps what came of asking; a failure gives what there was before.
    fn keep(&mut self, asked: Result<T, Fault>, now: i64) -> Result<T, Fault> {
        match asked {
            Ok(known) => {
                *self = Self { last: Some((known.clone(), now)), failed: None };
                Ok(known)
            }
            Err(fault) => {
                self.failed = Some((fault, now));
                self.within(STALE, now).ok_or(fault)
            }
        }
    }
}

impl Provider {
    /// Where it is asked.
    pub(super) async fn metadata(&self, now: i64) -> Result<Metadata, Fault> {
        let mut kept = self.known.metadata.lock().await;
        if let Some(known) = kept.within(FRESH, now) {
            return Ok(known);
        }
        if let Some(fault) = kept.failed(now) {
            return kept.within(STALE, now).ok_or(fault);
        }
        let asked = self.discover().await;
        kept.keep(asked, now)
    }

    async fn discover(&self) -> Result<Metadata, Fault> {
        let url = format!("{}/.well-known/openid-configuration", self.issuer().trim_end_matches('/'));
        let answer = self.caller.call(&self.place(&url)?, Carries::Nothing, MOST).await?;
        if !answer.status.is_success() {
            return Err(Fault::setup("no discovery under its address"));
        }
        let metadata: Metadata =
            serde_json::from_slice(&answer.body).map_err(|_| Fault::answer("its discovery is not one"))?;
        if metadata.issuer != self.issuer() {
            return Err(Fault::setup("its discovery names another issuer"));
        }
        for url in [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri] {
            self.place(url)?;
        }
        for url in [&metadata.userinfo_endpoint, &metadata.end_session_endpoint].into_iter().flatten() {
            self.place(url)?;
        }
        Ok(metadata)
    }

    /// What it signs with; where `wanted` is none of it, what it signs with now.
    pub(super) async fn keys(
        &self,
        metadata: &Metadata,
        wanted: impl Fn(&Keys) -> bool,
        now: i64,
    ) -> Result<Keys, Fault> {
        let mut kept = self.known.keys.lock().await;
        if let Some(known) = kept.within(FRESH, now).filter(&wanted) {
            return Ok(known);
        }
        // A key that nobody has is no reason to ask for the keys at each login.
        if let Some(known) = kept.within(REREAD, now) {
            return Ok(known);
        }
        if let Some(fault) = kept.failed(now) {
            return kept.within(STALE, now).ok_or(fault);
        }
        let asked = self.read_keys(metadata).await;
        kept.keep(asked, now)
    }

    async fn read_keys(&self, metadata: &Metadata) -> Result<Keys, Fault> {
        let answer = self.caller.call(&self.place(&metadata.jwks_uri)?, Carries::Nothing, MOST_BYTES).await?;
        if !answer.status.is_success() {
            return Err(Fault::answer("no keys where its discovery says"));
        }
        Keys::read(&answer.body)
    }
}
