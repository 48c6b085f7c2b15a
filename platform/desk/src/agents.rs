//! Invites agents, lets them in, and keeps watch over their sessions: idle half an hour, eight hours at most.

use jiff::SignedDuration;
use pages::mail::Mail;
use store::{
    Token,
    agents::{self, NewAgent, Role},
    journal::{self, NewEntry},
    organisations, password, people,
    sessions::{self, Kind},
    stand_ins,
};

use crate::{
    Desk,
    access::Agent,
    account::{self, NewSession},
    error::DeskError,
    identity::ProviderTold,
    login_code::LoginWanted,
    second_step::{LoggedIn, Proof},
    submit::days,
    treat::one_line,
};

const IDLE: SignedDuration = SignedDuration::from_mins(30);
const ABSOLUTE: SignedDuration = SignedDuration::from_hours(8);
/// How long an invitation holds.
pub(crate) const INVITATION: i64 = 7;

/// An invitation to be accepted.
#[derive(Debug)]
pub struct Invitation {
    /// Who is invited.
    pub email: String,
    /// The name given at the invitation; the agent may better it.
    pub name: String,
    /// To run the site, not to treat cases.
    pub operator: bool,
    /// What the organisation is called.
    pub organisation: String,
    /// The providers that are believed about its agents.
    pub providers: Vec<ProviderTold>,
    /// Whether they come in by a password or by mailed codes too.
    pub otherwise: bool,
}

impl Desk {
    /// The operator invites an agent to a desk of the directory; gives the address that accepts. A mail goes out too.
    ///
    /// # Errors
    /// As [`Self::invite_as`].
    pub async fn invite(&self, siret: &str, branch: &str, email: &str, name: &str) -> Result<String, DeskError> {
        self.invite_as((siret, branch), (email, name), Role::Agent).await
    }

    /// The same, for an agent who may do more.
    ///
    /// # Errors
    /// `email.invalid`; `request.not_found` for an organisation that the directory does not know, `directory.unknown_branch` for a desk of
    /// it; `account.exists`.
    pub async fn invite_as(&self, desk: (&str, &str), who: (&str, &str), role: Role) -> Result<String, DeskError> {
        let url = self.store.write(async |tx| self.put_invitation(tx, desk, who, role, None).await).await?;
        self.wake.notify_one();
        Ok(url)
    }

    /// Puts an invitation and its mail, by an agent or else the operator.
    pub(crate) async fn put_invitation(
        &self,
        tx: &mut store::Write,
        (siret, branch): (&str, &str),
        (email, name): (&str, &str),
        role: Role,
        by: Option<&Agent>,
    ) -> Result<String, DeskError> {
        if !crate::notify::is_address(email) {
            return Err(DeskError::Invalid { field: "email", code: "email.invalid" });
        }
        let until = self.now() + days(INVITATION);
        let agency = people::PORTAL;
        let new = NewAgent { agency, organisation: siret, branch, role, email, name, expires_at: until };
        let Some(organisation) = organisations::get(tx, siret, branch).await? else {
            let known = organisations::of_siret(tx, siret).await?;
            return Err(match known.is_empty() {
                true => DeskError::NotFound("organisation"),
                false => {
                    DeskError::UnknownBranch { known: known.into_iter().map(|desk| (desk.branch, desk.name)).collect() }
                }
            });
        };
        let (agent, token) = agents::invite(tx, new).await?.ok_or(DeskError::AccountExists)?;
        let url = format!("{}/agents/invitation/{token}", self.public_url);
        let mail = Mail::AgentInvitation {
            organisation: organisation.name,
            url: url.clone(),
            until: until.to_zoned(jiff::tz::TimeZone::UTC).date(),
        };
        let dedup = format!("invitation:{}", agent.id);
        self.put_mail(tx, agency, &dedup, agent.id, email, form::text::Language::Fr, &mail).await?;
        let invited = entry("agent.invited", agent.id);
        let entry = match by {
            Some(by) => NewEntry { actor: Some(by.id), ..invited },
            None => NewEntry { actor_kind: "operator", actor: None, ..invited },
        };
        journal::add(tx, NewEntry { committed: Some(role.name().as_bytes()), ..entry }).await?;
        Ok(url)
    }

    /// Whom an invitation is for.
    ///
    /// # Errors
    /// `request.not_found`: never made, accepted, or run out.
    pub async fn invitation(&self, token: &str) -> Result<Invitation, DeskError> {
        let token: Token = token.parse().map_err(|_| DeskError::NotFound("invitation"))?;
        let found = self
            .store
            .read(async |conn| {
                let Some(agent) = agents::of_invitation(conn, &token).await? else { return Ok(None) };
                let organisation = organisations::get(conn, &agent.organisation, &agent.branch).await?;
                Ok::<_, DeskError>(Some((agent, organisation)))
            })
            .await?;
        let (agent, organisation) = found.ok_or(DeskError::NotFound("invitation"))?;
        let (providers, otherwise) = match agent.role {
            Role::Operator => (Vec::new(), true),
            _ => self.logins_of(&agent.organisation),
        };
        let site = || if agent.role == Role::Operator { self.public_url.clone() } else { String::new() };
        Ok(Invitation {
            organisation: organisation.map_or_else(site, |found| found.name),
            email: agent.email,
            name: agent.name,
            providers,
            otherwise,
            operator: agent.role == Role::Operator,
        })
    }

    /// Accepts an invitation and logs in, with a password where one is wanted: without it, a code is mailed at each login.
    ///
    /// # Errors
    /// `request.not_found`, `name.required`, `password.too_short`, `password.too_long`; `identity.required` where a provider alone is
    /// believed.
    pub async fn accept(&self, token: &str, name: &str, password: &str) -> Result<NewSession, DeskError> {
        let token: Token = token.parse().map_err(|_| DeskError::NotFound("invitation"))?;
        let agent = self.store.read(async |conn| agents::of_invitation(conn, &token).await).await?;
        let agent = agent.ok_or(DeskError::NotFound("invitation"))?;
        if !self.may_come_otherwise(&agent) {
            return Err(DeskError::Identity("identity.required"));
        }
        let name = one_line(name);
        let name = name.trim();
        if name.is_empty() {
            return Err(DeskError::Invalid { field: "name", code: "name.required" });
        }
        let hash = if password.is_empty() {
            None
        } else {
            account::check(&agent.email, password)?;
            Some(password::hash(self.store.ids(), password).await?)
        };
        self.store
            .write(async |tx| {
                agents::set_name(tx, &agent, &name.chars().take(100).collect::<String>()).await?;
                agents::accept(tx, &agent, hash.as_deref()).await?;
                journal::add(tx, entry("agent.accepted", agent.id)).await?;
                let (_, token) = sessions::open(tx, session(agent.id)).await?;
                Ok(NewSession { token })
            })
            .await
    }

    /// Begins an agent's session, or asks for their second factor.
    ///
    /// # Errors
    /// `login.refused`; `identity.required` where the organisation's agents come in by a provider alone.
    pub async fn agent_login(&self, wanted: &LoginWanted, password: &str) -> Result<LoggedIn, DeskError> {
        let email = &wanted.email;
        let known = self.store.read(async |conn| agents::of_email(conn, people::PORTAL, email).await).await?;
        let hash = known.as_ref().and_then(|agent| agent.password.as_deref());
        let right = password::verify(password, hash).await?;
        let Some(agent) = known.as_ref().filter(|agent| right && agent.disabled_at.is_none()) else {
            let known = known.map(|agent| agent.id);
            self.turned_away_login("agent.login_refused", "agent", known, email).await?;
            return Err(DeskError::BadLogin);
        };
        if !self.may_come_otherwise(agent) {
            return Err(DeskError::Identity("identity.required"));
        }
        self.store.write(async |tx| self.let_in(tx, agent, wanted, Proof::default()).await).await
    }

    /// The agent behind a session, and notes that they are there. A closed account ends it at once.
    pub async fn agent(&self, session: &str) -> Result<Option<Agent>, DeskError> {
        let Ok(token) = session.parse::<Token>() else { return Ok(None) };
        let today = self.today_at_desk();
        let found = self
            .store
            .read(async |conn| {
                let Some(session) = sessions::find(conn, &token).await?.filter(|session| session.kind == Kind::Agent)
                else {
                    return Ok(None);
                };
                let Some(agent) = agents::get(conn, &session.agency, session.subject).await? else { return Ok(None) };
                let absent = stand_ins::on(conn, &session.agency, agent.id, today).await?;
                Ok::<_, DeskError>(Some((session, agent, absent)))
            })
            .await?;
        let Some((session, agent, absent)) = found.filter(|(_, agent, _)| agent.disabled_at.is_none()) else {
            return Ok(None);
        };
        if session.stale(self.now()) {
            self.store.write(async |tx| sessions::touch(tx, &session, IDLE).await).await?;
        }
        Ok(Some(Agent {
            id: agent.id,
            organisation: agent.organisation,
            branch: agent.branch,
            role: agent.role,
            name: agent.name,
            quality: agent.quality,
            email: agent.email,
            stands_for: absent.into_iter().map(|(id, _)| id).collect(),
        }))
    }
}

/// A session of an agent, to be opened.
pub(crate) fn session(agent: store::Uuid) -> sessions::NewSession<'static> {
    sessions::NewSession {
        agency: people::PORTAL,
        kind: Kind::Agent,
        subject: agent,
        data: b"",
        idle: IDLE,
        absolute: ABSOLUTE,
    }
}

pub(crate) fn entry(act: &'static str, agent: store::Uuid) -> NewEntry<'static> {
    NewEntry {
        agency: people::PORTAL,
        act,
        object_kind: "agent",
        object: agent,
        actor_kind: "agent",
        actor: Some(agent),
        committed: None,
    }
}
