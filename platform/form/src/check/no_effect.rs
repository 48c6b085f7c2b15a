//! Finds settings of pages that change nothing, because the field is not of the kind they are for.

use super::draft::Draft;
use crate::{
    definition::{settings::Settings, tree::Place},
    demarche::{Demarche, Node, NodeKind},
    diagnostic::Sentence,
};

/// A setting that its field does not know.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    let mut found: Vec<(Place, &str, String)> = Vec::new();
    for entry in draft.procedure.pages.iter().flat_map(|page| &page.fields) {
        let Some(node) = demarche.at(&entry.path.text) else {
            continue;
        };
        for (setting, given, fits) in settings(&entry.settings, node) {
            if given && !fits {
                found.push((entry.path.place, setting, entry.path.text.clone()));
            }
        }
    }
    for (place, setting, path) in found {
        draft.report.warning(
            "definition.no_effect",
            place,
            Sentence::new(
                format!("« {setting} » n'a pas d'effet sur « {path} »."),
                format!("“{setting}” has no effect on “{path}”."),
            ),
            Sentence::new("Retirez-le.", "Remove it."),
        );
    }
}

/// Each setting: whether it is given, and whether the node knows it.
fn settings(given: &Settings, node: &Node) -> [(&'static str, bool, bool); 16] {
    let (name, has_pattern) = match &node.kind {
        NodeKind::Field(field) => (field.field_type.name(), field.pattern.is_some()),
        NodeKind::Group => ("", false),
        NodeKind::Rows { .. } => ("rows", false),
    };
    let is_file = name == "file";
    let is_field = node.field().is_some();
    let is_choice = name == "radio" || name == "checkboxes";
    let is_number = matches!(name, "integer" | "decimal" | "money");
    let is_text = name == "text" || name == "long_text";
    [
        ("max_size", given.max_size.is_some(), is_file),
        ("max_files", given.max_files.is_some(), is_file),
        ("accept", given.accept.is_some(), is_file),
        ("as_list", given.as_list.is_some(), is_choice),
        ("long", given.long.is_some(), is_text),
        ("minimum", given.minimum.is_some(), is_number),
        ("maximum", given.maximum.is_some(), is_number),
        ("row_title", given.row_title.is_some(), name == "rows" || node.table.is_some()),
        ("as", given.drawn_as.is_some(), !is_field),
        ("totals", !given.totals.is_empty(), given.drawn_as.is_some()),
        ("default", given.default.is_some(), is_field),
        ("row_order", given.row_order.is_some(), name == "rows"),
        ("row_copy", given.row_copy.is_some(), name == "rows"),
        ("message", given.message.is_some(), has_pattern),
        ("unit", given.unit.is_some(), is_field),
        ("autocomplete", given.autocomplete.is_some(), is_field),
    ]
}
