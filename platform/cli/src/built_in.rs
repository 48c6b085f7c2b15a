//! Holds what travels inside the binary: the shipped démarches, the components, the archetype.

use std::{collections::BTreeMap, path::PathBuf};

use form::bundle::{Bundle, Catalogue};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../forms"]
#[exclude = ".*"]
struct Forms;

#[derive(RustEmbed)]
#[folder = "../../components"]
#[exclude = ".*"]
struct Components;

#[derive(RustEmbed)]
#[folder = "../../archetype"]
#[exclude = "LICENSE"]
// A new démarche is pinned once it is written: until then its author adds and removes components.
#[exclude = "components.lock"]
#[exclude = ".*"]
struct Archetype;

#[derive(RustEmbed)]
#[folder = "../../examples/plugins/modele"]
#[include = "*.js"]
#[include = "*.json"]
#[include = "*.md"]
#[include = "*.rs"]
#[include = "*.toml"]
#[exclude = "*/node_modules/*"]
#[exclude = "*/package-lock.json"]
#[exclude = "*/target/*"]
struct PluginModels;

/// The contract of plugins.
pub(crate) const PLUGIN_CONTRACT: &str = include_str!("../../plugins/wit/guichet-plugin.wit");

/// The files of the plugin project in this language (`js`, `rust`), by path.
pub(crate) fn plugin_model(language: &str) -> BTreeMap<String, String> {
    PluginModels::iter()
        .filter_map(|path| {
            let inner = path.strip_prefix(language)?.strip_prefix('/')?;
            Some((inner.to_owned(), String::from_utf8(PluginModels::get(&path)?.data.into_owned()).ok()?))
        })
        .collect()
}

/// The invented directory of the demonstration.
pub(crate) const DEMONSTRATION_DIRECTORY: &str = include_str!("../../../examples/annuaire-demonstration.yaml");

/// The démarches in the binary.
pub(crate) fn forms() -> Vec<Bundle> {
    folders::<Forms>("forms", "demarche.yaml")
}

/// The components in the binary.
pub(crate) fn components() -> Catalogue {
    Catalogue {
        components: folders::<Components>("components", "component.yaml")
            .into_iter()
            .map(|component| (component.name.clone(), component))
            .collect(),
    }
}

/// The components in the folders `roots`, and those of the binary where a folder has none of that name.
pub(crate) fn components_with(roots: &[PathBuf]) -> std::io::Result<Catalogue> {
    let mut catalogue = desk::folder::catalogue(roots)?;
    for (id, component) in components().components {
        catalogue.components.entry(id).or_insert(component);
    }
    Ok(catalogue)
}

/// The files of the archetype, by path.
pub(crate) fn archetype() -> BTreeMap<String, Vec<u8>> {
    Archetype::iter().filter_map(|path| Some((path.to_string(), Archetype::get(&path)?.data.into_owned()))).collect()
}

/// The folders directly inside an embedded one that hold `marker`.
fn folders<E: RustEmbed>(shown: &str, marker: &str) -> Vec<Bundle> {
    let mut found: BTreeMap<String, Bundle> = BTreeMap::new();
    for path in E::iter() {
        let Some((name, inner)) = path.split_once('/') else {
            continue;
        };
        let Some(file) = E::get(&path) else { continue };
        found
            .entry(name.to_owned())
            .or_insert_with(|| Bundle {
                name: name.to_owned(),
                shown_path: format!("{shown}/{name}"),
                files: BTreeMap::new(),
            })
            .files
            .insert(inner.to_owned(), file.data.into());
    }
    found.into_values().filter(|bundle| bundle.files.contains_key(marker)).collect()
}
