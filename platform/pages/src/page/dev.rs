//! What only authors see, on their own machine: faults of a definition, the mailbox of mails that were not sent.

use form::diagnostic::Severity;
use jiff::Zoned;
use serde::Serialize;

use super::{Chrome, pages};

pages! {
    Diagnostics => "page/diagnostics.html",
    Mailbox => "page/mailbox.html",
    MailboxMessage => "page/mailbox_message.html",
}

/// The faults of a definition, each at its place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diagnostics {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche's id.
    pub demarche: String,
    /// Every fault, in the order of the files.
    pub diagnostics: Vec<ShownDiagnostic>,
    /// Where it can be seen although it has (only) warnings.
    pub open_href: Option<String>,
}

/// One fault with the lines around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownDiagnostic {
    /// Stable code.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// The file.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub cause: String,
    /// What to do.
    pub cure: String,
    /// The lines around it.
    pub excerpt: Vec<ExcerptLine>,
}

/// A line of a file, cut where the fault is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExcerptLine {
    /// From 1.
    pub number: usize,
    /// Before the fault; the whole line where the fault is elsewhere.
    pub before: String,
    /// The faulty characters; empty where the fault is elsewhere.
    pub fault: String,
    /// After the fault.
    pub after: String,
}

/// Mails that would have been sent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mailbox {
    /// Around the page.
    pub chrome: Chrome,
    /// The newest first.
    pub messages: Vec<MailLine>,
}

/// A mail in the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MailLine {
    /// The mail.
    pub href: String,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// When.
    pub at: Zoned,
}

/// One mail, its links clickable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MailboxMessage {
    /// Around the page.
    pub chrome: Chrome,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// When.
    pub at: Zoned,
    /// The text part.
    pub text: String,
    /// Back to the list.
    pub back_href: String,
}
