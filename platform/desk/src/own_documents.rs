//! Keeps a citizen's own documents: added here, or kept from a dossier; taken out again, deleted. Files like all others: looked into, sealed,
//! examined by the antivirus, and handed to nobody before it has passed them.

use form::vault::Origin;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{
    Uuid, Write,
    attachments::{Attachment, State, Usage},
    documents::{self, NewDocument},
    journal, people,
};

use crate::{
    Desk, Upload,
    access::Person,
    account::entry,
    copy_account,
    error::DeskError,
    hand_out::Document,
    submit::{json, read_json},
    treat::{look_at, plain},
};

/// The most characters of what a document is.
pub const MAX_KIND: usize = 80;

/// How much one account may keep of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many.
    pub files: u64,
    /// How many bytes together.
    pub bytes: u64,
}

impl Default for Allowance {
    /// 50 documents, 100 MB.
    fn default() -> Self {
        Self { files: 50, bytes: 100_000_000 }
    }
}

impl Allowance {
    /// Whether so much is there that this much more is too much.
    pub(crate) fn is_passed_by(&self, usage: Usage, files: u64, bytes: u64) -> bool {
        usage.files + files > self.files || usage.bytes + bytes > self.bytes
    }
}

/// What its owner says of a document; sealed with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct About {
    /// What it is, in words.
    pub(crate) kind: String,
    /// Where it came from first.
    pub(crate) origin: Origin,
    /// The day.
    pub(crate) on: Date,
}

/// A document of an account.
#[derive(Debug, Clone)]
pub struct DocumentView {
    /// Its file.
    pub file: Attachment,
    /// What it is, in words.
    pub kind: String,
    /// Where it came from first.
    pub origin: Origin,
    /// The day.
    pub on: Date,
}

/// The documents of an account, and how many there may be.
#[derive(Debug)]
pub struct OwnDocuments {
    /// In the order in which they came.
    pub documents: Vec<DocumentView>,
    /// How much there may be.
    pub allowance: Allowance,
}

impl OwnDocuments {
    /// How much is there.
    pub fn usage(&self) -> Usage {
        Usage {
            files: self.documents.len() as u64,
            bytes: self.documents.iter().map(|document| document.file.size).sum(),
        }
    }
}

pub(crate) fn read(document: documents::Document) -> Result<DocumentView, DeskError> {
    let About { kind, origin, on } = read_json(&document.about, "document")?;
    Ok(DocumentView { file: document.file, kind, origin, on })
}

impl Desk {
    /// The documents of the person's account.
    pub async fn own_documents(&self, person: &Person) -> Result<OwnDocuments, DeskError> {
        let found = self
            .store
            .read(async |conn| match people::get(conn, people::PORTAL, person.id).await? {
                Some(owner) => documents::list(conn, &owner).await,
                None => Ok(Vec::new()),
            })
            .await?;
        let documents = found.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(OwnDocuments { documents, allowance: self.allowance })
    }

    /// One of them.
    ///
    /// # Errors
    /// `request.not_found` where the account has no such document.
    pub async fn own_document(&self, person: &Person, id: Uuid) -> Result<DocumentView, DeskError> {
        let found = self.own_documents(person).await?.documents;
        found.into_iter().find(|document| document.file.id == id).ok_or(DeskError::NotFound("document"))
    }

    /// Whether the account has any.
    pub async fn has_documents(&self, person: &Person) -> Result<bool, DeskError> {
        Ok(self.store.read(async |conn| documents::has_any(conn, people::PORTAL, person.id).await).await?)
    }

    /// Adds a document to the account.
    ///
    /// # Errors
    /// Everything that stands against it: `document.kind_needed`, `document.kind_too_long`; `document.needed`, the refusals of files,
    /// `document.quota`.
    pub async fn add_document(
        &self,
        person: &Person,
        kind: &str,
        upload: Option<Upload>,
    ) -> Result<(), Vec<DeskError>> {
        let kind = plain(kind).split_whitespace().collect::<Vec<_>>().join(" ");
        let mut refused = Vec::new();
        let invalid = |field, code| DeskError::Invalid { field, code };
        match kind.chars().count() {
            0 => refused.push(invalid("kind", "document.kind_needed")),
            length if length > MAX_KIND => refused.push(invalid("kind", "document.kind_too_long")),
            _ => {}
        }
        let looked = match upload {
            None => Err(invalid("document", "document.needed")),
            Some(upload) => match look_at(vec![upload]).await {
                Ok(mut looked) => looked.pop().ok_or_else(|| invalid("document", "document.needed")),
                Err(error) => Err(error),
            },
        };
        let (_, inspected, bytes) = match looked {
            Ok(looked) if refused.is_empty() => looked,
            Ok(_) => return Err(refused),
            Err(error) => {
                refused.push(error);
                return Err(refused);
            }
        };
        let about = About { kind, origin: Origin::OwnPage, on: self.at_the_site(self.now()).date() };
        let kept = async {
            let stored = self.store.objects().put(people::PORTAL, &bytes).await?;
            let about = json(&about)?;
            self.store
                .write(async |tx| {
                    let owner =
                        people::get(tx, people::PORTAL, person.id).await?.ok_or(DeskError::NotFound("account"))?;
                    let new = NewDocument {
                        name: &inspected.name,
                        mime: inspected.mime(),
                        state: self.unexamined(),
                        stored: &stored,
                        about: &about,
                    };
                    self.keep_within(tx, &owner, &[new]).await?;
                    Ok(journal::add(tx, entry("document.added", person.id)).await?)
                })
                .await
        };
        kept.await.map_err(|error: DeskError| vec![error])?;
        self.wake_scans.notify_one();
        Ok(())
    }

    /// What is known of a file that has just come.
    pub(crate) fn unexamined(&self) -> State {
        if self.scanner.is_off() { State::NotScanned } else { State::Pending }
    }

    /// Adds documents to an account, all or none, within what it may keep.
    ///
    /// # Errors
    /// `document.quota`.
    pub(crate) async fn keep_within(
        &self,
        tx: &mut Write,
        owner: &people::Person,
        new: &[NewDocument<'_>],
    ) -> Result<(), DeskError> {
        let usage = documents::usage(tx, owner).await?;
        let bytes = new.iter().map(|one| one.stored.size).sum();
        if self.allowance.is_passed_by(usage, new.len() as u64, bytes) {
            return Err(DeskError::Invalid { field: "document", code: "document.quota" });
        }
        for one in new {
            documents::add(tx, owner, *one).await?;
        }
        Ok(())
    }

    /// A document's bytes, for its owner. Each time is written down.
    ///
    /// # Errors
    /// `request.not_found`; `file.scanning`, `file.malware` where it is held back.
    pub async fn take_document(&self, person: &Person, id: Uuid) -> Result<Document, DeskError> {
        let DocumentView { file, .. } = self.own_document(person, id).await?;
        let bytes = self.store.objects().read_all(&file).await?;
        journal::add_alone(&self.store, entry("document.taken", person.id)).await?;
        Ok(Document { name: file.name, mime: file.mime, bytes })
    }

    /// Deletes a document, for good, and destroys the copy of the account that holds it. What was made of it for a draft or a dossier is another
    /// file, and stays.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn delete_document(&self, person: &Person, id: Uuid) -> Result<(), DeskError> {
        self.store
            .write(async |tx| {
                let owner = people::get(tx, people::PORTAL, person.id).await?.ok_or(DeskError::NotFound("account"))?;
                if !documents::remove(tx, &owner, id).await? {
                    return Err(DeskError::NotFound("document"));
                }
                copy_account::take_back(tx, person.id).await?;
                Ok(journal::add(tx, entry("document.deleted", person.id)).await?)
            })
            .await
    }
}
