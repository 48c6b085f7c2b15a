//! Puts problems into sentences: the author's own words where there are some, else those of `words`.

use form::{
    problem::{Problem, ProblemKind},
    text::Language,
};
use words::{Argument, Words};

use crate::page::Fault;

/// The date given as an example where the question's hint gives none.
const EXAMPLE: &str = "24 8 1962";

/// What is wrong with an answer, and what is expected. `label` is the question, `field_type` its type (may be empty), `example` the date
/// that its hint gives as an example.
pub fn problem(language: Language, problem: &Problem, label: &str, field_type: &str, example: Option<&str>) -> String {
    if let Some(own) = problem.kind.own_words() {
        return match language {
            Language::Fr => words::typography::french(own.get(language)),
            Language::En => own.get(language).to_owned(),
        };
    }
    let words = Words::shared();
    let given = problem.kind.arguments();
    let mut arguments: Vec<(&str, Argument<'_>)> = given
        .iter()
        // `none` chooses the sentence that names no limit.
        .map(|(name, value)| (*name, Argument::from_digits(if value.is_empty() { "none" } else { value })))
        .collect();
    arguments.push(("label", label.into()));
    arguments.push(("part", problem.part.as_str().into()));
    let example = example.unwrap_or(EXAMPLE);
    arguments.push(("example", example.into()));
    arguments.push(("year", example.rsplit(' ').next().unwrap_or(example).into()));
    let code = match &problem.kind {
        ProblemKind::File { code, .. } => code,
        kind => kind.code(),
    };
    words
        .problem(language.tag(), code, field_type, &arguments)
        .or_else(|| words.problem(language.tag(), problem.kind.code(), field_type, &arguments))
        .unwrap_or_else(|| words.get(language.tag(), "answer-invalid", &arguments))
}

/// What is wrong with one of the platform's own forms.
pub fn fault(language: Language, fault: &Fault) -> String {
    let arguments: Vec<(&str, Argument<'_>)> =
        fault.arguments.iter().map(|(name, value)| (name.as_str(), Argument::from_digits(value))).collect();
    Words::shared()
        .problem(language.tag(), &fault.code, "", &arguments)
        .unwrap_or_else(|| Words::shared().get(language.tag(), "answer-invalid", &arguments))
}

/// Splits a sentence of several lines, for places that show paragraphs.
pub fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
