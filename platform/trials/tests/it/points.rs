//! Kills the server at named points of its work (`store::faults`), where a crash hurts most: between an effect and its being written down,
//! between a commit and whoever waits for it, between a file and its name.

use std::process::Command;

use trials::{postgres::Postgres, process::guichet};

use crate::{
    crash::{references, survive, verify},
    notices,
    support::{World, here, run, with_mutant},
};

/// Each with how often it is passed by first. In this order: what comes after a filing is there to be interrupted.
const POINTS: &[&str] = &[
    "write.ready:9",
    "write.committed:12",
    "object.written:1",
    "object.synced:2",
    "object.named:1",
    "object.kept:2",
    "dossier.filed:2",
    "work.claimed:2",
    "case.delivering:2",
    "work.effected:3",
    "parcel.claimed:2",
    "parcel.sent:2",
    "dossier.filed:1",
    "parcel.sent:1",
];
/// Those of the one that groups commits.
const SQLITE: &[&str] = &["group.written:4", "group.committed:7", "group.written:11", "group.committed:2"];

async fn die_at(world: &mut World, points: &[&str]) {
    let partner = notices::partner();
    world.hook(&partner.url());
    let told = survive(world, &[], points.len(), async |number, world| {
        world.live_until(points[number - 1]);
        world.up();
        true
    })
    .await;
    notices::verify(world, &partner, &references(&told));
    verify(world, told).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_told_survives_deaths_at_named_points_on_sqlite() {
    let mut world = World::prepare(&notices::ALLOWED);
    die_at(&mut world, &[POINTS, SQLITE].concat()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_told_survives_deaths_at_named_points_on_postgresql() {
    let postgres = Postgres::start();
    let database = postgres.database().await;
    let mut world = World::prepare(&[&["--database", &database], &notices::ALLOWED[..]].concat());
    die_at(&mut world, POINTS).await;
}

/// Imports the trials' directory into a new database, and so migrates it; dead where it comes to its `point`.
fn migrate(place: &[&str], point: Option<usize>) -> bool {
    let directory = here().join("forms/annuaire.yaml").display().to_string();
    let faults = point.map(|point| format!("die:migration.applied:{point}")).unwrap_or_default();
    let done = Command::new(guichet())
        .args([&["org", "import", &directory], place].concat())
        .env("GUICHET_FAULTS", with_mutant(&faults))
        .output()
        .expect("the binary");
    done.status.success()
}

#[tokio::test]
async fn a_migration_that_is_cut_short_is_done_again_from_the_start() {
    let postgres = Postgres::start();
    for engine in ["sqlite", "postgresql"] {
        let mut deaths = 0;
        loop {
            let folder = tempfile::tempdir().expect("a folder");
            let data = folder.path().display().to_string();
            let database = if engine == "sqlite" { String::new() } else { postgres.database().await };
            let mut place = vec!["--data", &data];
            if !database.is_empty() {
                place.extend(["--database", &database]);
            }
            if migrate(&place, Some(deaths + 1)) {
                break;
            }
            deaths += 1;
            run(&[&["org", "import", &here().join("forms/annuaire.yaml").display().to_string()], &*place].concat());
        }
        assert!(deaths > 20, "{engine}: only {deaths} migrations were cut short");
    }
}
