//! Keeps the mails that development "sends", for `/dev/boite-mail`: sealed like everything else, and only the latest.

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::locker::check_agency;
use crate::sealing::Place;
use crate::store::Shared;

/// How many mails are kept.
pub const KEPT: i64 = 200;

/// A kept mail.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The agency that sent it.
    pub agency: String,
    /// The internal id.
    pub id: Uuid,
    /// When it was sent.
    pub at: Timestamp,
    /// The mail, as the caller encodes it.
    pub body: Vec<u8>,
}

fn place<'a>(agency: &'a str, record: &'a str) -> Place<'a> {
    Place { agency, kind: "mail", record, field: "body" }
}

fn read(shared: &Shared, row: &Row) -> Result<Mail, StoreError> {
    let (agency, record) = (row.text("agency")?, row.text("id")?);
    let body = shared.keyring.open(place(&agency, &record), "mail", &row.bytes("body")?)?;
    Ok(Mail { id: row.uuid("id")?, at: row.time("at")?, body, agency })
}

/// Keeps a mail, and of all mails the latest [`KEPT`].
pub async fn keep(tx: &mut Write, agency: &str, body: &[u8]) -> Result<Uuid, StoreError> {
    check_agency(agency)?;
    let id = tx.shared.ids.uuid()?;
    let now = tx.now();
    let sealed = tx.shared.keyring.seal(&tx.shared.ids, place(agency, &id.to_string()), body)?;
    tx.execute("insert into mails (agency, id, at, body) values ($1, $2, $3, $4)", args![agency, id, now, &sealed])
        .await?;
    tx.execute(
        "delete from mails where id in (select id from mails order by at desc, id desc limit 1000 offset $1)",
        args![KEPT],
    )
    .await?;
    Ok(id)
}

/// The kept mails, latest first.
pub async fn list(conn: &mut Read, limit: i64) -> Result<Vec<Mail>, StoreError> {
    let rows =
        conn.rows("select agency, id, at, body from mails order by at desc, id desc limit $1", args![limit]).await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

/// One kept mail.
pub async fn get(conn: &mut Read, id: Uuid) -> Result<Option<Mail>, StoreError> {
    let row = conn.row("select agency, id, at, body from mails where id = $1", args![id]).await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}
