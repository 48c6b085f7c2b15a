//! Keeps how far a partner's software has come: its state with each change of it, and what it was seen to do in the sandbox.

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::locker::Locker;
use crate::partners::Client;

/// How far a client has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Somebody asked for it; it has no secret yet.
    Requested,
    /// It is tried out: it sees invented dossiers and no other.
    Sandbox,
    /// It gets its desk's dossiers.
    Active,
    /// Nothing is answered to it.
    Suspended,
    /// It is there no more. Among its steps alone: what it was before stays written.
    Ended,
}

impl State {
    /// As it is stored, and as programs read it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Sandbox => "sandbox",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Ended => "ended",
        }
    }

    pub(crate) fn read(text: &str) -> Result<Self, StoreError> {
        let all = [Self::Requested, Self::Sandbox, Self::Active, Self::Suspended, Self::Ended];
        let found = all.into_iter().find(|state| state.code() == text);
        found.ok_or_else(|| StoreError::Corrupt(format!("the state of a client, {text}")))
    }
}

/// What begins the branch under which invented cases lie: no desk of the directory is called so, and the database itself keeps cases of one
/// kind from the branches of the other.
pub const SANDBOX: char = '~';

/// A change of a client's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// What it was from then on.
    pub state: State,
    /// The operator; none at the command line.
    pub actor: Option<Uuid>,
    /// Why; sealed at rest.
    pub reason: Option<String>,
}

/// Writes down what a client is from now on.
///
/// # Errors
/// `store.conflict` where it was changed since `client` was read.
pub async fn step(
    tx: &mut Write,
    client: &Client,
    to: State,
    (actor, reason): (Option<Uuid>, Option<&str>),
) -> Result<(), StoreError> {
    let now = tx.now();
    let held_from = (to == State::Suspended).then(|| client.state.code());
    let touched = tx
        .execute(
            "update partner_clients set state = $3, held_from = $4 where agency = $1 and id = $2 and state = $5",
            args![&client.agency, client.id, to.code(), held_from, client.state.code()],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::Conflict { expected: 0, actual: 0 });
    }
    // What was given in one state is good in no other; one that is suspended is told so by its token.
    if to != State::Suspended {
        tx.execute("delete from partner_tokens where agency = $1 and client = $2", args![&client.agency, client.id])
            .await?;
    }
    note(tx, (&client.agency, client.id), to, now, (actor, reason)).await
}

/// Writes down how a client began.
pub(crate) async fn note(
    tx: &mut Write,
    (agency, client): (&str, Uuid),
    state: State,
    at: Timestamp,
    (actor, reason): (Option<Uuid>, Option<&str>),
) -> Result<(), StoreError> {
    let id = tx.shared.ids.uuid()?;
    let (locker, wrapped) = Locker::create(&tx.shared, agency, "partner_step", id)?;
    let reason = locker.seal_opt(&tx.shared, "reason", reason)?;
    tx.execute(
        "insert into partner_steps (agency, id, client, at, state, actor, data_key, reason) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![agency, id, client, at, state.code(), actor, &wrapped, reason.as_deref()],
    )
    .await?;
    Ok(())
}

/// What a suspended client goes back to.
pub async fn held_from(conn: &mut Read, client: &Client) -> Result<Option<State>, StoreError> {
    let row = conn
        .row(
            "select held_from from partner_clients where agency = $1 and id = $2 and state = 'suspended'",
            args![&client.agency, client.id],
        )
        .await?;
    let held = row.map(|row| row.opt_text("held_from")).transpose()?.flatten();
    held.as_deref().map(State::read).transpose()
}

/// Each change of a client's state, the oldest first; of more than 200, the last 200.
pub async fn steps(conn: &mut Read, client: &Client) -> Result<Vec<Step>, StoreError> {
    let rows = conn
        .rows(
            "select id, at, state, actor, data_key, reason from partner_steps where agency = $1 and client = $2 \
             order by at desc, id desc limit 200",
            args![&client.agency, client.id],
        )
        .await?;
    let read = |row: &Row| {
        let id = row.uuid("id")?;
        let locker = Locker::unwrap(&conn.shared, &client.agency, "partner_step", id, &row.bytes("data_key")?)?;
        Ok(Step {
            at: row.time("at")?,
            state: State::read(&row.text("state")?)?,
            actor: row.opt_uuid("actor")?,
            reason: locker.open_opt("reason", row.opt_bytes("reason")?)?,
        })
    };
    rows.iter().rev().map(read).collect()
}

/// Writes down that a client was seen to do something, the first time.
pub async fn prove(tx: &mut Write, (agency, client): (&str, Uuid), proof: &str) -> Result<(), StoreError> {
    let now = tx.now();
    tx.execute(
        "insert into partner_proofs (agency, client, proof, at) values ($1, $2, $3, $4) \
         on conflict (agency, client, proof) do nothing",
        args![agency, client, proof, now],
    )
    .await?;
    Ok(())
}

/// What a client was seen to do, and when first.
pub async fn proofs(conn: &mut Read, (agency, client): (&str, Uuid)) -> Result<Vec<(String, Timestamp)>, StoreError> {
    let rows = conn
        .rows(
            "select proof, at from partner_proofs where agency = $1 and client = $2 order by at, proof",
            args![agency, client],
        )
        .await?;
    rows.iter().map(|row| Ok((row.text("proof")?, row.time("at")?))).collect()
}
