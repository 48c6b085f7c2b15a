//! Takes up a draft that was put away: the code that its citizen chose, at its link or at its own address; five attempts at both together,
//! then it is locked for good.

use std::sync::Arc;

use form::{
    reading::Posting,
    text::Language,
    typed::{self, Typed},
};
use store::{
    StoreError, Token,
    drafts::{self, Attempt, Door},
    journal::{self, NewEntry},
    password,
};

use crate::{
    Desk, Served,
    access::{Act, Object, Person, Subject, may},
    error::DeskError,
};

/// A draft taken up again.
#[derive(Debug)]
pub struct Resumed {
    /// The démarche.
    pub demarche: String,
    /// The new token of its address; the old address works no more.
    pub token: Token,
    /// The page to go on with.
    pub page: String,
}

impl Desk {
    /// The démarche that a link of a draft put away belongs to, and whether wrong codes have locked it for good. Costs no attempt.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn resumable(&self, link: &str) -> Result<(Arc<Served>, bool), DeskError> {
        let link: Token = link.parse().map_err(|_| DeskError::NotFound("link"))?;
        let found = self.store.read(async |conn| drafts::resumable(conn, &link).await).await?;
        let found = found.ok_or(DeskError::NotFound("link"))?;
        Ok((self.served(&found.demarche).await?, found.attempts_left <= 0))
    }

    /// The version that the closed draft at this address was begun with, and whether wrong codes have locked it for good. Costs no attempt.
    ///
    /// # Errors
    /// `request.not_found` also where the draft is not closed.
    pub async fn closed(&self, address: &str) -> Result<(Arc<Served>, bool), DeskError> {
        let token: Token = address.parse().map_err(|_| DeskError::NotFound("draft"))?;
        let draft = self.store.read(async |conn| drafts::find(conn, &token).await).await?;
        let draft = draft.filter(|draft| draft.closed_at.is_some()).ok_or(DeskError::NotFound("draft"))?;
        let locked = draft.attempts_left <= 0;
        Ok((self.filled(draft).await?.served, locked))
    }

    /// What a page posted to an address that leads to no draft (any more) answers, read by the version that is served now: the draft's own
    /// is known no more. Tells nothing of any draft.
    ///
    /// # Errors
    /// `request.not_found` where there is no such démarche.
    pub async fn typed(
        &self,
        demarche: &str,
        page: &str,
        pairs: &[(String, String)],
        language: Language,
    ) -> Result<(Arc<Served>, Vec<Typed>), DeskError> {
        let served = self.served(demarche).await?;
        let typed = match served.demarche.page(page) {
            Some((page, _)) => {
                let facts = self.facts(&served, language);
                typed::typed(&served.demarche, page, &Posting { pairs, now: self.now() }, &facts)
            }
            None => Vec::new(),
        };
        Ok((served, typed))
    }

    /// Opens the draft behind a link with the code that its citizen chose. Whoever has both holds the draft: begun from an account and
    /// taken up without it, it leaves the account, and nothing more is filled in from there.
    ///
    /// # Errors
    /// `request.not_found`, `resume.wrong_code`, `resume.locked`; `access.login_needed` where the démarche asks for the account.
    pub async fn resume(&self, link: &str, code: &str, visitor: Option<&Person>) -> Result<Resumed, DeskError> {
        let link: Token = link.parse().map_err(|_| DeskError::NotFound("link"))?;
        // Decided before an attempt is spent or the address turned: who may not go on costs the citizen neither.
        let found = self
            .store
            .read(async |conn| drafts::resumable(conn, &link).await)
            .await?
            .ok_or(DeskError::NotFound("link"))?;
        let owned = found.person.is_some_and(|owner| visitor.is_some_and(|visitor| visitor.id == owner));
        if !owned && found.person.is_some() && self.served(&found.demarche).await?.demarche.login_required {
            return Err(if visitor.is_none() { DeskError::LoginRequired } else { DeskError::NotFound("link") });
        }
        let attempt = self.try_code(Door::Link(&link), code).await?;
        let (draft, token) = self
            .store
            .write(async |tx| {
                let (draft, token) = drafts::reopen(tx, &attempt.agency, attempt.draft).await?;
                if !may(Subject::visitor(visitor), Act::Fill, Object::Draft(&draft)) {
                    drafts::set_person(tx, &draft, None).await?;
                }
                journal::add(tx, entry(&attempt, visitor)).await?;
                Ok::<_, StoreError>((draft, token))
            })
            .await?;
        Ok(Resumed { demarche: draft.demarche, page: draft.page, token })
    }

    /// Opens the closed draft at its own address. The address stays: whoever gives the code is where the draft was being filled, and
    /// its other tabs there may hold something typed.
    ///
    /// # Errors
    /// `request.not_found`, `resume.wrong_code`, `resume.locked`.
    pub async fn unclose(&self, address: &str, code: &str) -> Result<(), DeskError> {
        let token: Token = address.parse().map_err(|_| DeskError::NotFound("draft"))?;
        let attempt = self.try_code(Door::Address(&token), code).await?;
        self.store
            .write(async |tx| {
                drafts::unclose(tx, &attempt.agency, attempt.draft).await?;
                journal::add(tx, entry(&attempt, None)).await
            })
            .await?;
        Ok(())
    }

    /// One attempt at a code, counted before it is verified: attempts made at the same time do not get more than five.
    async fn try_code(&self, door: Door<'_>, code: &str) -> Result<Attempt, DeskError> {
        // Before it is counted: nobody's code is spent where it cannot be looked at.
        let place = password::place()?;
        let attempt = self
            .store
            .write(async |tx| drafts::spend_attempt(tx, door).await)
            .await?
            .ok_or(DeskError::NotFound("draft"))?;
        let Some(hash) = &attempt.code_hash else {
            self.turned_away_code(&attempt.agency, attempt.draft).await?;
            return Err(DeskError::CodeLocked);
        };
        if !password::verify_at(place, code.trim(), Some(hash)).await? {
            self.turned_away_code(&attempt.agency, attempt.draft).await?;
            let left = u32::try_from(attempt.left).unwrap_or(0);
            return Err(if left == 0 { DeskError::CodeLocked } else { DeskError::WrongCode { left } });
        }
        Ok(attempt)
    }
}

/// The code was right: the draft is taken up.
fn entry<'a>(attempt: &'a Attempt, visitor: Option<&Person>) -> NewEntry<'a> {
    NewEntry {
        agency: &attempt.agency,
        act: "draft.resumed",
        object_kind: "draft",
        object: attempt.draft,
        actor_kind: "citizen",
        actor: visitor.map(|visitor| visitor.id),
        committed: None,
    }
}
