//! Functions on numbers.

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

use super::{Form, Function, FunctionDoc, MISTYPED, Parameter, Run};
use crate::expression::{
    types::Type,
    value::{Missing, Outcome, Value},
};

pub(super) const ROUND: Function = Function {
    doc: FunctionDoc {
        name: "round",
        signature: "round(nombre, décimales) → nombre",
        signature_en: "round(number, decimals) → number",
        fr: "Arrondit à tant de décimales ; la moitié s'éloigne de zéro.",
        en: "Rounds to so many decimals; half goes away from zero.",
        example: "round(10.0 / 3, 2)",
        result: "3.33",
    },
    form: Form::Call,
    parameters: &[Parameter::Number, Parameter::Number],
    result: |_| Type::Number,
    blank_is_empty: false,
    partial_suffices: false,
    run: Run::Plain(|arguments| match arguments {
        [Value::Number(number), Value::Number(decimals)] => {
            let decimals = whole(*decimals).filter(|decimals| (0..=28).contains(decimals));
            let decimals = decimals.and_then(|decimals| u32::try_from(decimals).ok());
            let half_up = RoundingStrategy::MidpointAwayFromZero;
            super::number(decimals.map(|decimals| number.round_dp_with_strategy(decimals, half_up)))
        }
        _ => MISTYPED,
    }),
};

pub(super) const FLOOR: Function = Function {
    doc: FunctionDoc {
        name: "floor",
        signature: "floor(nombre) → nombre",
        signature_en: "floor(number) → number",
        fr: "Le plus grand entier qui ne dépasse pas le nombre.",
        en: "The greatest integer that is not above the number.",
        example: "floor(2.7)",
        result: "2",
    },
    parameters: &[Parameter::Number],
    run: Run::Plain(|arguments| integer(arguments, |number| number.floor())),
    ..ROUND
};

pub(super) const CEIL: Function = Function {
    doc: FunctionDoc {
        name: "ceil",
        signature: "ceil(nombre) → nombre",
        signature_en: "ceil(number) → number",
        fr: "Le plus petit entier qui n'est pas sous le nombre.",
        en: "The least integer that is not below the number.",
        example: "ceil(2.1)",
        result: "3",
    },
    parameters: &[Parameter::Number],
    run: Run::Plain(|arguments| integer(arguments, |number| number.ceil())),
    ..ROUND
};

fn integer(arguments: &[Value], to: fn(&Decimal) -> Decimal) -> Outcome {
    match arguments {
        [Value::Number(number)] => Ok(Value::Number(to(number))),
        _ => MISTYPED,
    }
}

/// The number where it is whole and of a sane size.
pub(crate) fn whole(number: Decimal) -> Option<i32> {
    number.is_integer().then(|| number.to_i32()).flatten()
}

/// The number as an index.
pub(crate) fn index(number: Decimal) -> Result<usize, Missing> {
    whole(number).and_then(|whole| usize::try_from(whole).ok()).ok_or(Missing::ARITHMETIC)
}
