//! No text and no answers make it panic, loop, or use more than its budget.

use std::{
    borrow::Cow,
    cell::Cell,
    time::{Duration, Instant},
};

use jiff::civil::Date;
use proptest::prelude::*;

use super::{
    super::{
        Env, Expected, FUEL, Found, Here, Hidden, Place, SHARED_FUEL, Size, Sizes, Value, compile, cost, eval,
        eval_condition, eval_rule, reference,
    },
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
        let metered = Metered::new(&answers);
        let _ = eval(&expression, &metered, &Here::root());
        let (spent, bound) = (metered.spent(), cost(&expression, &OfTheTests));
        prop_assert!(spent <= bound, "{}: {} steps, {} at most", text, spent, bound);
    }
}

/// Answers that count the steps spent on them.
struct Metered<'a>(&'a Answers, Cell<u32>);

impl<'a> Metered<'a> {
    fn new(answers: &'a Answers) -> Self {
        Self(answers, Cell::new(SHARED_FUEL))
    }

    fn spent(&self) -> u64 {
        u64::from(SHARED_FUEL - self.1.get())
    }
}

impl Env for Metered<'_> {
    fn get(&self, path: &str) -> Found {
        self.0.get(path)
    }

    fn rows(&self, path: &str) -> Result<Cow<'_, [String]>, Hidden> {
        Env::rows(self.0, path)
    }

    fn today(&self) -> Date {
        self.0.today()
    }

    fn postal_codes(&self, commune: &str) -> Vec<String> {
        self.0.postal_codes(commune)
    }

    fn connected(&self, recipient: &str, commune: Option<&str>) -> Option<bool> {
        self.0.connected(recipient, commune)
    }

    fn fuel(&self) -> Option<&Cell<u32>> {
        Some(&self.1)
    }
}

/// How large the answers of the tests are.
struct OfTheTests;

impl Sizes for OfTheTests {
    fn rows(&self, _path: &str) -> u64 {
        2
    }

    fn answer(&self, path: &str) -> Size {
        match path.rsplit('.').next() {
            Some("options") => Size::List(2, Box::new(Size::Text(1))),
            Some("nom" | "courriel" | "voie" | "plaque" | "logement" | "statut") => Size::Text(20),
            _ => Size::One,
        }
    }
}

/// What `check` takes an expression to cost is never less than it does, and not much more where all is looked at.
#[test]
fn what_an_expression_costs_is_bounded_before_it_is_evaluated() {
    let answers = answers();
    let written = [
        "vehicules.all(a, vehicules.all(b, vehicules.all(c, a.plaque != 'x' && b.plaque != 'x' && c.plaque != 'x')))",
        "vehicules.map(v, v.passagers.map(p, p.nom + nom)).exists(names, 'Zoé' in names)",
        "vehicules.passagers.filter(p, has(p.age)).map(p, p.age).sum() > 3 ? 'a' in options : nom.matches('a+')",
        "[nom, adresse.voie, upper(nom + nom)].exists(a, [nom, 'x'].exists(b, a == b)) || postal_codes(commune).count() == 2",
        "hebergeant.naissance.month == 6 && age(hebergeant.naissance) >= 18 && hebergeant.naissance < today()",
        "vehicules.passagers.tuteur.nom.count() + vehicules.options.count() == 0 || vehicules.mise == [naissance]",
        "vehicules[0].passagers.exists_one(p, p.mise < vehicules[1].mise) || adresse.commune.nom.contains('lou')",
    ];
    for text in written.into_iter().chain(reference().into_iter().map(|doc| doc.example)) {
        let expression = compiled(text);
        let metered = Metered::new(&answers);
        let _ = eval(&expression, &metered, &Here::root());
        let (spent, bound) = (metered.spent(), cost(&expression, &OfTheTests));
        assert!(0 < spent && spent <= bound, "{text}: {spent} steps, {bound} at most");
    }
    let all = compiled(written[0]);
    let metered = Metered::new(&answers);
    let _ = eval(&all, &metered, &Here::root());
    assert!(cost(&all, &OfTheTests) <= 2 * metered.spent());
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
