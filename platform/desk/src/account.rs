//! Opens accounts and sessions of citizens. Whether an address has an account is told to nobody who does not know its password.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{
    Token, Write,
    journal::{self, NewEntry},
    password, people,
    sessions::{self, Kind},
};

use crate::{
    Desk,
    access::Person,
    error::DeskError,
    identity::{ActingFor, CameBy, CitizenCame, CitizenWanted, Waiting},
    notify::is_address,
    submit::{json, read_json},
};

/// How many characters a password needs.
pub const MIN_PASSWORD: u32 = 12;
const IDLE: SignedDuration = SignedDuration::from_mins(60);
const ABSOLUTE: SignedDuration = SignedDuration::from_hours(12);

/// A session just begun: its token goes into a cookie.
#[derive(Debug)]
pub struct NewSession {
    /// The token.
    pub token: Token,
}

/// What a citizen's session remembers; sealed at rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CitizenSession {
    /// What they sit at, as its browser says.
    pub device: String,
    /// By what provider they came in.
    pub came_by: Option<CameBy>,
    /// How sure it was.
    pub acr: Option<String>,
    /// When they showed it who they are.
    pub proven_at: Option<Timestamp>,
    /// For whom they act.
    pub acting_for: Option<ActingFor>,
}

/// What came of asking for an account.
#[derive(Debug)]
pub enum Registered {
    /// It was opened, or was there with this very password: as after a login.
    In(CitizenCame),
    /// The address cannot be used; why is not told.
    Refused,
}

/// Refuses what cannot be an address or a password.
pub(crate) fn check(email: &str, password: &str) -> Result<(), DeskError> {
    if !is_address(email.trim()) {
        return Err(DeskError::Invalid { field: "email", code: "email.invalid" });
    }
    if password.chars().count() < MIN_PASSWORD as usize {
        return Err(DeskError::Invalid { field: "password", code: "password.too_short" });
    }
    if password.len() > password::LONGEST {
        return Err(DeskError::Invalid { field: "password", code: "password.too_long" });
    }
    Ok(())
}

impl Desk {
    /// Opens an account and a session.
    ///
    /// # Errors
    /// `email.invalid`, `password.too_short`, `password.too_long`.
    pub async fn register(
        &self,
        email: &str,
        password: &str,
        (device, wanted): (&str, CitizenWanted),
    ) -> Result<Registered, DeskError> {
        check(email, password)?;
        let hash = password::hash(self.store.ids(), password).await?;
        let opened = self
            .store
            .write(async |tx| {
                let opened = people::open(tx, people::PORTAL, email, &hash).await?;
                if let people::Opened::New(person) = &opened {
                    journal::add(tx, entry("account.opened", person.id)).await?;
                }
                Ok::<_, DeskError>(opened)
            })
            .await?;
        match opened {
            people::Opened::New(_) => Ok(Registered::In(self.login(email, password, (device, wanted)).await?)),
            people::Opened::Taken => match self.login(email, password, (device, wanted)).await {
                Ok(session) => Ok(Registered::In(session)),
                Err(DeskError::BadLogin) => Ok(Registered::Refused),
                Err(error) => Err(error),
            },
        }
    }

    /// Begins a session at this device, or asks for the second factor.
    ///
    /// # Errors
    /// `login.refused`: the address or the password, not told which; the answer takes as long either way.
    pub async fn login(
        &self,
        email: &str,
        password: &str,
        (device, wanted): (&str, CitizenWanted),
    ) -> Result<CitizenCame, DeskError> {
        let known = self.store.read(async |conn| people::of_email(conn, people::PORTAL, email).await).await?;
        let right = password::verify(password, known.as_ref().and_then(|person| person.password.as_deref())).await?;
        let Some(person) = known.as_ref().filter(|_| right) else {
            let known = known.map(|person| person.id);
            self.turned_away_login("account.login_refused", "person", known, email).await?;
            return Err(DeskError::BadLogin);
        };
        let waiting = Waiting { wanted, device: device.to_owned(), ..Waiting::default() };
        self.store.write(async |tx| self.citizen_in(tx, person, waiting.clone()).await).await
    }

    /// The person behind a session, and notes that they are there.
    pub async fn person(&self, session: &str) -> Result<Option<Person>, DeskError> {
        let Ok(token) = session.parse::<Token>() else { return Ok(None) };
        let found = self
            .store
            .read(async |conn| {
                let Some(session) = sessions::find(conn, &token).await?.filter(|session| session.kind == Kind::Citizen)
                else {
                    return Ok(None);
                };
                let person = people::get(conn, &session.agency, session.subject).await?;
                Ok::<_, DeskError>(person.map(|person| (session, person)))
            })
            .await?;
        let Some((session, person)) = found else { return Ok(None) };
        if session.stale(self.now()) {
            self.store.write(async |tx| sessions::touch(tx, &session, IDLE).await).await?;
        }
        Ok(Some(Person { id: person.id, email: person.email, proven: remembered(&session.data)?.proven() }))
    }

    /// What a citizen's session remembers.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn citizen_session(&self, session: &str) -> Result<Option<CitizenSession>, DeskError> {
        let Ok(token) = session.parse::<Token>() else { return Ok(None) };
        let found = self.store.read(async |conn| sessions::find(conn, &token).await).await?;
        let Some(found) = found.filter(|found| found.kind == Kind::Citizen) else { return Ok(None) };
        remembered(&found.data).map(Some)
    }

    /// Ends a session, at once and on the server.
    pub async fn logout(&self, session: &str) -> Result<(), DeskError> {
        if let Ok(token) = session.parse::<Token>() {
            self.store.write(async |tx| sessions::close(tx, &token).await).await?;
        }
        Ok(())
    }

    /// The open drafts of an account with the day each is deleted.
    pub async fn drafts(&self, person: &Person) -> Result<Vec<crate::Fill>, DeskError> {
        let stored = self.store.read(async |conn| store::drafts::of_person(conn, person.id).await).await?;
        let mut drafts = Vec::with_capacity(stored.len());
        for draft in stored {
            drafts.push(self.filled(draft).await?);
        }
        Ok(drafts)
    }

    /// The démarche and the page of a draft of one's own, to go on with.
    ///
    /// # Errors
    /// `request.not_found` where the account has no such draft.
    pub async fn own_draft(&self, person: &Person, draft: store::Uuid) -> Result<(String, String), DeskError> {
        let found = self.store.read(async |conn| store::drafts::owned(conn, person.id, draft).await).await?;
        let found = found.filter(|found| found.submitted_at.is_none()).ok_or(DeskError::NotFound("draft"))?;
        Ok((found.demarche, found.page))
    }
}

/// What a session remembers; one from before there was anything to remember, nothing.
pub(crate) fn remembered(data: &[u8]) -> Result<CitizenSession, DeskError> {
    if data.is_empty() { Ok(CitizenSession::default()) } else { read_json(data, "session") }
}

/// Begins the session of somebody who has come in.
pub(crate) async fn begin(
    tx: &mut Write,
    person: &people::Person,
    data: &CitizenSession,
) -> Result<NewSession, DeskError> {
    people::logged_in(tx, person).await?;
    journal::add(tx, entry("account.login", person.id)).await?;
    let (_, token) = sessions::open(tx, new_session(person.id, &json(data)?)).await?;
    Ok(NewSession { token })
}

/// A session of a citizen, to be opened.
pub(crate) fn new_session(person: store::Uuid, data: &[u8]) -> sessions::NewSession<'_> {
    sessions::NewSession {
        agency: people::PORTAL,
        kind: Kind::Citizen,
        subject: person,
        data,
        idle: IDLE,
        absolute: ABSOLUTE,
    }
}

pub(crate) fn entry(act: &'static str, person: store::Uuid) -> NewEntry<'static> {
    NewEntry {
        agency: people::PORTAL,
        act,
        object_kind: "person",
        object: person,
        actor_kind: "citizen",
        actor: Some(person),
        committed: None,
    }
}
