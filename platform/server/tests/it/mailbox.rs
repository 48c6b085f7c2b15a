//! Whoever opened a citizen's account with the address of somebody else, and had a provider of their own attached: out once that one comes.

use axum::http::{StatusCode, header};
use desk::IdentitySettings;
use serde_json::json;

use crate::{
    by_provider::{FIRST, ZOE, back_from, codes, come, is, join, register, zoe},
    citizen_account,
    impostor::{CLIENT, Impostor},
    provider,
    support::{Browser, PASSWORD, Page, World},
};

const NEW: &str = "une autre phrase assez longue";

/// A world whose citizens come in by either of two providers.
async fn world(first: &Impostor, other: &Impostor) -> World {
    let one = |id: &str, name: &str, impostor: &Impostor| {
        format!(
            "{{ id: {id}, name: {name}, issuer: \"{}\", client_id: {CLIENT}, networks: [127.0.0.1], second_factor: {{ amr: [mfa] }} }}",
            impostor.issuer
        )
    };
    let providers = [one("essai", "Essai Connect", first), one("autre", "Autre Connect", other)].join(", ");
    let file = format!("providers: [{providers}]\ncitizens: [essai, autre]");
    let settings = IdentitySettings::read(&file, |_| Some(provider::SECRET.to_owned())).unwrap();
    World::with(|config| config.identity = settings).await
}

/// There and back by the other provider.
async fn come_by_other(browser: &mut Browser, other: &Impostor, from: &str) -> Page {
    let page = browser.get(from).await;
    let form = page.forms().into_iter().find(|form| form.action.ends_with("/par/autre"));
    let form = form.unwrap_or_else(|| panic!("no button of the provider in\n{}", page.text));
    let pairs: Vec<(&str, &str)> = form.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = browser.post(&form.action, &pairs).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let url = page.headers[header::REFRESH].to_str().unwrap().strip_prefix("0;url=").unwrap().to_owned();
    let back = back_from(other, &url).replace("/par/essai/", "/par/autre/");
    browser.get(&back).await
}

/// Whoever opened the account with Zoé's address: a provider of theirs is attached, something is in the vault, a second factor is offered.
async fn squatter(world: &World, theirs: &Impostor) -> Browser {
    is(theirs, "squatteur-1", json!({}));
    let mut squatter = register(world, ZOE).await;
    let page = come_by_other(&mut squatter, theirs, "/compte/connexions").await;
    assert_eq!(squatter.address, "/compte/connexions?fait=rattache", "{}", page.text);
    let page = squatter.get("/compte/second-facteur").await;
    page.post_on(&mut squatter, &[("_act", "offer")]).await;
    let store = world.desk().store();
    let owner = store.read(async |conn| store::people::of_email(conn, store::people::PORTAL, ZOE).await).await;
    let owner = owner.unwrap().unwrap();
    let name = form::vault::Held::typed(form::answers::Value::Text("Autre".into()), "2026-01-01".parse().unwrap());
    let item = form::vault::VaultItem { values: [("nom".to_owned(), name)].into() };
    let bytes = serde_json::to_vec(&item).unwrap();
    store.write(async |tx| store::people::put_in_vault(tx, &owner, "identity", &bytes, "autre").await).await.unwrap();
    let mut again = world.browser();
    come_by_other(&mut again, theirs, "/compte").await;
    assert_eq!(again.address, "/compte", "their provider lets them in");
    again
}

/// They are nobody's any more: neither who is in, nor by their provider.
async fn is_out(world: &World, mut squatter: Browser, theirs: &Impostor) {
    squatter.get("/compte").await;
    assert!(squatter.address.starts_with("/compte/connexion"), "{}", squatter.address);
    let mut again = world.browser();
    let page = come_by_other(&mut again, theirs, "/compte").await;
    assert_eq!(again.address, FIRST, "somebody new to this site: {}", page.text);
    assert!(!again.cookies.contains_key("session"));
    let offered = "select count(*) from people where second_factor is not null";
    assert_eq!(world.number(offered).await, 0);
}

pub(crate) async fn a_provider_that_was_attached_before_lets_nobody_in_once_a_code_proves_the_mailbox() {
    let (impostor, theirs) = (zoe(), zoe());
    let world = world(&impostor, &theirs).await;
    let squatter = squatter(&world, &theirs).await;
    let mut citizen = world.browser();
    let page = come(&mut citizen, &impostor, "/compte").await;
    let page = join(&mut citizen, &page, &[("_act", "code"), ("email", ZOE)]).await;
    assert!(page.text.contains("ses données effacées"), "{}", page.text);
    let code = codes(&world, ZOE).await.remove(0);
    page.post_on(&mut citizen, &[("code", &code)]).await;
    assert_eq!(citizen.address, "/compte");
    is_out(&world, squatter, &theirs).await;
    assert_eq!(world.number("select count(*) from person_identities").await, 1);
    assert_eq!(world.number("select count(*) from vault").await, 0);
    // Who proved it comes in by theirs.
    let mut later = world.browser();
    come(&mut later, &impostor, "/compte").await;
    assert_eq!(later.address, "/compte");
}

pub(crate) async fn a_provider_that_was_attached_before_lets_nobody_in_once_a_link_proves_the_mailbox() {
    let (impostor, theirs) = (zoe(), zoe());
    let world = world(&impostor, &theirs).await;
    let squatter = squatter(&world, &theirs).await;
    let mut citizen = world.browser();
    let page = citizen.get("/compte/oubli").await;
    page.post_on(&mut citizen, &[("email", ZOE)]).await;
    let link = citizen_account::links(&world, ZOE).await.remove(0);
    let page = citizen.get(&link).await;
    assert!(page.text.contains("sera détaché"), "{}", page.text);
    page.post_on(&mut citizen, &[("password", NEW)]).await;
    assert_eq!(citizen.address, "/compte");
    is_out(&world, squatter, &theirs).await;
    assert_eq!(world.number("select count(*) from vault").await, 1, "to be read again");
    let mut later = world.browser();
    let page = later.get("/compte/connexion").await;
    page.post_on(&mut later, &[("email", ZOE), ("password", NEW)]).await;
    assert_eq!(later.address, "/compte", "the password is the one that was chosen");
}

pub(crate) async fn a_provider_that_is_yet_to_be_attached_takes_the_place_of_no_second_factor() {
    let (impostor, theirs) = (zoe(), zoe());
    let world = world(&impostor, &theirs).await;
    let mut citizen = register(&world, ZOE).await;
    let (_, recovery) = citizen_account::switched_on(&world, &mut citizen).await;
    // Somebody who has the password, or the mailbox, and an account of their own at the provider, as sure as can be.
    impostor.script().claims = json!({ "sub": "personne-1", "acr": "eidas1", "amr": ["pwd", "mfa"] });
    let mut thief = world.browser();
    let page = come(&mut thief, &impostor, "/compte").await;
    let page = join(&mut thief, &page, &[("_act", "code"), ("email", ZOE)]).await;
    let code = codes(&world, ZOE).await.remove(0);
    page.post_on(&mut thief, &[("code", &code)]).await;
    assert_eq!(thief.address, "/compte/connexion/second-facteur");
    assert!(!thief.cookies.contains_key("session"));
    citizen.get("/compte").await;
    assert_eq!(citizen.address, "/compte", "nothing has changed for who is in");
    let mut owner = world.browser();
    let page = come(&mut owner, &impostor, "/compte").await;
    let page = join(&mut owner, &page, &[("_act", ""), ("email", ZOE), ("password", PASSWORD)]).await;
    assert_eq!(owner.address, "/compte/connexion/second-facteur", "{}", page.text);
    page.post_on(&mut owner, &[("code", &recovery[0])]).await;
    assert_eq!(owner.address, "/compte");
    // Attached, it does.
    let mut later = world.browser();
    come(&mut later, &impostor, "/compte").await;
    assert_eq!(later.address, "/compte");
}
