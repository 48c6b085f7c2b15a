//! The pages that law asks for: accessibility, personal data, legal notice.

use std::collections::BTreeMap;

use axum::{extract::State, response::Html};
use pages::page::{
    Contact,
    site::{Accessibility, LegalNotice, Privacy, Publisher},
};

use super::terms;
use crate::{app::App, chrome, error::ServerError, extract::session::Visit};

/// What becomes of personal data on the whole site.
pub(super) const PRIVACY: &str = "/donnees-personnelles";

/// Who publishes the site: whom the operator named, else the one agency whose démarches are here, else the site by its own name.
fn publisher(app: &App, agencies: &[Publisher]) -> Contact {
    let config = app.config();
    match (&config.publisher, agencies) {
        (None, [only]) => only.contact.clone(),
        (named, _) => Contact {
            name: named.clone().unwrap_or_else(|| app.desk().site().to_owned()),
            email: config.contact.clone(),
            ..Contact::default()
        },
    }
}

/// The agency of this id, where the directory knows it.
pub(super) fn agency(app: &App, id: &str) -> Option<Publisher> {
    let found = app.desk().agency(id)?;
    Some(Publisher { site: found.site.clone(), officer: found.officer.clone(), contact: chrome::agency(found) })
}

/// The agencies whose démarches are here. One that the directory does not know goes by the service that its démarche names.
async fn agencies(app: &App) -> Result<Vec<Publisher>, ServerError> {
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    for card in app.desk().library().cards().await? {
        let service = named.entry(card.agency).or_default();
        if service.is_empty() {
            *service = card.service;
        }
    }
    let publishers = named.into_iter().filter_map(|(id, service)| match agency(app, &id) {
        Some(known) => Some(known),
        None if service.is_empty() => None,
        None => Some(Publisher { contact: Contact { name: service, ..Contact::default() }, site: None, officer: None }),
    });
    Ok(publishers.collect())
}

pub(crate) async fn accessibility(State(app): State<App>, visit: Visit) -> Result<Html<String>, ServerError> {
    let agencies = agencies(&app).await?;
    let page = Accessibility {
        chrome: chrome::around(&app, &visit, "/accessibilite"),
        publisher: publisher(&app, &agencies),
        agencies,
    };
    app.draw(&page)
}

pub(crate) async fn privacy(State(app): State<App>, visit: Visit) -> Result<Html<String>, ServerError> {
    let agencies = agencies(&app).await?;
    let page = Privacy {
        chrome: chrome::around(&app, &visit, PRIVACY),
        controller: publisher(&app, &agencies),
        officer: app.config().officer.clone(),
        agencies,
    };
    app.draw(&page)
}

pub(crate) async fn notice(State(app): State<App>, visit: Visit) -> Result<Html<String>, ServerError> {
    let agencies = agencies(&app).await?;
    let publisher = publisher(&app, &agencies);
    let host = match &app.config().hosted_by {
        Some(host) => Contact { name: host.clone(), ..Contact::default() },
        None => publisher.clone(),
    };
    let around = chrome::around(&app, &visit, "/mentions-legales");
    let page = LegalNotice { chrome: around, publisher, host, agencies, terms_href: terms::address(&app) };
    app.draw(&page)
}
