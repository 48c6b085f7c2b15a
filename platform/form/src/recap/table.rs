//! Draws up the tables of the recap.

use super::{Column, Entry, Row, Share, row_title};
use crate::{
    answers::Source,
    demarche::{Node, NodeId, NodeKind, Table},
    journey::is_number,
    path,
    state::State,
    wire::concerns,
};

/// Whether the question stands at the foot of a table that is shown, under a column that is.
pub(super) fn is_at_foot(state: &State<'_>, node: &Node, share: Share<'_>) -> bool {
    let Some(list) = node.total_of.map(|list| state.demarche.node(list)) else { return false };
    let mut totals = list.table.iter().flat_map(|table| &table.totals);
    let column = totals.find(|(_, total)| state.demarche.node(**total).path == node.path);
    state.visible(&list.path) && column.is_some_and(|(column, _)| received(state, list, column, share))
}

/// The list or group at `path` as a table; nothing where nothing of it is answered.
pub(super) fn entry(state: &State<'_>, node: &Node, path: &str, share: Share<'_>) -> Option<Entry> {
    let table = node.table.as_ref()?;
    let language = state.language();
    let text = |id: &NodeId| state.demarche.node(*id).title.get(language).to_owned();
    let columns: Vec<(&str, Column)> = match table.columns.as_slice() {
        [] => {
            let number = node.children.iter().any(|child| is_number(state.demarche.node(*child)));
            vec![("", Column { title: String::new(), number })]
        }
        columns => columns
            .iter()
            .filter(|(id, _)| received(state, node, id, share))
            .map(|(id, first)| {
                (id.as_str(), Column { title: text(first), number: is_number(state.demarche.node(*first)) })
            })
            .collect(),
    };
    let ids: Vec<&str> = columns.iter().map(|(id, _)| *id).collect();
    let drawing = Drawing { state, share, ids: &ids };
    let mut rows: Vec<Row> = match &node.kind {
        NodeKind::Rows { .. } => state
            .rows(path)
            .iter()
            .enumerate()
            .filter_map(|(index, row)| drawing.row(node, &format!("{path}.{row}"), row_title(node, index, language)))
            .collect(),
        _ => node
            .children
            .iter()
            .filter_map(|child| {
                let child = state.demarche.node(*child);
                let at = path::join(path, &child.id);
                let title = child.title.get(language).to_owned();
                match child.field() {
                    Some(_) => drawing.question(&at, title),
                    None => drawing.row(child, &at, title),
                }
            })
            .collect(),
    };
    if rows.iter().all(|row| row.total) {
        return None;
    }
    rows.extend(drawing.foot(table, path));
    Some(Entry::Table {
        path: path.to_owned(),
        title: node.title.get(language).to_owned(),
        heading: table.heading.as_ref().map(|heading| heading.get(language).to_owned()).unwrap_or_default(),
        columns: columns.into_iter().map(|(_, column)| column).collect(),
        rows,
        warnings: share.warnings(path, language),
    })
}

/// Whether a question of the column is received.
fn received(state: &State<'_>, node: &Node, column: &str, share: Share<'_>) -> bool {
    let cell = |row: &Node| concerns(share.receives, &path::join(&row.path, column));
    if node.is_rows() { cell(node) } else { node.children.iter().any(|row| cell(state.demarche.node(*row))) }
}

struct Drawing<'s, 'a> {
    state: &'s State<'a>,
    share: Share<'s>,
    /// The columns.
    ids: &'s [&'s str],
}

/// What stands in a cell.
struct Cell {
    path: String,
    shown: String,
    computed: bool,
    source: Source,
}

/// Where the cells came from that were not typed.
fn sources(cells: &[Option<Cell>]) -> Vec<(String, Source)> {
    let given = cells.iter().flatten().filter(|cell| cell.source != Source::Typed);
    given.map(|cell| (cell.path.clone(), cell.source.clone())).collect()
}

/// What the cells show.
fn shown(cells: Vec<Option<Cell>>) -> Vec<String> {
    cells.into_iter().map(|cell| cell.map(|cell| cell.shown).unwrap_or_default()).collect()
}

impl Drawing<'_, '_> {
    /// The answer at `path`, where it is received.
    fn cell(&self, path: &str) -> Option<Cell> {
        let node = self.state.demarche.resolve(path).filter(|node| concerns(self.share.receives, &node.path))?;
        let (answer, field) = (self.state.answer(path)?, node.field()?);
        Some(Cell {
            path: path.to_owned(),
            shown: self.share.show(answer.value.as_ref()?, field, self.state.language()).join(", "),
            computed: node.computed.is_some(),
            source: self.share.source(answer.source),
        })
    }

    /// A row of several questions.
    fn row(&self, node: &Node, path: &str, title: String) -> Option<Row> {
        if !self.state.visible(path) || !concerns(self.share.receives, &node.path) {
            return None;
        }
        let cells: Vec<Option<Cell>> = self.ids.iter().map(|id| self.cell(&path::join(path, id))).collect();
        let answered = cells.iter().flatten().count();
        let computed = cells.iter().flatten().filter(|cell| cell.computed).count();
        (answered > 0).then(|| Row {
            title,
            total: !node.is_rows() && computed == answered,
            sources: sources(&cells),
            cells: shown(cells),
        })
    }

    /// A row that is one question.
    fn question(&self, path: &str, title: String) -> Option<Row> {
        let cell = self.cell(path)?;
        let total = cell.computed;
        let cells = vec![Some(cell)];
        Some(Row { title, total, sources: sources(&cells), cells: shown(cells) })
    }

    /// The totals of a list.
    fn foot(&self, table: &Table, path: &str) -> Option<Row> {
        let total = |id: &&str| {
            let total = self.state.demarche.node(*table.totals.get(*id)?);
            self.cell(&self.state.instance(&total.path, path))
        };
        let cells: Vec<Option<Cell>> = self.ids.iter().map(total).collect();
        cells.iter().any(Option::is_some).then(|| Row {
            title: String::new(),
            total: true,
            sources: sources(&cells),
            cells: shown(cells),
        })
    }
}
