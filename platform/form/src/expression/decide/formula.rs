//! Says what a condition comes to, once it is said what its terms are.

use std::cmp::Ordering;

use crate::expression::{tree::Order, value::Value};

/// A condition over terms.
pub(super) enum Formula {
    Is(Set),
    /// A comparison of a term with constants.
    Test(usize, Test),
    Has(usize),
    Not(Box<Formula>),
    And(Box<Formula>, Box<Formula>),
    If(Box<(Formula, Formula, Formula)>),
}

pub(super) enum Test {
    /// Equal to one of them.
    Among(Vec<Value>),
    Compare(Order, Value),
}

impl Formula {
    pub(super) fn outcome<'v>(&self, value: &impl Fn(usize) -> Option<Option<&'v Value>>) -> Set {
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

/// Which of true, false and missing something can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Set(u8);

impl Set {
    pub(super) const NONE: Self = Self(0);
    pub(super) const TRUE: Self = Self(1);
    pub(super) const FALSE: Self = Self(2);
    pub(super) const MISSING: Self = Self(4);
    pub(super) const ANY: Self = Self(7);

    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn of(yes: bool) -> Self {
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

pub(super) fn compared(order: Order, a: &Value, b: &Value) -> Option<bool> {
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

/// `a < x` as `x > a`.
pub(super) fn turned(order: Order) -> Order {
    match order {
        Order::Less => Order::Greater,
        Order::LessOrEqual => Order::GreaterOrEqual,
        Order::Greater => Order::Less,
        Order::GreaterOrEqual => Order::LessOrEqual,
    }
}
