//! Holds a compiled expression: every name is a path, every function a pointer, every pattern built.

use std::{ops::Range, sync::Arc};

use regex::Regex;

use super::{functions::Function, types::Type, value::Value};

/// An answer, told from a starting point that only the evaluation knows.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    pub(crate) anchor: Anchor,
    /// The path from the anchor; empty for the anchor itself.
    pub(crate) relative: Arc<str>,
    /// The schema path.
    pub(crate) schema: Arc<str>,
    /// Whether the answer can be without a value while it is shown.
    pub(crate) can_be_blank: bool,
    /// Whether it is a date of which a part may be unknown.
    pub(crate) partial: bool,
    pub(crate) span: Range<usize>,
}

/// Where a path starts.
#[derive(Debug, Clone)]
pub(crate) enum Anchor {
    /// The root of the answers.
    Root,
    /// The enclosing row of this depth, 0 for the outermost.
    Row(usize),
    /// The group or row that a node gives.
    Node(Box<Node>),
}

/// What a comparison asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What is computed of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// A part of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Code,
    Nom,
    Year,
    Month,
    Day,
}

/// What is done with every element of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Macro {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}

/// A macro over a list.
#[derive(Debug, Clone)]
pub(crate) struct Each {
    pub(crate) what: Macro,
    pub(crate) list: Node,
    /// Where the element is kept while the body is evaluated.
    pub(crate) slot: usize,
    /// The condition of `map` with three arguments.
    pub(crate) when: Option<Node>,
    pub(crate) body: Node,
}

/// One node of the tree.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Constant(Value),
    /// The element a macro is at.
    Local(usize),
    /// One answer.
    Get(Access),
    /// The rows of a repeated group.
    Rows(Access),
    /// An answer of every group of a list. The access counts from each; `rows` when it is a repeated group.
    Pluck {
        list: Box<Node>,
        access: Access,
        rows: bool,
    },
    /// The number of the enclosing row of this depth.
    RowIndex(usize),
    Part(Box<Node>, Part),
    Has(Box<Node>),
    Not(Box<Node>),
    Negate(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    If(Box<(Node, Node, Node)>),
    /// `==`, or `!=` when negated.
    Equal {
        negated: bool,
        sides: Box<(Node, Node)>,
    },
    Compare(Order, Box<(Node, Node)>),
    Compute(Arithmetic, Box<(Node, Node)>),
    In(Box<(Node, Node)>),
    List(Vec<Node>),
    At(Box<(Node, Node)>),
    Matches(Box<Node>, Regex),
    Call(&'static Function, Vec<Node>),
    /// A list or files, empty when nobody has answered.
    OrEmpty(Box<Node>),
    Each(Box<Each>),
}

/// A node with its type and place, while it is compiled.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    pub(crate) node: Node,
    pub(crate) r#type: Type,
    pub(crate) span: Range<usize>,
}

impl Typed {
    /// What stands for an expression that has a fault already.
    pub(crate) fn faulty(span: Range<usize>) -> Self {
        Self { node: Node::Constant(Value::Bool(false)), r#type: Type::Unknown, span }
    }
}
