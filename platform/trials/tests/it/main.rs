//! Tries what no crate can try alone.

#![expect(clippy::expect_used, clippy::panic, reason = "a trial that cannot go on says why and fails")]

mod backups;
mod beside;
mod clock;
mod crash;
mod crowd;
mod damage;
mod described;
mod dev;
mod first_demarche;
mod hostile;
mod house;
mod merger;
mod nodes;
mod notices;
mod paths;
mod points;
mod power;
#[path = "../../../connectors/tests/it/receiver.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "made for the routes' own tests, which hang and drip too")]
mod receiver;
mod secrets;
mod sentinels;
mod support;
mod timing;
