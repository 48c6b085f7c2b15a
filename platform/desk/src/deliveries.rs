//! Shows an operator what webhooks are still to be told, and sets it going again.

use store::{
    Uuid, Write,
    deliveries::{self, Delivery, Webhooks, Which},
    journal::{self, NewEntry},
};

use crate::{Desk, error::DeskError, push::message_id};

/// As many as are shown, or set going, at once.
const MOST: u16 = 10_000;

/// A delivery, as an operator reads it.
#[derive(Debug)]
pub struct DeliveryTold {
    /// As stored.
    pub delivery: Delivery,
    /// What the partner knows it by.
    pub message_id: String,
}

impl From<Delivery> for DeliveryTold {
    fn from(delivery: Delivery) -> Self {
        Self { message_id: message_id(delivery.id), delivery }
    }
}

impl Desk {
    /// What has not arrived yet, what falls due first before the rest; at most ten thousand.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn deliveries(&self, which: Which<'_>) -> Result<Vec<DeliveryTold>, DeskError> {
        let found = self.store.read(async |conn| deliveries::list(conn, which, MOST).await).await?;
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// One delivery, for some time also after it arrived.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn delivery(&self, id: Uuid) -> Result<DeliveryTold, DeskError> {
        let found = self.store.read(async |conn| deliveries::get(conn, id).await).await?;
        found.map(Into::into).ok_or(DeskError::NotFound("delivery"))
    }

    /// Sets one going that waits or is parked, under the same id and with the same bytes.
    ///
    /// # Errors
    /// `request.not_found` where there is no such one.
    pub async fn retry_delivery(&self, id: Uuid) -> Result<(), DeskError> {
        let told = self.delivery(id).await?;
        let again = self.store.write(async |tx| again(tx, &told.delivery).await).await?;
        self.push.wake();
        if again { Ok(()) } else { Err(DeskError::NotFound("delivery")) }
    }

    /// Sets all of these going; how many.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn retry_deliveries(&self, which: Which<'_>) -> Result<usize, DeskError> {
        let mut total = 0;
        // Those that were set going fall due now: who asks again at once is given the same. One round a piece and no more.
        for told in self.deliveries(which).await? {
            total += usize::from(self.store.write(async |tx| again(tx, &told.delivery).await).await?);
        }
        self.push.wake();
        Ok(total)
    }

    /// How many webhooks there are.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn webhook_figures(&self) -> Result<Webhooks, DeskError> {
        Ok(self.store.read(async |conn| deliveries::webhooks(conn).await).await?)
    }
}

async fn again(tx: &mut Write, delivery: &Delivery) -> Result<bool, DeskError> {
    // It may have arrived meanwhile, or be under way.
    if !deliveries::retry(tx, delivery).await? {
        return Ok(false);
    }
    let entry = NewEntry {
        agency: &delivery.agency,
        act: "work.retried",
        object_kind: "work",
        object: delivery.id,
        actor_kind: "operator",
        actor: None,
        committed: None,
    };
    journal::add(tx, entry).await?;
    Ok(true)
}
