//! Takes back the copies that accounts ask for of all that they hold: what is destroyed is not to live on in them.

use uuid::Uuid;

use crate::attachments::{self, Owner};
use crate::connection::Write;
use crate::engine::args;
use crate::error::StoreError;
use crate::queue::Queue;

/// Destroys the copy of an account, and the work of this kind that would make one; whoever is making it can finish it no more
/// (`store.stale_lease`). Whether one was to be made.
pub async fn take_back(tx: &mut Write, agency: &str, kind: &str, person: Uuid) -> Result<bool, StoreError> {
    attachments::remove_all(tx, agency, Owner::Copy(person)).await?;
    let asked = tx
        .execute(
            "delete from work where agency = $1 and object = $2 and queue = $3 and kind = $4 \
             and state in ('waiting', 'parked', 'leased')",
            args![agency, person, Queue::Exports.code(), kind],
        )
        .await?;
    Ok(asked > 0)
}
