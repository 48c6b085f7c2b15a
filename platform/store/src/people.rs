//! Keeps citizens' accounts and their vaults: sealed, each under the person's own key; the e-mail address is found by a blind index.

use jiff::Timestamp;
use uuid::Uuid;

use crate::agents::SecondFactor;
use crate::agreements;
use crate::connection::{Read, Write};
use crate::documents;
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::locker::Locker;
use crate::questions;
use crate::sessions::{self, Kind};
use crate::store::Shared;
use crate::terms;

/// The tenant of accounts that serve the whole portal rather than one agency.
pub const PORTAL: &str = "portail";

/// A citizen's account.
#[derive(Debug, Clone)]
pub struct Person {
    /// The tenant that keeps the account (usually [`PORTAL`]).
    pub agency: String,
    /// The internal id; never given to partners.
    pub id: Uuid,
    /// The e-mail address, as typed, or as a provider gave it; empty where none did.
    pub email: String,
    /// The Argon2id hash of the password; `None` for whoever comes in by a provider alone.
    pub password: Option<String>,
    /// What is asked for besides address and password.
    pub second_factor: Option<SecondFactor>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When its owner last logged in.
    pub last_login_at: Option<Timestamp>,
    pub(crate) locker: Locker,
}

impl Person {
    /// When its owner was last there: since they logged in, or opened it.
    pub fn seen_at(&self) -> Timestamp {
        self.last_login_at.unwrap_or(self.created_at)
    }
}

/// What became of a new account.
#[derive(Debug, Clone)]
pub enum Opened {
    /// It was opened.
    New(Box<Person>),
    /// The address has one already. The page says the same either way.
    Taken,
}

/// The one sign beyond ASCII (of Kelvin) whose small letter is ASCII's: `k`.
const KELVIN: char = '\u{212a}';

/// Addresses that differ in case or surrounding spaces only are the same account. One beyond ASCII is never one within it: those are two
/// mailboxes. Signs beyond ASCII are folded among themselves as they always were, so that the indexes that there are find whom they found.
fn folded(email: &str) -> String {
    let email = email.trim();
    if email.contains(KELVIN) { email.to_ascii_lowercase() } else { email.to_lowercase() }
}

/// Where the account of an address is found.
pub(crate) fn email_index(
    shared: &Shared,
    agency: &str,
    purpose: &'static str,
    email: &str,
) -> Result<[u8; 32], StoreError> {
    shared.keyring.blind(agency, purpose, folded(email).as_bytes())
}

const PURPOSE: &str = "person.email";

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select agency, id, data_key, email, password, created_at, last_login_at, second_factor, second_factor_at from people ",
            $rest
        )
    };
}

fn read(shared: &Shared, row: &Row) -> Result<Person, StoreError> {
    let agency = row.text("agency")?;
    let id = row.uuid("id")?;
    let locker = Locker::unwrap(shared, &agency, "person", id, &row.bytes("data_key")?)?;
    Ok(Person {
        email: locker.open_text("email", &row.bytes("email")?)?,
        password: Some(locker.open_text("password", &row.bytes("password")?)?).filter(|hash| !hash.is_empty()),
        second_factor: match row.opt_bytes("second_factor")? {
            Some(sealed) => Some(SecondFactor {
                secret: locker.open("second_factor", &sealed)?,
                on: row.opt_time("second_factor_at")?.is_some(),
                since: row.opt_time("second_factor_at")?,
            }),
            None => None,
        },
        created_at: row.time("created_at")?,
        last_login_at: row.opt_time("last_login_at")?,
        agency,
        id,
        locker,
    })
}

/// Opens an account. `password` is an Argon2id hash (`password::hash`), made before the transaction.
pub async fn open(tx: &mut Write, agency: &str, email: &str, password: &str) -> Result<Opened, StoreError> {
    let id = tx.shared.ids.uuid()?;
    let index = email_index(&tx.shared, agency, PURPOSE, email)?;
    Ok(match add(tx, (agency, id), email, index, password).await? {
        Some(person) => Opened::New(Box::new(person)),
        None => Opened::Taken,
    })
}

/// Opens an account for somebody whom a provider knows, without a password. Nobody is found by the address that the provider gives: nobody
/// has proven that it is theirs, and somebody else may have an account by it.
pub async fn open_by_provider(tx: &mut Write, agency: &str, email: &str) -> Result<Person, StoreError> {
    let id = tx.shared.ids.uuid()?;
    let index = tx.shared.keyring.blind(agency, "person.no_email", id.as_bytes())?;
    let added = add(tx, (agency, id), email, index, "").await?;
    added.ok_or_else(|| StoreError::Corrupt("an account of an id that is new".to_owned()))
}

async fn add(
    tx: &mut Write,
    (agency, id): (&str, Uuid),
    email: &str,
    index: [u8; 32],
    password: &str,
) -> Result<Option<Person>, StoreError> {
    let now = tx.now();
    let (locker, wrapped) = Locker::create(&tx.shared, agency, "person", id)?;
    let sealed_email = locker.seal(&tx.shared, "email", email.trim().as_bytes())?;
    let sealed_password = locker.seal(&tx.shared, "password", password.as_bytes())?;
    let opened = tx
        .execute(
            "insert into people (agency, id, data_key, email_index, email, password, created_at) \
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (agency, email_index) do nothing",
            args![agency, id, &wrapped, &index, &sealed_email, &sealed_password, now],
        )
        .await?;
    Ok((opened == 1).then(|| Person {
        agency: agency.to_owned(),
        id,
        email: email.trim().to_owned(),
        password: Some(password.to_owned()).filter(|hash| !hash.is_empty()),
        second_factor: None,
        created_at: now,
        last_login_at: None,
        locker,
    }))
}

/// The account of this address.
pub async fn of_email(conn: &mut Read, agency: &str, email: &str) -> Result<Option<Person>, StoreError> {
    let index = email_index(&conn.shared, agency, PURPOSE, email)?;
    let row = conn.row(select!("where agency = $1 and email_index = $2"), args![agency, &index]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// The account of this id.
pub async fn get(conn: &mut Read, agency: &str, id: Uuid) -> Result<Option<Person>, StoreError> {
    let row = conn.row(select!("where agency = $1 and id = $2"), args![agency, id]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// Notes a login.
pub async fn logged_in(tx: &mut Write, person: &Person) -> Result<(), StoreError> {
    let now = tx.now();
    tx.execute(
        "update people set last_login_at = $3 where agency = $1 and id = $2",
        args![&person.agency, person.id, now],
    )
    .await?;
    Ok(())
}

/// Changes the password (to an Argon2id hash).
pub async fn set_password(tx: &mut Write, person: &Person, password: &str) -> Result<(), StoreError> {
    let sealed = person.locker.seal(&tx.shared, "password", password.as_bytes())?;
    tx.execute(
        "update people set password = $3 where agency = $1 and id = $2",
        args![&person.agency, person.id, &sealed],
    )
    .await?;
    Ok(())
}

/// Forgets the password: whoever knows it comes in by it no more.
pub async fn forget_password(tx: &mut Write, person: &Person) -> Result<(), StoreError> {
    set_password(tx, person, "").await
}

/// Whether the account is still there, which it then is until `tx` ends: no closing comes in between.
pub async fn hold(tx: &mut Write, agency: &str, id: Uuid) -> Result<bool, StoreError> {
    let held = "update people set created_at = created_at where agency = $1 and id = $2";
    Ok(tx.execute(held, args![agency, id]).await? == 1)
}

/// To whom the drafts and dossiers of closed accounts belong: to nobody that ever comes. One that belongs to no account at all is held by
/// whoever has its address, and may be claimed; these are not.
pub const CLOSED: Uuid = Uuid::nil();

/// Closes an account and destroys its vault, its documents with it; what is left of its drafts and dossiers no longer points to it, and is no
/// other account's.
pub async fn close(tx: &mut Write, person: &Person) -> Result<(), StoreError> {
    clear_vault(tx, person).await?;
    documents::clear(tx, person).await?;
    for kind in [Kind::Citizen, Kind::CitizenHalfway, Kind::CitizenRecovery] {
        sessions::close_all(tx, &person.agency, kind, person.id).await?;
    }
    questions::remove_of_person(tx, person.id).await?;
    agreements::remove_of_person(tx, person.id).await?;
    terms::remove_of_person(tx, person).await?;
    tx.execute("update drafts set person = $2 where person = $1", args![person.id, CLOSED]).await?;
    tx.execute("update dossiers set person = $2 where person = $1", args![person.id, CLOSED]).await?;
    tx.execute("delete from people where agency = $1 and id = $2", args![&person.agency, person.id]).await?;
    Ok(())
}

/// Accounts about which no work of these kinds waits, with when their owners were last there; at most `limit`.
pub async fn without_work(
    conn: &mut Read,
    agency: &str,
    kinds: &[&str; 2],
    limit: i64,
) -> Result<Vec<(Uuid, Timestamp)>, StoreError> {
    let rows = conn
        .rows(
            "select p.id as id, coalesce(p.last_login_at, p.created_at) as seen_at from people p where p.agency = $1 \
             and not exists (select 1 from work w where w.agency = p.agency and w.object = p.id and w.kind in ($2, $3) \
             and w.state <> 'done') order by p.id limit $4",
            args![agency, kinds[0], kinds[1], limit],
        )
        .await?;
    rows.iter().map(|row| Ok((row.uuid("id")?, row.time("seen_at")?))).collect()
}

/// A value in a vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultEntry {
    /// What it is (`identite.nom`, `contact.telephone` …).
    pub key: String,
    /// The value, as the desk encodes it.
    pub value: Vec<u8>,
    /// Where it came from (`citizen`, `franceconnect` …).
    pub source: String,
    /// When it was put there.
    pub at: Timestamp,
}

/// The associated data names the key, so that values cannot change places within a vault.
fn vault_field(key: &str) -> String {
    format!("vault.{key}")
}

/// Puts a value in the vault, over the one that was there.
pub async fn put_in_vault(
    tx: &mut Write,
    person: &Person,
    key: &str,
    value: &[u8],
    source: &str,
) -> Result<(), StoreError> {
    let sealed = person.locker.seal(&tx.shared, &vault_field(key), value)?;
    let now = tx.now();
    tx.execute(
        "insert into vault (agency, person, key, value, source, at) values ($1, $2, $3, $4, $5, $6) \
         on conflict (agency, person, key) do update set value = excluded.value, source = excluded.source, at = excluded.at",
        args![&person.agency, person.id, key, &sealed, source, now],
    )
    .await?;
    Ok(())
}

/// Everything in a person's vault, by key.
pub async fn vault(conn: &mut Read, person: &Person) -> Result<Vec<VaultEntry>, StoreError> {
    let rows = conn
        .rows(
            "select key, value, source, at from vault where agency = $1 and person = $2 order by key",
            args![&person.agency, person.id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let key = row.text("key")?;
            let field = vault_field(&key);
            let value = person.locker.key().open(person.locker.place(&field), "vault", &row.bytes("value")?)?;
            Ok(VaultEntry { value, source: row.text("source")?, at: row.time("at")?, key })
        })
        .collect()
}

/// Takes one value out of the vault.
pub async fn remove_from_vault(tx: &mut Write, person: &Person, key: &str) -> Result<(), StoreError> {
    tx.execute(
        "delete from vault where agency = $1 and person = $2 and key = $3",
        args![&person.agency, person.id, key],
    )
    .await?;
    Ok(())
}

/// Empties the vault.
pub async fn clear_vault(tx: &mut Write, person: &Person) -> Result<(), StoreError> {
    tx.execute("delete from vault where agency = $1 and person = $2", args![&person.agency, person.id]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_beyond_ascii_is_none_within_it() {
        for sign in (char::MIN..=char::MAX).filter(|sign| !sign.is_ascii() && !sign.is_whitespace()) {
            assert!(!folded(&format!("{sign}ate@x.fr")).is_ascii(), "{sign:?}");
        }
        assert_eq!(folded(" Kate@X.fr "), "kate@x.fr");
        assert_ne!(folded("\u{212a}ate@x.fr"), folded("kate@x.fr"));
        assert_ne!(folded("\u{212a}\u{e9}@x.fr"), folded("k\u{e9}@x.fr"));
        assert_eq!(folded("\u{c9}lodie@x.fr"), folded("\u{e9}lodie@X.FR"), "found as before");
    }
}
