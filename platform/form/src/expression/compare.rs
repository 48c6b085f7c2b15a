//! Compares values. What a partial date leaves open is decided when all it may be agrees, and missing otherwise.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    eval::{Budget, LETTERS_IN_A_STEP},
    functions::days_of,
    tree::Order,
    value::{Missing, Outcome, Value},
};

/// What a value may be: from the least to the greatest.
enum Extent<'v> {
    Number(Decimal, Decimal),
    Date(Date, Date),
    Text(&'v str),
}

fn extent(outcome: &Outcome) -> Result<Extent<'_>, Missing> {
    match outcome {
        Ok(Value::Number(number)) => Ok(Extent::Number(*number, *number)),
        Ok(Value::Text(text)) => Ok(Extent::Text(text)),
        Ok(value) => days_of(value).map(|(first, last)| Extent::Date(first, last)).ok_or(Missing::ARITHMETIC),
        Err(missing) => match missing.bounds {
            Some((least, greatest)) => Ok(Extent::Number(least, greatest)),
            None => Err(missing.clone()),
        },
    }
}

/// Whether `a` stands before, or not after, `b`.
pub(super) fn ordered(order: Order, a: &Outcome, b: &Outcome) -> Result<bool, Missing> {
    let (a, b) = match (extent(a), extent(b)) {
        (Ok(a), Ok(b)) => (a, b),
        (Err(a), Err(b)) => return Err(a.or(b)),
        (Err(missing), Ok(_)) | (Ok(_), Err(missing)) => return Err(missing),
    };
    let decided = match (a, b) {
        (Extent::Number(a, b), Extent::Number(c, d)) => decide(order, (a, b), (c, d)),
        (Extent::Date(a, b), Extent::Date(c, d)) => decide(order, (a, b), (c, d)),
        (Extent::Text(a), Extent::Text(b)) => decide(order, (a, a), (b, b)),
        _ => return Err(Missing::ARITHMETIC),
    };
    decided.ok_or(Missing::PARTIAL)
}

fn decide<T: Ord>(order: Order, a: (T, T), b: (T, T)) -> Option<bool> {
    let (strict, before, after) = match order {
        Order::Less => (true, a, b),
        Order::LessOrEqual => (false, a, b),
        Order::Greater => (true, b, a),
        Order::GreaterOrEqual => (false, b, a),
    };
    let holds = |before: &T, after: &T| before < after || (!strict && before == after);
    if holds(&before.1, &after.0) {
        Some(true)
    } else if holds(&before.0, &after.1) {
        None
    } else {
        Some(false)
    }
}

/// Whether two outcomes are the same value.
pub(super) fn equal(a: &Outcome, b: &Outcome, budget: &mut Budget<'_>) -> Result<bool, Missing> {
    budget.spend(1)?;
    if let (Ok(a), Ok(b)) = (a, b) {
        match (a, b) {
            (Value::List(a), Value::List(b)) => return lists_equal(a, b, budget),
            (Value::Text(a), Value::Text(b)) => {
                budget.spend(a.len() / LETTERS_IN_A_STEP)?;
                return Ok(a == b);
            }
            (Value::Bool(a), Value::Bool(b)) => return Ok(a == b),
            (Value::Entry(a), Value::Entry(b)) => return Ok(a == b),
            _ => {}
        }
    }
    let not_after = ordered(Order::LessOrEqual, a, b);
    let not_before = ordered(Order::GreaterOrEqual, a, b);
    match (not_after, not_before) {
        (Ok(false), _) | (_, Ok(false)) => Ok(false),
        (Ok(true), Ok(true)) => Ok(true),
        (Err(a), Err(b)) => Err(a.or(b)),
        (Err(missing), _) | (_, Err(missing)) => Err(missing),
    }
}

/// Lists are equal when each element is; one pair that differs decides, whatever is missing elsewhere.
fn lists_equal(a: &[Outcome], b: &[Outcome], budget: &mut Budget<'_>) -> Result<bool, Missing> {
    if a.len() != b.len() {
        return Ok(false);
    }
    let mut open: Option<Missing> = None;
    for (a, b) in a.iter().zip(b) {
        match equal(a, b, budget) {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(missing) => open = Some(join(open, missing)),
        }
    }
    open.map_or(Ok(true), Err)
}

/// Whether `list` holds `item`.
pub(super) fn within(item: &Outcome, list: &[Outcome], budget: &mut Budget<'_>) -> Result<bool, Missing> {
    let mut open: Option<Missing> = None;
    for element in list {
        match equal(item, element, budget) {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(missing) => open = Some(join(open, missing)),
        }
    }
    open.map_or(Ok(false), Err)
}

/// The reason that counts, of those met so far and one more.
pub(super) fn join(open: Option<Missing>, missing: Missing) -> Missing {
    match open {
        Some(known) => known.or(missing),
        None => missing,
    }
}
