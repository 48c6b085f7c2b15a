//! What a recipient's program may come in with, and how often.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use desk::access::Scope;
use serde_json::json;
use store::Uuid;

use crate::{
    agent::{MAIRIE, REGISTRE},
    partner::Program,
    support::World,
};

pub(crate) async fn a_token_is_given_for_a_secret_and_for_nothing_else() {
    let world = World::with(|config| config.limits.tokens_per_minute = 40).await;
    let program = Program::with(&world, "ville-essai", MAIRIE, &[Scope::CasesRead]).await;
    let answer = program.login(&[]).await;
    let given = answer.json();
    assert_eq!((&given["token_type"], &given["expires_in"]), (&json!("Bearer"), &json!(3600)));
    assert_eq!(given["scope"], "cases:read");
    let twice = program.login(&[("scope", "cases:read cases:read")]).await.json();
    assert_eq!(twice["scope"], "cases:read", "asked for twice, given once");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    let by_basic = |client: &str, secret: &str| {
        use base64::Engine as _;
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{client}:{secret}")))
    };
    let basic = by_basic(&program.client.to_string(), &program.secret);
    assert_eq!(program.post_form("grant_type=client_credentials", Some(&basic)).await.status, StatusCode::OK);
    let other = world.desk().store().ids().token().unwrap().to_string();
    let stranger = Uuid::nil().to_string();
    for (changed, status, error) in [
        (&[("grant_type", "")][..], 400, "invalid_request"),
        (&[("grant_type", "password")], 400, "unsupported_grant_type"),
        (&[("scope", "events:write")], 400, "invalid_scope"),
        (&[("scope", "cases:read tout")], 400, "invalid_scope"),
        (&[("client_secret", "")], 401, "invalid_client"),
        (&[("client_secret", &other)], 401, "invalid_client"),
        (&[("client_secret", "mot de passe")], 401, "invalid_client"),
        (&[("client_id", &stranger)], 401, "invalid_client"),
        (&[("client_id", "x\u{0}")], 401, "invalid_client"),
        (&[("scope", "cases:read"), ("scope", "cases:read")], 400, "invalid_request"),
    ] {
        let page = program.login(changed).await;
        assert_eq!((page.status.as_u16(), &page.json()["error"]), (status, &json!(error)), "{changed:?}");
        assert_eq!(page.headers[header::CONTENT_TYPE], "application/json");
        assert_eq!(page.headers.contains_key(header::WWW_AUTHENTICATE), status == 401);
    }
    // A wrong secret and an unknown client look alike.
    let refused = async |client: &str| program.login(&[("client_id", client), ("client_secret", &other)]).await.text;
    assert_eq!(refused(&program.client.to_string()).await, refused(&stranger).await);
    let both = program.post_form(&format!("grant_type=client_credentials&client_secret={other}"), Some(&basic)).await;
    assert_eq!(both.json()["error"], "invalid_request");
    assert_eq!(world.number("select count(*) from journal where act = 'partner.refused'").await, 6);

    // Either secret while one takes the other's place.
    let made = world.desk().rotate_partner(program.client, 7, 30).await.unwrap();
    assert_eq!(program.login(&[]).await.status, StatusCode::OK);
    assert_eq!(program.login(&[("client_secret", &made.secret.to_string())]).await.status, StatusCode::OK);
    // Replaced again within that time, the first is as good as it was promised to be.
    world.desk().rotate_partner(program.client, 7, 30).await.unwrap();
    assert_eq!(program.login(&[]).await.status, StatusCode::OK);
    world.later(24 * 8);
    assert_eq!(program.login(&[]).await.status, StatusCode::UNAUTHORIZED);

    // Another secret prolongs the access, even one that has ended by itself; where nothing overlaps, tokens end too.
    world.later(24 * 30);
    let second = ("client_secret", made.secret.to_string());
    assert_eq!(program.login(&[(second.0, &second.1)]).await.status, StatusCode::UNAUTHORIZED);
    let rotated = async |overlap| {
        let secret = world.desk().rotate_partner(program.client, overlap, 30).await.unwrap().secret.to_string();
        let given = program.login(&[("client_secret", &secret)]).await;
        assert_eq!(given.status, StatusCode::OK, "{}", given.text);
        Program { token: given.json()["access_token"].as_str().unwrap().to_owned(), secret, ..program.clone() }
    };
    let address = "/api/partner/v1/notifications";
    let third = rotated(0).await;
    let fourth = rotated(1).await;
    assert_eq!(third.get(address).await.status, StatusCode::OK);
    assert_eq!(third.login(&[]).await.status, StatusCode::OK);
    let fifth = rotated(0).await;
    for ended in [&third, &fourth] {
        assert_eq!(ended.get(address).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(ended.login(&[]).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(fifth.get(address).await.status, StatusCode::OK);
    for _ in 0..40 {
        program.login(&[]).await;
    }
    let flooded = program.login(&[]).await;
    assert_eq!((flooded.status, flooded.code()), (StatusCode::TOO_MANY_REQUESTS, "request.too_many".to_owned()));
    assert!(flooded.headers.contains_key(header::RETRY_AFTER));
}

pub(crate) async fn a_token_is_good_for_its_scopes_its_networks_and_its_hour() {
    let world = World::with(|config| config.proxies = vec!["127.0.0.1".parse().unwrap()]).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let address = "/api/partner/v1/notifications";
    let from = async |from: &str| {
        program.ask_with("GET", address, &[("x-forwarded-for", from)], "application/json", b"").await
    };
    assert_eq!(from("127.8.9.1").await.status, StatusCode::OK);
    let refused = from("192.0.2.1").await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNAUTHORIZED, "access.token_refused".to_owned()));
    assert!(refused.headers[header::WWW_AUTHENTICATE].to_str().unwrap().contains("invalid_token"));
    // Let in from elsewhere by the operator, it comes from there alone, with the token that it has.
    let moved = async |network: &str| world.desk().move_partner(program.client, &[network.to_owned()]).await;
    assert!(matches!(moved("192.0.2").await, Err(desk::DeskError::Invalid { code: "network.invalid", .. })));
    moved("192.0.2.0/24").await.unwrap();
    assert_eq!(
        (from("192.0.2.1").await.status, from("127.8.9.1").await.status),
        (StatusCode::OK, StatusCode::UNAUTHORIZED)
    );
    moved("127.0.0.0/8").await.unwrap();
    let half = program.login(&[("scope", "cases:read")]).await.json()["access_token"].as_str().unwrap().to_owned();
    let half = Program { token: half, ..program.clone() };
    assert_eq!(half.get(address).await.status, StatusCode::OK);
    let case = Uuid::nil().to_string();
    let refused = half.answer(&case, "k", json!({ "message": "Bonjour" })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "access.scope_missing".to_owned()));
    world.later(1);
    assert_eq!(program.get(address).await.status, StatusCode::UNAUTHORIZED);
    // A secret shown from elsewhere is worth nothing either.
    let mut request = Request::builder().method(Method::POST).uri("/api/oauth/token").header("x-forwarded-for", "::1");
    request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = format!("grant_type=client_credentials&client_id={}&client_secret={}", program.client, program.secret);
    let page = program.browser.clone().once(request.body(Body::from(body)).unwrap()).await;
    assert_eq!((page.status, &page.json()["error"]), (StatusCode::UNAUTHORIZED, &json!("invalid_client")));
}

pub(crate) async fn a_flood_of_one_program_waits() {
    let world = World::with(|config| config.limits.partner_requests_per_minute = 5).await;
    let (program, other) =
        (Program::new(&world, "ville-essai", MAIRIE).await, Program::new(&world, "ville-essai", REGISTRE).await);
    for _ in 0..5 {
        assert_eq!(program.get("/api/partner/v1/notifications").await.status, StatusCode::OK);
    }
    let flooded = program.get("/api/partner/v1/notifications").await;
    assert_eq!((flooded.status, flooded.code()), (StatusCode::TOO_MANY_REQUESTS, "request.too_many".to_owned()));
    assert!(flooded.headers.contains_key(header::RETRY_AFTER));
    assert_eq!(other.get("/api/partner/v1/notifications").await.status, StatusCode::OK);
}
