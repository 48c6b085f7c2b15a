//! Keeps second factors, of agents and of citizens: a sealed secret, the last step of time that was taken, and recovery codes that are good once
//! each.

use uuid::Uuid;

use crate::{
    agents::Agent, connection::Write, engine::args, error::StoreError, locker::Locker, people::Person, store::Shared,
};

/// Whose second factor it is: an agent's, or a citizen's.
#[derive(Debug, Clone, Copy)]
pub struct Holder<'a> {
    agency: &'a str,
    id: Uuid,
    locker: &'a Locker,
    on: &'static Statements,
}

impl<'a> From<&'a Agent> for Holder<'a> {
    fn from(agent: &'a Agent) -> Self {
        Self { agency: &agent.agency, id: agent.id, locker: &agent.locker, on: &OF_AGENTS }
    }
}

impl<'a> From<&'a Person> for Holder<'a> {
    fn from(person: &'a Person) -> Self {
        Self { agency: &person.agency, id: person.id, locker: &person.locker, on: &OF_CITIZENS }
    }
}

/// What is said to the tables of one kind of holder.
#[derive(Debug)]
struct Statements {
    /// What the hash of a recovery code is for.
    purpose: &'static str,
    offer: &'static str,
    switch_on: &'static str,
    take_step: &'static str,
    switch_off: &'static str,
    add_recovery: &'static str,
    take_recovery: &'static str,
    forget_recovery: &'static str,
}

macro_rules! statements {
    ($table:literal, $codes:literal, $column:literal, $purpose:literal) => {
        Statements {
            purpose: $purpose,
            offer: concat!(
                "update ",
                $table,
                " set second_factor = $3, second_factor_step = 0 where agency = $1 and id = $2 and second_factor_at is null"
            ),
            switch_on: concat!(
                "update ",
                $table,
                " set second_factor_at = $3, second_factor_step = $4
                  where agency = $1 and id = $2 and second_factor is not null and second_factor_at is null"
            ),
            take_step: concat!(
                "update ",
                $table,
                " set second_factor_step = $3
                  where agency = $1 and id = $2 and second_factor_at is not null and second_factor_step < $3"
            ),
            switch_off: concat!(
                "update ",
                $table,
                " set second_factor = null, second_factor_at = null, second_factor_step = 0 where agency = $1 and id = $2"
            ),
            add_recovery: concat!("insert into ", $codes, " (agency, ", $column, ", code_hash) values ($1, $2, $3)"),
            take_recovery: concat!(
                "delete from ",
                $codes,
                " where agency = $1 and ",
                $column,
                " = $2 and code_hash = $3"
            ),
            forget_recovery: concat!("delete from ", $codes, " where agency = $1 and ", $column, " = $2"),
        }
    };
}

static OF_AGENTS: Statements = statements!("agents", "agent_recovery_codes", "agent", "agent.recovery");
static OF_CITIZENS: Statements = statements!("people", "person_recovery_codes", "person", "person.recovery");

/// Keeps a secret that they have yet to prove to have; `false` where a second factor is in force.
pub async fn offer(tx: &mut Write, holder: impl Into<Holder<'_>>, secret: &[u8]) -> Result<bool, StoreError> {
    let holder = holder.into();
    let sealed = holder.locker.seal(&tx.shared, "second_factor", secret)?;
    Ok(tx.execute(holder.on.offer, args![holder.agency, holder.id, &sealed]).await? == 1)
}

/// Puts the offered secret in force, with its recovery codes; `false` where none is offered (any more).
pub async fn switch_on(
    tx: &mut Write,
    holder: impl Into<Holder<'_>>,
    step: i64,
    recovery: &[String],
) -> Result<bool, StoreError> {
    let (holder, now) = (holder.into(), tx.now());
    if tx.execute(holder.on.switch_on, args![holder.agency, holder.id, now, step]).await? == 0 {
        return Ok(false);
    }
    renew_recovery(tx, holder, recovery).await?;
    Ok(true)
}

/// Puts these recovery codes in the place of all that there were.
pub async fn renew_recovery(
    tx: &mut Write,
    holder: impl Into<Holder<'_>>,
    recovery: &[String],
) -> Result<(), StoreError> {
    let holder = holder.into();
    tx.execute(holder.on.forget_recovery, args![holder.agency, holder.id]).await?;
    for code in recovery {
        let hash = recovery_hash(&tx.shared, &holder, code)?;
        tx.execute(holder.on.add_recovery, args![holder.agency, holder.id, &hash]).await?;
    }
    Ok(())
}

/// Takes the code of a step of time; `false` where that one or a later one was taken before: whoever read a code over a shoulder is late.
pub async fn take_step(tx: &mut Write, holder: impl Into<Holder<'_>>, step: i64) -> Result<bool, StoreError> {
    let holder = holder.into();
    Ok(tx.execute(holder.on.take_step, args![holder.agency, holder.id, step]).await? == 1)
}

/// Takes a recovery code; `false` where it is none, or was taken before.
pub async fn take_recovery(tx: &mut Write, holder: impl Into<Holder<'_>>, code: &str) -> Result<bool, StoreError> {
    let holder = holder.into();
    let hash = recovery_hash(&tx.shared, &holder, code)?;
    Ok(tx.execute(holder.on.take_recovery, args![holder.agency, holder.id, &hash]).await? == 1)
}

/// Forgets the second factor and its recovery codes.
pub async fn switch_off(tx: &mut Write, holder: impl Into<Holder<'_>>) -> Result<(), StoreError> {
    let holder = holder.into();
    tx.execute(holder.on.switch_off, args![holder.agency, holder.id]).await?;
    tx.execute(holder.on.forget_recovery, args![holder.agency, holder.id]).await?;
    Ok(())
}

fn recovery_hash(shared: &Shared, holder: &Holder<'_>, code: &str) -> Result<[u8; 32], StoreError> {
    let bound = [holder.id.as_bytes().as_slice(), code.as_bytes()].concat();
    shared.keyring.blind(holder.agency, holder.on.purpose, &bound)
}
