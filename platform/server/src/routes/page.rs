//! `/demarches/{id}/d/{token}/{page}`: one page of the journey, shown and saved; the stop and the notice that follow it.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use desk::{Action, DeskError, Fill, LedTo, PagePost, Saved, Upload};
use form::{
    demarche::Demarche, journey, known, lookup::Organisation, problem::Problem, routing::Area, text::Language,
    typed::Differing, view::PageView,
};
use pages::page::{
    Contact,
    journey::{Connected, FormPage, Notice, StopPage, Unconnected, UnconnectedPage},
};

use super::{
    documents,
    gate::{self, Step},
    question,
};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
    middleware::rates::Client,
};

/// The address of a page of a draft.
pub(crate) fn address(demarche: &str, token: &str, page: &str) -> String {
    format!("/demarches/{demarche}/d/{token}/{page}")
}

/// The draft at this step's address, for whoever may fill it; else the answer: the gate, or the confirmation of a submitted one.
pub(crate) async fn fill(app: &App, visit: &Visit, step: Step<'_>) -> Result<Result<Fill, Response>, ServerError> {
    let fill = match app.desk().fill_for(step.token, visit.person.as_ref()).await {
        Ok(fill) => fill,
        Err(refused) => return gate::ask(app, visit, step, refused).await.map(Err),
    };
    belonging(fill, step)
}

/// The same of a draft already found.
pub(crate) fn belonging(fill: Fill, step: Step<'_>) -> Result<Result<Fill, Response>, ServerError> {
    if fill.draft.demarche != step.demarche {
        return Err(ServerError::NotFound);
    }
    if fill.draft.submitted_at.is_some() {
        let confirmation = address(step.demarche, step.token, "confirmation");
        return Ok(Err(Redirect::to(&confirmation).into_response()));
    }
    Ok(Ok(fill))
}

/// GET of the draft itself: its page to go on with.
pub(crate) async fn go_on(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, ServerError> {
    Ok(match fill(&app, &visit, Step::new(&id, &token, "")).await? {
        Ok(fill) => Redirect::to(&address(&id, &token, &fill.draft.page)).into_response(),
        Err(elsewhere) => elsewhere,
    })
}

/// What the address of a page says after a post that could not go on: the browser asks for the page again, so that « back » and « reload »
/// later have an address to go to and no form to send anew.
#[derive(serde::Deserialize)]
pub(crate) struct Reviewed {
    /// Whether to say what is wrong.
    revoir: Option<String>,
    /// The questions just opened, between commas.
    #[serde(default)]
    nouvelles: String,
    /// The row of a long group that is to be edited.
    ligne: Option<String>,
}

impl Reviewed {
    /// The longest list of questions that an address carries; a page that opens more is drawn at once.
    const LONGEST: usize = 1500;

    /// The address of the page as it comes back, where the stored draft gives it.
    fn address(here: &str, again: &desk::Again) -> Option<String> {
        let opened = again.opened.join(",");
        if !again.stored || again.changed_elsewhere || opened.len() > Self::LONGEST {
            return None;
        }
        Some(match (again.problems.is_empty(), opened.is_empty()) {
            (true, true) => match &again.row {
                Some(row) => format!("{here}?ligne={row}#{}", row.replace('.', "-")),
                None => here.to_owned(),
            },
            (_, true) => format!("{here}?revoir"),
            _ => format!("{here}?revoir&nouvelles={opened}"),
        })
    }
}

/// GET: the page; with its problems where the address asks for them.
pub(crate) async fn show(
    State(app): State<App>,
    Path((id, token, page_id)): Path<(String, String, String)>,
    axum::extract::Query(reviewed): axum::extract::Query<Reviewed>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let fill = match fill(&app, &visit, Step::new(&id, &token, &page_id)).await? {
        Ok(fill) => fill,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (page, _) = fill.served.demarche.page(&page_id).ok_or(ServerError::NotFound)?;
    let opened: Vec<&str> = reviewed.nouvelles.split(',').filter(|path| !path.is_empty()).collect();
    // A page that could not go on says why, also to whoever comes back to it by another way.
    let problems = match reviewed.revoir.is_some() || fill.answers.was_refused(&page_id) {
        true => app.desk().review_page(&fill, page, visit.language, &opened),
        false => app.desk().retained_on(&fill, page, visit.language),
    };
    let (pages, view) = app.desk().with_state(&fill, visit.language, |state| {
        let pages = state.pages();
        let open: Vec<&str> = reviewed.ligne.as_deref().into_iter().chain(opened.iter().copied()).collect();
        let view = pages.contains(&page).then(|| journey::page_view_open(state, page, &problems, &open));
        (pages, view)
    });
    let Some(view) = view else {
        // It exists no more since another answer changed: the nearest page before it does.
        let near = pages.iter().rfind(|other| **other < page).or(pages.first()).ok_or(ServerError::NotFound)?;
        return Ok(Redirect::to(&address(&id, &token, &fill.served.demarche.pages[*near].id)).into_response());
    };
    let notices = if opened.is_empty() { Vec::new() } else { vec![Notice::Opened] };
    let drawn = draw(&app, &visit, &fill, &token, page, view, (notices, Vec::new())).await?;
    // Asked for by itself, it is a page like another.
    let status = if reviewed.revoir.is_some() { status(&problems) } else { StatusCode::OK };
    Ok((status, drawn).into_response())
}

fn status(problems: &[Problem]) -> StatusCode {
    if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// POST: saves what was typed, then goes on or shows what is wrong.
pub(crate) async fn save(
    State(app): State<App>,
    Path((id, token, page_id)): Path<(String, String, String)>,
    client: Client,
    visit: Visit,
    mut posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, Some(&token))?;
    let step = Step::new(&id, &token, &page_id);
    if let Some(wrong) = gate::give(&app, &visit, &client, step, &mut posting).await? {
        return Ok(wrong);
    }
    saved(&app, &visit, step, posting).await
}

/// The answer to a posted page.
pub(crate) async fn saved(app: &App, visit: &Visit, step: Step<'_>, posting: Posting) -> Result<Response, ServerError> {
    let Step { demarche: id, token, name: page_id } = step;
    let had_files = !posting.files.is_empty();
    let by_script = posting.by_script;
    let action = Action::read(posting.get("_action").unwrap_or_default());
    let documents = documents::chosen(&posting);
    if let (Action::Attach(path), true) = (&action, documents.is_empty()) {
        return Ok(Redirect::to(&format!("{}?rien", documents::choose_href(step, path)?)).into_response());
    }
    let mut post = PagePost {
        action,
        documents,
        shown: shown_at(&posting),
        language: visit.language,
        uploads: posting
            .files
            .into_iter()
            .map(|file| Upload { field: file.field, name: file.name, bytes: file.bytes })
            .collect(),
        pairs: posting.pairs,
    };
    let saved = app.desk().save_page(id, token, page_id, &mut post, visit.person.as_ref()).await;
    if let (Err(DeskError::NotFound("document")), Action::Attach(path)) = (&saved, &post.action) {
        let choice = documents::choose_href(step, path)?;
        return Ok(Redirect::to(&documents::gone_href(&choice, &post.documents)).into_response());
    }
    // Whoever asked a source comes back to where the answer stands.
    let place = match &post.action {
        Action::LookUp(key) | Action::Choose(key) | Action::Forget(key) if is_key(key) => {
            format!("#{}", key.replace(['.', ':'], "-"))
        }
        Action::Attach(path) if is_key(path) => format!("#{}", path.replace('.', "-")),
        Action::RemoveRow { group: path, .. } | Action::Detach { path, .. } if is_key(path) => {
            let can_be_put_back = matches!(&saved, Ok(Saved::Again(again)) if again.fill.answers.removed().is_some());
            format!("#{}{}", path.replace('.', "-"), if can_be_put_back { "--removed" } else { "" })
        }
        _ => String::new(),
    };
    let saved = match saved {
        // Another tab has submitted: there is nothing more to save.
        Err(DeskError::Store(store::StoreError::DraftSubmitted)) => {
            return Ok(Redirect::to(&address(id, token, "confirmation")).into_response());
        }
        Err(
            refused @ (DeskError::CodeNeeded
            | DeskError::IdentityNeeded(_)
            | DeskError::LoginRequired
            | DeskError::NotFound("draft")),
        ) => {
            return gate::hold(app, visit, step, post.pairs, had_files, refused).await;
        }
        saved => saved?,
    };
    let go = |page: &str| Redirect::to(&address(id, token, page)).into_response();
    Ok(match saved {
        Saved::Page(next) => go(&next),
        Saved::Recap => go("recapitulatif"),
        Saved::Stop(page) => go(&format!("arret?page={page}")),
        Saved::PutAway => go("enregistrer"),
        Saved::Ask => go(question::STEP),
        Saved::Unconnected(next) => {
            go(&format!("destinataire?page={page_id}&suite={}", next.as_deref().unwrap_or("recapitulatif")))
        }
        Saved::Again(again) => {
            if let (Action::Documents(path), true, true) = (&post.action, again.stored, again.problems.is_empty()) {
                return Ok(Redirect::to(&documents::choose_href(step, path)?).into_response());
            }
            let here = address(id, token, page_id);
            if let (true, Some(address)) = (!by_script, Reviewed::address(&here, &again)) {
                return Ok(Redirect::to(&(address + &place)).into_response());
            }
            let mut notices = Vec::new();
            if again.taken_back {
                notices.push(Notice::TakenBack);
            } else if again.changed_elsewhere {
                notices.push(Notice::ChangedElsewhere);
            }
            if !again.opened.is_empty() {
                notices.push(Notice::Opened);
            }
            let open = rows_being_edited(&post, &again);
            let view = app.desk().with_state(&again.fill, visit.language, |state| {
                journey::page_view_open(state, again.page, &again.problems, &open)
            });
            let drawn = draw(app, visit, &again.fill, token, again.page, view, (notices, again.differing)).await?;
            (status(&again.problems), drawn).into_response()
        }
    })
}

/// What opens rows of long groups on a page that comes back: those that were edited stay open until one goes on to another row.
fn rows_being_edited<'p>(post: &'p PagePost, again: &'p desk::Again) -> Vec<&'p str> {
    let goes_on = matches!(post.action, Action::AddRow(_) | Action::CopyRow { .. });
    let edited = post.pairs.iter().filter(|_| !goes_on).map(|(name, _)| name.as_str());
    edited.chain(again.row.as_deref()).chain(again.opened.iter().map(String::as_str)).collect()
}

/// Whether the text can be the key of a source on a page: of what comes in a post nothing else goes into an address.
pub(crate) fn is_key(text: &str) -> bool {
    text.len() <= 200 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte))
}

/// What a page carries of the draft that it shows: a time says both that something was saved since and which answers were.
pub(crate) fn revision(fill: &Fill) -> u64 {
    u64::try_from(fill.draft.updated_at.as_microsecond()).unwrap_or_default()
}

/// When the draft that the posted page showed was last saved.
pub(crate) fn shown_at(posting: &Posting) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_microsecond(posting.get("_revision")?.parse().ok()?).ok()
}

async fn draw(
    app: &App,
    visit: &Visit,
    fill: &Fill,
    token: &str,
    page: usize,
    mut view: PageView,
    (mut notices, differing): (Vec<Notice>, Vec<Differing>),
) -> Result<axum::response::Html<String>, ServerError> {
    let demarche = &fill.served.demarche;
    view.keep_searches(&|partner| app.desk().partners().knows(&demarche.agency, partner));
    let on_page = |path: &str| demarche.resolve(path).is_some_and(|node| node.page == Some(page));
    if fill.answers.iter().any(|(path, answer)| known::holder_of(&answer.source).is_some() && on_page(path)) {
        notices.push(Notice::Prefilled);
    }
    let here = address(&demarche.id, token, &view.id);
    let from_documents = match &visit.person {
        Some(person) if view.has_files => app.desk().has_documents(person).await?,
        _ => false,
    };
    let mut around = chrome::around_link(app, visit, &here, token);
    let receivers = app.desk().receivers(fill, visit.language).await?;
    around.ask = chrome::ask(app, fill, token, receivers.iter().filter_map(|one| one.organisation.as_ref())).await?;
    let led_to: Vec<LedTo> = receivers.into_iter().filter(|one| one.by_place).collect();
    around.help = chrome::help_of(app, demarche, visit.language, led_to.first());
    let back_href = match &view.previous {
        Some(previous) => address(&demarche.id, token, previous),
        None => format!("/demarches/{}", demarche.id),
    };
    let form = FormPage {
        known: super::known::link(app, visit, fill, token, (page, view.previous.is_none())).await,
        chrome: around,
        demarche: chrome::head(demarche, visit.language),
        back_href: Some(back_href),
        revision: revision(fill),
        retained: fill.retained.iter().filter(|one| on_page(&one.path)).map(|one| one.id.to_string()).collect(),
        differing,
        notices,
        connected: told_here(&led_to, demarche, page, view.previous.as_deref()),
        unconnected: led_to
            .into_iter()
            .filter(|one| !one.connected())
            .map(|one| Unconnected { told: one.decided_on != Some(page), ..to_post(one, visit.language) })
            .collect(),
        referentials_base: "/referentiels".to_owned(),
        from_documents,
        action: here,
        view,
    };
    app.draw(&form)
}

/// The connected recipients that a page tells of: that of the last answer that leads to them, and, for whoever chose without a script
/// and sees nothing before going on, the one after it.
fn told_here(led_to: &[LedTo], demarche: &Demarche, page: usize, previous: Option<&str>) -> Vec<Connected> {
    let is_told = |one: &&LedTo| {
        one.decided_on.is_some_and(|decided| decided == page || previous == Some(demarche.pages[decided].id.as_str()))
    };
    let connected = led_to.iter().filter(|one| one.connected()).filter(is_told);
    connected
        .filter_map(|one| Some(Connected { title: one.title.clone(), contact: addressed(one.organisation.as_ref()?) }))
        .collect()
}

/// An organisation by name and postal address alone: nobody has to write to it.
pub(crate) fn addressed(found: &Organisation) -> Contact {
    Contact { email: None, phone: None, ..chrome::organisation(found) }
}

fn named(found: &LedTo, language: Language) -> String {
    chrome::named(&found.title, found.organisation.as_ref(), found.area.as_ref(), language)
}

/// A recipient to write to by post, as a page shows it.
pub(crate) fn to_post(found: LedTo, language: Language) -> Unconnected {
    let called = named(&found, language);
    let (commune, departement) = match found.area {
        Some(Area::Commune(name)) => (Some(name), None),
        Some(Area::Departement(name)) => (None, Some(name)),
        None => (None, None),
    };
    Unconnected {
        contact: found.organisation.as_ref().map(chrome::organisation),
        title: found.title,
        called,
        commune,
        departement,
        told: false,
    }
}

/// What a page that follows another is told in its address.
#[derive(serde::Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    page: String,
    #[serde(default)]
    suite: String,
}

/// GET `arret`: why the journey ends here.
pub(crate) async fn stop(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    axum::extract::Query(after): axum::extract::Query<After>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let fill = match fill(&app, &visit, Step::new(&id, &token, "arret")).await? {
        Ok(fill) => fill,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let demarche = &fill.served.demarche;
    let stop = app.desk().with_state(&fill, visit.language, |state| {
        let (page, _) = state.stop()?;
        journey::stop_view(state, page)
    });
    let Some(stop) = stop else {
        // An answer changed since: the journey goes on.
        let page = if demarche.page(&after.page).is_some() { after.page } else { fill.draft.page.clone() };
        return Ok(Redirect::to(&address(&id, &token, &page)).into_response());
    };
    let mut around =
        chrome::around_link(&app, &visit, address(&id, &token, &format!("arret?page={}", stop.back_to)), &token);
    around.help = chrome::help_with(&app, &fill, visit.language).await?;
    around.ask = chrome::ask_with(&app, &fill, &token, visit.language).await?;
    let page = StopPage {
        chrome: around,
        demarche: chrome::head(demarche, visit.language),
        back_href: address(&id, &token, &stop.back_to),
        leave_href: "/".to_owned(),
        stop,
    };
    Ok(app.draw(&page)?.into_response())
}

/// GET `destinataire`: a recipient just chosen is not connected.
pub(crate) async fn recipient(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    axum::extract::Query(after): axum::extract::Query<After>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let asked = format!("destinataire?page={}&suite={}", after.page, after.suite);
    let fill = match fill(&app, &visit, Step::new(&id, &token, &asked)).await? {
        Ok(fill) => fill,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let demarche = &fill.served.demarche;
    let known = |page: &str| demarche.page(page).is_some() || page == "recapitulatif";
    let next = if known(&after.suite) { after.suite.as_str() } else { "recapitulatif" };
    let back = if known(&after.page) { after.page.as_str() } else { fill.draft.page.as_str() };
    let language = visit.language;
    let led_to = app.desk().led_to(&fill, language).await?;
    let help = chrome::help_of(&app, demarche, language, led_to.first());
    let receivers = app.desk().receivers(&fill, language).await?;
    let ask = chrome::ask(&app, &fill, &token, receivers.iter().filter_map(|one| one.organisation.as_ref())).await?;
    let (online, posted): (Vec<LedTo>, Vec<LedTo>) = receivers.into_iter().partition(LedTo::connected);
    let unconnected: Vec<Unconnected> = posted.into_iter().map(|one| to_post(one, language)).collect();
    if unconnected.is_empty() {
        return Ok(Redirect::to(&address(&id, &token, next)).into_response());
    }
    let here = address(&id, &token, &format!("destinataire?page={back}&suite={next}"));
    let mut around = chrome::around_link(&app, &visit, here, &token);
    (around.help, around.ask) = (help, ask);
    let page = UnconnectedPage {
        chrome: around,
        demarche: chrome::head(demarche, visit.language),
        unconnected,
        online: online.iter().map(|one| named(one, language)).collect(),
        back_href: address(&id, &token, back),
        continue_href: address(&id, &token, next),
        leave_href: "/".to_owned(),
    };
    Ok(app.draw(&page)?.into_response())
}
