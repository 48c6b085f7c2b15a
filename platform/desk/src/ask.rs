//! Asks a recipient's desk before the filing: from a draft, as soon as its answers lead to a desk at which somebody works. The desk reads
//! what is written, and which démarche it is about; nothing of the answers. At the filing the thread becomes part of the case (`filing`).

use std::collections::BTreeMap;

use form::{lookup::Organisation, prefill, text::Language};
use jiff::SignedDuration;
use pages::mail::Mail;
use sha2::{Digest as _, Sha256};
use store::{
    StoreError, Uuid, agents,
    attachments::{Attachment, Owner},
    events::Author,
    idempotency::{self, Begun, Key},
    journal::{self, NewEntry},
    people,
    questions::{self, Addressed, Message, NewMessage, Question},
};

use crate::{
    Desk, LedTo, Served, Upload,
    access::Person,
    converse::{A_DAY, MAX_FILES},
    enclose::Laid,
    error::DeskError,
    fill::{Fill, later},
    follow::Followed,
    notify::is_address,
    questions::called,
    treat::{Looked, MAX_MESSAGE, look_at, plain},
};

/// What the pages of a draft say of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inquiry {
    /// An answer came that was not read.
    pub news: bool,
}

/// One message, with what came with it.
#[derive(Debug)]
pub struct Said {
    /// The message.
    pub message: Message,
    /// The agent who wrote it, for their colleagues.
    pub by: Option<String>,
    /// The files.
    pub files: Vec<Attachment>,
}

/// What was asked of a desk, with its answers.
#[derive(Debug)]
pub struct Thread {
    /// The thread.
    pub question: Question,
    /// The recipient, as the citizen reads it.
    pub title: String,
    /// The desk by its name, as far as the directory has it.
    pub organisation: Option<String>,
    /// What was written, the oldest first.
    pub said: Vec<Said>,
}

/// A desk that is asked, or was.
#[derive(Debug)]
pub struct Asking {
    /// The recipient, as the citizen reads it.
    pub title: String,
    /// To whom one can write now; nobody where the answers lead there no more, or nobody works there any more.
    pub to: Option<LedTo>,
    /// What was written so far.
    pub thread: Option<Thread>,
    /// Where an answer would be announced, as far as it is known.
    pub email: String,
}

/// What a citizen asks.
#[derive(Debug, Default)]
pub struct Asked {
    /// What tells it from every other message: a second click is the same.
    pub once: String,
    /// The text.
    pub message: String,
    /// Where the citizen wants to be told of an answer; may be empty.
    pub email: String,
    /// The files.
    pub documents: Vec<Upload>,
}

/// Why something written before a filing was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsendable {
    /// The form's field.
    pub field: &'static str,
    /// Stable code.
    pub code: &'static str,
    /// The file that it is about, made harmless; may be empty.
    pub name: String,
    /// The limit that was passed, as people read it.
    pub limit: Option<String>,
}

impl Unsendable {
    pub(crate) fn new(field: &'static str, code: &'static str) -> Self {
        Self { field, code, name: String::new(), limit: None }
    }
}

impl Thread {
    /// The recipient, and which: a draft whose answers changed may have asked several town halls.
    pub fn called(&self) -> String {
        called(&self.title, self.organisation.as_deref())
    }

    /// Its file of this id.
    pub(crate) fn file(&self, id: Uuid) -> Option<&Attachment> {
        self.said.iter().flat_map(|one| &one.files).find(|file| file.id == id)
    }
}

impl Desk {
    /// What a page of the draft says of asking, where the answers lead to these organisations; nothing where there is nobody to ask and
    /// nothing was asked.
    pub async fn inquiry<'o>(
        &self,
        fill: &Fill,
        led_to: impl IntoIterator<Item = &'o Organisation>,
    ) -> Result<Option<Inquiry>, DeskError> {
        let desks: Vec<(String, String)> =
            led_to.into_iter().filter(|one| one.connected).map(|one| (one.siret.clone(), one.branch.clone())).collect();
        let mut offered = fill.draft.asked;
        for (siret, branch) in desks {
            offered = offered || self.is_staffed(&siret, &branch, false).await?;
        }
        if !offered {
            return Ok(None);
        }
        let news = match fill.draft.asked {
            true => self.threads_of(fill).await?.iter().any(Question::has_news),
            false => false,
        };
        Ok(Some(Inquiry { news }))
    }

    /// The recipients that can be asked something now.
    pub async fn who_can_be_asked(&self, fill: &Fill, language: Language) -> Result<Vec<LedTo>, DeskError> {
        let mut askable = Vec::new();
        if fill.draft.submitted_at.is_some() {
            return Ok(askable);
        }
        for one in self.receivers(fill, language).await? {
            if let Some(found) = one.organisation.as_ref().filter(|_| one.connected())
                && self.is_staffed(&found.siret, &found.branch, true).await?
            {
                askable.push(one);
            }
        }
        Ok(askable)
    }

    async fn threads_of(&self, fill: &Fill) -> Result<Vec<Question>, DeskError> {
        let (agency, draft) = (&fill.draft.agency, fill.draft.id);
        Ok(self.store.read(async |conn| questions::of_draft(conn, agency, draft).await).await?)
    }

    /// All that was asked from a draft, the oldest first.
    pub async fn threads(&self, fill: &Fill, language: Language) -> Result<Vec<Thread>, DeskError> {
        let mut threads = Vec::new();
        for question in self.threads_of(fill).await? {
            let title = title(&fill.served, &question.recipient, language).unwrap_or_default();
            threads.push(self.thread(question, title).await?);
        }
        Ok(threads)
    }

    /// A thread with its messages.
    pub(crate) async fn thread(&self, question: Question, title: String) -> Result<Thread, DeskError> {
        let organisation = self.desk_asked(&question).await?;
        let (messages, mut files, names) = self
            .store
            .read(async |conn| {
                let messages = questions::messages(conn, &question).await?;
                let files = questions::files(conn, &question, &messages).await?;
                let mut names: BTreeMap<Uuid, String> = BTreeMap::new();
                for message in &messages {
                    if let Author::Agent(agent) = message.author
                        && !names.contains_key(&agent)
                        && let Some(found) = agents::get(conn, people::PORTAL, agent).await?
                    {
                        names.insert(agent, found.name);
                    }
                }
                Ok::<_, StoreError>((messages, files, names))
            })
            .await?;
        let said = messages
            .into_iter()
            .map(|message| {
                let path = message.id.to_string();
                let (its, others) = files.drain(..).partition(|file| file.path == path);
                files = others;
                let by = match message.author {
                    Author::Agent(agent) => names.get(&agent).cloned(),
                    _ => None,
                };
                Said { message, by, files: its }
            })
            .collect();
        Ok(Thread { question, title, organisation, said })
    }

    /// What was asked and not answered of desks that get no case when the draft is filed as it is: it stays there, and nobody answers.
    pub async fn left_waiting(&self, fill: &Fill, language: Language) -> Result<Vec<Thread>, DeskError> {
        if !fill.draft.asked {
            return Ok(Vec::new());
        }
        let receivers = self.receivers(fill, language).await?;
        let mut threads = self.threads(fill, language).await?;
        threads.retain(|one| {
            one.question.waiting_since.is_some() && !receivers.iter().any(|to| is_with(&one.question, to))
        });
        Ok(threads)
    }

    /// The desk at this place of a draft: a recipient's id, for the desk that the answers lead to now, or a thread's.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn asking(
        &self,
        fill: &Fill,
        place: &str,
        language: Language,
        person: Option<&Person>,
    ) -> Result<Asking, DeskError> {
        let threads = self.threads_of(fill).await?;
        let by_id = place.parse::<Uuid>().ok();
        let named = by_id.map(|id| threads.iter().find(|one| one.id == id).ok_or(DeskError::NotFound("question")));
        let named = named.transpose()?.cloned();
        let recipient = named.as_ref().map_or(place, |one| one.recipient.as_str()).to_owned();
        let title = title(&fill.served, &recipient, language).ok_or(DeskError::NotFound("question"))?;
        let to = self.who_can_be_asked(fill, language).await?.into_iter().find(|one| one.recipient == recipient);
        // A thread with a desk that the answers do not lead to any more is read; nobody writes there.
        let to = to.filter(|to| named.as_ref().is_none_or(|named| is_with(named, to)));
        let mut with = threads.iter().filter(|one| one.recipient == recipient);
        let found = match (&named, &to) {
            (Some(named), _) => Some(named.clone()),
            (None, Some(to)) => with.find(|one| is_with(one, to)).cloned(),
            (None, None) => with.next_back().cloned(),
        };
        let email = match &found {
            Some(question) => question.contact.clone(),
            None => threads
                .last()
                .and_then(|one| one.contact.clone())
                .or_else(|| fill.draft.contact.clone())
                .or_else(|| self.with_state(fill, language, prefill::email).filter(|email| is_address(email)))
                .or_else(|| person.map(|person| person.email.clone())),
        };
        let thread = match found {
            Some(question) => Some(self.thread(question, title.clone()).await?),
            None => None,
        };
        Ok(Asking { title, to, thread, email: email.unwrap_or_default() })
    }

    /// Notes that the citizen has read what was answered.
    pub async fn read_answer(&self, thread: &Thread) -> Result<(), DeskError> {
        if !thread.question.has_news() {
            return Ok(());
        }
        Ok(self.store.write(async |tx| questions::mark_seen(tx, &thread.question).await).await?)
    }

    /// What was asked, before the filing, of desks that got no case of it.
    pub async fn asked_elsewhere(&self, followed: &Followed, language: Language) -> Result<Vec<Thread>, DeskError> {
        let stored = &followed.dossier.stored;
        let left =
            self.store.read(async |conn| questions::left_of_dossier(conn, &stored.agency, stored.id).await).await?;
        let mut threads = Vec::with_capacity(left.len());
        for question in left {
            let title = title(&followed.dossier.served, &question.recipient, language).unwrap_or_default();
            threads.push(self.thread(question, title).await?);
        }
        Ok(threads)
    }

    /// Sends a message to the desk at this place; what stands against it, where anything does: then nothing is sent.
    ///
    /// # Errors
    /// As [`Self::asking`].
    pub async fn ask(
        &self,
        fill: &Fill,
        (place, address): (&str, &str),
        asked: Asked,
        language: Language,
        person: Option<&Person>,
    ) -> Result<Vec<Unsendable>, DeskError> {
        let text = plain(&asked.message);
        let (text, email) = (text.trim(), asked.email.trim());
        let agency = fill.draft.agency.as_str();
        let scope = format!("question {}", fill.draft.id);
        let key =
            key(&[place.as_bytes(), address.as_bytes(), asked.once.as_bytes(), text.as_bytes()], &asked.documents);
        let key = Key { agency, scope: &scope, key: &key };
        let known = self.store.read(async |conn| idempotency::find(conn, key, &[0; 32]).await).await?;
        if matches!(known, Begun::Replay(_)) {
            return Ok(Vec::new());
        }
        let asking = self.asking(fill, place, language, person).await?;
        let Some(to) = &asking.to else {
            let filed = fill.draft.submitted_at.is_some();
            return Ok(vec![Unsendable::new("message", if filed { "question.filed" } else { "question.unavailable" })]);
        };
        let (looked, mut refused) = look(text, asked.documents).await?;
        if !email.is_empty() && !is_address(email) {
            refused.push(Unsendable::new("email", "email.invalid"));
        }
        let since = self.now() - SignedDuration::from_hours(24);
        if self.store.read(async |conn| questions::written(conn, &fill.draft, since).await).await? >= A_DAY as u64 {
            refused.push(Unsendable::new("message", "message.too_many"));
        }
        if !refused.is_empty() {
            return Ok(refused);
        }
        let laid = self.lay_down(agency, &looked).await?;
        let sent = self.put_question(fill, to, (text, email, &laid), key, (language, person)).await;
        self.after_enclosing(laid, sent.as_ref().map(|sent| matches!(sent, Ok(true))));
        match sent {
            Ok(Ok(_)) => {
                self.wake.notify_one();
                Ok(Vec::new())
            }
            Ok(Err(refused)) => Ok(vec![refused]),
            // Another tab filed it meanwhile.
            Err(DeskError::Store(StoreError::DraftSubmitted)) => Ok(vec![Unsendable::new("message", "question.filed")]),
            Err(error) => Err(error),
        }
    }

    /// `false` where it was sent by another click meanwhile.
    async fn put_question(
        &self,
        fill: &Fill,
        to: &LedTo,
        (text, email, laid): (&str, &str, &[Laid]),
        key: Key<'_>,
        (language, person): (Language, Option<&Person>),
    ) -> Result<Result<bool, Unsendable>, DeskError> {
        let draft = &fill.draft;
        let found = to.organisation.as_ref().ok_or(DeskError::NotFound("question"))?;
        let desk = self.agents_addresses(&found.siret, &found.branch).await?;
        let demarche = &fill.served.demarche;
        let kept_until = later(&fill.served, self.now(), demarche.retention.draft);
        let addressed = Addressed { recipient: &to.recipient, organisation: &found.siret, branch: &found.branch };
        let author = Author::Citizen(person.map(|person| person.id));
        let contact = (!email.is_empty()).then_some(email);
        self.store
            .write(async |tx| {
                if !matches!(idempotency::begin(tx, key, &[0; 32]).await?, Begun::Fresh) {
                    return Ok(Ok(false));
                }
                let owner = (draft.agency.as_str(), Owner::Question(draft.id));
                let files = self.enclose(tx, owner, "question", laid).await?;
                let new = NewMessage { author, body: (!text.is_empty()).then_some(text), files: &files };
                let (question, message) =
                    questions::ask(tx, draft, addressed, (contact, language.tag(), kept_until), new).await?;
                // Counted once the draft is held: of messages that come together each is.
                let since = tx.now() - SignedDuration::from_hours(24);
                if questions::written(tx, draft, since).await? > A_DAY as u64 {
                    return Err(DeskError::Invalid { field: "message", code: "message.too_many" });
                }
                idempotency::finish(tx, key, b"sent").await?;
                let entry = NewEntry {
                    agency: &draft.agency,
                    act: "question.asked",
                    object_kind: "question",
                    object: question.id,
                    actor_kind: "citizen",
                    actor: person.map(|person| person.id),
                    committed: Some(text.as_bytes()),
                };
                journal::add(tx, entry).await?;
                let mail =
                    Mail::QuestionAsked { demarche: demarche.title.fr.to_string(), url: self.question_url(&question) };
                for (number, to) in desk.iter().enumerate() {
                    let dedup = format!("question.asked:{}:{number}", message.id);
                    self.put_mail(tx, &draft.agency, &dedup, question.id, to, Language::Fr, &mail).await?;
                }
                Ok(Ok(true))
            })
            .await
            .or_else(|error| match error {
                DeskError::Invalid { field, code } => Ok(Err(Unsendable::new(field, code))),
                DeskError::File { code, name, limit } => Ok(Err(Unsendable { field: "document", code, name, limit })),
                error => Err(error),
            })
    }

    /// The whole address of a question in the agents' portal.
    pub(crate) fn question_url(&self, question: &Question) -> String {
        format!("{}/agents/questions/{}/{}", self.public_url, question.agency, question.id)
    }
}

/// Looks at what is to be sent: its files, inspected, and all that stands against it.
pub(crate) async fn look(text: &str, documents: Vec<Upload>) -> Result<(Vec<Looked>, Vec<Unsendable>), DeskError> {
    let mut refused = Vec::new();
    if text.is_empty() {
        refused.push(Unsendable::new("message", "message.empty"));
    }
    if text.chars().count() > MAX_MESSAGE {
        refused.push(Unsendable::new("message", "message.too_long"));
    }
    if documents.len() > MAX_FILES {
        let limit = Some(MAX_FILES.to_string());
        refused.push(Unsendable { limit, ..Unsendable::new("document", "file.too_many") });
        return Ok((Vec::new(), refused));
    }
    let mut looked = Vec::with_capacity(documents.len());
    for document in documents {
        match look_at(vec![document]).await {
            Ok(found) => looked.extend(found),
            Err(DeskError::File { code, name, limit }) => {
                refused.push(Unsendable { field: "document", code, name, limit });
            }
            Err(error) => return Err(error),
        }
    }
    Ok((looked, refused))
}

/// What is remembered of a message, so that it is sent once. What tells it from every other is nobody's to guess: short messages could be.
pub(crate) fn key(parts: &[&[u8]], documents: &[Upload]) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    parts.iter().for_each(|part| add(part));
    for document in documents {
        add(document.name.as_bytes());
        add(&document.bytes);
    }
    hex::encode(hash.finalize())
}

fn is_with(question: &Question, to: &LedTo) -> bool {
    to.organisation.as_ref().is_some_and(|found| {
        question.recipient == to.recipient && question.organisation == found.siret && question.branch == found.branch
    })
}

/// What the citizen reads of a recipient.
pub(crate) fn title(served: &Served, recipient: &str, language: Language) -> Option<String> {
    let found = served.demarche.recipients.iter().find(|one| one.id == recipient)?;
    Some(found.title.get(language).to_owned())
}
