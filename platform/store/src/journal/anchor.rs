//! Says how far each agency's chain goes, in places that are not the chain: a row of its own, and a file beside the database. Both carry a
//! keyed hash, so that nobody without the master key can say that it was less.

use std::fmt;
use std::io::Write as _;
use std::path::PathBuf;
use std::str::FromStr;

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::store::{Shared, Store};

use super::Fault;

/// The last batch of an agency's chain, attested by a keyed hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The agency.
    pub agency: String,
    /// The batch's number.
    pub number: i64,
    /// Its hash.
    pub hash: [u8; 32],
    seal: [u8; 32],
}

/// One line: agency, number, hash, keyed hash.
impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.agency, self.number, hex::encode(self.hash), hex::encode(self.seal))
    }
}

impl FromStr for Head {
    type Err = StoreError;

    fn from_str(line: &str) -> Result<Self, StoreError> {
        let unreadable = || StoreError::Journal(Fault::NoHead(shortened(line)));
        let mut parts = line.split_whitespace();
        let mut next = || parts.next().ok_or_else(unreadable);
        let (agency, number, hash, seal) = (next()?, next()?, next()?, next()?);
        let mut head = Self {
            agency: agency.to_owned(),
            number: number.parse().map_err(|_| unreadable())?,
            hash: [0; 32],
            seal: [0; 32],
        };
        hex::decode_to_slice(hash, &mut head.hash).map_err(|_| unreadable())?;
        hex::decode_to_slice(seal, &mut head.seal).map_err(|_| unreadable())?;
        if parts.next().is_some() || head.number < 1 {
            return Err(unreadable());
        }
        Ok(head)
    }
}

fn shortened(line: &str) -> String {
    line.chars().take(80).collect()
}

fn seal(shared: &Shared, agency: &str, number: i64, hash: &[u8; 32]) -> Result<[u8; 32], StoreError> {
    shared.keyring.blind(agency, "journal.head", &[number.to_be_bytes().as_slice(), hash].concat())
}

fn name(agency: &str) -> String {
    format!("journal:{agency}")
}

fn read(row: &Row) -> Result<Head, StoreError> {
    let (name, value) = (row.text("name")?, row.bytes("value")?);
    let agency = name.get("journal:".len()..).unwrap_or_default().to_owned();
    let corrupt = || StoreError::Journal(Fault::NoHead(shortened(&name)));
    let part = |from: usize, to: usize| value.get(from..to).ok_or_else(corrupt);
    let number = i64::from_be_bytes(part(0, 8)?.try_into().map_err(|_| corrupt())?);
    let hash = part(8, 40)?.try_into().map_err(|_| corrupt())?;
    let seal = part(40, 72)?.try_into().map_err(|_| corrupt())?;
    Ok(Head { agency, number, hash, seal })
}

/// The head of every agency's chain.
pub async fn heads(conn: &mut Read) -> Result<Vec<Head>, StoreError> {
    let all = "select name, value from meta where substr(name, 1, 8) = 'journal:' order by name";
    conn.rows(all, args![]).await?.iter().map(read).collect()
}

pub(super) async fn of(conn: &mut Read, agency: &str) -> Result<Option<Head>, StoreError> {
    let row = conn.row("select name, value from meta where name = $1", args![&name(agency)]).await?;
    row.map(|row| read(&row)).transpose()
}

/// Moves the head with the chain, in the transaction that closes the batch.
pub(super) async fn set(tx: &mut Write, agency: &str, number: i64, hash: &[u8; 32]) -> Result<(), StoreError> {
    let seal = seal(&tx.shared, agency, number, hash)?;
    let value = [number.to_be_bytes().as_slice(), hash, &seal].concat();
    let set = "insert into meta (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";
    tx.execute(set, args![&name(agency), &value]).await.map(drop)
}

/// Whether the chain goes through this head.
///
/// # Errors
/// `store.corrupt`: the head was not made with this database's key, or the chain does not have it (any more).
pub(super) async fn holds(conn: &mut Read, head: &Head) -> Result<(), StoreError> {
    let Head { agency, number, hash, .. } = head;
    let (of, batch) = (|| agency.clone(), *number);
    if seal(&conn.shared, agency, *number, hash)? != head.seal {
        return Err(Fault::Head { agency: of(), batch }.into());
    }
    let row =
        conn.row("select hash from journal_batches where agency = $1 and number = $2", args![agency, *number]).await?;
    match row {
        Some(row) if row.hash("hash")? == *hash => Ok(()),
        Some(_) => Err(Fault::Another { agency: of(), batch }.into()),
        None => Err(Fault::Cut { agency: of(), batch }.into()),
    }
}

/// Whether every chain still goes through the heads that were noted elsewhere, and through those of the file beside the database.
///
/// # Errors
/// `store.corrupt`, naming the batch that is missing or another one, or the file, which is never taken away once it was written.
pub async fn verify_since(conn: &mut Read, noted: &[Head]) -> Result<(), StoreError> {
    let file = file(&conn.shared);
    let beside = match std::fs::read_to_string(&file) {
        Ok(text) => text.lines().map(str::parse).collect::<Result<Vec<Head>, _>>()?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if was_written(conn).await? {
                return Err(Fault::NoFile(file).into());
            }
            Vec::new()
        }
        Err(error) => return Err(StoreError::file(file, error)),
    };
    for head in noted.iter().chain(&beside) {
        holds(conn, head).await?;
    }
    Ok(())
}

/// The row that says that the file beside the database was written.
const WRITTEN: &str = "heads_written";

async fn was_written(conn: &mut Read) -> Result<bool, StoreError> {
    Ok(conn.row("select name from meta where name = $1", args![WRITTEN]).await?.is_some())
}

fn file(shared: &Shared) -> PathBuf {
    shared.data_dir.join("journal.heads")
}

/// Notes the heads in the file beside the database.
pub async fn write_anchor(store: &Store) -> Result<(), StoreError> {
    let (heads, written_before) =
        store.read(async |conn| Ok::<_, StoreError>((heads(conn).await?, was_written(conn).await?))).await?;
    let text: String = heads.iter().map(|head| format!("{head}\n")).collect();
    let path = file(store.shared());
    if written_before && !path.exists() {
        tracing::error!(path = %path.display(), "the heads of the journal were taken away");
    }
    let written = || -> std::io::Result<()> {
        let temporary = path.with_extension(format!("heads-{}", std::process::id()));
        let mut file = crate::files::create_private(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&temporary, &path)
    };
    written().map_err(|error| StoreError::file(&path, error))?;
    if written_before {
        return Ok(());
    }
    let note = "insert into meta (name, value) values ($1, $2) on conflict do nothing";
    store.write(async |tx| tx.execute(note, args![WRITTEN, b"1".as_slice()]).await.map(drop)).await
}

/// Gives heads to the chains of a database that knew none yet: once.
pub(crate) async fn anchor_at_first(store: &Store) -> Result<(), StoreError> {
    const DONE: &str = "select name from meta where name = 'anchored'";
    if store.read(async |conn| conn.row(DONE, args![]).await).await?.is_some() {
        return Ok(());
    }
    store
        .write(async |tx| {
            let done = "insert into meta (name, value) values ('anchored', $1) on conflict do nothing";
            if tx.execute(done, args![b"1".as_slice()]).await? == 0 {
                return Ok(());
            }
            let last = tx
                .rows(
                    "select agency, number, hash from journal_batches b where number = \
                     (select max(number) from journal_batches m where m.agency = b.agency)",
                    args![],
                )
                .await?;
            for row in last {
                set(tx, &row.text("agency")?, row.int("number")?, &row.hash("hash")?).await?;
            }
            Ok(())
        })
        .await
}
