//! Demands `if_missing` wherever a rule touches an answer that can be blank or partial: nothing is passed or refused by accident.

use super::draft::Draft;
use crate::{
    definition::{procedure::RuleEntry, tree::Written},
    diagnostic::Sentence,
    expression::Expression,
};

/// A rule without `if_missing` that needs one.
pub(super) fn rule(draft: &mut Draft<'_>, entry: &RuleEntry, compiled: &Expression, written: &Written) {
    if entry.if_missing.is_some() {
        return;
    }
    let touched = compiled
        .touches_blank()
        .first()
        .map(|touch| (touch.path.clone(), Some(touch.span.clone())))
        .or_else(|| compiled.touches_partial().first().map(|path| (path.clone(), None)));
    let Some((path, span)) = touched else { return };
    let place = span.map_or(written.place, |span| draft.report.inside(written, span));
    draft.report.error(
        "rule.if_missing",
        place,
        Sentence::new(
            format!("« {path} » peut rester sans réponse ou n'être donné qu'en partie, et la règle ne dit pas quoi faire alors."),
            format!("“{path}” may be left blank or be given in part, and the rule does not say what to do then."),
        ),
        Sentence::new(
            "Ajoutez « if_missing: pass » (la règle ne joue pas) ou « if_missing: refuse » (il faut répondre).",
            "Add “if_missing: pass” (the rule does not apply) or “if_missing: refuse” (an answer is needed).",
        ),
    );
}
