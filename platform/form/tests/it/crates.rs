//! Shows where crates that check numbers and addresses are wrong on our samples: the reason why our own code does it (wiki/adr/0010). A test
//! that fails here says that a crate has become right, and could take over.

use std::str::FromStr as _;

use email_address::{EmailAddress, Options};
use form::field::format::{Fault, format};

fn fault(text: &str) -> Option<Fault> {
    format("iban").unwrap().fault(text)
}

#[test]
fn the_crate_for_accounts_overlooks_the_rib_key_and_two_countries() {
    let takes = |text: &str| text.parse::<iban::Iban>().is_ok();
    // Where the crate is right, ours is of the same mind.
    for text in ["FR1420041010050500013M02606", "BE68539007547034", "DE89370400440532013000", "GB82WEST12345698765432"]
    {
        assert!(takes(text) && fault(text).is_none(), "{text}");
    }
    for text in ["FR7630006000011234567890188", "BE68539007547035", "FR763000600001123456789018"] {
        assert!(!takes(text) && fault(text).is_some(), "{text}");
    }
    // The key of the IBAN agrees, the RIB key inside (89) was mistyped.
    let mistyped = "FR0630006000011234567890188";
    assert!(takes(mistyped), "the crate looks at the RIB key now");
    assert_eq!(fault(mistyped), Some(Fault::Key));
    // The example of the registrar for Pakistan, and that for Honduras.
    for text in ["PK36SCBL0000001123456702", "HN88CABF00000000000250005469"] {
        assert!(!takes(text), "the crate knows {text} now");
        assert_eq!(fault(text), None, "{text}");
    }
}

#[test]
fn the_crate_for_addresses_takes_what_no_mail_reaches() {
    let strict = Options::default().with_required_tld().without_display_text().without_domain_literal();
    assert!(EmailAddress::from_str("camille@exemple").is_ok(), "the crate wants a top-level domain now");
    for text in ["a@1.2.3.4", "\"a b\"@c.fr"] {
        assert!(EmailAddress::parse_with_options(text, strict).is_ok(), "the crate refuses {text} now");
    }
    let kept = EmailAddress::parse_with_options("élu@mairie-évry.fr", strict).unwrap();
    assert_eq!(kept.domain(), "mairie-évry.fr", "the crate gives the domain as mail servers want it now");
}
