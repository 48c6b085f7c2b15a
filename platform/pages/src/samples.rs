//! Gives every page something to show: the tests draw it, `cargo run -p pages --example gallery` writes it to files.
