//! Keeps attachments: one row each, never a list in a column, so that two uploads at once do not overwrite one another.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::locker::Locker;
use crate::objects::{ObjectKey, StoredObject};
use crate::scans;
use crate::store::Shared;

/// What an attachment belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// A draft being filled.
    Draft(Uuid),
    /// A submitted dossier.
    Dossier(Uuid),
    /// A case: a document that the partner returned.
    Case(Uuid),
    /// A complement that a recipient asked for: what the citizen gives.
    Complement(Uuid),
    /// A case: what came with the citizen's messages; the path of such a file is the event's id.
    Message(Uuid),
    /// A dossier: a receipt, which outlives its answers.
    Receipt(Uuid),
    /// A case: what is sent to its recipient, as it was made for the first attempt; the path of such a file is the delivery's id.
    Parcel(Uuid),
    /// An export of a desk's cases: its file.
    Export(Uuid),
    /// A draft: what came with the messages that its citizen and the desks wrote before the filing; the path of such a file is the message's
    /// id.
    Question(Uuid),
    /// A citizen's account: a document that they keep; what they say of it is sealed ([`crate::documents`]).
    Person(Uuid),
    /// A citizen's account: the copy of all that it holds, which they asked for.
    Copy(Uuid),
}

impl Owner {
    fn kind(self) -> &'static str {
        match self {
            Self::Draft(_) => "draft",
            Self::Dossier(_) => "dossier",
            Self::Case(_) => "case",
            Self::Complement(_) => "complement",
            Self::Message(_) => "message",
            Self::Receipt(_) => "receipt",
            Self::Parcel(_) => "parcel",
            Self::Export(_) => "export",
            Self::Question(_) => "question",
            Self::Person(_) => "person",
            Self::Copy(_) => "copy",
        }
    }

    /// The owner's id.
    pub fn id(self) -> Uuid {
        match self {
            Self::Draft(id)
            | Self::Dossier(id)
            | Self::Case(id)
            | Self::Complement(id)
            | Self::Message(id)
            | Self::Receipt(id)
            | Self::Parcel(id)
            | Self::Export(id)
            | Self::Question(id)
            | Self::Person(id)
            | Self::Copy(id) => id,
        }
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        let id = row.uuid("owner")?;
        match row.text("owner_kind")?.as_str() {
            "draft" => Ok(Self::Draft(id)),
            "dossier" => Ok(Self::Dossier(id)),
            "case" => Ok(Self::Case(id)),
            "complement" => Ok(Self::Complement(id)),
            "message" => Ok(Self::Message(id)),
            "receipt" => Ok(Self::Receipt(id)),
            "parcel" => Ok(Self::Parcel(id)),
            "export" => Ok(Self::Export(id)),
            "question" => Ok(Self::Question(id)),
            "person" => Ok(Self::Person(id)),
            "copy" => Ok(Self::Copy(id)),
            other => Err(StoreError::Corrupt(format!("attachment owned by a {other}"))),
        }
    }
}

/// What is known of a file's harmlessness. It moves one way: not scanned → pending → clean or infected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Kept where no antivirus is set up: handed out as it is.
    NotScanned,
    /// To be examined: held back until it is.
    Pending,
    /// Examined and nothing found, or made by this program.
    Clean,
    /// Found harmful: held back for good.
    Infected,
}

impl State {
    /// Whether a file in this state may leave the store.
    pub fn is_released(self) -> bool {
        matches!(self, Self::NotScanned | Self::Clean)
    }

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NotScanned => "not_scanned",
            Self::Pending => "pending",
            Self::Clean => "clean",
            Self::Infected => "infected",
        }
    }

    fn read(code: &str) -> Result<Self, StoreError> {
        match code {
            "not_scanned" => Ok(Self::NotScanned),
            "pending" => Ok(Self::Pending),
            "clean" => Ok(Self::Clean),
            "infected" => Ok(Self::Infected),
            other => Err(StoreError::Corrupt(format!("attachment in state {other}"))),
        }
    }
}

/// What an antivirus said, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// When.
    pub at: Timestamp,
    /// The engine, as it calls itself.
    pub by: String,
    /// What it found, as it calls it.
    pub finding: Option<String>,
}

/// An attachment as stored; its bytes are read with `store.objects().read(&attachment)`.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// The agency.
    pub agency: String,
    /// The internal id.
    pub id: Uuid,
    /// What it belongs to.
    pub owner: Owner,
    /// The answer path of its field (`jeune.piece_identite`), or a document's kind for a case.
    pub path: String,
    /// The name the citizen's device gave it.
    pub name: String,
    /// The media type found by looking at its content.
    pub mime: String,
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// What is known of its harmlessness.
    pub state: State,
    /// What an antivirus said of it.
    pub scan: Option<Scan>,
    /// When it arrived.
    pub created_at: Timestamp,
    /// Where it is a copy of a document of the citizen's account: since which day it was kept there.
    pub kept_on: Option<Date>,
    pub(crate) object: ObjectKey,
    pub(crate) data_key: Vec<u8>,
}

/// A file that was stored and now gets its row.
#[derive(Debug, Clone, Copy)]
pub struct NewAttachment<'a> {
    /// What it belongs to.
    pub owner: Owner,
    /// The answer path of its field.
    pub path: &'a str,
    /// The name the citizen's device gave it.
    pub name: &'a str,
    /// The media type found by looking at its content.
    pub mime: &'a str,
    /// What is known of its harmlessness.
    pub state: State,
    /// What `store.objects()` gave for the bytes.
    pub stored: &'a StoredObject,
}

/// How much an owner's attachments take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// How many files.
    pub files: u64,
    /// How many bytes together.
    pub bytes: u64,
}

/// The sealed part of the row: a hash of a known document would tell that somebody has it.
#[derive(Serialize, Deserialize)]
struct About {
    name: String,
    sha256: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kept_on: Option<Date>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select agency, id, owner_kind, owner, path, object, data_key, about, mime, size, state, scanned_at, scanned_by, \
             finding, created_at from attachments ",
            $rest
        )
    };
}

fn read(shared: &Shared, row: &Row) -> Result<Attachment, StoreError> {
    let agency = row.text("agency")?;
    let id = row.uuid("id")?;
    let object = ObjectKey::read(&row.text("object")?)?;
    let data_key = row.bytes("data_key")?;
    let locker = Locker::unwrap(shared, &agency, "object", &object, &data_key)?.part("attachment", id);
    let tampered = || StoreError::Tampered { what: "about" };
    let about: About = serde_json::from_slice(&locker.open("about", &row.bytes("about")?)?).map_err(|_| tampered())?;
    let mut sha256 = [0; 32];
    hex::decode_to_slice(&about.sha256, &mut sha256).map_err(|_| tampered())?;
    Ok(Attachment {
        owner: Owner::read(row)?,
        path: row.text("path")?,
        name: about.name,
        mime: row.text("mime")?,
        size: u64::try_from(row.int("size")?).unwrap_or(0),
        sha256,
        state: State::read(&row.text("state")?)?,
        scan: match (row.opt_time("scanned_at")?, row.opt_text("scanned_by")?) {
            (Some(at), Some(by)) => Some(Scan { at, by, finding: row.opt_text("finding")? }),
            _ => None,
        },
        created_at: row.time("created_at")?,
        kept_on: about.kept_on,
        agency,
        id,
        object,
        data_key,
    })
}

/// A stored file and what it is sealed with.
pub(crate) struct SealedFile {
    pub(crate) agency: String,
    pub(crate) id: String,
    pub(crate) object: ObjectKey,
    pub(crate) data_key: Vec<u8>,
}

/// The stored files after one of them, in the order of their rows; at most 500.
pub(crate) async fn sealed_files(
    conn: &mut Read,
    after: Option<&(String, String)>,
) -> Result<Vec<SealedFile>, StoreError> {
    let (agency, id) = after.map_or(("", ""), |(agency, id)| (agency, id));
    let page = "select agency, id, object, data_key from attachments where (agency, id) > ($1, $2) order by agency, id limit 500";
    let rows = conn.rows(page, args![agency, id]).await?;
    rows.iter().map(SealedFile::read).collect()
}

/// Reads all of them, in the order of their names.
pub(crate) const SEALED_FILES: &str = "select agency, id, object, data_key from attachments order by object";

impl SealedFile {
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            agency: row.text("agency")?,
            id: row.text("id")?,
            object: ObjectKey::read(&row.text("object")?)?,
            data_key: row.bytes("data_key")?,
        })
    }
}

/// Gives a stored file its row; one that is to be examined gets the work for it in the same transaction.
pub async fn add(tx: &mut Write, new: NewAttachment<'_>) -> Result<Attachment, StoreError> {
    add_copy(tx, new, None).await
}

/// The same of a copy of a document that a citizen's account has kept since that day.
pub async fn add_copy(tx: &mut Write, new: NewAttachment<'_>, kept_on: Option<Date>) -> Result<Attachment, StoreError> {
    let stored = new.stored;
    let id = tx.shared.ids.uuid()?;
    let now = tx.now();
    let about = About { name: new.name.to_owned(), sha256: hex::encode(stored.sha256), kept_on };
    let about = serde_json::to_vec(&about).map_err(|_| StoreError::Invalid("this file name"))?;
    let sealed = stored.locker.part("attachment", id).seal(&tx.shared, "about", &about)?;
    let size = i64::try_from(stored.size).map_err(|_| StoreError::Invalid("a file of this size"))?;
    tx.execute(
        "insert into attachments (agency, id, owner_kind, owner, path, object, data_key, about, mime, size, state, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            &stored.agency, id, new.owner.kind(), new.owner.id(), new.path, stored.key.as_str(), &stored.data_key, &sealed,
            new.mime, size, new.state.code(), now
        ],
    )
    .await?;
    if new.state == State::Pending {
        scans::put(tx, &stored.agency, id).await?;
    }
    Ok(Attachment {
        agency: stored.agency.clone(),
        id,
        owner: new.owner,
        path: new.path.to_owned(),
        name: new.name.to_owned(),
        mime: new.mime.to_owned(),
        size: stored.size,
        sha256: stored.sha256,
        state: new.state,
        scan: None,
        created_at: now,
        kept_on,
        object: stored.key.clone(),
        data_key: stored.data_key.clone(),
    })
}

/// All attachments of an owner, oldest first.
pub async fn list(conn: &mut Read, agency: &str, owner: Owner) -> Result<Vec<Attachment>, StoreError> {
    let rows = conn
        .rows(
            select!("where agency = $1 and owner = $2 and owner_kind = $3 order by created_at, id"),
            args![agency, owner.id(), owner.kind()],
        )
        .await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// Those of an owner that were kept before then, oldest first.
pub async fn kept_before(
    conn: &mut Read,
    agency: &str,
    owner: Owner,
    then: Timestamp,
) -> Result<Vec<Attachment>, StoreError> {
    let rows = conn
        .rows(
            select!("where agency = $1 and owner = $2 and owner_kind = $3 and created_at < $4 order by created_at, id"),
            args![agency, owner.id(), owner.kind(), then],
        )
        .await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// Those of an owner that were found harmful, oldest first.
pub async fn infected(conn: &mut Read, agency: &str, owner: Owner) -> Result<Vec<Attachment>, StoreError> {
    let rows = conn
        .rows(
            select!(
                "where agency = $1 and owner = $2 and owner_kind = $3 and state = 'infected' order by created_at, id"
            ),
            args![agency, owner.id(), owner.kind()],
        )
        .await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// One attachment. Who may have it is for the caller to ask, by its owner.
pub async fn get(conn: &mut Read, agency: &str, id: Uuid) -> Result<Option<Attachment>, StoreError> {
    let row = conn.row(select!("where agency = $1 and id = $2"), args![agency, id]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// The copies of accounts that are older than `before`, at most `limit`.
pub async fn copies_before(
    conn: &mut Read,
    agency: &str,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<Attachment>, StoreError> {
    let rows = conn
        .rows(
            select!("where agency = $1 and owner_kind = 'copy' and state = 'clean' and created_at <= $2 limit $3"),
            args![agency, before, limit],
        )
        .await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// How much an owner's attachments take, for its quota.
pub async fn usage(conn: &mut Read, agency: &str, owner: Owner) -> Result<Usage, StoreError> {
    let row = conn
        .row(
            "select count(*) as files, cast(coalesce(sum(size), 0) as bigint) as bytes from attachments \
             where agency = $1 and owner = $2 and owner_kind = $3",
            args![agency, owner.id(), owner.kind()],
        )
        .await?;
    let Some(row) = row else {
        return Ok(Usage::default());
    };
    let count = |name| Ok::<_, StoreError>(u64::try_from(row.int(name)?).unwrap_or(0));
    Ok(Usage { files: count("files")?, bytes: count("bytes")? })
}

/// Says with which message files came: one that was written before the filing, from this draft or to it.
pub(crate) async fn come_with_message(
    tx: &mut Write,
    agency: &str,
    (draft, message): (Uuid, Uuid),
    files: &[Uuid],
) -> Result<(), StoreError> {
    for file in files {
        tx.execute(
            "update attachments set path = $4 where agency = $1 and id = $2 and owner_kind = 'question' and owner = $3",
            args![agency, *file, draft, message],
        )
        .await?;
    }
    Ok(())
}

/// Removes an attachment; its file goes after the commit.
pub async fn remove(tx: &mut Write, attachment: &Attachment) -> Result<(), StoreError> {
    let removed = tx
        .execute("delete from attachments where agency = $1 and id = $2", args![&attachment.agency, attachment.id])
        .await?;
    if removed > 0 {
        tx.doom(attachment.object.clone());
        scans::forget(tx, &attachment.agency, attachment.id).await?;
    }
    Ok(())
}

/// Removes all attachments of an owner.
pub async fn remove_all(tx: &mut Write, agency: &str, owner: Owner) -> Result<(), StoreError> {
    let rows = tx
        .rows(
            "delete from attachments where agency = $1 and owner = $2 and owner_kind = $3 returning object, id, state",
            args![agency, owner.id(), owner.kind()],
        )
        .await?;
    for row in rows {
        tx.doom(ObjectKey::read(&row.text("object")?)?);
        if State::read(&row.text("state")?)? == State::Pending {
            scans::forget(tx, agency, row.uuid("id")?).await?;
        }
    }
    Ok(())
}

/// Passes some of an owner's attachments on to another owner.
pub(crate) async fn pass_on(
    tx: &mut Write,
    agency: &str,
    files: &[Uuid],
    from: Owner,
    to: Owner,
) -> Result<(), StoreError> {
    for id in files {
        tx.execute(
            "update attachments set owner_kind = $5, owner = $6 where agency = $1 and id = $2 and owner_kind = $3 and owner = $4",
            args![agency, *id, from.kind(), from.id(), to.kind(), to.id()],
        )
        .await?;
    }
    Ok(())
}

/// Hands a draft's attachments over to its dossier: those in `keep`; the others (of fields that are hidden at last) are removed.
///
/// # Errors
/// `file.malware` where one was found harmful since the draft was read; `store.not_found`.
pub async fn hand_over(
    tx: &mut Write,
    agency: &str,
    draft: Uuid,
    dossier: Uuid,
    keep: &[Uuid],
) -> Result<(), StoreError> {
    for id in keep {
        let moved = tx
            .execute(
                "update attachments set owner_kind = 'dossier', owner = $4 \
                 where agency = $1 and id = $2 and owner_kind = 'draft' and owner = $3 and state <> 'infected'",
                args![agency, *id, draft, dossier],
            )
            .await?;
        if moved == 0 {
            let left = get(tx, agency, *id).await?.filter(|left| left.owner == Owner::Draft(draft));
            return Err(left.map_or(StoreError::NotFound("attachment"), |left| StoreError::Held(left.state)));
        }
    }
    remove_all(tx, agency, Owner::Draft(draft)).await
}
