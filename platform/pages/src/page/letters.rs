//! Letters: a desk's templates, and one that is written for a case.

use serde::Serialize;

use super::{Chrome, Event, Fault, agent::GivenBack, pages};

pages! {
    Letters => "page/letters.html",
    LetterPage => "page/letter.html",
}

/// The templates of a desk. Posts `_act`: `keep` with `name`, `title`, `body` and, for one that is there, `letter`
/// and `_revision`; `remove` with `letter`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Letters {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the forms post.
    pub action: String,
    /// The templates: id, name, title; by their names.
    pub templates: Vec<(String, String, String)>,
    /// The template that is changed; empty: a new one.
    pub letter: String,
    /// The state of it that is shown.
    pub revision: u64,
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: String,
    /// The words that are put in: in their braces, and by themselves.
    pub placeholders: Vec<(String, String)>,
    /// Something was done just now.
    pub done: bool,
    /// What is wrong; fields `name`, `title`, `body`.
    pub faults: Vec<Fault>,
}

/// A letter for a case. Posts `model`, `status`, `note` (the reason), `title`, `message` (the text), `signed`, `quality`,
/// `_revision` and `_act`: `model`, `replace` (the same, over what was written), `preview`, `send`, `back` (to the case, which holds what
/// was written).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LetterPage {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the form posts.
    pub action: String,
    /// In groups.
    pub reference: String,
    /// The démarche's name.
    pub demarche: String,
    /// The state of the case that the writer knows.
    pub revision: u64,
    /// What happened to the case, the newest first, where something did while the letter was written.
    pub events: Vec<Event>,
    /// The desk's templates: id and name.
    pub models: Vec<(String, String)>,
    /// The one that is chosen.
    pub model: String,
    /// It was taken just now.
    pub taken: bool,
    /// To take it, what was written would go: the page asks.
    pub asks: bool,
    /// What is posted as the status where it shall stay.
    pub unchanged: &'static str,
    /// The statuses that may be set.
    pub statuses: Vec<String>,
    /// The one that is chosen.
    pub chosen: String,
    /// Why.
    pub reason: String,
    /// What stands for the reason in the text.
    pub reason_word: String,
    /// The letter's title.
    pub title: String,
    /// The letter's text.
    pub body: String,
    /// First name and name of who signs.
    pub signed: String,
    /// In what quality.
    pub quality: String,
    /// The values that may be given back with it, where any may; posts them and `_valeurs`.
    pub given_back: Option<GivenBack>,
    /// What a refusal ends with; none where the démarche states nothing.
    pub appeal: Option<String>,
    /// What is wrong; fields `status`, `note`, `title`, `message`, `signed`, `quality`.
    pub faults: Vec<Fault>,
}
