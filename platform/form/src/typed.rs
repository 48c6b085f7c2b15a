//! Tells back what a posted page held, as people read it: where there is no draft to keep it in, and where another tab answered otherwise.

use serde::Serialize;

use crate::{
    answers::{Answer, Answers},
    demarche::{Demarche, Node},
    journey, path,
    reading::{self, Posting},
    recap::row_title,
    state::Facts,
    text::Language,
};

/// An answer that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The question, behind the titles of its groups and rows.
    pub label: String,
    /// The answer, one line a part; what is no value, as it was typed.
    pub lines: Vec<String>,
}

/// What the pairs of page `page` answer, in the order they came. Names that are no question of the page are passed over, and files too.
pub fn typed(demarche: &Demarche, page: usize, posting: &Posting<'_>, facts: &Facts<'_>) -> Vec<Typed> {
    let mut answers = Answers::default();
    reading::read_page(demarche, page, &mut answers, posting, facts);
    let place = |path: &str| posting.pairs.iter().position(|(name, _)| path::is_within(name, path));
    let mut found: Vec<(Option<usize>, Typed)> = answers
        .iter()
        .filter_map(|(path, answer)| {
            let node = demarche.resolve(path)?;
            let label = label(demarche, &answers, path, facts.language)?;
            Some((place(path), Typed { label, lines: lines(node, answer, facts.language)? }))
        })
        .collect();
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, typed)| typed).collect()
}

/// An answer that was given here, and otherwise elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Differing {
    /// The id of the element that takes the focus.
    pub target: String,
    /// The question, behind the titles of its groups and rows.
    pub label: String,
    /// The answer given here, masked where the question is.
    pub here: Vec<String>,
    /// The answer given elsewhere.
    pub elsewhere: Vec<String>,
}

/// The answers `here` beside those that were given `elsewhere`, at the paths of these.
pub fn differing(
    demarche: &Demarche,
    here: &Answers,
    elsewhere: &[(String, Answer)],
    language: Language,
) -> Vec<Differing> {
    let told = |(path, elsewhere): &(String, Answer)| {
        let node = demarche.resolve(path)?;
        let read =
            |answer: Option<&Answer>| answer.and_then(|answer| lines(node, answer, language)).unwrap_or_default();
        Some(Differing {
            target: journey::target(node, path, ""),
            label: label(demarche, here, path, language)?,
            here: read(here.get(path)),
            elsewhere: read(Some(elsewhere)),
        })
    };
    elsewhere.iter().filter_map(told).collect()
}

fn lines(node: &Node, answer: &Answer, language: Language) -> Option<Vec<String>> {
    let field = node.field()?;
    let Some(value) = &answer.value else {
        let boxes: Vec<&str> = field
            .field_type
            .parts()
            .iter()
            .chain([&""])
            .filter_map(|part| answer.typed.get(*part))
            .map(String::as_str)
            .collect();
        return (!boxes.is_empty()).then(|| vec![boxes.join(" ")]);
    };
    Some(field.field_type.show(value, field, language))
}

/// The question at `path`, behind the titles of its groups and rows.
pub fn label(demarche: &Demarche, answers: &Answers, path: &str, language: Language) -> Option<String> {
    let mut titles = Vec::new();
    let mut place = String::new();
    let mut rows = None;
    for segment in path.split('.') {
        let here = path::join(&place, segment);
        match rows.take() {
            // Behind a repeated group stands a row, whatever it looks like.
            Some(group) => {
                let index = answers.rows(&place).iter().position(|row| row == segment)?;
                titles.push(row_title(group, index, language));
            }
            None => {
                let node = demarche.resolve(&here)?;
                if node.is_rows() {
                    rows = Some(node);
                } else {
                    titles.push(node.title.get(language).to_owned());
                }
            }
        }
        place = here;
    }
    Some(titles.join(" – "))
}
