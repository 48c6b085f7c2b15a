//! Draws what a page holds: groups, repeated groups, tables.

use std::collections::HashMap;

use super::closed::OpenRows;
use crate::{
    demarche::{Node, NodeId, NodeKind},
    path,
    problem::Problem,
    recap::row_title,
    source,
    state::State,
    text::Text,
    view::{ColumnView, GroupView, Item, RemovedView, RowView, RowsView, TableView},
};

pub(super) struct Drawing<'s, 'a> {
    pub(super) state: &'s State<'a>,
    pub(super) page: usize,
    /// By the path of what they are of.
    pub(super) problems: HashMap<&'s str, Vec<&'s Problem>>,
    pub(super) open: OpenRows<'s>,
}

/// The id of the element at an answer path: dots are awkward in selectors.
pub(super) fn element_id(path: &str) -> String {
    path.replace('.', "-")
}

/// Whether the node is a question whose answers are aligned by their digits.
pub(crate) fn is_number(node: &Node) -> bool {
    node.field().is_some_and(|field| matches!(field.field_type.name(), "integer" | "decimal" | "money"))
}

impl Drawing<'_, '_> {
    /// What stands at a place: a question with its sources, a group; nothing where the place is not shown.
    pub(super) fn items(&self, id: NodeId, path: &str) -> Vec<Item> {
        let Some(item) = self.item(id, path) else { return Vec::new() };
        match item {
            Item::Field(_) if !self.state.demarche.sources.is_empty() => {
                source::surround(self.state, self.state.demarche.node(id), path, item)
            }
            item => vec![item],
        }
    }

    fn item(&self, id: NodeId, path: &str) -> Option<Item> {
        let node = self.state.demarche.node(id);
        let elsewhere = node.page.is_some() && node.page != Some(self.page);
        if elsewhere || !self.state.visible_at(path, node) {
            return None;
        }
        match &node.kind {
            NodeKind::Field(field) => {
                let view = self.field(node, field, path);
                // What a source alone can give is not asked for.
                if view.shown.is_empty() && source::is_given_only(self.state.demarche, node) {
                    return None;
                }
                // A computed value that cannot be computed yet is not shown.
                (node.computed.is_none() || !view.shown.is_empty() || !view.problems.is_empty())
                    .then(|| Item::Field(Box::new(view)))
            }
            NodeKind::Group => {
                let mut items = self.children(node, path);
                if !self.state.demarche.sources.is_empty() && !items.is_empty() {
                    source::insert(self.state, node, path, &mut items);
                }
                (!items.is_empty()).then(|| {
                    Item::Group(GroupView {
                        path: path.to_owned(),
                        id: element_id(path),
                        title: self.text(&node.title),
                        hint: node.hint.as_ref().map(|hint| self.text(hint)),
                        items,
                        table: self.table(node, path),
                        problems: self.problems_at(node, path),
                        warnings: self.warnings_at(node, path),
                    })
                })
            }
            NodeKind::Rows { max, row_title: title, ordered, copied, .. } => {
                let rows = self.state.rows(path);
                let least = node.least_rows();
                let can_remove = rows.len() > least;
                let language = self.state.language();
                let views = rows
                    .iter()
                    .enumerate()
                    .map(|(index, row)| {
                        let row_path = path::join(path, row);
                        let closed = self.is_closed(node, rows.len(), &row_path).then(|| self.held(node, &row_path));
                        RowView {
                            row: row.clone(),
                            id: element_id(&row_path),
                            title: row_title(node, index, language),
                            items: if closed.is_some() { Vec::new() } else { self.children(node, &row_path) },
                            closed,
                            path: row_path,
                            can_remove,
                            can_move_up: *ordered && index > 0,
                            can_move_down: *ordered && index + 1 < rows.len(),
                            can_copy: *copied && rows.len() < *max as usize,
                        }
                    })
                    .collect();
                Some(Item::Rows(RowsView {
                    path: path.to_owned(),
                    id: element_id(path),
                    title: self.text(&node.title),
                    hint: node.hint.as_ref().map(|hint| self.text(hint)),
                    optional: !node.required,
                    can_add: rows.len() < *max as usize,
                    row_title: self.text(title.as_ref().unwrap_or(&node.title)),
                    rows: views,
                    table: self.table(node, path),
                    problems: self.problems_at(node, path),
                    warnings: self.warnings_at(node, path),
                    removed: self.removed_at(path),
                }))
            }
        }
    }

    /// What was taken away last, if it was here.
    pub(super) fn removed_at(&self, path: &str) -> Option<RemovedView> {
        let removed = self.state.answers.removed().filter(|removed| removed.at == path)?;
        Some(RemovedView { told: removed.told(self.state.demarche, self.state.language()), key: removed.key() })
    }

    /// Whether the node is drawn at the foot of a table that is shown.
    pub(super) fn is_at_foot(&self, id: NodeId) -> bool {
        let table = self.state.demarche.node(id).total_of.map(|table| self.state.demarche.node(table));
        table.is_some_and(|table| self.state.visible(&table.path))
    }

    fn table(&self, node: &Node, path: &str) -> Option<TableView> {
        let table = node.table.as_ref()?;
        let demarche = self.state.demarche;
        let total = |id: &NodeId| {
            let total = demarche.node(*id);
            let value = self.state.value(&self.state.instance(&total.path, path))?;
            let field = total.field()?;
            Some(field.field_type.show(&value, field, self.state.language()).join(", "))
        };
        let columns: Vec<ColumnView> = table
            .columns
            .iter()
            .map(|(id, first)| {
                let first = demarche.node(*first);
                ColumnView {
                    id: id.clone(),
                    title: self.text(&first.title),
                    hint: first.hint.as_ref().map(|hint| self.text(hint)),
                    number: is_number(first),
                    optional: !first.required && first.computed.is_none(),
                    total: table.totals.get(id).and_then(total),
                }
            })
            .collect();
        Some(TableView {
            heading: table.heading.as_ref().map(|heading| self.text(heading)),
            has_totals: columns.iter().any(|column| column.total.is_some()),
            columns,
        })
    }

    pub(super) fn text(&self, text: &Text) -> String {
        text.get(self.state.language()).to_owned()
    }

    fn children(&self, node: &Node, path: &str) -> Vec<Item> {
        node.children
            .iter()
            .flat_map(|child| {
                let id = &self.state.demarche.node(*child).id;
                self.items(*child, &path::join(path, id))
            })
            .collect()
    }
}
