//! Shows an operator what recipients are still to be told or sent, and sets it going again.

use jiff::Timestamp;
use store::{
    Uuid, Write,
    deliveries::{self, Delivery, Ways, Which},
    drops::{self, Drop},
    journal::{self, NewEntry},
    routes,
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
    /// Whether its webhook waits or rests: it leaves only when that goes on.
    pub held: bool,
}

/// How many deliveries were set going.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SetGoing {
    /// In all.
    pub all: usize,
    /// Those that leave only when their webhook goes on, which somebody has to say.
    pub held: usize,
    /// Those that leave when their route has rested, by itself.
    pub resting: usize,
    /// When the last of those routes has.
    pub rests_until: Option<Timestamp>,
}

impl SetGoing {
    fn count(&mut self, told: &DeliveryTold) {
        self.all += 1;
        if told.delivery.paused {
            self.held += 1;
        } else if told.held {
            self.resting += 1;
            self.rests_until = self.rests_until.max(told.delivery.rests_until);
        }
    }
}

impl Desk {
    /// What has not arrived yet, what falls due first before the rest; at most ten thousand.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn deliveries(&self, which: Which<'_>) -> Result<Vec<DeliveryTold>, DeskError> {
        let found = self.store.read(async |conn| deliveries::list(conn, which, MOST).await).await?;
        Ok(found.into_iter().map(|delivery| self.as_told(delivery)).collect())
    }

    /// One delivery, for some time also after it arrived.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn delivery(&self, id: Uuid) -> Result<DeliveryTold, DeskError> {
        let found = self.store.read(async |conn| deliveries::get(conn, id).await).await?;
        found.map(|delivery| self.as_told(delivery)).ok_or(DeskError::NotFound("delivery"))
    }

    fn as_told(&self, delivery: Delivery) -> DeliveryTold {
        let rests = delivery.rests_until.is_some_and(|until| until > self.now());
        DeliveryTold { message_id: message_id(delivery.id), held: delivery.paused || rests, delivery }
    }

    /// Sets one going that waits or is parked, under the same id and with the same bytes.
    ///
    /// # Errors
    /// `request.not_found` where there is no such one.
    pub async fn retry_delivery(&self, id: Uuid) -> Result<SetGoing, DeskError> {
        let told = self.delivery(id).await?;
        let again = self.store.write(async |tx| again(tx, &told.delivery).await).await?;
        self.push.wake();
        let mut set = SetGoing::default();
        set.count(&told);
        if again { Ok(set) } else { Err(DeskError::NotFound("delivery")) }
    }

    /// Sets all of these going; how many.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn retry_deliveries(&self, which: Which<'_>) -> Result<SetGoing, DeskError> {
        let mut set = SetGoing::default();
        // Those that were set going fall due now: who asks again at once is given the same. One round a piece and no more.
        for told in self.deliveries(which).await? {
            if self.store.write(async |tx| again(tx, &told.delivery).await).await? {
                set.count(&told);
            }
        }
        self.push.wake();
        Ok(set)
    }

    /// What lies on a partner's server by a delivery, and what was answered to it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn dropped(&self, delivery: &Delivery) -> Result<Option<Drop>, DeskError> {
        self.store
            .read(async |conn| {
                let Some(route) = routes::get(conn, delivery.route).await? else { return Ok(None) };
                Ok(drops::of_work(conn, &route, delivery.id).await?)
            })
            .await
    }

    /// How many routes there are of each kind.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn route_figures(&self) -> Result<Vec<Ways>, DeskError> {
        Ok(self.store.read(async |conn| deliveries::ways(conn).await).await?)
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
