//! Keeps files where they are while a backup is taken: whoever takes it holds a lock, and whoever would remove a file shares it for a moment.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::error::StoreError;
use crate::store::PATIENCE;

/// Until this is dropped no file is removed; of two backups at once the second is refused.
pub(super) fn keep_all(pin: &Path) -> Result<File, StoreError> {
    let fail = |error| StoreError::file(pin, error);
    let file = crate::files::touch_private(pin).map_err(fail)?;
    // A removal is over in a moment.
    let until = Instant::now() + PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(fail(error)),
            Err(TryLockError::WouldBlock) if Instant::now() > until => return Err(StoreError::Locked(pin.to_owned())),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

/// The right to remove files, as long as this is held; nothing while a backup is being taken.
pub(super) fn may_go(pin: &Path) -> std::io::Result<Option<File>> {
    let file = crate::files::touch_private(pin)?;
    match file.try_lock_shared() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Settings, Store};

    #[tokio::test]
    async fn no_file_goes_while_a_backup_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Settings::sqlite(folder.path())).await.unwrap();
        let stored = store.objects().put("ville", b"no row points to it").await.unwrap();
        let objects = &store.shared().objects;
        let sweep = async || store.read(async |conn| store.objects().sweep(conn, Duration::ZERO).await).await.unwrap();
        let kept = objects.keep_all().unwrap();
        assert_eq!((sweep().await, objects.path(&stored.key).exists()), (0, true));
        assert!(may_go(&objects.pin).unwrap().is_none());
        drop(kept);
        let going = may_go(&objects.pin).unwrap();
        assert!(going.is_some() && objects.keep_all().is_err(), "whoever removes a file is waited for");
        drop(going);
        assert_eq!((sweep().await, objects.path(&stored.key).exists()), (1, false));
    }
}
