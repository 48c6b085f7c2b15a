//! The agents' portal: login, invitation, inbox, case.

use form::{
    recap::Recap,
    view::{Item, ShownProblem},
};
use jiff::{Zoned, civil::Date};
use serde::Serialize;

use super::{Attached, Chrome, Contact, Download, Event, Fault, journey::RecapIdentified, pages, silence::Silence};

pages! {
    AgentAway => "page/agent_away.html",
    AgentLogin => "page/agent_login.html",
    AgentCode => "page/agent_code.html",
    SecondStep => "page/second_step.html",
    AgentAccount => "page/agent_account.html",
    AgentInvitation => "page/agent_invitation.html",
    Inbox => "page/inbox.html",
    CasePage => "page/case.html",
}

/// Logging in as an agent. Posts `email`, `password`, `next` (hidden), `_code` where a code is wanted instead of a password.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgentLogin {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// The address typed.
    pub email: String,
    /// A local path to go to afterwards.
    pub next: String,
    /// An answer that could not be sent: the session was over.
    pub unsent: Option<Unsent>,
    /// Who else says who somebody is; each posts `next` and what was not sent, and `_anew` where the provider is to ask again.
    pub providers: Vec<ProviderButton>,
    /// Whether the provider is to ask who they are, even where it knows: as whom it knows them lets nobody in.
    pub anew: bool,
    /// What is wrong; fields `email`, `password`, and those of the providers' buttons.
    pub faults: Vec<Fault>,
}

/// A provider that says who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProviderButton {
    /// The button's id, which faults name.
    pub name: String,
    /// As people know it.
    pub label: String,
    /// Where its form posts.
    pub action: String,
}

/// On the way to a provider, or out by it: browsers go on by themselves, and people where they do not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgentAway {
    /// Around the page.
    pub chrome: Chrome,
    /// As people know it.
    pub provider: String,
    /// Where it lies.
    pub url: String,
    /// The session here is over; there it is yet to be.
    pub leaving: bool,
}

/// Typing the code that was mailed. Posts `code`, or `_again` for another one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgentCode {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// The address typed; whether it is an agent's is told to nobody.
    pub email: String,
    /// Where another address is typed.
    pub login_href: String,
    /// What is wrong; field `code`.
    pub faults: Vec<Fault>,
}

/// The second factor at login, an agent's or a citizen's. Posts `code`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SecondStep {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// A citizen's: who has lost it, finds help elsewhere than an agent.
    pub citizen: bool,
    /// What is wrong; field `code`.
    pub faults: Vec<Fault>,
}

/// An agent's own page. Posts `_act` (`offer`, `on`, `off`) and `code`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgentAccount {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// The address they log in with.
    pub email: String,
    /// They run the site: not without a second factor, and nobody stands in for them.
    pub operator: bool,
    /// A second factor is asked for at each login.
    pub on: bool,
    /// One that is yet to be proven.
    pub offered: Option<OfferedSecond>,
    /// Recovery codes, shown this once.
    pub recovery: Vec<String>,
    /// They took the place of others.
    pub renewed: bool,
    /// It was taken away just now.
    pub off_now: bool,
    /// Who stands in for them.
    pub standing_in: StandingIn,
    /// What is wrong; fields `code`, `stand_in`, `until`.
    pub faults: Vec<Fault>,
}

/// Who stands in for an agent. Posts `stand_in`, an agent's id, `from`, `until`; or `end`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandingIn {
    /// Where it posts.
    pub action: String,
    /// Who could: id and name.
    pub colleagues: Vec<(String, String)>,
    /// Who does, from when until when.
    pub named: Option<(String, Date, Date)>,
    /// Who is chosen.
    pub chosen: String,
    /// The first day, as it was typed.
    pub from: String,
    /// The last day, as it was typed.
    pub until: String,
    /// Today.
    pub today: Date,
    /// For whom they stand in today, and until when.
    pub of: Vec<(String, Date)>,
}

/// A secret to be taken into an authenticator application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferedSecond {
    /// To be typed.
    pub secret: String,
    /// The address (`otpauth:`) that applications open.
    pub address: String,
    /// The same as the path of a QR code.
    pub path: String,
    /// How many squares a side of it has.
    pub side: usize,
}

/// What an agent wrote and that waits for them to log in again, or to come back to it: an answer to a citizen, a note, a letter. Posted on as `_message`, `_status`,
/// `_questions` (each), `_by`, `_note`, `_title`, `_signed`, `_quality`, and as `_valeurs`, `_revision` what its page said of the case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Unsent {
    /// What was written to the citizen.
    pub message: String,
    /// The status that was chosen.
    pub status: String,
    /// What was ticked: the questions of a complement, or the cases that an answer is for.
    pub questions: Vec<String>,
    /// The day that was given for a complement.
    pub by: String,
    /// What was written to colleagues, or the reason of a letter.
    pub note: String,
    /// The boxes of values that were to be given back, each posted on as `_` and its name.
    pub values: Vec<(String, String)>,
    /// What those boxes held when they were drawn; posted on as `_valeurs`.
    pub before: String,
    /// The state of the case that was shown; posted on as `_revision`.
    pub revision: String,
    /// The title of a letter; the message is its text then.
    pub title: String,
    /// Who was to sign it.
    pub signed: String,
    /// In what quality.
    pub quality: String,
}

/// Accepting an invitation, with a password or without. Posts `name`, `password`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgentInvitation {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// Who invites.
    pub organisation: String,
    /// To run the site, not to treat cases.
    pub operator: bool,
    /// Who is invited.
    pub email: String,
    /// The name typed.
    pub name: String,
    /// How many characters a password needs.
    pub min_password: u32,
    /// The providers by which it can be accepted.
    pub providers: Vec<ProviderButton>,
    /// Whether it can be without them.
    pub otherwise: bool,
    /// What is wrong; fields `name`, `password`.
    pub faults: Vec<Fault>,
}

/// The cases of the agent's organisations. Filters are GET parameters: `demarche`, `status`, `q` (a reference).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inbox {
    /// Around the page.
    pub chrome: Chrome,
    /// The organisation (and desk) whose inbox it is.
    pub organisation: String,
    /// Where the filters ask.
    pub action: String,
    /// Démarches to choose from, those of which the desk has cases: id, name.
    pub demarches: Vec<(String, String)>,
    /// Status codes to choose from.
    pub statuses: Vec<String>,
    /// Agents of the desk to choose from: id, name, and whether the account is closed.
    pub colleagues: Vec<(String, String, bool)>,
    /// The filters in force.
    pub filters: InboxFilters,
    /// Removable: what is shown, and the address without it.
    pub chips: Vec<Chip>,
    /// The oldest first, or as `server` sorts them.
    pub rows: Vec<InboxRow>,
    /// What is looked for is no reference, no beginning of one, and no number of a case.
    pub no_reference: bool,
    /// A case was just sent on to the office that it is for.
    pub forwarded: bool,
    /// The labels of the desk.
    pub labels: Vec<Tag>,
    /// Where the cases that are ticked post, as `cas`, and `_act`: `choose` or `print`.
    pub batch_action: String,
    /// The same page with all of its cases ticked.
    pub tick_all_href: String,
    /// Where these cases are exported, by who may.
    pub export_href: Option<String>,
    /// Of cases in all that answer to the filters.
    pub total: u64,
    /// Whether there are more than that: nobody counts to the end of what does not end.
    pub more: bool,
    /// The page before.
    pub previous_href: Option<String>,
    /// The page after.
    pub next_href: Option<String>,
}

/// What the inbox is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct InboxFilters {
    /// A démarche's id.
    pub demarche: String,
    /// A status code.
    pub status: String,
    /// `moi`, `personne`, an agent's id or empty.
    pub assignee: String,
    /// `7`, `toutes` or empty.
    pub answer_by: String,
    /// `1` or empty.
    pub news: String,
    /// A label's id.
    pub label: String,
    /// A reference, or a part of one.
    pub query: String,
}

/// A filter in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chip {
    /// What is shown.
    pub label: String,
    /// The inbox without it.
    pub remove_href: String,
}

/// A label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tag {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The name of its colour.
    pub colour: String,
    /// The case that is shown carries it.
    pub on: bool,
}

/// A case in the inbox.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InboxRow {
    /// The case.
    pub href: String,
    /// In groups.
    pub reference: String,
    /// The démarche's name.
    pub demarche: String,
    /// The status code.
    pub status: String,
    /// When it was recorded.
    pub recorded_at: Zoned,
    /// When it came to this desk, where another one had it before.
    pub arrived_at: Option<Zoned>,
    /// The day by which it must be acknowledged, while it is not.
    pub due: Option<Date>,
    /// The day has come or gone.
    pub late: bool,
    /// The last day for an answer, after which silence decides.
    pub answer_by: Option<Date>,
    /// It is over.
    pub answer_late: bool,
    /// Nobody has opened it.
    pub new: bool,
    /// Its citizen wrote or gave something that no agent has looked at.
    pub unheard: bool,
    /// Who looks after it.
    pub assignee: Option<String>,
    /// Whether their account is closed.
    pub left: bool,
    /// What it is ticked as, and in what state.
    pub pick: String,
    /// It is ticked.
    pub picked: bool,
    /// The labels that it carries.
    pub tags: Vec<Tag>,
    /// The desk sends its accusé de réception by its own means, and has not said that it did.
    pub own_receipt: bool,
}

/// An accusé de réception that the desk sends by its own means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnReceipt {
    /// The last day that law leaves.
    pub until: Date,
    /// What is unknown, in words.
    pub lacks: Vec<String>,
    /// The day on which it was sent, as the desk said.
    pub sent_on: Option<Date>,
    /// Where « J'ai envoyé l'accusé de réception moi-même » posts `sent_on`; a correction too, or `not_sent`.
    pub action: String,
    /// The first day on which it can have been sent.
    pub first: Date,
    /// The last one: today.
    pub today: Date,
    /// The day chosen.
    pub chosen: String,
}

/// What may be asked of the citizen. Posts `questions`, once for each, and `by`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asking {
    /// The questions, page by page.
    pub parts: Vec<form::journey::Askable>,
    /// The paths that are ticked.
    pub chosen: Vec<String>,
    /// The day until which, as it was typed.
    pub by: String,
    /// The first day that may be named.
    pub first: Date,
    /// The last one.
    pub last: Date,
    /// A day stops the time for an answer, and without one it runs on.
    pub stops_time: bool,
}

/// Boxes of values that the recipient gives back. Posts them, and `_valeurs`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GivenBack {
    /// The questions.
    pub items: Vec<Item>,
    /// All that is wrong in them; each also stands at its box.
    pub problems: Vec<ShownProblem>,
    /// None: nobody is warned here.
    pub warnings: Vec<ShownProblem>,
    /// What the boxes held when they were drawn.
    pub before: String,
}

/// A case: the citizen's words left, the act to do right.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CasePage {
    /// Around the page.
    pub chrome: Chrome,
    /// Back to the inbox, its filters kept.
    pub inbox_href: String,
    /// In groups.
    pub reference: String,
    /// The démarche's name.
    pub demarche: String,
    /// The recipient's title.
    pub recipient: String,
    /// The organisation.
    pub organisation: Option<Contact>,
    /// When it was recorded.
    pub recorded_at: Zoned,
    /// When it came to this desk, where another one had it before.
    pub arrived_at: Option<Zoned>,
    /// The status code.
    pub status: String,
    /// The day by which it must be acknowledged, while it is not.
    pub due: Option<Date>,
    /// The time for an answer, where silence means anything and there is none yet.
    pub silence: Option<Silence>,
    /// The accusé de réception that the agent is to send, where this site may give none in their name.
    pub own_receipt: Option<OwnReceipt>,
    /// How a provider of identity knew who filed, where the démarche asks for it.
    pub identified: Option<RecapIdentified>,
    /// The answers this recipient receives.
    pub recap: Recap,
    /// The attachments.
    pub attachments: Vec<Attached>,
    /// ZIP package, « tout imprimer » PDF.
    pub downloads: Vec<Download>,
    /// What the desk keeps to itself.
    pub desk: AtDesk,
    /// Where it is answered by a letter.
    pub letter_href: String,
    /// A letter that was begun and left by « Retour »: posted there again, with `resume`.
    pub letter: Option<Unsent>,
    /// The page to send the case on from, where it may be.
    pub forward_href: Option<String>,
    /// What happened, the newest first.
    pub events: Vec<Event>,
    /// Where the act posts (multipart): `status` (may be empty), `message`, `document` (files), `_revision`.
    pub action: String,
    /// What may be asked of the citizen, with the status `complement`.
    pub asking: Option<Asking>,
    /// What may be given back as values, with what was.
    pub given_back: Option<GivenBack>,
    /// The citizen has begun to answer what is awaited, and not sent it yet.
    pub complement_begun: bool,
    /// The statuses that may be set.
    pub statuses: Vec<String>,
    /// The case's revision: an act on an old one is refused.
    pub revision: u64,
    /// The status chosen on a page that comes back.
    pub chosen: String,
    /// The message typed on a page that comes back.
    pub message: String,
    /// The names of the documents chosen on a page that comes back: browsers forget the choice.
    pub unsent: Vec<String>,
    /// The media types accepted of a returned document.
    pub accept: Vec<String>,
    /// In bytes, of one returned document.
    pub max_size: u64,
    /// The act was just done.
    pub done: bool,
    /// What is wrong; fields `status`, `message`, `document`, `sent_on`, `assignee`, `note`.
    pub faults: Vec<Fault>,
}

/// What only the agents of its desk see of a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AtDesk {
    /// Where `assignee` posts: an agent's id, or empty.
    pub assign_action: String,
    /// Who looks after it; empty: nobody.
    pub assignee: String,
    /// Whether the account of whoever does is closed.
    pub left: bool,
    /// Who is chosen on a page that comes back; otherwise the same.
    pub chosen: String,
    /// Who reads the page.
    pub me: String,
    /// The agents of the desk: id and name.
    pub colleagues: Vec<(String, String)>,
    /// Where `labels` posts, once for each that the case is to carry.
    pub label_action: String,
    /// The labels of the desk; those that are ticked are on.
    pub labels: Vec<Tag>,
    /// Those that the case carries, as they are posted.
    pub labelled: String,
    /// Where `note` posts.
    pub note_action: String,
    /// Tells one note from the same one sent twice.
    pub note_key: String,
    /// The note typed on a page that comes back.
    pub note: String,
    /// The notes, the latest first.
    pub notes: Vec<Noted>,
}

/// A note between colleagues.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Noted {
    /// When.
    pub at: Zoned,
    /// Who.
    pub by: String,
    /// What.
    pub text: String,
}
