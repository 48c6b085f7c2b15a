//! Lets a citizen who has lost their password choose another one, by a link that is mailed to the address of their account: short, good once,
//! ending all their sessions. Whoever asks for an address that nobody has an account by is answered alike, after the same work.

use form::text::Language;
use jiff::SignedDuration;
use pages::mail::Mail;
use store::{
    Token, Uuid,
    journal::{self, NewEntry},
    password, people,
    sessions::{self, Kind},
};

use crate::{
    Desk, account,
    error::DeskError,
    identity::{CitizenCame, Waiting},
    notify::is_address,
};

/// How long a link holds.
const HOLDS: SignedDuration = SignedDuration::from_mins(30);

impl Desk {
    /// Mails a link to the address, if somebody has an account by it.
    ///
    /// # Errors
    /// `email.invalid`.
    pub async fn ask_recovery(&self, email: &str, language: Language) -> Result<(), DeskError> {
        let email = email.trim();
        if !is_address(email) {
            return Err(DeskError::Invalid { field: "email", code: "email.invalid" });
        }
        let known = self.store.read(async |conn| people::of_email(conn, people::PORTAL, email).await).await?;
        // A mail to nobody is drawn, put and dropped by the worker, and its link opens nothing: asking takes as long for whatever address.
        let (person, to) = known.map_or((Uuid::nil(), String::new()), |person| (person.id, person.email));
        let dedup = format!("recovery:{}", self.store.ids().uuid()?);
        let committed = email.to_lowercase();
        self.store
            .write(async |tx| {
                // The next one asked for replaces it.
                sessions::close_all(tx, people::PORTAL, Kind::CitizenRecovery, person).await?;
                let new = sessions::NewSession {
                    agency: people::PORTAL,
                    kind: Kind::CitizenRecovery,
                    subject: person,
                    data: b"",
                    idle: HOLDS,
                    absolute: HOLDS,
                };
                let (_, token) = sessions::open(tx, new).await?;
                let mail = Mail::Recovery { url: format!("{}/compte/oubli/{token}", self.public_url) };
                self.put_mail(tx, people::PORTAL, &dedup, person, &to, language, &mail).await?;
                let entry = NewEntry {
                    actor_kind: "visitor",
                    actor: None,
                    committed: Some(committed.as_bytes()),
                    ..account::entry("account.recovery_asked", person)
                };
                journal::add(tx, entry).await?;
                Ok::<_, DeskError>(())
            })
            .await?;
        self.wake.notify_one();
        Ok(())
    }

    /// Whether a link still lets somebody choose a password.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn is_recovering(&self, link: &str) -> Result<bool, DeskError> {
        Ok(self.recovering(link).await?.is_some())
    }

    async fn recovering(&self, link: &str) -> Result<Option<(Token, people::Person)>, DeskError> {
        let Ok(token) = link.parse::<Token>() else { return Ok(None) };
        self.store
            .read(async |conn| {
                let found = sessions::find(conn, &token).await?.filter(|found| found.kind == Kind::CitizenRecovery);
                let Some(found) = found else { return Ok(None) };
                Ok(people::get(conn, people::PORTAL, found.subject).await?.map(|person| (token, person)))
            })
            .await
    }

    /// Gives the account of the link a new password, ends all its sessions, and begins one, or asks for its second factor. Providers that were
    /// attached let nobody in any more, once the session begins: whoever attached them may not have had that mailbox.
    ///
    /// # Errors
    /// `request.not_found` for a link that is good no more; `password.too_short`, `password.too_long`.
    pub async fn recover(&self, link: &str, new: &str, device: &str) -> Result<CitizenCame, DeskError> {
        let (token, person) = self.recovering(link).await?.ok_or(DeskError::NotFound("recovery"))?;
        account::check(&person.email, new)?;
        let hash = password::hash(self.store.ids(), new).await?;
        self.store
            .write(async |tx| {
                // Of two who come at once with one link, one.
                if sessions::find(tx, &token).await?.is_none() {
                    return Err(DeskError::NotFound("recovery"));
                }
                for kind in [Kind::Citizen, Kind::CitizenHalfway, Kind::CitizenRecovery] {
                    sessions::close_all(tx, people::PORTAL, kind, person.id).await?;
                }
                people::set_password(tx, &person, &hash).await?;
                journal::add(tx, account::entry("account.recovered", person.id)).await?;
                let waiting = Waiting { by_mail: true, device: device.to_owned(), ..Waiting::default() };
                self.citizen_in(tx, &person, waiting).await
            })
            .await
    }
}
