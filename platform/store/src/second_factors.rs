//! Keeps agents' second factors: a sealed secret, the last step of time that was taken, and recovery codes that are good once each.

use crate::agents::Agent;
use crate::connection::Write;
use crate::engine::args;
use crate::error::StoreError;
use crate::store::Shared;

fn recovery_hash(shared: &Shared, agent: &Agent, code: &str) -> Result<[u8; 32], StoreError> {
    let bound = [agent.id.as_bytes().as_slice(), code.as_bytes()].concat();
    shared.keyring.blind(&agent.agency, "agent.recovery", &bound)
}

/// Keeps a secret that the agent has yet to prove to have; `false` where a second factor is in force.
pub async fn offer(tx: &mut Write, agent: &Agent, secret: &[u8]) -> Result<bool, StoreError> {
    let sealed = agent.locker.seal(&tx.shared, "second_factor", secret)?;
    let offered = tx
        .execute(
            "update agents set second_factor = $3, second_factor_step = 0 \
             where agency = $1 and id = $2 and second_factor_at is null",
            args![&agent.agency, agent.id, &sealed],
        )
        .await?;
    Ok(offered == 1)
}

/// Puts the offered secret in force, with its recovery codes; `false` where none is offered (any more).
pub async fn switch_on(tx: &mut Write, agent: &Agent, step: i64, recovery: &[String]) -> Result<bool, StoreError> {
    let now = tx.now();
    let switched = tx
        .execute(
            "update agents set second_factor_at = $3, second_factor_step = $4 \
             where agency = $1 and id = $2 and second_factor is not null and second_factor_at is null",
            args![&agent.agency, agent.id, now, step],
        )
        .await?;
    if switched == 0 {
        return Ok(false);
    }
    renew_recovery(tx, agent, recovery).await?;
    Ok(true)
}

/// Puts these recovery codes in the place of all that there were.
pub async fn renew_recovery(tx: &mut Write, agent: &Agent, recovery: &[String]) -> Result<(), StoreError> {
    forget_recovery(tx, agent).await?;
    for code in recovery {
        let hash = recovery_hash(&tx.shared, agent, code)?;
        tx.execute(
            "insert into agent_recovery_codes (agency, agent, code_hash) values ($1, $2, $3)",
            args![&agent.agency, agent.id, &hash],
        )
        .await?;
    }
    Ok(())
}

async fn forget_recovery(tx: &mut Write, agent: &Agent) -> Result<(), StoreError> {
    tx.execute("delete from agent_recovery_codes where agency = $1 and agent = $2", args![&agent.agency, agent.id])
        .await?;
    Ok(())
}

/// Takes the code of a step of time; `false` where that one or a later one was taken before: whoever read a code over a shoulder is late.
pub async fn take_step(tx: &mut Write, agent: &Agent, step: i64) -> Result<bool, StoreError> {
    let taken = tx
        .execute(
            "update agents set second_factor_step = $3 \
             where agency = $1 and id = $2 and second_factor_at is not null and second_factor_step < $3",
            args![&agent.agency, agent.id, step],
        )
        .await?;
    Ok(taken == 1)
}

/// Takes a recovery code; `false` where it is none, or was taken before.
pub async fn take_recovery(tx: &mut Write, agent: &Agent, code: &str) -> Result<bool, StoreError> {
    let hash = recovery_hash(&tx.shared, agent, code)?;
    let taken = tx
        .execute(
            "delete from agent_recovery_codes where agency = $1 and agent = $2 and code_hash = $3",
            args![&agent.agency, agent.id, &hash],
        )
        .await?;
    Ok(taken == 1)
}

/// Forgets the second factor and its recovery codes.
pub async fn switch_off(tx: &mut Write, agent: &Agent) -> Result<(), StoreError> {
    tx.execute(
        "update agents set second_factor = null, second_factor_at = null, second_factor_step = 0 \
         where agency = $1 and id = $2",
        args![&agent.agency, agent.id],
    )
    .await?;
    forget_recovery(tx, agent).await
}
