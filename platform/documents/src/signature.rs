//! Seals a receipt with Ed25519 and checks the seal: one changed byte anywhere is found.
//!
//! The seal is a small readable stream inside the PDF. What is signed is its first line and the SHA-256 of the file, the 128
//! digits of the signature itself read as zeros: Ed25519 alone would read the file twice, by a hash that is slower.

use ed25519_dalek::Signer as _;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::Fault;

/// The first line of a seal.
const BEGINS: &[u8] = b"guichet-seal 1\n";
const SIGNATURE: &str = "signature ";
const DIGITS: usize = 128;

/// The platform's sealing key.
pub struct Key(ed25519_dalek::SigningKey);

/// What receipts are checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(ed25519_dalek::VerifyingKey);

/// What a seal that holds says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The dossier's reference.
    pub reference: String,
    /// When the dossier was recorded.
    pub recorded_at: Timestamp,
    /// The [`PublicKey::id`] it was sealed with.
    pub key_id: String,
}

/// Why a seal does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It carries no seal of ours.
    #[error("receipt.unsigned: the document carries no seal")]
    Unsigned,
    /// It carries two, or one that cannot be read.
    #[error("receipt.malformed: the seal cannot be read")]
    Malformed,
    /// It was sealed with another key.
    #[error("receipt.other_key: sealed with key {0}, which is not the one given")]
    OtherKey(String),
    /// Something was changed.
    #[error("receipt.changed: the document is not the one that was sealed")]
    Changed,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Key").field(&self.public().id()).finish()
    }
}

impl Key {
    /// The key that grows from 32 secret bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// What receipts sealed with it are checked with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }
}

impl PublicKey {
    /// The first 16 hexadecimal digits of the SHA-256 of its 32 bytes.
    pub fn id(&self) -> String {
        hex::encode(&Sha256::digest(self.0.as_bytes())[..8])
    }

    /// Reads 64 hexadecimal digits, or a PEM file (`BEGIN PUBLIC KEY`).
    pub fn parse(text: &str) -> Option<Self> {
        use ed25519_dalek::pkcs8::DecodePublicKey;
        let text = text.trim();
        if text.starts_with("-----") {
            return ed25519_dalek::VerifyingKey::from_public_key_pem(text).ok().map(Self);
        }
        let bytes: [u8; 32] = hex::decode(text).ok()?.try_into().ok()?;
        ed25519_dalek::VerifyingKey::from_bytes(&bytes).ok().map(Self)
    }

    /// Its 64 hexadecimal digits.
    pub fn to_hex(&self) -> String {
        hex::encode(self.0.as_bytes())
    }
}

/// The seal before it is signed: what the document carries in its place.
pub(crate) fn blank(reference: &str, recorded_at: Timestamp, key: &Key) -> Vec<u8> {
    let reference: String = reference.chars().filter(char::is_ascii_graphic).collect();
    let key = key.public().id();
    let mut seal = BEGINS.to_vec();
    seal.extend(
        format!("reference {reference}\nrecorded {recorded_at}\nkey {key}\n{SIGNATURE}{}\n", "0".repeat(DIGITS))
            .bytes(),
    );
    seal
}

/// Signs a document that carries a blank seal.
pub(crate) fn seal(mut pdf: Vec<u8>, key: &Key) -> Result<Vec<u8>, Fault> {
    let digits = find(&pdf).map_err(|refused| Fault::Seal(refused.to_string()))?.digits;
    let signature = hex::encode(key.0.sign(&signed(&pdf)).to_bytes());
    pdf[digits..digits + DIGITS].copy_from_slice(signature.as_bytes());
    Ok(pdf)
}

/// What the seal of a receipt says, where it holds.
pub fn verify(pdf: &[u8], key: &PublicKey) -> Result<Verified, Refused> {
    let seal = find(pdf)?;
    if seal.verified.key_id != key.id() {
        return Err(Refused::OtherKey(seal.verified.key_id));
    }
    let digits = &pdf[seal.digits..seal.digits + DIGITS];
    // Capital digits would be a second way of writing the same signature.
    if !digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(Refused::Changed);
    }
    let mut signature = [0; DIGITS / 2];
    hex::decode_to_slice(digits, &mut signature).map_err(|_| Refused::Malformed)?;
    let mut blank = pdf.to_vec();
    blank[seal.digits..seal.digits + DIGITS].fill(b'0');
    key.0
        .verify_strict(&signed(&blank), &ed25519_dalek::Signature::from_bytes(&signature))
        .map_err(|_| Refused::Changed)?;
    Ok(seal.verified)
}

/// What is signed of a document whose signature is still blank.
fn signed(blank: &[u8]) -> Vec<u8> {
    [BEGINS, &Sha256::digest(blank)].concat()
}

/// A seal in a document.
struct Found {
    verified: Verified,
    /// Where the digits of the signature begin.
    digits: usize,
}

fn find(pdf: &[u8]) -> Result<Found, Refused> {
    let mut places = memchr::memmem::find_iter(pdf, BEGINS).map(|at| at + BEGINS.len());
    let start = places.next().ok_or(Refused::Unsigned)?;
    if places.next().is_some() {
        return Err(Refused::Malformed);
    }
    read(pdf, start).ok_or(Refused::Malformed)
}

fn read(pdf: &[u8], start: usize) -> Option<Found> {
    let mut at = start;
    let mut line = |word: &str| -> Option<(usize, &str)> {
        let rest = pdf.get(at..)?;
        let end = rest.iter().take(300).position(|byte| *byte == b'\n')?;
        let value = std::str::from_utf8(&rest[..end]).ok()?.strip_prefix(word)?;
        let begins = at + word.len();
        at += end + 1;
        Some((begins, value))
    };
    let (_, reference) = line("reference ")?;
    let (_, recorded) = line("recorded ")?;
    let (_, key_id) = line("key ")?;
    let (digits, signature) = line(SIGNATURE)?;
    (signature.len() == DIGITS).then_some(())?;
    Some(Found {
        verified: Verified {
            reference: reference.to_owned(),
            recorded_at: recorded.parse().ok()?,
            key_id: key_id.to_owned(),
        },
        digits,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(key: &Key) -> Vec<u8> {
        let mut document = b"%PDF-1.7 before ".to_vec();
        document.extend(blank("RCO-AAAA-BBBB-CCCC-D", Timestamp::UNIX_EPOCH, key));
        document.extend(b" after");
        document
    }

    #[test]
    fn every_changed_byte_is_found() {
        let key = Key::from_seed(&[7; 32]);
        let sealed = seal(document(&key), &key).unwrap();
        let verified = verify(&sealed, &key.public()).unwrap();
        assert_eq!(verified.reference, "RCO-AAAA-BBBB-CCCC-D");
        assert_eq!(verified.recorded_at, Timestamp::UNIX_EPOCH);
        assert_eq!(verified.key_id, key.public().id());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1 << (at % 8);
            assert!(verify(&changed, &key.public()).is_err(), "byte {at}");
        }
        for cut in (0..sealed.len()).step_by(7) {
            assert!(verify(&sealed[..cut], &key.public()).is_err());
        }
        // The same digits in capitals are another file.
        let capitals =
            sealed.iter().map(|byte| if byte.is_ascii_lowercase() { byte ^ 0x20 } else { *byte }).collect::<Vec<u8>>();
        let mut other_digits = sealed.clone();
        let digits = sealed.len() - b"\n after".len() - DIGITS;
        other_digits[digits..digits + DIGITS].copy_from_slice(&capitals[digits..digits + DIGITS]);
        assert_eq!(verify(&other_digits, &key.public()), Err(Refused::Changed));
    }

    #[test]
    fn another_key_is_named_and_a_second_seal_refused() {
        let (key, other) = (Key::from_seed(&[7; 32]), Key::from_seed(&[8; 32]));
        let sealed = seal(document(&key), &key).unwrap();
        assert_eq!(verify(&sealed, &other.public()), Err(Refused::OtherKey(key.public().id())));
        let twice = [sealed.clone(), sealed].concat();
        assert_eq!(verify(&twice, &key.public()), Err(Refused::Malformed));
        assert_eq!(verify(b"%PDF-1.7", &key.public()), Err(Refused::Unsigned));
    }

    #[test]
    fn public_keys_are_read_as_digits_and_as_pem() {
        use ed25519_dalek::pkcs8::{EncodePublicKey, spki::der::pem::LineEnding};
        let public = Key::from_seed(&[7; 32]).public();
        assert_eq!(PublicKey::parse(&public.to_hex()), Some(public.clone()));
        let pem = public.0.to_public_key_pem(LineEnding::LF).unwrap();
        assert_eq!(PublicKey::parse(&pem), Some(public));
        assert_eq!(PublicKey::parse("zz"), None);
    }
}
