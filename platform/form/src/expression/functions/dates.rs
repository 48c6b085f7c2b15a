//! Functions on dates. A partial date stands for every day it may be; a question is answered when all these days agree.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Form, Function, FunctionDoc, MISTYPED, Parameter, Run, numbers::whole};
use crate::{
    answers::PartialDate,
    expression::{
        types::Type,
        value::{Missing, Outcome, Period, Value},
    },
};

pub(super) const TODAY: Function = Function {
    doc: FunctionDoc {
        name: "today",
        signature: "today() → date",
        signature_en: "today() → date",
        fr: "La date du jour, dans le fuseau horaire de la démarche.",
        en: "Today's date, in the time zone of the démarche.",
        example: "today() - months(3)",
        result: "2025-12-01",
    },
    form: Form::Call,
    parameters: &[],
    result: |_| Type::Date,
    blank_is_empty: false,
    partial_suffices: false,
    run: Run::Today(|_, today| Ok(Value::Date(today))),
};

pub(super) const AGE: Function = Function {
    doc: FunctionDoc {
        name: "age",
        signature: "age(date) → nombre",
        signature_en: "age(date) → number",
        fr: "L'âge aujourd'hui, en années révolues.",
        en: "The age today, in whole years.",
        example: "age(naissance)",
        result: "25",
    },
    parameters: &[Parameter::Date],
    result: |_| Type::Number,
    run: Run::Today(|arguments, today| match arguments {
        [born] => between(born, &Value::Date(today), years_between),
        _ => MISTYPED,
    }),
    ..TODAY
};

pub(super) const AGE_AT: Function = Function {
    doc: FunctionDoc {
        name: "age",
        signature: "age(date, date) → nombre",
        signature_en: "age(date, date) → number",
        fr: "L'âge à une date, en années révolues.",
        en: "The age on a date, in whole years.",
        example: "age(naissance, date('2018-05-17'))",
        result: "18",
    },
    parameters: &[Parameter::Date, Parameter::Date],
    run: Run::Plain(|arguments| match arguments {
        [born, at] => between(born, at, years_between),
        _ => MISTYPED,
    }),
    ..AGE
};

pub(super) const YEAR: Function = Function {
    doc: FunctionDoc {
        name: "year",
        signature: "year(date) → nombre",
        signature_en: "year(date) → number",
        fr: "L'année d'une date, même connue en partie.",
        en: "The year of a date, even of one known in part.",
        example: "year(today())",
        result: "2026",
    },
    run: Run::Plain(|arguments| match arguments {
        [Value::Date(date)] => Ok(Value::Number(Decimal::from(date.year()))),
        [Value::PartialDate(partial)] => Ok(Value::Number(Decimal::from(partial.year))),
        _ => MISTYPED,
    }),
    partial_suffices: true,
    ..AGE
};

pub(super) const EARLIEST: Function = Function {
    doc: FunctionDoc {
        name: "earliest",
        signature: "earliest(date) → date",
        signature_en: "earliest(date) → date",
        fr: "Le premier jour qu'une date connue en partie peut être.",
        en: "The first day that a date known in part may be.",
        example: "earliest(naissance)",
        result: "2000-05-17",
    },
    result: |_| Type::Date,
    run: Run::Plain(|arguments| match arguments {
        [date] => days_of(date).map(|(first, _)| Value::Date(first)).ok_or(Missing::ARITHMETIC),
        _ => MISTYPED,
    }),
    ..YEAR
};

pub(super) const LATEST: Function = Function {
    doc: FunctionDoc {
        name: "latest",
        signature: "latest(date) → date",
        signature_en: "latest(date) → date",
        fr: "Le dernier jour qu'une date connue en partie peut être : qui est né alors est le plus jeune possible.",
        en: "The last day that a date known in part may be: whoever was born then is as young as can be.",
        example: "age(latest(naissance)) < 26",
        result: "true",
    },
    run: Run::Plain(|arguments| match arguments {
        [date] => days_of(date).map(|(_, last)| Value::Date(last)).ok_or(Missing::ARITHMETIC),
        _ => MISTYPED,
    }),
    ..EARLIEST
};

pub(super) const DAYS_BETWEEN: Function = Function {
    doc: FunctionDoc {
        name: "days_between",
        signature: "days_between(date, date) → nombre",
        signature_en: "days_between(date, date) → number",
        fr: "Le nombre de jours de la première date à la seconde ; négatif si elle la précède.",
        en: "The number of days from the first date to the second; negative if that comes before.",
        example: "days_between(date('2026-02-27'), today())",
        result: "2",
    },
    run: Run::Plain(|arguments| match arguments {
        [from, to] => between(from, to, days_from),
        _ => MISTYPED,
    }),
    ..AGE_AT
};

pub(super) const DAYS: Function = Function {
    doc: FunctionDoc {
        name: "days",
        signature: "days(nombre) → durée",
        signature_en: "days(number) → period",
        fr: "Une durée en jours, à ajouter à une date ou à en retrancher.",
        en: "A period in days, to be added to a date or taken from it.",
        example: "date('2026-02-27') + days(2)",
        result: "2026-03-01",
    },
    run: Run::Plain(|arguments| period(arguments, |days| Some(Period { months: 0, days }))),
    ..YEARS
};

pub(super) const MONTHS: Function = Function {
    doc: FunctionDoc {
        name: "months",
        signature: "months(nombre) → durée",
        signature_en: "months(number) → period",
        fr: "Une durée en mois ; un jour que le mois n'a pas devient son dernier jour.",
        en: "A period in months; a day that the month lacks becomes its last day.",
        example: "date('2026-01-31') + months(1)",
        result: "2026-02-28",
    },
    run: Run::Plain(|arguments| period(arguments, |months| Some(Period { months, days: 0 }))),
    ..YEARS
};

pub(super) const YEARS: Function = Function {
    doc: FunctionDoc {
        name: "years",
        signature: "years(nombre) → durée",
        signature_en: "years(number) → period",
        fr: "Une durée en années.",
        en: "A period in years.",
        example: "naissance + years(18)",
        result: "2018-05-17",
    },
    form: Form::Call,
    parameters: &[Parameter::Number],
    result: |_| Type::Period,
    blank_is_empty: false,
    partial_suffices: false,
    run: Run::Plain(|arguments| {
        period(arguments, |years| {
            let months = years.checked_mul(12)?;
            Some(Period { months, days: 0 })
        })
    }),
};

fn period(arguments: &[Value], make: fn(i32) -> Option<Period>) -> Outcome {
    match arguments {
        [Value::Number(count)] => whole(*count).and_then(make).map(Value::Period).ok_or(Missing::ARITHMETIC),
        _ => MISTYPED,
    }
}

/// The first and the last day that a date may be.
pub(crate) fn days_of(value: &Value) -> Option<(Date, Date)> {
    match value {
        Value::Date(date) => Some((*date, *date)),
        Value::PartialDate(PartialDate { year, month, day }) => {
            let first = Date::new(*year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
            let last = match (month, day) {
                (Some(_), Some(_)) => first,
                (Some(_), None) => first.last_of_month(),
                _ => Date::new(*year, 12, 31).ok()?,
            };
            Some((first, last))
        }
        _ => None,
    }
}

/// A number that grows with `to` and shrinks with `from`, for every day that both may be.
fn between(from: &Value, to: &Value, count: fn(Date, Date) -> i32) -> Outcome {
    let (Some((first, last)), Some((start, end))) = (days_of(from), days_of(to)) else {
        return MISTYPED;
    };
    let least = Decimal::from(count(last, start));
    let greatest = Decimal::from(count(first, end));
    if least == greatest {
        return Ok(Value::Number(least));
    }
    Err(Missing { bounds: Some((least, greatest)), ..Missing::PARTIAL })
}

/// Whole years, as civil status counts them: who was born on 29 February is a year older on 1 March.
fn years_between(born: Date, at: Date) -> i32 {
    let years = i32::from(at.year()) - i32::from(born.year());
    years - i32::from((at.month(), at.day()) < (born.month(), born.day()))
}

fn days_from(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
