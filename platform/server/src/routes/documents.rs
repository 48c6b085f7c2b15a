//! `/compte/documents`: what a citizen keeps of documents; adding, taking and deleting them, and choosing of them for a question of a démarche.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{Choosing, DeskError, DocumentView, FILE_SIZE, Keepable, MAX_KIND, Offered, Upload, access::Person};
use form::text::Language;
use pages::page::{
    Chrome, DemarcheHead, Fault,
    journey::KeepDocument,
    own_documents::{
        DocumentChoice, DocumentDelete, DocumentDone, OfferedDocument, OwnDocument, OwnDocuments, Room, Unfit,
    },
};
use serde::Deserialize;
use store::Uuid;
use words::Words;

use super::{
    complement,
    follow::file,
    gate::Step,
    page::{self, address, is_key},
};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
};

/// Where they are.
pub(crate) const HERE: &str = "/compte/documents";
/// Documents chosen at a time that are looked at; a question takes fewer.
const MOST_CHOSEN: usize = 64;

#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    fait: String,
}

/// What was typed, and stands against it.
#[derive(Default)]
struct Typed {
    kind: String,
    file: Option<String>,
    faults: Vec<Fault>,
}

pub(crate) async fn show(
    State(app): State<App>,
    Query(done): Query<Done>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    let done = match done.fait.as_str() {
        "ajoute" => Some(DocumentDone::Added),
        "supprime" => Some(DocumentDone::Deleted),
        _ => None,
    };
    draw(&app, &visit, done, Typed::default()).await
}

async fn draw(app: &App, visit: &Visit, done: Option<DocumentDone>, typed: Typed) -> Result<Html<String>, ServerError> {
    let person = visit.require_person(HERE)?;
    let own = app.desk().own_documents(person).await?;
    app.draw(&OwnDocuments {
        chrome: chrome::around(app, visit, HERE),
        room: told(&own),
        documents: own.documents.iter().map(shown).collect(),
        action: HERE.to_owned(),
        kind: typed.kind,
        unsent: typed.file,
        accept: ["application/pdf", "image/jpeg", "image/png"].map(str::to_owned).to_vec(),
        max_size: FILE_SIZE,
        done,
        faults: typed.faults,
        back_href: "/compte".to_owned(),
    })
}

fn told(own: &desk::OwnDocuments) -> Room {
    let (usage, allowance) = (own.usage(), own.allowance);
    Room { files: usage.files, bytes: usage.bytes, max_files: allowance.files, max_bytes: allowance.bytes }
}

fn shown(document: &DocumentView) -> OwnDocument {
    let here = format!("{HERE}/{}", document.file.id);
    OwnDocument {
        kind: document.kind.clone(),
        delete_href: format!("{here}/supprimer"),
        file: chrome::download(&document.file, here),
        origin: document.origin.clone(),
        on: document.on,
    }
}

/// How much room the account has for documents.
pub(crate) async fn room(app: &App, person: &Person) -> Result<Room, ServerError> {
    Ok(told(&app.desk().own_documents(person).await?))
}

/// A document of a dossier, as it is offered to be kept.
pub(crate) fn keepable(one: &Keepable, is_ticked: &dyn Fn(&str) -> bool) -> KeepDocument {
    let download = chrome::download(&one.file, String::new());
    let name = desk::document_name(one.file.id);
    KeepDocument {
        ticked: is_ticked(&name),
        name,
        label: one.kind.clone(),
        file: download.name,
        size: one.file.size,
        kept: one.kept,
        held: download.held,
    }
}

/// Those that can be kept, as they are called all together; nothing where there is none.
pub(crate) fn called(documents: &[Keepable], language: Language) -> Option<String> {
    let mut kinds: Vec<&str> = Vec::new();
    for one in documents.iter().filter(|one| one.can_be_kept()) {
        if !kinds.contains(&one.kind.as_str()) {
            kinds.push(&one.kind);
        }
    }
    (!kinds.is_empty())
        .then(|| Words::shared().get(language.tag(), "keep-what-documents", &[("what", kinds.join(", ").into())]))
}

/// POST: adds a document; everything that stands against it comes back at once.
pub(crate) async fn add(State(app): State<App>, visit: Visit, posting: Posting) -> Result<Response, ServerError> {
    let person = visit.require_person(HERE)?;
    visit.check(&posting, None)?;
    let kind = posting.get("kind").unwrap_or_default().to_owned();
    let mut files = posting.files.into_iter().filter(|file| file.field == "document");
    let upload = files.next().map(|file| Upload { field: file.field, name: file.name, bytes: file.bytes });
    let name = upload.as_ref().map(|upload| desk::shown(&upload.name));
    let refused = match app.desk().add_document(person, &kind, upload).await {
        Ok(()) => return Ok(Redirect::to(&format!("{HERE}?fait=ajoute")).into_response()),
        Err(refused) => refused,
    };
    let mut faults = Vec::new();
    for error in refused {
        faults.push(match error {
            DeskError::Invalid { field, code } => Fault::new(field, code).with("max", MAX_KIND),
            DeskError::File { code, name, limit } => {
                Fault::new("document", code).with("name", name).with("limit", limit.as_deref().unwrap_or("none"))
            }
            error => return Err(error.into()),
        });
    }
    let typed = Typed { kind: kind.chars().take(4 * MAX_KIND).collect(), file: name, faults };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(&app, &visit, None, typed).await?).into_response())
}

/// GET `{document}`: its bytes.
pub(crate) async fn take(State(app): State<App>, Path(id): Path<Uuid>, visit: Visit) -> Result<Response, ServerError> {
    let person = visit.require_person(HERE)?;
    Ok(file(app.desk().take_document(person, id).await?))
}

/// GET `{document}/supprimer`: whether it is to be deleted.
pub(crate) async fn confirm(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    let person = visit.require_person(HERE)?;
    let document = shown(&app.desk().own_document(person, id).await?);
    app.draw(&DocumentDelete {
        chrome: chrome::around(&app, &visit, document.delete_href.clone()),
        action: document.delete_href.clone(),
        document,
        back_href: HERE.to_owned(),
    })
}

/// POST: deletes it.
pub(crate) async fn delete(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    visit: Visit,
    posting: Posting,
) -> Result<Redirect, ServerError> {
    let person = visit.require_person(HERE)?;
    visit.check(&posting, None)?;
    match app.desk().delete_document(person, id).await {
        // A second click, or another tab: it is not there any more, as was asked.
        Ok(()) | Err(DeskError::NotFound("document")) => Ok(Redirect::to(&format!("{HERE}?fait=supprime"))),
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
pub(crate) struct Chosen {
    /// Nothing was chosen.
    rien: Option<String>,
    /// Something that was chosen is not there any more; the ids of what was, separated by commas.
    parti: Option<String>,
}

/// GET `/demarches/{id}/d/{token}/{page}/documents/{question}`: those that fit the question, and why the others do not.
pub(crate) async fn choose(
    State(app): State<App>,
    Path((id, token, page_id, question)): Path<(String, String, String, String)>,
    Query(chosen): Query<Chosen>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let here = choose_href(Step::new(&id, &token, &page_id), &question)?;
    // Whoever has to log in first comes back here.
    let name = format!("{page_id}/documents/{question}");
    let fill = match page::fill(&app, &visit, Step::new(&id, &token, &name)).await? {
        Ok(fill) => fill,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let person = visit.require_person(&here)?;
    let demarche = &fill.served.demarche;
    let (page, _) = demarche.page(&page_id).ok_or(ServerError::NotFound)?;
    let language = visit.language;
    let choosing = app.desk().choosing(&fill, page, &question, (person, language)).await?;
    let mut around = chrome::around_link(&app, &visit, &here, &token);
    around.help = chrome::help_with(&app, &fill, language).await?;
    around.ask = chrome::ask_with(&app, &fill, &token, language).await?;
    let place = Place {
        question,
        action: address(&id, &token, &page_id),
        hidden: Vec::new(),
        revision: Some(page::revision(&fill)),
    };
    Ok(app.draw(&choice(around, chrome::head(demarche, language), choosing, place, &chosen))?.into_response())
}

/// GET `/suivi/{token}/complement/{case}/documents/{question}`: the same for a question that a recipient asks again.
pub(crate) async fn choose_reopened(
    State(app): State<App>,
    Path((token, case, question)): Path<(String, Uuid, String)>,
    Query(chosen): Query<Chosen>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let Some(reopening) = app.desk().reopen(&token, case).await? else {
        return Ok(Redirect::to(&format!("/suivi/{token}")).into_response());
    };
    let here = complement::choose_href(&token, case, &question)?;
    let person = visit.require_person(&here)?;
    let (demarche, language) = (&*reopening.dossier.served.demarche, visit.language);
    let choosing = app.desk().choosing_reopened(&reopening, &question, (person, language)).await?;
    let mut around = chrome::around_link(&app, &visit, &here, &token);
    let reference = &reopening.dossier.stored.reference;
    around.help = chrome::help_by(&app, demarche, language, (reopening.organisation.as_ref(), reference));
    let place = Place {
        question,
        action: complement::address(&token, case),
        hidden: vec![(complement::SHOWN.to_owned(), reopening.id.to_string())],
        revision: None,
    };
    Ok(app.draw(&choice(around, chrome::head(demarche, language), choosing, place, &chosen))?.into_response())
}

/// What documents are chosen for.
struct Place {
    question: String,
    /// The page of the question, which takes what is chosen.
    action: String,
    /// What that page carries.
    hidden: Vec<(String, String)>,
    /// What the draft of that page is at.
    revision: Option<u64>,
}

fn choice(chrome: Chrome, demarche: DemarcheHead, choosing: Choosing, place: Place, chosen: &Chosen) -> DocumentChoice {
    let (fitting, unfit): (Vec<_>, Vec<_>) = choosing.offered.iter().partition(|one| one.unfit.is_none());
    let Place { question, action, hidden, revision } = place;
    DocumentChoice {
        chrome,
        demarche,
        question: choosing.question,
        room: choosing.room,
        kinds: choosing.kinds.into_iter().map(str::to_owned).collect(),
        max_size: choosing.max_size,
        fitting: fitting.into_iter().map(|one| offered(one, chosen)).collect(),
        unfit: unfit.into_iter().map(|one| offered(one, chosen)).collect(),
        back_href: format!("{action}#{}", question.replace('.', "-")),
        action,
        hidden,
        attach: format!("attach:{question}"),
        nothing: chosen.rien.is_some(),
        gone: chosen.parti.is_some(),
        revision,
        own_href: HERE.to_owned(),
    }
}

fn offered(one: &Offered, chosen: &Chosen) -> OfferedDocument {
    let unfit = one.unfit.map(|why| match why {
        desk::Unfit::Kind => Unfit::Kind,
        desk::Unfit::Size => Unfit::Size,
        desk::Unfit::Scanning => Unfit::Scanning,
        desk::Unfit::Harmful => Unfit::Harmful,
    });
    let document = listed(&one.document);
    let ticked = chosen.parti.as_deref().is_some_and(|before| before.split(',').any(|id| id == document.id));
    OfferedDocument { unfit, ticked, ..document }
}

/// A document that can be chosen.
fn listed(document: &DocumentView) -> OfferedDocument {
    let DocumentView { file, kind, origin, on } = document;
    OfferedDocument {
        ticked: false,
        id: file.id.to_string(),
        kind: kind.clone(),
        name: file.name.clone(),
        size: file.size,
        origin: origin.clone(),
        on: *on,
        unfit: None,
    }
}

/// The documents of who is logged in that can go along with a message.
pub(crate) async fn sendable(app: &App, visit: &Visit) -> Result<Vec<OfferedDocument>, ServerError> {
    match &visit.person {
        Some(person) => Ok(app.desk().sendable_documents(person).await?.iter().map(listed).collect()),
        None => Ok(Vec::new()),
    }
}

/// Where documents are chosen for a question of a page.
pub(crate) fn choose_href(step: Step<'_>, question: &str) -> Result<String, ServerError> {
    if !is_key(question) {
        return Err(ServerError::NotFound);
    }
    Ok(address(step.demarche, step.token, &format!("{}/documents/{question}", step.name)))
}

/// The same choice again, where something that was chosen is gone since; what else was chosen stays so.
pub(crate) fn gone_href(choice: &str, chosen: &[Uuid]) -> String {
    let chosen: Vec<String> = chosen.iter().map(Uuid::to_string).collect();
    format!("{choice}?parti={}", chosen.join(","))
}

/// The documents that a posted page names.
pub(crate) fn chosen(posting: &Posting) -> Vec<Uuid> {
    let named = posting.pairs.iter().filter(|(name, _)| name == "_document");
    named.filter_map(|(_, id)| id.parse().ok()).take(MOST_CHOSEN).collect()
}
