//! Holds what a démarche is in law: who may file, who is in charge, what silence means, how long what is kept, what makes it lawful.

use std::collections::BTreeSet;

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

/// What makes it lawful to process personal data: the points of article 6-1 of the RGPD, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// a: the person agreed.
    Consent,
    /// b: a contract with the person.
    Contract,
    /// c: the law obliges whoever does it.
    Obligation,
    /// d: somebody's life depends on it.
    VitalInterest,
    /// e: a task in the public interest, or public authority.
    PublicTask,
    /// f: a legitimate interest; not that of public authorities in the performance of their tasks.
    LegitimateInterest,
}

impl Ground {
    fn of(point: char) -> Option<Self> {
        match point.to_ascii_lowercase() {
            'a' => Some(Self::Consent),
            'b' => Some(Self::Contract),
            'c' => Some(Self::Obligation),
            'd' => Some(Self::VitalInterest),
            'e' => Some(Self::PublicTask),
            'f' => Some(Self::LegitimateInterest),
            _ => None,
        }
    }

    /// The grounds that a text names by their points: « RGPD, article 6-1-e », « 6(1)(e) », « article 6, paragraphe 1, point e ».
    pub fn named_in(text: &str) -> BTreeSet<Self> {
        let mut found = BTreeSet::new();
        // How much of « 6, 1, point » was read.
        let mut read = 0;
        for part in parts(text) {
            let point = part.chars().next().filter(|_| part.len() == 1).and_then(Self::of);
            read = match (read, part, point) {
                (_, "6", _) => 1,
                (1, "1", _) => 2,
                (2, _, Some(ground)) => {
                    found.insert(ground);
                    0
                }
                // Words between them: « paragraphe », « point ».
                (read, word, _) if !word.starts_with(|sign: char| sign.is_ascii_digit()) => read,
                _ => 0,
            };
        }
        found
    }
}

/// The numbers and the words of a text, one by one: « 6-1e » has three.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !sign.is_alphanumeric()).flat_map(|word| {
        let ends = word.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(word.len());
        let (number, letters) = word.split_at(ends);
        [number, letters].into_iter().filter(|part| !part.is_empty())
    })
}

impl Retention {
    /// What makes it lawful, as far as the basis names it.
    pub fn grounds(&self) -> BTreeSet<Ground> {
        self.basis.as_ref().map(|basis| Ground::named_in(&basis.fr)).unwrap_or_default()
    }
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

#[cfg(test)]
mod tests {
    use super::Ground;

    #[test]
    fn the_points_of_article_6_are_read_however_they_are_written() {
        let named = |text| Ground::named_in(text).into_iter().collect::<Vec<_>>();
        for text in [
            "RGPD, article 6-1-e",
            "RGPD, art. 6-1-e : mission d'intérêt public.",
            "GDPR 6(1)(e)",
            "article 6, paragraphe 1, point e)",
            "6.1.E",
            "article 6 § 1e",
        ] {
            assert_eq!(named(text), [Ground::PublicTask], "{text}");
        }
        assert_eq!(named("RGPD, articles 6-1-c et 6-1-a"), [Ground::Consent, Ground::Obligation]);
        for text in [
            "Essai",
            "RGPD",
            "RGPD, article 6",
            "RGPD, article 6-1",
            "article 16-1-e",
            "6-2-e",
            "Mission d'intérêt public",
        ] {
            assert!(named(text).is_empty(), "{text}");
        }
    }
}
