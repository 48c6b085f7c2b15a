//! Demands `if_missing` wherever a rule touches an answer that can be blank or partial: nothing is passed or refused by accident.

use super::draft::Draft;
use crate::{
    definition::{procedure::RuleEntry, tree::Written},
    diagnostic::Sentence,
    expression::{Expression, Fallible},
};

/// A rule without `if_missing` that needs one.
pub(super) fn rule(draft: &mut Draft<'_>, entry: &RuleEntry, compiled: &Expression, written: &Written) {
    if entry.if_missing.is_some() {
        return;
    }
    let touched = compiled
        .touches_blank()
        .iter()
        .find(|touch| !draft.is_uncomputed(&touch.path))
        .map(|touch| (touch.path.clone(), Some(touch.span.clone())))
        .or_else(|| compiled.touches_partial().first().map(|path| (path.clone(), None)));
    let Some((path, span)) = touched else {
        return without_result(draft, compiled, written);
    };
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

/// A rule that divides by what can be zero, or takes an element that a list may not have.
fn without_result(draft: &mut Draft<'_>, compiled: &Expression, written: &Written) {
    let least = |path: &String| draft.id_at(path).and_then(|id| draft.node(id).field()?.minimum);
    let never_zero = |fallible: &&Fallible| {
        fallible.divisor.as_ref().and_then(least).is_some_and(|least| least > rust_decimal::Decimal::ZERO)
    };
    let Some(found) = compiled.fallible().iter().find(|fallible| !never_zero(fallible)) else { return };
    let place = found.span.clone().map_or(written.place, |span| draft.report.inside(written, span));
    draft.report.error(
        "rule.if_missing",
        place,
        Sentence::new(
            "Ce calcul peut rester sans résultat (division par zéro, élément absent), et la règle ne dit pas quoi faire alors.",
            "This calculation may have no result (division by zero, element not there), and the rule does not say what to do then.",
        ),
        Sentence::new(
            "Ajoutez « if_missing: pass » ou « if_missing: refuse », ou écartez ce cas : « x != 0 && … ».",
            "Add “if_missing: pass” or “if_missing: refuse”, or rule the case out: “x != 0 && …”.",
        ),
    );
}
