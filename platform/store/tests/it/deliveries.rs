//! Webhooks and what they are still to be told: lanes, shares, keys.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use store::deliveries::{self, Which};
use store::notifications::Feed;
use store::queue::{self, Queue, Work};
use store::routes::{self, Kind, PausedBy, Route};
use store::{Store, events};

use crate::bed::{AGENCY, Bed, hours};
use crate::partners::{DESK, FEED, WRITTEN, case};

const LEASE: SignedDuration = SignedDuration::from_secs(120);

async fn hook(store: &Store, desk: Feed<'_>, url: &str) -> Route {
    store.write(async |tx| routes::add(tx, desk, Kind::Webhook, url).await).await.unwrap().0
}

async fn claim(store: &Store, of_each: u16, limit: u16) -> (Vec<Work>, bool) {
    store.write(async |tx| deliveries::claim(tx, Queue::Webhooks, LEASE, of_each, limit).await).await.unwrap()
}

fn by_lane(claimed: &[Work]) -> BTreeMap<String, usize> {
    let mut lanes = BTreeMap::new();
    for work in claimed {
        *lanes.entry(work.lane.clone()).or_default() += 1;
    }
    lanes
}

pub(crate) async fn each_webhook_has_its_share_whatever_waits_before_it(bed: Bed) {
    let store = bed.open().await;
    let crowded = hook(&store, FEED, "https://a.exemple.fr/").await;
    let case = case(&store, "RCO-1", 2, DESK).await;
    let write = async |times: usize| {
        for _ in 0..times {
            store.write(async |tx| events::add(tx, &case, WRITTEN).await).await.unwrap();
        }
    };
    write(20).await;
    let other = hook(&store, FEED, "https://b.exemple.fr/").await;
    write(3).await;
    let lanes = |a: usize, b: usize| {
        let lanes = [(crowded.id.to_string(), a), (other.id.to_string(), b)];
        lanes.into_iter().filter(|(_, pieces)| *pieces > 0).collect::<BTreeMap<_, _>>()
    };
    let (first, left) = claim(&store, 4, 6).await;
    assert_eq!((by_lane(&first), left), (lanes(3, 3), true));
    let (second, left) = claim(&store, 4, 100).await;
    assert_eq!((by_lane(&second), left), (lanes(1, 0), true), "four of it are claimed now");
    assert_eq!(claim(&store, 4, 100).await.0.len(), 0);
    // What is done makes room, and so does a lease that ran out.
    store.write(async |tx| queue::done(tx, &second[0]).await).await.unwrap();
    assert_eq!(by_lane(&claim(&store, 4, 100).await.0), lanes(1, 0));
    bed.clock.advance(LEASE);
    let (again, _) = claim(&store, 4, 100).await;
    assert_eq!(by_lane(&again), lanes(4, 3));
    assert!(again.iter().any(|work| work.attempts == 2));
    let released = again.iter().find(|work| work.attempts == 2).unwrap();
    store.write(async |tx| queue::release(tx, released, released.due_at).await).await.unwrap();
    let shown = store.read(async |conn| deliveries::get(conn, released.id).await).await.unwrap().unwrap();
    assert_eq!(
        (shown.attempts, shown.state),
        (1, deliveries::State::Waiting),
        "an attempt that was none counts for nothing"
    );
    // Other queues never see it.
    let outbox = store.write(async |tx| queue::claim(tx, Queue::Webhooks, LEASE, 100).await).await.unwrap();
    assert!(outbox.is_empty());
}

pub(crate) async fn what_waits_rests_or_was_removed_is_not_claimed(bed: Bed) {
    let store = bed.open().await;
    let [paused, resting, removed] = ["a", "b", "c"].map(|name| format!("https://{name}.exemple.fr/"));
    let paused = hook(&store, FEED, &paused).await;
    let resting = hook(&store, FEED, &resting).await;
    let removed = hook(&store, FEED, &removed).await;
    let elsewhere = hook(&store, Feed { branch: "autre", ..FEED }, "https://d.exemple.fr/").await;
    let other_agency = hook(&store, Feed { agency: "ailleurs", ..FEED }, "https://e.exemple.fr/").await;
    let case = case(&store, "RCO-1", 2, DESK).await;
    store.write(async |tx| events::add(tx, &case, WRITTEN).await).await.unwrap();
    let until = bed.clock.now() + hours(1);
    store
        .write(async |tx| {
            assert!(routes::pause(tx, &paused, PausedBy::Operator).await?);
            routes::rest(tx, &resting, until).await?;
            routes::rest(tx, &resting, until - hours(1)).await?;
            routes::remove(tx, &removed).await?;
            assert_eq!(deliveries::close_all(tx, &removed).await?, 1);
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    let due = async || store.read(async |conn| deliveries::is_due(conn, Queue::Webhooks).await).await.unwrap();
    assert!(!due().await && claim(&store, 4, 100).await.0.is_empty());
    let list = async |which: Which<'_>| {
        let found = store.read(async |conn| deliveries::list(conn, which, 100).await).await.unwrap();
        found.into_iter().map(|delivery| delivery.route).collect::<Vec<_>>()
    };
    let waiting = BTreeSet::from_iter(list(Which::default()).await);
    let own = BTreeSet::from([paused.id, resting.id]);
    assert_eq!(waiting, own, "of the desk's own webhooks, and none of {elsewhere:?}, {other_agency:?}");
    assert_eq!(list(Which { route: Some(paused.id), ..Which::default() }).await, [paused.id]);
    assert_eq!(list(Which { organisation: Some("0"), ..Which::default() }).await.len(), 0);
    assert_eq!(list(Which { organisation: Some(DESK.0), branch: Some("autre"), ..Which::default() }).await.len(), 0);
    assert_eq!(list(Which { parked: Some(true), ..Which::default() }).await.len(), 0);
    assert_eq!(list(Which { parked: Some(false), ..Which::default() }).await.len(), 2);
    bed.clock.advance(hours(1));
    assert!(due().await);
    assert_eq!(by_lane(&claim(&store, 4, 100).await.0), BTreeMap::from([(resting.id.to_string(), 1)]));
    store.write(async |tx| routes::resume(tx, &paused).await).await.unwrap();
    assert_eq!(by_lane(&claim(&store, 4, 100).await.0), BTreeMap::from([(paused.id.to_string(), 1)]));
    let present = store.read(async |conn| routes::list(conn).await).await.unwrap();
    assert!(present.iter().all(|webhook| webhook.id != removed.id && webhook.paused.is_none()));
    assert_eq!(present.len(), 4);
}

pub(crate) async fn keys_and_address_are_sealed_and_two_keys_are_good(bed: Bed) {
    let store = bed.open().await;
    let (webhook, first) = store
        .write(async |tx| routes::add(tx, FEED, Kind::Webhook, "https://exemple.fr/jeton-secret").await)
        .await
        .unwrap();
    let keys = async || store.read(async |conn| routes::keys(conn, &webhook).await).await.unwrap();
    assert_eq!(keys().await, [first.unwrap().to_vec()]);
    let soon = bed.clock.now() + hours(1);
    let second = store.write(async |tx| routes::rotate(tx, &webhook, soon).await).await.unwrap();
    assert_eq!(keys().await, [second.to_vec(), first.unwrap().to_vec()]);
    let third = store.write(async |tx| routes::rotate(tx, &webhook, soon).await).await.unwrap();
    assert_eq!(keys().await, [third.to_vec(), second.to_vec()], "the one before the last ends at once");
    bed.clock.advance(hours(1));
    assert_eq!(keys().await, [third.to_vec()]);
    assert_eq!(store.write(async |tx| routes::purge_expired(tx).await).await.unwrap(), 1);
    let found = store.read(async |conn| routes::get(conn, webhook.id).await).await.unwrap().unwrap();
    assert_eq!(
        (found.address.as_str(), found.keys, found.agency.as_str()),
        ("https://exemple.fr/jeton-secret", 1, AGENCY)
    );
    assert!(!format!("{found:?}").contains("secret"));
    assert_eq!(bed.count("routes where cast(address as text) like '%secret%'").await, 0);
}
