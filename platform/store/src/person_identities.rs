//! Keeps as whom identity providers know citizens, and what they said of them: sealed under the person's own key, found by blind indexes.

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::args;
use crate::error::StoreError;
use crate::people::Person;
use crate::store::Shared;

/// As whom a provider knows a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider's id, as the operator's file had it.
    pub provider: String,
    /// What it said, as the desk encodes it.
    pub claims: Vec<u8>,
    /// Since when.
    pub linked_at: Timestamp,
    /// When they last came in by it.
    pub seen_at: Timestamp,
}

/// A provider's name for somebody: the issuer, and the subject.
pub type Name<'a> = (&'a str, &'a str);

/// The names of providers are opaque, and long some of them: each part with its length, so that no two pairs are one text.
fn index(shared: &Shared, agency: &str, (issuer, subject): Name<'_>) -> Result<[u8; 32], StoreError> {
    let length = (issuer.len() as u64).to_be_bytes();
    let bound = [length.as_slice(), issuer.as_bytes(), subject.as_bytes()].concat();
    shared.keyring.blind(agency, "person.identity", &bound)
}

fn issuer_index(shared: &Shared, agency: &str, issuer: &str) -> Result<[u8; 32], StoreError> {
    shared.keyring.blind(agency, "person.issuer", issuer.as_bytes())
}

/// The associated data names the identity, so that what is said cannot change places within an account.
fn field(index: &[u8]) -> String {
    format!("identity.{}", hex::encode(index))
}

/// Whom a provider means.
pub async fn of_subject(conn: &mut Read, agency: &str, name: Name<'_>) -> Result<Option<Uuid>, StoreError> {
    let index = index(&conn.shared, agency, name)?;
    let row = conn
        .row("select person from person_identities where agency = $1 and subject_index = $2", args![agency, &index])
        .await?;
    row.map(|row| row.uuid("person")).transpose()
}

/// Keeps as whom a provider knows the person, and what it says; `false` where it knows them as somebody else, or means somebody else by this.
pub async fn link(
    tx: &mut Write,
    person: &Person,
    provider: &str,
    name: Name<'_>,
    claims: &[u8],
) -> Result<bool, StoreError> {
    let whole = index(&tx.shared, &person.agency, name)?;
    let issuer = issuer_index(&tx.shared, &person.agency, name.0)?;
    let sealed = person.locker.seal(&tx.shared, &field(&whole), claims)?;
    let now = tx.now();
    let linked = tx
        .execute(
            "insert into person_identities (agency, subject_index, issuer_index, person, provider, claims, linked_at, seen_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $7) on conflict do nothing",
            args![&person.agency, &whole, &issuer, person.id, provider, &sealed, now],
        )
        .await?;
    Ok(linked == 1)
}

/// Keeps what a provider says now of the person whom it knows by this name; `false` where it knows them by it no more.
pub async fn told(tx: &mut Write, person: &Person, name: Name<'_>, claims: &[u8]) -> Result<bool, StoreError> {
    let whole = index(&tx.shared, &person.agency, name)?;
    let sealed = person.locker.seal(&tx.shared, &field(&whole), claims)?;
    let now = tx.now();
    let told = tx
        .execute(
            "update person_identities set claims = $4, seen_at = $5 where agency = $1 and subject_index = $2 and person = $3",
            args![&person.agency, &whole, person.id, &sealed, now],
        )
        .await?;
    Ok(told == 1)
}

/// As whom providers know the person, the oldest first.
pub async fn of_person(conn: &mut Read, person: &Person) -> Result<Vec<Identity>, StoreError> {
    let rows = conn
        .rows(
            "select subject_index, provider, claims, linked_at, seen_at from person_identities \
             where agency = $1 and person = $2 order by linked_at, provider",
            args![&person.agency, person.id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let field = field(&row.bytes("subject_index")?);
            let claims = person.locker.key().open(person.locker.place(&field), "identity", &row.bytes("claims")?)?;
            Ok(Identity {
                provider: row.text("provider")?,
                claims,
                linked_at: row.time("linked_at")?,
                seen_at: row.time("seen_at")?,
            })
        })
        .collect()
}

/// Forgets as whom a provider knows the person; how many names it had for them.
pub async fn unlink(tx: &mut Write, person: &Person, provider: &str) -> Result<u64, StoreError> {
    tx.execute(
        "delete from person_identities where agency = $1 and person = $2 and provider = $3",
        args![&person.agency, person.id, provider],
    )
    .await
}

/// Forgets as whom any provider knows the person; how many names there were for them.
pub async fn forget(tx: &mut Write, person: &Person) -> Result<u64, StoreError> {
    tx.execute("delete from person_identities where agency = $1 and person = $2", args![&person.agency, person.id])
        .await
}
