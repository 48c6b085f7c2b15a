//! Says which computed values are always sent: those that validation demands, and those that are proven to have a value whatever is answered.

use std::{cell::RefCell, collections::HashMap};

use rust_decimal::Decimal;

use crate::{
    demarche::{Computed, Demarche, Node, NodeId, NodeKind},
    expression::{self, Certainty},
};

/// The longest chain of calculations that is followed.
const MOST_DEEP: usize = 64;

/// What is known of the computed values of one démarche.
pub(super) struct Always<'d> {
    demarche: &'d Demarche,
    known: RefCell<HashMap<NodeId, Option<u32>>>,
    depth: RefCell<usize>,
}

impl<'d> Always<'d> {
    pub(super) fn of(demarche: &'d Demarche) -> Self {
        Self { demarche, known: RefCell::default(), depth: RefCell::default() }
    }

    /// Whether the question has a value in every dossier in which it is shown.
    pub(super) fn is_there(&self, node: &Node) -> bool {
        // Without a required value nothing is filed, whoever should have given it.
        node.required || self.computed(node).is_some()
    }

    /// The digits of the number that is always computed for the question, where that is proven.
    fn computed(&self, node: &Node) -> Option<u32> {
        let Some(Computed::Expression(expression)) = &node.computed else { return None };
        let id = self.demarche.by_path.get(&node.path).copied()?;
        if let Some(known) = self.known.borrow().get(&id) {
            return *known;
        }
        if *self.depth.borrow() >= MOST_DEEP {
            return None;
        }
        *self.depth.borrow_mut() += 1;
        let found = expression::digits(expression, &Beside { always: self, of: node });
        *self.depth.borrow_mut() -= 1;
        self.known.borrow_mut().insert(id, found);
        found
    }
}

/// What is known beside a computed value that is shown.
struct Beside<'a, 'd> {
    always: &'a Always<'d>,
    of: &'a Node,
}

impl Beside<'_, '_> {
    /// Whether what stands at `path` is shown wherever the computed value is.
    fn shown(&self, path: &str) -> Option<&Node> {
        let demarche = self.always.demarche;
        let node = demarche.at(path)?;
        let mut around = Vec::new();
        let mut above = self.of.parent;
        while let Some(id) = above {
            around.push(id);
            above = demarche.node(id).parent;
        }
        let mut here = node;
        loop {
            let page = here.page.filter(|page| self.of.page != Some(*page));
            if !here.show_if.is_empty() || page.is_some_and(|page| demarche.pages[page].show_if.is_some()) {
                return None;
            }
            match here.parent {
                Some(parent) if !around.contains(&parent) => here = demarche.node(parent),
                _ => return Some(node),
            }
        }
    }
}

impl Certainty for Beside<'_, '_> {
    fn digits(&self, path: &str) -> Option<u32> {
        let node = self.always.demarche.at(path)?;
        let field = node.field()?;
        if !matches!(field.field_type.name(), "integer" | "decimal" | "money") {
            return None;
        }
        let bounds = field.minimum.zip(field.maximum);
        let most = bounds.map(|(least, most)| least.abs().max(most.abs()));
        most.map(digits).or_else(|| Some(self.always.computed(node)? + 1))
    }

    fn is_there(&self, path: &str) -> bool {
        self.shown(path).is_some_and(|node| node.field().is_some() && self.always.is_there(node))
    }

    fn rows(&self, path: &str) -> Option<u32> {
        match self.shown(path)?.kind {
            NodeKind::Rows { max, .. } => Some(max),
            _ => None,
        }
    }
}

fn digits(number: Decimal) -> u32 {
    number.trunc().normalize().to_string().len().try_into().unwrap_or(u32::MAX)
}
