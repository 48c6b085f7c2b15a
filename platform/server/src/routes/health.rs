//! `/healthz`, `/readyz`, `/metrics`: for whoever keeps the server running.

use std::fmt::Write as _;

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use store::queue::{self, Queue};

use sha2::{Digest as _, Sha256};

use crate::{app::App, error::ServerError, middleware::rates::Client};

/// The process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers too.
pub(crate) async fn ready(State(app): State<App>) -> Result<&'static str, ServerError> {
    app.desk().store().ping().await.map_err(desk::DeskError::from)?;
    Ok("ready\n")
}

/// Requests by route, and how the queues stand: for this machine, and for whoever has the token of the configuration. How busy a site is
/// and what fails there is nobody else's business.
pub(crate) async fn metrics(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
) -> Result<Response, ServerError> {
    // A relay on this machine tells that it brings somebody else; nothing of the kind is asked for by a program on it.
    let brought = ["forwarded", "x-forwarded-for", "x-real-ip"].iter().any(|name| headers.contains_key(*name));
    let local = client.0.is_loopback() && !brought;
    if !local && !is_known(&headers, app.config().metrics_token.as_deref()) {
        return Err(ServerError::NotFound);
    }
    let mut text = app.measures().print();
    let now = app.desk().now();
    for which in Queue::ALL {
        let name = which.code();
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
    let held = app.desk().held_files().await?;
    let since = held.since.map_or(0.0, |since| now.duration_since(since).as_secs_f64());
    let _ = writeln!(text, "guichet_antivirus {}", u8::from(app.desk().scans_files()));
    let _ = writeln!(text, "guichet_files_held{{state=\"pending\"}} {}", held.pending);
    let _ = writeln!(text, "guichet_files_held{{state=\"infected\"}} {}", held.infected);
    let _ = writeln!(text, "guichet_files_pending_seconds {since}");
    for ways in app.desk().route_figures().await? {
        for (state, count) in [("open", ways.open), ("paused", ways.paused)] {
            let _ = writeln!(text, "guichet_routes{{kind=\"{}\",state=\"{state}\"}} {count}", ways.kind.code());
        }
    }
    for (code, stopped) in app.desk().plugin_stops() {
        let _ = writeln!(text, "guichet_plugin_stops_total{{code=\"{code}\"}} {stopped}");
    }
    let _ = writeln!(text, "guichet_acknowledgement_alarms_total {}", app.desk().acknowledgement_alarms());
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

/// Whether the request carries the token. Digests are compared: how long that takes tells nothing of the token.
fn is_known(headers: &HeaderMap, token: Option<&str>) -> bool {
    let Some(token) = token.filter(|token| !token.is_empty()) else { return false };
    let given = headers.get(header::AUTHORIZATION).map(header::HeaderValue::as_bytes).unwrap_or_default();
    given.strip_prefix(b"Bearer ").is_some_and(|given| Sha256::digest(given) == Sha256::digest(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_token_nobody_has_it() {
        let with = |text: &str| [(header::AUTHORIZATION, text.parse().unwrap())].into_iter().collect::<HeaderMap>();
        for token in [None, Some("")] {
            assert!(!is_known(&with("Bearer "), token) && !is_known(&HeaderMap::new(), token), "{token:?}");
        }
        assert!(is_known(&with("Bearer jeton"), Some("jeton")));
        assert!(!is_known(&with("jeton"), Some("jeton")) && !is_known(&with("Bearer jeton2"), Some("jeton")));
    }
}
