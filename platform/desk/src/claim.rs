//! Gives an account what was begun or filed without it: a draft, to whoever has it open; a dossier, to whoever reads the mailbox that was left
//! with it. Where it was filed it is claimed without that, for a while (`keep_in_vault`).

use form::text::Language;
use jiff::SignedDuration;
use pages::mail::Mail;
use serde::{Deserialize, Serialize};
use store::{
    Token, Uuid, dossiers, drafts,
    journal::{self, NewEntry},
    logins::{self, Tried},
    people,
};

use crate::{
    Desk, Reference,
    access::Person,
    error::DeskError,
    fill::Fill,
    submit::{json, read_json},
};

/// How long a code holds.
const HOLDS: SignedDuration = SignedDuration::from_mins(10);

/// What waits for a code.
#[derive(Serialize, Deserialize)]
struct Asked {
    /// The reference of the dossier.
    claim: String,
    /// Whose account it is to come into.
    person: Uuid,
}

impl Desk {
    /// Puts a draft that is no account's into the person's. From then on their session opens it, and no code is asked for. Whoever has it
    /// open holds it: of one that was put away that takes its code ([`Desk::fill_for`]).
    ///
    /// # Errors
    /// `request.not_found` where it is another account's by now, or filed.
    pub async fn claim_draft(&self, fill: &Fill, person: &Person) -> Result<(), DeskError> {
        let draft = &fill.draft;
        self.store
            .write(async |tx| {
                // First of all, as whoever closes it does.
                if !people::hold(tx, people::PORTAL, person.id).await? {
                    return Err(DeskError::NotFound("account"));
                }
                if !drafts::claim(tx, draft, person.id).await? {
                    // A second click finds what the first one did.
                    return match drafts::owned(tx, person.id, draft.id).await? {
                        Some(_) => Ok(()),
                        None => Err(DeskError::NotFound("draft")),
                    };
                }
                let entry = NewEntry {
                    agency: &draft.agency,
                    act: "draft.claimed",
                    object_kind: "draft",
                    object: draft.id,
                    actor_kind: "citizen",
                    actor: Some(person.id),
                    committed: None,
                };
                Ok(journal::add(tx, entry).await?)
            })
            .await
    }

    /// Mails a code to the address that was left with the dossier of this reference, where there is such a dossier, with an address, in no
    /// account. The token is for a cookie of this browser, and is given either way: nobody learns which references there are.
    ///
    /// # Errors
    /// `claim.no_reference` for what cannot be one.
    pub async fn ask_claiming_code(
        &self,
        person: &Person,
        reference: &str,
        language: Language,
    ) -> Result<Token, DeskError> {
        let reference: Reference =
            reference.parse().map_err(|_| DeskError::Invalid { field: "reference", code: "claim.no_reference" })?;
        let reference = reference.to_string();
        let found = self.store.read(async |conn| dossiers::of_reference(conn, &reference).await).await?;
        let found = found.filter(|dossier| dossier.person.is_none() && dossier.erased_at.is_none());
        // A mail to nobody is drawn, put and dropped by the worker: asking takes as long for whatever reference.
        let to = found.and_then(|dossier| dossier.contact).unwrap_or_default();
        let code = self.store.ids().six_digits()?;
        let dedup = format!("claim:{}", self.store.ids().uuid()?);
        let mail = Mail::ClaimCode { code: code.clone(), reference: reference.clone() };
        let (data, until) = (json(&Asked { claim: reference.clone(), person: person.id })?, self.now() + HOLDS);
        // Each account has a place of its own before this reference: nobody takes away another one's code.
        let (place, slot) = (format!("dossier {reference}"), person.id.to_string());
        let token = self
            .store
            .write(async |tx| {
                let token = logins::wait(tx, (people::PORTAL, &place), Some(&slot), &code, &data, until).await?;
                self.put_mail(tx, people::PORTAL, &dedup, person.id, &to, language, &mail).await?;
                Ok::<_, DeskError>(token)
            })
            .await?;
        self.wake.notify_one();
        Ok(token)
    }

    /// The reference that this browser asked a code for, while it waits for it and has an attempt left.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn claiming(&self, person: &Person, browser: &str) -> Result<Option<String>, DeskError> {
        let Ok(browser) = browser.parse::<Token>() else { return Ok(None) };
        let found = self.store.read(async |conn| logins::find(conn, &browser).await).await?;
        let found = found.filter(|waiting| waiting.attempts_left > 0);
        let asked = found.and_then(|waiting| read_json::<Asked>(&waiting.data, "login").ok());
        Ok(asked.filter(|asked| asked.person == person.id).map(|asked| asked.claim))
    }

    /// Puts the dossier whose code this is into the person's account.
    ///
    /// # Errors
    /// `request.not_found` where this browser waits for none (any more), or the dossier is another account's by now; `resume.wrong_code`,
    /// `resume.locked` after the fifth.
    pub async fn claim_dossier(&self, person: &Person, browser: &str, code: &str) -> Result<(), DeskError> {
        let reference = self.claiming(person, browser).await?.ok_or(DeskError::NotFound("login"))?;
        let browser = browser.parse::<Token>().map_err(|_| DeskError::NotFound("login"))?;
        let code: String = code.chars().filter(char::is_ascii_digit).collect();
        let tried = self.store.write(async |tx| logins::attempt(tx, &browser, &code).await).await?;
        match tried.ok_or(DeskError::NotFound("login"))? {
            Tried::Right(_) => {}
            Tried::Wrong(waiting) => {
                let left = u32::try_from(waiting.attempts_left).unwrap_or(0);
                return Err(if left == 0 { DeskError::CodeLocked } else { DeskError::WrongCode { left } });
            }
        }
        self.store
            .write(async |tx| {
                // First of all, as whoever closes it does.
                if !people::hold(tx, people::PORTAL, person.id).await? {
                    return Err(DeskError::NotFound("account"));
                }
                let dossier = dossiers::of_reference(tx, &reference).await?.ok_or(DeskError::NotFound("dossier"))?;
                if !dossiers::set_person(tx, &dossier, person.id).await? {
                    return Err(DeskError::NotFound("dossier"));
                }
                if dossier.person.is_none() {
                    journal::add(tx, claimed(&dossier, person)).await?;
                }
                Ok(())
            })
            .await
    }
}

/// It was no account's before.
pub(crate) fn claimed<'a>(dossier: &'a dossiers::Dossier, person: &Person) -> NewEntry<'a> {
    NewEntry {
        agency: &dossier.agency,
        act: "dossier.claimed",
        object_kind: "dossier",
        object: dossier.id,
        actor_kind: "citizen",
        actor: Some(person.id),
        committed: None,
    }
}
