//! Keeps which definition of a démarche was put in force, by whom it is not known but when, what was accepted with it and why.
//!
//! A démarche that was never published has no row here: it is served as its folder stands.

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::definitions::DefinitionHash;
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::locker::check_agency;

/// A publication as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The internal id: the journal knows it by this.
    pub id: Uuid,
    /// The agency that publishes the démarche.
    pub agency: String,
    /// The démarche's id.
    pub demarche: String,
    /// Its number among those of the démarche, from 1.
    pub number: i64,
    /// The definition that is in force from now on.
    pub definition: DefinitionHash,
    /// The one that was in force until then; none at the first.
    pub former: Option<DefinitionHash>,
    /// What the comparison of both said: `compatible`, `with_loss`, `incompatible`.
    pub verdict: String,
    /// The codes that were accepted, separated by spaces.
    pub accepted: String,
    /// Why they were.
    pub because: String,
    /// When.
    pub published_at: Timestamp,
}

/// What is to be put in force.
#[derive(Debug, Clone, Copy)]
pub struct NewPublication<'a> {
    /// The agency.
    pub agency: &'a str,
    /// The démarche's id.
    pub demarche: &'a str,
    /// The definition; the store has it already.
    pub definition: &'a DefinitionHash,
    /// The one it was compared with.
    pub former: Option<&'a DefinitionHash>,
    /// What the comparison said.
    pub verdict: &'a str,
    /// The codes that were accepted, separated by spaces.
    pub accepted: &'a str,
    /// Why.
    pub because: &'a str,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, agency, demarche, number, definition, former, verdict, accepted, because, published_at from publications ",
            $rest
        )
    };
}

/// Puts a definition in force. `known` is the number of the last publication that the caller has seen (0: none).
///
/// # Errors
/// `store.conflict` where somebody else has published meanwhile.
pub async fn put(tx: &mut Write, known: i64, new: NewPublication<'_>) -> Result<Publication, StoreError> {
    check_agency(new.agency)?;
    let last = last(tx, new.agency, new.demarche).await?.map_or(0, |last| last.number);
    if last != known {
        return Err(StoreError::Conflict { expected: known, actual: last });
    }
    let (id, number, now) = (tx.shared.ids.uuid()?, known + 1, tx.now());
    let added = tx
        .execute(
            "insert into publications (agency, demarche, number, id, definition, former, verdict, accepted, because, published_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing",
            args![
                new.agency,
                new.demarche,
                number,
                id,
                new.definition,
                new.former.map(|hash| hash.as_slice()),
                new.verdict,
                new.accepted,
                new.because,
                now
            ],
        )
        .await?;
    if added == 0 {
        return Err(StoreError::Conflict { expected: known, actual: number });
    }
    self::last(tx, new.agency, new.demarche).await?.ok_or(StoreError::NotFound("publication"))
}

/// The last publication of a démarche.
pub async fn last(conn: &mut Read, agency: &str, demarche: &str) -> Result<Option<Publication>, StoreError> {
    let row = conn
        .row(select!("where agency = $1 and demarche = $2 order by number desc limit 1"), args![agency, demarche])
        .await?;
    row.as_ref().map(read).transpose()
}

/// What is in force: the last publication of every démarche.
pub async fn in_force(conn: &mut Read) -> Result<Vec<Publication>, StoreError> {
    let rows = conn
        .rows(
            select!(
                "as p where number = (select max(number) from publications as q where q.agency = p.agency and q.demarche = p.demarche) \
                 order by demarche, published_at"
            ),
            args![],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Every publication, newest first, at most 1,000.
pub async fn all(conn: &mut Read) -> Result<Vec<Publication>, StoreError> {
    let rows =
        conn.rows(select!("order by published_at desc, agency, demarche, number desc limit 1000"), args![]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Publication, StoreError> {
    let former = row
        .opt_bytes("former")?
        .map(|bytes| DefinitionHash::try_from(bytes).map_err(|_| StoreError::Corrupt("former: not a hash".into())));
    Ok(Publication {
        id: row.uuid("id")?,
        agency: row.text("agency")?,
        demarche: row.text("demarche")?,
        number: row.int("number")?,
        definition: row.hash("definition")?,
        former: former.transpose()?,
        verdict: row.text("verdict")?,
        accepted: row.text("accepted")?,
        because: row.text("because")?,
        published_at: row.time("published_at")?,
    })
}
