//! Stops what is not to leave any more: an operator holds its case, or has ended it. Only that it is so is told, and to nobody who never had the
//! case.

use store::{
    cases, deliveries, holds,
    queue::{self, Work},
    routes::{Kind, Route},
};

use crate::{
    Desk,
    drop::forget,
    error::DeskError,
    withhold::{CANCELLED, RESUMED, SUSPENDED},
    work::Worked,
};

/// What happened to the case, as it is told by this piece.
fn kind(work: &Work) -> Option<String> {
    let told: serde_json::Value = serde_json::from_slice(&work.payload).ok()?;
    told["data"]["kind"].as_str().map(str::to_owned)
}

impl Desk {
    /// Whether, and how, a piece that was claimed goes no further, as its case is `suspended` or `cancelled`.
    pub(crate) async fn stopped(&self, work: &Work, withheld: Option<&str>) -> Result<Option<Worked>, DeskError> {
        let tells = |what: &str| kind(work).as_deref() == Some(what);
        Ok(match withheld {
            Some("suspended") if !tells(SUSPENDED) => Some(self.hold_back(work).await?),
            Some("cancelled") if !tells(CANCELLED) => Some(self.close(work, deliveries::CANCELLED).await?),
            _ => None,
        })
    }

    /// The same between two steps of a delivery that takes several.
    pub(crate) async fn stopped_meanwhile(&self, work: &Work) -> Result<Option<Worked>, DeskError> {
        let withheld = self.store.read(async |conn| holds::withheld(conn, &work.agency, work.object).await).await?;
        self.stopped(work, withheld.as_deref()).await
    }

    pub(crate) async fn is_cancelled(&self, work: &Work) -> Result<bool, DeskError> {
        let withheld = self.store.read(async |conn| holds::withheld(conn, &work.agency, work.object).await).await?;
        Ok(withheld.as_deref() == Some("cancelled"))
    }

    /// Whether it tells what an operator did to a case that nobody was told of by this route. What lies at the hub is known otherwise.
    pub(crate) async fn is_untold(&self, work: &Work, route: &Route) -> Result<bool, DeskError> {
        let kind = kind(work);
        match kind.as_deref() {
            Some(kind @ (SUSPENDED | RESUMED | CANCELLED)) if route.kind != Kind::Hubee => {
                Ok(self.store.read(async |conn| deliveries::is_untold(conn, work, kind == RESUMED).await).await?)
            }
            _ => Ok(false),
        }
    }

    /// It is over, and never arrives; what was made for it goes.
    pub(crate) async fn close(&self, work: &Work, why: &str) -> Result<Worked, DeskError> {
        self.store
            .write(async |tx| {
                queue::close(tx, work, why).await?;
                if let Some(case) = cases::get(tx, &work.agency, work.object).await? {
                    forget(tx, &case, work.id).await?;
                }
                Ok::<_, DeskError>(())
            })
            .await?;
        Ok(Worked::default())
    }
}
