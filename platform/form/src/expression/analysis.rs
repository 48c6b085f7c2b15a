//! Finds what an expression depends on, and which answers it touches that may be missing and that no `has()` guards.

use std::{collections::BTreeSet, ops::Range};

use rust_decimal::Decimal;

use super::{
    decide::first_name,
    functions::{CONNECTED, Run},
    tree::{Access, Anchor, Arithmetic, Each, Macro, Node, Order, Part},
    value::Value,
};

/// An answer that may be without a value where an expression needs one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// Its schema path.
    pub path: String,
    /// Where the expression names it, in bytes.
    pub span: Range<usize>,
    /// Whether the schema lets it stay without a value; otherwise it is only missing where it is hidden.
    pub(crate) optional: bool,
}

/// What an expression depends on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dependencies {
    pub(crate) reads: BTreeSet<String>,
    pub(crate) today: bool,
    pub(crate) row_index: bool,
    /// The recipients of which it asks whether they are connected.
    pub(crate) recipients: BTreeSet<String>,
    /// Without these it gives nothing, unless they stand beside what decides alone (`a || b`).
    pub(crate) needed: BTreeSet<String>,
    pub(crate) blank: Vec<Touch>,
    pub(crate) partial: BTreeSet<String>,
    /// What a `? :` compares that may be missing: the choice between its two values would be none.
    pub(crate) chosen_by: Vec<Touch>,
    /// Calculations that may have no result although everything is given.
    pub(crate) fallible: Vec<Fallible>,
}

/// A calculation that may have no result although everything is given: a division, the rest of one, an element of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fallible {
    /// The schema path of the divisor, where that is one answer.
    pub divisor: Option<String>,
    /// Where the calculation first names an answer, in bytes.
    pub span: Option<Range<usize>>,
}

/// Walks the tree of an expression with `slots` variables.
pub(crate) fn analyse(root: &Node, slots: usize) -> Dependencies {
    let mut walk = Walk { found: Dependencies::default(), guards: Vec::new(), elements: vec![Vec::new(); slots] };
    let elements = walk.node(root);
    let mut found = walk.found;
    found.blank.extend(elements);
    found.needed = found.blank.iter().map(|touch| touch.path.clone()).collect();
    found.blank.retain(|touch| touch.optional);
    found.blank.sort_by_key(|touch| touch.span.start);
    found.blank.dedup();
    found.chosen_by.retain(|touch| touch.optional);
    found
}

struct Walk {
    found: Dependencies,
    /// The answers known to be there at this point.
    guards: Vec<String>,
    /// By variable: what its element may lack.
    elements: Vec<Vec<Touch>>,
}

impl Walk {
    /// Walks a node; gives what may be missing inside the list that it gives. What may be missing
    /// in a list only counts when somebody needs the elements: `sum` and `count` skip them.
    fn node(&mut self, node: &Node) -> Vec<Touch> {
        match node {
            Node::Constant(_) => {}
            Node::RowIndex(_) => self.found.row_index = true,
            Node::Local(slot) => {
                if !self.guards.contains(&variable(*slot)) {
                    let missing = self.elements[*slot].clone();
                    self.found.blank.extend(missing);
                }
            }
            Node::Get(access) => {
                self.reads(access);
                let guarded = key(access).is_some_and(|key| self.guards.contains(&key));
                if !guarded {
                    self.found.blank.push(touch(access));
                }
            }
            Node::Rows(access) => self.reads(access),
            Node::Pluck { list, access, rows } => {
                let mut elements = self.node(list);
                self.reads(access);
                if !rows {
                    elements.push(touch(access));
                }
                return elements;
            }
            Node::Part(of, part) => {
                let partial = self.found.partial.clone();
                let elements = self.node(of);
                if *part == Part::Year {
                    // The year of a partial date is always known.
                    self.found.partial = partial;
                }
                return elements;
            }
            Node::Has(of) | Node::OrEmpty(of) => {
                let (blank, partial) = (self.found.blank.len(), self.found.partial.clone());
                self.node(of);
                self.found.blank.truncate(blank);
                self.found.partial = partial;
            }
            Node::Not(of) | Node::Negate(of) | Node::Matches(of, _) => self.needs(of),
            Node::And(a, b) => {
                self.given(&facts(b, true), a);
                self.given(&facts(a, true), b);
            }
            Node::Or(a, b) => {
                self.given(&facts(b, false), a);
                self.given(&facts(a, false), b);
            }
            Node::If(parts) => {
                let (condition, yes, no) = &**parts;
                let before = self.found.blank.len();
                self.needs(condition);
                let compared = self.found.blank[before..].to_vec();
                self.found.chosen_by.extend(compared);
                let mut elements = self.assuming(&facts(condition, true), yes);
                elements.extend(self.assuming(&facts(condition, false), no));
                return elements;
            }
            Node::Compute(sign, sides) => {
                if matches!(sign, Arithmetic::Divide | Arithmetic::Remainder) {
                    self.division(node, &sides.1);
                }
                let mut elements = self.node(&sides.0);
                elements.extend(self.node(&sides.1));
                return elements;
            }
            Node::Equal { sides, .. } | Node::Compare(_, sides) | Node::In(sides) | Node::At(sides) => {
                if let Node::At(_) = node {
                    self.found.fallible.push(Fallible { divisor: None, span: first_name(node) });
                }
                self.needs(&sides.0);
                self.needs(&sides.1);
            }
            Node::List(items) => {
                return items.iter().flat_map(|item| self.aside(item)).collect();
            }
            Node::Call(function, arguments) => {
                self.found.today |= matches!(function.run, Run::Today(_));
                if let (true, Some(Node::Constant(Value::Text(recipient)))) =
                    (function.doc.name == CONNECTED.doc.name, arguments.first())
                {
                    self.found.recipients.insert(recipient.to_string());
                }
                let partial = self.found.partial.clone();
                for argument in arguments {
                    self.node(argument);
                }
                if function.partial_suffices {
                    self.found.partial = partial;
                }
            }
            Node::Each(each) => return self.each(each),
        }
        Vec::new()
    }

    /// A division by what can be zero, unless a condition around it says that it is not.
    fn division(&mut self, node: &Node, divisor: &Node) {
        let divisor_path = match divisor {
            Node::Constant(Value::Number(number)) if !number.is_zero() => return,
            Node::Get(access) => key(access),
            _ => None,
        };
        if divisor_path.as_ref().is_some_and(|path| self.guards.contains(&not_zero(path))) {
            return;
        }
        self.found.fallible.push(Fallible { divisor: divisor_path, span: first_name(node) });
    }

    fn each(&mut self, each: &Each) -> Vec<Touch> {
        let elements = self.node(&each.list);
        self.elements[each.slot].clone_from(&elements);
        match each.what {
            Macro::Map => {
                let mut known = Vec::new();
                if let Some(when) = &each.when {
                    self.needs(when);
                    known = facts(when, true);
                }
                let before = self.guards.len();
                self.guards.extend(known);
                let lacking = self.aside(&each.body);
                self.guards.truncate(before);
                lacking
            }
            Macro::Filter => {
                self.needs(&each.body);
                if facts(&each.body, true).contains(&variable(each.slot)) {
                    return Vec::new();
                }
                elements
            }
            Macro::All | Macro::Exists | Macro::ExistsOne => {
                self.needs(&each.body);
                Vec::new()
            }
        }
    }

    /// Walks a node whose value, elements included, is needed.
    fn needs(&mut self, node: &Node) {
        let elements = self.node(node);
        self.found.blank.extend(elements);
    }

    /// Walks a needed node where the answers `known` are there.
    fn given(&mut self, known: &[String], node: &Node) {
        let elements = self.assuming(known, node);
        self.found.blank.extend(elements);
    }

    fn assuming(&mut self, known: &[String], node: &Node) -> Vec<Touch> {
        let before = self.guards.len();
        self.guards.extend_from_slice(known);
        let elements = self.node(node);
        self.guards.truncate(before);
        elements
    }

    /// Walks a node that becomes an element: what it lacks, the list keeps.
    fn aside(&mut self, node: &Node) -> Vec<Touch> {
        let before = self.found.blank.len();
        let mut lacking = self.node(node);
        lacking.extend(self.found.blank.split_off(before));
        lacking
    }

    fn reads(&mut self, access: &Access) {
        if let Anchor::Node(from) = &access.anchor {
            self.needs(from);
        }
        if !access.schema.is_empty() {
            self.found.reads.insert(access.schema.to_string());
        }
        if access.partial {
            self.found.partial.insert(access.schema.to_string());
        }
    }
}

fn touch(access: &Access) -> Touch {
    Touch { path: access.schema.to_string(), span: access.span.clone(), optional: access.can_be_blank }
}

/// What is known to be there when a condition is true, or when it is false.
fn facts(node: &Node, truth: bool) -> Vec<String> {
    match node {
        Node::Has(of) if truth => named(of).into_iter().collect(),
        Node::Not(of) => facts(of, !truth),
        Node::Equal { negated, sides } if *negated == truth => not_zero_side(sides, |number| number.is_zero()),
        Node::Compare(order, sides) if truth => match order {
            Order::Greater => not_zero_side(sides, |number| !number.is_sign_negative()),
            Order::GreaterOrEqual => not_zero_side(sides, |number| !number.is_sign_negative() && !number.is_zero()),
            Order::Less | Order::LessOrEqual => Vec::new(),
        },
        Node::And(a, b) | Node::Or(a, b) => {
            let (mut of_a, of_b) = (facts(a, truth), facts(b, truth));
            if matches!(node, Node::And(..)) == truth {
                of_a.extend(of_b);
            } else {
                of_a.retain(|fact| of_b.contains(fact));
            }
            of_a
        }
        _ => Vec::new(),
    }
}

/// The name under which a guarded answer is remembered.
fn named(node: &Node) -> Option<String> {
    match node {
        Node::Get(access) => key(access),
        Node::Local(slot) => Some(variable(*slot)),
        Node::Part(of, _) => named(of),
        _ => None,
    }
}

fn key(access: &Access) -> Option<String> {
    match &access.anchor {
        Anchor::Root | Anchor::Row(_) => Some(access.schema.to_string()),
        Anchor::Node(from) => match &**from {
            Node::Local(slot) => Some(format!("{}.{}", variable(*slot), access.relative)),
            _ => None,
        },
    }
}

/// That the answer on the left is not zero, where the constant on the right says so.
fn not_zero_side(sides: &(Node, Node), says: impl Fn(&Decimal) -> bool) -> Vec<String> {
    match (&sides.0, &sides.1) {
        (Node::Get(access), Node::Constant(Value::Number(number))) if says(number) => {
            key(access).map(|path| not_zero(&path)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// No schema path looks like this.
fn not_zero(path: &str) -> String {
    format!("{path} != 0")
}

/// No schema path looks like this.
fn variable(slot: usize) -> String {
    format!("${slot}")
}
