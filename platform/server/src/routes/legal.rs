//! The pages that law asks for: accessibility, personal data, legal notice.

use axum::{extract::State, response::Html};
use pages::page::{
    Contact,
    site::{Accessibility, LegalNotice, Privacy},
};

use crate::{app::App, chrome, error::ServerError, extract::session::Visit};

fn publisher(app: &App) -> Contact {
    let config = app.config();
    Contact {
        name: config.publisher.clone().unwrap_or_else(|| app.desk().site().to_owned()),
        email: config.contact.clone(),
        ..Contact::default()
    }
}

pub(crate) async fn accessibility(State(app): State<App>, visit: Visit) -> Result<Html<String>, ServerError> {
    app.draw(&Accessibility { chrome: chrome::around(&app, &visit, "/accessibilite"), publisher: publisher(&app) })
}

pub(crate) async fn privacy(State(app): State<App>, visit: Visit) -> Result<Html<String>, ServerError> {
    let page = Privacy {
        chrome: chrome::around(&app, &visit, "/donnees-personnelles"),
        controller: publisher(&app),
        officer: app.config().contact.clone(),
    };
    app.draw(&page)
}

pub(crate) async fn notice(State(app): State<App>, visit: Visit) -> Result<Html<String>, ServerError> {
    let page = LegalNotice {
        chrome: chrome::around(&app, &visit, "/mentions-legales"),
        publisher: publisher(&app),
        host: publisher(&app),
    };
    app.draw(&page)
}
