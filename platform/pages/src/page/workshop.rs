//! The workshop of `guichet dev`: every state of every page, what would leave, and an expression taken apart.

use serde::Serialize;

use super::{Chrome, DemarcheHead, Link, pages};

pages! {
    Workshop => "page/workshop.html",
    WorkshopPage => "page/workshop_page.html",
    WorkshopSent => "page/workshop_sent.html",
    WorkshopProbe => "page/workshop_probe.html",
}

/// What stands on top of every page of the workshop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bench {
    /// The démarche.
    pub demarche: DemarcheHead,
    /// The pages of the démarche in all states.
    pub states_href: String,
    /// What would leave.
    pub sent_href: String,
    /// An expression taken apart.
    pub probe_href: String,
    /// Answers with something new when a file was saved.
    pub stamp_href: String,
}

/// One of several things to choose from, in a list or a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What is posted.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen now.
    pub chosen: bool,
}

/// The answers that the démarche is looked at with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Supposition {
    /// Those to choose from: the walk, scenarios, the draft.
    pub options: Vec<Choice>,
    /// The token of the draft one comes from; empty without one.
    pub draft: String,
}

/// Every page of a démarche.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Workshop {
    /// Around the page.
    pub chrome: Chrome,
    /// On top.
    pub bench: Bench,
    /// The pages in their order, each with its states.
    pub pages: Vec<Link>,
}

/// One page in all states, each in a frame.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkshopPage {
    /// Around the page.
    pub chrome: Chrome,
    /// On top.
    pub bench: Bench,
    /// The page's title.
    pub title: String,
    /// In which language it is shown.
    pub languages: Vec<Choice>,
    /// How wide the frames are.
    pub widths: Vec<Choice>,
    /// The width chosen (`telephone`, `tablette`, `ecran`).
    pub width: String,
    /// What the form asks again (GET).
    pub action: String,
    /// Each state: its name and its frame's address.
    pub frames: Vec<Frame>,
    /// The page before and the page behind.
    pub previous: Option<Link>,
    /// The page behind.
    pub next: Option<Link>,
}

/// A page in one state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// The state's name in addresses; `words` has its title.
    pub state: String,
    /// Where it is drawn.
    pub href: String,
}

/// What would leave.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkshopSent {
    /// Around the page.
    pub chrome: Chrome,
    /// On top.
    pub bench: Bench,
    /// The answers.
    pub supposition: Supposition,
    /// What the form asks again (GET).
    pub action: String,
    /// The recap, drawn in a frame.
    pub recap_href: String,
    /// The receipt (PDF).
    pub receipt_href: String,
    /// Titles of the pages on which something is wrong with these answers.
    pub incomplete: Vec<String>,
    /// Who would receive what.
    pub cases: Vec<SentCase>,
}

/// What one recipient would receive, beside the lines that say so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentCase {
    /// What the citizen reads.
    pub title: String,
    /// The organisation that the directory found.
    pub organisation: Option<String>,
    /// The lines of `demarche.yaml`, with the number of the first.
    pub yaml: String,
    /// From 1.
    pub line: usize,
    /// `answers.json`.
    pub json: String,
}

/// An expression taken apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkshopProbe {
    /// Around the page.
    pub chrome: Chrome,
    /// On top.
    pub bench: Bench,
    /// The answers.
    pub supposition: Supposition,
    /// What the form asks again (GET).
    pub action: String,
    /// What was typed.
    pub expression: String,
    /// Where it stands: the schema path of a field in rows, else empty.
    pub places: Vec<Choice>,
    /// The row it was evaluated in, as « Véhicule 1 » is called by its path; empty outside of rows.
    pub row: String,
    /// The parts, the whole first; none where nothing was typed or something is wrong.
    pub parts: Vec<ProbedPart>,
    /// What is wrong with it.
    pub faults: Vec<ProbeFault>,
    /// Every expression of the démarche, to be taken apart.
    pub expressions: Vec<ProbeLink>,
}

/// A part of an expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProbedPart {
    /// As written.
    pub text: String,
    /// Its value; none where it has none.
    pub value: Option<String>,
    /// Why it has none (`blank`, `hidden` …), for `words`.
    pub why: Option<&'static str>,
    /// The answer that is at fault.
    pub path: Option<String>,
    /// Whether the value is a list because it has one for each element.
    pub each: bool,
    /// What it is made of.
    pub parts: Vec<ProbedPart>,
}

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProbeFault {
    /// Stable code.
    pub code: String,
    /// Before the fault.
    pub before: String,
    /// The faulty letters.
    pub fault: String,
    /// After it.
    pub after: String,
    /// What is wrong.
    pub cause: String,
    /// What to do.
    pub cure: String,
}

/// An expression of the démarche.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProbeLink {
    /// What it decides.
    pub of: String,
    /// The key it stands under.
    pub key: String,
    /// As written.
    pub text: String,
    /// Takes it apart.
    pub href: String,
}
