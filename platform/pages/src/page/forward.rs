//! Sending a case on to the office that it is for.

use serde::Serialize;

use super::{Chrome, Fault, pages};

pages! {
    Forward => "page/forward.html",
    Gone => "page/gone.html",
}

/// « Ce dossier n'est pas pour nous ». Posts `q`, `to` (a SIRET and a desk), `reason`, `_once`; with `_act` `search` it looks for an office.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forward {
    /// Around the page.
    pub chrome: Chrome,
    /// In groups.
    pub reference: String,
    /// The démarche's name.
    pub demarche: String,
    /// Back to the case.
    pub back_href: String,
    /// Where it asks and posts.
    pub action: String,
    /// Tells one click from the same one sent twice.
    pub once: String,
    /// What was searched.
    pub query: String,
    /// The offices found.
    pub offices: Vec<Office>,
    /// The office chosen on a page that comes back.
    pub chosen: String,
    /// The reason typed on a page that comes back.
    pub reason: String,
    /// What is awaited of the citizen, and ends with it.
    pub awaited: Option<Awaited>,
    /// Why it goes nowhere, whatever is typed.
    pub closed: Option<Fault>,
    /// What is wrong; fields `to`, `reason`.
    pub faults: Vec<Fault>,
}

/// Where a complement stands that the office asked for and that its citizen has not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Awaited {
    /// Nothing was typed for it.
    Asked,
    /// Something was.
    Begun,
}

/// An office that receives the démarche here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Office {
    /// What is posted.
    pub value: String,
    /// What it is called.
    pub name: String,
    /// Where it is, on one line.
    pub address: String,
}

/// A case that the agent's desk had, and that another one has now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gone {
    /// Around the page.
    pub chrome: Chrome,
    /// What partners know it by.
    pub reference: String,
    /// What the desk is called that has it.
    pub to: String,
    /// All that was written for it and was not sent, as text.
    pub unsent: String,
    /// Back to the inbox.
    pub back_href: String,
}
