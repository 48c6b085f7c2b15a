//! Keeps agents' logins that wait for the code that was mailed. Each belongs to one browser, by the token in its cookie. An address has one for
//! each browser that it came in from before ([`remember`]), and one for all others together: the next one asked for replaces it. An address
//! that nobody has is treated in the same way.

use jiff::Timestamp;

use crate::agents::PURPOSE;
use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::ids::{Token, TokenHash};
use crate::locker::check_agency;
use crate::people::email_index;
use crate::sealing::Place;
use crate::store::Shared;

/// How often a code may be tried.
pub const ATTEMPTS: i64 = 5;

/// A login that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The tenant that keeps the account, if there is one.
    pub agency: String,
    /// What the browser asked for, as the caller encodes it; sealed at rest.
    pub data: Vec<u8>,
    /// How often the code may still be tried.
    pub attempts_left: i64,
}

/// What came of a code.
#[derive(Debug, Clone)]
pub enum Tried {
    /// It is the right one; the login waits no more.
    Right(Waiting),
    /// It is not; there are attempts left, or (0) none.
    Wrong(Waiting),
}

fn place<'a>(agency: &'a str, record: &'a str) -> Place<'a> {
    Place { agency, kind: "agent_login", record, field: "data" }
}

/// The code together with the browser's token: who reads the database and the key of its indexes, but not the cookie, cannot try codes out.
fn code_hash(shared: &Shared, agency: &str, browser: &Token, code: &str) -> Result<[u8; 32], StoreError> {
    shared.keyring.blind(agency, "agent.code", &[browser.as_bytes().as_slice(), code.as_bytes()].concat())
}

fn read(shared: &Shared, hash: &TokenHash, row: &Row) -> Result<Waiting, StoreError> {
    let agency = row.text("agency")?;
    let data = shared.keyring.open(place(&agency, &hex::encode(hash.0)), "login", &row.bytes("data")?)?;
    Ok(Waiting { data, attempts_left: row.int("attempts_left")?, agency })
}

/// What a browser keeps from which an agent came in: it tells nothing, and opens nothing but a place of its own before the door.
///
/// # Errors
/// Those of the key.
pub fn remember(conn: &Read, agency: &str, email: &str) -> Result<String, StoreError> {
    let slot = conn.shared.ids.uuid()?.simple().to_string();
    Ok(format!("{slot}.{}", hex::encode(mark(&conn.shared, agency, email, &slot)?)))
}

/// The place of the browser that keeps `kept`, where it came in with this address before.
///
/// # Errors
/// Those of the key.
pub fn known(conn: &Read, agency: &str, email: &str, kept: &str) -> Result<Option<String>, StoreError> {
    let Some((slot, given)) = kept.split_once('.') else { return Ok(None) };
    // A keyed hash: comparing it in variable time tells nothing of the key.
    let ours = slot.len() == 32 && hex::encode(mark(&conn.shared, agency, email, slot)?) == given;
    Ok(ours.then(|| slot.to_owned()))
}

fn mark(shared: &Shared, agency: &str, email: &str, slot: &str) -> Result<[u8; 32], StoreError> {
    let index = email_index(shared, agency, PURPOSE, email)?;
    shared.keyring.blind(agency, "agent.browser", &[slot.as_bytes(), index.as_slice()].concat())
}

/// Lets a login wait for `code`, in the place of a known browser or in that of all others (`None`). The token goes into the browser's cookie.
pub async fn wait(
    tx: &mut Write,
    (agency, email): (&str, &str),
    slot: Option<&str>,
    code: &str,
    data: &[u8],
    until: Timestamp,
) -> Result<Token, StoreError> {
    check_agency(agency)?;
    let browser = tx.shared.ids.token()?;
    let hash = browser.hash();
    let index = email_index(&tx.shared, agency, PURPOSE, email)?;
    let code = code_hash(&tx.shared, agency, &browser, code)?;
    let sealed = tx.shared.keyring.seal(&tx.shared.ids, place(agency, &hex::encode(hash.0)), data)?;
    tx.execute(
        "insert into agent_logins (browser_hash, agency, email_index, code_hash, data, attempts_left, expires_at, slot) \
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (agency, email_index, slot) do update set \
         browser_hash = excluded.browser_hash, code_hash = excluded.code_hash, data = excluded.data, \
         attempts_left = excluded.attempts_left, expires_at = excluded.expires_at",
        args![&hash.0, agency, &index, &code, &sealed, ATTEMPTS, until, slot.unwrap_or_default()],
    )
    .await?;
    Ok(browser)
}

/// What this browser waits for, unless its time is over.
pub async fn find(conn: &mut Read, browser: &Token) -> Result<Option<Waiting>, StoreError> {
    let (hash, now) = (browser.hash(), conn.now());
    let row = conn
        .row(
            "select agency, data, attempts_left from agent_logins where browser_hash = $1 and expires_at > $2",
            args![&hash.0, now],
        )
        .await?;
    row.map(|row| read(&conn.shared, &hash, &row)).transpose()
}

/// Tries a code from the browser that asked for it, and counts the attempt; nothing where this browser waits for none, or has no attempt left.
pub async fn attempt(tx: &mut Write, browser: &Token, code: &str) -> Result<Option<Tried>, StoreError> {
    let (hash, now) = (browser.hash(), tx.now());
    let row = tx
        .row(
            "update agent_logins set attempts_left = attempts_left - 1 \
             where browser_hash = $1 and expires_at > $2 and attempts_left > 0 \
             returning agency, code_hash, data, attempts_left",
            args![&hash.0, now],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let waiting = read(&tx.shared, &hash, &row)?;
    // Both are keyed hashes: comparing them in variable time tells nothing of the code.
    if row.hash("code_hash")? != code_hash(&tx.shared, &waiting.agency, browser, code)? {
        return Ok(Some(Tried::Wrong(waiting)));
    }
    tx.execute("delete from agent_logins where browser_hash = $1", args![&hash.0]).await?;
    Ok(Some(Tried::Right(waiting)))
}

/// Forgets logins whose time is over; how many.
pub async fn purge_expired(tx: &mut Write) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.execute("delete from agent_logins where expires_at <= $1", args![now]).await
}
