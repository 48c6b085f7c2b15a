//! Reads the choices of a question, and the conditions under which they are offered.

use std::collections::BTreeSet;

use super::{Expander, Site};
use crate::{
    definition::{
        reader::{self, short},
        tree::{Content, Node as Tree, Place, Written},
    },
    demarche::Choice,
    diagnostic::Sentence,
    text::Text,
};

/// Of choices in one démarche, definitions expanded wherever they are referred to.
const MAX_CHOICES: usize = 20_000;

/// The condition of an option: its constant, and the component it came with.
type Offer = (String, Written, Option<String>);

impl Expander<'_, '_, '_> {
    /// A definition that many places refer to is expanded at each of them.
    fn too_many_choices(&mut self, place: Place) {
        self.error(
            "schema.too_large",
            place,
            Sentence::new(
                format!("La démarche propose plus de {MAX_CHOICES} choix en tout, composants et définitions déployés."),
                format!(
                    "The démarche offers more than {MAX_CHOICES} choices in all, components and definitions expanded."
                ),
            ),
            Sentence::new("Prenez un référentiel.", "Use a référentiel."),
        );
    }

    /// The choices: of the place, or of the items of a list.
    pub(super) fn options(&mut self, tree: &Tree, site: &Site) -> (Vec<Choice>, Vec<Offer>) {
        let is_list = tree.get("type").and_then(Tree::scalar).is_some_and(|kind| kind.text == "array");
        let items = tree.get("items").cloned();
        let referred = items
            .as_ref()
            .and_then(|items| items.get("$ref"))
            .and_then(Tree::scalar)
            .and_then(|written| self.local_definition(&written.text, site));
        let at = match (&items, &referred) {
            (_, Some(definition)) if is_list => definition.as_ref(),
            (Some(items), _) if is_list => items,
            _ => tree,
        };
        let listed = at.get("oneOf").or_else(|| at.get("enum")).map_or(0, |list| match &list.content {
            Content::List(items) => items.len(),
            _ => 0,
        });
        self.choices += listed;
        if self.choices > MAX_CHOICES {
            self.too_many_choices(at.place);
            return (Vec::new(), Vec::new());
        }
        let mut found: Vec<(Written, Option<Written>, Option<Written>)> = Vec::new();
        let mut offers: Vec<Offer> = Vec::new();
        let owner = site.definitions;
        let kind = at.get("type").and_then(Tree::scalar);
        if kind.is_some_and(|kind| kind.text != "string") {
            // Told as misplaced: only texts are chosen from.
            return (Vec::new(), Vec::new());
        }
        if let Some(node) = at.get("oneOf") {
            for item in reader::list(self.draft.report, node) {
                let Some(constant) = item.get("const").and_then(|node| reader::text(self.draft.report, node)) else {
                    continue;
                };
                let title = item.get("title").and_then(|node| reader::text(self.draft.report, node));
                let hint = item.get("description").and_then(|node| reader::text(self.draft.report, node));
                if let Some(condition) =
                    item.get("show_if").and_then(|node| reader::expression(self.draft.report, node))
                {
                    let inside = site.component.as_ref().filter(|_| owner != 0);
                    offers.push((constant.text.clone(), condition, inside.map(|inside| inside.mount.clone())));
                }
                found.push((constant, title, hint));
            }
        } else if let Some(node) = at.get("enum") {
            for item in reader::list(self.draft.report, node) {
                found.extend(reader::text(self.draft.report, item).map(|constant| (constant, None, None)));
            }
        } else if let Some(node) = at.get("const") {
            found.extend(reader::text(self.draft.report, node).map(|constant| (constant, None, None)));
        }
        let mut options: Vec<Choice> = Vec::new();
        let mut known: BTreeSet<String> = BTreeSet::new();
        for (constant, title, hint) in found {
            if !known.insert(constant.text.clone()) {
                self.error(
                    "schema.same_choice",
                    constant.place,
                    Sentence::new(
                        format!("Le choix « {} » est écrit deux fois.", short(&constant.text)),
                        format!("The choice “{}” is written twice.", short(&constant.text)),
                    ),
                    Sentence::new("Gardez-en un.", "Keep one."),
                );
                continue;
            }
            let key = format!("options.{}", constant.text);
            let title = match title {
                Some(title) => self.said(site, &key, (title, owner)),
                None => Text::new(constant.text.as_str()),
            };
            let hint = hint.map(|hint| self.said(site, &format!("{key}.hint"), (hint, owner)));
            options.push(Choice { value: constant.text, title, hint });
        }
        (options, offers)
    }
}
