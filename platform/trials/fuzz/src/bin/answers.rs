//! Any post is read without a panic, the same post again changes nothing, and answers without a fault fit the published schema.
//!
//! The input, line by line: two bytes that choose a question, then what is typed in it; or `/` and one byte that choose a page, which
//! ends the post before.
#![no_main]

use std::sync::LazyLock;

use form::{
    answers::Answers,
    check::{AnyPlugin, check},
    checker::NoPlugins,
    demarche::Demarche,
    field::{Posted, Read},
    journey, published,
    reading::{Posting, read_page},
    recap::Recap,
    state::{Facts, State},
    text::Language,
    validation, warnings, wire,
};
use fuzz::{Lists, catalogue, read, tell_panics};
use jiff::{Timestamp, civil::date};
use libfuzzer_sys::fuzz_target;

static MODEL: LazyLock<Demarche> = LazyLock::new(|| {
    let checked = check(&read("archetype"), &catalogue(), &Lists, &AnyPlugin);
    checked.demarche.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
});

/// The names of all inputs; those of rows with the row `r1`.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let fields = MODEL.nodes.iter().filter_map(|node| Some((node, node.field()?)));
    fields
        .flat_map(|(node, field)| {
            let mut path = node.path.clone();
            for group in node.repeated_in.iter().rev() {
                path.insert_str(MODEL.node(*group).path.len(), ".r1");
            }
            let parts = field.field_type.parts().iter().map(|part| format!("{path}.{part}")).collect::<Vec<_>>();
            [path.clone(), format!("{path}.code")].into_iter().chain(parts)
        })
        .collect()
});

/// The posts of the input: which page, and its pairs.
fn posts(input: &[u8]) -> Vec<(usize, Vec<(String, String)>)> {
    let mut posts = vec![(0, Vec::new())];
    for line in input.split(|byte| *byte == b'\n').take(200) {
        match line {
            [b'/', page, ..] => posts.push((usize::from(*page) % MODEL.pages.len(), Vec::new())),
            [high, low, value @ ..] => {
                let name = &NAMES[usize::from(u16::from_be_bytes([*high, *low])) % NAMES.len()];
                let last = posts.last_mut().expect("there is always one");
                last.1.push((name.clone(), String::from_utf8_lossy(value).into_owned()));
            }
            _ => {}
        }
    }
    posts
}

fn held(answers: &Answers) -> Vec<(String, form::answers::Answer)> {
    answers.iter().map(|(path, answer)| (path.to_owned(), answer.clone())).collect()
}

fuzz_target!(init: tell_panics(), |input: &[u8]| {
    let facts = Facts {
        today: date(2026, 3, 1),
        now: Timestamp::UNIX_EPOCH,
        language: Language::Fr,
        lookup: &Lists,
        checker: &NoPlugins,
    };
    let mut answers = Answers::default();
    for (page, pairs) in posts(input) {
        let posting = Posting { pairs: &pairs, now: facts.now };
        read_page(&MODEL, page, &mut answers, &posting, &facts);
        let once = held(&answers);
        read_page(&MODEL, page, &mut answers, &posting, &facts);
        assert_eq!(once, held(&answers), "the same post again");
    }
    let state = State::new(&MODEL, &answers, &facts);
    for page in state.pages() {
        let problems = validation::page(&state, page);
        let _ = journey::page_view(&state, page, &problems);
    }
    let _ = (Recap::of(&state), warnings::open_pages(&state), state.stop());
    let sent = wire::answers(&state, None);
    if validation::all(&state).is_empty() {
        assert!(jsonschema::is_valid(&published::schema(&MODEL, None), &sent), "{sent}");
    }
    for (path, answer) in answers.iter() {
        let Some(field) = MODEL.resolve(path).and_then(|node| node.field()) else { continue };
        let Some(value) = &answer.value else { continue };
        let boxes = field.field_type.boxes(value, field).into_iter();
        let boxes: Vec<(String, String)> =
            boxes.map(|(part, text)| (if part.is_empty() { path.to_owned() } else { format!("{path}.{part}") }, text)).collect();
        assert_eq!(field.field_type.read(&Posted::new(&boxes, path), field, &Lists), Read::Value(value.clone()), "{path}");
    }
});
