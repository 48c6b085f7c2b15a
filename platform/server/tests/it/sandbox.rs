//! What is invented for a program in the sandbox, what goes wrong for it on purpose, and that none of it meets what is real.

use std::process::Stdio;

use axum::http::{StatusCode, header};
use desk::{NewPartner, access::Scope};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::{
    agent::{MAIRIE, REGISTRE},
    onboarding::{AGENCY, again, everything_of, in_sandbox, new},
    partner::{Program, filed},
    partner_described::partner_rust,
    publish::publish,
    support::World,
};

const API: &str = "/api/partner/v1";

/// The cases that are invented.
async fn invent(program: &Program, count: u16) -> Vec<String> {
    let wish = json!({ "demarche": "essai", "count": count }).to_string();
    let page = program.ask("POST", &format!("{API}/sandbox/dossiers"), &wish).await;
    assert_eq!(page.status, StatusCode::CREATED, "{}", page.text);
    let cases = page.json()["cases"].as_array().unwrap().clone();
    assert!(cases.iter().all(|case| case["external_id"].as_str().unwrap().starts_with("ZZZ-")), "{cases:?}");
    cases.iter().map(|case| case["case_id"].as_str().unwrap().to_owned()).collect()
}

async fn order(program: &Program, fault: &str, times: u16) {
    let order = json!({ "fault": fault, "times": times, "seconds": 60, "retry_after": 2 }).to_string();
    let page = program.ask("POST", &format!("{API}/sandbox/faults"), &order).await;
    assert_eq!(page.status, StatusCode::CREATED, "{}", page.text);
}

/// What it has shown.
async fn shown(program: &Program) -> Vec<String> {
    let told = program.get(&format!("{API}/sandbox")).await.json();
    let proofs = told["proofs"].as_array().unwrap().iter().filter(|proof| !proof["at"].is_null());
    proofs.map(|proof| proof["code"].as_str().unwrap().to_owned()).collect()
}

async fn cursors(program: &Program) -> Vec<i64> {
    let batch = program.get(&format!("{API}/notifications")).await.json();
    let told = batch["notifications"].as_array().unwrap().iter();
    told.map(|one| one["cursor"].as_str().unwrap().parse().unwrap()).collect()
}

pub(crate) async fn a_program_shows_what_is_wanted_and_becomes_active() {
    let world = World::new().await;
    let url = world.listen().await;
    filed(&world).await;
    let program = in_sandbox(&world).await;
    let cases = invent(&program, 3).await;
    assert_eq!((cases.len(), shown(&program).await.len()), (3, 0));

    // A 503 is waited for, or not.
    let feed = format!("{API}/notifications");
    for (seconds, waited) in [(1, false), (2, true)] {
        order(&program, "unavailable", 1).await;
        let page = program.get(&feed).await;
        assert_eq!((page.status, page.code().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "sandbox.unavailable"));
        assert_eq!(page.headers[header::RETRY_AFTER], "2");
        world.clock.advance(SignedDuration::from_secs(seconds));
        assert_eq!(program.get(&feed).await.status, StatusCode::OK);
        assert_eq!(shown(&program).await.contains(&"waited".to_owned()), waited);
    }
    order(&program, "token_refused", 1).await;
    assert_eq!(program.get(&feed).await.code(), "access.token_refused");
    assert_eq!(program.get(&feed).await.code(), "access.token_refused", "it is good no more");
    let program = again(program).await;

    // Late, and from its end.
    order(&program, "late", 1).await;
    assert!(cursors(&program).await.is_empty());
    order(&program, "out_of_order", 1).await;
    let (turned, straight) = (cursors(&program).await, cursors(&program).await);
    assert!(turned.len() == 3 && turned.iter().rev().eq(straight.iter()), "{turned:?} {straight:?}");

    // A program that does all of it by itself.
    order(&program, "duplicate", 1).await;
    order(&program, "damaged", 1).await;
    assert_eq!(
        world.desk().activate_partner(program.client, false, "", None).await.unwrap_err().code(),
        "partner.unproven"
    );
    let folder = tempfile::tempdir().unwrap();
    let output = tokio::process::Command::new(partner_rust().await)
        .args(["prendre".as_ref(), folder.path().as_os_str()])
        .env("GUICHET_URL", &url)
        .env("GUICHET_CLIENT_ID", program.client.to_string())
        .env("GUICHET_CLIENT_SECRET", &program.secret)
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
    let all = ["pulled", "taken", "verified", "acknowledged", "answered", "repeated", "waited", "renewed"];
    assert_eq!(shown(&program).await, all);
    world.desk().activate_partner(program.client, false, "", None).await.unwrap();

    // It has what is real, and nothing else any more; a place kept from the sandbox is none of the real feed.
    let program = again(program).await;
    let kept = straight.last().unwrap();
    let skips = program.get(&format!("/api/partner/v1/notifications?after={kept}")).await;
    assert_eq!((skips.status, skips.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "cursor.unknown"));
    let unseen = program.acknowledge(&kept.to_string()).await;
    assert_eq!(unseen.code(), "cursor.unknown");
    let real = program.cases().await;
    assert!(real.len() == 1 && !cases.contains(&real[0]));
    for case in &cases {
        for (asked, status, text) in everything_of(&program, case).await {
            assert_eq!(status, StatusCode::NOT_FOUND, "{asked}: {text}");
        }
    }
    for (path, body) in [("dossiers", r#"{"demarche":"essai"}"#), ("faults", r#"{"fault":"late"}"#)] {
        let page = program.ask("POST", &format!("{API}/sandbox/{path}"), body).await;
        assert_eq!((page.status, page.code().as_str()), (StatusCode::NOT_FOUND, "sandbox.closed"));
    }
}

pub(crate) async fn who_keeps_a_damaged_package_or_answers_twice_has_not_shown_it() {
    let world = World::new().await;
    let program = in_sandbox(&world).await;
    let case = invent(&program, 1).await.remove(0);
    order(&program, "damaged", 1).await;
    let package = program.get(&format!("{API}/cases/{case}/package")).await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(package.bytes)).unwrap();
    let manifest: Value = serde_json::from_reader(zip.by_name("manifest.json").unwrap()).unwrap();
    assert!(manifest.to_string().contains("\"sandbox\""), "{manifest}");
    order(&program, "duplicate", 1).await;
    let told = cursors(&program).await;
    assert!(told.len() == 4 && told[0] == told[1], "{told:?}");
    for key in ["un", "deux"] {
        let page = program.answer(&case, key, json!({ "message": "Bonjour" })).await;
        assert_eq!(page.status, StatusCode::CREATED, "{}", page.text);
    }
    assert_eq!(program.acknowledge(&told[3].to_string()).await.status, StatusCode::OK);
    let seen = shown(&program).await;
    assert!(!seen.contains(&"verified".to_owned()) && !seen.contains(&"repeated".to_owned()), "{seen:?}");
    // Saying the same again with its key is once.
    program.answer(&case, "deux", json!({ "message": "Bonjour" })).await;
    assert!(shown(&program).await.contains(&"repeated".to_owned()));
}

pub(crate) async fn what_a_program_did_not_do_is_not_counted() {
    let world = World::new().await;
    let program = in_sandbox(&world).await;
    let cases = invent(&program, 2).await;
    // Who does nothing at all does nothing twice, and has shown nothing by it.
    order(&program, "duplicate", 1).await;
    let told = cursors(&program).await;
    assert_eq!(program.acknowledge(&told.last().unwrap().to_string()).await.status, StatusCode::OK);
    assert_eq!(shown(&program).await, ["pulled", "acknowledged"]);
    // What there is to read now begins no case.
    let seen = program.get(&format!("{API}/notifications")).await.json();
    assert!(seen["notifications"].as_array().unwrap().iter().all(|one| one["kind"] != "case"), "{seen}");
    // Once it has answered, and not twice, it has.
    assert_eq!(program.answer(&cases[0], "un", json!({ "message": "Bonjour" })).await.status, StatusCode::CREATED);
    let up_to = program.get(&format!("{API}/notifications")).await.json()["next"].as_str().unwrap().to_owned();
    assert_eq!(program.acknowledge(&up_to).await.status, StatusCode::OK);
    assert_eq!(shown(&program).await, ["pulled", "acknowledged", "answered", "repeated"]);
    // Who answers a case whose package is damaged has kept it, whatever it takes afterwards.
    order(&program, "damaged", 1).await;
    let package = format!("{API}/cases/{}/package", cases[1]);
    assert_eq!(program.get(&package).await.status, StatusCode::OK);
    assert_eq!(program.answer(&cases[1], "deux", json!({ "message": "Bonjour" })).await.status, StatusCode::CREATED);
    assert_eq!(program.get(&package).await.status, StatusCode::OK);
    assert!(!shown(&program).await.contains(&"verified".to_owned()));
    // Taken again at once, or refused as unreadable, it was looked at.
    order(&program, "damaged", 1).await;
    for _ in 0..2 {
        assert_eq!(program.get(&package).await.status, StatusCode::OK);
    }
    assert!(shown(&program).await.contains(&"verified".to_owned()));
}

pub(crate) async fn dossiers_are_invented_for_desks_that_the_directory_connects() {
    let world = World::new().await;
    // It serves a commune, and the démarche does not come to it here.
    let apart = NewPartner { siret: "99900000200019".to_owned(), ..new(&Scope::ALL) };
    let made = world.desk().add_partner(apart).await.unwrap();
    let (client, secret) = (made.client, made.secret.to_string());
    let program = again(Program { browser: world.browser(), client, secret, token: String::new() }).await;
    let wish = json!({ "demarche": "essai", "count": 1 }).to_string();
    let refused = program.ask("POST", &format!("{API}/sandbox/dossiers"), &wish).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "sandbox.not_connected"));
    assert_eq!(world.number("select count(*) from dossiers").await, 0);
}

pub(crate) async fn nothing_invented_reaches_an_office_a_citizen_or_a_figure() {
    let world = World::new().await;
    world.file(&mut world.browser(), "Toulouse").await;
    world.work().await;
    let mails = async || world.desk().kept_mails().await.unwrap().len();
    let (before, told) = (mails().await, world.number("select count(*) from notifications").await);
    let program = in_sandbox(&world).await;
    let case = invent(&program, 2).await.remove(0);
    let read = program.get(&format!("{API}/cases/{case}")).await.json();
    assert_eq!((&read["test"], &read["invented"]), (&json!(true), &json!(true)));
    assert!(read["reference"].as_str().unwrap().starts_with("ZZZ-"));
    assert_eq!(read["recipient"]["siret"], MAIRIE.0);
    program.answer(&case, "k", json!({ "status": "done", "message": "Fait." })).await;
    let nacked = program.ask("POST", &format!("{API}/cases/{case}/nack"), r#"{"code":"unreadable"}"#).await;
    assert!(nacked.status == StatusCode::OK || nacked.status == StatusCode::UNPROCESSABLE_ENTITY, "{}", nacked.text);
    let other = invent(&program, 1).await.remove(0);
    let to = json!({ "siret": REGISTRE.0, "branch": REGISTRE.1, "reason": "Pas pour nous." }).to_string();
    let refused = program.ask("POST", &format!("{API}/cases/{other}/forward"), &to).await;
    assert_eq!(refused.code(), "sandbox.stays", "{}", refused.text);
    world.work().await;
    assert_eq!(mails().await, before, "nobody is written to");
    // The desk whose name it bears has none of it: portal, feed, another program of it.
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let inbox = agent.get("/agents").await;
    assert!(!inbox.text.contains("ZZZ-") && !inbox.text.contains("FICTIF"), "{}", inbox.text);
    let address = format!("/agents/cas/{AGENCY}/{case}");
    assert_eq!(agent.get(&address).await.status, StatusCode::NOT_FOUND);
    let real = Program::new(&world, AGENCY, MAIRIE).await;
    assert_eq!(real.cases().await.len(), 1);
    assert_eq!(real.get(&format!("{API}/cases/{case}")).await.code(), "request.not_found");
    let other = in_sandbox(&world).await;
    assert!(other.cases().await.is_empty(), "nor another program in the sandbox");
    let of_desks = "select count(*) from notifications where branch not like '~%'";
    assert_eq!(world.number(of_desks).await, told);
    // Gone by a command, and by time; no figure remembers.
    assert_eq!(world.desk().erase_invented(program.client).await.unwrap(), 3);
    invent(&program, 1).await;
    let invented = "select count(*) from dossiers where sandbox is not null";
    assert_eq!(world.number(invented).await, 1);
    world.clock.advance(SignedDuration::from_hours(24 * 15));
    world.desk().tidy().await.unwrap();
    assert_eq!((world.number(invented).await, world.number("select count(*) from past_cases").await), (0, 0));
    assert_eq!(world.number("select count(*) from dossiers").await, 1);
}

pub(crate) async fn any_version_that_was_published_can_be_replayed() {
    let world = World::new().await;
    let program = in_sandbox(&world).await;
    publish(&world, "Premier essai", "", "").await.unwrap();
    publish(&world, "Second essai", "", "").await.unwrap();
    for (publication, title) in [(json!(1), "Premier essai"), (json!(2), "Second essai"), (json!(null), "Second essai")]
    {
        let wish = json!({ "demarche": "essai", "publication": publication }).to_string();
        let made = program.ask("POST", &format!("{API}/sandbox/dossiers"), &wish).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        let case = made.json()["cases"][0]["case_id"].as_str().unwrap().to_owned();
        let read = program.get(&format!("{API}/cases/{case}")).await.json();
        assert_eq!(read["demarche"]["title"], title);
        let schema = program.get(&format!("{API}/cases/{case}/schema")).await.json();
        let validator = jsonschema::validator_for(&schema).unwrap();
        assert!(validator.is_valid(&read["answers"]), "{read}");
        for file in read["attachments"].as_array().unwrap() {
            let address = format!("{API}/cases/{case}/attachments/{}", file["id"].as_str().unwrap());
            let taken = program.get(&address).await;
            assert_eq!((taken.status, taken.bytes.len() as u64), (StatusCode::OK, file["size"].as_u64().unwrap()));
        }
    }
    for (wish, status, code) in [
        (json!({ "demarche": "essai", "publication": 3 }), StatusCode::NOT_FOUND, "request.not_found"),
        (json!({ "demarche": "ailleurs" }), StatusCode::NOT_FOUND, "request.not_found"),
        (json!({ "demarche": "essai", "count": 0 }), StatusCode::UNPROCESSABLE_ENTITY, "sandbox.count"),
        (json!({ "demarche": "essai", "count": 21 }), StatusCode::UNPROCESSABLE_ENTITY, "sandbox.count"),
    ] {
        let page = program.ask("POST", &format!("{API}/sandbox/dossiers"), &wish.to_string()).await;
        assert_eq!((page.status, page.code().as_str()), (status, code), "{wish}");
    }
    for (order, code) in [
        (json!({ "fault": "autre" }), "sandbox.fault"),
        (json!({ "fault": "late", "times": 21 }), "sandbox.times"),
        (json!({ "fault": "late", "seconds": 3601 }), "sandbox.seconds"),
        (json!({ "fault": "unavailable", "retry_after": 61 }), "sandbox.retry_after"),
    ] {
        let page = program.ask("POST", &format!("{API}/sandbox/faults"), &order.to_string()).await;
        assert_eq!((page.status, page.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, code), "{order}");
        let member = code.trim_start_matches("sandbox.");
        assert_eq!(page.json()["detail"], format!("{member}: {code}"), "the member that is wrong: {order}");
    }
}
