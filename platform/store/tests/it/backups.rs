//! A backup is everything at one moment, opens for two people together, and comes back whole or not at all.

use std::path::{Path, PathBuf};

use store::attachments::{self, NewAttachment, Owner, State};
use store::backup::{self, BackupError};
use store::journal::{self, NewEntry};
use store::recovery::{self, RecoveryError, RecoveryPublic, RecoverySecret};
use store::{Engine, Settings, Store, StoreError, Uuid, drafts, restore};

use crate::bed::{AGENCY, Bed, draft};
use crate::secrecy::write_everywhere;

fn recovery_key(data: &Path) -> (RecoveryPublic, RecoverySecret) {
    let ids = store::Ids::system(store::Clock::system());
    let (public, [one, two]) = recovery::make(data, &ids, false, Ok::<_, RecoveryError>).unwrap();
    (public, RecoverySecret::join(&one, &two).unwrap())
}

async fn close_journal(store: &Store, act: &str) {
    let entry = NewEntry {
        agency: AGENCY,
        act,
        object_kind: "dossier",
        object: Uuid::nil(),
        actor_kind: "system",
        actor: None,
        committed: None,
    };
    store.write(async |tx| journal::add(tx, entry).await).await.unwrap();
    store.write(async |tx| journal::close(tx, AGENCY).await).await.unwrap();
}

/// The rows of every table as the engine shows them; what a restoration adds or ends is left out.
async fn rows(bed: &Bed) -> Vec<(String, i64)> {
    let tables = match bed.engine() {
        Engine::Sqlite => {
            "select name from sqlite_master where type = 'table' and name not like 'sqlite%' order by name"
        }
        Engine::Postgres => "select tablename::text from pg_tables where schemaname = 'public' order by 1",
    };
    let mut rows = Vec::new();
    for table in bed.texts(tables).await {
        if !["sessions", "agent_logins", "identity_logins", "partner_tokens", "journal", "meta"]
            .contains(&table.as_str())
        {
            let count = bed.count(&table).await;
            rows.push((table, count));
        }
    }
    rows
}

struct Kept {
    file: PathBuf,
    secret: RecoverySecret,
    token: store::Token,
    attachment: attachments::Attachment,
    large: Vec<u8>,
}

/// A store with something in every place, and its backup.
async fn backed_up(bed: &Bed) -> (Store, Kept) {
    let store = bed.open().await;
    write_everywhere(&store).await;
    let (_, token) = draft(&store, "réponses à garder".as_bytes()).await;
    let large: Vec<u8> = (0..300_000_u32).map(|number| (number % 251) as u8).collect();
    let stored = store.objects().put(AGENCY, &large).await.unwrap();
    let owner = Owner::Draft(store.ids().uuid().unwrap());
    let new = NewAttachment { owner, path: "p", name: "n", mime: "m", state: State::Clean, stored: &stored };
    let attachment = store.write(async |tx| attachments::add(tx, new).await).await.unwrap();
    close_journal(&store, "before").await;
    let (public, secret) = recovery_key(bed.dir.path());
    let file = bed.dir.path().join("kept.guichet");
    let taken = backup::take(&store, &file, &public).await.unwrap();
    assert_eq!(taken.bytes, std::fs::metadata(&file).unwrap().len());
    assert!(taken.manifest.missing.is_empty() && taken.manifest.journal.len() == 1, "{:?}", taken.manifest);
    (store, Kept { file, secret, token, attachment, large })
}

async fn is_whole(store: &Store, kept: &Kept) {
    let found = store.read(async |conn| drafts::find(conn, &kept.token).await).await.unwrap().unwrap();
    assert_eq!(found.answers, "réponses à garder".as_bytes());
    assert_eq!(store.objects().read_all(&kept.attachment).await.unwrap(), kept.large);
    store.read(async |conn| journal::verify(conn, AGENCY).await).await.unwrap();
    store.read(async |conn| journal::verify_since(conn, &[]).await).await.unwrap();
}

pub(crate) async fn a_backup_comes_back_whole_into_either_engine(bed: Bed) {
    let (store, kept) = backed_up(&bed).await;
    let before = rows(&bed).await;
    // What happens afterwards is not in it.
    let (_, later) = draft(&store, b"later").await;
    close_journal(&store, "after").await;
    let receipt = store.receipt_key().verifying_key();
    assert!(bed.count("sessions").await > 0);
    let other = Bed::sqlite();
    std::fs::remove_dir_all(other.dir.path()).unwrap();
    let restored = restore::restore(&other.settings(), &kept.file, &kept.secret).await.unwrap();
    assert_eq!(restored.objects, 2);
    let back = other.open().await;
    is_whole(&back, &kept).await;
    assert_eq!(back.receipt_key().verifying_key(), receipt);
    assert!(back.read(async |conn| drafts::find(conn, &later).await).await.unwrap().is_none());
    assert_eq!(rows(&other).await, before);
    for ended in ["sessions", "agent_logins", "identity_logins"] {
        assert_eq!(other.count(ended).await, 0, "{ended}");
    }
    assert_eq!(other.count("journal where act = 'site.restored'").await, 1);
    draft(&back, b"it goes on").await;
    if bed.engine() == Engine::Postgres {
        // And back again, from the one to the other.
        let again = other.dir.path().join("again.guichet");
        backup::take(&back, &again, &restored.sealed_to).await.unwrap();
        store.close().await;
        bed.raw("drop schema public cascade").await;
        bed.raw("create schema public").await;
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { data_dir: folder.path().join("data"), ..bed.settings() };
        restore::restore(&settings, &again, &kept.secret).await.unwrap();
        let back = Store::open(settings).await.unwrap();
        is_whole(&back, &kept).await;
    }
}

pub(crate) async fn what_is_not_whole_is_not_served(bed: Bed) {
    let (_store, kept) = backed_up(&bed).await;
    let whole = std::fs::read(&kept.file).unwrap();
    let sealed = 75;
    let chunk = 64 * 1024 + 16;
    let flip = |place: usize| {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        bytes
    };
    let damaged = [
        ("a byte of the first part", flip(sealed + 40)),
        ("a byte in the middle", flip(whole.len() / 2)),
        ("the last byte", flip(whole.len() - 1)),
        ("the public half", flip(30)),
        ("cut between two chunks", whole[..sealed + 2 * chunk].to_vec()),
        ("cut within one", whole[..whole.len() - 100].to_vec()),
        ("two chunks swapped", {
            let mut bytes = whole.clone();
            let (one, two) = (sealed, sealed + chunk);
            let first = bytes[one..one + chunk].to_vec();
            bytes.copy_within(two..two + chunk, one);
            bytes[two..two + chunk].copy_from_slice(&first);
            bytes
        }),
        ("something after the end", [whole.as_slice(), b"x"].concat()),
    ];
    let file = bed.dir.path().join("damaged.guichet");
    for (what, bytes) in damaged {
        std::fs::write(&file, bytes).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::sqlite(folder.path().join("data"));
        let refused = restore::restore(&settings, &file, &kept.secret).await;
        assert!(matches!(&refused, Err(BackupError::Damaged(_))), "{what}: {refused:?}");
        if settings.data_dir.exists() {
            let served = Store::open(settings).await;
            assert!(matches!(&served, Err(StoreError::HalfRestored(_))), "{what}: {served:?}");
        }
    }
    for (what, bytes) in [
        ("no backup", b"something else altogether, long enough to have a header of seventy-five bytes".to_vec()),
        ("nothing", Vec::new()),
    ] {
        std::fs::write(&file, bytes).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let refused = restore::restore(&Settings::sqlite(folder.path()), &file, &kept.secret).await;
        assert!(matches!(&refused, Err(BackupError::NotABackup(_))), "{what}: {refused:?}");
    }
}

pub(crate) async fn a_backup_overwrites_nothing_and_opens_for_its_own_key_alone(bed: Bed) {
    let (store, kept) = backed_up(&bed).await;
    let public = RecoveryPublic::read(bed.dir.path()).unwrap();
    assert_eq!(backup::take(&store, &kept.file, &public).await.unwrap_err().code(), "backup.exists");
    let settings = bed.settings();
    assert_eq!(restore::restore(&settings, &kept.file, &kept.secret).await.unwrap_err().code(), "restore.not_empty");
    is_whole(&store, &kept).await;
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = Settings { data_dir: folder.path().join("data"), ..bed.settings() };
    // The database, on either engine, is there already.
    assert_eq!(restore::restore(&elsewhere, &kept.file, &kept.secret).await.unwrap_err().code(), "restore.not_empty");
    assert!(!elsewhere.data_dir.join("restoring").exists());
    let (_, other) = recovery_key(folder.path());
    let fresh = Settings::sqlite(folder.path().join("fresh"));
    let refused = restore::restore(&fresh, &kept.file, &other).await.unwrap_err();
    assert_eq!((refused.code(), fresh.data_dir.exists()), ("recovery.other_key", false));
    // The keys alone, for a server that lost them.
    assert_eq!(restore::keys(bed.dir.path(), &kept.file, &kept.secret).unwrap_err().code(), "restore.key_there");
    let master = bed.dir.path().join("keys/master.key");
    let before = std::fs::read(&master).unwrap();
    std::fs::remove_file(&master).unwrap();
    let keys = restore::keys(bed.dir.path(), &kept.file, &kept.secret).unwrap();
    assert_eq!((keys.master.len(), keys.sealed_to), (1, None), "what it seals backups to is there");
    assert_eq!(std::fs::read(&master).unwrap(), before);
    keys.take_away().unwrap();
    assert!(!master.exists() && bed.dir.path().join("keys/receipt.key").exists(), "what was there stays");
    std::fs::remove_file(bed.dir.path().join("keys/recovery.pub")).unwrap();
    let keys = restore::keys(bed.dir.path(), &kept.file, &kept.secret).unwrap();
    assert_eq!(keys.sealed_to, Some(public));
    assert_eq!(RecoveryPublic::read(bed.dir.path()).unwrap(), public);
}

pub(crate) async fn of_two_backups_to_one_name_one_is_kept(bed: Bed) {
    let (store, kept) = backed_up(&bed).await;
    let public = RecoveryPublic::read(bed.dir.path()).unwrap();
    // Another server's, to the same place: neither waits for the other.
    let other = Bed::sqlite();
    let second = other.open().await;
    let file = bed.dir.path().join("both.guichet");
    let (one, two) = tokio::join!(backup::take(&store, &file, &public), backup::take(&second, &file, &public));
    let (taken, refused) = match (one, two) {
        (Ok(taken), Err(refused)) | (Err(refused), Ok(taken)) => (taken, refused),
        both => panic!("{both:?}"),
    };
    assert_eq!(refused.code(), "backup.exists");
    assert_eq!(std::fs::metadata(&file).unwrap().len(), taken.bytes);
    let left = std::fs::read_dir(bed.dir.path()).unwrap().map(|entry| entry.unwrap().path());
    assert_eq!(left.filter(|path| path.extension().is_some_and(|end| end == "part")).count(), 0);
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings::sqlite(folder.path());
    // A volume that was just made; and who brought this back opens the next one.
    std::fs::create_dir(folder.path().join("lost+found")).unwrap();
    let restored = restore::restore(&settings, &file, &kept.secret).await.unwrap();
    assert_eq!((restored.sealed_to, RecoveryPublic::read(folder.path()).unwrap()), (public, public));
}

pub(crate) async fn what_the_database_names_and_nobody_has_is_told(bed: Bed) {
    let (store, kept) = backed_up(&bed).await;
    let all = crate::files::files(&bed.dir.path().join("objects"));
    let large = all.into_iter().max_by_key(|file| std::fs::metadata(file).unwrap().len()).unwrap();
    let object = large.file_name().unwrap().to_str().unwrap();
    std::fs::remove_file(&large).unwrap();
    let public = RecoveryPublic::read(bed.dir.path()).unwrap();
    let file = bed.dir.path().join("second.guichet");
    let taken = backup::take(&store, &file, &public).await.unwrap();
    assert_eq!(taken.manifest.missing, [object]);
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings::sqlite(folder.path().join("data"));
    let restored = restore::restore(&settings, &file, &kept.secret).await.unwrap();
    assert_eq!(restored.manifest.missing, [object]);
}

pub(crate) async fn what_is_damaged_is_told_and_the_rest_comes_back(bed: Bed) {
    let (store, kept) = backed_up(&bed).await;
    let all = crate::files::files(&bed.dir.path().join("objects"));
    let large = all.into_iter().max_by_key(|file| std::fs::metadata(file).unwrap().len()).unwrap();
    let object = large.file_name().unwrap().to_str().unwrap();
    let whole = std::fs::read(&large).unwrap();
    let public = RecoveryPublic::read(bed.dir.path()).unwrap();
    // In its head, behind it, in the middle, at its end; and cut where a chunk ends.
    let spoilt = [3, 40, whole.len() / 2, whole.len() - 1].map(|place| {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        bytes
    });
    let cut = whole[..28 + 64 * 1024 + 16].to_vec();
    for (number, bytes) in spoilt.into_iter().chain([cut]).enumerate() {
        std::fs::write(&large, bytes).unwrap();
        let file = bed.dir.path().join(format!("damaged-{number}.guichet"));
        let taken = backup::take(&store, &file, &public).await.unwrap();
        assert_eq!(taken.manifest.damaged, [object], "{number}");
        assert!(taken.manifest.missing.is_empty());
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::sqlite(folder.path().join("data"));
        let restored = restore::restore(&settings, &file, &kept.secret).await.unwrap();
        assert_eq!((restored.objects, &restored.damaged), (2, &taken.manifest.damaged));
        let back = Store::open(settings).await.unwrap();
        let found = back.read(async |conn| drafts::find(conn, &kept.token).await).await.unwrap().unwrap();
        assert_eq!(found.answers, "réponses à garder".as_bytes());
        let read = back.objects().read_all(&kept.attachment).await;
        assert!(matches!(read, Err(StoreError::Damaged(_))), "{number}: {read:?}");
        back.close().await;
    }
    std::fs::write(&large, whole).unwrap();
    let file = bed.dir.path().join("mended.guichet");
    assert!(backup::take(&store, &file, &public).await.unwrap().manifest.damaged.is_empty());
}
