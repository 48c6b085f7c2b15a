//! Finds a document's sentences in its language, and words dates in the démarche's time zone.

use form::{
    demarche::{Delay, Demarche},
    text::Language,
};
use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};
use words::{Argument, Words, format};

/// One language's sentences.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Say {
    pub(crate) language: Language,
}

impl Say {
    pub(crate) fn tag(self) -> &'static str {
        self.language.tag()
    }

    pub(crate) fn it(self, id: &str) -> String {
        self.with(id, &[])
    }

    pub(crate) fn with(self, id: &str, arguments: &[(&str, Argument<'_>)]) -> String {
        Words::shared().get(self.tag(), id, arguments)
    }

    /// What stands over a section that goes on overleaf: its title, a long one by its first words. A running head names a place, it is no
    /// sentence: readers that look for text nobody hears take a longer one for such.
    pub(crate) fn continued(self, title: &str) -> String {
        let words: Vec<&str> = title.split_whitespace().collect();
        let short = if words.len() > 6 { format!("{} …", words[..5].join(" ")) } else { title.to_owned() };
        self.with("receipt-continued", &[("title", short.into())])
    }

    /// « 2 mois », "2 months".
    pub(crate) fn delay(self, delay: Delay) -> String {
        let (id, count) = match delay {
            Delay::Days(count) => ("delay-days", count),
            Delay::Months(count) => ("delay-months", count),
            Delay::Years(count) => ("delay-years", count),
        };
        self.with(id, &[("count", count.into())])
    }

    pub(crate) fn date(self, date: Date) -> String {
        format::date(self.tag(), date)
    }

    /// To the second, with the zone.
    pub(crate) fn exactly(self, at: &Zoned) -> String {
        format::exact_date_time(self.tag(), at)
    }
}

/// An instant in the démarche's legal time zone.
pub(crate) fn local(demarche: &Demarche, at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::get(&demarche.timezone).unwrap_or(TimeZone::UTC))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_is_shortened_overleaf() {
        let say = Say { language: Language::Fr };
        assert_eq!(say.continued("Le jeune à recenser"), "Le jeune à recenser (suite)");
        assert_eq!(say.continued("Si vous ne recevez pas de réponse"), "Si vous ne recevez pas … (suite)");
    }
}
