//! Tells what retention will have ended by a day, before any of it is touched.

use jiff::Timestamp;
use store::retention::{self, Due};

use crate::{Desk, error::DeskError, fill::later};

impl Desk {
    /// What ends by `by`, démarche by démarche: also the receipts of dossiers whose answers are there today, where both have ended by then.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn due(&self, by: Timestamp) -> Result<Vec<Due>, DeskError> {
        let mut due = self.store.read(async |conn| retention::due(conn, by).await).await?;
        let mut after = None;
        loop {
            let page = self.store.read(async |conn| retention::whole(conn, by, after.as_ref()).await).await?;
            for one in &page {
                let served = self.library.version(&self.store, &one.agency, &one.demarche, &one.definition).await?;
                let until = later(&served, one.submitted_at, served.demarche.retention.receipt);
                let its = |due: &&mut Due| due.agency == one.agency && due.demarche == one.demarche;
                if until <= by
                    && let Some(due) = due.iter_mut().find(its)
                {
                    due.receipts += 1;
                }
            }
            after = page.into_iter().next_back();
            if after.is_none() {
                return Ok(due);
            }
        }
    }
}
