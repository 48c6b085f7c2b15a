//! `/api/partner/v1/cases/{case}`: a case and its files. Everything is made of the case's own projection; every reading is written down, and
//! the first one that is answered with anything is the recipient's acknowledgement.

use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use desk::{CaseWanted, OpenedCase};
use form::text::Language;

use super::{
    id,
    wire::{
        Attachment, Case, CaseEvent, Complement, DemarcheRef, Document, GivenComplement, Held, OwedReceipt,
        RecipientRef, Returns,
    },
};
use crate::{
    app::App,
    error::ServerError,
    extract::partner::PartnerVisit,
    routes::follow::{came_with, file},
};

/// A case.
#[utoipa::path(
    get,
    path = "/api/partner/v1/cases/{case}",
    tag = "cases",
    summary = "Read a case",
    description = "Its answers, files, events, and the statuses that may follow. The first reading makes it « received ». \
                   404: nothing there, or not yours any more; a case that was announced was sent on to another desk since. Pass over it, and \
                   acknowledge as usual.",
    params(("case" = String, Path, description = "The case's id")),
    security(("partner" = ["cases:read"])),
    responses((status = OK, description = "The case", body = Case))
)]
pub(crate) async fn show(
    State(app): State<App>,
    visit: PartnerVisit,
    Path(case): Path<String>,
) -> Result<Json<Case>, ServerError> {
    let opened = open(&app, &visit, &case).await?;
    Ok(Json(told(&app, &opened)?))
}

/// The schema of its answers.
#[utoipa::path(
    get,
    path = "/api/partner/v1/cases/{case}/schema",
    tag = "cases",
    summary = "Read the schema of a case's answers",
    description = "JSON Schema 2020-12, of the version that was filled in and of what this recipient receives.",
    params(("case" = String, Path, description = "The case's id")),
    security(("partner" = ["cases:read"])),
    responses((
        status = OK,
        description = "A JSON Schema",
        body = Object,
        example = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object" })
    ))
)]
pub(crate) async fn schema(
    State(app): State<App>,
    visit: PartnerVisit,
    Path(case): Path<String>,
) -> Result<Json<serde_json::Value>, ServerError> {
    Ok(Json(open(&app, &visit, &case).await?.schema()))
}

/// All of it in one file.
#[utoipa::path(
    get,
    path = "/api/partner/v1/cases/{case}/package",
    tag = "cases",
    summary = "Take a case's package",
    description = "A ZIP: `manifest.json` with the SHA-256 of every file, `answers.json`, `schema.json`, `recapitulatif.pdf`, \
                   attachments. 404: as for the case itself, pass over it, and acknowledge as usual.",
    params(("case" = String, Path, description = "The case's id")),
    security(("partner" = ["cases:read"])),
    responses((status = OK, description = "The package", content_type = "application/zip", body = Vec<u8>))
)]
pub(crate) async fn package(
    State(app): State<App>,
    visit: PartnerVisit,
    Path(case): Path<String>,
) -> Result<Response, ServerError> {
    take(&app, &visit, &case, CaseWanted::Package).await
}

/// The case as people read it.
#[utoipa::path(
    get,
    path = "/api/partner/v1/cases/{case}/recap",
    tag = "cases",
    summary = "Take a case as a document to print",
    description = "What this recipient receives, and no more: the citizen's own receipt also tells what others received.",
    params(("case" = String, Path, description = "The case's id")),
    security(("partner" = ["cases:read"])),
    responses((status = OK, description = "A PDF", content_type = "application/pdf", body = Vec<u8>))
)]
pub(crate) async fn recap(
    State(app): State<App>,
    visit: PartnerVisit,
    Path(case): Path<String>,
) -> Result<Response, ServerError> {
    take(&app, &visit, &case, CaseWanted::Print).await
}

/// A file.
#[utoipa::path(
    get,
    path = "/api/partner/v1/cases/{case}/attachments/{file}",
    tag = "cases",
    summary = "Take a file of a case",
    description = "What the citizen attached, or what was returned to them, with the media type that was found in it. What cannot be taken \
                   makes no case « received ».",
    params(
        ("case" = String, Path, description = "The case's id"),
        ("file" = String, Path, description = "The file's id")
    ),
    security(("partner" = ["cases:read"])),
    responses((status = OK, description = "The file", content_type = "*/*", body = Vec<u8>))
)]
pub(crate) async fn attachment(
    State(app): State<App>,
    visit: PartnerVisit,
    Path((case, wanted)): Path<(String, String)>,
) -> Result<Response, ServerError> {
    let wanted = id(&wanted)?;
    take(&app, &visit, &case, CaseWanted::File(wanted)).await
}

async fn open(app: &App, visit: &PartnerVisit, case: &str) -> Result<OpenedCase, ServerError> {
    Ok(app.desk().open_case(&visit.partner, &visit.partner.agency, id(case)?).await?)
}

async fn take(app: &App, visit: &PartnerVisit, case: &str, wanted: CaseWanted) -> Result<Response, ServerError> {
    let agency = &visit.partner.agency;
    Ok(file(app.desk().hand_out_case(&visit.partner, agency, id(case)?, wanted).await?))
}

fn document(file: &store::attachments::Attachment) -> Document {
    Document {
        id: file.id,
        name: file.name.clone(),
        mime: file.mime.clone(),
        size: file.size,
        sha256: hex::encode(file.sha256),
        held: Held::of(file.state),
        kept_on: file.kept_on.map(|day| day.to_string()),
    }
}

fn complement(opened: &OpenedCase, one: desk::Complement) -> Complement {
    let given = one.given.map(|given| {
        let replaced = |file: &&store::attachments::Attachment| given.replaced().any(|id| id == file.id.to_string());
        let former = opened.replaced.iter().filter(replaced).map(|file| Attachment {
            id: file.id,
            code: opened.code(file),
            name: file.name.clone(),
            mime: file.mime.clone(),
            size: file.size,
            sha256: hex::encode(file.sha256),
            held: Held::of(file.state),
        });
        GivenComplement {
            event_id: given.event,
            at: given.at,
            former_attachments: former.collect(),
            changed: given.changed,
            former_answers: given.before.answers,
        }
    });
    Complement {
        event_id: one.event,
        asked_at: one.asked_at,
        questions: one.questions,
        by: one.due.map(|due| due.to_string()),
        state: one.state.code().to_owned(),
        given,
    }
}

fn told(app: &App, opened: &OpenedCase) -> Result<Case, ServerError> {
    let (case, stored) = (&opened.case, &opened.dossier.stored);
    let demarche = &opened.dossier.served.demarche;
    let attachments = opened.listed()?.into_iter().map(|file| Attachment {
        id: file.id,
        code: file.code,
        name: file.name,
        mime: file.mime,
        size: file.size,
        sha256: file.sha256,
        held: Held::of(file.state),
    });
    let documents = opened.documents.iter().map(document);
    let events = opened.events.iter().map(|(event, _)| CaseEvent {
        id: event.id,
        at: event.at,
        author: event.author.into(),
        kind: event.kind.clone(),
        status: event.status.clone(),
        message: event.message.clone().filter(|_| !matches!(event.kind.as_str(), "forwarded" | "values")),
        values: desk::given_back(event),
        forwarded: desk::Forwarded::of(event).map(|done| super::forward::Forwarded::of(case.id, done)),
        document_id: event.attachment,
        files: came_with(event, &opened.sent).map(document).collect(),
    });
    Ok(Case {
        id: case.id,
        external_id: case.external_id.clone(),
        reference: stored.reference.clone(),
        demarche: DemarcheRef {
            id: demarche.id.clone(),
            version: demarche.version.to_string(),
            agency: demarche.agency.clone(),
            title: demarche.title.get(Language::Fr).to_owned(),
        },
        recipient: RecipientRef {
            id: case.recipient.clone(),
            siret: case.organisation.clone(),
            // Of what is invented, the desk that it would have come to.
            branch: match &opened.organisation {
                Some(desk) if opened.dossier.is_invented() => desk.branch.clone(),
                _ => case.branch.clone(),
            },
        },
        test: case.test,
        invented: opened.dossier.is_invented(),
        status: case.status.clone(),
        next_statuses: opened.next_statuses(),
        own_receipt: opened
            .own_receipt_until()
            .map(|until| OwedReceipt { until, sent_on: case.own_receipt_on.map(|day| day.to_string()) }),
        silence: opened.clock(app.desk().now())?.map(Into::into),
        submitted_at: stored.submitted_at,
        identified: opened.dossier.evidence.identified.as_ref().map(Into::into),
        updated_at: case.updated_at,
        recap_sha256: opened.filed.recap.hash(),
        answers: opened.planned.answers.clone(),
        attachments: attachments.collect(),
        documents: documents.collect(),
        events: events.collect(),
        complements: opened.complements()?.into_iter().map(|one| complement(opened, one)).collect(),
        returns: opened.returns_schema().map(|schema| Returns { schema, values: opened.given_back() }),
    })
}
