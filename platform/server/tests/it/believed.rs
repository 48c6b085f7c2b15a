//! The O series of the corpus at the citizens' door: whatever a provider answers that proves nobody, nobody is let in, no account is made, the
//! other login is offered, and the journal has one line of it. What each answer is called is tried in `connectors/tests/it/identity.rs`.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    by_provider::{FIRST, gone, world, zoe},
    identity::parameter,
    impostor::{self, Impostor, Signs},
    receiver::Act,
    support::{Browser, Page, World, encode},
};

const REFUSED: &str = "select count(*) from journal where act = 'account.login_refused'";

/// Comes back from the provider, which proves nobody; `noted` is whether it is a refusal, and not a provider that is not there.
async fn refused(world: &World, citizen: &mut Browser, back: &str, noted: bool, case: &str) -> Page {
    let before = world.number(REFUSED).await;
    let page = citizen.get(back).await;
    let status = page.status;
    assert!(status.is_client_error() || status.is_server_error(), "{case}: {status}\n{}", page.text);
    assert!(page.text.contains("name=\"password\""), "{case}: the other login is offered\n{}", page.text);
    assert!(!citizen.cookies.contains_key("session"), "{case}: nobody is in");
    assert_eq!(world.number("select count(*) from people").await, 0, "{case}: no account is made");
    assert_eq!(world.number("select count(*) from sessions").await, 0, "{case}: no session begins");
    assert_eq!(world.number(REFUSED).await - before, i64::from(noted), "{case}: the journal has it once");
    page
}

pub(crate) async fn o1_to_o15_and_o19_a_token_that_proves_nobody_lets_nobody_in() {
    let impostor = zoe();
    let world = world(&impostor.issuer, "").await;
    let now = world.clock.now().as_second();
    let (honest, subject) = (json!({ "sub": "personne-1", "acr": "eidas1" }), "s".repeat(10_000));
    let with = |more: Value| {
        let mut claims = honest.clone();
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        claims
    };
    let nothing = || json!({});
    let cases: Vec<(&str, Signs, Value, Value)> = vec![
        ("O1: alg none", Signs::Not, nothing(), with(nothing())),
        ("O2: HS256 with the public key", Signs::WithThePublicKey, nothing(), with(nothing())),
        ("O3: a key that nobody publishes", Signs::With(0), json!({ "kid": "inconnue" }), with(nothing())),
        ("O4: expired", Signs::With(0), nothing(), with(json!({ "exp": now - 61 }))),
        ("O5: not yet good", Signs::With(0), nothing(), with(json!({ "nbf": now + 61 }))),
        ("O6: for another client", Signs::With(0), nothing(), with(json!({ "aud": "un-autre" }))),
        (
            "O7: for several, without saying for whom",
            Signs::With(0),
            nothing(),
            with(json!({ "aud": ["guichet-essai", "un-autre"] })),
        ),
        ("O8: of another issuer", Signs::With(0), nothing(), with(json!({ "iss": "https://ailleurs.fr" }))),
        ("O10: no nonce", Signs::With(0), nothing(), with(json!({ "nonce": null }))),
        ("O10: an old nonce", Signs::With(0), nothing(), with(json!({ "nonce": "d-avant" }))),
        ("O14: less surely than was asked for", Signs::With(0), nothing(), with(json!({ "acr": "eidas0" }))),
        ("O15: a name of ten thousand signs", Signs::With(0), nothing(), with(json!({ "sub": subject }))),
        ("O19: userinfo of somebody else", Signs::With(0), nothing(), with(json!({ "sub": "personne-2" }))),
        ("O20: a logout token", Signs::With(0), json!({ "typ": "logout+jwt" }), with(nothing())),
    ];
    for (case, signs, head, claims) in cases {
        let mut citizen = world.browser();
        let back = gone(&mut citizen, &impostor, "/compte").await;
        {
            let mut script = impostor.script();
            (script.signs, script.head, script.claims) = (signs, head, claims);
        }
        refused(&world, &mut citizen, &back, true, case).await;
        // O11: its state was good once, whatever the provider would say now.
        {
            let mut script = impostor.script();
            (script.signs, script.head, script.claims) = (Signs::With(0), nothing(), with(nothing()));
        }
        refused(&world, &mut citizen, &back, false, &format!("{case}, and once more (O11)")).await;
    }
}

pub(crate) async fn o9_and_o11_an_answer_to_nobodys_question_lets_nobody_in() {
    let impostor = zoe();
    let world = world(&impostor.issuer, "").await;
    // O9: the answer of another provider, that this browser was led to.
    let mut citizen = world.browser();
    let back = gone(&mut citizen, &impostor, "/compte").await;
    let astray = format!("{back}&iss=https%3A%2F%2Failleurs.exemple.fr");
    refused(&world, &mut citizen, &astray, true, "O9").await;
    assert_eq!(impostor.asked("/token"), 0, "the code goes nowhere");
    // O11: somebody else's browser, and a state that nobody drew: session fixation by a login.
    let mut citizen = world.browser();
    let back = gone(&mut citizen, &impostor, "/compte").await;
    let mut victim = world.browser();
    refused(&world, &mut victim, &back, false, "O11: in another browser").await;
    let drawn = parameter(&back, "state");
    let forged = back.replace(&drawn, &"0".repeat(drawn.len()));
    refused(&world, &mut victim, &forged, false, "O11: a state that nobody drew").await;
    assert_eq!(impostor.asked("/token"), 0, "the code goes nowhere");
}

/// Comes back from a provider that answers so at `path`, at a site of its own: what it was asked lately it is not asked again.
async fn comes_back_from(case: &str, path: &'static str, act: Act, noted: bool) {
    let impostor = zoe();
    let world = world(&impostor.issuer, "").await;
    let mut citizen = world.browser();
    let back = gone(&mut citizen, &impostor, "/compte").await;
    impostor.script().instead.insert(path, act);
    let page = refused(&world, &mut citizen, &back, noted, case).await;
    if !noted {
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{case}: {}", page.text);
    }
}

pub(crate) async fn o17_keys_without_an_end_let_nobody_in() {
    let huge = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"keys\":\"".to_vec();
    comes_back_from("O17", "/jwks", Act::Pour(huge), true).await;
}

pub(crate) async fn o18_ten_thousand_keys_let_nobody_in() {
    let keys: Vec<Value> = (0..10_000).map(|number| json!({ "kty": "oct", "kid": number.to_string() })).collect();
    let keys = impostor::says("200 OK", "application/json", &json!({ "keys": keys }).to_string());
    comes_back_from("O18", "/jwks", keys, true).await;
}

pub(crate) async fn o23_without_keys_nobody_comes_in() {
    comes_back_from("O23", "/jwks", Act::say("500 Internal Server Error"), false).await;
}

pub(crate) async fn o23_without_a_token_nobody_comes_in() {
    comes_back_from("O23", "/token", Act::say("503 Service Unavailable"), false).await;
}

pub(crate) async fn o23_nobody_comes_in_of_whom_nothing_is_told() {
    comes_back_from("O23", "/userinfo", Act::say("503 Service Unavailable"), false).await;
}

pub(crate) async fn o22_a_discovery_of_somebody_else_leads_nowhere() {
    let impostor = zoe();
    impostor.script().discovery = json!({ "issuer": "https://ailleurs.fr" });
    let world = world(&impostor.issuer, "").await;
    let page = not_begun(&world, &impostor).await;
    assert!(page.status.is_server_error(), "O22: {}", page.status);
    assert_eq!(world.number("select count(*) from people").await, 0);
}

/// What the button of a provider gives that is not gone to.
async fn not_begun(world: &World, impostor: &Impostor) -> Page {
    let mut citizen = world.browser();
    let login = citizen.get("/compte").await;
    let form = login.forms().into_iter().find(|form| form.action.ends_with("/par/essai")).expect("its button");
    let pairs: Vec<(&str, &str)> = form.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = citizen.post(&form.action, &pairs).await;
    assert_eq!(impostor.asked("/token"), 0);
    page
}

pub(crate) async fn o21_a_login_leads_to_no_other_site_however_it_is_written() {
    let impostor = zoe();
    let world = world(&impostor.issuer, "").await;
    for evil in [
        "//evil.exemple.fr",
        "https://evil.exemple.fr/",
        "/\\evil.exemple.fr",
        "\\\\evil.exemple.fr",
        "/%09/evil.exemple.fr",
        "/\t/evil.exemple.fr",
        "javascript:alert(1)",
        "///evil.exemple.fr",
        "http:evil.exemple.fr",
        "@evil.exemple.fr",
    ] {
        let mut citizen = world.browser();
        let from = format!("/compte/connexion?next={}", encode(evil));
        let back = gone(&mut citizen, &impostor, &from).await;
        let page = citizen.get(&back).await;
        if citizen.address == FIRST {
            page.post_on(&mut citizen, &[("_act", "apart")]).await;
        }
        assert!(citizen.cookies.contains_key("session"), "{evil}: somebody came in");
        let there = &citizen.address;
        let elsewhere = ["//", "/\\", "/\t"].iter().any(|begin| there.starts_with(begin));
        assert!(there.starts_with('/') && !elsewhere, "{evil}: {there}");
    }
}
