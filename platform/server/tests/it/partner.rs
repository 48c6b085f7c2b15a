//! The recipient's software: what happened, cases, acknowledgement, answers.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use desk::{Desk, NewPartner, access::Scope};
use serde_json::{Value, json};
use store::Uuid;

use crate::{
    agent::{MAIRIE, REGISTRE, link},
    support::{Browser, Page, World, encode},
};

/// A program with a token.
#[derive(Clone)]
pub(crate) struct Program {
    pub(crate) browser: Browser,
    pub(crate) client: Uuid,
    pub(crate) secret: String,
    pub(crate) token: String,
}

pub(crate) async fn client(desk: &Desk, agency: &str, siret: &str, branch: &str, scopes: &[Scope]) -> (Uuid, String) {
    let new = NewPartner {
        agency: agency.to_owned(),
        siret: siret.to_owned(),
        branch: branch.to_owned(),
        name: "Logiciel métier".to_owned(),
        scopes: scopes.to_vec(),
        networks: vec!["127.0.0.0/8".to_owned()],
        days: 30,
        reason: String::new(),
    };
    let made = desk.add_partner(new).await.unwrap();
    desk.activate_partner(made.client, true, "Pour l'essai.", None).await.unwrap();
    (made.client, made.secret.to_string())
}

impl Program {
    pub(crate) async fn new(world: &World, agency: &str, desk: (&str, &str)) -> Self {
        Self::with(world, agency, desk, &Scope::ALL).await
    }

    pub(crate) async fn with(world: &World, agency: &str, (siret, branch): (&str, &str), scopes: &[Scope]) -> Self {
        let (client, secret) = client(world.desk(), agency, siret, branch, scopes).await;
        let program = Self { browser: world.browser(), client, secret, token: String::new() };
        let answer = program.login(&[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        Self { token: answer.json()["access_token"].as_str().unwrap().to_owned(), ..program }
    }

    /// Asks for a token with its secret, these parameters added or put in the place of its own.
    pub(crate) async fn login(&self, changed: &[(&str, &str)]) -> Page {
        let client = self.client.to_string();
        let own = [("grant_type", "client_credentials"), ("client_id", &client), ("client_secret", &self.secret)];
        let kept = own.iter().filter(|(name, _)| !changed.iter().any(|(other, _)| name == other));
        let pairs: Vec<String> = kept
            .chain(changed.iter().filter(|(_, value)| !value.is_empty()))
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        self.post_form(&pairs.join("&"), None).await
    }

    pub(crate) async fn post_form(&self, body: &str, basic: Option<&str>) -> Page {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri("/api/oauth/token")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(basic) = basic {
            request = request.header(header::AUTHORIZATION, basic);
        }
        self.browser.clone().once(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// One request with its token; a body is JSON, and has the key `cle-1`.
    pub(crate) async fn ask(&self, method: &str, address: &str, body: &str) -> Page {
        self.ask_with(method, address, &[("idempotency-key", "cle-1")], "application/json", body.as_bytes()).await
    }

    pub(crate) async fn ask_with(
        &self,
        method: &str,
        address: &str,
        headers: &[(&str, &str)],
        mime: &str,
        body: &[u8],
    ) -> Page {
        let mut request = Request::builder().method(method.parse::<Method>().unwrap()).uri(address);
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.header(header::CONTENT_TYPE, mime).body(Body::from(body.to_vec())).unwrap();
        self.browser.clone().once(request).await
    }

    pub(crate) async fn get(&self, address: &str) -> Page {
        self.ask("GET", address, "").await
    }

    pub(crate) async fn answer(&self, case: &str, key: &str, said: Value) -> Page {
        let address = format!("/api/partner/v1/cases/{case}/events");
        let headers = [("idempotency-key", key)];
        self.ask_with("POST", &address, &headers, "application/json", said.to_string().as_bytes()).await
    }

    pub(crate) async fn acknowledge(&self, up_to: &str) -> Page {
        self.ask("POST", "/api/partner/v1/notifications/ack", &json!({ "up_to": up_to }).to_string()).await
    }

    /// The new cases that it is told of, from the beginning.
    pub(crate) async fn cases(&self) -> Vec<String> {
        let batch = self.get("/api/partner/v1/notifications?after=0&limit=100").await.json();
        let told = batch["notifications"].as_array().unwrap().iter();
        told.filter(|one| one["kind"] == "case").map(|one| one["case_id"].as_str().unwrap().to_owned()).collect()
    }
}

impl Page {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text))
    }

    /// The code of a refusal.
    pub(crate) fn code(&self) -> String {
        let mime = self.headers[header::CONTENT_TYPE].to_str().unwrap();
        assert_eq!(mime, "application/problem+json", "{}", self.text);
        self.json()["code"].as_str().unwrap().to_owned()
    }
}

/// A dossier filed by a citizen who left an address, delivered; the link that follows it.
pub(crate) async fn filed(world: &World) -> (Browser, String) {
    let mut citizen = world.browser();
    let page = world.file(&mut citizen, "Toulouse").await;
    world.work().await;
    let follow = link(&page, "/suivi/");
    (citizen, follow)
}

async fn notices(world: &World) -> usize {
    world.work().await;
    world.desk().kept_mails().await.unwrap().iter().filter(|mail| mail.to == "zoe@exemple.fr").count()
}

pub(crate) async fn a_program_is_told_reads_acknowledges_and_answers() {
    let world = World::new().await;
    let (mut citizen, follow) = filed(&world).await;
    filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let one = program.get("/api/partner/v1/notifications?limit=1").await;
    assert_eq!(one.status, StatusCode::OK);
    assert_eq!(one.headers[header::CACHE_CONTROL], "no-store");
    let (one, told) = (one.json(), &one.json()["notifications"][0]);
    assert_eq!((&one["more"], &one["next"]), (&json!(true), &told["cursor"]));
    assert_eq!((&told["kind"], &told["event_id"], &told["author"]), (&json!("case"), &json!(null), &json!("system")));
    let rest =
        program.get(&format!("/api/partner/v1/notifications?after={}", one["next"].as_str().unwrap())).await.json();
    assert_eq!((rest["notifications"].as_array().unwrap().len(), &rest["more"]), (1, &json!(false)));
    assert_eq!(program.get("/api/partner/v1/notifications?limit=1").await.json(), one, "not acknowledged: told again");
    assert!(citizen.get(&follow).await.text.contains("Transmise"));

    // Acknowledged is received, for both; only what is acknowledged is not told again.
    let up_to = rest["next"].as_str().unwrap();
    let before = notices(&world).await;
    for _ in 0..2 {
        assert_eq!(program.acknowledge(up_to).await.json(), json!({ "acknowledged": up_to }));
    }
    let seen = citizen.get(&follow).await;
    assert!(seen.text.contains("Reçue") && seen.text.contains("accuse-de-reception.pdf"), "{}", seen.text);
    assert_eq!(notices(&world).await, before + 2, "one notice a case");
    let news = program.get("/api/partner/v1/notifications").await.json();
    let kinds: Vec<&Value> = news["notifications"].as_array().unwrap().iter().map(|one| &one["status"]).collect();
    assert_eq!(kinds, [&json!("received"), &json!("received")], "what it did itself is told too");
    assert_eq!(news["notifications"][0]["author"], "partner");

    // The case, by its published schema, and of its own projection.
    let case = told["case_id"].as_str().unwrap();
    let read = program.get(&format!("/api/partner/v1/cases/{case}")).await.json();
    assert_eq!(read["answers"]["demandeur"]["nom"], "Müller-Le Goff");
    assert_eq!(read["external_id"], format!("{}-01", read["reference"].as_str().unwrap()));
    assert_eq!(read["next_statuses"], json!(["in_progress", "complement", "done", "refused"]));
    let schema = program.get(&format!("/api/partner/v1/cases/{case}/schema")).await.json();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&read["answers"]), "{read}");
    assert!(!jsonschema::validator_for(&schema).unwrap().is_valid(&json!({ "demandeur": 1 })));

    let package = program.get(&format!("/api/partner/v1/cases/{case}/package")).await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(package.bytes)).unwrap();
    let manifest: Value = serde_json::from_reader(zip.by_name("manifest.json").unwrap()).unwrap();
    assert_eq!(
        (&manifest["case"], &manifest["evidence"]["share_sha256"]),
        (&read["external_id"], &read["recap_sha256"])
    );
    let answers: Value = serde_json::from_reader(zip.by_name("answers.json").unwrap()).unwrap();
    assert_eq!(answers, read["answers"]);
    assert!(program.get(&format!("/api/partner/v1/cases/{case}/recap")).await.bytes.starts_with(b"%PDF-"));

    let before = notices(&world).await;
    let said = json!({ "status": "in_progress", "message": "Nous cherchons votre parapluie." });
    let done = program.answer(case, "reponse-1", said).await;
    assert_eq!((done.status, &done.json()["status"]), (StatusCode::CREATED, &json!("in_progress")));
    let seen = citizen.get(&follow).await;
    assert!(seen.text.contains("En cours de traitement") && seen.text.contains("Nous cherchons votre parapluie."));
    assert_eq!(notices(&world).await, before + 1);

    // Each of its readings stands in the journal, under its own kind.
    let told = world.desk().history(read["reference"].as_str().unwrap()).await.unwrap();
    for act in ["case.acknowledged", "case.read", "case.package_taken", "case.print_taken", "case.status_set"] {
        let by = told.iter().find(|told| told.entry.act == act).unwrap_or_else(|| panic!("{act} is not written down"));
        assert_eq!((by.entry.actor_kind.as_str(), by.entry.actor), ("partner", Some(program.client)), "{act}");
    }
}

pub(crate) async fn what_is_sent_twice_is_done_once_and_answered_alike() {
    let world = World::new().await;
    filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let events = async || world.number("select count(*) from events where author_kind = 'partner'").await;
    let before = notices(&world).await;
    let said = json!({ "status": "done", "message": "Votre parapluie est retrouvé." });
    let first = program.answer(&case, "reponse-1", said.clone()).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
    let (told, mailed) = (events().await, notices(&world).await);
    assert_eq!((told, mailed), (2, before + 2), "received, and done");
    // The status may not follow itself: only as a repetition is it the same.
    let again = futures_util::future::join_all((0..10).map(|_| program.answer(&case, "reponse-1", said.clone()))).await;
    for again in again {
        assert_eq!((again.status, again.json()), (StatusCode::CREATED, first.json()));
    }
    assert_eq!((events().await, notices(&world).await), (told, mailed));
    let other = program.answer(&case, "reponse-1", json!({ "status": "in_progress" })).await;
    assert_eq!((other.status, other.code()), (StatusCode::UNPROCESSABLE_ENTITY, "idempotency.key_reused".to_owned()));
    let later = program.answer(&case, "reponse-2", said.clone()).await;
    assert_eq!(later.code(), "status.not_allowed");

    // All at once: one is done, and everybody hears the same.
    let said = json!({ "message": "Il vous attend à l'accueil." });
    let at_once =
        futures_util::future::join_all((0..10).map(|_| program.answer(&case, "reponse-3", said.clone()))).await;
    let heard: Vec<Value> = at_once.iter().map(Page::json).collect();
    assert!(at_once.iter().all(|page| page.status == StatusCode::CREATED) && heard.iter().all(|one| *one == heard[0]));
    assert_eq!(events().await, told + 1);
    // Different ones at once are all done: none was meant for a state that only the other had seen.
    let many = (0..5).map(|number| {
        let said = json!({ "message": format!("Message {number}") });
        let program = program.clone();
        let case = case.clone();
        async move { program.answer(&case, &format!("message-{number}"), said).await.status }
    });
    assert_eq!(futures_util::future::join_all(many).await, [StatusCode::CREATED; 5]);
    assert_eq!(events().await, told + 6);
}

pub(crate) async fn a_program_and_an_agent_work_on_one_case() {
    let world = World::new().await;
    let (mut citizen, follow) = filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let inbox = agent.get("/agents").await;
    let page = agent.get(&link(&inbox, "/agents/cas/")).await;
    page.post_on(&mut agent, &[("status", "in_progress"), ("message", "Vu au guichet.")]).await;
    let news = program.get("/api/partner/v1/notifications").await.json();
    let kinds: Vec<(&Value, &Value)> =
        news["notifications"].as_array().unwrap().iter().map(|one| (&one["author"], &one["status"])).collect();
    let (system, by_agent) = (json!("system"), json!("agent"));
    assert_eq!(kinds, [(&system, &json!("sent")), (&by_agent, &json!("received")), (&by_agent, &json!("in_progress"))]);
    let read = program.get(&format!("/api/partner/v1/cases/{case}")).await.json();
    assert!(read["events"].as_array().unwrap().iter().any(|event| event["message"] == "Vu au guichet."));
    assert!(!read.to_string().contains("Agnès"), "who of the agents it was is the portal's business");

    program.answer(&case, "a", json!({ "status": "refused", "message": "Trop tard." })).await;
    let page = agent.get(&link(&inbox, "/agents/cas/")).await;
    assert!(page.text.contains("Trop tard.") && page.text.contains("Logiciel métier"), "{}", page.text);
    let seen = citizen.get(&follow).await;
    assert!(seen.text.contains("Trop tard.") && !seen.text.contains("Logiciel métier"));
    // Acknowledging what an agent opened long ago changes nothing.
    let up_to = news["next"].as_str().unwrap();
    assert_eq!(program.acknowledge(up_to).await.status, StatusCode::OK);
    assert!(citizen.get(&follow).await.text.contains("Trop tard."));
}

pub(crate) async fn a_case_that_an_agent_opened_before_it_was_sent_is_told_as_a_case() {
    let world = World::new().await;
    world.file(&mut world.browser(), "Toulouse").await;
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let inbox = agent.get("/agents").await;
    agent.get(&link(&inbox, "/agents/cas/")).await;
    world.work().await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    assert_eq!(program.cases().await.len(), 1);
}

pub(crate) async fn documents_are_returned_by_a_program() {
    let world = World::new().await;
    let (mut citizen, follow) = filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let png = crate::uploads::png();
    let form = |event: &str, name: &str| {
        let mut body = format!(
            "--grenze\r\nContent-Disposition: form-data; name=\"event\"\r\nContent-Type: application/json\r\n\r\n{event}\r\n\
             --grenze\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"attestation.png\"\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(&png);
        body.extend_from_slice(b"\r\n--grenze--\r\n");
        body
    };
    let address = format!("/api/partner/v1/cases/{case}/events");
    let mime = "multipart/form-data; boundary=grenze";
    let send = async |body: Vec<u8>| program.ask_with("POST", &address, &[("idempotency-key", "k")], mime, &body).await;
    assert_eq!(send(form(r#"{"status":"done"}"#, "autre")).await.code(), "body.parts");
    let before = notices(&world).await;
    let done = send(form(r#"{"status":"done"}"#, "document")).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    let kinds: Vec<Value> =
        done.json()["events"].as_array().unwrap().iter().map(|event| event["kind"].clone()).collect();
    assert_eq!(kinds, ["document", "status"]);
    assert_eq!(send(form(r#"{"status":"done"}"#, "document")).await.json(), done.json());
    assert_eq!(notices(&world).await, before + 2, "received, and done with its document");
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'case'").await, 1);

    let seen = citizen.get(&follow).await;
    let file = seen.links().into_iter().find(|link| link.contains("/fichiers/")).unwrap();
    assert_eq!(citizen.get(&file).await.bytes, png);
    let read = program.get(&format!("/api/partner/v1/cases/{case}")).await.json();
    let document = read["documents"][0]["id"].as_str().unwrap();
    let taken = program.get(&format!("/api/partner/v1/cases/{case}/attachments/{document}")).await;
    assert_eq!((taken.headers[header::CONTENT_TYPE].to_str().unwrap(), taken.bytes), ("image/png", png.clone()));
    // A file that is none is refused, and nothing of the act is kept.
    let mut broken = form(r#"{"message":"Voici"}"#, "document");
    let at = broken.windows(4).position(|bytes| bytes == b"\x89PNG").unwrap();
    broken[at] = b'X';
    let refused = program.ask_with("POST", &address, &[("idempotency-key", "l")], mime, &broken).await;
    assert!(refused.code().starts_with("file."), "{}", refused.text);
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'case'").await, 1);
}

pub(crate) async fn refusals_have_codes_that_programs_go_by() {
    let world = World::new().await;
    let (mut citizen, follow) = filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    for (query, code) in [
        ("after=x", "cursor.invalid"),
        ("after=-1", "cursor.invalid"),
        ("after=9999999999999999999", "cursor.invalid"),
        ("limit=0", "limit.invalid"),
        ("limit=101", "limit.invalid"),
        ("limit=abc", "limit.invalid"),
    ] {
        let page = program.get(&format!("/api/partner/v1/notifications?{query}")).await;
        assert_eq!((page.status, page.code().as_str()), (StatusCode::BAD_REQUEST, code), "{query}");
    }
    assert_eq!(program.acknowledge("99").await.code(), "cursor.unknown");
    // After a restored backup, numbers that were given once come again: whoever is further on must learn it.
    assert_eq!(program.get("/api/partner/v1/notifications?after=99").await.code(), "cursor.unknown");
    let long = "a".repeat(1001);
    for (said, code) in [
        (json!({}), "act.empty"),
        (json!({ "status": "closed" }), "status.not_allowed"),
        (json!({ "status": "" }), "status.not_allowed"),
        (json!({ "status": "", "message": "Bonjour" }), "status.not_allowed"),
        (json!({ "status": "sent" }), "status.not_allowed"),
        (json!({ "status": "received" }), "status.not_allowed"),
        (json!({ "status": "complement" }), "message.required"),
        (json!({ "status": "refused", "message": " \u{202e} " }), "message.required"),
        (json!({ "status": "refused", "message": "\u{200b}" }), "message.required"),
        (json!({ "message": "\u{202e}\u{200b}\u{2800}" }), "act.empty"),
        (json!({ "message": long }), "message.too_long"),
    ] {
        let page = program.answer(&case, "k", said.clone()).await;
        assert_eq!((page.status, page.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, code), "{said}");
    }
    for said in [json!([]), json!({ "statut": "done" }), json!({ "status": 1 }), json!("done")] {
        let page = program.answer(&case, "k", said.clone()).await;
        assert_eq!((page.status, page.code().as_str()), (StatusCode::BAD_REQUEST, "body.json"), "{said}");
    }
    let address = format!("/api/partner/v1/cases/{case}/events");
    let page = program.ask_with("POST", &address, &[("idempotency-key", "k")], "text/plain", b"{}").await;
    assert_eq!((page.status, page.code().as_str()), (StatusCode::UNSUPPORTED_MEDIA_TYPE, "body.media_type"));
    let page = program.ask_with("POST", &address, &[], "application/json", b"{}").await;
    assert_eq!(page.code(), "idempotency.key_missing");
    let page = program.answer(&case, &"k".repeat(101), json!({ "message": "Bonjour" })).await;
    assert_eq!(page.code(), "idempotency.key_invalid");
    let page = program.ask("DELETE", &address, "").await;
    assert_eq!((page.status, page.code().as_str()), (StatusCode::METHOD_NOT_ALLOWED, "request.method"));
    for address in ["/api/partner/v1/cases/x", "/api/partner/v1/cases/x/attachments/y", "/api/rien"] {
        assert_eq!(program.get(address).await.code(), "request.not_found", "{address}");
    }
    let seen = citizen.get(&follow).await;
    assert!(
        seen.text.contains("Transmise") && !seen.text.contains("Reçue"),
        "what is refused receives no case: {}",
        seen.text
    );
    // A refusal leaves its key free for the act that is right.
    assert_eq!(program.answer(&case, "k", json!({ "message": "Bonjour" })).await.status, StatusCode::CREATED);
    assert!(citizen.get(&follow).await.text.contains("Reçue"));
    // A number that was worked out and not told receives nothing.
    let opened = "select count(*) from cases where opened_at is not null";
    let before = world.number(opened).await;
    filed(&world).await;
    let last = world.number("select max(last) from feeds").await.to_string();
    assert_eq!(program.acknowledge(&last).await.code(), "cursor.unknown");
    assert_eq!(world.number(opened).await, before);
    program.get("/api/partner/v1/notifications").await;
    assert_eq!(program.acknowledge(&last).await.status, StatusCode::OK);
    assert_eq!(world.number(opened).await, before + 1);
}

pub(crate) async fn an_acknowledgement_sent_by_other_means_is_told_by_a_program() {
    let world = World::new().await;
    // The directory has no telephone number of the register: no accusé de réception may be given in its name.
    let (mut citizen, follow) = filed(&world).await;
    let program = Program::new(&world, "ville-essai", REGISTRE).await;
    let case = program.cases().await.remove(0);
    let address = format!("/api/partner/v1/cases/{case}");
    let owed = program.get(&address).await.json()["own_receipt"].clone();
    assert_eq!((&owed["sent_on"], &owed["until"]), (&json!(null), &json!("2026-12-01T10:00:00Z")));
    let say = async |day: Value| {
        program.ask("PUT", &format!("{address}/own-receipt"), &json!({ "sent_on": day }).to_string()).await
    };
    for wrong in ["2026-11-20", "2026-11-22", "hier", ""] {
        assert_eq!(say(json!(wrong)).await.code(), "sent_on.invalid", "{wrong}");
    }
    for _ in 0..2 {
        assert_eq!(say(json!("2026-11-21")).await.json(), json!({ "sent_on": "2026-11-21" }));
    }
    assert_eq!(program.ask("PUT", &format!("{address}/own-receipt"), "{}").await.code(), "body.json");
    assert_eq!(program.get(&address).await.json()["own_receipt"]["sent_on"], "2026-11-21");
    assert!(citizen.get(&follow).await.text.contains("indique vous avoir envoyé son accusé de réception le 21"));
    // While an operator holds the case, nobody says anything of it.
    let reference = program.get(&address).await.json()["external_id"].as_str().unwrap().to_owned();
    let operate = async |what| world.desk().operate(&reference, what, "Une fuite est examinée.", None).await.unwrap();
    operate(desk::Operation::Suspend).await;
    for day in [json!(null), json!("2026-11-21")] {
        assert_eq!(say(day).await.code(), "case.suspended");
    }
    operate(desk::Operation::Resume).await;
    assert_eq!(say(json!(null)).await.json(), json!({ "sent_on": null }));
    let by =
        "select count(*) from events where kind in ('own_receipt', 'own_receipt_not_sent') and author_kind = 'partner'";
    assert_eq!(world.number(by).await, 2, "each once");
    // The town hall owes none by its own means.
    let town_hall = Program::new(&world, "ville-essai", MAIRIE).await;
    let theirs = town_hall.cases().await.remove(0);
    let address = format!("/api/partner/v1/cases/{theirs}/own-receipt");
    for body in [r#"{"sent_on":"2026-11-21"}"#, r#"{"sent_on":null}"#] {
        let refused = town_hall.ask("PUT", &address, body).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, "own_receipt.not_owed")
        );
    }
}
