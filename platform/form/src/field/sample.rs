//! Makes valid texts for scenarios, the same for the same seed.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::demarche::Field;

/// A text that the field accepts; `None` where its form is beyond this generator.
pub(super) fn text(field: &Field, seed: u64) -> Option<String> {
    if let Some(named) = &field.format {
        return Some(named.format.sample(seed));
    }
    let text = match &field.pattern {
        Some(pattern) => {
            let hir = regex_syntax::parse(&pattern.source).ok()?;
            let mut text = String::new();
            write(&hir, seed, &mut text)?;
            text
        }
        None => plain(field, seed),
    };
    let fits = field.pattern.as_ref().is_none_or(|pattern| pattern.regex.is_match(&text))
        && field.max_length.is_none_or(|max| text.chars().count() <= max as usize)
        && field.min_length.is_none_or(|min| text.chars().count() >= min as usize);
    fits.then_some(text)
}

fn plain(field: &Field, seed: u64) -> String {
    const WORDS: &[&str] = &["Exemple", "Élève", "Noël", "Loïc", "Zoé"];
    let word = WORDS[usize::try_from(seed % WORDS.len() as u64).unwrap_or(0)];
    let min = field.min_length.unwrap_or(0) as usize;
    let max = field.max_length.unwrap_or(u32::MAX) as usize;
    word.chars().cycle().take(word.chars().count().max(min).min(max)).collect()
}

/// Writes one text that the expression matches: first branch, fewest repetitions, first sign of a class.
fn write(hir: &Hir, seed: u64, text: &mut String) -> Option<()> {
    const LONGEST: usize = 4096;
    if text.len() > LONGEST {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(()),
        HirKind::Literal(literal) => {
            text.push_str(std::str::from_utf8(&literal.0).ok()?);
            Some(())
        }
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.ranges();
            let letter = ranges
                .iter()
                .find(|range| range.start() <= 'A' && 'A' <= range.end())
                .map(|_| 'A')
                .or_else(|| ranges.first().map(|range| range.start()))?;
            let digit = ranges
                .iter()
                .find(|range| range.start() <= '0' && '9' <= range.end())
                .and_then(|_| char::from_digit(u32::try_from(seed % 9).ok()? + 1, 10));
            text.push(digit.unwrap_or(letter));
            Some(())
        }
        HirKind::Class(Class::Bytes(_)) => None,
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min.min(1024) {
                write(&repetition.sub, seed, text)?;
            }
            Some(())
        }
        HirKind::Capture(capture) => write(&capture.sub, seed, text),
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, seed, text)),
        HirKind::Alternation(branches) => write(branches.first()?, seed, text),
    }
}
