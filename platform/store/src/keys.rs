//! Keeps the two key files outside the database: the master key and the key that signs receipts.

use std::io::Write as _;
use std::path::Path;

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::ids::Ids;

/// Reads the master key's file. A missing file is made, unless the database was already sealed with a key (then it is lost, and a
/// fresh one could only hide that).
pub(crate) fn master(folder: &Path, ids: &Ids, sealed_before: bool) -> Result<Zeroizing<String>, StoreError> {
    let path = folder.join("master.key");
    match read(&path)? {
        Some(text) => Ok(text),
        None if sealed_before => Err(StoreError::WrongKey),
        None => {
            let mut secret = Zeroizing::new([0_u8; 32]);
            ids.fill(secret.as_mut())?;
            let text = Zeroizing::new(format!("{}\n", hex::encode(secret.as_ref())));
            write(folder, &path, text.as_bytes())
        }
    }
}

/// Reads the receipts' signing key (PKCS#8 in PEM, so that openssl reads it too), or makes it.
pub(crate) fn receipt(folder: &Path, ids: &Ids) -> Result<SigningKey, StoreError> {
    let path = folder.join("receipt.key");
    let text = match read(&path)? {
        Some(text) => text,
        None => {
            let mut seed = Zeroizing::new([0_u8; 32]);
            ids.fill(seed.as_mut())?;
            let pem = SigningKey::from_bytes(&seed)
                .to_pkcs8_pem(LineEnding::LF)
                .map_err(|_| StoreError::KeyFormat(path.display().to_string()))?;
            write(folder, &path, pem.as_bytes())?
        }
    };
    SigningKey::from_pkcs8_pem(&text).map_err(|_| StoreError::KeyFormat(path.display().to_string()))
}

fn read(path: &Path) -> Result<Option<Zeroizing<String>>, StoreError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(Zeroizing::new(text))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::file(path, error)),
    }
}

/// Writes a key that only its owner may read, whole or not at all. Of two processes that start at once, the second reads the first's.
fn write(folder: &Path, path: &Path, bytes: &[u8]) -> Result<Zeroizing<String>, StoreError> {
    let attempt = || -> std::io::Result<()> {
        crate::files::private_folder(folder)?;
        let temporary = path.with_extension(format!("new-{}", std::process::id()));
        let mut file = crate::files::create_private(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        // A hard link fails where a rename would replace a key that another process has just made.
        let linked = std::fs::hard_link(&temporary, path);
        std::fs::remove_file(&temporary)?;
        match linked {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        crate::files::sync_folder(folder)
    };
    attempt().map_err(|error| StoreError::file(path, error))?;
    read(path)?.ok_or_else(|| StoreError::KeyFormat(path.display().to_string()))
}
