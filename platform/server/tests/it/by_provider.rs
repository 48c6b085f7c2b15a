//! How a test's citizens come in by a provider that says what the test wants.

use axum::http::{StatusCode, header};
use desk::IdentitySettings;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::{
    identity::{impostor, parameter, said},
    impostor::{CLIENT, Impostor},
    provider,
    support::{Browser, PASSWORD, Page, World},
};

pub(crate) const BACK: &str = "/compte/connexion/par/essai/retour";
pub(crate) const FIRST: &str = "/compte/connexion/premiere-fois";
pub(crate) const ZOE: &str = "zoe@exemple.fr";

/// A world whose citizens may come in by this provider.
pub(crate) async fn world(issuer: &str, more: &str) -> World {
    of(issuer, more, "citizens: [essai]").await
}

pub(crate) async fn of(issuer: &str, more: &str, whose: &str) -> World {
    let settings = settings(issuer, more, whose);
    World::with(|config| config.identity = settings).await
}

pub(crate) fn settings(issuer: &str, more: &str, whose: &str) -> IdentitySettings {
    let file = format!(
        "providers: [{{ id: essai, name: Essai Connect, issuer: \"{issuer}\", client_id: {CLIENT}, networks: [127.0.0.1], about: \"https://essai.exemple.fr/\", {more} }}]\n{whose}"
    );
    IdentitySettings::read(&file, |_| Some(provider::SECRET.to_owned())).unwrap()
}

/// The same with the shipped démarches.
pub(crate) async fn world_of_shipped(issuer: &str) -> World {
    world_of_forms(issuer, std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms")).await
}

/// The same with those of a folder, and the shipped components.
pub(crate) async fn world_of_forms(issuer: &str, forms: std::path::PathBuf) -> World {
    let settings = settings(issuer, "", "citizens: [essai]");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let world = World::with(|config| {
        config.identity = settings;
        config.sources.forms = vec![forms];
        config.sources.components = vec![root.join("components")];
    })
    .await;
    world.desk().import_directory(&root.join("examples/annuaire-demonstration.yaml")).await.unwrap();
    world
}

/// An impostor that says of everybody that they are Zoé, at this level.
pub(crate) fn zoe() -> Impostor {
    let impostor = impostor();
    is(&impostor, "personne-1", json!({ "given_name": "Zoé", "family_name": "Müller", "email": ZOE }));
    impostor
}

/// Whom it says everybody is.
pub(crate) fn is(impostor: &Impostor, subject: &str, claims: Value) {
    let mut whole = json!({ "sub": subject });
    whole.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
    said(impostor, whole);
    impostor.script().claims = json!({ "sub": subject, "acr": "eidas1" });
}

/// Presses the provider's button on this page; the address that the browser goes to.
pub(crate) async fn away(browser: &mut Browser, page: &Page) -> String {
    let form = page.forms().into_iter().find(|form| form.action.ends_with("/par/essai"));
    let form = form.unwrap_or_else(|| panic!("no button of the provider in\n{}", page.text));
    let pairs: Vec<(&str, &str)> = form.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = browser.post(&form.action, &pairs).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page.headers[header::REFRESH].to_str().unwrap().strip_prefix("0;url=").unwrap().to_owned()
}

/// Goes to the impostor from the page at `from`; where the browser comes back.
pub(crate) async fn gone(browser: &mut Browser, impostor: &Impostor, from: &str) -> String {
    let page = browser.get(from).await;
    let url = away(browser, &page).await;
    back_from(impostor, &url)
}

pub(crate) fn back_from(impostor: &Impostor, url: &str) -> String {
    assert!(parameter(url, "nonce").len() >= 32 && parameter(url, "state").len() >= 32);
    assert_eq!(parameter(url, "acr_values"), "eidas1");
    impostor.script().nonce = parameter(url, "nonce");
    format!("{BACK}?code=un-code&state={}", parameter(url, "state"))
}

/// There and back.
pub(crate) async fn come(browser: &mut Browser, impostor: &Impostor, from: &str) -> Page {
    let back = gone(browser, impostor, from).await;
    browser.get(&back).await
}

/// Comes for the first time, and goes on apart.
pub(crate) async fn apart(world: &World, impostor: &Impostor) -> Browser {
    let mut browser = world.browser();
    let page = come(&mut browser, impostor, "/compte").await;
    assert_eq!(browser.address, FIRST, "{}", page.text);
    page.post_on(&mut browser, &[("_act", "apart")]).await;
    assert_eq!(browser.address, "/compte");
    browser
}

/// Opens an account with a password.
pub(crate) async fn register(world: &World, email: &str) -> Browser {
    let mut browser = world.browser();
    let page = browser.get("/compte/creer").await;
    page.post_on(&mut browser, &[("email", email), ("password", PASSWORD)]).await;
    assert_eq!(browser.address, "/compte", "an account was opened");
    browser
}

/// Logs in with a password; the page that comes of it.
pub(crate) async fn by_password(world: &World, email: &str) -> Browser {
    let mut browser = world.browser();
    let page = browser.get("/compte/connexion").await;
    page.post_on(&mut browser, &[("email", email), ("password", PASSWORD)]).await;
    browser
}

/// The form of a page that posts this act; posted with these values.
pub(crate) async fn join(browser: &mut Browser, page: &Page, values: &[(&str, &str)]) -> Page {
    page.post_on(browser, values).await
}

/// The codes that were mailed to attach an account, the latest first.
pub(crate) async fn codes(world: &World, to: &str) -> Vec<String> {
    world.clock.advance(SignedDuration::from_secs(1));
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let to_them = mails.iter().filter(|mail| mail.to == to && mail.subject.contains("rattacher"));
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|sign| sign.is_ascii_digit());
    to_them.map(|mail| mail.text.split_whitespace().find(is_code).unwrap().to_owned()).collect()
}

pub(crate) async fn logout(browser: &mut Browser) -> Page {
    let page = browser.get("/compte").await;
    let form = page.forms().into_iter().find(|form| form.action == "/compte/deconnexion").unwrap();
    let pairs: Vec<(&str, &str)> = form.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post("/compte/deconnexion", &pairs).await
}

pub(crate) async fn person(world: &World, impostor_issuer: &str, subject: &str) -> desk::access::Person {
    let store = world.desk().store();
    let name = (impostor_issuer, subject);
    let id = store
        .read(async |conn| store::person_identities::of_subject(conn, store::people::PORTAL, name).await)
        .await
        .unwrap()
        .expect("somebody known by this name");
    desk::access::Person { id, email: String::new(), proven: None }
}

/// Somebody who came by no provider.
pub(crate) async fn by_password_of(world: &World) -> Browser {
    register(world, "local@exemple.fr").await
}
