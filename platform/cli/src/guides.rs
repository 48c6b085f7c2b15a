//! Holds the authors' guides to the product: their examples are checked without a warning, and their scenarios hold.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use desk::{lists::Lists, plugin_files::PluginFiles};
use form::{bundle::Bundle, check::check, diagnostic::Severity, scenario};
use plugins::Plugins;

use crate::built_in;

/// The folder that the guide on components writes one into.
const COMPONENTS: &str = "composants/";

/// Every file that the guides show whole: a block whose first line is `# <folder>/<file>`.
fn shown() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let guides = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wiki/auteurs");
    for entry in fs::read_dir(guides).unwrap().flatten() {
        let text = fs::read_to_string(entry.path()).unwrap();
        for block in text.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()) {
            let path =
                block.lines().next().and_then(|line| line.strip_prefix("# ")).filter(|path| path.ends_with(".yaml"));
            if let Some(path) = path {
                let twice = files.insert(path.to_owned(), block.to_owned());
                assert!(twice.is_none(), "{path} is shown twice");
            }
        }
    }
    files
}

/// The folders directly below `prefix`, each as a bundle.
fn bundles(files: &BTreeMap<String, String>, prefix: &str) -> BTreeMap<String, Bundle> {
    let mut found: BTreeMap<String, Bundle> = BTreeMap::new();
    for (path, text) in files {
        let Some((name, inner)) = path.strip_prefix(prefix).and_then(|path| path.split_once('/')) else { continue };
        let bundle = found.entry(name.to_owned()).or_insert_with(|| Bundle {
            name: name.to_owned(),
            shown_path: format!("{prefix}{name}"),
            files: BTreeMap::new(),
        });
        bundle.files.insert(inner.to_owned(), text.clone().into_bytes().into());
    }
    found
}

#[test]
fn every_example_of_the_guides_is_sound_and_its_scenarios_hold() {
    let mut files = shown();
    let components = bundles(&files, COMPONENTS);
    files.retain(|path, _| !path.starts_with(COMPONENTS));
    let mut catalogue = built_in::components();
    catalogue.components.extend(components.iter().map(|(id, bundle)| (id.clone(), bundle.clone())));
    let (lists, plugins) = (Lists::embedded(), Plugins::new().unwrap());
    let nir: Arc<[u8]> =
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/plugins/nir/nir.wat")).unwrap().into();
    // Parts of « your démarche », wherever it stands: the form crate holds them to what they say.
    files.retain(|path, _| !path.starts_with("sources/") && !path.starts_with("scenarios/"));
    let mut demarches = bundles(&files, "");
    assert!(demarches.len() >= 10, "{:?}", demarches.keys());
    assert!(!components.is_empty(), "a component of one's own is shown");
    for bundle in demarches.values_mut() {
        // The guide says where this file is to be copied from.
        bundle.files.insert("plugins/nir.wat".to_owned(), Arc::clone(&nir));
        let checked = check(bundle, &catalogue, &lists, &PluginFiles(&plugins));
        assert!(checked.diagnostics.is_empty(), "{}: {:#?}", bundle.name, checked.diagnostics);
        let checker = plugins.bundle([("plugins/nir.wat", &nir)]).unwrap();
        for result in scenario::run(&checked.demarche.unwrap(), bundle, &lists, &checker, jiff::civil::date(2026, 3, 1))
        {
            assert!(result.failures.is_empty(), "{}/{}: {:#?}", bundle.name, result.name, result.failures);
        }
    }
    for component in components.values() {
        let checked = form::check::component(component, &catalogue, &lists);
        let found = &checked.diagnostics;
        assert!(found.iter().all(|found| found.severity == Severity::Warning), "{found:#?}");
        let day = jiff::civil::date(2026, 3, 1);
        for result in scenario::component(&checked.demarche.unwrap(), component, &lists, day) {
            assert!(result.failures.is_empty(), "{}/{}: {:#?}", component.name, result.name, result.failures);
        }
    }
}

#[test]
fn every_component_of_the_catalogue_behaves_as_its_good_and_bad_values_say() {
    let catalogue = built_in::components();
    let lists = Lists::embedded();
    for component in catalogue.components.values() {
        let demarche = form::check::component(component, &catalogue, &lists).demarche.unwrap();
        let results = scenario::component(&demarche, component, &lists, jiff::civil::date(2026, 3, 1));
        for result in results {
            assert!(result.failures.is_empty(), "{}/{}: {:#?}", component.name, result.name, result.failures);
        }
        let values: String = component
            .files
            .keys()
            .filter(|path| path.starts_with("scenarios/"))
            .filter_map(|path| component.text(path))
            .collect();
        for kind in ["accepts:", "refuses:"] {
            assert!(values.contains(kind), "{} has no scenario with {kind}", component.name);
        }
    }
}

#[test]
fn what_is_shipped_is_made_of_the_components_that_its_lock_names() {
    let catalogue = built_in::components();
    let plugins = Plugins::new().unwrap();
    let archetype = desk::folder::bundle(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../archetype")).unwrap();
    for mut bundle in built_in::forms().into_iter().chain([archetype]) {
        let lock = bundle.files.remove(form::check::LOCK_FILE);
        let demarche = check(&bundle, &catalogue, &Lists::embedded(), &PluginFiles(&plugins)).demarche.unwrap();
        let lock = lock.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        assert_eq!(lock, form::check::lock_text(&demarche.components), "guichet lock {}", bundle.shown_path);
    }
}
