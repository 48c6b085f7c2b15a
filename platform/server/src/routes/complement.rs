//! `/suivi/{token}/complement/{case}`: what a recipient asks of a citizen after the filing, and nothing else, asked and read as any page is.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use desk::{Action, DeskError, Followed, Gave, GaveAgain, GaveOver, PagePost, Reopening, Upload};
use form::{demarche::Demarche, journey, problem::Problem, recap::Compared, text::Language};
use pages::page::complement::{ComplementOver, ComplementPage, Notice, Stops};
use store::Uuid;
use words::Words;

use super::{documents, page::is_key};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
};

/// What the page carries: which complement it is of.
pub(super) const SHOWN: &str = "_complement";

pub(super) fn address(token: &str, case: Uuid) -> String {
    format!("/suivi/{token}/complement/{case}")
}

/// Where documents of the account are chosen for a question.
pub(super) fn choose_href(token: &str, case: Uuid, question: &str) -> Result<String, ServerError> {
    if !is_key(question) {
        return Err(ServerError::NotFound);
    }
    Ok(format!("{}/documents/{question}", address(token, case)))
}

/// GET: the questions; where none is asked any more, what was typed and not sent, or the follow-up page.
pub(crate) async fn show(
    State(app): State<App>,
    Path((token, case)): Path<(String, Uuid)>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let Some(reopening) = app.desk().reopen(&token, case).await? else {
        return match app.desk().left_unsent(&token, case, visit.language).await? {
            Some((followed, left)) => {
                draw_over(&app, &visit, (&token, case), (&followed, false), (compared(&left), Vec::new()))
            }
            None => Ok(Redirect::to(&format!("/suivi/{token}")).into_response()),
        };
    };
    let problems = app.desk().harmful_reopened(&reopening, visit.language);
    draw(&app, &visit, &token, &reopening, (&problems, &[], Vec::new())).await
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
    let shown = posting.get(SHOWN).and_then(|id| id.parse().ok());
    let unsent = posting.files.iter().map(|file| desk::shown(&file.name)).collect();
    let action = Action::read(posting.get("_action").unwrap_or_default());
    let documents = documents::chosen(&posting);
    if let (Action::Attach(path), true) = (&action, documents.is_empty()) {
        return Ok(Redirect::to(&format!("{}?rien", choose_href(&token, case, path)?)).into_response());
    }
    let mut post = PagePost {
        documents: documents.clone(),
        action,
        shown: None,
        language: visit.language,
        uploads: posting
            .files
            .into_iter()
            .map(|file| Upload { field: file.field, name: file.name, bytes: file.bytes })
            .collect(),
        pairs: posting.pairs,
    };
    let gave = match app.desk().give(&token, case, shown, &mut post, visit.person.as_ref()).await {
        // Their session is over: they choose again once they have logged in.
        Err(DeskError::LoginRequired) => match &post.action {
            Action::Attach(path) => {
                return Ok(Redirect::to(&choose_href(&token, case, path)?).into_response());
            }
            _ => return Err(DeskError::LoginRequired.into()),
        },
        // One of them was deleted in another tab: they choose again among the others.
        Err(DeskError::NotFound("document")) => match &post.action {
            Action::Attach(path) => {
                let choice = choose_href(&token, case, path)?;
                return Ok(Redirect::to(&documents::gone_href(&choice, &documents)).into_response());
            }
            _ => return Err(DeskError::NotFound("document").into()),
        },
        gave => gave?,
    };
    match gave {
        Gave::Given => Ok(Redirect::to(&format!("/suivi/{token}?complement=1")).into_response()),
        Gave::Over(over) => {
            let GaveOver { followed, sent } = *over;
            let typed = typed(&followed.dossier.served.demarche, &post.pairs, visit.language);
            let page = draw_over(&app, &visit, (&token, case), (&followed, sent), (typed, unsent))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Gave::Again(again) => {
            let GaveAgain { reopening, told, asked_anew } = *again;
            match &post.action {
                _ if asked_anew || told.refused.is_some() || !told.problems.is_empty() => {}
                // What was typed is kept.
                Action::Documents(path) => {
                    return Ok(Redirect::to(&choose_href(&token, case, path)?).into_response());
                }
                // Loaded anew, the page joins nothing twice.
                Action::Attach(path) if is_key(path) => {
                    let place = format!("{}#{}", address(&token, case), path.replace('.', "-"));
                    return Ok(Redirect::to(&place).into_response());
                }
                _ => {}
            }
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
            let page = draw(&app, &visit, &token, &reopening, (&told.problems, &open, notices)).await?;
            Ok(if refused { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() } else { page })
        }
    }
}

/// What was typed for a complement that is awaited no more, as text that can be copied.
fn draw_over(
    app: &App,
    visit: &Visit,
    (token, case): (&str, Uuid),
    (followed, sent): (&Followed, bool),
    (typed, unsent): (String, Vec<String>),
) -> Result<Response, ServerError> {
    let dossier = &followed.dossier;
    let mut around = chrome::around_link(app, visit, address(token, case), token);
    around.help = chrome::help_after(app, followed, visit.language);
    let page = ComplementOver {
        chrome: around,
        demarche: chrome::head(&dossier.served.demarche, visit.language),
        reference: dossier.stored.reference.clone(),
        back_href: format!("/suivi/{token}"),
        sent,
        typed,
        unsent,
    };
    Ok(app.draw(&page)?.into_response())
}

/// Each answer of a post in a line, behind what its question is called.
fn typed(demarche: &Demarche, pairs: &[(String, String)], language: Language) -> String {
    let mut lines: Vec<(&str, String)> = Vec::new();
    for (name, value) in pairs.iter().filter(|(name, value)| !name.starts_with('_') && !value.trim().is_empty()) {
        let is_question = |path: &&str| demarche.resolve(path).is_some_and(|node| node.field().is_some());
        let around = name.rsplit_once('.').map(|(path, _)| path);
        let Some(path) = Some(name.as_str()).filter(is_question).or(around.filter(is_question)) else { continue };
        let options = demarche.resolve(path).and_then(|node| node.field()).map(|field| &field.options);
        let chosen = options.and_then(|options| options.iter().find(|option| option.value == *value));
        let said = chosen.map_or(value.as_str(), |option| option.title.get(language));
        match lines.last_mut() {
            Some((last, line)) if *last == path => *line = format!("{line} {said}"),
            _ => lines.push((path, said.to_owned())),
        }
    }
    let line = |(path, said): (&str, String)| format!("{}\n{said}\n", chrome::question(demarche, path, language));
    lines.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The same of answers that were kept.
fn compared(left: &[Compared]) -> String {
    let line = |one: &Compared| format!("{}\n{}\n", one.label, one.after.join("\n")).trim_start().to_owned();
    left.iter().filter(|one| !one.after.is_empty()).map(line).collect::<Vec<_>>().join("\n")
}

/// What the démarche says where the answers stop it, and which answers do.
fn stopped(app: &App, reopening: &Reopening, language: Language) -> Option<Stops> {
    app.desk().with_reopened(reopening, language, |reopened, state| {
        let (stop, by) = reopened.stop(state)?;
        Some(Stops {
            by: journey::called_asked(state, &by),
            title: stop.title.get(language).to_owned(),
            text: stop.text.as_ref().map(|text| text.get(language).to_owned()),
        })
    })
}

async fn draw(
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
    let stops = notices.contains(&Notice::Stops).then(|| stopped(app, reopening, language)).flatten();
    let reference = reopening.dossier.stored.reference.clone();
    let mut around = chrome::around_link(app, visit, &here, token);
    around.help = chrome::help_by(app, &served.demarche, language, (reopening.organisation.as_ref(), &reference));
    let recipient = &reopening.planned.title;
    let from_documents = match &visit.person {
        Some(person) if view.has_files => app.desk().has_documents(person).await?,
        _ => false,
    };
    let page = ComplementPage {
        chrome: around,
        demarche: chrome::head(&served.demarche, language),
        reference,
        recipient: recipient.clone(),
        organisation: reopening.organisation.as_ref().map(|found| found.name.clone()).filter(|name| name != recipient),
        message: reopening.message.clone(),
        // While its case is held no day counts: it gets another one.
        due: reopening.due.filter(|_| reopening.case.held_from.is_none()),
        late: reopening.due.is_some_and(|due| due < app.desk().now().to_zoned(served.timezone.clone()).date()),
        back_href: format!("/suivi/{token}"),
        action: here,
        id: reopening.id.to_string(),
        retained: reopening.retained.iter().map(|one| one.id.to_string()).collect(),
        notices,
        stops,
        referentials_base: "/referentiels".to_owned(),
        from_documents,
        view,
    };
    Ok(app.draw(&page)?.into_response())
}
