//! Holds what every request shares.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use desk::Desk;
use pages::page::Page;
use tokio::sync::{AcquireError, Semaphore, SemaphorePermit};

use crate::{config::Config, error::ServerError, measures::Measures, middleware::rates::Rates};

/// A server, cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    desk: Desk,
    config: Config,
    measures: Measures,
    rates: Rates,
    in_flight: Semaphore,
    /// One permit a mebibyte: a few large uploads at once, or many small ones.
    uploads: Semaphore,
    requests: AtomicU64,
    /// Tells the requests of this run from those of another in the logs.
    run: String,
}

impl App {
    /// A server over a desk.
    ///
    /// # Errors
    /// `store.random`.
    pub fn new(config: Config, desk: Desk) -> Result<Self, ServerError> {
        let mut run = [0; 4];
        desk.store().ids().fill(&mut run).map_err(desk::DeskError::from)?;
        Ok(Self(Arc::new(Inner {
            measures: Measures::new(),
            rates: Rates::new(&config.limits),
            in_flight: Semaphore::new(config.limits.in_flight),
            uploads: Semaphore::new(config.limits.uploads_in_flight * mebibytes(config.limits.upload)),
            requests: AtomicU64::new(0),
            run: hex::encode(run),
            config,
            desk,
        })))
    }

    /// Everything that is done at the counter.
    pub fn desk(&self) -> &Desk {
        &self.0.desk
    }

    /// What the operator decided.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn measures(&self) -> &Measures {
        &self.0.measures
    }

    pub(crate) fn rates(&self) -> &Rates {
        &self.0.rates
    }

    pub(crate) fn in_flight(&self) -> &Semaphore {
        &self.0.in_flight
    }

    /// Waits until `bytes` of an upload have room in memory.
    pub(crate) async fn upload_room(&self, bytes: usize) -> Result<SemaphorePermit<'_>, AcquireError> {
        self.0.uploads.acquire_many(u32::try_from(mebibytes(bytes)).unwrap_or(u32::MAX)).await
    }

    pub(crate) fn next_request_id(&self) -> String {
        format!("{}-{}", self.0.run, self.0.requests.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Draws a page.
    pub(crate) fn draw<P: Page>(&self, page: &P) -> Result<axum::response::Html<String>, ServerError> {
        self.0.desk.pages().render(page).map(axum::response::Html).map_err(|error| {
            use std::error::Error as _;
            ServerError::Drawing(
                error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause:#}")),
            )
        })
    }
}

/// Whole mebibytes that `bytes` fit in.
fn mebibytes(bytes: usize) -> usize {
    bytes.div_ceil(1 << 20).max(1)
}
