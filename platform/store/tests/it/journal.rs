//! The journal: chained, committing, telling nothing.

use futures_util::future::join_all;
use store::journal::{self, Fault, Head, NewEntry};
use store::{Store, StoreError, Uuid};

use crate::bed::{AGENCY, Bed};

async fn write(store: &Store, agency: &str, act: &str, committed: Option<&[u8]>) {
    let entry = NewEntry {
        agency,
        act,
        object_kind: "dossier",
        object: Uuid::nil(),
        actor_kind: "citizen",
        actor: None,
        committed,
    };
    store.write(async |tx| journal::add(tx, entry).await).await.unwrap();
}

pub(crate) async fn a_chain_verifies_until_touched(bed: Bed) {
    let store = bed.open().await;
    let close = async || store.write(async |tx| journal::close(tx, AGENCY).await).await.unwrap();
    let verify = async || store.read(async |conn| journal::verify(conn, AGENCY).await).await;
    assert_eq!(close().await, None);
    for act in ["a", "b", "c"] {
        write(&store, AGENCY, act, None).await;
    }
    write(&store, "autre", "x", None).await;
    assert_eq!(store.read(async |conn| journal::open_agencies(conn).await).await.unwrap(), ["autre", AGENCY]);
    let first = close().await.unwrap();
    assert_eq!((first.number, first.entries), (1, 3));
    write(&store, AGENCY, "d", None).await;
    let open = || async { store.read(async |conn| journal::count_open(conn).await).await.unwrap() };
    assert_eq!(open().await, [("autre".to_owned(), 1), (AGENCY.to_owned(), 1)], "no batch covers them yet");
    let second = close().await.unwrap();
    assert_eq!(open().await, [("autre".to_owned(), 1)]);
    assert_eq!((second.number, second.entries), (2, 1));
    assert_eq!(verify().await.unwrap(), Some(second));
    for (touch, heal) in [
        ("update journal set act = 'z' where act = 'b'", "update journal set act = 'b' where act = 'z'"),
        ("update journal set batch = null where act = 'c'", "update journal set batch = 1 where act = 'c'"),
        ("update journal set batch = 2 where act = 'c'", "update journal set batch = 1 where act = 'c'"),
    ] {
        assert_eq!(bed.raw(touch).await, 1);
        assert!(
            matches!(verify().await, Err(StoreError::Journal(fault)) if fault.to_string().ends_with("batch 1")),
            "{touch}"
        );
        bed.raw(heal).await;
        verify().await.unwrap();
    }
    bed.raw("delete from journal_batches where number = 1").await;
    assert!(verify().await.is_err());
}

pub(crate) async fn what_was_cut_off_at_the_end_is_missed(bed: Bed) {
    let store = bed.open().await;
    let close = async |act| {
        write(&store, AGENCY, act, None).await;
        store.write(async |tx| journal::close(tx, AGENCY).await).await.unwrap();
    };
    let verify = async || store.read(async |conn| journal::verify(conn, AGENCY).await).await;
    let since = async |noted: &[Head]| store.read(async |conn| journal::verify_since(conn, noted).await).await;
    close("a").await;
    let noted = store.read(async |conn| journal::heads(conn).await).await.unwrap();
    bed.raw("create table saved as select * from meta").await;
    close("b").await;
    let later = store.read(async |conn| journal::heads(conn).await).await.unwrap();
    assert_eq!((noted[0].number, later[0].number), (1, 2));
    journal::write_anchor(&store).await.unwrap();
    verify().await.unwrap();
    since(&noted).await.unwrap();
    since(&later).await.unwrap();
    // The newest batch goes, with its entries.
    bed.raw("delete from journal where batch = 2").await;
    bed.raw("delete from journal_batches where number = 2").await;
    assert!(
        matches!(verify().await, Err(StoreError::Journal(fault)) if fault.to_string().ends_with("cut off before batch 2"))
    );
    // So does what says that it was there: the head of before is put back.
    bed.raw("delete from meta where name like 'journal:%'").await;
    bed.raw("insert into meta select * from saved where name like 'journal:%'").await;
    verify().await.unwrap();
    assert!(
        matches!(since(&[]).await, Err(StoreError::Journal(fault)) if fault.to_string().ends_with("before batch 2")),
        "the file"
    );
    std::fs::remove_file(bed.dir.path().join("journal.heads")).unwrap();
    assert!(matches!(since(&[]).await, Err(StoreError::Journal(Fault::NoFile(_)))), "it is missed");
    journal::write_anchor(&store).await.unwrap();
    since(&[]).await.unwrap();
    since(&noted).await.unwrap();
    assert!(since(&later).await.is_err(), "what was kept elsewhere");
    // A chain that goes on, but is another one.
    close("c").await;
    verify().await.unwrap();
    assert!(
        matches!(since(&later).await, Err(StoreError::Journal(fault)) if fault.to_string().contains("another one since batch 2"))
    );
    // Nobody without the key says that it was less, or more.
    let forged: Head = noted[0].to_string().replacen(" 1 ", " 7 ", 1).parse().unwrap();
    assert!(
        matches!(since(&[forged]).await, Err(StoreError::Journal(fault)) if fault.to_string().contains("was changed"))
    );
    bed.raw("delete from meta where name like 'journal:%'").await;
    assert!(verify().await.is_err(), "a chain without its head");
    for line in ["", "ville 1", "ville x y z", "ville 0 00 00", &format!("{} more", noted[0])] {
        assert!(line.parse::<Head>().is_err(), "{line}");
    }
    assert_eq!(noted[0].to_string().parse::<Head>().unwrap(), noted[0]);
}

pub(crate) async fn a_database_of_before_gets_its_heads_once(bed: Bed) {
    let store = bed.open().await;
    write(&store, AGENCY, "a", None).await;
    store.write(async |tx| journal::close(tx, AGENCY).await).await.unwrap();
    store.close().await;
    bed.raw("delete from meta where name like 'journal:%' or name = 'anchored'").await;
    let store = bed.open().await;
    store.read(async |conn| journal::verify(conn, AGENCY).await).await.unwrap();
    assert_eq!(store.read(async |conn| journal::heads(conn).await).await.unwrap()[0].number, 1);
}

pub(crate) async fn entries_commit_without_telling(bed: Bed) {
    let store = bed.open().await;
    write(&store, AGENCY, "dossier.submitted", Some(b"the data")).await;
    let (attests, lies) = store
        .read(async |conn| {
            let entry = journal::of_object(conn, AGENCY, Uuid::nil()).await?.remove(0);
            assert_eq!((entry.act.as_str(), entry.actor_kind.as_str()), ("dossier.submitted", "citizen"));
            Ok::<_, StoreError>((
                journal::attests(conn, AGENCY, &entry, b"the data")?,
                journal::attests(conn, AGENCY, &entry, b"other data")?,
            ))
        })
        .await
        .unwrap();
    assert!(attests && !lies);
    assert!(store.read(async |conn| journal::of_object(conn, "autre", Uuid::nil()).await).await.unwrap().is_empty());
}

pub(crate) async fn two_closers_make_one_chain(bed: Bed) {
    let store = bed.open().await;
    for round in 0..5 {
        for number in 0..6 {
            write(&store, AGENCY, &format!("{round}.{number}"), None).await;
        }
        let closers = (0..4).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.write(async |tx| journal::close(tx, AGENCY).await).await })
        });
        let closed: Vec<_> = join_all(closers).await.into_iter().map(Result::unwrap).collect();
        assert!(closed.iter().filter(|closed| matches!(closed, Ok(Some(_)))).count() <= 1, "{closed:?}");
    }
    while store.write(async |tx| journal::close(tx, AGENCY).await).await.unwrap().is_some() {}
    store.read(async |conn| journal::verify(conn, AGENCY).await).await.unwrap();
    assert_eq!(bed.count("journal where batch is null").await, 0);
}
