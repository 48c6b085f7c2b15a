//! Lists the answers that are worth trying where a condition decides by them.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use rust_decimal::Decimal;

use super::walk::{Walk, conditions};
use crate::{
    answers::{PartialDate, Value},
    demarche::{Field, Node},
    lookup::Resolved,
};

/// How many of the numbers that conditions name are tried for a question.
const MAX_NUMBERS: usize = 8;

impl Walk<'_> {
    /// Values that a condition may tell apart.
    pub(super) fn alternatives(&self, node: &Node) -> Vec<Option<Value>> {
        let blank = (!node.required).then_some(None);
        let values = node.field().map(|field| self.values(field)).unwrap_or_default();
        values.into_iter().map(Some).chain(blank).collect()
    }

    fn values(&self, field: &Field) -> Vec<Value> {
        let today = self.facts.today;
        let years_ago = |years: i64| today.checked_sub(years.years()).ok();
        let in_days = |days: i64| today.checked_add(days.days()).ok();
        match field.field_type.name() {
            "radio" => field.options.iter().map(|option| Value::Text(option.value.clone())).collect(),
            "checkboxes" => {
                let all = field.options.iter().map(|option| option.value.clone()).collect();
                field
                    .options
                    .iter()
                    .map(|option| Value::Choices(vec![option.value.clone()]))
                    .chain([Value::Choices(all)])
                    .collect()
            }
            "yes_no" => vec![Value::YesNo(true), Value::YesNo(false)],
            "date" => {
                let past = [0, 1, 12, 16, 17, 20, 30, 70].into_iter().filter_map(years_ago);
                past.chain([1, 20, 45, 100, 400].into_iter().filter_map(in_days)).map(Value::Date).collect()
            }
            "partial_date" => [1, 16, 20, 30, 70]
                .into_iter()
                .filter_map(years_ago)
                .map(|date| Value::PartialDate(PartialDate { year: date.year(), month: None, day: None }))
                .collect(),
            "integer" | "decimal" | "money" => {
                let usual = [
                    field.minimum,
                    field.maximum,
                    Some(Decimal::ZERO),
                    Some(Decimal::ONE),
                    Some(Decimal::TEN),
                    Some(Decimal::ONE_HUNDRED),
                ];
                let mut numbers: Vec<Decimal> = usual.into_iter().flatten().collect();
                numbers.extend(self.numbers());
                let mut seen = BTreeSet::new();
                numbers
                    .into_iter()
                    .filter(|number| seen.insert(*number))
                    .map(Value::Number)
                    .filter(|value| field.field_type.check(value, field).is_empty())
                    .collect()
            }
            "referential" => self.entries(field.referential.as_deref().unwrap_or_default()),
            "text" | "long_text" => self
                .constants()
                .into_iter()
                .map(Value::Text)
                .filter(|value| field.field_type.check(value, field).is_empty())
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A few entries of a list: those that the démarche's own expressions name, and others.
    fn entries(&self, list: &str) -> Vec<Value> {
        const USUAL: [&str; 5] = ["99100", "99139", "31555", "75056", "97411"];
        let mut codes = self.constants();
        codes.extend(USUAL.map(str::to_owned));
        let lookup = self.facts.lookup;
        let mut entries: Vec<Value> = codes
            .iter()
            .filter_map(|code| lookup.entry(list, code))
            .map(|entry| Value::Entry { code: entry.code, nom: entry.nom })
            .collect();
        if entries.is_empty()
            && let Resolved::One(entry) = lookup.resolve(list, "Paris")
        {
            entries.push(Value::Entry { code: entry.code, nom: entry.nom });
        }
        entries
    }

    /// The numbers that the démarche's conditions name, and those beside them.
    fn numbers(&self) -> Vec<Decimal> {
        let outside_quotes =
            conditions(self.demarche).flat_map(|condition| condition.text().split(['\'', '"']).step_by(2));
        let words = outside_quotes
            .flat_map(|text| text.split(|sign: char| !sign.is_ascii_alphanumeric() && !matches!(sign, '.' | '_')));
        words
            .filter(|word| word.starts_with(|sign: char| sign.is_ascii_digit()))
            .filter_map(|word| word.parse::<Decimal>().ok())
            .take(MAX_NUMBERS)
            .flat_map(|number| [number, number + Decimal::ONE, number - Decimal::ONE])
            .collect()
    }

    /// The texts that the démarche's conditions name.
    fn constants(&self) -> BTreeSet<String> {
        // Constants stand between quotes: every second piece is one.
        conditions(self.demarche)
            .flat_map(|condition| condition.text().split(['\'', '"']).skip(1).step_by(2))
            .map(str::to_owned)
            .collect()
    }
}
