//! `/compte/accords`: what a citizen agreed to have filled in, and refused; taking it back.

use axum::{
    extract::{Query, State},
    response::{Html, Redirect},
};
use desk::{AgreementTold, DeskError};
use form::{prefill, text::Language};
use pages::page::{
    Link,
    known::{AgreementShown, Agreements},
};
use serde::Deserialize;
use store::Uuid;

use super::{known, own, page::address, traces};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
};

/// Where it is.
pub(crate) const HERE: &str = "/compte/accords";

#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    fait: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    Query(done): Query<Done>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    let person = visit.require_person(HERE)?;
    let told = app.desk().agreements(person).await?;
    app.draw(&Agreements {
        chrome: chrome::around(&app, &visit, HERE),
        back_href: own::HERE.to_owned(),
        action: HERE.to_owned(),
        done: done.fait == "retire",
        agreements: told.into_iter().map(|one| shown(&app, one, visit.language)).collect(),
        traces_href: traces::HERE.to_owned(),
    })
}

/// POST: takes back what was agreed to in a draft.
pub(crate) async fn withdraw(State(app): State<App>, visit: Visit, posting: Posting) -> Result<Redirect, ServerError> {
    let person = visit.require_person(HERE)?;
    visit.check(&posting, None)?;
    let draft: Uuid = posting.text("brouillon").parse().map_err(|_| DeskError::NotFound("draft"))?;
    app.desk().withdraw(person, draft).await?;
    Ok(Redirect::to(&format!("{HERE}?fait=retire")))
}

fn shown(app: &App, one: AgreementTold, language: Language) -> AgreementShown {
    let demarche = &*one.served.demarche;
    // What people call a value: by its question, where the version that was shown asks for it.
    let called = |names: &[(String, String)]| {
        let mut labels: Vec<String> = Vec::new();
        for (key, path) in names {
            let asked = prefill::filled_with(demarche, key, path);
            let label = asked.map_or_else(|| own::title(language, key), |node| node.title.get(language).to_owned());
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        labels
    };
    let href = match &one.follow {
        Some(follow) => format!("/suivi/{follow}"),
        None => address(&demarche.id, &one.draft.to_string(), known::STEP),
    };
    AgreementShown {
        demarche: Link { label: demarche.title.get(language).to_owned(), href },
        service: chrome::authority(demarche, language).name,
        taken: called(&one.taken),
        refused: called(&one.refused),
        at: app.desk().at_the_site(one.at),
        withdraw: one.stands.then(|| one.draft.to_string()),
        reference: one.reference,
        holder: one.holder,
        decision: one.decision,
    }
}
