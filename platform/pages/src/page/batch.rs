//! What a desk does to several of its cases at a time, and the labels that it has for them.

use serde::Serialize;

use super::{Chrome, Fault, agent::Tag, pages};

pages! {
    Batch => "page/batch.html",
    Labels => "page/labels.html",
}

/// The cases that were ticked, and what may be done to all of them. Posts `cas`, once for each, `_key` and `_act`: `assign` with `assignee`;
/// `label` or `unlabel` with `label`; `answer` with `status` and `message`; `print`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Batch {
    /// Around the page.
    pub chrome: Chrome,
    /// Back to the inbox, its filters kept.
    pub back_href: String,
    /// Where the forms post.
    pub action: String,
    /// Tells one act from the same one sent twice.
    pub key: String,
    /// The cases.
    pub rows: Vec<BatchRow>,
    /// The agents of the desk: id and name.
    pub colleagues: Vec<(String, String)>,
    /// Whoever reads the page.
    pub me: String,
    /// The labels of the desk.
    pub labels: Vec<Tag>,
    /// The statuses that may be set.
    pub statuses: Vec<String>,
    /// The status chosen on a page that comes back.
    pub status: String,
    /// The message typed on a page that comes back.
    pub message: String,
    /// How many of them it was done to just now.
    pub done: Option<usize>,
    /// Whether some of them had it by an earlier post of the same page: nothing was sent to them now.
    pub before: bool,
    /// Of how many, with those among them that are at another desk.
    pub total: usize,
    /// What is wrong; fields `batch`, `assignee`, `label`, `batch-status`, `message`.
    pub faults: Vec<Fault>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BatchRow {
    /// What it is ticked as.
    pub pick: String,
    /// Whether the page's buttons are for it too: not where an answer reached it that did not reach the others.
    pub picked: bool,
    /// The case; nowhere where it never was at this desk.
    pub href: Option<String>,
    /// In groups; empty where it never was at this desk.
    pub reference: String,
    /// Nobody of the desk has opened it.
    pub new: bool,
    /// Its citizen wrote or sent something that nobody has read.
    pub unheard: bool,
    /// The démarche's name; empty likewise.
    pub demarche: String,
    /// The status code; empty where it is not at this desk.
    pub status: String,
    /// Who looks after it.
    pub assignee: Option<String>,
    /// Whether their account is closed.
    pub left: bool,
    /// The labels that it carries.
    pub tags: Vec<Tag>,
    /// It was done to this one just now.
    pub done: bool,
    /// Why it was not, or nothing can be done to it here.
    pub fault: Option<Fault>,
}

/// The labels of a desk. Posts `_act`: `add` with `name`, `colour`; `remove` with `label`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Labels {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the forms post.
    pub action: String,
    /// The labels, by their names.
    pub labels: Vec<Tag>,
    /// The names of the colours.
    pub colours: Vec<String>,
    /// The name typed on a page that comes back.
    pub name: String,
    /// The colour chosen.
    pub colour: String,
    /// Something was done just now.
    pub done: bool,
    /// What is wrong; fields `name`, `colour`.
    pub faults: Vec<Fault>,
}
