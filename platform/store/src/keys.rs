//! Keeps the two key files outside the database: the master key and the key that signs receipts.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::ids::Ids;
use crate::sealing::KeyId;

/// The master key's file in the folder of keys.
pub(crate) fn master_file(folder: &Path) -> PathBuf {
    folder.join("master.key")
}

/// Reads the master key's file. A missing file is made, unless the database was already sealed with a key (then it is lost, and a
/// fresh one could only hide that).
pub(crate) fn master(folder: &Path, ids: &Ids, sealed_with: Option<KeyId>) -> Result<Zeroizing<String>, StoreError> {
    let path = master_file(folder);
    match (read(&path)?, sealed_with) {
        (Some(text), _) => Ok(text),
        (None, Some(id)) => Err(StoreError::WrongKey { wanted: hex::encode(id), held: String::new() }),
        (None, None) => write(folder, &path, fresh_line(ids)?.as_bytes()),
    }
}

/// A key drawn anew, as a line of the file.
pub(crate) fn fresh_line(ids: &Ids) -> Result<Zeroizing<String>, StoreError> {
    let mut secret = Zeroizing::new([0_u8; 32]);
    ids.fill(secret.as_mut())?;
    Ok(Zeroizing::new(format!("{}\n", hex::encode(secret.as_ref()))))
}

/// Replaces the master key's file by another text, whole or not at all.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), StoreError> {
    // A link leads to where the keys are really kept.
    let path = &std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let replaced = || -> std::io::Result<()> {
        let temporary = path.with_extension(format!("new-{}", std::process::id()));
        let mut file = crate::files::create_private(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)?;
        crate::files::sync_folder(path.parent().unwrap_or(Path::new(".")))
    };
    replaced().map_err(|error| StoreError::file(path, error))
}

/// The receipts' signing key as its file holds it.
pub(crate) fn receipt_pem(key: &SigningKey) -> Result<Zeroizing<String>, StoreError> {
    key.to_pkcs8_pem(LineEnding::LF).map_err(|_| StoreError::KeyFormat("receipt.key".to_owned()))
}

/// Reads the receipts' signing key (PKCS#8 in PEM, so that openssl reads it too), or makes it.
pub(crate) fn receipt(folder: &Path, ids: &Ids) -> Result<SigningKey, StoreError> {
    let path = folder.join("receipt.key");
    let text = match read(&path)? {
        Some(text) => text,
        None => {
            let mut seed = Zeroizing::new([0_u8; 32]);
            ids.fill(seed.as_mut())?;
            write(folder, &path, receipt_pem(&SigningKey::from_bytes(&seed))?.as_bytes())?
        }
    };
    SigningKey::from_pkcs8_pem(&text).map_err(|_| StoreError::KeyFormat(path.display().to_string()))
}

pub(crate) fn read(path: &Path) -> Result<Option<Zeroizing<String>>, StoreError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(Zeroizing::new(text))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::file(path, error)),
    }
}

/// Writes a key that only its owner may read, whole or not at all. Of two processes that start at once, the second reads the first's.
pub(crate) fn write(folder: &Path, path: &Path, bytes: &[u8]) -> Result<Zeroizing<String>, StoreError> {
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
