//! The table of contents: every address of the site, who may come there, and what answers.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{StatusCode, header},
    middleware::from_fn_with_state,
    routing::{MethodRouter, get, post, put},
};
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{And, NotForContentType, Predicate, SizeAbove},
    },
};

use crate::{
    app::App,
    extract::{language, posting},
    middleware::{cross_site, failures, headers, observe, patience, shed},
    routes::{
        account, agent_account, agent_invitation, agent_login, agent_provider, agents, agreements, assets, at_desk,
        batch, case, case_files, catalogue, citizen_join, citizen_provider, citizen_second, claim, close, complement,
        confirmation, connections, delays, desk_questions, documents, exports, follow, forgotten, forward, gate,
        handover, health, known, labels, legal, letter, letters, mailbox, message, operation, own, own_receipt, page,
        partner, password, privacy, prove, published, question, recap, referentials, save, stand_in, start, team,
        terms, traces, workshop,
    },
};

/// Who may come to a place. The access tests walk the table by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Anybody.
    Public,
    /// Whoever holds the link of a draft or a dossier.
    Link,
    /// A citizen who is logged in.
    Person,
    /// An agent who is logged in, at their own desk.
    Agent,
    /// An agent who looks after the work of their desk.
    Supervisor,
    /// An agent who says who works for their organisation.
    Admin,
    /// Who runs the site.
    Operator,
    /// A recipient's software, with a token.
    Partner,
    /// An author at work, on their own machine: `guichet dev` alone has this door.
    Author,
}

/// One address.
pub struct Route {
    /// As axum writes it.
    pub path: &'static str,
    /// Who may come.
    pub door: Door,
    /// The methods it answers.
    pub methods: &'static str,
    handler: MethodRouter<App>,
}

fn route(path: &'static str, door: Door, methods: &'static str, handler: MethodRouter<App>) -> Route {
    Route { path, door, methods, handler }
}

/// A page whose reading receives a case: who only asks whether it is there (HEAD) must not receive it, and whoever asks by a method that is
/// not there is told so.
fn read_in_full(handler: MethodRouter<App>, allow: &'static str) -> MethodRouter<App> {
    let refuse = move || async move { (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, allow)]) };
    handler.head(refuse).fallback(refuse)
}

/// Every address.
pub fn routes() -> Vec<Route> {
    use Door::{Admin, Agent, Author, Link, Operator, Partner, Person, Public, Supervisor};
    vec![
        // The site.
        route("/", Public, "GET", get(catalogue::show)),
        route("/accessibilite", Public, "GET", get(legal::accessibility)),
        route("/donnees-personnelles", Public, "GET", get(legal::privacy)),
        route("/mentions-legales", Public, "GET", get(legal::notice)),
        route("/conditions-d-utilisation", Public, "GET", get(terms::show)),
        route("/assets/{*path}", Public, "GET", get(assets::get)),
        route("/referentiels/{list}", Public, "GET", get(referentials::search)),
        route("/cles/identite.json", Public, "GET", get(published::identity_keys)),
        route("/cles/recu.pem", Public, "GET", get(published::receipt_key)),
        // A démarche, from its start to its reference.
        route("/demarches/{id}", Public, "GET POST", get(start::show).post(start::open)),
        route("/demarches/{id}/donnees-personnelles", Public, "GET", get(privacy::show)),
        route("/demarches/{id}/schema.json", Public, "GET", get(published::schema)),
        route("/demarches/{id}/d/{token}", Link, "GET POST", get(page::go_on).post(gate::post)),
        route("/demarches/{id}/d/{token}/{page}", Link, "GET POST", get(page::show).post(page::save)),
        route("/demarches/{id}/d/{token}/{page}/documents/{question}", Link, "GET", get(documents::choose)),
        route("/demarches/{id}/d/{token}/arret", Link, "GET", get(page::stop)),
        route("/demarches/{id}/d/{token}/destinataire", Link, "GET", get(page::recipient)),
        route("/demarches/{id}/d/{token}/donnees-connues", Link, "GET POST", get(known::show).post(known::decide)),
        route("/demarches/{id}/d/{token}/enregistrer", Link, "GET POST", get(save::show).post(save::save)),
        route("/demarches/{id}/d/{token}/question", Link, "GET", get(question::choose)),
        route(
            "/demarches/{id}/d/{token}/question/{recipient}",
            Link,
            "GET POST",
            get(question::show).post(question::send),
        ),
        route("/demarches/{id}/d/{token}/question/{recipient}/fichiers/{file}", Link, "GET", get(question::attachment)),
        route("/demarches/{id}/d/{token}/recapitulatif", Link, "GET", get(recap::show)),
        route("/demarches/{id}/d/{token}/confirmer", Link, "POST", post(recap::confirm)),
        route("/demarches/{id}/d/{token}/confirmation", Link, "GET", get(confirmation::show)),
        route("/demarches/{id}/d/{token}/conserver", Link, "POST", post(confirmation::keep)),
        route("/demarches/{id}/d/{token}/courriel", Link, "POST", post(confirmation::mail)),
        route("/demarches/{id}/remise/{token}", Link, "GET POST", get(handover::show).post(handover::open)),
        route("/reprendre/{link}", Link, "GET POST", get(save::door).post(save::resume)),
        // A dossier that was filed.
        route("/suivi/{token}", Link, "GET", get(follow::show)),
        route("/suivi/{token}/recu.pdf", Link, "GET", get(follow::receipt)),
        route("/suivi/{token}/accuse-de-reception.pdf", Link, "GET", get(follow::acknowledgement)),
        route("/suivi/{token}/tout.zip", Link, "GET", get(follow::everything)),
        route("/suivi/{token}/imprimer/{case}", Link, "GET", get(follow::filled_form)),
        route("/suivi/{token}/fichiers/{file}", Link, "GET", get(follow::attachment)),
        route("/suivi/{token}/complement/{case}", Link, "GET POST", get(complement::show).post(complement::give)),
        route("/suivi/{token}/complement/{case}/documents/{question}", Link, "GET", get(documents::choose_reopened)),
        route("/suivi/{token}/message/{case}", Link, "GET POST", get(message::show).post(message::send)),
        route("/suivi/{token}/conserver", Link, "POST", post(follow::keep)),
        // A citizen's account.
        route("/compte", Person, "GET", get(account::home)),
        route("/compte/accords", Person, "GET POST", get(agreements::show).post(agreements::withdraw)),
        route("/compte/brouillons/{draft}", Person, "GET", get(account::draft)),
        route("/compte/confirmer", Person, "GET POST", get(prove::show).post(prove::confirm)),
        route("/compte/connexion", Public, "GET POST", get(account::login_form).post(account::login)),
        route("/compte/connexion/code", Public, "GET POST", get(citizen_join::code_form).post(citizen_join::code)),
        route("/compte/connexion/conditions", Public, "GET POST", get(terms::form).post(terms::accept)),
        route("/compte/connexion/par/{provider}", Public, "POST", post(citizen_provider::begin)),
        route("/compte/connexion/par/{provider}/retour", Public, "GET", get(citizen_provider::back)),
        route("/compte/connexion/premiere-fois", Public, "GET POST", get(citizen_join::show).post(citizen_join::join)),
        route(
            "/compte/connexion/second-facteur",
            Public,
            "GET POST",
            get(citizen_second::form).post(citizen_second::give),
        ),
        route("/compte/connexions", Person, "GET POST", get(connections::show).post(connections::act)),
        route("/compte/creer", Public, "GET POST", get(account::create_form).post(account::create)),
        route("/compte/coffre", Public, "GET", get(own::moved)),
        route("/compte/documents", Person, "GET POST", get(documents::show).post(documents::add)),
        route("/compte/documents/{document}", Person, "GET", get(documents::take)),
        route(
            "/compte/documents/{document}/supprimer",
            Person,
            "GET POST",
            get(documents::confirm).post(documents::delete),
        ),
        route("/compte/donnees", Person, "GET", get(own::show)),
        route("/compte/donnees/copie", Person, "GET POST", get(own::take_copy).post(own::ask_for_copy)),
        route("/compte/donnees/effacer", Person, "GET POST", get(own::forget_form).post(own::forget)),
        route("/compte/donnees/modifier/{key}", Person, "GET POST", get(own::correct_form).post(own::correct)),
        route("/compte/ferme", Public, "GET", get(close::closed)),
        route("/compte/fermer", Person, "GET POST", get(close::show).post(close::close)),
        route("/compte/traces", Person, "GET", get(traces::show)),
        route("/compte/traces.csv", Person, "GET", get(traces::table)),
        route("/compte/deconnexion", Public, "POST", post(account::logout)),
        route("/compte/mot-de-passe", Person, "GET POST", get(password::show).post(password::change)),
        route("/compte/oubli", Public, "GET POST", get(forgotten::form).post(forgotten::ask)),
        route("/compte/oubli/{token}", Link, "GET POST", get(forgotten::choose_form).post(forgotten::choose)),
        route("/compte/rattacher", Person, "GET POST", get(claim::show).post(claim::claim)),
        route("/compte/second-facteur", Person, "GET POST", get(citizen_second::show).post(citizen_second::act)),
        // The agents' portal.
        route("/agents", Agent, "GET", get(agents::inbox)),
        route(
            "/agents/cas/{agency}/{case}",
            Agent,
            "GET POST",
            read_in_full(get(case::show), "GET, POST").post(case::act),
        ),
        route("/agents/cas/{agency}/{case}/accuse", Agent, "POST", post(own_receipt::acknowledge)),
        route(
            "/agents/cas/{agency}/{case}/transmettre",
            Agent,
            "GET POST",
            read_in_full(get(forward::show), "GET, POST").post(forward::send),
        ),
        route(
            "/agents/cas/{agency}/{case}/courrier",
            Agent,
            "GET POST",
            read_in_full(get(letter::show), "GET, POST").post(letter::act),
        ),
        route("/agents/cas/{agency}/{case}/attribuer", Agent, "POST", post(at_desk::assign)),
        route("/agents/cas/{agency}/{case}/etiquettes", Agent, "POST", post(at_desk::label)),
        route("/agents/cas/{agency}/{case}/note", Agent, "POST", post(at_desk::note)),
        route("/agents/cas/{agency}/{case}/dossier.zip", Agent, "GET", read_in_full(get(case_files::package), "GET")),
        route("/agents/cas/{agency}/{case}/imprimer.pdf", Agent, "GET", read_in_full(get(case_files::print), "GET")),
        route(
            "/agents/cas/{agency}/{case}/formulaires/{name}",
            Agent,
            "GET",
            read_in_full(get(case_files::form), "GET"),
        ),
        route(
            "/agents/cas/{agency}/{case}/fichiers/{file}",
            Agent,
            "GET",
            read_in_full(get(case_files::attachment), "GET"),
        ),
        route("/agents/questions", Agent, "GET", get(desk_questions::list)),
        route(
            "/agents/questions/{agency}/{question}",
            Agent,
            "GET POST",
            read_in_full(get(desk_questions::show), "GET, POST").post(desk_questions::act),
        ),
        route(
            "/agents/questions/{agency}/{question}/fichiers/{file}",
            Agent,
            "GET",
            read_in_full(get(desk_questions::attachment), "GET"),
        ),
        route("/agents/compte", Agent, "GET POST", get(agent_account::show).post(agent_account::act)),
        route("/agents/compte/remplacement", Agent, "POST", post(stand_in::name)),
        route("/agents/connexion", Public, "GET POST", get(agent_login::form).post(agent_login::login)),
        route("/agents/connexion/code", Public, "GET POST", get(agent_login::code_form).post(agent_login::code)),
        route("/agents/connexion/par/{provider}", Public, "POST", post(agent_provider::begin)),
        route("/agents/connexion/par/{provider}/retour", Public, "GET", get(agent_provider::back)),
        route(
            "/agents/connexion/second-facteur",
            Public,
            "GET POST",
            get(agent_login::second_form).post(agent_login::second),
        ),
        route("/agents/equipe", Admin, "GET POST", get(team::show).post(team::act)),
        route("/agents/delais", Supervisor, "GET", get(delays::show)),
        route("/agents/etiquettes", Supervisor, "GET POST", get(labels::show).post(labels::act)),
        route("/agents/courriers", Supervisor, "GET POST", get(letters::show).post(letters::act)),
        route("/agents/exports", Supervisor, "GET POST", get(exports::show).post(exports::act)),
        route("/agents/exports/{export}", Supervisor, "GET", read_in_full(get(exports::take), "GET")),
        route("/agents/lot", Agent, "GET POST", get(batch::show).post(batch::act)),
        route("/agents/deconnexion", Agent, "POST", post(agent_login::logout)),
        route(
            "/agents/invitation/{token}",
            Link,
            "GET POST",
            get(agent_invitation::show).post(agent_invitation::accept),
        ),
        // The recipients' software.
        route("/api/openapi.json", Public, "GET", get(partner::openapi)),
        route("/api/webhook-vectors.json", Public, "GET", get(partner::vectors)),
        route("/api/oauth/token", Public, "POST", post(partner::oauth::token)),
        route("/api/partner/v1/notifications", Partner, "GET", get(partner::notifications::list)),
        route("/api/partner/v1/notifications/ack", Partner, "POST", post(partner::notifications::acknowledge)),
        route("/api/partner/v1/cases/{case}", Partner, "GET", read_in_full(get(partner::cases::show), "GET")),
        route("/api/partner/v1/cases/{case}/schema", Partner, "GET", read_in_full(get(partner::cases::schema), "GET")),
        route(
            "/api/partner/v1/cases/{case}/package",
            Partner,
            "GET",
            read_in_full(get(partner::cases::package), "GET"),
        ),
        route("/api/partner/v1/cases/{case}/recap", Partner, "GET", read_in_full(get(partner::cases::recap), "GET")),
        route(
            "/api/partner/v1/cases/{case}/attachments/{file}",
            Partner,
            "GET",
            read_in_full(get(partner::cases::attachment), "GET"),
        ),
        route("/api/partner/v1/cases/{case}/events", Partner, "POST", post(partner::events::add)),
        route("/api/partner/v1/cases/{case}/forward", Partner, "POST", post(partner::forward::forward)),
        route("/api/partner/v1/cases/{case}/nack", Partner, "POST", post(partner::nack::nack)),
        route("/api/partner/v1/cases/{case}/own-receipt", Partner, "PUT", put(partner::events::own_receipt)),
        route("/api/partner/v1/handovers", Partner, "POST", post(partner::handovers::hand_over)),
        route("/api/partner/v1/sandbox", Partner, "GET", get(partner::sandbox::show)),
        route("/api/partner/v1/sandbox/dossiers", Partner, "POST", post(partner::sandbox::invent)),
        route("/api/partner/v1/sandbox/faults", Partner, "POST", post(partner::sandbox::order)),
        // Development and operation.
        route("/exploitation", Operator, "GET POST", get(operation::show).post(operation::act)),
        route("/dev/boite-mail", Public, "GET", get(mailbox::list)),
        route("/dev/boite-mail/{mail}", Public, "GET", get(mailbox::message)),
        route("/dev/atelier/{id}", Author, "GET", get(workshop::show)),
        route("/dev/atelier/{id}/page/{page}", Author, "GET", get(workshop::page)),
        route("/dev/atelier/{id}/page/{page}/vue", Author, "GET", get(workshop::view)),
        route("/dev/atelier/{id}/envoi", Author, "GET", get(workshop::sent)),
        route("/dev/atelier/{id}/recapitulatif", Author, "GET", get(workshop::recap)),
        route("/dev/atelier/{id}/recu.pdf", Author, "GET", get(workshop::receipt)),
        route("/dev/atelier/{id}/expression", Author, "GET", get(workshop::probe)),
        route("/dev/atelier/{id}/empreinte", Author, "GET", get(workshop::stamp)),
        route("/healthz", Public, "GET", get(health::alive)),
        route("/readyz", Public, "GET", get(health::ready)),
        route("/metrics", Public, "GET", get(health::metrics)),
    ]
}

/// Addresses where files come in; everywhere else a body is small.
pub(crate) const UPLOADS: &[&str] = &[
    "/demarches/{id}/d/{token}/{page}",
    "/demarches/{id}/d/{token}/question/{recipient}",
    "/suivi/{token}/complement/{case}",
    "/suivi/{token}/message/{case}",
    "/compte/documents",
    "/agents/cas/{agency}/{case}",
    "/agents/cas/{agency}/{case}/accuse",
    "/agents/cas/{agency}/{case}/attribuer",
    "/agents/cas/{agency}/{case}/etiquettes",
    "/agents/cas/{agency}/{case}/note",
    "/agents/questions/{agency}/{question}",
    "/api/partner/v1/cases/{case}/events",
];

/// The site, with everything that is wrapped around every request.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let limit = if UPLOADS.contains(&route.path) {
            posting::upload_limit(&app)
        } else {
            DefaultBodyLimit::max(app.config().limits.body)
        };
        router = router.route(route.path, route.handler.layer(limit));
    }
    router
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(CatchPanicLayer::custom(failures::panicked))
        .layer(from_fn_with_state(app.config().limits.clone(), patience::end))
        .layer(from_fn_with_state(app.clone(), cross_site::refuse))
        .layer(from_fn_with_state(app.clone(), language::remember))
        .layer(from_fn_with_state(app.clone(), headers::bound_address))
        .layer(from_fn_with_state(app.clone(), shed::overload))
        .layer(from_fn_with_state(app.clone(), failures::explain))
        .layer(compression())
        .layer(from_fn_with_state(app.clone(), headers::harden))
        .layer(from_fn_with_state(app.clone(), observe::request))
        .with_state(app)
}

/// Pages above a kilobyte. The fastest level: most of the gain for a tenth of the work.
fn compression() -> CompressionLayer<impl Predicate> {
    let worthwhile: And<And<SizeAbove, NotForContentType>, NotForContentType> =
        SizeAbove::new(1024).and(NotForContentType::IMAGES).and(NotForContentType::const_new("application/pdf"));
    CompressionLayer::new()
        .gzip(true)
        .br(true)
        .quality(CompressionLevel::Fastest)
        .compress_when(worthwhile.and(NotForContentType::const_new("application/zip")))
}
