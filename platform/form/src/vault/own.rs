//! Makes of the components that a vault keeps a démarche of one page each: where a citizen types and corrects their own details, the same
//! questions are asked, read and judged as in every démarche. It is never filed, and nobody receives it.

use std::{collections::BTreeMap, fmt::Write as _};

use super::kind_of;
use crate::{
    bundle::{Bundle, Catalogue},
    definition::{self, report::Report},
};

/// The id of what is made here.
const ID: &str = "mes-donnees";

/// In which order items stand; others behind them.
const ORDER: &[&str] =
    &["identity", "home_address", "postal_address", "email", "phone", "family", "bank", "company", "association"];

/// Items that are made like another one, by its kind, and stand for something else.
const ALSO: &[(&str, &str)] = &[("address", "postal_address")];

const HEAD: &str = "demarche: mes-donnees
title: Mes données
summary: Vos données.
agency: portail
applicants: [particulier]
purpose: Remplir vos démarches.
kind: information
authority: { name: Portail, address: \"1 rue du Portail, 75001 Paris\", email: portail@exemple.fr, phone: \"01 99 00 00 00\" }
retention: { draft: 30 days, delivered: 30 days, receipt: 5 years, basis: RGPD 6-1-e }
recipients: [{ id: personne, title: Personne, to: { organisation: \"99900000100019\", branch: PERSONNE }, receives: all }]
";

/// An item that a citizen may keep, and the component that asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnItem {
    /// Its name (`home_address`): the id of its page and the path of its questions.
    pub name: String,
    /// The component, with its major version (`address-fr@1`).
    pub component: String,
}

/// The démarche whose pages are the items that these components keep, and the items in its order. Of two components that keep the same, the
/// first by its id asks.
pub fn own_pages(catalogue: &Catalogue) -> (Bundle, Vec<OwnItem>) {
    let items = items(catalogue);
    let (mut pages, mut prefill, mut schema) = (String::new(), String::new(), String::new());
    for OwnItem { name, component } in &items {
        // Writing to a string does not fail.
        let _ = writeln!(pages, "  - {{ id: {name}, title: {name}, fields: [{name}] }}");
        let _ = writeln!(prefill, "  {name}: {name}");
        let _ = writeln!(schema, "  {name}: {{ $ref: \"component:{component}\", title: {name} }}");
    }
    let mut bundle = Bundle { name: ID.to_owned(), shown_path: ID.to_owned(), ..Bundle::default() };
    let mut file = |path: &str, text: String| bundle.files.insert(path.to_owned(), text.into_bytes().into());
    file("demarche.yaml", format!("{HEAD}pages:\n{pages}prefill:\n{prefill}"));
    file("schema.yaml", format!("type: object\nproperties:\n{schema}"));
    (bundle, items)
}

fn items(catalogue: &Catalogue) -> Vec<OwnItem> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for (id, component) in &catalogue.components {
        let Some(root) = definition::file(&mut Report::default(), component, "component.yaml") else { continue };
        let word = |key: &str| Some(root.get(key)?.scalar()?.text.clone());
        let Some(major) = word("version").and_then(|version| Some(version.split('.').next()?.to_owned())) else {
            continue;
        };
        let sound = |name: &String| {
            name.len() <= 64
                && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        };
        for name in definition::component::vault_names(&root).into_iter().filter(sound) {
            let component = format!("{id}@{major}");
            for (_, other) in ALSO.iter().filter(|(kind, _)| *kind == kind_of(&name)) {
                found.entry((*other).to_owned()).or_insert_with(|| component.clone());
            }
            found.entry(name).or_insert(component);
        }
    }
    let rank = |name: &str| ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len());
    let mut items: Vec<OwnItem> = found.into_iter().map(|(name, component)| OwnItem { name, component }).collect();
    items.sort_by_key(|item| rank(&item.name));
    items
}
