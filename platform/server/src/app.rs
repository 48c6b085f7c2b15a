//! Holds what every request shares.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use desk::Desk;
use pages::page::Page;
use tokio::sync::Semaphore;

use crate::{config::Config, error::ServerError, measures::Measures, middleware::rates::Rates, rooms::Rooms};

/// A server, cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    desk: Desk,
    config: Config,
    measures: Measures,
    rates: Rates,
    in_flight: Semaphore,
    rooms: Rooms,
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
            rooms: Rooms::new(config.limits.uploads_in_flight, config.limits.upload),
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

    pub(crate) fn rooms(&self) -> &Rooms {
        &self.0.rooms
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
