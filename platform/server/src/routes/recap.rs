//! `/demarches/{id}/d/{token}/recapitulatif`: every answer, to confirm; the POST that submits.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{Action, Changed, Compared, DeskError, Fill, Submission, Thread};
use pages::page::{
    Fault, Link,
    journey::{RecapChanged, RecapPage, RecapRecipient},
};

use super::{
    gate::{self, Step},
    identify,
    page::{address, addressed, fill, revision, shown_at},
    question,
};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
    middleware::rates::Client,
};

pub(crate) async fn show(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let fill = match fill(&app, &visit, Step::new(&id, &token, "recapitulatif")).await? {
        Ok(fill) => fill,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match draw(&app, &visit, &fill, &token, None, Vec::new()).await? {
        Ok(page) => Ok(page.into_response()),
        Err(elsewhere) => Ok(elsewhere.into_response()),
    }
}

/// POST: confirms what was shown. A second click finds what the first one made.
pub(crate) async fn confirm(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    client: Client,
    visit: Visit,
    mut posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, Some(&token))?;
    let step = Step::new(&id, &token, "confirmer");
    if let Some(wrong) = gate::give(&app, &visit, &client, step, &mut posting).await? {
        return Ok(wrong);
    }
    let again =
        async |changed: Option<Changed>, faults: Vec<Fault>, status: StatusCode| -> Result<Response, ServerError> {
            let fill = match fill(&app, &visit, Step::new(&id, &token, "recapitulatif")).await? {
                Ok(fill) => fill,
                Err(elsewhere) => return Ok(elsewhere),
            };
            match draw(&app, &visit, &fill, &token, changed, faults).await? {
                Ok(page) => Ok((status, page).into_response()),
                Err(elsewhere) => Ok(elsewhere.into_response()),
            }
        };
    // The same form leaves for later: no button but one must ever sign, whatever is ticked.
    let leaves = match Action::read(posting.get("_action").unwrap_or_default()) {
        Action::SaveAndQuit => Some("enregistrer"),
        Action::Ask => Some(question::STEP),
        _ => None,
    };
    if let Some(step) = leaves {
        return Ok(Redirect::to(&address(&id, &token, step)).into_response());
    }
    // The box that is ticked posts after the hidden one of the same name.
    let attested =
        posting.pairs.iter().any(|(name, value)| name == "attest" && matches!(value.as_str(), "true" | "on"));
    if !attested {
        return again(None, vec![Fault::new("attest", "attest.required")], StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let compared = Compared {
        recap: posting.get("_recap").unwrap_or_default(),
        recipients: posting.get("_recipients").unwrap_or_default(),
        shown: shown_at(&posting),
    };
    let submission = match app.desk().submit(&id, &token, compared, visit.language, visit.person.as_ref()).await {
        Err(
            refused @ (DeskError::CodeNeeded
            | DeskError::IdentityNeeded(_)
            | DeskError::LoginRequired
            | DeskError::NotFound("draft")),
        ) => {
            return gate::hold(&app, &visit, step, posting.pairs, false, refused).await;
        }
        submission => submission?,
    };
    match submission {
        Submission::Filed { already, .. } => {
            // A second click is no second submission.
            if !already {
                app.measures().count("guichet_submissions_total", Some(("demarche", id.clone())));
            }
            Ok(Redirect::to(&address(&id, &token, "confirmation")).into_response())
        }
        Submission::RecapChanged(changed) => again(Some(*changed), Vec::new(), StatusCode::CONFLICT).await,
        Submission::Incomplete(_) => again(None, Vec::new(), StatusCode::CONFLICT).await,
        Submission::Stopped => Ok(Redirect::to(&address(&id, &token, "arret")).into_response()),
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    fill: &Fill,
    token: &str,
    changed: Option<Changed>,
    faults: Vec<Fault>,
) -> Result<Result<Html<String>, Redirect>, ServerError> {
    let demarche = &*fill.served.demarche;
    let language = visit.language;
    let shown = app.desk().recap(fill, language).await?;
    if shown.stopped.is_some() {
        return Ok(Err(Redirect::to(&address(&demarche.id, token, "arret"))));
    }
    let here = address(&demarche.id, token, "recapitulatif");
    let mut around = chrome::around_link(app, visit, here.clone(), token);
    around.help = chrome::help_with(app, fill, language).await?;
    around.ask =
        chrome::ask(app, fill, token, shown.cases.iter().filter_map(|case| case.organisation.as_ref())).await?;
    let recipients = shown
        .cases
        .iter()
        .map(|case| RecapRecipient {
            called: chrome::named(&case.title, case.organisation.as_ref(), case.area.as_ref(), language),
            organisation: case.organisation.as_ref().map(|found| found.name.clone()),
            connected: case.connected,
            contact: case
                .organisation
                .as_ref()
                .map(|found| if case.connected { addressed(found) } else { chrome::organisation(found) }),
            ..RecapRecipient::of(case.title.clone(), &case.recap)
        })
        .collect();
    let incomplete = shown
        .incomplete
        .iter()
        .map(|page| {
            let page = &demarche.pages[*page];
            let href = format!("{}?revoir", address(&demarche.id, token, &page.id));
            Link { label: page.title.get(language).to_owned(), href }
        })
        .collect();
    let left = app.desk().left_waiting(fill, language).await?;
    let page = RecapPage {
        chrome: around,
        demarche: chrome::head(demarche, language),
        step: shown.pages.len() + 1,
        steps: shown.pages.len() + 1,
        recap: shown.recap,
        unprinted: shown.unprinted,
        edit_base: address(&demarche.id, token, ""),
        recap_hash: shown.hash,
        recipients,
        left_waiting: left.iter().map(Thread::called).collect(),
        attestation: demarche.attestation.get(language).to_owned(),
        action: address(&demarche.id, token, "confirmer"),
        back_href: shown.pages.last().map(|page| address(&demarche.id, token, &demarche.pages[*page].id)),
        incomplete,
        recipients_mark: shown.recipients,
        revision: revision(fill),
        identified: app
            .desk()
            .identified(demarche, visit.person.as_ref())
            .map(|known| identify::told(&known, &fill.served.timezone)),
        changed: changed.map(|Changed { elsewhere, answers, recipients }| RecapChanged {
            elsewhere,
            answers,
            recipients,
        }),
        faults,
    };
    Ok(Ok(app.draw(&page)?))
}
