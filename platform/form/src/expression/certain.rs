//! Proves that a calculation always has a number: never more digits than a decimal holds, nothing missing, no division.
//!
//! Only what is proven counts: of a calculation that is not understood here, nothing is promised.

use super::{
    Expression,
    tree::{Anchor, Arithmetic, Macro, Node},
    value::Value,
};

/// The most digits before the point that are proven: a decimal holds 28, those behind the point among them.
const MOST_DIGITS: u32 = 20;

/// What is known of answers for sure.
pub trait Certainty {
    /// How many digits before the point a number at this schema path has at most; nothing where it is no number, or has no bounds.
    fn digits(&self, path: &str) -> Option<u32>;

    /// Whether there always is an answer at this schema path.
    fn is_there(&self, path: &str) -> bool;

    /// The most rows of the repeated group at this schema path; nothing where the group itself may be hidden.
    fn rows(&self, path: &str) -> Option<u32>;
}

/// How many digits before the point the number has at most that the expression always gives; nothing where it may give none.
pub fn digits(expression: &Expression, known: &dyn Certainty) -> Option<u32> {
    Walk { known, given: Vec::new() }.number(&expression.0.root)
}

struct Walk<'k> {
    known: &'k dyn Certainty,
    /// The schema paths that a condition around here found answered.
    given: Vec<String>,
}

impl Walk<'_> {
    /// The digits of a node that always is a number.
    fn number(&mut self, node: &Node) -> Option<u32> {
        let digits = match node {
            Node::Constant(Value::Number(number)) => count(number.abs().trunc().mantissa().unsigned_abs()),
            Node::RowIndex(_) => 4,
            Node::Get(access) => {
                let path = &*access.schema;
                let there = self.known.is_there(path) || self.given.iter().any(|given| given == path);
                self.known.digits(path).filter(|_| there)?
            }
            Node::Negate(of) => self.number(of)?,
            Node::Compute(sign, sides) => {
                let (a, b) = (self.number(&sides.0)?, self.number(&sides.1)?);
                match sign {
                    Arithmetic::Add | Arithmetic::Subtract => a.max(b) + 1,
                    Arithmetic::Multiply => a + b,
                    Arithmetic::Divide | Arithmetic::Remainder => return None,
                }
            }
            Node::If(parts) => {
                let (condition, yes, no) = &**parts;
                if !self.decided(condition) {
                    return None;
                }
                let before = self.given.len();
                if let Node::Has(of) = condition
                    && let Node::Get(access) = &**of
                {
                    self.given.push(access.schema.to_string());
                }
                let yes = self.number(yes);
                self.given.truncate(before);
                yes?.max(self.number(no)?)
            }
            Node::Call(function, arguments) => match (function.doc.name, arguments.as_slice()) {
                ("sum", [list]) => {
                    let (digits, most) = self.list(list)?;
                    digits + count(most.into())
                }
                ("count", [list]) => count(self.list(list)?.1.into()),
                ("min" | "max", [Node::List(items)]) if !items.is_empty() => {
                    items.iter().map(|item| self.number(item)).collect::<Option<Vec<u32>>>()?.into_iter().max()?
                }
                ("round" | "floor" | "ceil", [of, rest @ ..])
                    if rest.iter().all(|node| matches!(node, Node::Constant(_))) =>
                {
                    self.number(of)? + 1
                }
                _ => return None,
            },
            _ => return None,
        };
        (digits <= MOST_DIGITS).then_some(digits)
    }

    /// The digits of the numbers in a list that always is one, and how many there are at most. Sums and counts pass over what is blank in it.
    fn list(&mut self, node: &Node) -> Option<(u32, u32)> {
        match node {
            Node::OrEmpty(list) => self.list(list),
            Node::List(items) => {
                let digits = items.iter().map(|item| self.element(item)).collect::<Option<Vec<u32>>>()?;
                Some((digits.into_iter().max().unwrap_or_default(), u32::try_from(items.len()).ok()?))
            }
            Node::Pluck { list, access, rows: false } => Some((self.known.digits(&access.schema)?, self.rows(list)?)),
            Node::Each(each) if each.what == Macro::Map && each.when.is_none() => {
                Some((self.element(&each.body)?, self.rows(&each.list)?))
            }
            _ => None,
        }
    }

    /// The digits of what is a number where it is not blank.
    fn element(&mut self, node: &Node) -> Option<u32> {
        match node {
            Node::Get(access) if plain(&access.anchor) => self.known.digits(&access.schema),
            node => self.number(node),
        }
    }

    fn rows(&self, node: &Node) -> Option<u32> {
        match node {
            Node::OrEmpty(list) => self.rows(list),
            Node::Rows(access) if !matches!(access.anchor, Anchor::Node(_)) => self.known.rows(&access.schema),
            _ => None,
        }
    }

    /// Whether a condition is always true or false.
    fn decided(&mut self, node: &Node) -> bool {
        match node {
            Node::Constant(_) | Node::Has(_) => true,
            Node::Not(of) => self.decided(of),
            Node::And(a, b) | Node::Or(a, b) => self.decided(a) && self.decided(b),
            Node::Equal { sides, .. } | Node::Compare(_, sides) => self.decided(&sides.0) && self.decided(&sides.1),
            Node::Get(access) => plain(&access.anchor) && !access.partial && self.known.is_there(&access.schema),
            node => self.number(node).is_some(),
        }
    }
}

/// Whether a path starts at the root, at a row around, or at the element of a list.
fn plain(anchor: &Anchor) -> bool {
    match anchor {
        Anchor::Root | Anchor::Row(_) => true,
        Anchor::Node(node) => matches!(**node, Node::Local(_)),
    }
}

/// How many digits a whole number has.
fn count(number: u128) -> u32 {
    number.checked_ilog10().map_or(1, |log| log + 1)
}
