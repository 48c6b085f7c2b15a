//! Words numbers, dates, file sizes and lists as each language writes them.
//!
//! Answers are written by `form`, which may not ask here; a test of `desk` holds both to the same months, spaces and signs.
//!
//! Languages are BCP 47 tags; what is not English is worded in French.

use jiff::{Zoned, civil::Date};

use crate::typography::{FINE, FIXED};

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

fn english(language: &str) -> bool {
    language.split(['-', '_']).next().is_some_and(|primary| primary.eq_ignore_ascii_case("en"))
}

/// A number written with digits and a point (`-1234.50`) as people read it: « −1 234,50 », "−1,234.50".
///
/// What is not such a number comes back unchanged.
pub fn number(language: &str, plain: &str) -> String {
    let (sign, unsigned) = match plain.strip_prefix('-') {
        Some(rest) => ("\u{2212}", rest),
        None => ("", plain),
    };
    let (whole, decimals) =
        unsigned.split_once('.').map_or((unsigned, None), |(whole, decimals)| (whole, Some(decimals)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !decimals.is_none_or(digits) {
        return plain.to_owned();
    }
    let (group, point) = if english(language) { (',', '.') } else { (FINE, ',') };
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    if let Some(decimals) = decimals {
        out.push(point);
        out.push_str(decimals);
    }
    out
}

/// A calendar date: « 24 août 1962 », « 1er août 1962 », "24 August 1962".
pub fn date(language: &str, date: Date) -> String {
    let months = if english(language) { &MONTHS_EN } else { &MONTHS_FR };
    let name = usize::try_from(date.month() - 1).ok().and_then(|month| months.get(month)).copied().unwrap_or_default();
    let day = match date.day() {
        1 if !english(language) => "1er".to_owned(),
        day => day.to_string(),
    };
    format!("{day}{FIXED}{name} {}", date.year())
}

/// The month of a date, with its year: « novembre 2026 ».
pub fn month(language: &str, date: Date) -> String {
    let months = if english(language) { &MONTHS_EN } else { &MONTHS_FR };
    let name = usize::try_from(date.month() - 1).ok().and_then(|month| months.get(month)).copied().unwrap_or_default();
    format!("{name} {}", date.year())
}

/// The time of day of an instant in its own zone: « 14 h 05 », "14:05".
pub fn time(language: &str, at: &Zoned) -> String {
    if english(language) {
        format!("{}:{:02}", at.hour(), at.minute())
    } else {
        format!("{}{FIXED}h{FIXED}{:02}", at.hour(), at.minute())
    }
}

/// An instant in its own zone: « 24 août 2026 à 14 h 05 ».
pub fn date_time(language: &str, at: &Zoned) -> String {
    let at_word = if english(language) { "at" } else { "à" };
    format!("{} {at_word}{FIXED}{}", date(language, at.date()), time(language, at))
}

/// An instant as a receipt needs it, with seconds and the offset of its zone: « 24 août 2026 à 14 h 05 min 09 s (UTC+2) ».
pub fn exact_date_time(language: &str, at: &Zoned) -> String {
    let seconds = at.offset().seconds();
    let sign = if seconds < 0 { '−' } else { '+' };
    let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() % 3600 / 60);
    let zone = match (hours, minutes) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    };
    if english(language) {
        format!("{} at {}:{:02}:{:02} ({zone})", date(language, at.date()), at.hour(), at.minute(), at.second())
    } else {
        format!(
            "{} à{FIXED}{}{FIXED}h{FIXED}{:02}{FIXED}min{FIXED}{:02}{FIXED}s ({zone})",
            date(language, at.date()),
            at.hour(),
            at.minute(),
            at.second()
        )
    }
}

/// The size of a file: « 850 Ko », « 1,2 Mo », "1.2 MB". Thousands are of 1,000 bytes, as systems show them.
pub fn file_size(language: &str, bytes: u64) -> String {
    let units: [&str; 4] = if english(language) { ["bytes", "KB", "MB", "GB"] } else { ["octets", "Ko", "Mo", "Go"] };
    let (unit, divisor) = match bytes {
        0..1_000 => (units[0], 1),
        1_000..1_000_000 => (units[1], 1_000),
        1_000_000..1_000_000_000 => (units[2], 1_000_000),
        _ => (units[3], 1_000_000_000),
    };
    // Rounded up: a file just above a limit must not look as if it were at the limit.
    let tenths = if divisor == 1 { bytes * 10 } else { bytes.saturating_mul(10).div_ceil(divisor) };
    let shown = if tenths.is_multiple_of(10) || tenths >= 1_000 || divisor == 1_000 {
        tenths.div_ceil(10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    format!("{}{FIXED}{unit}", number(language, &shown))
}

/// A service that only its place is known of: « Mairie de Muret (31) », « Greffe des associations – Finistère ».
///
/// `commune`: the place is one, and its service may be the town hall, as `title` says.
pub fn service_at(language: &str, title: &str, place: &str, commune: bool) -> String {
    let lower = title.to_lowercase();
    let town_hall = commune && (lower.contains("mairie") || lower.contains("town hall"));
    let named = if town_hall { town_hall_of(language, place) } else { None };
    named.unwrap_or_else(|| format!("{title} – {place}"))
}

/// The town hall of a commune; nothing where the ear alone tells how French binds its name.
fn town_hall_of(language: &str, commune: &str) -> Option<String> {
    if english(language) {
        return Some(format!("Town hall of {commune}"));
    }
    if let Some(rest) = commune.strip_prefix("Le ") {
        return Some(format!("Mairie du {rest}"));
    }
    if let Some(rest) = commune.strip_prefix("Les ") {
        return Some(format!("Mairie des {rest}"));
    }
    match commune.chars().next()?.to_lowercase().next()? {
        // Mute or not, before an h and a y no rule says it: « d'Hyères », « de Houilles ».
        'h' | 'y' => None,
        'a' | 'à' | 'â' | 'æ' | 'e' | 'é' | 'è' | 'ê' | 'ë' | 'i' | 'î' | 'ï' | 'o' | 'ô' | 'ö' | 'œ' | 'u' | 'ù'
        | 'û' | 'ü' => Some(format!("Mairie d'{commune}")),
        _ => Some(format!("Mairie de {commune}")),
    }
}

/// Joins with commas and « et ».
pub fn all_of(language: &str, items: &[impl AsRef<str>]) -> String {
    join(items, if english(language) { "and" } else { "et" })
}

/// Joins with commas and « ou ».
pub fn one_of(language: &str, items: &[impl AsRef<str>]) -> String {
    join(items, if english(language) { "or" } else { "ou" })
}

fn join(items: &[impl AsRef<str>], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., end] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", first.join(", "), end.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(number("fr", "1234567.5"), "1\u{202F}234\u{202F}567,5");
        assert_eq!(number("en", "-1234"), "\u{2212}1,234");
        assert_eq!(number("fr", "12a"), "12a");
        assert_eq!(number("fr", ""), "");
    }

    #[test]
    fn dates() {
        assert_eq!(date("fr", day(1962, 8, 24)), "24\u{A0}août 1962");
        assert_eq!(date("fr", day(1962, 8, 1)), "1er\u{A0}août 1962");
        assert_eq!(date("en-GB", day(1962, 8, 1)), "1\u{A0}August 1962");
    }

    #[test]
    fn instants() {
        let Ok(at) = day(2026, 3, 29).at(14, 5, 9, 0).in_tz("Europe/Paris") else {
            unreachable!("the zone is bundled")
        };
        assert_eq!(date_time("fr", &at), "29\u{A0}mars 2026 à\u{A0}14\u{A0}h\u{A0}05");
        assert_eq!(exact_date_time("en", &at), "29\u{A0}March 2026 at 14:05:09 (UTC+2)");
    }

    #[test]
    fn sizes() {
        assert_eq!(file_size("fr", 999), "999\u{A0}octets");
        assert_eq!(file_size("fr", 5_000_000), "5\u{A0}Mo");
        assert_eq!(file_size("en", 1_234_567), "1.3\u{A0}MB");
        assert_eq!(file_size("fr", 5_000_001), "5,1\u{A0}Mo");
        assert_eq!(file_size("fr", u64::MAX), "1\u{202F}844\u{202F}674\u{202F}408\u{A0}Go");
    }

    #[test]
    fn services_of_a_place() {
        let mairie = |place: &str| service_at("fr", "Votre mairie", place, true);
        assert_eq!(mairie("Muret (31)"), "Mairie de Muret (31)");
        assert_eq!(mairie("Évry (89)"), "Mairie d'Évry (89)");
        assert_eq!(mairie("Le Havre (76)"), "Mairie du Havre (76)");
        assert_eq!(mairie("Les Ulis (91)"), "Mairie des Ulis (91)");
        assert_eq!(mairie("La Rochelle (17)"), "Mairie de La Rochelle (17)");
        assert_eq!(mairie("Hyères (83)"), "Votre mairie – Hyères (83)");
        assert_eq!(service_at("en", "Your town hall", "Muret (31)", true), "Town hall of Muret (31)");
        assert_eq!(service_at("fr", "Greffe", "Finistère", false), "Greffe – Finistère");
        assert_eq!(service_at("fr", "Action sociale", "Muret (31)", true), "Action sociale – Muret (31)");
    }

    #[test]
    fn lists() {
        assert_eq!(one_of("fr", &["PDF", "JPEG", "PNG"]), "PDF, JPEG ou PNG");
        assert_eq!(all_of("en", &["a", "b"]), "a and b");
        assert_eq!(all_of("fr", &["a"]), "a");
    }
}
