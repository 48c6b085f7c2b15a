//! Explains every code that `check` can tell, a family of codes a file: the reference page is made of these lists.

mod answers;
mod expressions;
mod files;
mod procedure;
mod scenarios;
mod schema;

use std::sync::LazyLock;

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: &'static str,
    /// Why it is a fault, in French.
    pub fr: &'static str,
    /// Why it is a fault, in English.
    pub en: &'static str,
}

/// Every code, in the order of the alphabet.
pub fn reference() -> &'static [Explanation] {
    &EXPLANATIONS
}

/// Every code of what can be wrong with an answer, in the order of the alphabet: what a scenario may expect.
pub fn answer_codes() -> &'static [Explanation] {
    answers::EXPLANATIONS
}

/// The codes of [`answer_codes`] alone.
pub const ANSWER_CODES: &[&str] = &answers::CODES;

static EXPLANATIONS: LazyLock<Vec<Explanation>> = LazyLock::new(|| {
    let families = [
        expressions::EXPLANATIONS,
        files::EXPLANATIONS,
        procedure::EXPLANATIONS,
        scenarios::EXPLANATIONS,
        schema::EXPLANATIONS,
    ];
    let mut all = families.concat();
    all.sort_by_key(|explanation| explanation.code);
    all
});

const fn code(code: &'static str, fr: &'static str, en: &'static str) -> Explanation {
    Explanation { code, fr, en }
}
