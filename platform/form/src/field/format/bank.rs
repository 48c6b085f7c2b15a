//! Bank accounts: IBAN (ISO 13616), with the French RIB key inside, and BIC (ISO 9362).

use super::{Format, as_kept, compact, digits, grouped, nothing_to_agree};

/// The account.
pub(super) static IBAN: Format = Format {
    name: "iban",
    fr: "Un IBAN : la longueur de son pays, sa clé, et pour la France et Monaco la clé RIB qu'il contient.",
    en: "An IBAN: the length of its country, its key, and for France and Monaco the RIB key inside.",
    longest: 34,
    pattern: "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$",
    input_mode: None,
    canonical,
    agrees: |text| {
        let (head, account) = text.split_at(4);
        digits::modulo_97(&format!("{account}{head}")) == 1 && rib_agrees(head, account)
    },
    show: |text, _| grouped(text, &[4]),
    sample: |seed| french("20041", "01005", &format!("{:011}", seed % 100_000_000_000)),
};

/// The bank.
pub(super) static BIC: Format = Format {
    name: "bic",
    fr: "Un BIC : 8 ou 11 signes, dont le pays en cinquième et sixième.",
    en: "A BIC: 8 or 11 signs, of which the fifth and sixth are the country.",
    longest: 11,
    pattern: "^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$",
    input_mode: None,
    canonical: |typed| {
        let text = compact(typed);
        let sound = matches!(text.len(), 8 | 11)
            && text.bytes().enumerate().all(|(at, b)| b.is_ascii_uppercase() || (at >= 6 && b.is_ascii_digit()));
        sound.then_some(text)
    },
    agrees: nothing_to_agree,
    show: as_kept,
    sample: |_| "PSSTFRPPTOU".to_owned(),
};

/// How long the IBANs of each country are, as its registrar publishes it.
const LENGTHS: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BI", 27),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DJ", 27),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FK", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HN", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MN", 20),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NI", 28),
    ("NL", 18),
    ("NO", 15),
    ("OM", 23),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("RU", 33),
    ("SA", 24),
    ("SC", 31),
    ("SD", 18),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("SO", 23),
    ("ST", 25),
    ("SV", 28),
    ("TL", 23),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
    ("YE", 30),
];

fn canonical(typed: &str) -> Option<String> {
    let text = compact(typed);
    // Statements print the word before the number.
    let text = text.strip_prefix("IBAN").map(str::to_owned).unwrap_or(text);
    let (country, rest) = text.split_at_checked(2)?;
    let longest = LENGTHS.iter().find(|(known, _)| *known == country)?.1;
    let bytes = rest.as_bytes();
    let sound = text.len() == longest
        && bytes.iter().take(2).all(u8::is_ascii_digit)
        && bytes.iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && (!matches!(country, "FR" | "MC") || french_form(rest.get(2..).unwrap_or_default()));
    sound.then_some(text)
}

/// Five digits of bank, five of branch, eleven signs of account, two digits of key.
fn french_form(account: &str) -> bool {
    account.bytes().enumerate().all(|(at, b)| b.is_ascii_digit() || (10..21).contains(&at))
}

/// Whether the two digits that close a French account agree; other countries have keys of their own, that their banks look at.
fn rib_agrees(head: &str, account: &str) -> bool {
    if !head.starts_with("FR") && !head.starts_with("MC") {
        return true;
    }
    match (account.get(..5), account.get(5..10), account.get(10..21), account.get(21..)) {
        (Some(bank), Some(branch), Some(number), Some(key)) => rib_key(bank, branch, number) == key,
        _ => false,
    }
}

/// 97 − (89·bank + 15·branch + 3·account) mod 97, letters of the account by the table of the RIB (A and J are 1, S is 2 …).
fn rib_key(bank: &str, branch: &str, account: &str) -> String {
    let digits: String = account.chars().map(rib_digit).collect();
    let weighed = 89 * digits::modulo_97(bank) + 15 * digits::modulo_97(branch) + 3 * digits::modulo_97(&digits);
    format!("{:02}", 97 - weighed % 97)
}

fn rib_digit(c: char) -> char {
    match c {
        'A' | 'J' => '1',
        'B' | 'K' | 'S' => '2',
        'C' | 'L' | 'T' => '3',
        'D' | 'M' | 'U' => '4',
        'E' | 'N' | 'V' => '5',
        'F' | 'O' | 'W' => '6',
        'G' | 'P' | 'X' => '7',
        'H' | 'Q' | 'Y' => '8',
        'I' | 'R' | 'Z' => '9',
        digit => digit,
    }
}

/// A French IBAN with both its keys.
fn french(bank: &str, branch: &str, number: &str) -> String {
    let account = format!("{bank}{branch}{number}{}", rib_key(bank, branch, number));
    let key = 98 - digits::modulo_97(&format!("{account}FR00"));
    format!("FR{key:02}{account}")
}

#[cfg(test)]
mod tests {
    use super::{super::Fault, *};

    #[test]
    fn both_keys_of_an_account_are_looked_at() {
        for sound in [
            "FR1420041010050500013M02606",
            "FR7630006000011234567890189",
            "BE68539007547034",
            "DE89370400440532013000",
            "GB82WEST12345698765432",
            "NO9386011117947",
        ] {
            assert_eq!(IBAN.fault(sound), None, "{sound}");
        }
        assert_eq!(IBAN.fault("FR7630006000011234567890188"), Some(Fault::Key));
        // Its own key agrees, the RIB key inside does not.
        let account = "30006000011234567890188";
        let inside = format!("FR{:02}{account}", 98 - digits::modulo_97(&format!("{account}FR00")));
        assert_eq!(digits::modulo_97(&format!("{account}{}", &inside[..4])), 1);
        assert_eq!(IBAN.fault(&inside), Some(Fault::Key));
        for form in [
            "FR763000600001123456789018",
            "US7630006000011234567890189",
            "FRA630006000011234567890189",
            "FR76300O6000011234567890189",
            "",
        ] {
            assert_eq!(IBAN.fault(form), Some(Fault::Form), "{form}");
        }
        assert_eq!(IBAN.clean("iban fr14 2004 1010 0505 0001 3m02 606".into()), "FR1420041010050500013M02606");
        assert_eq!(
            IBAN.shown("BE68539007547034", crate::text::Language::Fr).replace('\u{a0}', " "),
            "BE68 5390 0754 7034"
        );
    }

    #[test]
    fn banks_are_known_by_eight_or_eleven_signs() {
        for sound in ["BNPAFRPP", "PSSTFRPPTOU", "DEUTDEFF500"] {
            assert_eq!(BIC.fault(sound), None, "{sound}");
        }
        for form in ["BNPAFRP", "BNPAFRPPX", "1NPAFRPP", "BNPAF1PP"] {
            assert_eq!(BIC.fault(form), Some(Fault::Form), "{form}");
        }
    }
}
