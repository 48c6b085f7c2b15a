//! Says who reads each mail: those who run the site see no more of whom one was for that did not arrive.

use super::Mail;

impl Mail {
    /// `citizen`, `agent`, `desk` for a mailbox that several read, `operator`.
    pub fn reader(&self) -> &'static str {
        match self {
            Self::ResumeLink { .. }
            | Self::Recorded { .. }
            | Self::StatusChanged { .. }
            | Self::DocumentAvailable { .. }
            | Self::Recovery { .. }
            | Self::JoinCode { .. }
            | Self::ClaimCode { .. }
            | Self::FileRetained { .. }
            | Self::QuestionAnswered { .. }
            | Self::ComplementReminder { .. }
            | Self::CaseForwarded { .. }
            | Self::SilenceSpoke { .. }
            | Self::AccountInactive { .. }
            | Self::AccountClosed { .. }
            | Self::AccountChanged { .. }
            | Self::AccountCopied { .. } => "citizen",
            Self::AgentNotice { .. }
            | Self::AgentInvitation { .. }
            | Self::LoginCode { .. }
            | Self::LoginElsewhere { .. }
            | Self::AcknowledgeReminder { .. }
            | Self::DocumentRetained { .. }
            | Self::CitizenWrote { .. }
            | Self::QuestionAsked { .. }
            | Self::ComplementGiven { .. }
            | Self::SilenceReminder { .. }
            | Self::ExportEnded { .. } => "agent",
            Self::DeskNews { .. } | Self::DeskDigest { .. } => "desk",
            Self::OperatorInvitation { .. }
            | Self::AcknowledgeAlarm { .. }
            | Self::CaseRefused { .. }
            | Self::ForwardedOften { .. }
            | Self::RetainedAlarm { .. }
            | Self::ScannerAlarm { .. }
            | Self::FormatAlarm { .. }
            | Self::WebhookAlarm { .. }
            | Self::WebhookGone { .. }
            | Self::DropAlarm { .. }
            | Self::DropHostKey { .. }
            | Self::DropRefused { .. }
            | Self::HubeeAlarm { .. }
            | Self::HubeeKept { .. }
            | Self::LookAlarm { .. } => "operator",
        }
    }
}
