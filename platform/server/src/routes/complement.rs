//! `/suivi/{token}/complement/{case}`: what a recipient asks of a citizen after the filing, and nothing else, asked and read as any page is.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use desk::{Action, Gave, GaveAgain, PagePost, Reopening, Upload};
use form::problem::Problem;
use pages::page::complement::{ComplementPage, Notice};
use store::Uuid;
use words::Words;

use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
};

fn address(token: &str, case: Uuid) -> String {
    format!("/suivi/{token}/complement/{case}")
}

/// GET: the questions; the follow-up page where none is asked any more.
pub(crate) async fn show(
    State(app): State<App>,
    Path((token, case)): Path<(String, Uuid)>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let Some(reopening) = app.desk().reopen(&token, case).await? else {
        return Ok(Redirect::to(&format!("/suivi/{token}")).into_response());
    };
    let problems = app.desk().harmful_reopened(&reopening, visit.language);
    draw(&app, &visit, &token, &reopening, (&problems, &[], Vec::new()))
}

/// POST: keeps what was typed, and gives it where nothing is wrong.
pub(crate) async fn give(
    State(app): State<App>,
    Path((token, case)): Path<(String, Uuid)>,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, Some(&token))?;
    let by_script = posting.by_script;
    let shown = posting.get("_complement").and_then(|id| id.parse().ok());
    let mut post = PagePost {
        documents: Vec::new(),
        action: Action::read(posting.get("_action").unwrap_or_default()),
        shown: None,
        language: visit.language,
        uploads: posting
            .files
            .into_iter()
            .map(|file| Upload { field: file.field, name: file.name, bytes: file.bytes })
            .collect(),
        pairs: posting.pairs,
    };
    match app.desk().give(&token, case, shown, &mut post, visit.person.as_ref()).await? {
        Gave::Given => Ok(Redirect::to(&format!("/suivi/{token}?complement=1")).into_response()),
        Gave::Over => Ok(Redirect::to(&format!("/suivi/{token}?complement=0")).into_response()),
        Gave::Again(again) => {
            let GaveAgain { reopening, told, asked_anew } = *again;
            let mut notices = Vec::new();
            if asked_anew {
                notices.push(Notice::AskedAnew);
            }
            match told.refused {
                Some("complement.stops") => notices.push(Notice::Stops),
                Some("complement.suspended") => notices.push(Notice::Suspended),
                Some(_) => notices.push(Notice::Unchanged),
                None => {}
            }
            if post.action == Action::Refresh && !by_script && told.problems.is_empty() {
                notices.push(Notice::Kept);
            }
            if !told.opened.is_empty() {
                notices.push(Notice::Opened);
            }
            let goes_on = matches!(post.action, Action::AddRow(_) | Action::CopyRow { .. });
            let edited = post.pairs.iter().filter(|_| !goes_on).map(|(name, _)| name.as_str());
            let open: Vec<&str> =
                edited.chain(told.row.as_deref()).chain(told.opened.iter().map(String::as_str)).collect();
            let refused = !told.problems.is_empty() || told.refused.is_some() || asked_anew;
            let page = draw(&app, &visit, &token, &reopening, (&told.problems, &open, notices))?;
            Ok(if refused { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() } else { page })
        }
    }
}

fn draw(
    app: &App,
    visit: &Visit,
    token: &str,
    reopening: &Reopening,
    (problems, open, notices): (&[Problem], &[&str], Vec<Notice>),
) -> Result<Response, ServerError> {
    let language = visit.language;
    let served = &reopening.dossier.served;
    let here = address(token, reopening.case.id);
    let title = Words::shared().get(language.tag(), "complement-title", &[]);
    let view =
        app.desk().with_reopened(reopening, language, |reopened, state| reopened.view(state, &title, problems, open));
    let reference = reopening.dossier.stored.reference.clone();
    let mut around = chrome::around_link(app, visit, &here, token);
    around.help = chrome::help_by(app, &served.demarche, language, (reopening.organisation.as_ref(), &reference));
    let recipient = &reopening.planned.title;
    let page = ComplementPage {
        chrome: around,
        demarche: chrome::head(&served.demarche, language),
        reference,
        recipient: recipient.clone(),
        organisation: reopening.organisation.as_ref().map(|found| found.name.clone()).filter(|name| name != recipient),
        message: reopening.message.clone(),
        due: reopening.due,
        back_href: format!("/suivi/{token}"),
        action: here,
        id: reopening.id.to_string(),
        retained: reopening.retained.iter().map(|one| one.id.to_string()).collect(),
        notices,
        referentials_base: "/referentiels".to_owned(),
        view,
    };
    Ok(app.draw(&page)?.into_response())
}
