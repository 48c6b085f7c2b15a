//! Checks a component by itself: as the only question of a démarche that is made up for it.

use std::sync::Arc;

use super::{AnyPlugin, Checked, run};
use crate::{
    bundle::{Bundle, Catalogue},
    definition,
    lookup::Lookup,
};

/// What a component is called in the démarche that is made up for it.
pub const COMPONENT_QUESTION: &str = "composant";

/// Checks the folder of a component. The démarche that is returned asks for it alone, so that its pages can be shown and its parts walked.
pub fn component(bundle: &Bundle, catalogue: &Catalogue, lookup: &dyn Lookup) -> Checked {
    let mut catalogue = catalogue.clone();
    catalogue.components.insert(bundle.name.clone(), bundle.clone());
    let frame = frame(bundle);
    let mut checked = run(&frame, &catalogue, lookup, &AnyPlugin, true);
    // What is wrong with the frame itself is a consequence of what is wrong with the component.
    let prefix = format!("{}/", bundle.shown_path.trim_end_matches('/'));
    let of_component = |file: &str| bundle.shown_path.is_empty() || file.starts_with(&prefix);
    checked.diagnostics.retain(|diagnostic| of_component(&diagnostic.file) || diagnostic.code == "component.version");
    checked.diagnostics.extend(definition::unread::told(bundle));
    checked
}

/// The component as a reference names it: `identity@1`.
pub(super) fn name(catalogue: &Catalogue, id: &str) -> String {
    format!("{id}@{}", catalogue.components.get(id).map_or(1, major))
}

/// The first of the three numbers of its version.
fn major(bundle: &Bundle) -> u32 {
    bundle
        .text("component.yaml")
        .and_then(|text| text.lines().find_map(|line| line.strip_prefix("version:")))
        .and_then(|version| {
            let digits = version.trim().trim_matches(['"', '\'']);
            digits.split('.').next()?.parse::<u32>().ok()
        })
        .unwrap_or(1)
}

/// A démarche whose only question is the component.
fn frame(bundle: &Bundle) -> Bundle {
    let major = major(bundle);
    let id = &bundle.name;
    let demarche = format!(
        "demarche: composant\ntitle: Composant {id}\nsummary: Le composant {id}, seul.\nagency: catalogue\napplicants: [particulier]\n\
         purpose: Montrer le composant.\nkind: information\nauthority: {{ from: recipient }}\npages:\n  - id: composant\n    title: Composant {id}\n    \
         fields: [composant]\nrecipients:\n  - id: personne\n    to: {{ organisation: \"21310555400017\" }}\n    receives: [composant]\n\
         retention: {{ draft: 30 days, delivered: 30 days, receipt: 5 years, basis: RGPD 6-1-e }}\n"
    );
    let schema = format!(
        "type: object\nrequired: [composant]\nproperties:\n  composant: {{ $ref: \"component:{id}@{major}\" }}\n"
    );
    let mut frame = Bundle { name: "composant".to_owned(), shown_path: String::new(), ..Bundle::default() };
    for (path, text) in [("demarche.yaml", demarche), ("schema.yaml", schema)] {
        frame.files.insert(path.to_owned(), Arc::from(text.into_bytes()));
    }
    frame
}
