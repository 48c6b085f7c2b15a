//! Holds a démarche to what a server can bear, components expanded: so many questions, so many expressions.

use super::draft::Draft;
use crate::{
    definition::{
        budget::{MAX_EXPRESSIONS, MAX_FIELDS, too_many_expressions, too_many_fields},
        report::Report,
        tree::Place,
    },
    demarche::Demarche,
    diagnostic::Sentence,
    expression::{FUEL, SHARED_FUEL},
};

/// The highest number of steps that is told.
const COUNTED: u64 = 1_000_000_000;

/// Too many expressions.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    if draft.expressions > MAX_EXPRESSIONS {
        too_many_expressions(draft.report, draft.procedure.place);
    }
    if let Some((steps, place)) = draft.costliest.filter(|_| draft.steps > u64::from(SHARED_FUEL)) {
        let (all, most) = (draft.steps, u64::from(SHARED_FUEL));
        draft.report.error(
            "expression.too_costly",
            place,
            Sentence::new(
                format!(
                    "Ensemble, les expressions de la démarche peuvent demander {} étapes de calcul (limite : {}) ; celle-ci, dans toutes les lignes où elle vaut, {}.",
                    french(all), french(most), french(steps)
                ),
                format!(
                    "Together, the expressions of the démarche can take {} steps (limit: {}); this one, in all rows where it holds, {}.",
                    english(all), english(most), english(steps)
                ),
            ),
            cure(),
        );
    }
}

/// Tells that an expression could use up its budget before it is decided.
pub(super) fn too_costly(report: &mut Report, place: Place, steps: u64) {
    let most = u64::from(FUEL);
    report.error(
        "expression.too_costly",
        place,
        Sentence::new(
            format!(
                "Quand toutes les lignes sont remplies, cette expression peut demander {} étapes de calcul (limite : {}).",
                french(steps), french(most)
            ),
            format!(
                "When all rows are filled, this expression can take {} steps (limit: {}).",
                english(steps), english(most)
            ),
        ),
        cure(),
    );
}

fn cure() -> Sentence {
    Sentence::new(
        "Réduisez « maxItems » ou « maxLength », ou évitez de parcourir une liste à l'intérieur d'une autre.",
        "Lower “maxItems” or “maxLength”, or avoid going through a list inside another.",
    )
}

/// `2 000 000`; beyond what anybody counts, « plus de … ».
fn french(number: u64) -> String {
    if number > COUNTED { format!("plus de {}", grouped(COUNTED, "\u{202f}")) } else { grouped(number, "\u{202f}") }
}

fn english(number: u64) -> String {
    if number > COUNTED { format!("more than {}", grouped(COUNTED, ",")) } else { grouped(number, ",") }
}

fn grouped(number: u64, separator: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(2 * digits.len());
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push_str(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// Too many questions, told before anything is made of them.
pub(super) fn fields(draft: &mut Draft<'_>, schema: Place) {
    if draft.nodes.len() > MAX_FIELDS {
        too_many_fields(draft.report, schema);
    }
}
