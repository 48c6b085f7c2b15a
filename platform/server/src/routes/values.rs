//! What a recipient gives back as values, on its case's page and beside a letter: the boxes, and what of them was typed.

use form::{
    returned,
    text::Language,
    view::{FieldView, Item},
};
use pages::page::agent::GivenBack;

use crate::{app::App, extract::posting::Posting};

/// More than any page has.
const MOST: usize = 200;
/// Characters of one box that are kept.
const LONGEST: usize = 10_000;

/// The boxes that were posted, whatever they hold.
pub(super) fn boxes(posting: &Posting, before: &str) -> Vec<(String, String)> {
    let own = |(name, value): &(String, String)| {
        let name = name.strip_prefix(before).filter(|name| returned::is_box(name))?;
        Some((name.to_owned(), value.chars().take(LONGEST).collect()))
    };
    posting.pairs.iter().filter_map(own).take(MOST).collect()
}

/// Those boxes, where they hold something else than when the page was drawn.
pub(super) fn changed(posting: &Posting) -> Option<Vec<(String, String)>> {
    let boxes = boxes(posting, "");
    (posting.get("_valeurs").is_some_and(|before| before != written(&boxes))).then_some(boxes)
}

/// What the page shows of them, as `typed` where they were, and what is wrong with them where they are `judged`; nothing where nothing may be given back.
pub(super) fn shown(
    app: &App,
    opened: &desk::OpenedCase,
    typed: Option<&[(String, String)]>,
    judged: bool,
    language: Language,
) -> Option<GivenBack> {
    let (untouched, _) = app.desk().boxes_back(opened, None, judged, language)?;
    let before = written(&untouched.iter().flat_map(as_posted).collect::<Vec<_>>());
    let (items, problems) = match typed {
        Some(values) => app.desk().boxes_back(opened, Some(values), judged, language)?,
        None => (untouched, Vec::new()),
    };
    Some(GivenBack { items, problems, warnings: Vec::new(), before })
}

fn written(boxes: &[(String, String)]) -> String {
    let full = boxes.iter().filter(|(_, value)| !value.trim().is_empty());
    full.map(|(name, value)| format!("{name}={}", value.replace("\r\n", "\n"))).collect::<Vec<_>>().join("\n")
}

/// What a browser posts of a question that nobody has touched.
fn as_posted(item: &Item) -> Vec<(String, String)> {
    let Item::Field(field) = item else { return Vec::new() };
    let FieldView { path, boxes, options, value, .. } = &**field;
    if !boxes.is_empty() {
        return boxes.iter().map(|one| (one.name.clone(), one.value.clone())).collect();
    }
    if !options.is_empty() {
        return options.iter().filter(|one| one.chosen).map(|one| (path.clone(), one.value.clone())).collect();
    }
    vec![(path.clone(), value.clone())]
}
