//! `/dev/atelier`: the workshop of `guichet dev`, where an author sees every state of a démarche without filling it in; nowhere else.

mod probe;
mod sent;
mod states;

use std::collections::BTreeMap;

use axum::{
    extract::{FromRequestParts, Path, Query, State},
    http::{header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use desk::{Checked, OnBench, Supposed};
use form::{demarche::Demarche, text::Language};
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

/// An author at work: the démarche of the address on the bench, and what is asked of it.
pub(crate) struct AtWork {
    app: App,
    id: String,
    found: OnBench,
    asked: Asked,
    visit: Visit,
}

impl FromRequestParts<App> for AtWork {
    type Rejection = ServerError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ServerError> {
        open(app)?;
        let Path(mut named) = Path::<BTreeMap<String, String>>::from_request_parts(parts, app)
            .await
            .map_err(|_| ServerError::NotFound)?;
        let id = named.remove("id").ok_or(ServerError::NotFound)?;
        let Query(asked) = Query::from_request_parts(parts, app).await.map_err(|_| ServerError::NotFound)?;
        let visit = Visit::from_request_parts(parts, app).await?;
        Ok(Self { app: app.clone(), found: app.desk().on_bench(&id).await?, id, asked, visit })
    }
}

impl AtWork {
    fn demarche(&self) -> &Demarche {
        &self.found.served.demarche
    }

    /// The address of something of this démarche.
    fn address(&self, rest: &str) -> String {
        address(&self.id, rest)
    }

    fn bench(&self) -> Bench {
        let draft = match self.asked.brouillon.as_str() {
            "" => String::new(),
            draft => format!("?brouillon={}", encode(draft)),
        };
        Bench {
            demarche: chrome::head(self.demarche(), self.visit.language),
            states_href: self.address(&draft),
            sent_href: self.address(&format!("/envoi{draft}")),
            probe_href: self.address(&format!("/expression{draft}")),
            stamp_href: self.address("/empreinte"),
        }
    }

    /// The language asked for, else that of the visit.
    fn language(&self) -> Language {
        Language::from_tag(&self.asked.langue).unwrap_or(self.visit.language)
    }

    /// The answers that are asked for.
    async fn supposed(&self) -> Result<Supposed, ServerError> {
        let (desk, asked) = (self.app.desk(), &self.asked);
        if let Some(name) = asked.reponses.strip_prefix(SCENARIO) {
            return Ok(desk.scenario(&self.found, name).await?);
        }
        if asked.reponses == DRAFT || (asked.reponses.is_empty() && !asked.brouillon.is_empty()) {
            let fill = desk.fill_for(&asked.brouillon, self.visit.person.as_ref()).await?;
            if fill.draft.demarche == self.demarche().id {
                return Ok(Supposed { answers: fill.answers, today: None });
            }
        }
        Ok(desk.ways(&self.found).await?.into_iter().next().unwrap_or_default())
    }

    /// What answers there are to ask for.
    fn supposition(&self) -> Supposition {
        let (words, tag) = (Words::shared(), self.visit.language.tag());
        let has_draft = !self.asked.brouillon.is_empty();
        let chosen = if self.asked.reponses.is_empty() && has_draft { DRAFT } else { &self.asked.reponses };
        let option = |value: String, label: String| Choice { chosen: value == chosen, value, label };
        let mut options = vec![option(WALK.to_owned(), words.get(tag, "workshop-answers-walk", &[]))];
        if has_draft {
            options.push(option(DRAFT.to_owned(), words.get(tag, "workshop-answers-draft", &[])));
        }
        let files = self.found.files.files.keys();
        let names = files.filter_map(|path| path.strip_prefix("scenarios/")?.strip_suffix(".yaml"));
        options.extend(names.map(|name| {
            option(format!("{SCENARIO}{name}"), words.get(tag, "workshop-answers-scenario", &[("name", name.into())]))
        }));
        Supposition { options, draft: self.asked.brouillon.clone() }
    }

    /// The part of an address that asks for the same answers again, in this language.
    fn same_answers(&self, language: Language) -> String {
        let Asked { reponses, brouillon, .. } = &self.asked;
        format!("?langue={}&reponses={}&brouillon={}", language.tag(), encode(reponses), encode(brouillon))
    }
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

/// A page that holds frames of ours.
fn framing(page: Html<String>) -> Response {
    ([(header::CONTENT_SECURITY_POLICY, FRAMING)], page).into_response()
}

/// A page that stands in such a frame.
fn framed(page: Html<String>) -> Response {
    ([(header::CONTENT_SECURITY_POLICY, FRAMED)], page).into_response()
}

/// GET: every page of a démarche.
pub(crate) async fn show(work: AtWork) -> Result<Response, ServerError> {
    let pages = work.demarche().pages.iter().map(|page| Link {
        label: page.title.get(work.visit.language).to_owned(),
        href: work.address(&format!("/page/{}", page.id)),
    });
    let page = Workshop {
        chrome: chrome::around(&work.app, &work.visit, work.address("")),
        bench: work.bench(),
        pages: pages.collect(),
    };
    Ok(work.app.draw(&page)?.into_response())
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
