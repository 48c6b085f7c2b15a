//! Opens a draft: the POST of the start page.

use std::sync::Arc;

use form::{answers::Answers, state::State, text::Language};
use store::{Token, drafts::NewDraft, people};

use crate::{
    Desk, Served,
    access::Person,
    error::DeskError,
    fill::{encode, later},
};

/// A draft just opened.
#[derive(Debug)]
pub struct Opened {
    /// Goes into the address, and nowhere else.
    pub token: Token,
    /// The first page.
    pub page: String,
    /// Whether something is known of whoever opened it that could fill it: they are to be asked.
    pub asks: bool,
}

impl Desk {
    /// Opens a draft on the present version. Nothing is filled in: whoever is logged in is asked first.
    ///
    /// # Errors
    /// `access.login_needed` where the démarche asks for a login and nobody is logged in, `access.identity_needed` where a provider must
    /// know them; `request.not_found` where their account is closed.
    pub async fn open_draft(
        &self,
        served: &Arc<Served>,
        language: Language,
        person: Option<&Person>,
    ) -> Result<Opened, DeskError> {
        let demarche = &served.demarche;
        self.require_identity(served, person)?;
        if demarche.login_required && person.is_none() {
            return Err(DeskError::LoginRequired);
        }
        let answers = Answers::default();
        let page = self.first_page(served, &answers, language);
        let bytes = encode(&answers)?;
        let now = self.now();
        let new = NewDraft {
            agency: &demarche.agency,
            demarche: &demarche.id,
            definition: served.definition,
            answers: &bytes,
            page: &page,
            language: language.tag(),
            person: person.map(|person| person.id),
            expires_at: later(served, now, demarche.retention.draft),
        };
        let token = self
            .store
            .write(async |tx| {
                // Their account may have been closed since the page was asked for: nobody would ever purge or find what they begin.
                if let Some(person) = person
                    && !people::hold(tx, people::PORTAL, person.id).await?
                {
                    return Err(DeskError::NotFound("account"));
                }
                served.keep(tx).await?;
                let (_, token) = store::drafts::create(tx, new).await?;
                Ok::<_, DeskError>(token)
            })
            .await?;
        served.is_kept();
        let asks = match person {
            Some(person) => self.could_fill(served, person).await,
            None => false,
        };
        Ok(Opened { token, page, asks })
    }

    /// The page that a draft with these answers begins on.
    pub(crate) fn first_page(&self, served: &Served, answers: &Answers, language: Language) -> String {
        let (demarche, facts) = (&served.demarche, self.facts(served, language));
        let state = State::new(demarche, answers, &facts);
        state.pages().first().map_or_else(String::new, |page| demarche.pages[*page].id.clone())
    }
}
