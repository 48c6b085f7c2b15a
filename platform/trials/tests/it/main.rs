//! Tries what no crate can try alone.

#![expect(clippy::expect_used, clippy::panic, reason = "a trial that cannot go on says why and fails")]

mod crash;
mod house;
mod postgres;
mod support;
