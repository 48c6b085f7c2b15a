//! Seals values at rest: XChaCha20-Poly1305, one data key per record, each data key wrapped by a master key.
//!
//! A sealed value is `format ‖ key id (8) ‖ nonce (24) ‖ ciphertext and tag`. What it belongs to (agency, kind, record, field) is bound
//! in as associated data, so a value copied to another record, or to another agency, does not open there.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

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

/// Names a master key: drawn from it, and in the header of whatever it sealed.
pub(crate) type KeyId = [u8; 8];

/// One master key: it wraps data keys and seals what belongs to no record (work, mails, sessions).
pub(crate) struct Master {
    pub(crate) id: KeyId,
    secret: Zeroizing<[u8; 32]>,
    wrap: DataKey,
    system: DataKey,
}

impl Master {
    pub(crate) fn derive(secret: &[u8; 32]) -> Result<Self, StoreError> {
        let source = Hkdf::<Sha256>::new(Some(b"guichet master"), secret);
        let mut id = [0; 8];
        expand(&source, b"id", &mut id)?;
        let mut wrap = Zeroizing::new([0; 32]);
        expand(&source, b"wrap", wrap.as_mut())?;
        let mut system = Zeroizing::new([0; 32]);
        expand(&source, b"system", system.as_mut())?;
        Ok(Self {
            id,
            secret: Zeroizing::new(*secret),
            wrap: DataKey { id, secret: wrap },
            system: DataKey { id, secret: system },
        })
    }

    /// As it stands in a key file.
    pub(crate) fn line(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.secret.as_ref()))
    }

    fn layer(&self, layer: Layer) -> &DataKey {
        match layer {
            Layer::Wrap => &self.wrap,
            Layer::System => &self.system,
        }
    }
}

fn expand(source: &Hkdf<Sha256>, info: &[u8], out: &mut [u8]) -> Result<(), StoreError> {
    source.expand(info, out).map_err(|_| StoreError::Invalid("a key of this length"))
}

/// What a master key sealed: the data key of a record, or what belongs to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    Wrap,
    System,
}

/// The key id in the header of a sealed value.
pub(crate) fn key_id(sealed: &[u8]) -> Option<KeyId> {
    sealed.get(1..9)?.try_into().ok()
}

/// The master keys that are at hand, and which of them seals.
struct Held {
    masters: Vec<Arc<Master>>,
    current: KeyId,
}

impl Held {
    fn of(&self, id: KeyId) -> Option<Arc<Master>> {
        self.masters.iter().find(|master| master.id == id).map(Arc::clone)
    }
}

/// All master keys of this instance (the one that sealed the canary seals, the others only open) and the key of the blind indexes.
pub(crate) struct Keyring {
    held: RwLock<Held>,
    /// Where they came from, to look there again for a key that is not known.
    file: Option<PathBuf>,
    index: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring(…)")
    }
}

const INDEX_KEY: Place<'static> = Place { agency: "", kind: "meta", record: "index_key", field: "value" };

fn parse(text: &str, name: &str) -> Result<Vec<Arc<Master>>, StoreError> {
    let mut masters: Vec<Arc<Master>> = Vec::new();
    for line in text.split(['\n', ',']).map(str::trim).filter(|line| !line.is_empty()) {
        let mut secret = Zeroizing::new([0; 32]);
        hex::decode_to_slice(line, secret.as_mut()).map_err(|_| StoreError::KeyFormat(name.to_owned()))?;
        let master = Master::derive(&secret)?;
        if masters.iter().all(|known| known.id != master.id) {
            masters.push(Arc::new(master));
        }
    }
    if masters.is_empty() {
        return Err(StoreError::KeyFormat(name.to_owned()));
    }
    Ok(masters)
}

impl Keyring {
    /// Reads the masters, one of 64 hexadecimal digits a line (or separated by commas). `name` is what an error calls their origin.
    pub(crate) fn parse(text: &str, name: &str) -> Result<Self, StoreError> {
        let masters = parse(text, name)?;
        let current = masters.first().map(|master| master.id).unwrap_or_default();
        Ok(Self { held: RwLock::new(Held { masters, current }), file: None, index: Zeroizing::new([0; 32]) })
    }

    /// The same of a file, which is read again whenever a key is met that it did not hold.
    pub(crate) fn of_file(text: &str, file: PathBuf) -> Result<Self, StoreError> {
        Ok(Self { file: Some(file.clone()), ..Self::parse(text, &file.display().to_string())? })
    }

    /// Draws the key of the blind indexes and seals it: it is kept in the database, and doubles as the canary of the master key.
    pub(crate) fn new_canary(&self, ids: &Ids) -> Result<Vec<u8>, StoreError> {
        let mut index = Zeroizing::new([0; 32]);
        ids.fill(index.as_mut())?;
        self.current()?.wrap.seal(ids, INDEX_KEY, index.as_ref())
    }

    /// Opens the canary: the proof that this is the right master key. Whoever sealed it seals everything from now on.
    pub(crate) fn accept(&mut self, canary: &[u8]) -> Result<(), StoreError> {
        let id = key_id(canary).ok_or(StoreError::Tampered { what: "index key" })?;
        let master = self.master(id)?;
        let wrong = || self.wrong(id);
        let index = Zeroizing::new(master.wrap.open(INDEX_KEY, "index key", canary).map_err(|_| wrong())?);
        if index.len() != 32 {
            return Err(wrong());
        }
        self.index.copy_from_slice(&index);
        self.switch(id)
    }

    /// The canary as the master key `to` seals it.
    pub(crate) fn canary_of(&self, ids: &Ids, to: KeyId) -> Result<Vec<u8>, StoreError> {
        self.master(to)?.wrap.seal(ids, INDEX_KEY, self.index.as_ref())
    }

    /// Seals with this key from now on.
    pub(crate) fn switch(&self, id: KeyId) -> Result<(), StoreError> {
        self.master(id)?;
        self.held.write().unwrap_or_else(PoisonError::into_inner).current = id;
        Ok(())
    }

    /// The ids of the keys at hand.
    pub(crate) fn ids(&self) -> Vec<KeyId> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).masters.iter().map(|master| master.id).collect()
    }

    /// Every key at hand, as a key file holds them, the one that seals first.
    pub(crate) fn lines(&self) -> Zeroizing<String> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let (first, others): (Vec<_>, Vec<_>) = held.masters.iter().partition(|master| master.id == held.current);
        let mut text = Zeroizing::new(String::new());
        for master in first.into_iter().chain(others) {
            text.push_str(&master.line());
            text.push('\n');
        }
        text
    }

    /// The file that the keys came from; none where they were given otherwise.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    pub(crate) fn current_id(&self) -> KeyId {
        self.held.read().unwrap_or_else(PoisonError::into_inner).current
    }

    fn current(&self) -> Result<Arc<Master>, StoreError> {
        self.master(self.current_id())
    }

    fn wrong(&self, wanted: KeyId) -> StoreError {
        let held = self.ids().iter().map(hex::encode).collect::<Vec<_>>().join(", ");
        StoreError::WrongKey { wanted: hex::encode(wanted), held }
    }

    /// The key of this id; a file that did not hold it is read again.
    ///
    /// # Errors
    /// `store.wrong_key`, naming it.
    pub(crate) fn master(&self, id: KeyId) -> Result<Arc<Master>, StoreError> {
        if let Some(master) = self.held.read().unwrap_or_else(PoisonError::into_inner).of(id) {
            return Ok(master);
        }
        self.read_again()?;
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner).of(id);
        held.ok_or_else(|| self.wrong(id))
    }

    fn read_again(&self) -> Result<(), StoreError> {
        let Some(file) = &self.file else { return Ok(()) };
        let text = match std::fs::read_to_string(file) {
            Ok(text) => Zeroizing::new(text),
            Err(error) => return Err(StoreError::file(file, error)),
        };
        let found = parse(&text, &file.display().to_string())?;
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        // What was held stays: whatever is being worked on may still need it.
        for master in found {
            if held.of(master.id).is_none() {
                held.masters.push(master);
            }
        }
        Ok(())
    }

    /// Draws a data key and wraps it for the record at `place`; the wrapped form goes into the record's row.
    pub(crate) fn new_key(&self, ids: &Ids, place: Place<'_>) -> Result<(DataKey, Vec<u8>), StoreError> {
        let mut drawn = Zeroizing::new([0; 40]);
        ids.fill(drawn.as_mut())?;
        let wrapped = self.current()?.wrap.seal(ids, place, drawn.as_ref())?;
        Ok((split(drawn.as_ref())?, wrapped))
    }

    /// Unwraps a record's data key.
    pub(crate) fn unwrap_key(&self, place: Place<'_>, wrapped: &[u8]) -> Result<DataKey, StoreError> {
        let id = key_id(wrapped).ok_or(StoreError::Tampered { what: "data key" })?;
        split(&Zeroizing::new(self.master(id)?.wrap.open(place, "data key", wrapped)?))
    }

    /// Seals what belongs to no record with a data key of its own.
    pub(crate) fn seal(&self, ids: &Ids, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.current()?.system.seal(ids, place, plain)
    }

    pub(crate) fn open(&self, place: Place<'_>, what: &'static str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let id = key_id(sealed).ok_or(StoreError::Tampered { what })?;
        self.master(id)?.system.open(place, what, sealed)
    }

    /// The same value as the key seals it that seals now; nothing where it did already.
    pub(crate) fn seal_anew(
        &self,
        ids: &Ids,
        layer: Layer,
        place: Place<'_>,
        sealed: &[u8],
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let id = key_id(sealed).ok_or(StoreError::Tampered { what: "key" })?;
        let current = self.current()?;
        if id == current.id {
            return Ok(None);
        }
        let plain = Zeroizing::new(self.master(id)?.layer(layer).open(place, "key", sealed)?);
        Ok(Some(current.layer(layer).seal(ids, place, &plain)?))
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
        let named = |error: &StoreError| matches!(error, StoreError::WrongKey { wanted, held } if *wanted == hex::encode(&canary[1..9]) && held != wanted);
        assert!(wrong.accept(&canary).is_err_and(|error| named(&error)), "the key that is wanted is named");
        let mut both = Keyring::parse(&format!("{}\n{}\n", "08".repeat(32), "07".repeat(32)), "test").unwrap();
        both.accept(&canary).unwrap();
        both.unwrap_key(HERE, &wrapped).unwrap();
        let (_, fresh) = both.new_key(&ids, HERE).unwrap();
        assert_eq!(fresh[1..9], canary[1..9], "whoever sealed the canary seals");
    }

    #[test]
    fn what_is_sealed_anew_opens_without_the_old_key() {
        let (mut both, ids) = ring("07");
        let canary = both.new_canary(&ids).unwrap();
        both.accept(&canary).unwrap();
        let (key, wrapped) = both.new_key(&ids, HERE).unwrap();
        let value = both.seal(&ids, HERE, b"work").unwrap();
        let old = both.current_id();
        let both = Keyring::parse(&format!("{}\n{}", "07".repeat(32), "08".repeat(32)), "test").unwrap();
        assert_eq!(both.current_id(), old);
        let next = both.ids()[1];
        both.switch(next).unwrap();
        let wrapped = both.seal_anew(&ids, Layer::Wrap, HERE, &wrapped).unwrap().unwrap();
        let value = both.seal_anew(&ids, Layer::System, HERE, &value).unwrap().unwrap();
        assert_eq!(both.seal_anew(&ids, Layer::Wrap, HERE, &wrapped).unwrap(), None);
        let (new, _) = ring("08");
        assert_eq!(new.unwrap_key(HERE, &wrapped).unwrap().id(), key.id());
        assert_eq!(new.open(HERE, "work", &value).unwrap(), b"work");
        assert!(new.seal_anew(&ids, Layer::Wrap, Place { record: "2", ..HERE }, &canary).is_err());
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
