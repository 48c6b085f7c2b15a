//! Shows the recap: everything that would be sent, to whom, and what is still missing.

use form::{
    journey,
    recap::Recap,
    routing::{self, PlannedCase},
    text::Language,
    validation,
};

use crate::{Desk, directory::Keys, error::DeskError, fill::Fill};

/// What the recap page shows.
#[derive(Debug)]
pub struct RecapShown {
    /// Every visible answer.
    pub recap: Recap,
    /// What the confirmation must carry.
    pub hash: String,
    /// Who would receive what.
    pub cases: Vec<PlannedCase>,
    /// Indexes of the pages on which something is still wrong.
    pub incomplete: Vec<usize>,
    /// The index of the page at which the journey ends early.
    pub stopped: Option<usize>,
    /// Indexes of all pages.
    pub pages: Vec<usize>,
}

impl Desk {
    /// The recap of a draft as it stands.
    pub async fn recap(&self, fill: &Fill, language: Language) -> Result<RecapShown, DeskError> {
        let keys = self.with_state(fill, language, Keys::of);
        let snapshot = self.snapshot(&fill.served, keys, false).await?;
        Ok(self.with_state(fill, language, |state| {
            let recap = Recap::of(state);
            RecapShown {
                hash: recap.hash(),
                recap,
                cases: routing::plan(state, &snapshot),
                incomplete: validation::all(state).into_iter().map(|(page, _)| page).collect(),
                stopped: state.stop().map(|(page, _)| page),
                pages: state.pages(),
            }
        }))
    }

    /// The page before the recap.
    pub fn last_page(&self, fill: &Fill, language: Language) -> Option<String> {
        self.with_state(fill, language, |state| {
            let page = journey::previous_page(state, state.demarche.pages.len())?;
            Some(state.demarche.pages[page].id.clone())
        })
    }
}
