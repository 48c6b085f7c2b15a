//! `/healthz`, `/readyz`, `/metrics`: for whoever keeps the server running.

use std::fmt::Write as _;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use store::queue::{self, Queue};

use crate::{app::App, error::ServerError};

/// The process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers too.
pub(crate) async fn ready(State(app): State<App>) -> Result<&'static str, ServerError> {
    app.desk().store().ping().await.map_err(desk::DeskError::from)?;
    Ok("ready\n")
}

/// Requests by route, and how the queues stand.
pub(crate) async fn metrics(State(app): State<App>) -> Result<Response, ServerError> {
    let mut text = app.measures().print();
    let now = app.desk().now();
    for (name, which) in [("outbox", Queue::Outbox), ("timers", Queue::Timers)] {
        let figures = app
            .desk()
            .store()
            .read(async |conn| queue::figures(conn, which).await)
            .await
            .map_err(desk::DeskError::from)?;
        let oldest = figures.oldest_due.map_or(0.0, |due| now.duration_since(due).as_secs_f64());
        let _ = writeln!(text, "guichet_queue_waiting{{queue=\"{name}\"}} {}", figures.waiting);
        let _ = writeln!(text, "guichet_queue_leased{{queue=\"{name}\"}} {}", figures.leased);
        let _ = writeln!(text, "guichet_queue_parked{{queue=\"{name}\"}} {}", figures.parked);
        let _ = writeln!(text, "guichet_queue_oldest_due_seconds{{queue=\"{name}\"}} {oldest}");
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}
