//! What is missing, why, and what it means for conditions and rules.

use super::{
    super::{Here, RuleOutcome, Why, eval_condition, eval_rule},
    Answers, answers, compiled, show, table,
};

/// Texts that are true, false, and missing for each reason.
const SIDES: [(&str, &str); 6] = [
    ("majeur", "true"),
    ("!majeur", "false"),
    ("revenu > 1", "Blank revenu"),
    ("hebergeant.nom == 'Petit'", "Hidden hebergeant.nom"),
    ("age(etat_civil) == 63", "Partial etat_civil"),
    ("1 / 0 > 1", "Arithmetic"),
];

/// Of two reasons, the one that counts.
fn stronger<'r>(a: &'r str, b: &'r str) -> &'r str {
    let rank = |reason: &str| {
        let ranks = ["Arithmetic", "Partial", "Blank", "Hidden"];
        ranks.iter().position(|rank| reason.starts_with(rank))
    };
    if rank(a) >= rank(b) { a } else { b }
}

fn hiding() -> Answers {
    answers().hiding("hebergeant")
}

/// What the directory says of a recipient hangs on the commune that leads to it, and is missing where nobody has asked.
#[test]
fn whether_a_recipient_is_connected_hangs_on_its_commune() {
    let entry =
        |code: &str| crate::expression::Value::Entry(crate::expression::Entry { code: code.into(), nom: code.into() });
    table(
        &answers(),
        &[
            ("connected('mairie')", "true"),
            ("connected('registre')", "false"),
            ("!connected('registre') && connected('mairie')", "true"),
            ("connected('foyer')", "Blank hebergeant.commune"),
            ("connected('foyer') || connected('mairie')", "true"),
        ],
    );
    table(&answers().with("commune", entry("31044")), &[("connected('mairie')", "false")]);
    table(&answers().with("commune", entry("75056")), &[("connected('mairie')", "Blank")]);
    table(&answers().hiding("commune"), &[("connected('mairie')", "Hidden commune")]);
    let asks = compiled("connected('mairie') && !connected('registre')");
    assert_eq!(
        (asks.reads(), asks.recipients()),
        (&["commune".to_owned()][..], &["mairie".to_owned(), "registre".to_owned()][..])
    );
    assert_eq!(compiled("connected('foyer')").touches_blank()[0].path, "hebergeant.commune");
}

#[test]
fn and_and_or_absorb_what_is_missing() {
    let is_known = |value: &str| value == "true" || value == "false";
    for (a, of_a) in SIDES {
        for (b, of_b) in SIDES {
            for (sign, decisive) in [("&&", "false"), ("||", "true")] {
                let expected = match (is_known(of_a), is_known(of_b)) {
                    _ if of_a == decisive || of_b == decisive => decisive,
                    (true, true) => of_a,
                    (true, false) => of_b,
                    (false, true) => of_a,
                    (false, false) => stronger(of_a, of_b),
                };
                let text = format!("{a} {sign} {b}");
                table(&hiding(), &[(&text, expected)]);
            }
        }
    }
}

#[test]
fn everything_else_passes_on_what_is_missing() {
    for (side, reason) in SIDES.iter().filter(|(_, reason)| reason.len() > 5) {
        for text in [
            format!("!({side})"),
            format!("({side}) ? 1 : 2"),
            format!("({side}) == true"),
            format!("[1].all(x, {side})"),
            format!("[1].exists(x, {side})"),
            format!("[1].exists_one(x, {side})"),
            format!("[1].filter(x, {side})"),
            format!("[1].map(x, {side}, x)"),
            format!("[1].map(x, {side})[0]"),
            format!("({side}) in [false, true]"),
            format!("[{side}] == [false]"),
        ] {
            table(&hiding(), &[(&text, reason)]);
        }
    }
}

#[test]
fn the_order_of_writing_does_not_change_the_reason() {
    table(
        &hiding(),
        &[
            ("revenu == age(hebergeant.naissance)", "Hidden hebergeant.naissance"),
            ("age(hebergeant.naissance) == revenu", "Hidden hebergeant.naissance"),
            ("revenu + age(hebergeant.naissance)", "Hidden hebergeant.naissance"),
            ("age(hebergeant.naissance) + revenu", "Hidden hebergeant.naissance"),
            ("revenu + 1 / 0", "Blank revenu"),
            ("courriel.startsWith(hebergeant.nom)", "Hidden hebergeant.nom"),
            ("[revenu > 1, 1 / 0 > 1].all(x, x)", "Blank revenu"),
            ("[1 / 0 > 1, revenu > 1].all(x, x)", "Blank revenu"),
            ("hebergeant.nom in [courriel]", "Hidden hebergeant.nom"),
        ],
    );
}

#[test]
fn macros_absorb_as_and_and_or_do() {
    table(
        &answers(),
        &[
            ("[1, 2].exists(x, x == 2 || revenu > x)", "true"),
            ("[2, 1].exists(x, x == 2 || revenu > x)", "true"),
            ("[1, 2].all(x, x == 2 && revenu > x)", "false"),
            ("[2, 1].all(x, x == 2 && revenu > x)", "false"),
            ("[1, 2].exists_one(x, x == 2 || revenu > x)", "Blank revenu"),
            ("revenu in []", "Blank revenu"),
            ("revenu in [1]", "Blank revenu"),
            ("2 in [revenu, 2]", "true"),
            ("3 in [revenu, 2]", "Blank revenu"),
            ("[revenu, 1] == [2, 2]", "false"),
            ("[revenu, 2] == [2, 2]", "Blank revenu"),
        ],
    );
}

#[test]
fn sums_and_counts_skip_what_is_blank_or_hidden_and_nothing_else() {
    let answers = answers().without("vehicules.r1.tarif").without("options").without("justificatif");
    table(
        &answers,
        &[
            ("vehicules.tarif.sum()", "60"),
            ("vehicules.tarif.count()", "1"),
            ("vehicules.tarif.size()", "2"),
            ("vehicules.map(v, v.tarif).sum()", "60"),
            ("vehicules.tarif.max()", "60"),
            ("vehicules.map(v, v.tarif / 0).sum()", "Arithmetic"),
            ("[1 / 0].count()", "Arithmetic"),
            ("options.count() + size(options) + justificatif.count()", "0"),
            ("size(courriel)", "Blank courriel"),
            ("'a' in options", "Blank options"),
            ("options.exists(o, o == 'a')", "Blank options"),
            ("[1].filter(x, revenu > x).sum()", "Blank revenu"),
        ],
    );
    let hidden = answers.hiding("vehicules.r2.tarif").hiding("options");
    table(
        &hidden,
        &[("vehicules.tarif.sum()", "0"), ("vehicules.tarif.count()", "0"), ("options.count()", "Hidden options")],
    );
}

#[test]
fn rows_of_a_hidden_group_do_not_exist() {
    let hidden_inside = answers().hiding("vehicules.r1.passagers");
    table(
        &hidden_inside,
        &[
            ("vehicules.passagers.nom", "['Max']"),
            ("vehicules.passagers.count()", "1"),
            ("vehicules[0].passagers.count()", "Hidden vehicules.r1.passagers"),
        ],
    );
    let hidden = answers().hiding("vehicules");
    table(
        &hidden,
        &[
            ("vehicules.count()", "Hidden vehicules"),
            ("vehicules.tarif.sum()", "Hidden vehicules"),
            ("has(vehicules)", "false"),
        ],
    );
    let none = answers().rows("vehicules", &[]);
    table(
        &none,
        &[("vehicules.tarif.sum()", "0"), ("has(vehicules)", "false"), ("vehicules.all(v, v.tarif > 1)", "true")],
    );
}

#[test]
fn has_is_true_where_a_value_is_there() {
    let answers = hiding().without("options");
    table(
        &answers,
        &[
            ("has(nom)", "true"),
            ("has(courriel)", "false"),
            ("has(hebergeant.nom)", "false"),
            ("has(hebergeant)", "false"),
            ("has(options)", "false"),
            ("has(vehicules.tarif)", "true"),
            ("has(vehicules.passagers.age)", "true"),
            ("has(commune.code)", "true"),
            ("vehicules.all(v, has(v.tarif))", "true"),
            ("vehicules.all(v, has(v.proprio.nom))", "false"),
            ("vehicules.passagers.age.filter(a, has(a))", "[7, 40]"),
            ("!has(revenu) || revenu > 3", "true"),
            ("has(revenu) && revenu > 3", "false"),
            ("revenu > 3 && has(revenu)", "false"),
        ],
    );
}

#[test]
fn a_condition_on_a_missing_value_is_false_and_so_is_its_contrary() {
    let answers = hiding();
    for text in [
        "revenu > 1",
        "!(revenu > 1)",
        "hebergeant.nom == 'x'",
        "hebergeant.nom != 'x'",
        "age(etat_civil) == 63",
        "1 / 0 == 1",
    ] {
        assert!(!eval_condition(&compiled(text), &answers, &Here::root()), "{text}");
    }
    assert!(eval_condition(&compiled("majeur"), &answers, &Here::root()));
}

#[test]
fn a_rule_passes_on_what_is_hidden_and_asks_if_missing_for_the_rest() {
    let answers = hiding();
    let rule = |text: &str| eval_rule(&compiled(text), &answers, &Here::root());
    assert_eq!(rule("majeur"), RuleOutcome::Pass);
    assert_eq!(rule("!majeur"), RuleOutcome::Refuse);
    assert_eq!(rule("hebergeant.nom == 'x'"), RuleOutcome::MissingHidden);
    assert_eq!(rule("hebergeant.nom == 'x' && revenu > 1"), RuleOutcome::MissingHidden);
    for (text, why, path) in [
        ("revenu > 1", Why::Blank, Some("revenu")),
        ("age(etat_civil) == 63", Why::Partial, Some("etat_civil")),
        ("1 / 0 == 1", Why::Arithmetic, None),
    ] {
        match rule(text) {
            RuleOutcome::MissingBlank(missing) => {
                assert_eq!((missing.why, missing.path.as_deref()), (why, path), "{text}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn an_exhausted_budget_is_never_absorbed() {
    let hundred = vec!["1"; 100].join(",");
    let text = format!(
        "[{hundred}].exists(a, [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1].map(b, [1,2,3,4,5,6,7,8,9,10].map(c, \
         [1,2,3,4,5,6,7,8,9,10].map(d, [1,2,3,4,5].map(e, a + b + c + d + e)))).count() == 7) || majeur"
    );
    let outcome = super::super::eval(&compiled(&text), &answers(), &Here::root());
    assert_eq!(show(&outcome), "OverBudget");
    let long = answers().with("nom", "x".repeat(40_000).as_str());
    let outcome = super::super::eval(&compiled("nom + nom == nom || majeur"), &long, &Here::root());
    assert_eq!(show(&outcome), "OverBudget");
    let doubling = format!("['abcdefgh']{}", ".map(x, x + x)".repeat(40));
    let outcome = super::super::eval(&compiled(&doubling), &answers(), &Here::root());
    assert_eq!(show(&outcome), "OverBudget");
}
