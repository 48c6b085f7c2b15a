//! Numbers of a plain form, without a key that is published: post, taxes, allowances, employment.

use super::{Format, as_kept, compact, grouped, nothing_to_agree, only_digits};

/// The code that the post delivers by.
pub(super) static POSTAL_CODE: Format = Format {
    name: "postal_code",
    fr: "Un code postal français : 5 chiffres. Il ne désigne pas une commune.",
    en: "A French postcode: 5 digits. It does not name a commune.",
    longest: 5,
    pattern: "^[0-9]{5}$",
    input_mode: Some("numeric"),
    canonical: |typed| only_digits(typed, 5),
    agrees: nothing_to_agree,
    show: as_kept,
    sample: |_| "31000".to_owned(),
};

/// The tax office's number of a person.
pub(super) static TAX: Format = Format {
    name: "tax_number",
    fr: "Le numéro fiscal d'une personne : 13 chiffres, dont le premier va de 0 à 3.",
    en: "The tax number of a person: 13 digits, the first of them from 0 to 3.",
    longest: 13,
    pattern: "^[0-3][0-9]{12}$",
    input_mode: Some("numeric"),
    canonical: |typed| only_digits(typed, 13).filter(|number| number.starts_with(['0', '1', '2', '3'])),
    agrees: nothing_to_agree,
    show: |text, _| grouped(text, &[2, 2, 3, 3, 3]),
    sample: |seed| format!("30{:011}", seed % 100_000_000_000),
};

/// The number of a family that receives allowances.
pub(super) static CAF: Format = Format {
    name: "caf_number",
    fr: "Un numéro d'allocataire de la CAF : 7 chiffres.",
    en: "A number of a family that receives allowances (CAF): 7 digits.",
    longest: 7,
    pattern: "^[0-9]{7}$",
    input_mode: Some("numeric"),
    canonical: |typed| only_digits(typed, 7),
    agrees: nothing_to_agree,
    show: as_kept,
    sample: |seed| format!("{:07}", seed % 10_000_000),
};

/// The number of somebody who looks for work.
pub(super) static FRANCE_TRAVAIL: Format = Format {
    name: "france_travail_number",
    fr: "Un identifiant France Travail : 7 chiffres, puis un chiffre ou une lettre.",
    en: "A France Travail number: 7 digits, then a digit or a letter.",
    longest: 8,
    pattern: "^[0-9]{7}[0-9A-Z]$",
    input_mode: None,
    canonical: |typed| {
        let text = compact(typed);
        let (digits, last) = text.split_at_checked(7)?;
        let sound = digits.bytes().all(|b| b.is_ascii_digit())
            && last.len() == 1
            && last.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        sound.then_some(text)
    },
    agrees: nothing_to_agree,
    show: as_kept,
    sample: |seed| format!("{:07}A", seed % 10_000_000),
};
