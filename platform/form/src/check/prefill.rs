//! Checks what is filled in from the vault: a name the vault has, of the kind that fits.

use std::collections::BTreeSet;

use super::{draft::Draft, meant};
use crate::{
    bundle::Bundle,
    definition::{self, procedure::PrefillEntry, reader::short, report::Report, tree::Written},
    demarche::NodeId,
    diagnostic::Sentence,
    vault::kind_of,
};

/// One entry of `prefill`.
pub(super) fn check(draft: &mut Draft<'_>, entry: &PrefillEntry, target: NodeId) {
    let from = entry.from.text.as_str();
    let sound = !from.is_empty()
        && from.len() <= 64
        && from.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !sound {
        draft.report.error(
            "prefill.bad_name",
            entry.from.place,
            Sentence::new(
                format!("« {} » n'est pas un nom du coffre.", short(from)),
                format!("“{}” is not a name of the vault.", short(from)),
            ),
            Sentence::new(
                "Écrivez par exemple « identity », « home_address », « email » ou « phone ».",
                "Write for instance “identity”, “home_address”, “email” or “phone”.",
            ),
        );
        return;
    }
    if draft.node(target).computed.is_some() {
        draft.report.error(
            "prefill.computed",
            entry.target.place,
            Sentence::new(
                format!("« {} » est calculé : il ne peut être rempli d'avance.", entry.target.text),
                format!("“{}” is computed: it cannot be filled in beforehand.", entry.target.text),
            ),
            Sentence::new("Retirez l'un des deux.", "Remove one of them."),
        );
    }
    if !draft.node(target).repeated_in.is_empty() || draft.node(target).is_rows() {
        draft.report.error(
            "prefill.in_rows",
            entry.target.place,
            Sentence::new(
                "Ce qui se répète ne se remplit pas d'avance : il n'y a pas encore de ligne.",
                "What repeats is not filled in beforehand: there is no row yet.",
            ),
            Sentence::new("Retirez cette ligne.", "Remove this line."),
        );
    }
    // The kind is the last word of the vault's name: `home_address` and `work_address` are both addresses.
    let names = draft.origin(target).vault.clone();
    let Some(vault) = names.first() else {
        return unknown(draft, &entry.from);
    };
    if !names.iter().any(|name| kind_of(name) == kind_of(from)) {
        draft.report.warning(
            "prefill.mismatch",
            entry.from.place,
            Sentence::new(
                format!("Ce composant est « {vault} » dans le coffre, non « {from} »."),
                format!("This component is “{vault}” in the vault, not “{from}”."),
            ),
            Sentence::new(format!("Écrivez « {vault} »."), format!("Write “{vault}”.")),
        );
    }
}

/// A name that no component has in the vault: it holds at most what this very démarche kept there.
fn unknown(draft: &mut Draft<'_>, from: &Written) {
    let kept = |bundle: &Bundle| {
        let root = definition::file(&mut Report::default(), bundle, "component.yaml");
        root.map(|root| definition::component::vault_names(&root)).unwrap_or_default()
    };
    let known: BTreeSet<String> = draft.catalogue.components.values().flat_map(kept).collect();
    if known.iter().any(|known| kind_of(known) == kind_of(&from.text)) {
        return;
    }
    let list = known.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let cure = meant(
        &from.text,
        known.iter().map(String::as_str),
        &format!("Il tient : {list}. Retirez cette ligne si aucun ne convient."),
        &format!("It holds: {list}. Remove this line if none fits."),
    );
    draft.report.warning(
        "prefill.unknown_name",
        from.place,
        Sentence::new(
            format!("Le coffre ne tient rien sous « {} » : aucun composant ne l'y garde.", from.text),
            format!("The vault holds nothing under “{}”: no component keeps it there.", from.text),
        ),
        cure,
    );
}

/// What is kept under a name must be able to fill the target another time: both come from the same component.
pub(super) fn check_kept(draft: &mut Draft<'_>, written: &Written, target: NodeId, kept: NodeId) {
    if draft.node(target).component != draft.node(kept).component {
        draft.report.error(
            "prefill.kept_differs",
            written.place,
            Sentence::new(
                format!("« {} » n'est pas fait comme ce qu'il remplira la prochaine fois.", written.text),
                format!("“{}” is not made like what it will fill next time.", written.text),
            ),
            Sentence::new("Nommez une réponse du même composant.", "Name an answer of the same component."),
        );
    }
}
