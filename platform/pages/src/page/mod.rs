//! What each page needs to be drawn: one struct a page, each with samples.
//!
//! To add a page: write its struct here beside its neighbours, implement [`Page`], draw
//! `templates/page/<name>.html`, list it in [`crate::samples::every`]. A test renders every sample in every language.
//!
//! All addresses (`href`, `action`) are made by `server`; nothing here guesses one.

pub mod account;
pub mod agent;
pub mod batch;
pub mod complement;
pub mod connection;
pub mod delays;
pub mod dev;
pub mod exports;
pub mod follow;
pub mod forward;
pub mod journey;
pub mod known;
pub mod letters;
pub mod operation;
pub mod own;
pub mod own_documents;
pub mod privacy;
pub mod question;
pub mod silence;
pub mod site;
pub mod team;
pub mod workshop;

use form::text::Language;
use jiff::{Zoned, civil::Date};
use serde::{Deserialize, Serialize};

/// What a template draws.
pub trait Page: Serialize {
    /// The file under `templates/`.
    const TEMPLATE: &'static str;

    /// The language the page is drawn in.
    fn language(&self) -> Language;
}

macro_rules! pages {
    ($($page:ty => $template:literal),+ $(,)?) => {$(
        impl $crate::page::Page for $page {
            const TEMPLATE: &'static str = $template;

            fn language(&self) -> form::text::Language {
                self.chrome.language
            }
        }
    )+};
}
pub(crate) use pages;

/// What stands around every page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chrome {
    /// The language of the page.
    pub language: Language,
    /// An address that shows this page again by GET, with its query; the language switch adds `lang=en` to it.
    pub path: String,
    /// The token that every form carries as `_csrf`.
    pub csrf: String,
    /// The name of the site, in the header.
    pub site: String,
    /// Who is logged in, if anybody.
    pub person: Option<Person>,
    /// Who helps, by telephone.
    pub help: Option<Help>,
    /// Where the desk that a draft's answers lead to is asked something.
    pub ask: Option<Ask>,
    /// Whether this is not production: every page then says « TEST ».
    pub test: bool,
    /// The workshop of the démarche that the page is of, where its author is at work.
    pub workshop: Option<String>,
}

impl Chrome {
    /// The surroundings of a page that nobody is logged in to.
    pub fn new(language: Language, path: impl Into<String>, csrf: impl Into<String>) -> Self {
        Self {
            language,
            path: path.into(),
            csrf: csrf.into(),
            site: "guichet".to_owned(),
            person: None,
            help: None,
            ask: None,
            test: false,
            workshop: None,
        }
    }
}

/// Asking a desk something before the filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ask {
    /// The page.
    pub href: String,
    /// An answer came that was not read.
    pub news: bool,
}

/// Who is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// How the header calls them.
    pub name: String,
    /// An agent of an organisation: the portal's navigation is shown.
    pub agent: bool,
    /// How many questions wait for the agent's desk, where the page shows the portal's navigation; 100 for more than 99.
    pub questions: u64,
    /// An agent who looks after the work of their desk.
    pub supervisor: bool,
    /// An agent who says who works for their organisation.
    pub admin: bool,
    /// Where « Mon compte » (or the inbox) is.
    pub home_href: String,
    /// Where the form « Se déconnecter » posts.
    pub logout_action: String,
}

/// Who helps, on every page of a démarche.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Help {
    /// Who answers (« Mairie d'Exemple, Stationnement »).
    pub service: String,
    /// A telephone number as people read it.
    pub phone: Option<String>,
    /// When it is answered.
    pub hours: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// What to say on the telephone: the reference, or the short name of the draft.
    pub reference: Option<String>,
}

/// The démarche that a page belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemarcheHead {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its start page.
    pub href: String,
    /// What becomes of the data it asks for.
    pub privacy_href: String,
}

/// Something wrong with one of the platform's own forms (a code, an e-mail address, a password).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The `name` of the input, which is also its element id.
    pub field: String,
    /// A code that `words` has a sentence for (`code.too_short`).
    pub code: String,
    /// The sentence's arguments; digits choose the plural.
    pub arguments: Vec<(String, String)>,
}

impl Fault {
    /// A fault whose sentence needs no argument.
    pub fn new(field: impl Into<String>, code: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into(), arguments: Vec::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.arguments.push((name.into(), value.to_string()));
        self
    }
}

/// A link with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What is shown.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// A body that can be written to or called.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Contact {
    /// Its name, with the service.
    pub name: String,
    /// Postal address, lines separated by `\n`.
    pub address: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// When the telephone is answered.
    pub hours: Option<String>,
}

/// A file to download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Download {
    /// The name shown.
    pub name: String,
    /// Where it is.
    pub href: String,
    /// The media type.
    pub mime: String,
    /// In bytes, where known beforehand.
    pub size: Option<u64>,
    /// Why it cannot be had, where it cannot.
    pub held: Option<HeldBack>,
    /// Where it is a copy of a document of the citizen's account: since which day it was kept there.
    pub kept_on: Option<Date>,
}

/// Why a file is held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldBack {
    /// The antivirus has not examined it yet.
    Scanning,
    /// It was found harmful.
    Infected,
}

/// A file with what it is: files of one name are told apart by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attached {
    /// The question that it answers; empty where the file is called by what it is.
    pub question: String,
    /// The file.
    pub file: Download,
    /// The day it was given or made.
    pub on: Option<Date>,
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// When, in the démarche's legal time zone.
    pub at: Zoned,
    /// Who did it: for an agent by their name, with that of their office where it is another one; for the citizen the service that had the case
    /// then; nobody where it came about by itself.
    pub by: Option<String>,
    /// The new status, where it changed.
    pub status: Option<String>,
    /// What the service writes, plain text with line ends.
    pub message: Option<String>,
    /// What the service returns.
    pub documents: Vec<Download>,
    /// What the service says of an accusé de réception that it sends by its own means, where that is what happened.
    pub own_receipt: Option<ReceiptSaid>,
    /// The citizen did it.
    pub by_citizen: bool,
    /// Who runs the site did it.
    pub by_operator: bool,
    /// What was asked of the citizen by it, or given.
    pub complement: Option<ComplementSaid>,
    /// What it tells that nobody wrote.
    pub happened: Option<silence::Happened>,
}

/// What an event says of a complement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ComplementSaid {
    /// It was asked for.
    Asked {
        /// The questions, as they are called; none where the message says all.
        questions: Vec<String>,
        /// The day until which.
        due: Option<Date>,
        /// When something else was asked for in its place.
        replaced: Option<Zoned>,
        /// When the service that asked sent the case on to another one, unanswered.
        left: Option<Zoned>,
    },
    /// It was given.
    Given {
        /// Each answer as it was and as it is.
        answers: Vec<form::recap::Compared>,
        /// The files that came with it.
        files: Vec<Download>,
        /// The files that they took the place of.
        replaced: Vec<Download>,
    },
}

/// What a service says of an accusé de réception that it sends by its own means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptSaid {
    /// It sent it on that day.
    Sent(Date),
    /// It did not, although it had said so.
    NotSent,
}

/// A length of time, as people read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Delay {
    /// How many.
    pub count: u16,
    /// Of what.
    pub unit: DelayUnit,
}

/// The unit of a [`Delay`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DelayUnit {
    /// Calendar days.
    Days,
    /// Months.
    Months,
    /// Years.
    Years,
}

impl From<form::demarche::Delay> for Delay {
    fn from(delay: form::demarche::Delay) -> Self {
        use form::demarche::Delay as Legal;
        let (count, unit) = match delay {
            Legal::Days(count) => (count, DelayUnit::Days),
            Legal::Months(count) => (count, DelayUnit::Months),
            Legal::Years(count) => (count, DelayUnit::Years),
        };
        Self { count, unit }
    }
}
