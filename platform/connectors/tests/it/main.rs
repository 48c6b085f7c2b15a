//! Meets the outside world: a mail server and an antivirus daemon that speak their real protocols, files made on the spot.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper that cannot go on fails its test")]

mod clamav;
mod files;
mod hostile;
#[expect(dead_code, reason = "the server's tests also change what it holds")]
mod hub;
mod hubee;
mod identity;
mod impostor;
mod notify;
mod own_keys;
mod photos;
mod pictures;
mod provider;
mod receiver;
mod routes;
mod scan;
mod servers;
mod sftp;
mod sources;
mod sshd;
