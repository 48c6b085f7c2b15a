//! Joins a citizen's own documents to what a démarche asks: a copy of each, taken in as an upload is, by the same checks.

use form::{
    answers::{FileRef, Source, Value},
    demarche::{Demarche, Field, Node},
    text::Language,
    vault::Assurance,
};
use store::{Uuid, attachments::State, journal};
use tokio::sync::Semaphore;

use crate::{
    Desk, Fill, Reopening, Upload, access::Person, account::entry, attach::TakenIn, error::DeskError,
    own_documents::DocumentView,
};

/// How many are in memory at a time, of all who choose.
pub(crate) static IN_MEMORY: Semaphore = Semaphore::const_new(4);

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

/// Where copies of documents are taken in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum TakenFor<'a> {
    /// A page of a draft, by its index.
    Page(&'a Fill, usize),
    /// What a recipient asks again.
    Complement(&'a Reopening),
}

impl<'a> TakenFor<'a> {
    fn demarche(self) -> &'a Demarche {
        match self {
            Self::Page(fill, _) => &fill.served.demarche,
            Self::Complement(reopening) => &reopening.dossier.served.demarche,
        }
    }

    fn agency(self) -> &'a str {
        match self {
            Self::Page(fill, _) => &fill.draft.agency,
            Self::Complement(reopening) => &reopening.case.agency,
        }
    }

    /// How many more files the question takes.
    fn room(self, field: &Field, path: &str) -> usize {
        let answers = match self {
            Self::Page(fill, _) => &fill.answers,
            Self::Complement(reopening) => &reopening.answers,
        };
        let there = match answers.value(path) {
            Some(Value::Files(files)) => files.len(),
            _ => 0,
        };
        (field.max_files as usize).saturating_sub(there)
    }
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
        self.offering_documents(TakenFor::Page(fill, page), path, (person, language)).await
    }

    /// The same for a question that a recipient asks again.
    ///
    /// # Errors
    /// `request.not_found` where it asks for no files there.
    pub async fn choosing_reopened(
        &self,
        reopening: &Reopening,
        path: &str,
        (person, language): (&Person, Language),
    ) -> Result<Choosing, DeskError> {
        self.offering_documents(TakenFor::Complement(reopening), path, (person, language)).await
    }

    async fn offering_documents(
        &self,
        place: TakenFor<'_>,
        path: &str,
        (person, language): (&Person, Language),
    ) -> Result<Choosing, DeskError> {
        let field = self.file_question(place, path)?;
        let documents = self.own_documents(person).await?.documents;
        let mut offered: Vec<Offered> =
            documents.into_iter().map(|document| Offered { unfit: unfit(field, &document), document }).collect();
        offered.sort_by_key(|one| one.unfit.is_some());
        let title = place.demarche().resolve(path).map(|node| node.title.get(language).to_owned());
        Ok(Choosing {
            question: title.unwrap_or_default(),
            room: place.room(field, path),
            kinds: field.accept.iter().map(|kind| kind.id()).collect(),
            max_size: field.max_size,
            offered,
        })
    }

    /// The question at `path` of a place, where it is asked and asks for files.
    fn file_question<'a>(&self, place: TakenFor<'a>, path: &str) -> Result<&'a Field, DeskError> {
        let node = place.demarche().resolve(path).filter(|node| match place {
            TakenFor::Page(fill, page) => {
                node.page == Some(page) && self.with_state(fill, Language::Fr, |state| state.visible(path))
            }
            TakenFor::Complement(reopening) => self.reopens_file(reopening, path),
        });
        let field = node.and_then(Node::field).filter(|field| field.field_type.name() == "file");
        field.ok_or(DeskError::NotFound("question"))
    }

    /// Takes copies of documents in, for the question at `path`. What is refused is a problem of it, as of an upload.
    ///
    /// # Errors
    /// `request.not_found` for a document that is not the person's, and for a question that is not asked; `file.scanning`, `file.malware` for
    /// one that is held back: then nothing is kept.
    pub(crate) async fn take_documents(
        &self,
        place: TakenFor<'_>,
        path: &str,
        ids: &[Uuid],
        person: Option<&Person>,
        gives_way: &[FileRef],
    ) -> Result<TakenIn, DeskError> {
        let person = person.ok_or(DeskError::LoginRequired)?;
        let field = self.file_question(place, path)?;
        let mut chosen = self.chosen_documents(person, ids).await?;
        // One too many says so; more need not be read.
        chosen.truncate(place.room(field, path) + 1);
        let mut taken = TakenIn::default();
        for document in &chosen {
            match self.take_document_in(place, path, document, gives_way).await {
                Ok(one) => {
                    taken.files.extend(one.files);
                    taken.problems.extend(one.problems);
                }
                Err(error) => {
                    self.forget_files(place.agency(), taken.files.iter().map(|(_, file)| file)).await;
                    return Err(error);
                }
            }
        }
        // What was read for it is told, whatever comes of the page.
        journal::add_alone(&self.store, entry("document.chosen", person.id)).await?;
        Ok(taken)
    }

    /// The person's documents that can go along with a message: all but those that are held back.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn sendable_documents(&self, person: &Person) -> Result<Vec<DocumentView>, DeskError> {
        let mut documents = self.own_documents(person).await?.documents;
        documents.retain(|document| document.file.state.is_released());
        Ok(documents)
    }

    /// The person's documents of these ids, each once.
    pub(crate) async fn chosen_documents(&self, person: &Person, ids: &[Uuid]) -> Result<Vec<DocumentView>, DeskError> {
        let own = self.own_documents(person).await?.documents;
        let mut chosen: Vec<DocumentView> = Vec::new();
        for id in ids {
            let found = own.iter().find(|one| one.file.id == *id).ok_or(DeskError::NotFound("document"))?;
            if !chosen.iter().any(|known| known.file.id == *id) {
                chosen.push(found.clone());
            }
        }
        Ok(chosen)
    }

    async fn take_document_in(
        &self,
        place: TakenFor<'_>,
        path: &str,
        document: &DocumentView,
        gives_way: &[FileRef],
    ) -> Result<TakenIn, DeskError> {
        // Only a semaphore's closing fails, and nobody closes this one.
        let _turn = IN_MEMORY.acquire().await.ok();
        let bytes = self.store.objects().read_all(&document.file).await?;
        let uploads = vec![Upload { field: path.to_owned(), name: document.file.name.clone(), bytes }];
        let mut taken = match place {
            TakenFor::Page(fill, page) => self.take_in(fill, page, uploads, gives_way).await?,
            TakenFor::Complement(reopening) => self.take_in_reopened(reopening, uploads).await?,
        };
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
