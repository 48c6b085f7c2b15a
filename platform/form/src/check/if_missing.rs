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
        .iter()
        .find(|touch| !draft.is_uncomputed(&touch.path))
        .map(|touch| (touch.path.clone(), Some(touch.span.clone())))
        .or_else(|| compiled.touches_partial().first().map(|path| (path.clone(), None)));
    let Some((path, span)) = touched else {
        return without_result(draft, compiled, written);
    };
    let (or_fr, or_en) = if span.is_some() && draft.could_be_required(&path) {
        (
            format!(" Ou rendez « {path} » obligatoire : ajoutez-le à « required » dans schema.yaml."),
            format!(" Or make “{path}” compulsory: add it to “required” in schema.yaml."),
        )
    } else {
        (String::new(), String::new())
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
            format!("Ajoutez « if_missing: pass » (la règle ne joue pas) ou « if_missing: refuse » (il faut répondre).{or_fr}"),
            format!("Add “if_missing: pass” (the rule does not apply) or “if_missing: refuse” (an answer is needed).{or_en}"),
        ),
    );
}

/// A rule that divides by what can be zero, or takes an element that a list may not have.
fn without_result(draft: &mut Draft<'_>, compiled: &Expression, written: &Written) {
    let Some(found) = draft.may_have_no_result(compiled) else { return };
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
