//! Tries the good and bad values of a component made up for it: what does not happen as its scenario says is told, at its place.

use std::{collections::BTreeMap, sync::Arc};

use form::{
    bundle::{Bundle, Catalogue},
    check::component,
    scenario,
};

use crate::folder::{Lists, shown};

/// The codes that only a component's scenarios tell.
pub(crate) const CODES: [&str; 2] = ["scenario.accepts", "scenario.refuses"];

/// What is told of a component with this scenario when it is played, and when it is only checked.
fn told(scenario: &str) -> (String, String) {
    let files = [
        (
            "component.yaml",
            "component: essai\nversion: \"1.0.0\"\ntitle: Essai\nsummary: Un essai.\nrules:\n  - { id: vieux, must: \"depuis < today()\", at: depuis, if_missing: pass, message: Une date passée. }\n",
        ),
        (
            "schema.yaml",
            "type: object\nrequired: [siret, nom]\nproperties:\n  siret: { title: SIRET, type: string, format: siret }\n  nom: { title: Nom, type: string, maxLength: 5 }\n  depuis: { title: Depuis, type: string, format: date }\n  noms: { title: Noms, type: array, items: { type: object, properties: { nom: { title: Nom, type: string } } } }\n",
        ),
        ("texts/en.yaml", "title: Essai\n"),
        ("scenarios/valeurs.yaml", scenario),
    ];
    let files: BTreeMap<String, Arc<[u8]>> =
        files.into_iter().map(|(path, text)| (path.to_owned(), Arc::from(text.as_bytes()))).collect();
    let bundle = Bundle { name: "essai".to_owned(), shown_path: "components/essai".to_owned(), files };
    let checked = component(&bundle, &Catalogue::default(), &Lists);
    let demarche = checked.demarche.unwrap_or_else(|| panic!("{}", shown(&checked.diagnostics)));
    let results = scenario::component(&demarche, &bundle, &Lists, jiff::civil::date(2026, 3, 1));
    assert_eq!(results.len(), 2, "the file and the walk");
    let played = results.iter().map(|result| shown(&result.failures)).collect();
    (played, shown(&scenario::check_component(Some(&demarche), &bundle, &Lists)))
}

#[test]
fn values_that_behave_as_said_are_not_told() {
    let (found, checked) = told(
        "title: Un essai
accepts:
  - value: { siret: 130 025 265 00013, depuis: { day: 1, month: février, year: 2026 } }
    sent: { siret: \"13002526500013\", depuis: 2026-02-01, noms: ~ }
    shown: [1er février 2026, 130 025 265 00013]
  - { value: { noms: [{ nom: Zoé }, { nom: Léa }] }, sent: { noms: [{ nom: Zoé }, { nom: Léa }] }, shown: Zoé }
refuses:
  - { value: { siret: \"73282932000075\" }, at: siret, problem: answer.check_digits }
  - { value: { siret: ~ }, at: siret, problem: answer.required }
  - { value: { depuis: 2026-03-02 }, at: depuis, rule: vieux }
",
    );
    assert!(found.is_empty() && checked.is_empty(), "{found}{checked}");
}

#[test]
fn values_that_behave_otherwise_are_told_at_their_place() {
    for (scenario, code, place, word) in [
        ("accepts:\n  - { value: { siret: \"73282932000075\" } }\n", "scenario.accepts", "2:14", "answer.check_digits"),
        (
            "accepts:\n  - { value: { nom: A }, sent: { nom: B } }\n",
            "scenario.accepts",
            "2:32",
            "« B »|{\"nom\":\"B\"}",
        ),
        ("accepts:\n  - { value: { nom: A }, shown: Beta }\n", "scenario.accepts", "2:33", "Beta"),
        (
            "refuses:\n  - { value: { nom: Anna }, at: nom, problem: answer.too_long }\n",
            "scenario.refuses",
            "2:5",
            "\"nom\":\"Anna\"",
        ),
        (
            "refuses:\n  - { value: { nom: Annabelle }, at: nom, problem: answer.pattern }\n",
            "scenario.refuses",
            "2:5",
            "answer.too_long",
        ),
        (
            "refuses:\n  - { value: { nom: Annabelle, siret: x }, at: nom, problem: answer.too_long }\n",
            "scenario.refuses",
            "2:5",
            "siret",
        ),
        ("accepts:\n  - { value: { nam: A } }\n", "scenario.unknown_field", "2:21", "nam"),
        ("accepts:\n  - A\n", "scenario.bad_answer", "2:5", "essai@1"),
        ("accepts:\n  - { value: { nom: 007 } }\n", "definition.type", "2:21", "007"),
        ("accept: []\n", "definition.unknown_property", "1:1", "accepts"),
    ] {
        let (found, checked) = told(scenario);
        // What is written wrong is told without playing; what behaves otherwise is not.
        assert_eq!(checked.contains(code), !CODES.contains(&code), "{scenario}\n{checked}");
        assert!(
            found.contains(&format!("[{code}]: components/essai/scenarios/valeurs.yaml:{place}")),
            "{scenario}\n{found}"
        );
        assert!(word.split('|').any(|word| found.contains(word)), "{scenario}\n{found}");
    }
}
