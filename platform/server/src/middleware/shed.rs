//! Refuses at the door what would only wait: one request too many gets 503 and a time to come back.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{app::App, error::ServerError};

pub(crate) async fn overload(State(app): State<App>, request: Request, next: Next) -> Response {
    // Health and metrics are asked for most when everything else is full.
    if matches!(request.uri().path(), "/healthz" | "/readyz" | "/metrics") {
        return next.run(request).await;
    }
    let Ok(_permit) = app.in_flight().try_acquire() else {
        return ServerError::Overloaded.into_response();
    };
    next.run(request).await
}
