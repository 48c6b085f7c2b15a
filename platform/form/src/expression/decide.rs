//! Decides whether conditions can be true at all, and whether they can be anything else, by trying the answers that make a difference.
//!
//! Of a choice those are the options that are named and one that is not; of a number the numbers that it is compared with and their neighbours.
//! What cannot be told so (an answer compared with another, the rows of a group) may be anything: then nothing is claimed.

mod builder;
mod formula;
mod term;

use std::sync::Arc;

use builder::Builder;
use formula::{Formula, Set};
use rust_decimal::Decimal;
use term::Term;

use super::{Expression, tree::Node, value::Value};

/// The most combinations of answers that are tried for one question.
const MAX_COMBINATIONS: usize = 4_096;
/// The most constants that one answer is compared with.
const MAX_CONSTANTS: usize = 64;

/// What an answer can be.
#[derive(Debug, Clone, PartialEq)]
pub enum Domain {
    /// Yes or no.
    YesNo,
    /// One of these constants.
    Choice(Arc<[String]>),
    /// A number within bounds, with so many digits after the decimal sign; without digits given, any number.
    Number {
        /// The least.
        least: Option<Decimal>,
        /// The greatest.
        greatest: Option<Decimal>,
        /// Digits after the decimal sign.
        scale: Option<u32>,
    },
    /// A date of which everything is known, or a text: told by what it is compared with.
    Open,
    /// What comparisons do not tell: partial dates, lists, files.
    Opaque,
}

/// The answers, as the decision asks about them.
pub trait Domains {
    /// What the answer at a schema path can be, and whether it can be without a value or hidden.
    fn domain(&self, path: &str) -> (Domain, bool);
}

/// What conditions can come to, all together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// Whether they can all come out as wanted.
    pub possible: bool,
    /// Whether one of them can come out otherwise.
    pub avoidable: bool,
}

/// Nothing is claimed.
const OPEN: Outlook = Outlook { possible: true, avoidable: true };

/// Looks whether the conditions can come out as wanted, all at once. `budget` is what may still be spent, in steps; without any left, nothing
/// is claimed.
pub fn outlook(conditions: &[(&Expression, bool)], domains: &dyn Domains, budget: &mut u32) -> Outlook {
    let mut builder = Builder::new(domains);
    let formulas: Vec<(Formula, bool)> =
        conditions.iter().map(|(expression, wanted)| (builder.formula(&expression.0.root), *wanted)).collect();
    decide(&formulas, builder, budget)
}

/// The first operand of a condition that cannot be true together with those before it: where it names an answer, in bytes of the text.
pub fn impossible_operand(
    expression: &Expression,
    domains: &dyn Domains,
    budget: &mut u32,
) -> Option<std::ops::Range<usize>> {
    let mut operands = Vec::new();
    conjuncts(&expression.0.root, &mut operands);
    for last in 0..operands.len() {
        let mut builder = Builder::new(domains);
        let formulas: Vec<_> = operands[..=last].iter().map(|operand| (builder.formula(operand), true)).collect();
        if !decide(&formulas, builder, budget).possible {
            return first_name(operands[last]);
        }
    }
    None
}

/// The operands of `||` that can never be true although the whole can: where each names an answer, in bytes of the text.
pub fn dead_alternatives(
    expression: &Expression,
    domains: &dyn Domains,
    budget: &mut u32,
) -> Vec<std::ops::Range<usize>> {
    let mut operands = Vec::new();
    alternatives(&expression.0.root, &mut operands);
    if operands.len() < 2 {
        return Vec::new();
    }
    let dead = operands.into_iter().filter(|operand| {
        let mut builder = Builder::new(domains);
        let formula = builder.formula(operand);
        !decide(&[(formula, true)], builder, budget).possible
    });
    dead.filter_map(first_name).collect()
}

fn conjuncts<'n>(node: &'n Node, found: &mut Vec<&'n Node>) {
    match node {
        Node::And(a, b) => {
            conjuncts(a, found);
            conjuncts(b, found);
        }
        other => found.push(other),
    }
}

fn alternatives<'n>(node: &'n Node, found: &mut Vec<&'n Node>) {
    match node {
        Node::Or(a, b) => {
            alternatives(a, found);
            alternatives(b, found);
        }
        other => found.push(other),
    }
}

/// Where a node first names an answer.
pub(super) fn first_name(node: &Node) -> Option<std::ops::Range<usize>> {
    match node {
        Node::Get(access) | Node::Rows(access) | Node::Pluck { access, .. } => Some(access.span.clone()),
        Node::Part(of, _) | Node::Has(of) | Node::Not(of) | Node::Negate(of) | Node::Matches(of, _) => first_name(of),
        Node::OrEmpty(of) => first_name(of),
        Node::And(a, b) | Node::Or(a, b) => first_name(a).or_else(|| first_name(b)),
        Node::If(parts) => first_name(&parts.0).or_else(|| first_name(&parts.1)).or_else(|| first_name(&parts.2)),
        Node::Equal { sides, .. }
        | Node::Compare(_, sides)
        | Node::Compute(_, sides)
        | Node::In(sides)
        | Node::At(sides) => first_name(&sides.0).or_else(|| first_name(&sides.1)),
        Node::List(items) | Node::Call(_, items) => items.iter().find_map(first_name),
        Node::Each(each) => first_name(&each.list).or_else(|| first_name(&each.body)),
        Node::Constant(_) | Node::Local(_) | Node::RowIndex(_) => None,
    }
}

/// Tries every combination of the candidates.
fn decide(formulas: &[(Formula, bool)], builder: Builder<'_>, budget: &mut u32) -> Outlook {
    let mut candidates: Vec<Option<Vec<Option<Value>>>> = builder.terms.iter().map(Term::candidates).collect();
    let product = |candidates: &[Option<Vec<Option<Value>>>]| {
        candidates.iter().flatten().try_fold(1_usize, |product, values| product.checked_mul(values.len()))
    };
    while product(&candidates).is_none_or(|product| product > MAX_COMBINATIONS) {
        // The one with the most values may then be anything: less is told, but nothing wrong.
        let longest = candidates.iter_mut().max_by_key(|values| values.as_ref().map_or(0, Vec::len));
        match longest {
            Some(longest) => *longest = None,
            None => return OPEN,
        }
    }
    let steps = builder.steps.saturating_add(formulas.len().try_into().unwrap_or(u32::MAX));
    let mut outlook = Outlook { possible: false, avoidable: false };
    let mut chosen = vec![0_usize; candidates.len()];
    if candidates.iter().flatten().any(Vec::is_empty) {
        // Bounds that leave no number are told as such.
        return OPEN;
    }
    loop {
        match budget.checked_sub(steps) {
            Some(left) => *budget = left,
            None => {
                *budget = 0;
                return OPEN;
            }
        }
        // `None`: it may be anything.
        let value = |term: usize| candidates[term].as_ref().map(|values| values[chosen[term]].as_ref());
        let mut all = true;
        for (formula, wanted) in formulas {
            let found = formula.outcome(&value);
            let (as_wanted, otherwise) = if *wanted {
                (found.has(Set::TRUE), found.has(Set::FALSE.with(Set::MISSING)))
            } else {
                (found.has(Set::FALSE.with(Set::MISSING)), found.has(Set::TRUE))
            };
            all = all && as_wanted;
            outlook.avoidable = outlook.avoidable || otherwise;
        }
        outlook.possible = outlook.possible || all;
        if outlook == OPEN {
            return OPEN;
        }
        // The next combination, as an odometer turns.
        let mut at = 0;
        loop {
            let Some(values) = candidates.get(at) else {
                return outlook;
            };
            chosen[at] += 1;
            if values.as_ref().is_some_and(|values| chosen[at] < values.len()) {
                break;
            }
            chosen[at] = 0;
            at += 1;
        }
    }
}
