//! Sets up where recipients' software is told of its cases: an operator makes a webhook, gives it another key, has it wait, removes it.

use connectors::routes::{Key, Webhook as Address};
use store::{
    Uuid, Write, deliveries,
    journal::{self, NewEntry},
    notifications::Feed,
    organisations,
    webhooks::{self, PausedBy, Webhook},
};

use crate::{Desk, error::DeskError, submit::days};

/// A webhook to be made.
#[derive(Clone)]
pub struct NewWebhook {
    /// The agency whose cases it is told of.
    pub agency: String,
    /// The recipient's SIRET.
    pub siret: String,
    /// The recipient's desk.
    pub branch: String,
    /// `https://host[:port]/path`.
    pub url: String,
}

/// What calls are verified with; told once.
#[derive(Debug)]
pub struct Hooked {
    /// The webhook.
    pub webhook: Uuid,
    /// `whsec_…`
    pub key: String,
}

/// A webhook, without its secrets.
#[derive(Debug)]
pub struct WebhookTold {
    /// As stored.
    pub webhook: Webhook,
    /// Host and port of its address.
    pub place: String,
}

fn told(webhook: Webhook) -> WebhookTold {
    let place = Address::new(&webhook.url, Vec::new()).map_or_else(|_| "?".to_owned(), |at| at.place().to_owned());
    WebhookTold { webhook, place }
}

impl Desk {
    /// Makes a webhook for a desk of the directory: it is told what happens from now on.
    ///
    /// # Errors
    /// `request.not_found` for an organisation that the directory does not know, `directory.unknown_branch` for a desk of it; `webhook.url`
    /// for what is no address to call; `store.agency` for what cannot be an agency.
    pub async fn add_webhook(&self, new: NewWebhook) -> Result<Hooked, DeskError> {
        Address::new(&new.url, Vec::new()).map_err(|_| DeskError::Invalid { field: "url", code: "webhook.url" })?;
        self.store
            .write(async |tx| {
                known_desk(tx, &new.siret, &new.branch).await?;
                let desk = Feed { agency: &new.agency, organisation: &new.siret, branch: &new.branch };
                if webhooks::count(tx, desk).await? >= webhooks::MOST {
                    return Err(DeskError::Invalid { field: "url", code: "webhook.too_many" });
                }
                let (webhook, key) = webhooks::add(tx, desk, &new.url).await?;
                note(tx, &webhook, "webhook.added").await?;
                Ok(Hooked { webhook: webhook.id, key: Key::new(key).text() })
            })
            .await
    }

    /// All webhooks that were not removed.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn webhooks(&self) -> Result<Vec<WebhookTold>, DeskError> {
        let found = self.store.read(async |conn| webhooks::list(conn).await).await?;
        Ok(found.into_iter().map(told).collect())
    }

    /// Gives a webhook another key; calls are signed with the present one too for `overlap` days.
    ///
    /// # Errors
    /// `request.not_found`, also where it was removed.
    pub async fn rotate_webhook(&self, id: Uuid, overlap: u16) -> Result<Hooked, DeskError> {
        let former_until = self.now() + days(i64::from(overlap));
        self.store
            .write(async |tx| {
                let webhook = present(tx, id).await?;
                let key = webhooks::rotate(tx, &webhook, former_until).await?;
                note(tx, &webhook, "webhook.key_replaced").await?;
                Ok(Hooked { webhook: id, key: Key::new(key).text() })
            })
            .await
    }

    /// Has what a webhook would be told wait; `false` if it waits already.
    ///
    /// # Errors
    /// `request.not_found`, also where it was removed.
    pub async fn pause_webhook(&self, id: Uuid) -> Result<bool, DeskError> {
        self.store
            .write(async |tx| {
                let webhook = present(tx, id).await?;
                let paused = webhooks::pause(tx, &webhook, PausedBy::Operator).await?;
                if paused {
                    note(tx, &webhook, "webhook.paused").await?;
                }
                Ok(paused)
            })
            .await
    }

    /// Tells it what has waited; `false` if it did not wait.
    ///
    /// # Errors
    /// `request.not_found`, also where it was removed.
    pub async fn resume_webhook(&self, id: Uuid) -> Result<bool, DeskError> {
        let resumed = self
            .store
            .write(async |tx| {
                let webhook = present(tx, id).await?;
                let resumed = webhooks::resume(tx, &webhook).await?;
                if resumed {
                    note(tx, &webhook, "webhook.resumed").await?;
                }
                Ok::<_, DeskError>(resumed)
            })
            .await?;
        self.push.wake();
        Ok(resumed)
    }

    /// Removes a webhook; what it would still be told is closed. How many pieces.
    ///
    /// # Errors
    /// `request.not_found`, also where it was removed before.
    pub async fn remove_webhook(&self, id: Uuid) -> Result<u64, DeskError> {
        self.store
            .write(async |tx| {
                let webhook = present(tx, id).await?;
                webhooks::remove(tx, &webhook).await?;
                let closed = deliveries::close_all(tx, &webhook).await?;
                note(tx, &webhook, "webhook.removed").await?;
                Ok(closed)
            })
            .await
    }
}

/// Refuses a desk that the directory does not know, and says which it knows.
pub(crate) async fn known_desk(tx: &mut Write, siret: &str, branch: &str) -> Result<(), DeskError> {
    if organisations::get(tx, siret, branch).await?.is_some() {
        return Ok(());
    }
    let known = organisations::of_siret(tx, siret).await?;
    Err(match known.is_empty() {
        true => DeskError::NotFound("organisation"),
        false => DeskError::UnknownBranch { known: known.into_iter().map(|desk| (desk.branch, desk.name)).collect() },
    })
}

async fn present(tx: &mut Write, id: Uuid) -> Result<Webhook, DeskError> {
    let webhook = webhooks::get(tx, id).await?;
    webhook.filter(|webhook| webhook.removed_at.is_none()).ok_or(DeskError::NotFound("webhook"))
}

async fn note(tx: &mut Write, webhook: &Webhook, act: &str) -> Result<(), DeskError> {
    let entry = NewEntry {
        agency: &webhook.agency,
        act,
        object_kind: "webhook",
        object: webhook.id,
        actor_kind: "operator",
        actor: None,
        committed: None,
    };
    Ok(journal::add(tx, entry).await?)
}
