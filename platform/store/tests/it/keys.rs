//! The master key is replaced while everybody serves, and nothing needs the former one afterwards.

use store::rotation::{self, RotationError};
use store::{Engine, SecretString, Settings, Store, StoreError, drafts};

use crate::bed::{Bed, draft, hours};
use crate::secrecy::write_everywhere;

async fn beside(bed: &Bed) -> Store {
    Store::open(Settings { beside: true, ..bed.settings() }).await.unwrap()
}

fn file(bed: &Bed) -> String {
    std::fs::read_to_string(bed.dir.path().join("keys/master.key")).unwrap()
}

/// How many values of any table are sealed with this key: every column that holds bytes is looked at, whether a list names it or not.
async fn sealed_with(bed: &Bed, id: &str) -> i64 {
    let columns = "select m.name || '|' || c.name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and c.type = 'blob' collate nocase";
    let of_postgres = "select table_name || '|' || column_name from information_schema.columns where table_schema = 'public' and data_type = 'bytea'";
    let columns = bed.texts(if bed.engine() == Engine::Sqlite { columns } else { of_postgres }).await;
    assert!(columns.len() > 40, "{columns:?}");
    let mut found = 0;
    for column in columns {
        let (table, column) = column.split_once('|').unwrap();
        let begins = match bed.engine() {
            Engine::Sqlite => format!("{table} where lower(hex(substr({column}, 1, 9))) = '01{id}'"),
            Engine::Postgres => format!("{table} where encode(substr({column}, 1, 9), 'hex') = '01{id}'"),
        };
        found += bed.count(&begins).await;
    }
    found
}

pub(crate) async fn nothing_is_left_under_a_former_key(bed: Bed) {
    let store = bed.open().await;
    write_everywhere(&store).await;
    let former = rotation::list(&store).await.unwrap().remove(0);
    let sealed = sealed_with(&bed, &former.id).await;
    assert!(former.current && former.held && sealed > 15, "{former:?}, {sealed} values");
    assert_eq!(former.seals + 1, sealed as u64, "the index key is sealed besides");
    let fresh = rotation::rotate(&store).await.unwrap();
    let resealed = rotation::reseal(&store, |_| {}).await.unwrap();
    assert_eq!((resealed.done, resealed.unreadable), (former.seals, 0));
    assert_eq!(sealed_with(&bed, &former.id).await, 0, "a column that the list of sealed columns does not name");
    assert_eq!(sealed_with(&bed, &fresh).await, sealed);
    assert_eq!(rotation::reseal(&store, |_| {}).await.unwrap().done, 0);
}

pub(crate) async fn a_key_is_replaced_while_another_process_serves(bed: Bed) {
    let server = bed.open().await;
    let (_, first) = draft(&server, b"first").await;
    let command = beside(&bed).await;
    let former = rotation::list(&command).await.unwrap().remove(0).id;
    let fresh = rotation::rotate(&command).await.unwrap();
    assert_ne!(former, fresh);
    rotation::reseal(&command, |_| {}).await.unwrap();
    // The server has not been told: it finds the new key where it found the former one.
    let find = async |token| server.read(async |conn| drafts::find(conn, token).await).await;
    assert_eq!(find(&first).await.unwrap().unwrap().answers, b"first");
    // What it writes before it learns which key seals by now is sealed with the former one, and is seen.
    let (_, second) = draft(&server, b"second").await;
    let told = rotation::list(&command).await.unwrap();
    assert_eq!((told[0].id.as_str(), told[0].current, told[1].seals), (fresh.as_str(), true, 1));
    assert!(matches!(rotation::retire(&command, &fresh).await, Err(RotationError::Current)));
    assert!(matches!(rotation::retire(&command, "0123").await, Err(RotationError::Unknown)));
    assert!(matches!(rotation::retire(&command, &former).await, Err(RotationError::TooSoon)));
    bed.clock.advance(hours(2));
    assert!(matches!(rotation::retire(&command, &former).await, Err(RotationError::Needed(1))));
    rotation::learn(&server).await.unwrap();
    draft(&server, b"third").await;
    assert_eq!(rotation::reseal(&command, |_| {}).await.unwrap().done, 1);
    let both = file(&bed);
    rotation::retire(&command, &former).await.unwrap();
    assert_eq!((both.lines().count(), file(&bed).lines().count()), (2, 1));
    assert!(rotation::list(&command).await.unwrap()[1].retired_at.is_some());
    command.close().await;
    server.close().await;
    let store = bed.open().await;
    for (token, answers) in [(&first, b"first".as_slice()), (&second, b"second")] {
        let found = store.read(async |conn| drafts::find(conn, token).await).await.unwrap().unwrap();
        assert_eq!(found.answers, answers);
    }
    store.close().await;
    // Each key alone: the former one opens nothing, and the one that is wanted is named.
    let lines: Vec<&str> = both.lines().collect();
    let with = async |key: &str| {
        let settings = Settings { master_key: Some(SecretString::from(key.to_owned())), ..bed.settings() };
        Store::open(settings).await
    };
    let refused = with(lines[0]).await;
    assert!(
        matches!(&refused, Err(StoreError::WrongKey { wanted, held }) if *wanted == fresh && *held == former),
        "{refused:?}"
    );
    assert!(with(lines[1]).await.is_ok());
}

pub(crate) async fn a_key_that_something_still_needs_is_wanted_at_the_start(bed: Bed) {
    let store = bed.open().await;
    draft(&store, b"sealed with the former key").await;
    let former = rotation::list(&store).await.unwrap().remove(0).id;
    rotation::rotate(&store).await.unwrap();
    store.close().await;
    let path = bed.dir.path().join("keys/master.key");
    let both = file(&bed);
    std::fs::write(&path, both.lines().last().unwrap()).unwrap();
    let refused = bed.try_open().await;
    assert!(matches!(&refused, Err(StoreError::WrongKey { wanted, .. }) if *wanted == former), "{refused:?}");
    std::fs::write(&path, both).unwrap();
    bed.open().await;
}

pub(crate) async fn keys_from_outside_are_gone_over_to_once_they_are_given(bed: Bed) {
    let (one, two) = ("ab".repeat(32), "cd".repeat(32));
    let with = async |keys: String| {
        let settings = Settings { master_key: Some(SecretString::from(keys)), ..bed.settings() };
        Store::open(settings).await
    };
    let store = with(one.clone()).await.unwrap();
    let (_, token) = draft(&store, b"kept").await;
    assert!(matches!(rotation::rotate(&store).await, Err(RotationError::NoNext)));
    store.close().await;
    let store = with(format!("{one},{two}")).await.unwrap();
    rotation::rotate(&store).await.unwrap();
    rotation::reseal(&store, |_| {}).await.unwrap();
    assert!(matches!(rotation::rotate(&store).await, Err(RotationError::NoNext)), "not back to the former one");
    let former = rotation::list(&store).await.unwrap().remove(1).id;
    bed.clock.advance(hours(2));
    rotation::retire(&store, &former).await.unwrap();
    store.close().await;
    let store = with(two).await.unwrap();
    assert_eq!(store.read(async |conn| drafts::find(conn, &token).await).await.unwrap().unwrap().answers, b"kept");
    assert!(!bed.dir.path().join("keys/master.key").exists());
}

pub(crate) async fn work_whose_key_is_not_at_hand_waits_for_it(bed: Bed) {
    use store::queue::{self, NewWork, Queue};
    let (one, two) = ("ab".repeat(32), "cd".repeat(32));
    let with = async |keys: &str| {
        let settings =
            Settings { master_key: Some(SecretString::from(keys.to_owned())), beside: true, ..bed.settings() };
        Store::open(settings).await.unwrap()
    };
    // A server that was not started again when the new key was given.
    let server = with(&one).await;
    let command = with(&format!("{one},{two}")).await;
    rotation::rotate(&command).await.unwrap();
    let new = NewWork {
        queue: Queue::Outbox,
        agency: crate::bed::AGENCY,
        kind: "k",
        dedup: "d",
        object: store::Uuid::nil(),
        payload: b"what is to be done",
        due_at: crate::bed::start(),
    };
    command.write(async |tx| queue::put(tx, new).await).await.unwrap();
    let claim =
        async |store: &Store| store.write(async |tx| queue::claim(tx, Queue::Outbox, hours(1), 5).await).await.unwrap();
    assert!(rotation::learn(&server).await.is_err());
    assert!(claim(&server).await.is_empty());
    assert!(server.read(async |conn| queue::parked(conn, Queue::Outbox).await).await.unwrap().is_empty());
    assert!(claim(&command).await.is_empty(), "for a minute");
    bed.clock.advance(hours(1));
    let claimed = claim(&command).await;
    assert_eq!(
        (claimed.len(), claimed[0].attempts, claimed[0].payload.as_slice()),
        (1, 1, b"what is to be done".as_slice())
    );
}
