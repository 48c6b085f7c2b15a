//! Tries the whole, end to end: browser, access, crash, load.
//!
//! Depends on the binary alone; nobody depends on it. The browser's trials are in `browser/`.

pub mod accounts;
pub mod banc;
pub mod bare;
pub mod client;
pub mod growth;
pub mod large;
pub mod load;
pub mod million;
pub mod notices;
pub mod place;
pub mod postgres;
pub mod process;
pub mod robot;
pub mod submissions;
