//! Lets a citizen have a second factor asked for at each of their logins, gives and takes its codes, and takes it away again. As agents' is
//! (`second_factor`), but that it is theirs to want.

use store::{
    Token, Uuid, Write,
    journal::{self, NewEntry},
    people::{self, Person as Account},
    second_factors::of_people,
    sessions::{self, Kind},
};

use crate::{
    Desk,
    access::Person,
    account::entry,
    error::DeskError,
    identity::{CitizenCame, CitizenWanted, Waiting},
    second_factor::{SecondFactor, WRONG, plain, written},
    totp,
};

impl Desk {
    /// The citizen's second factor.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn citizen_second_factor(&self, person: &Person) -> Result<SecondFactor, DeskError> {
        let account = self.citizens_account(person.id).await?;
        Ok(match account.second_factor {
            None => SecondFactor::Off,
            Some(factor) if factor.on => SecondFactor::On,
            Some(factor) => self.offered(&factor.secret, &account.email),
        })
    }

    /// Draws a secret for the citizen to take into their application. One that was offered before counts no more.
    ///
    /// # Errors
    /// `second_factor.on`.
    pub async fn offer_citizen_second_factor(&self, person: &Person) -> Result<(), DeskError> {
        let account = self.citizens_account(person.id).await?;
        let mut secret = [0; totp::SECRET];
        self.store.ids().fill(&mut secret)?;
        let offered = self.store.write(async |tx| of_people::offer(tx, &account, &secret).await).await?;
        if offered { Ok(()) } else { Err(DeskError::Invalid { field: "code", code: "second_factor.on" }) }
    }

    /// Puts the offered secret in force, once the citizen has proven to have it, and ends all sessions but `session`, which began without it;
    /// gives the recovery codes, which are told this once.
    ///
    /// # Errors
    /// `second_factor.wrong`.
    pub async fn switch_citizen_second_factor_on(
        &self,
        person: &Person,
        session: &str,
        typed: &str,
    ) -> Result<Vec<String>, DeskError> {
        let session = session.parse::<Token>().map_err(|_| DeskError::NotFound("session"))?;
        let account = self.citizens_account(person.id).await?;
        let offered = account.second_factor.as_ref().filter(|factor| !factor.on);
        let step = offered.and_then(|factor| totp::step_of(&factor.secret, &plain(typed), self.now()));
        let Some(step) = step else { return Err(WRONG) };
        let recovery = self.recovery_codes()?;
        self.store
            .write(async |tx| {
                if !of_people::switch_on(tx, &account, step, &recovery).await? {
                    return Err(WRONG);
                }
                sessions::close_others(tx, people::PORTAL, Kind::Citizen, account.id, &session).await?;
                sessions::close_all(tx, people::PORTAL, Kind::CitizenHalfway, account.id).await?;
                Ok(journal::add(tx, entry("account.second_factor_on", account.id)).await?)
            })
            .await?;
        Ok(written(&recovery))
    }

    /// New recovery codes in the place of those there were, for one of the second factor's codes; told this once.
    ///
    /// # Errors
    /// `second_factor.wrong`.
    pub async fn renew_citizen_recovery_codes(&self, person: &Person, typed: &str) -> Result<Vec<String>, DeskError> {
        let account = self.citizens_account(person.id).await?;
        let (typed, recovery) = (plain(typed), self.recovery_codes()?);
        let renewed = self
            .store
            .write(async |tx| {
                if !self.take_citizens(tx, &account, &typed).await? {
                    return Ok(false);
                }
                of_people::renew_recovery(tx, &account, &recovery).await?;
                journal::add(tx, entry("account.recovery_renewed", account.id)).await?;
                Ok::<_, DeskError>(true)
            })
            .await?;
        if renewed { Ok(written(&recovery)) } else { Err(self.citizens_second_refused(&account).await?) }
    }

    /// Takes the second factor away, for one of its codes.
    ///
    /// # Errors
    /// `second_factor.wrong`.
    pub async fn switch_citizen_second_factor_off(&self, person: &Person, typed: &str) -> Result<(), DeskError> {
        let account = self.citizens_account(person.id).await?;
        let typed = plain(typed);
        let off = self
            .store
            .write(async |tx| {
                if !self.take_citizens(tx, &account, &typed).await? {
                    return Ok(false);
                }
                of_people::switch_off(tx, &account).await?;
                sessions::close_all(tx, people::PORTAL, Kind::CitizenHalfway, account.id).await?;
                journal::add(tx, entry("account.second_factor_off", account.id)).await?;
                Ok::<_, DeskError>(true)
            })
            .await?;
        if off { Ok(()) } else { Err(self.citizens_second_refused(&account).await?) }
    }

    /// Who waits in this browser for their second factor.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn citizen_second_wanted(&self, browser: &str) -> Result<Option<Uuid>, DeskError> {
        Ok(self.citizen_halfway(browser).await?.and_then(|waiting| waiting.proven))
    }

    /// Begins the session of whoever waits in this browser, for a code of their application or a recovery code, each good once.
    ///
    /// # Errors
    /// `request.not_found` where nobody waits (any more); `second_factor.wrong`; `identity.taken`.
    pub async fn citizen_by_second_factor(
        &self,
        browser: &str,
        typed: &str,
    ) -> Result<(CitizenCame, CitizenWanted), DeskError> {
        let token = browser.parse::<Token>().map_err(|_| DeskError::NotFound("login"))?;
        let waiting = self.citizen_halfway(browser).await?;
        let Some((id, waiting)) = waiting.and_then(|one| Some((one.proven?, one))) else {
            return Err(DeskError::NotFound("login"));
        };
        let account = self.citizens_account(id).await?;
        let typed = plain(typed);
        let wanted = waiting.wanted.clone();
        let came = self
            .store
            .write(async |tx| {
                if !self.take_citizens(tx, &account, &typed).await? {
                    return Ok(None);
                }
                sessions::close(tx, &token).await?;
                let waiting = Waiting { second_given: true, ..waiting.clone() };
                Ok::<_, DeskError>(Some(self.citizen_in(tx, &account, waiting).await?))
            })
            .await?;
        match came {
            Some(came) => Ok((came, wanted)),
            None => Err(self.citizens_second_refused(&account).await?),
        }
    }

    /// The operator takes the second factor of a citizen away who has lost it, once they know who asks, and ends their sessions.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn reset_citizen_second_factor(&self, email: &str) -> Result<(), DeskError> {
        self.store
            .write(async |tx| {
                let person = people::of_email(tx, people::PORTAL, email).await?.ok_or(DeskError::NotFound("person"))?;
                of_people::switch_off(tx, &person).await?;
                for kind in [Kind::Citizen, Kind::CitizenHalfway] {
                    sessions::close_all(tx, people::PORTAL, kind, person.id).await?;
                }
                let act = entry("account.second_factor_reset", person.id);
                Ok(journal::add(tx, NewEntry { actor_kind: "operator", actor: None, ..act }).await?)
            })
            .await
    }

    /// Takes a code of the citizen's application, or a recovery code: once.
    async fn take_citizens(&self, tx: &mut Write, account: &Account, typed: &str) -> Result<bool, DeskError> {
        let Some(factor) = account.second_factor.as_ref().filter(|factor| factor.on) else { return Ok(false) };
        Ok(match totp::step_of(&factor.secret, typed, self.now()) {
            Some(step) => of_people::take_step(tx, account, step).await?,
            None => of_people::take_recovery(tx, account, typed).await?,
        })
    }

    async fn citizens_second_refused(&self, account: &Account) -> Result<DeskError, DeskError> {
        self.turned_away_login("account.second_factor_refused", "person", Some(account.id), &account.email).await?;
        Ok(WRONG)
    }

    async fn citizens_account(&self, id: Uuid) -> Result<Account, DeskError> {
        let found = self.store.read(async |conn| people::get(conn, people::PORTAL, id).await).await?;
        found.ok_or(DeskError::NotFound("person"))
    }
}
