//! Finds conditions that never change: `show_if: "1 == 2"` hides for ever, and nobody meant that.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::{
    definition::{report::Report, tree::Written},
    diagnostic::Sentence,
    expression::{Env, Expression, Found, Here, Hidden, eval_condition},
};

/// Answers of which there are none: what is evaluated on them reads none.
struct NoAnswers;

impl Env for NoAnswers {
    fn get(&self, _path: &str) -> Found {
        Found::Hidden
    }

    fn rows(&self, _path: &str) -> Result<Cow<'_, [String]>, Hidden> {
        Ok(Cow::Borrowed(&[]))
    }

    fn today(&self) -> Date {
        Date::ZERO
    }
}

fn constant(compiled: &Expression) -> Option<bool> {
    let changes = !compiled.reads().is_empty() || compiled.uses_today() || compiled.uses_row_index();
    (!changes).then(|| eval_condition(compiled, &NoAnswers, &Here::default()))
}

/// A condition that is never true hides its page or field for ever; one that is always true says nothing.
pub(super) fn condition(report: &mut Report, compiled: &Expression, written: &Written) {
    match constant(compiled) {
        Some(false) => report.error(
            "logic.never_true",
            written.place,
            Sentence::new(
                "Cette condition n'est jamais vraie : personne n'y arrive.",
                "This condition is never true: nobody gets there.",
            ),
            Sentence::new(
                "Comparez une réponse, ou retirez ce que la condition cache.",
                "Compare an answer, or remove what the condition hides.",
            ),
        ),
        Some(true) => always(report, written),
        None => {}
    }
}

/// A rule that never holds refuses everybody.
pub(super) fn rule(report: &mut Report, compiled: &Expression, written: &Written) {
    match constant(compiled) {
        Some(false) => report.error(
            "logic.never_true",
            written.place,
            Sentence::new(
                "Cette règle n'est jamais vraie : personne ne peut transmettre la démarche.",
                "This rule is never true: nobody can submit the démarche.",
            ),
            Sentence::new("Comparez une réponse, ou retirez la règle.", "Compare an answer, or remove the rule."),
        ),
        Some(true) => always(report, written),
        None => {}
    }
}

fn always(report: &mut Report, written: &Written) {
    report.warning(
        "logic.always_true",
        written.place,
        Sentence::new("Cette condition est toujours vraie.", "This condition is always true."),
        Sentence::new("Retirez-la.", "Remove it."),
    );
}
