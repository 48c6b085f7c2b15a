//! What stands on a vehicle's registration certificate.

use super::{Format, as_kept, compact, nothing_to_agree};

/// A number plate of today's system (`AB-123-CD`), of the one before (`1234 AB 31`), or a provisional one (`WW-123-AA`).
pub(super) static PLATE: Format = Format {
    name: "vehicle_plate",
    fr: "Une immatriculation : d'aujourd'hui (AB-123-CD, sans I, O, U ni SS), de l'ancien système (1234 AB 31) ou provisoire (WW-123-AA).",
    en: "A registration number: of today (AB-123-CD, without I, O, U or SS), of the former system (1234 AB 31) or provisional (WW-123-AA).",
    longest: 12,
    pattern: "^([A-HJ-NP-TV-Z]{2}-[0-9]{3}-[A-HJ-NP-TV-Z]{2}|[1-9][0-9]{0,3} [A-Z]{1,3} (0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-6]))$",
    input_mode: None,
    canonical: |typed| {
        let text = compact(typed);
        if text.len() > 10 || !text.is_ascii() {
            return None;
        }
        of_today(&text).or_else(|| of_before(&text))
    },
    agrees: nothing_to_agree,
    show: as_kept,
    sample: |seed| format!("GV-{:03}-CH", 1 + seed % 999),
};

/// The number of the certificate's form.
pub(super) static FORMULE: Format = Format {
    name: "formule_number",
    fr: "Le numéro de formule d'une carte grise : l'année, deux lettres, cinq chiffres.",
    en: "The form number of a registration certificate: the year, two letters, five digits.",
    longest: 11,
    pattern: "^[0-9]{4}[A-Z]{2}[0-9]{5}$",
    input_mode: None,
    canonical: |typed| {
        let text = compact(typed);
        let sound = text.len() == 11
            && text
                .bytes()
                .enumerate()
                .all(|(at, b)| if matches!(at, 4 | 5) { b.is_ascii_uppercase() } else { b.is_ascii_digit() });
        sound.then_some(text)
    },
    agrees: nothing_to_agree,
    show: as_kept,
    sample: |seed| format!("2019AB{:05}", seed % 100_000),
};

/// Letters that are taken for digits or for one another stand on no plate; nor does SS.
fn letters(block: &str) -> bool {
    block.bytes().all(|b| b.is_ascii_uppercase() && !matches!(b, b'I' | b'O' | b'U')) && block != "SS"
}

fn of_today(text: &str) -> Option<String> {
    let (first, rest) = text.split_at_checked(2)?;
    let (digits, last) = rest.split_at_checked(3)?;
    let sound = last.len() == 2
        && letters(first)
        && letters(last)
        && digits.bytes().all(|b| b.is_ascii_digit())
        && digits != "000";
    sound.then(|| format!("{first}-{digits}-{last}"))
}

fn of_before(text: &str) -> Option<String> {
    let letters_from = text.find(|c: char| !c.is_ascii_digit())?;
    let (digits, rest) = text.split_at_checked(letters_from)?;
    let letters_to = rest.find(|c: char| !c.is_ascii_uppercase())?;
    let (letters, departement) = rest.split_at_checked(letters_to)?;
    let sound = (1..=4).contains(&digits.len())
        && !digits.starts_with('0')
        && (1..=3).contains(&letters.len())
        && is_departement(departement);
    sound.then(|| format!("{digits} {letters} {departement}"))
}

fn is_departement(text: &str) -> bool {
    if matches!(text, "2A" | "2B") {
        return true;
    }
    text.bytes().all(|b| b.is_ascii_digit())
        && match text.len() {
            2 => (1..=95).contains(&text.parse::<u16>().unwrap_or_default()),
            3 => (971..=976).contains(&text.parse::<u16>().unwrap_or_default()),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::{super::Fault, *};

    #[test]
    fn plates_of_both_systems_are_read_however_they_are_written() {
        for (typed, kept) in [
            ("ab 123 cd", "AB-123-CD"),
            ("AB123CD", "AB-123-CD"),
            ("ww-001-aa", "WW-001-AA"),
            ("1234ab31", "1234 AB 31"),
            ("12 a 2b", "12 A 2B"),
            ("999-ZZZ-974", "999 ZZZ 974"),
            ("1 AA 01", "1 AA 01"),
        ] {
            assert_eq!(PLATE.clean(typed.into()), kept, "{typed}");
            assert_eq!(PLATE.fault(kept), None, "{kept}");
        }
        for bad in [
            "AI-123-CD",
            "AB-123-CO",
            "UB-123-CD",
            "SS-123-AA",
            "AA-123-SS",
            "AB-000-CD",
            "AB-12-CD",
            "0123 AB 31",
            "1234 AB 96",
            "1234 AB 977",
            "12345 AB 31",
            "1234 ABCD 31",
        ] {
            assert_eq!(PLATE.fault(&PLATE.clean(bad.into())), Some(Fault::Form), "{bad}");
        }
    }
}
