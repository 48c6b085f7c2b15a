//! « Mes données »: what an account holds, typing and correcting it, who read what, closing the account.

use form::{
    vault::{Assurance, Origin},
    view::PageView,
};
use jiff::{Zoned, civil::Date};
use serde::Serialize;

use super::{Chrome, Download, Fault, Link, pages};

pages! {
    AccountClose => "page/account_close.html",
    AccountClosed => "page/account_closed.html",
    OwnDeleteAll => "page/own_delete_all.html",
    OwnDetails => "page/own_details.html",
    OwnItemForm => "page/own_item.html",
    Traces => "page/traces.html",
}

/// All that is kept for the next démarches, with its origin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnDetails {
    /// Around the page.
    pub chrome: Chrome,
    /// Those that hold something, in their order.
    pub items: Vec<OwnItem>,
    /// Those that hold nothing yet, with where to type them.
    pub to_add: Vec<Link>,
    /// Where every form of the page posts that takes something away: `element`, and `valeur` for a value. Everything is asked for there first.
    pub delete_action: String,
    /// What was just done.
    pub done: Option<OwnDone>,
    /// The copy of all that the account holds.
    pub copy: OwnCopy,
    /// Whether there are documents: they go with everything.
    pub has_documents: bool,
    /// The documents.
    pub documents_href: String,
    /// Who read or changed what.
    pub traces_href: String,
    /// Where the account is closed.
    pub close_href: String,
    /// The account.
    pub back_href: String,
}

/// Whether all of it is to be taken away. Posts `tout`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnDeleteAll {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// « Mes données ».
    pub back_href: String,
    /// What goes, as people call it.
    pub items: Vec<String>,
    /// Whether documents go as well.
    pub has_documents: bool,
}

/// What was just done; `words` has the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnDone {
    /// Something was taken away.
    Deleted,
    /// Something was typed or corrected.
    Saved,
    /// A copy was asked for.
    CopyAsked,
    /// The same, and there is no address to which a mail could go.
    CopyAskedUnmailed,
    /// The copy was destroyed.
    CopyDeleted,
}

/// The copy of all that an account holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnCopy {
    /// Where it is asked for (POST).
    pub action: String,
    /// It was asked for, and is not there yet.
    pub waiting: bool,
    /// Whether a mail tells when it is there.
    pub mailed: bool,
    /// The last one.
    pub file: Option<Download>,
    /// The day it was made.
    pub made_on: Option<Date>,
    /// The day until which it is kept.
    pub until: Option<Date>,
}

/// One item: an identity, an address.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnItem {
    /// Its name (`home_address`).
    pub name: String,
    /// What people call it (« Votre identité »).
    pub title: String,
    /// Its values, as they are asked.
    pub values: Vec<OwnValue>,
    /// Where it is corrected; none where no component asks for it.
    pub correct_href: Option<String>,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnValue {
    /// Its name in a form.
    pub name: String,
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
}

/// Typing or correcting an item. Posts as a page of a démarche, with `_opened`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnItemForm {
    /// Around the page.
    pub chrome: Chrome,
    /// The questions.
    pub view: PageView,
    /// Where the page posts.
    pub action: String,
    /// « Mes données ».
    pub back_href: String,
    /// What was answered asks for more.
    pub opened: bool,
    /// Of what was kept when the page was shown; posted as `_revision`.
    pub revision: String,
    /// Something else is kept by now, and nothing was saved over it: what is kept.
    pub changed: Option<Vec<OwnValue>>,
    /// It was typed when the session was over, and is not saved yet.
    pub held: bool,
    /// Where the live script asks for entries of a référentiel.
    pub referentials_base: String,
}

/// What goes and what stays, before an account is closed. Posts `password`, where it is asked for, and `sure`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountClose {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// « Mes données ».
    pub back_href: String,
    /// How many drafts go.
    pub drafts: usize,
    /// The dossiers that stay with those who treat them: title with reference, and the follow-up link.
    pub dossiers: Vec<Link>,
    /// Whether the password is asked for.
    pub asks_password: bool,
    /// Where one logs out (POST), to log in anew first: there is no password to ask for.
    pub login_first: Option<String>,
    /// After how many months without a login it would be closed anyway; never, where nobody could be warned.
    pub closed_after: Option<i64>,
    /// What is wrong; fields `password`, `sure`.
    pub faults: Vec<Fault>,
}

/// The account is closed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountClosed {
    /// Around the page.
    pub chrome: Chrome,
    /// The catalogue.
    pub catalogue_href: String,
}

/// Who read or changed what, the latest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Traces {
    /// Around the page.
    pub chrome: Chrome,
    /// The account.
    pub back_href: String,
    /// On this page.
    pub traces: Vec<Trace>,
    /// The page with later ones.
    pub newer_href: Option<String>,
    /// The page with earlier ones.
    pub older_href: Option<String>,
    /// All of them as a table.
    pub csv_href: String,
    /// How many are told at most.
    pub most: usize,
    /// Whom to write to about one's data.
    pub officer: Option<String>,
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trace {
    /// When.
    pub at: Zoned,
    /// What, in words.
    pub what: String,
    /// Who, in words.
    pub who: String,
    /// The dossier it concerns.
    pub reference: Option<String>,
    /// The démarche whose draft it concerns.
    pub demarche: Option<String>,
}
