//! Makes what leaves on paper or in an envelope: the PDF receipt, the printed case, the partner's package.
//!
//! | document | for whom | module |
//! |---|---|---|
//! | receipt and recap, one PDF | the citizen | [`receipt`] |
//! | the filled form to send by post; a whole case to print | the citizen; the agent | [`print`] |
//! | one ZIP: manifest, answers, schema, PDF, attachments | the partner | [`package`] |
//! | one ZIP of all that a dossier holds | the citizen | [`everything`] |
//! | one ZIP of many files, of any size | the agent who exports | [`bundle`] |
//! | a letter with a decision | the citizen | [`letter`] |
//! | what of the answers no document can draw | who is about to confirm them | [`unprinted`] |
//! | the seal on the receipt, and its check | whoever doubts a PDF | [`signature`] |
//!
//! Equal input gives equal bytes: nothing here reads a clock or draws a number. The only home of printpdf.

mod arabic;
pub mod bundle;
pub mod csv;
pub mod everything;
pub mod exchange;
mod face;
mod finish;
mod flow;
pub mod formats;
mod head;
mod identified;
pub mod letter;
mod look;
pub mod package;
mod picture;
pub mod print;
pub mod qr;
mod recap;
pub mod receipt;
mod say;
mod sheet;
pub mod signature;
mod text;
mod tree;
mod unprinted;

pub use identified::Identified;
pub use unprinted::{unprinted, unprinted_in};

use form::{lookup::Organisation, routing::Area, text::Language};
use jiff::{Timestamp, civil::Date};

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A face that is built in could not be read or cut: a fault of this build.
    #[error("documents.font: {0}")]
    Font(String),
    /// The document could not be written.
    #[error("documents.write: {0}")]
    Write(#[from] std::io::Error),
    /// The document has no place for its seal.
    #[error("documents.seal: {0}")]
    Seal(String),
    /// A follow-up address too long for a QR code.
    #[error("documents.address_too_long: the follow-up address does not fit a QR code")]
    AddressTooLong,
    /// The package could not be written.
    #[error("documents.package: {0}")]
    Package(#[from] zip::result::ZipError),
    /// An attachment's bytes are not those that were recorded.
    #[error("documents.attachment: the bytes of attachment {0} are not those that were recorded")]
    Attachment(String),
    /// What the manifest says could not be put into JSON.
    #[error("documents.manifest: {0}")]
    Manifest(#[from] serde_json::Error),
}

/// Who speaks in a document, and where it comes from.
#[derive(Debug, Clone, Copy)]
pub struct Issuer<'a> {
    /// The platform's name, as its site says.
    pub platform: &'a str,
    /// The one authority that speaks; none where several services share the dossier and none of them speaks for the others.
    pub agency: Option<&'a str>,
    /// Who publishes the démarche and how it is reached, in one line: the foot says it where nobody else can be reached.
    pub help: Option<&'a str>,
    /// Outside production: every page carries « TEST ».
    pub test: bool,
    /// Of the document's sentences.
    pub language: Language,
}

impl<'a> Issuer<'a> {
    /// Who a document says made it.
    fn author(&self) -> &'a str {
        self.agency.unwrap_or(self.platform)
    }
}

/// One recipient of the dossier, as the receipt names it.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// What the citizen reads (« Mairie »).
    pub title: &'a str,
    /// As the directory had it at submission; none where it knows none.
    pub organisation: Option<&'a Organisation>,
    /// The commune or the département that led to it.
    pub area: Option<&'a Area>,
    /// Whether it is sent here; else the citizen sends it by post.
    pub connected: bool,
    /// When it acknowledged receipt by opening its case, on the accusé de réception that this brings; elsewhere none.
    pub acknowledged_at: Option<Timestamp>,
    /// Whether it sends its accusé de réception by its own means.
    pub own_receipt: OwnReceipt,
}

/// An accusé de réception that no document of this site is, as long as too little is known of the recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnReceipt {
    /// This site gives it, or none is owed.
    No,
    /// The recipient is to send it.
    Owed,
    /// The recipient says that it sent it on this day.
    Sent(Date),
}

/// A document that was attached.
#[derive(Debug, Clone, Copy)]
pub struct Attachment<'a> {
    /// The question it answers.
    pub label: &'a str,
    /// The file's name.
    pub name: &'a str,
    /// The type found in the content.
    pub mime: &'a str,
    /// In bytes.
    pub size: u64,
    /// In lower-case hexadecimal.
    pub sha256: &'a str,
}

/// What proves that the citizen confirmed.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// When « confirmer et transmettre » was received.
    pub confirmed_at: Timestamp,
    /// SHA-256 of the recap, in lower-case hexadecimal: on a receipt, of the one shown; in a package, of what its recipient gets.
    pub recap_hash: &'a str,
    /// The text that was agreed to.
    pub statement: &'a str,
    /// What the citizen was warned of, and passed.
    pub warnings: &'a [Warning<'a>],
    /// How a provider of identity knew them, where the démarche asks for it.
    pub identified: Option<Identified<'a>>,
}

/// A warning that the citizen passed.
#[derive(Debug, Clone, Copy)]
pub struct Warning<'a> {
    /// The rule's id.
    pub rule: &'a str,
    /// The schema path of the answer that it is about.
    pub at: &'a str,
    /// What was told.
    pub message: &'a str,
    /// When the citizen went on all the same.
    pub passed_at: Timestamp,
}

/// Reads and compresses the faces, so that the first receipt does not wait for it; any later call costs nothing.
pub fn prepare() -> Result<(), Fault> {
    face::Faces::shared().map(|_| ())
}
