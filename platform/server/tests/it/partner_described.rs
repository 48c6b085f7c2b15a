//! What recipients' programs are written by: the description of the API, and the examples, which run as they are.

use std::{path::Path, process::Stdio};

use axum::http::StatusCode;
use desk::{Operation, access::Scope};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::{
    agent::MAIRIE,
    partner::{Program, client, filed},
    redirect::two_town_halls,
    support::World,
};

pub(crate) async fn the_description_tells_of_every_address_with_examples_that_are_true() {
    let world = World::new().await;
    let document = world.browser().get("/api/openapi.json").await.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
    let mut described: Vec<String> = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        described.extend(item.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let mut answered: Vec<String> = server::routes()
        .iter()
        .filter(|route| route.path.starts_with("/api/"))
        .flat_map(|route| route.methods.split(' ').map(move |method| format!("{method} {}", route.path)))
        .collect();
    described.sort();
    answered.sort();
    assert_eq!(described, answered);

    let holds = |schema: &Value, value: &Value, whose: &str| {
        let mut whole = json!({ "components": document["components"].clone() });
        whole["allOf"] = json!([schema]);
        let validator = jsonschema::options().should_validate_formats(true).build(&whole).unwrap();
        let faults: Vec<String> = validator.iter_errors(value).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{whose}: {faults:?}");
    };
    let mut examples = 0;
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        for example in schema.get("example").into_iter().chain(schema["examples"].as_array().into_iter().flatten()) {
            holds(schema, example, name);
            examples += 1;
        }
    }
    assert!(examples >= 10, "{examples}");
    // Whatever is JSON on its way in or out has an example: its own, or that of the type it refers to.
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let bodies = operation["responses"].as_object().unwrap().values().chain(operation.get("requestBody"));
            for content in bodies.filter_map(|body| body.get("content")) {
                for (mime, content) in content.as_object().unwrap().iter().filter(|(mime, _)| mime.contains("json")) {
                    let referred = content["schema"]["$ref"].as_str().map(|at| at.rsplit('/').next().unwrap());
                    let of_type = referred.map(|name| &document["components"]["schemas"][name]);
                    let exemplified = |value: &Value| value.get("example").is_some() || value.get("examples").is_some();
                    assert!(
                        exemplified(content) || of_type.is_some_and(exemplified),
                        "{method} {path} {mime}: no example"
                    );
                    if let Some(example) = content.get("example") {
                        holds(&content["schema"], example, path);
                    }
                }
            }
        }
    }

    // Files are bytes, of whatever media type they have.
    for (path, mime) in [("package", "application/zip"), ("recap", "application/pdf"), ("attachments/{file}", "*/*")] {
        let at = format!("/api/partner/v1/cases/{{case}}/{path}");
        let schema = &document["paths"][&at]["get"]["responses"]["200"]["content"][mime]["schema"];
        assert_eq!(*schema, json!({ "type": "string", "format": "binary" }), "{path}");
    }
    assert!(document["paths"]["/api/partner/v1/notifications"]["get"]["responses"]["431"].get("content").is_none());

    // What is answered is as described.
    filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    for (page, name) in [
        (program.login(&[]).await, "Token"),
        (program.login(&[("client_secret", "x")]).await, "TokenRefusal"),
        (program.get("/api/partner/v1/notifications").await, "NotificationBatch"),
        (program.answer(&case, "k", json!({ "status": "done", "message": "Fait" })).await, "Recorded"),
        (program.get(&format!("/api/partner/v1/cases/{case}")).await, "Case"),
        (program.acknowledge("1").await, "Acknowledged"),
        (program.get("/api/partner/v1/cases/x").await, "Problem"),
    ] {
        holds(&json!({ "$ref": format!("#/components/schemas/{name}") }), &page.json(), name);
        let strict = &document["components"]["schemas"][name]["properties"];
        for member in page.json().as_object().unwrap().keys() {
            assert!(strict.get(member).is_some(), "{name}.{member} is not described");
        }
    }

    // So is what is refused: each code stands at the address and the status that it comes with.
    let (of_case, key) = (format!("/cases/{case}"), [("idempotency-key", "k-2")]);
    for (method, path, described, body) in [
        ("GET", "/notifications?after=x".to_owned(), "/notifications", json!({})),
        ("GET", "/notifications?limit=0".to_owned(), "/notifications", json!({})),
        ("GET", "/notifications?after=999".to_owned(), "/notifications", json!({})),
        ("POST", "/notifications/ack".to_owned(), "/notifications/ack", json!({ "up_to": "999" })),
        ("POST", "/notifications/ack".to_owned(), "/notifications/ack", json!({ "up_to": 1 })),
        ("GET", "/notifications?after=0&after=1".to_owned(), "/notifications", json!({})),
        ("GET", "/cases/x".to_owned(), "/cases/{case}", json!({})),
        ("GET", "/cases/%ff".to_owned(), "/cases/{case}", json!({})),
        ("POST", format!("{of_case}/events"), "/cases/{case}/events", json!({})),
        ("POST", format!("{of_case}/events"), "/cases/{case}/events", json!({ "status": "sent" })),
        ("POST", format!("{of_case}/events"), "/cases/{case}/events", json!({ "values": { "x": 1 } })),
        ("POST", format!("{of_case}/events"), "/cases/{case}/events", json!({ "message": "x".repeat(1001) })),
        ("PUT", format!("{of_case}/own-receipt"), "/cases/{case}/own-receipt", json!({ "sent_on": "2026-11-21" })),
        ("POST", format!("{of_case}/forward"), "/cases/{case}/forward", json!({ "commune": "31555", "reason": "x" })),
        ("POST", format!("{of_case}/nack"), "/cases/{case}/nack", json!({ "code": "x" })),
        ("POST", "/handovers".to_owned(), "/handovers", json!({ "demarche": "essai", "answers": {} })),
        ("POST", "/handovers".to_owned(), "/handovers", json!({ "demarche": "essai" })),
        ("POST", "/sandbox/dossiers".to_owned(), "/sandbox/dossiers", json!({ "demarche": "essai" })),
    ] {
        let at = format!("/api/partner/v1{path}");
        let refused = program.ask_with(method, &at, &key, "application/json", body.to_string().as_bytes()).await;
        let (status, code) = (refused.status.as_u16().to_string(), refused.code());
        let operation = &document["paths"][format!("/api/partner/v1{described}")][method.to_lowercase()];
        let told = operation["responses"][&status]["description"].as_str().unwrap_or_default();
        assert!(told.contains(&format!("`{code}`")), "{method} {path}: {status} {code} is not described: {told}");
        // What is wrong and what to do are said of each.
        let problem = refused.json();
        let (detail, help) = (problem["detail"].as_str().unwrap(), problem["help"].as_str().unwrap());
        assert!(!detail.is_empty() && help.ends_with('.') && !help.contains(" page"), "{method} {path}: {problem}");
        assert_ne!(help, "See /api/openapi.json.", "{method} {path}");
    }
    // Nothing is said of an address that is not true of it.
    let answers =
        |path: &str, method: &str| document["paths"][format!("/api/partner/v1{path}")][method]["responses"].clone();
    for status in ["403", "409"] {
        for (path, method) in [("/notifications", "get"), ("/cases/{case}/nack", "post"), ("/handovers", "post")] {
            let told = answers(path, method)[status]["description"].to_string();
            assert!(!told.contains("antivirus") && !told.contains("format"), "{method} {path}: {told}");
        }
        let told = answers("/cases/{case}/attachments/{file}", "get")[status]["description"].to_string();
        assert!(told.contains("the antivirus"), "{told}");
    }
    assert!(answers("/notifications", "get")["405"]["description"].to_string().contains("`request.method`"));
}

pub(crate) async fn the_example_in_curl_takes_part() {
    takes_part("sh", &[&example("partner-curl/prendre.sh")]).await;
}

pub(crate) async fn the_example_in_python_takes_part() {
    takes_part("python3", &[&example("partner-python/prendre.py")]).await;
}

pub(crate) async fn the_example_in_rust_takes_part() {
    takes_part(&partner_rust().await, &["prendre"]).await;
}

pub(crate) async fn the_example_in_rust_answers_with_a_document_once() {
    let world = World::new().await;
    let url = world.listen().await;
    let (mut citizen, follow) = filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("attestation.png");
    std::fs::write(&file, crate::uploads::png()).unwrap();
    for _ in 0..2 {
        let output = tokio::process::Command::new(partner_rust().await)
            .args(["repondre", &case, "reponse-1", "done", "Votre parapluie est là."])
            .arg(&file)
            .env("GUICHET_URL", &url)
            .env("GUICHET_CLIENT_ID", program.client.to_string())
            .env("GUICHET_CLIENT_SECRET", &program.secret)
            .stdin(Stdio::null())
            .output()
            .await
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let seen = citizen.get(&follow).await;
    assert!(seen.text.contains("Votre parapluie est là."), "{}", seen.text);
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'case'").await, 1, "done once");
}

fn example(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(file).to_string_lossy().into_owned()
}

/// The example of a partner in Rust, built as it stands: beside the platform's program, whose dependencies are there already.
pub(crate) async fn partner_rust() -> String {
    static BUILT: OnceCell<String> = OnceCell::const_new();
    let build = || {
        let output = std::process::Command::new(env!("CARGO"))
            .args(["build", "--locked", "--quiet", "-p", "guichet", "-p", "partner-rust", "--bin", "partner-rust"])
            .args(["--message-format", "json"])
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let told = String::from_utf8(output.stdout).unwrap();
        let told = told.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        told.filter_map(|one| one["executable"].as_str().map(str::to_owned)).next_back().unwrap()
    };
    // Beside the threads that the other tests of the room run on: they would stand still meanwhile.
    BUILT.get_or_init(async || tokio::task::spawn_blocking(build).await.unwrap()).await.clone()
}

/// A program of `examples/`, as it is, against this server on a port.
async fn takes_part(program: &str, arguments: &[&str]) {
    let world = two_town_halls().await;
    let url = world.listen().await;
    let (mut citizen, follow) = filed(&world).await;
    let (mut second, follow_second) = filed(&world).await;
    let (mut third, follow_third) = filed(&world).await;
    let portal = Program::new(&world, "ville-essai", MAIRIE).await;
    let closed = portal.cases().await.pop().unwrap();
    let refusal = json!({ "status": "refused", "message": "Déjà demandé." });
    assert_eq!(portal.answer(&closed, "k", refusal).await.status, StatusCode::CREATED);
    let (client, secret) = client(world.desk(), "ville-essai", MAIRIE.0, MAIRIE.1, &Scope::ALL).await;
    let folder = tempfile::tempdir().unwrap();
    let run = async || {
        let output = tokio::process::Command::new(program)
            .args(arguments)
            .arg(folder.path())
            .env("GUICHET_URL", &url)
            .env("GUICHET_CLIENT_ID", client.to_string())
            .env("GUICHET_CLIENT_SECRET", &secret)
            .stdin(Stdio::null())
            .output()
            .await
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{program}: {told}{}", String::from_utf8_lossy(&output.stderr));
        told
    };
    let told = run().await;
    let packages: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(packages.len(), 3, "{program}: {told}");
    for package in &packages {
        let mut zip = zip::ZipArchive::new(std::fs::File::open(package).unwrap()).unwrap();
        assert!(zip.by_name("answers.json").is_ok());
    }
    for (citizen, follow) in [(&mut citizen, &follow), (&mut second, &follow_second)] {
        assert!(citizen.get(follow).await.text.contains("En cours de traitement"), "{program}");
    }
    let seen = third.get(&follow_third).await;
    assert!(seen.text.contains("Refusée") && !seen.text.contains("En cours de traitement"), "{program}: it was closed");
    let events = world.number("select count(*) from events").await;
    run().await;
    assert_eq!(world.number("select count(*) from events").await, events, "{program}: nothing is done twice");
    assert_eq!(world.number("select acknowledged from feeds where branch = 'MAIRIE'").await, 9, "{program}");
    // One that was sent on before it was taken is there no more: it is passed over, and what came after it is taken.
    filed(&world).await;
    let gone = portal.cases().await.pop().unwrap();
    let to = json!({ "commune": "31044", "reason": "Habite Balma." }).to_string();
    let sent = portal.ask("POST", &format!("/api/partner/v1/cases/{gone}/forward"), &to).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);
    filed(&world).await;
    let told = run().await;
    assert!(told.contains(&format!("parti : {gone}")) && told.contains("pris : "), "{program}: {told}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4, "{program}: {told}");
    let told = run().await;
    assert!(!told.contains(&gone), "{program}: it was acknowledged: {told}");
    // One that was suspended when it was taken is answered once it goes on.
    let (mut citizen, follow) = filed(&world).await;
    let followed = world.desk().follow(follow.trim_start_matches("/suivi/")).await.unwrap();
    for operation in [Operation::Suspend, Operation::Resume] {
        world.clock.advance(jiff::SignedDuration::from_secs(1));
        let reference = &followed.dossier.stored.reference;
        world.desk().operate(reference, operation, "Une fuite est examinée.", None).await.unwrap();
        let told = run().await;
        assert!(told.contains("pris : "), "{program}: {told}");
        let seen = citizen.get(&follow).await;
        let answered = seen.text.contains("En cours de traitement");
        assert_eq!(answered, operation == Operation::Resume, "{program}: {}", seen.text);
    }
}
