//! Finds conditions that never change: `show_if: "1 == 2"` hides for ever, and so does `a == 'x' && a == 'y'`; nobody meant that.

use std::borrow::Cow;

use jiff::civil::Date;

use super::draft::Draft;
use crate::{
    definition::{
        report::Report,
        tree::{Place, Written},
    },
    diagnostic::Sentence,
    expression::{
        self, Domain, Domains, Env, Expression, FUEL, Found, Hidden, Outlook, Size, Sizes, Type, eval_constant,
    },
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

impl Sizes for NoAnswers {
    fn rows(&self, _path: &str) -> u64 {
        0
    }

    fn answer(&self, _path: &str) -> Size {
        Size::One
    }
}

/// What the answers of a draft can be.
pub(super) struct Answers<'d, 'a>(pub(super) &'d Draft<'a>);

impl Domains for Answers<'_, '_> {
    fn domain(&self, path: &str) -> (Domain, bool) {
        let Some(id) = self.0.id_at(path) else {
            return self.of_entry(path).unwrap_or((Domain::Opaque, true));
        };
        let (node, origin) = (self.0.node(id), self.0.origin(id));
        let can_be_missing = origin.can_be_blank || origin.can_be_hidden;
        let Some(field) = node.field() else {
            return (Domain::Opaque, true);
        };
        let domain = match &origin.r#type {
            Some(Type::Bool) => Domain::YesNo,
            Some(Type::Choice(options)) => Domain::Choice(options.clone()),
            // What is computed is held to no bounds.
            Some(Type::Number) if node.computed.is_some() => {
                Domain::Number { least: None, greatest: None, scale: None }
            }
            Some(Type::Number) => {
                Domain::Number { least: field.minimum, greatest: field.maximum, scale: Some(field.scale) }
            }
            Some(Type::Text | Type::Date) => Domain::Open,
            _ => Domain::Opaque,
        };
        (domain, can_be_missing)
    }
}

impl Answers<'_, '_> {
    /// The code or the name of an entry chosen from a list: a text, there whenever the choice is made.
    fn of_entry(&self, path: &str) -> Option<(Domain, bool)> {
        let (chosen, part) = path.rsplit_once('.')?;
        let id = self.0.id_at(chosen).filter(|_| matches!(part, "code" | "nom"))?;
        let is_entry = self.0.node(id).field().is_some_and(|field| field.field_type.name() == "referential");
        let origin = self.0.origin(id);
        is_entry.then_some((Domain::Open, origin.can_be_blank || origin.can_be_hidden))
    }

    /// Whether nothing at all is known of what stands at a path.
    pub(super) fn is_unknown(&self, path: &str) -> bool {
        matches!(self.domain(path).0, Domain::Opaque)
    }
}

/// Whether an expression changes with no answer, no recipient, no day and no row; and then what it gives, where that takes few steps to find.
fn constant(compiled: &Expression) -> Option<bool> {
    let changes = !compiled.reads().is_empty()
        || !compiled.recipients().is_empty()
        || compiled.uses_today()
        || compiled.uses_row_index();
    // One that could not be evaluated to its end is told already.
    let endless = || expression::cost(compiled, &NoAnswers) > u64::from(FUEL);
    if changes || endless() { None } else { eval_constant(compiled, &NoAnswers) }
}

/// What conditions can come to together, as far as the check may still look.
pub(super) fn outlook(draft: &mut Draft<'_>, conditions: &[(&Expression, bool)]) -> Outlook {
    let mut budget = draft.reasoning;
    let found = expression::outlook(conditions, &Answers(draft), &mut budget);
    draft.reasoning = budget;
    found
}

/// Whether an expression alone is never or always true; neither where nothing is known.
fn alone(draft: &mut Draft<'_>, compiled: &Expression) -> Option<bool> {
    if let Some(constant) = constant(compiled) {
        return Some(constant);
    }
    let found = outlook(draft, &[(compiled, true)]);
    match (found.possible, found.avoidable) {
        (false, _) => Some(false),
        (_, false) => Some(true),
        _ => None,
    }
}

/// The operand with which the expression can no longer be true, else the whole.
fn culprit(draft: &mut Draft<'_>, compiled: &Expression, written: &Written) -> Place {
    let mut budget = draft.reasoning;
    let found = expression::impossible_operand(compiled, &Answers(draft), &mut budget);
    draft.reasoning = budget;
    found.map_or(written.place, |span| draft.report.inside(written, span))
}

/// A condition that is never true hides its page or field for ever; one that is always true says nothing.
pub(super) fn condition(draft: &mut Draft<'_>, compiled: &Expression, written: &Written) {
    match alone(draft, compiled) {
        Some(false) => {
            let place = culprit(draft, compiled, written);
            draft.report.error(
                "logic.never_true",
                place,
                Sentence::new(
                    "Cette condition n'est jamais vraie : personne n'y arrive.",
                    "This condition is never true: nobody gets there.",
                ),
                Sentence::new(
                    "Comparez une réponse qui peut l'être, ou retirez ce que la condition cache.",
                    "Compare an answer that can be so, or remove what the condition hides.",
                ),
            );
        }
        Some(true) => always(draft.report, written),
        None => dead(draft, compiled, written),
    }
}

/// A rule that never holds refuses everybody.
pub(super) fn rule(draft: &mut Draft<'_>, compiled: &Expression, written: &Written) {
    match alone(draft, compiled) {
        Some(false) => {
            let place = culprit(draft, compiled, written);
            draft.report.error(
                "logic.never_true",
                place,
                Sentence::new(
                    "Aucune réponse ne satisfait cette règle : personne ne peut transmettre la démarche.",
                    "No answer satisfies this rule: nobody can submit the démarche.",
                ),
                Sentence::new(
                    "Comparez une réponse qui peut l'être, ou retirez la règle.",
                    "Compare an answer that can be so, or remove the rule.",
                ),
            );
        }
        Some(true) => always(draft.report, written),
        None => dead(draft, compiled, written),
    }
}

/// An alternative that is never taken.
fn dead(draft: &mut Draft<'_>, compiled: &Expression, written: &Written) {
    let mut budget = draft.reasoning;
    let found = expression::dead_alternatives(compiled, &Answers(draft), &mut budget);
    draft.reasoning = budget;
    for span in found {
        let place = draft.report.inside(written, span);
        draft.report.warning(
            "logic.never_true",
            place,
            Sentence::new("Cette branche de « || » n'est jamais vraie.", "This alternative of “||” is never true."),
            Sentence::new("Corrigez-la, ou retirez-la.", "Correct it, or remove it."),
        );
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
