//! Requests that no browser of goodwill sends: each gets a coded refusal, none an error of ours.

use std::net::SocketAddr;

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Method, Request, StatusCode, header},
};
use serde_json::Value;

use crate::support::{Browser, Page, World};

async fn json(
    browser: &mut Browser,
    request: axum::http::request::Builder,
    body: impl Into<Body>,
) -> (StatusCode, Value, Page) {
    let page = browser.once(request.header(header::ACCEPT, "application/json").body(body.into()).unwrap()).await;
    let value = serde_json::from_str(&page.text).unwrap_or_else(|_| panic!("no JSON: {} {}", page.status, page.text));
    (page.status, value, page)
}

fn post(address: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(Method::POST)
        .uri(address)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

pub(crate) async fn refusals_are_coded_for_machines_and_worded_for_people() {
    let world = World::new().await;
    let mut browser = world.browser();
    let get = |address: &str| Request::builder().uri(address.to_owned());
    let (status, problem, page) = json(&mut browser, get("/rien"), "").await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::NOT_FOUND, Some("request.not_found")));
    assert_eq!(page.headers[header::CONTENT_TYPE], "application/problem+json");
    assert!(!problem["id"].as_str().unwrap().is_empty());
    let page = browser.get("/rien").await;
    assert!(page.status == StatusCode::NOT_FOUND && page.text.contains("Cette page n&#39;existe pas"), "{}", page.text);

    let (status, problem, _) = json(&mut browser, Request::builder().method("BREW").uri("/"), "").await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::METHOD_NOT_ALLOWED, Some("request.method")));
    let (status, _, _) = json(&mut browser, Request::builder().method(Method::TRACE).uri("/"), "").await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    let (status, problem, _) = json(&mut browser, get(&format!("/?q={}", "a".repeat(9000))), "").await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::URI_TOO_LONG, Some("request.address_too_long")));
    let (status, problem, _) = json(
        &mut browser,
        Request::builder()
            .method(Method::POST)
            .uri("/demarches/essai")
            .header(header::CONTENT_TYPE, "application/json"),
        "{}",
    )
    .await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::UNSUPPORTED_MEDIA_TYPE, Some("body.media_type")));
    let (status, problem, _) = json(&mut browser, post("/demarches/essai"), format!("a={}", "x".repeat(2 << 20))).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::PAYLOAD_TOO_LARGE, Some("body.too_large")));
    for address in [
        "/%00",
        "/demarches/%2e%2e%2fetc",
        "/demarches/essai/d/%00/vous",
        "/assets/..%2f..%2fCargo.toml",
        "/suivi/%C0%80",
        "/agents/cas/x/not-a-uuid",
    ] {
        let page = browser.get(address).await;
        assert!(page.status.is_client_error() || page.status == StatusCode::OK, "{address} → {}", page.status);
        assert!(!page.text.contains("[package]"), "{address}");
    }
}

pub(crate) async fn a_form_without_files_is_small_where_files_may_come_too() {
    let world = World::new().await;
    let mut browser = world.browser();
    world.draft(&mut browser).await;
    let page = browser.address.clone();
    let (status, problem, _) = json(&mut browser, post(&page), format!("demandeur.nom={}", "x".repeat(2 << 20))).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::PAYLOAD_TOO_LARGE, Some("body.too_large")));
    // Nor are the texts beside files larger, one or all.
    let half = "x".repeat(600 << 10);
    let refused = browser.upload(&page, &[("demandeur.nom", &half), ("demandeur.prenoms", &half)], &[]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    let page = browser.get(&page).await;
    assert!(page.status == StatusCode::OK && page.text.len() < 100_000, "{}", page.text.len());
}

pub(crate) async fn a_post_from_another_site_is_refused() {
    let world = World::new().await;
    let mut browser = world.browser();
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.fr"), ("origin", "null")] {
        let (status, problem, _) = json(&mut browser, post("/demarches/essai").header(name, value), "").await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::FORBIDDEN, Some("request.cross_site")),
            "{name}: {value}"
        );
    }
    let page = world.draft(&mut browser).await;
    let (status, problem, _) = json(&mut browser, post(&page.form().action), "demandeur.nom=x&_csrf=faux").await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::FORBIDDEN, Some("request.form_token")));
}

pub(crate) async fn names_that_are_no_question_are_refused() {
    let world = World::new().await;
    let mut browser = world.browser();
    let page = world.draft(&mut browser).await;
    let form = page.form();
    let csrf = &form.pairs.iter().find(|(name, _)| name == "_csrf").unwrap().1;
    for name in ["admin", "constructor", "demandeur", "demandeur.age", "objets.r1.nom", "raison"] {
        let (status, problem, _) = json(&mut browser, post(&form.action), format!("_csrf={csrf}&{name}=1")).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some("answer.unknown_field")),
            "{name}"
        );
    }
    let page = browser.get("/demarches/essai/d/x/nulle-part").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

pub(crate) async fn hostile_answers_are_kept_harmless_or_refused() {
    let world = World::new().await;
    let mut browser = world.browser();
    let page = world.draft(&mut browser).await;
    for name in [
        "</script><svg onload=alert(1)>",
        "{{7*7}}",
        "=cmd|' /C calc'!A0",
        "%s%n",
        "'; drop table drafts; --",
        "${jndi:ldap://x}",
    ] {
        let page = page.post_on(&mut browser, &[("demandeur.nom", name), ("demandeur.prenoms", "")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "the given names are missing");
        assert!(!page.text.contains("<svg onload") && !page.text.contains("\"49\""), "{}", page.text);
    }
    for name in ["\u{0}", "a\u{7}b", &"é".repeat(70_000), &format!("a{}", "\u{301}".repeat(5000))] {
        let page = page.post_on(&mut browser, &[("demandeur.nom", name), ("demandeur.prenoms", "B")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{:?}", &name[..name.len().min(8)]);
    }
}

pub(crate) async fn broken_forms_with_files_are_refused() {
    let world = World::new().await;
    let mut browser = world.browser();
    let page = world.draft(&mut browser).await;
    let action = page.form().action.replace("/vous", "/lieu");
    let csrf = page.form().pairs.into_iter().find(|(name, _)| name == "_csrf").unwrap().1;
    let to =
        |mime: &str| Request::builder().method(Method::POST).uri(&action).header(header::CONTENT_TYPE, mime.to_owned());
    let latin = "--b\r\nContent-Disposition: form-data; name=\"_action\"\r\n\r\n\u{e9}\r\n--b--\r\n".to_owned();
    let latin: Vec<u8> = latin.chars().map(|sign| u8::try_from(u32::from(sign)).unwrap()).collect();
    let (status, problem, _) = json(&mut browser, to("Multipart/Form-Data; boundary=b"), latin).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::BAD_REQUEST, Some("body.not_utf8")));
    let (status, problem, _) = json(&mut browser, to("multipart/form-data"), "x").await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::BAD_REQUEST, Some("body.multipart")), "no boundary");
    let part = |name: &str| format!("--b\r\nContent-Disposition: form-data{name}\r\n\r\nx\r\n");
    let many = part("; name=\"piece\"; filename=\"x.png\"").repeat(1000) + "--b--\r\n";
    let (status, problem, _) = json(&mut browser, to("multipart/form-data; boundary=b"), many).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::BAD_REQUEST, Some("body.too_many_parts")));
    let many = part("; name=\"_x\"").repeat(5001) + "--b--\r\n";
    let (status, problem, _) = json(&mut browser, to("multipart/form-data; boundary=b"), many).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::BAD_REQUEST, Some("body.too_many_parts")));
    let (status, _, _) = json(&mut browser, to("multipart/form-data; boundary=b"), part("") + "--b--\r\n").await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "a part without a name");
    let cut = part("; name=\"_csrf\"").replace("\r\nx\r\n", &format!("\r\n{csrf}\r\n"))
        + "--b\r\nContent-Disposition: form-data; name=\"piece\"; filename=\"x.png\"\r\n\r\nhalf";
    let (status, _, _) = json(&mut browser, to("multipart/form-data; boundary=b"), cut).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "cut in the middle");
}

pub(crate) async fn every_answer_carries_what_protects_it_and_https_hardens_cookies() {
    let world = World::with(|config| config.public_url = "https://demarches.exemple.fr".to_owned()).await;
    let mut browser = world.browser();
    for address in ["/", "/rien", "/healthz", "/demarches/essai"] {
        let page = browser.get(address).await;
        let header =
            |name: &str| page.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        assert!(
            header("content-security-policy").starts_with("default-src 'none'")
                && !header("content-security-policy").contains("unsafe"),
            "{address}"
        );
        assert_eq!(header("x-content-type-options"), "nosniff", "{address}");
        assert_eq!(header("referrer-policy"), "same-origin", "{address}");
        assert_eq!(header("cache-control"), "no-store", "{address}");
        assert!(header("strict-transport-security").starts_with("max-age=31536000"), "{address}");
        assert!(!page.headers.contains_key("access-control-allow-origin"), "{address}");
    }
    let page = browser.get("/?lang=en").await;
    let cookie = page.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.starts_with("__Host-langue=en;")
            && cookie.contains("; Secure")
            && cookie.contains("; HttpOnly")
            && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
}

pub(crate) async fn too_many_guesses_from_one_address_wait() {
    let world = World::with(|config| config.limits.logins_per_minute = 3).await;
    let mut browser = world.browser();
    for attempt in 1..=4 {
        let (status, _, page) = {
            let page = browser
                .once(
                    post("/reprendre/0123456789abcdefghjkmnpqrs")
                        .header(header::ACCEPT, "application/json")
                        .body(Body::from("code=x"))
                        .unwrap(),
                )
                .await;
            (page.status, (), page)
        };
        if attempt == 4 {
            assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
            assert!(page.headers.contains_key(header::RETRY_AFTER));
        } else {
            assert_ne!(status, StatusCode::TOO_MANY_REQUESTS, "attempt {attempt}");
        }
    }
}

pub(crate) async fn a_full_server_says_when_to_come_back_and_its_health_still_answers() {
    let world = World::with(|config| config.limits.in_flight = 0).await;
    let mut browser = world.browser();
    let page = browser.get("/").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.headers[header::RETRY_AFTER], "1");
    assert_eq!(browser.get("/healthz").await.status, StatusCode::OK);
    assert_eq!(browser.get("/readyz").await.status, StatusCode::OK);
}

pub(crate) async fn metrics_are_for_this_machine_or_with_the_token() {
    let world = World::with(|config| config.metrics_token = Some("jeton".to_owned())).await;
    let elsewhere: SocketAddr = "203.0.113.9:1".parse().unwrap();
    let here: SocketAddr = "[::1]:1".parse().unwrap();
    for (peer, header, expected) in [
        (here, None, StatusCode::OK),
        (here, Some(("x-forwarded-for", "203.0.113.9")), StatusCode::NOT_FOUND),
        (elsewhere, None, StatusCode::NOT_FOUND),
        (elsewhere, Some(("authorization", "Bearer ")), StatusCode::NOT_FOUND),
        (elsewhere, Some(("authorization", "Bearer autre")), StatusCode::NOT_FOUND),
        (elsewhere, Some(("authorization", "Bearer jeton")), StatusCode::OK),
    ] {
        let mut request = Request::builder().uri("/metrics").extension(ConnectInfo(peer));
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        let page = world.browser().once(request.body(Body::empty()).unwrap()).await;
        assert_eq!(page.status, expected, "{peer} {header:?}");
        assert_eq!(page.text.contains("guichet_queue"), expected == StatusCode::OK);
    }
}

pub(crate) async fn one_account_is_guessed_at_slowly_from_wherever() {
    let world = World::with(|config| config.limits.account_attempts = 3).await;
    let mut owner = world.browser();
    let page = owner.get("/compte/creer").await;
    page.post_on(&mut owner, &[("email", "zoe@exemple.fr"), ("password", crate::support::PASSWORD)]).await;
    // The account that was just opened, and one that nobody has: the same answers, from as many addresses as there are attempts.
    for (email, before) in [("zoe@exemple.fr", 1), ("personne@exemple.fr", 0), (" PERSONNE@exemple.fr", 3)] {
        for attempt in before..4_u8 {
            let peer = SocketAddr::from(([203, 0, 113, attempt], 1));
            let request = post("/compte/connexion").extension(ConnectInfo(peer));
            let body = format!("email={}&password=faux+mot+de+passe", crate::support::encode(email));
            let page = world.browser().once(request.body(Body::from(body)).unwrap()).await;
            let full = attempt == 3;
            let expected = if full { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNPROCESSABLE_ENTITY };
            assert_eq!(page.status, expected, "{email}, attempt {attempt}");
            assert_eq!(page.headers.contains_key(header::RETRY_AFTER), full);
        }
    }
    // An agent's account of the same address is another one.
    let request = post("/agents/connexion").header(header::ACCEPT, "text/html");
    let body = Body::from("email=zoe%40exemple.fr&password=faux+mot+de+passe");
    assert_eq!(world.browser().once(request.body(body).unwrap()).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Opening an account tries the password of one that is there: it is counted with the rest.
    let page = world.browser().get("/compte/creer").await;
    let page =
        page.post_on(&mut world.browser(), &[("email", "zoe@exemple.fr"), ("password", "un autre mot de passe")]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    // Others log in as before.
    let mut other = world.browser();
    let page = other.get("/compte/creer").await;
    let page = page.post_on(&mut other, &[("email", "leo@exemple.fr"), ("password", crate::support::PASSWORD)]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
}

pub(crate) async fn a_form_of_another_host_is_refused_whatever_host_it_says() {
    let world = World::new().await;
    for (name, value) in [("origin", "http://evil.example"), ("referer", "http://evil.example/page")] {
        let request = post("/demarches/essai").header(header::HOST, "evil.example").header(name, value);
        let page = world.browser().once(request.body(Body::empty()).unwrap()).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{name}");
    }
}

pub(crate) async fn metrics_name_routes_and_nobody() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Toulouse").await;
    for _ in 0..2 {
        recap.post_on(&mut citizen, &[("attest", "true")]).await;
    }
    let token = citizen.address.split('/').nth(4).unwrap().to_owned();
    world.work().await;
    let metrics = citizen.get("/metrics").await.text;
    assert!(
        metrics.contains("route=\"/demarches/{id}/d/{token}/{page}\"")
            && metrics.contains("guichet_submissions_total{demarche=\"essai\"} 1"),
        "{metrics}"
    );
    for personal in [token.as_str(), "Müller", "zoe@", "parapluie"] {
        assert!(!metrics.contains(personal), "{personal}");
    }
}

pub(crate) async fn a_page_of_many_boxes_is_read() {
    let world = World::new().await;
    let mut browser = world.browser();
    let page = world.draft(&mut browser).await;
    let action = page.form().action.replace("/vous", "/lieu");
    let csrf = page.form().pairs.into_iter().find(|(name, _)| name == "_csrf").unwrap().1;
    let to = |body: String| {
        Request::builder()
            .method(Method::POST)
            .uri(&action)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
            .header(header::ACCEPT, "text/html")
            .body(Body::from(body))
            .unwrap()
    };
    let text =
        |name: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let file = |name: &str, bytes: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"piece\"; filename=\"{name}\"\r\n\r\n{bytes}\r\n")
    };
    let head = text("_csrf", &csrf) + &text("_action", "refresh");
    // A hundred rows of ten boxes, with a file box each.
    let page =
        browser.go(to(head.clone() + &text("_x", "1").repeat(1000) + &file("", "").repeat(100) + "--b--\r\n")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let page = browser.once(to(head + &file("x.png", "x").repeat(65) + "--b--\r\n")).await;
    assert!(page.status == StatusCode::BAD_REQUEST, "{}", page.status);
}

pub(crate) async fn one_dossier_mails_five_addresses() {
    let world = World::with(|config| config.limits.logins_per_minute = 8).await;
    let mut citizen = world.browser();
    let page = world.file(&mut citizen, "Toulouse").await;
    let form = page.forms().into_iter().find(|form| form.action.ends_with("/courriel")).expect("a form for a mail");
    for attempt in 1..=9 {
        let email = format!("a{attempt}@exemple.fr");
        let mut pairs: Vec<(&str, &str)> = form
            .pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| *name != "email")
            .collect();
        pairs.push(("email", if attempt == 7 { "a1@exemple.fr" } else { &email }));
        let page = citizen.post(&form.action, &pairs).await;
        let expected = match attempt {
            // An address that has it already counts no second time.
            1..=5 | 7 => StatusCode::OK,
            9 => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        assert_eq!(page.status, expected, "attempt {attempt}: {}", page.text);
    }
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    assert_eq!(
        mails.iter().filter(|mail| mail.to.starts_with('a') && mail.to.as_bytes()[1].is_ascii_digit()).count(),
        5
    );
}
