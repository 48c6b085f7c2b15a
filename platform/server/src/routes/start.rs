//! `/demarches/{id}`: what to know before beginning, and the POST that opens a draft.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use desk::{Checked, DeskError, Served};
use form::diagnostic::Diagnostic;
use pages::page::{
    dev::{Diagnostics, ExcerptLine, ShownDiagnostic},
    site::{Start, StartIdentity},
};

use super::{
    identify::{self, Asked},
    known, page,
};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{Visit, encode},
    },
    middleware::rates::DraftAttempt,
};

pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, ServerError> {
    match app.desk().check(&id).await? {
        Checked::Sound(served) => Ok(app.draw(&start(&app, &visit, &served).await?)?.into_response()),
        // An author at work sees the faults; anybody else sees that the démarche is not to be had.
        Checked::Faulty(faults) if app.config().sources.watch => {
            let diagnostics = faults.iter().map(|fault| shown(fault, visit.language)).collect();
            let around = chrome::around(&app, &visit, format!("/demarches/{id}"));
            Ok(app.draw(&Diagnostics { chrome: around, demarche: id, diagnostics, open_href: None })?.into_response())
        }
        Checked::Faulty(faults) => Err(DeskError::Definition { id, faults: faults.len() }.into()),
    }
}

async fn start(app: &App, visit: &Visit, served: &Served) -> Result<Start, ServerError> {
    let demarche = &*served.demarche;
    let language = visit.language;
    let here = format!("/demarches/{}", demarche.id);
    let mut around = chrome::around(app, visit, here.clone());
    around.help = chrome::help(app, demarche, language, None);
    let draft_href = match &visit.person {
        Some(person) => app
            .desk()
            .drafts(person)
            .await?
            .into_iter()
            .find(|fill| fill.draft.demarche == demarche.id)
            .map(|fill| format!("/compte/brouillons/{}", fill.draft.id)),
        None => None,
    };
    let can_prefill = match &visit.person {
        Some(person) => app.desk().could_fill(served, person).await,
        None => false,
    };
    Ok(Start {
        demarche: chrome::head(demarche, language),
        summary: demarche.summary.get(language).to_owned(),
        needs: demarche.needs.iter().map(|need| need.get(language).to_owned()).collect(),
        minutes: demarche.minutes,
        recipients: demarche.recipients.iter().map(|recipient| recipient.title.get(language).to_owned()).collect(),
        recipients_by_answers: demarche.recipients.iter().any(|recipient| recipient.when.is_some()),
        unconnected: app
            .desk()
            .always_unconnected(served, language)
            .await?
            .into_iter()
            .map(|one| page::to_post(one, language))
            .collect(),
        may_be_posted: app.desk().may_be_unconnected(served).await?,
        authority: chrome::authority(demarche, language),
        purpose: demarche.purpose.get(language).to_owned(),
        legal_basis: demarche.legal_basis.as_ref().map(|basis| basis.get(language).to_owned()),
        draft_kept: demarche.retention.draft.into(),
        dossier_kept: demarche.retention.delivered.into(),
        receipt_kept: demarche.retention.receipt.into(),
        retention_basis: demarche.retention.basis.as_ref().map(|basis| without_stop(basis.get(language))),
        action: here.clone(),
        login_required: demarche.login_required,
        identity: demarche.identity.map(|identity| StartIdentity {
            level: identity.level().map(|level| level.name().to_owned()),
            professional: identity.is_professional(),
            providers: app.desk().ways_in(identity).into_iter().map(|provider| provider.name).collect(),
        }),
        // Where a provider must know them, the login by a password leads nowhere: they begin, and are asked.
        login_href: (visit.person.is_none() && demarche.identity.is_none())
            .then(|| format!("/compte/connexion?next={}", encode(&here))),
        can_prefill,
        draft_href,
        chrome: around,
    })
}

/// The text inside a sentence of ours, which ends with a full stop of its own.
fn without_stop(text: &str) -> String {
    text.trim_end().trim_end_matches('.').to_owned()
}

/// POST: opens a draft.
pub(crate) async fn open(
    State(app): State<App>,
    Path(id): Path<String>,
    _attempt: DraftAttempt,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, None)?;
    let served = app.desk().served(&id).await?;
    match app.desk().open_draft(&served, visit.language, visit.person.as_ref()).await {
        Ok(opened) => {
            app.measures().count("guichet_drafts_total", Some(("demarche", id.clone())));
            // Before anything that is known of them is filled in, they are asked.
            let first = if opened.asks { known::STEP } else { &opened.page };
            Ok(Redirect::to(&page::address(&id, &opened.token.to_string(), first)).into_response())
        }
        Err(DeskError::IdentityNeeded(served)) => {
            let Some(identity) = served.demarche.identity else { return Err(ServerError::NotFound) };
            let next = format!("/demarches/{id}");
            let asked = Asked { served: &served, identity, next: &next, held: None, faults: Vec::new() };
            Ok((StatusCode::CONFLICT, identify::draw(&app, &visit, asked)?).into_response())
        }
        Err(DeskError::LoginRequired) => Err(ServerError::LoginNeeded {
            at: format!("/compte/connexion?next={}", encode(&format!("/demarches/{id}"))),
        }),
        Err(error) => Err(error.into()),
    }
}

fn shown(fault: &Diagnostic, language: form::text::Language) -> ShownDiagnostic {
    ShownDiagnostic {
        code: fault.code.to_owned(),
        severity: fault.severity,
        file: fault.file.clone(),
        line: fault.span.line,
        column: fault.span.column,
        cause: fault.cause.get(language).to_owned(),
        cure: fault.cure.get(language).to_owned(),
        excerpt: excerpt(fault),
    }
}

/// The faulty line, where its file can be read.
fn excerpt(fault: &Diagnostic) -> Vec<ExcerptLine> {
    let Ok(text) = std::fs::read_to_string(&fault.file) else { return Vec::new() };
    let first = fault.span.line.saturating_sub(2).max(1);
    text.lines()
        .enumerate()
        .skip(first - 1)
        .take(4)
        .map(|(index, line)| {
            let number = index + 1;
            if number != fault.span.line {
                return ExcerptLine { number, before: line.to_owned(), fault: String::new(), after: String::new() };
            }
            let start: usize = line.chars().take(fault.span.column.saturating_sub(1)).map(char::len_utf8).sum();
            let length = fault.span.end.saturating_sub(fault.span.start).min(line.len().saturating_sub(start));
            let end = (start + length..=line.len()).find(|end| line.is_char_boundary(*end)).unwrap_or(line.len());
            ExcerptLine {
                number,
                before: line[..start].to_owned(),
                fault: line[start..end].to_owned(),
                after: line[end..].to_owned(),
            }
        })
        .collect()
}
