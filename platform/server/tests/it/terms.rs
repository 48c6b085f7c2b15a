//! The terms of use: accepted at a login, by version; a new one is shown at the next; nobody without an account is asked.

use axum::http::StatusCode;
use desk::Terms;

use crate::support::{Browser, PASSWORD, Page, World};

const ZOE: &str = "zoe@exemple.fr";
const ACCEPT: &str = "/compte/connexion/conditions";
const TEXT: &str = "version: \"2\"\ndate: 2026-11-01\nfr: |\n  # Objet <b>\n\n  Un compte garde\n  vos démarches.\nen: |\n  # Purpose\n\n  An account keeps your procedures.\n";

async fn world() -> World {
    World::with(|config| config.terms = Some(Terms::read(TEXT).unwrap())).await
}

async fn login(browser: &mut Browser, next: &str) -> Page {
    let page = browser.get(next).await;
    page.post_on(browser, &[("email", ZOE), ("password", PASSWORD)]).await
}

async fn register(world: &World) -> (Browser, Page) {
    let mut browser = world.browser();
    let page = browser.get("/compte/creer").await;
    let page = page.post_on(&mut browser, &[("email", ZOE), ("password", PASSWORD)]).await;
    (browser, page)
}

pub(crate) async fn whoever_logs_in_accepts_the_version_in_force_once() {
    let world = world().await;
    let (mut citizen, page) = register(&world).await;
    assert_eq!(citizen.address, ACCEPT, "{}", page.text);
    assert!(page.text.contains("<h2>Objet &lt;b&gt;</h2>"), "what stands in the file is text: {}", page.text);
    assert!(page.text.contains("<p>Un compte garde vos démarches.</p>") && page.text.contains("Version 2"));
    assert!(!citizen.cookies.contains_key("session"), "nobody is in who has not accepted");
    citizen.get("/compte").await;
    assert!(citizen.address.starts_with("/compte/connexion?"), "{}", citizen.address);
    let mut halfway = citizen.clone();
    halfway.cookies.insert("session".to_owned(), citizen.cookies["login"].clone());
    halfway.get("/compte").await;
    assert!(halfway.address.starts_with("/compte/connexion?"), "halfway is nowhere");
    // Not the place of a second factor, and no way around.
    let second = citizen.get("/compte/connexion/second-facteur").await;
    assert!(!second.text.contains("name=\"code\""), "{}", second.text);
    // What was shown is what is accepted.
    let page = citizen.get(ACCEPT).await;
    let other = page.post_on(&mut citizen, &[("version", "1")]).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "{}", other.text);
    assert!(!citizen.cookies.contains_key("session"));
    other.post_on(&mut citizen, &[]).await;
    assert_eq!(citizen.address, "/compte");
    assert_eq!(world.number("select count(*) from accepted_terms where version = '2'").await, 1);
    assert!(citizen.get("/compte/traces").await.text.contains("Conditions d&#39;utilisation acceptées"));
    // Once is enough.
    let mut elsewhere = world.browser();
    login(&mut elsewhere, "/compte").await;
    assert_eq!(elsewhere.address, "/compte");
    assert_eq!(world.number("select count(*) from accepted_terms").await, 1);
    // Until there is another version: shown at the next login; who is in stays in until then.
    let older = "update accepted_terms set version = '1'";
    world.raw(older, older).await;
    assert_eq!(elsewhere.get("/compte").await.status, StatusCode::OK);
    assert_eq!(elsewhere.address, "/compte");
    let mut again = world.browser();
    let page = login(&mut again, "/compte/donnees").await;
    assert_eq!(again.address, ACCEPT, "{}", page.text);
    page.post_on(&mut again, &[]).await;
    assert_eq!(again.address, "/compte/donnees");
    assert_eq!(world.number("select count(*) from accepted_terms").await, 2, "both are kept");
}

pub(crate) async fn nobody_without_an_account_is_asked_and_what_was_typed_waits() {
    let world = world().await;
    let mut stranger = world.browser();
    let shown = stranger.get("/conditions-d-utilisation?lang=en").await;
    assert!(shown.text.contains("An account keeps your procedures."), "{}", shown.text);
    assert!(stranger.get("/mentions-legales").await.links().iter().any(|link| link == "/conditions-d-utilisation"));
    let mut passer = world.browser();
    world.file(&mut passer, "Toulouse").await;
    passer.get(ACCEPT).await;
    assert_eq!(passer.address, "/compte/connexion", "nobody waits there");

    let (mut citizen, page) = register(&world).await;
    page.post_on(&mut citizen, &[]).await;
    let draft = world.draft(&mut citizen).await;
    world.later(2);
    let older = "update accepted_terms set version = '1'";
    world.raw(older, older).await;
    let typed = [("demandeur.nom", "Tapé trop tard"), ("demandeur.prenoms", "Zoé"), ("email", ZOE)];
    let held = draft.post_on(&mut citizen, &typed).await;
    assert_eq!(held.status, StatusCode::CONFLICT);
    let page = held.value("next").unwrap();
    let asked = held.post_on(&mut citizen, &[("email", ZOE), ("password", PASSWORD)]).await;
    assert_eq!(citizen.address, ACCEPT, "{}", asked.text);
    asked.post_on(&mut citizen, &[]).await;
    assert!(citizen.address.ends_with("/lieu"), "{}", citizen.address);
    assert!(citizen.get(&page).await.text.contains("value=\"Tapé trop tard\""));
    // It stands in the copy of the account, and goes with it.
    let own = citizen.get("/compte/donnees").await;
    let csrf = own.value("_csrf").unwrap();
    citizen.post("/compte/donnees/copie", &[("_csrf", &csrf)]).await;
    assert_eq!(world.write_exports().await, 1);
    let zip = citizen.get("/compte/donnees/copie").await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip.bytes)).unwrap();
    let told: serde_json::Value = serde_json::from_reader(zip.by_name("compte.json").unwrap()).unwrap();
    assert_eq!(told["terms"][0]["version"], "2");
    assert_eq!(told["terms"][1]["version"], "1");
    citizen.post("/compte/fermer", &[("_csrf", &csrf), ("sure", "1")]).await;
    assert_eq!(citizen.address, "/compte/ferme");
    assert_eq!(world.number("select count(*) from accepted_terms").await, 0);
}

pub(crate) async fn a_site_without_terms_shows_none() {
    let page = World::new().await.browser().get("/conditions-d-utilisation").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
