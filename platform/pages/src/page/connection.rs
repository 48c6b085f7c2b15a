//! How citizens come in: by FranceConnect and its like, for the first time, and what lets them in.

use jiff::{Zoned, civil::Date};
use serde::Serialize;

use super::{Chrome, Contact, DemarcheHead, Fault, agent::OfferedSecond, journey::Held, pages, site::TermsPart};

pages! {
    AccountForgot => "page/account_forgot.html",
    AccountJoin => "page/account_join.html",
    AccountJoinCode => "page/account_join_code.html",
    AccountProve => "page/account_prove.html",
    AccountRecover => "page/account_recover.html",
    IdentifyPage => "page/identify.html",
    AccountTerms => "page/account_terms.html",
    SecondFactorPage => "page/second_factor.html",
    Connections => "page/connections.html",
}

/// A provider that says who citizens are, or whom they act for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CitizenButton {
    /// The button's id, which faults name.
    pub name: String,
    /// As people know it.
    pub label: String,
    /// Where its form posts.
    pub action: String,
    /// Where people read what it is.
    pub about: Option<String>,
    /// For those who act for a company or an association.
    pub professional: bool,
}

/// The first time that somebody comes by a provider: whether they have an account here. Posts `email`, `password`, `_act` (`code`, `apart`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountJoin {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// The provider, as people know it.
    pub provider: String,
    /// As the provider calls them; empty where it says no name.
    pub name: String,
    /// The address typed, or that the provider gave.
    pub email: String,
    /// What was typed when their session was over waits still.
    pub held: bool,
    /// Whether they may go on without any account that there is: not who is logged in to one, and is to be known better.
    pub apart: bool,
    /// What is wrong; fields `email`, `password`.
    pub faults: Vec<Fault>,
}

/// Whoever files this must be known by a provider, as the démarche asks for it: why, by which, and what else to do. Its buttons post as those of
/// the login do, and `_demarche`, `_identity` besides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IdentifyPage {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// The level that it asks for: `eidas1`, `eidas2`, `eidas3`.
    pub level: Option<String>,
    /// Whether one must act for a company or an association.
    pub professional: bool,
    /// The same as it is posted.
    pub asked: String,
    /// `unknown`, `other_quality`, `too_low`, `too_old`.
    pub missing: &'static str,
    /// Whether they are logged in, to an account that they stay in.
    pub logged_in: bool,
    /// Its address; empty where it has none.
    pub account: String,
    /// The providers that know people so.
    pub providers: Vec<CitizenButton>,
    /// A local path to go on to.
    pub next: String,
    /// Whether the provider is to ask who they are even where it knows.
    pub anew: bool,
    /// What was typed meanwhile, as a login's form holds it.
    pub held: Option<Held>,
    /// Whom to turn to who cannot be known so.
    pub contact: Contact,
    /// What is wrong; fields are the providers' buttons.
    pub faults: Vec<Fault>,
}

/// Typing the code that was mailed to the address of the account. Posts `code`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountJoinCode {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// The address typed; whether somebody has an account by it is told to nobody.
    pub email: String,
    /// Where another address is typed.
    pub back_href: String,
    /// What is wrong; field `code`.
    pub faults: Vec<Fault>,
}

/// Asking for a link by which another password is chosen. Posts `email`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountForgot {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// The address typed.
    pub email: String,
    /// It was asked for; whether somebody has an account by it is told to nobody.
    pub sent: bool,
    /// The login.
    pub back_href: String,
    /// What is wrong; field `email`.
    pub faults: Vec<Fault>,
}

/// Choosing another password, by a mailed link. Posts `password`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountRecover {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// The link is good no more: where another one is asked for.
    pub over_href: Option<String>,
    /// How many characters a password needs.
    pub min_password: u32,
    /// What is wrong; field `password`.
    pub faults: Vec<Fault>,
}

/// Saying once more who one is, before what lets somebody into the account is changed. Posts `password`, `code`, `next` (hidden).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountProve {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// A local path to go on to.
    pub next: String,
    /// Where one goes back to.
    pub back_href: String,
    /// Where they log out (POST) who have no password and log in anew.
    pub login_first: Option<String>,
    /// Whether a code of their second factor is asked for too.
    pub second_factor: bool,
    /// What is wrong; fields `password`, `code`.
    pub faults: Vec<Fault>,
}

/// The terms of use, to be accepted before the session begins. Posts `version` (hidden).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountTerms {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// The version that is shown.
    pub version: String,
    /// Since when it is in force.
    pub date: Date,
    /// In order.
    pub parts: Vec<TermsPart>,
    /// Whom to write to who does not accept them.
    pub contact: Option<String>,
    /// Another version took the place of the one that was shown before.
    pub changed: bool,
}

/// A citizen's second factor. Posts `_act` (`offer`, `cancel`, `on`, `renew`, `off`) and `code`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SecondFactorPage {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// The ways to log in.
    pub back_href: String,
    /// It is asked for at each login.
    pub on: bool,
    /// One that is yet to be proven.
    pub offered: Option<OfferedSecond>,
    /// Recovery codes, shown this once.
    pub recovery: Vec<String>,
    /// They took the place of others.
    pub renewed: bool,
    /// It was taken away just now.
    pub off_now: bool,
    /// What is wrong; field `code`.
    pub faults: Vec<Fault>,
}

/// A session of one's own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Device {
    /// What ends it (`end`); it opens nothing.
    pub id: String,
    /// What it is; empty where nothing is known.
    pub device: String,
    /// By what provider they came in there.
    pub provider: Option<String>,
    /// Since when.
    pub since: Zoned,
    /// When it was last seen.
    pub seen: Zoned,
    /// It is this one.
    pub here: bool,
}

/// What lets a citizen in, and where they are in. Posts `detach` with a provider's id, `end` with a session's, `others`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Connections {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// The account.
    pub back_href: String,
    /// For whom they act in this session: SIRET and name.
    pub acting_for: Option<(String, String)>,
    /// Providers that know them.
    pub attached: Vec<Attached>,
    /// Providers that could.
    pub others: Vec<CitizenButton>,
    /// Where the password is changed; none where there is no password.
    pub password_href: Option<String>,
    /// Whether a second factor is asked for at each login.
    pub second_factor: bool,
    /// Where it is set up and taken away.
    pub second_factor_href: String,
    /// Where they are logged in, this session among them.
    pub devices: Vec<Device>,
    /// `attached`, `detached`, `ended`.
    pub done: Option<&'static str>,
    /// What is wrong; fields are the providers' buttons.
    pub faults: Vec<Fault>,
}

/// A provider that knows the citizen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attached {
    /// The button's id, which faults name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// As people know it.
    pub label: String,
    /// Since when it lets them in.
    pub since: Zoned,
    /// When they last came in by it.
    pub seen: Zoned,
    /// What it said of them then: claim and value.
    pub said: Vec<(String, String)>,
}
