//! Has a login wait for the second factor where one is in force, and begins its session for a code.

use jiff::SignedDuration;
use store::{
    Token, Uuid, Write, agents, journal,
    sessions::{self, Kind},
};

use crate::{
    Desk,
    account::NewSession,
    agents::{entry, session},
    error::DeskError,
    identity::{CameBy, CitizenCame, CitizenWanted, Waiting},
    login_code::LoginWanted,
    second_factor::{Account, Holder},
    submit::{json, read_json},
};

/// How long a login waits for its second factor.
const HOLDS: SignedDuration = SignedDuration::from_mins(10);

/// A login whose address was proven.
#[derive(Debug)]
pub enum LoggedIn {
    /// The session has begun.
    In(NewSession),
    /// A second factor is asked for; the token is for a cookie of this browser.
    Second(Token),
}

/// What a login has proven besides the address.
#[derive(Debug, Clone, Default)]
pub(crate) struct Proof {
    /// A second factor, given to a provider: ours is not asked for.
    pub(crate) strong: bool,
    /// By what provider they came.
    pub(crate) came_by: Option<CameBy>,
}

impl Desk {
    /// Begins the session of an agent who proved their address, or has it wait for their second factor.
    pub(crate) async fn let_in(
        &self,
        tx: &mut Write,
        agent: &agents::Agent,
        wanted: &LoginWanted,
        proof: Proof,
    ) -> Result<LoggedIn, DeskError> {
        if proof.strong || agent.second_factor.as_ref().is_none_or(|factor| !factor.on) {
            return Ok(LoggedIn::In(begin(tx, agent.id, proof.came_by.as_ref()).await?));
        }
        let data = json(&LoginWanted { came_by: proof.came_by, ..wanted.clone() })?;
        let waiting = sessions::NewSession {
            kind: Kind::AgentHalfway,
            data: &data,
            idle: HOLDS,
            absolute: HOLDS,
            ..session(agent.id)
        };
        let (_, token) = sessions::open(tx, waiting).await?;
        Ok(LoggedIn::Second(token))
    }

    /// Who waits in this browser for their second factor, and what they want.
    pub async fn halfway(&self, browser: &str) -> Result<Option<(Uuid, LoginWanted)>, DeskError> {
        let Ok(token) = browser.parse::<Token>() else { return Ok(None) };
        let found = self.store.read(async |conn| sessions::find(conn, &token).await).await?;
        let Some(found) = found.filter(|found| found.kind == Kind::AgentHalfway) else { return Ok(None) };
        Ok(Some((found.subject, read_json(&found.data, "login")?)))
    }

    /// Begins the session of the agent who waits in this browser, for a code of their application or a recovery code, each good once.
    ///
    /// # Errors
    /// `request.not_found` where nobody waits (any more); `second_factor.wrong`.
    pub async fn login_by_second_factor(&self, browser: &str, typed: &str) -> Result<NewSession, DeskError> {
        let (id, wanted) = self.halfway(browser).await?.ok_or(DeskError::NotFound("login"))?;
        let token = browser.parse::<Token>().map_err(|_| DeskError::NotFound("login"))?;
        let account = self.holders_account(Holder::Agent(id)).await?;
        if matches!(&account, Account::Agent(agent) if agent.disabled_at.is_some()) {
            return Err(DeskError::NotFound("login"));
        }
        let new = self
            .store
            .write(async |tx| {
                if !self.take_second(tx, &account, typed).await? {
                    return Ok(None);
                }
                sessions::close(tx, &token).await?;
                Ok::<_, DeskError>(Some(begin(tx, id, wanted.came_by.as_ref()).await?))
            })
            .await?;
        match new {
            Some(new) => Ok(new),
            None => Err(self.second_refused(&account).await?),
        }
    }

    /// The citizen who waits in this browser for their second factor.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn citizen_second_wanted(&self, browser: &str) -> Result<Option<Uuid>, DeskError> {
        Ok(self.citizen_halfway(browser).await?.filter(|waiting| !waiting.terms).and_then(|waiting| waiting.proven))
    }

    /// Begins the session of the citizen who waits in this browser, for a code of their application or a recovery code, each good once.
    ///
    /// # Errors
    /// `request.not_found` where nobody waits (any more); `second_factor.wrong`; `identity.taken`.
    pub async fn citizen_by_second_factor(
        &self,
        browser: &str,
        typed: &str,
    ) -> Result<(CitizenCame, CitizenWanted), DeskError> {
        let token = browser.parse::<Token>().map_err(|_| DeskError::NotFound("login"))?;
        let waiting = self.citizen_halfway(browser).await?.filter(|waiting| !waiting.terms);
        let Some((id, waiting)) = waiting.and_then(|one| Some((one.proven?, one))) else {
            return Err(DeskError::NotFound("login"));
        };
        let account = self.holders_account(Holder::Citizen(id)).await?;
        let Account::Citizen(person) = &account else { return Err(DeskError::NotFound("login")) };
        let wanted = waiting.wanted.clone();
        let came = self
            .store
            .write(async |tx| {
                if !self.take_second(tx, &account, typed).await? {
                    return Ok(None);
                }
                sessions::close(tx, &token).await?;
                let waiting = Waiting { second_given: true, ..waiting.clone() };
                Ok::<_, DeskError>(Some(self.citizen_in(tx, person, waiting).await?))
            })
            .await?;
        match came {
            Some(came) => Ok((came, wanted)),
            None => Err(self.second_refused(&account).await?),
        }
    }
}

/// Begins an agent's session, which remembers by what provider they came.
async fn begin(tx: &mut Write, agent: Uuid, came_by: Option<&CameBy>) -> Result<NewSession, DeskError> {
    journal::add(tx, entry("agent.login", agent)).await?;
    let data = came_by.map(json).transpose()?.unwrap_or_default();
    let (_, token) = sessions::open(tx, sessions::NewSession { data: &data, ..session(agent) }).await?;
    Ok(NewSession { token })
}
