//! What partners and anybody may read: the published schema of a démarche, the key that receipts are checked with, those that identity
//! providers know us by.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use desk::Served;
use form::published;
use serde::Deserialize;

use crate::{app::App, error::ServerError};

#[derive(Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    destinataire: String,
}

/// GET `schema.json`, `?destinataire=` for the projection that one recipient receives.
pub(crate) async fn schema(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, ServerError> {
    let served = app.desk().served(&id).await?;
    describe(&served, &which.destinataire)
}

fn describe(served: &Served, recipient: &str) -> Result<Response, ServerError> {
    let demarche = &*served.demarche;
    let receives = match recipient {
        "" => None,
        wanted => {
            let found =
                demarche.recipients.iter().find(|recipient| recipient.id == wanted).ok_or(ServerError::NotFound)?;
            Some(found.receives.as_slice())
        }
    };
    let schema = published::schema(demarche, receives);
    let headers = [
        (header::CONTENT_TYPE, "application/schema+json".to_owned()),
        (header::ETAG, format!("\"{}\"", demarche.version)),
    ];
    Ok((headers, Json(schema).into_response().into_body()).into_response())
}

/// GET `/cles/identite.json`: what identity providers read of our keys.
pub(crate) async fn identity_keys(State(app): State<App>) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/jwk-set+json")];
    (headers, Json(app.desk().identity_keys()).into_response().into_body()).into_response()
}

/// GET `/cles/recu.pem`.
pub(crate) async fn receipt_key(State(app): State<App>) -> Response {
    ([(header::CONTENT_TYPE, "application/x-pem-file")], app.desk().receipt_key_pem()).into_response()
}
