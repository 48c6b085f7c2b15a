//! Says in words what changes for the citizen, a subject a file.

mod head;
mod pages;
mod questions;
mod recipients;
mod rules;

use super::{Change, Version};
use crate::{demarche::Demarche, diagnostic::Sentence, expression::Expression, text::Text};

pub(super) fn changes(former: &Version<'_>, next: &Version<'_>) -> Vec<Change> {
    let mut words = Words { former: former.demarche, next: next.demarche, found: Vec::new() };
    words.head();
    words.login();
    words.pages();
    words.nodes();
    words.stops();
    words.rules();
    words.prefill();
    words.recipients();
    words.plugins(former, next);
    words.found
}

struct Words<'w> {
    former: &'w Demarche,
    next: &'w Demarche,
    found: Vec<Change>,
}

/// What a text that may be missing reads like.
fn read(text: Option<&Text>) -> (&str, Option<&str>) {
    text.map_or(("", None), |text| (&text.fr, text.en.as_deref()))
}

/// The text of a condition, or of several that must all hold.
fn written<'e>(condition: impl IntoIterator<Item = &'e Expression>) -> String {
    condition.into_iter().map(Expression::text).collect::<Vec<_>>().join(" && ")
}

impl Words<'_> {
    fn tell(&mut self, code: &'static str, at: &str, fr: impl Into<String>, en: impl Into<String>) {
        self.found.push(Change { code, at: at.to_owned(), sentence: Sentence::new(fr, en) });
    }

    /// A text in either language.
    fn text(&mut self, at: &str, (fr, en): (&str, &str), former: Option<&Text>, next: Option<&Text>) {
        let ((was, was_en), (is, is_en)) = (read(former), read(next));
        let mut told = |was: &str, is: &str, (fr, en): (String, String)| {
            let (fr, en) = match (was.is_empty(), is.is_empty()) {
                (true, _) => (format!("{fr}, nouveau texte : « {is} »."), format!("{en}, a new text: “{is}”.")),
                (_, true) => (format!("{fr}, texte retiré : « {was} »."), format!("{en}, text removed: “{was}”.")),
                _ => (format!("{fr} : « {was} » devient « {is} »."), format!("{en}: “{was}” becomes “{is}”.")),
            };
            self.tell("text.changed", at, fr, en);
        };
        if was != is {
            told(was, is, (fr.to_owned(), en.to_owned()));
        }
        if was_en != is_en {
            let (was, is) = (was_en.unwrap_or_default(), is_en.unwrap_or_default());
            told(was, is, (format!("{fr}, en anglais"), format!("{en}, in English")));
        }
    }

    /// When something exists: `was` and `is` are the text of its condition, empty without one.
    fn condition(&mut self, at: &str, (fr, en): (&str, &str), was: &str, is: &str) {
        if was == is {
            return;
        }
        match (was.is_empty(), is.is_empty()) {
            (true, _) => self.tell(
                "condition.added",
                at,
                format!("{fr} n'existe plus que si : {is}"),
                format!("{en} exists only if: {is}"),
            ),
            (_, true) => self.tell(
                "condition.removed",
                at,
                format!("{fr} existe toujours (avant : seulement si {was})."),
                format!("{en} always exists (before: only if {was})."),
            ),
            _ => self.tell(
                "condition.changed",
                at,
                format!("{fr} existe si : {is} (avant : {was})"),
                format!("{en} exists if: {is} (before: {was})"),
            ),
        }
    }

    /// Plugins that keep their name and do something else.
    fn plugins(&mut self, former: &Version<'_>, next: &Version<'_>) {
        for path in self.next.plugins().intersection(&self.former.plugins()) {
            if next.plugin_differs(former, path) {
                self.tell(
                    "plugin.changed",
                    path,
                    format!("Le greffon {path} n'est plus le même."),
                    format!("The plugin {path} is not the same any more."),
                );
            }
        }
    }
}

fn yes(is: bool) -> (&'static str, &'static str) {
    if is { ("oui", "yes") } else { ("non", "no") }
}
