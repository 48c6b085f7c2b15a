//! Drives the real router on a real store: requests in, answers out, work done by hand, the clock moved by hand.

mod access;
mod account;
mod agent;
mod hostile;
mod journey;
mod support;
mod tidy;
mod uploads;
