//! Throws made-up definitions and made-up posts at `form`: nothing panics, every refusal has a code and a place, and what is accepted fits the
//! published schema. A few dozen cases each time, as many as `PROPTEST_CASES` says where it is set.

use std::{collections::BTreeMap, sync::Arc};

use form::{
    answers::Answers,
    bundle::{Bundle, Catalogue},
    check::{AnyPlugin, check},
    demarche::Demarche,
    field::Posted,
    published,
    reading::{self, Posting},
    recap::Recap,
    state::State,
    validation, warnings, wire,
};
use proptest::{collection::vec, prelude::*, sample::Index, test_runner::Config};

use crate::{
    check::sound,
    folder::{Lists, catalogue, read, root},
    journey_faults::facts,
};

fn config(usual: u32) -> Config {
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { Config::default().cases } else { usual };
    Config { cases, failure_persistence: None, ..Config::default() }
}

/// What authors write, and what nobody should.
const TOKENS: &[&str] = &[
    ": ",
    "- ",
    "\n",
    "\n  ",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "#",
    "&a ",
    "*a",
    "!x ",
    "<<: ",
    "---\n",
    "|\n",
    ">-\n",
    "? ",
    "\t",
    "\u{0}",
    "\u{202E}",
    "é",
    "🦀",
    "no",
    "01230",
    "1e3",
    ".inf",
    "-1",
    "99999999999999999999",
    "null",
    "~",
    "show_if",
    "computed",
    "must",
    "pages",
    "fields",
    "receives",
    "$ref",
    "component:identity@1",
    "component:money@9",
    "#/$defs/a",
    "https://exemple.fr/x",
    "type",
    "array",
    "object",
    "maxItems",
    "minItems",
    "pattern",
    "^(a+)+$",
    "(?=",
    "items",
    "oneOf",
    "const",
    "required",
    "nom == 'x'",
    "has(age) && age > 3",
    "lignes.all(l, l.x > 1)",
    "row.index",
    "today() - months(3)",
    "((((",
    "a.b.c.d",
    "'",
    "\\",
    "level: warning",
    "when",
    "plugin",
    "stop_if",
    "default",
    "title",
];

/// One change of a text.
#[derive(Debug, Clone)]
enum Change {
    Put(Index, usize),
    Cut(Index, usize),
    Again(Index, usize),
    Swap(Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (any::<Index>(), 0..TOKENS.len()).prop_map(|(at, token)| Change::Put(at, token)),
        2 => (any::<Index>(), 1..40_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        1 => (any::<Index>(), 1..200_usize).prop_map(|(at, length)| Change::Again(at, length)),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(one, other)| Change::Swap(one, other)),
    ]
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for change in changes {
        if text.is_empty() {
            break;
        }
        let within = |at: &Index, length: usize, text: &[char]| {
            let from = at.index(text.len());
            from..(from + length).min(text.len())
        };
        match change {
            Change::Put(at, token) => {
                let at = at.index(text.len());
                text.splice(at..at, TOKENS[*token].chars());
            }
            Change::Cut(at, length) => {
                text.drain(within(at, *length, &text));
            }
            Change::Again(at, length) => {
                let range = within(at, *length, &text);
                let piece = text[range.clone()].to_vec();
                text.splice(range.end..range.end, piece);
            }
            Change::Swap(one, other) => {
                // Whole lines change places.
                let whole: String = text.iter().collect();
                let mut lines: Vec<&str> = whole.split('\n').collect();
                let (one, other) = (one.index(lines.len()), other.index(lines.len()));
                lines.swap(one, other);
                text = lines.join("\n").chars().collect();
            }
        }
    }
    text.into_iter().collect()
}

thread_local! {
    static CATALOGUE: Catalogue = catalogue();
    static MODEL: Demarche = model();
}

fn model() -> Demarche {
    let bundle = read(&root().join("archetype"), "archetype");
    check(&bundle, &catalogue(), &Lists, &AnyPlugin).demarche.expect("the archetype is sound")
}

/// Names and values of inputs: those of the archetype, those of nobody.
fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    let names: Vec<String> = MODEL.with(|model| {
        model
            .nodes
            .iter()
            .filter(|node| node.field().is_some())
            .flat_map(|node| {
                let parts = node.field().map(|field| field.field_type.parts()).unwrap_or_default();
                let path = if node.repeated_in.is_empty() {
                    node.path.clone()
                } else {
                    node.path.split('.').enumerate().fold(String::new(), |path, (depth, segment)| match depth {
                        0 => segment.to_owned(),
                        1 => format!("{path}.r1.{segment}"),
                        _ => format!("{path}.{segment}"),
                    })
                };
                [path.clone(), format!("{path}.code")]
                    .into_iter()
                    .chain(parts.iter().map(move |part| format!("{path}.{part}")))
            })
            .collect()
    });
    let name = prop_oneof![6 => proptest::sample::select(names), 1 => "[a-z_.]{0,20}", 1 => any::<String>()];
    let value = prop_oneof![
        2 => proptest::sample::select(vec![
            "", " ", "31", "2", "1985", "true", "false", "Toulouse", "31555", "31000", "AB-123-CD", "anne@exemple.fr", "06 12 34 56 78",
            "1 234,56", "-0", "1e400", "NaN", "٣", "１２", "2026-02-30", "9999-12-31", "proprietaire", "locataire", "heberge", "MME",
            "=cmd|' /C calc'!A0", "{{7*7}}", "</script>", "a\u{0}b", "\u{202E}abc", "e\u{301}", "'; drop table",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[0-9 .,/-]{0,20}",
    ];
    vec((name, value), 0..40)
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn no_definition_panics_and_every_refusal_has_a_code_and_a_place(
        file in 0..2_usize,
        whole in any::<bool>(),
        changes in vec(change(), 1..8),
    ) {
        let path = ["demarche.yaml", "schema.yaml"][file];
        let mut files: BTreeMap<String, Arc<[u8]>> = if whole {
            read(&root().join("archetype"), "archetype").files
        } else {
            sound().into_iter().map(|(path, text)| (path, Arc::from(text.into_bytes()))).collect()
        };
        let before = String::from_utf8_lossy(&files[path]).into_owned();
        let text = changed(&before, &changes);
        files.insert(path.to_owned(), text.clone().into_bytes().into());
        let name = if whole { "archetype" } else { "essai" };
        let bundle = Bundle { name: name.to_owned(), shown_path: name.to_owned(), files };
        let checked = CATALOGUE.with(|catalogue| check(&bundle, catalogue, &Lists, &AnyPlugin));
        let known = crate::known_codes();
        for fault in &checked.diagnostics {
            prop_assert!(known.contains(fault.code), "{} is not explained", fault.code);
            prop_assert!(fault.span.line >= 1 && fault.span.column >= 1);
            if fault.file.ends_with(path) {
                prop_assert!(fault.span.end <= text.len().max(1) && fault.span.start <= fault.span.end, "{}: {:?}", fault.code, fault.span);
            }
        }
        let errors = checked.diagnostics.iter().any(|fault| fault.severity == form::diagnostic::Severity::Error);
        prop_assert!(checked.demarche.is_some() != errors);
        if let Some(demarche) = &checked.demarche {
            prop_assert!(jsonschema::meta::is_valid(&published::schema(demarche, None)));
        }
    }

    #[test]
    fn no_post_panics_and_what_is_accepted_fits_the_published_schema(posts in vec((0..6_usize, pairs()), 1..6)) {
        MODEL.with(|demarche| {
            let facts = facts();
            let mut answers = Answers::default();
            for (page, pairs) in &posts {
                let posting = Posting { pairs, now: facts.now };
                let page = page % demarche.pages.len();
                reading::read_page(demarche, page, &mut answers, &posting, &facts);
                let once = answers.iter().map(|(path, answer)| (path.to_owned(), answer.clone())).collect::<Vec<_>>();
                // The same post again changes nothing.
                let again = reading::read_page(demarche, page, &mut answers, &posting, &facts);
                prop_assert!(!again.changed || pairs.iter().any(|(name, _)| name.is_empty()), "{pairs:?}");
                let twice = answers.iter().map(|(path, answer)| (path.to_owned(), answer.clone())).collect::<Vec<_>>();
                prop_assert_eq!(once, twice);
            }
            let state = State::new(demarche, &answers, &facts);
            for page in state.pages() {
                let problems = validation::page(&state, page);
                let _ = form::journey::page_view(&state, page, &problems);
            }
            let _ = (Recap::of(&state), warnings::open_pages(&state), state.stop());
            let sent = wire::answers(&state, None);
            if validation::all(&state).is_empty() {
                let schema = published::schema(demarche, None);
                prop_assert!(jsonschema::is_valid(&schema, &sent), "{sent}");
            }
            for (path, answer) in answers.iter() {
                // What was read is shown in its boxes, and read again it is the same.
                let Some(field) = demarche.resolve(path).and_then(|node| node.field()) else { continue };
                let Some(value) = &answer.value else { continue };
                let boxes: Vec<(String, String)> = field.field_type.boxes(value, field).into_iter()
                    .map(|(part, text)| (if part.is_empty() { path.to_owned() } else { format!("{path}.{part}") }, text))
                    .collect();
                let read = field.field_type.read(&Posted::new(&boxes, path), field, &Lists);
                prop_assert_eq!(read, form::field::Read::Value(value.clone()), "{}", path);
            }
            Ok(())
        })?;
    }
}
