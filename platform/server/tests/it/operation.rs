//! The page of those who run the site: what it shows, what it sets going, who comes there.

use axum::http::StatusCode;
use desk::{NewWebhook, Operation};
use jiff::SignedDuration;
use server::{Door, routes};
use store::agents::Role;

use crate::{
    agent::{MAIRIE, received},
    partner::{Program, filed},
    receiver::{Act, Receiver},
    second_factor::switched_on,
    support::{Browser, PASSWORD, Page, World},
};

const PAGE: &str = "/exploitation";
/// What no page of theirs may show.
const SENTINELS: [&str; 3] = ["Müller-Le Goff", "parapluie", "SENTINELLE"];

async fn operator(world: &World) -> Browser {
    let url = world.desk().invite_operator("exploitation@exemple.fr", "Odile").await.unwrap();
    let mut browser = world.browser();
    let page = browser.get(url.strip_prefix("http://guichet.test").unwrap()).await;
    assert!(!page.text.contains("Vos collègues"), "nobody reads an operator in a case: {}", page.text);
    page.post_on(&mut browser, &[("name", "Odile Essai"), ("password", PASSWORD)]).await;
    assert_eq!(browser.address, "/agents/compte", "without a second factor nothing is seen");
    switched_on(world, &mut browser).await;
    browser
}

/// Presses the button of this act on this object.
async fn press(page: &Page, browser: &mut Browser, act: &str, id: &str) -> Page {
    let csrf = page.value("_csrf").unwrap();
    assert!(page.text.contains(&format!("value=\"{act}\"")), "{act}: {}", page.text);
    browser.post(PAGE, &[("_csrf", &csrf), ("_act", act), ("id", id)]).await
}

pub(crate) async fn who_runs_the_site_sees_how_it_runs_and_no_answer() {
    let world = World::with(|config| config.webhook_networks = vec!["127.0.0.1".to_owned()]).await;
    let receiver = Receiver::start(|_, _| Act::say("500 Internal Server Error"));
    let new = NewWebhook {
        agency: "ville-essai".to_owned(),
        siret: MAIRIE.0.to_owned(),
        branch: MAIRIE.1.to_owned(),
        url: receiver.url(),
    };
    let route = world.desk().add_webhook(new).await.unwrap().webhook.to_string();
    filed(&world).await;
    filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let cases = program.cases().await;
    let nack = format!("/api/partner/v1/cases/{}/nack", cases[0]);
    program.ask("POST", &nack, r#"{"code":"not_ours","reason":"SENTINELLE"}"#).await;
    let read = program.get(&format!("/api/partner/v1/cases/{}", cases[1])).await.json();
    world.push().await;
    let mut browser = operator(&world).await;
    let page = browser.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("Pas pour eux") && page.text.contains("webhook.status_500"), "{}", page.text);
    let host = receiver.url();
    let host = host.split("://").nth(1).unwrap().split('/').next().unwrap();
    assert!(page.text.contains(host) && page.text.contains("répond par une erreur"), "{host}: {}", page.text);
    let refused = world.desk().held_cases(false, None).await.unwrap().remove(0).external_id;
    assert!(page.text.contains(&refused), "{}", page.text);
    // As after days without an answer.
    let park = "update work set state = 'parked', attempts = 10, lease_until = null where queue = 'webhooks' and state = 'waiting'";
    world.raw(park, park).await;
    let parked = world.number("select count(*) from work where state = 'parked'").await;
    assert!(parked >= 2);
    world
        .desk()
        .operate(read["external_id"].as_str().unwrap(), Operation::Suspend, "Le service est en grève.", None)
        .await
        .unwrap();
    let page = browser.get(PAGE).await;
    assert!(page.text.contains("Relancer") && page.text.contains("Tout relancer"), "{}", page.text);
    let suspended = read["external_id"].as_str().unwrap();
    assert!(page.text.contains(suspended) && page.text.contains("Le service est en grève."), "{}", page.text);
    for sentinel in SENTINELS {
        assert!(!page.text.contains(sentinel), "{sentinel}: {}", page.text);
    }
    // It goes on by a button, with a reason; without one nothing is done.
    let resume = async |browser: &mut Browser, reason: &str| {
        let csrf = page.forms().into_iter().flat_map(|form| form.pairs).find(|(name, _)| name == "_csrf").unwrap().1;
        let pairs = [("_csrf", csrf.as_str()), ("_act", "resume_case"), ("id", suspended), ("reason", reason)];
        browser.post(PAGE, &pairs).await
    };
    let wrong = resume(&mut browser, " ").await;
    assert!(
        wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("pourquoi le dossier reprend"),
        "{}",
        wrong.text
    );
    assert!(wrong.text.contains("Rien n&#39;a été fait"), "{}", wrong.text);
    let resumed = resume(&mut browser, "La grève est finie.").await;
    assert!(resumed.status == StatusCode::OK && !resumed.text.contains("en grève"), "{}", resumed.text);
    let twice = resume(&mut browser, "La grève est finie.").await;
    assert!(twice.text.contains("plus suspendu"), "{}", twice.text);
    world.raw(park, park).await;
    let parked = world.number("select count(*) from work where state = 'parked'").await;
    let page = browser.get(PAGE).await;
    // One, then all of the recipient; each once, and under her name.
    let one = world.desk().parked().await.unwrap().remove(0).id.to_string();
    let done = press(&page, &mut browser, "retry", &one).await;
    assert!(done.status == StatusCode::OK && done.text.contains("role=\"status\""), "{}", done.text);
    assert_eq!(world.number("select count(*) from work where state = 'parked'").await, parked - 1);
    press(&done, &mut browser, "retry_route", &route).await;
    assert_eq!(world.number("select count(*) from work where state = 'parked'").await, 0);
    let page = browser.get(PAGE).await;
    let page = press(&page, &mut browser, "pause", &route).await;
    assert_eq!(world.number("select count(*) from routes where paused_by = 'operator'").await, 1);
    let page = press(&page, &mut browser, "resume", &route).await;
    assert_eq!(world.number("select count(*) from routes where paused_at is not null").await, 0);
    let page = press(&page, &mut browser, "redrive", &refused).await;
    assert!(page.status == StatusCode::OK && !page.text.contains("Pas pour eux"), "{}", page.text);
    let twice =
        browser.post(PAGE, &[("_csrf", &page.value("_csrf").unwrap()), ("_act", "redrive"), ("id", &refused)]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", twice.text);
    let noted = "select count(*) from journal where actor_kind = 'operator' and actor is not null";
    assert_eq!(world.number(noted).await, 6);
    world.desk().verify_journal().await.unwrap();
    // What was made up by somebody else is nothing.
    for (act, id) in [("retry", "x"), ("pause", "01993333-0000-7000-8000-000000000000"), ("reboot", "")] {
        let csrf = page.value("_csrf").unwrap();
        let nothing = browser.post(PAGE, &[("_csrf", &csrf), ("_act", act), ("id", id)]).await;
        assert_eq!(nothing.status, StatusCode::NOT_FOUND, "{act}");
    }
    let forged = browser.post(PAGE, &[("_act", "pause"), ("id", &route)]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

pub(crate) async fn a_mail_that_does_not_arrive_is_told_by_what_it_is_and_of_nobody() {
    let world = World::new().await;
    let mut browser = operator(&world).await;
    filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let read = program.get(&format!("/api/partner/v1/cases/{case}")).await.json();
    world.desk().invite_as(MAIRIE, ("lena.secrete@mairie.exemple.fr", "Léna Secrète"), Role::Agent).await.unwrap();
    // As where the reader's server says 550.
    let refuse = "update work set state = 'parked', attempts = 1, last_error = 'mail.rejected', lease_until = null \
                  where queue = 'outbox' and kind = 'mail' and state = 'waiting'";
    world.raw(refuse, refuse).await;
    let page = browser.get(PAGE).await;
    for said in [
        "Votre dossier est ouvert",
        "Courriel à un usager",
        "lit tout sur sa page de suivi",
        read["external_id"].as_str().unwrap(),
        "Courriel à un agent",
        "(…@mairie.exemple.fr)",
        "si cet agent y travaille encore",
        "mail.rejected",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    for person in ["zoe@", "lena", "Léna", "Secrète", "Müller"] {
        assert!(!page.text.contains(person), "{person}: {}", page.text);
    }
    // It goes on by its button, to the same address.
    let id = world.desk().parked().await.unwrap().remove(0).id.to_string();
    let before = world.number("select count(*) from work where state = 'parked'").await;
    press(&page, &mut browser, "retry", &id).await;
    world.work().await;
    assert_eq!(world.number("select count(*) from work where state = 'parked'").await, before - 1);
}

pub(crate) async fn who_runs_the_site_comes_to_no_desk() {
    let world = World::new().await;
    let (_, agent, case) = received(&world, &mut world.browser(), MAIRIE).await;
    let mut browser = operator(&world).await;
    let mut parts =
        case.form().action.trim_start_matches("/agents/cas/").split('/').map(str::to_owned).collect::<Vec<_>>();
    let (id, agency) = (parts.pop().unwrap(), parts.pop().unwrap());
    for route in routes() {
        if !matches!(route.door, Door::Agent | Door::Supervisor | Door::Admin) {
            continue;
        }
        let address = route.path.replace("{agency}", &agency).replace("{case}", &id);
        let nothing = "01993333-0000-7000-8000-000000000000";
        let address = address.replace("{file}", nothing).replace("{export}", nothing).replace("{question}", nothing);
        if ["/agents/compte", "/agents/deconnexion"].contains(&address.as_str()) {
            continue;
        }
        for method in route.methods.split(' ') {
            let mut browser = browser.clone();
            let page = match method {
                "GET" => browser.get(&address).await,
                _ => browser.post(&address, &[("_act", "close")]).await,
            };
            for sentinel in SENTINELS {
                assert!(!page.text.contains(sentinel), "{method} {address} shows {sentinel}");
            }
            let is_led_away = address == "/agents" && browser.address == PAGE;
            assert!(is_led_away || page.status == StatusCode::NOT_FOUND, "{method} {address} → {}", page.status);
        }
    }
    // An agent does not come there, and nobody is made one who runs the site, or the other way round.
    assert_eq!(agent.clone().get(PAGE).await.status, StatusCode::NOT_FOUND);
    let none = world.desk().set_agent_role("exploitation@exemple.fr", store::agents::Role::Admin).await;
    assert!(matches!(none, Err(desk::DeskError::NotFound("agent"))));
    assert!(store::agents::Role::named("operator").is_none());
    // A closed account is out at once.
    world.clock.advance(SignedDuration::from_secs(1));
    world.desk().set_agent_disabled("exploitation@exemple.fr", true).await.unwrap();
    browser.get(PAGE).await;
    assert!(browser.address.starts_with("/agents/connexion?next=/exploitation"), "{}", browser.address);
}
