//! A telephone number, kept in E.164 (`+33612345678`).

use serde_json::json;

use super::{Doc, FieldType, Posted, Read, reading, text};
use crate::{answers::Value, demarche::Field, expression::Type, lookup::Lookup, problem::ProblemKind, text::Language};

/// A telephone number of any country; one without a country code is read as French.
#[derive(Debug)]
pub(super) struct Phone;

/// The country code of a French ten-digit number, by its first digits without the zero.
///
/// The overseas départements have codes of their own that their numbers repeat.
const OVERSEAS: &[(&str, &str)] = &[
    ("590", "590"),
    ("690", "590"),
    ("691", "590"),
    ("594", "594"),
    ("694", "594"),
    ("596", "596"),
    ("696", "596"),
    ("697", "596"),
    ("262", "262"),
    ("263", "262"),
    ("269", "262"),
    ("639", "262"),
    ("692", "262"),
    ("693", "262"),
];

/// What follows a country code of the Republic: so many digits, the first of them one of these.
struct Plan {
    code: &'static str,
    digits: usize,
    first: &'static str,
}

/// Classes of numbers rather than ranges of subscribers: new ranges are opened every few years.
const OF_THE_REPUBLIC: &[Plan] = &[
    Plan { code: "33", digits: 9, first: "123456789" },
    Plan { code: "262", digits: 9, first: "26789" },
    Plan { code: "508", digits: 6, first: "23456789" },
    Plan { code: "590", digits: 9, first: "56789" },
    Plan { code: "594", digits: 9, first: "56789" },
    Plan { code: "596", digits: 9, first: "56789" },
    Plan { code: "681", digits: 6, first: "23456789" },
    Plan { code: "687", digits: 6, first: "23456789" },
    Plan { code: "689", digits: 8, first: "23456789" },
];

impl Plan {
    /// Whether a number with its country code fits; one of another country always does.
    fn takes(&self, number: &str) -> bool {
        number
            .strip_prefix(self.code)
            .is_none_or(|rest| rest.len() == self.digits && rest.starts_with(|first| self.first.contains(first)))
    }
}

/// The number in E.164, where it is one.
fn canonical(typed: &str) -> Option<String> {
    if typed.len() > 40 {
        return None;
    }
    let compact: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '(' | ')' | '/' | '\u{2011}'))
        .collect();
    let (international, digits) = if let Some(rest) = compact.strip_prefix('+') {
        (true, rest)
    } else if let Some(rest) = compact.strip_prefix("00") {
        (true, rest)
    } else {
        (false, compact.as_str())
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if international {
        // « +33 (0)6 … » is a habit of letterheads: the zero is not dialled.
        let digits = OF_THE_REPUBLIC
            .iter()
            .find_map(|plan| Some(format!("{}{}", plan.code, digits.strip_prefix(plan.code)?.strip_prefix('0')?)))
            .unwrap_or_else(|| digits.to_owned());
        let length_ok = (7..=15).contains(&digits.len()) && !digits.starts_with('0');
        let own_plan_ok = OF_THE_REPUBLIC.iter().all(|plan| plan.takes(&digits));
        return (length_ok && own_plan_ok).then(|| format!("+{digits}"));
    }
    // Saint-Pierre-et-Miquelon: six digits, dialled with 0508 from the mainland.
    if let Some(subscriber) = digits.strip_prefix("0508")
        && subscriber.len() == 6
    {
        return Some(format!("+508{subscriber}"));
    }
    let national = digits.strip_prefix('0')?;
    if national.len() != 9 || national.starts_with('0') {
        return None;
    }
    // 06 39 98 is kept for works of fiction and is the mainland's, though Mayotte has the numbers around it.
    let overseas = OVERSEAS.iter().find(|(prefix, _)| national.starts_with(prefix) && !national.starts_with("63998"));
    let country = overseas.map_or("33", |(_, country)| country);
    Some(format!("+{country}{national}"))
}

/// Length of the country code that digits in E.164 begin with (ITU-T E.164, assigned codes): one, two or three.
fn country_code(digits: &str) -> usize {
    const OF_TWO: &[&str] = &[
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49",
        "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84",
        "86", "90", "91", "92", "93", "94", "95", "98",
    ];
    match digits.get(..2) {
        _ if digits.starts_with(['1', '7']) => 1,
        Some(two) if OF_TWO.contains(&two) => 2,
        _ => 3,
    }
}

/// How the numbers of a country are written there, where all of them have one length and one form: country code, lengths of the groups.
const GROUPS: &[(&str, &[usize])] = &[
    ("1", &[3, 3, 4]),
    ("41", &[2, 3, 2, 2]),
    ("48", &[3, 3, 3]),
    ("216", &[2, 3, 3]),
    ("351", &[3, 3, 3]),
    ("420", &[3, 3, 3]),
];

/// « +41 22 730 51 11 »: the country code, then the groups of that country; where they are not known, pairs from the end, the first group of
/// three where the digits are odd in number.
fn grouped(number: &str) -> String {
    let digits = number.trim_start_matches('+');
    let (country, rest) = digits.split_at_checked(country_code(digits)).unwrap_or((digits, ""));
    let mut shown = format!("+{country}");
    let groups = GROUPS.iter().find(|(code, groups)| *code == country && groups.iter().sum::<usize>() == rest.len());
    if let Some((_, groups)) = groups {
        let mut left = rest;
        for length in *groups {
            let (group, after) = left.split_at_checked(*length).unwrap_or((left, ""));
            shown.push(' ');
            shown.push_str(group);
            left = after;
        }
        return shown;
    }
    for (index, digit) in rest.chars().enumerate() {
        let left = rest.len().saturating_sub(index);
        if index == 0 || (left % 2 == 0 && index > 1) {
            shown.push(' ');
        }
        shown.push(digit);
    }
    shown
}

/// « 06 12 34 56 78 » for a French number, else with its country code.
fn national(number: &str) -> String {
    let local = number.strip_prefix("+33").or_else(|| {
        OVERSEAS.iter().find_map(|(prefix, country)| {
            let rest = number.strip_prefix('+')?.strip_prefix(country)?;
            rest.starts_with(prefix).then_some(rest)
        })
    });
    let Some(local) = local.filter(|local| local.len() == 9) else {
        return grouped(number);
    };
    let with_zero = format!("0{local}");
    let mut shown = String::with_capacity(14);
    for (index, digit) in with_zero.chars().enumerate() {
        if index > 0 && index % 2 == 0 {
            shown.push(' ');
        }
        shown.push(digit);
    }
    shown
}

impl FieldType for Phone {
    fn name(&self) -> &'static str {
        "phone"
    }

    fn doc(&self) -> Doc {
        Doc {
            fr: "Un numéro de téléphone, français ou étranger.",
            en: "A telephone number, French or foreign.",
            schema: r#"{ $ref: "component:phone@1" }"#,
        }
    }

    fn expression_type(&self, _field: &Field) -> Type {
        Type::Text
    }

    fn read(&self, posted: &Posted<'_>, field: &Field, _lookup: &dyn Lookup) -> Read {
        match text::read_text(posted, field, reading::line) {
            Read::Value(Value::Text(typed)) => match canonical(&typed) {
                Some(number) => Read::Value(Value::Text(number)),
                None => Read::Unreadable("", ProblemKind::Phone),
            },
            other => other,
        }
    }

    fn check(&self, value: &Value, _field: &Field) -> Vec<ProblemKind> {
        match value {
            Value::Text(number) if canonical(number).as_deref() == Some(number) => Vec::new(),
            _ => vec![ProblemKind::Phone],
        }
    }

    fn show(&self, value: &Value, _field: &Field, _language: Language) -> Vec<String> {
        match value {
            Value::Text(number) => vec![national(number)],
            _ => Vec::new(),
        }
    }

    fn boxes(&self, value: &Value, _field: &Field) -> Vec<(&'static str, String)> {
        match value {
            Value::Text(number) => vec![("", national(number))],
            _ => Vec::new(),
        }
    }

    fn to_wire(&self, value: &Value, _field: &Field) -> serde_json::Value {
        text::text_to_wire(value)
    }

    fn read_wire(&self, json: &serde_json::Value, _field: &Field, _lookup: &dyn Lookup) -> Option<Value> {
        let typed = reading::line(json.as_str()?).ok()?;
        Some(Value::Text(canonical(&typed).unwrap_or(typed)))
    }

    fn schema(&self, _field: &Field) -> serde_json::Value {
        json!({ "type": "string", "pattern": "^\\+[1-9][0-9]{6,14}$" })
    }

    fn sample(&self, _field: &Field, _lookup: &dyn Lookup, seed: u64) -> Option<Value> {
        // 06 39 98 … is the range kept for works of fiction.
        Some(Value::Text(format!("+3363998{:04}", seed % 10_000)))
    }

    fn input_mode(&self) -> Option<&'static str> {
        Some("tel")
    }
}

#[cfg(test)]
mod tests {
    use super::{canonical, national};

    #[test]
    fn numbers_of_every_territory_are_kept_in_e164() {
        for (typed, kept) in [
            ("06 12 34 56 78", "+33612345678"),
            ("01.23.45.67.89", "+33123456789"),
            ("+33 (0)6 12 34 56 78", "+33612345678"),
            ("0033612345678", "+33612345678"),
            ("0590 12 34 56", "+590590123456"),
            ("0692123456", "+262692123456"),
            ("06 39 12 34 56", "+262639123456"),
            ("06 39 98 00 01", "+33639980001"),
            ("0508 41 12 34", "+508411234"),
            ("+687 26 12 34", "+687261234"),
            ("+689 40 12 34 56", "+68940123456"),
            ("00681 72 12 34", "+681721234"),
            ("+262 (0)692 12 34 56", "+262692123456"),
            ("+596 696 12 34 56", "+596696123456"),
            ("+49 30 123456", "+4930123456"),
        ] {
            assert_eq!(canonical(typed).as_deref(), Some(kept), "{typed}");
            assert_eq!(canonical(kept).as_deref(), Some(kept), "{kept}");
        }
        for bad in [
            "12",
            "0012",
            "06 12 34 56 7",
            "0612345678x",
            "00 00",
            "+3361234567890123",
            "+33 06 12 34 56 7",
            "+330012345678",
            "+590 12 34 56",
            "+262 490123456",
            "+508 41 12",
            "+687 26 12 34 5",
            "+689 40 12 34",
            "0508 41 12 34 5",
        ] {
            assert_eq!(canonical(bad), None, "{bad}");
        }
        assert_eq!(canonical(&format!("+33{}", "1".repeat(10_000))), None);
    }

    #[test]
    fn a_french_number_is_shown_in_pairs() {
        assert_eq!(national("+33612345678"), "06 12 34 56 78");
        assert_eq!(national("+262692123456"), "06 92 12 34 56");
    }

    #[test]
    fn a_number_of_elsewhere_is_shown_in_groups_that_are_read_again() {
        for (kept, shown) in [
            ("+41791234567", "+41 79 123 45 67"),
            ("+41227305111", "+41 22 730 51 11"),
            ("+32470123456", "+32 470 12 34 56"),
            ("+4930123456", "+49 30 12 34 56"),
            ("+12025550123", "+1 202 555 0123"),
            ("+351912345678", "+351 912 345 678"),
            ("+687261234", "+687 26 12 34"),
            ("+508411234", "+508 41 12 34"),
        ] {
            assert_eq!(national(kept), shown);
            assert_eq!(canonical(shown).as_deref(), Some(kept));
        }
    }
}
