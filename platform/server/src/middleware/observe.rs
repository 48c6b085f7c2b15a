//! Writes one log line and one measure a request: the route's template, never the address, which may hold a capability.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};

use crate::{app::App, error::Failure};

/// The id of a request, shown on error pages so that people can quote it.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

pub(crate) async fn request(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = RequestId(app.next_request_id());
    let method = request.method().as_str().to_owned();
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    request.extensions_mut().insert(id.clone());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let seconds = begun.elapsed().as_secs_f64();
    let code = response.extensions().get::<Failure>().map_or("", |failure| failure.code);
    app.measures().request(&route, &method, status, seconds);
    let milliseconds = seconds * 1000.0;
    // What a partner ordered for its own tries is no failure of ours.
    if status >= 500 && code != "sandbox.unavailable" {
        tracing::error!(request = %id.0, method, route, status, code, milliseconds, "request failed");
    } else if route != "/healthz" {
        tracing::debug!(request = %id.0, method, route, status, code, milliseconds, "request");
    }
    response
}
