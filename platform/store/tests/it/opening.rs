//! Opening: data stays, keys are proved, one process at a time, no engine that could forget.

use std::os::unix::fs::PermissionsExt as _;

use store::{Engine, SecretString, Settings, Store, StoreError, drafts};

use crate::bed::{Bed, draft};

pub(crate) async fn what_was_written_is_there_after_reopening(bed: Bed) {
    let first = bed.open().await;
    let key = first.receipt_key().verifying_key();
    let (made, token) = draft(&first, b"kept").await;
    first.close().await;
    let second = bed.open().await;
    let found = second.read(async |conn| drafts::find(conn, &token).await).await.unwrap().unwrap();
    assert_eq!((found.id, found.answers.as_slice()), (made.id, b"kept".as_slice()));
    assert_eq!(second.receipt_key().verifying_key(), key);
}

pub(crate) async fn a_wrong_key_opens_nothing(bed: Bed) {
    drop(bed.open().await);
    let with = async |key: &str| {
        let settings = Settings { master_key: Some(SecretString::from(key.to_owned())), ..bed.settings() };
        Store::open(settings).await
    };
    let right = std::fs::read_to_string(bed.dir.path().join("keys/master.key")).unwrap();
    let wrong = "ab".repeat(32);
    let refused = with(&wrong).await;
    assert!(
        matches!(&refused, Err(StoreError::WrongKey { wanted, held }) if wanted.len() == 16 && held.len() == 16 && wanted != held),
        "{refused:?}"
    );
    assert!(matches!(with("short").await, Err(StoreError::KeyFormat(_))));
    assert!(with(&right).await.is_ok());
    assert!(with(&format!("{wrong},{right}")).await.is_ok(), "a new key before the old one");
}

pub(crate) async fn a_lost_key_is_not_replaced(bed: Bed) {
    drop(bed.open().await);
    let file = bed.dir.path().join("keys/master.key");
    std::fs::remove_file(&file).unwrap();
    assert!(
        matches!(bed.try_open().await, Err(StoreError::WrongKey { wanted, held }) if wanted.len() == 16 && held.is_empty())
    );
    assert!(!file.exists());
}

pub(crate) async fn a_newer_schema_is_refused(bed: Bed) {
    drop(bed.open().await);
    bed.raw("insert into schema_versions (version, name, hash) values (99, 'future', 'x')").await;
    assert!(matches!(bed.try_open().await, Err(StoreError::Newer { found: 99, .. })));
}

pub(crate) async fn two_openers_migrate_once(bed: Bed) {
    let settings = Settings { beside: true, ..bed.settings() };
    let (one, two) = tokio::join!(Store::open(settings.clone()), Store::open(settings));
    let (one, two) = (one.unwrap(), two.unwrap());
    let (_, token) = draft(&one, b"shared").await;
    let found = two.read(async |conn| drafts::find(conn, &token).await).await.unwrap().unwrap();
    assert_eq!(found.answers, b"shared");
}

pub(crate) async fn other_urls_are_refused(bed: Bed) {
    for url in [
        "",
        "mysql://localhost",
        "sqlite::memory:",
        "sqlite://:memory:",
        "sqlite://x?mode=memory",
        "/var/lib/guichet.db",
    ] {
        let opened = Store::open(Settings::new(url, bed.dir.path())).await;
        assert!(matches!(opened, Err(StoreError::Url(_))), "{url}: {opened:?}");
    }
    assert!(!std::fs::exists("file:sqlx-in-memory-0").unwrap());
}

pub(crate) async fn settings_and_files_are_safe(bed: Bed) {
    let store = bed.open().await;
    draft(&store, b"{}").await;
    let mode = |name: &str| std::fs::metadata(bed.dir.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("keys/master.key"), mode("keys/receipt.key"), mode("keys")), (0o600, 0o600, 0o700));
    match bed.engine() {
        Engine::Sqlite => {
            assert_eq!((mode("guichet.db"), mode("guichet.db-wal")), (0o600, 0o600));
            assert!(matches!(bed.try_open().await, Err(StoreError::Locked(_))), "a second process");
            let beside = Store::open(Settings { beside: true, ..bed.settings() }).await.unwrap();
            draft(&beside, b"{}").await;
            beside.close().await;
            store.close().await;
            for damage in [&b"not a database at all, but long enough to be looked at as one"[..], &[0xff; 3000]] {
                let path = bed.dir.path().join("guichet.db");
                let mut bytes = std::fs::read(&path).unwrap();
                let place = if damage.len() == 3000 { 4096 } else { 0 };
                bytes[place..place + damage.len()].copy_from_slice(damage);
                let other = tempfile::tempdir().unwrap();
                std::fs::write(other.path().join("guichet.db"), bytes).unwrap();
                let opened = Store::open(Settings::sqlite(other.path())).await;
                assert!(matches!(opened, Err(StoreError::Corrupt(_))), "{opened:?}");
            }
        }
        Engine::Postgres => {
            drop(store);
            let name = bed.url.rsplit_once('/').map(|(_, name)| name).unwrap();
            let name = bed.url.split_once('?').map_or(name, |(head, _)| head.rsplit_once('/').unwrap().1);
            bed.raw(&format!("alter database {name} set synchronous_commit = off")).await;
            let opened = bed.try_open().await;
            assert!(
                matches!(&opened, Err(StoreError::UnsafeSettings(what)) if what == "synchronous_commit"),
                "{opened:?}"
            );
        }
    }
}

pub(crate) async fn a_large_file_is_looked_through_meanwhile_and_not_opened_again_while_it_is_damaged(bed: Bed) {
    let store = bed.open().await;
    draft(&store, &[7; 400_000]).await;
    store.check().await.unwrap();
    store.close().await;
    if bed.engine() == Engine::Postgres {
        return;
    }
    let file = bed.dir.path().join("guichet.db");
    let whole = std::fs::read(&file).unwrap();
    let mut damaged = whole.clone();
    // Among the pages of the long answers, which nobody reads to open the store.
    let end = damaged.len();
    damaged[end - 5 * 4096..end - 3 * 4096].fill(0xff);
    std::fs::write(&file, damaged).unwrap();
    let large = Settings { checked_first: 0, ..bed.settings() };
    let store = Store::open(large.clone()).await.unwrap();
    let found = store.check().await;
    assert!(matches!(found, Err(StoreError::Corrupt(_))), "{found:?}");
    store.close().await;
    let again = Store::open(large.clone()).await;
    assert!(matches!(again, Err(StoreError::Corrupt(_))), "{again:?}");
    std::fs::write(&file, whole).unwrap();
    let store = Store::open(large).await.unwrap();
    assert!(!bed.dir.path().join("guichet.damaged").exists());
    store.check().await.unwrap();
}

pub(crate) async fn a_server_that_is_not_there_is_told_from_one_that_is_busy(bed: Bed) {
    // Port 1 of one's own machine: nobody listens there.
    let settings = Settings { url: "postgres://guichet@127.0.0.1:1/guichet".to_owned(), ..bed.settings() };
    let refused = Store::open(settings).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
}
