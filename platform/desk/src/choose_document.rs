//! Joins a citizen's own documents to what a démarche asks: a copy of each, taken in as an upload is, by the same checks.

use form::{
    answers::{FileRef, Source, Value},
    demarche::{Field, Node},
    text::Language,
    vault::Assurance,
};
use store::{Uuid, attachments::State, journal};
use tokio::sync::Semaphore;

use crate::{
    Desk, Fill, Upload, access::Person, account::entry, attach::TakenIn, error::DeskError, own_documents::DocumentView,
};

/// How many are in memory at a time, of all who choose.
static IN_MEMORY: Semaphore = Semaphore::const_new(4);

/// Why a document does not fit a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// The question takes files of other kinds.
    Kind,
    /// It is larger than the question takes, and cannot be shrunk.
    Size,
    /// The antivirus has not examined it yet.
    Scanning,
    /// The antivirus found it harmful.
    Harmful,
}

/// A document that is offered for a question, or why it is not.
#[derive(Debug, Clone)]
pub struct Offered {
    /// The document.
    pub document: DocumentView,
    /// Why it cannot be chosen; none where it can.
    pub unfit: Option<Unfit>,
}

/// What can be chosen for a question.
#[derive(Debug)]
pub struct Choosing {
    /// The question.
    pub question: String,
    /// How many more it takes.
    pub room: usize,
    /// The kinds it takes (`pdf`).
    pub kinds: Vec<&'static str>,
    /// Bytes of one.
    pub max_size: u64,
    /// The person's documents, those that fit first.
    pub offered: Vec<Offered>,
}

impl Desk {
    /// What the person could choose for the question at `path` of a page.
    ///
    /// # Errors
    /// `request.not_found` where the page asks for no files there.
    pub async fn choosing(
        &self,
        fill: &Fill,
        page: usize,
        path: &str,
        (person, language): (&Person, Language),
    ) -> Result<Choosing, DeskError> {
        let field = file_question(fill, page, path)?;
        if !self.with_state(fill, language, |state| state.visible(path)) {
            return Err(DeskError::NotFound("question"));
        }
        let documents = self.own_documents(person).await?.documents;
        let mut offered: Vec<Offered> =
            documents.into_iter().map(|document| Offered { unfit: unfit(field, &document), document }).collect();
        offered.sort_by_key(|one| one.unfit.is_some());
        let title = fill.served.demarche.resolve(path).map(|node| node.title.get(language).to_owned());
        Ok(Choosing {
            question: title.unwrap_or_default(),
            room: room(fill, field, path),
            kinds: field.accept.iter().map(|kind| kind.id()).collect(),
            max_size: field.max_size,
            offered,
        })
    }

    /// Takes copies of documents in, for the question at `path`. What is refused is a problem of it, as of an upload.
    ///
    /// # Errors
    /// `request.not_found` for a document that is not the person's; `file.scanning`, `file.malware` for one that is held back: then nothing
    /// is kept.
    pub(crate) async fn take_documents(
        &self,
        (fill, page): (&Fill, usize),
        path: &str,
        ids: &[Uuid],
        person: Option<&Person>,
        gives_way: &[FileRef],
    ) -> Result<TakenIn, DeskError> {
        let person = person.ok_or(DeskError::LoginRequired)?;
        let field = file_question(fill, page, path)?;
        let own = self.own_documents(person).await?.documents;
        let mut chosen: Vec<&DocumentView> = Vec::new();
        for id in ids {
            let found = own.iter().find(|one| one.file.id == *id).ok_or(DeskError::NotFound("document"))?;
            if !chosen.iter().any(|known| known.file.id == *id) {
                chosen.push(found);
            }
        }
        // One too many says so; more need not be read.
        chosen.truncate(room(fill, field, path) + 1);
        let mut taken = TakenIn::default();
        for document in chosen {
            match self.take_document_in(fill, page, path, document, gives_way).await {
                Ok(one) => {
                    taken.files.extend(one.files);
                    taken.problems.extend(one.problems);
                }
                Err(error) => {
                    self.forget_files(&fill.draft.agency, taken.files.iter().map(|(_, file)| file)).await;
                    return Err(error);
                }
            }
        }
        // What was read for it is told, whatever comes of the page.
        journal::add_alone(&self.store, entry("document.chosen", person.id)).await?;
        Ok(taken)
    }

    async fn take_document_in(
        &self,
        fill: &Fill,
        page: usize,
        path: &str,
        document: &DocumentView,
        gives_way: &[FileRef],
    ) -> Result<TakenIn, DeskError> {
        // Only a semaphore's closing fails, and nobody closes this one.
        let _turn = IN_MEMORY.acquire().await.ok();
        let bytes = self.store.objects().read_all(&document.file).await?;
        let upload = Upload { field: path.to_owned(), name: document.file.name.clone(), bytes };
        let mut taken = self.take_in(fill, page, vec![upload], gives_way).await?;
        for (_, file) in &mut taken.files {
            file.source = Some(Source::Vault {
                kept_on: document.on,
                origin: Some(document.origin.clone()),
                assurance: Assurance::Declared,
            });
        }
        Ok(taken)
    }
}

/// The question at `path` of a page, where it asks for files.
fn file_question<'f>(fill: &'f Fill, page: usize, path: &str) -> Result<&'f Field, DeskError> {
    let node = fill.served.demarche.resolve(path).filter(|node| node.page == Some(page));
    let field = node.and_then(Node::field).filter(|field| field.field_type.name() == "file");
    field.ok_or(DeskError::NotFound("question"))
}

/// How many more files the question takes.
fn room(fill: &Fill, field: &Field, path: &str) -> usize {
    let there = match fill.answers.value(path) {
        Some(Value::Files(files)) => files.len(),
        _ => 0,
    };
    (field.max_files as usize).saturating_sub(there)
}

/// What is known beforehand; the rest is for the inspection, which each copy passes.
fn unfit(field: &Field, document: &DocumentView) -> Option<Unfit> {
    let file = &document.file;
    match file.state {
        State::Pending => return Some(Unfit::Scanning),
        State::Infected => return Some(Unfit::Harmful),
        State::Clean | State::NotScanned => {}
    }
    let takes = |mime: &str| field.accept.iter().any(|kind| kind.mime() == mime);
    if !takes(&file.mime) {
        return Some(Unfit::Kind);
    }
    // A picture that is too large becomes a smaller JPEG, where one is taken.
    let shrinks = file.mime.starts_with("image/") && takes("image/jpeg");
    (file.size > field.max_size && !shrinks).then_some(Unfit::Size)
}
