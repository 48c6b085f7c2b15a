//! A calendar date in three boxes.

use jiff::civil::Date;
use serde_json::json;

use super::{Doc, FieldType, Posted, Read, show};
use crate::{answers::Value, demarche::Field, expression::Type, lookup::Lookup, problem::ProblemKind, text::Language};

/// A calendar date: three boxes, or the whole path with an ISO date.
#[derive(Debug)]
pub(super) struct DateField;

/// The boxes in the order they are shown.
pub(super) const PARTS: &[&str] = &["day", "month", "year"];

/// What stands in the three boxes.
pub(super) struct Boxes<'a> {
    pub(super) day: &'a str,
    pub(super) month: &'a str,
    pub(super) year: &'a str,
}

impl<'a> Boxes<'a> {
    pub(super) fn of(posted: &Posted<'a>) -> Self {
        let get = |part| posted.get(part).unwrap_or_default().trim();
        Self { day: get("day"), month: get("month"), year: get("year") }
    }

    pub(super) fn all_empty(&self) -> bool {
        self.day.is_empty() && self.month.is_empty() && self.year.is_empty()
    }

    /// The first box left empty.
    fn first_empty(&self) -> Option<&'static str> {
        [("day", self.day), ("month", self.month), ("year", self.year)]
            .into_iter()
            .find(|(_, typed)| typed.is_empty())
            .map(|(part, _)| part)
    }
}

/// A year of four digits.
pub(super) fn year(typed: &str) -> Option<i16> {
    (typed.len() == 4 && typed.bytes().all(|b| b.is_ascii_digit()))
        .then(|| typed.parse().ok())
        .flatten()
        .filter(|year| *year > 0)
}

/// A day of one or two digits.
pub(super) fn day(typed: &str) -> Option<i8> {
    ((1..=2).contains(&typed.len()) && typed.bytes().all(|b| b.is_ascii_digit()))
        .then(|| typed.parse().ok())
        .flatten()
        .filter(|day| (1..=31).contains(day))
}

/// A month, by number or by name.
pub(super) fn month(typed: &str) -> Option<i8> {
    show::month_number(typed).filter(|month| (1..=12).contains(month))
}

/// An ISO date of exactly ten signs.
pub(super) fn iso(typed: &str) -> Option<Date> {
    (typed.len() == 10).then(|| typed.parse::<Date>().ok()).flatten().filter(|date| date.year() > 0)
}

impl FieldType for DateField {
    fn name(&self) -> &'static str {
        "date"
    }

    fn doc(&self) -> Doc {
        Doc {
            fr: "Une date du calendrier, en trois cases : jour, mois, année.",
            en: "A calendar date, in three boxes: day, month, year.",
            schema: "{ title: Date de la fête, type: string, format: date }",
        }
    }

    fn expression_type(&self, _field: &Field) -> Type {
        Type::Date
    }

    fn read(&self, posted: &Posted<'_>, _field: &Field, _lookup: &dyn Lookup) -> Read {
        let boxes = Boxes::of(posted);
        if boxes.all_empty() {
            let whole = posted.get("").unwrap_or_default().trim();
            if whole.is_empty() {
                return Read::Blank;
            }
            return match iso(whole) {
                Some(date) => Read::Value(Value::Date(date)),
                None => Read::Unreadable("day", ProblemKind::Date),
            };
        }
        if let Some(part) = boxes.first_empty() {
            return Read::Unreadable(part, ProblemKind::DateIncomplete);
        }
        let (Some(d), Some(m), Some(y)) = (day(boxes.day), month(boxes.month), year(boxes.year)) else {
            let part = if day(boxes.day).is_none() {
                "day"
            } else if month(boxes.month).is_none() {
                "month"
            } else {
                "year"
            };
            return Read::Unreadable(part, ProblemKind::Date);
        };
        match Date::new(y, m, d) {
            Ok(date) => Read::Value(Value::Date(date)),
            Err(_) => Read::Unreadable("day", ProblemKind::Date),
        }
    }

    fn check(&self, value: &Value, _field: &Field) -> Vec<ProblemKind> {
        match value {
            Value::Date(_) => Vec::new(),
            _ => vec![ProblemKind::Date],
        }
    }

    fn show(&self, value: &Value, _field: &Field, language: Language) -> Vec<String> {
        match value {
            Value::Date(date) => vec![show::date(*date, language)],
            _ => Vec::new(),
        }
    }

    fn boxes(&self, value: &Value, _field: &Field) -> Vec<(&'static str, String)> {
        match value {
            Value::Date(date) => vec![
                ("", date.to_string()),
                ("day", date.day().to_string()),
                ("month", date.month().to_string()),
                ("year", format!("{:04}", date.year())),
            ],
            _ => Vec::new(),
        }
    }

    fn to_wire(&self, value: &Value, _field: &Field) -> serde_json::Value {
        match value {
            Value::Date(date) => json!(date.to_string()),
            _ => serde_json::Value::Null,
        }
    }

    fn read_wire(&self, json: &serde_json::Value, _field: &Field, _lookup: &dyn Lookup) -> Option<Value> {
        iso(json.as_str()?).map(Value::Date)
    }

    fn schema(&self, _field: &Field) -> serde_json::Value {
        json!({
            "type": "string",
            "format": "date",
            "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        })
    }

    fn sample(&self, _field: &Field, _lookup: &dyn Lookup, seed: u64) -> Option<Value> {
        let day = i8::try_from(seed % 27).unwrap_or(0) + 1;
        Date::new(1985, 6, day).ok().map(Value::Date)
    }

    fn input_mode(&self) -> Option<&'static str> {
        Some("numeric")
    }

    fn parts(&self) -> &'static [&'static str] {
        PARTS
    }
}
