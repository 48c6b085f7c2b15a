//! Lets an agent ask for a second factor at each of their logins, gives and takes its codes, and takes it away again.

use jiff::SignedDuration;
use store::{
    Token, Uuid, Write,
    agents::{self, Agent as Account},
    journal::{self, NewEntry},
    people, second_factors,
    sessions::{self, Kind},
};

use crate::{
    Desk,
    access::Agent,
    account::NewSession,
    agents::{entry, session},
    error::DeskError,
    identity::CameBy,
    login_code::LoginWanted,
    submit::{json, read_json},
    totp,
};

/// How long a login waits for its second factor.
const HOLDS: SignedDuration = SignedDuration::from_mins(10);
const RECOVERY_CODES: usize = 10;

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

/// Somebody's second factor as their own page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecondFactor {
    /// None.
    Off,
    /// A secret that they have yet to prove to have: in base 32, and as the address that authenticator applications read.
    Offered {
        /// To be typed.
        secret: String,
        /// To be drawn as a QR code.
        address: String,
    },
    /// Asked for at each login.
    On,
}

impl Desk {
    /// The agent's second factor.
    pub async fn second_factor(&self, agent: &Agent) -> Result<SecondFactor, DeskError> {
        let account = self.own_account(agent.id).await?;
        Ok(match account.second_factor {
            None => SecondFactor::Off,
            Some(factor) if factor.on => SecondFactor::On,
            Some(factor) => self.offered(&factor.secret, &account.email),
        })
    }

    /// A secret as it is typed and as applications read it, for the account of this address.
    pub(crate) fn offered(&self, secret: &[u8], email: &str) -> SecondFactor {
        let secret = totp::base32(secret);
        let label = percent(&format!("{}:{email}", self.site));
        let address = format!("otpauth://totp/{label}?secret={secret}&issuer={}", percent(&self.site));
        SecondFactor::Offered { secret, address }
    }

    /// Draws a secret for the agent to take into their application. One that was offered before counts no more.
    ///
    /// # Errors
    /// `second_factor.on`.
    pub async fn offer_second_factor(&self, agent: &Agent) -> Result<(), DeskError> {
        let account = self.own_account(agent.id).await?;
        let mut secret = [0; totp::SECRET];
        self.store.ids().fill(&mut secret)?;
        let offered = self.store.write(async |tx| second_factors::offer(tx, &account, &secret).await).await?;
        if offered { Ok(()) } else { Err(DeskError::Invalid { field: "code", code: "second_factor.on" }) }
    }

    /// Puts the offered secret in force, once the agent has proven to have it, and ends all sessions but `session`, which began without it;
    /// gives the recovery codes, which are told this once.
    ///
    /// # Errors
    /// `second_factor.wrong`.
    pub async fn switch_second_factor_on(
        &self,
        agent: &Agent,
        session: &str,
        typed: &str,
    ) -> Result<Vec<String>, DeskError> {
        let session = session.parse::<Token>().map_err(|_| DeskError::NotFound("session"))?;
        let account = self.own_account(agent.id).await?;
        let offered = account.second_factor.as_ref().filter(|factor| !factor.on);
        let step = offered.and_then(|factor| totp::step_of(&factor.secret, &plain(typed), self.now()));
        let Some(step) = step else { return Err(WRONG) };
        let recovery = self.recovery_codes()?;
        self.store
            .write(async |tx| {
                if !second_factors::switch_on(tx, &account, step, &recovery).await? {
                    return Err(WRONG);
                }
                sessions::close_others(tx, people::PORTAL, Kind::Agent, account.id, &session).await?;
                Ok(journal::add(tx, entry("agent.second_factor_on", account.id)).await?)
            })
            .await?;
        Ok(written(&recovery))
    }

    /// New recovery codes in the place of those there were, for one of the second factor's codes; told this once.
    ///
    /// # Errors
    /// `second_factor.wrong`.
    pub async fn renew_recovery_codes(&self, agent: &Agent, typed: &str) -> Result<Vec<String>, DeskError> {
        let account = self.own_account(agent.id).await?;
        let (typed, recovery) = (plain(typed), self.recovery_codes()?);
        let renewed = self
            .store
            .write(async |tx| {
                if !self.take(tx, &account, &typed).await? {
                    return Ok(false);
                }
                second_factors::renew_recovery(tx, &account, &recovery).await?;
                journal::add(tx, entry("agent.recovery_renewed", account.id)).await?;
                Ok::<_, DeskError>(true)
            })
            .await?;
        if renewed { Ok(written(&recovery)) } else { Err(self.second_refused(&account).await?) }
    }

    pub(crate) fn recovery_codes(&self) -> Result<Vec<String>, DeskError> {
        let mut recovery = Vec::with_capacity(RECOVERY_CODES);
        for _ in 0..RECOVERY_CODES {
            // Fifty bits of chance, from a token's letters after its first.
            let letters = self.store.ids().token()?.to_string();
            recovery.push(letters[1..11].to_owned());
        }
        Ok(recovery)
    }

    /// Takes the second factor away, for one of its codes.
    ///
    /// # Errors
    /// `second_factor.wrong`.
    pub async fn switch_second_factor_off(&self, agent: &Agent, typed: &str) -> Result<(), DeskError> {
        let account = self.own_account(agent.id).await?;
        let typed = plain(typed);
        let off = self
            .store
            .write(async |tx| {
                if !self.take(tx, &account, &typed).await? {
                    return Ok(false);
                }
                second_factors::switch_off(tx, &account).await?;
                sessions::close_all(tx, people::PORTAL, Kind::AgentHalfway, account.id).await?;
                journal::add(tx, entry("agent.second_factor_off", account.id)).await?;
                Ok::<_, DeskError>(true)
            })
            .await?;
        if off { Ok(()) } else { Err(self.second_refused(&account).await?) }
    }

    /// The operator takes the second factor of an agent away who has lost it, and ends their sessions.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn reset_second_factor(&self, email: &str) -> Result<(), DeskError> {
        self.store
            .write(async |tx| {
                let agent = agents::of_email(tx, people::PORTAL, email).await?.ok_or(DeskError::NotFound("agent"))?;
                second_factors::switch_off(tx, &agent).await?;
                for kind in [Kind::Agent, Kind::AgentHalfway] {
                    sessions::close_all(tx, people::PORTAL, kind, agent.id).await?;
                }
                let entry =
                    NewEntry { actor_kind: "operator", actor: None, ..entry("agent.second_factor_reset", agent.id) };
                Ok(journal::add(tx, entry).await?)
            })
            .await
    }

    /// Begins the session of an agent who proved their address, or has it wait for their second factor.
    pub(crate) async fn let_in(
        &self,
        tx: &mut Write,
        agent: &Account,
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

    /// Begins the session of whoever waits in this browser, for a code of their application or a recovery code, each good once.
    ///
    /// # Errors
    /// `request.not_found` where nobody waits (any more); `second_factor.wrong`.
    pub async fn login_by_second_factor(&self, browser: &str, typed: &str) -> Result<NewSession, DeskError> {
        let (id, wanted) = self.halfway(browser).await?.ok_or(DeskError::NotFound("login"))?;
        let token = browser.parse::<Token>().map_err(|_| DeskError::NotFound("login"))?;
        let account = self.own_account(id).await?;
        if account.disabled_at.is_some() {
            return Err(DeskError::NotFound("login"));
        }
        let typed = plain(typed);
        let new = self
            .store
            .write(async |tx| {
                if !self.take(tx, &account, &typed).await? {
                    return Ok(None);
                }
                sessions::close(tx, &token).await?;
                Ok::<_, DeskError>(Some(begin(tx, account.id, wanted.came_by.as_ref()).await?))
            })
            .await?;
        match new {
            Some(new) => Ok(new),
            None => Err(self.second_refused(&account).await?),
        }
    }

    /// Takes a code of the agent's application, or a recovery code: once.
    async fn take(&self, tx: &mut Write, account: &Account, typed: &str) -> Result<bool, DeskError> {
        let Some(factor) = account.second_factor.as_ref().filter(|factor| factor.on) else { return Ok(false) };
        Ok(match totp::step_of(&factor.secret, typed, self.now()) {
            Some(step) => second_factors::take_step(tx, account, step).await?,
            None => second_factors::take_recovery(tx, account, typed).await?,
        })
    }

    async fn second_refused(&self, account: &Account) -> Result<DeskError, DeskError> {
        self.turned_away_login("agent.second_factor_refused", "agent", Some(account.id), &account.email).await?;
        Ok(WRONG)
    }

    async fn own_account(&self, id: Uuid) -> Result<Account, DeskError> {
        let found = self.store.read(async |conn| agents::get(conn, people::PORTAL, id).await).await?;
        found.ok_or(DeskError::NotFound("agent"))
    }
}

/// Begins an agent's session, which remembers by what provider they came.
async fn begin(tx: &mut Write, agent: Uuid, came_by: Option<&CameBy>) -> Result<NewSession, DeskError> {
    journal::add(tx, entry("agent.login", agent)).await?;
    let data = came_by.map(json).transpose()?.unwrap_or_default();
    let (_, token) = sessions::open(tx, sessions::NewSession { data: &data, ..session(agent) }).await?;
    Ok(NewSession { token })
}

pub(crate) const WRONG: DeskError = DeskError::Invalid { field: "code", code: "second_factor.wrong" };

/// A code as it was given out, however it was typed.
pub(crate) fn plain(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_lowercase()).collect()
}

/// A text as part of an address.
fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// As they are copied: in two halves.
pub(crate) fn written(recovery: &[String]) -> Vec<String> {
    recovery.iter().map(|code| format!("{}-{}", &code[..5], &code[5..])).collect()
}
