//! Lets citizens in by FranceConnect and its like, professionals by ProConnect. Whom a provider knows already comes in; whoever comes for the
//! first time is asked whether they have an account here (`joining`), for no address proves that it is theirs (wiki/adr/0029).

use connectors::identity::{Provider, Verified};
use jiff::{SignedDuration, Timestamp};
use pages::mail::AccountChange;
use serde::{Deserialize, Serialize};
use store::{
    Token, Uuid, Write, documents,
    journal::{self, NewEntry},
    people::{self, Person as Account},
    person_identities, second_factors,
    sessions::{self, Kind},
};

use super::{CameBack, CameBy, KnownFor, ProviderTold, Said, settings::enough};
use crate::{
    Desk,
    account::{self, CitizenSession, NewSession},
    copy_account,
    error::DeskError,
    submit::{json, read_json},
};

/// How long a login waits to be decided.
const HOLDS: SignedDuration = SignedDuration::from_mins(30);

/// A provider that citizens or professionals come in by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitizenProvider {
    /// As it stands in addresses.
    pub id: String,
    /// As it stands on its button.
    pub name: String,
    /// Where people read what it is.
    pub about: Option<String>,
    /// For those who act for a company or an association.
    pub professional: bool,
}

/// What a citizen wants who logs in; kept with the login.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitizenWanted {
    /// Where to go on to afterwards.
    pub next: String,
    /// What was typed on the page at `next` when a session was over, as the login's form has it.
    pub typed: Option<String>,
    /// Whether files were sent with it, which nobody keeps.
    pub files: bool,
    /// The account that the provider's name for them is to be attached to: whose session asked for it.
    pub attach_to: Option<Uuid>,
    /// The démarche that they are to be known for.
    pub known_for: Option<KnownFor>,
}

/// How a login goes on.
#[derive(Debug)]
pub enum CitizenCame {
    /// The session has begun.
    In(NewSession),
    /// Something is yet to be asked ([`Desk::citizen_waiting`]); the token is for a cookie of this browser.
    Halfway(Token),
    /// It was attached to the account that they are logged in to, whose session goes on under this token.
    Attached(NewSession),
}

/// Whom a provider knows, and what it wants back when they go.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct By {
    pub(crate) said: Said,
    pub(crate) id_token: String,
    /// A second factor, given to the provider: ours is not asked for.
    pub(crate) strong: bool,
    /// When they showed it who they are.
    #[serde(default)]
    pub(crate) proven_at: Option<Timestamp>,
}

/// A login that is yet to be decided.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Waiting {
    pub(crate) wanted: CitizenWanted,
    /// By what provider they came.
    pub(crate) by: Option<By>,
    /// The account whose password or mailbox was proven.
    pub(crate) proven: Option<Uuid>,
    /// It was the mailbox: by a code, or by a link that has set another password.
    pub(crate) by_mail: bool,
    /// And the second factor was given.
    #[serde(default)]
    pub(crate) second_given: bool,
    /// All of that is done: the site's terms are yet to be accepted.
    #[serde(default)]
    pub(crate) terms: bool,
    /// What they sit at.
    pub(crate) device: String,
}

impl Desk {
    /// The providers that citizens and professionals come in by, as they stand on the login.
    pub fn citizen_providers(&self) -> Vec<CitizenProvider> {
        let settings = &self.identity.settings;
        let of = |ids: &[String], professional| {
            let known = ids.iter().filter_map(|id| self.identity.providers.get(id));
            known.map(|provider| provider_told(provider, professional)).collect::<Vec<_>>()
        };
        [of(&settings.citizens, false), of(&settings.professionals, true)].concat()
    }

    fn provider_of_citizens(&self, id: &str) -> Result<&Provider, DeskError> {
        let provider = self.provider(id)?;
        if self.identity.settings.is_for_people(id) { Ok(provider) } else { Err(DeskError::NotFound("provider")) }
    }

    fn back_from_citizens(&self, provider: &str) -> String {
        format!("{}/compte/connexion/par/{provider}/retour", self.public_url)
    }

    /// Begins a citizen's login at a provider: the address to go to, and the token for this browser's cookie, which several logins share.
    ///
    /// # Errors
    /// `request.not_found`; `identity.unavailable`, `identity.answer`, `identity.setup`.
    pub async fn begin_citizen(
        &self,
        provider: &str,
        browser: Option<&str>,
        anew: bool,
        wanted: &CitizenWanted,
    ) -> Result<(String, Token), DeskError> {
        let provider = self.provider_of_citizens(provider)?;
        let level = wanted.known_for.as_ref().and_then(|known_for| known_for.identity.level());
        let asked = (anew, enough(provider.levels(), level));
        self.ask_provider(provider, &self.back_from_citizens(provider.id()), browser, asked, wanted).await
    }

    /// Ends it: whoever came back is in, or is asked for more, or is told why not. `session` is the one of this browser, which alone may have
    /// something attached to its account; `device` what they sit at. What they wanted is given in any case, as far as this browser is known.
    ///
    /// # Errors
    /// `request.not_found` for a provider that is none, and those of the store; what is told to people stands inside.
    pub async fn finish_citizen(
        &self,
        provider: &str,
        browser: Option<&str>,
        back: &CameBack<'_>,
        (session, device): (Option<&str>, &str),
    ) -> Result<(CitizenWanted, Result<CitizenCame, DeskError>), DeskError> {
        let provider = self.provider_of_citizens(provider)?;
        let answered = self.provider_answered(provider, &self.back_from_citizens(provider.id()), browser, back).await?;
        let Some((wanted, answered)) = answered else {
            return Ok((CitizenWanted::default(), Err(DeskError::Identity("identity.state"))));
        };
        let come = match answered {
            Ok(verified) => self.citizen_by(provider, &verified, &wanted, (session, device)).await,
            Err(told) => Err(self.unproven("account.login_refused", "person", provider, told).await?),
        };
        match come {
            Ok(come) => Ok((wanted, Ok(come))),
            Err(told @ DeskError::Identity(_)) => Ok((wanted, Err(told))),
            Err(error) => Err(error),
        }
    }

    async fn citizen_by(
        &self,
        provider: &Provider,
        verified: &Verified,
        wanted: &CitizenWanted,
        (session, device): (Option<&str>, &str),
    ) -> Result<CitizenCame, DeskError> {
        let said = Said::new(provider, verified, self.now());
        let shown_at = verified.authenticated_at.and_then(|seconds| Timestamp::from_second(seconds).ok());
        let proven_at = Some(shown_at.map_or(said.at, |at| at.min(said.at)));
        let by = By { said, id_token: verified.id_token.clone(), strong: verified.strong, proven_at };
        if let Some(account) = wanted.attach_to {
            return self.attach(account, session, by, device).await;
        }
        // Whoever is logged in and is to be known better stays who they are here. That it is their account says a login a few minutes ago, or
        // their civil status, where another provider has said it of this account: FranceConnect, and now FranceConnect+.
        let (own, name) = (wanted.own_account(), (verified.issuer.as_str(), verified.subject.as_str()));
        if let (Some(account), Some(here)) = (own, session) {
            let known = self.store.read(async |conn| person_identities::of_subject(conn, people::PORTAL, name).await);
            if known.await?.is_none() && (self.is_fresh(here).await? || self.is_same_person(account, &by.said).await?) {
                return self.attach(account, session, by, device).await;
            }
        }
        let waiting = Waiting { wanted: wanted.clone(), by: Some(by), device: device.to_owned(), ..Waiting::default() };
        self.store
            .write(async |tx| {
                let known = person_identities::of_subject(tx, people::PORTAL, name).await?;
                let known = match known {
                    Some(id) => people::get(tx, people::PORTAL, id).await?,
                    None => None,
                };
                match known {
                    Some(person) if own.is_some_and(|account| account != person.id) => {
                        Err(DeskError::Identity("identity.other_account"))
                    }
                    Some(person) => self.citizen_in(tx, &person, waiting).await,
                    None => Ok(CitizenCame::Halfway(wait(tx, &waiting).await?)),
                }
            })
            .await
    }

    /// Begins the session of somebody who has proven that the account is theirs, or asks for their second factor, or that they accept the
    /// site's terms; what their provider said is kept with it.
    ///
    /// # Errors
    /// `identity.taken` where the provider knows this person, or this account, as another one.
    pub(crate) async fn citizen_in(
        &self,
        tx: &mut Write,
        person: &Account,
        waiting: Waiting,
    ) -> Result<CitizenCame, DeskError> {
        let strong = waiting.second_given || waiting.by.as_ref().is_some_and(|by| by.strong);
        if !strong && person.second_factor.as_ref().is_some_and(|factor| factor.on) {
            let waiting = Waiting { proven: Some(person.id), ..waiting };
            return Ok(CitizenCame::Halfway(wait(tx, &waiting).await?));
        }
        if waiting.by_mail {
            leave_to_mailbox(tx, person, &waiting).await?;
        }
        // What proves who they are, and what follows of it, is done and is not asked again.
        if self.must_accept(tx, person.id).await? {
            let proven = Some(person.id);
            let waiting = Waiting { proven, by_mail: false, second_given: true, terms: true, ..waiting };
            return Ok(CitizenCame::Halfway(wait(tx, &waiting).await?));
        }
        let data = self.remember_said(tx, person, waiting).await?;
        Ok(CitizenCame::In(account::begin(tx, person, &data).await?))
    }

    /// Keeps what the provider said, where somebody came by one; what their session remembers of it.
    pub(super) async fn remember_said(
        &self,
        tx: &mut Write,
        person: &Account,
        waiting: Waiting,
    ) -> Result<CitizenSession, DeskError> {
        let mut data = CitizenSession { device: waiting.device, ..CitizenSession::default() };
        if let Some(by) = waiting.by {
            let new = keep_said(tx, person, &by.said).await?;
            // Whoever has logged in here before is told of a way in that is new; who comes for the first time has just chosen it.
            if new && person.last_login_at.is_some() {
                let name = self.provider(&by.said.provider).map_or(by.said.provider.as_str(), |known| known.name());
                self.tell_owner(tx, person, AccountChange::Attached(name.to_owned())).await?;
            }
            if self.identity.settings.professionals.contains(&by.said.provider) {
                data.acting_for = by.said.acting_for();
            }
            data.acr.clone_from(&by.said.acr);
            data.proven_at = by.proven_at;
            data.came_by = Some(CameBy { provider: by.said.provider, id_token: by.id_token });
        }
        Ok(data)
    }

    /// The login that waits in this browser.
    pub(crate) async fn citizen_halfway(&self, browser: &str) -> Result<Option<Waiting>, DeskError> {
        let Ok(token) = browser.parse::<Token>() else { return Ok(None) };
        let found = self.store.read(async |conn| sessions::find(conn, &token).await).await?;
        let Some(found) = found.filter(|found| found.kind == Kind::CitizenHalfway) else { return Ok(None) };
        Ok(Some(read_json(&found.data, "login")?))
    }

    /// Ends a citizen's session, at once and on the server; the address at which their provider ends its own, where they came in by one that
    /// has any.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn citizen_logout(&self, session: &str) -> Result<Option<(ProviderTold, String)>, DeskError> {
        let told = self.citizen_session(session).await?;
        self.logout(session).await?;
        let Some(came) = told.and_then(|told| told.came_by) else { return Ok(None) };
        self.farewell(&came, &format!("{}/compte/connexion", self.public_url)).await
    }
}

/// A provider as it stands on the login.
pub(super) fn provider_told(provider: &Provider, professional: bool) -> CitizenProvider {
    CitizenProvider {
        id: provider.id().to_owned(),
        name: provider.name().to_owned(),
        about: provider.about().map(str::to_owned),
        professional,
    }
}

/// Leaves an account to whose mailbox it is. Whoever opened it may have done so with an address that is not theirs: what they know of it, are
/// logged in to and have attached opens it no more.
async fn leave_to_mailbox(tx: &mut Write, person: &Account, waiting: &Waiting) -> Result<(), DeskError> {
    for kind in [Kind::Citizen, Kind::CitizenHalfway] {
        sessions::close_all(tx, people::PORTAL, kind, person.id).await?;
    }
    for one in person_identities::of_person(tx, person).await? {
        let entry = account::entry("account.identity_detached", person.id);
        journal::add(tx, NewEntry { committed: Some(one.provider.as_bytes()), ..entry }).await?;
    }
    person_identities::forget(tx, person).await?;
    // A second factor in force has been asked for before: who gave it has set it up. One that was only offered may be anybody's.
    if !waiting.second_given {
        second_factors::switch_off(tx, person).await?;
    }
    // A link has set a password that is theirs.
    if waiting.by.is_some() {
        people::forget_password(tx, person).await?;
        // What somebody else put there would fill their next démarche, or be read by them.
        if !waiting.second_given {
            people::clear_vault(tx, person).await?;
            documents::clear(tx, person).await?;
        }
    }
    copy_account::take_back(tx, person.id).await?;
    Ok(())
}

/// Keeps what a provider said of a person, and as whom it knows them; whether it lets them in from now on, and did not before.
pub(super) async fn keep_said(tx: &mut Write, person: &Account, said: &Said) -> Result<bool, DeskError> {
    let (name, claims) = ((said.issuer.as_str(), said.subject.as_str()), json(said)?);
    if person_identities::told(tx, person, name, &claims).await? {
        return Ok(false);
    }
    if !person_identities::link(tx, person, &said.provider, name, &claims).await? {
        return Err(DeskError::Identity("identity.taken"));
    }
    let by = said.provider.as_bytes();
    journal::add(tx, NewEntry { committed: Some(by), ..account::entry("account.identity_attached", person.id) })
        .await?;
    Ok(true)
}

/// Has a login wait in its browser.
pub(crate) async fn wait(tx: &mut Write, waiting: &Waiting) -> Result<Token, DeskError> {
    let new = sessions::NewSession {
        agency: people::PORTAL,
        kind: Kind::CitizenHalfway,
        subject: waiting.proven.unwrap_or_default(),
        data: &json(waiting)?,
        idle: HOLDS,
        absolute: HOLDS,
    };
    let (_, token) = sessions::open(tx, new).await?;
    Ok(token)
}
