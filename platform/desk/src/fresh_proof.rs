//! Asks citizens once more who they are before what lets somebody into their account is changed: whoever finds a screen left open, or a
//! cookie, is not to make themselves a way in that stays. A login a few minutes ago says enough.

use form::text::Language;
use jiff::SignedDuration;
use pages::mail::{AccountChange, Mail};
use store::{
    Token, Write, password,
    people::{self, Person as Account},
    sessions,
};

use crate::{
    Desk,
    access::Person,
    account::{self, NewSession},
    error::DeskError,
    second_factor::{self, Holder},
    submit::json,
};

/// How long a login is fresh.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

/// What is asked of somebody who is to say once more who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proving {
    /// Their password; without one they log in anew.
    pub password: bool,
    /// A code of their second factor too.
    pub second_factor: bool,
}

impl Desk {
    /// Whether whoever is there has just logged in, or has just said who they are.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn is_fresh(&self, session: &str) -> Result<bool, DeskError> {
        let Ok(token) = session.parse::<Token>() else { return Ok(false) };
        let found = self.store.read(async |conn| sessions::find(conn, &token).await).await?;
        Ok(found.is_some_and(|session| self.now().duration_since(session.created_at) < FRESH))
    }

    /// What they are asked.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn proving(&self, person: &Person) -> Result<Proving, DeskError> {
        let known = self.store.read(async |conn| people::get(conn, people::PORTAL, person.id).await).await?;
        let known = known.ok_or(DeskError::NotFound("account"))?;
        Ok(Proving {
            password: known.password.is_some(),
            second_factor: known.second_factor.is_some_and(|factor| factor.on),
        })
    }

    /// Takes their password, and a code where a second factor is in force. The session goes on under a new token, and is fresh.
    ///
    /// # Errors
    /// `login.refused` where it is not their password; `second_factor.wrong`; `request.not_found` where the session is over.
    pub async fn prove(
        &self,
        person: &Person,
        session: &str,
        typed: &str,
        code: &str,
    ) -> Result<NewSession, DeskError> {
        let token = session.parse::<Token>().map_err(|_| DeskError::NotFound("session"))?;
        let known = self.store.read(async |conn| people::get(conn, people::PORTAL, person.id).await).await?;
        let known = known.ok_or(DeskError::NotFound("account"))?;
        if !password::verify(typed, known.password.as_deref()).await? {
            return Err(DeskError::BadLogin);
        }
        let data = self.citizen_session(session).await?.unwrap_or_default();
        let holder = Holder::Citizen(person.id);
        let proven = self
            .store
            .write(async |tx| {
                let account = second_factor::Account::of(tx, holder).await?;
                if account.has_second() && !self.take_second(tx, &account, code).await? {
                    return Ok(None);
                }
                // It may have been ended meanwhile, from elsewhere.
                if sessions::find(tx, &token).await?.is_none() {
                    return Err(DeskError::NotFound("session"));
                }
                sessions::close(tx, &token).await?;
                let (_, token) = sessions::open(tx, account::new_session(person.id, &json(&data)?)).await?;
                Ok(Some(NewSession { token }))
            })
            .await?;
        match proven {
            Some(session) => Ok(session),
            None => Err(self.second_refused(&self.holders_account(holder).await?).await?),
        }
    }

    /// Tells the owner of an account that what lets somebody in has changed: it may not have been them. Without an address nobody is told.
    pub(crate) async fn tell_owner(
        &self,
        tx: &mut Write,
        account: &Account,
        change: AccountChange,
    ) -> Result<(), DeskError> {
        if account.email.is_empty() {
            return Ok(());
        }
        let url = format!("{}/compte/connexions", self.public_url);
        let mail = Mail::AccountChanged { change, url };
        let dedup = format!("{}:{}:{}", mail.name(), account.id, tx.now().as_microsecond());
        self.put_mail(tx, people::PORTAL, &dedup, account.id, &account.email, Language::Fr, &mail).await
    }
}
