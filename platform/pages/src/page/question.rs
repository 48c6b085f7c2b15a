//! What is asked of a recipient's desk before the filing: by the citizen on pages of their draft, by the desk on its portal.

use jiff::Zoned;
use serde::Serialize;

use super::{Chrome, DemarcheHead, Event, Fault, Link, pages};

pages! {
    QuestionPage => "page/question.html",
    QuestionChoice => "page/question_choice.html",
    QuestionInbox => "page/questions.html",
    QuestionDesk => "page/question_desk.html",
}

/// Asking a desk, and what it answered. Posts `message`, `document` (files), `email`, `_once`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuestionPage {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// The recipient, as the citizen reads it.
    pub recipient: String,
    /// The organisation, where it is called otherwise.
    pub organisation: Option<String>,
    /// What was written, the oldest first.
    pub events: Vec<Event>,
    /// Where the page posts; nothing where nobody can be written to: then it is read.
    pub action: Option<String>,
    /// Back to the questions of the démarche.
    pub back_href: String,
    /// Where the draft is put away, for whoever comes back later.
    pub save_href: String,
    /// Whether it is in an account, where it is found again.
    pub in_account: bool,
    /// The draft's other questions, where there are any.
    pub others_href: Option<String>,
    /// Where the dossier is followed, where the draft was filed meanwhile.
    pub filed_href: Option<String>,
    /// What tells this message from every other.
    pub once: String,
    /// The message typed on a page that comes back.
    pub message: String,
    /// Where an answer would be announced.
    pub email: String,
    /// The names of the files chosen on a page that comes back: browsers forget the choice.
    pub unsent: Vec<String>,
    /// The media types accepted.
    pub accept: Vec<String>,
    /// In bytes, of one file.
    pub max_size: u64,
    /// How many files.
    pub max_files: usize,
    /// A message was just sent.
    pub sent: bool,
    /// What is wrong; fields `message`, `document`, `email`.
    pub faults: Vec<Fault>,
}

/// Choosing whom to ask.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuestionChoice {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// Who can be asked.
    pub desks: Vec<AskedDesk>,
    /// Who was asked, and can be no more.
    pub past: Vec<AskedDesk>,
    /// Back to the questions of the démarche.
    pub back_href: String,
}

/// A desk that can be asked, or was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AskedDesk {
    /// The page of what was asked of it.
    pub link: Link,
    /// The organisation, where it is called otherwise.
    pub organisation: Option<String>,
    /// When it was first asked.
    pub asked_on: Option<Zoned>,
    /// An answer waits to be read.
    pub news: bool,
}

/// The questions of a desk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuestionInbox {
    /// Around the page.
    pub chrome: Chrome,
    /// Those that wait, the one that waits longest first; nothing on a later page.
    pub waiting: Option<Vec<QuestionRow>>,
    /// More wait than are shown.
    pub more: bool,
    /// The others, the latest first.
    pub treated: Vec<QuestionRow>,
    /// The page after.
    pub next_href: Option<String>,
    /// The first page, from a later one.
    pub first_href: Option<String>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuestionRow {
    /// The question.
    pub href: String,
    /// The démarche's name.
    pub demarche: String,
    /// The recipient's title.
    pub recipient: String,
    /// Since when it waits, or when it last changed.
    pub at: Zoned,
    /// What became of it; nothing as long as it waits.
    pub state: Option<QuestionState>,
}

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionState {
    /// It was answered.
    Answered,
    /// It needed no answer.
    Settled,
    /// The draft was filed, and went elsewhere.
    Ended,
    /// The same, and nobody had ever answered.
    Unanswered,
}

/// A question at its desk. Posts `message`, `document` (files), `_once`, `_revision`, `_act`: `answer` or `treat`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuestionDesk {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche's name.
    pub demarche: String,
    /// The recipient's title.
    pub recipient: String,
    /// When it was first asked.
    pub asked_at: Zoned,
    /// Whether it waits for the desk.
    pub waiting: bool,
    /// Whether the citizen is mailed of an answer.
    pub by_mail: bool,
    /// What was written, the oldest first.
    pub events: Vec<Event>,
    /// The list.
    pub back_href: String,
    /// Where the page posts; nothing where the question is over.
    pub action: Option<String>,
    /// What tells this answer from every other.
    pub once: String,
    /// The question's revision: what is done to an old one is refused.
    pub revision: u64,
    /// The message typed on a page that comes back.
    pub message: String,
    /// The names of the files chosen on a page that comes back: browsers forget the choice.
    pub unsent: Vec<String>,
    /// The media types accepted.
    pub accept: Vec<String>,
    /// In bytes, of one file.
    pub max_size: u64,
    /// How many files.
    pub max_files: usize,
    /// What was just done: `answered`, `treated`, or nothing.
    pub done: Option<QuestionDone>,
    /// What is wrong; fields `message`, `document`.
    pub faults: Vec<Fault>,
}

/// What was just done to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionDone {
    /// It was answered.
    Answered,
    /// It was marked as needing no answer.
    Treated,
}
