//! Checks that a rule's plugin, or that of a computed value, is there and is a plugin; that the démarche says what to do without its
//! verdict; and what a computing plugin reads.

use std::collections::BTreeSet;

use super::{assemble::find, draft::Draft};
use crate::{
    definition::{
        procedure::{ComputedEntry, RuleEntry},
        reader::short,
        tree::Written,
    },
    demarche::{Computed, NodeId},
    diagnostic::Sentence,
};

/// The plugin of one rule.
pub(super) fn rule(draft: &mut Draft<'_>, entry: &RuleEntry, plugin: &Written) {
    for (key, given) in [("if_missing", entry.if_missing), ("if_unavailable", entry.if_unavailable)] {
        if given.is_none() {
            draft.report.error(
                "plugin.undecided",
                entry.place,
                Sentence::new(
                    format!("La règle ne dit pas « {key} » : que faire sans réponse, ou sans verdict du plugin."),
                    format!(
                        "The rule does not say “{key}”: what to do without an answer, or without the plugin's verdict."
                    ),
                ),
                Sentence::new(
                    format!("Ajoutez « {key}: pass » ou « {key}: refuse »."),
                    format!("Add “{key}: pass” or “{key}: refuse”."),
                ),
            );
        }
    }
    is_a_plugin(draft, plugin);
}

/// The plugin that computes the value at `id`, and what it reads. It gets no value that it computes itself: each of those may depend on
/// whatever else the plugin reads, and cycles are told as for expressions.
pub(super) fn computed(draft: &mut Draft<'_>, id: NodeId, plugin: &Written, reads: &[Written]) {
    is_a_plugin(draft, plugin);
    let own: Vec<NodeId> = draft
        .procedure
        .computed
        .iter()
        .filter(|(_, entry)| matches!(entry, ComputedEntry::Plugin { plugin: other, .. } if other.text == plugin.text))
        .filter_map(|(path, _)| draft.id_at(&path.text))
        .collect();
    let mut given = BTreeSet::new();
    for read in reads {
        let Some(root) = find(draft, read) else { continue };
        for inside in draft.within(root) {
            let node = draft.node(inside);
            if node.field().is_some() && !own.contains(&inside) && given.insert(node.path.clone()) {
                let given = (draft.node(inside).path.clone(), read.place);
                draft.origins[id.0 as usize].reads.push(given);
            }
        }
    }
    // A plugin may always fail to answer; nothing is sent without a value that is required.
    draft.origins[id.0 as usize].can_be_blank = !draft.node(id).required;
    draft.nodes[id.0 as usize].computed =
        Some(Computed::Plugin { path: plugin.text.clone(), reads: given.into_iter().collect() });
}

/// Whether the file is there, and is a plugin.
fn is_a_plugin(draft: &mut Draft<'_>, plugin: &Written) {
    let path = plugin.text.as_str();
    let inside = path.starts_with("plugins/") && !path.contains("..") && !path.contains('\\');
    let Some(bytes) = draft.bundle.files.get(path).filter(|_| inside) else {
        let known: Vec<&str> =
            draft.bundle.files.keys().map(String::as_str).filter(|known| known.starts_with("plugins/")).collect();
        let cure = super::meant(
            path,
            known,
            "Placez le fichier dans le dossier « plugins » de la démarche.",
            "Put the file into the démarche's folder “plugins”.",
        );
        draft.report.error(
            "plugin.not_found",
            plugin.place,
            Sentence::new(
                format!("Le plugin « {} » n'existe pas.", short(path)),
                format!("There is no plugin “{}”.", short(path)),
            ),
            cure,
        );
        return;
    };
    if let Some((code, word)) = draft.plugins.fault(path, bytes) {
        draft.report.error(
            code,
            plugin.place,
            Sentence::new(
                format!("Le plugin « {} » n'est pas accepté : {}", short(path), short(&word.fr)),
                format!("The plugin “{}” is not accepted: {}", short(path), short(&word.en)),
            ),
            Sentence::new(
                "Refaites-le d'après le contrat « guichet:plugin ».",
                "Build it again after the contract “guichet:plugin”.",
            ),
        );
    }
}
