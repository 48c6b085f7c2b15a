//! Finds what changes nothing: settings of pages, because the field is not of the kind they are for; one least row, where none is needed.

use super::draft::Draft;
use crate::{
    definition::{settings::Settings, tree::Place},
    demarche::{Demarche, Node, NodeKind},
    diagnostic::Sentence,
};

/// A setting that its field does not know.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    least_row(draft, demarche);
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

/// Of a list that is not required no row is needed: « minItems: 1 » asks for nothing there. More says how few go together, where there are any.
fn least_row(draft: &mut Draft<'_>, demarche: &Demarche) {
    for (index, node) in demarche.nodes.iter().enumerate() {
        if node.required || !draft.origins[index].asks_for_a_row {
            continue;
        }
        let (path, id) = (&node.path, &node.id);
        draft.report.warning(
            "definition.no_effect",
            draft.origins[index].own_place,
            Sentence::new(
                format!("« minItems: 1 » n'a pas d'effet sur « {path} » : cette liste est facultative, personne n'est tenu d'y ajouter une ligne."),
                format!("“minItems: 1” has no effect on “{path}”: this list is optional, nobody has to add a row to it."),
            ),
            Sentence::new(
                format!("Nommez « {id} » dans « required », ou retirez « minItems »."),
                format!("Name “{id}” in “required”, or remove “minItems”."),
            ),
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
