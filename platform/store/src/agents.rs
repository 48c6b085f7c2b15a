//! Keeps agents: people who work at a partner's desk, invited, each for one organisation and branch.

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::ids::Token;
use crate::locker::Locker;
use crate::people::email_index;
use crate::store::Shared;

/// What an agent may do; each may what the one before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Runs the site, and treats no case: no agent of any desk.
    Operator,
    /// Treats the cases of the desk.
    Agent,
    /// Looks after the work of the desk too.
    Supervisor,
    /// Says who works for the organisation too.
    Admin,
}

impl Role {
    /// Those of agents, the least first.
    pub const ALL: [Self; 3] = [Self::Agent, Self::Supervisor, Self::Admin];

    /// As it is stored, posted and typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
        }
    }

    /// The role of an agent of this name: none is made an operator by it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// An agent.
#[derive(Debug, Clone)]
pub struct Agent {
    /// The tenant that keeps the account.
    pub agency: String,
    /// The internal id.
    pub id: Uuid,
    /// The SIRET of the organisation the agent works for.
    pub organisation: String,
    /// The desk there.
    pub branch: String,
    /// What they may do.
    pub role: Role,
    /// The e-mail address, as invited.
    pub email: String,
    /// The name, as invited.
    pub name: String,
    /// In what quality they sign; empty where they have not said so.
    pub quality: String,
    /// The Argon2id hash of the password; `None` for an agent who has chosen none.
    pub password: Option<String>,
    /// Until when an invitation that was not accepted can be; `None` once it was.
    pub invited_until: Option<Timestamp>,
    /// What is asked for besides address and password.
    pub second_factor: Option<SecondFactor>,
    /// When the account was closed; such an agent may do nothing.
    pub disabled_at: Option<Timestamp>,
    /// When the agent was invited.
    pub created_at: Timestamp,
    pub(crate) locker: Locker,
}

/// A secret that an agent's application makes codes of.
#[derive(Clone)]
pub struct SecondFactor {
    /// The secret itself.
    pub secret: Vec<u8>,
    /// Whether it is in force: the agent has proven to have it.
    pub on: bool,
    /// Since when it is.
    pub since: Option<Timestamp>,
}

/// Never shows the secret.
impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecondFactor").field("on", &self.on).finish_non_exhaustive()
    }
}

/// Whom to invite.
#[derive(Debug, Clone, Copy)]
pub struct NewAgent<'a> {
    /// The tenant that keeps the account.
    pub agency: &'a str,
    /// The organisation's SIRET.
    pub organisation: &'a str,
    /// The desk there (empty: the only one).
    pub branch: &'a str,
    /// What they are to be allowed.
    pub role: Role,
    /// The e-mail address.
    pub email: &'a str,
    /// The name.
    pub name: &'a str,
    /// Until when the invitation can be accepted.
    pub expires_at: Timestamp,
}

pub(crate) const PURPOSE: &str = "agent.email";

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select agency, id, organisation, branch, data_key, email, name, password, invitation_expires_at, disabled_at, created_at, second_factor, second_factor_at, role, quality from agents ",
            $rest
        )
    };
}

fn stored_role(name: &str) -> Option<Role> {
    if name == Role::Operator.name() { Some(Role::Operator) } else { Role::named(name) }
}

fn read(shared: &Shared, row: &Row) -> Result<Agent, StoreError> {
    let agency = row.text("agency")?;
    let id = row.uuid("id")?;
    let locker = Locker::unwrap(shared, &agency, "agent", id, &row.bytes("data_key")?)?;
    Ok(Agent {
        organisation: row.text("organisation")?,
        branch: row.text("branch")?,
        role: stored_role(&row.text("role")?).ok_or_else(|| StoreError::Corrupt("the role of an agent".to_owned()))?,
        email: locker.open_text("email", &row.bytes("email")?)?,
        name: locker.open_text("name", &row.bytes("name")?)?,
        quality: match row.opt_bytes("quality")? {
            Some(sealed) => locker.open_text("quality", &sealed)?,
            None => String::new(),
        },
        password: locker.open_opt("password", row.opt_bytes("password")?)?,
        second_factor: match row.opt_bytes("second_factor")? {
            Some(sealed) => Some(SecondFactor {
                secret: locker.open("second_factor", &sealed)?,
                on: row.opt_time("second_factor_at")?.is_some(),
                since: row.opt_time("second_factor_at")?,
            }),
            None => None,
        },
        invited_until: row.opt_time("invitation_expires_at")?,
        disabled_at: row.opt_time("disabled_at")?,
        created_at: row.time("created_at")?,
        agency,
        id,
        locker,
    })
}

impl Agent {
    /// Whether the agent works at the desk: the invitation was accepted, and the account is open.
    pub fn is_active(&self) -> bool {
        self.invited_until.is_none() && self.disabled_at.is_none()
    }
}

/// Invites an agent. Inviting the same address again replaces an invitation that was not accepted; an agent who accepted one is left alone:
/// `None`.
pub async fn invite(tx: &mut Write, new: NewAgent<'_>) -> Result<Option<(Agent, Token)>, StoreError> {
    let index = email_index(&tx.shared, new.agency, PURPOSE, new.email)?;
    tx.execute(
        "delete from agents where agency = $1 and email_index = $2 and invitation_hash is not null",
        args![new.agency, &index],
    )
    .await?;
    let id = tx.shared.ids.uuid()?;
    let token = tx.shared.ids.token()?;
    let now = tx.now();
    let (locker, wrapped) = Locker::create(&tx.shared, new.agency, "agent", id)?;
    let email = locker.seal(&tx.shared, "email", new.email.trim().as_bytes())?;
    let name = locker.seal(&tx.shared, "name", new.name.as_bytes())?;
    let invited = tx
        .execute(
            "insert into agents (agency, id, organisation, branch, data_key, email_index, email, name, invitation_hash, \
             invitation_expires_at, created_at, role) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
             on conflict (agency, email_index) do nothing",
            args![
                new.agency, id, new.organisation, new.branch, &wrapped, &index, &email, &name, &token.hash().0,
                new.expires_at, now, new.role.name()
            ],
        )
        .await?;
    if invited == 0 {
        return Ok(None);
    }
    let agent = Agent {
        agency: new.agency.to_owned(),
        id,
        organisation: new.organisation.to_owned(),
        branch: new.branch.to_owned(),
        role: new.role,
        email: new.email.trim().to_owned(),
        name: new.name.to_owned(),
        quality: String::new(),
        password: None,
        second_factor: None,
        invited_until: Some(new.expires_at),
        disabled_at: None,
        created_at: now,
        locker,
    };
    Ok(Some((agent, token)))
}

/// Whom this invitation is for, unless it has expired or was accepted.
pub async fn of_invitation(conn: &mut Read, invitation: &Token) -> Result<Option<Agent>, StoreError> {
    let now = conn.now();
    let row = conn
        .row(
            select!("where invitation_hash = $1 and invitation_expires_at > $2 and disabled_at is null"),
            args![&invitation.hash().0, now],
        )
        .await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// Accepts an invitation, once, with the Argon2id hash of the password chosen, if one was.
///
/// # Errors
/// `store.not_found` if it was accepted meanwhile.
pub async fn accept(tx: &mut Write, agent: &Agent, password: Option<&str>) -> Result<(), StoreError> {
    let sealed = agent.locker.seal_opt(&tx.shared, "password", password)?;
    let touched = tx
        .execute(
            "update agents set password = $3, invitation_hash = null, invitation_expires_at = null \
             where agency = $1 and id = $2 and invitation_hash is not null",
            args![&agent.agency, agent.id, sealed.as_deref()],
        )
        .await?;
    if touched == 1 { Ok(()) } else { Err(StoreError::NotFound("invitation")) }
}

/// Changes the name that colleagues see.
pub async fn set_name(tx: &mut Write, agent: &Agent, name: &str) -> Result<(), StoreError> {
    let sealed = agent.locker.seal(&tx.shared, "name", name.as_bytes())?;
    tx.execute("update agents set name = $3 where agency = $1 and id = $2", args![&agent.agency, agent.id, &sealed])
        .await?;
    Ok(())
}

/// Keeps what an agent signs with.
pub async fn set_signature(tx: &mut Write, agent: &Agent, name: &str, quality: &str) -> Result<(), StoreError> {
    let name = agent.locker.seal(&tx.shared, "name", name.as_bytes())?;
    let quality = agent.locker.seal(&tx.shared, "quality", quality.as_bytes())?;
    tx.execute(
        "update agents set name = $3, quality = $4 where agency = $1 and id = $2",
        args![&agent.agency, agent.id, &name, &quality],
    )
    .await?;
    Ok(())
}

/// The agent of this address.
pub async fn of_email(conn: &mut Read, agency: &str, email: &str) -> Result<Option<Agent>, StoreError> {
    let index = email_index(&conn.shared, agency, PURPOSE, email)?;
    let row = conn.row(select!("where agency = $1 and email_index = $2"), args![agency, &index]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// The agent of this id.
pub async fn get(conn: &mut Read, agency: &str, id: Uuid) -> Result<Option<Agent>, StoreError> {
    let row = conn.row(select!("where agency = $1 and id = $2"), args![agency, id]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// All agents of an organisation, oldest first.
pub async fn of_organisation(conn: &mut Read, agency: &str, organisation: &str) -> Result<Vec<Agent>, StoreError> {
    let rows = conn
        .rows(
            select!("where agency = $1 and organisation = $2 order by created_at, id limit 1000"),
            args![agency, organisation],
        )
        .await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// Whether anybody works at a desk: an invitation was accepted, and the account is open.
pub async fn any_at(conn: &mut Read, agency: &str, organisation: &str, branch: &str) -> Result<bool, StoreError> {
    let found = conn
        .row(
            "select 1 as one from agents where agency = $1 and organisation = $2 and branch = $3 \
             and invitation_expires_at is null and disabled_at is null and role <> 'operator' limit 1",
            args![agency, organisation, branch],
        )
        .await?;
    Ok(found.is_some())
}

/// Closes an agent's account (or opens it again) and ends their sessions.
pub async fn set_disabled(tx: &mut Write, agent: &Agent, disabled: bool) -> Result<(), StoreError> {
    let at = disabled.then(|| tx.now());
    tx.execute("update agents set disabled_at = $3 where agency = $1 and id = $2", args![&agent.agency, agent.id, at])
        .await?;
    tx.execute(
        "delete from sessions where agency = $1 and kind = 'agent' and subject = $2",
        args![&agent.agency, agent.id],
    )
    .await?;
    Ok(())
}

/// Lets an agent do more, or less.
pub async fn set_role(tx: &mut Write, agent: &Agent, role: Role) -> Result<(), StoreError> {
    tx.execute(
        "update agents set role = $3 where agency = $1 and id = $2",
        args![&agent.agency, agent.id, role.name()],
    )
    .await?;
    Ok(())
}

/// Holds the administrators of an organisation until this write is over: of two who shut each other out at one time, on whatever servers, the
/// second sees what the first did.
pub async fn hold_admins(tx: &mut Write, agency: &str, organisation: &str) -> Result<(), StoreError> {
    tx.execute(
        "update agents set role = role where agency = $1 and organisation = $2 and role = 'admin'",
        args![agency, organisation],
    )
    .await?;
    Ok(())
}

/// How many agents of an organisation are administrators who can log in.
pub async fn admins(conn: &mut Read, agency: &str, organisation: &str) -> Result<u64, StoreError> {
    let row = conn
        .row(
            "select count(*) as agents from agents where agency = $1 and organisation = $2 and role = 'admin' \
             and disabled_at is null and invitation_expires_at is null",
            args![agency, organisation],
        )
        .await?;
    Ok(row.map(|row| row.int("agents")).transpose()?.map_or(0, |found| u64::try_from(found).unwrap_or(0)))
}
