//! Runs the scenarios of the archetype and of the repository's démarches.

use std::fs;

use form::{
    bundle::Bundle,
    checker::{CheckContext, Checker, PluginProblem, PluginValue, Unavailable},
    scenario,
};

use crate::folder::{Lists, checked, read, root, shown};

/// A plugin that finds nothing: the rules that plugins decide are tested with the plugins.
struct Content;

impl Checker for Content {
    fn check(
        &self,
        _plugin: &str,
        _answers: &serde_json::Value,
        _context: &CheckContext,
    ) -> Result<Vec<PluginProblem>, Unavailable> {
        Ok(Vec::new())
    }

    fn compute(
        &self,
        _plugin: &str,
        _answers: &serde_json::Value,
        _context: &CheckContext,
    ) -> Result<Vec<PluginValue>, Unavailable> {
        Ok(Vec::new())
    }
}

fn failures(bundle: &Bundle) -> (usize, String) {
    let result = checked(bundle);
    let demarche = result.demarche.unwrap_or_else(|| panic!("{}", shown(&result.diagnostics)));
    let results = scenario::run(&demarche, bundle, &Lists, &Content, jiff::civil::date(2026, 3, 1));
    let told = results
        .iter()
        .filter(|result| !result.holds())
        .map(|result| format!("{}\n{}", result.name, shown(&result.failures)))
        .collect();
    (results.len(), told)
}

#[test]
fn the_archetype_passes_its_scenarios_and_the_walk() {
    let (count, told) = failures(&read(&root().join("archetype"), "archetype"));
    assert_eq!(count, 8, "seven scenarios and the walk");
    assert!(told.is_empty(), "{told}");
}

/// The scenarios of these démarches need the real lists and plugins: `guichet test` plays them. The walk needs neither.
#[test]
fn the_walk_finds_nothing_against_the_forms_of_the_repository() {
    for entry in fs::read_dir(root().join("forms")).unwrap() {
        let path = entry.unwrap().path();
        let mut bundle = read(&path, path.file_name().unwrap().to_str().unwrap());
        bundle.files.retain(|path, _| !path.starts_with("scenarios/"));
        let (count, told) = failures(&bundle);
        assert_eq!(count, 1);
        assert!(told.is_empty(), "{told}");
    }
}

#[test]
fn made_up_answers_are_the_same_every_time() {
    let bundle = read(&root().join("archetype"), "archetype");
    let demarche = checked(&bundle).demarche.unwrap();
    let run = || scenario::run(&demarche, &bundle, &Lists, &Content, jiff::civil::date(2026, 3, 1));
    assert_eq!(run(), run());
}

/// A group whose rows ask for nothing by themselves: only their number can be wrong.
#[test]
fn too_few_rows_is_expected_as_any_problem() {
    let mut bundle = read(&root().join("archetype"), "archetype");
    bundle.files.retain(|path, _| path == "demarche.yaml" || path == "schema.yaml");
    for (path, old, new) in [
        ("demarche.yaml", "      - contact\n", "      - contact\n      - temoins\n"),
        (
            "schema.yaml",
            "properties:\n",
            "properties:\n  temoins: { title: Témoins, type: array, minItems: 2, maxItems: 3, items: { type: object, properties: { nom: { title: Nom, type: string, maxLength: 50 } } } }\n",
        ),
        ("schema.yaml", "required: [", "required: [temoins, "),
    ] {
        let text = bundle.text(path).unwrap().replacen(old, new, 1);
        bundle.files.insert(path.to_owned(), text.into_bytes().into());
    }
    for (rows, expected) in [
        ("[{ nom: Awa }]", "problems: [{ at: temoins, code: answer.too_few_rows }]"),
        ("[{ nom: Awa }, { nom: Noé }]", "no_problems: true"),
    ] {
        let scenario = format!("fill: true\nanswers: {{ temoins: {rows} }}\nexpect: {{ {expected} }}\n");
        bundle.files.insert("scenarios/temoins.yaml".to_owned(), scenario.into_bytes().into());
        let (count, told) = failures(&bundle);
        assert_eq!(count, 2);
        assert!(told.is_empty(), "{rows}: {told}");
    }
}

#[test]
fn check_reads_scenarios_without_playing_them() {
    let mut bundle = read(&root().join("archetype"), "archetype");
    let demarche = checked(&bundle).demarche.unwrap();
    assert_eq!(scenario::check(Some(&demarche), &bundle, &Lists), []);
    let text = "answers: { demandeur: { nom: [1] }, adrese: x }\nexpect:\n  pages: [vous]\n  stop: hors-zonne\n";
    bundle.files.insert("scenarios/faux.yaml".to_owned(), text.as_bytes().into());
    let told = scenario::check(Some(&demarche), &bundle, &Lists);
    let places: Vec<_> = told.iter().map(|fault| (fault.code, fault.span.line, fault.span.column)).collect();
    assert_eq!(
        places,
        [("scenario.bad_answer", 1, 30), ("scenario.unknown_field", 1, 37), ("scenario.unknown_name", 4, 9)],
        "{}",
        shown(&told)
    );
    assert!(told.iter().all(|fault| fault.file == "archetype/scenarios/faux.yaml"));
}

#[test]
fn scenarios_are_read_although_the_definition_has_faults() {
    let mut bundle = read(&root().join("archetype"), "archetype");
    bundle.files.retain(|path, _| !path.starts_with("scenarios/"));
    for (path, text) in [
        ("scenarios/a.yaml", "expct: {}\nexpect: { pages: [vous] }\n"),
        ("scenarios/b.yaml", "expect: { pages: [nulle-part] }\n"),
        ("scenarios/c.yaml", "expect: [\n"),
    ] {
        bundle.files.insert(path.to_owned(), text.as_bytes().into());
    }
    let told = scenario::check(None, &bundle, &Lists);
    let places: Vec<_> = told.iter().map(|fault| (fault.code, fault.file.as_str())).collect();
    assert_eq!(
        places,
        [("definition.unknown_property", "archetype/scenarios/a.yaml"), ("yaml.syntax", "archetype/scenarios/c.yaml")],
        "{}",
        shown(&told)
    );
    let component = Bundle { files: bundle.files.clone(), ..Bundle::default() };
    let told = scenario::check_component(None, &component, &Lists);
    assert_eq!(told.last().map(|fault| fault.code), Some("yaml.syntax"), "{}", shown(&told));
}
