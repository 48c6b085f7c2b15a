//! `/agents/cas/{agency}/{id}`: a case, its files, and the act on it.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{Act, Asking, DeskError, FILE_SIZE, MAX_MESSAGE, OpenedCase, Refused, Upload, Values};
use form::{demarche::SilenceMeans, text::Language};
use pages::page::{
    Attached, Download, Fault, HeldBack,
    agent::{Asking as AskingShown, CasePage, Unsent},
};
use store::{
    Uuid,
    attachments::{self, Attachment},
};
use words::Words;

use super::{
    agent_login::{draw_login, unsent},
    agents::{Done, around},
    at_desk::{at_desk, relabelled},
    gone::{Left, or_gone},
    happened::{events, silence},
    identify,
    own_receipt::own_receipt,
    values,
};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{AgentVisit, Visit},
    },
};

/// What an agent typed, on a page that comes back.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) status: String,
    pub(super) message: String,
    /// The names of the documents, which the browser does not choose again.
    pub(super) documents: Vec<String>,
    pub(super) sent_on: Option<String>,
    pub(super) questions: Vec<String>,
    pub(super) by: String,
    pub(super) note: String,
    /// Who was chosen to look after the case, where that was changed.
    pub(super) assignee: Option<String>,
    /// The labels that were stuck on or, with a `-` before them, taken off, where any was.
    pub(super) labels: Option<Vec<String>>,
    /// The boxes of what is given back, where something else stands in them.
    pub(super) values: Option<Vec<(String, String)>>,
    /// What those boxes held when they were drawn, as the page posts it.
    pub(super) before: String,
    /// The state of the case that the writer was shown, where nobody told them what happened since; otherwise as it is now.
    pub(super) revision: Option<u64>,
    /// A letter that waits to be gone on with.
    pub(super) letter: Option<Unsent>,
    pub(super) faults: Vec<Fault>,
    pub(super) done: bool,
}

impl Typed {
    /// All that the page's one form holds, whichever of its buttons was pressed.
    pub(super) fn read(posting: &Posting) -> Self {
        let all = |wanted: &str| -> Vec<String> {
            posting.pairs.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.clone()).collect()
        };
        let assignee = posting.get("assignee").filter(|chosen| Some(*chosen) != posting.get("_assignee"));
        Self {
            status: posting.text("status").to_owned(),
            message: posting.get("message").unwrap_or_default().to_owned(),
            documents: posting.files.iter().map(|file| desk::shown(&file.name)).collect(),
            sent_on: posting.get("sent_on").map(str::to_owned),
            questions: all("questions"),
            by: posting.text("by").to_owned(),
            note: posting.get("note").unwrap_or_default().to_owned(),
            assignee: assignee.map(str::to_owned),
            labels: relabelled(posting),
            values: values::changed(posting),
            before: posting.get("_valeurs").unwrap_or_default().to_owned(),
            revision: posting.get("_revision").and_then(|text| text.parse().ok()),
            ..Self::default()
        }
    }

    /// The boxes of what is given back, with what they held.
    fn boxes(&self) -> Option<values::TypedOver<'_>> {
        Some((self.values.as_deref()?, self.before.as_str()))
    }

    /// Whether something was typed that another button than the one pressed sends.
    pub(super) fn is_left(&self) -> bool {
        let Self { status, message, documents, questions, by, note, assignee, labels, values, .. } = self;
        assignee.is_some()
            || values.is_some()
            || labels.is_some()
            || !documents.is_empty()
            || !questions.is_empty()
            || [status, message, by, note].iter().any(|text| !text.trim().is_empty())
    }
}

impl From<Unsent> for Typed {
    fn from(unsent: Unsent) -> Self {
        let Unsent { message, status, questions, by, note, values, before, .. } = unsent;
        let values = (!values.is_empty()).then_some(values);
        let faults = match message.trim() {
            "" => vec![Fault::new("note", "note.not_added")],
            _ => vec![Fault::new("message", "message.not_sent")],
        };
        Self { status, message, questions, by, note, values, before, faults, ..Self::default() }
    }
}

/// What was written before a login, for the case as it is now: where something happened to it since, that is told, and its history stands
/// below.
fn after_login(opened: &OpenedCase, unsent: Unsent) -> Typed {
    let is_old = unsent.revision.parse::<u64>().is_ok_and(|seen| seen != opened.revision());
    let mut typed = Typed::from(unsent);
    if is_old {
        typed.faults.push(Fault::new("status", "case.changed"));
    }
    typed
}

/// The case at the address `next` with what was written before the session was over; nothing where this agent has no such case.
pub(crate) async fn taken_up(
    app: &App,
    visit: &AgentVisit,
    next: &str,
    unsent: &Unsent,
) -> Result<Option<Response>, ServerError> {
    let mut parts = next.strip_prefix("/agents/cas/").unwrap_or_default().split('/');
    let (Some(agency), Some(Ok(id)), None) = (parts.next(), parts.next().map(str::parse::<Uuid>), parts.next()) else {
        return Ok(None);
    };
    match app.desk().open_case(&visit.agent, agency, id).await {
        Ok(opened) => {
            let typed = after_login(&opened, unsent.clone());
            Ok(Some(draw(app, visit, &opened, typed).await?.into_response()))
        }
        Err(DeskError::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The case with a message that was written elsewhere and could not be sent there.
pub(super) async fn unsent_on(
    app: &App,
    visit: &AgentVisit,
    opened: &OpenedCase,
    message: String,
) -> Result<Response, ServerError> {
    let faults = vec![Fault::new("message", "message.not_sent")];
    Ok(draw(app, visit, opened, Typed { message, faults, ..Typed::default() }).await?.into_response())
}

pub(super) fn address(opened: &OpenedCase) -> String {
    format!("/agents/cas/{}/{}", opened.case.agency, opened.case.id)
}

pub(crate) async fn show(
    State(app): State<App>,
    Path((agency, id)): Path<(String, Uuid)>,
    Query(done): Query<Done>,
    visit: AgentVisit,
) -> Result<Response, ServerError> {
    let shown = async {
        let opened = app.desk().open_case(&visit.agent, &agency, id).await?;
        let typed = Typed { done: done.fait == "1", ..Typed::default() };
        Ok::<_, ServerError>(draw(&app, &visit, &opened, typed).await?.into_response())
    };
    or_gone(&app, &visit, (&agency, id), Left::default(), shown.await).await
}

/// POST: status, message, documents, in one act. Where the session was over, or is a new one, nothing is done, and what was written
/// comes back to be sent again.
pub(crate) async fn act(
    State(app): State<App>,
    Path((agency, id)): Path<(String, Uuid)>,
    visitor: Visit,
    visit: Result<AgentVisit, ServerError>,
    posting: Posting,
) -> Result<Response, ServerError> {
    let visit = match at_work(&app, &visitor, visit, (&agency, id), &posting).await? {
        Ok(visit) => visit,
        Err(instead) => return Ok(instead),
    };
    let left = Left::posted(&posting);
    let done = answer(&app, &visit, (&agency, id), posting).await;
    or_gone(&app, &visit, (&agency, id), left, done).await
}

async fn answer(
    app: &App,
    visit: &AgentVisit,
    (agency, id): (&str, Uuid),
    posting: Posting,
) -> Result<Response, ServerError> {
    let typed = Typed::read(&posting);
    let posted = values::boxes(&posting, "");
    let values = if posted.is_empty() { Values::None } else { Values::Posted(posted.clone()) };
    let revision = typed.revision.unwrap_or_default();
    let documents = posting
        .files
        .into_iter()
        .map(|file| Upload { field: file.field, name: file.name, bytes: file.bytes })
        .collect();
    // A box that is left empty says nothing.
    let said = |typed: &String| Some(typed.clone()).filter(|typed| !typed.is_empty());
    let complement = Asking { questions: typed.questions.clone(), by: said(&typed.by) };
    let (status, message) = (said(&typed.status), typed.message.clone());
    let act = Act { status, message, documents, complement, values, revision };
    match app.desk().treat(&visit.agent, agency, id, act).await {
        Ok(opened) => {
            let Typed { note, assignee, labels, .. } = typed;
            let left = Typed { note, assignee, labels, done: true, ..Typed::default() };
            if !left.is_left() {
                return Ok(Redirect::to(&format!("{}?fait=1", address(&opened))).into_response());
            }
            let opened = app.desk().open_case(&visit.agent, agency, id).await?;
            Ok(draw(app, visit, &opened, left).await?.into_response())
        }
        Err(DeskError::Invalid { field, code }) => {
            let opened = app.desk().open_case(&visit.agent, agency, id).await?;
            let faults = vec![Fault::new(field, code).with("max", MAX_MESSAGE)];
            // From here on the writer knows what happened.
            let page = draw(app, visit, &opened, Typed { faults, revision: None, ..typed }).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(DeskError::Several(refused)) => {
            let opened = app.desk().open_case(&visit.agent, agency, id).await?;
            let fault = |one: Refused| Fault::new(one.field, one.code).with("name", one.named);
            let faults = refused.into_iter().map(fault).collect();
            let page = draw(app, visit, &opened, Typed { faults, ..typed }).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        // Each stands at its box.
        Err(DeskError::Values(_)) => {
            let opened = app.desk().open_case(&visit.agent, agency, id).await?;
            let typed = Typed { values: Some(posted), ..typed };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(app, visit, &opened, typed).await?).into_response())
        }
        Err(DeskError::TooManyActs { most }) => {
            let opened = app.desk().open_case(&visit.agent, agency, id).await?;
            let faults = vec![Fault::new("message", "act.too_many").with("max", most)];
            let page = draw(app, visit, &opened, Typed { faults, ..typed }).await?;
            Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response())
        }
        Err(DeskError::File { code, name, limit }) => {
            let opened = app.desk().open_case(&visit.agent, agency, id).await?;
            let fault =
                Fault::new("document", code).with("name", name).with("limit", limit.as_deref().unwrap_or("none"));
            let page = draw(app, visit, &opened, Typed { faults: vec![fault], ..typed }).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The visit of whoever pressed a button of the page; or, where the session was over or is a new one, what is shown instead: nothing is done,
/// and what was written comes back.
pub(super) async fn at_work(
    app: &App,
    visitor: &Visit,
    visit: Result<AgentVisit, ServerError>,
    (agency, id): (&str, Uuid),
    posting: &Posting,
) -> Result<Result<AgentVisit, Response>, ServerError> {
    let unsent = unsent(posting, "");
    let (visit, unsent) = match (visit, unsent) {
        (Ok(visit), unsent) => (visit, unsent),
        (Err(ServerError::LoginNeeded { .. }), Some(unsent)) => {
            return Ok(Err(log_in(app, visitor, (agency, id), unsent)?));
        }
        (Err(error), _) => return Err(error),
    };
    let Err(error) = visit.check(posting) else { return Ok(Ok(visit)) };
    let Some(unsent) = unsent else { return Err(error) };
    let shown = async {
        let opened = app.desk().open_case(&visit.agent, agency, id).await?;
        let Typed { documents, assignee, labels, .. } = Typed::read(posting);
        let typed = Typed { documents, assignee, labels, ..after_login(&opened, unsent) };
        let page = draw(app, &visit, &opened, typed).await?;
        Ok::<_, ServerError>((StatusCode::FORBIDDEN, page).into_response())
    };
    Ok(Err(or_gone(app, &visit, (agency, id), Left::posted(posting), shown.await).await?))
}

/// The login, which holds what was written.
fn log_in(app: &App, visitor: &Visit, (agency, id): (&str, Uuid), unsent: Unsent) -> Result<Response, ServerError> {
    let next = format!("/agents/cas/{agency}/{id}");
    let page = draw_login(app, visitor.language, "", &next, Some(unsent), Vec::new())?;
    Ok((StatusCode::FORBIDDEN, page).into_response())
}

/// What the case page lets be asked of the citizen, where that status may be set.
fn asking(
    app: &App,
    opened: &OpenedCase,
    language: Language,
    typed: &Typed,
) -> Result<Option<AskingShown>, ServerError> {
    if !opened.next_statuses().iter().any(|status| status == "complement") {
        return Ok(None);
    }
    let first = opened.zoned(app.desk().now()).date();
    Ok(Some(AskingShown {
        parts: app.desk().askable(opened, language)?,
        chosen: typed.questions.clone(),
        by: typed.by.clone(),
        first,
        last: first.checked_add(jiff::Span::new().years(1)).unwrap_or(first),
        stops_time: opened.clock(app.desk().now())?.is_some_and(|clock| clock.means == SilenceMeans::Rejection),
    }))
}

/// All of an answer that cannot be sent because the case is held, as text that can be copied: the message, what was asked for and until when,
/// and the names of the documents.
fn unsent_text(app: &App, opened: &OpenedCase, typed: &Typed, language: Language) -> Result<String, ServerError> {
    let word = |id: &str| Words::shared().get(language.tag(), id, &[]);
    let mut said: Vec<String> = Some(typed.message.clone()).into_iter().filter(|message| !message.is_empty()).collect();
    let mut add = |title: &str, lines: &[String]| {
        if !lines.is_empty() {
            said.push(format!("{}\n- {}", word(title), lines.join("\n- ")));
        }
    };
    if !typed.questions.is_empty() {
        let parts = app.desk().askable(opened, language)?;
        let chosen =
            parts.into_iter().flat_map(|part| part.questions).filter(|one| typed.questions.contains(&one.path));
        add("case-complement", &chosen.map(|one| one.label).collect::<Vec<_>>());
    }
    add("case-complement-by", Some(typed.by.clone()).filter(|by| !by.is_empty()).as_slice());
    add("case-document", &typed.documents);
    Ok(said.join("\n\n"))
}

pub(super) async fn draw(
    app: &App,
    visit: &AgentVisit,
    opened: &OpenedCase,
    typed: Typed,
) -> Result<Html<String>, ServerError> {
    let desk = at_desk(app, visit, opened, &typed).await?;
    let here = address(opened);
    let language = visit.language;
    let download = |attachment: &Attachment| chrome::download(attachment, format!("{here}/fichiers/{}", attachment.id));
    let scanning = opened.attachments.iter().any(|file| file.state == attachments::State::Pending);
    let asking = asking(app, opened, language, &typed)?;
    let given_back = values::shown(app, opened, typed.boxes(), true, language);
    let message =
        if opened.is_withheld() { unsent_text(app, opened, &typed, language)? } else { typed.message.clone() };
    let word = |id: &str| Words::shared().get(language.tag(), id, &[]);
    let page = CasePage {
        chrome: around(app, visit, here.clone()),
        inbox_href: visit.list().to_owned(),
        reference: opened.dossier.stored.reference.clone(),
        demarche: opened.dossier.served.demarche.title.get(language).to_owned(),
        recipient: opened.planned.title.clone(),
        organisation: opened.organisation.as_ref().map(chrome::organisation),
        recorded_at: opened.zoned(opened.case.created_at),
        arrived_at: opened.case.handed_at.map(|at| opened.zoned(at)),
        status: opened.case.status.clone(),
        due: opened.owed_until().filter(|_| !opened.case.own_receipt).map(|due| opened.zoned(due).date()),
        silence: silence(opened.clock(app.desk().now())?, &opened.dossier.served.demarche, language),
        own_receipt: own_receipt(app, opened, language, typed.sent_on),
        identified: opened
            .dossier
            .evidence
            .identified
            .as_ref()
            .map(|known| identify::told(known, &opened.dossier.served.timezone)),
        recap: opened.planned.recap.clone(),
        attachments: opened
            .attachments
            .iter()
            .map(|attachment| Attached {
                on: None,
                question: chrome::question(&opened.dossier.served.demarche, &attachment.path, language),
                file: download(attachment),
            })
            .collect(),
        downloads: [
            Download {
                name: word("case-package"),
                href: format!("{here}/dossier.zip"),
                mime: "application/zip".to_owned(),
                size: None,
                held: scanning.then_some(HeldBack::Scanning),
                kept_on: None,
            },
            Download {
                name: word("case-print"),
                href: format!("{here}/imprimer.pdf"),
                mime: "application/pdf".to_owned(),
                size: None,
                held: None,
                kept_on: None,
            },
        ]
        .into_iter()
        .chain(opened.forms().into_iter().map(|form| Download {
            name: Words::shared().get(language.tag(), "case-form", &[("name", form.as_str().into())]),
            href: format!("{here}/formulaires/{form}"),
            mime: "application/pdf".to_owned(),
            size: None,
            held: None,
            kept_on: None,
        }))
        .collect(),
        desk,
        letter_href: format!("{here}/courrier"),
        letter: typed.letter,
        forward_href: opened.forward_refused().is_none().then(|| format!("{here}/transmettre")),
        events: events(app, opened, language)?,
        action: here.clone(),
        asking,
        given_back,
        complement_begun: opened.is_complement_begun(),
        statuses: opened.next_statuses(),
        revision: typed.revision.unwrap_or_else(|| opened.revision()),
        chosen: typed.status,
        message,
        unsent: typed.documents,
        accept: ["application/pdf", "image/jpeg", "image/png"].map(str::to_owned).to_vec(),
        max_size: FILE_SIZE,
        done: typed.done,
        faults: typed.faults,
    };
    app.draw(&page)
}
