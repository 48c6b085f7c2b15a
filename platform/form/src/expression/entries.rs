//! Finds the constants that entries of reference lists are compared with: `commune.code == '31555'`, `pays.code in ['99100']`.

use std::{ops::Range, sync::Arc};

use super::{
    Expression,
    decide::first_name,
    tree::{Anchor, Node, Part},
    value::Value,
};

/// A constant beside the code or the name of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The schema path of the answer whose entry is compared.
    pub path: String,
    /// Whether it is compared by its name; else by its code.
    pub by_name: bool,
    /// The constant.
    pub constant: Arc<str>,
    /// Where it stands, in bytes of the text.
    pub span: Range<usize>,
}

/// The constants that entries are compared with, in the order of the text.
pub fn compared_entries(expression: &Expression) -> Vec<Compared> {
    let mut walk = Walk { text: expression.text(), from: 0, found: Vec::new() };
    walk.node(&expression.0.root);
    walk.found
}

struct Walk<'t> {
    text: &'t str,
    /// Behind the last constant that was found.
    from: usize,
    found: Vec<Compared>,
}

impl Walk<'_> {
    fn node(&mut self, node: &Node) {
        match node {
            Node::Equal { sides, .. } | Node::In(sides) => {
                self.meet(&sides.0, &sides.1);
                self.meet(&sides.1, &sides.0);
            }
            _ => {}
        }
        match node {
            Node::Constant(_) | Node::Local(_) | Node::RowIndex(_) => {}
            Node::Get(access) | Node::Rows(access) => {
                if let Anchor::Node(of) = &access.anchor {
                    self.node(of);
                }
            }
            Node::Pluck { list: of, .. }
            | Node::Part(of, _)
            | Node::Has(of)
            | Node::Not(of)
            | Node::Negate(of)
            | Node::Matches(of, _)
            | Node::OrEmpty(of) => self.node(of),
            Node::And(a, b) | Node::Or(a, b) => {
                self.node(a);
                self.node(b);
            }
            Node::If(parts) => {
                self.node(&parts.0);
                self.node(&parts.1);
                self.node(&parts.2);
            }
            Node::Equal { sides, .. }
            | Node::Compare(_, sides)
            | Node::Compute(_, sides)
            | Node::In(sides)
            | Node::At(sides) => {
                self.node(&sides.0);
                self.node(&sides.1);
            }
            Node::List(items) | Node::Call(_, items) => items.iter().for_each(|item| self.node(item)),
            Node::Each(each) => {
                self.node(&each.list);
                each.when.iter().for_each(|when| self.node(when));
                self.node(&each.body);
            }
        }
    }

    /// The constants of `with`, where `of` is a part of an entry.
    fn meet(&mut self, of: &Node, with: &Node) {
        let Node::Part(entry, part @ (Part::Code | Part::Nom)) = of else { return };
        let Node::Get(access) = &**entry else { return };
        let constants = match with {
            Node::List(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        for constant in constants {
            let Node::Constant(Value::Text(constant)) = constant else { continue };
            let span = self.span(constant).or_else(|| first_name(of)).unwrap_or(0..self.text.len());
            self.found.push(Compared {
                path: access.schema.to_string(),
                by_name: *part == Part::Nom,
                constant: constant.clone(),
                span,
            });
        }
    }

    /// Where a constant stands in its quotes: behind those before it, which come in the order of the text.
    fn span(&mut self, constant: &str) -> Option<Range<usize>> {
        let quoted = ['\'', '"'].map(|quote| format!("{quote}{constant}{quote}"));
        let at = |from: usize| {
            let found = quoted.iter().filter_map(|quoted| self.text[from..].find(quoted.as_str()));
            found.min().map(|found| from + found..from + found + constant.len() + 2)
        };
        let span = at(self.from).or_else(|| at(0))?;
        self.from = span.end;
        Some(span)
    }
}
