//! Reads the keys by which a partner's SFTP server is known, and writes those by which we are.

use russh::keys::{
    HashAlg, PrivateKey, PublicKey,
    ssh_key::{Fingerprint, private::Ed25519Keypair},
};

use crate::UrlFault;

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
