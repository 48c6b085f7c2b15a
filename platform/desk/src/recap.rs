//! Shows the recap: everything that would be sent, to whom, and what is still missing.

use form::{
    journey,
    recap::Recap,
    routing::{self, PlannedCase},
    text::Language,
    validation, warnings,
};

use crate::{Desk, directory::Keys, error::DeskError, fill::Fill, receipt::document, retain};

/// What the recap page shows.
#[derive(Debug)]
pub struct RecapShown {
    /// Every visible answer, unmasked.
    pub recap: Recap,
    /// What the confirmation must carry.
    pub hash: String,
    /// Who would receive what.
    pub cases: Vec<PlannedCase>,
    /// Who receives, and how: what the confirmation carries too ([`routing::mark`]).
    pub recipients: String,
    /// Indexes of the pages on which something is still wrong, or a warning was not passed.
    pub incomplete: Vec<usize>,
    /// The index of the page at which the journey ends early.
    pub stopped: Option<usize>,
    /// Indexes of all pages.
    pub pages: Vec<usize>,
    /// The signs that the documents print as numbers: no face has them.
    pub unprinted: Vec<char>,
}

impl Desk {
    /// The recap of a draft as it stands.
    pub async fn recap(&self, fill: &Fill, language: Language) -> Result<RecapShown, DeskError> {
        let keys = self.with_state(fill, language, Keys::of);
        let snapshot = self.snapshot(&fill.served, keys, false).await?;
        let mut shown = self.with_state(fill, language, |state| {
            let recap = Recap::to_compare(state);
            let mut incomplete: Vec<usize> = validation::all(state).into_iter().map(|(page, _)| page).collect();
            incomplete.extend(warnings::open_pages(state));
            incomplete.extend(retain::problems(state, &fill.retained).into_iter().map(|(page, _)| page));
            incomplete.sort_unstable();
            incomplete.dedup();
            let cases = routing::plan(state, &snapshot);
            RecapShown {
                hash: recap.hash(),
                recap,
                recipients: routing::mark(&cases),
                cases,
                incomplete,
                stopped: state.stop().map(|(page, _)| page),
                pages: state.pages(),
                unprinted: Vec::new(),
            }
        });
        shown.unprinted = documents::unprinted(&shown.recap).map_err(document)?;
        Ok(shown)
    }

    /// The page before the recap.
    pub fn last_page(&self, fill: &Fill, language: Language) -> Option<String> {
        self.with_state(fill, language, |state| {
            let page = journey::previous_page(state, state.demarche.pages.len())?;
            Some(state.demarche.pages[page].id.clone())
        })
    }
}

#[cfg(test)]
mod tests {
    use form::{field::show, text::Language};
    use jiff::civil::date;
    use words::format;

    /// The two floors may not ask each other; a document that shows both must not look as if two hands had written it.
    #[test]
    fn answers_and_sentences_write_dates_and_numbers_alike() {
        for language in [Language::Fr, Language::En] {
            for month in 1..=12 {
                for day in [1, 2, 24] {
                    let date = date(2026, month, day);
                    assert_eq!(show::date(date, language), format::date(language.tag(), date));
                }
            }
            for number in ["0", "7", "999", "1000", "-1234567.50", "0.5", "-3.00"] {
                assert_eq!(show::number(number.parse().unwrap(), language), format::number(language.tag(), number));
            }
        }
    }
}
