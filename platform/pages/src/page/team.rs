//! Who works for an organisation, as its administrator sees and changes it.

use jiff::Zoned;
use serde::Serialize;

use super::{Chrome, Fault, pages};

pages! {
    Team => "page/team.html",
}

/// The agents of an organisation. Posts `_act`: `invite` with `email`, `name`, `branch`, `role`; or `role` (with `role`), `close`, `open`,
/// `second` with `agent`, an agent's id.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Team {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the forms post.
    pub action: String,
    /// The agents, the oldest account first.
    pub agents: Vec<Member>,
    /// The programs that get the organisation's cases.
    pub software: Vec<Software>,
    /// The desks: code and name.
    pub desks: Vec<(String, String)>,
    /// The codes of the roles, the least first.
    pub roles: Vec<String>,
    /// What was typed for an invitation.
    pub invited: Invited,
    /// Something was done just now.
    pub done: bool,
    /// What is wrong; fields `email`, `name`, `branch`, `role`, `agent`.
    pub faults: Vec<Fault>,
}

/// An invitation as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Invited {
    /// To this address.
    pub email: String,
    /// Somebody called so.
    pub name: String,
    /// To this desk.
    pub branch: String,
    /// As this.
    pub role: String,
}

/// An agent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    /// The account.
    pub id: String,
    /// As colleagues call them; may be empty.
    pub name: String,
    /// The address they log in with.
    pub email: String,
    /// What their desk is called.
    pub desk: String,
    /// The code of their role.
    pub role: String,
    /// Until when they can accept, as long as they have not.
    pub invited_until: Option<Zoned>,
    /// Their account is closed.
    pub closed: bool,
    /// A second factor is asked for at their logins.
    pub second_factor: bool,
    /// Whoever reads the page.
    pub me: bool,
}

/// A program.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Software {
    /// Its name.
    pub name: String,
    /// What its desk is called.
    pub desk: String,
    /// `requested`, `sandbox`, `active`, `suspended`, `ended`, `expired`.
    pub state: String,
    /// Since when.
    pub since: Zoned,
    /// Why, as the operator wrote it.
    pub reason: Option<String>,
}
