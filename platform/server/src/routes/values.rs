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

/// Boxes that were typed into, and what all of them held when the page was drawn, as it posts it.
pub(super) type TypedOver<'a> = (&'a [(String, String)], &'a str);

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

/// What the page shows of them, as `typed` where they were, and what is wrong with them where they are `judged`; nothing where nothing may be
/// given back. A question that was left as it was drawn holds what was given meanwhile: what stood there before is nobody's answer.
pub(super) fn shown(
    app: &App,
    opened: &desk::OpenedCase,
    typed: Option<TypedOver<'_>>,
    judged: bool,
    language: Language,
) -> Option<GivenBack> {
    let (untouched, _) = app.desk().boxes_back(opened, None, judged, language)?;
    let held: Vec<_> = untouched.iter().flat_map(as_posted).collect();
    let before = written(&held);
    let (items, problems) = match typed {
        Some(typed) => app.desk().boxes_back(opened, Some(&over(&held, typed)), judged, language)?,
        None => (untouched, Vec::new()),
    };
    Some(GivenBack { items, problems, warnings: Vec::new(), before })
}

fn full(boxes: &[(String, String)]) -> Vec<(String, String)> {
    let full = boxes.iter().filter(|(_, value)| !value.trim().is_empty());
    full.map(|(name, value)| (name.clone(), value.replace("\r\n", "\n"))).collect()
}

/// On one line: browsers post the ends of lines otherwise than they were drawn.
fn written(boxes: &[(String, String)]) -> String {
    serde_json::to_string(&full(boxes)).unwrap_or_default()
}

/// What was typed over what is `held` now.
fn over(held: &[(String, String)], (typed, before): TypedOver<'_>) -> Vec<(String, String)> {
    let Ok(before) = serde_json::from_str::<Vec<(String, String)>>(before) else { return typed.to_vec() };
    let question = |name: &str| name.split('.').nth(1).unwrap_or_default().to_owned();
    let of = |boxes: &[(String, String)], wanted: &str| -> Vec<(String, String)> {
        boxes.iter().filter(|(name, _)| question(name) == wanted).cloned().collect()
    };
    let mut all: Vec<String> = held.iter().chain(typed).map(|(name, _)| question(name)).collect();
    all.sort();
    all.dedup();
    let boxes = all.iter().flat_map(|one| {
        let own = of(typed, one);
        if full(&own) == of(&before, one) { of(held, one) } else { own }
    });
    boxes.collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn boxes(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_was_left_as_it_was_drawn_holds_what_was_given_meanwhile() {
        let before = written(&boxes(&[("valeurs.a", "1"), ("valeurs.b", "x\r\ny"), ("valeurs.c", "")]));
        assert!(!before.contains('\n'), "{before}");
        let typed = boxes(&[("valeurs.a", "1"), ("valeurs.b", "x\r\ny"), ("valeurs.c", "neuf")]);
        let held = boxes(&[("valeurs.a", "2"), ("valeurs.b", ""), ("valeurs.c", "autre")]);
        let expected = boxes(&[("valeurs.a", "2"), ("valeurs.b", ""), ("valeurs.c", "neuf")]);
        assert_eq!(over(&held, (&typed, &before)), expected);
        // A tick that was taken away was changed, and so was one part of a day.
        let before = written(&boxes(&[("valeurs.d", "on"), ("valeurs.e.day", "2"), ("valeurs.e.month", "3")]));
        let typed = boxes(&[("valeurs.e.day", "4"), ("valeurs.e.month", "3")]);
        let held = boxes(&[("valeurs.d", "on"), ("valeurs.e.day", "9"), ("valeurs.e.month", "9")]);
        assert_eq!(over(&held, (&typed, &before)), typed);
    }
}
