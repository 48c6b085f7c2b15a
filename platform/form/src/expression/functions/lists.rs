//! Functions on lists. What is blank or hidden in a list is skipped by all but `size`;
//! what a calculation or a partial date left open makes the whole result missing.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::{Form, Function, FunctionDoc, MISTYPED, Parameter, Run};
use crate::expression::{
    types::Type,
    value::{Missing, Outcome, Value, Why},
};

pub(super) const SUM: Function = Function {
    doc: FunctionDoc {
        name: "sum",
        signature: "liste.sum() → nombre",
        signature_en: "list.sum() → number",
        fr: "Additionne les nombres d'une liste ; les réponses absentes ne comptent pas.",
        en: "Adds up the numbers of a list; missing answers do not count.",
        example: "vehicules.tarif.sum()",
        result: "90",
    },
    form: Form::Method,
    parameters: &[Parameter::Numbers],
    result: |_| Type::Number,
    blank_is_empty: true,
    partial_suffices: false,
    run: Run::Plain(|arguments| {
        let mut total = Decimal::ZERO;
        for value in given(arguments)? {
            let Value::Number(number) = value else {
                return MISTYPED;
            };
            total = total.checked_add(*number).ok_or(Missing::ARITHMETIC)?;
        }
        Ok(Value::Number(total))
    }),
};

pub(super) const COUNT: Function = Function {
    doc: FunctionDoc {
        name: "count",
        signature: "liste.count() → nombre",
        signature_en: "list.count() → number",
        fr: "Compte les éléments d'une liste, ou des fichiers ; les réponses absentes ne comptent pas.",
        en: "Counts the elements of a list, or files; missing answers do not count.",
        example: "vehicules.count()",
        result: "2",
    },
    parameters: &[Parameter::Countable],
    run: Run::Plain(|arguments| match arguments {
        [Value::Files(files)] => Ok(Value::Number(Decimal::from(*files))),
        _ => Ok(Value::Number(Decimal::from(given(arguments)?.len()))),
    }),
    ..SUM
};

pub(super) const SIZE: Function = Function {
    doc: FunctionDoc {
        name: "size",
        signature: "size(liste ou texte) → nombre",
        signature_en: "size(list or text) → number",
        fr: "Compte les éléments d'une liste, réponses absentes comprises, ou les caractères d'un texte.",
        en: "Counts the elements of a list, missing answers included, or the characters of a text.",
        example: "size(nom)",
        result: "6",
    },
    form: Form::Both,
    parameters: &[Parameter::Sized],
    run: Run::Plain(|arguments| {
        let size = match arguments {
            [Value::List(items)] => items.len(),
            [Value::Text(text)] => text.chars().count(),
            [Value::Files(files)] => *files,
            _ => return MISTYPED,
        };
        Ok(Value::Number(Decimal::from(size)))
    }),
    ..SUM
};

pub(super) const MIN: Function = Function {
    doc: FunctionDoc {
        name: "min",
        signature: "liste.min() → nombre ou date",
        signature_en: "list.min() → number or date",
        fr: "Le plus petit élément d'une liste ; absent si elle n'en a aucun.",
        en: "The least element of a list; missing where it has none.",
        example: "vehicules.tarif.min()",
        result: "30",
    },
    parameters: &[Parameter::Ordered],
    result: |types| element(types),
    blank_is_empty: false,
    partial_suffices: false,
    run: Run::Plain(|arguments| extreme(arguments, Ordering::Less)),
    ..SUM
};

pub(super) const MAX: Function = Function {
    doc: FunctionDoc {
        name: "max",
        signature: "liste.max() → nombre ou date",
        signature_en: "list.max() → number or date",
        fr: "Le plus grand élément d'une liste ; absent si elle n'en a aucun.",
        en: "The greatest element of a list; missing where it has none.",
        example: "vehicules.tarif.max()",
        result: "60",
    },
    run: Run::Plain(|arguments| extreme(arguments, Ordering::Greater)),
    ..MIN
};

/// The elements that are there.
fn given(arguments: &[Value]) -> Result<Vec<&Value>, Missing> {
    let [Value::List(items)] = arguments else {
        return Err(Missing::ARITHMETIC);
    };
    let mut present = Vec::with_capacity(items.len());
    for item in items.iter() {
        match item {
            Ok(value) => present.push(value),
            Err(missing) if matches!(missing.why, Why::Blank | Why::Hidden) => {}
            Err(missing) => return Err(missing.clone().settled()),
        }
    }
    Ok(present)
}

fn extreme(arguments: &[Value], wanted: Ordering) -> Outcome {
    let mut best: Option<&Value> = None;
    for value in given(arguments)? {
        let order = match (value, best) {
            (_, None) => wanted,
            (Value::Number(a), Some(Value::Number(b))) => a.cmp(b),
            (Value::Date(a), Some(Value::Date(b))) => a.cmp(b),
            _ => return MISTYPED,
        };
        if order == wanted {
            best = Some(value);
        }
    }
    best.cloned().ok_or(Missing::NOTHING)
}

fn element(types: &[Type]) -> Type {
    types.first().and_then(Type::element).cloned().unwrap_or(Type::Unknown)
}
