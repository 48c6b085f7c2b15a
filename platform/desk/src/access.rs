//! Decides who may do what to what: asked on every way in.
//!
//! Whoever holds the link of a draft or of a dossier holds a capability; a draft begun from an account also wants that account, until
//! somebody takes it up with its link and code: then it is held like any other.
//! One put away without an account wants its code (`fill`). A dossier's link proves nothing of who filed it (`keep_in_vault`).
//! A refusal is answered as if nothing were there.

use store::{Uuid, cases::Case, drafts::Draft};

use crate::error::DeskError;

/// A citizen who is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub id: Uuid,
    /// The address they log in with.
    pub email: String,
}

/// An agent who is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// The account.
    pub id: Uuid,
    /// The SIRET of the organisation they work for.
    pub organisation: String,
    /// Their desk inside it.
    pub branch: String,
    /// As colleagues call them.
    pub name: String,
    /// The address they log in with.
    pub email: String,
}

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// Nobody known; holds the link of the object, where the object has one.
    Holder,
    /// A citizen with an account, who holds the link too.
    Person(&'a Person),
    /// An agent.
    Agent(&'a Agent),
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Fill a draft, submit it, put it away.
    Fill,
    /// Read a case, its files and its history.
    Read,
    /// Change a case's status, write, return a document.
    Treat,
}

/// To what.
#[derive(Debug, Clone, Copy)]
pub enum Object<'a> {
    /// A draft whose link was shown.
    Draft(&'a Draft),
    /// A case.
    Case(&'a Case),
}

impl<'a> Subject<'a> {
    /// Whoever shows a link, with their account where they are logged in.
    pub fn visitor(person: Option<&'a Person>) -> Self {
        person.map_or(Self::Holder, Self::Person)
    }
}

/// Whether `subject` may do `act` to `object`.
pub fn may(subject: Subject<'_>, act: Act, object: Object<'_>) -> bool {
    match (subject, act, object) {
        (Subject::Holder, Act::Fill, Object::Draft(draft)) => draft.person.is_none(),
        (Subject::Person(person), Act::Fill, Object::Draft(draft)) => {
            draft.person.is_none_or(|owner| owner == person.id)
        }
        (Subject::Agent(agent), Act::Read | Act::Treat, Object::Case(case)) => {
            !case.organisation.is_empty() && case.organisation == agent.organisation && case.branch == agent.branch
        }
        _ => false,
    }
}

/// As [`may`], as a result: a refusal looks like nothing there.
pub(crate) fn require(subject: Subject<'_>, act: Act, object: Object<'_>) -> Result<(), DeskError> {
    if may(subject, act, object) {
        return Ok(());
    }
    Err(DeskError::NotFound(match object {
        Object::Draft(_) => "draft",
        Object::Case(_) => "case",
    }))
}
