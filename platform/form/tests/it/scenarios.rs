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

/// What this module holds: a plugin that fails is no part of a case.
pub(crate) const CODES: [&str; 1] = ["scenario.plugin_failed"];

/// A plugin that never answers.
struct Broken;

impl Checker for Broken {
    fn check(
        &self,
        _plugin: &str,
        _answers: &serde_json::Value,
        _context: &CheckContext,
    ) -> Result<Vec<PluginProblem>, Unavailable> {
        Err(Unavailable::because("plugin.trap", "wasm trap: unreachable\nin decide"))
    }

    fn compute(
        &self,
        _plugin: &str,
        _answers: &serde_json::Value,
        _context: &CheckContext,
    ) -> Result<Vec<PluginValue>, Unavailable> {
        Ok(vec![PluginValue { at: "total".to_owned(), json: serde_json::json!("beaucoup") }])
    }
}

/// The case `name`, with these files beside.
fn case(name: &str, files: &[(&str, &str)]) -> Bundle {
    let text = fs::read_to_string(crate::check::cases().join(format!("{name}.yaml"))).unwrap();
    let mut bundle = Bundle { name: "essai".to_owned(), shown_path: "essai".to_owned(), ..Bundle::default() };
    for (path, text) in crate::check::files(&text, &crate::check::sound()) {
        bundle.files.insert(path, text.into_bytes().into());
    }
    for (path, text) in files {
        bundle.files.insert((*path).to_owned(), text.as_bytes().into());
    }
    bundle
}

fn play(bundle: &Bundle, checker: &dyn Checker) -> Vec<scenario::ScenarioResult> {
    let result = checked(bundle);
    let demarche = result.demarche.unwrap_or_else(|| panic!("{}", shown(&result.diagnostics)));
    scenario::run(&demarche, bundle, &Lists, checker, jiff::civil::date(2026, 3, 1))
}

/// What the walk cannot find, an author can show.
#[test]
fn a_scenario_that_can_be_sent_is_enough_for_the_walk() {
    let hard = ("demarche.yaml", "rules: [{ id: dur, must: \"has(age) && age * 7 == 91\", at: age, message: Non. }]\n");
    let with = |scenario: &str| {
        let mut bundle = case("sound", &[("scenarios/treize.yaml", scenario)]);
        let text = format!("{}{}", bundle.text(hard.0).unwrap(), hard.1);
        bundle.files.insert(hard.0.to_owned(), text.into_bytes().into());
        play(&bundle, &Content).pop().unwrap()
    };
    let walk = with("answers: { age: 14 }\nexpect: { problems: [{ at: age, rule: dur }] }\n");
    // Not to find one is no proof that there is none.
    assert!(walk.holds());
    assert_eq!(walk.failures.iter().map(|failure| failure.code).collect::<Vec<_>>(), ["scenario.never_sent"]);
    let walk = with("answers: { age: 13 }\nexpect: { no_problems: true }\n");
    assert!(walk.failures.is_empty(), "{}", shown(&walk.failures));
    assert!(walk.note.as_ref().is_some_and(|note| note.fr.contains("(treize)")), "{:?}", walk.note);
    let easy = play(&case("sound", &[]), &Content).pop().unwrap();
    assert_eq!((easy.holds(), easy.note), (true, None));
}

#[test]
fn why_a_plugin_does_not_answer_is_told_to_its_author() {
    let files = [
        ("plugins/p.wat", "(component)"),
        (
            "schema.yaml",
            "type: object\nrequired: [nom, logement, total]\nproperties:\n  nom: { title: Nom, type: string, maxLength: 100 }\n  age: { title: Âge, type: integer, minimum: 0, maximum: 150 }\n  logement: { title: Logement, oneOf: [{ const: a, title: A }] }\n  total: { title: Total, type: integer }\n",
        ),
        ("scenarios/essai.yaml", "answers: { nom: Awa }\nexpect: { pages: [vous] }\n"),
    ];
    let with = |change: &dyn Fn(&mut Bundle)| {
        let mut bundle = case("sound", &files);
        let text = bundle.text("demarche.yaml").unwrap().replace("nom, age, logement", "nom, age, logement, total")
            + "rules: [{ id: r, plugin: plugins/p.wat, at: nom, message: Non., if_missing: pass, if_unavailable: pass }]\ncomputed: { total: { plugin: plugins/p.wat, reads: [nom] } }\n";
        bundle.files.insert("demarche.yaml".to_owned(), text.into_bytes().into());
        change(&mut bundle);
        let played = play(&bundle, &Broken);
        played.iter().map(|result| (result.holds(), shown(&result.failures))).collect::<Vec<_>>()
    };
    let told = with(&|_| {});
    let [(true, scenario), (true, walk)] = &told[..] else { panic!("{told:?}") };
    for told in [scenario, walk] {
        assert!(
            told.contains("règle « r »") && told.contains("(plugin.trap : wasm trap: unreachable in decide)"),
            "{told}"
        );
        assert!(told.contains("(plugin.value : total: \"beaucoup\")"), "{told}");
    }
    assert!(
        walk.contains("total (answer.not_available), que plugins/p.wat n'a pas pu calculer (plugin.value)"),
        "{walk}"
    );
    let told = with(&|bundle| {
        let text = bundle.text("demarche.yaml").unwrap().replace("if_unavailable: pass", "if_unavailable: refuse");
        bundle.files.insert("demarche.yaml".to_owned(), text.into_bytes().into());
    });
    assert!(told[1].1.contains("nom (r), dont la vérification n'a pas pu être faite"), "{}", told[1].1);
    // What a test wants, or expects, is no news.
    let told = with(&|bundle| {
        let text = "answers: { nom: Awa }\nexpect: { plugins: { r: unavailable } }\n";
        bundle.files.insert("scenarios/essai.yaml".to_owned(), text.as_bytes().into());
    });
    assert!(!told[0].1.contains("règle « r »"), "{}", told[0].1);
    let told = with(&|bundle| {
        let text = "answers: { nom: Awa }\nunavailable: [plugins/p.wat]\nexpect: { pages: [vous] }\n";
        bundle.files.insert("scenarios/essai.yaml".to_owned(), text.as_bytes().into());
    });
    assert_eq!(told[0], (true, String::new()));
}
