//! Describes the API: what the handlers say of themselves, and what is true of all of them.

use utoipa::{
    OpenApi,
    openapi::{
        ContentBuilder, InfoBuilder, OpenApi as Document, Ref, ResponseBuilder, ServerBuilder,
        security::{ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme},
    },
};

use super::{cases, events, forward, nack, notifications, oauth, sandbox};
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

/// The document, for a site at `url`.
pub(super) fn of(url: &str) -> Document {
    let mut document = Described::openapi();
    document.info = InfoBuilder::new()
        .title("guichet, API des partenaires")
        .version("1")
        .description(Some(
            "How the software of a recipient is told of its cases, reads them and answers. In short: get a token, read \
             notifications, take each new case, acknowledge the batch, answer with events. Every refusal is \
             `application/problem+json` with a stable `code`. Pass over members that you do not know: more will come.",
        ))
        .build();
    document.servers = Some(vec![ServerBuilder::new().url(url).build()]);
    let scopes = Scopes::from_iter([
        ("cases:read", "Be told of cases, read them, acknowledge"),
        ("events:write", "Answer: status, message, documents"),
    ]);
    let flow = Flow::ClientCredentials(ClientCredentials::new(format!("{url}/api/oauth/token"), scopes));
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("partner", SecurityScheme::OAuth2(OAuth2::new([flow])));
    for (path, item) in &mut document.paths.paths {
        let of_partners: &[_] = if path.starts_with("/api/partner/") { &REFUSALS_OF_PARTNERS } else { &[] };
        for operation in [&mut item.get, &mut item.post, &mut item.put].into_iter().flatten() {
            for (status, description) in REFUSALS.iter().chain(of_partners) {
                let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
                let refusal = ResponseBuilder::new().description(*description);
                let refusal = refusal.content("application/problem+json", problem).build();
                operation.responses.responses.entry((*status).to_owned()).or_insert(refusal.into());
            }
        }
    }
    document
}
