//! « Ce que nous savons déjà »: what could be filled in, shown before anything is; and what was agreed to, to be taken back.

use form::{
    known::Holder,
    vault::{Assurance, Origin},
};
use jiff::{Zoned, civil::Date};
use serde::Serialize;

use super::{Chrome, Contact, DemarcheHead, Fault, Link, pages};

pages! {
    Agreements => "page/agreements.html",
    HandoverPage => "page/handover.html",
    KnownPage => "page/known.html",
}

/// What is known of a citizen that could fill their draft. Posts `_choix` (`tout`, `coche`, `rien`), `_vu` and `reprendre` for each box.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnownPage {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// Where the page posts.
    pub action: String,
    /// The page before: the start, or that of the draft where it was decided before.
    pub back_href: String,
    /// Where the draft goes on where there is nothing to decide.
    pub go_on_href: String,
    /// What was shown, for the post to name.
    pub stamp: String,
    /// Who is in charge of the démarche.
    pub authority: Contact,
    /// Why it asks.
    pub purpose: String,
    /// Who receives the answers (titles of the recipients).
    pub recipients: Vec<String>,
    /// Whether the answers choose among them.
    pub recipients_by_answers: bool,
    /// Who holds something, and what.
    pub holders: Vec<KnownHolder>,
    /// It was decided before: boxes say what.
    pub decided: bool,
    /// Whether some of it cannot be typed instead.
    pub locks: bool,
    /// What is known, or was decided, is no longer what the page showed.
    pub changed: bool,
    /// What is wrong; field `reprendre-0`.
    pub faults: Vec<Fault>,
    /// « Mes données », where it is corrected.
    pub own_href: String,
    /// « Mes accords »; none without an account.
    pub agreements_href: Option<String>,
}

/// Who holds something of a citizen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnownHolder {
    /// Who.
    pub by: Holder,
    /// The day a provider said it.
    pub on: Option<Date>,
    /// What, by item.
    pub items: Vec<KnownItem>,
}

/// One item: an identity, an address.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnownItem {
    /// What people call it (« Votre identité »).
    pub title: String,
    /// Its values.
    pub values: Vec<KnownValue>,
}

/// One value, with its box.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnownValue {
    /// Its name in the form.
    pub name: String,
    /// Its number on the page, from 0.
    pub number: usize,
    /// The question.
    pub label: String,
    /// The lines of the answer.
    pub lines: Vec<String>,
    /// Where it came from.
    pub origin: Origin,
    /// The day.
    pub on: Date,
    /// How sure it is.
    pub assurance: Assurance,
    /// The pages whose question it answers.
    pub pages: Vec<String>,
    /// Whether it depends on other answers that it is filled in: whether the citizen acts for themselves.
    pub depends: bool,
    /// Whether the answer cannot be typed or changed there.
    pub locked: bool,
    /// What another holder says instead.
    pub instead: Vec<String>,
    /// Whether the box is ticked: it was agreed to.
    pub ticked: bool,
}

/// What another site handed over for whoever has its link: who, and for what, before a draft is opened. Posts nothing but its token.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HandoverPage {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// Where the page posts.
    pub action: String,
    /// What waits; none where the link is good no more.
    pub waiting: Option<HandoverWaiting>,
}

/// What waits behind a link.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HandoverWaiting {
    /// Who handed it over.
    pub site: String,
    /// How many answers.
    pub answers: usize,
    /// Until when the link is good.
    pub until: Zoned,
    /// Who is in charge of the démarche.
    pub authority: Contact,
    /// The login, where the démarche needs one and nobody is logged in.
    pub login_href: Option<String>,
}

/// « Mes accords »: what was agreed to and refused, the latest first. Posts `brouillon`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreements {
    /// Around the page.
    pub chrome: Chrome,
    /// « Mes données ».
    pub back_href: String,
    /// Where taking back posts.
    pub action: String,
    /// What was just taken back.
    pub done: bool,
    /// By decision.
    pub agreements: Vec<AgreementShown>,
    /// Who read or changed what.
    pub traces_href: String,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgreementShown {
    /// The démarche; its link leads to the draft or to the dossier.
    pub demarche: Link,
    /// The service in charge.
    pub service: String,
    /// The reference of what was filed.
    pub reference: Option<String>,
    /// Who holds what it is about.
    pub holder: Holder,
    /// `agreed`, `refused` or `withdrawn`.
    pub decision: String,
    /// What was agreed to.
    pub taken: Vec<String>,
    /// What was not.
    pub refused: Vec<String>,
    /// When.
    pub at: Zoned,
    /// The draft whose agreement can be taken back.
    pub withdraw: Option<String>,
}
