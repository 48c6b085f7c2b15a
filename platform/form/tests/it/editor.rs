//! Holds the editors' schemas to the language: what is shipped passes, what `check` refuses for its keys and kinds of value is underlined.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use form::definition::editor::{EDITOR_SCHEMAS, Proposed, of_demarche};
use jsonschema::Validator;
use serde_json::Value;

use crate::{
    check::{cases, files, sound},
    folder::root,
};

/// Cases whose fault a schema cannot say: texts without quotes that only some readers of YAML take for something else.
const UNSAID: &[&str] = &[
    "definition.type",
    "definition.type--answer",
    "definition.type--default",
    "definition.type--leading-zero",
    "definition.type--time",
];

struct Editor(BTreeMap<&'static str, Validator>);

impl Editor {
    fn new() -> Self {
        let components =
            [Proposed { reference: "component:identity@1".to_owned(), summary: "Une personne.".to_owned() }];
        let validators = EDITOR_SCHEMAS
            .iter()
            .map(|schema| (schema.file, jsonschema::validator_for(&schema.json(&components)).unwrap()));
        Self(validators.collect())
    }

    /// What an editor underlines in this file; a file that is no YAML at all is underlined without us.
    fn faults(&self, schema: &str, text: &str) -> Vec<String> {
        match serde_yaml::from_str::<Value>(text) {
            Ok(value) => {
                self.0[schema].iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
            }
            Err(error) => vec![error.to_string()],
        }
    }
}

/// The YAML files directly in `folder`.
fn yaml_in(folder: PathBuf) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "yaml")).collect()
}

#[test]
fn what_is_shipped_is_underlined_nowhere() {
    let editor = Editor::new();
    let mut demarches = vec![root().join("archetype")];
    demarches.extend(fs::read_dir(root().join("forms")).unwrap().flatten().map(|entry| entry.path()));
    let components = fs::read_dir(root().join("components")).unwrap().flatten().map(|entry| entry.path());
    let mut seen = BTreeSet::new();
    let mut look = |schema: &'static str, path: PathBuf| {
        let Ok(text) = fs::read_to_string(&path) else { return };
        assert_eq!(editor.faults(schema, &text), Vec::<String>::new(), "{}", path.display());
        seen.insert(schema);
    };
    for folder in demarches {
        look("demarche.schema.json", folder.join("demarche.yaml"));
        look("schema.schema.json", folder.join("schema.yaml"));
        yaml_in(folder.join("scenarios")).into_iter().for_each(|path| look("scenario.schema.json", path));
    }
    for folder in components {
        look("component.schema.json", folder.join("component.yaml"));
        look("schema.schema.json", folder.join("schema.yaml"));
        yaml_in(folder.join("scenarios")).into_iter().for_each(|path| look("values.schema.json", path));
        yaml_in(folder.join("sources")).into_iter().for_each(|path| look("source.schema.json", path));
    }
    assert_eq!(seen.len(), EDITOR_SCHEMAS.len(), "{seen:?}");
}

#[test]
fn wrong_keys_and_kinds_of_value_are_underlined() {
    let editor = Editor::new();
    let sound = sound();
    let codes = [
        "definition.bad_delay",
        "definition.bad_id",
        "definition.bad_size",
        "definition.missing_property",
        "definition.type",
        "definition.unknown_property",
        "definition.unknown_word",
    ];
    let mut wrong = Vec::new();
    let mut seen = 0;
    for path in yaml_in(cases()) {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if !codes.contains(&name.split("--").next().unwrap()) {
            continue;
        }
        seen += 1;
        let case = files(&fs::read_to_string(&path).unwrap(), &sound);
        let underlined = case.iter().any(|(path, text)| {
            of_demarche(path).is_some_and(|schema| !editor.faults(schema.file, text).is_empty())
                || path.ends_with("component.yaml") && !editor.faults("component.schema.json", text).is_empty()
        });
        let unsaid = UNSAID.contains(&name.as_str());
        if underlined == unsaid {
            wrong.push(name);
        }
    }
    assert!(seen > 15, "{seen}");
    assert!(wrong.is_empty(), "not underlined, or underlined against what is said here: {wrong:?}");
}

#[test]
fn every_key_is_told_in_french_and_a_file_finds_its_schema() {
    let schema = of_demarche("demarche.yaml").unwrap();
    let json = schema.json(&[]);
    assert_eq!(json.pointer("/properties/kind/enum/0").unwrap(), "demande");
    assert_eq!(
        json.pointer("/definitions/page/properties/intro/description").unwrap(),
        "Un paragraphe au-dessus des questions."
    );
    for schema in EDITOR_SCHEMAS {
        let text = serde_json::to_string(&schema.json(&[])).unwrap();
        for key in schema.table.keys {
            assert!(text.contains(&serde_json::to_string(key.fr).unwrap()), "{}: {}", schema.file, key.name);
        }
    }
    let line = of_demarche("scenarios/x.yaml").unwrap().first_line(".guichet", "scenarios/x.yaml");
    assert_eq!(line, "# yaml-language-server: $schema=../.guichet/scenario.schema.json\n");
    assert!(of_demarche("texts/en.yaml").is_none() && of_demarche("scenarios/x.md").is_none());
}
