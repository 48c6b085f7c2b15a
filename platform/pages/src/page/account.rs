//! A citizen's account: creating it, logging in, dossiers. What it keeps is in `own.rs`.

use jiff::{Zoned, civil::Date};
use serde::Serialize;

use super::{Chrome, Fault, connection::CitizenButton, journey::Held, pages};

pages! {
    AccountClaim => "page/account_claim.html",
    AccountCreate => "page/account_create.html",
    AccountLogin => "page/account_login.html",
    AccountHome => "page/account_home.html",
    AccountPassword => "page/account_password.html",
}

/// Adding a dossier that was filed without an account. Posts `reference`, then `code`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountClaim {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// The reference typed.
    pub reference: String,
    /// A code was asked for; whether one was sent is told to nobody.
    pub sent: bool,
    /// The account.
    pub back_href: String,
    /// What is wrong; fields `reference`, `code`.
    pub faults: Vec<Fault>,
}

/// Creating an account. Posts `email`, `password`, `next` (hidden).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountCreate {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// The address typed.
    pub email: String,
    /// How many characters a password needs.
    pub min_password: u32,
    /// A local path to go to afterwards; empty: the account.
    pub next: String,
    /// The login page.
    pub login_href: String,
    /// What is wrong; fields `email`, `password`.
    pub faults: Vec<Fault>,
}

/// Changing one's password. Posts `current`, `password`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountPassword {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// How many characters a password needs.
    pub min_password: u32,
    /// The account.
    pub back_href: String,
    /// The providers that let them in whatever the password.
    pub providers: Vec<String>,
    /// Where those are detached.
    pub connections_href: String,
    /// It was changed just now.
    pub done: bool,
    /// What is wrong; fields `current`, `password`.
    pub faults: Vec<Fault>,
}

/// Logging in. Posts `email`, `password`, `next` (hidden).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountLogin {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// The address typed.
    pub email: String,
    /// A local path to go to afterwards; empty: the account.
    pub next: String,
    /// Where an account is created.
    pub create_href: String,
    /// A page of a draft that was posted after the session had ended: it is saved after the login. Names are those of the login's form.
    pub held: Option<Held>,
    /// Who else says who somebody is; each posts `next`, what is held, and `_anew` where the provider is to ask again.
    pub providers: Vec<CitizenButton>,
    /// Whether the provider is to ask who they are, even where it knows.
    pub anew: bool,
    /// What is wrong; fields `email`, `password`, and those of the providers' buttons.
    pub faults: Vec<Fault>,
}

/// What the person has begun and filed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountHome {
    /// Around the page.
    pub chrome: Chrome,
    /// Begun, the newest first.
    pub drafts: Vec<DraftLine>,
    /// Filed, the newest first.
    pub dossiers: Vec<DossierLine>,
    /// « Mes données ».
    pub vault_href: String,
    /// « Mes documents ».
    pub documents_href: String,
    /// Where the password is changed; none where there is no password.
    pub password_href: Option<String>,
    /// The catalogue.
    pub catalogue_href: String,
}

/// A draft of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DraftLine {
    /// The démarche's name.
    pub title: String,
    /// Goes on.
    pub href: String,
    /// When it was begun: of several of one démarche nothing else is told.
    pub begun_at: Zoned,
    /// The day it is deleted if nothing is changed.
    pub kept_until: Date,
}

/// A dossier of one's own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DossierLine {
    /// The démarche's name.
    pub title: String,
    /// In groups.
    pub reference: String,
    /// The follow-up page.
    pub href: String,
    /// When it was recorded.
    pub recorded_at: Zoned,
    /// The status of each case: what the citizen reads, and the code.
    pub cases: Vec<(String, String)>,
    /// A message or a document has come since the last visit.
    pub news: bool,
}
