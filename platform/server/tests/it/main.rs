//! Drives the real router on a real store: requests in, answers out, work done by hand, the clock moved by hand.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod access;
mod account;
mod agent;
mod hostile;
mod journey;
mod logs;
mod support;
mod tidy;
mod uploads;
mod wire;
