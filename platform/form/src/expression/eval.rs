//! Evaluates compiled expressions over answers that it asks one by one, within a budget.

use std::{borrow::Cow, cell::Cell, sync::Arc};

use jiff::civil::Date;

use super::{
    Expression,
    value::{Missing, Outcome, Value, Why},
};

mod machine;

use machine::Machine;
pub(super) use machine::{Budget, LETTERS_IN_A_STEP, MAX_TEXT};

/// How many steps one evaluation may take: two macros within each other over two hundred rows each are within it.
pub const FUEL: u32 = 1_000_000;

/// How many steps all evaluations on the same answers may take together: what one request may cost.
pub const SHARED_FUEL: u32 = 2_000_000;

/// How many steps a condition may take that reads no answer: whoever counts further at each check counts for nothing.
const CONSTANT_FUEL: u32 = 1_000;

/// What is found at an answer path.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// A value.
    Value(Value),
    /// No value yet.
    Blank,
    /// The answer, or a group around it, is hidden.
    Hidden,
}

/// A repeated group that is hidden, or that lies in a hidden group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hidden;

/// The answers, as an evaluation asks them.
pub trait Env {
    /// What is at an answer path. For a plain group (only asked by `has`): a value of any kind
    /// where something in it is answered.
    fn get(&self, path: &str) -> Found;

    /// The ids of the rows of the repeated group at an answer path, in order.
    ///
    /// # Errors
    /// [`Hidden`] when the group does not exist at the moment.
    fn rows(&self, path: &str) -> Result<Cow<'_, [String]>, Hidden>;

    /// Today, in the démarche's legal time zone.
    fn today(&self) -> Date;

    /// The postcodes of the commune with this code; none where no list is at hand.
    fn postal_codes(&self, _commune: &str) -> Vec<String> {
        Vec::new()
    }

    /// Whether the directory says that this recipient is connected: the one found at the commune with this code, where one leads to it.
    /// None where the directory was not asked.
    fn connected(&self, _recipient: &str, _commune: Option<&str>) -> Option<bool> {
        None
    }

    /// The steps left to all evaluations on these answers, where they share any. None are left
    /// once one of them could not be finished.
    fn fuel(&self) -> Option<&Cell<u32>> {
        None
    }
}

/// An enclosing row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowHere {
    /// Its answer path: `vehicules.r7k2q`.
    pub path: Arc<str>,
    /// Its number, from 0.
    pub index: usize,
}

/// Where an expression is evaluated; the answers' side of [`Place`](super::Place).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Here {
    /// The rows around it, outermost first, one for each of the place's row groups.
    pub rows: Vec<RowHere>,
}

impl Here {
    /// Outside every row and component.
    pub fn root() -> Self {
        Self::default()
    }
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleOutcome {
    /// It holds.
    Pass,
    /// It does not.
    Refuse,
    /// It needs an answer that is hidden, and so says nothing: it passes.
    MissingHidden,
    /// It needs what is blank, partial or impossible to calculate: its `if_missing` decides.
    MissingBlank(Missing),
    /// It could not be decided within the budget: neither a pass nor the citizen's fault.
    OverBudget,
}

/// Evaluates an expression.
///
/// # Errors
/// Why there is no value: an answer is hidden or blank, a partial date leaves it open, a calculation
/// has no result, or the budget ([`FUEL`]) is used up.
pub fn eval(expression: &Expression, env: &dyn Env, here: &Here) -> Outcome {
    Machine::new(env, here, expression.0.slots).run(&expression.0.root)
}

/// Evaluates a condition that reads no answer, within few steps; `None` where it takes more.
pub fn eval_constant(expression: &Expression, env: &dyn Env) -> Option<bool> {
    let here = Here::default();
    match Machine::new(env, &here, expression.0.slots).within(CONSTANT_FUEL).run(&expression.0.root) {
        Ok(Value::Bool(yes)) => Some(yes),
        Err(missing) if missing.why == Why::OverBudget => None,
        _ => Some(false),
    }
}

/// Evaluates a condition; what is missing is false. So is what the budget does not suffice for: whoever
/// acts on conditions looks at [`Env::fuel`] before anything is passed or sent.
pub fn eval_condition(expression: &Expression, env: &dyn Env, here: &Here) -> bool {
    matches!(eval(expression, env, here), Ok(Value::Bool(true)))
}

/// Evaluates a rule.
pub fn eval_rule(expression: &Expression, env: &dyn Env, here: &Here) -> RuleOutcome {
    match eval(expression, env, here) {
        Ok(Value::Bool(true)) => RuleOutcome::Pass,
        Ok(_) => RuleOutcome::Refuse,
        Err(missing) if missing.why == Why::OverBudget => RuleOutcome::OverBudget,
        Err(missing) if missing.why == Why::Hidden => RuleOutcome::MissingHidden,
        Err(missing) => RuleOutcome::MissingBlank(missing),
    }
}
