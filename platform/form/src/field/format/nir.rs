//! The number of social security (NIR): sex, year, month, place, order, key.

use super::{Format, compact, digits};

/// Fifteen signs: thirteen, and a key of two.
pub(super) static NIR: Format = Format {
    name: "nir",
    fr: "Le numéro de sécurité sociale : 13 signes et une clé de 2 chiffres. La Corse s'écrit 2A ou 2B, ou 20 avant 1976.",
    en: "The number of social security: 13 signs and a key of 2 digits. Corsica is written 2A or 2B, or 20 before 1976.",
    longest: 15,
    pattern: "^[1-478][0-9]{2}(0[1-9]|1[0-2]|[23][0-9]|4[0-2]|[5-9][0-9])([0-9]{2}|2[AB])[0-9]{8}$",
    input_mode: None,
    canonical,
    agrees: |text| text.get(..13).zip(text.get(13..)).is_some_and(|(number, key)| key_of(number) == key),
    show: |text, _| {
        let groups = [0..1, 1..3, 3..5, 5..7, 7..10, 10..13, 13..15];
        groups.into_iter().filter_map(|group| text.get(group)).collect::<Vec<_>>().join("\u{a0}")
    },
    sample: |seed| {
        // Born in June 1985 as the other samples are, in Toulouse, where no such order number was ever given.
        let number = format!("{}850631555{:03}", 1 + seed % 2, 900 + seed % 99);
        let key = key_of(&number);
        format!("{number}{key}")
    },
};

fn canonical(typed: &str) -> Option<String> {
    let text = compact(typed);
    let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    if text.len() != 15 || !text.is_ascii() {
        return None;
    }
    let corsica = matches!(&text[5..7], "2A" | "2B");
    let digits = (0..15).all(|at| digit(at) || (at == 6 && corsica));
    // 1 and 2, 3 and 4 for people on their way to a number, 7 and 8 for provisional ones.
    let sex = matches!(&text[..1], "1" | "2" | "3" | "4" | "7" | "8");
    // Months beyond twelve say that the month of birth is not known.
    let month = text[3..5].parse::<u8>().is_ok_and(|month| matches!(month, 1..=12 | 20..=42 | 50..=99));
    let place = &text[5..7] != "00";
    let order = &text[10..13] != "000";
    (digits && sex && month && place && order).then_some(text)
}

/// 97 less the remainder of the number by 97; Corsica counts as 19 and 18.
fn key_of(number: &str) -> String {
    let number = number.replacen("2A", "19", 1).replacen("2B", "18", 1);
    format!("{:02}", 97 - digits::modulo_97(&number))
}

#[cfg(test)]
mod tests {
    use super::{super::Fault, *};

    #[test]
    fn keys_are_counted_in_corsica_as_elsewhere() {
        for sound in ["255081416802538", "186022A21532523", "295109912611193"] {
            assert_eq!(NIR.fault(sound), None, "{sound}");
        }
        // Corsica before 1976: the département 20, no letter to count.
        let number = "1550120004001";
        assert_eq!(NIR.fault(&format!("{number}{}", key_of(number))), None);
        for key in ["255081416802539", "186022B21532523", "255081416802500"] {
            assert_eq!(NIR.fault(key), Some(Fault::Key), "{key}");
        }
        for form in [
            "255081416802",
            "955081416802538",
            "255131416802538",
            "186022C21532523",
            "25508141680253X",
            "255 08 14 168 025 38",
        ] {
            assert_eq!(NIR.fault(form), Some(Fault::Form), "{form}");
        }
        assert_eq!(NIR.clean("1 86 02 2a 215 325 23".into()), "186022A21532523");
        assert_eq!(
            NIR.shown("255081416802538", crate::text::Language::Fr).replace('\u{a0}', " "),
            "2 55 08 14 168 025 38"
        );
    }
}
