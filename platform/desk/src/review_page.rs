//! Judges a page again as it is stored: what the browser asks for by GET after a page that could not go on.

use form::{problem::Problem, text::Language, validation, warnings};

use crate::{
    Desk,
    fill::{Fill, unhurried},
    retain,
};

impl Desk {
    /// What is wrong with a page of the draft, except at `opened`: questions that the posted page did not show.
    ///
    /// Nothing where the answers leave the page out.
    pub fn review_page(&self, fill: &Fill, page: usize, language: Language, opened: &[&str]) -> Vec<Problem> {
        let judge = || {
            self.with_state(fill, language, |state| {
                if !state.pages().contains(&page) {
                    return Vec::new();
                }
                let mut problems = validation::page(state, page);
                let warnings = warnings::open(state, page, &problems);
                problems.retain(|problem| !opened.contains(&problem.path.as_str()));
                let retained = retain::of_page(state, &fill.retained, page);
                retain::not_besides(&mut problems, &retained);
                problems.extend(retained);
                problems.extend(warnings);
                problems
            })
        };
        if fill.served.has_plugins { unhurried(judge) } else { judge() }
    }
}
