//! Expands repeated groups, and reads the limits of the schema.

use super::{DEFAULT_ROWS, Expander, MAX_ROWS, Site};
use crate::{
    definition::tree::{Meaning, Node as Tree, Place, Written},
    demarche::NodeKind,
    diagnostic::Sentence,
};

impl Expander<'_, '_, '_> {
    /// A repeated group: its node is the group, its children are those of one row.
    pub(super) fn rows(&mut self, tree: &Tree, site: &mut Site) {
        let min = self.count(tree, "minItems");
        let max = self.count(tree, "maxItems");
        let asks_for_a_row = min.is_some_and(|(min, _)| min == 1);
        let least = min.map_or(u32::from(site.required), |(min, _)| min.max(u32::from(site.required)));
        let most = max.map_or(DEFAULT_ROWS.max(least), |(max, _)| max);
        if let Some((_, place)) = max.filter(|(max, _)| *max > MAX_ROWS || *max == 0) {
            self.bad_limit(place, "maxItems", 1, MAX_ROWS);
        } else if let Some((_, place)) = min.filter(|(min, _)| max.is_none() && *min > MAX_ROWS) {
            self.bad_limit(place, "minItems", 0, MAX_ROWS);
        } else if least > most {
            self.bad_range(min.or(max).map_or(tree.place, |(_, place)| place), "minItems", "maxItems");
        }
        let (min, max) = (least.min(MAX_ROWS), most.min(MAX_ROWS));
        let kind = NodeKind::Rows { min, max, row_title: None, ordered: false, copied: false };
        let Some(id) = self.add(tree, site, kind) else { return };
        self.draft.origins[id.0 as usize].asks_for_a_row = asks_for_a_row;
        let Some(items) = tree.get("items") else {
            self.error(
                "schema.invalid",
                tree.place,
                Sentence::new("Une liste dit ce qu'est un élément.", "A list says what one item is."),
                Sentence::new("Ajoutez « items: ».", "Add “items:”."),
            );
            self.draft.holes.insert(site.path.clone());
            return;
        };
        let mut row = Site { parent: Some(id), title: None, hint: None, row_item: true, ..site.clone() };
        self.place(items, &mut row);
    }

    /// A whole number of the schema, with its place.
    pub(super) fn count(&mut self, tree: &Tree, key: &str) -> Option<(u32, Place)> {
        let node = tree.get(key)?;
        let number = match node.scalar().map(Written::meaning) {
            Some(Meaning::Number(number)) => Some(number),
            _ => None,
        };
        let count = number
            .filter(|number| number.fract().is_zero() && !number.is_sign_negative())
            .and_then(|number| u32::try_from(number).ok());
        match (number, count) {
            (_, Some(count)) => Some((count, node.place)),
            (Some(number), None) if number.fract().is_zero() && !number.is_sign_negative() => {
                // A count beyond every budget: the limit check tells it.
                Some((u32::MAX, node.place))
            }
            _ => {
                self.error(
                    "schema.invalid",
                    node.place,
                    Sentence::new(
                        format!("« {key} » est un nombre entier, positif ou nul, sans guillemets."),
                        format!("“{key}” is a whole number, not negative, without quotes."),
                    ),
                    Sentence::new("Corrigez ce nombre.", "Correct this number."),
                );
                None
            }
        }
    }

    pub(super) fn bad_limit(&mut self, place: Place, key: &str, least: u32, most: u32) {
        self.error(
            "field.bad_limit",
            place,
            Sentence::new(
                format!("« {key} » va de {least} à {most}."),
                format!("“{key}” goes from {least} to {most}."),
            ),
            Sentence::new("Choisissez un nombre dans ces bornes.", "Choose a number within these bounds."),
        );
    }

    pub(super) fn bad_range(&mut self, place: Place, least: &str, most: &str) {
        self.error(
            "field.bad_range",
            place,
            Sentence::new(
                format!("« {least} » est plus grand que « {most} » : aucune réponse ne convient."),
                format!("“{least}” is greater than “{most}”: no answer fits."),
            ),
            Sentence::new("Échangez-les ou corrigez l'un des deux.", "Swap them or correct one of them."),
        );
    }
}
