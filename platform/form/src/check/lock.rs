//! Compares `components.lock` with the catalogue: what a démarche is made of does not change behind its author's back.
//!
//! `guichet lock` writes the file, `guichet check` reads it. A server does not: updating it must not close a démarche, and a draft stays on the version it
//! began with in any case.

use std::{collections::BTreeMap, fmt::Write as _};

use super::draft::Draft;
use crate::{
    definition::{self, reader, tree::Place},
    demarche::Demarche,
    diagnostic::Sentence,
};

/// The file's name in the folder of a démarche.
pub const LOCK_FILE: &str = "components.lock";

const HEADER: &str = "# Écrit par « guichet lock » : les composants de cette démarche, par l'empreinte de leur contenu.\n\
                      # « guichet check » dit si l'un d'eux a changé depuis. Ne changez pas ce fichier à la main.\n";

/// The text of the file for these components: content hash by name (`identity@1`).
pub fn lock_text(components: &BTreeMap<String, String>) -> String {
    let mut text = HEADER.to_owned();
    if components.is_empty() {
        text.push_str("{}\n");
    }
    for (name, hash) in components {
        let _ = writeln!(text, "{name}: sha256:{hash}");
    }
    text
}

/// What differs; nothing where the démarche has no such file.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    if !draft.bundle.files.contains_key(LOCK_FILE) {
        return;
    }
    let bundle = draft.bundle;
    let Some(root) = definition::file(draft.report, bundle, LOCK_FILE) else {
        return;
    };
    let entries = reader::own_map(draft.report, &root);
    let cure = || {
        Sentence::new(
            "Lisez ce qui a changé, jouez vos scénarios (« guichet test »), puis écrivez « guichet lock » dans ce dossier.",
            "Read what has changed, play your scenarios (“guichet test”), then write “guichet lock” in this folder.",
        )
    };
    let mut locked = BTreeMap::new();
    for entry in entries {
        let name = entry.key.text.as_str();
        let hash = entry.value.scalar().and_then(|written| written.text.strip_prefix("sha256:")).unwrap_or_default();
        locked.insert(name, hash);
        match demarche.components.get(name) {
            Some(now) if now != hash => draft.report.error(
                "component.changed",
                entry.value.place,
                Sentence::new(
                    format!(
                        "Le composant « {name} » du catalogue n'est plus celui avec lequel la démarche a été écrite."
                    ),
                    format!(
                        "The component “{name}” of the catalogue is not the one that the démarche was written with."
                    ),
                ),
                cure(),
            ),
            Some(_) => {}
            None => draft.report.warning(
                "component.lock_unused",
                entry.key.place,
                Sentence::new(
                    format!("La démarche n'emploie pas le composant « {name} »."),
                    format!("The démarche does not use the component “{name}”."),
                ),
                Sentence::new("Écrivez « guichet lock » dans ce dossier.", "Write “guichet lock” in this folder."),
            ),
        }
    }
    // A question added in a hurry is no fault: what it is made of is pinned when its author says so.
    for name in demarche.components.keys().filter(|name| !locked.contains_key(name.as_str())) {
        draft.report.warning(
            "component.not_locked",
            Place::start_of(root.place.file),
            Sentence::new(
                format!("Le composant « {name} » n'est pas dans {LOCK_FILE}."),
                format!("The component “{name}” is not in {LOCK_FILE}."),
            ),
            Sentence::new("Écrivez « guichet lock » dans ce dossier.", "Write “guichet lock” in this folder."),
        );
    }
}
