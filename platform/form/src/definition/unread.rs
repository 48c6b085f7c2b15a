//! Tells the files of a folder that look like part of the definition and that nothing reads.

use std::collections::BTreeSet;

use super::{report::Report, shown, tree::Place};
use crate::{
    bundle::{Bundle, Catalogue},
    diagnostic::{Diagnostic, Sentence},
    expression::{fold, nearest},
};

/// The folders that are read, and what else they are called.
const FOLDERS: &[(&str, &[&str])] = &[
    ("plugins", &["extensions", "greffons", "wasm"]),
    ("scenarios", &["essais", "exemples", "test", "tests"]),
    ("sources", &["api", "apis"]),
    ("texts", &["i18n", "locales", "textes", "traductions", "translations"]),
];

/// A warning for each file under `scenarios/`, `sources/`, `templates/` and `texts/` that is not read, and for each folder whose name is nearly one
/// of a folder that is.
pub(crate) fn tell(report: &mut Report, bundle: &Bundle) {
    let folders: BTreeSet<&str> = bundle.files.keys().filter_map(|path| Some(path.split_once('/')?.0)).collect();
    for folder in folders {
        let Some(meant) = folder_meant(folder) else { continue };
        let file = report.add_file(shown(bundle, folder), "");
        report.warning(
            "definition.unread_file",
            Place::start_of(file),
            Sentence::new(format!("Le dossier {folder}/ n'est pas lu."), format!("The folder {folder}/ is not read.")),
            Sentence::new(
                format!("Vouliez-vous dire {meant}/ ? Renommez-le."),
                format!("Did you mean {meant}/? Rename it."),
            ),
        );
    }
    for path in bundle.files.keys() {
        if is_expected(bundle, path) {
            continue;
        }
        let Some(cure) = cure_of(path) else { continue };
        let file = report.add_file(shown(bundle, path), "");
        report.warning(
            "definition.unread_file",
            Place::start_of(file),
            Sentence::new(format!("Le fichier {path} n'est pas lu."), format!("The file {path} is not read.")),
            cure,
        );
    }
}

/// A warning where a démarche holds components that nobody was told of: they are read where the command says so alone.
pub(crate) fn components(report: &mut Report, bundle: &Bundle, catalogue: &Catalogue) {
    let mut told = BTreeSet::new();
    for (path, bytes) in &bundle.files {
        let mut segments = path.split('/');
        let (Some(folder), Some(id), Some("component.yaml")) = (segments.next(), segments.next(), segments.next())
        else {
            continue;
        };
        let known = catalogue.components.get(id).and_then(|known| known.files.get("component.yaml"));
        if known == Some(bytes) || !told.insert(folder) {
            continue;
        }
        let shown_folder = shown(bundle, folder);
        let file = report.add_file(shown_folder.clone(), "");
        report.warning(
            "definition.unread_file",
            Place::start_of(file),
            Sentence::new(
                format!("Les composants du dossier {folder}/ ne sont pas lus."),
                format!("The components of the folder {folder}/ are not read."),
            ),
            Sentence::new(
                format!("Ajoutez à la commande : --components {shown_folder}"),
                format!("Add to the command: --components {shown_folder}"),
            ),
        );
    }
}

/// The folder that one was probably meant to be; nothing where it is one, or like none.
fn folder_meant(folder: &str) -> Option<&'static str> {
    let known = || FOLDERS.iter().map(|(known, _)| *known);
    if folder == "templates" || known().any(|known| known == folder) {
        return None;
    }
    let word = fold(folder);
    let synonym = FOLDERS.iter().find(|(_, synonyms)| synonyms.contains(&word.as_str()));
    synonym.map(|(known, _)| *known).or_else(|| {
        let near = nearest(folder, known())?;
        // « resources » is another word than « sources ».
        known().find(|known| *known == near && word.starts_with(&known[..1]))
    })
}

/// The same for a folder that is read by itself.
pub(crate) fn told(bundle: &Bundle) -> Vec<Diagnostic> {
    let mut report = Report::default();
    tell(&mut report, bundle);
    report.into_diagnostics()
}

/// Whether a scenario names the file, for what it expects may stand in files beside it; or a recipient does, among its formats.
fn is_expected(bundle: &Bundle, path: &str) -> bool {
    let scenario = |other: &&String| other.starts_with("scenarios/") && other.ends_with(".yaml");
    let template = path.strip_prefix("templates/").and_then(|file| {
        let of = |key: &'static str, endings: [&str; 2]| {
            endings.into_iter().find_map(|ending| file.strip_suffix(ending)).map(|name| (key, name))
        };
        let (key, name) = of("xml:", [".xml", ".xsd"]).or_else(|| of("pdf:", [".pdf", ".yaml"]))?;
        bundle.text("demarche.yaml").map(|text| text.contains(key) && text.contains(name))
    });
    if template == Some(true) {
        return true;
    }
    (path.ends_with(".json") || path.ends_with(".txt"))
        && bundle.files.keys().filter(scenario).any(|other| bundle.text(other).is_some_and(|text| text.contains(path)))
}

/// What to do with a file that is not read; nothing where it is read, or where nobody expects it.
fn cure_of(path: &str) -> Option<Sentence> {
    if path.ends_with("/README.md") {
        return None;
    }
    if let Some(name) = path.strip_prefix("scenarios/").filter(|name| !name.ends_with(".yaml")) {
        return Some(match name.strip_suffix(".yml") {
            Some(name) => rename(&format!("scenarios/{name}.yaml")),
            None => Sentence::new(
                "Un scénario est un fichier scenarios/<nom>.yaml : renommez-le, ou sortez-le du dossier.",
                "A scenario is a file scenarios/<name>.yaml: rename it, or take it out of the folder.",
            ),
        });
    }
    if path.starts_with("templates/") {
        return Some(Sentence::new(
            "Un modèle est lu là où un destinataire le nomme : « formats: [json, pdf, { xml: lettre }] » lit templates/lettre.xml et son schéma templates/lettre.xsd, « { pdf: lettre } » lit templates/lettre.pdf et templates/lettre.yaml. Les documents de l'usager sont faits par la plateforme, sans modèle. Nommez ce fichier, ou retirez-le.",
            "A template is read where a recipient names it: “formats: [json, pdf, { xml: letter }]” reads templates/letter.xml and its schema templates/letter.xsd, “{ pdf: letter }” reads templates/letter.pdf and templates/letter.yaml. The citizen's documents are made by the platform, without a template. Name this file, or remove it.",
        ));
    }
    if let Some(name) = path.strip_prefix("sources/").filter(|name| !name.ends_with(".yaml")) {
        return Some(match name.strip_suffix(".yml") {
            Some(name) => rename(&format!("sources/{name}.yaml")),
            None => Sentence::new(
                "Une source est un fichier sources/<nom>.yaml : renommez-le, ou sortez-le du dossier.",
                "A source is a file sources/<name>.yaml: rename it, or take it out of the folder.",
            ),
        });
    }
    match path.strip_prefix("texts/")? {
        "en.yaml" => None,
        "en.yml" => Some(rename("texts/en.yaml")),
        _ => Some(Sentence::new(
            "Seule la traduction anglaise est lue, dans texts/en.yaml ; le français s'écrit à sa place dans la définition. Retirez ce fichier.",
            "Only the English translation is read, in texts/en.yaml; French stands in its place in the definition. Remove this file.",
        )),
    }
}

fn rename(path: &str) -> Sentence {
    Sentence::new(format!("Renommez-le en {path}."), format!("Rename it to {path}."))
}
