//! The expressions of the form language: conditions, computations and rules.
//!
//! The text is CEL, parsed by the `cel` crate. [`compile`] resolves and types it against the schema and tells
//! every [`Fault`] at once; [`eval`] evaluates it over answers that it asks one by one. Two types are
//! ours, because forms live on them: the exact decimal, which is the only number, and the calendar date.
//!
//! A missing value is not an error of anybody: it has a reason ([`Why`]), `||` and `&&` absorb it where
//! the other side decides, and [`eval_condition`] and [`eval_rule`] say what it means in the end.
//!
//! | step | file |
//! |---|---|
//! | text → tokens, budgets → CEL tree | `tokens`, `parse` |
//! | what is written as in French or in a spreadsheet → how it is written here | `habits` |
//! | CEL tree + schema → typed tree, or faults | `compile/` |
//! | typed tree → what it depends on | `analysis` |
//! | typed tree + what answers can be → whether it can be true | `decide` |
//! | typed tree → the constants that entries of lists are compared with | `entries` |
//! | typed tree + what is sure of answers → whether it always gives a number | `certain` |
//! | typed tree + how large answers can be → what it costs at most | `cost` |
//! | typed tree + answers → value, or why none | `eval`, `compare` |
//! | text + answers → each part with its value, for authors | `probe` |
//! | functions and their documentation | `functions/` |
//!
//! Pure and total: no text, definition or answer makes it panic, loop or use more than its budget.

mod analysis;
mod certain;
mod compare;
mod compile;
mod cost;
mod decide;
mod entries;
mod eval;
mod fault;
mod functions;
mod habits;
mod parse;
mod probe;
mod reserved;
mod scope;
mod tokens;
mod tree;
mod types;
mod value;

#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, fmt, sync::Arc};

use self::{
    analysis::analyse,
    tree::{Node, Typed},
};
pub use self::{
    analysis::{Fallible, Touch},
    certain::{Certainty, digits},
    compile::compile,
    cost::{Size, Sizes, cost},
    decide::{Domain, Domains, Outlook, dead_alternatives, impossible_operand, outlook},
    entries::{Compared, compared_entries},
    eval::{
        Env, FUEL, Found, Here, Hidden, RowHere, RuleOutcome, SHARED_FUEL, eval, eval_condition, eval_constant,
        eval_rule,
    },
    fault::{FAULT_CODES, Fault},
    functions::{FunctionDoc, reference},
    probe::{Gives, Part, probe},
    reserved::{RESERVED_WORDS, is_reserved},
    scope::{Declared, Expected, Leads, Place, Scope},
    types::Type,
    value::{Entry, Missing, Outcome, Period, Value, Why},
};
pub(crate) use self::{
    habits::{number as number_meant, with_straight_quotes},
    scope::fold,
};
pub use scope::nearest;

/// A compiled expression. Cheap to clone, and shared between threads.
#[derive(Clone)]
pub struct Expression(Arc<Compiled>);

struct Compiled {
    text: String,
    root: Node,
    r#type: Type,
    slots: usize,
    reads: Vec<String>,
    uses_today: bool,
    uses_row_index: bool,
    needed: BTreeSet<String>,
    blank: Vec<Touch>,
    partial: Vec<String>,
    chosen_by: Vec<Touch>,
    fallible: Vec<Fallible>,
    recipients: Vec<String>,
}

impl Expression {
    fn new(text: &str, root: Typed, slots: usize) -> Self {
        let found = analyse(&root.node, slots);
        Self(Arc::new(Compiled {
            text: text.to_owned(),
            root: root.node,
            r#type: root.r#type,
            slots,
            reads: found.reads.into_iter().collect(),
            uses_today: found.today,
            uses_row_index: found.row_index,
            needed: found.needed,
            blank: found.blank,
            partial: found.partial.into_iter().collect(),
            chosen_by: found.chosen_by,
            fallible: found.fallible,
            recipients: found.recipients.into_iter().collect(),
        }))
    }

    /// As the author wrote it.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The schema paths it depends on, in the order of the alphabet. The path of a repeated group stands for
    /// which rows there are, that of a plain group for whether anything in it is answered; neither for
    /// what lies below, which is listed by itself.
    pub fn reads(&self) -> &[String] {
        &self.0.reads
    }

    /// Whether it changes with the date.
    pub fn uses_today(&self) -> bool {
        self.0.uses_today
    }

    /// Whether it changes with the number of the row.
    pub fn uses_row_index(&self) -> bool {
        self.0.uses_row_index
    }

    /// The ids of the recipients of which it asks whether they are connected, in the order of the alphabet.
    pub fn recipients(&self) -> &[String] {
        &self.0.recipients
    }

    /// The type of what it gives.
    pub fn result_type(&self) -> &Type {
        &self.0.r#type
    }

    /// The schema paths of the answers that no `has()` guards: where one is hidden or blank, it may give nothing.
    pub fn needs(&self) -> &BTreeSet<String> {
        &self.0.needed
    }

    /// The answers it needs that can be without a value while they are shown, and that no `has()` guards.
    pub fn touches_blank(&self) -> &[Touch] {
        &self.0.blank
    }

    /// The schema paths of the dates it needs of which a part may be unknown.
    pub fn touches_partial(&self) -> &[String] {
        &self.0.partial
    }

    /// A fault for each answer of [`touches_blank`](Self::touches_blank), for where `has()` is demanded.
    pub fn needs_has(&self) -> Vec<Fault> {
        self.0.blank.iter().map(|touch| self.needs_has_at(touch)).collect()
    }

    /// The fault of one answer, for where `has()` is demanded.
    pub fn needs_has_at(&self, touch: &Touch) -> Fault {
        let written = self.0.text.get(touch.span.clone()).unwrap_or(&touch.path);
        Fault::needs_has(touch.span.clone(), written)
    }

    /// The answers that a `? :` compares without `has()` although they can be without a value.
    pub fn chosen_by(&self) -> &[Touch] {
        &self.0.chosen_by
    }

    /// The calculations that may have no result although every answer is given.
    pub fn fallible(&self) -> &[Fallible] {
        &self.0.fallible
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expression({:?})", self.0.text)
    }
}
