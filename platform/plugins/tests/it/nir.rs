//! The example in `examples/plugins/nir`: the rule it decides, as its README tells it.

use form::checker::{CheckContext, Checker};
use form::text::Language;
use plugins::{Plugin, Plugins};
use serde_json::json;

use crate::guest::{context, load};

const NIR: &str = include_str!("../../../../examples/plugins/nir/nir.wat");

/// The code of the problem found, or nothing.
fn verdict(plugin: &Plugin, number: &str, birth: &str) -> Option<String> {
    let answers = json!({
        "declarant": { "nom": "Müller", "naissance": { "date": birth } },
        "identifiants": { "nir": number },
    });
    let mut problems = plugin.check(&answers, &context()).unwrap();
    assert!(problems.len() <= 1);
    problems.pop().map(|problem| problem.code)
}

#[test]
fn numbers_that_match_their_key_and_the_date_of_birth_pass() {
    let nir = load(NIR);
    for (number, birth) in [
        ("255081416802538", "1955-08-14"),
        ("2 55 08 14 168 025 38", "1955-08-14"),
        ("2 55 08 14 168 025 38", "1955-08"),
        ("2 55 08 14 168 025 38", "1955"),
        ("186022A21532523", "1986-02-03"),
        ("1 86 02 2a 215 325 23", "1986-02-03"),
        ("295109912611193", "1995-10-30"),
    ] {
        assert_eq!(verdict(&nir, number, birth), None, "{number} {birth}");
    }
}

#[test]
fn corsica_counts_as_19_and_18() {
    let nir = load(NIR);
    for (department, counts_as) in [("2A", 19_u64), ("2B", 18)] {
        let number: u64 = format!("18602{counts_as}215325").parse().unwrap();
        let key = 97 - number % 97;
        let written = format!("18602{department}215325{key:02}");
        assert_eq!(verdict(&nir, &written, "1986-02-03"), None, "{written}");
    }
}

#[test]
fn one_wrong_digit_anywhere_is_found() {
    let nir = load(NIR);
    let number = "255081416802538";
    for position in 0..number.len() {
        let mut wrong = number.as_bytes().to_vec();
        wrong[position] = if wrong[position] == b'1' { b'2' } else { b'1' };
        let wrong = String::from_utf8(wrong).unwrap();
        assert!(verdict(&nir, &wrong, "1955-08-14").is_some(), "{wrong}");
    }
    assert_eq!(verdict(&nir, "255081416802539", "1955-08-14").as_deref(), Some("nir.key"));
}

#[test]
fn what_has_not_the_form_of_a_number_is_told_so() {
    let nir = load(NIR);
    for number in [
        "25508141680253",
        "2550814168025381",
        "25508141680253A",
        "A55081416802538",
        "555081416802538",
        "255131416802538",
        "2550801C6802538",
        "255081A16802538",
        "é",
    ] {
        assert_eq!(verdict(&nir, number, "1955-08-14").as_deref(), Some("nir.form"), "{number}");
    }
}

#[test]
fn another_year_or_month_of_birth_is_found() {
    let nir = load(NIR);
    for birth in ["1956-08-14", "1955-09-14", "1956"] {
        assert_eq!(verdict(&nir, "255081416802538", birth).as_deref(), Some("nir.birth_date"), "{birth}");
    }
}

#[test]
fn a_month_that_the_register_does_not_know_is_not_compared() {
    let number = 2_553_314_168_025_u64;
    let written = format!("{number}{:02}", 97 - number % 97);
    assert_eq!(verdict(&load(NIR), &written, "1955-08-14"), None);
}

#[test]
fn blank_numbers_and_unknown_dates_are_left_to_the_form() {
    let nir = load(NIR);
    assert_eq!(nir.check(&json!({}), &context()).unwrap(), []);
    let alone = json!({ "identifiants": { "nir": "255081416802538" } });
    assert_eq!(nir.check(&alone, &context()).unwrap(), []);
}

#[test]
fn messages_are_in_the_language_asked_for_and_at_the_rules_place() {
    let nir = load(NIR);
    let answers = json!({ "identifiants": { "nir": "123" } });
    let said = |language| {
        let context = CheckContext { language, ..context() };
        nir.check(&answers, &context).unwrap().remove(0)
    };
    assert_eq!(said(Language::Fr).at, "");
    assert!(said(Language::Fr).message.unwrap().starts_with("Un numéro de sécurité sociale compte"));
    assert!(said(Language::En).message.unwrap().starts_with("A social security number has"));
}

#[test]
fn many_and_long_answers_reach_the_plugin() {
    let nir = load(NIR);
    let mut answers = json!({ "identifiants": { "nir": "255081416802538" }, "long": "é".repeat(100_000) });
    for number in 0..2_000 {
        answers[format!("champ_{number}")] = json!("valeur");
    }
    assert_eq!(nir.check(&answers, &context()).unwrap(), []);
}

#[test]
fn it_computes_nothing() {
    assert_eq!(load(NIR).compute(&json!({}), &context()).unwrap(), []);
}

#[test]
fn the_demarche_that_uses_it_carries_this_very_file() {
    let carried = include_str!("../../../../forms/changement-coordonnees/plugins/nir.wat");
    assert!(carried == NIR, "copy examples/plugins/nir/nir.wat to forms/changement-coordonnees/plugins/");
}

#[test]
fn a_bundle_knows_its_plugins_by_path_and_hash() {
    let plugins = Plugins::new().unwrap();
    let bundle = plugins.bundle([("plugins/nir.wat", NIR)]).unwrap();
    let answers = json!({ "identifiants": { "nir": "123" } });
    assert_eq!(bundle.check("plugins/nir.wat", &answers, &context()).unwrap().len(), 1);
    assert_eq!(bundle.check("plugins/autre.wat", &answers, &context()).unwrap_err().code, "plugin.absent");
    let hashes: Vec<_> = bundle.hashes().collect();
    assert_eq!(hashes.len(), 1);
    assert_eq!(hashes[0].0, "plugins/nir.wat");
    assert_eq!(hashes[0].1, bundle.get("plugins/nir.wat").unwrap().hash());
}
