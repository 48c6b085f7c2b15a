//! What a citizen typed for a complement and did not send: theirs to send while it is awaited or asked for again, and theirs to read once it
//! is not.

use form::{
    recap::{self, Recap},
    state::State,
    text::Language,
};
use store::{Uuid, complements};

use super::{
    begun::{is_in_words, text},
    total,
};
use crate::{Desk, error::DeskError, follow::Followed};

/// The complement for which something was typed last that was not sent; nothing once one was given after it.
pub(crate) fn begun(stored: &[complements::Complement]) -> Option<&complements::Complement> {
    let mut unsent = stored.iter().rev().take_while(|one| one.state != complements::State::Given);
    unsent.find(|one| one.answers.is_some())
}

/// The same, where its recipient awaits it no more.
pub(crate) fn left(stored: &[complements::Complement]) -> Option<&complements::Complement> {
    begun(stored).filter(|one| one.state == complements::State::Ended)
}

impl Desk {
    /// What the citizen typed for a complement that its recipient awaits no more, and that was not sent, question by question; nothing where
    /// there is none.
    ///
    /// # Errors
    /// `request.not_found` where the link or the dossier has no such case.
    pub async fn left_unsent(
        &self,
        link: &str,
        case: Uuid,
        language: Language,
    ) -> Result<Option<(Followed, Vec<recap::Compared>)>, DeskError> {
        let followed = self.follow(link).await?;
        let found = followed.cases.iter().find(|found| found.case.id == case).ok_or(DeskError::NotFound("case"))?;
        let Some(unsent) = left(&found.stored_complements) else { return Ok(None) };
        if is_in_words(unsent)? {
            // It had no question: what was typed is all there is.
            let after = vec![text(unsent)?];
            let (path, label, before) = Default::default();
            return Ok(Some((followed, vec![recap::Compared { path, label, before, after, changed: true }])));
        }
        let Some(reopening) = self.reopen_one(link, case, left).await? else { return Ok(None) };
        let typed = self.with_reopened(&reopening, language, |reopened, state| {
            let received = |state: &State<'_>| Recap::of_received(state, reopened.receives);
            recap::compare(
                &received(reopened.filed),
                &received(state),
                &reopened.questions(state),
                &[],
                &total(language),
            )
        });
        Ok(Some((followed, typed)))
    }
}
