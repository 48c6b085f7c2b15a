//! Knows the tokens of `autocomplete`.

use super::Expander;
use crate::{
    check::meant,
    definition::{reader::short, tree::Written},
    diagnostic::Sentence,
};

/// The HTML tokens that say what an answer about the citizen is (WCAG 2.2, 1.3.5).
const AUTOCOMPLETE: &[&str] = &[
    "name",
    "honorific-prefix",
    "given-name",
    "additional-name",
    "family-name",
    "honorific-suffix",
    "nickname",
    "username",
    "organization",
    "organization-title",
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level1",
    "address-level2",
    "address-level3",
    "address-level4",
    "country",
    "country-name",
    "postal-code",
    "bday",
    "bday-day",
    "bday-month",
    "bday-year",
    "sex",
    "tel",
    "tel-national",
    "email",
    "url",
    "language",
    "off",
];

impl Expander<'_, '_, '_> {
    pub(super) fn autocomplete(&mut self, written: Option<Written>) -> Option<String> {
        let written = written?;
        // « section-…, shipping, billing » and the like may come before the token itself.
        let token = written.text.rsplit(' ').next().unwrap_or_default();
        if AUTOCOMPLETE.contains(&token) {
            return Some(written.text);
        }
        let cure = meant(
            token,
            AUTOCOMPLETE.iter().copied(),
            "Prenez un jeton de la liste HTML, ou retirez la clé.",
            "Use a token of the HTML list, or remove the key.",
        );
        self.error(
            "field.unknown_autocomplete",
            written.place,
            Sentence::new(
                format!("« {} » n'est pas un jeton « autocomplete ».", short(&written.text)),
                format!("“{}” is not an “autocomplete” token.", short(&written.text)),
            ),
            cure,
        );
        None
    }
}
