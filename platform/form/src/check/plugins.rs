//! Checks that a rule's plugin is there, is a plugin, and that the démarche says what to do without its verdict.

use super::draft::Draft;
use crate::{
    definition::{procedure::RuleEntry, reader::short, tree::Written},
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
                format!("Le plugin « {} » n'est pas accepté : {}", short(path), short(&word)),
                format!("The plugin “{}” is not accepted: {}", short(path), short(&word)),
            ),
            Sentence::new(
                "Refaites-le d'après le contrat « guichet:plugin ».",
                "Build it again after the contract “guichet:plugin”.",
            ),
        );
    }
}
