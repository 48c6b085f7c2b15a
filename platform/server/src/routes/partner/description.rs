//! Describes the API: what the handlers say of themselves, and what is true of all of them.

use utoipa::{
    OpenApi,
    openapi::{
        ContentBuilder, InfoBuilder, OpenApi as Document, Ref, RefOr, ResponseBuilder, ServerBuilder,
        schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type},
        security::{ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme},
    },
};

use super::{cases, codes::told, events, forward, handovers, nack, notifications, oauth, sandbox};
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
const REFUSALS: [(&str, &str); 9] = [
    ("400", "Not written as described"),
    ("404", "Nothing there, or nothing for this client"),
    ("405", "Not by this method: see Allow"),
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
    ("403", "Known who asks, and not given"),
    ("409", "Not as things stand"),
    ("415", "A body of another type"),
    ("422", "Understood, and not to be done: the code says why"),
];

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
