//! Named formats of a text: forms with check digits or a canonical way of writing that a pattern cannot say.
//!
//! To add one: copy `siren.rs`, list it in [`FORMATS`], use it in a component (`format: siren` in its `schema.yaml`) and give that component good and bad values in its `scenarios/`.

mod bank;
mod digits;
mod nir;
mod numbers;
mod place;
mod siren;
mod vehicle;
mod zone;

use crate::{problem::ProblemKind, text::Language};

/// Every named format, in the order of the alphabet.
pub const FORMATS: &[&Format] = &[
    &bank::BIC,
    &numbers::CAF,
    &vehicle::FORMULE,
    &numbers::FRANCE_TRAVAIL,
    &bank::IBAN,
    &nir::NIR,
    &place::POINT,
    &numbers::POSTAL_CODE,
    &siren::RNA,
    &siren::SIREN,
    &siren::SIRET,
    &numbers::TAX,
    &vehicle::PLATE,
    &zone::ZONE,
];

/// The format with this name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

/// Whether a text can be the SIRET of a recipient: 14 digits whose own key agrees.
///
/// The SIREN inside is not looked at: invented organisations have one that nobody can ever be given.
pub fn is_siret(text: &str) -> bool {
    siren::is_establishment(text)
}

/// What is wrong with a text of a named format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Not of its form at all.
    Form,
    /// Of its form, but its check digits do not agree: one of its signs is wrong.
    Key,
}

/// A named format.
#[derive(Debug)]
pub struct Format {
    /// As a schema names it.
    pub name: &'static str,
    /// What it is, in French.
    pub fr: &'static str,
    /// What it is, in English.
    pub en: &'static str,
    /// The longest canonical form, in characters.
    pub longest: u32,
    /// The canonical form for readers of the published schema: plain 2020-12, without what only code can check.
    pub pattern: &'static str,
    /// The `inputmode` of its box.
    pub input_mode: Option<&'static str>,
    /// The canonical form of what was typed, where it has the form; check digits are not looked at.
    canonical: fn(&str) -> Option<String>,
    /// Whether the check digits of a canonical form agree.
    agrees: fn(&str) -> bool,
    /// A canonical form as people read it.
    show: fn(&str, Language) -> String,
    /// A sound canonical form, the same for the same seed.
    sample: fn(u64) -> String,
}

impl Format {
    /// The canonical form; what has not the form stays as it was typed, to be shown and refused.
    pub(super) fn clean(&self, typed: String) -> String {
        (self.canonical)(&typed).unwrap_or(typed)
    }

    /// What is wrong with a text that should be in canonical form.
    pub fn fault(&self, text: &str) -> Option<Fault> {
        if (self.canonical)(text).as_deref() != Some(text) {
            return Some(Fault::Form);
        }
        (!(self.agrees)(text)).then_some(Fault::Key)
    }

    /// What the box holds when the page comes back: in groups, so that people can compare it with their document, the wrong key included.
    pub(super) fn boxed(&self, text: &str) -> String {
        if self.fault(text) == Some(Fault::Form) {
            return text.to_owned();
        }
        let shown = (self.show)(text, Language::Fr).replace('\u{a0}', " ");
        if (self.canonical)(&shown).as_deref() == Some(text) { shown } else { text.to_owned() }
    }

    /// A sound canonical form as people read it; anything else as it is.
    pub fn shown(&self, text: &str, language: Language) -> String {
        if self.fault(text).is_some() {
            return text.to_owned();
        }
        (self.show)(text, language)
    }

    /// A sound canonical form, the same for the same seed.
    pub fn sample(&self, seed: u64) -> String {
        (self.sample)(seed)
    }
}

/// A named format where a question uses it.
#[derive(Debug, Clone)]
pub struct InUse {
    /// The format.
    pub format: &'static Format,
    /// What the author says when the form is not right.
    pub message: Option<crate::text::Text>,
}

impl InUse {
    /// The citizen's problem with this text.
    pub(super) fn problem(&self, text: &str) -> Option<ProblemKind> {
        self.format.fault(text).map(|fault| match fault {
            Fault::Form => ProblemKind::Pattern { message: self.message.clone() },
            Fault::Key => ProblemKind::CheckDigits,
        })
    }
}

/// Without spaces, dots and hyphens, in capitals: what people put between the groups of a number means nothing.
fn compact(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(c, '.' | '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2212}' | '/' | '_')
        })
        .flat_map(char::to_uppercase)
        .collect()
}

/// The compact form where it has `count` digits and nothing else.
fn only_digits(typed: &str, count: usize) -> Option<String> {
    let digits = compact(typed);
    (digits.len() == count && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// The text in groups of these lengths, with narrow no-break spaces; what is left over is one more group.
fn grouped(text: &str, lengths: &[usize]) -> String {
    let mut shown = String::with_capacity(text.len() + 2 * lengths.len());
    let mut next = lengths.iter().copied().cycle();
    let mut left = next.next().unwrap_or(text.len());
    for c in text.chars() {
        if left == 0 {
            shown.push('\u{a0}');
            left = next.next().unwrap_or(text.len());
        }
        shown.push(c);
        left = left.saturating_sub(1);
    }
    shown
}

/// For formats that are shown as they are kept.
fn as_kept(text: &str, _language: Language) -> String {
    text.to_owned()
}

/// For formats without check digits.
fn nothing_to_agree(_text: &str) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_stand_in_order_and_are_found() {
        assert!(FORMATS.is_sorted_by(|a, b| a.name < b.name));
        assert!(FORMATS.iter().all(|known| format(known.name).is_some()));
        assert!(format("uuid").is_none());
    }

    #[test]
    fn published_patterns_match_every_sample_and_its_shown_form_is_read_again() {
        for format in FORMATS {
            let pattern = regex::Regex::new(format.pattern).unwrap();
            for seed in 0..500 {
                let sample = format.sample(seed);
                assert_eq!(format.fault(&sample), None, "{}: {sample}", format.name);
                assert!(pattern.is_match(&sample), "{}: {sample}", format.name);
                assert!(sample.chars().count() <= format.longest as usize, "{}: {sample}", format.name);
                if format.name != "zone" {
                    let shown = format.shown(&sample, Language::Fr);
                    assert_eq!(format.clean(shown.clone()), sample, "{}: {shown}", format.name);
                }
            }
        }
    }

    #[test]
    fn a_number_comes_back_in_groups_to_be_compared_even_with_a_wrong_key() {
        let boxed = |name: &str, text: &str| format(name).unwrap().boxed(text);
        assert_eq!(boxed("iban", "FR7630006000011234567890188"), "FR76 3000 6000 0112 3456 7890 188");
        assert_eq!(boxed("siret", "73282932000075"), "732 829 320 00075");
        assert_eq!(boxed("siret", "douze"), "douze");
        let zone = format("zone").unwrap().sample(1);
        assert_eq!(boxed("zone", &zone), zone);
    }

    proptest! {
        /// Nothing typed makes a format fail, and the canonical form is a fixed point.
        #[test]
        fn cleaning_is_total_and_done_once(typed in "\\PC{0,60}") {
            for format in FORMATS {
                let once = format.clean(typed.clone());
                prop_assert_eq!(format.clean(once.clone()), once);
            }
        }

        /// One digit changed, or two neighbours swapped, is always noticed by formats with check digits.
        #[test]
        fn a_slip_of_one_digit_is_noticed(seed in any::<u64>(), at in 0_usize..40, by in 1_u8..10) {
            for name in ["iban", "nir", "siren"] {
                let format = format(name).unwrap();
                let sample = format.sample(seed);
                let mut bytes = sample.clone().into_bytes();
                let digits: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
                let at = digits[at % digits.len()];
                bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
                let changed = String::from_utf8(bytes).unwrap();
                prop_assert!(format.fault(&changed).is_some(), "{name}: {sample} → {changed}");
            }
        }
    }
}
