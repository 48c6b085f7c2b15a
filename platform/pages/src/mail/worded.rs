//! Puts a mail in sentences: what each is given, and where its button leads.

use form::text::Language;
use jiff::civil::Date;
use words::{Argument, Words, format};

use super::Mail;
use crate::sentence;

/// A mail in sentences.
pub(crate) struct WordedMail<'a> {
    pub(crate) subject: String,
    pub(crate) title: String,
    pub(crate) paragraphs: Vec<String>,
    /// The words of the button and where it leads.
    pub(crate) action: Option<(String, &'a str)>,
}

impl Mail {
    /// The reference the mail is about.
    pub(crate) fn reference(&self) -> Option<&str> {
        match self {
            Self::Recorded { reference, .. }
            | Self::StatusChanged { reference, .. }
            | Self::DocumentAvailable { reference, .. }
            | Self::AgentNotice { reference, .. }
            | Self::AcknowledgeReminder { reference, .. }
            | Self::AcknowledgeAlarm { reference, .. }
            | Self::CaseRefused { reference, .. }
            | Self::FileRetained { reference, .. }
            | Self::DocumentRetained { reference, .. }
            | Self::CitizenWrote { reference, .. }
            | Self::ComplementGiven { reference, .. }
            | Self::ComplementReminder { reference, .. }
            | Self::CaseForwarded { reference, .. }
            | Self::ForwardedOften { reference, .. }
            | Self::SilenceReminder { reference, .. }
            | Self::SilenceSpoke { reference, .. }
            | Self::RetainedAlarm { reference, .. } => Some(reference),
            Self::ResumeLink { .. }
            | Self::QuestionAsked { .. }
            | Self::QuestionAnswered { .. }
            | Self::AgentInvitation { .. }
            | Self::OperatorInvitation { .. }
            | Self::LoginCode { .. }
            | Self::ClaimCode { .. }
            | Self::JoinCode { .. }
            | Self::Recovery { .. }
            | Self::LoginElsewhere { .. }
            | Self::ScannerAlarm { .. }
            | Self::FormatAlarm { .. }
            | Self::WebhookAlarm { .. }
            | Self::WebhookGone { .. }
            | Self::DropAlarm { .. }
            | Self::DropHostKey { .. }
            | Self::DropRefused { .. }
            | Self::HubeeAlarm { .. }
            | Self::HubeeKept { .. }
            | Self::LookAlarm { .. }
            | Self::DeskNews { .. }
            | Self::ExportEnded { .. }
            | Self::AccountInactive { .. }
            | Self::AccountChanged { .. }
            | Self::AccountClosed { .. }
            | Self::AccountCopied { .. }
            | Self::DeskDigest { .. } => None,
        }
    }

    fn url(&self) -> Option<&str> {
        match self {
            Self::ResumeLink { url, .. }
            | Self::Recorded { url, .. }
            | Self::StatusChanged { url, .. }
            | Self::DocumentAvailable { url, .. }
            | Self::AgentNotice { url, .. }
            | Self::AgentInvitation { url, .. }
            | Self::LoginElsewhere { url, .. }
            | Self::Recovery { url }
            | Self::OperatorInvitation { url, .. }
            | Self::AcknowledgeReminder { url, .. }
            | Self::FileRetained { url, .. }
            | Self::DocumentRetained { url, .. }
            | Self::CitizenWrote { url, .. }
            | Self::QuestionAsked { url, .. }
            | Self::ComplementGiven { url, .. }
            | Self::ComplementReminder { url, .. }
            | Self::DeskNews { url, .. }
            | Self::DeskDigest { url, .. }
            | Self::ExportEnded { url, .. }
            | Self::AccountInactive { url, .. }
            | Self::AccountChanged { url, .. }
            | Self::AccountClosed { url, .. }
            | Self::AccountCopied { url }
            | Self::CaseForwarded { url, .. }
            | Self::SilenceReminder { url, .. }
            | Self::SilenceSpoke { url, .. } => Some(url),
            Self::QuestionAnswered { url, .. } => url.as_deref(),
            Self::AcknowledgeAlarm { .. }
            | Self::ForwardedOften { .. }
            | Self::LoginCode { .. }
            | Self::ClaimCode { .. }
            | Self::JoinCode { .. }
            | Self::RetainedAlarm { .. }
            | Self::ScannerAlarm { .. }
            | Self::FormatAlarm { .. }
            | Self::WebhookAlarm { .. }
            | Self::WebhookGone { .. }
            | Self::DropAlarm { .. }
            | Self::DropHostKey { .. }
            | Self::CaseRefused { .. }
            | Self::DropRefused { .. }
            | Self::HubeeAlarm { .. }
            | Self::HubeeKept { .. }
            | Self::LookAlarm { .. } => None,
        }
    }

    fn arguments(&self, language: Language) -> Vec<(&'static str, Argument<'_>)> {
        let tag = language.tag();
        let day = |date: &Date| Argument::from(format::date(tag, *date));
        match self {
            Self::ResumeLink { demarche, until, .. } => vec![("demarche", demarche.into()), ("until", day(until))],
            Self::QuestionAsked { demarche, .. } => vec![("demarche", demarche.into())],
            Self::QuestionAnswered { demarche, recipient, .. } => {
                vec![("demarche", demarche.into()), ("recipient", recipient.into())]
            }
            Self::Recorded { demarche, reference, .. }
            | Self::FileRetained { demarche, reference, .. }
            | Self::DocumentRetained { demarche, reference, .. }
            | Self::CitizenWrote { demarche, reference, .. }
            | Self::ComplementGiven { demarche, reference, .. }
            | Self::ForwardedOften { demarche, reference }
            | Self::RetainedAlarm { demarche, reference } => {
                vec![("demarche", demarche.into()), ("reference", reference.into())]
            }
            Self::AgentNotice { demarche, reference, own, .. } => {
                let mut said = vec![("demarche", demarche.into()), ("reference", reference.into())];
                said.extend(own.as_ref().map(|due| ("due", day(due))));
                said
            }
            Self::StatusChanged { demarche, reference, recipient, .. }
            | Self::DocumentAvailable { demarche, reference, recipient, .. } => {
                vec![("demarche", demarche.into()), ("reference", reference.into()), ("recipient", recipient.into())]
            }
            Self::CaseRefused { demarche, reference, organisation } => vec![
                ("demarche", demarche.into()),
                ("reference", reference.into()),
                ("organisation", organisation.into()),
            ],
            Self::ComplementReminder { demarche, reference, recipient, due, .. } => vec![
                ("demarche", demarche.into()),
                ("reference", reference.into()),
                ("recipient", recipient.into()),
                ("due", day(due)),
            ],
            Self::CaseForwarded { demarche, reference, from, to, .. } => vec![
                ("demarche", demarche.into()),
                ("reference", reference.into()),
                ("from", from.into()),
                ("to", to.into()),
            ],
            Self::SilenceReminder { demarche, reference, until, .. } => {
                vec![("demarche", demarche.into()), ("reference", reference.into()), ("until", day(until))]
            }
            Self::SilenceSpoke { demarche, reference, recipient, on, appeal, .. } => vec![
                ("demarche", demarche.into()),
                ("reference", reference.into()),
                ("recipient", recipient.into()),
                ("on", day(on)),
                ("appeal", appeal.as_deref().unwrap_or_default().into()),
            ],
            Self::AgentInvitation { organisation, until, .. } => {
                vec![("organisation", organisation.into()), ("until", day(until))]
            }
            Self::OperatorInvitation { site, until, .. } => vec![("site", site.into()), ("until", day(until))],
            Self::AcknowledgeReminder { demarche, reference, due, .. } => {
                vec![("demarche", demarche.into()), ("reference", reference.into()), ("due", day(due))]
            }
            Self::AcknowledgeAlarm { demarche, reference, organisation, due } => vec![
                ("demarche", demarche.into()),
                ("reference", reference.into()),
                ("organisation", organisation.into()),
                ("due", day(due)),
            ],
            Self::LoginCode { code } => vec![("code", code.into())],
            Self::ClaimCode { code, reference } => vec![("code", code.into()), ("reference", reference.into())],
            Self::JoinCode { code, provider } => vec![("code", code.into()), ("provider", provider.into())],
            Self::LoginElsewhere { providers, .. } => vec![("providers", providers.into())],
            Self::ScannerAlarm { files } => vec![("files", (*files).into())],
            Self::FormatAlarm { demarche, reference, format } => {
                vec![("demarche", demarche.into()), ("reference", reference.into()), ("format", format.into())]
            }
            Self::WebhookAlarm { organisation }
            | Self::WebhookGone { organisation }
            | Self::DropAlarm { organisation }
            | Self::DropHostKey { organisation }
            | Self::DropRefused { organisation }
            | Self::HubeeAlarm { organisation }
            | Self::HubeeKept { organisation }
            | Self::LookAlarm { organisation } => vec![("organisation", organisation.into())],
            Self::AccountInactive { until, .. } => vec![("until", day(until))],
            Self::AccountChanged { change, .. } => {
                change.provider().map(|provider| ("provider", provider.into())).into_iter().collect()
            }
            Self::DeskNews { .. } | Self::ExportEnded { .. } | Self::Recovery { .. } | Self::AccountCopied { .. } => {
                Vec::new()
            }
            Self::AccountClosed { dossiers, .. } => vec![("links", dossiers.join("\n").into())],
            Self::DeskDigest { cases, messages, complements, .. } => vec![
                ("cases", (*cases).into()),
                ("messages", (*messages).into()),
                ("complements", (*complements).into()),
            ],
        }
    }

    /// The mail in sentences; line ends never reach the subject, so that no header can be added to it.
    pub(crate) fn worded(&self, language: Language) -> WordedMail<'_> {
        let arguments = self.arguments(language);
        let say = |part: &str| Words::shared().get(language.tag(), &format!("mail-{}-{part}", self.name()), &arguments);
        let one_line = |text: String| text.replace(char::is_control, " ");
        WordedMail {
            subject: one_line(say("subject")),
            title: say("title"),
            paragraphs: sentence::paragraphs(&say("text")),
            action: self.url().map(|url| (say("action"), url)),
        }
    }
}
