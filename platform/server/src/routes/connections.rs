//! `/compte/connexions`: what lets a citizen in, and taking it away.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{CitizenProvider, DeskError, Said, SecondFactor};
use form::text::Language;
use jiff::{Timestamp, Zoned, tz::TimeZone};
use pages::page::{
    Fault,
    connection::{Attached, CitizenButton, Connections, Device},
};
use serde::Deserialize;
use serde_json::Value;
use words::Words;

use super::prove;
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
    middleware::rates::LoginAttempt,
};

pub(super) const HERE: &str = "/compte/connexions";

#[derive(Deserialize)]
pub(crate) struct Outcome {
    /// What was done just now.
    fait: Option<String>,
}

pub(crate) async fn show(
    State(app): State<App>,
    Query(outcome): Query<Outcome>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    visit.require_person(HERE)?;
    let done = match outcome.fait.as_deref() {
        Some("rattache") => Some("attached"),
        Some("detache") => Some("detached"),
        Some("ferme") => Some("ended"),
        _ => None,
    };
    draw(&app, &visit, done, Vec::new()).await
}

/// POST: detaches a provider (`detach`), ends a session elsewhere (`end`) or all of them (`others`).
pub(crate) async fn act(
    State(app): State<App>,
    _attempt: LoginAttempt,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, None)?;
    let person = visit.require_person(HERE)?;
    let ended = match (posting.get("end"), posting.get("others")) {
        (Some(id), _) => Some(Some(id)),
        (None, Some(_)) => Some(None),
        (None, None) => None,
    };
    if let Some(which) = ended {
        app.desk().end_sessions(person, visit.session().unwrap_or_default(), which).await?;
        return Ok(Redirect::to(&format!("{HERE}?fait=ferme")).into_response());
    }
    if let Some(first) = prove::first(&app, &visit, HERE).await? {
        return Ok(first);
    }
    let provider = posting.text("detach");
    match app.desk().detach(person, visit.session().unwrap_or_default(), provider).await {
        Ok(()) => Ok(Redirect::to(&format!("{HERE}?fait=detache")).into_response()),
        Err(DeskError::Identity(code)) => {
            let name = app.desk().attached(person).await?.into_iter().find(|one| one.id == provider);
            let fault = Fault::new(format!("par-{provider}"), code)
                .with("provider", name.map(|one| one.name).unwrap_or_default());
            Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(&app, &visit, None, vec![fault]).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn draw(
    app: &App,
    visit: &Visit,
    done: Option<&'static str>,
    faults: Vec<Fault>,
) -> Result<Html<String>, ServerError> {
    let person = visit.require_person(HERE)?;
    let attached = app.desk().attached(person).await?;
    let providers = app.desk().citizen_providers().into_iter();
    let others = providers.filter(|one| attached.iter().all(|known| known.id != one.id)).map(button).collect();
    let session = app.desk().citizen_session(visit.session().unwrap_or_default()).await?.unwrap_or_default();
    let has_password = app.desk().has_password(person).await?;
    let second_factor = app.desk().second_factor(person).await? == SecondFactor::On;
    let devices = app.desk().devices(person, visit.session().unwrap_or_default()).await?;
    let devices = devices.into_iter().map(|one| Device {
        id: one.id,
        device: one.device,
        provider: one.provider,
        since: here(one.since),
        seen: here(one.seen),
        here: one.here,
    });
    let said = app.desk().said_of(person).await?;
    let attached = attached.into_iter().map(|one| Attached {
        said: said
            .iter()
            .find(|said| said.provider == one.id)
            .map(|said| claims(said, visit.language))
            .unwrap_or_default(),
        name: name(&one.id),
        id: one.id,
        label: one.name,
        since: here(one.since),
        seen: here(one.seen),
    });
    app.draw(&Connections {
        chrome: chrome::around(app, visit, HERE),
        action: HERE.to_owned(),
        back_href: "/compte".to_owned(),
        acting_for: session.acting_for.map(|acting| (acting.siret, acting.name)),
        attached: attached.collect(),
        others,
        password_href: has_password.then(|| "/compte/mot-de-passe".to_owned()),
        second_factor,
        second_factor_href: "/compte/second-facteur".to_owned(),
        devices: devices.collect(),
        done,
        faults,
    })
}

/// What a provider said, as people read it.
fn claims(said: &Said, language: Language) -> Vec<(String, String)> {
    let text = |value: &Value| match value {
        Value::String(text) if text == "male" => Words::shared().get(language.tag(), "connections-male", &[]),
        Value::String(text) if text == "female" => Words::shared().get(language.tag(), "connections-female", &[]),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    said.claims.iter().map(|(claim, value)| (claim.clone(), text(value))).collect()
}

/// The id of a provider's button, which faults name.
fn name(provider: &str) -> String {
    format!("par-{provider}")
}

/// A provider's button.
pub(super) fn button(provider: CitizenProvider) -> CitizenButton {
    CitizenButton {
        name: name(&provider.id),
        action: format!("/compte/connexion/par/{}", provider.id),
        label: provider.name,
        about: provider.about,
        professional: provider.professional,
    }
}

/// A time as it is here.
fn here(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC))
}
