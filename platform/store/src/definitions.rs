//! Keeps every definition that was ever served, by the hash of its bundle: a draft or dossier finds the very text it was made with.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::connection::{Read, Write};
use crate::engine::args;
use crate::error::StoreError;
use crate::locker::check_agency;

/// The SHA-256 of a definition's bundle.
pub type DefinitionHash = [u8; 32];

/// A stored definition.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The agency that publishes it.
    pub agency: String,
    /// The démarche's id.
    pub demarche: String,
    /// The SHA-256 of `bundle`.
    pub hash: DefinitionHash,
    /// The definition with all its files, as the caller packed it.
    pub bundle: Vec<u8>,
    /// When it was first served.
    pub first_served_at: Timestamp,
}

/// The ids of the démarches of which any definition is kept: they were published, or somebody began to fill one in.
pub async fn demarches(conn: &mut Read) -> Result<BTreeSet<String>, StoreError> {
    let rows = conn.rows("select distinct demarche from definitions", args![]).await?;
    rows.iter().map(|row| row.text("demarche")).collect()
}

/// Keeps a definition (nothing happens if it is known) and gives its hash.
pub async fn put(tx: &mut Write, agency: &str, demarche: &str, bundle: &[u8]) -> Result<DefinitionHash, StoreError> {
    check_agency(agency)?;
    let hash: DefinitionHash = Sha256::digest(bundle).into();
    let now = tx.now();
    tx.execute(
        "insert into definitions (agency, demarche, hash, bundle, first_served_at) values ($1, $2, $3, $4, $5) on conflict do nothing",
        args![agency, demarche, &hash, bundle, now],
    )
    .await?;
    Ok(hash)
}

/// The definition of this hash. Its bytes are checked against the hash.
pub async fn get(
    conn: &mut Read,
    agency: &str,
    demarche: &str,
    hash: &DefinitionHash,
) -> Result<Option<Definition>, StoreError> {
    let row = conn
        .row(
            "select bundle, first_served_at from definitions where agency = $1 and demarche = $2 and hash = $3",
            args![agency, demarche, hash],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let bundle = row.bytes("bundle")?;
    if <[u8; 32]>::from(Sha256::digest(&bundle)) != *hash {
        return Err(StoreError::Tampered { what: "definition" });
    }
    Ok(Some(Definition {
        agency: agency.to_owned(),
        demarche: demarche.to_owned(),
        hash: *hash,
        bundle,
        first_served_at: row.time("first_served_at")?,
    }))
}

/// The definition of a démarche that was first served last.
pub async fn latest(conn: &mut Read, agency: &str, demarche: &str) -> Result<Option<DefinitionHash>, StoreError> {
    let row = conn
        .row(
            "select hash from definitions where agency = $1 and demarche = $2 order by first_served_at desc, hash limit 1",
            args![agency, demarche],
        )
        .await?;
    row.map(|row| row.hash("hash")).transpose()
}
