//! Reads the keys by which a partner's SFTP server is known, and writes those by which we are.

use std::sync::{Arc, Mutex};

use russh::{
    client,
    keys::{
        Algorithm, EcdsaCurve, HashAlg, PrivateKey, PublicKey, PublicKeyOrCertificate,
        ssh_key::{Fingerprint, private::Ed25519Keypair},
    },
};

use crate::UrlFault;

/// Kinds of keys that a server may have. Not SHA-1.
pub(super) const KINDS: [Algorithm; 6] = [
    Algorithm::Ed25519,
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 },
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP384 },
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP521 },
    Algorithm::Rsa { hash: Some(HashAlg::Sha512) },
    Algorithm::Rsa { hash: Some(HashAlg::Sha256) },
];

/// Judges a server by its key, and keeps the kind of one that was not expected.
pub(super) struct Asked {
    pub(super) pins: Vec<Fingerprint>,
    pub(super) offered: Arc<Mutex<Option<Algorithm>>>,
}

impl client::Handler for Asked {
    type Error = russh::Error;

    async fn check_server_key(&mut self, key: &PublicKeyOrCertificate) -> Result<bool, Self::Error> {
        // No certificates are asked for.
        let PublicKeyOrCertificate::PublicKey { key, .. } = key else { return Ok(false) };
        let known = self.pins.contains(&key.fingerprint(HashAlg::Sha256));
        if !known && let Ok(mut offered) = self.offered.lock() {
            *offered = Some(key.algorithm());
        }
        Ok(known)
    }
}

pub(super) fn fault(code: &'static str, cause: &'static str) -> UrlFault {
    UrlFault { code, cause }
}

/// The fingerprint of a server's key, from that or from the key as `ssh-keyscan` prints it.
///
/// # Errors
/// `sftp.host_key`.
pub fn fingerprint(text: &str) -> Result<String, UrlFault> {
    read_pin(text).map(|pin| pin.to_string())
}

pub(super) fn read_pin(text: &str) -> Result<Fingerprint, UrlFault> {
    let wrong =
        || fault("sftp.host_key", "expected SHA256:… as « ssh-keygen -l » shows it, or a line of « ssh-keyscan »");
    let text = text.trim();
    if text.starts_with("SHA256:") {
        return text.parse().map_err(|_| wrong());
    }
    // « ssh-keyscan » puts the host before the key.
    let key = text.find("ssh-").or_else(|| text.find("ecdsa-")).and_then(|at| text.get(at..)).ok_or_else(wrong)?;
    PublicKey::from_openssh(key).map(|key| key.fingerprint(HashAlg::Sha256)).map_err(|_| wrong())
}

/// The public half of the key made of this seed, as it stands in `authorized_keys`.
pub fn public_key(seed: &[u8; 32], comment: &str) -> String {
    let mut key = PrivateKey::from(Ed25519Keypair::from_seed(seed)).public_key().clone();
    key.set_comment(comment);
    key.to_openssh().unwrap_or_default()
}
