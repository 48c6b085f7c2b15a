//! Writes answers the way each language does: numbers, dates, sizes of money.
//!
//! Sentences are written by `words`, which may not ask here; a test of `desk` holds both to the same months, spaces and signs.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{answers::PartialDate, text::Language};

const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The month's name; `month` counts from 1.
fn month_name(month: i8, language: Language) -> &'static str {
    let names = match language {
        Language::Fr => &MONTHS_FR,
        Language::En => &MONTHS_EN,
    };
    usize::try_from(month - 1).ok().and_then(|index| names.get(index)).copied().unwrap_or_default()
}

/// The month a name or a number stands for: `8`, `08`, `août`, `aout`, `August`.
pub(crate) fn month_number(typed: &str) -> Option<i8> {
    if let Ok(number) = typed.parse::<i8>() {
        return typed.bytes().all(|b| b.is_ascii_digit()).then_some(number);
    }
    let fold = |text: &str| text.to_lowercase().replace(['é', 'è'], "e").replace('û', "u");
    let typed = fold(typed);
    (1_i8..=12).find(|month| {
        fold(month_name(*month, Language::Fr)) == typed || fold(month_name(*month, Language::En)) == typed
    })
}

/// « 24 août 1962 », « 1er mars 2026 », “24 August 1962”.
pub fn date(date: Date, language: Language) -> String {
    let month = month_name(date.month(), language);
    let day = match (language, date.day()) {
        (Language::Fr, 1) => "1er".to_owned(),
        (_, day) => day.to_string(),
    };
    format!("{day}\u{a0}{month} {}", date.year())
}

/// « août 1962 » where the day is unknown, « 1962 » where the month is too.
pub fn partial_date(partial: PartialDate, language: Language) -> String {
    match (partial.full(), partial.month) {
        (Some(full), _) => date(full, language),
        (None, Some(month)) => format!("{} {}", month_name(month, language), partial.year),
        (None, None) => partial.year.to_string(),
    }
}

/// « 1 234,5 » with fine spaces, “1,234.5”.
pub fn number(value: Decimal, language: Language) -> String {
    let plain = value.abs().to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let (thousands, decimal) = match language {
        Language::Fr => ("\u{202f}", ","),
        Language::En => (",", "."),
    };
    let mut shown = String::new();
    if value.is_sign_negative() {
        shown.push('\u{2212}');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) && whole.len() > 3 {
            shown.push_str(thousands);
        }
        shown.push(digit);
    }
    if !fraction.is_empty() {
        shown.push_str(decimal);
        shown.push_str(fraction);
    }
    shown
}

/// « 1 234,56 € », “€1,234.56”.
pub fn money(value: Decimal, language: Language) -> String {
    let rounded = exact(value, 2);
    match language {
        Language::Fr => format!("{}\u{a0}€", number(rounded, language)),
        Language::En if rounded.is_sign_negative() => {
            format!("\u{2212}€{}", number(rounded.abs(), language))
        }
        Language::En => format!("€{}", number(rounded, language)),
    }
}

/// The value at exactly `scale` decimals, half-up.
pub fn exact(value: Decimal, scale: u32) -> Decimal {
    let mut rounded = value.round_dp_with_strategy(scale, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(scale);
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_each_language_does() {
        let value: Decimal = "1234.5".parse().unwrap();
        assert_eq!(money(value, Language::Fr), "1\u{202f}234,50\u{a0}€");
        assert_eq!(money(value, Language::En), "€1,234.50");
        assert_eq!(exact("0.005".parse().unwrap(), 2).to_string(), "0.01");
    }

    #[test]
    fn months_are_known_by_name_and_number() {
        assert_eq!(month_number("août"), Some(8));
        assert_eq!(month_number("AOUT"), Some(8));
        assert_eq!(month_number("02"), Some(2));
        assert_eq!(month_number("+2"), None);
        assert_eq!(month_number("brumaire"), None);
    }
}
