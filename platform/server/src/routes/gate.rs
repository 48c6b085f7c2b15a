//! Stands before the pages of a draft: asks for the code of one that was put away, for the login of an account's, and keeps meanwhile what
//! was posted. It waits on the page itself and is posted again with the code or the login: no draft is written to, nor shown, before.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::DeskError;
use form::check::RESERVED_PAGES;
use pages::page::{
    Fault,
    journey::{Held, MovedPage, ResumePage},
};
use words::Words;

use super::{
    account,
    identify::{self, Asked},
    known,
    page::address,
    question,
};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{Visit, encode},
    },
    middleware::rates::Client,
};

/// The box for the code. No form that waits here has one of this name.
const CODE: &str = "_code";
/// The step to go on to once the code is given.
const NEXT: &str = "_next";

/// A step of a draft: what its address is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step<'a> {
    /// The démarche.
    pub(crate) demarche: &'a str,
    /// The part of the address that opens the draft.
    pub(crate) token: &'a str,
    /// The page, or one of the steps that every démarche has.
    pub(crate) name: &'a str,
}

impl<'a> Step<'a> {
    pub(crate) fn new(demarche: &'a str, token: &'a str, name: &'a str) -> Self {
        Self { demarche, token, name }
    }

    fn address(&self) -> String {
        address(self.demarche, self.token, self.name)
    }

    /// Where a GET finds the step.
    fn shown(&self) -> String {
        address(self.demarche, self.token, if self.name == "confirmer" { "recapitulatif" } else { self.name })
    }

    fn login(&self) -> ServerError {
        ServerError::LoginNeeded { at: format!("/compte/connexion?next={}", encode(&self.shown())) }
    }
}

/// What a GET of a step is answered whose draft does not open.
pub(crate) async fn ask(app: &App, visit: &Visit, step: Step<'_>, refused: DeskError) -> Result<Response, ServerError> {
    if let Some(page) = unknown(app, visit, step, None, &refused).await? {
        return Ok(page.into_response());
    }
    match refused {
        DeskError::CodeNeeded => door(app, visit, step, None, None, StatusCode::OK).await,
        DeskError::LoginRequired => Err(step.login()),
        // Of another démarche than the address says.
        DeskError::IdentityNeeded(_) => Err(ServerError::NotFound),
        DeskError::NotFound("draft") => moved(app, visit, step, &[], false).await,
        refused => Err(refused.into()),
    }
}

/// What a POST to a step is answered whose draft does not open.
pub(crate) async fn hold(
    app: &App,
    visit: &Visit,
    step: Step<'_>,
    pairs: Vec<(String, String)>,
    files: bool,
    refused: DeskError,
) -> Result<Response, ServerError> {
    // Nothing is typed on these that is not soon typed again, but for what was ticked of a long list.
    let keeps = !RESERVED_PAGES.contains(&step.name) || (step.name == known::STEP && !pairs.is_empty());
    if matches!(refused, DeskError::IdentityNeeded(_) | DeskError::LoginRequired) {
        let typed = match keeps {
            true => Some(account::kept(app, &held(pairs.clone(), files))?),
            false => None,
        };
        if let Some(page) = unknown(app, visit, step, typed, &refused).await? {
            return Ok((StatusCode::CONFLICT, page).into_response());
        }
    }
    match refused {
        DeskError::CodeNeeded => door(app, visit, step, Some(held(pairs, files)), None, StatusCode::CONFLICT).await,
        DeskError::IdentityNeeded(_) => Err(ServerError::NotFound),
        DeskError::LoginRequired if !keeps => Err(step.login()),
        DeskError::LoginRequired => account::hold(app, visit, &step.address(), &held(pairs, files)),
        DeskError::NotFound("draft") => moved(app, visit, step, &pairs, files).await,
        refused => Err(refused.into()),
    }
}

/// The page on which they say who they are, where a provider must know them: also where nobody is logged in at all, for no other login does.
async fn unknown(
    app: &App,
    visit: &Visit,
    step: Step<'_>,
    held: Option<Held>,
    refused: &DeskError,
) -> Result<Option<Html<String>>, ServerError> {
    let served = match refused {
        DeskError::IdentityNeeded(served) => Arc::clone(served),
        DeskError::LoginRequired => match app.desk().served(step.demarche).await {
            Ok(served) => served,
            Err(_) => return Ok(None),
        },
        _ => return Ok(None),
    };
    let Some(identity) = served.demarche.identity.filter(|_| served.demarche.id == step.demarche) else {
        return Ok(None);
    };
    let next = if held.is_some() { step.address() } else { step.shown() };
    let asked = Asked { served: &served, identity, next: &next, held, faults: Vec::new() };
    identify::draw(app, visit, asked).map(Some)
}

/// Takes the code that came together with a post to a draft that was put away. The answer, where it is not the right one.
pub(crate) async fn give(
    app: &App,
    visit: &Visit,
    client: &Client,
    step: Step<'_>,
    posting: &mut Posting,
) -> Result<Option<Response>, ServerError> {
    let Some(code) = posting.get(CODE).map(|code| code.trim().to_owned()) else { return Ok(None) };
    let Some((status, fault, left)) = open(app, client, step, &code).await? else { return Ok(None) };
    let held = held(std::mem::take(&mut posting.pairs), !posting.files.is_empty());
    door(app, visit, step, Some(held), Some((fault, left)), status).await.map(Some)
}

/// POST of the draft itself: the code, typed where its step was asked for.
pub(crate) async fn post(
    State(app): State<App>,
    Path((demarche, token)): Path<(String, String)>,
    client: Client,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, Some(&token))?;
    let next = posting.text(NEXT);
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "-_?=&/".contains(sign);
    let step = Step::new(&demarche, &token, if next.chars().all(plain) { next } else { "" });
    match open(&app, &client, step, posting.text(CODE)).await? {
        None => Ok(Redirect::to(step.address().trim_end_matches('/')).into_response()),
        Some((status, fault, left)) => door(&app, &visit, step, None, Some((fault, left)), status).await,
    }
}

/// Tries the code; what was wrong with it, and how many attempts are left where one was spent.
async fn open(
    app: &App,
    client: &Client,
    step: Step<'_>,
    code: &str,
) -> Result<Option<(StatusCode, Fault, Option<u32>)>, ServerError> {
    if code.is_empty() {
        return Ok(Some((StatusCode::UNPROCESSABLE_ENTITY, Fault::new(CODE, "code.required"), None)));
    }
    app.rates().login(client)?;
    match app.desk().unclose(step.token, code).await {
        // Open already: another tab gave the code, or it was never put away. What opens it is asked next.
        Ok(()) | Err(DeskError::NotFound(_)) => Ok(None),
        Err(DeskError::WrongCode { left }) => {
            Ok(Some((StatusCode::UNPROCESSABLE_ENTITY, Fault::new(CODE, "code.wrong"), Some(left))))
        }
        Err(DeskError::CodeLocked) => Ok(Some((StatusCode::GONE, Fault::new(CODE, "code.locked"), Some(0)))),
        Err(error) => Err(error.into()),
    }
}

/// What was posted, without what belongs to the form that it came from.
fn held(mut pairs: Vec<(String, String)>, files: bool) -> Held {
    pairs.retain(|(name, _)| !matches!(name.as_str(), CODE | NEXT | "_csrf"));
    Held { pairs, files }
}

/// There is no draft at this address, or none any more, which nobody can tell apart: what was typed for it is given back to be kept.
async fn moved(
    app: &App,
    visit: &Visit,
    step: Step<'_>,
    pairs: &[(String, String)],
    files: bool,
) -> Result<Response, ServerError> {
    let absent = ServerError::from(DeskError::NotFound("draft"));
    if step.token.parse::<store::Token>().is_err() {
        return Err(absent);
    }
    let (served, typed) = app.desk().typed(step.demarche, step.name, pairs, visit.language).await?;
    let mut typed: Vec<_> = typed.into_iter().map(|one| (one.label, one.lines)).collect();
    if step.name.starts_with(question::STEP)
        && let Some((_, message)) = pairs.iter().find(|(name, text)| name == "message" && !text.trim().is_empty())
    {
        let label = Words::shared().get(visit.language.tag(), "question-text", &[]);
        typed.push((label, message.lines().map(str::to_owned).collect()));
    }
    let mut around = chrome::around(app, visit, step.shown());
    around.help = chrome::help(app, &served.demarche, visit.language, None);
    let page = MovedPage { chrome: around, demarche: chrome::head(&served.demarche, visit.language), typed, files };
    let page = app.draw(&page)?;
    // Programs are told as of any other address that leads nowhere.
    let (mut parts, _) = absent.into_response().into_parts();
    parts.headers.clear();
    Ok((parts.status, parts.extensions, page).into_response())
}

async fn door(
    app: &App,
    visit: &Visit,
    step: Step<'_>,
    held: Option<Held>,
    wrong: Option<(Fault, Option<u32>)>,
    status: StatusCode,
) -> Result<Response, ServerError> {
    let (served, locked) = app.desk().closed(step.token).await?;
    let demarche = &served.demarche;
    if demarche.id != step.demarche {
        return Err(ServerError::NotFound);
    }
    let mut around = chrome::around_link(app, visit, step.shown(), step.token);
    around.help = chrome::help(app, demarche, visit.language, None);
    // A step that was only asked for is gone on to by the draft's own address; one that was posted to is posted to again.
    let (action, next) = match held {
        Some(_) => (step.address(), String::new()),
        None => (format!("/demarches/{}/d/{}", step.demarche, step.token), step.name.to_owned()),
    };
    let (fault, left) = match wrong {
        Some((fault, left)) => (Some(fault), left),
        None => (None, None),
    };
    let page = ResumePage {
        chrome: around,
        demarche: chrome::head(demarche, visit.language),
        action,
        input: CODE.to_owned(),
        next,
        held,
        attempts_left: if locked { Some(0) } else { left },
        faults: fault.into_iter().collect(),
    };
    let status = if locked { StatusCode::GONE } else { status };
    Ok((status, app.draw(&page)?).into_response())
}
