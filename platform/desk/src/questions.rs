//! Reads and answers, at a desk, what citizens ask before they file. The answers that the draft holds are not shown, nor who asks.

use std::sync::Arc;

use form::text::Language;
use jiff::Timestamp;
use pages::mail::Mail;
use store::{
    StoreError, Uuid,
    attachments::Owner,
    events::Author,
    idempotency::{self, Begun, Key},
    journal::{self, NewEntry},
    organisations,
    questions::{self, At, NewMessage, Question},
};

use crate::{
    Desk, Served, Upload,
    access::{Act, Agent, Object, Subject, require},
    ask::{Thread, Unsendable, key, look, title},
    enclose::Laid,
    error::DeskError,
    open_case::AGENTS,
    treat::plain,
};

/// How many questions a page shows.
const PAGE: u16 = 50;
/// Answers to one question in all: a desk that has more to say does so in the case.
const MOST: usize = 100;

/// The questions of a desk.
#[derive(Debug)]
pub struct QuestionList {
    /// Those that wait for it, the one that waits longest first.
    pub waiting: Vec<Question>,
    /// Whether more wait than are shown.
    pub more: bool,
    /// Those that wait for nothing any more, the latest first.
    pub treated: Vec<Question>,
    /// The mark of the next page of these.
    pub next: Option<String>,
}

/// A question, opened for an agent of its desk.
#[derive(Debug)]
pub struct OpenedQuestion {
    /// What was written.
    pub thread: Thread,
    /// The version of the démarche that the draft was begun with.
    pub served: Arc<Served>,
}

impl OpenedQuestion {
    /// Tells one state of the question from another: an answer to an old one is refused.
    pub fn revision(&self) -> u64 {
        u64::try_from(self.thread.question.updated_at.as_microsecond()).unwrap_or_default()
    }
}

/// What a question's address leads to.
#[derive(Debug)]
pub enum QuestionFound {
    /// The question.
    Here(Box<OpenedQuestion>),
    /// The case that it became part of when the citizen filed.
    InCase(Uuid),
}

/// An answer.
#[derive(Debug, Default)]
pub struct Answer {
    /// What tells it from every other: a second click is the same.
    pub once: String,
    /// The revision of the question that the agent saw.
    pub revision: u64,
    /// The text.
    pub message: String,
    /// The files.
    pub documents: Vec<Upload>,
}

impl Desk {
    /// The questions of the agent's desk; those that are treated after this mark.
    pub async fn questions(&self, agent: &Agent, after: &str) -> Result<QuestionList, DeskError> {
        let at = At { organisation: &agent.organisation, branch: &agent.branch };
        let after = read_mark(after);
        let (mut waiting, mut treated) = self
            .store
            .read(async |conn| {
                let waiting = questions::waiting(conn, at, PAGE + 1).await?;
                Ok::<_, StoreError>((waiting, questions::treated(conn, at, after, PAGE + 1).await?))
            })
            .await?;
        let full = usize::from(PAGE);
        let (more, goes_on) = (waiting.len() > full, treated.len() > full);
        waiting.truncate(full);
        treated.truncate(full);
        let next = treated.last().filter(|_| goes_on);
        let next = next.map(|last| format!("{}_{}", last.updated_at.as_microsecond(), last.id));
        Ok(QuestionList { waiting, more, treated, next })
    }

    /// How many questions wait for the agent's desk, up to [`questions::COUNTED`], and one for more.
    pub async fn waiting_questions(&self, agent: &Agent) -> Result<u64, DeskError> {
        let at = At { organisation: &agent.organisation, branch: &agent.branch };
        Ok(self.store.read(async |conn| questions::count_waiting(conn, at).await).await?)
    }

    /// What was asked of the agent's desk; every look is written down.
    ///
    /// # Errors
    /// `request.not_found`, also for another desk's.
    pub async fn open_question(&self, agent: &Agent, agency: &str, id: Uuid) -> Result<QuestionFound, DeskError> {
        let question = self.own_question(agent, agency, id).await?;
        if let Some(case) = question.case {
            return Ok(QuestionFound::InCase(case));
        }
        self.store.write(async |tx| journal::add(tx, entry("question.read", &question, agent, None)).await).await?;
        Ok(QuestionFound::Here(Box::new(self.opened_question(question).await?)))
    }

    /// What the recipient of a question is called; its id, where its démarche cannot be read.
    ///
    /// # Errors
    /// The store's own.
    pub async fn recipient_title(&self, question: &Question) -> Result<String, DeskError> {
        let Question { agency, demarche, definition, recipient, .. } = question;
        match self.library.version(&self.store, agency, demarche, definition).await {
            Ok(served) => Ok(title(&served, recipient, AGENTS).unwrap_or_else(|| recipient.clone())),
            Err(DeskError::Definition { .. } | DeskError::NotFound(_)) => Ok(recipient.clone()),
            Err(error) => Err(error),
        }
    }

    /// The desk that was asked by its name, as far as the directory has it.
    pub(crate) async fn desk_asked(&self, question: &Question) -> Result<Option<String>, DeskError> {
        let (siret, branch) = (question.organisation.as_str(), question.branch.as_str());
        let found = self.store.read(async |conn| organisations::get(conn, siret, branch).await).await?;
        Ok(found.map(|one| one.name))
    }

    async fn own_question(&self, agent: &Agent, agency: &str, id: Uuid) -> Result<Question, DeskError> {
        let question = self.store.read(async |conn| questions::get(conn, agency, id).await).await?;
        let question = question.ok_or(DeskError::NotFound("question"))?;
        require(Subject::Agent(agent), Act::Treat, Object::Question(&question))?;
        Ok(question)
    }

    async fn opened_question(&self, question: Question) -> Result<OpenedQuestion, DeskError> {
        let served =
            self.library.version(&self.store, &question.agency, &question.demarche, &question.definition).await?;
        let title = title(&served, &question.recipient, AGENTS).unwrap_or_default();
        Ok(OpenedQuestion { thread: self.thread(question, title).await?, served })
    }

    /// Answers; what stands against it, where anything does: then nothing is sent.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn answer_question(
        &self,
        agent: &Agent,
        (agency, id): (&str, Uuid),
        answer: Answer,
    ) -> Result<Vec<Unsendable>, DeskError> {
        let question = self.own_question(agent, agency, id).await?;
        let text = plain(&answer.message);
        let text = text.trim();
        let scope = format!("answer {} {id}", agent.id);
        let key = key(&[answer.once.as_bytes(), text.as_bytes()], &answer.documents);
        let key = Key { agency, scope: &scope, key: &key };
        let known = self.store.read(async |conn| idempotency::find(conn, key, &[0; 32]).await).await?;
        if matches!(known, Begun::Replay(_)) {
            return Ok(Vec::new());
        }
        if let Some(refused) = stale(&question, answer.revision) {
            return Ok(vec![refused]);
        }
        let (looked, mut refused) = look(text, answer.documents).await?;
        let said = self.store.read(async |conn| questions::messages(conn, &question).await).await?;
        if said.iter().filter(|one| matches!(one.author, Author::Agent(_))).count() >= MOST {
            refused
                .push(Unsendable { limit: Some(MOST.to_string()), ..Unsendable::new("message", "question.too_many") });
        }
        if !refused.is_empty() {
            return Ok(refused);
        }
        let laid = self.lay_down(agency, &looked).await?;
        let sent = self.put_answer(agent, &question, (text, &laid), key).await;
        self.after_enclosing(laid, sent.as_ref().copied());
        match sent {
            Ok(_) => {
                self.wake.notify_one();
                Ok(Vec::new())
            }
            Err(DeskError::File { code, name, limit }) => Ok(vec![Unsendable { field: "document", code, name, limit }]),
            Err(DeskError::Store(StoreError::Conflict { .. })) => {
                self.after_the_others().await?;
                Ok(vec![self.why_not(agent, &question).await?])
            }
            Err(error) => Err(error),
        }
    }

    /// `false` where it was sent by another click meanwhile.
    async fn put_answer(
        &self,
        agent: &Agent,
        question: &Question,
        (text, laid): (&str, &[Laid]),
        key: Key<'_>,
    ) -> Result<bool, DeskError> {
        let served =
            self.library.version(&self.store, &question.agency, &question.demarche, &question.definition).await?;
        let language = if question.language == "en" { Language::En } else { Language::Fr };
        let account = self.store.read(async |conn| questions::account(conn, question).await).await?;
        let organisation = self.desk_asked(question).await?;
        let recipient = title(&served, &question.recipient, language).unwrap_or_default();
        let mail = Mail::QuestionAnswered {
            demarche: served.demarche.title.get(language).to_owned(),
            recipient: called(&recipient, organisation.as_deref()),
            // The address of a draft that is in no account opens it: it is in no mail. By its id an account's draft opens to that account alone.
            url: account.map(|_| {
                let Question { demarche, draft, id, .. } = question;
                format!("{}/demarches/{demarche}/d/{draft}/question/{id}", self.public_url)
            }),
        };
        self.store
            .write(async |tx| {
                if !matches!(idempotency::begin(tx, key, &[0; 32]).await?, Begun::Fresh) {
                    return Ok(false);
                }
                let owner = (question.agency.as_str(), Owner::Question(question.draft));
                let files = self.enclose(tx, owner, "question", laid).await?;
                let body = (!text.is_empty()).then_some(text);
                let new = NewMessage { author: Author::Agent(agent.id), body, files: &files };
                let message = questions::answer(tx, question, new).await?;
                idempotency::finish(tx, key, b"sent").await?;
                journal::add(tx, entry("question.answered", question, agent, Some(text.as_bytes()))).await?;
                if let Some(to) = &question.contact {
                    let dedup = format!("question.answered:{}", message.id);
                    self.put_mail(tx, &question.agency, &dedup, question.id, to, language, &mail).await?;
                }
                Ok(true)
            })
            .await
    }

    /// Notes that a question needs no answer; what stands against it, where anything does.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn treat_question(
        &self,
        agent: &Agent,
        (agency, id): (&str, Uuid),
        revision: u64,
    ) -> Result<Vec<Unsendable>, DeskError> {
        let question = self.own_question(agent, agency, id).await?;
        // A second click, or a colleague's: it is done.
        if question.waiting_since.is_none() && question.is_open() {
            return Ok(Vec::new());
        }
        if let Some(refused) = stale(&question, revision) {
            return Ok(vec![refused]);
        }
        let done = self
            .store
            .write(async |tx| {
                questions::treat(tx, &question).await?;
                journal::add(tx, entry("question.treated", &question, agent, None)).await
            })
            .await;
        match done {
            Ok(()) => Ok(Vec::new()),
            Err(StoreError::Conflict { .. }) => {
                self.after_the_others().await?;
                Ok(vec![self.why_not(agent, &question).await?])
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Why the question could not be acted on as it was read.
    async fn why_not(&self, agent: &Agent, question: &Question) -> Result<Unsendable, DeskError> {
        let now = self.own_question(agent, &question.agency, question.id).await?;
        Ok(Unsendable::new("message", if now.is_open() { "question.changed" } else { "question.ended" }))
    }
}

/// A recipient, and which desk of it.
pub(crate) fn called(title: &str, organisation: Option<&str>) -> String {
    match organisation.filter(|name| *name != title) {
        Some(name) => format!("{title} ({name})"),
        None => title.to_owned(),
    }
}

/// Refuses what is done to a question that is over, or that was another when it was seen.
fn stale(question: &Question, revision: u64) -> Option<Unsendable> {
    if !question.is_open() {
        return Some(Unsendable::new("message", "question.ended"));
    }
    let seen = u64::try_from(question.updated_at.as_microsecond()).unwrap_or_default();
    (seen != revision).then(|| Unsendable::new("message", "question.changed"))
}

/// Where a page of treated questions ended.
fn read_mark(mark: &str) -> Option<(Timestamp, Uuid)> {
    let (at, id) = mark.split_once('_')?;
    Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, id.parse().ok()?))
}

fn entry<'a>(act: &'static str, question: &'a Question, agent: &Agent, committed: Option<&'a [u8]>) -> NewEntry<'a> {
    NewEntry {
        agency: &question.agency,
        act,
        object_kind: "question",
        object: question.id,
        actor_kind: "agent",
        actor: Some(agent.id),
        committed,
    }
}
