//! Moves the server's clock, forwards and backwards, as a machine does whose clock was wrong and is put right: what was told stays true, and
//! all that was to be done is done, once.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crate::{
    crash::{file_one, kills, references, survive, verify},
    notices,
    power::to_preload,
    support::{World, reference},
};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// A clock that can be moved while the server runs.
pub(crate) struct Clock {
    library: PathBuf,
    shift: PathBuf,
}

impl Clock {
    pub(crate) fn new(place: &Path) -> Self {
        let clock = Self { library: place.with_extension("so"), shift: place.with_extension("shift") };
        to_preload("power/clock.c", &clock.library);
        clock.shift(0);
        clock
    }

    pub(crate) fn shift(&self, seconds: i64) {
        use std::os::unix::fs::FileExt as _;
        // In place: the server has the file in its memory.
        let file = fs::OpenOptions::new().create(true).truncate(false).write(true).open(&self.shift).expect("a file");
        file.write_all_at(&seconds.to_ne_bytes(), 0).expect("eight bytes");
    }

    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        let path = |path: &Path| path.display().to_string();
        vec![("LD_PRELOAD".to_owned(), path(&self.library)), ("CLOCK_SHIFT".to_owned(), path(&self.shift))]
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_told_survives_jumps_of_the_clock() {
    let mut world = World::prepare(&notices::ALLOWED);
    world.on_clock();
    let partner = notices::partner();
    world.hook(&partner.url());
    // What comes back after five seconds comes back five seconds after the last time that a clock showed: the last jump is the furthest.
    let jumps = [90, -90, HOUR, 0, -HOUR, DAY, HOUR];
    let kills = kills();
    let told = survive(&mut world, &[], kills, async |number, world| {
        world.shift_clock(if number == kills { 2 * DAY } else { jumps[number % jumps.len()] });
        number % 2 == 0
    })
    .await;
    notices::verify(&world, &partner, &references(&told));
    verify(&world, told).await;
}

/// Six years pass, the time of its receipt is over, and nobody has had it yet: it is kept, and delivered when that is possible again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_not_delivered_outlives_its_time() {
    let mut world = World::prepare(&notices::ALLOWED);
    world.on_clock();
    let partner = notices::partner();
    world.hook(&partner.url());
    world.with_faults("order:case.undeliverable,order:tidy.at_once");
    world.up();
    let follow = file_one(&world.address()).await;
    let page = world.robot().await.visit(&follow).await.expect("the follow-up page");
    let told = reference(&page).expect("a reference");
    // Somebody's draft, whose time is over too: when it has gone, the house was kept.
    world.robot().await.post("/demarches/essai-panne", &[("_csrf", "")]).await.expect("a draft");
    world.kill();
    world.shift_clock(6 * 365 * DAY);
    world.up();
    let until = Instant::now() + Duration::from_secs(60);
    while !world.log().contains("purged") {
        assert!(Instant::now() < until, "nothing was tidied up\n{}", world.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    world.kill();
    world.with_faults("");
    world.up();
    notices::verify(&world, &partner, &BTreeSet::from([told.as_str()]));
    let page = world.robot().await.visit(&follow).await.expect("the follow-up page");
    assert_eq!(reference(&page).as_deref(), Some(told.as_str()), "{}", page.text());
}
