//! Following a submission: one timeline a recipient.

use jiff::{Zoned, civil::Date};
use serde::Serialize;

use super::{Attached, Chrome, Contact, DemarcheHead, Download, Event, journey::Keep, pages, silence::Silence};

pages! {
    Follow => "page/follow.html",
}

/// The follow-up page, reached by link or from the account.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Follow {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// In groups.
    pub reference: String,
    /// When it was recorded.
    pub recorded_at: Zoned,
    /// Receipts, the newest first.
    pub receipts: Vec<Attached>,
    /// Everything at once, while it is there.
    pub everything: Option<Download>,
    /// What the citizen attached.
    pub attachments: Vec<Attached>,
    /// The names of those that nobody receives, since they were found harmful.
    pub retained: Vec<String>,
    /// One a recipient.
    pub cases: Vec<FollowedCase>,
    /// What recipients await of the citizen.
    pub awaited: Vec<Awaited>,
    /// A complement was just given.
    pub complement_sent: bool,
    /// A message was just sent.
    pub message_sent: bool,
    /// What was asked before the filing of desks that got no case of it.
    pub asked: Vec<AskedBefore>,
    /// « Conserver mes coordonnées ».
    pub keep: Option<Keep>,
    /// Its answers are there no more.
    pub erased: Option<Erased>,
}

/// What was asked of a desk before the filing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AskedBefore {
    /// The recipient, as the citizen reads it.
    pub recipient: String,
    /// What was written, the oldest first.
    pub events: Vec<Event>,
}

/// A complement that a recipient awaits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Awaited {
    /// Who asks, as the citizen reads it.
    pub recipient: String,
    /// When it asked.
    pub asked_on: Zoned,
    /// The day until which.
    pub due: Option<Date>,
    /// That day is over, and it is still awaited.
    pub late: bool,
    /// What it wrote.
    pub message: Option<String>,
    /// The questions, as they are called; none where the message says all.
    pub questions: Vec<String>,
    /// The page that asks them, where there are any.
    pub href: Option<String>,
    /// The page to write to the recipient on.
    pub message_href: String,
}

/// When the answers were erased, and when the receipt goes too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// The day they were erased.
    pub on: Date,
    /// The day the rest is destroyed.
    pub until: Date,
}

/// An accusé de réception that the recipient sends by its own means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OwnReceipt {
    /// Whether it says that it did.
    pub sent: bool,
    /// The day on which it did, or by which it is to do so.
    pub day: Date,
}

/// One recipient's case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FollowedCase {
    /// What the citizen reads.
    pub title: String,
    /// The organisation.
    pub organisation: Option<String>,
    /// The status code.
    pub status: String,
    /// Since when.
    pub since: Zoned,
    /// The accusé de réception that the recipient sends by its own means.
    pub own_receipt: Option<OwnReceipt>,
    /// The time for an answer, where silence means anything and there is none yet.
    pub silence: Option<Silence>,
    /// What happened, the newest first.
    pub events: Vec<Event>,
    /// What to print and send, for `to_send`.
    pub print: Option<Download>,
    /// What was typed for something that the recipient awaits no more, where that was not sent.
    pub left_href: Option<String>,
    /// The page to write to the recipient on, where it can be written to.
    pub message_href: Option<String>,
    /// Whom to ask.
    pub contact: Option<Contact>,
}
