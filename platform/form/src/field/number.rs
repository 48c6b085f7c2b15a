//! What integers, decimals and money have in common.

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{Posted, Read, reading, show};
use crate::{answers::Value, demarche::Field, problem::ProblemKind, text::Language};

/// Reads the box; `wrong` says what was expected.
pub(super) fn read(posted: &Posted<'_>, wrong: ProblemKind) -> Read {
    let typed = posted.get("").unwrap_or_default().trim();
    if typed.is_empty() {
        return Read::Blank;
    }
    match reading::number(typed) {
        Some(number) => Read::Value(Value::Number(number)),
        None => Read::Unreadable("", wrong),
    }
}

/// Decimals and bounds.
pub(super) fn check(
    value: &Value,
    field: &Field,
    scale: u32,
    wrong: ProblemKind,
    shown: fn(Decimal, Language) -> String,
) -> Vec<ProblemKind> {
    let Value::Number(number) = value else {
        return vec![wrong];
    };
    let mut problems = Vec::new();
    if number.normalize().scale() > scale {
        problems.push(if scale == 0 {
            ProblemKind::Integer
        } else {
            ProblemKind::TooManyDecimals { scale: scale.into() }
        });
    }
    if let Some(min) = field.minimum
        && *number < min
    {
        problems.push(ProblemKind::TooSmall { min: shown(min, Language::Fr) });
    }
    if let Some(max) = field.maximum
        && *number > max
    {
        problems.push(ProblemKind::TooLarge { max: shown(max, Language::Fr) });
    }
    problems
}

/// The box as it is typed again: French decimal comma, no grouping.
pub(super) fn boxes(value: &Value) -> Vec<(&'static str, String)> {
    match value {
        Value::Number(number) => vec![("", number.to_string().replace('.', ","))],
        _ => Vec::new(),
    }
}

/// Exact text at the field's scale: decimals and money travel as strings.
pub(super) fn text_to_wire(value: &Value, scale: u32) -> serde_json::Value {
    match value {
        Value::Number(number) => {
            let mut exact = show::exact(*number, scale);
            // Nothing is nothing: a partner's schema may admit no sign.
            exact.set_sign_negative(exact.is_sign_negative() && !exact.is_zero());
            exact.to_string().into()
        }
        _ => serde_json::Value::Null,
    }
}

/// A JSON number for an integer.
pub(super) fn integer_to_wire(value: &Value) -> serde_json::Value {
    match value {
        Value::Number(number) => number.to_i64().map_or(serde_json::Value::Null, Into::into),
        _ => serde_json::Value::Null,
    }
}

/// The pattern of an exact decimal with `scale` digits behind the point, and with a sign where it may be negative.
pub(super) fn wire_pattern(field: &Field, scale: u32) -> String {
    let sign = if field.minimum.is_some_and(|least| least >= Decimal::ZERO) { "" } else { "-?" };
    if scale == 0 { format!("^{sign}[0-9]+$") } else { format!("^{sign}[0-9]+\\.[0-9]{{{scale}}}$") }
}

/// A number within the bounds.
pub(super) fn sample(field: &Field, scale: u32, seed: u64) -> Value {
    let low = field.minimum.unwrap_or_default();
    let step = Decimal::from(seed % 3);
    let wanted = low + step;
    let within = match field.maximum {
        Some(max) if wanted > max => max,
        _ => wanted,
    };
    Value::Number(show::exact(within, scale))
}
