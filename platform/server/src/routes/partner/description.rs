//! Describes the API: what the handlers say of themselves, and what is true of all of them.

use utoipa::{
    OpenApi,
    openapi::{
        ContentBuilder, InfoBuilder, OpenApi as Document, Ref, RefOr, ResponseBuilder, ServerBuilder,
        schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type},
        security::{ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme},
    },
};

use super::{cases, events, forward, handovers, nack, notifications, oauth, sandbox};
use crate::error::{Problem, Wrong};

#[derive(OpenApi)]
#[openapi(
    paths(
        super::openapi,
        oauth::token,
        notifications::list,
        notifications::acknowledge,
        cases::show,
        cases::schema,
        cases::package,
        cases::recap,
        cases::attachment,
        events::add,
        events::own_receipt,
        forward::forward,
        nack::nack,
        handovers::hand_over,
        super::vectors,
        sandbox::show,
        sandbox::invent,
        sandbox::order,
    ),
    components(schemas(Problem, Wrong))
)]
struct Described;

/// What any address may answer.
const REFUSALS: [(&str, &str); 8] = [
    ("400", "Not written as described"),
    ("404", "Nothing there, or nothing for this client"),
    ("408", "The request came too slowly"),
    ("413", "More than is accepted"),
    ("429", "Too many requests: see Retry-After"),
    ("431", "Headers too large"),
    ("500", "Our fault"),
    ("503", "Come back later: see Retry-After"),
];

/// What addresses that want a token may answer besides.
const REFUSALS_OF_PARTNERS: [(&str, &str); 5] = [
    ("401", "No token, or one that is good for nothing (any more, or from there)"),
    (
        "403",
        "The token lacks a scope, the client is suspended (`access.client_suspended`), or the antivirus found the file harmful (`file.malware`): nobody gets it",
    ),
    (
        "409",
        "Others did something to the case at the same moment, again and again; or the antivirus has not examined a file yet \
         (`file.scanning`): see Retry-After; or one of the recipient's formats cannot be made of the case (`format.unmade`)",
    ),
    ("415", "A body of another type"),
    ("422", "Understood, and not to be done: the code says why"),
];

/// The codes that any address may give with a status.
const CODES: [(&str, &[&str]); 6] = [
    ("404", &["request.not_found"]),
    ("408", &["request.too_slow"]),
    ("413", &["body.too_large"]),
    ("415", &["body.media_type"]),
    ("429", &["request.too_many"]),
    ("503", &["server.overloaded"]),
];

/// The same of those that want a token.
const CODES_OF_PARTNERS: [(&str, &[&str]); 4] = [
    ("401", &["access.token_refused"]),
    ("403", &["access.client_suspended", "access.scope_missing"]),
    ("409", &["store.conflict"]),
    ("503", &["sandbox.unavailable"]),
];

/// The same of single addresses, after `/api/partner/v1`.
const CODES_OF: [(&str, &str, &[&str]); 31] = [
    ("GET /notifications", "400", &["cursor.invalid", "limit.invalid"]),
    ("GET /notifications", "422", &["cursor.unknown"]),
    ("POST /notifications/ack", "400", &["body.json", "cursor.invalid"]),
    ("POST /notifications/ack", "422", &["cursor.too_far", "cursor.unknown"]),
    ("GET /cases/{case}/package", "409", &["file.scanning", "format.unmade"]),
    ("GET /cases/{case}/attachments/{file}", "403", &["file.malware"]),
    ("GET /cases/{case}/attachments/{file}", "409", &["file.scanning"]),
    ("POST /cases/{case}/events", "400", &["body.json", "body.parts", "idempotency.key_missing"]),
    ("POST /cases/{case}/events", "413", &["file.quota"]),
    ("POST /cases/{case}/events", "422", &["act.empty", "idempotency.key_invalid", "idempotency.key_reused"]),
    ("POST /cases/{case}/events", "422", &["case.cancelled", "case.suspended", "status.not_allowed", "values.refused"]),
    ("POST /cases/{case}/events", "422", &["message.required", "message.too_long"]),
    ("POST /cases/{case}/events", "422", &["complement.date_far", "complement.date_invalid", "complement.date_past"]),
    (
        "POST /cases/{case}/events",
        "422",
        &["complement.status_needed", "complement.too_many", "complement.unknown_question"],
    ),
    (
        "POST /cases/{case}/events",
        "422",
        &["file.active_content", "file.content_mismatch", "file.damaged", "file.empty"],
    ),
    ("POST /cases/{case}/events", "422", &["file.encrypted", "file.expansion", "file.malware", "file.metadata"]),
    ("POST /cases/{case}/events", "422", &["file.no_pages", "file.pixels", "file.too_large", "file.too_many"]),
    ("POST /cases/{case}/events", "422", &["file.quota", "file.too_many_pages", "file.type_not_accepted"]),
    ("POST /cases/{case}/events", "429", &["act.too_many"]),
    ("PUT /cases/{case}/own-receipt", "400", &["body.json"]),
    (
        "PUT /cases/{case}/own-receipt",
        "422",
        &["case.cancelled", "case.suspended", "own_receipt.not_owed", "sent_on.invalid"],
    ),
    ("POST /cases/{case}/forward", "400", &["body.json", "idempotency.key_missing"]),
    ("POST /cases/{case}/forward", "422", &["forward.here", "forward.over", "forward.too_many", "forward.unknown"]),
    (
        "POST /cases/{case}/forward",
        "422",
        &["case.cancelled", "case.changed", "case.suspended", "message.required", "message.too_long", "sandbox.stays"],
    ),
    ("POST /cases/{case}/forward", "422", &["idempotency.key_invalid", "idempotency.key_reused"]),
    ("POST /cases/{case}/nack", "400", &["body.json"]),
    (
        "POST /cases/{case}/nack",
        "422",
        &["case.cancelled", "case.suspended", "message.required", "message.too_long", "nack.code"],
    ),
    ("POST /handovers", "400", &["body.json"]),
    ("POST /handovers", "422", &["handover.refused", "handover.too_large"]),
    ("POST /handovers", "429", &["handover.too_many"]),
    (
        "POST /sandbox/dossiers",
        "422",
        &["sandbox.count", "sandbox.full", "sandbox.no_recipient", "sandbox.none_sent", "sandbox.not_connected"],
    ),
];

/// The same of the sandbox's addresses.
const CODES_OF_SANDBOX: [(&str, &str, &[&str]); 4] = [
    ("POST /sandbox/dossiers", "400", &["body.json"]),
    ("POST /sandbox/dossiers", "404", &["sandbox.closed"]),
    ("POST /sandbox/faults", "404", &["sandbox.closed"]),
    ("POST /sandbox/faults", "422", &["sandbox.fault", "sandbox.retry_after", "sandbox.seconds", "sandbox.times"]),
];

/// What is said of a status of an address, with the codes that it comes with.
fn told(operation: &str, status: &str, description: &str) -> String {
    let own = operation.split_once(" /api/partner/v1");
    let common = CODES.iter().chain(CODES_OF_PARTNERS.iter().filter(|_| own.is_some()));
    let common = common.filter(|(of, _)| *of == status).flat_map(|(_, codes)| codes.iter());
    let own = own.map(|(method, path)| format!("{method} {path}")).unwrap_or_default();
    let single = CODES_OF.iter().chain(&CODES_OF_SANDBOX).filter(|(at, of, _)| *at == own && *of == status);
    let codes: Vec<String> =
        common.chain(single.flat_map(|(_, _, codes)| codes.iter())).map(|code| format!("`{code}`")).collect();
    match codes.as_slice() {
        [] => description.to_owned(),
        codes => format!("{description}. Codes: {}", codes.join(", ")),
    }
}

/// Bytes, as the description of a file has them.
fn bytes() -> RefOr<Schema> {
    let bytes = ObjectBuilder::new().schema_type(Type::String);
    bytes.format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary))).into()
}

/// The document, for a site at `url`.
pub(super) fn of(url: &str) -> Document {
    let mut document = Described::openapi();
    document.info = InfoBuilder::new()
        .title("guichet, API des partenaires")
        .version("1")
        .description(Some(
            "How the software of a recipient is told of its cases, reads them and answers, and how another site hands over what its citizen need not type again. In short: get a token, read \
             notifications, take each new case, acknowledge the batch, answer with events. Every refusal is \
             `application/problem+json` with a stable `code`. Pass over members that you do not know: more will come.",
        ))
        .build();
    document.servers = Some(vec![ServerBuilder::new().url(url).build()]);
    let scopes = Scopes::from_iter([
        ("cases:read", "Be told of cases, read them, acknowledge"),
        ("events:write", "Answer: status, message, documents"),
        ("answers:hand-over", "Hand over what a citizen may begin a démarche with"),
    ]);
    let flow = Flow::ClientCredentials(ClientCredentials::new(format!("{url}/api/oauth/token"), scopes));
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("partner", SecurityScheme::OAuth2(OAuth2::new([flow])));
    for (path, item) in &mut document.paths.paths {
        let of_partners: &[_] = if path.starts_with("/api/partner/") { &REFUSALS_OF_PARTNERS } else { &[] };
        for (method, operation) in [("GET", &mut item.get), ("POST", &mut item.post), ("PUT", &mut item.put)] {
            let Some(operation) = operation else { continue };
            let responses = &mut operation.responses.responses;
            for response in responses.values_mut() {
                let RefOr::T(response) = response else { continue };
                for (mime, content) in &mut response.content {
                    if let RefOr::T(content) = content
                        && !mime.contains("json")
                    {
                        content.schema = Some(bytes());
                    }
                }
            }
            let operation = format!("{method} {path}");
            for (status, description) in REFUSALS.iter().chain(of_partners) {
                let refusal = ResponseBuilder::new().description(told(&operation, status, description));
                // Headers that are too large are refused before anybody reads them: no words go back.
                let refusal = match *status {
                    "431" => refusal,
                    _ => {
                        let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
                        refusal.content("application/problem+json", problem)
                    }
                };
                responses.entry((*status).to_owned()).or_insert(refusal.build().into());
            }
        }
    }
    document
}
