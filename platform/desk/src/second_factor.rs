//! Has a second factor asked for at each login of an agent or of a citizen who wants one, gives and takes its codes, and takes it away again.
//! The logins that wait for it are in `second_step`.

use pages::mail::AccountChange;
use store::{
    Read, Token, Uuid, Write, agents,
    journal::{self, NewEntry},
    people, second_factors,
    sessions::{self, Kind},
};

use crate::{
    Desk,
    access::{Agent, Person},
    account,
    agents::entry,
    error::DeskError,
    totp,
};

const RECOVERY_CODES: usize = 10;

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

/// Whose second factor it is.
#[derive(Debug, Clone, Copy)]
pub enum Holder {
    /// An agent's.
    Agent(Uuid),
    /// A citizen's.
    Citizen(Uuid),
}

impl From<&Agent> for Holder {
    fn from(agent: &Agent) -> Self {
        Self::Agent(agent.id)
    }
}

impl From<&Person> for Holder {
    fn from(person: &Person) -> Self {
        Self::Citizen(person.id)
    }
}

/// The account of a holder.
#[derive(Debug)]
pub(crate) enum Account {
    Agent(Box<agents::Agent>),
    Citizen(Box<people::Person>),
}

/// What happens to a second factor, as the journal calls it.
#[derive(Debug, Clone, Copy)]
enum Act {
    On,
    Off,
    Renewed,
    Reset,
}

impl Account {
    /// The account of this holder.
    pub(crate) async fn of(conn: &mut Read, holder: Holder) -> Result<Self, DeskError> {
        Ok(match holder {
            Holder::Agent(id) => {
                let found = agents::get(conn, people::PORTAL, id).await?;
                Self::Agent(Box::new(found.ok_or(DeskError::NotFound("agent"))?))
            }
            Holder::Citizen(id) => {
                let found = people::get(conn, people::PORTAL, id).await?;
                Self::Citizen(Box::new(found.ok_or(DeskError::NotFound("person"))?))
            }
        })
    }

    fn id(&self) -> Uuid {
        match self {
            Self::Agent(agent) => agent.id,
            Self::Citizen(person) => person.id,
        }
    }

    fn email(&self) -> &str {
        match self {
            Self::Agent(agent) => &agent.email,
            Self::Citizen(person) => &person.email,
        }
    }

    fn factor(&self) -> Option<&agents::SecondFactor> {
        match self {
            Self::Agent(agent) => agent.second_factor.as_ref(),
            Self::Citizen(person) => person.second_factor.as_ref(),
        }
    }

    /// Whether one is in force.
    pub(crate) fn has_second(&self) -> bool {
        self.factor().is_some_and(|factor| factor.on)
    }

    fn keeper(&self) -> second_factors::Holder<'_> {
        match self {
            Self::Agent(agent) => agent.as_ref().into(),
            Self::Citizen(person) => person.as_ref().into(),
        }
    }

    /// Their sessions: those that have begun, and those that wait for the second factor.
    fn sessions(&self) -> (Kind, Kind) {
        match self {
            Self::Agent(_) => (Kind::Agent, Kind::AgentHalfway),
            Self::Citizen(_) => (Kind::Citizen, Kind::CitizenHalfway),
        }
    }

    fn entry(&self, act: Act) -> NewEntry<'static> {
        match self {
            Self::Agent(agent) => {
                let act = match act {
                    Act::On => "agent.second_factor_on",
                    Act::Off => "agent.second_factor_off",
                    Act::Renewed => "agent.recovery_renewed",
                    Act::Reset => "agent.second_factor_reset",
                };
                entry(act, agent.id)
            }
            Self::Citizen(person) => {
                let act = match act {
                    Act::On => "account.second_factor_on",
                    Act::Off => "account.second_factor_off",
                    Act::Renewed => "account.recovery_renewed",
                    Act::Reset => "account.second_factor_reset",
                };
                account::entry(act, person.id)
            }
        }
    }
}

impl Desk {
    /// Their second factor.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn second_factor(&self, holder: impl Into<Holder>) -> Result<SecondFactor, DeskError> {
        let account = self.holders_account(holder).await?;
        Ok(match account.factor() {
            None => SecondFactor::Off,
            Some(factor) if factor.on => SecondFactor::On,
            Some(factor) => {
                let secret = totp::base32(&factor.secret);
                let label = percent(&format!("{}:{}", self.site, account.email()));
                let address = format!("otpauth://totp/{label}?secret={secret}&issuer={}", percent(&self.site));
                SecondFactor::Offered { secret, address }
            }
        })
    }

    /// Draws a secret for them to take into their application. One that was offered before counts no more.
    ///
    /// # Errors
    /// `second_factor.on`.
    pub async fn offer_second_factor(&self, holder: impl Into<Holder>) -> Result<(), DeskError> {
        let account = self.holders_account(holder).await?;
        let mut secret = [0; totp::SECRET];
        self.store.ids().fill(&mut secret)?;
        let offered = self.store.write(async |tx| second_factors::offer(tx, account.keeper(), &secret).await).await?;
        if offered { Ok(()) } else { Err(DeskError::Invalid { field: "code", code: "second_factor.on" }) }
    }

    /// Takes back a secret that was offered and is not in force.
    ///
    /// # Errors
    /// `second_factor.on`.
    pub async fn withdraw_second_factor(&self, holder: impl Into<Holder>) -> Result<(), DeskError> {
        let holder = holder.into();
        self.store
            .write(async |tx| {
                let account = Account::of(tx, holder).await?;
                if account.has_second() {
                    return Err(DeskError::Invalid { field: "code", code: "second_factor.on" });
                }
                Ok(second_factors::switch_off(tx, account.keeper()).await?)
            })
            .await
    }

    /// A citizen is told by mail of what becomes of their second factor.
    async fn tell_of_second(&self, tx: &mut Write, account: &Account, change: AccountChange) -> Result<(), DeskError> {
        match account {
            Account::Citizen(person) => self.tell_owner(tx, person, change).await,
            Account::Agent(_) => Ok(()),
        }
    }

    /// Puts the offered secret in force, once they have proven to have it, and ends all their sessions but `session`, which began without it;
    /// gives the recovery codes, which are told this once.
    ///
    /// # Errors
    /// `second_factor.wrong`.
    pub async fn switch_second_factor_on(
        &self,
        holder: impl Into<Holder>,
        session: &str,
        typed: &str,
    ) -> Result<Vec<String>, DeskError> {
        let session = session.parse::<Token>().map_err(|_| DeskError::NotFound("session"))?;
        let account = self.holders_account(holder).await?;
        let offered = account.factor().filter(|factor| !factor.on);
        let step = offered.and_then(|factor| totp::step_of(&factor.secret, &plain(typed), self.now()));
        let Some(step) = step else { return Err(WRONG) };
        let recovery = self.recovery_codes()?;
        self.store
            .write(async |tx| {
                if !second_factors::switch_on(tx, account.keeper(), step, &recovery).await? {
                    return Err(WRONG);
                }
                let (begun, halfway) = account.sessions();
                sessions::close_others(tx, people::PORTAL, begun, account.id(), &session).await?;
                sessions::close_all(tx, people::PORTAL, halfway, account.id()).await?;
                self.tell_of_second(tx, &account, AccountChange::SecondOn).await?;
                Ok(journal::add(tx, account.entry(Act::On)).await?)
            })
            .await?;
        self.wake.notify_one();
        Ok(written(&recovery))
    }

    /// New recovery codes in the place of those there were, for one of the second factor's codes; told this once.
    ///
    /// # Errors
    /// `second_factor.wrong`.
    pub async fn renew_recovery_codes(&self, holder: impl Into<Holder>, typed: &str) -> Result<Vec<String>, DeskError> {
        let account = self.holders_account(holder).await?;
        let recovery = self.recovery_codes()?;
        let renewed = self
            .store
            .write(async |tx| {
                if !self.take_second(tx, &account, typed).await? {
                    return Ok(false);
                }
                second_factors::renew_recovery(tx, account.keeper(), &recovery).await?;
                journal::add(tx, account.entry(Act::Renewed)).await?;
                Ok::<_, DeskError>(true)
            })
            .await?;
        if renewed { Ok(written(&recovery)) } else { Err(self.second_refused(&account).await?) }
    }

    /// Takes the second factor away, for one of its codes.
    ///
    /// # Errors
    /// `second_factor.wrong`.
    pub async fn switch_second_factor_off(&self, holder: impl Into<Holder>, typed: &str) -> Result<(), DeskError> {
        let account = self.holders_account(holder).await?;
        let off = self
            .store
            .write(async |tx| {
                if !self.take_second(tx, &account, typed).await? {
                    return Ok(false);
                }
                second_factors::switch_off(tx, account.keeper()).await?;
                sessions::close_all(tx, people::PORTAL, account.sessions().1, account.id()).await?;
                journal::add(tx, account.entry(Act::Off)).await?;
                self.tell_of_second(tx, &account, AccountChange::SecondOff).await?;
                Ok::<_, DeskError>(true)
            })
            .await?;
        self.wake.notify_one();
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
                reset(tx, &Account::Agent(Box::new(agent))).await
            })
            .await
    }

    /// The operator takes the second factor of a citizen away who has lost it, once they know who asks, and ends their sessions.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn reset_citizen_second_factor(&self, email: &str) -> Result<(), DeskError> {
        self.store
            .write(async |tx| {
                let person = people::of_email(tx, people::PORTAL, email).await?.ok_or(DeskError::NotFound("person"))?;
                let account = Account::Citizen(Box::new(person));
                reset(tx, &account).await?;
                self.tell_of_second(tx, &account, AccountChange::SecondOff).await
            })
            .await
    }

    /// Takes a code of their application, or a recovery code: once.
    pub(crate) async fn take_second(&self, tx: &mut Write, account: &Account, typed: &str) -> Result<bool, DeskError> {
        let Some(factor) = account.factor().filter(|factor| factor.on) else { return Ok(false) };
        let typed = plain(typed);
        Ok(match totp::step_of(&factor.secret, &typed, self.now()) {
            Some(step) => second_factors::take_step(tx, account.keeper(), step).await?,
            None => second_factors::take_recovery(tx, account.keeper(), &typed).await?,
        })
    }

    /// Notes that a code was refused; what to answer.
    pub(crate) async fn second_refused(&self, account: &Account) -> Result<DeskError, DeskError> {
        let (act, kind) = match account {
            Account::Agent(_) => ("agent.second_factor_refused", "agent"),
            Account::Citizen(_) => ("account.second_factor_refused", "person"),
        };
        self.turned_away_login(act, kind, Some(account.id()), account.email()).await?;
        Ok(WRONG)
    }

    pub(crate) async fn holders_account(&self, holder: impl Into<Holder>) -> Result<Account, DeskError> {
        let holder = holder.into();
        self.store.read(async |conn| Account::of(conn, holder).await).await
    }

    fn recovery_codes(&self) -> Result<Vec<String>, DeskError> {
        let mut recovery = Vec::with_capacity(RECOVERY_CODES);
        for _ in 0..RECOVERY_CODES {
            // Fifty bits of chance, from a token's letters after its first.
            let letters = self.store.ids().token()?.to_string();
            recovery.push(letters[1..11].to_owned());
        }
        Ok(recovery)
    }
}

/// Takes a second factor away for whoever has lost it.
async fn reset(tx: &mut Write, account: &Account) -> Result<(), DeskError> {
    second_factors::switch_off(tx, account.keeper()).await?;
    let (begun, halfway) = account.sessions();
    for kind in [begun, halfway] {
        sessions::close_all(tx, people::PORTAL, kind, account.id()).await?;
    }
    let entry = NewEntry { actor_kind: "operator", actor: None, ..account.entry(Act::Reset) };
    Ok(journal::add(tx, entry).await?)
}

const WRONG: DeskError = DeskError::Invalid { field: "code", code: "second_factor.wrong" };

/// A code as it was given out, however it was typed.
fn plain(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_lowercase()).collect()
}

/// A text as part of an address.
fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// As they are copied: in two halves.
fn written(recovery: &[String]) -> Vec<String> {
    recovery.iter().map(|code| format!("{}-{}", &code[..5], &code[5..])).collect()
}
