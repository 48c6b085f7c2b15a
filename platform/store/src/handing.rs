//! Hands a case that came to the wrong desk over to the right one: from then on it is that desk's, as new, and the first has it no more.

use crate::cases::{self, Case};
use crate::connection::Write;
use crate::engine::args;
use crate::error::StoreError;

/// The desk that a case goes to.
#[derive(Debug, Clone, Copy)]
pub struct NewDesk<'a> {
    /// Its SIRET.
    pub organisation: &'a str,
    /// The desk inside it.
    pub branch: &'a str,
    /// Its entry in the directory, as it is now.
    pub directory: &'a [u8],
    /// Whether it owes an accusé de réception that it sends by its own means.
    pub own_receipt: bool,
}

/// Hands the case over, in the transaction of the events that tell it: recorded, opened by nobody, looked after by nobody.
///
/// # Errors
/// `store.conflict` where it is at another desk meanwhile.
pub async fn hand_over(tx: &mut Write, case: &Case, to: NewDesk<'_>) -> Result<Case, StoreError> {
    let directory = case.locker.seal(&tx.shared, "directory", to.directory)?;
    let now = tx.now();
    let touched = tx
        .execute(
            "update cases set organisation = $3, branch = $4, directory = $5, own_receipt = $6, own_receipt_on = null, \
             status = 'recorded', opened_at = null, heard_at = null, assignee = null, handed_at = $7, \
             updated_at = updated_at + 1 where agency = $1 and id = $2 and organisation = $8 and branch = $9",
            args![
                &case.agency,
                case.id,
                to.organisation,
                to.branch,
                &directory,
                to.own_receipt,
                now,
                &case.organisation,
                &case.branch
            ],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::Conflict { expected: 0, actual: 0 });
    }
    // What the first desk stuck on it is its own.
    tx.execute("delete from case_labels where agency = $1 and case_id = $2", args![&case.agency, case.id]).await?;
    cases::get(tx, &case.agency, case.id).await?.ok_or(StoreError::NotFound("case"))
}
