//! Files: whole, in order, counted, and gone when they should be.

use std::path::{Path, PathBuf};
use std::time::Duration;

use store::attachments::{self, Attachment, NewAttachment, Owner, State, Usage};
use store::objects::StoredObject;
use store::{Store, StoreError};

use crate::bed::{AGENCY, Bed};

const CHUNK: usize = 64 * 1024;

async fn add(store: &Store, owner: Owner, stored: &StoredObject) -> Attachment {
    let new = NewAttachment {
        owner,
        path: "piece",
        name: "carte d’identité.pdf",
        mime: "application/pdf",
        state: State::NotScanned,
        stored,
    };
    store.write(async |tx| attachments::add(tx, new).await).await.unwrap()
}

fn owner(store: &Store) -> Owner {
    Owner::Draft(store.ids().uuid().unwrap())
}

pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

pub(crate) async fn files_of_every_size_come_back(bed: Bed) {
    let store = bed.open().await;
    for size in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17] {
        let bytes: Vec<u8> = (0..size).map(|place| (place * 31 % 251) as u8).collect();
        let mut upload = store.objects().begin(AGENCY).await.unwrap();
        for piece in bytes.chunks(10_007) {
            upload.write(piece).await.unwrap();
        }
        assert_eq!(upload.size(), size as u64);
        let stored = upload.finish().await.unwrap();
        let owner = owner(&store);
        let added = add(&store, owner, &stored).await;
        let found = store.read(async |conn| attachments::get(conn, AGENCY, added.id).await).await.unwrap().unwrap();
        assert_eq!(
            (found.size, found.sha256, found.name.as_str()),
            (size as u64, stored.sha256, "carte d’identité.pdf")
        );
        assert!(store.objects().read_all(&found).await.unwrap() == bytes, "{size} bytes differ");
        let mut download = store.objects().read(&found).await.unwrap();
        let mut streamed = Vec::new();
        while let Some(chunk) = download.chunk().await.unwrap() {
            streamed.extend(chunk);
        }
        assert!(streamed == bytes, "{size} bytes differ");
        assert!(store.read(async |conn| attachments::get(conn, "autre", added.id).await).await.unwrap().is_none());
    }
}

pub(crate) async fn a_cut_or_reordered_file_is_noticed(bed: Bed) {
    let store = bed.open().await;
    let bytes = vec![7; 3 * CHUNK];
    let stored = store.objects().put(AGENCY, &bytes).await.unwrap();
    let attachment = add(&store, owner(&store), &stored).await;
    let path = files(&bed.dir.path().join("objects")).remove(0);
    let whole = std::fs::read(&path).unwrap();
    let (header, sealed) = (28, CHUNK + 16);
    assert_eq!(whole.len(), header + 3 * sealed);
    let mut swapped = whole.clone();
    swapped[header..header + 2 * sealed].rotate_left(sealed);
    let mut flipped = whole.clone();
    flipped[header + sealed + 5] ^= 1;
    let longer = [whole.clone(), vec![0; 40]].concat();
    for (what, changed) in [
        ("cut at a chunk", whole[..header + 2 * sealed].to_vec()),
        ("cut within a chunk", whole[..header + 2 * sealed + 100].to_vec()),
        ("cut to its header", whole[..header].to_vec()),
        ("empty", Vec::new()),
        ("swapped", swapped),
        ("flipped", flipped),
        ("longer", longer),
    ] {
        std::fs::write(&path, changed).unwrap();
        assert!(matches!(store.objects().read_all(&attachment).await, Err(StoreError::Damaged(_))), "{what}");
    }
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(store.objects().read_all(&attachment).await, Err(StoreError::Damaged(_))), "gone");
    std::fs::write(&path, whole).unwrap();
    assert!(store.objects().read_all(&attachment).await.unwrap() == bytes);
}

pub(crate) async fn an_abandoned_upload_leaves_nothing(bed: Bed) {
    let store = bed.open().await;
    let mut upload = store.objects().begin(AGENCY).await.unwrap();
    upload.write(&vec![1; 3 * CHUNK]).await.unwrap();
    assert_eq!(files(&bed.dir.path().join("objects")).len(), 1);
    drop(upload);
    assert!(files(&bed.dir.path().join("objects")).is_empty());
    assert!(store.objects().begin("../../etc").await.is_err());
}

pub(crate) async fn the_sweep_takes_orphans_only(bed: Bed) {
    let store = bed.open().await;
    let stored = store.objects().put(AGENCY, b"kept").await.unwrap();
    let kept = add(&store, owner(&store), &stored).await;
    for _ in 0..3 {
        store.objects().put(AGENCY, b"orphan").await.unwrap();
    }
    let sweep = async |age| store.read(async |conn| store.objects().sweep(conn, age).await).await.unwrap();
    assert_eq!(sweep(Duration::from_secs(3600)).await, 0, "they may still get their row");
    assert_eq!(sweep(Duration::ZERO).await, 3);
    assert_eq!(store.objects().read_all(&kept).await.unwrap(), b"kept");
}

pub(crate) async fn quotas_are_counted(bed: Bed) {
    let store = bed.open().await;
    let owner = owner(&store);
    let usage = async || store.read(async |conn| attachments::usage(conn, AGENCY, owner).await).await.unwrap();
    assert_eq!(usage().await, Usage::default());
    let first = add(&store, owner, &store.objects().put(AGENCY, &[1; 100]).await.unwrap()).await;
    add(&store, owner, &store.objects().put(AGENCY, &[1; 50]).await.unwrap()).await;
    assert_eq!(usage().await, Usage { files: 2, bytes: 150 });
    store.write(async |tx| attachments::remove(tx, &first).await).await.unwrap();
    assert_eq!(usage().await, Usage { files: 1, bytes: 50 });
}
