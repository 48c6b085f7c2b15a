//! Holds the places of the schema: what each is, where it stands, when it exists and who answers it.

use std::collections::BTreeMap;

use super::Field;
use crate::{answers::Value, expression::Expression, text::Text};

/// The index of a node in [`Demarche::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// One place of the schema.
#[derive(Debug, Clone)]
pub struct Node {
    /// The path without row ids; `""` is the root.
    pub path: String,
    /// Its last segment.
    pub id: String,
    /// The group it stands in.
    pub parent: Option<NodeId>,
    /// In the order they are shown.
    pub children: Vec<NodeId>,
    /// The repeated groups around it, outermost first (the node itself not counted).
    pub repeated_in: Vec<NodeId>,
    /// What it is.
    pub kind: NodeKind,
    /// The label.
    pub title: Text,
    /// The help under the label.
    pub hint: Option<Text>,
    /// Whether an answer is needed when the place is visible.
    pub required: bool,
    /// What must hold for the place to exist; all of them. The page's and the groups' own conditions stand at those.
    pub show_if: Vec<Expression>,
    /// Computed by the platform: shown, never asked.
    pub computed: Option<Computed>,
    /// What is proposed as long as nobody has answered.
    pub proposed: Option<Proposed>,
    /// The conditions of its options, by the constant: an option without one is always offered.
    pub offers: BTreeMap<String, Expression>,
    /// How it is drawn where it is a list or a group that is drawn as a table.
    pub table: Option<Table>,
    /// The table at whose foot it stands.
    pub total_of: Option<NodeId>,
    /// Prefilled and not to be changed by the citizen.
    pub locked: bool,
    /// The index of its page, where a page shows it.
    pub page: Option<usize>,
    /// The component and major version it came from (`identity@1`).
    pub component: Option<String>,
    /// The path of the component's root where this node lies inside one: its expressions see that group's names first.
    pub mount: Option<String>,
}

impl Node {
    /// The question, where the node is one.
    pub fn field(&self) -> Option<&Field> {
        match &self.kind {
            NodeKind::Field(field) => Some(field),
            _ => None,
        }
    }

    /// The least number of rows that must be answered: at least one where the repeated group is required, none where it is not.
    pub fn least_rows(&self) -> usize {
        match self.kind {
            NodeKind::Rows { min, .. } if self.required => min.max(1) as usize,
            _ => 0,
        }
    }

    /// Whether the node is a repeated group.
    pub fn is_rows(&self) -> bool {
        matches!(self.kind, NodeKind::Rows { .. })
    }
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum NodeKind {
    /// A question.
    Field(Box<Field>),
    /// Questions that belong together.
    Group,
    /// Questions that may be answered several times.
    Rows {
        /// The least number of rows.
        min: u32,
        /// The most.
        max: u32,
        /// What one row is called (« Véhicule »).
        row_title: Option<Text>,
        /// Whether the citizen may move rows up and down.
        ordered: bool,
        /// Whether the citizen may duplicate a row.
        copied: bool,
    },
}

/// How a list or a group is drawn as a table: a row an element, a column a question.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// What its rows name, above the first column (« Poste »).
    pub heading: Option<Text>,
    /// The columns in order: their ids, and a question of each. None where the rows are questions themselves.
    pub columns: Vec<(String, NodeId)>,
    /// The computed fields at the foot, by column.
    pub totals: BTreeMap<String, NodeId>,
}

/// What is proposed to the citizen before they answer.
#[derive(Debug, Clone)]
pub enum Proposed {
    /// Always the same.
    Value(Value),
    /// By the answers given so far.
    Expression(Expression),
}

/// Who computes a value.
#[derive(Debug, Clone)]
pub enum Computed {
    /// An expression.
    Expression(Expression),
    /// A plugin of the démarche.
    Plugin {
        /// Its path in the démarche's folder.
        path: String,
        /// The questions whose answers it gets; never those that it computes itself.
        reads: Vec<String>,
    },
}

impl Computed {
    /// The schema paths that the value depends on.
    pub fn reads(&self) -> &[String] {
        match self {
            Self::Expression(expression) => expression.reads(),
            Self::Plugin { reads, .. } => reads,
        }
    }
}
