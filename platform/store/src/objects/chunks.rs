//! Seals a stream chunk by chunk: each under its number, the last one marked, so that none is swapped, dropped or cut off unnoticed.

use chacha20poly1305::aead::AeadInPlace;
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};

use crate::error::StoreError;

/// How much is sealed at a time.
pub(crate) const CHUNK: usize = 64 * 1024;
/// How much longer that is sealed.
pub(crate) const TAG: usize = 16;
/// The length of a nonce without the chunk's number.
pub(crate) const PREFIX: usize = 19;

/// Numbers and seals chunks.
pub(crate) struct Chunks {
    pub(crate) cipher: XChaCha20Poly1305,
    pub(crate) prefix: [u8; PREFIX],
    pub(crate) number: u32,
    pub(crate) place: Vec<u8>,
}

impl Chunks {
    fn nonce(&mut self, last: bool) -> Result<XNonce, StoreError> {
        let mut nonce = [0; 24];
        nonce[..PREFIX].copy_from_slice(&self.prefix);
        nonce[PREFIX..23].copy_from_slice(&self.number.to_be_bytes());
        nonce[23] = u8::from(last);
        self.number = self.number.checked_add(1).ok_or(StoreError::Invalid("a file of this size"))?;
        Ok(XNonce::from(nonce))
    }

    pub(crate) fn seal(&mut self, chunk: &mut Vec<u8>, last: bool) -> Result<(), StoreError> {
        let nonce = self.nonce(last)?;
        let tag = self
            .cipher
            .encrypt_in_place_detached(&nonce, &self.place, chunk)
            .map_err(|_| StoreError::Invalid("a file of this size"))?;
        chunk.extend_from_slice(&tag);
        Ok(())
    }

    pub(crate) fn open(&mut self, chunk: &mut Vec<u8>, last: bool) -> Result<(), StoreError> {
        let tampered = StoreError::Tampered { what: "file" };
        let Some(length) = chunk.len().checked_sub(TAG) else {
            return Err(tampered);
        };
        let tag = Tag::clone_from_slice(&chunk[length..]);
        chunk.truncate(length);
        let nonce = self.nonce(last)?;
        self.cipher.decrypt_in_place_detached(&nonce, &self.place, chunk, &tag).map_err(|_| tampered)
    }
}
