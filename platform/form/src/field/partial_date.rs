//! A date of which the day, or the day and the month, may be unknown.

use serde_json::json;

use super::{
    Doc, FieldType, Posted, Read,
    date::{self, Boxes},
    show,
};
use crate::{
    answers::{PartialDate, Value},
    demarche::Field,
    expression::Type,
    lookup::Lookup,
    problem::ProblemKind,
    text::Language,
};

/// A birth date as civil status has it: the year is known, day and month where they are.
#[derive(Debug)]
pub(super) struct PartialDateField;

/// « 00 » and a question mark say « unknown » as an empty box does.
fn unknown(typed: &str) -> bool {
    typed.is_empty() || typed.bytes().all(|b| b == b'0') || typed == "?"
}

impl FieldType for PartialDateField {
    fn name(&self) -> &'static str {
        "partial_date"
    }

    fn doc(&self) -> Doc {
        Doc {
            fr: "Une date d'état civil dont le jour, ou le jour et le mois, peuvent être inconnus.",
            en: "A date of civil status of which the day, or the day and the month, may be unknown.",
            schema: r#"{ $ref: "component:partial-date@1" }"#,
        }
    }

    fn expression_type(&self, _field: &Field) -> Type {
        Type::PartialDate
    }

    fn read(&self, posted: &Posted<'_>, _field: &Field, _lookup: &dyn Lookup) -> Read {
        let boxes = Boxes::of(posted);
        if boxes.all_empty() {
            let whole = posted.get("").unwrap_or_default().trim();
            if whole.is_empty() {
                return Read::Blank;
            }
            return match PartialDate::parse(whole) {
                Some(partial) => Read::Value(Value::PartialDate(partial)),
                None => Read::Unreadable("day", ProblemKind::Date),
            };
        }
        let Some(year) = date::year(boxes.year) else {
            let kind = if boxes.year.is_empty() { ProblemKind::DateIncomplete } else { ProblemKind::Date };
            return Read::Unreadable("year", kind);
        };
        let month = match boxes.month {
            typed if unknown(typed) => None,
            typed => match date::month(typed) {
                Some(month) => Some(month),
                None => return Read::Unreadable("month", ProblemKind::Date),
            },
        };
        let day = match boxes.day {
            typed if unknown(typed) => None,
            typed => match date::day(typed) {
                Some(day) => Some(day),
                None => return Read::Unreadable("day", ProblemKind::Date),
            },
        };
        match (month, day) {
            (None, Some(_)) => Read::Unreadable("month", ProblemKind::DateIncomplete),
            (Some(m), Some(d)) if jiff::civil::Date::new(year, m, d).is_err() => {
                Read::Unreadable("day", ProblemKind::Date)
            }
            _ => Read::Value(Value::PartialDate(PartialDate { year, month, day })),
        }
    }

    fn check(&self, value: &Value, _field: &Field) -> Vec<ProblemKind> {
        match value {
            Value::PartialDate(_) => Vec::new(),
            _ => vec![ProblemKind::Date],
        }
    }

    fn show(&self, value: &Value, _field: &Field, language: Language) -> Vec<String> {
        match value {
            Value::PartialDate(partial) => vec![show::partial_date(*partial, language)],
            _ => Vec::new(),
        }
    }

    fn boxes(&self, value: &Value, _field: &Field) -> Vec<(&'static str, String)> {
        let Value::PartialDate(partial) = value else {
            return Vec::new();
        };
        let known = |part: Option<i8>| part.map(|n| n.to_string()).unwrap_or_default();
        vec![
            ("", partial.to_string()),
            ("day", known(partial.day)),
            ("month", known(partial.month)),
            ("year", format!("{:04}", partial.year)),
        ]
    }

    fn to_wire(&self, value: &Value, _field: &Field) -> serde_json::Value {
        match value {
            Value::PartialDate(partial) => json!(partial.to_string()),
            _ => serde_json::Value::Null,
        }
    }

    fn read_wire(&self, json: &serde_json::Value, _field: &Field, _lookup: &dyn Lookup) -> Option<Value> {
        PartialDate::parse(json.as_str()?).map(Value::PartialDate)
    }

    fn schema(&self, _field: &Field) -> serde_json::Value {
        json!({
            "type": "string",
            "pattern": "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
        })
    }

    fn sample(&self, _field: &Field, _lookup: &dyn Lookup, seed: u64) -> Option<Value> {
        Some(Value::PartialDate(PartialDate {
            year: 1985,
            month: Some(6),
            day: Some(i8::try_from(seed % 27).unwrap_or(0) + 1),
        }))
    }

    fn input_mode(&self) -> Option<&'static str> {
        Some("numeric")
    }

    fn parts(&self) -> &'static [&'static str] {
        date::PARTS
    }
}
