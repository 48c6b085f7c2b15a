//! Keeps the documents of citizens' accounts: files like all others, and beside each what its owner says of it.
//!
//! What is said is sealed under the person's own key, in the place of this one document, and says which bytes it is about: neither a row
//! nor a file can be put into another account, or in the place of another document, unnoticed.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::attachments::{self, Attachment, NewAttachment, Owner, State, Usage};
use crate::connection::{Read, Write};
use crate::engine::args;
use crate::error::StoreError;
use crate::objects::StoredObject;
use crate::people::{self, Person};

/// What files of this room stand under: nothing of what they are stands in clear.
const PATH: &str = "document";
const KEY: usize = 32;
const HASH: usize = 32;

/// A document.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its file.
    pub file: Attachment,
    /// What is said of it, as the desk encodes it.
    pub about: Vec<u8>,
}

/// A file that was stored and becomes a document.
#[derive(Debug, Clone, Copy)]
pub struct NewDocument<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The media type found by looking at its content.
    pub mime: &'a str,
    /// What is known of its harmlessness.
    pub state: State,
    /// What `store.objects()` gave for the bytes.
    pub stored: &'a StoredObject,
    /// What is said of it.
    pub about: &'a [u8],
}

/// The associated data names the document, so that what is said of one is not said of another.
fn field(id: Uuid) -> String {
    format!("document.{id}")
}

fn owner(person: &Person) -> Owner {
    Owner::Person(person.id)
}

/// What is said of a file, behind which file that is.
fn bound(object: &str, sha256: &[u8; HASH], about: &[u8]) -> Vec<u8> {
    [object.as_bytes(), sha256, about].concat()
}

fn unbound(mut opened: Vec<u8>, file: &Attachment) -> Result<Vec<u8>, StoreError> {
    let (object, sha256) = (file.object.as_str().as_bytes(), &file.sha256);
    if opened.get(..KEY) != Some(object) || opened.get(KEY..KEY + HASH) != Some(sha256.as_slice()) {
        return Err(StoreError::Tampered { what: "document" });
    }
    Ok(opened.split_off(KEY + HASH))
}

/// How much an account's documents take. Whoever adds one holds the account meanwhile, so that two at once are counted.
pub async fn usage(tx: &mut Write, person: &Person) -> Result<Usage, StoreError> {
    if !people::hold(tx, &person.agency, person.id).await? {
        return Err(StoreError::NotFound("person"));
    }
    attachments::usage(tx, &person.agency, owner(person)).await
}

/// Adds a document to an account.
pub async fn add(tx: &mut Write, person: &Person, new: NewDocument<'_>) -> Result<Document, StoreError> {
    let NewDocument { name, mime, state, stored, about } = new;
    if stored.agency != person.agency {
        return Err(StoreError::Invalid("a document of another tenant"));
    }
    let file = NewAttachment { owner: owner(person), path: PATH, name, mime, state, stored };
    let file = attachments::add(tx, file).await?;
    let sealed = person.locker.seal(&tx.shared, &field(file.id), &bound(file.object.as_str(), &file.sha256, about))?;
    tx.execute(
        "insert into documents (agency, id, person, about) values ($1, $2, $3, $4)",
        args![&person.agency, file.id, person.id, &sealed],
    )
    .await?;
    Ok(Document { file, about: about.to_vec() })
}

/// The documents of an account, the oldest first.
///
/// # Errors
/// `store.tampered` where one is not what its owner said something of.
pub async fn list(conn: &mut Read, person: &Person) -> Result<Vec<Document>, StoreError> {
    let rows = conn
        .rows("select id, about from documents where agency = $1 and person = $2", args![&person.agency, person.id])
        .await?;
    let mut said: BTreeMap<Uuid, Vec<u8>> = BTreeMap::new();
    for row in &rows {
        said.insert(row.uuid("id")?, row.bytes("about")?);
    }
    let files = attachments::list(conn, &person.agency, owner(person)).await?;
    let whole = files.into_iter().map(|file| {
        let sealed = said.get(&file.id).ok_or(StoreError::Tampered { what: "document" })?;
        let opened = person.locker.key().open(person.locker.place(&field(file.id)), "document", sealed)?;
        Ok(Document { about: unbound(opened, &file)?, file })
    });
    whole.collect()
}

/// One document of an account.
pub async fn get(conn: &mut Read, person: &Person, id: Uuid) -> Result<Option<Document>, StoreError> {
    Ok(list(conn, person).await?.into_iter().find(|document| document.file.id == id))
}

/// Whether an account has any.
pub async fn has_any(conn: &mut Read, agency: &str, person: Uuid) -> Result<bool, StoreError> {
    let row =
        conn.row("select id from documents where agency = $1 and person = $2 limit 1", args![agency, person]).await?;
    Ok(row.is_some())
}

/// Removes a document of an account; whether there was one.
pub async fn remove(tx: &mut Write, person: &Person, id: Uuid) -> Result<bool, StoreError> {
    let Some(file) = attachments::get(tx, &person.agency, id).await?.filter(|file| file.owner == owner(person)) else {
        return Ok(false);
    };
    tx.execute(
        "delete from documents where agency = $1 and person = $2 and id = $3",
        args![&person.agency, person.id, id],
    )
    .await?;
    attachments::remove(tx, &file).await?;
    Ok(true)
}

/// Removes all documents of an account, which is held meanwhile: none is added in between. How many there were.
pub async fn clear(tx: &mut Write, person: &Person) -> Result<u64, StoreError> {
    people::hold(tx, &person.agency, person.id).await?;
    let removed =
        tx.execute("delete from documents where agency = $1 and person = $2", args![&person.agency, person.id]).await?;
    attachments::remove_all(tx, &person.agency, owner(person)).await?;
    Ok(removed)
}
