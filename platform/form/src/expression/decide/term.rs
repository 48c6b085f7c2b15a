//! Finds the values of an answer that make a difference to what it is compared with.

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};

use super::Domain;
use crate::expression::value::Value;

/// What is compared: an answer, or something made of answers.
pub(super) struct Term {
    pub(super) domain: Domain,
    pub(super) can_be_missing: bool,
    pub(super) constants: Vec<Value>,
    /// Whether it stands as a yes or no by itself.
    pub(super) is_condition: bool,
}

impl Term {
    /// The values that make a difference; none where comparisons do not tell. A missing one stands for all that is missing.
    pub(super) fn candidates(&self) -> Option<Vec<Option<Value>>> {
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
