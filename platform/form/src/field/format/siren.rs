//! Numbers of companies and associations: SIREN, SIRET, RNA.

use super::{Format, as_kept, compact, digits, grouped, nothing_to_agree, only_digits};

/// The company, of nine digits.
pub(super) static SIREN: Format = Format {
    name: "siren",
    fr: "Le SIREN d'une entreprise, d'une association ou d'une administration : 9 chiffres, dont une clé.",
    en: "The SIREN of a company, an association or an administration: 9 digits, one of them a check digit.",
    longest: 9,
    pattern: "^[0-9]{9}$",
    input_mode: Some("numeric"),
    canonical: |typed| only_digits(typed, 9),
    agrees: siren_agrees,
    show: |text, _| grouped(text, &[3]),
    sample: |seed| completed(&format!("{:08}", 10_000_000 + seed % 80_000_000)),
};

/// Its establishment, of fourteen digits.
pub(super) static SIRET: Format = Format {
    name: "siret",
    fr: "Le SIRET d'un établissement : 14 chiffres, dont une clé. Les établissements de La Poste, qui comptent autrement, sont admis.",
    en: "The SIRET of an establishment: 14 digits, one of them a check digit. Those of La Poste, which are counted otherwise, are admitted.",
    longest: 14,
    pattern: "^[0-9]{14}$",
    input_mode: Some("numeric"),
    canonical: |typed| only_digits(typed, 14),
    agrees: |text| siren_agrees(&text[..9]) && is_establishment(text),
    show: |text, _| grouped(text, &[3, 3, 3, 5]),
    sample: |seed| {
        let siren = completed(&format!("{:08}", 10_000_000 + seed % 80_000_000));
        completed(&format!("{siren}{:04}", 1 + seed % 9))
    },
};

/// The association, as the national register numbers it.
pub(super) static RNA: Format = Format {
    name: "rna",
    fr: "Le numéro d'une association au répertoire national (RNA) : W et 9 signes, dont une lettre en Corse et outre-mer.",
    en: "The number of an association in the national register (RNA): W and 9 signs, one of them a letter in Corsica and overseas.",
    longest: 10,
    pattern: "^W[0-9][0-9A-Z][0-9]{7}$",
    input_mode: None,
    canonical: |typed| {
        let text = compact(typed);
        let bytes = text.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let sound = text.len() == 10
            && bytes.first() == Some(&b'W')
            && digit(1)
            && bytes.get(2).is_some_and(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
            && (3..10).all(digit);
        sound.then_some(text)
    },
    agrees: nothing_to_agree,
    show: as_kept,
    sample: |seed| format!("W31{:07}", 1_000_000 + seed % 9_000_000),
};

/// Fourteen digits whose own key agrees.
pub(super) fn is_establishment(text: &str) -> bool {
    only_digits(text, 14).as_deref() == Some(text) && (digits::luhn(text) || la_poste(text))
}

/// Nothing but zeros adds up too, and is nobody.
fn siren_agrees(text: &str) -> bool {
    digits::luhn(text) && digits::sum(text) > 0
}

/// La Poste has more establishments than the key leaves numbers: theirs add up to a multiple of five.
fn la_poste(siret: &str) -> bool {
    siret.starts_with("356000000") && digits::sum(siret).is_multiple_of(5)
}

/// The digits with the one that makes their Luhn sum right.
fn completed(start: &str) -> String {
    ('0'..='9').map(|last| format!("{start}{last}")).find(|text| digits::luhn(text)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{super::Fault, *};

    #[test]
    fn establishments_are_known_by_their_keys_and_those_of_la_poste_by_theirs() {
        for sound in ["13002526500013", "35600000000048", "35600000049837"] {
            assert_eq!(SIRET.fault(sound), None, "{sound}");
        }
        for key in ["73282932000075", "35600000049838", "00000000000000"] {
            assert_eq!(SIRET.fault(key), Some(Fault::Key), "{key}");
        }
        for form in ["1300252650001", "130025265000134", "1300252650001O", "130 025 265 00013", ""] {
            assert_eq!(SIRET.fault(form), Some(Fault::Form), "{form}");
        }
        assert_eq!(SIRET.clean("130 025 265 00013".into()), "13002526500013");
        assert!(is_establishment("99900000100019"), "of an invented organisation");
        assert_eq!(SIRET.fault("99900000100019"), Some(Fault::Key));
        assert!(!is_establishment("1300252650001A") && !is_establishment(""));
        assert_eq!(SIREN.fault("732829320"), None);
        assert_eq!(SIREN.fault("732829321"), Some(Fault::Key));
    }

    #[test]
    fn associations_of_corsica_and_overseas_are_known() {
        for sound in ["W751234567", "W2A1000123", "W9R1000123"] {
            assert_eq!(RNA.fault(sound), None, "{sound}");
        }
        for form in ["751234567", "W75123456", "W7512345678", "WA51234567", "W75123456A"] {
            assert_eq!(RNA.fault(form), Some(Fault::Form), "{form}");
        }
    }
}
