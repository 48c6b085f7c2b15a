//! Keeps everything: the only SQL, sealed values, files, queue, timers, journal.
//!
//! One [`Store`], on SQLite or PostgreSQL. A room is a module of functions that take a connection:
//!
//! ```no_run
//! # async fn example(store: store::Store, token: store::Token) -> Result<(), store::StoreError> {
//! let draft = store.read(async |conn| store::drafts::find(conn, &token).await).await?;
//! # Ok(()) }
//! ```
//!
//! `store.write(async |tx| …)` is one transaction, durable when it returns; whatever a deed changes goes into one. A [`Write`] is also a
//! [`Read`]. To add a room: a table in a new migration, a module of its own, and a test in `tests/it` that runs on both engines.

pub mod address;
pub mod agencies;
pub mod agents;
pub mod agreements;
pub mod attachments;
pub mod awaited;
pub mod backup;
pub mod cases;
mod clock;
pub mod complements;
mod connection;
pub mod copies;
pub mod definitions;
pub mod delays;
pub mod deliveries;
pub mod documents;
pub mod dossiers;
pub mod drafts;
pub mod drops;
mod engine;
mod error;
pub mod events;
pub mod exports;
pub mod faults;
mod files;
pub mod handing;
pub mod handovers;
pub mod holds;
pub mod hubee;
pub mod idempotency;
pub mod identities;
mod ids;
pub mod inbox;
pub mod journal;
mod keys;
pub mod labels;
pub mod letters;
mod locker;
pub mod logins;
pub mod mails;
mod migrations;
pub mod notes;
pub mod notifications;
pub mod objects;
pub mod onboarding;
mod opening;
pub mod organisations;
pub mod partners;
pub mod password;
pub mod people;
pub mod person_identities;
pub mod publications;
pub mod questions;
pub mod queue;
pub mod recovery;
pub mod restore;
pub mod retention;
pub mod rotation;
pub mod routes;
pub mod running;
pub mod sandbox;
pub mod scans;
mod sealing;
pub mod second_factors;
pub mod sessions;
pub mod silence;
pub mod stand_ins;
mod store;
pub mod terms;
mod unreadable;
mod writer;

pub use clock::Clock;
pub use connection::{Read, Write};
pub use ed25519_dalek;
pub use engine::Engine;
pub use error::StoreError;
pub use ids::{Ids, NotAToken, Token, TokenHash};
pub use opening::Settings;
pub use people::PORTAL;
pub use secrecy::{ExposeSecret, SecretString};
pub use store::Store;
pub use uuid::Uuid;
