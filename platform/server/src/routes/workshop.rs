//! `/dev/atelier`: the workshop of `guichet dev`, where an author sees every state of a démarche without filling it in; nowhere else.

mod probe;
mod sent;
mod states;

use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{Html, IntoResponse, Response},
};
use desk::{Checked, OnBench, Supposed};
use form::text::Language;
use pages::page::{
    Link,
    workshop::{Bench, Choice, Supposition, Workshop},
};
pub(crate) use probe::probe;
pub(crate) use sent::{recap, receipt, sent};
use serde::Deserialize;
use sha2::{Digest, Sha256};
pub(crate) use states::{page, view};
use words::Words;

use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::session::{Visit, encode},
    middleware::headers::{FRAMED, FRAMING},
};

/// How the generated walk is chosen.
const WALK: &str = "parcours";
/// How a draft is chosen.
const DRAFT: &str = "brouillon";
/// What stands before the name of a scenario.
const SCENARIO: &str = "scenario:";

/// What a page of the workshop is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    langue: String,
    #[serde(default)]
    largeur: String,
    #[serde(default)]
    etat: String,
    /// Which answers: the walk, a scenario, the draft.
    #[serde(default)]
    reponses: String,
    /// The token of a draft.
    #[serde(default)]
    brouillon: String,
    #[serde(default)]
    expression: String,
    /// The schema path where the expression stands.
    #[serde(default)]
    ou: String,
}

/// Only an author at work comes here.
fn open(app: &App) -> Result<(), ServerError> {
    if app.config().sources.watch { Ok(()) } else { Err(ServerError::NotFound) }
}

fn address(id: &str, rest: &str) -> String {
    format!("/dev/atelier/{id}{rest}")
}

/// The workshop of the page at this address of the site, for the band above it.
pub(crate) fn of(path: &str) -> Option<String> {
    let rest = path.strip_prefix("/demarches/")?;
    let mut parts = rest.split(['/', '?']);
    let id = parts.next()?;
    Some(match (parts.next(), parts.next()) {
        (Some("d"), Some(token)) => address(id, &format!("?brouillon={}", encode(token))),
        _ => address(id, ""),
    })
}

fn bench(visit: &Visit, found: &OnBench, asked: &Asked) -> Bench {
    let id = &found.served.demarche.id;
    let draft =
        if asked.brouillon.is_empty() { String::new() } else { format!("?brouillon={}", encode(&asked.brouillon)) };
    Bench {
        demarche: chrome::head(&found.served.demarche, visit.language),
        states_href: address(id, &draft),
        sent_href: address(id, &format!("/envoi{draft}")),
        probe_href: address(id, &format!("/expression{draft}")),
        stamp_href: address(id, "/empreinte"),
    }
}

/// The language asked for, else that of the visit.
fn language(asked: &Asked, visit: &Visit) -> Language {
    Language::from_tag(&asked.langue).unwrap_or(visit.language)
}

/// A page that holds frames of ours.
fn framing(page: Html<String>) -> Response {
    ([(header::CONTENT_SECURITY_POLICY, FRAMING)], page).into_response()
}

/// A page that stands in such a frame.
fn framed(page: Html<String>) -> Response {
    ([(header::CONTENT_SECURITY_POLICY, FRAMED)], page).into_response()
}

/// The answers that are asked for.
async fn supposed(app: &App, visit: &Visit, bench: &OnBench, asked: &Asked) -> Result<Supposed, ServerError> {
    if let Some(name) = asked.reponses.strip_prefix(SCENARIO) {
        return Ok(app.desk().scenario(bench, name).await?);
    }
    if asked.reponses == DRAFT || (asked.reponses.is_empty() && !asked.brouillon.is_empty()) {
        let fill = app.desk().fill_for(&asked.brouillon, visit.person.as_ref()).await?;
        if fill.draft.demarche == bench.served.demarche.id {
            return Ok(Supposed { answers: fill.answers, today: None });
        }
    }
    Ok(app.desk().ways(bench).await?.into_iter().next().unwrap_or_default())
}

fn supposition(bench: &OnBench, asked: &Asked, language: Language) -> Supposition {
    let words = Words::shared();
    let tag = language.tag();
    let has_draft = !asked.brouillon.is_empty();
    let chosen = if asked.reponses.is_empty() && has_draft { DRAFT } else { &asked.reponses };
    let option = |value: String, label: String| Choice { chosen: value == chosen, value, label };
    let mut options = vec![option(WALK.to_owned(), words.get(tag, "workshop-answers-walk", &[]))];
    if has_draft {
        options.push(option(DRAFT.to_owned(), words.get(tag, "workshop-answers-draft", &[])));
    }
    let names = bench.files.files.keys().filter_map(|path| path.strip_prefix("scenarios/")?.strip_suffix(".yaml"));
    options.extend(names.map(|name| {
        option(format!("{SCENARIO}{name}"), words.get(tag, "workshop-answers-scenario", &[("name", name.into())]))
    }));
    Supposition { options, draft: asked.brouillon.clone() }
}

/// The part of an address that asks for the same answers again.
fn same_answers(asked: &Asked, language: Language) -> String {
    format!("?langue={}&reponses={}&brouillon={}", language.tag(), encode(&asked.reponses), encode(&asked.brouillon))
}

/// GET: every page of a démarche.
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, ServerError> {
    open(&app)?;
    let found = app.desk().on_bench(&id).await?;
    let pages = found.served.demarche.pages.iter().map(|page| Link {
        label: page.title.get(visit.language).to_owned(),
        href: address(&id, &format!("/page/{}", page.id)),
    });
    let page = Workshop {
        chrome: chrome::around(&app, &visit, address(&id, "")),
        bench: bench(&visit, &found, &asked),
        pages: pages.collect(),
    };
    Ok(app.draw(&page)?.into_response())
}

/// GET: something else as soon as a file of the démarche was saved.
pub(crate) async fn stamp(State(app): State<App>, Path(id): Path<String>) -> Result<String, ServerError> {
    open(&app)?;
    Ok(match app.desk().library().check(&id).await? {
        Checked::Sound(served) => hex::encode(served.definition),
        Checked::Faulty(faults) => {
            let told: Vec<String> = faults.iter().map(|fault| format!("{fault:?}")).collect();
            hex::encode(Sha256::digest(told.join("\n")))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_a_draft_leads_to_the_workshop_with_that_draft() {
        assert_eq!(of("/demarches/essai").as_deref(), Some("/dev/atelier/essai"));
        assert_eq!(of("/demarches/essai/d/abc/vous?x=1").as_deref(), Some("/dev/atelier/essai?brouillon=abc"));
        assert_eq!(of("/compte"), None);
    }
}
