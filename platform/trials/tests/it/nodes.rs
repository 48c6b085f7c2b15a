//! Runs two servers on one PostgreSQL and one data folder: each may die, be frozen in the middle of its work and go on unaware, or lose the
//! database, and nothing is done twice or not at all.

use std::{collections::BTreeSet, time::Duration};

use trials::postgres::Postgres;

use crate::{
    crash::{file_one, kills, survive, verify},
    notices,
    support::{World, reference},
};

/// Shorter than any lease: what it holds stays its own.
const FROZEN: Duration = Duration::from_millis(300);
/// Longer than a lease of two minutes: what it held is done by the other one, and it must find that out.
const GIVEN_UP: Duration = Duration::from_secs(125);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_told_survives_with_two_nodes_that_die_and_freeze() {
    let mut postgres = Postgres::start();
    let database = postgres.database().await;
    let mut world = World::prepare(&["--database", &database]);
    let mut second = world.node_beside();
    second.up(&[], "");
    let addresses = [second.address()];
    let told = survive(&mut world, &addresses, kills(), async |number, _| {
        match number % 4 {
            1 => {
                second.kill();
                second.up(&[], "");
            }
            2 => {
                second.signal("STOP");
                tokio::time::sleep(if number % 100 == 50 { GIVEN_UP } else { FROZEN }).await;
                second.signal("CONT");
            }
            3 => return postgres.crash_and_restart(),
            _ => return false,
        }
        true
    })
    .await;
    verify(&world, told).await;
}

/// What one node was delivering when it froze, the other one delivers; when the first one goes on, unaware, what it does is undone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_node_was_delivering_that_froze_is_delivered_once() {
    let postgres = Postgres::start();
    let database = postgres.database().await;
    let mut world = World::prepare(&[&["--database", &database], &notices::ALLOWED[..]].concat());
    let partner = notices::partner();
    world.hook(&partner.url());
    world.with_faults("freeze:case.delivering:1");
    world.up();
    let address = world.address();
    let first = tokio::spawn(async move { file_one(&address).await });
    world.node().until_frozen().await;
    let mut second = world.node_beside();
    second.up(&[], "");
    // Its lease is over when the partner is told: by the other one.
    let told = notices::first(&partner).await;
    world.node().signal("CONT");
    let follow = first.await.expect("filed");
    let page = world.robot().await.visit(&follow).await.expect("the follow-up page");
    assert_eq!(reference(&page), Some(told.clone()));
    // Filed with the one that was frozen, and later: when it is announced, whatever the frozen one had begun is over.
    let page = world.robot().await.visit(&file_one(&world.address()).await).await.expect("the follow-up page");
    let other = reference(&page).expect("a reference");
    notices::verify(&world, &partner, &BTreeSet::from([told.as_str(), other.as_str()]));
}

/// The same of a mail: it leaves once. (Here it is only kept, in the transaction that ends its work; a mail server may get one twice.)
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_a_node_was_sending_that_froze_is_sent_once() {
    let postgres = Postgres::start();
    let database = postgres.database().await;
    let mut world = World::prepare(&["--database", &database]);
    // The agent's invitation is the first one.
    world.with_faults("freeze:mail.sending:2");
    world.up();
    postgres.until(&database, "select count(*) from mails", |kept| kept == 1).await;
    let address = world.address();
    let first = tokio::spawn(async move { file_one(&address).await });
    world.node().until_frozen().await;
    let mut second = world.node_beside();
    second.up(&[], "");
    let taken_over = "select count(*) from work where kind = 'mail' and state = 'done' and fence > 1";
    postgres.until(&database, taken_over, |done| done == 1).await;
    let kept = postgres.until(&database, "select count(*) from mails", |_| true).await;
    world.node().signal("CONT");
    first.await.expect("filed");
    // Filed with the one that was frozen, and later: when its mail has left, whatever the frozen one had begun is over.
    file_one(&world.address()).await;
    postgres.until(&database, "select count(*) from mails", |now| now > kept).await;
    // In one look: a case that is announced meanwhile has another mail sent.
    let too_many = "select case when exists (select 1 from work where kind = 'mail' and state <> 'done') then -1 \
        else (select count(*) from mails) - (select count(*) from work where kind = 'mail') end";
    let too_many = postgres.until(&database, too_many, |over| over >= 0).await;
    assert_eq!(too_many, 0, "mails that left beyond those that were to");
}
