//! No text and no answers make it panic, loop, or use more than its budget.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{
    super::{Expected, FUEL, Here, Place, Value, compile, eval, eval_condition, eval_rule},
    Answers, answers, compiled, schema,
};

/// Words that make a text look like an expression.
const WORDS: &[&str] = &[
    "nom",
    "courriel",
    "revenu",
    "vehicules",
    ".tarif",
    ".passagers",
    ".age",
    "options",
    "etat_civil",
    "logement",
    "commune",
    ".code",
    "justificatif",
    "hebergeant",
    "answers",
    "row",
    ".index",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    ",",
    ".",
    "?",
    ":",
    "&&",
    "||",
    "!",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "%",
    " in ",
    "has(",
    ".all(x,",
    ".exists(x,",
    ".map(x,",
    ".filter(x,",
    ".sum()",
    ".count()",
    "size(",
    "age(",
    "today()",
    "days(",
    "months(",
    "date(",
    "'2026-03-01'",
    "'a'",
    "\"é\"",
    "'",
    "\"\"\"",
    "0.1",
    "1e9",
    "99999999999999999999",
    "0x",
    "1u",
    "null",
    "true",
    "false",
    "x",
    "x.y",
    "if",
    "//",
    "\n",
    "\\",
    "é",
    "'\\u00e9'",
    "r'\\d'",
    ".matches('^a')",
    " ",
    "`a`",
    "=",
    "&",
    "🦀",
];

fn soup() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(WORDS), 0..40).prop_map(|words| words.concat())
}

/// Answers of every kind, blank and hidden here and there.
fn any_answers() -> impl Strategy<Value = Answers> {
    let paths = [
        "nom",
        "courriel",
        "revenu",
        "parts",
        "majeur",
        "logement",
        "options",
        "etat_civil",
        "entree",
        "commune",
        "justificatif",
        "hebergeant",
        "vehicules",
        "vehicules.r1",
        "vehicules.r1.tarif",
        "vehicules.r1.passagers",
        "vehicules.r2.passagers.r5.age",
    ];
    let some = || proptest::sample::subsequence(paths.to_vec(), 0..paths.len());
    let year = prop_oneof![Just("1962"), Just("1962-08"), Just("2008-03-01"), Just("9999")];
    (some(), some(), any::<i64>(), year).prop_map(|(blank, hidden, number, date)| {
        let mut answers = answers().with("revenu", number).with("etat_civil", super::partial(date));
        for path in blank {
            answers = answers.without(path);
        }
        for path in hidden {
            answers = answers.hiding(path);
        }
        answers
    })
}

/// Whole expressions of every type, well typed.
fn well_typed() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        Just("revenu"),
        Just("parts"),
        Just("vehicules.tarif.sum()"),
        Just("vehicules.passagers.age.max()"),
        Just("age(etat_civil)"),
        Just("size(nom)"),
        Just("7.9e28"),
        Just("0.0000000000000000000000000001"),
        Just("vehicules[1].tarif"),
        Just("options.count()"),
        Just("days_between(etat_civil, today())"),
        Just("(-1)"),
    ];
    let date = prop_oneof![
        Just("etat_civil"),
        Just("naissance"),
        Just("today()"),
        Just("date('9999-12-31')"),
        Just("date('0001-01-01')"),
        Just("hebergeant.naissance"),
        Just("vehicules[0].mise"),
    ];
    let period = (prop_oneof![Just("days"), Just("months"), Just("years")], number.clone())
        .prop_map(|(unit, number)| format!("{unit}({number})"));
    let moved = (date, prop_oneof![Just("+"), Just("-")], period)
        .prop_map(|(date, sign, period)| format!("({date} {sign} {period})"));
    let sums =
        proptest::collection::vec((number, prop_oneof![Just("+"), Just("-"), Just("*"), Just("/"), Just("%")]), 1..12)
            .prop_map(|terms| {
                let mut text = "1".to_owned();
                for (number, sign) in terms {
                    text = format!("({text} {sign} {number})");
                }
                text
            });
    let order = || prop_oneof![Just("=="), Just("!="), Just("<"), Just(">=")];
    let test = prop_oneof![
        (sums.clone(), order(), sums.clone()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        (moved.clone(), order(), moved.clone()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        (moved.clone(), moved).prop_map(|(a, b)| format!("{a} in [{b}, naissance]")),
        sums.prop_map(|sum| format!("vehicules.exists(v, v.passagers.all(p, p.age > {sum}))")),
        Just("nom.upper().contains(courriel)".to_owned()),
        Just("has(hebergeant.nom)".to_owned()),
        Just("logement in ['locataire']".to_owned()),
    ];
    proptest::collection::vec((test, prop_oneof![Just("&&"), Just("||")]), 1..6).prop_map(|tests| {
        let mut text = "majeur".to_owned();
        for (test, sign) in tests {
            text = format!("({text} {sign} ({test}))");
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(300), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_compiles_or_is_refused_at_places_inside_it(text in prop_oneof![soup(), any::<String>()]) {
        let place = Place { rows: vec!["vehicules".to_owned()], mount: Some("hebergeant".to_owned()) };
        for place in [Place::root(), place] {
            match compile(&text, &schema(), &place, &Expected::Any) {
                Ok(expression) => {
                    let _ = eval(&expression, &answers(), &Here::root());
                }
                Err(faults) => {
                    prop_assert!(!faults.is_empty());
                    for fault in faults {
                        prop_assert!(text.get(fault.span.clone()).is_some(), "{:?}: {:?}", text, fault);
                    }
                }
            }
        }
    }

    #[test]
    fn any_well_typed_expression_gives_its_type_or_a_reason(text in well_typed(), answers in any_answers()) {
        prop_assume!(text.len() < 4096);
        let compiled = compile(&text, &schema(), &Place::root(), &Expected::Bool);
        let Ok(expression) = compiled else {
            let faults = compiled.err().unwrap_or_default();
            prop_assert!(faults.iter().all(|fault| fault.code == "expression.too_complex"), "{}: {:?}", text, faults);
            return Ok(());
        };
        let outcome = eval(&expression, &answers, &Here::root());
        prop_assert!(matches!(outcome, Ok(Value::Bool(_)) | Err(_)), "{}: {:?}", text, outcome);
        prop_assert_eq!(
            eval_condition(&expression, &answers, &Here::root()),
            matches!(outcome, Ok(Value::Bool(true)))
        );
        let _ = eval_rule(&expression, &answers, &Here::root());
    }
}

/// Two hundred rows, each looked at from each.
#[test]
fn two_macros_over_two_hundred_rows_are_within_the_budget() {
    let ids: Vec<String> = (0..200).map(|number| format!("r{number}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut answers = Answers::default().rows("vehicules", &ids);
    for id in &ids {
        answers = answers.with(&format!("vehicules.{id}.plaque"), *id);
    }
    let unique = "vehicules.all(v, vehicules.exists_one(w, v.plaque == w.plaque))";
    let started = Instant::now();
    let outcome = eval(&compiled(unique), &answers, &Here::root());
    assert_eq!(outcome, Ok(Value::Bool(true)));
    let cubed = "vehicules.all(a, vehicules.all(b, vehicules.all(c, a.plaque != 'x')))";
    let outcome = eval(&compiled(cubed), &answers, &Here::root());
    assert!(outcome.is_err(), "{FUEL} steps do not go through eight million rows");
    // Generous: an unoptimised build on a busy machine.
    assert!(started.elapsed() < Duration::from_secs(20));
}

/// A worker's stack is two mebibytes, of which the caller has used some.
#[test]
fn reading_any_text_leaves_a_small_stack_whole() {
    let nested = |open: &str, close: &str, times| format!("{}1{}", open.repeat(times), close.repeat(times));
    let mut texts = Vec::new();
    for depth in [4, 24] {
        for (open, close) in [("(", ")"), ("[", "]"), ("size([", "])"), ("true ? (", ") : 1"), ("-(", ")")] {
            let inner = nested(open, close, if open.len() > 5 { depth / 2 } else { depth });
            texts.push(inner.clone());
            texts.push(format!("{inner}{}", " + 1".repeat(60)));
            texts.push(format!("1{} + {inner}", " + 1".repeat(60)));
        }
    }
    let small = std::thread::Builder::new().stack_size(1280 << 10);
    let read = small.spawn(move || {
        for text in texts {
            let _ = compile(&text, &schema(), &Place::root(), &Expected::Any);
        }
    });
    assert!(read.expect("a thread").join().is_ok());
}
