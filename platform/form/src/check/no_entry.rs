//! Finds comparisons with an entry that no reference list has: `commune.code == '31000'` names a postcode, and nobody lives there.

use super::draft::Draft;
use crate::{
    definition::{reader::short, tree::Written},
    diagnostic::Sentence,
    expression::{Compared, Expression, compared_entries},
    lookup::{Entry, Resolved},
};

/// What looking up a name costs, of what may still be spent on finding out what conditions can come to.
const STEPS_OF_A_NAME: u32 = 20_000;

/// The most entries that are proposed.
const MAX_PROPOSED: usize = 3;

/// Warns of the constants that no entry of the list has. It is a warning only: an agency may have imported a newer list.
pub(super) fn compared(draft: &mut Draft<'_>, compiled: &Expression, written: &Written) {
    for compared in compared_entries(compiled) {
        let field = draft.id_at(&compared.path).and_then(|id| draft.node(id).field());
        let Some(list) = field.and_then(|field| field.referential.clone()).filter(|list| draft.lookup.knows(list))
        else {
            continue;
        };
        if !compared.by_name && draft.lookup.entry(&list, &compared.constant).is_some() {
            continue;
        }
        let Some(left) = draft.reasoning.checked_sub(STEPS_OF_A_NAME) else {
            return;
        };
        draft.reasoning = left;
        let near = match draft.lookup.resolve(&list, &compared.constant) {
            Resolved::One(entry) => vec![entry],
            Resolved::Many(entries) => entries,
            Resolved::None => Vec::new(),
        };
        if compared.by_name && near.iter().any(|entry| *entry.nom == *compared.constant) {
            continue;
        }
        let place = draft.report.inside(written, compared.span.clone());
        draft.report.warning("expression.never_equal", place, cause(&list, &compared), cure(&list, &compared, &near));
    }
}

fn cause(list: &str, compared: &Compared) -> Sentence {
    let (fr, en) = match list {
        "communes" | "communes_naissance" => ("Aucune commune n'a", "No commune has"),
        "departements" => ("Aucun département n'a", "No département has"),
        "nationalites" => ("Aucune nationalité n'a", "No nationality has"),
        "pays" => ("Aucun pays n'a", "No country has"),
        _ => ("Aucune entrée de la liste n'a", "No entry of the list has"),
    };
    let (part_fr, part_en) = if compared.by_name { ("nom", "name") } else { ("code", "code") };
    let constant = short(&compared.constant);
    Sentence::new(format!("{fr} le {part_fr} '{constant}'."), format!("{en} the {part_en} '{constant}'."))
}

fn cure(list: &str, compared: &Compared, near: &[Entry]) -> Sentence {
    if near.is_empty() {
        return if list.starts_with("communes") && !compared.by_name {
            Sentence::new(
                "Écrivez son code INSEE, celui du code officiel géographique : '31555' pour Toulouse.",
                "Write its INSEE code, that of the official geographic code: '31555' for Toulouse.",
            )
        } else if compared.by_name {
            Sentence::new(
                "Comparez plutôt le code, qui ne s'écrit que d'une façon : ajoutez « .code ».",
                "Compare the code instead, which is written one way only: add “.code”.",
            )
        } else {
            Sentence::new("Écrivez le code officiel (COG) de l'entrée.", "Write the entry's official code (COG).")
        };
    }
    let proposed = near.iter().take(MAX_PROPOSED).map(|entry| {
        if compared.by_name {
            format!("'{}' (code '{}')", entry.nom, entry.code)
        } else {
            format!("'{}' ({})", entry.code, entry.nom)
        }
    });
    let mut proposed = proposed.collect::<Vec<_>>().join(", ");
    if near.len() > MAX_PROPOSED {
        proposed.push('…');
    }
    let digits = compared.constant.len() == 5 && compared.constant.bytes().all(|byte| byte.is_ascii_digit());
    if digits && !compared.by_name && list.starts_with("communes") {
        let constant = &compared.constant;
        return Sentence::new(
            format!("{constant} est un code postal ; écrivez le code INSEE : {proposed}."),
            format!("{constant} is a postcode; write the INSEE code: {proposed}."),
        );
    }
    Sentence::new(format!("Écrivez plutôt {proposed}."), format!("Write {proposed} instead."))
}
