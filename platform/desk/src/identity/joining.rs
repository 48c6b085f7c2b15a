//! Somebody whom a provider knows comes for the first time: an account that they have here is attached once they prove that it is theirs, by
//! its password or by a code that is mailed to its address; or they go on apart, with an account of their own. Who asks for the address of
//! somebody else is answered alike, whether anybody has an account by it or not.

use form::text::Language;
use jiff::SignedDuration;
use pages::mail::Mail;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{
    Token, Uuid,
    journal::{self, NewEntry},
    logins::{self, Tried},
    password,
    people::{self, Person as Account},
    sessions,
};

use super::{
    By, CitizenCame, CitizenWanted,
    citizens::{Waiting, keep_said},
};
use crate::{
    Desk, account,
    error::DeskError,
    notify::is_address,
    submit::{json, read_json},
};

/// How long a code holds.
const HOLDS: SignedDuration = SignedDuration::from_mins(10);

/// Who is asked whether they have an account here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// The provider, as people know it.
    pub provider: String,
    /// As the provider calls them.
    pub name: String,
    /// The address that it gave, which nobody has proven; or that of the account that they are logged in to.
    pub email: String,
    /// Whether they may go on with an account of its own: not who is logged in to one, and stays there.
    pub apart: bool,
    /// What they want.
    pub wanted: CitizenWanted,
}

/// What waits for a code.
#[derive(Serialize, Deserialize)]
struct Asked {
    /// The address of the account that is to be attached.
    join: String,
}

impl Desk {
    /// Who waits in this browser to be asked whether they have an account here.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn joining(&self, browser: &str) -> Result<Option<Joining>, DeskError> {
        let Some(Waiting { by: Some(by), proven: None, wanted, .. }) = self.citizen_halfway(browser).await? else {
            return Ok(None);
        };
        let provider = self.provider(&by.said.provider).map(|one| one.name().to_owned()).unwrap_or_default();
        let own = match wanted.own_account() {
            Some(account) => self.store.read(async |conn| people::get(conn, people::PORTAL, account).await).await?,
            None => None,
        };
        let said = by.said.text("email").filter(|email| is_address(email)).unwrap_or_default().to_owned();
        let email = own.map_or(said, |own| own.email);
        let apart = wanted.own_account().is_none();
        Ok(Some(Joining { provider, name: by.said.name(), email, apart, wanted }))
    }

    async fn first_time(&self, browser: &str) -> Result<(Token, Waiting), DeskError> {
        let token = browser.parse::<Token>().map_err(|_| DeskError::NotFound("login"))?;
        let waiting = self.citizen_halfway(browser).await?.filter(|one| one.by.is_some() && one.proven.is_none());
        Ok((token, waiting.ok_or(DeskError::NotFound("login"))?))
    }

    /// Attaches the account of this address, for its password, and begins its session.
    ///
    /// # Errors
    /// `request.not_found` where nobody waits (any more); `login.refused`; `identity.taken`; `identity.other_account` where they are logged in
    /// to another one.
    pub async fn join_by_password(
        &self,
        browser: &str,
        email: &str,
        typed: &str,
    ) -> Result<(CitizenCame, CitizenWanted), DeskError> {
        let (token, waiting) = self.first_time(browser).await?;
        let known = self.store.read(async |conn| people::of_email(conn, people::PORTAL, email).await).await?;
        let right = password::verify(typed, known.as_ref().and_then(|person| person.password.as_deref())).await?;
        let Some(person) = known.as_ref().filter(|_| right) else {
            let known = known.map(|person| person.id);
            self.turned_away_login("account.login_refused", "person", known, email).await?;
            return Err(DeskError::BadLogin);
        };
        self.joined(&token, person, waiting).await
    }

    /// Mails a code to the address, if somebody has an account by it; the token is for a cookie of this browser, and is given either way.
    ///
    /// # Errors
    /// `request.not_found` where nobody waits (any more); `email.invalid`.
    pub async fn ask_joining_code(&self, browser: &str, email: &str, language: Language) -> Result<Token, DeskError> {
        let (_, waiting) = self.first_time(browser).await?;
        let email = email.trim();
        if !is_address(email) {
            return Err(DeskError::Invalid { field: "email", code: "email.invalid" });
        }
        let known = self.store.read(async |conn| people::of_email(conn, people::PORTAL, email).await).await?;
        // A mail to nobody is drawn, put and dropped by the worker: asking takes as long for whatever address.
        let (person, to) = known.map_or((Uuid::nil(), String::new()), |person| (person.id, person.email));
        let said = waiting.by.as_ref().map(|by| &by.said);
        let provider = said.and_then(|said| self.provider(&said.provider).ok()).map_or("", |one| one.name());
        let code = self.store.ids().six_digits()?;
        let dedup = format!("login:{}", self.store.ids().uuid()?);
        let mail = Mail::JoinCode { code: code.clone(), provider: provider.to_owned() };
        // Each of a provider's people has a place of their own before this address: nobody takes away another one's code.
        let place = said.map_or(String::new(), |said| {
            hex::encode(&Sha256::digest(format!("{}\0{}", said.issuer, said.subject))[..16])
        });
        let (data, until) = (json(&Asked { join: email.to_owned() })?, self.now() + HOLDS);
        let committed = email.to_lowercase();
        let token = self
            .store
            .write(async |tx| {
                let token = logins::wait(tx, (people::PORTAL, email), Some(&place), &code, &data, until).await?;
                self.put_mail(tx, people::PORTAL, &dedup, person, &to, language, &mail).await?;
                let entry = NewEntry {
                    actor_kind: "visitor",
                    actor: None,
                    committed: Some(committed.as_bytes()),
                    ..account::entry("account.code_asked", person)
                };
                journal::add(tx, entry).await?;
                Ok::<_, DeskError>(token)
            })
            .await?;
        self.wake.notify_one();
        Ok(token)
    }

    /// The address that this browser asked a code for, while it waits for it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn joining_code(&self, code_browser: &str) -> Result<Option<String>, DeskError> {
        let Ok(browser) = code_browser.parse::<Token>() else { return Ok(None) };
        let found = self.store.read(async |conn| logins::find(conn, &browser).await).await?;
        Ok(found.and_then(|waiting| read_json::<Asked>(&waiting.data, "login").ok()).map(|asked| asked.join))
    }

    /// Attaches the account whose mailbox the code came to, and begins its session. Its password is forgotten, other providers are detached,
    /// its sessions end, and its vault is emptied unless its second factor is given: whoever opened it may not have had that mailbox.
    ///
    /// # Errors
    /// `request.not_found` where nobody waits (any more), `resume.wrong_code`, `resume.locked` after the fifth; `identity.taken`.
    pub async fn join_by_code(
        &self,
        browser: &str,
        code_browser: &str,
        code: &str,
    ) -> Result<(CitizenCame, CitizenWanted), DeskError> {
        let (token, waiting) = self.first_time(browser).await?;
        if self.joining_code(code_browser).await?.is_none() {
            return Err(DeskError::NotFound("login"));
        }
        let code_browser = code_browser.parse::<Token>().map_err(|_| DeskError::NotFound("login"))?;
        let code: String = code.chars().filter(char::is_ascii_digit).collect();
        let tried = self.store.write(async |tx| logins::attempt(tx, &code_browser, &code).await).await?;
        let tried = tried.ok_or(DeskError::NotFound("login"))?;
        let (Tried::Right(found) | Tried::Wrong(found)) = &tried;
        let asked: Asked = read_json(&found.data, "login")?;
        let known = self.store.read(async |conn| people::of_email(conn, people::PORTAL, &asked.join).await).await?;
        let right = matches!(tried, Tried::Right(_));
        let Some(person) = known.as_ref().filter(|_| right) else {
            let known = known.map(|person| person.id);
            self.turned_away_login("account.login_refused", "person", known, &asked.join).await?;
            let left = u32::try_from(found.attempts_left).unwrap_or(0);
            return Err(if left == 0 { DeskError::CodeLocked } else { DeskError::WrongCode { left } });
        };
        self.joined(&token, person, Waiting { by_mail: true, ..waiting }).await
    }

    async fn joined(
        &self,
        token: &Token,
        person: &Account,
        waiting: Waiting,
    ) -> Result<(CitizenCame, CitizenWanted), DeskError> {
        // Whoever is logged in stays who they are here: what they were filling in is that account's.
        if waiting.wanted.own_account().is_some_and(|account| account != person.id) {
            return Err(DeskError::Identity("identity.other_account"));
        }
        // A provider that is yet to be attached knows nothing of this account: what it asked for is not the account's second factor.
        let by = waiting.by.map(|by| By { strong: false, ..by });
        let waiting = Waiting { by, ..waiting };
        let wanted = waiting.wanted.clone();
        let came = self
            .store
            .write(async |tx| {
                sessions::close(tx, token).await?;
                self.citizen_in(tx, person, waiting).await
            })
            .await?;
        Ok((came, wanted))
    }

    /// Goes on without an account that there may be: with a new one, whose only way in is the provider.
    ///
    /// # Errors
    /// `request.not_found` where nobody waits (any more), or who is logged in to an account; `identity.taken` where another tab was faster.
    pub async fn join_apart(&self, browser: &str) -> Result<(CitizenCame, CitizenWanted), DeskError> {
        let (token, waiting) = self.first_time(browser).await?;
        if waiting.wanted.own_account().is_some() {
            return Err(DeskError::NotFound("login"));
        }
        let Some(by) = &waiting.by else { return Err(DeskError::NotFound("login")) };
        let (email, said) = (by.said.text("email").filter(|email| is_address(email)).unwrap_or_default(), &by.said);
        let wanted = waiting.wanted.clone();
        let came = self
            .store
            .write(async |tx| {
                let person = people::open_by_provider(tx, people::PORTAL, email).await?;
                journal::add(tx, account::entry("account.opened", person.id)).await?;
                keep_said(tx, &person, said).await?;
                sessions::close(tx, &token).await?;
                self.citizen_in(tx, &person, waiting.clone()).await
            })
            .await?;
        Ok((came, wanted))
    }
}
