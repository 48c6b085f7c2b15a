//! Answers a repeated request with the first answer: keys, the hash of what was asked, and the sealed response.
//!
//! [`begin`] before the work, [`finish`] in the transaction of the work. A key whose work failed is given free by [`release`].

use jiff::SignedDuration;

use crate::connection::{Read, Write};
use crate::engine::args;
use crate::error::StoreError;
use crate::locker::check_agency;
use crate::sealing::Place;

/// How long a response is kept.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// How long a key without a response blocks: a process that died in between must not block it for a day.
pub const IN_FLIGHT: SignedDuration = SignedDuration::from_secs(60);

/// What a key means at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Never seen: do the work.
    Fresh,
    /// The same request is being worked on: 409.
    InFlight,
    /// The same request was answered: give this answer again.
    Replay(Vec<u8>),
    /// The key came with another request before: 422 `idempotency.key_reused`.
    OtherRequest,
}

/// A key in its scope (the route and who asks).
#[derive(Debug, Clone, Copy)]
pub struct Key<'a> {
    /// The agency.
    pub agency: &'a str,
    /// The route and who asks.
    pub scope: &'a str,
    /// What the client sent.
    pub key: &'a str,
}

impl Key<'_> {
    fn record(&self) -> String {
        record(self.scope, self.key)
    }
}

pub(crate) fn record(scope: &str, key: &str) -> String {
    format!("{scope}\n{key}")
}

fn place<'a>(key: &'a Key<'_>, record: &'a str) -> Place<'a> {
    Place { agency: key.agency, kind: "idempotency", record, field: "response" }
}

/// Takes a key for a request, or tells what became of it.
pub async fn begin(tx: &mut Write, key: Key<'_>, request_hash: &[u8; 32]) -> Result<Begun, StoreError> {
    check_agency(key.agency)?;
    let now = tx.now();
    tx.execute(
        "delete from idempotency where agency = $1 and scope = $2 and key = $3 and expires_at <= $4",
        args![key.agency, key.scope, key.key, now],
    )
    .await?;
    let taken = tx
        .execute(
            "insert into idempotency (agency, scope, key, request_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6) \
             on conflict do nothing",
            args![key.agency, key.scope, key.key, request_hash, now, now + IN_FLIGHT],
        )
        .await?;
    if taken == 1 {
        return Ok(Begun::Fresh);
    }
    Ok(match find(tx, key, request_hash).await? {
        // Somebody took it, and it ended in this very moment.
        Begun::Fresh => Begun::InFlight,
        known => known,
    })
}

/// What [`begin`] would say, without taking the key.
pub async fn find(conn: &mut Read, key: Key<'_>, request_hash: &[u8; 32]) -> Result<Begun, StoreError> {
    let now = conn.now();
    let row = conn
        .row(
            "select request_hash, response from idempotency \
             where agency = $1 and scope = $2 and key = $3 and expires_at > $4",
            args![key.agency, key.scope, key.key, now],
        )
        .await?;
    let Some(row) = row else {
        return Ok(Begun::Fresh);
    };
    if row.bytes("request_hash")? != request_hash {
        return Ok(Begun::OtherRequest);
    }
    match row.opt_bytes("response")? {
        None => Ok(Begun::InFlight),
        Some(sealed) => {
            let record = key.record();
            Ok(Begun::Replay(conn.shared.keyring.open(place(&key, &record), "response", &sealed)?))
        }
    }
}

/// Keeps the response for those who ask again.
pub async fn finish(tx: &mut Write, key: Key<'_>, response: &[u8]) -> Result<(), StoreError> {
    let record = key.record();
    let sealed = tx.shared.keyring.seal(&tx.shared.ids, place(&key, &record), response)?;
    let expires = tx.now() + KEPT;
    tx.execute(
        "update idempotency set response = $4, expires_at = $5 where agency = $1 and scope = $2 and key = $3",
        args![key.agency, key.scope, key.key, &sealed, expires],
    )
    .await?;
    Ok(())
}

/// Forgets what has expired; how many keys.
pub async fn purge_expired(tx: &mut Write) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.execute("delete from idempotency where expires_at <= $1", args![now]).await
}
