//! Reads a démarche's folder as it is written: every key and every value keeps its line and column.
//!
//! | file | module |
//! |---|---|
//! | any | [`yaml`]: text → tree, within budgets; [`budget`] counts the lists of `demarche.yaml` |
//! | `demarche.yaml` | [`procedure`] |
//! | `schema.yaml` | stays a tree; `check` expands it |
//! | `component.yaml` | [`component`] |
//! | `sources/*.yaml` of a component or of a démarche | [`source`] |
//! | `texts/en.yaml` | [`texts`] |
//! | `scenarios/*.yaml` | [`scenario`] of a démarche, [`values`] of a component |
//!
//! [`keys`] lists every key that can be written; [`editor`] makes schemas of them for editors.

pub mod budget;
pub mod component;
pub mod editor;
pub mod keys;
pub mod measures;
pub mod procedure;
pub mod reader;
pub mod report;
pub mod scenario;
pub mod settings;
pub mod source;
mod syntax;
pub mod texts;
pub mod tree;
pub(crate) mod unread;
pub mod values;
pub mod yaml;

use std::rc::Rc;

use crate::{bundle::Bundle, diagnostic::Sentence};
use procedure::Procedure;
use report::Report;
use source::SourceEntry;
use texts::Texts;
use tree::{Node, Place};

/// A démarche as written.
#[derive(Debug, Default)]
pub struct Definition {
    /// `demarche.yaml`, where it could be read.
    pub procedure: Option<Procedure>,
    /// `schema.yaml` or `schema.json`, where it could be read.
    pub schema: Option<Node>,
    /// `texts/en.yaml`; empty without it.
    pub texts: Texts,
    /// `sources/*.yaml`, by id.
    pub sources: Sources,
}

/// Reads `demarche.yaml`, the schema and the translations of a folder; what nothing reads is told.
pub fn read(report: &mut Report, bundle: &Bundle) -> Definition {
    unread::tell(report, bundle);
    let procedure = file(report, bundle, "demarche.yaml")
        .filter(|root| budget::is_kept(report, root))
        .and_then(|root| procedure::read(report, &root));
    let (schema, texts) = (schema(report, bundle), texts(report, bundle));
    Definition { procedure, schema, texts, sources: sources(report, bundle) }
}

/// Reads the schema of a démarche or of a component.
pub fn schema(report: &mut Report, bundle: &Bundle) -> Option<Node> {
    if bundle.files.contains_key("schema.json") {
        let json = file(report, bundle, "schema.json");
        if bundle.files.contains_key("schema.yaml") {
            let place = json.as_ref().map_or_else(Place::default, |root| root.place);
            report.error(
                "definition.two_schemas",
                place,
                Sentence::new(
                    "Il y a deux schémas : schema.yaml et schema.json.",
                    "There are two schemas: schema.yaml and schema.json.",
                ),
                Sentence::new("Gardez-en un.", "Keep one."),
            );
        }
        return json;
    }
    file(report, bundle, "schema.yaml")
}

/// Reads the translations of a démarche or of a component.
pub fn texts(report: &mut Report, bundle: &Bundle) -> Texts {
    if !bundle.files.contains_key("texts/en.yaml") {
        return Texts::default();
    }
    file(report, bundle, "texts/en.yaml").map(|root| Texts::read(report, &root)).unwrap_or_default()
}

/// The sources of a component or of a démarche, by id, in the order of their files.
pub type Sources = Vec<(String, Rc<SourceEntry>)>;

/// Reads the sources of a component or of a démarche.
pub fn sources(report: &mut Report, bundle: &Bundle) -> Sources {
    let mut sources = Vec::new();
    for path in bundle.files.keys() {
        let Some(id) = path.strip_prefix("sources/").and_then(|file| file.strip_suffix(".yaml")) else { continue };
        let entry = file(report, bundle, path).and_then(|root| source::read(report, &root));
        let Some(entry) = entry else { continue };
        if let Some(written) = entry.id.as_ref().filter(|written| written.text != id) {
            report.error(
                "definition.folder_name",
                written.place,
                Sentence::new(
                    format!("La source s'appelle « {} », son fichier « {} ».", written.text, reader::short(id)),
                    format!("The source is called “{}”, its file “{}”.", written.text, reader::short(id)),
                ),
                Sentence::new("Donnez-leur le même nom.", "Give them the same name."),
            );
        }
        sources.push((id.to_owned(), Rc::new(entry)));
    }
    sources
}

/// Reads one file of a folder into a tree; a file that is not there is told.
pub fn file(report: &mut Report, bundle: &Bundle, path: &str) -> Option<Node> {
    let shown_path = shown(bundle, path);
    let Some(bytes) = bundle.files.get(path) else {
        let file = report.add_file(shown_path, "");
        report.error(
            "definition.missing_file",
            Place::start_of(file),
            Sentence::new(format!("Le fichier {path} n'existe pas."), format!("The file {path} does not exist.")),
            cure_of_missing(bundle, path),
        );
        return None;
    };
    yaml::read(report, shown_path, bytes)
}

/// Create it; or rename the one that is there under another ending.
fn cure_of_missing(bundle: &Bundle, path: &str) -> Sentence {
    let other = format!("{}.yml", path.trim_end_matches(".yaml"));
    if bundle.files.contains_key(&other) {
        return Sentence::new(format!("Renommez {other} en {path}."), format!("Rename {other} to {path}."));
    }
    Sentence::new("Créez-le ; « guichet new » en donne un modèle.", "Create it; “guichet new” gives a model.")
}

/// A file of the folder as diagnostics name it.
pub fn shown(bundle: &Bundle, path: &str) -> String {
    if bundle.shown_path.is_empty() {
        path.to_owned()
    } else {
        format!("{}/{path}", bundle.shown_path.trim_end_matches('/'))
    }
}
