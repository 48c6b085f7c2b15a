//! What authors are told, and where.

use std::collections::BTreeSet;

use super::{
    super::{Expected, FAULT_CODES, Fault, Place, Type, compile},
    compiled, schema,
};

fn faults(text: &str, expected: &Expected) -> Vec<Fault> {
    compile(text, &schema(), &Place::root(), expected)
        .map(|_| panic!("{text}: no fault"))
        .unwrap_or_else(|faults| faults)
}

/// `code text [→ suggestion]`, one a fault.
fn told(text: &str, expected: &Expected) -> Vec<String> {
    let describe = |fault: Fault| {
        let code = fault.code.strip_prefix("expression.").expect("our prefix");
        let place = &text[fault.span];
        match fault.suggestion {
            Some(meant) => format!("{code} `{place}` → {meant}"),
            None => format!("{code} `{place}`"),
        }
    };
    faults(text, expected).into_iter().map(describe).collect()
}

/// One text a code at least; every code is met.
const CASES: &[(&str, &[&str])] = &[
    ("", &["syntax ``"]),
    ("  ", &["syntax ``"]),
    ("majeur &&", &["syntax ``"]),
    ("majeur = true", &["syntax `=` → =="]),
    ("majeur & majeur", &["syntax `&` → &&"]),
    ("majeur && && majeur", &["syntax `&&`"]),
    ("majeur et majeur", &["syntax `et` → &&"]),
    ("majeur OR majeur", &["syntax `OR` → ||"]),
    ("parts <> 2", &["syntax `>` → !="]),
    ("nom == ‘Durand’", &["syntax `‘Durand’` → 'Durand'"]),
    ("“majeur”", &["syntax `“majeur”` → majeur"]),
    ("«\u{a0}majeur\u{a0}»", &["syntax `«\u{a0}majeur\u{a0}»` → majeur"]),
    ("nom == “Durand” && majeur", &["syntax `“Durand”` → 'Durand'"]),
    ("nom == ‘Durand", &["syntax `‘` → '"]),
    ("majeur && nom not in ['a', 'b']", &["syntax `nom not in ['a', 'b']` → !(nom in ['a', 'b'])"]),
    ("commune.code ! in ['a'] || majeur", &["syntax `commune.code ! in ['a']` → !(commune.code in ['a'])"]),
    ("!nom in ['a']", &["syntax `!nom in ['a']` → !(nom in ['a'])"]),
    ("!'a' in options", &["syntax `!'a' in options` → !('a' in options)"]),
    ("if majeur then nom else 'x'", &["syntax `if majeur then nom else 'x'` → majeur ? nom : 'x'"]),
    ("(if parts > 2 then 1 else (2)) == 1", &["syntax `if parts > 2 then 1 else (2)` → parts > 2 ? 1 : (2)"]),
    ("parts ≥ 2", &["syntax `≥` → >="]),
    ("(majeur", &["syntax `(`"]),
    ("majeur)", &["syntax `)`"]),
    ("(majeur]", &["syntax `]`"]),
    ("nom == 'Durand", &["syntax `'`"]),
    ("nom == 'é' + ?", &["syntax `?`"]),
    ("1..2", &["syntax `.2`"]),
    ("nom nom", &["syntax `nom`"]),
    ("if == 1", &["syntax `if`"]),
    ("[1].all(1, true)", &["syntax `1` → x"]),
    ("[1].all(row, true)", &["syntax `row` → x"]),
    ("plop", &["unknown_name `plop`"]),
    ("nmo == 'x'", &["unknown_name `nmo` → nom"]),
    ("Nom == 'x'", &["unknown_name `Nom` → nom"]),
    ("prénom == 'x'", &["unknown_name `prénom` → prenom"]),
    ("answers.courrriel == 'x'", &["unknown_name `courrriel` → courriel"]),
    ("hebergeant.nomm == 'x'", &["unknown_name `nomm` → nom"]),
    ("voie == 'x'", &["unknown_name `voie` → adresse.voie"]),
    ("commune.cod == '1'", &["unknown_name `cod` → code"]),
    ("naissance.annee > 1", &["unknown_name `annee` → year"]),
    ("nom.size > 3", &["unknown_name `size` → size()"]),
    ("logement == locataire", &["unknown_name `locataire` → 'locataire'"]),
    ("logement in [locataire, 'heberge']", &["unknown_name `locataire` → 'locataire'"]),
    ("heberge != logement", &["unknown_name `heberge` → 'heberge'"]),
    ("majeur == oui", &["unknown_name `oui` → true"]),
    ("plop1 == plop2", &["unknown_name `plop1`", "unknown_name `plop2`"]),
    ("row.index == 0", &["outside_row `row`"]),
    ("nom == 3", &["type_clash `nom == 3`"]),
    ("commune == '31555'", &["type_clash `commune == '31555'`"]),
    ("naissance < '2008-01-01'", &["type_clash `naissance < '2008-01-01'`"]),
    ("naissance - today() > 3", &["type_clash `naissance - today()`"]),
    ("naissance + 3 < today()", &["type_clash `naissance + 3`"]),
    ("majeur > false", &["type_clash `majeur > false`"]),
    ("(nom + 1) == 'x'", &["type_clash `nom + 1`"]),
    ("!nom", &["type_clash `nom`"]),
    ("-nom == 'x'", &["type_clash `nom`"]),
    ("nom && majeur", &["type_clash `nom`"]),
    ("nom ? majeur : majeur", &["type_clash `nom`"]),
    ("(majeur ? 1 : 'x') == 1", &["type_clash `'x'`"]),
    ("nom[0] == 'x'", &["type_clash `nom`"]),
    ("options['a'] == 'a'", &["type_clash `'a'`"]),
    ("nom in 'Durand'", &["type_clash `nom in 'Durand'`"]),
    ("parts in ['a']", &["type_clash `parts in ['a']`"]),
    ("1 in [1, 'a']", &["type_clash `'a'`"]),
    ("nom.all(x, true)", &["type_clash `nom`"]),
    ("[1].all(x, x)", &["type_clash `x`"]),
    ("vehicules == vehicules", &["type_clash `vehicules == vehicules`"]),
    ("has('x')", &["type_clash `'x'`"]),
    ("age(nom) > 18", &["type_clash `nom`"]),
    ("options.sum() > 1", &["type_clash `options`"]),
    ("parts.matches('a')", &["type_clash `parts`"]),
    ("vehicules.tarif < 100", &["type_clash `vehicules.tarif < 100`"]),
    ("vehicules > 2", &["type_clash `vehicules > 2`"]),
    ("vehicules.length > 2", &["unknown_name `length` → size()"]),
    ("somme(vehicules.tarif) > 2", &["unknown_function `somme` → sum"]),
    ("nom.plop()", &["unknown_function `plop`"]),
    ("nom.startWith('D')", &["unknown_function `startWith` → startsWith"]),
    ("sum(vehicules.tarif) > 1", &["unknown_function `sum`"]),
    ("nom.startsWith()", &["wrong_arguments `startsWith`"]),
    ("age() > 1", &["wrong_arguments `age`"]),
    ("has(nom, nom)", &["wrong_arguments `has`"]),
    ("options.all(true)", &["wrong_arguments `all`"]),
    ("logement == 'locatairre'", &["never_equal `'locatairre'` → 'locataire'"]),
    ("'zzz' != logement", &["never_equal `'zzz'`"]),
    ("logement in ['locataire', 'x', 'y']", &["never_equal `'x'`", "never_equal `'y'`"]),
    ("'d' in options", &["never_equal `'d'`"]),
    ("options.exists(o, o == 'd')", &["never_equal `'d'`"]),
    ("logement == (majeur ? 'x' : 'locataire')", &["never_equal `'x'`"]),
    ("logement == statut", &["never_equal `logement == statut`"]),
    ("{'a': 1} == 1", &["unsupported `{`"]),
    ("nom == null", &["unsupported `null`"]),
    ("parts == 1u", &["unsupported `1u`"]),
    ("nom == b'x'", &["unsupported `b'x'`"]),
    ("connected('marie')", &["unknown_recipient `'marie'` → 'mairie'"]),
    ("connected('zzzzzz')", &["unknown_recipient `'zzzzzz'`"]),
    ("connected(nom)", &["bad_literal `nom`"]),
    ("connected()", &["wrong_arguments `connected`"]),
    ("nom.connected()", &["unknown_function `connected`"]),
    ("connected('mairie') > 1", &["type_clash `connected('mairie') > 1`"]),
    ("1.00000000000000000000000000001 > 1", &["bad_literal `1.00000000000000000000000000001`"]),
    ("999999999999999999999 > 1", &["bad_literal `999999999999999999999`"]),
    ("0xfffffffffffffffff > 1", &["bad_literal `0xfffffffffffffffff`"]),
    ("naissance < 2008-01-31", &["bad_literal `2008-01-31` → date('2008-01-31')"]),
    ("naissance < 31/1/2008", &["bad_literal `31/1/2008` → date('2008-01-31')"]),
    ("days_between(today(), 2020-01-01) > 3", &["bad_literal `2020-01-01` → date('2020-01-01')"]),
    ("parts < 17,5", &["bad_literal `17,5` → 17.5"]),
    ("max(parts, (1,5)) > 2", &["bad_literal `1,5` → 1.5"]),
    ("parts < 12 000", &["bad_literal `12 000` → 12000"]),
    ("parts < 12\u{202f}000,50", &["bad_literal `12\u{202f}000,50` → 12000.5"]),
    ("parts < 1 234 567.5", &["bad_literal `1 234 567.5` → 1234567.5"]),
    ("parts < 12.000,50", &["bad_literal `12.000,50` → 12000.5"]),
    ("parts * 20 % > 1", &["bad_literal `20 %` → 0.2"]),
    ("parts > 5,5% * parts", &["bad_literal `5,5%` → 0.055"]),
    ("parts > 5,5%", &["bad_literal `5,5%` → 0.055"]),
    ("parts < 12 5", &["syntax `5`"]),
    ("parts\u{a0}< 12", &["syntax `\u{a0}`"]),
    ("parts < 12 €", &["syntax `€`"]),
    ("parts => 12", &["syntax `=>` → >="]),
    ("naissance < today() - 18 ans", &["syntax `18 ans` → years(18)"]),
    ("naissance < today", &["unknown_name `today` → today()"]),
    ("date('2026-02-30') > today()", &["bad_literal `'2026-02-30'`"]),
    ("date(nom) > today()", &["bad_literal `nom`"]),
    ("nom.matches('(')", &["bad_literal `'('`"]),
    ("nom.matches(nom)", &["bad_literal `nom`"]),
    ("nom.matches('(?:a{0,200}){0,200}')", &["bad_literal `'(?:a{0,200}){0,200}'`"]),
    ("nom.matches('(a)\\\\1')", &["bad_literal `'(a)\\\\1'`"]),
];

#[test]
fn every_fault_is_told_at_its_place() {
    let mut wrong = Vec::new();
    for (text, expected) in CASES {
        let told = told(text, &Expected::Bool);
        if told != *expected {
            wrong.push(format!("{text}\n    expected {expected:?}\n    told     {told:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_only_looks_like_a_habit_is_none() {
    for text in [
        "[1,5].sum() > round(1,5)",
        "parts % 2 == 0",
        "7 % -2 == 1",
        "2026 - 1 - 1 > 3",
        "10 / 2 / 2 > 1",
        "!majeur in [true]",
        "!(nom in ['a'])",
    ] {
        compiled(text);
    }
}

#[test]
fn of_a_list_where_one_value_is_asked_for_the_cure_says_what_to_do() {
    for (text, cure) in [
        ("vehicules.tarif < 100", "lignes.all("),
        ("vehicules.tarif", "lignes.prix.sum()"),
        ("vehicules > 2", "lignes.count()"),
        ("vehicules.sum() > 2", "lignes.prix"),
        ("options == 'a'", "in liste"),
        ("justificatif > 2", "size("),
    ] {
        let faults = faults(text, &Expected::Bool);
        assert!(faults[0].cure.fr.contains(cure), "{text}: {}", faults[0].cure.fr);
    }
}

#[test]
fn inside_a_row_ligne_means_row() {
    let place = Place { rows: vec!["vehicules".to_owned()], ..Place::root() };
    let faults = compile("ligne.tarif < 100", &super::schema(), &place, &Expected::Bool).expect_err("a fault");
    assert_eq!(faults[0].suggestion.as_deref(), Some("row"));
}

#[test]
fn a_component_knows_no_recipient_of_the_demarche_around_it() {
    let place = Place { mount: Some("adresse".to_owned()), ..Place::root() };
    let faults = compile("connected('mairie')", &super::schema(), &place, &Expected::Bool).expect_err("a fault");
    assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["expression.unknown_recipient"]);
}

#[test]
fn every_code_has_a_case() {
    let mut met: BTreeSet<&str> =
        CASES.iter().flat_map(|(text, _)| faults(text, &Expected::Bool)).map(|fault| fault.code).collect();
    met.extend(compiled("courriel == 'x'").needs_has().iter().map(|fault| fault.code));
    met.extend(faults(&"(".repeat(5000), &Expected::Any).iter().map(|fault| fault.code));
    assert_eq!(met, FAULT_CODES.iter().copied().collect());
    assert!(FAULT_CODES.is_sorted());
}

#[test]
fn the_result_must_be_what_the_place_asks() {
    let choice = Type::Choice(["a".to_owned(), "b".to_owned()].into());
    for (text, expected, told_as) in [
        ("nom", Expected::Bool, "type_clash `nom`"),
        ("nom", Expected::Is(Type::Number), "type_clash `nom`"),
        ("etat_civil", Expected::Is(Type::Date), "type_clash `etat_civil`"),
        ("majeur ? 'a' : 'xyz'", Expected::Is(choice.clone()), "never_equal `'xyz'`"),
        ("['x']", Expected::Is(choice.clone().list()), "never_equal `'x'`"),
    ] {
        assert_eq!(told(text, &expected), [told_as], "{text}");
    }
    for (text, expected) in [
        ("naissance", Type::PartialDate),
        ("logement", Type::Text),
        ("majeur ? 'a' : 'b'", choice),
        ("[]", Type::Number.list()),
    ] {
        let expected = Expected::Is(expected);
        assert!(compile(text, &schema(), &Place::root(), &expected).is_ok(), "{text}");
    }
}

#[test]
fn texts_out_of_budget_are_refused_before_the_parser() {
    let nested = |open: &str, close: &str, times| format!("{}1{}", open.repeat(times), close.repeat(times));
    for text in [
        format!("nom == '{}'", "x".repeat(4096)),
        nested("(", ")", 25),
        nested("[", "]", 25),
        nested("-(", ")", 25),
        nested("majeur ? 1 : ", "", 25),
        nested("majeur ? (", ") : 1", 25),
        format!("1{}", "+1".repeat(65)),
        format!("1{}", "+1".repeat(1000)),
        format!("nom{}", ".nom".repeat(70)),
        "(".repeat(4000),
        "-".repeat(4000),
    ] {
        let codes: Vec<_> = faults(&text, &Expected::Any).iter().map(|fault| fault.code).collect();
        assert!(matches!(*codes, ["expression.too_complex" | "expression.syntax"]), "{text}: {codes:?}");
    }
    for text in [
        nested("(", ")", 24),
        nested("[", "]", 24),
        format!("1{}", "+1".repeat(60)),
        format!("1 == 1{}", " && 1 == 1".repeat(100)),
        format!("[1{}]", ", majeur ? 1 : 2".repeat(30)),
    ] {
        compiled(&text);
    }
}

#[test]
fn sentences_are_whole_in_both_languages() {
    for (text, _) in CASES {
        for fault in faults(text, &Expected::Bool) {
            for sentence in [&fault.cause, &fault.cure] {
                for language in [&sentence.fr, &sentence.en] {
                    assert!(language.ends_with(['.', '?']), "{text}: {language}");
                }
            }
        }
    }
}

#[test]
fn sentences_repeat_little_of_what_was_written() {
    let long = "x".repeat(3000);
    for text in [long.clone(), format!("'{long}' in options"), format!("nom.{long}()"), format!("date('{long}')")] {
        for fault in faults(&text, &Expected::Any) {
            assert!(fault.cause.fr.chars().count() < 160, "{}", fault.cause.fr);
        }
    }
}
