//! Follows references: to a component of the catalogue, or to a definition of the same file. None ever leads further.

use std::rc::Rc;

use super::{Expander, Site, beside, kinds};
use crate::{
    definition::{
        reader::{self, short},
        tree::{Node as Tree, Written},
    },
    diagnostic::Sentence,
    path,
};

impl Expander<'_, '_, '_> {
    /// Follows a reference to a component or to a definition of the same file.
    pub(super) fn reference(&mut self, tree: &Tree, reference: &Tree, site: &mut Site) {
        beside::beside_reference(self.draft.report, tree);
        if site.definitions == 0 {
            site.reference = Some(tree.place);
        }
        let Some(written) = reader::text(self.draft.report, reference) else {
            return;
        };
        if site.references.contains(&format!("{}{}", site.definitions, written.text)) || written.text == "#" {
            self.error(
                "schema.ref_loop",
                written.place,
                Sentence::new(
                    format!("La référence « {} » se contient elle-même.", short(&written.text)),
                    format!("The reference “{}” contains itself.", short(&written.text)),
                ),
                Sentence::new(
                    "Une liste répétée dit mieux ce qui se répète : « type: array ».",
                    "A list says better what repeats: “type: array”.",
                ),
            );
            return;
        }
        site.references.push(format!("{}{}", site.definitions, written.text));
        self.beside(tree, site);
        if let Some(name) = written.text.strip_prefix("component:") {
            self.component(tree, &written, name, site);
            return;
        }
        if !written.text.starts_with('#') {
            if let Some(meant) = kinds::component(&written.text, self.draft.catalogue) {
                self.error(
                    "schema.remote_ref",
                    written.place,
                    Sentence::new(
                        format!("« {} » ne dit pas que c'est un composant.", short(&written.text)),
                        format!("“{}” does not say that it is a component.", short(&written.text)),
                    ),
                    Sentence::new(format!("Écrivez « {meant} »."), format!("Write “{meant}”.")),
                );
                return;
            }
            self.error(
                "schema.remote_ref",
                written.place,
                Sentence::new(
                    format!("« {} » mène hors de la démarche ; la plateforme n'ouvre jamais de connexion pour un schéma.", short(&written.text)),
                    format!("“{}” leads out of the démarche; the platform never opens a connection for a schema.", short(&written.text)),
                ),
                Sentence::new(
                    "Recopiez ce qu'il vous faut sous « $defs », ou prenez un composant : « component:<id>@<version> ».",
                    "Copy what you need under “$defs”, or use a component: “component:<id>@<major>”.",
                ),
            );
            return;
        }
        match self.local_definition(&written.text, site) {
            Some(definition) => self.place(&definition, site),
            None => self.error(
                "schema.ref_unknown",
                written.place,
                Sentence::new(
                    format!("« {} » n'existe pas dans ce schéma.", short(&written.text)),
                    format!("“{}” does not exist in this schema.", short(&written.text)),
                ),
                Sentence::new(
                    "Écrivez « #/$defs/<nom> », et définissez ce nom à la racine, sous « $defs ».",
                    "Write “#/$defs/<name>”, and define that name at the root, under “$defs”.",
                ),
            ),
        }
    }

    /// The definition of the same file that `#/$defs/<name>` leads to.
    pub(super) fn local_definition(&mut self, reference: &str, site: &Site) -> Option<Rc<Tree>> {
        let key = (site.definitions, reference.strip_prefix("#/$defs/")?.to_owned());
        if let Some(known) = self.definitions.get(&key) {
            return Some(known.clone());
        }
        let found = if site.definitions == 0 {
            self.root.get("$defs")?.get(&key.1)?.clone()
        } else {
            let component = self.components.values().flatten().find(|component| component.texts == site.definitions)?;
            component.schema.get("$defs")?.get(&key.1)?.clone()
        };
        let found = Rc::new(found);
        self.definitions.insert(key, found.clone());
        Some(found)
    }

    /// What stands beside a reference: title, help, parts.
    fn beside(&mut self, tree: &Tree, site: &mut Site) {
        let owner = site.definitions;
        for (key, slot) in [("title", &mut site.title), ("description", &mut site.hint)] {
            if slot.is_none()
                && let Some(node) = tree.get(key)
            {
                *slot = reader::text(self.draft.report, node).map(|written| (written, owner));
            }
        }
        let optional = self.paths(tree, "optional");
        site.optional.extend(optional.iter().map(|part| path::join(&site.path, &part.text)));
    }

    /// The relative paths of a key.
    pub(super) fn paths(&mut self, tree: &Tree, key: &str) -> Vec<Written> {
        tree.get(key)
            .map(|node| reader::list(self.draft.report, node))
            .unwrap_or_default()
            .iter()
            .filter_map(|item| reader::text(self.draft.report, item))
            .collect()
    }
}
