//! Seals values at rest: XChaCha20-Poly1305, one data key per record, each data key wrapped by a master key.
//!
//! A sealed value is `format ‖ key id (8) ‖ nonce (24) ‖ ciphertext and tag`. What it belongs to (agency, kind, record, field) is bound
//! in as associated data, so a value copied to another record, or to another agency, does not open there.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::ids::Ids;

/// The format byte of values sealed today.
const FORMAT: u8 = 1;
const HEADER: usize = 1 + 8 + 24;

/// Where a sealed value lives: its associated data.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) agency: &'a str,
    pub(crate) kind: &'static str,
    pub(crate) record: &'a str,
    pub(crate) field: &'a str,
}

impl Place<'_> {
    /// Each part with its length before it, so that no two places read alike.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let parts = [self.agency, self.kind, self.record, self.field];
        let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 4).sum());
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u32).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes
    }
}

/// A key that seals values, with the id that their headers carry.
#[derive(Clone)]
pub(crate) struct DataKey {
    id: [u8; 8],
    secret: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKey({})", hex::encode(self.id))
    }
}

impl DataKey {
    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(Key::from_slice(self.secret.as_ref()))
    }

    pub(crate) fn id(&self) -> [u8; 8] {
        self.id
    }

    /// The bare cipher, for files, which are sealed in chunks.
    pub(crate) fn file_cipher(&self) -> XChaCha20Poly1305 {
        self.cipher()
    }

    pub(crate) fn seal(&self, ids: &Ids, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; 24];
        ids.fill(&mut nonce)?;
        let sealed = self
            .cipher()
            .encrypt(XNonce::from_slice(&nonce), Payload { msg: plain, aad: &place.bytes() })
            .map_err(|_| StoreError::Invalid("a value of this size"))?;
        let mut out = Vec::with_capacity(HEADER + sealed.len());
        out.push(FORMAT);
        out.extend_from_slice(&self.id);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    pub(crate) fn open(&self, place: Place<'_>, what: &'static str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        if sealed.len() < HEADER || sealed[0] != FORMAT || sealed[1..9] != self.id {
            return Err(StoreError::Tampered { what });
        }
        self.cipher()
            .decrypt(XNonce::from_slice(&sealed[9..HEADER]), Payload { msg: &sealed[HEADER..], aad: &place.bytes() })
            .map_err(|_| StoreError::Tampered { what })
    }
}

/// One master key: it wraps data keys and seals what belongs to no record (work, mails, sessions).
struct Master {
    id: [u8; 8],
    wrap: DataKey,
    system: DataKey,
}

impl Master {
    fn derive(secret: &[u8; 32]) -> Result<Self, StoreError> {
        let source = Hkdf::<Sha256>::new(Some(b"guichet master"), secret);
        let mut id = [0; 8];
        expand(&source, b"id", &mut id)?;
        let mut wrap = Zeroizing::new([0; 32]);
        expand(&source, b"wrap", wrap.as_mut())?;
        let mut system = Zeroizing::new([0; 32]);
        expand(&source, b"system", system.as_mut())?;
        Ok(Self { id, wrap: DataKey { id, secret: wrap }, system: DataKey { id, secret: system } })
    }
}

fn expand(source: &Hkdf<Sha256>, info: &[u8], out: &mut [u8]) -> Result<(), StoreError> {
    source.expand(info, out).map_err(|_| StoreError::Invalid("a key of this length"))
}

/// All master keys of this instance (the first seals, the others only open) and the keys of the blind indexes.
pub(crate) struct Keyring {
    masters: Vec<Master>,
    index: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring(…)")
    }
}

const INDEX_KEY: Place<'static> = Place { agency: "", kind: "meta", record: "index_key", field: "value" };

impl Keyring {
    /// Reads the masters, one of 64 hexadecimal digits a line (or separated by commas). `name` is what an error calls their origin.
    pub(crate) fn parse(text: &str, name: &str) -> Result<Self, StoreError> {
        let mut masters = Vec::new();
        for line in text.split(['\n', ',']).map(str::trim).filter(|line| !line.is_empty()) {
            let mut secret = Zeroizing::new([0; 32]);
            hex::decode_to_slice(line, secret.as_mut()).map_err(|_| StoreError::KeyFormat(name.to_owned()))?;
            masters.push(Master::derive(&secret)?);
        }
        if masters.is_empty() {
            return Err(StoreError::KeyFormat(name.to_owned()));
        }
        Ok(Self { masters, index: Zeroizing::new([0; 32]) })
    }

    /// Draws the key of the blind indexes and seals it: it is kept in the database, and doubles as the canary of the master key.
    pub(crate) fn new_canary(&self, ids: &Ids) -> Result<Vec<u8>, StoreError> {
        let mut index = Zeroizing::new([0; 32]);
        ids.fill(index.as_mut())?;
        self.first()?.wrap.seal(ids, INDEX_KEY, index.as_ref())
    }

    /// Opens the canary: the proof that this is the right master key.
    pub(crate) fn accept(&mut self, canary: &[u8]) -> Result<(), StoreError> {
        let master = self.master_of(canary).ok_or(StoreError::WrongKey)?;
        let index = Zeroizing::new(master.wrap.open(INDEX_KEY, "index key", canary).map_err(|_| StoreError::WrongKey)?);
        if index.len() != 32 {
            return Err(StoreError::WrongKey);
        }
        self.index.copy_from_slice(&index);
        Ok(())
    }

    fn first(&self) -> Result<&Master, StoreError> {
        self.masters.first().ok_or(StoreError::WrongKey)
    }

    fn master_of(&self, sealed: &[u8]) -> Option<&Master> {
        let id = sealed.get(1..9)?;
        self.masters.iter().find(|master| master.id == id)
    }

    /// Draws a data key and wraps it for the record at `place`; the wrapped form goes into the record's row.
    pub(crate) fn new_key(&self, ids: &Ids, place: Place<'_>) -> Result<(DataKey, Vec<u8>), StoreError> {
        let mut drawn = Zeroizing::new([0; 40]);
        ids.fill(drawn.as_mut())?;
        let wrapped = self.first()?.wrap.seal(ids, place, drawn.as_ref())?;
        Ok((split(drawn.as_ref())?, wrapped))
    }

    /// Unwraps a record's data key.
    pub(crate) fn unwrap_key(&self, place: Place<'_>, wrapped: &[u8]) -> Result<DataKey, StoreError> {
        let tampered = StoreError::Tampered { what: "data key" };
        let master = self.master_of(wrapped).ok_or(tampered)?;
        split(&Zeroizing::new(master.wrap.open(place, "data key", wrapped)?))
    }

    /// Seals what belongs to no record with a data key of its own.
    pub(crate) fn seal(&self, ids: &Ids, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.first()?.system.seal(ids, place, plain)
    }

    pub(crate) fn open(&self, place: Place<'_>, what: &'static str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let master = self.master_of(sealed).ok_or(StoreError::Tampered { what })?;
        master.system.open(place, what, sealed)
    }

    /// A keyed hash: equal values give equal indexes, and without the key nobody can try values out.
    /// `purpose` keeps the indexes of different columns (and agencies) apart.
    pub(crate) fn blind(&self, agency: &str, purpose: &'static str, value: &[u8]) -> Result<[u8; 32], StoreError> {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(self.index.as_ref())
            .map_err(|_| StoreError::Invalid("a key of this length"))?;
        mac.update(&Place { agency, kind: "blind", record: purpose, field: "" }.bytes());
        mac.update(value);
        Ok(mac.finalize().into_bytes().into())
    }
}

fn split(drawn: &[u8]) -> Result<DataKey, StoreError> {
    let tampered = || StoreError::Tampered { what: "data key" };
    let (id, secret) = drawn.split_at_checked(8).ok_or_else(tampered)?;
    let mut key = DataKey { id: [0; 8], secret: Zeroizing::new([0; 32]) };
    key.id.copy_from_slice(id);
    if secret.len() != 32 {
        return Err(tampered());
    }
    key.secret.copy_from_slice(secret);
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    const HERE: Place<'static> = Place { agency: "ville", kind: "draft", record: "1", field: "answers" };

    fn ring(byte: &str) -> (Keyring, Ids) {
        (Keyring::parse(&byte.repeat(32), "test").unwrap(), Ids::seeded(Clock::system(), 1))
    }

    #[test]
    fn a_value_opens_only_in_its_place() {
        let (ring, ids) = ring("07");
        let (key, wrapped) = ring.new_key(&ids, HERE).unwrap();
        let sealed = key.seal(&ids, HERE, b"Jeanne").unwrap();
        let again = ring.unwrap_key(HERE, &wrapped).unwrap();
        assert_eq!(again.open(HERE, "answers", &sealed).unwrap(), b"Jeanne");
        for elsewhere in [
            Place { agency: "autre", ..HERE },
            Place { kind: "dossier", ..HERE },
            Place { record: "2", ..HERE },
            Place { field: "contact", ..HERE },
        ] {
            assert!(key.open(elsewhere, "answers", &sealed).is_err(), "{elsewhere:?}");
            assert!(ring.unwrap_key(elsewhere, &wrapped).is_err(), "{elsewhere:?}");
        }
    }

    #[test]
    fn every_changed_byte_and_every_cut_is_noticed() {
        let (ring, ids) = ring("07");
        let (key, _) = ring.new_key(&ids, HERE).unwrap();
        let sealed = key.seal(&ids, HERE, b"Jeanne").unwrap();
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(key.open(HERE, "answers", &changed).is_err(), "byte {place}");
            assert!(key.open(HERE, "answers", &sealed[..place]).is_err(), "cut at {place}");
        }
    }

    #[test]
    fn the_canary_tells_a_wrong_master_and_an_old_one_still_opens() {
        let (old, ids) = ring("07");
        let canary = old.new_canary(&ids).unwrap();
        let (_, wrapped) = old.new_key(&ids, HERE).unwrap();
        let (mut wrong, _) = ring("08");
        assert!(matches!(wrong.accept(&canary), Err(StoreError::WrongKey)));
        let mut both = Keyring::parse(&format!("{}\n{}\n", "08".repeat(32), "07".repeat(32)), "test").unwrap();
        both.accept(&canary).unwrap();
        both.unwrap_key(HERE, &wrapped).unwrap();
    }

    #[test]
    fn blind_indexes_differ_by_agency_and_purpose() {
        let (mut ring, ids) = ring("07");
        let canary = ring.new_canary(&ids).unwrap();
        ring.accept(&canary).unwrap();
        let one = ring.blind("ville", "email", b"a@b.fr").unwrap();
        assert_eq!(one, ring.blind("ville", "email", b"a@b.fr").unwrap());
        assert_ne!(one, ring.blind("autre", "email", b"a@b.fr").unwrap());
        assert_ne!(one, ring.blind("ville", "phone", b"a@b.fr").unwrap());
    }

    #[test]
    fn text_that_is_no_key_is_refused_by_name() {
        for text in ["", "abc", &"zz".repeat(32), &"07".repeat(31)] {
            assert!(
                matches!(Keyring::parse(text, "GUICHET_MASTER_KEY"), Err(StoreError::KeyFormat(name)) if name == "GUICHET_MASTER_KEY")
            );
        }
    }
}
