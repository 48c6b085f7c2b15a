//! How citizens come in: by FranceConnect and its like, for the first time, and what lets them in.

use jiff::Zoned;
use serde::Serialize;

use super::{Chrome, Fault, pages};

pages! {
    AccountJoin => "page/account_join.html",
    AccountJoinCode => "page/account_join_code.html",
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
    /// What is wrong; fields `email`, `password`.
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

/// What lets a citizen in. Posts `detach` with a provider's id.
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
    /// `attached`, `detached`.
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
}
