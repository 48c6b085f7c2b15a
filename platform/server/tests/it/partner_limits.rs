//! What the recipient's software may not do: ask in passing, go round in circles, read what was never sent.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use serde_json::json;
use store::Uuid;

use crate::{
    agent::MAIRIE,
    partner::{Program, filed},
    support::World,
};

pub(crate) async fn who_only_asks_whether_a_case_is_there_does_not_receive_it() {
    let world = World::new().await;
    let (mut citizen, follow) = filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    for part in ["", "/schema", "/package", "/recap", "/attachments/x"] {
        let asked = program.ask("HEAD", &format!("/api/partner/v1/cases/{case}{part}"), "").await;
        assert_eq!(
            (asked.status, &asked.headers[header::ALLOW]),
            (StatusCode::METHOD_NOT_ALLOWED, &"GET".parse().unwrap())
        );
        // Whatever else it is asked by, it says the same.
        let posted = program.ask("POST", &format!("/api/partner/v1/cases/{case}{part}"), "{}").await;
        assert_eq!((posted.status, posted.code()), (StatusCode::METHOD_NOT_ALLOWED, "request.method".to_owned()));
        let allowed: Vec<_> = posted.headers.get_all(header::ALLOW).iter().collect();
        assert_eq!(allowed, ["GET"], "{part}");
        assert!(posted.json()["detail"].as_str().unwrap().contains("Allow"), "{}", posted.text);
    }
    for part in ["", "/dossier.zip", "/imprimer.pdf", "/fichiers/x"] {
        let address = format!("/agents/cas/ville-essai/{case}{part}");
        let asked = Request::builder().method(Method::HEAD).uri(address).body(Body::empty()).unwrap();
        let asked = agent.once(asked).await;
        assert_eq!(asked.status, StatusCode::METHOD_NOT_ALLOWED, "{part}");
    }
    assert!(!citizen.get(&follow).await.text.contains("Reçue"));
    assert_eq!(program.get(&format!("/api/partner/v1/cases/{case}")).await.status, StatusCode::OK);
    assert!(citizen.get(&follow).await.text.contains("Reçue"));
}

pub(crate) async fn who_takes_nothing_from_a_case_does_not_receive_it() {
    let world = World::new().await;
    let (mut citizen, follow) = filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let nothing = Uuid::nil();
    for part in [&*format!("attachments/{nothing}"), "attachments/x"] {
        let asked = program.get(&format!("/api/partner/v1/cases/{case}/{part}")).await;
        assert_eq!((asked.status, asked.code()), (StatusCode::NOT_FOUND, "request.not_found".to_owned()), "{part}");
    }
    for part in [&*format!("fichiers/{nothing}"), "formulaires/rien.pdf"] {
        let asked = agent.get(&format!("/agents/cas/ville-essai/{case}/{part}")).await;
        assert_eq!(asked.status, StatusCode::NOT_FOUND, "{part}");
    }
    let opened = "select count(*) from cases where opened_at is not null";
    assert_eq!(world.number(opened).await, 0);
    assert_eq!(world.number("select count(*) from journal where act = 'case.read'").await, 0);
    assert!(!citizen.get(&follow).await.text.contains("Reçue"));
    // What is there receives it, and says so itself.
    let taken = program.get(&format!("/api/partner/v1/cases/{case}/recap")).await;
    assert_eq!(taken.status, StatusCode::OK);
    let printed = crate::shares::read_pdf(&taken.bytes);
    assert!(printed.contains("Reçue"), "{printed}");
    assert_eq!(world.number(opened).await, 1);
    assert!(citizen.get(&follow).await.text.contains("Reçue"));
}

pub(crate) async fn a_program_that_goes_round_in_circles_is_stopped_before_it_floods_a_citizen() {
    let world = World::new().await;
    filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    // Its receipt is the first event that it causes.
    for number in 1..100 {
        let done = program.answer(&case, &format!("k{number}"), json!({ "message": "Bonjour" })).await;
        assert_eq!(done.status, StatusCode::CREATED, "{number}: {}", done.text);
    }
    let refused = program.answer(&case, "k100", json!({ "message": "Bonjour" })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::TOO_MANY_REQUESTS, "act.too_many".to_owned()));
    assert_eq!(refused.headers[header::RETRY_AFTER], "3600");
    assert_eq!(
        program.answer(&case, "k7", json!({ "message": "Bonjour" })).await.status,
        StatusCode::CREATED,
        "a replay"
    );
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let address = format!("/agents/cas/ville-essai/{case}");
    let page = agent.get(&address).await.post_on(&mut agent, &[("message", "Bonjour Zoé")]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.text.contains("continuez demain") && page.text.contains("Bonjour Zoé"), "{}", page.text);
    world.later(24);
    assert_eq!(program.login(&[]).await.status, StatusCode::OK);
    let program =
        Program { token: program.login(&[]).await.json()["access_token"].as_str().unwrap().to_owned(), ..program };
    assert_eq!(program.answer(&case, "k101", json!({ "status": "done" })).await.status, StatusCode::CREATED);
}

pub(crate) async fn a_case_that_goes_by_post_is_not_found() {
    let world = World::new().await;
    filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let sql = "update cases set status = 'to_send'";
    world.raw(sql, sql).await;
    assert_eq!(program.get(&format!("/api/partner/v1/cases/{case}")).await.code(), "request.not_found");
    assert_eq!(program.answer(&case, "k", json!({ "message": "Bonjour" })).await.code(), "request.not_found");
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    assert_eq!(agent.get(&format!("/agents/cas/ville-essai/{case}")).await.status, StatusCode::NOT_FOUND);
}
