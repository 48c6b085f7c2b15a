//! Sends mails from the outbox. They say that something happened and where to read it, never what.

use std::time::{Duration, SystemTime};

use connectors::notify::{HeaderText, Mail as Envelope, MailAddress, Mailer, Outcome};
use form::text::Language;
use jiff::Timestamp;
use pages::mail::Mail;
use serde::{Deserialize, Serialize};
use store::{
    Uuid, Write, agents,
    cases::Case,
    faults, mails,
    onboarding::SANDBOX,
    people,
    queue::{self, NewWork, Queue, Work},
};

use crate::{
    Desk,
    error::DeskError,
    submit::{json, read_json},
    work::Outcome as WorkOutcome,
};

/// How mails leave.
pub enum Post {
    /// They are kept, for the `/dev/boite-mail` of a demonstration; nothing leaves the machine.
    Kept,
    /// Through a mail server.
    Server(Box<Mailer>),
}

/// A mail in the outbox, drawn when it was put there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Letter {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    /// Which mail it is, as its sentences call it.
    #[serde(default)]
    pub(crate) name: String,
    /// Who reads it: a code of [`Mail::reader`].
    #[serde(default)]
    pub(crate) reader: String,
}

/// A mail that does not leave, as whoever runs the site may see it: which one, to what kind of reader, and no person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    /// As its sentences call it; nothing where that was not written down.
    pub name: String,
    /// `citizen`, `agent`, `desk`, `operator`; `unknown` where that was not written down.
    pub reader: String,
    /// What comes after the @ of the address; never of a citizen's.
    pub domain: Option<String>,
}

impl Unsent {
    /// Nothing where it cannot be read.
    pub(crate) fn of(payload: &[u8]) -> Option<Self> {
        let Letter { to, name, reader, .. } = read_json(payload, "mail").ok()?;
        let reader = if reader.is_empty() { "unknown".to_owned() } else { reader };
        // A domain of one's own is as good as a name.
        let domain = to.rsplit_once('@').filter(|_| matches!(reader.as_str(), "agent" | "desk" | "operator"));
        let domain = domain.map(|(_, domain)| domain.chars().take(100).collect());
        Some(Self { name, reader, domain })
    }
}

/// A mail that would have left.
#[derive(Debug, Clone)]
pub struct KeptMail {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

impl Desk {
    /// Whether mails are only kept.
    pub fn keeps_mails(&self) -> bool {
        matches!(self.post, Post::Kept)
    }

    /// Puts a mail in the outbox, in the transaction of what it tells of. The same `dedup` is put once; one to nobody is dropped later.
    #[expect(clippy::too_many_arguments, reason = "each is a different column of one row")]
    pub(crate) async fn put_mail(
        &self,
        tx: &mut Write,
        agency: &str,
        dedup: &str,
        object: Uuid,
        to: &str,
        language: Language,
        mail: &Mail,
    ) -> Result<(), DeskError> {
        let drawn =
            self.pages.mail(language, &self.site, mail).map_err(|error| DeskError::Document(error.to_string()))?;
        let letter = Letter {
            to: to.to_owned(),
            subject: drawn.subject,
            text: drawn.text,
            html: drawn.html,
            name: mail.name().to_owned(),
            reader: mail.reader().to_owned(),
        };
        let now = tx.now();
        let work = NewWork {
            queue: Queue::Outbox,
            agency,
            kind: "mail",
            dedup,
            object,
            payload: &json(&letter)?,
            due_at: now,
        };
        queue::put(tx, work).await?;
        Ok(())
    }

    /// The addresses of those who work at the desk of a case: its agents, else the desk itself.
    pub(crate) async fn desk_addresses(
        &self,
        case: &Case,
        organisation: Option<&form::lookup::Organisation>,
    ) -> Result<Vec<String>, DeskError> {
        // Nobody works at the desk of what was invented, and the office that it names is not to be written to.
        if case.branch.starts_with(SANDBOX) {
            return Ok(Vec::new());
        }
        let mut addresses = self.agents_addresses(&case.organisation, &case.branch).await?;
        if addresses.is_empty() {
            addresses.extend(organisation.and_then(|found| found.email.clone()));
        }
        Ok(addresses)
    }

    /// The addresses of the agents of a desk.
    pub(crate) async fn agents_addresses(&self, organisation: &str, branch: &str) -> Result<Vec<String>, DeskError> {
        let agents =
            self.store.read(async |conn| agents::of_organisation(conn, people::PORTAL, organisation).await).await?;
        let here = agents.into_iter().filter(|agent| agent.branch == branch && agent.is_active());
        Ok(here.map(|agent| agent.email).collect())
    }

    /// One mail of the outbox.
    pub(crate) async fn send_mail(&self, work: &Work) -> Result<WorkOutcome, DeskError> {
        let letter: Letter = read_json(&work.payload, "mail")?;
        if letter.to.is_empty() {
            return Ok(WorkOutcome::Done);
        }
        faults::point("mail.sending");
        let mailer = match &self.post {
            Post::Kept => {
                self.store
                    .write(async |tx| {
                        mails::keep(tx, &work.agency, &work.payload).await?;
                        queue::done(tx, work).await
                    })
                    .await?;
                return Ok(WorkOutcome::Settled);
            }
            Post::Server(mailer) => mailer,
        };
        let envelope = match envelope(work.id, &letter) {
            Ok(envelope) => envelope,
            Err(fault) => return Ok(WorkOutcome::Hopeless(fault.code())),
        };
        let seconds = u64::try_from(self.now().as_second()).unwrap_or(0);
        Ok(match mailer.send(&envelope, SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).await {
            Outcome::Sent => WorkOutcome::Done,
            Outcome::Later(failure) => WorkOutcome::Later(failure.code),
            Outcome::Refused(failure) => WorkOutcome::Hopeless(failure.code),
        })
    }

    /// The mails that would have left, the latest first.
    pub async fn kept_mails(&self) -> Result<Vec<KeptMail>, DeskError> {
        let stored = self.store.read(async |conn| mails::list(conn, 100).await).await?;
        stored.into_iter().map(kept).collect()
    }

    /// One of them.
    pub async fn kept_mail(&self, id: Uuid) -> Result<KeptMail, DeskError> {
        let stored = self.store.read(async |conn| mails::get(conn, id).await).await?;
        kept(stored.ok_or(DeskError::NotFound("mail"))?)
    }
}

fn kept(stored: mails::Mail) -> Result<KeptMail, DeskError> {
    let letter: Letter = read_json(&stored.body, "mail")?;
    Ok(KeptMail { id: stored.id, at: stored.at, to: letter.to, subject: letter.subject, text: letter.text })
}

fn envelope(delivery: Uuid, letter: &Letter) -> Result<Envelope, connectors::notify::MailFault> {
    let subject: String = letter.subject.chars().take(200).collect();
    Envelope::new(
        &delivery.simple().to_string(),
        MailAddress::new(&letter.to)?,
        HeaderText::new(&subject)?,
        letter.text.clone(),
    )?
    .with_html(letter.html.clone())
}

/// Whether this is one address that a mail can go to.
pub(crate) fn is_address(text: &str) -> bool {
    MailAddress::new(text).is_ok()
}
