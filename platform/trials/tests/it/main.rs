//! Tries what no crate can try alone.

#![expect(clippy::expect_used, clippy::panic, reason = "a trial that cannot go on says why and fails")]

mod crash;
mod dev;
mod first_demarche;
mod hostile;
mod house;
mod merger;
mod nodes;
mod paths;
mod postgres;
mod power;
mod secrets;
mod support;
