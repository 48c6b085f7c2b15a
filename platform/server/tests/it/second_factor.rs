//! The second factor of an agent's login: set up, asked for, taken once, taken away.

use axum::http::StatusCode;
use hmac::{Hmac, Mac as _};

use crate::{
    agent::MAIRIE,
    login::{ask, codes},
    support::{Browser, PASSWORD, Page, World},
};

const EMAIL: &str = "agent.99900000100011@exemple.fr";

/// What an authenticator application shows: RFC 6238, from the key as it is typed.
fn shown(key: &str, seconds: i64) -> String {
    let mut bits = String::new();
    for letter in key.chars() {
        bits += &format!("{:05b}", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).unwrap());
    }
    let secret: Vec<u8> =
        (0..bits.len() / 8).map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).unwrap()).collect();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&secret).unwrap();
    mac.update(&(seconds / 30).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

pub(crate) fn now(world: &World, key: &str) -> String {
    shown(key, world.clock.now().as_second())
}

pub(crate) fn codes_of(page: &Page) -> Vec<String> {
    page.text.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

/// The key that the page offers, and the ten codes that it shows once.
pub(crate) async fn switched_on(world: &World, agent: &mut Browser) -> (String, Vec<String>) {
    let page = agent.get("/agents/compte").await;
    let page = page.post_on(agent, &[("_act", "offer")]).await;
    assert_eq!(agent.address, "/agents/compte#second", "{}", page.text);
    let key = page.text.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(page.text.contains(&format!("?secret={key}&amp;issuer=")) && page.text.contains("<svg class=\"qr\""));
    let wrong = page.post_on(agent, &[("_act", "on"), ("code", "12345")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains(&key), "it stays offered: {}", wrong.text);
    let page = page.post_on(agent, &[("_act", "on"), ("code", &now(world, &key))]).await;
    let recovery = codes_of(&page);
    assert_eq!(recovery.len(), 10, "{}", page.text);
    let again = agent.get("/agents/compte").await;
    assert!(!again.text.contains(&key) && !again.text.contains(&recovery[0]), "shown once: {}", again.text);
    (key, recovery)
}

async fn login(browser: &mut Browser, next: &str) -> Page {
    let login = browser.get(next).await;
    login.post_on(browser, &[("email", EMAIL), ("password", PASSWORD)]).await
}

fn later(world: &World) {
    world.clock.advance(jiff::SignedDuration::from_secs(30));
}

pub(crate) async fn a_second_factor_is_asked_for_at_each_login_and_each_code_taken_once() {
    let world = World::new().await;
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let (key, recovery) = switched_on(&world, &mut agent).await;

    let mut browser = world.browser();
    let page = login(&mut browser, "/agents?status=sent").await;
    assert_eq!(browser.address, "/agents/connexion/second-facteur", "{}", page.text);
    // Halfway is nowhere: the token of this step opens nothing.
    let mut halfway = browser.clone();
    let token = halfway.cookies["agent-login"].clone();
    halfway.cookies.insert("agent".to_owned(), token);
    halfway.get("/agents").await;
    assert!(halfway.address.starts_with("/agents/connexion"), "{}", halfway.address);
    // The code that switched it on was taken.
    let refused = page.post_on(&mut browser, &[("code", &now(&world, &key))]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    later(&world);
    let code = now(&world, &key);
    page.post_on(&mut browser, &[("code", &format!("{} {}", &code[..3], &code[3..]))]).await;
    assert_eq!(browser.address, "/agents?status=sent");

    // Read over a shoulder, it is worth nothing; nor is the one before.
    let mut other = world.browser();
    let page = login(&mut other, "/agents").await;
    for typed in [code, shown(&key, world.clock.now().as_second() - 30), String::new()] {
        let refused = page.post_on(&mut other, &[("code", &typed)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    }
    // A recovery code is good once, however it is typed.
    page.post_on(&mut other, &[("code", &recovery[3].to_uppercase().replace('-', " "))]).await;
    assert_eq!(other.address, "/agents");
    let page = login(&mut other, "/agents/connexion").await;
    let refused = page.post_on(&mut other, &[("code", &recovery[3])]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Ten minutes, and the password is asked for again.
    world.clock.advance(jiff::SignedDuration::from_mins(10));
    page.post_on(&mut other, &[("code", &now(&world, &key))]).await;
    assert!(other.address.ends_with("/agents/connexion"), "{}", other.address);

    // A mailed code is no way around it.
    let mut mailed = world.browser();
    let page = ask(&mut mailed, "/agents", EMAIL).await;
    page.post_on(&mut mailed, &[("code", &codes(&world, EMAIL).await.remove(0))]).await;
    assert_eq!(mailed.address, "/agents/connexion/second-facteur");
    assert_eq!(world.number("select count(*) from journal where act = 'agent.second_factor_refused'").await, 5);
}

pub(crate) async fn a_second_factor_is_guessed_at_slowly() {
    let world = World::with(|config| config.limits.account_attempts = 4).await;
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let (key, _) = switched_on(&world, &mut agent).await;
    later(&world);
    let mut thief = world.browser();
    let page = login(&mut thief, "/agents").await;
    for _ in 0..4 {
        let wrong = page.post_on(&mut thief, &[("code", "000000")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let page = page.post_on(&mut thief, &[("code", &now(&world, &key))]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "{}", page.text);
}

pub(crate) async fn a_second_factor_is_taken_away_for_a_code_or_by_the_operator() {
    let world = World::new().await;
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let mut earlier = world.browser();
    login(&mut earlier, "/agents/connexion").await;
    let (key, first) = switched_on(&world, &mut agent).await;
    earlier.get("/agents").await;
    assert!(earlier.address.starts_with("/agents/connexion"), "a session that began without it is closed");
    // Other recovery codes take the place of those that were lost, for a code and no less.
    let page = agent.get("/agents/compte").await;
    let refused = page.post_on(&mut agent, &[("_act", "renew"), ("code", "000000")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let renewed = page.post_on(&mut agent, &[("_act", "renew"), ("code", &first[0])]).await;
    assert!(renewed.text.contains("ne servent plus"), "{}", renewed.text);
    let recovery: Vec<String> = codes_of(&renewed);
    assert!(recovery.len() == 10 && recovery.iter().all(|code| !first.contains(code)), "{recovery:?}");
    assert_eq!(world.number("select count(*) from agent_recovery_codes").await, 10);
    let page = agent.get("/agents/compte").await;
    let refused = page.post_on(&mut agent, &[("_act", "off"), ("code", &now(&world, &key))]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "that code was taken");
    let offered = page.post_on(&mut agent, &[("_act", "offer")]).await;
    assert_eq!(offered.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody swaps it under an open session");
    later(&world);
    page.post_on(&mut agent, &[("_act", "off"), ("code", &now(&world, &key))]).await;
    assert!(agent.address.contains("retire"), "{}", agent.address);
    login(&mut agent, "/agents/connexion").await;
    assert_eq!(agent.address, "/agents");

    let (other_key, _) = switched_on(&world, &mut agent).await;
    assert_ne!(key, other_key);
    world.desk().reset_second_factor(EMAIL).await.unwrap();
    let page = agent.get("/agents").await;
    assert!(agent.address.starts_with("/agents/connexion"), "its sessions are closed: {}", page.text);
    login(&mut agent, "/agents/connexion").await;
    assert_eq!(agent.address, "/agents");
    assert_eq!(world.number("select count(*) from agent_recovery_codes").await, 0, "{recovery:?} went with the first");
}
