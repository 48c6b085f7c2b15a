//! Draws the mails: what happened, what to do, where, by when; nothing personal.
//!
//! To add one: a variant of [`Mail`] with its sentences `mail-<name>-subject`, `-title`, `-text`, `-action` in `mails.ftl`.

mod parts;
mod reader;
mod worded;

use form::text::Language;
use jiff::civil::Date;
use serde::Serialize;

pub use parts::{AccountChange, News, Way};

/// A mail to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub enum Mail {
    /// The link of a draft put away.
    ResumeLink {
        /// The démarche's name.
        demarche: String,
        /// The whole address.
        url: String,
        /// The day the draft is deleted.
        until: Date,
    },
    /// A submission was recorded.
    Recorded {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
        /// How it reaches its recipients.
        way: Way,
        /// The follow-up page, whole address.
        url: String,
    },
    /// The status of a case changed, or with none, a message came.
    StatusChanged {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
        /// What the citizen reads of the recipient.
        recipient: String,
        /// The code of the new status; `cancelled_whole` where nothing of the dossier goes on.
        status: Option<String>,
        /// The follow-up page.
        url: String,
    },
    /// A document was returned.
    DocumentAvailable {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
        /// What the citizen reads of the recipient.
        recipient: String,
        /// The follow-up page.
        url: String,
    },
    /// To agents: a case has come.
    AgentNotice {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
        /// The last day that law leaves, where the agents send the accusé de réception themselves.
        own: Option<Date>,
        /// The case.
        url: String,
    },
    /// To a person: become an agent.
    AgentInvitation {
        /// Who invites.
        organisation: String,
        /// The whole address.
        url: String,
        /// The day the invitation ends.
        until: Date,
    },
    /// To a person: help to run the site.
    OperatorInvitation {
        /// The site.
        site: String,
        /// The whole address.
        url: String,
        /// The day the invitation ends.
        until: Date,
    },
    /// To an agent: the code that lets them in.
    LoginCode {
        /// Six digits.
        code: String,
    },
    /// To a citizen who has lost their password: where they choose another one.
    Recovery {
        /// Good once, for half an hour.
        url: String,
    },
    /// To a citizen: the code by which their account is attached to what a provider knows them as.
    JoinCode {
        /// Six digits.
        code: String,
        /// What the provider is called.
        provider: String,
    },
    /// To the address left with a dossier: the code by which it comes into an account.
    ClaimCode {
        /// Six digits.
        code: String,
        /// As shown to citizens, in groups.
        reference: String,
    },
    /// To an agent who asked for a code, and whose organisation has them come in by a provider alone.
    LoginElsewhere {
        /// What it is called, or they are.
        providers: String,
        /// Where they begin.
        url: String,
    },
    /// To agents: a case must be acknowledged (days 5 and 8).
    AcknowledgeReminder {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
        /// The last day that law leaves.
        due: Date,
        /// Whether the agents send the accusé de réception themselves, or opening the case gives it.
        own: bool,
        /// The case.
        url: String,
    },
    /// To the operator: a case was not acknowledged (day 9).
    AcknowledgeAlarm {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
        /// The organisation that owes the act.
        organisation: String,
        /// The last day that law leaves.
        due: Date,
    },
    /// To the operator: a recipient's software could not take a case in.
    CaseRefused {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
        /// The organisation.
        organisation: String,
    },
    /// To the citizen: a file of theirs was found harmful after they filed it.
    FileRetained {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
        /// The follow-up page.
        url: String,
    },
    /// To agents: a document that they returned was found harmful.
    DocumentRetained {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
        /// The case.
        url: String,
    },
    /// To agents: the citizen wrote.
    CitizenWrote {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
        /// The case.
        url: String,
    },
    /// To agents: somebody who is filling in a démarche asks them something.
    QuestionAsked {
        /// The démarche's name.
        demarche: String,
        /// The question.
        url: String,
    },
    /// To the citizen: the desk that they asked before filing has answered.
    QuestionAnswered {
        /// The démarche's name.
        demarche: String,
        /// What the citizen reads of the recipient.
        recipient: String,
        /// The answer, where nobody reads it there without logging in; never the address of a draft, which opens it.
        url: Option<String>,
    },
    /// To agents: the citizen gave a complement.
    ComplementGiven {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
        /// The case.
        url: String,
    },
    /// To the citizen: a complement is still awaited, and the day draws near.
    ComplementReminder {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
        /// What the citizen reads of the recipient.
        recipient: String,
        /// The last day.
        due: Date,
        /// The follow-up page.
        url: String,
    },
    /// To the citizen: the case went to the office that it is for.
    CaseForwarded {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
        /// The office that had it.
        from: String,
        /// The office that has it.
        to: String,
        /// The follow-up page.
        url: String,
    },
    /// To the operator: a case goes from desk to desk.
    ForwardedOften {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
    },
    /// To agents: the last day for an answer draws near.
    SilenceReminder {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
        /// The last day.
        until: Date,
        /// Whether no answer accepts or rejects.
        acceptance: bool,
        /// The case.
        url: String,
    },
    /// To the citizen: no answer came in time, and law gives that a meaning.
    SilenceSpoke {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
        /// What the citizen reads of the recipient.
        recipient: String,
        /// The last day that there was.
        on: Date,
        /// Whether it accepts or rejects.
        acceptance: bool,
        /// Time limits and ways of appeal, where it rejects.
        appeal: Option<String>,
        /// The follow-up page.
        url: String,
    },
    /// To the operator: a harmful file is held back.
    RetainedAlarm {
        /// The démarche's name.
        demarche: String,
        /// In groups.
        reference: String,
    },
    /// To the operator: no antivirus examines the files that wait.
    ScannerAlarm {
        /// How many.
        files: u64,
    },
    /// To the operator: a format that a recipient's software reads cannot be made of a case.
    FormatAlarm {
        /// The démarche.
        demarche: String,
        /// The reference.
        reference: String,
        /// As the démarche names it.
        format: String,
    },
    /// To the operator: a recipient's webhook could not be told of something, for days.
    WebhookAlarm {
        /// The organisation whose webhook it is.
        organisation: String,
    },
    /// To the operator: files could not be put on a recipient's server, for days.
    DropAlarm {
        /// The organisation whose server it is.
        organisation: String,
    },
    /// To the operator: a recipient's server shows another key than the one that is known.
    DropHostKey {
        /// The organisation whose server it is.
        organisation: String,
    },
    /// To the operator: a recipient's software could not take in what was put on its server.
    DropRefused {
        /// The organisation whose software it is.
        organisation: String,
    },
    /// To the operator: a case does not reach its recipient by HubEE.
    HubeeAlarm {
        /// The organisation that it is for.
        organisation: String,
    },
    /// To the operator: what a recipient answered by HubEE could not be applied to its case.
    HubeeKept {
        /// The organisation that answered.
        organisation: String,
    },
    /// To the operator: a recipient's answers could not be read, time and again.
    LookAlarm {
        /// The organisation whose way back it is.
        organisation: String,
    },
    /// To a desk's mailbox: something came to a case.
    DeskNews {
        /// What.
        news: News,
        /// The case.
        url: String,
    },
    /// To a desk's mailbox: how much came since the last mail.
    DeskDigest {
        /// New cases.
        cases: u64,
        /// Messages of citizens.
        messages: u64,
        /// Complements of citizens.
        complements: u64,
        /// The inbox.
        url: String,
    },
    /// To an agent: the export that they asked for has come to its end.
    ExportEnded {
        /// Its file is there.
        ready: bool,
        /// The page of exports.
        url: String,
    },
    /// To the operator: a recipient's webhook says that nobody is there any more.
    WebhookGone {
        /// The organisation whose webhook it is.
        organisation: String,
    },
    /// To the citizen: nobody came to their account for long, and it will be closed.
    AccountInactive {
        /// The day it is closed.
        until: Date,
        /// The login.
        url: String,
    },
    /// To the citizen: their account is closed.
    AccountClosed {
        /// What they sent, each with its reference and the link by which it is followed from now on.
        dossiers: Vec<String>,
        /// The site.
        url: String,
    },
    /// To the citizen: what lets somebody into their account has changed.
    AccountChanged {
        /// How.
        change: AccountChange,
        /// The page of what lets them in.
        url: String,
    },
    /// To the citizen: the copy of all that their account holds is there.
    AccountCopied {
        /// The page of their details.
        url: String,
    },
}

impl Mail {
    /// The name its sentences begin with: `mail-<name>-subject`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ResumeLink { .. } => "resume-link",
            Self::Recorded { way: Way::Online, .. } => "recorded",
            Self::Recorded { way: Way::Partly, .. } => "recorded-partly",
            Self::Recorded { way: Way::ByPost, .. } => "recorded-by-post",
            // A refusal is told on the follow-up page alone.
            Self::StatusChanged { status, .. } => match status.as_deref() {
                None => "message",
                Some("received") => "status-received",
                Some("complement") => "status-complement",
                Some("done" | "refused" | "closed") => "status-ended",
                Some("suspended") => "status-suspended",
                Some("resumed") => "status-resumed",
                Some("cancelled") => "status-cancelled",
                Some("cancelled_whole") => "status-cancelled-whole",
                Some(_) => "status-changed",
            },
            Self::DocumentAvailable { .. } => "document-available",
            Self::AgentNotice { own: None, .. } => "agent-notice",
            Self::AgentNotice { own: Some(_), .. } => "agent-notice-own",
            Self::AgentInvitation { .. } => "agent-invitation",
            Self::OperatorInvitation { .. } => "operator-invitation",
            Self::LoginCode { .. } => "login-code",
            Self::ClaimCode { .. } => "claim-code",
            Self::JoinCode { .. } => "join-code",
            Self::Recovery { .. } => "recovery",
            Self::LoginElsewhere { .. } => "login-elsewhere",
            Self::AcknowledgeReminder { own: false, .. } => "acknowledge-reminder",
            Self::AcknowledgeReminder { own: true, .. } => "acknowledge-reminder-own",
            Self::AcknowledgeAlarm { .. } => "acknowledge-alarm",
            Self::FileRetained { .. } => "file-retained",
            Self::DocumentRetained { .. } => "document-retained",
            Self::CitizenWrote { .. } => "citizen-wrote",
            Self::QuestionAsked { .. } => "question-asked",
            Self::QuestionAnswered { url: None, .. } => "question-answered",
            Self::QuestionAnswered { url: Some(_), .. } => "question-answered-account",
            Self::ComplementGiven { .. } => "complement-given",
            Self::ComplementReminder { .. } => "complement-reminder",
            Self::CaseForwarded { .. } => "case-forwarded",
            Self::ForwardedOften { .. } => "forwarded-often",
            Self::SilenceReminder { acceptance: false, .. } => "silence-reminder-rejection",
            Self::SilenceReminder { acceptance: true, .. } => "silence-reminder-acceptance",
            Self::SilenceSpoke { acceptance: false, .. } => "silence-rejection",
            Self::SilenceSpoke { acceptance: true, .. } => "silence-acceptance",
            Self::RetainedAlarm { .. } => "retained-alarm",
            Self::ScannerAlarm { .. } => "scanner-alarm",
            Self::FormatAlarm { .. } => "format-alarm",
            Self::WebhookAlarm { .. } => "webhook-alarm",
            Self::WebhookGone { .. } => "webhook-gone",
            Self::DropAlarm { .. } => "drop-alarm",
            Self::DropHostKey { .. } => "drop-host-key",
            Self::DropRefused { .. } => "drop-refused",
            Self::HubeeAlarm { .. } => "hubee-alarm",
            Self::HubeeKept { .. } => "hubee-kept",
            Self::LookAlarm { .. } => "look-alarm",
            Self::CaseRefused { .. } => "case-refused",
            Self::DeskNews { news: News::Case, .. } => "desk-case",
            Self::DeskNews { news: News::Message, .. } => "desk-message",
            Self::DeskNews { news: News::Complement, .. } => "desk-complement",
            Self::DeskNews { news: News::Other, .. } => "desk-news",
            Self::DeskDigest { .. } => "desk-digest",
            Self::ExportEnded { ready: true, .. } => "export-ready",
            Self::ExportEnded { ready: false, .. } => "export-failed",
            Self::AccountInactive { .. } => "account-inactive",
            Self::AccountClosed { dossiers, .. } if dossiers.is_empty() => "account-closed",
            Self::AccountClosed { .. } => "account-closed-sent",
            Self::AccountChanged { change, .. } => change.name(),
            Self::AccountCopied { .. } => "account-copied",
        }
    }
}

/// A mail, drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnMail {
    /// The subject: the démarche and the fact. Holds no line end.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// What the mail templates see.
#[derive(Debug, Serialize)]
pub(crate) struct MailContext<'a> {
    pub(crate) language: Language,
    pub(crate) site: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) title: &'a str,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) reference: Option<&'a str>,
    pub(crate) action: Option<(String, &'a str)>,
}
