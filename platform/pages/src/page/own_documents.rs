//! « Mes documents »: what an account keeps, adding and deleting, and choosing of it for a question.

use form::vault::Origin;
use jiff::civil::Date;
use serde::Serialize;

use super::{Chrome, DemarcheHead, Download, Fault, pages};

pages! {
    DocumentChoice => "page/document_choice.html",
    DocumentDelete => "page/document_delete.html",
    OwnDocuments => "page/own_documents.html",
}

/// How much an account keeps of documents, and may keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Room {
    /// How many there are.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many there may be.
    pub max_files: u64,
    /// How many bytes.
    pub max_bytes: u64,
}

/// All documents of an account. Posts `kind` and the file `document`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnDocuments {
    /// Around the page.
    pub chrome: Chrome,
    /// In the order in which they came.
    pub documents: Vec<OwnDocument>,
    /// How much room there is.
    pub room: Room,
    /// Where the page posts.
    pub action: String,
    /// What was typed as what it is.
    pub kind: String,
    /// The file to be chosen again, since it was not kept.
    pub unsent: Option<String>,
    /// Media types accepted.
    pub accept: Vec<String>,
    /// Bytes of one file.
    pub max_size: u64,
    /// What was just done.
    pub done: Option<DocumentDone>,
    /// What is wrong; fields `kind`, `document`.
    pub faults: Vec<Fault>,
    /// The account.
    pub back_href: String,
}

/// What was just done; `words` has the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentDone {
    /// A document was added.
    Added,
    /// One was deleted.
    Deleted,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnDocument {
    /// What it is, in words.
    pub kind: String,
    /// The file.
    pub file: Download,
    /// Where it came from.
    pub origin: Origin,
    /// The day.
    pub on: Date,
    /// Where it is deleted.
    pub delete_href: String,
}

/// Asks whether a document is to be deleted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentDelete {
    /// Around the page.
    pub chrome: Chrome,
    /// The document.
    pub document: OwnDocument,
    /// Where the page posts.
    pub action: String,
    /// All of them.
    pub back_href: String,
}

/// Chooses of the documents for a question. Posts `_document` of each and `_action`, as a page of the démarche.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentChoice {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// The question.
    pub question: String,
    /// How many more files the question takes.
    pub room: usize,
    /// The kinds it takes (« PDF, JPEG ou PNG » is made of these).
    pub kinds: Vec<String>,
    /// Bytes of one.
    pub max_size: u64,
    /// Those that fit.
    pub fitting: Vec<OfferedDocument>,
    /// Those that do not.
    pub unfit: Vec<OfferedDocument>,
    /// Where the page posts: the page of the question.
    pub action: String,
    /// What that page carries besides: names and values.
    pub hidden: Vec<(String, String)>,
    /// What the button posts as `_action`.
    pub attach: String,
    /// Nothing was chosen.
    pub nothing: bool,
    /// Something that was chosen is not there any more.
    pub gone: bool,
    /// What the draft was at, for the post to name: a second click joins nothing twice.
    pub revision: Option<u64>,
    /// « Mes documents ».
    pub own_href: String,
    /// The question.
    pub back_href: String,
}

/// A document that fits a question, or why it does not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfferedDocument {
    /// Whether it was chosen before.
    pub ticked: bool,
    /// What the form posts of it.
    pub id: String,
    /// What it is, in words.
    pub kind: String,
    /// The file's name.
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// Where it came from.
    pub origin: Origin,
    /// The day.
    pub on: Date,
    /// Why it does not fit; none where it does.
    pub unfit: Option<Unfit>,
}

/// Why a document does not fit a question; `words` has the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unfit {
    /// The question takes files of other kinds.
    Kind,
    /// It is too large.
    Size,
    /// The antivirus has not examined it yet.
    Scanning,
    /// The antivirus found it harmful.
    Harmful,
}
