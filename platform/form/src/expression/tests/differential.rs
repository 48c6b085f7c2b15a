//! On the part that both share, our evaluator and the `cel` crate's interpreter agree: booleans, whole numbers,
//! texts, lists, macros, and which errors `&&` and `||` absorb.

use cel::{Context, Program, Value as Cel};
use proptest::prelude::*;

use super::{
    super::{Expected, Here, Place, Value, compile, eval},
    Answers, Schema,
};

/// The answers that both sides see.
const SCHEMA: &str = "
    n number
    m number
    s text
    t text
    b bool
    c bool
    l list number
    w list text";

fn booleans(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        Just("true".to_owned()),
        Just("false".to_owned()),
        Just("b".to_owned()),
        Just("c".to_owned()),
        // An error on both sides: nothing can be told of it.
        Just("(1 / (n - n) == 1)".to_owned()),
        Just("([1][7] == 1)".to_owned()),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = booleans(depth - 1);
    let (numbers, texts) = (numbers(depth - 1), texts(depth - 1));
    let lists = lists(depth - 1);
    prop_oneof![
        2 => leaf,
        2 => (inner.clone(), prop_oneof![Just("&&"), Just("||")], inner.clone())
            .prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
        1 => inner.clone().prop_map(|a| format!("!({a})")),
        1 => (inner.clone(), inner.clone(), inner.clone())
            .prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
        2 => (numbers.clone(), comparison(), numbers.clone())
            .prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
        1 => (texts.clone(), comparison(), texts.clone())
            .prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
        1 => (texts.clone(), prop_oneof![Just("startsWith"), Just("endsWith"), Just("contains")], texts)
            .prop_map(|(a, test, b)| format!("{a}.{test}({b})")),
        1 => (numbers, lists.clone()).prop_map(|(a, b)| format!("({a} in {b})")),
        1 => (lists.clone(), lists.clone()).prop_map(|(a, b)| format!("({a} == {b})")),
        2 => (lists, prop_oneof![Just("all"), Just("exists"), Just("exists_one")], comparison(), inner)
            .prop_map(|(list, what, sign, b)| format!("{list}.{what}(x, x {sign} n || {b})")),
    ]
    .boxed()
}

fn comparison() -> BoxedStrategy<&'static str> {
    prop_oneof![Just("=="), Just("!="), Just("<"), Just("<="), Just(">"), Just(">="),].boxed()
}

fn numbers(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        (-9i64..10).prop_map(|number| format!("({number})")),
        Just("n".to_owned()),
        Just("m".to_owned()),
        Just("size(s)".to_owned()),
        Just("size(w)".to_owned()),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = numbers(depth - 1);
    prop_oneof![
        2 => leaf,
        2 => (inner.clone(), prop_oneof![Just("+"), Just("-"), Just("*"), Just("%")], inner.clone())
            .prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
        1 => inner.prop_map(|a| format!("-({a})")),
        1 => lists(depth - 1).prop_map(|list| format!("size({list})")),
        1 => (lists(depth - 1), 0..3).prop_map(|(list, index)| format!("{list}[{index}]")),
    ]
    .boxed()
}

fn texts(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        Just("'ab'".to_owned()),
        Just("'é'".to_owned()),
        Just("''".to_owned()),
        Just("s".to_owned()),
        Just("t".to_owned()),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = texts(depth - 1);
    prop_oneof![
        2 => leaf,
        1 => (inner.clone(), inner).prop_map(|(a, b)| format!("({a} + {b})")),
    ]
    .boxed()
}

fn lists(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![Just("l".to_owned()), Just("[1, 2, 3]".to_owned()), Just("[n, m]".to_owned()),];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = lists(depth - 1);
    prop_oneof![
        2 => leaf,
        1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} + {b})")),
        1 => (inner.clone(), comparison()).prop_map(|(a, sign)| format!("{a}.filter(x, x {sign} m)")),
        1 => inner.prop_map(|a| format!("{a}.map(x, x + n)")),
    ]
    .boxed()
}

/// What both make of `text`: a boolean, or nothing.
fn both(text: &str, n: i64, m: i64, b: bool, s: &str, l: &[i64]) -> (Option<bool>, Option<bool>) {
    let mut context = Context::default();
    context.add_variable_from_value("n", n);
    context.add_variable_from_value("m", m);
    context.add_variable_from_value("s", s.to_owned());
    context.add_variable_from_value("t", "ab".to_owned());
    context.add_variable_from_value("b", b);
    context.add_variable_from_value("c", !b);
    context.add_variable_from_value("l", l.to_vec());
    context.add_variable_from_value("w", vec!["ab".to_owned(), s.to_owned()]);
    let program = Program::compile(text).expect(text);
    let theirs = match program.execute(&context) {
        Ok(Cel::Bool(yes)) => Some(yes),
        Ok(other) => panic!("{text}: {other:?}"),
        Err(_) => None,
    };
    let numbers = l.iter().map(|&number| Ok(Value::from(number)));
    let answers = Answers::default()
        .with("n", n)
        .with("m", m)
        .with("s", s)
        .with("t", "ab")
        .with("b", b)
        .with("c", !b)
        .with("l", Value::List(numbers.collect()))
        .with("w", super::texts(&["ab", s]));
    let expression = compile(text, &Schema::new(SCHEMA), &Place::root(), &Expected::Bool)
        .unwrap_or_else(|faults| panic!("{text}: {faults:#?}"));
    let ours = match eval(&expression, &answers, &Here::root()) {
        Ok(Value::Bool(yes)) => Some(yes),
        Ok(other) => panic!("{text}: {other:?}"),
        Err(_) => None,
    };
    (ours, theirs)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(400), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_evaluators_agree(
        text in booleans(3),
        n in -3i64..4,
        m in -3i64..4,
        b: bool,
        s in prop_oneof![Just(""), Just("a"), Just("ab"), Just("été")],
        l in proptest::collection::vec(-3i64..4, 0..4),
    ) {
        prop_assume!(text.len() < 2000);
        let (ours, theirs) = both(&text, n, m, b, s, &l);
        prop_assert_eq!(ours, theirs, "{}", text);
    }
}
