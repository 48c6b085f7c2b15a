//! Keeps second factors, of agents and (`of_people`) of citizens: a sealed secret, the last step of time that was taken, and recovery codes that
//! are good once each.

use crate::connection::Write;
use crate::engine::args;
use crate::error::StoreError;
use crate::store::Shared;

/// The functions, on the tables of one kind of holder.
macro_rules! second_factors {
    ($holder:ty, $table:literal, $codes:literal, $column:literal, $purpose:literal) => {
        fn recovery_hash(shared: &Shared, holder: &$holder, code: &str) -> Result<[u8; 32], StoreError> {
            let bound = [holder.id.as_bytes().as_slice(), code.as_bytes()].concat();
            shared.keyring.blind(&holder.agency, $purpose, &bound)
        }

        /// Keeps a secret that they have yet to prove to have; `false` where a second factor is in force.
        pub async fn offer(tx: &mut Write, holder: &$holder, secret: &[u8]) -> Result<bool, StoreError> {
            let sealed = holder.locker.seal(&tx.shared, "second_factor", secret)?;
            let offered = tx
                .execute(
                    concat!(
                        "update ",
                        $table,
                        " set second_factor = $3, second_factor_step = 0 where agency = $1 and id = $2 and second_factor_at is null"
                    ),
                    args![&holder.agency, holder.id, &sealed],
                )
                .await?;
            Ok(offered == 1)
        }

        /// Puts the offered secret in force, with its recovery codes; `false` where none is offered (any more).
        pub async fn switch_on(tx: &mut Write, holder: &$holder, step: i64, recovery: &[String]) -> Result<bool, StoreError> {
            let now = tx.now();
            let switched = tx
                .execute(
                    concat!(
                        "update ",
                        $table,
                        " set second_factor_at = $3, second_factor_step = $4 where agency = $1 and id = $2 and second_factor is not null and second_factor_at is null"
                    ),
                    args![&holder.agency, holder.id, now, step],
                )
                .await?;
            if switched == 0 {
                return Ok(false);
            }
            renew_recovery(tx, holder, recovery).await?;
            Ok(true)
        }

        /// Puts these recovery codes in the place of all that there were.
        pub async fn renew_recovery(tx: &mut Write, holder: &$holder, recovery: &[String]) -> Result<(), StoreError> {
            forget_recovery(tx, holder).await?;
            for code in recovery {
                let hash = recovery_hash(&tx.shared, holder, code)?;
                tx.execute(
                    concat!("insert into ", $codes, " (agency, ", $column, ", code_hash) values ($1, $2, $3)"
                    ),
                    args![&holder.agency, holder.id, &hash],
                )
                .await?;
            }
            Ok(())
        }

        async fn forget_recovery(tx: &mut Write, holder: &$holder) -> Result<(), StoreError> {
            tx.execute(concat!("delete from ", $codes, " where agency = $1 and ", $column, " = $2"), args![&holder.agency, holder.id])
                .await?;
            Ok(())
        }

        /// Takes the code of a step of time; `false` where that one or a later one was taken before: whoever read a code over a shoulder is late.
        pub async fn take_step(tx: &mut Write, holder: &$holder, step: i64) -> Result<bool, StoreError> {
            let taken = tx
                .execute(
                    concat!(
                        "update ",
                        $table,
                        " set second_factor_step = $3 where agency = $1 and id = $2 and second_factor_at is not null and second_factor_step < $3"
                    ),
                    args![&holder.agency, holder.id, step],
                )
                .await?;
            Ok(taken == 1)
        }

        /// Takes a recovery code; `false` where it is none, or was taken before.
        pub async fn take_recovery(tx: &mut Write, holder: &$holder, code: &str) -> Result<bool, StoreError> {
            let hash = recovery_hash(&tx.shared, holder, code)?;
            let taken = tx
                .execute(
                    concat!("delete from ", $codes, " where agency = $1 and ", $column, " = $2 and code_hash = $3"
                    ),
                    args![&holder.agency, holder.id, &hash],
                )
                .await?;
            Ok(taken == 1)
        }

        /// Forgets the second factor and its recovery codes.
        pub async fn switch_off(tx: &mut Write, holder: &$holder) -> Result<(), StoreError> {
            tx.execute(
                concat!(
                        "update ",
                        $table,
                        " set second_factor = null, second_factor_at = null, second_factor_step = 0 where agency = $1 and id = $2"),
                args![&holder.agency, holder.id],
            )
            .await?;
            forget_recovery(tx, holder).await
        }
    };
}

second_factors!(crate::agents::Agent, "agents", "agent_recovery_codes", "agent", "agent.recovery");

/// Those of citizens.
pub mod of_people {
    use super::*;

    second_factors!(crate::people::Person, "people", "person_recovery_codes", "person", "person.recovery");
}
