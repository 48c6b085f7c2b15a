//! Bounds what an evaluation can take, from how large the answers can be: never less than the machine of `eval/` spends on such answers.

use super::{
    Expression,
    eval::{LETTERS_IN_A_STEP, MAX_TEXT},
    functions::Run,
    tree::{Access, Anchor, Arithmetic, Each, Macro, Node, Part},
    value::Value,
};

/// How many postcodes a commune has at most, generously.
const MAX_LISTED: u64 = 100;
/// How long the code and the name of an entry are at most, in bytes.
const MAX_CODE: u64 = 64;
const MAX_NAME: u64 = 400;
/// How much longer a text becomes at most in other letters: `ΐ` is three of them in capitals.
const MAX_GROWTH: u64 = 3;

/// How large a value can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Size {
    /// A number, a date, a yes or no, a group.
    One,
    /// A text of so many bytes at most.
    Text(u64),
    /// A list of so many elements at most, each so large.
    List(u64, Box<Size>),
}

/// How large answers can be.
pub trait Sizes {
    /// The most rows of the repeated group at a schema path.
    fn rows(&self, path: &str) -> u64;

    /// The largest answer at a schema path.
    fn answer(&self, path: &str) -> Size;
}

/// The most steps that an evaluation takes on answers within `sizes`.
pub fn cost(expression: &Expression, sizes: &dyn Sizes) -> u64 {
    let mut walk = Walk { sizes, slots: vec![Size::One; expression.0.slots] };
    walk.node(&expression.0.root, 0).0
}

struct Walk<'s> {
    sizes: &'s dyn Sizes,
    /// By variable: its element.
    slots: Vec<Size>,
}

impl Walk<'_> {
    /// The steps of a node and the size of what it gives. `blamed` counts the nodes around it that go down to it again to name a partial date.
    fn node(&mut self, node: &Node, blamed: u64) -> (u64, Size) {
        let (steps, size) = match node {
            Node::Constant(value) => (0, size_of(value)),
            Node::Local(slot) => (0, self.slots.get(*slot).cloned().unwrap_or(Size::One)),
            Node::RowIndex(_) => (0, Size::One),
            Node::Get(access) => {
                let from = self.anchor(access);
                let again = if access.partial { from.saturating_mul(blamed) } else { 0 };
                let size = if access.relative.is_empty() { Size::One } else { self.sizes.answer(&access.schema) };
                (sum([from, again, spent_on(&size)]), size)
            }
            Node::Rows(access) => {
                let rows = self.sizes.rows(&access.schema);
                (sum([self.anchor(access), rows]), Size::list(rows, Size::One))
            }
            Node::Pluck { list, access, rows } => {
                let (steps, list) = self.node(list, 0);
                let (groups, _) = list.elements();
                let (inner, each) = if *rows {
                    (self.sizes.rows(&access.schema), Size::One)
                } else {
                    (1, self.sizes.answer(&access.schema))
                };
                let spent = if *rows { inner } else { spent_on(&each) };
                let plucked = groups.saturating_mul(1_u64.saturating_add(spent));
                (sum([steps, plucked]), Size::list(groups.saturating_mul(inner), each))
            }
            Node::Part(of, part) => {
                let (steps, of) = self.node(of, blamed + 1);
                (sum([steps, of.deep()]), of.part(*part))
            }
            Node::Has(of) | Node::Not(of) | Node::Negate(of) => (self.node(of, 0).0, Size::One),
            Node::OrEmpty(of) => self.node(of, 0),
            Node::And(a, b) | Node::Or(a, b) => (sum([self.node(a, 0).0, self.node(b, 0).0]), Size::One),
            Node::If(parts) => {
                let (condition, yes, no) = &**parts;
                let condition = self.node(condition, 0).0;
                let (yes, no) = (self.node(yes, 0), self.node(no, 0));
                (sum([condition, yes.0.max(no.0)]), yes.1.or(no.1))
            }
            Node::Equal { sides, .. } => {
                let (a, b) = (self.node(&sides.0, blamed + 1), self.node(&sides.1, blamed + 1));
                (sum([a.0, b.0, a.1.equal(&b.1)]), Size::One)
            }
            Node::Compare(_, sides) => {
                (sum([self.node(&sides.0, blamed + 1).0, self.node(&sides.1, blamed + 1).0]), Size::One)
            }
            Node::In(sides) => {
                let (item, list) = (self.node(&sides.0, blamed + 1), self.node(&sides.1, blamed + 1));
                let (elements, element) = list.1.elements();
                (sum([item.0, list.0, elements.saturating_mul(item.1.equal(&element))]), Size::One)
            }
            Node::Compute(sign, sides) => {
                let (a, b) = (self.node(&sides.0, blamed + 1), self.node(&sides.1, blamed + 1));
                let (spent, size) = computed(*sign, a.1, b.1);
                (sum([a.0, b.0, spent]), size)
            }
            Node::List(items) => {
                let (mut steps, mut element) = (0_u64, Size::One);
                for item in items {
                    let (spent, size) = self.node(item, 0);
                    steps = steps.saturating_add(spent);
                    element = element.or(size);
                }
                (steps, Size::list(items.len() as u64, element))
            }
            Node::At(sides) => {
                let (list, index) = (self.node(&sides.0, 0), self.node(&sides.1, 0));
                (sum([list.0, index.0]), list.1.elements().1)
            }
            Node::Matches(of, _) => {
                let (steps, of) = self.node(of, 0);
                (sum([steps, of.bytes()]), Size::One)
            }
            Node::Call(function, arguments) => {
                let (mut steps, mut given) = (0_u64, Size::One);
                for argument in arguments {
                    let (spent, size) = self.node(argument, blamed + 1);
                    let looked_at = match &size {
                        Size::One => 0,
                        Size::Text(bytes) => bytes / 16,
                        Size::List(elements, _) => *elements,
                    };
                    steps = sum([steps, spent, looked_at]);
                    given = given.or(size);
                }
                let size = match (function.run, given) {
                    (Run::Listed(_), _) => Size::list(MAX_LISTED, Size::Text(MAX_CODE)),
                    (_, Size::Text(bytes)) => Size::Text(bytes.saturating_mul(MAX_GROWTH)),
                    (_, Size::List(_, element)) => *element,
                    (_, Size::One) => Size::One,
                };
                (steps, size)
            }
            Node::Each(each) => self.each(each),
        };
        (steps.saturating_add(1), size)
    }

    fn each(&mut self, each: &Each) -> (u64, Size) {
        let (steps, list) = self.node(&each.list, 0);
        let (elements, element) = list.elements();
        if let Some(slot) = self.slots.get_mut(each.slot) {
            *slot = element.clone();
        }
        let when = each.when.as_ref().map_or(0, |when| self.node(when, 0).0);
        let (body, mapped) = self.node(&each.body, 0);
        let size = match each.what {
            Macro::Map => Size::list(elements, mapped),
            Macro::Filter => Size::list(elements, element),
            Macro::All | Macro::Exists | Macro::ExistsOne => Size::One,
        };
        (sum([steps, elements.saturating_mul(sum([when, body]))]), size)
    }

    fn anchor(&mut self, access: &Access) -> u64 {
        match &access.anchor {
            Anchor::Root | Anchor::Row(_) => 0,
            Anchor::Node(node) => self.node(node, 0).0,
        }
    }
}

impl Size {
    fn list(elements: u64, element: Self) -> Self {
        Self::List(elements, Box::new(element))
    }

    /// How many elements there are at most, and how large one is.
    fn elements(&self) -> (u64, Self) {
        match self {
            Self::List(elements, element) => (*elements, (**element).clone()),
            other => (1, other.clone()),
        }
    }

    /// The larger of both.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::List(a, of_a), Self::List(b, of_b)) => Self::list(a.max(b), of_a.or(*of_b)),
            (list @ Self::List(..), _) | (_, list @ Self::List(..)) => list,
            (Self::Text(a), Self::Text(b)) => Self::Text(a.max(b)),
            (text @ Self::Text(_), _) | (_, text @ Self::Text(_)) => text,
            (Self::One, Self::One) => Self::One,
        }
    }

    fn bytes(&self) -> u64 {
        match self {
            Self::Text(bytes) => *bytes,
            Self::One | Self::List(..) => 0,
        }
    }

    /// The elements of a list, those of the lists in it too.
    fn deep(&self) -> u64 {
        match self {
            Self::List(elements, element) => elements.saturating_mul(1_u64.saturating_add(element.deep())),
            Self::One | Self::Text(_) => 0,
        }
    }

    /// What comparing two values takes.
    fn equal(&self, other: &Self) -> u64 {
        let inside = match (self, other) {
            (Self::List(a, of_a), Self::List(b, of_b)) => a.min(b).saturating_mul(of_a.equal(of_b)),
            (Self::Text(bytes), _) => bytes / LETTERS_IN_A_STEP as u64,
            _ => 0,
        };
        inside.saturating_add(1)
    }

    fn part(&self, part: Part) -> Self {
        match (self, part) {
            (Self::List(elements, element), _) => Self::list(*elements, element.part(part)),
            (_, Part::Code) => Self::Text(MAX_CODE),
            (_, Part::Nom) => Self::Text(MAX_NAME),
            (_, Part::Year | Part::Month | Part::Day) => Self::One,
        }
    }
}

/// What taking up an answer costs beside the step itself.
fn spent_on(answer: &Size) -> u64 {
    match answer {
        Size::One => 0,
        Size::Text(bytes) => bytes / LETTERS_IN_A_STEP as u64,
        Size::List(elements, _) => *elements,
    }
}

fn computed(sign: Arithmetic, a: Size, b: Size) -> (u64, Size) {
    match (sign, a, b) {
        (Arithmetic::Add, Size::Text(a), Size::Text(b)) => {
            let bytes = a.saturating_add(b);
            // A longer text is never built: trying uses up whatever is left.
            let spent = if bytes > MAX_TEXT as u64 { u64::MAX } else { bytes / 16 };
            (spent, Size::Text(bytes))
        }
        (Arithmetic::Add, Size::List(a, of_a), Size::List(b, of_b)) => {
            let elements = a.saturating_add(b);
            (elements, Size::list(elements, of_a.or(*of_b)))
        }
        _ => (0, Size::One),
    }
}

fn size_of(value: &Value) -> Size {
    match value {
        Value::Text(text) => Size::Text(text.len() as u64),
        Value::List(items) => {
            let element = items.iter().flatten().map(size_of).fold(Size::One, Size::or);
            Size::list(items.len() as u64, element)
        }
        _ => Size::One,
    }
}

fn sum<const N: usize>(parts: [u64; N]) -> u64 {
    parts.into_iter().fold(0, u64::saturating_add)
}
