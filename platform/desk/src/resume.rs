//! Takes up a draft that was put away: the link and the code, five attempts, then it is locked for good.

use std::sync::Arc;

use store::{Token, drafts, password};

use crate::{Desk, Served, error::DeskError};

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
    /// The démarche that a link of a draft put away belongs to. Costs no attempt.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn resumable(&self, link: &str) -> Result<Arc<Served>, DeskError> {
        let link: Token = link.parse().map_err(|_| DeskError::NotFound("link"))?;
        let id = self.store.read(async |conn| drafts::resumable(conn, &link).await).await?;
        self.served(&id.ok_or(DeskError::NotFound("link"))?).await
    }

    /// Opens the draft behind a link with the code that its citizen chose.
    ///
    /// # Errors
    /// `request.not_found`, `resume.wrong_code`, `resume.locked`.
    pub async fn resume(&self, link: &str, code: &str) -> Result<Resumed, DeskError> {
        let link: Token = link.parse().map_err(|_| DeskError::NotFound("link"))?;
        // Counted before it is verified: attempts made at the same time do not get more than five.
        let attempt = self.store.write(async |tx| drafts::spend_attempt(tx, &link).await).await?.ok_or(DeskError::NotFound("link"))?;
        let Some(hash) = &attempt.code_hash else { return Err(DeskError::CodeLocked) };
        if !password::verify(code.trim(), Some(hash)).await? {
            let left = u32::try_from(attempt.left).unwrap_or(0);
            return Err(if left == 0 { DeskError::CodeLocked } else { DeskError::WrongCode { left } });
        }
        let (draft, token) = self.store.write(async |tx| drafts::reopen(tx, &attempt.agency, attempt.draft).await).await?;
        Ok(Resumed { demarche: draft.demarche, page: draft.page, token })
    }
}
