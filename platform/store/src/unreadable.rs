//! Sets work aside that was claimed and cannot be read.

use jiff::SignedDuration;

use crate::connection::Write;
use crate::engine::{Row, args};
use crate::error::StoreError;

/// How long work waits whose key is not at hand.
const NO_KEY: SignedDuration = SignedDuration::from_mins(1);

/// Parks it for a human; where only its key is missing, nothing is wrong with it, and it waits until this server has been given that.
pub(crate) async fn set_aside(tx: &mut Write, row: &Row, error: &StoreError) -> Result<(), StoreError> {
    let (agency, id, now) = (row.text("agency")?, row.uuid("id")?, tx.now());
    tracing::error!(agency, work = %id, code = error.code(), %error, "work cannot be read: it is parked, or waits for its key");
    let (state, code, attempt, due) = match error {
        StoreError::WrongKey { .. } => ("waiting", error.code(), 1_i64, now + NO_KEY),
        _ => ("parked", "queue.unreadable", 0, row.time("due_at")?),
    };
    tx.execute(
        "update work set state = $3, lease_until = null, last_error = $4, attempts = attempts - $5, due_at = $6, updated_at = $7 \
         where agency = $1 and id = $2",
        args![&agency, id, state, code, attempt, due, now],
    )
    .await?;
    Ok(())
}
