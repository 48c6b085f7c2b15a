//! Draws the rows of a long group closed: a page of hundreds of rows can be read and sent on a telephone, and one row at a time is edited.
//!
//! A post changes only what it holds, so rows that are drawn closed keep their answers.

use std::collections::HashSet;

use super::drawing::Drawing;
use crate::{
    demarche::{Node, NodeId, NodeKind},
    path,
    problem::Problem,
};

/// The rows of a group that are all drawn open; of a longer one, those that are being edited.
const OPEN_ROWS: usize = 20;
/// The answers by which a closed row is known, where no columns say which.
const TOLD: usize = 4;

/// The rows that are drawn open however long their group is, by their paths, among everything that stands above what opens them.
pub(super) struct OpenRows<'s>(HashSet<&'s str>);

impl<'s> OpenRows<'s> {
    /// Those that were `asked` for, by themselves or by anything inside, and those where something is wrong.
    pub(super) fn new(asked: &[&'s str], problems: &'s [Problem]) -> Self {
        let mut open = HashSet::new();
        for mut above in asked.iter().copied().chain(problems.iter().map(|problem| problem.path.as_str())) {
            while open.insert(above)
                && let Some((parent, _)) = above.rsplit_once('.')
            {
                above = parent;
            }
        }
        Self(open)
    }
}

impl<'a> Drawing<'_, 'a> {
    /// Whether a row of `node` among `rows` is drawn closed: they are many, all that it needs is there and could be read, and nobody is
    /// changing it.
    pub(super) fn is_closed(&self, node: &'a Node, rows: usize, row: &str) -> bool {
        if rows <= OPEN_ROWS || self.open.0.contains(row) {
            return false;
        }
        let inside = format!("{row}.");
        let mut answers = self.state.answers.within(&inside).map(|(_, answer)| answer).peekable();
        answers.peek().is_some() && answers.all(|answer| answer.typed.is_empty()) && !self.lacks(node, row)
    }

    /// Whether an answer that is needed is missing in the row.
    fn lacks(&self, node: &'a Node, row: &str) -> bool {
        let mut lacks = false;
        for child in &node.children {
            let path = path::join(row, &self.state.demarche.node(*child).id);
            self.state.each_field(*child, &path, Some(self.page), &mut |node, path| {
                let asked = node.required && node.computed.is_none();
                lacks = lacks || (asked && self.state.value_at(path, node).is_none());
            });
        }
        lacks
    }

    /// What a closed row holds: a text a column of its table, or its first answers.
    pub(super) fn held(&self, node: &Node, row: &str) -> Vec<String> {
        match &node.table {
            Some(table) => {
                let cell = |(id, first): &(String, NodeId)| {
                    self.text_at(&path::join(row, id), self.state.demarche.node(*first))
                };
                table.columns.iter().map(cell).collect()
            }
            None => {
                let mut told = Vec::new();
                self.first_texts(node, row, &mut told);
                told
            }
        }
    }

    fn first_texts(&self, node: &Node, path: &str, told: &mut Vec<String>) {
        for child in node.children.iter().map(|child| self.state.demarche.node(*child)) {
            if told.len() == TOLD {
                return;
            }
            let path = path::join(path, &child.id);
            match child.kind {
                NodeKind::Field(_) => told.extend(Some(self.text_at(&path, child)).filter(|text| !text.is_empty())),
                NodeKind::Group if self.state.visible(&path) => self.first_texts(child, &path, told),
                _ => {}
            }
        }
    }

    /// The answer to the question `node` at `path` in words, where it is asked and given.
    fn text_at(&self, path: &str, node: &'a Node) -> String {
        let value = self.state.value_at(path, node);
        let shown =
            node.field().zip(value).map(|(field, value)| field.field_type.show(&value, field, self.state.language()));
        shown.map(|parts| parts.join(", ")).unwrap_or_default()
    }
}
