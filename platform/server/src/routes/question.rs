//! `/demarches/{id}/d/{token}/question`: asks a desk that the answers lead to, before the filing; one thread a desk.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use desk::{
    Asked, AskingBefore as Asking, DeskError, FILE_SIZE, Fill, MAX_MESSAGE, MAX_MESSAGE_FILES, Thread, Unsendable,
    Upload,
};
use form::text::Language;
use jiff::tz::TimeZone;
use pages::page::{
    Event, Fault, Link,
    question::{AskedDesk, QuestionChoice, QuestionPage},
};
use serde::Deserialize;
use store::{Uuid, events::Author};
use words::Words;

use super::{
    follow::file,
    gate::{self, Step},
    page::{address, fill},
};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
    middleware::rates::Client,
};

/// The step's name in addresses.
pub(crate) const STEP: &str = "question";

/// What was typed, on a page that comes back.
#[derive(Default)]
struct Typed {
    message: String,
    /// As typed; nothing where the page is shown anew.
    email: Option<String>,
    /// The names of the files, which the browser does not choose again.
    files: Vec<String>,
    sent: bool,
    faults: Vec<Fault>,
}

impl Typed {
    fn read(posting: &Posting) -> Self {
        Self {
            message: posting.get("message").unwrap_or_default().to_owned(),
            email: Some(posting.text("email").to_owned()),
            files: posting.files.iter().map(|file| desk::shown(&file.name)).collect(),
            ..Self::default()
        }
    }
}

/// What was just done.
#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    fait: String,
}

/// Where the questions of a draft begin.
pub(crate) fn begins(demarche: &str, token: &str) -> String {
    address(demarche, token, STEP)
}

/// The thread with a desk.
fn place_of(demarche: &str, token: &str, place: &str) -> String {
    format!("{}/{place}", begins(demarche, token))
}

/// The files that came, as the desk takes them.
pub(super) fn uploads(posting: Posting) -> Vec<Upload> {
    let files = posting.files.into_iter();
    files.map(|file| Upload { field: file.field, name: file.name, bytes: file.bytes }).collect()
}

/// What stands against a message, as a page tells it.
pub(super) fn faults(refused: Vec<Unsendable>) -> Vec<Fault> {
    let fault = |one: Unsendable| {
        let fault = Fault::new(one.field, one.code).with("name", one.name).with("max", MAX_MESSAGE);
        fault.with("limit", one.limit.as_deref().unwrap_or("none"))
    };
    refused.into_iter().map(fault).collect()
}

/// How a refusal is answered.
pub(super) fn status(refused: &[Unsendable]) -> StatusCode {
    match refused.iter().any(|one| one.code == "message.too_many") {
        true => StatusCode::TOO_MANY_REQUESTS,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The messages of a thread as a timeline shows them; its files lie below `files`.
pub(super) fn told(
    thread: &Thread,
    zone: &TimeZone,
    files: &str,
    by: impl Fn(&desk::SaidBefore) -> Option<String>,
) -> Vec<Event> {
    let event = |said: &desk::SaidBefore| Event {
        at: said.message.at.to_zoned(zone.clone()),
        by: by(said),
        status: None,
        message: said.message.body.clone(),
        documents: said.files.iter().map(|file| chrome::download(file, format!("{files}/{}", file.id))).collect(),
        own_receipt: None,
        by_citizen: matches!(said.message.author, Author::Citizen(_)),
        by_operator: false,
        complement: None,
        happened: None,
    };
    thread.said.iter().map(event).collect()
}

/// The same for its citizen, who reads of the service and not of its agents.
pub(super) fn told_to_citizen(thread: &Thread, zone: &TimeZone, files: &str, language: Language) -> Vec<Event> {
    told(thread, zone, files, |said| match said.message.author {
        Author::Citizen(_) => Some(Words::shared().get(language.tag(), "event-by-you", &[])),
        _ => Some(thread.title.clone()),
    })
}

/// GET `question`: whom to ask; the one desk that there is.
pub(crate) async fn choose(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let fill = match fill(&app, &visit, Step::new(&id, &token, STEP)).await? {
        Ok(fill) => fill,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let language = visit.language;
    let desks = app.desk().who_can_be_asked(&fill, language).await?;
    let threads = app.desk().threads(&fill, language).await?;
    let with = |desk: &desk::LedTo, thread: &&Thread| {
        let found = desk.organisation.as_ref();
        thread.question.recipient == desk.recipient
            && found.is_some_and(|found| {
                thread.question.organisation == found.siret && thread.question.branch == found.branch
            })
    };
    let past: Vec<&Thread> = threads.iter().filter(|thread| !desks.iter().any(|desk| with(desk, thread))).collect();
    if let ([only], true) = (desks.as_slice(), past.is_empty()) {
        return Ok(Redirect::to(&place_of(&id, &token, &only.recipient)).into_response());
    }
    let zone = &fill.served.timezone;
    let asked = |title: &str, organisation: Option<String>, place: &str, thread: Option<&Thread>| AskedDesk {
        link: Link { label: title.to_owned(), href: place_of(&id, &token, place) },
        organisation: organisation.filter(|name| name != title),
        asked_on: thread.map(|thread| thread.question.created_at.to_zoned(zone.clone())),
        news: thread.is_some_and(|thread| thread.question.has_news()),
    };
    let mut around = chrome::around_link(&app, &visit, begins(&id, &token), &token);
    around.help = chrome::help_with(&app, &fill, language).await?;
    let page = QuestionChoice {
        chrome: around,
        demarche: chrome::head(&fill.served.demarche, language),
        desks: desks
            .iter()
            .map(|desk| {
                let organisation = desk.organisation.as_ref().map(|found| found.name.clone());
                asked(&desk.title, organisation, &desk.recipient, threads.iter().find(|thread| with(desk, thread)))
            })
            .collect(),
        past: past
            .into_iter()
            .map(|thread| {
                let place = thread.question.id.to_string();
                asked(&thread.title, thread.organisation.clone(), &place, Some(thread))
            })
            .collect(),
        back_href: address(&id, &token, &fill.draft.page),
    };
    Ok(app.draw(&page)?.into_response())
}

/// GET `question/{recipient}`: what was asked of it, and the form to ask.
pub(crate) async fn show(
    State(app): State<App>,
    Path((id, token, place)): Path<(String, String, String)>,
    Query(done): Query<Done>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let name = format!("{STEP}/{place}");
    let fill = match fill(&app, &visit, Step::new(&id, &token, &name)).await? {
        Ok(fill) => fill,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let asking = app.desk().asking(&fill, &place, visit.language, visit.person.as_ref()).await?;
    if asking.to.is_none() && asking.thread.is_none() {
        return Err(ServerError::NotFound);
    }
    if let Some(thread) = &asking.thread {
        app.desk().read_answer(thread).await?;
    }
    let typed = Typed { sent: done.fait == "1", ..Typed::default() };
    draw(&app, &visit, &fill, (&token, &place), asking, typed).await
}

/// POST: sends it; what was written comes back with whatever stands against it.
pub(crate) async fn send(
    State(app): State<App>,
    Path((id, token, place)): Path<(String, String, String)>,
    client: Client,
    visit: Visit,
    mut posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, Some(&token))?;
    let name = format!("{STEP}/{place}");
    let step = Step::new(&id, &token, &name);
    if let Some(wrong) = gate::give(&app, &visit, &client, step, &mut posting).await? {
        return Ok(wrong);
    }
    let fill = match app.desk().fill_for(&token, visit.person.as_ref()).await {
        Ok(fill) => fill,
        Err(refused) => {
            return gate::hold(&app, &visit, step, posting.pairs, !posting.files.is_empty(), refused).await;
        }
    };
    if fill.draft.demarche != id {
        return Err(ServerError::NotFound);
    }
    let typed = Typed::read(&posting);
    if let Err(early) = app.rates().question(&client, visit.person.as_ref().map(|person| person.id)) {
        let asking = app.desk().asking(&fill, &place, visit.language, visit.person.as_ref()).await?;
        let faults = vec![Fault::new("message", "question.too_often").with("minutes", early.minutes())];
        let page = draw(&app, &visit, &fill, (&token, &place), asking, Typed { faults, ..typed }).await?;
        return Ok(early.on(page));
    }
    let asked = Asked {
        once: posting.text("_once").to_owned(),
        message: typed.message.clone(),
        email: typed.email.clone().unwrap_or_default(),
        documents: uploads(posting),
    };
    let refused = app.desk().ask(&fill, (&place, &token), asked, visit.language, visit.person.as_ref()).await?;
    if refused.is_empty() {
        let here = place_of(&id, &token, &place);
        return Ok(Redirect::to(&format!("{here}?fait=1#echange")).into_response());
    }
    let status = status(&refused);
    // Another tab may have filed it meanwhile.
    let fill = app.desk().fill_for(&token, visit.person.as_ref()).await?;
    let asking = app.desk().asking(&fill, &place, visit.language, visit.person.as_ref()).await?;
    let page = draw(&app, &visit, &fill, (&token, &place), asking, Typed { faults: faults(refused), ..typed }).await?;
    Ok((status, page).into_response())
}

/// The page with what was typed when the session was over: nothing was sent.
pub(crate) async fn taken_up(
    app: &App,
    visit: &Visit,
    (id, token, place): (&str, &str, &str),
    posting: &Posting,
) -> Result<Response, ServerError> {
    let fill = match app.desk().fill_for(token, visit.person.as_ref()).await {
        // Known, and not as the démarche asks for it: what was typed goes on waiting.
        Err(refused @ DeskError::IdentityNeeded(_)) => {
            let name = format!("{STEP}/{place}");
            return gate::hold(app, visit, Step::new(id, token, &name), posting.pairs.clone(), false, refused).await;
        }
        found => found?,
    };
    if fill.draft.demarche != id {
        return Err(ServerError::NotFound);
    }
    let asking = app.desk().asking(&fill, place, visit.language, visit.person.as_ref()).await?;
    let code = if fill.draft.submitted_at.is_some() { "question.filed" } else { "question.not_sent" };
    let typed = Typed { faults: vec![Fault::new("message", code)], ..Typed::read(posting) };
    draw(app, visit, &fill, (token, place), asking, typed).await
}

async fn draw(
    app: &App,
    visit: &Visit,
    fill: &Fill,
    (token, place): (&str, &str),
    asking: Asking,
    typed: Typed,
) -> Result<Response, ServerError> {
    let (demarche, language) = (&fill.served.demarche, visit.language);
    let here = place_of(&demarche.id, token, place);
    let mut around = chrome::around_link(app, visit, here.clone(), token);
    let filed = fill.draft.submitted_at.is_some();
    around.help = match filed {
        true => chrome::help(app, demarche, language, None),
        false => chrome::help_with(app, fill, language).await?,
    };
    let files = format!("{here}/fichiers");
    let events = asking.thread.as_ref().map(|thread| told_to_citizen(thread, &fill.served.timezone, &files, language));
    let organisation = asking.to.as_ref().and_then(|to| to.organisation.as_ref()).map(|found| found.name.clone());
    let organisation = organisation.or_else(|| asking.thread.as_ref()?.organisation.clone());
    let others = !filed
        && (app.desk().who_can_be_asked(fill, language).await?.len() > 1
            || app.desk().threads(fill, language).await?.len() > 1);
    let page = QuestionPage {
        chrome: around,
        demarche: chrome::head(demarche, language),
        organisation: organisation.filter(|name| *name != asking.title),
        recipient: asking.title,
        events: events.unwrap_or_default(),
        action: asking.to.is_some().then_some(here),
        back_href: address(&demarche.id, token, &fill.draft.page),
        save_href: address(&demarche.id, token, "enregistrer"),
        in_account: fill.draft.person.is_some(),
        others_href: others.then(|| begins(&demarche.id, token)),
        filed_href: filed.then(|| address(&demarche.id, token, "confirmation")),
        once: app.desk().store().ids().uuid().map_err(DeskError::from)?.simple().to_string(),
        message: typed.message,
        email: typed.email.unwrap_or(asking.email),
        unsent: typed.files,
        accept: ["application/pdf", "image/jpeg", "image/png"].map(str::to_owned).to_vec(),
        max_size: FILE_SIZE,
        max_files: MAX_MESSAGE_FILES,
        sent: typed.sent,
        faults: typed.faults,
    };
    Ok(app.draw(&page)?.into_response())
}

/// GET `question/{recipient}/fichiers/{file}`: what came with a message.
pub(crate) async fn attachment(
    State(app): State<App>,
    Path((id, token, place, wanted)): Path<(String, String, String, Uuid)>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let name = format!("{STEP}/{place}");
    let fill = match fill(&app, &visit, Step::new(&id, &token, &name)).await? {
        Ok(fill) => fill,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let person = visit.person.as_ref();
    let asking = app.desk().asking(&fill, &place, visit.language, person).await?;
    let thread = asking.thread.ok_or(ServerError::NotFound)?;
    let taker = Author::Citizen(person.map(|person| person.id));
    Ok(file(app.desk().hand_out_asked(&thread, wanted, taker).await?))
}
