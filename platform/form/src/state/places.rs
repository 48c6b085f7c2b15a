//! Finds places: the rows that exist, the places that a question has in them, and the questions below a place.

use std::borrow::Cow;

use super::State;
use crate::{
    demarche::{Node, NodeId, NodeKind},
    expression::{Here, RowHere},
    path,
};

impl<'a> State<'a> {
    /// The ids of the rows of the repeated group at `path`.
    ///
    /// Where fewer were answered than the group needs, rows not yet answered stand at the end, under ids that stay the same.
    pub fn rows(&self, path: &str) -> Cow<'_, [String]> {
        let answered = self.answers.rows(path);
        let least = self.demarche.resolve(path).map_or(0, Node::least_rows);
        if answered.len() >= least {
            return Cow::Borrowed(answered);
        }
        let mut rows = answered.to_vec();
        let mut number = 1;
        while rows.len() < least {
            let id = format!("r{number}");
            // A row that was taken away and can be put back keeps its id.
            let was_here = self.answers.removed().is_some_and(|removed| removed.is_row(path, &id));
            if !rows.contains(&id) && !was_here {
                rows.push(id);
            }
            number += 1;
        }
        Cow::Owned(rows)
    }

    /// Where an expression at `path` stands: the rows around it.
    pub fn here(&self, path: &str, node: &Node) -> Here {
        let rows = node
            .repeated_in
            .iter()
            .filter_map(|group| {
                let group = self.instance(&self.demarche.node(*group).path, path);
                let row = path.strip_prefix(&group)?.strip_prefix('.')?.split('.').next()?;
                Some(RowHere {
                    path: format!("{group}.{row}").into(),
                    index: self.rows(&group).iter().position(|known| known == row).unwrap_or_default(),
                })
            })
            .collect();
        Here { rows }
    }

    /// The answer path of the schema path `schema_path` in the rows that `path` stands in.
    pub fn instance(&self, schema_path: &str, path: &str) -> String {
        if schema_path.is_empty() {
            return String::new();
        }
        let mut instance = String::with_capacity(path.len());
        let mut schema = String::with_capacity(schema_path.len());
        let mut given = path.split('.').peekable();
        for segment in schema_path.split('.') {
            if !schema.is_empty() {
                schema.push('.');
                instance.push('.');
            }
            schema.push_str(segment);
            instance.push_str(segment);
            if given.next() != Some(segment) {
                // Beyond what both share there is no row to take over.
                given = "".split('.').peekable();
            }
            let repeated = self.demarche.at(&schema).is_some_and(Node::is_rows);
            if repeated
                && schema.len() < schema_path.len()
                && let Some(row) = given.next_if(|segment| path::is_row_id(segment))
            {
                instance.push('.');
                instance.push_str(row);
            }
        }
        instance
    }

    /// Every place that `node` has at the moment, in the rows that exist, visible or not.
    pub fn instances(&self, node: &Node) -> Vec<String> {
        let mut paths = vec![String::new()];
        let mut done = 0;
        for group in &node.repeated_in {
            let group = self.demarche.node(*group);
            let rest = group.path[done..].trim_start_matches('.').to_owned();
            done = group.path.len();
            paths = paths
                .into_iter()
                .flat_map(|start| {
                    let group_path = path::join(&start, &rest);
                    self.rows(&group_path).iter().map(|row| path::join(&group_path, row)).collect::<Vec<_>>()
                })
                .collect();
        }
        let rest = node.path[done..].trim_start_matches('.');
        if rest.is_empty() {
            return paths;
        }
        paths.into_iter().map(|start| path::join(&start, rest)).collect()
    }

    /// The places that the schema path `schema_path` has for somebody at `path`: in the rows around it, and in every row elsewhere.
    pub fn instances_around(&self, schema_path: &str, path: &str) -> Vec<String> {
        let Some(node) = self.demarche.at(schema_path) else {
            return Vec::new();
        };
        let here = self.demarche.resolve(path);
        let shared = node
            .repeated_in
            .iter()
            .zip(here.map_or(&[][..], |here| &here.repeated_in))
            .take_while(|(theirs, ours)| theirs == ours)
            .last()
            .map(|(group, _)| self.instance(&self.demarche.node(*group).path, path));
        let Some(group) = shared else {
            return self.instances(node);
        };
        let row = path[group.len()..].trim_start_matches('.').split('.').next().unwrap_or_default();
        let within = format!("{group}.{row}");
        self.instances(node).into_iter().filter(|instance| path::is_within(instance, &within)).collect()
    }

    /// Calls `visit` with every visible question below `node` that stands on `page` (on any page when `None`).
    pub fn each_field(&self, node: NodeId, path: &str, page: Option<usize>, visit: &mut dyn FnMut(&'a Node, &str)) {
        self.each_field_below(node, &mut path.to_owned(), page, visit);
    }

    /// The same, with one path for all places: there may be thousands.
    fn each_field_below(
        &self,
        node: NodeId,
        path: &mut String,
        page: Option<usize>,
        visit: &mut dyn FnMut(&'a Node, &str),
    ) {
        let node = self.demarche.node(node);
        if (page.is_some() && node.page.is_some() && node.page != page) || !self.visible_at(path, node) {
            return;
        }
        let mut children = |path: &mut String| {
            for child in &node.children {
                let above = path::enter(path, &self.demarche.node(*child).id);
                self.each_field_below(*child, path, page, visit);
                path.truncate(above);
            }
        };
        match &node.kind {
            NodeKind::Field(_) => visit(node, path),
            NodeKind::Group => children(path),
            NodeKind::Rows { .. } => {
                for row in self.rows(path).iter() {
                    let above = path::enter(path, row);
                    children(path);
                    path.truncate(above);
                }
            }
        }
    }

    /// Calls `visit` with every visible question of the page.
    pub fn each_field_of_page(&self, page: usize, visit: &mut dyn FnMut(&'a Node, &str)) {
        for id in &self.demarche.pages[page].shows {
            for path in self.instances(self.demarche.node(*id)) {
                self.each_field(*id, &path, Some(page), visit);
            }
        }
    }
}
