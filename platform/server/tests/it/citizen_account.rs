//! What protects a citizen's account: a second factor, another password by a mailed link, the list of where they are logged in.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use jiff::SignedDuration;

use crate::{
    by_provider::{self, come, zoe},
    second_factor::{codes_of, now},
    support::{Browser, PASSWORD, Page, World},
};

const ZOE: &str = "zoe@exemple.fr";
const NEW: &str = "une autre phrase assez longue";

async fn register(world: &World, email: &str) -> Browser {
    let mut browser = world.browser();
    let page = browser.get("/compte/creer").await;
    page.post_on(&mut browser, &[("email", email), ("password", PASSWORD)]).await;
    assert_eq!(browser.address, "/compte", "an account was opened");
    browser
}

async fn login(browser: &mut Browser, next: &str, password: &str) -> Page {
    let page = browser.get(next).await;
    page.post_on(browser, &[("email", ZOE), ("password", password)]).await
}

/// The key and the recovery codes of a second factor, set up.
pub(crate) async fn switched_on(world: &World, citizen: &mut Browser) -> (String, Vec<String>) {
    let page = citizen.get("/compte/second-facteur").await;
    let page = page.post_on(citizen, &[("_act", "offer")]).await;
    let key = codes_of(&page).remove(0);
    assert!(page.text.contains("<svg class=\"qr\""), "{}", page.text);
    let wrong = page.post_on(citizen, &[("_act", "on"), ("code", "12345")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = page.post_on(citizen, &[("_act", "on"), ("code", &now(world, &key))]).await;
    let recovery = codes_of(&page);
    assert_eq!(recovery.len(), 10, "{}", page.text);
    (key, recovery)
}

/// The links that were mailed to choose another password, the latest first.
pub(crate) async fn links(world: &World, to: &str) -> Vec<String> {
    world.clock.advance(SignedDuration::from_secs(1));
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let to_them = mails.iter().filter(|mail| mail.to == to && mail.subject.contains("autre mot de passe"));
    let link = |text: &str| text.split_whitespace().find(|word| word.contains("/compte/oubli/")).unwrap().to_owned();
    to_them.map(|mail| link(&mail.text).strip_prefix("http://guichet.test").unwrap().to_owned()).collect()
}

pub(crate) async fn a_citizens_second_factor_is_asked_for_at_each_login_and_each_code_taken_once() {
    let world = World::with(|config| config.limits.account_attempts = 10).await;
    let mut citizen = register(&world, ZOE).await;
    let mut elsewhere = world.browser();
    login(&mut elsewhere, "/compte", PASSWORD).await;
    let (key, recovery) = switched_on(&world, &mut citizen).await;
    elsewhere.get("/compte").await;
    assert!(elsewhere.address.starts_with("/compte/connexion"), "what began without it is over");

    let mut browser = world.browser();
    let page = login(&mut browser, "/compte/donnees", PASSWORD).await;
    assert_eq!(browser.address, "/compte/connexion/second-facteur", "{}", page.text);
    assert!(!browser.cookies.contains_key("session"));
    let mut halfway = browser.clone();
    halfway.cookies.insert("session".to_owned(), browser.cookies["login"].clone());
    halfway.get("/compte").await;
    assert!(halfway.address.starts_with("/compte/connexion"), "halfway is nowhere");
    // The code that switched it on was taken.
    let refused = page.post_on(&mut browser, &[("code", &now(&world, &key))]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    world.clock.advance(SignedDuration::from_secs(30));
    page.post_on(&mut browser, &[("code", &now(&world, &key))]).await;
    assert_eq!(browser.address, "/compte/donnees");
    assert!(!browser.cookies.contains_key("login"));
    // A recovery code, once; then another.
    for (code, address) in
        [(&recovery[0], "/compte"), (&recovery[0], "/compte/connexion/second-facteur"), (&recovery[1], "/compte")]
    {
        let mut browser = world.browser();
        let page = login(&mut browser, "/compte", PASSWORD).await;
        page.post_on(&mut browser, &[("code", code)]).await;
        assert_eq!(browser.address, address);
    }
    // Who opens an account that is there, with its very password, is asked too.
    let mut again = world.browser();
    let page = again.get("/compte/creer").await;
    page.post_on(&mut again, &[("email", ZOE), ("password", PASSWORD)]).await;
    assert_eq!(again.address, "/compte/connexion/second-facteur");
    // Nobody guesses on.
    let page = again.get("/compte/connexion/second-facteur").await;
    let mut last = page;
    for _ in 0..10 {
        last = last.post_on(&mut again, &[("code", "000000")]).await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.text.contains("Trop d&#39;essais") && last.text.contains("name=\"code\""), "{}", last.text);
}

pub(crate) async fn what_was_typed_waits_for_the_second_factor_too() {
    let world = World::new().await;
    let mut citizen = register(&world, ZOE).await;
    let (_, recovery) = switched_on(&world, &mut citizen).await;
    let page = world.draft(&mut citizen).await;
    world.later(2);
    let typed = [("demandeur.nom", "Tapé trop tard"), ("demandeur.prenoms", "Zoé"), ("email", ZOE)];
    let held = page.post_on(&mut citizen, &typed).await;
    assert_eq!(held.status, StatusCode::CONFLICT);
    let draft = held.value("next").unwrap();
    let second = held.post_on(&mut citizen, &[("email", ZOE), ("password", PASSWORD)]).await;
    assert_eq!(citizen.address, "/compte/connexion/second-facteur", "{}", second.text);
    second.post_on(&mut citizen, &[("code", &recovery[0])]).await;
    assert!(citizen.address.ends_with("/lieu"), "{}", citizen.address);
    assert!(citizen.get(&draft).await.text.contains("value=\"Tapé trop tard\""));
    // Taken away for a code, and for nothing less.
    let page = citizen.get("/compte/second-facteur").await;
    let refused = page.post_on(&mut citizen, &[("_act", "off"), ("code", "000000")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = page.post_on(&mut citizen, &[("_act", "off"), ("code", &recovery[1])]).await;
    assert!(page.text.contains("est retiré"), "{}", page.text);
    let mut browser = world.browser();
    login(&mut browser, "/compte", PASSWORD).await;
    assert_eq!(browser.address, "/compte");
    // Lost with all its codes: whoever runs the site takes it away.
    switched_on(&world, &mut browser).await;
    world.desk().reset_citizen_second_factor(ZOE).await.unwrap();
    browser.get("/compte").await;
    assert!(browser.address.starts_with("/compte/connexion"));
    login(&mut browser, "/compte", PASSWORD).await;
    assert_eq!(browser.address, "/compte");
}

pub(crate) async fn a_mailed_link_gives_another_password_once_and_ends_all_sessions() {
    let world = World::new().await;
    let mut citizen = register(&world, ZOE).await;
    let mut lost = world.browser();
    let page = lost.get("/compte/connexion").await;
    let page = page.follow_on(&mut lost, "/compte/oubli").await;
    // Known or not, the answer is the same.
    let known = page.post_on(&mut lost, &[("email", ZOE)]).await;
    let unknown = page.post_on(&mut lost, &[("email", "leo@exemple.fr")]).await;
    assert_eq!((known.status, unknown.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(known.text, unknown.text.replace("leo@", "zoe@"));
    assert!(links(&world, "leo@exemple.fr").await.is_empty());
    assert_eq!(page.post_on(&mut lost, &[("email", "pas une adresse")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let first = links(&world, ZOE).await.remove(0);
    page.post_on(&mut lost, &[("email", ZOE)]).await;
    let link = links(&world, ZOE).await.remove(0);
    assert_ne!(first, link);
    let page = lost.get(&first).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "the next one replaces it");
    assert!(page.text.contains("plus valable"), "{}", page.text);
    // Read by a mailbox first: nothing is taken. The link is no session.
    assert_eq!(world.browser().get(&link).await.status, StatusCode::OK);
    let mut thief = world.browser();
    thief.cookies.insert("session".to_owned(), link.rsplit('/').next().unwrap().to_owned());
    thief.get("/compte").await;
    assert!(thief.address.starts_with("/compte/connexion"));
    let page = lost.get(&link).await;
    let short = page.post_on(&mut lost, &[("password", "court")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.post_on(&mut lost, &[("password", NEW)]).await;
    assert_eq!(lost.address, "/compte");
    citizen.get("/compte").await;
    assert!(citizen.address.starts_with("/compte/connexion"), "the others are out");
    let mut twice = world.browser();
    let again = page.post_on(&mut twice, &[("password", PASSWORD)]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    for (password, address) in [(PASSWORD, "/compte/connexion"), (NEW, "/compte")] {
        let mut browser = world.browser();
        login(&mut browser, "/compte", password).await;
        assert_eq!(browser.address, address);
    }
    // Half an hour.
    let page = twice.get("/compte/oubli").await;
    page.post_on(&mut twice, &[("email", ZOE)]).await;
    let link = links(&world, ZOE).await.remove(0);
    world.clock.advance(SignedDuration::from_mins(30));
    assert_eq!(twice.get(&link).await.status, StatusCode::NOT_FOUND);
    // A mailbox is no second factor.
    let mut anew = world.browser();
    login(&mut anew, "/compte", NEW).await;
    let (_, recovery) = switched_on(&world, &mut anew).await;
    page.post_on(&mut twice, &[("email", ZOE)]).await;
    let link = links(&world, ZOE).await.remove(0);
    let chosen = twice.get(&link).await;
    let second = chosen.post_on(&mut twice, &[("password", PASSWORD)]).await;
    assert_eq!(twice.address, "/compte/connexion/second-facteur", "{}", second.text);
    second.post_on(&mut twice, &[("code", &recovery[0])]).await;
    assert_eq!(twice.address, "/compte");
}

pub(crate) async fn what_opens_an_account_changes_only_for_who_says_once_more_who_they_are() {
    let impostor = zoe();
    let world = by_provider::world(&impostor.issuer, "").await;
    let mut citizen = register(&world, ZOE).await;
    let wait = |minutes: i64| {
        world.clock.advance(SignedDuration::from_mins(minutes));
        impostor.script().now = world.clock.now().as_second();
    };
    // On a screen left open neither another way in is made, nor a second factor.
    wait(11);
    let page = citizen.get("/compte/second-facteur").await;
    page.post_on(&mut citizen, &[("_act", "offer")]).await;
    assert!(citizen.address.starts_with("/compte/confirmer?next="), "{}", citizen.address);
    let page = citizen.get("/compte/connexions").await;
    let form = page.forms().into_iter().find(|form| form.action.ends_with("/par/essai")).unwrap();
    let pairs: Vec<(&str, &str)> = form.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let asked = citizen.post(&form.action, &pairs).await;
    assert!(citizen.address.starts_with("/compte/confirmer?next="), "{}", citizen.address);
    let wrong = asked.post_on(&mut citizen, &[("password", "pas le bon mot de passe")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
    let before = citizen.cookies["session"].clone();
    asked.post_on(&mut citizen, &[("password", PASSWORD)]).await;
    assert_eq!(citizen.address, "/compte/connexions");
    assert_ne!(citizen.cookies["session"], before);
    // To attach is no login: what asks for a fresh one asks on.
    wait(6);
    come(&mut citizen, &impostor, "/compte/connexions").await;
    assert_eq!(citizen.address, "/compte/connexions?fait=rattache");
    wait(6);
    assert!(citizen.get("/compte/fermer").await.text.contains("type=\"password\""));
    let page = citizen.get("/compte/mot-de-passe").await;
    assert!(page.text.contains("ne détache pas Essai Connect"), "{}", page.text);
    // Nor is it detached there.
    let page = citizen.get("/compte/connexions").await;
    let asked = page.post_on(&mut citizen, &[("detach", "essai")]).await;
    assert!(citizen.address.starts_with("/compte/confirmer?next="), "{}", citizen.address);
    assert_eq!(world.number("select count(*) from person_identities").await, 1);
    asked.post_on(&mut citizen, &[("password", PASSWORD)]).await;
    // What was offered is taken back; in force, a code is asked for with the password.
    let page = citizen.get("/compte/second-facteur").await;
    let page = page.post_on(&mut citizen, &[("_act", "offer")]).await;
    let page = page.post_on(&mut citizen, &[("_act", "cancel")]).await;
    assert!(!page.text.contains("otpauth") && page.text.contains("value=\"offer\""), "{}", page.text);
    let (_, recovery) = switched_on(&world, &mut citizen).await;
    wait(11);
    let page = citizen.get("/compte/confirmer").await;
    let refused = page.post_on(&mut citizen, &[("password", PASSWORD), ("code", "000000")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("code--error"), "{}", refused.text);
    page.post_on(&mut citizen, &[("password", PASSWORD), ("code", &recovery[0])]).await;
    assert_eq!(citizen.address, "/compte/connexions");
    // Their owner was told of each.
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    for subject in ["a été ajouté", "second facteur protège"] {
        assert!(mails.iter().any(|mail| mail.to == ZOE && mail.subject.contains(subject)), "{subject}: {mails:?}");
    }
}

pub(crate) async fn who_tries_at_the_door_keeps_nobody_from_their_own_account() {
    let world = World::with(|config| config.limits.account_attempts = 2).await;
    let mut citizen = register(&world, ZOE).await;
    let mut stranger = world.browser();
    let page = login(&mut stranger, "/compte", "pas le bon mot de passe").await;
    let last = page.post_on(&mut stranger, &[("email", ZOE), ("password", "pas le bon non plus")]).await;
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS, "{}", last.text);
    let page = citizen.get("/compte/mot-de-passe").await;
    page.post_on(&mut citizen, &[("current", PASSWORD), ("password", NEW)]).await;
    assert_eq!(citizen.address, "/compte/mot-de-passe?fait=1");
}

pub(crate) async fn a_citizen_sees_where_they_are_logged_in_and_ends_it_there() {
    let world = World::new().await;
    let mut citizen = register(&world, ZOE).await;
    let mut stranger = world.browser();
    let page = stranger.get("/compte/creer").await;
    page.post_on(&mut stranger, &[("email", "leo@exemple.fr"), ("password", PASSWORD)]).await;
    let mut others = Vec::new();
    for agent in [
        "Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0",
        "Mozilla/5.0 (iPhone) Version/26.0 Safari/604.1",
    ] {
        let mut browser = world.browser();
        let request = Request::post("/compte/connexion")
            .header(header::USER_AGENT, agent)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(format!("email=zoe%40exemple.fr&password={}", PASSWORD.replace(' ', "+"))))
            .unwrap();
        browser.go(request).await;
        assert_eq!(browser.address, "/compte");
        others.push(browser);
    }
    let page = citizen.get("/compte/connexions").await;
    for said in ["Firefox, Windows", "Safari, iPhone", "Appareil inconnu (cet appareil)"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    assert!(!page.text.contains(&citizen.cookies["session"]) && !page.text.contains(&others[0].cookies["session"]));
    let ends: Vec<_> =
        page.forms().into_iter().filter(|form| form.pairs.iter().any(|(name, _)| name == "end")).collect();
    assert_eq!(ends.len(), 2, "not this one");
    let ids: Vec<String> =
        ends.iter().map(|form| form.pairs.iter().find(|(name, _)| name == "end").unwrap().1.clone()).collect();
    let csrf = ends[0].pairs.iter().find(|(name, _)| name == "_csrf").unwrap().1.clone();
    // Nobody ends another person's.
    let page = stranger.get("/compte/connexions").await;
    assert!(!page.text.contains("Firefox"), "{}", page.text);
    let own = page.forms().into_iter().find(|form| form.action == "/compte/deconnexion").unwrap().pairs[0].1.clone();
    let refused = stranger.post("/compte/connexions", &[("_csrf", &own), ("end", &ids[0])]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.text);
    let refused = citizen.post("/compte/connexions", &[("end", &ids[0])]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "a form that is not ours");
    let page = citizen.post("/compte/connexions", &[("_csrf", &csrf), ("end", &ids[0])]).await;
    assert!(page.text.contains("la session est fermée"), "{}", page.text);
    let mut still = Vec::new();
    for browser in &mut others {
        browser.get("/compte").await;
        still.push(browser.address == "/compte");
    }
    assert_eq!(still.iter().filter(|in_| **in_).count(), 1, "one of the two");
    citizen.post("/compte/connexions", &[("_csrf", &csrf), ("others", "1")]).await;
    for browser in &mut others {
        browser.get("/compte").await;
        assert!(browser.address.starts_with("/compte/connexion"));
    }
    citizen.get("/compte").await;
    assert_eq!(citizen.address, "/compte", "this one goes on");
    stranger.get("/compte").await;
    assert_eq!(stranger.address, "/compte");
}
