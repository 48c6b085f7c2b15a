//! Knows agents and citizens by what identity providers say of them. Citizens: `citizens`, `joining`, `attached`. Here, what both share, and agents.
//!
//! Lets agents in by what an identity provider says of them. The first time an e-mail address that the provider vouches for is the agent's;
//! from then on it is the provider's own name for them, and an address that changes hands lets nobody in (wiki/adr/0028).

mod attached;
mod citizens;
mod joining;
mod known;
mod needed;
mod said;
mod settings;

use connectors::identity::{Answer, Fault, Provider, Providers, Question, Verified};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use store::{
    Token,
    agents::{self, Agent as Account, Role},
    identities, journal, people,
    sessions::{self, Kind},
};

pub use attached::AttachedTold;
pub(crate) use citizens::{By, Waiting};
pub use citizens::{CitizenCame, CitizenProvider, CitizenWanted};
pub use joining::Joining;
pub use needed::{Identified, KnownFor, Missing, Proven};
pub use said::{ActingFor, Said};
pub use settings::{IdentitySettings, Logins};

use crate::{
    Desk,
    agents::entry,
    error::DeskError,
    login_code::LoginWanted,
    second_step::{LoggedIn, Proof},
    submit::{json, read_json},
};

/// How long a login may stay with its provider.
const HOLDS: SignedDuration = SignedDuration::from_mins(15);

/// Providers and whose agents use them.
#[derive(Debug, Default)]
pub(crate) struct Identity {
    providers: Providers,
    settings: IdentitySettings,
}

impl Identity {
    pub(crate) fn new(settings: IdentitySettings) -> Result<Self, DeskError> {
        let providers = Providers::new(&settings.providers).map_err(|faults| {
            let faults: Vec<String> = faults.into_iter().map(|(id, fault)| format!("{id}: {fault}")).collect();
            DeskError::Document(faults.join("; "))
        })?;
        Ok(Self { providers, settings })
    }
}

/// By what provider somebody came in, and what it wants back when they go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CameBy {
    /// Its id.
    pub provider: String,
    /// Its token.
    pub id_token: String,
}

/// A provider as people know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderTold {
    /// As it stands in addresses.
    pub id: String,
    /// As it stands on its button.
    pub name: String,
}

/// What a browser comes back from a provider with.
#[derive(Debug, Clone, Copy, Default)]
pub struct CameBack<'a> {
    /// What it left with.
    pub state: &'a str,
    /// What the provider says.
    pub answer: Answer<'a>,
}

/// What is kept of a login while it is with its provider.
#[derive(Serialize, Deserialize)]
struct Away<W> {
    provider: String,
    nonce: String,
    verifier: String,
    /// The levels that were asked for, where they were not all.
    #[serde(default)]
    levels: Vec<String>,
    wanted: W,
}

/// Why somebody whom a provider knows is not let in.
fn refused(code: &'static str) -> DeskError {
    DeskError::Identity(code)
}

impl From<Fault> for DeskError {
    fn from(fault: Fault) -> Self {
        Self::Identity(fault.code)
    }
}

impl Desk {
    /// The providers that agents come in by, as the operator's file has them.
    pub fn identity_providers(&self) -> Vec<ProviderTold> {
        let settings = &self.identity.settings;
        self.identity.providers.iter().filter(|provider| settings.is_for_agents(provider.id())).map(told).collect()
    }

    /// The public halves of our keys at providers, as a set (JWKS): they read it to know what we sign, and to encrypt for us.
    pub fn identity_keys(&self) -> serde_json::Value {
        let keys: Vec<serde_json::Value> = self.identity.providers.iter().flat_map(Provider::own_keys).collect();
        serde_json::json!({ "keys": keys })
    }

    /// The providers that are believed about the agents of this organisation, and whether they come in otherwise too.
    pub fn logins_of(&self, organisation: &str) -> (Vec<ProviderTold>, bool) {
        let logins = self.identity.settings.of(organisation);
        let used = |provider: &&Provider| logins.providers.iter().any(|id| id == provider.id());
        (self.identity.providers.iter().filter(used).map(told).collect(), logins.other_logins)
    }

    /// Whether this agent comes in by a password and by mailed codes too. Whoever runs the site does, whatever is said of others.
    pub(crate) fn may_come_otherwise(&self, agent: &Account) -> bool {
        agent.role == Role::Operator || self.identity.settings.of(&agent.organisation).other_logins
    }

    pub(crate) fn provider(&self, id: &str) -> Result<&Provider, DeskError> {
        self.identity.providers.get(id).ok_or(DeskError::NotFound("provider"))
    }

    fn back_from(&self, provider: &str) -> String {
        format!("{}/agents/connexion/par/{provider}/retour", self.public_url)
    }

    /// Begins a login at a provider: the address to go to, and the token for this browser's cookie, which several logins share. `anew` has
    /// the provider ask who they are even where it knows.
    ///
    /// # Errors
    /// `request.not_found`; `identity.unavailable`, `identity.answer`, `identity.setup`.
    pub async fn begin_identity(
        &self,
        provider: &str,
        browser: Option<&str>,
        anew: bool,
        wanted: &LoginWanted,
    ) -> Result<(String, Token), DeskError> {
        let provider = self.provider(provider)?;
        self.ask_provider(provider, &self.back_from(provider.id()), browser, (anew, Vec::new()), wanted).await
    }

    /// Ends it: whoever came back is let in, or waits for their second factor, or is told why not. What they wanted is given in any case,
    /// as far as this browser is known.
    ///
    /// # Errors
    /// `request.not_found` for a provider that is none, and those of the store; what is told to people stands inside.
    pub async fn finish_identity(
        &self,
        provider: &str,
        browser: Option<&str>,
        back: &CameBack<'_>,
    ) -> Result<(LoginWanted, Result<LoggedIn, DeskError>), DeskError> {
        let provider = self.provider(provider)?;
        let answered = self.provider_answered(provider, &self.back_from(provider.id()), browser, back).await?;
        let Some((wanted, answered)) = answered else {
            return Ok((LoginWanted::default(), Err(refused("identity.state"))));
        };
        let come = match answered {
            Ok(verified) => self.let_in_by(provider, &verified, &wanted).await,
            Err(told) => Err(self.unproven("agent.login_refused", "agent", provider, told).await?),
        };
        match come {
            Ok(come) => Ok((wanted, Ok(come))),
            Err(told @ DeskError::Identity(_)) => Ok((wanted, Err(told))),
            Err(error) => Err(error),
        }
    }

    /// Writes down a login that a provider's answer did not prove, and gives what is told of it. One that people gave up, or that the provider
    /// was not there for, is none.
    pub(crate) async fn unproven(
        &self,
        act: &'static str,
        kind: &'static str,
        provider: &Provider,
        told: DeskError,
    ) -> Result<DeskError, DeskError> {
        let codes = ["identity.denied", "identity.login_required", "identity.unavailable"];
        if matches!(&told, DeskError::Identity(code) if !codes.contains(code)) {
            self.turned_away_login(act, kind, None, provider.id()).await?;
        }
        Ok(told)
    }

    /// Asks a provider who somebody is, `anew` and for some of its levels: the address to go to, and the token for this browser's cookie.
    /// What is wanted waits meanwhile.
    pub(crate) async fn ask_provider<W: Serialize>(
        &self,
        provider: &Provider,
        redirect_uri: &str,
        browser: Option<&str>,
        (anew, levels): (bool, Vec<String>),
        wanted: &W,
    ) -> Result<(String, Token), DeskError> {
        let [state, nonce, verifier] = [self.secret()?, self.secret()?, self.secret()?];
        let question =
            Question { redirect_uri, state: &state, nonce: &nonce, verifier: &verifier, anew, levels: &levels };
        let url = provider.begin(&question, self.now().as_second()).await.map_err(|fault| noted(provider, fault))?;
        let browser = match browser.and_then(|kept| kept.parse().ok()) {
            Some(kept) => kept,
            None => self.store.ids().token()?,
        };
        let away = Away { provider: provider.id().to_owned(), nonce, verifier, levels, wanted };
        let (data, until) = (json(&away)?, self.now() + HOLDS);
        self.store
            .write(async |tx| identities::wait(tx, people::PORTAL, (&state, &browser), &data, until).await)
            .await?;
        Ok((url, browser))
    }

    /// What was wanted, and whom the provider says that it was; nothing where this browser has asked no such question.
    pub(crate) async fn provider_answered<W: DeserializeOwned>(
        &self,
        provider: &Provider,
        redirect_uri: &str,
        browser: Option<&str>,
        back: &CameBack<'_>,
    ) -> Result<Option<(W, Result<Verified, DeskError>)>, DeskError> {
        let Some(browser) = browser.and_then(|kept| kept.parse::<Token>().ok()) else { return Ok(None) };
        if !self.store.read(async |conn| identities::is_waiting(conn, back.state, &browser).await).await? {
            return Ok(None);
        }
        let taken = self.store.write(async |tx| identities::take(tx, back.state, &browser).await).await?;
        // What agents wait for is nothing that a citizen can take up, nor the other way round.
        let Some(away) = taken.and_then(|taken| read_json::<Away<W>>(&taken, "login").ok()) else { return Ok(None) };
        if away.provider != provider.id() {
            return Ok(Some((away.wanted, Err(refused("identity.state")))));
        }
        let question = Question {
            redirect_uri,
            state: back.state,
            nonce: &away.nonce,
            verifier: &away.verifier,
            anew: false,
            levels: &away.levels,
        };
        let verified = provider.finish(&question, &back.answer, self.now().as_second()).await;
        Ok(Some((away.wanted, verified.map_err(|fault| noted(provider, fault)))))
    }

    /// The address at which the provider that somebody came by ends its session too, where it has one and can be asked; `back` is where the
    /// browser comes back from there.
    pub(crate) async fn farewell(
        &self,
        came: &CameBy,
        back: &str,
    ) -> Result<Option<(ProviderTold, String)>, DeskError> {
        let Some(provider) = self.identity.providers.get(&came.provider) else { return Ok(None) };
        let state = self.secret()?;
        match provider.farewell(&came.id_token, back, &state, self.now().as_second()).await {
            Ok(url) => Ok(url.map(|url| (told(provider), url))),
            Err(fault) => {
                noted(provider, fault);
                Ok(None)
            }
        }
    }

    /// Lets in whom the provider means.
    async fn let_in_by(
        &self,
        provider: &Provider,
        verified: &Verified,
        wanted: &LoginWanted,
    ) -> Result<LoggedIn, DeskError> {
        let (issuer, subject) = (verified.issuer.as_str(), verified.subject.as_str());
        let known = self
            .store
            .read(async |conn| {
                let Some(id) = identities::of_subject(conn, people::PORTAL, issuer, subject).await? else {
                    return Ok(None);
                };
                agents::get(conn, people::PORTAL, id).await
            })
            .await?;
        let is_new = known.is_none();
        let found = match known {
            Some(agent) => Ok(agent),
            None => self.by_address(verified).await?,
        };
        let agent = match found.and_then(|agent| self.judged(provider, agent)) {
            Ok(agent) => agent,
            Err((code, agent)) => {
                tracing::warn!(provider = provider.id(), code, "somebody whom the provider knows is not let in");
                self.turned_away_login("agent.login_refused", "agent", agent, verified.email().unwrap_or_default())
                    .await?;
                return Err(refused(code));
            }
        };
        let came = CameBy { provider: provider.id().to_owned(), id_token: verified.id_token.clone() };
        let proof = Proof { strong: verified.strong, came_by: Some(came) };
        self.store
            .write(async |tx| {
                if is_new {
                    // Another login may have come between, by this provider or by another one.
                    if identities::is_known(tx, people::PORTAL, agent.id).await? {
                        return Err(refused("identity.changed"));
                    }
                    if !identities::link(tx, &agent, issuer, subject).await? {
                        return Err(refused("identity.changed"));
                    }
                    let by = provider.id().as_bytes();
                    let linked = journal::NewEntry { committed: Some(by), ..entry("agent.identity_linked", agent.id) };
                    journal::add(tx, linked).await?;
                }
                if agent.invited_until.is_some() {
                    agents::accept(tx, &agent, None).await?;
                    journal::add(tx, entry("agent.accepted", agent.id)).await?;
                }
                self.let_in(tx, &agent, wanted, proof.clone()).await
            })
            .await
    }

    /// The agent whose address the provider vouches for, where no provider knows them by a name yet.
    async fn by_address(&self, verified: &Verified) -> Result<Result<Account, NotIn>, DeskError> {
        let Some(email) = verified.email() else { return Ok(Err(("identity.no_email", None))) };
        if !verified.email_is_verified() {
            return Ok(Err(("identity.email_unverified", None)));
        }
        self.store
            .read(async |conn| {
                // Signs beyond ASCII may look or fold like others: such an address is nobody's to vouch for, and the one meant is this very one.
                let meant = agents::of_email(conn, people::PORTAL, email).await?;
                let same = |agent: &Account| agent.email.trim().eq_ignore_ascii_case(email.trim());
                let meant = meant.filter(|agent| email.is_ascii() && same(agent));
                let Some(agent) = meant else { return Ok(Err(("identity.unknown", None))) };
                // A provider, this one or another, knows this agent as somebody: the address may have another owner now.
                if identities::is_known(conn, people::PORTAL, agent.id).await? {
                    return Ok(Err(("identity.changed", Some(agent.id))));
                }
                Ok(Ok(agent))
            })
            .await
    }

    /// Whether the provider is believed about this agent, and the account is open.
    fn judged(&self, provider: &Provider, agent: Account) -> Result<Account, NotIn> {
        let id = Some(agent.id);
        // Who runs the site comes in by a password and a second factor alone.
        if agent.role == Role::Operator {
            return Err(("identity.unknown", id));
        }
        let logins = self.identity.settings.of(&agent.organisation);
        if !logins.providers.iter().any(|used| used == provider.id()) {
            return Err(("identity.elsewhere", id));
        }
        if agent.disabled_at.is_some() {
            return Err(("identity.closed", id));
        }
        if !self.may_come_in(&agent) {
            return Err(("identity.invitation_over", id));
        }
        Ok(agent)
    }

    /// Ends an agent's session, at once and on the server; the address at which their provider ends its own, where they came in by one that
    /// has any.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn agent_logout(&self, session: &str) -> Result<Option<(ProviderTold, String)>, DeskError> {
        let Ok(token) = session.parse::<Token>() else { return Ok(None) };
        let found = self.store.read(async |conn| sessions::find(conn, &token).await).await?;
        self.logout(session).await?;
        let Some(found) = found.filter(|found| found.kind == Kind::Agent && !found.data.is_empty()) else {
            return Ok(None);
        };
        let came: CameBy = read_json(&found.data, "session")?;
        self.farewell(&came, &format!("{}/agents/connexion", self.public_url)).await
    }

    /// The operator has providers know an agent anew: by their address, at their next login.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn forget_identities(&self, email: &str) -> Result<u64, DeskError> {
        self.store
            .write(async |tx| {
                let agent = agents::of_email(tx, people::PORTAL, email).await?.ok_or(DeskError::NotFound("agent"))?;
                let forgotten = identities::forget(tx, &agent).await?;
                for kind in [Kind::Agent, Kind::AgentHalfway] {
                    sessions::close_all(tx, people::PORTAL, kind, agent.id).await?;
                }
                let act = entry("agent.identity_forgotten", agent.id);
                journal::add(tx, journal::NewEntry { actor_kind: "operator", actor: None, ..act }).await?;
                Ok(forgotten)
            })
            .await
    }

    /// 256 bits of chance, as 64 letters and figures.
    fn secret(&self) -> Result<String, DeskError> {
        let mut bytes = [0; 32];
        self.store.ids().fill(&mut bytes)?;
        Ok(hex::encode(bytes))
    }
}

/// Why somebody is not let in, and who that is where they are known.
type NotIn = (&'static str, Option<store::Uuid>);

fn told(provider: &Provider) -> ProviderTold {
    ProviderTold { id: provider.id().to_owned(), name: provider.name().to_owned() }
}

/// Tells the operator what exactly is wrong; people are told what to do.
fn noted(provider: &Provider, fault: Fault) -> DeskError {
    tracing::warn!(provider = provider.id(), code = fault.code, detail = fault.detail, "a login by a provider failed");
    fault.into()
}
