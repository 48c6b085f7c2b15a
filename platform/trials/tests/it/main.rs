//! Tries what no crate can try alone.

mod house;
