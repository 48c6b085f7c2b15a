//! Attaches a provider's name for somebody to the account that they are logged in to, and takes it off again; never the last way in.

use form::known::Known;
use jiff::Timestamp;
use pages::mail::AccountChange;
use store::{
    Token, Uuid,
    journal::{self, NewEntry},
    people, person_identities,
    sessions::{self, Kind},
};

use super::{By, CitizenCame, Said, Waiting};
use crate::{
    Desk,
    access::Person,
    account::{self, NewSession},
    error::DeskError,
    submit::{json, read_json},
};

/// A provider that knows the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedTold {
    /// Its id.
    pub id: String,
    /// As people know it.
    pub name: String,
    /// Since when it lets them in.
    pub since: Timestamp,
    /// When they last came in by it.
    pub seen: Timestamp,
}

impl Desk {
    /// Keeps with the account of this session as whom a provider knows them. The session goes on under a new token: it is worth more now.
    pub(super) async fn attach(
        &self,
        account: Uuid,
        session: Option<&str>,
        by: By,
        device: &str,
    ) -> Result<CitizenCame, DeskError> {
        let present = match session {
            Some(session) => self.person(session).await?,
            None => None,
        };
        // The session that asked for it is over, or somebody else has logged in here meanwhile.
        let (Some(person), Some(token)) =
            (present.filter(|person| person.id == account), session.and_then(|session| session.parse::<Token>().ok()))
        else {
            return Err(DeskError::Identity("identity.state"));
        };
        let waiting = Waiting { by: Some(by), device: device.to_owned(), ..Waiting::default() };
        self.store
            .write(async |tx| {
                let person = people::get(tx, people::PORTAL, person.id).await?.ok_or(DeskError::NotFound("person"))?;
                let session = sessions::find(tx, &token).await?.ok_or(DeskError::Identity("identity.state"))?;
                let data = self.remember_said(tx, &person, waiting.clone()).await?;
                // To attach something is no login: the session is as old as it was.
                let token = sessions::renew(tx, &session, &json(&data)?).await?;
                Ok(CitizenCame::Attached(NewSession { token }))
            })
            .await
    }

    /// The providers that let this person in, the oldest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn attached(&self, person: &Person) -> Result<Vec<AttachedTold>, DeskError> {
        let identities = self.identities(person.id).await?;
        Ok(identities
            .into_iter()
            .map(|one| AttachedTold {
                name: self
                    .provider(&one.provider)
                    .map_or_else(|_| one.provider.clone(), |known| known.name().to_owned()),
                id: one.provider,
                since: one.linked_at,
                seen: one.seen_at,
            })
            .collect())
    }

    async fn identities(&self, person: Uuid) -> Result<Vec<person_identities::Identity>, DeskError> {
        self.store
            .read(async |conn| {
                let Some(person) = people::get(conn, people::PORTAL, person).await? else { return Ok(Vec::new()) };
                Ok(person_identities::of_person(conn, &person).await?)
            })
            .await
    }

    /// What providers said of this person when they last came in by them, the newest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn said_of(&self, person: &Person) -> Result<Vec<Said>, DeskError> {
        self.said(person.id).await
    }

    async fn said(&self, person: Uuid) -> Result<Vec<Said>, DeskError> {
        let identities = self.identities(person).await?;
        let mut said: Vec<Said> =
            identities.iter().map(|one| read_json(&one.claims, "identity")).collect::<Result<_, _>>()?;
        said.sort_by_key(|said| std::cmp::Reverse(said.at));
        Ok(said)
    }

    /// Whether another provider of citizens that knows this account says the same civil status of it.
    pub(super) async fn is_same_person(&self, account: Uuid, said: &Said) -> Result<bool, DeskError> {
        let citizens = &self.identity.settings.citizens;
        let Some(status) = said.civil_status().filter(|_| citizens.contains(&said.provider)) else { return Ok(false) };
        let says_so = |known: &Said| {
            known.provider != said.provider
                && citizens.contains(&known.provider)
                && known.civil_status().as_ref() == Some(&status)
        };
        Ok(self.said(account).await?.iter().any(says_so))
    }

    /// What fills forms of what providers said of this person, the newest first; of those alone that let people in here.
    pub(crate) async fn known_by_providers(&self, person: Uuid) -> Result<Vec<Known>, DeskError> {
        let said = self.said(person).await?;
        let known = said.iter().filter_map(|said| {
            let provider = self.provider(&said.provider).ok()?;
            let lets_in = self.identity.settings.is_for_people(&said.provider);
            lets_in.then(|| said.known(provider, &self.lists, self.at_the_site(said.at).date()))
        });
        Ok(known.collect())
    }

    /// Whether the account has a password.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn has_password(&self, person: &Person) -> Result<bool, DeskError> {
        let found = self.store.read(async |conn| people::get(conn, people::PORTAL, person.id).await).await?;
        Ok(found.is_some_and(|person| person.password.is_some()))
    }

    /// Has a provider let this person in no more; their other sessions end.
    ///
    /// # Errors
    /// `request.not_found`; `identity.last_way` where nothing else would let them in.
    pub async fn detach(&self, person: &Person, session: &str, provider: &str) -> Result<(), DeskError> {
        let session = session.parse().map_err(|_| DeskError::NotFound("session"))?;
        self.store
            .write(async |tx| {
                let person = people::get(tx, people::PORTAL, person.id).await?.ok_or(DeskError::NotFound("person"))?;
                let identities = person_identities::of_person(tx, &person).await?;
                let known = |id: &str| self.identity.settings.is_for_people(id);
                if !identities.iter().any(|one| one.provider == provider) {
                    return Err(DeskError::NotFound("identity"));
                }
                // One that the operator has taken out of the file lets nobody in.
                let others = identities.iter().any(|one| one.provider != provider && known(&one.provider));
                if person.password.is_none() && !others {
                    return Err(DeskError::Identity("identity.last_way"));
                }
                person_identities::unlink(tx, &person, provider).await?;
                sessions::close_others(tx, people::PORTAL, Kind::Citizen, person.id, &session).await?;
                let entry = account::entry("account.identity_detached", person.id);
                journal::add(tx, NewEntry { committed: Some(provider.as_bytes()), ..entry }).await?;
                let name = self.provider(provider).map_or(provider, |known| known.name()).to_owned();
                self.tell_owner(tx, &person, AccountChange::Detached(name)).await
            })
            .await?;
        self.wake.notify_one();
        Ok(())
    }
}
