//! Holds what a démarche is in law: who may file, who is in charge, what silence means, how long what is kept.

use crate::text::Text;

/// Who may file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicant {
    /// A person.
    Particulier,
    /// An association.
    Association,
    /// A professional.
    Professionnel,
}

/// What the procedure is in law: decides what the receipt must state (CRPA, R112-11-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProcedureKind {
    /// A request: the receipt states what silence means.
    Demande,
    /// A declaration.
    Declaration,
    /// A piece of information.
    Information,
}

/// The days within which an accusé de réception is owed where the filing brought an accusé d'enregistrement (CRPA, R112-11-2); counted as
/// calendar days, the stricter reading.
pub const ACKNOWLEDGED_WITHIN: u8 = 10;

/// The service in charge, as the receipt must name it (CRPA, R112-11-1, 2°).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Authority {
    /// The body.
    pub name: String,
    /// The service in it.
    pub service: Option<String>,
    /// Postal address, on one line.
    pub address: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// When the telephone is answered.
    pub hours: Option<Text>,
    /// Whether these are the recipient organisation's own, taken from the directory at submission.
    pub from_recipient: bool,
}

/// How long what is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// A draft, after its last change.
    pub draft: Delay,
    /// A dossier, after every partner has acknowledged it.
    pub delivered: Delay,
    /// The receipt.
    pub receipt: Delay,
    /// The basis in law.
    pub basis: Option<Text>,
}

/// What it means that the administration does not answer (CRPA, L231-1 and following).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// What it means.
    pub means: SilenceMeans,
    /// After how long.
    pub after: Delay,
    /// Time limits and ways of appeal, for a rejection: its own, or the démarche's.
    pub appeal: Option<Text>,
}

impl Silence {
    /// The day on which the silence speaks, of what was received on `day`; none past the end of the calendar.
    pub fn until(&self, day: jiff::civil::Date) -> Option<jiff::civil::Date> {
        day.checked_add(self.after.span()).ok()
    }
}

/// What silence means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SilenceMeans {
    /// The request is accepted.
    Acceptance,
    /// The request is rejected.
    Rejection,
}

/// A length of time as law counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delay {
    /// Calendar days.
    Days(u16),
    /// Months, to the same day number.
    Months(u16),
    /// Years, to the same day.
    Years(u16),
}

impl Delay {
    /// As law counts it: days one by one, months and years to the same day number, or the last day of a shorter month.
    pub fn span(self) -> jiff::Span {
        match self {
            Self::Days(days) => jiff::Span::new().days(i64::from(days)),
            Self::Months(months) => jiff::Span::new().months(i64::from(months)),
            // More years than the calendar has would be no span.
            Self::Years(years) => jiff::Span::new().years(i64::from(years.min(9_999))),
        }
    }
}
