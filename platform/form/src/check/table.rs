//! Lays out the lists and groups that are drawn as tables: their columns, and what stands at their foot.

use std::collections::BTreeSet;

use super::draft::{Draft, Drawn};
use crate::{
    definition::tree::{Place, Written},
    demarche::{Computed, NodeId, NodeKind, Table},
    diagnostic::Sentence,
    journey::is_number,
    path,
};

/// The most columns that can be read on a screen.
const MAX_COLUMNS: usize = 8;

/// The field types that fit into a cell.
const FITTING: &[&str] =
    &["text", "email", "phone", "integer", "decimal", "money", "date", "radio", "yes_no", "referential"];

/// Gives each node that is drawn as a table its columns and totals.
pub(super) fn lay(draft: &mut Draft<'_>) {
    for index in 0..draft.nodes.len() {
        let (Some(drawn), Ok(number)) = (draft.origins[index].table.clone(), u32::try_from(index)) else {
            continue;
        };
        let id = NodeId(number);
        let Some(columns) = columns(draft, id, drawn.place) else {
            continue;
        };
        let mut table = Table { heading: drawn.heading.clone(), columns, ..Table::default() };
        totals(draft, id, &drawn, &mut table);
        draft.nodes[index].table = Some(table);
    }
}

/// The columns of a table; nothing where it cannot be one.
fn columns(draft: &mut Draft<'_>, id: NodeId, place: Place) -> Option<Vec<(String, NodeId)>> {
    let node = draft.node(id);
    let rows: Vec<NodeId> = match node.kind {
        // Told as a setting without effect.
        NodeKind::Field(_) => return None,
        NodeKind::Rows { .. } => vec![id],
        NodeKind::Group => node.children.clone(),
    };
    let is_row = |row: &NodeId| matches!(draft.node(*row).kind, NodeKind::Group | NodeKind::Rows { .. });
    let of_questions = !node.is_rows() && !rows.iter().any(is_row);
    if of_questions {
        let unfit = rows.iter().find(|row| !fits(draft, **row)).copied();
        if let Some(unfit) = unfit {
            unfitting(draft, unfit, place);
        }
        return Some(Vec::new());
    }
    let mut columns: Vec<(String, NodeId)> = Vec::new();
    for row in rows {
        let row_node = draft.node(row);
        if row != id && !matches!(row_node.kind, NodeKind::Group) {
            unfitting(draft, row, place);
            return None;
        }
        for cell in row_node.children.clone() {
            if !fits(draft, cell) {
                unfitting(draft, cell, place);
                return None;
            }
            let name = draft.node(cell).id.clone();
            if !columns.iter().any(|(known, _)| *known == name) {
                columns.push((name, cell));
            }
        }
    }
    if columns.len() > MAX_COLUMNS {
        draft.report.error(
            "table.shape",
            place,
            Sentence::new(
                format!("Ce tableau a {} colonnes ; plus de {MAX_COLUMNS} ne se lisent pas.", columns.len()),
                format!("This table has {} columns; more than {MAX_COLUMNS} cannot be read.", columns.len()),
            ),
            Sentence::new(
                "Retirez « as: table », ou demandez moins par ligne.",
                "Remove “as: table”, or ask for less in a row.",
            ),
        );
        return None;
    }
    Some(columns)
}

fn fits(draft: &Draft<'_>, id: NodeId) -> bool {
    draft.node(id).field().is_some_and(|field| FITTING.contains(&field.field_type.name()))
}

fn unfitting(draft: &mut Draft<'_>, id: NodeId, place: Place) {
    let path = draft.node(id).path.clone();
    draft.report.error(
        "table.shape",
        place,
        Sentence::new(
            format!("« {path} » n'entre pas dans la case d'un tableau."),
            format!("“{path}” does not fit into a cell of a table."),
        ),
        Sentence::new(
            "Une ligne est un groupe de questions courtes (texte, nombre, montant, date, choix). Sans elles, retirez « as: table ».",
            "A row is a group of short questions (text, number, amount, date, choice). Without them remove “as: table”.",
        ),
    );
}

/// Finds the fields that total the columns.
fn totals(draft: &mut Draft<'_>, id: NodeId, drawn: &Drawn, table: &mut Table) {
    for (column, written) in &drawn.totals {
        let at = drawn.mount.as_ref().map_or_else(|| written.text.clone(), |mount| path::join(mount, &written.text));
        let total = draft.id_at(&at);
        let known = table.columns.iter().any(|(known, first)| *known == column.text && is_number(draft.node(*first)));
        let sound = total.is_some_and(|total| {
            let (total, node) = (draft.node(total), draft.node(id));
            total.computed.is_some() && total.page == node.page && total.repeated_in == node.repeated_in
        });
        match total.filter(|_| known && sound) {
            Some(total) => {
                draft.nodes[total.0 as usize].total_of = Some(id);
                table.totals.insert(column.text.clone(), total);
                if !depends_on(draft, id, total, &column.text) {
                    of_another_column(draft, id, drawn, (column, written));
                }
            }
            None if !draft.is_uncomputed(&at) => {
                let numbers: Vec<&str> = table
                    .columns
                    .iter()
                    .filter(|(_, first)| is_number(draft.node(*first)))
                    .map(|(name, _)| name.as_str())
                    .collect();
                let cure = cure_of_total((&column.text, &written.text), &numbers);
                draft.report.error(
                    "table.total",
                    if known { written.place } else { column.place },
                    if known {
                        Sentence::new(
                            format!("« {at} » ne peut pas totaliser cette colonne."),
                            format!("“{at}” cannot total this column."),
                        )
                    } else {
                        Sentence::new(
                            format!("Ce tableau n'a pas de colonne de nombres « {} ».", column.text),
                            format!("This table has no column of numbers “{}”.", column.text),
                        )
                    },
                    cure,
                );
            }
            None => {}
        }
    }
}

/// What to write instead of « column: field », where a table has these columns of numbers.
fn cure_of_total((column, total): (&str, &str), numbers: &[&str]) -> Sentence {
    if numbers.contains(&total) && !numbers.contains(&column) {
        return Sentence::new(
            format!(
                "La colonne vient d'abord, le champ qui la totalise ensuite : « totals: {{ {total}: {column} }} »."
            ),
            format!("The column comes first, then the field that totals it: “totals: {{ {total}: {column} }}”."),
        );
    }
    let list = numbers.join(", ");
    let (fr, en) = if list.is_empty() {
        (String::new(), String::new())
    } else {
        (format!(" Colonnes de nombres : {list}."), format!(" Columns of numbers: {list}."))
    };
    Sentence::new(
        format!(
            "Écrivez « totals: {{ colonne: champ }} » : un champ calculé (« computed »), listé sur la même page que le tableau.{fr}"
        ),
        format!("Write “totals: {{ column: field }}”: a computed field, listed on the same page as the table.{en}"),
    )
}

/// Whether a computed value hangs on what stands in a column, or on what that is computed from: else it cannot be its total.
fn depends_on(draft: &Draft<'_>, table: NodeId, total: NodeId, column: &str) -> bool {
    let mut wanted = cells(draft, table, column);
    for cell in wanted.clone() {
        wanted.extend(origins(draft, cell));
    }
    !origins(draft, total).is_disjoint(&wanted)
}

/// The questions that stand in a column.
fn cells(draft: &Draft<'_>, table: NodeId, column: &str) -> BTreeSet<NodeId> {
    let node = draft.node(table);
    let rows: Vec<NodeId> = if node.is_rows() { vec![table] } else { node.children.clone() };
    rows.iter().filter_map(|row| draft.id_at(&path::join(&draft.node(*row).path, column))).collect()
}

/// Every question that a computed value is computed from, through other computed values too.
fn origins(draft: &Draft<'_>, of: NodeId) -> BTreeSet<NodeId> {
    let mut found = BTreeSet::new();
    let mut open = vec![of];
    while let Some(id) = open.pop() {
        let read: Vec<NodeId> = match &draft.node(id).computed {
            None => continue,
            Some(Computed::Expression(expression)) => {
                // A list by itself says how many rows there are, and nothing of what they hold.
                let answers = expression.reads().iter().filter_map(|path| draft.id_at(path));
                answers.filter(|read| draft.node(*read).field().is_some()).collect()
            }
            Some(Computed::Plugin { reads, .. }) => {
                reads.iter().filter_map(|path| draft.id_at(path)).flat_map(|read| draft.within(read)).collect()
            }
        };
        open.extend(read.into_iter().filter(|read| found.insert(*read)));
    }
    found
}

/// Tells a total that stands under a column with which it has nothing to do.
fn of_another_column(draft: &mut Draft<'_>, table: NodeId, drawn: &Drawn, (column, written): (&Written, &Written)) {
    let at =
        |written: &Written| drawn.mount.as_ref().map_or(written.text.clone(), |mount| path::join(mount, &written.text));
    let wanted = cells(draft, table, &column.text);
    let totals = |total: &NodeId| !origins(draft, *total).is_disjoint(&wanted);
    let meant = drawn
        .totals
        .iter()
        .map(|(_, other)| other)
        .find(|other| draft.id_at(&at(other)).is_some_and(|total| totals(&total)));
    let cure = match meant {
        Some(meant) => Sentence::new(
            format!("Vouliez-vous écrire « {} » ?", meant.text),
            format!("Did you mean “{}”?", meant.text),
        ),
        None => Sentence::new(
            "Placez-le sous la colonne qu'il totalise, ou corrigez son calcul.",
            "Put it under the column that it totals, or correct its calculation.",
        ),
    };
    let (total, column) = (&written.text, &column.text);
    draft.report.warning(
        "table.total",
        written.place,
        Sentence::new(
            format!("« {total} » ne dépend pas de la colonne « {column} », sous laquelle il est."),
            format!("“{total}” does not hang on the column “{column}” under which it stands."),
        ),
        cure,
    );
}
