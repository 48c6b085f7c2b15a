//! Reads lengths of time, sizes and kinds of file.

use super::{
    keys,
    reader::{Map, short, some_of, text_of},
    report::Report,
    tree::{Meaning, Spanned, Written},
};
use crate::{
    demarche::{Delay, FileKind},
    diagnostic::Sentence,
};

/// `30 days`, `2 months`, `5 years`, or the same in French.
pub fn delay_of(report: &mut Report, map: Map<'_>, key: &str) -> Option<Spanned<Delay>> {
    let written = measured(report, map, key)?;
    let delay = parse_delay(&written.text);
    if delay.is_none() {
        report.error(
            "definition.bad_delay",
            written.place,
            Sentence::new(
                format!("« {} » n'est pas une durée.", short(&written.text)),
                format!("“{}” is not a length of time.", short(&written.text)),
            ),
            Sentence::new(
                "Écrivez par exemple « 30 days », « 2 months » ou « 5 years ».",
                "Write for instance “30 days”, “2 months” or “5 years”.",
            ),
        );
    }
    delay.map(|value| Spanned { value, place: written.place })
}

/// What is written of a measure; a number alone lacks its unit, and not its quotes.
fn measured(report: &mut Report, map: Map<'_>, key: &str) -> Option<Written> {
    let number = map.get(key)?.scalar().filter(|written| matches!(written.meaning(), Meaning::Number(_)));
    number.cloned().or_else(|| text_of(report, map, key))
}

fn parse_delay(text: &str) -> Option<Delay> {
    let (count, unit) = text.trim().split_once(' ')?;
    let count: u16 = count.parse().ok().filter(|count| (1..=3650).contains(count))?;
    match unit.trim() {
        "day" | "days" | "jour" | "jours" => Some(Delay::Days(count)),
        "month" | "months" | "mois" => Some(Delay::Months(count)),
        "year" | "years" | "an" | "ans" => Some(Delay::Years(count)),
        _ => None,
    }
}

/// `15 MB`, `500 kB`, or the same in French.
pub fn size_of(report: &mut Report, map: Map<'_>, key: &str) -> Option<Spanned<u64>> {
    let written = measured(report, map, key)?;
    let size = parse_size(&written.text);
    match size {
        None => report.error(
            "definition.bad_size",
            written.place,
            Sentence::new(
                format!("« {} » n'est pas une taille.", short(&written.text)),
                format!("“{}” is not a size.", short(&written.text)),
            ),
            Sentence::new("Écrivez par exemple « 5 MB » ou « 500 kB ».", "Write for instance “5 MB” or “500 kB”."),
        ),
        Some(bytes) if bytes == 0 || bytes > MAX_FILE_BYTES => report.error(
            "field.bad_limit",
            written.place,
            Sentence::new(
                "La plateforme accepte des fichiers de 1 kB à 25 MB.",
                "The platform accepts files from 1 kB to 25 MB.",
            ),
            Sentence::new("Choisissez une taille dans ces bornes.", "Choose a size within these bounds."),
        ),
        Some(_) => {}
    }
    size.filter(|bytes| (1..=MAX_FILE_BYTES).contains(bytes)).map(|value| Spanned { value, place: written.place })
}

/// The largest file that the platform takes.
pub const MAX_FILE_BYTES: u64 = 25_000_000;
/// The most files that one question takes.
pub const MAX_FILES: u32 = 10;

/// The bytes of `15 MB`, `500 kB`, or the same in French.
pub fn parse_size(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let count: u64 = text[..digits].parse().ok()?;
    let unit = match text[digits..].trim() {
        "kB" | "ko" | "KB" | "Ko" => 1_000,
        "MB" | "Mo" => 1_000_000,
        _ => return None,
    };
    count.checked_mul(unit)
}

/// Kinds of file.
pub fn file_kinds_of(report: &mut Report, map: Map<'_>, key: &str) -> Option<Vec<FileKind>> {
    let words = some_of(report, map, key, keys::FILE_KINDS)?;
    Some(FileKind::ALL.iter().copied().filter(|kind| words.iter().any(|word| word.value == kind.id())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_and_sizes_are_read_in_both_languages() {
        assert_eq!(parse_delay("30 days"), Some(Delay::Days(30)));
        assert_eq!(parse_delay("2 mois"), Some(Delay::Months(2)));
        assert_eq!(parse_delay("5 ans"), Some(Delay::Years(5)));
        assert_eq!(parse_delay("five years"), None);
        assert_eq!(parse_delay("0 days"), None);
        assert_eq!(parse_size("15 MB"), Some(15_000_000));
        assert_eq!(parse_size("500ko"), Some(500_000));
        assert_eq!(parse_size("15"), None);
    }
}
