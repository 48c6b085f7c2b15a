//! The guichet binary.
fn main() {}
