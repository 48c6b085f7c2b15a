//! Keeps which versions of the site's terms of use each account has accepted: by version and hash of the text, and when.
//!
//! Rows are added and never changed; they go with the account.

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::args;
use crate::error::StoreError;
use crate::people::Person;

/// A version that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// As who runs the site names it.
    pub version: String,
    /// Of the text that was shown.
    pub sha256: [u8; 32],
    /// When.
    pub at: Timestamp,
}

/// Notes that the owner of an account accepted a version; whether they had not before.
pub async fn accept(tx: &mut Write, person: &Person, version: &str, sha256: &[u8; 32]) -> Result<bool, StoreError> {
    let now = tx.now();
    let added = tx
        .execute(
            "insert into accepted_terms (agency, person, version, sha256, at) values ($1, $2, $3, $4, $5) \
             on conflict (agency, person, version) do nothing",
            args![&person.agency, person.id, version, sha256, now],
        )
        .await?;
    Ok(added == 1)
}

/// Whether the owner of an account accepted this version.
pub async fn has_accepted(conn: &mut Read, agency: &str, person: Uuid, version: &str) -> Result<bool, StoreError> {
    let row = conn
        .row(
            "select version from accepted_terms where agency = $1 and person = $2 and version = $3",
            args![agency, person, version],
        )
        .await?;
    Ok(row.is_some())
}

/// What the owner of an account accepted, the latest first.
pub async fn of_person(conn: &mut Read, agency: &str, person: Uuid) -> Result<Vec<Accepted>, StoreError> {
    let rows = conn
        .rows(
            "select version, sha256, at from accepted_terms where agency = $1 and person = $2 order by at desc, version",
            args![agency, person],
        )
        .await?;
    rows.iter()
        .map(|row| Ok(Accepted { version: row.text("version")?, sha256: row.hash("sha256")?, at: row.time("at")? }))
        .collect()
}

/// Forgets what the owner of an account accepted: with their account.
pub(crate) async fn remove_of_person(tx: &mut Write, person: &Person) -> Result<(), StoreError> {
    tx.execute("delete from accepted_terms where agency = $1 and person = $2", args![&person.agency, person.id])
        .await?;
    Ok(())
}
