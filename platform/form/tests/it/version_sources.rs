//! Compares versions whose data sources or plugins differ, though the démarche's own text is the same to the letter.

use std::sync::Arc;

use form::{
    bundle::{Bundle, Catalogue},
    check::AnyPlugin,
    demarche::Demarche,
    versions::{self, Difference, Verdict, Version},
};

use crate::folder::{Lists, catalogue, shown};

const PROCEDURE: &str = r#"demarche: essai
title: Un essai
summary: Essayer.
agency: ville-exemple
applicants: [particulier]
purpose: Essayer la comparaison.
kind: declaration
authority: { name: Mairie, service: Essais, address: "1 place de la Mairie, 31000 Toulouse", phone: "05 61 00 00 00" }
pages:
  - { id: vous, title: Vous, fields: [demandeur, quotient] }
rules:
  - { id: connu, plugin: plugins/connu.wasm, reads: [quotient.valeur], at: quotient.valeur, if_missing: pass, if_unavailable: pass, message: Inconnu. }
recipients:
  - { id: mairie, to: { organisation: "21310555400017", branch: ESSAI }, receives: [demandeur, quotient] }
retention: { draft: 30 days, delivered: 30 days, receipt: 5 years, basis: "RGPD, article 6-1-e" }
"#;

const SCHEMA: &str = "type: object\nrequired: [demandeur, quotient]\nproperties:\n  demandeur: { $ref: \"component:identity@1\", title: Vous }\n  \
                      quotient: { $ref: \"component:quotient-familial@1\", about: demandeur }\n";

const SOURCE: &str = "sources/caisse.yaml";

struct Made {
    demarche: Demarche,
    bundle: Bundle,
}

/// A version with this plugin, and with the source of its component changed.
fn made(plugin: &[u8], change: impl FnOnce(String) -> String) -> Made {
    let mut components = catalogue();
    let quotient = components.components.get_mut("quotient-familial").unwrap();
    let text = change(quotient.text(SOURCE).unwrap().to_owned());
    quotient.files.insert(SOURCE.to_owned(), Arc::from(text.into_bytes()));
    checked(plugin, PROCEDURE, &components)
}

fn checked(plugin: &[u8], procedure: &str, components: &Catalogue) -> Made {
    let mut bundle = Bundle { name: "essai".to_owned(), shown_path: "essai".to_owned(), ..Bundle::default() };
    for (path, content) in
        [("demarche.yaml", procedure.as_bytes()), ("schema.yaml", SCHEMA.as_bytes()), ("plugins/connu.wasm", plugin)]
    {
        bundle.files.insert(path.to_owned(), Arc::from(content.to_vec()));
    }
    let checked = form::check::check(&bundle, components, &Lists, &AnyPlugin);
    let demarche = checked.demarche.unwrap_or_else(|| panic!("{}", shown(&checked.diagnostics)));
    Made { demarche, bundle }
}

fn compare(former: &Made, next: &Made) -> Difference {
    versions::compare(
        Version { demarche: &former.demarche, bundle: &former.bundle },
        Version { demarche: &next.demarche, bundle: &next.bundle },
    )
}

fn told(difference: &Difference) -> (Vec<String>, Vec<String>) {
    let said = |changes: &[versions::Change]| changes.iter().map(|one| format!("{} {}", one.code, one.at)).collect();
    (said(&difference.changes), said(&difference.drafts.losses))
}

fn replaced(old: &'static str, new: &'static str) -> impl FnOnce(String) -> String {
    move |text| {
        assert!(text.contains(old), "nowhere: {old}");
        text.replacen(old, new, 1)
    }
}

#[test]
fn what_is_asked_of_a_source_is_compared() {
    let former = made(b"one", |text| text);
    assert!(compare(&former, &made(b"one", |text| text)).is_nothing());
    // What the source gave decides whether the document is asked for, and what the rule says.
    let unverified =
        ["draft.unverified quotient:caisse", "draft.hidden quotient.justificatif", "draft.refused quotient.valeur"];
    for (old, new, losses) in [
        // What the citizen reads, and how long is waited, decides nothing.
        ("Demander mon quotient familial", "Demander", &[][..]),
        ("time_limit: 8", "time_limit: 9", &[]),
        ("partner: api-particulier", "partner: autre-partenaire", &unverified),
        ("    nomUsage: \"{about.nom_usage?}\"\n", "", &unverified),
        ("valeur: /data/quotient_familial/valeur", "valeur: /data/valeur", &unverified),
        ("verified: true\n", "", &unverified),
    ] {
        let difference = compare(&former, &made(b"one", replaced(old, new)));
        let (changes, lost) = told(&difference);
        let expected: &[&str] = match old {
            "Demander mon quotient familial" => &["text.changed quotient:caisse"],
            "time_limit: 8" => &[],
            _ => &["source.changed quotient:caisse"],
        };
        assert_eq!(
            changes.iter().map(String::as_str).filter(|code| !code.starts_with("files")).collect::<Vec<_>>(),
            expected,
            "{old}"
        );
        assert_eq!(lost, losses, "{old}");
        assert_eq!(difference.verdict() == Verdict::Compatible, losses.is_empty(), "{old}");
    }
    let narrower = compare(&former, &made(b"one", replaced("    nomUsage: \"{about.nom_usage?}\"\n", "")));
    let sentence = &narrower.changes[0].sentence.fr;
    assert!(sentence.contains("demandeur.nom_usage") && sentence.contains("(avant"), "{sentence}");
}

#[test]
fn a_source_that_comes_or_goes_is_told_with_what_leaves_for_it() {
    let with = made(b"one", |text| text);
    let mut components = catalogue();
    components.components.get_mut("quotient-familial").unwrap().files.remove(SOURCE);
    let quotient = components.components.get_mut("quotient-familial").unwrap();
    // Nobody can give what only the source gave: without it, its parts are asked for.
    let definition =
        quotient.text("component.yaml").unwrap().replace("{ locked: true }", "{ hint: Sur l'attestation. }");
    quotient.files.insert("component.yaml".to_owned(), Arc::from(definition.into_bytes()));
    let without = checked(b"one", PROCEDURE, &components);

    let (changes, losses) = told(&compare(&with, &without));
    assert!(changes.contains(&"source.removed quotient:caisse".to_owned()), "{changes:?}");
    assert_eq!(losses[0], "draft.unverified quotient:caisse");

    let back = compare(&without, &with);
    let added = back.changes.iter().find(|change| change.code == "source.added").unwrap();
    assert!(added.sentence.fr.contains("demandeur.naissance.date"), "{}", added.sentence.fr);
    assert!(!told(&back).1.contains(&"draft.unverified quotient:caisse".to_owned()), "nothing was verified before");
}

#[test]
fn a_plugin_is_compared_by_its_bytes() {
    let former = made(b"one", |text| text);
    let difference = compare(&former, &made(b"two", |text| text));
    let (changes, losses) = told(&difference);
    assert_eq!(changes, ["plugin.changed plugins/connu.wasm"]);
    assert_eq!(losses, ["draft.refused quotient.valeur"]);
    assert_eq!(difference.verdict(), Verdict::WithLoss);
    // One that only warns refuses nothing.
    let warning = PROCEDURE.replace("id: connu,", "id: connu, level: warning,");
    let warns = |plugin: &[u8]| checked(plugin, &warning, &catalogue());
    let difference = compare(&warns(b"one"), &warns(b"two"));
    assert_eq!(told(&difference), (vec!["plugin.changed plugins/connu.wasm".to_owned()], Vec::new()));
}
