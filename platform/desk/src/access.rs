//! Decides who may do what to what: asked on every way in.
//!
//! Whoever holds the link of a draft or of a dossier holds a capability; a draft begun from an account also wants that account, until
//! somebody takes it up with its link and code: then it is held like any other.
//! One put away without an account wants its code (`fill`). A dossier's link proves nothing of who filed it (`keep_in_vault`).
//! A refusal is answered as if nothing were there.

use store::{Uuid, agents::Role, cases::Case, drafts::Draft, events::Author, questions::Question};

use crate::{error::DeskError, identity::Proven};

/// A citizen who is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub id: Uuid,
    /// The address they log in with.
    pub email: String,
    /// How a provider knows them in this session.
    pub proven: Option<Proven>,
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
    /// What they may do besides treating cases.
    pub role: Role,
    /// As colleagues call them.
    pub name: String,
    /// In what quality they sign; empty where they have not said so.
    pub quality: String,
    /// The address they log in with.
    pub email: String,
    /// The colleagues for whom they stand in today.
    pub stands_for: Vec<Uuid>,
}

impl Agent {
    /// Whether what this agent looks after is theirs to see to: their own, or an absent colleague's.
    fn sees_to(&self, assignee: Uuid) -> bool {
        assignee == self.id || self.stands_for.contains(&assignee)
    }
}

/// What a partner's software was allowed to do with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Be told of cases, read them, take their files, acknowledge.
    CasesRead,
    /// Change a case's status, write, return a document.
    EventsWrite,
    /// Hand over answers that a citizen may begin a démarche with.
    Handover,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::CasesRead, Self::EventsWrite, Self::Handover];
    /// What the software of a recipient's desk needs.
    pub const OF_DESK: [Self; 2] = [Self::CasesRead, Self::EventsWrite];

    /// As it stands in a token request.
    pub fn name(self) -> &'static str {
        match self {
            Self::CasesRead => "cases:read",
            Self::EventsWrite => "events:write",
            Self::Handover => "answers:hand-over",
        }
    }

    /// The scope of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// A partner's software, known by its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// The client.
    pub id: Uuid,
    /// As operator and agents call it.
    pub name: String,
    /// The agency whose cases it may see.
    pub agency: String,
    /// The SIRET of the organisation it works for.
    pub organisation: String,
    /// The desk inside it; in the sandbox the branch that only its own invented cases lie under.
    pub branch: String,
    /// Whether it is in the sandbox.
    pub sandbox: bool,
    /// What its token allows.
    pub scopes: Vec<Scope>,
}

impl Partner {
    /// Refuses what the token does not allow.
    ///
    /// # Errors
    /// `access.scope`.
    pub(crate) fn require(&self, scope: Scope) -> Result<(), DeskError> {
        if self.scopes.contains(&scope) { Ok(()) } else { Err(DeskError::ScopeMissing(scope.name())) }
    }
}

/// Who works at a recipient's desk: a person at the portal, or the desk's own software. What one may do there the other may, in the same way.
#[derive(Debug, Clone, Copy)]
pub enum Clerk<'a> {
    /// A person.
    Agent(&'a Agent),
    /// Software.
    Partner(&'a Partner),
}

impl<'a> Clerk<'a> {
    /// The account or the client.
    pub(crate) fn id(self) -> Uuid {
        match self {
            Self::Agent(agent) => agent.id,
            Self::Partner(partner) => partner.id,
        }
    }

    /// As whom it asks.
    pub(crate) fn subject(self) -> Subject<'a> {
        match self {
            Self::Agent(agent) => Subject::Agent(agent),
            Self::Partner(partner) => Subject::Partner(partner),
        }
    }

    /// As whom it causes events; its kind is what the journal calls it.
    pub(crate) fn author(self) -> Author {
        match self {
            Self::Agent(agent) => Author::Agent(agent.id),
            Self::Partner(partner) => Author::Partner(partner.id),
        }
    }
}

impl<'a> From<&'a Agent> for Clerk<'a> {
    fn from(agent: &'a Agent) -> Self {
        Self::Agent(agent)
    }
}

impl<'a> From<&'a Partner> for Clerk<'a> {
    fn from(partner: &'a Partner) -> Self {
        Self::Partner(partner)
    }
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
    /// A partner's software.
    Partner(&'a Partner),
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
    /// Have somebody look after a case.
    Assign,
    /// Look after the work of a desk: what its agents do, its labels, its letters, its figures, what leaves it in bulk.
    Supervise,
    /// Say who works for an organisation, and what they may do.
    Administer,
}

/// To what.
#[derive(Debug, Clone, Copy)]
pub enum Object<'a> {
    /// A draft whose link was shown.
    Draft(&'a Draft),
    /// A case.
    Case(&'a Case),
    /// What was asked of a desk before a filing.
    Question(&'a Question),
    /// A desk: the SIRET of its organisation, its code there.
    Desk(&'a str, &'a str),
    /// An organisation, by its SIRET.
    Organisation(&'a str),
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
        (Subject::Agent(agent), Act::Read | Act::Treat, Object::Question(question)) => {
            !question.organisation.is_empty()
                && question.organisation == agent.organisation
                && question.branch == agent.branch
        }
        // What a colleague looks after is theirs to pass on, or their supervisor's.
        (Subject::Agent(agent), Act::Assign, Object::Case(case)) => {
            may(subject, Act::Treat, object)
                && (agent.role >= Role::Supervisor || case.assignee.is_none_or(|assignee| agent.sees_to(assignee)))
        }
        (Subject::Agent(agent), Act::Supervise, Object::Desk(organisation, branch)) => {
            agent.role >= Role::Supervisor && organisation == agent.organisation && branch == agent.branch
        }
        (Subject::Agent(agent), Act::Administer, Object::Organisation(organisation)) => {
            agent.role >= Role::Admin && organisation == agent.organisation
        }
        (Subject::Partner(partner), Act::Read | Act::Treat, Object::Case(case)) => {
            // What it may read of a case is asked by the deeds that show it (`Partner::require`).
            (act == Act::Read || partner.scopes.contains(&Scope::EventsWrite))
                && !case.organisation.is_empty()
                && case.agency == partner.agency
                && case.organisation == partner.organisation
                && case.branch == partner.branch
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
        Object::Question(_) => "question",
        Object::Desk(..) => "desk",
        Object::Organisation(_) => "organisation",
    }))
}
