//! Runs two servers on one PostgreSQL and one data folder: each may die, be frozen in the middle of its work and go on unaware, or lose the
//! database, and nothing is done twice or not at all.

use std::time::Duration;

use crate::{
    crash::{kills, survive, verify},
    postgres::Postgres,
    support::World,
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
    second.up(&[]);
    let addresses = [second.address()];
    let told = survive(&mut world, &addresses, kills(), async |number| {
        match number % 4 {
            1 => {
                second.kill();
                second.up(&[]);
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
