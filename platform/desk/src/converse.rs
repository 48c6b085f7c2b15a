//! Writes to a recipient: the citizen's half of a conversation that goes on after the filing. A message is an event of the case, as an
//! agent's is; its files are the citizen's.

use jiff::{SignedDuration, Timestamp, civil::Date};
use pages::mail::Mail;
use sha2::{Digest as _, Sha256};
use store::{
    Read, StoreError, Uuid,
    attachments::Owner,
    cases,
    events::{self, Author, NewEvent},
    idempotency::{self, Begun, Key},
    journal::{self, NewEntry},
};

use crate::{
    Desk, Upload,
    access::Person,
    account::entry,
    choose_document::IN_MEMORY,
    complement,
    enclose::Laid,
    error::DeskError,
    follow::{Followed, FollowedCase},
    silence,
    submit::read_json,
    treat::{self, MAX_MESSAGE, look_at, plain},
};

/// How often a message is sent anew because its case went to another desk meanwhile.
const ATTEMPTS: usize = 5;
/// Files of one message.
pub const MAX_FILES: usize = 5;
/// Messages of one dossier in a day.
pub(crate) const A_DAY: usize = 10;

/// What a citizen writes to a recipient.
#[derive(Debug, Default)]
pub struct Written {
    /// What tells it from every other message: a second click is the same.
    pub once: String,
    /// The text.
    pub message: String,
    /// The files.
    pub documents: Vec<Upload>,
    /// Documents of the citizen's account, copies of which go along.
    pub chosen: Vec<Uuid>,
}

impl FollowedCase {
    /// Whether its citizen can write to its recipient: it was sent here, and is not closed.
    pub fn can_be_written_to(&self) -> bool {
        self.has_office() && !matches!(self.case.status.as_str(), "closed" | "suspended" | "cancelled")
    }

    fn has_office(&self) -> bool {
        !self.case.organisation.is_empty() && self.case.status != "to_send"
    }
}

impl Desk {
    /// The case of a dossier that has a recipient who can be written to, now or at another time.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn written_to(&self, link: &str, case: Uuid) -> Result<(Followed, usize), DeskError> {
        let followed = self.follow(link).await?;
        let place = followed.cases.iter().position(|found| found.case.id == case && found.has_office());
        Ok((followed, place.ok_or(DeskError::NotFound("case"))?))
    }

    /// The same, of one that can be written to now.
    async fn writing_to(&self, link: &str, case: Uuid) -> Result<(Followed, usize), DeskError> {
        let (followed, place) = self.written_to(link, case).await?;
        let code = match followed.cases[place].case.status.as_str() {
            "suspended" => "message.suspended",
            "cancelled" => "message.cancelled",
            "closed" => "message.closed",
            _ => return Ok((followed, place)),
        };
        Err(DeskError::Invalid { field: "message", code })
    }

    /// Sends a message to the recipient of a case.
    ///
    /// # Errors
    /// As [`Self::written_to`]; `message.suspended`, `message.cancelled`, `message.closed`; `message.empty`, `message.too_long`, `file.too_many` and the refusals of files; `message.too_many`.
    pub async fn write_message(
        &self,
        link: &str,
        case: Uuid,
        written: Written,
        person: Option<&Person>,
    ) -> Result<(), DeskError> {
        let (mut followed, mut place) = self.writing_to(link, case).await?;
        let text = plain(&written.message);
        let text = text.trim();
        let agency = followed.cases[place].case.agency.clone();
        // What is refused for what it says is refused before anything is read for it.
        judge(text, written.documents.len() + written.chosen.len())?;
        // Only a semaphore's closing fails, and nobody closes this one.
        let _turn = if written.chosen.is_empty() { None } else { IN_MEMORY.acquire().await.ok() };
        let mut documents = written.documents;
        let mut kept_on = vec![None; documents.len()];
        for (upload, since) in self.copies_to_send(&written.chosen, person).await? {
            documents.push(upload);
            kept_on.push(Some(since));
        }
        let key = key(&followed.cases[place], &written.once, text, &documents);
        let scope = format!("message {case}");
        let key = Key { agency: &agency, scope: &scope, key: &key };
        let known = self.store.read(async |conn| idempotency::find(conn, key, &[0; 32]).await).await?;
        if matches!(known, Begun::Replay(_)) {
            return Ok(());
        }
        let since = self.now() - SignedDuration::from_hours(24);
        let told: Vec<_> = followed.cases.iter().flat_map(|found| &found.events).collect();
        refuse_flood(told.iter().filter(|event| is_written(event.author, &event.kind, event.at, since)).count())?;
        let looked = look_at(documents).await?;
        let mut laid = self.lay_down(&agency, &looked).await?;
        laid.iter_mut().zip(kept_on).for_each(|(file, since)| file.kept_on = since);
        let sent = async {
            // Another desk may get the case meanwhile: that one is written to.
            for _ in 0..ATTEMPTS {
                match self.send_message(&followed, &followed.cases[place], (text, &laid), key, person).await {
                    Err(DeskError::Store(StoreError::Conflict { .. })) => {
                        self.after_the_others().await?;
                        (followed, place) = self.writing_to(link, case).await?;
                    }
                    sent => return sent,
                }
            }
            Err(StoreError::Busy(None).into())
        }
        .await;
        self.after_enclosing(laid, sent.as_ref().copied());
        self.wake.notify_one();
        sent.map(drop)
    }

    /// Copies of documents of the person's account, each with the day since which it was kept there: examined from then on as uploads are.
    async fn copies_to_send(&self, ids: &[Uuid], person: Option<&Person>) -> Result<Vec<(Upload, Date)>, DeskError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let person = person.ok_or(DeskError::LoginRequired)?;
        let mut copies = Vec::new();
        for document in self.chosen_documents(person, ids).await? {
            let bytes = self.store.objects().read_all(&document.file).await?;
            let upload = Upload { field: "document".to_owned(), name: document.file.name, bytes };
            copies.push((upload, document.on));
        }
        // What was read for it is told, whatever comes of the message.
        journal::add_alone(&self.store, entry("document.chosen", person.id)).await?;
        Ok(copies)
    }

    /// `false` where it was sent by another click meanwhile.
    async fn send_message(
        &self,
        followed: &Followed,
        found: &FollowedCase,
        (text, laid): (&str, &[Laid]),
        key: Key<'_>,
        person: Option<&Person>,
    ) -> Result<bool, DeskError> {
        let (case, dossier) = (&found.case, &followed.dossier);
        let mail = Mail::CitizenWrote {
            demarche: dossier.served.demarche.title.fr.to_string(),
            reference: dossier.stored.reference.clone(),
            url: self.case_url(case),
        };
        let desk = self.desk_addresses(case, read_json::<Option<_>>(&case.directory, "directory")?.as_ref()).await?;
        let new = NewEvent {
            author: Author::Citizen(person.map(|person| person.id)),
            kind: "message",
            status: None,
            message: (!text.is_empty()).then_some(text),
            attachment: None,
        };
        self.store
            .write(async |tx| {
                if !matches!(idempotency::begin(tx, key, &[0; 32]).await?, Begun::Fresh) {
                    return Ok(false);
                }
                cases::hold(tx, case).await?;
                let since = tx.now() - SignedDuration::from_hours(24);
                refuse_flood(count(tx, &followed.cases, since).await?)?;
                // What was asked for in words alone is answered by it; what questions ask has its page.
                let answers = complement::is_in_words_awaited(tx, case).await?;
                let status = answers.then(|| complement::back_to_work(&found.planned));
                let event = events::add(tx, case, NewEvent { status, ..new }).await?;
                if answers {
                    complement::sent(tx, case).await?;
                }
                let owner = (case.agency.as_str(), Owner::Message(case.id));
                self.enclose(tx, owner, &event.id.to_string(), laid).await?;
                idempotency::finish(tx, key, b"sent").await?;
                silence::wind(tx, &dossier.served, &case.agency, case.id).await?;
                treat::shorten_retention(tx, dossier).await?;
                let entry = NewEntry {
                    agency: &case.agency,
                    act: "case.citizen_wrote",
                    object_kind: "case",
                    object: case.id,
                    actor_kind: "citizen",
                    actor: person.map(|person| person.id),
                    committed: Some(text.as_bytes()),
                };
                journal::add(tx, entry).await?;
                for (number, to) in desk.iter().enumerate() {
                    let dedup = format!("citizen.wrote:{}:{number}", event.id);
                    let language = form::text::Language::Fr;
                    self.put_mail(tx, &case.agency, &dedup, case.id, to, language, &mail).await?;
                }
                Ok(true)
            })
            .await
    }
}

fn judge(text: &str, documents: usize) -> Result<(), DeskError> {
    // A document that was asked for needs no word.
    if text.is_empty() && documents == 0 {
        return Err(DeskError::Invalid { field: "message", code: "message.empty" });
    }
    if text.chars().count() > MAX_MESSAGE {
        return Err(DeskError::Invalid { field: "message", code: "message.too_long" });
    }
    if documents > MAX_FILES {
        let limit = Some(MAX_FILES.to_string());
        return Err(DeskError::File { code: "file.too_many", name: String::new(), limit });
    }
    Ok(())
}

/// What is remembered of a message, so that it is sent once. What the recipient received goes into it: without it, short messages could
/// be guessed from it.
fn key(found: &FollowedCase, once: &str, text: &str, documents: &[Upload]) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    for part in [found.case.projection.as_slice(), once.as_bytes(), text.as_bytes()] {
        add(part);
    }
    for document in documents {
        add(document.name.as_bytes());
        add(&document.bytes);
    }
    hex::encode(hash.finalize())
}

fn is_written(author: Author, kind: &str, at: Timestamp, since: Timestamp) -> bool {
    matches!(author, Author::Citizen(_)) && kind == "message" && at > since
}

async fn count(conn: &mut Read, cases: &[FollowedCase], since: Timestamp) -> Result<usize, DeskError> {
    let mut written = 0;
    for found in cases {
        let told = events::of_case(conn, &found.case).await?;
        written += told.iter().filter(|event| is_written(event.author, &event.kind, event.at, since)).count();
    }
    Ok(written)
}

fn refuse_flood(written: usize) -> Result<(), DeskError> {
    if written < A_DAY {
        return Ok(());
    }
    Err(DeskError::Invalid { field: "message", code: "message.too_many" })
}
