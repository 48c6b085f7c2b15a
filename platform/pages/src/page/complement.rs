//! After the filing: what a recipient asks of the citizen, and what the citizen writes to it.

use form::view::PageView;
use jiff::civil::Date;
use serde::Serialize;

use super::{Chrome, DemarcheHead, Fault, own_documents::OfferedDocument, pages};

pages! {
    ComplementPage => "page/complement.html",
    ComplementOver => "page/complement_over.html",
    MessagePage => "page/message.html",
}

/// The questions that a recipient asks again, on one page. Posts as [`super::journey::FormPage`], with `_complement`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComplementPage {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// In groups.
    pub reference: String,
    /// Who asks, as the citizen reads it.
    pub recipient: String,
    /// The organisation, where it is called otherwise.
    pub organisation: Option<String>,
    /// What it wrote.
    pub message: Option<String>,
    /// The day until which.
    pub due: Option<Date>,
    /// That day is over, and it is still awaited.
    pub late: bool,
    /// The questions.
    pub view: PageView,
    /// « Retour »: the follow-up page.
    pub back_href: String,
    /// Where the page posts.
    pub action: String,
    /// Which complement the page is of, posted as `_complement`.
    pub id: String,
    /// The ids of the files found harmful that the page tells of.
    pub retained: Vec<String>,
    /// What to tell above the questions.
    pub notices: Vec<Notice>,
    /// With [`Notice::Stops`]: which.
    pub stops: Option<Stops>,
    /// Where the live script asks for entries of a référentiel.
    pub referentials_base: String,
    /// Whether files may be chosen among the documents of the citizen's account.
    pub from_documents: bool,
}

/// What the démarche says where answers stop it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stops {
    /// The questions whose answers do, as they are called.
    pub by: Vec<String>,
    /// As the démarche has it.
    pub title: String,
    /// What to do instead.
    pub text: Option<String>,
}

/// Something to tell above the questions; `words` has the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The recipient asks for something else since the page was shown.
    AskedAnew,
    /// What was typed is kept, and nothing was sent.
    Kept,
    /// The answers just given ask questions that the page did not show before.
    Opened,
    /// With these answers the démarche could not be filed.
    Stops,
    /// An operator holds the case: what was typed is kept until it goes on.
    Suspended,
    /// Nothing was changed.
    Unchanged,
}

/// What was typed for a complement that its recipient awaits no more: nothing of it was sent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComplementOver {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// In groups.
    pub reference: String,
    /// « Retour »: the follow-up page.
    pub back_href: String,
    /// Whether the complement was sent by another page.
    pub sent: bool,
    /// Each question with what was typed for it; empty where nothing was.
    pub typed: String,
    /// The names of the files that were chosen.
    pub unsent: Vec<String>,
}

/// Writing to a recipient. Posts `message`, `document` (files), `_once`; where the recipient awaits it, `_action` too: `keep`, or `back` to the
/// follow-up page, which keep it unsent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MessagePage {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// In groups.
    pub reference: String,
    /// To whom, as the citizen reads it.
    pub recipient: String,
    /// The organisation, where it is called otherwise.
    pub organisation: Option<String>,
    /// Where the page posts.
    pub action: String,
    /// « Retour »: the follow-up page.
    pub back_href: String,
    /// What tells this message from every other.
    pub once: String,
    /// Whether the recipient awaits it, and it can be kept without being sent.
    pub keeps: bool,
    /// It was just kept.
    pub kept: bool,
    /// The message typed on a page that comes back, or kept.
    pub message: String,
    /// The names of the files chosen on a page that comes back: browsers forget the choice.
    pub unsent: Vec<String>,
    /// The media types accepted.
    pub accept: Vec<String>,
    /// In bytes, of one file.
    pub max_size: u64,
    /// How many files.
    pub max_files: usize,
    /// The documents of the citizen's account that may go along. Posts `_document` of each.
    pub own_documents: Vec<OfferedDocument>,
    /// The ids of those that were chosen on a page that comes back.
    pub chosen: Vec<String>,
    /// What is wrong; fields `message`, `document`.
    pub faults: Vec<Fault>,
}
