//! `/`: the démarches, with a search.

use axum::{
    extract::{Query, State},
    response::Html,
};
use pages::page::site::{Catalogue, CatalogueEntry};
use serde::Deserialize;

use crate::{app::App, chrome, error::ServerError, extract::session::Visit};

#[derive(Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    Query(search): Query<Search>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    let query: String = search.q.trim().chars().take(200).collect();
    let words: Vec<String> = query.split_whitespace().map(folded).collect();
    let language = visit.language;
    let entries = app
        .desk()
        .library()
        .cards()
        .await?
        .into_iter()
        .filter(|card| {
            let text = folded(&format!("{} {} {}", card.title.get(language), card.summary.get(language), card.id));
            words.iter().all(|word| text.contains(word))
        })
        .map(|card| CatalogueEntry {
            href: format!("/demarches/{}", card.id),
            title: card.title.get(language).to_owned(),
            summary: card.summary.get(language).to_owned(),
            service: match card.service {
                // The recipient answers for it, who is not known before the answers: then who publishes it is.
                service if service.is_empty() => app.desk().agency(&card.agency).map_or(service, |agency| agency.name),
                service => service,
            },
            minutes: card.minutes,
            login_required: card.login_required,
        })
        .collect();
    let path =
        if query.is_empty() { "/".to_owned() } else { format!("/?q={}", crate::extract::session::encode(&query)) };
    app.draw(&Catalogue { chrome: chrome::around(&app, &visit, path), action: "/".to_owned(), query, entries })
}

/// Small letters without accents: « etat » finds « État ».
fn folded(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'à' | 'â' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' => 'i',
            'ô' | 'ö' => 'o',
            'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            '’' => '\'',
            other => other,
        })
        .collect()
}
