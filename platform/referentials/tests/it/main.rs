//! Asks the embedded lists what citizens ask them.

mod births;
mod data;
mod resolving;
mod searching;
#[cfg(test)]
mod updating;
