//! Decides whether conditions can be true at all, and whether they can be anything else, by trying the answers that make a difference.
//!
//! Of a choice those are the options that are named and one that is not; of a number the numbers that it is compared with and their neighbours.
//! What cannot be told so (an answer compared with another, the rows of a group) may be anything: then nothing is claimed.

use std::{cmp::Ordering, collections::BTreeMap, sync::Arc};

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{
    Expression,
    tree::{Access, Anchor, Arithmetic, Node, Order, Part},
    value::Value,
};

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
    let mut builder = Builder { domains, terms: Vec::new(), numbers: BTreeMap::new(), steps: 0 };
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
        let mut builder = Builder { domains, terms: Vec::new(), numbers: BTreeMap::new(), steps: 0 };
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
        let mut builder = Builder { domains, terms: Vec::new(), numbers: BTreeMap::new(), steps: 0 };
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

/// Which of true, false and missing something can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Set(u8);

impl Set {
    const NONE: Self = Self(0);
    const TRUE: Self = Self(1);
    const FALSE: Self = Self(2);
    const MISSING: Self = Self(4);
    const ANY: Self = Self(7);

    const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn of(yes: bool) -> Self {
        if yes { Self::TRUE } else { Self::FALSE }
    }

    fn not(self) -> Self {
        let mut found = if self.has(Self::MISSING) { Self::MISSING } else { Self::NONE };
        if self.has(Self::TRUE) {
            found = found.with(Self::FALSE);
        }
        if self.has(Self::FALSE) {
            found = found.with(Self::TRUE);
        }
        found
    }

    /// `&&` of two that do not know of each other: false decides, then what is missing.
    fn and(self, other: Self) -> Self {
        let mut found = Self::NONE;
        if self.has(Self::FALSE) || other.has(Self::FALSE) {
            found = found.with(Self::FALSE);
        }
        let holding = Self::TRUE.with(Self::MISSING);
        if self.has(holding) && other.has(holding) && (self.has(Self::MISSING) || other.has(Self::MISSING)) {
            found = found.with(Self::MISSING);
        }
        if self.has(Self::TRUE) && other.has(Self::TRUE) {
            found = found.with(Self::TRUE);
        }
        found
    }
}

/// A condition over terms.
enum Formula {
    Is(Set),
    /// A comparison of a term with constants.
    Test(usize, Test),
    Has(usize),
    Not(Box<Formula>),
    And(Box<Formula>, Box<Formula>),
    If(Box<(Formula, Formula, Formula)>),
}

enum Test {
    /// Equal to one of them.
    Among(Vec<Value>),
    Compare(Order, Value),
}

/// What is compared: an answer, or something made of answers.
struct Term {
    domain: Domain,
    can_be_missing: bool,
    constants: Vec<Value>,
    /// Whether it stands as a yes or no by itself.
    is_condition: bool,
}

struct Builder<'d> {
    domains: &'d dyn Domains,
    terms: Vec<Term>,
    numbers: BTreeMap<String, usize>,
    steps: u32,
}

impl Builder<'_> {
    fn formula(&mut self, node: &Node) -> Formula {
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

/// `a < x` as `x > a`.
fn turned(order: Order) -> Order {
    match order {
        Order::Less => Order::Greater,
        Order::LessOrEqual => Order::GreaterOrEqual,
        Order::Greater => Order::Less,
        Order::GreaterOrEqual => Order::LessOrEqual,
    }
}

fn compared(order: Order, a: &Value, b: &Value) -> Option<bool> {
    let found = match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        _ => return None,
    };
    Some(match order {
        Order::Less => found == Ordering::Less,
        Order::LessOrEqual => found != Ordering::Greater,
        Order::Greater => found == Ordering::Greater,
        Order::GreaterOrEqual => found != Ordering::Less,
    })
}

impl Term {
    /// The values that make a difference; none where comparisons do not tell. A missing one stands for all that is missing.
    fn candidates(&self) -> Option<Vec<Option<Value>>> {
        let mut values: Vec<Option<Value>> = match &self.domain {
            Domain::Opaque => return None,
            Domain::YesNo => vec![Some(Value::Bool(true)), Some(Value::Bool(false))],
            Domain::Choice(options) => self.options(options),
            Domain::Number { least, greatest, scale } => self.numbers(*least, *greatest, *scale)?,
            Domain::Open => match self.constants.first() {
                _ if self.is_condition => vec![Some(Value::Bool(true)), Some(Value::Bool(false))],
                // Only whether it is there is asked.
                None => vec![Some(Value::Bool(true))],
                Some(Value::Bool(_)) => vec![Some(Value::Bool(true)), Some(Value::Bool(false))],
                Some(Value::Number(_)) => self.numbers(None, None, None)?,
                Some(Value::Date(_)) => self.dates()?,
                // A text that no control character can stand in is none of those named.
                Some(Value::Text(_)) => {
                    self.constants.iter().cloned().chain([Value::Text("\u{0}".into())]).map(Some).collect()
                }
                Some(_) => return None,
            },
        };
        if self.can_be_missing {
            values.push(None);
        }
        Some(values)
    }

    fn options(&self, options: &[String]) -> Vec<Option<Value>> {
        let named = |option: &&String| self.constants.contains(&Value::Text(option.as_str().into()));
        let unnamed = options.iter().find(|option| !named(option));
        options.iter().filter(named).chain(unnamed).map(|option| Some(Value::Text(option.as_str().into()))).collect()
    }

    fn numbers(
        &self,
        least: Option<Decimal>,
        greatest: Option<Decimal>,
        scale: Option<u32>,
    ) -> Option<Vec<Option<Value>>> {
        let mut constants: Vec<Decimal> = Vec::new();
        for value in &self.constants {
            let Value::Number(number) = value else { return None };
            constants.push(*number);
        }
        constants.sort();
        let mut found: Vec<Decimal> = least.into_iter().chain(greatest).collect();
        match scale {
            Some(scale) => {
                let step = Decimal::new(1, scale.min(28));
                for constant in &constants {
                    let below = constant.round_dp_with_strategy(scale, RoundingStrategy::ToNegativeInfinity);
                    found.extend([below.checked_sub(step)?, below, below.checked_add(step)?]);
                }
            }
            None => {
                let (first, last) = (constants.first(), constants.last());
                found.extend(first.map(|first| first.checked_sub(Decimal::ONE)).unwrap_or(Some(Decimal::ZERO)));
                found.extend(last.map(|last| last.checked_add(Decimal::ONE)).unwrap_or(Some(Decimal::ZERO)));
                for pair in constants.windows(2) {
                    found.push(pair[0].checked_add(pair[1])?.checked_div(Decimal::TWO)?);
                }
                found.extend(&constants);
            }
        }
        if found.is_empty() {
            found.push(Decimal::ZERO);
        }
        found
            .retain(|number| least.is_none_or(|least| *number >= least) && greatest.is_none_or(|most| *number <= most));
        found.sort();
        found.dedup();
        Some(found.into_iter().map(|number| Some(Value::Number(number))).collect())
    }

    fn dates(&self) -> Option<Vec<Option<Value>>> {
        let mut found: Vec<Date> = Vec::new();
        for value in &self.constants {
            let Value::Date(date) = value else { return None };
            found.extend([date.yesterday().ok()?, *date, date.tomorrow().ok()?]);
        }
        found.sort();
        found.dedup();
        Some(found.into_iter().map(|date| Some(Value::Date(date))).collect())
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

impl Formula {
    fn outcome<'v>(&self, value: &impl Fn(usize) -> Option<Option<&'v Value>>) -> Set {
        match self {
            Self::Is(set) => *set,
            Self::Not(of) => of.outcome(value).not(),
            Self::And(a, b) => a.outcome(value).and(b.outcome(value)),
            Self::If(parts) => {
                let (condition, yes, no) = &**parts;
                let condition = condition.outcome(value);
                let mut found = if condition.has(Set::MISSING) { Set::MISSING } else { Set::NONE };
                if condition.has(Set::TRUE) {
                    found = found.with(yes.outcome(value));
                }
                if condition.has(Set::FALSE) {
                    found = found.with(no.outcome(value));
                }
                found
            }
            Self::Has(term) => match value(*term) {
                None => Set::TRUE.with(Set::FALSE),
                Some(found) => Set::of(found.is_some()),
            },
            Self::Test(term, test) => match (value(*term), test) {
                (None, _) => Set::ANY,
                (Some(None), _) => Set::MISSING,
                (Some(Some(found)), Test::Among(values)) => Set::of(values.contains(found)),
                (Some(Some(found)), Test::Compare(order, constant)) => {
                    compared(*order, found, constant).map_or(Set::ANY, Set::of)
                }
            },
        }
    }
}
