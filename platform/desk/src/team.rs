//! Lets an organisation's administrator say who works for it: invites, closes accounts, changes what agents may do, takes lost second factors
//! away. The last administrator of an organisation stays one: without any, only the operator could help.

use jiff::Timestamp;
use store::{
    Uuid, Write,
    agents::{self, Agent as Account, Role},
    journal::{self, NewEntry},
    onboarding::{self, State, Step},
    organisations,
    partners::{self, Client},
    people, second_factors,
    sessions::{self, Kind},
};

use crate::{
    Desk,
    access::{Act, Agent, Object, Subject, require},
    agents::entry,
    error::DeskError,
    treat::one_line,
};

/// Invitations of one organisation that wait at a time: an administrator's account in the wrong hands shall mail few strangers.
const MAX_INVITED: usize = 50;
/// Characters of a name.
const MAX_NAME: usize = 100;

/// Somebody who works for an organisation, or is invited to.
#[derive(Debug, Clone)]
pub struct Colleague {
    /// The account.
    pub id: Uuid,
    /// As colleagues call them; may be empty.
    pub name: String,
    /// The address they log in with.
    pub email: String,
    /// Their desk.
    pub branch: String,
    /// What they may do.
    pub role: Role,
    /// Until when they can accept, as long as they have not.
    pub invited_until: Option<Timestamp>,
    /// Their account is closed.
    pub closed: bool,
    /// A second factor is asked for at their logins.
    pub second_factor: bool,
}

/// A program that gets an organisation's cases, or is to.
#[derive(Debug, Clone)]
pub struct Software {
    /// As operator and agents call it.
    pub name: String,
    /// Its desk.
    pub branch: String,
    /// The code of its state; `expired` where its time is over.
    pub state: &'static str,
    /// Since when.
    pub since: Timestamp,
    /// Why, as the operator wrote it.
    pub reason: Option<String>,
}

/// Who works for an organisation.
#[derive(Debug, Clone)]
pub struct Team {
    /// Its desks: code and name.
    pub desks: Vec<(String, String)>,
    /// Its agents, the oldest account first.
    pub agents: Vec<Colleague>,
    /// Its programs, by desk.
    pub software: Vec<Software>,
}

/// What an administrator does to a colleague.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnColleague {
    /// Lets them do more, or less.
    Role(Role),
    /// Closes their account, and every session of theirs.
    Close,
    /// Opens it again.
    Open,
    /// Takes their second factor away, which they have lost, and ends their sessions.
    ResetSecondFactor,
}

impl OnColleague {
    fn act(self) -> &'static str {
        match self {
            Self::Role(_) => "agent.role_set",
            Self::Close => "agent.disabled",
            Self::Open => "agent.enabled",
            Self::ResetSecondFactor => "agent.second_factor_reset",
        }
    }
}

impl Desk {
    /// Who works for the agent's organisation.
    ///
    /// # Errors
    /// `request.not_found` for who does not administer it.
    pub async fn team(&self, agent: &Agent) -> Result<Team, DeskError> {
        administer(agent)?;
        let siret = agent.organisation.as_str();
        let now = self.now();
        let (desks, accounts, software) = self
            .store
            .read(async |conn| {
                let desks = organisations::of_siret(conn, siret).await?;
                let accounts = agents::of_organisation(conn, people::PORTAL, siret).await?;
                let mut software = Vec::new();
                for client in partners::of_organisation(conn, siret).await? {
                    let last = onboarding::steps(conn, &client).await?.pop();
                    software.push(program(client, last, now));
                }
                Ok::<_, DeskError>((desks, accounts, software))
            })
            .await?;
        Ok(Team {
            desks: desks.into_iter().map(|desk| (desk.branch, desk.name)).collect(),
            agents: accounts.into_iter().map(colleague).collect(),
            software,
        })
    }

    /// Invites a colleague to a desk of the agent's organisation.
    ///
    /// # Errors
    /// `request.not_found` for who does not administer it; `email.invalid`, `account.exists`, `branch.unknown`, `agent.too_many_invited`.
    pub async fn invite_colleague(
        &self,
        agent: &Agent,
        branch: &str,
        (email, name): (&str, &str),
        role: Role,
    ) -> Result<(), DeskError> {
        administer(agent)?;
        let name = one_line(name);
        let name: String = name.trim().chars().take(MAX_NAME).collect();
        let (siret, email) = (agent.organisation.as_str(), email.trim());
        self.store
            .write(async |tx| {
                let accounts = agents::of_organisation(tx, people::PORTAL, siret).await?;
                let now = tx.now();
                let waits = |one: &&Account| one.invited_until.is_some_and(|until| until > now);
                if accounts.iter().filter(waits).count() >= MAX_INVITED {
                    return Err(DeskError::Invalid { field: "email", code: "agent.too_many_invited" });
                }
                // Another organisation's invitation is not this one's to replace, nor is a closed account's.
                let known = agents::of_email(tx, people::PORTAL, email).await?;
                if known.is_some_and(|one| one.organisation != siret || one.disabled_at.is_some()) {
                    return Err(EXISTS);
                }
                match self.put_invitation(tx, (siret, branch), (email, &name), role, Some(agent)).await {
                    Ok(_) => Ok(()),
                    Err(DeskError::AccountExists) => Err(EXISTS),
                    Err(DeskError::UnknownBranch { .. }) => {
                        Err(DeskError::Invalid { field: "branch", code: "branch.unknown" })
                    }
                    Err(error) => Err(error),
                }
            })
            .await?;
        self.wake.notify_one();
        Ok(())
    }

    /// Does something to a colleague's account.
    ///
    /// # Errors
    /// `request.not_found` for who does not administer the colleague's organisation; `agent.last_admin` where nobody would administer it any
    /// more.
    pub async fn on_colleague(&self, agent: &Agent, colleague: Uuid, what: OnColleague) -> Result<(), DeskError> {
        administer(agent)?;
        self.store
            .write(async |tx| {
                agents::hold_admins(tx, people::PORTAL, &agent.organisation).await?;
                // Read again: another administrator may have shut this one out since the request came in.
                let me = agents::get(tx, people::PORTAL, agent.id).await?;
                if !me.is_some_and(|me| me.role == Role::Admin && me.is_active()) {
                    return Err(DeskError::NotFound("organisation"));
                }
                let found = agents::get(tx, people::PORTAL, colleague).await?.ok_or(DeskError::NotFound("agent"))?;
                if found.organisation != agent.organisation {
                    return Err(DeskError::NotFound("agent"));
                }
                // One's own second factor goes for one of its codes, and not for a click on a screen left open.
                if found.id == agent.id && what == OnColleague::ResetSecondFactor {
                    return Err(DeskError::NotFound("agent"));
                }
                done(tx, &found, what).await?;
                if agents::admins(tx, people::PORTAL, &agent.organisation).await? == 0 {
                    return Err(DeskError::Invalid { field: "agent", code: "agent.last_admin" });
                }
                let committed = match what {
                    OnColleague::Role(role) => Some(role.name().as_bytes()),
                    _ => None,
                };
                let entry = NewEntry { actor: Some(agent.id), committed, ..entry(what.act(), found.id) };
                Ok(journal::add(tx, entry).await?)
            })
            .await
    }

    /// The operator lets an agent do more, or less; the last administrator too.
    ///
    /// # Errors
    /// `request.not_found` where no agent has this address.
    pub async fn set_agent_role(&self, email: &str, role: Role) -> Result<(), DeskError> {
        self.store
            .write(async |tx| {
                let agent = agents::of_email(tx, people::PORTAL, email).await?.ok_or(DeskError::NotFound("agent"))?;
                // Whoever runs the site is no agent of a desk, nor made one.
                if agent.role == Role::Operator {
                    return Err(DeskError::NotFound("agent"));
                }
                agents::set_role(tx, &agent, role).await?;
                let committed = Some(role.name().as_bytes());
                let entry =
                    NewEntry { actor_kind: "operator", actor: None, committed, ..entry("agent.role_set", agent.id) };
                Ok(journal::add(tx, entry).await?)
            })
            .await
    }
}

const EXISTS: DeskError = DeskError::Invalid { field: "email", code: "agent.exists" };

fn administer(agent: &Agent) -> Result<(), DeskError> {
    require(Subject::Agent(agent), Act::Administer, Object::Organisation(&agent.organisation))
}

async fn done(tx: &mut Write, account: &Account, what: OnColleague) -> Result<(), DeskError> {
    match what {
        OnColleague::Role(role) => agents::set_role(tx, account, role).await?,
        OnColleague::Close => agents::set_disabled(tx, account, true).await?,
        OnColleague::Open => agents::set_disabled(tx, account, false).await?,
        OnColleague::ResetSecondFactor => {
            second_factors::switch_off(tx, account).await?;
            for kind in [Kind::Agent, Kind::AgentHalfway] {
                sessions::close_all(tx, people::PORTAL, kind, account.id).await?;
            }
        }
    }
    Ok(())
}

/// A client as it stands after its last step; those from before steps were written down have none.
fn program(client: Client, last: Option<Step>, now: Timestamp) -> Software {
    let Client { name, branch, state, created_at, expires_at, revoked_at, .. } = client;
    let stood = last.as_ref().map_or(created_at, |step| step.at);
    let (state, since) = match revoked_at {
        Some(at) => (State::Ended.code(), at),
        None if expires_at <= now => ("expired", expires_at),
        None => (state.code(), stood),
    };
    let reason = last.filter(|step| step.state.code() == state).and_then(|step| step.reason);
    Software { name, branch, state, since, reason }
}

fn colleague(account: Account) -> Colleague {
    Colleague {
        id: account.id,
        branch: account.branch,
        role: account.role,
        invited_until: account.invited_until,
        closed: account.disabled_at.is_some(),
        second_factor: account.second_factor.is_some_and(|factor| factor.on),
        name: account.name,
        email: account.email,
    }
}
