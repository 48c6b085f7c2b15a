//! Knows whether anybody works at a desk: one at which nobody does is asked nothing.

use std::{collections::HashMap, sync::RwLock};

use jiff::{SignedDuration, Timestamp};
use store::{agents, people};

use crate::{Desk, error::DeskError};

/// How long it is remembered whether anybody works at a desk; whoever asks it something has it looked at anew.
const FRESH: SignedDuration = SignedDuration::from_secs(30);
/// Of how many desks at most.
const REMEMBERED: usize = 50_000;

/// Whether anybody works at a desk, as it was a moment ago: asked on every page of a draft.
#[derive(Default)]
pub(crate) struct Staffed(RwLock<HashMap<(String, String), (Timestamp, bool)>>);

impl Desk {
    /// Whether an agent works at a desk who can log in. `now`: not from memory.
    pub(crate) async fn is_staffed(&self, siret: &str, branch: &str, now: bool) -> Result<bool, DeskError> {
        let (desk, at) = ((siret.to_owned(), branch.to_owned()), self.now());
        if let Some(known) = self.staffed.get(&desk, at).filter(|_| !now) {
            return Ok(known);
        }
        let found = self.store.read(async |conn| agents::any_at(conn, people::PORTAL, siret, branch).await).await?;
        self.staffed.put(desk, at, found);
        Ok(found)
    }
}

impl Staffed {
    fn get(&self, desk: &(String, String), now: Timestamp) -> Option<bool> {
        let (at, found) = *self.0.read().ok()?.get(desk)?;
        (now.duration_since(at) < FRESH).then_some(found)
    }

    fn put(&self, desk: (String, String), now: Timestamp, found: bool) {
        if let Ok(mut known) = self.0.write() {
            if known.len() >= REMEMBERED {
                known.clear();
            }
            known.insert(desk, (now, found));
        }
    }
}
