//! Who may come where: every address of the router, for a stranger, for the holder of another link, for an agent of another desk.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use desk::access::Scope;
use server::{Door, routes};

use crate::{
    agent::{MAIRIE, REGISTRE},
    partner::Program,
    support::{Browser, World},
};

/// What another citizen's pages hold: it may be seen nowhere.
const SENTINELS: [&str; 2] = ["Müller-Le Goff", "parapluie"];

struct Filed {
    draft: String,
    follow: String,
    case: (String, String),
    /// Asked from a draft that is not filed.
    question: String,
}

async fn filed(world: &World) -> Filed {
    let mut citizen = world.browser();
    let page = world.file(&mut citizen, "Toulouse").await;
    let follow = page.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap();
    world.work().await;
    let mut agent = world.agent("99900000100011", "MAIRIE").await;
    let inbox = agent.get("/agents").await;
    let case = inbox.links().into_iter().find(|link| link.contains("/agents/cas/")).unwrap();
    let mut parts = case.rsplit('/');
    let (id, agency) = (parts.next().unwrap().to_owned(), parts.next().unwrap().to_owned());
    let draft = citizen.address.split('/').nth(4).unwrap().to_owned();
    let mut asker = world.browser();
    let recap = world.recap(&mut asker, "Toulouse").await;
    world.clock.advance(jiff::SignedDuration::from_secs(31));
    let place = recap.form().action.replace("/confirmer", "/question/mairie");
    let page = asker.get(&place).await;
    page.upload_on(&mut asker, &[("message", "Où est mon parapluie ?")], &[]).await;
    let list = agent.get("/agents/questions").await;
    let question = list.links().into_iter().find(|link| link.starts_with("/agents/questions/")).unwrap();
    let question = question.rsplit('/').next().unwrap().to_owned();
    Filed { draft, follow: follow.trim_start_matches("/suivi/").to_owned(), case: (agency, id), question }
}

/// The route's path with these values in its places.
fn fill_in(path: &str, values: &[(&str, &str)]) -> String {
    let mut filled = path.replace("{*path}", "site.css").replace("{list}", "communes").replace("{key}", "identity");
    filled = filled.replace("{provider}", "essai").replace("{name}", "notice.pdf").replace("{recipient}", "mairie");
    for (name, value) in values {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    for place in ["{draft}", "{mail}", "{file}", "{export}", "{document}"] {
        filled = filled.replace(place, "01993333-0000-7000-8000-000000000000");
    }
    assert!(!filled.contains('{'), "{filled}: a value is missing in this test");
    filled
}

async fn ask(browser: &mut Browser, method: &str, address: &str) -> (StatusCode, String, String) {
    let request = Request::builder()
        .method(method.parse::<Method>().unwrap())
        .uri(address)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::empty())
        .unwrap();
    let page = browser.once(request).await;
    let location = page.headers.get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    (page.status, location, page.text)
}

pub(crate) async fn nobody_comes_in_by_any_door_that_is_not_theirs() {
    // Every door is tried in one minute, and those with a password behind them are many.
    let world = World::with(|config| config.limits.logins_per_minute = 1000).await;
    let filed = filed(&world).await;
    let stranger = world.browser();
    let other_agent = world.agent("99900000900012", "REG").await;
    // The registry's own case is its business; the town hall's is not.
    for route in routes() {
        let nowhere = "0123456789abcdefghjkmnpqrs";
        let address = fill_in(
            route.path,
            &[
                ("id", "essai"),
                ("token", nowhere),
                ("link", nowhere),
                ("page", "vous"),
                ("agency", &filed.case.0),
                ("case", &filed.case.1),
                ("question", &filed.question),
            ],
        );
        for method in route.methods.split(' ') {
            for (who, browser) in [("a stranger", &stranger), ("an agent of another desk", &other_agent)] {
                let (status, location, text) = ask(&mut browser.clone(), method, &address).await;
                assert!(!status.is_server_error(), "{who}: {method} {address} → {status}");
                for sentinel in SENTINELS {
                    assert!(!text.contains(sentinel), "{who}: {method} {address} shows {sentinel}");
                }
                let refused = match (route.door, who) {
                    (Door::Public, _) => continue,
                    // Not even there where a démarche is served to citizens.
                    (Door::Author, _) => status == StatusCode::NOT_FOUND,
                    // Known by no link: nothing there, or (a post without the form's token) not ours.
                    (Door::Link, _) => matches!(status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN),
                    (Door::Person, _) => status == StatusCode::SEE_OTHER && location.starts_with("/compte/connexion"),
                    // A session is no token.
                    (Door::Partner, _) => status == StatusCode::UNAUTHORIZED,
                    (Door::Agent | Door::Supervisor | Door::Admin | Door::Operator, "a stranger") => {
                        status == StatusCode::SEE_OTHER && location.starts_with("/agents/connexion")
                    }
                    (Door::Agent, _) if !["{case}", "{question}"].iter().any(|one| route.path.contains(one)) => {
                        continue;
                    }
                    (Door::Agent | Door::Supervisor | Door::Admin | Door::Operator, _) => {
                        matches!(status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN)
                    }
                };
                assert!(refused, "{who}: {method} {address} → {status} {location}");
            }
        }
    }
}

/// Every address of every method, by programs of another desk, of another agency, with half the scopes, ended, and with none of their token.
pub(crate) async fn a_program_comes_to_the_cases_of_its_desk_and_agency_alone() {
    let world = World::new().await;
    let filed = filed(&world).await;
    let own = Program::new(&world, "ville-essai", MAIRIE).await;
    let told = own.get("/api/partner/v1/notifications?after=0").await;
    assert!(told.text.contains(&filed.case.1), "{}", told.text);
    let cases_before = world.number("select count(*) from events").await;
    world.names_agency("autre-ville").await;
    let reader = Program::with(&world, "ville-essai", MAIRIE, &[Scope::CasesRead]).await;
    let writer = Program::with(&world, "ville-essai", MAIRIE, &[Scope::EventsWrite]).await;
    let ended = Program::new(&world, "ville-essai", MAIRIE).await;
    world.desk().revoke_partner(ended.client, "Pour l'essai.", None).await.unwrap();
    for (who, program) in [
        ("another desk", Program::new(&world, "ville-essai", REGISTRE).await),
        ("another agency", Program::new(&world, "autre-ville", MAIRIE).await),
        ("ended", ended),
        ("no token", Program { token: String::new(), ..own.clone() }),
        ("reads only", reader),
        ("writes only", writer),
    ] {
        for route in routes() {
            let address = fill_in(
                route.path,
                &[
                    ("id", "essai"),
                    ("token", "0123456789abcdefghjkmnpqrs"),
                    ("link", "0123456789abcdefghjkmnpqrs"),
                    ("page", "vous"),
                    ("agency", &filed.case.0),
                    ("case", &filed.case.1),
                    ("question", &filed.question),
                ],
            );
            for method in route.methods.split(' ') {
                let writes =
                    ["/events", "/own-receipt", "/forward", "/handovers"].iter().any(|end| address.ends_with(end));
                let body = match () {
                    () if address.ends_with("/events") => r#"{"status":"in_progress"}"#,
                    () if address.ends_with("/forward") => r#"{"siret":"99900000900012","branch":"REG","reason":"x"}"#,
                    () if address.ends_with("/handovers") => r#"{"demarche":"essai","answers":{"raison":"perte"}}"#,
                    () if writes => r#"{"sent_on":null}"#,
                    () if address.ends_with("/nack") => r#"{"code":"unreadable"}"#,
                    () if address.ends_with("/sandbox/dossiers") => r#"{"demarche":"essai"}"#,
                    () if address.ends_with("/sandbox/faults") => r#"{"fault":"late"}"#,
                    () if address.ends_with("/ack") => r#"{"up_to":"0"}"#,
                    () => "",
                };
                let page = program.ask(method, &address, body).await;
                let (status, text) = (page.status, &page.text);
                assert!(!status.is_server_error(), "{who}: {method} {address} → {status}");
                if route.door == Door::Partner && who == "reads only" && !writes {
                    assert!(matches!(status, StatusCode::OK | StatusCode::NOT_FOUND), "{who}: {address} → {status}");
                    continue;
                }
                for sentinel in SENTINELS {
                    assert!(!text.contains(sentinel), "{who}: {method} {address} shows {sentinel}");
                }
                let refused = match (route.door, who) {
                    (Door::Partner, "ended" | "no token") => status == StatusCode::UNAUTHORIZED,
                    (Door::Partner, "reads only") => status == StatusCode::FORBIDDEN,
                    (Door::Partner, "writes only") if writes => continue,
                    (Door::Partner, "writes only") => status == StatusCode::FORBIDDEN,
                    // Its own notifications, which tell nothing of this case.
                    (Door::Partner, _) if !route.path.contains("{case}") => !text.contains(&filed.case.1),
                    // As for a case that never was.
                    (Door::Partner, _) => {
                        let nothing = address.replace(&filed.case.1, "01993333-0000-7000-8000-000000000000");
                        let of_nothing = program.ask(method, &nothing, body).await;
                        assert_eq!((of_nothing.status, of_nothing.code()), (status, page.code()), "{who}: {address}");
                        status == StatusCode::NOT_FOUND && page.code() == "request.not_found"
                    }
                    (Door::Public, _) => continue,
                    // A token is no session.
                    (Door::Agent | Door::Supervisor | Door::Admin | Door::Operator | Door::Person, _)
                        if status == StatusCode::SEE_OTHER =>
                    {
                        page.headers[header::LOCATION].to_str().unwrap().contains("/connexion")
                    }
                    (
                        Door::Agent
                        | Door::Supervisor
                        | Door::Admin
                        | Door::Operator
                        | Door::Person
                        | Door::Author
                        | Door::Link,
                        _,
                    ) => status.is_client_error(),
                };
                assert!(refused, "{who}: {method} {address} → {status} {text}");
            }
        }
    }
    // The one who may write did so once; nobody else did anything.
    let done = world.number("select count(*) from events where status = 'in_progress'").await;
    let all = world.number("select count(*) from events").await;
    assert_eq!((done, all - cases_before), (1, 2), "received by the first reading, in progress by the writer");
}

pub(crate) async fn a_link_opens_its_own_object_and_nothing_beside_it() {
    let world = World::new().await;
    let (mine, other) = (filed(&world).await, world.browser());
    let mut citizen = world.browser();
    world.draft(&mut citizen).await;
    let token = citizen.address.split('/').nth(4).unwrap().to_owned();
    // My draft's token is no follow-up link, my follow-up link no draft; neither reaches the other's files.
    for address in [
        format!("/suivi/{token}"),
        format!("/suivi/{}", mine.draft),
        format!("/demarches/essai/d/{}/vous", mine.follow),
        format!("/reprendre/{token}"),
        format!("/demarches/autre/d/{token}/vous"),
        format!("/suivi/{}/imprimer/{}", token, mine.case.1),
    ] {
        let (status, _, _) = ask(&mut other.clone(), "GET", &address).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{address}");
    }
    let (status, _, text) = ask(&mut other.clone(), "GET", &format!("/suivi/{}", mine.follow)).await;
    assert!(status == StatusCode::OK && text.contains("ESS-"));
}

#[test]
fn the_table_of_addresses() {
    let table: Vec<String> = routes()
        .iter()
        .map(|route| format!("{:9} {:8} {}", route.methods, format!("{:?}", route.door), route.path))
        .collect();
    let expected = include_str!("routes.txt");
    assert_eq!(
        table.join("\n"),
        expected.trim_end(),
        "routes.txt holds the addresses that people have bookmarked: change it on purpose"
    );
}

#[test]
fn no_page_may_be_called_as_a_step_is() {
    let mut steps: Vec<&str> = routes()
        .iter()
        .filter_map(|route| route.path.strip_prefix("/demarches/{id}/d/{token}/"))
        .filter(|step| !step.contains(['{', '/']))
        .collect();
    steps.sort_unstable();
    assert_eq!(steps, form::check::RESERVED_PAGES, "a page of this id could never be reached");
}
