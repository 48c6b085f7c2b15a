//! Keeps as whom identity providers know agents, and the logins that are on their way to a provider: each for one browser, and once.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::agents::Agent;
use crate::connection::{Read, Write};
use crate::engine::args;
use crate::error::StoreError;
use crate::ids::Token;
use crate::locker::check_agency;
use crate::sealing::Place;
use crate::store::Shared;

fn place<'a>(agency: &'a str, record: &'a str) -> Place<'a> {
    Place { agency, kind: "identity_login", record, field: "data" }
}

/// The names of providers are opaque, and long some of them: each part with its length, so that no two pairs are one text.
fn index(shared: &Shared, agency: &str, issuer: &str, subject: &str) -> Result<[u8; 32], StoreError> {
    let length = (issuer.len() as u64).to_be_bytes();
    let bound = [length.as_slice(), issuer.as_bytes(), subject.as_bytes()].concat();
    shared.keyring.blind(agency, "agent.identity", &bound)
}

fn issuer_index(shared: &Shared, agency: &str, issuer: &str) -> Result<[u8; 32], StoreError> {
    shared.keyring.blind(agency, "agent.issuer", issuer.as_bytes())
}

fn state_hash(state: &str) -> [u8; 32] {
    Sha256::digest(state.as_bytes()).into()
}

/// Which agent a provider means.
pub async fn of_subject(
    conn: &mut Read,
    agency: &str,
    issuer: &str,
    subject: &str,
) -> Result<Option<Uuid>, StoreError> {
    let index = index(&conn.shared, agency, issuer, subject)?;
    let row = conn
        .row("select agent from agent_identities where agency = $1 and subject_index = $2", args![agency, &index])
        .await?;
    row.map(|row| row.uuid("agent")).transpose()
}

/// Whether any provider knows this agent, as whomever.
pub async fn is_known(conn: &mut Read, agency: &str, agent: Uuid) -> Result<bool, StoreError> {
    let row = conn
        .row("select agent from agent_identities where agency = $1 and agent = $2 limit 1", args![agency, agent])
        .await?;
    Ok(row.is_some())
}

/// Keeps as whom a provider knows the agent; `false` where it knows them as somebody else, or means somebody else by this.
pub async fn link(tx: &mut Write, agent: &Agent, issuer: &str, subject: &str) -> Result<bool, StoreError> {
    let whole = index(&tx.shared, &agent.agency, issuer, subject)?;
    let issuer = issuer_index(&tx.shared, &agent.agency, issuer)?;
    let now = tx.now();
    let linked = tx
        .execute(
            "insert into agent_identities (agency, subject_index, issuer_index, agent, linked_at) \
             values ($1, $2, $3, $4, $5) on conflict do nothing",
            args![&agent.agency, &whole, &issuer, agent.id, now],
        )
        .await?;
    Ok(linked == 1)
}

/// Forgets as whom providers know the agent; how many did.
pub async fn forget(tx: &mut Write, agent: &Agent) -> Result<u64, StoreError> {
    tx.execute("delete from agent_identities where agency = $1 and agent = $2", args![&agent.agency, agent.id]).await
}

/// Lets a login go to its provider: `state` comes back with it, in the browser that keeps this token.
pub async fn wait(
    tx: &mut Write,
    agency: &str,
    (state, browser): (&str, &Token),
    data: &[u8],
    until: Timestamp,
) -> Result<(), StoreError> {
    check_agency(agency)?;
    let hash = state_hash(state);
    let sealed = tx.shared.keyring.seal(&tx.shared.ids, place(agency, &hex::encode(hash)), data)?;
    tx.execute(
        "insert into identity_logins (state_hash, browser_hash, agency, data, expires_at) values ($1, $2, $3, $4, $5)",
        args![&hash, &browser.hash().0, agency, &sealed, until],
    )
    .await?;
    Ok(())
}

/// Whether a login of this browser waits for `state`: asked before [`take`], which writes, for an address that anybody may make up.
pub async fn is_waiting(conn: &mut Read, state: &str, browser: &Token) -> Result<bool, StoreError> {
    let (hash, now) = (state_hash(state), conn.now());
    let row = conn
        .row(
            "select expires_at from identity_logins where state_hash = $1 and browser_hash = $2 and expires_at > $3",
            args![&hash, &browser.hash().0, now],
        )
        .await?;
    Ok(row.is_some())
}

/// What the login wanted that comes back with `state` in this browser: once, and in its time. Another browser takes nothing away.
pub async fn take(tx: &mut Write, state: &str, browser: &Token) -> Result<Option<Vec<u8>>, StoreError> {
    let (hash, now) = (state_hash(state), tx.now());
    let row = tx
        .row(
            "delete from identity_logins where state_hash = $1 and browser_hash = $2 returning agency, data, expires_at",
            args![&hash, &browser.hash().0],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    if row.time("expires_at")? <= now {
        return Ok(None);
    }
    let agency = row.text("agency")?;
    let data = row.bytes("data")?;
    Ok(Some(tx.shared.keyring.open(place(&agency, &hex::encode(hash)), "login", &data)?))
}

/// Forgets logins whose time is over; how many.
pub async fn purge_expired(tx: &mut Write) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.execute("delete from identity_logins where expires_at <= $1", args![now]).await
}
