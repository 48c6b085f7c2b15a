//! A recipient's webhook while the server is killed again and again: every dossier is announced, each under one id.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use crate::{
    crash::file_one,
    receiver::{Act, Heard, Receiver},
    support::{World, reference},
};

/// What the server is told so that it calls this machine.
pub(crate) const ALLOWED: [&str; 2] = ["--webhook-network", "127.0.0.1"];
/// A lease that a killed server held runs out, and what failed comes again.
const PATIENCE: Duration = Duration::from_secs(150);

/// A partner that fails one call in five, in one way or another; what it failed comes again.
pub(crate) fn partner() -> Receiver {
    Receiver::start(|_, before| match before % 15 {
        0 => Act::say("500 Internal Server Error"),
        5 => Act::Send(Vec::new()),
        10 => Act::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx".to_vec()),
        _ => Act::say("204 No Content"),
    })
}

/// A partner that takes every second call only: what it does not take comes again, the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_that_fails_comes_again_as_it_was() {
    let world = World::start(&ALLOWED);
    let partner = Receiver::start(|_, before| match before % 2 {
        0 => Act::say("500 Internal Server Error"),
        _ => Act::say("204 No Content"),
    });
    world.hook(&partner.url());
    let page = world.robot().await.visit(&file_one(&world.address()).await).await.expect("the follow-up page");
    let told = reference(&page).expect("a reference");
    let until = Instant::now() + PATIENCE;
    while partner.heard().iter().filter(|heard| member(heard, "type") == "case.new").count() < 2 {
        assert!(Instant::now() < until, "it does not come again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    verify(&world, &partner, &BTreeSet::from([told.as_str()]));
}

fn member(heard: &Heard, name: &str) -> String {
    let said: serde_json::Value = serde_json::from_str(&heard.body).expect("JSON");
    said["data"][name].as_str().or(said[name].as_str()).unwrap_or_default().to_owned()
}

/// The reference of the first case that is announced, once it is.
pub(crate) async fn first(partner: &Receiver) -> String {
    let until = Instant::now() + PATIENCE;
    loop {
        let heard = partner.heard();
        if let Some(new) = heard.iter().find(|heard| member(heard, "type") == "case.new") {
            return member(new, "external_id").strip_suffix("-01").expect("its first case").to_owned();
        }
        assert!(Instant::now() < until, "no case was announced");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The dossiers that were announced, and under which ids.
pub(crate) fn announced(partner: &Receiver) -> BTreeMap<String, BTreeSet<String>> {
    let heard = partner.heard();
    let new = heard.iter().filter(|heard| member(heard, "type") == "case.new");
    let mut announced: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for heard in new {
        let reference = member(heard, "external_id").strip_suffix("-01").expect("its first case").to_owned();
        announced.entry(reference).or_default().insert(heard.header("webhook-id").to_owned());
    }
    announced
}

/// Everything acknowledged has been announced, nothing else has, and one id is one body, however often it came.
pub(crate) fn verify(world: &World, partner: &Receiver, references: &BTreeSet<&str>) {
    let until = Instant::now() + PATIENCE;
    let announced = loop {
        let announced = announced(partner);
        if announced.len() >= references.len() || Instant::now() > until {
            break announced;
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    let found: BTreeSet<&str> = announced.keys().map(String::as_str).collect();
    assert_eq!(found, *references, "notices and dossiers differ\n{}", world.log());
    assert!(announced.values().all(|ids| ids.len() == 1), "a case was announced under two ids: {announced:?}");
    let mut bodies: BTreeMap<String, String> = BTreeMap::new();
    for heard in partner.heard() {
        let id = heard.header("webhook-id").to_owned();
        let body = bodies.entry(id).or_insert_with(|| heard.body.clone());
        assert_eq!(*body, heard.body, "one id, two bodies");
    }
}
