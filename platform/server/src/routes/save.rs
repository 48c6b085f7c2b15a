//! `…/enregistrer`: puts a draft away under a code. `/reprendre/{link}`: takes it up again.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{DeskError, Fill, MAX_CODE, MIN_CODE};
use pages::page::{
    Fault,
    journey::{ResumePage, SavePage, SavedPage},
};

use super::{
    gate::{self, Step},
    page::{address, belonging, fill},
};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{Visit, encode},
    },
    middleware::rates::{Client, LoginAttempt},
};

/// The button that puts the draft into the account of whoever is logged in.
const CLAIM: &str = "compte";

pub(crate) async fn show(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, ServerError> {
    match fill(&app, &visit, Step::new(&id, &token, "enregistrer")).await? {
        Ok(fill) => Ok(draw(&app, &visit, &fill, &token, "", Vec::new()).await?.into_response()),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// POST: chooses the code. Hashing it costs as much as a login: counted alike.
pub(crate) async fn save(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    _attempt: LoginAttempt,
    client: Client,
    visit: Visit,
    mut posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, Some(&token))?;
    let step = Step::new(&id, &token, "enregistrer");
    // Put away already, and gone back to: the code that was chosen then lets another be chosen.
    if let Some(wrong) = gate::give(&app, &visit, &client, step, &mut posting).await? {
        return Ok(wrong);
    }
    let fill = match app.desk().fill_for(&token, visit.person.as_ref()).await {
        Ok(fill) => match belonging(fill, step)? {
            Ok(fill) => fill,
            Err(elsewhere) => return Ok(elsewhere),
        },
        Err(refused) => return gate::hold(&app, &visit, step, posting.pairs, false, refused).await,
    };
    if posting.text("_act") == CLAIM {
        let here = address(&id, &token, "enregistrer");
        app.desk().claim_draft(&fill, visit.require_person(&here)?).await?;
        return Ok(Redirect::to("/compte").into_response());
    }
    let email = posting.text("email");
    match app.desk().put_away(&fill, posting.get("code").unwrap_or_default(), email, visit.language).await {
        Ok(put_away) => {
            let demarche = &fill.served.demarche;
            let mut around = chrome::around_link(&app, &visit, address(&id, &token, "enregistrer"), &token);
            around.help = chrome::help(&app, demarche, visit.language, None);
            let page = SavedPage {
                chrome: around,
                demarche: chrome::head(demarche, visit.language),
                resume_url: put_away.url,
                kept_until: put_away.kept_until,
                in_account: fill.draft.person.is_some(),
                sent_to: put_away.sent_to,
                leave_href: "/".to_owned(),
            };
            Ok(app.draw(&page)?.into_response())
        }
        Err(DeskError::Invalid { field, code }) => {
            let fault = Fault::new(field, code).with("min", MIN_CODE).with("max", MAX_CODE);
            let page = draw(&app, &visit, &fill, &token, email, vec![fault]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    fill: &Fill,
    token: &str,
    email: &str,
    faults: Vec<Fault>,
) -> Result<Html<String>, ServerError> {
    let demarche = &fill.served.demarche;
    let here = address(&demarche.id, token, "enregistrer");
    let mut around = chrome::around_link(app, visit, here.clone(), token);
    around.help = chrome::help(app, demarche, visit.language, None);
    around.ask = chrome::ask_with(app, fill, token, visit.language).await?;
    let unclaimed = fill.draft.person.is_none();
    let page = SavePage {
        claim: (unclaimed && visit.person.is_some()).then(|| CLAIM.to_owned()),
        login_href: (unclaimed && visit.person.is_none()).then(|| format!("/compte/connexion?next={}", encode(&here))),
        chrome: around,
        demarche: chrome::head(demarche, visit.language),
        action: here,
        back_href: address(&demarche.id, token, &fill.draft.page),
        kept_until: app.desk().kept_until(fill),
        in_account: visit.person.as_ref().is_some_and(|person| fill.draft.person == Some(person.id)),
        min_code: MIN_CODE,
        email: email.to_owned(),
        faults,
    };
    app.draw(&page)
}

pub(crate) async fn door(
    State(app): State<App>,
    Path(link): Path<String>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let (_, locked) = app.desk().resumable(&link).await?;
    if locked {
        let page = draw_door(&app, &visit, &link, Some(0), vec![Fault::new("code", "code.locked")]).await?;
        return Ok((StatusCode::GONE, page).into_response());
    }
    Ok(draw_door(&app, &visit, &link, None, Vec::new()).await?.into_response())
}

/// POST: the code opens the draft on the page where it was left.
pub(crate) async fn resume(
    State(app): State<App>,
    Path(link): Path<String>,
    _attempt: LoginAttempt,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, Some(&link))?;
    let code = posting.text("code");
    if code.is_empty() {
        let faults = vec![Fault::new("code", "code.required")];
        return Ok(
            (StatusCode::UNPROCESSABLE_ENTITY, draw_door(&app, &visit, &link, None, faults).await?).into_response()
        );
    }
    match app.desk().resume(&link, code, visit.person.as_ref()).await {
        Ok(resumed) => {
            Ok(Redirect::to(&address(&resumed.demarche, &resumed.token.to_string(), &resumed.page)).into_response())
        }
        Err(DeskError::LoginRequired) => Err(ServerError::LoginNeeded {
            at: format!("/compte/connexion?next={}", encode(&format!("/reprendre/{link}"))),
        }),
        Err(DeskError::WrongCode { left }) => {
            let page = draw_door(&app, &visit, &link, Some(left), vec![Fault::new("code", "code.wrong")]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(DeskError::CodeLocked) => {
            let page = draw_door(&app, &visit, &link, Some(0), vec![Fault::new("code", "code.locked")]).await?;
            Ok((StatusCode::GONE, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw_door(
    app: &App,
    visit: &Visit,
    link: &str,
    left: Option<u32>,
    faults: Vec<Fault>,
) -> Result<Html<String>, ServerError> {
    let (served, _) = app.desk().resumable(link).await?;
    let here = format!("/reprendre/{link}");
    let mut around = chrome::around_link(app, visit, here.clone(), link);
    around.help = chrome::help(app, &served.demarche, visit.language, None);
    let page = ResumePage {
        chrome: around,
        demarche: chrome::head(&served.demarche, visit.language),
        action: here,
        input: "code".to_owned(),
        next: String::new(),
        held: None,
        attempts_left: left,
        faults,
    };
    app.draw(&page)
}
