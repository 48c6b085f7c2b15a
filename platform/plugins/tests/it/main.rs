//! Tests plugins from outside: the example, and guests that mean harm.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod boundary;
mod child;
mod computed;
mod guest;
mod hostile_calls;
mod hostile_files;
mod nir;
mod series;
