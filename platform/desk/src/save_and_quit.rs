//! Puts a draft away: a link, and a code that the citizen chooses. Whoever finds the link alone opens nothing.

use form::text::Language;
use jiff::civil::Date;
use pages::mail::Mail;
use store::{
    drafts,
    journal::{self, NewEntry},
    password,
};

use crate::{Desk, error::DeskError, fill::Fill, notify::is_address};

/// How many characters a code needs: with five attempts in all, guessing is hopeless.
pub const MIN_CODE: u32 = 6;
/// How many bytes a code may have.
pub const MAX_CODE: usize = 200;

/// A draft put away.
#[derive(Debug)]
pub struct PutAway {
    /// The whole address that opens it again.
    pub url: String,
    /// The day it is deleted if nothing is changed.
    pub kept_until: Date,
    /// Where the link was sent.
    pub sent_to: Option<String>,
}

impl Desk {
    /// The day the draft is deleted if nothing is changed.
    pub fn kept_until(&self, fill: &Fill) -> Date {
        fill.draft.expires_at.to_zoned(fill.served.timezone.clone()).date()
    }

    /// Gives the draft a link and this code; sends the link where an address is given.
    ///
    /// # Errors
    /// `code.too_short`, `email.invalid` (each names its field), and the store's own.
    pub async fn put_away(
        &self,
        fill: &Fill,
        code: &str,
        email: &str,
        language: Language,
    ) -> Result<PutAway, DeskError> {
        let code = code.trim();
        if code.chars().count() < MIN_CODE as usize {
            return Err(DeskError::Invalid { field: "code", code: "code.too_short" });
        }
        if code.len() > MAX_CODE {
            return Err(DeskError::Invalid { field: "code", code: "code.too_long" });
        }
        let email = email.trim();
        if !email.is_empty() && !is_address(email) {
            return Err(DeskError::Invalid { field: "email", code: "email.invalid" });
        }
        let hash = password::hash(self.store.ids(), code).await?;
        let draft = &fill.draft;
        let kept_until = self.kept_until(fill);
        let title = fill.served.demarche.title.get(language);
        let url = self
            .store
            .write(async |tx| {
                let token = drafts::prepare_resume(tx, draft, &hash).await?;
                let url = format!("{}/reprendre/{token}", self.public_url);
                let entry = NewEntry {
                    agency: &draft.agency,
                    act: "draft.put_away",
                    object_kind: "draft",
                    object: draft.id,
                    actor_kind: "citizen",
                    actor: draft.person,
                    committed: None,
                };
                journal::add(tx, entry).await?;
                if !email.is_empty() {
                    drafts::set_contact(tx, draft, Some(email)).await?;
                    let mail = Mail::ResumeLink { demarche: title.to_owned(), url: url.clone(), until: kept_until };
                    // Each link is another and the earlier ones work no more: each is sent.
                    let dedup = format!("resume:{}:{}", draft.id, self.store.ids().uuid()?);
                    self.put_mail(tx, &draft.agency, &dedup, draft.id, email, language, &mail).await?;
                }
                Ok::<_, DeskError>(url)
            })
            .await?;
        self.wake.notify_one();
        Ok(PutAway { url, kept_until, sent_to: (!email.is_empty()).then(|| email.to_owned()) })
    }
}
