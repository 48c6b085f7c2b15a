//! The queues: leases, fences, shares, retries.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use jiff::SignedDuration;
use store::queue::{self, NewWork, Queue, Work};
use store::{Store, StoreError};

use crate::bed::{AGENCY, Bed, start};

async fn put(store: &Store, dedup: &str) -> bool {
    let work = NewWork {
        queue: Queue::Outbox,
        agency: AGENCY,
        kind: "case.deliver",
        dedup,
        object: uuid::Uuid::nil(),
        payload: dedup.as_bytes(),
        due_at: start(),
    };
    store.write(async |tx| queue::put(tx, work).await).await.unwrap()
}

async fn claim(store: &Store, limit: u16) -> Vec<Work> {
    let lease = SignedDuration::from_secs(60);
    store.write(async |tx| queue::claim(tx, Queue::Outbox, lease, limit).await).await.unwrap()
}

pub(crate) async fn a_stale_worker_is_refused(bed: Bed) {
    let store = bed.open().await;
    put(&store, "one").await;
    let slow = claim(&store, 5).await.remove(0);
    assert_eq!((slow.attempts, slow.payload.as_slice()), (1, b"one".as_slice()));
    assert!(claim(&store, 5).await.is_empty());
    bed.clock.advance(SignedDuration::from_secs(60));
    let quick = claim(&store, 5).await.remove(0);
    assert_eq!((quick.id, quick.attempts), (slow.id, 2));
    assert!(quick.fence > slow.fence);
    let late = store.write(async |tx| queue::done(tx, &slow).await).await;
    assert!(matches!(late, Err(StoreError::StaleLease)));
    let late = store.write(async |tx| queue::retry(tx, &slow, start(), "x").await).await;
    assert!(matches!(late, Err(StoreError::StaleLease)));
    let late = store.write(async |tx| queue::park(tx, &slow, "x").await).await;
    assert!(matches!(late, Err(StoreError::StaleLease)));
    store.write(async |tx| queue::done(tx, &quick).await).await.unwrap();
    let twice = store.write(async |tx| queue::done(tx, &quick).await).await;
    assert!(matches!(twice, Err(StoreError::StaleLease)));
    assert!(claim(&store, 5).await.is_empty());
}

pub(crate) async fn workers_share_without_doubles(bed: Bed) {
    let store = bed.open().await;
    for number in 0..30 {
        put(&store, &number.to_string()).await;
    }
    let workers = (0..8).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut mine = Vec::new();
            loop {
                let claimed = claim(&store, 2).await;
                if claimed.is_empty() {
                    return mine;
                }
                for work in claimed {
                    store.write(async |tx| queue::done(tx, &work).await).await.unwrap();
                    mine.push(work.dedup);
                }
            }
        })
    });
    let done: Vec<String> = join_all(workers).await.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(done.len(), 30);
    assert_eq!(done.iter().collect::<BTreeSet<_>>().len(), 30);
    assert_eq!(bed.count("work where state = 'done'").await, 30);
}

pub(crate) async fn the_same_work_is_put_once(bed: Bed) {
    let store = bed.open().await;
    assert!(put(&store, "one").await);
    assert!(!put(&store, "one").await);
    let work = claim(&store, 5).await.remove(0);
    store.write(async |tx| queue::done(tx, &work).await).await.unwrap();
    assert!(!put(&store, "one").await, "done is remembered");
    put(&store, "two").await;
    let cancel = async || {
        store.write(async |tx| queue::cancel(tx, Queue::Outbox, AGENCY, "case.deliver", "two").await).await.unwrap()
    };
    assert!(cancel().await);
    assert!(!cancel().await);
    bed.clock.advance(SignedDuration::from_secs(10));
    let now = bed.clock.now();
    assert_eq!(store.write(async |tx| queue::forget_done(tx, now).await).await.unwrap(), 1);
    assert_eq!(bed.count("work").await, 0);
}

pub(crate) async fn work_is_retried_parked_and_revived(bed: Bed) {
    let store = bed.open().await;
    put(&store, "one").await;
    let due = async || store.read(async |conn| queue::next_due(conn, Queue::Outbox).await).await.unwrap();
    assert_eq!(due().await, Some(start()));
    let work = claim(&store, 1).await.remove(0);
    let later = start() + SignedDuration::from_secs(300);
    store.write(async |tx| queue::retry(tx, &work, later, "partner.http_500").await).await.unwrap();
    assert_eq!(due().await, Some(later));
    assert!(claim(&store, 1).await.is_empty());
    bed.clock.advance(SignedDuration::from_secs(300));
    let work = claim(&store, 1).await.remove(0);
    assert_eq!(work.attempts, 2);
    store.write(async |tx| queue::park(tx, &work, "partner.gone").await).await.unwrap();
    assert_eq!(due().await, None);
    let parked = store.read(async |conn| queue::parked(conn, Queue::Outbox).await).await.unwrap();
    assert_eq!((parked.len(), parked[0].last_error.as_deref()), (1, Some("partner.gone")));
    let figures = store.read(async |conn| queue::figures(conn, Queue::Outbox).await).await.unwrap();
    assert_eq!((figures.waiting, figures.leased, figures.parked), (0, 0, 1));
    assert!(store.write(async |tx| queue::unpark(tx, AGENCY, work.id).await).await.unwrap());
    let work = claim(&store, 1).await.remove(0);
    assert_eq!((work.attempts, work.payload.as_slice()), (1, b"one".as_slice()));
    let timers = store.write(async |tx| queue::claim(tx, Queue::Timers, SignedDuration::from_secs(1), 9).await).await;
    assert!(timers.unwrap().is_empty());
}

pub(crate) async fn a_piece_that_cannot_be_opened_holds_up_no_other(bed: Bed) {
    let store = bed.open().await;
    for dedup in ["one", "two", "three"] {
        put(&store, dedup).await;
    }
    let bytes = if bed.url.starts_with("sqlite") { "x'00'" } else { "decode('00', 'hex')" };
    assert_eq!(bed.raw(&format!("update work set payload = {bytes} where dedup = 'two'")).await, 1);
    let claimed: BTreeSet<String> = claim(&store, 5).await.into_iter().map(|work| work.dedup).collect();
    assert_eq!(claimed, BTreeSet::from(["one".to_owned(), "three".to_owned()]));
    let parked = store.read(async |conn| queue::parked(conn, Queue::Outbox).await).await.unwrap();
    assert_eq!((parked.len(), parked[0].last_error.as_deref()), (1, Some("queue.unreadable")));
}
