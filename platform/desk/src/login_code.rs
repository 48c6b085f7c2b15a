//! Lets an agent in by a code mailed to their address: six digits, ten minutes, five attempts, in the browser that asked. Whoever asks for an
//! address that no agent has is answered alike, after the same work.

use jiff::SignedDuration;
use pages::mail::Mail;
use serde::{Deserialize, Serialize};
use store::{
    Token, Uuid,
    agents::{self, Agent},
    journal::{self, NewEntry},
    logins::{self, Tried},
    people,
};

use crate::{
    Desk,
    agents::entry,
    error::DeskError,
    identity::CameBy,
    notify::is_address,
    open_case::AGENTS,
    second_step::{LoggedIn, Proof},
    submit::{json, read_json},
};

/// How long a code holds.
const HOLDS: SignedDuration = SignedDuration::from_mins(10);

/// What an agent wants who asks for a code; kept with it, so that it survives the way through the mailbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginWanted {
    /// The address typed.
    pub email: String,
    /// Where to go on to afterwards.
    pub next: String,
    /// What was written to a citizen when a session was over.
    pub message: String,
    /// The status that was chosen with it.
    pub status: String,
    /// The questions that were ticked for a complement.
    #[serde(default)]
    pub questions: Vec<String>,
    /// The day that was given for it.
    #[serde(default)]
    pub by: String,
    /// What was written to colleagues.
    #[serde(default)]
    pub note: String,
    /// The boxes of values that were to be given back.
    #[serde(default)]
    pub values: Vec<(String, String)>,
    /// What those boxes held when they were drawn.
    #[serde(default)]
    pub before: String,
    /// The state of the case that was shown.
    #[serde(default)]
    pub revision: String,
    /// The title of a letter; the message is its text then.
    #[serde(default)]
    pub title: String,
    /// By what provider they came in, where a second factor is still awaited.
    #[serde(default)]
    pub came_by: Option<CameBy>,
    /// Who was to sign it.
    #[serde(default)]
    pub signed: String,
    /// In what quality.
    #[serde(default)]
    pub quality: String,
}

impl Desk {
    /// What the browser may keep from which this agent came in. It is no key: whoever holds it is known to have come in once, has a place of
    /// its own before the door, and cannot be kept out by what strangers ask for the same address.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn remember_browser(&self, email: &str) -> Result<String, DeskError> {
        Ok(self.store.read(async |conn| logins::remember(conn, people::PORTAL, email)).await?)
    }

    /// The place of a browser that keeps `kept`, where it came in with this address before.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn known_browser(&self, email: &str, kept: &str) -> Result<Option<String>, DeskError> {
        Ok(self.store.read(async |conn| logins::known(conn, people::PORTAL, email, kept)).await?)
    }

    /// Mails a code to the address, if it is an agent's; the token is for a cookie of the browser that asked, and is given either way. `place`
    /// is a known browser's ([`Self::known_browser`]).
    ///
    /// # Errors
    /// `email.invalid`.
    pub async fn ask_login_code(&self, wanted: &LoginWanted, place: Option<&str>) -> Result<Token, DeskError> {
        let email = wanted.email.trim();
        if !is_address(email) {
            return Err(DeskError::Invalid { field: "email", code: "email.invalid" });
        }
        let known = self.store.read(async |conn| agents::of_email(conn, people::PORTAL, email).await).await?;
        let known = known.filter(|agent| self.may_come_in(agent));
        let otherwise = known.as_ref().is_none_or(|agent| self.may_come_otherwise(agent));
        let providers = known.as_ref().map_or_else(Vec::new, |agent| self.logins_of(&agent.organisation).0);
        // A mail to nobody is drawn, put and dropped by the worker: asking takes as long for whatever address.
        let (agent, to) = known.map_or((Uuid::nil(), String::new()), |agent| (agent.id, agent.email));
        let code = self.store.ids().six_digits()?;
        let dedup = format!("login:{}", self.store.ids().uuid()?);
        let mail = match otherwise {
            true => Mail::LoginCode { code: code.clone() },
            // Told to who reads that mailbox, and to nobody who types its address.
            false => Mail::LoginElsewhere {
                providers: providers.into_iter().map(|provider| provider.name).collect::<Vec<_>>().join(", "),
                url: format!("{}/agents/connexion", self.public_url),
            },
        };
        let (data, until) = (json(wanted)?, self.now() + HOLDS);
        let committed = email.to_lowercase();
        let token = self
            .store
            .write(async |tx| {
                let token = logins::wait(tx, (people::PORTAL, email), place, &code, &data, until).await?;
                self.put_mail(tx, people::PORTAL, &dedup, agent, &to, AGENTS, &mail).await?;
                let entry = NewEntry {
                    agency: people::PORTAL,
                    act: "agent.code_asked",
                    object_kind: "agent",
                    object: agent,
                    actor_kind: "visitor",
                    actor: None,
                    committed: Some(committed.as_bytes()),
                };
                journal::add(tx, entry).await?;
                Ok::<_, DeskError>(token)
            })
            .await?;
        self.wake.notify_one();
        Ok(token)
    }

    /// What this browser asked for, while it waits for its code.
    pub async fn login_wanted(&self, browser: &str) -> Result<Option<LoginWanted>, DeskError> {
        let Ok(browser) = browser.parse::<Token>() else { return Ok(None) };
        let found = self.store.read(async |conn| logins::find(conn, &browser).await).await?;
        found.map(|waiting| read_json(&waiting.data, "login")).transpose()
    }

    /// Begins the session of whoever types the code in the browser that asked for it. An invitation that still holds is accepted by it: the
    /// code, as the invitation, came by mail to that address.
    ///
    /// # Errors
    /// `request.not_found` where this browser waits for no code (any more), `resume.wrong_code`, `resume.locked` after the fifth.
    pub async fn login_by_code(&self, browser: &str, code: &str) -> Result<(LoggedIn, LoginWanted), DeskError> {
        let browser = browser.parse::<Token>().map_err(|_| DeskError::NotFound("login"))?;
        let code: String = code.chars().filter(char::is_ascii_digit).collect();
        let tried = self.store.write(async |tx| logins::attempt(tx, &browser, &code).await).await?;
        let tried = tried.ok_or(DeskError::NotFound("login"))?;
        let (Tried::Right(waiting) | Tried::Wrong(waiting)) = &tried;
        let wanted: LoginWanted = read_json(&waiting.data, "login")?;
        let known = self.store.read(async |conn| agents::of_email(conn, people::PORTAL, &wanted.email).await).await?;
        let right = matches!(tried, Tried::Right(_));
        let Some(agent) = known.as_ref().filter(|agent| right && self.may_come_by_code(agent)) else {
            let known = known.map(|agent| agent.id);
            self.turned_away_login("agent.login_refused", "agent", known, &wanted.email).await?;
            let left = u32::try_from(waiting.attempts_left).unwrap_or(0);
            return Err(if left == 0 { DeskError::CodeLocked } else { DeskError::WrongCode { left } });
        };
        let new = self
            .store
            .write(async |tx| {
                if agent.invited_until.is_some() {
                    agents::accept(tx, agent, None).await?;
                    journal::add(tx, entry("agent.accepted", agent.id)).await?;
                }
                self.let_in(tx, agent, &wanted, Proof::default()).await
            })
            .await?;
        Ok((new, wanted))
    }

    fn may_come_by_code(&self, agent: &Agent) -> bool {
        self.may_come_in(agent) && self.may_come_otherwise(agent)
    }

    /// Whether an agent's account is open, and an invitation was accepted or still can be.
    pub(crate) fn may_come_in(&self, agent: &Agent) -> bool {
        agent.disabled_at.is_none() && agent.invited_until.is_none_or(|until| until > self.now())
    }
}
