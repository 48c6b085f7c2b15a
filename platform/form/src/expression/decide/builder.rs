//! Makes a formula over terms of the tree of an expression.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    Domain, Domains, MAX_CONSTANTS,
    formula::{Formula, Set, Test, compared, turned},
    term::Term,
};
use crate::expression::{
    tree::{Access, Anchor, Arithmetic, Node, Part},
    value::Value,
};

pub(super) struct Builder<'d> {
    domains: &'d dyn Domains,
    pub(super) terms: Vec<Term>,
    numbers: BTreeMap<String, usize>,
    pub(super) steps: u32,
}

impl<'d> Builder<'d> {
    pub(super) fn new(domains: &'d dyn Domains) -> Self {
        Self { domains, terms: Vec::new(), numbers: BTreeMap::new(), steps: 0 }
    }

    pub(super) fn formula(&mut self, node: &Node) -> Formula {
        self.steps = self.steps.saturating_add(1);
        match node {
            Node::Constant(Value::Bool(yes)) => Formula::Is(Set::of(*yes)),
            Node::Not(of) => Formula::Not(Box::new(self.formula(of))),
            Node::And(a, b) => Formula::And(Box::new(self.formula(a)), Box::new(self.formula(b))),
            Node::Or(a, b) => {
                let not = |formula: Formula| Box::new(Formula::Not(Box::new(formula)));
                let (a, b) = (not(self.formula(a)), not(self.formula(b)));
                Formula::Not(Box::new(Formula::And(a, b)))
            }
            Node::If(parts) => {
                let (condition, yes, no) = &**parts;
                Formula::If(Box::new((self.formula(condition), self.formula(yes), self.formula(no))))
            }
            Node::Has(of) => match self.term(of) {
                Some(term) => Formula::Has(term),
                None => Formula::Is(Set::TRUE.with(Set::FALSE)),
            },
            Node::Equal { negated, sides } => {
                let test = match (constant(&sides.0), constant(&sides.1)) {
                    (Some(a), Some(b)) => Formula::Is(Set::of(a == b)),
                    (None, Some(value)) => self.test(&sides.0, Test::Among(vec![value])),
                    (Some(value), None) => self.test(&sides.1, Test::Among(vec![value])),
                    (None, None) => Formula::Is(Set::ANY),
                };
                if *negated { Formula::Not(Box::new(test)) } else { test }
            }
            Node::Compare(order, sides) => match (constant(&sides.0), constant(&sides.1)) {
                (None, Some(value)) => self.test(&sides.0, Test::Compare(*order, value)),
                (Some(value), None) => self.test(&sides.1, Test::Compare(turned(*order), value)),
                (Some(a), Some(b)) => {
                    compared(*order, &a, &b).map_or(Formula::Is(Set::ANY), |holds| Formula::Is(Set::of(holds)))
                }
                (None, None) => Formula::Is(Set::ANY),
            },
            Node::In(sides) => self.within(&sides.0, &sides.1),
            other => match self.term(other) {
                Some(term) => {
                    self.terms[term].is_condition = true;
                    Formula::Test(term, Test::Among(vec![Value::Bool(true)]))
                }
                None => Formula::Is(Set::ANY),
            },
        }
    }

    fn within(&mut self, item: &Node, list: &Node) -> Formula {
        if let Node::List(items) = list {
            let constants: Option<Vec<Value>> = items.iter().map(constant).collect();
            return match constants {
                Some(constants) => self.test(item, Test::Among(constants)),
                None => Formula::Is(Set::ANY),
            };
        }
        // Whether a box is ticked is a question of its own.
        let (Some(value), Some((name, can_be_missing))) = (constant(item), self.name(list)) else {
            return Formula::Is(Set::ANY);
        };
        let term = self.add(format!("{value} in {name}"), Domain::YesNo, can_be_missing);
        Formula::Test(term, Test::Among(vec![Value::Bool(true)]))
    }

    fn test(&mut self, of: &Node, test: Test) -> Formula {
        let Some(term) = self.term(of) else {
            return Formula::Is(Set::ANY);
        };
        let constants: &[Value] = match &test {
            Test::Among(values) => values,
            Test::Compare(_, value) => std::slice::from_ref(value),
        };
        for value in constants {
            if !self.terms[term].constants.contains(value) {
                self.terms[term].constants.push(value.clone());
            }
            if self.terms[term].constants.len() > MAX_CONSTANTS {
                self.terms[term].domain = Domain::Opaque;
                break;
            }
        }
        Formula::Test(term, test)
    }

    fn term(&mut self, node: &Node) -> Option<usize> {
        let (name, can_be_missing) = self.name(node)?;
        let domain = match node {
            Node::Get(access) => self.domains.domain(&access.schema).0,
            Node::RowIndex(_) => Domain::Number { least: Some(Decimal::ZERO), greatest: None, scale: Some(0) },
            _ => Domain::Open,
        };
        Some(self.add(name, domain, can_be_missing))
    }

    fn add(&mut self, name: String, domain: Domain, can_be_missing: bool) -> usize {
        let next = self.terms.len();
        let term = *self.numbers.entry(name).or_insert(next);
        if term == next {
            self.terms.push(Term { domain, can_be_missing, constants: Vec::new(), is_condition: false });
        }
        term
    }

    /// What a node is known by: the same name is the same value, wherever it stands. And whether it can be missing.
    fn name(&mut self, node: &Node) -> Option<(String, bool)> {
        self.steps = self.steps.saturating_add(1);
        match node {
            Node::Constant(value) => Some((format!("{value}"), false)),
            Node::Get(Access { anchor: Anchor::Root | Anchor::Row(_), schema, can_be_blank, .. }) => {
                let (domain, can_be_missing) = self.domains.domain(schema);
                Some((schema.to_string(), can_be_missing || *can_be_blank || domain == Domain::Opaque))
            }
            Node::RowIndex(depth) => Some((format!("row {depth}"), false)),
            Node::OrEmpty(of) => self.name(of),
            Node::Part(of, part) => {
                let (name, can_be_missing) = self.name(of)?;
                // The month of a partial date may be unknown.
                let partial = matches!(part, Part::Month | Part::Day);
                Some((format!("{name}.{part:?}"), can_be_missing || partial))
            }
            Node::Negate(of) => self.name(of).map(|(name, can_be_missing)| (format!("-({name})"), can_be_missing)),
            Node::Compute(arithmetic, sides) => {
                let ((a, a_missing), (b, b_missing)) = (self.name(&sides.0)?, self.name(&sides.1)?);
                let partial = matches!(arithmetic, Arithmetic::Divide | Arithmetic::Remainder);
                Some((format!("({a} {arithmetic:?} {b})"), a_missing || b_missing || partial))
            }
            Node::Call(function, arguments) => {
                let names: Option<Vec<_>> = arguments.iter().map(|argument| self.name(argument)).collect();
                let names: Vec<String> = names?.into_iter().map(|(name, _)| name).collect();
                Some((format!("{}({})", function.doc.name, names.join(", ")), true))
            }
            _ => None,
        }
    }
}

/// The value of a node that no answer changes.
fn constant(node: &Node) -> Option<Value> {
    match node {
        Node::Constant(value) => Some(value.clone()),
        Node::Negate(of) => match constant(of)? {
            Value::Number(number) => Some(Value::Number(-number)),
            _ => None,
        },
        _ => None,
    }
}
