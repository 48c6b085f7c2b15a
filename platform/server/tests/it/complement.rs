//! What a recipient asks of a citizen after the filing: asked by an agent or a program, given on a page that changes nothing else.

mod revised;

use axum::http::StatusCode;
use serde_json::{Value, json};

pub(crate) use revised::{
    a_list_that_the_new_answers_make_too_short_is_opened_and_its_rule_told,
    a_required_answer_that_the_new_ones_empty_is_asked_again_and_never_lost,
    a_rule_elsewhere_that_the_new_answers_break_is_told_at_the_first_of_them,
};

use crate::{
    agent::{MAIRIE, link},
    antivirus::{guarded, harmful},
    clamav::ClamAv,
    partner::{Program, filed},
    support::{Browser, Page, World},
    uploads::png,
};

/// A dossier whose town hall asks for these questions by its program: the citizen, the follow-up page's address, the program, its case.
pub(crate) async fn asked(world: &World, questions: &[&str]) -> (Browser, String, Program, String) {
    let (citizen, follow) = filed(world).await;
    let (program, case) = asks(world, questions).await;
    (citizen, follow, program, case)
}

/// The same of the one dossier that there is.
async fn asks(world: &World, questions: &[&str]) -> (Program, String) {
    let program = Program::new(world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let asked = json!({
        "status": "complement", "message": "Précisez, s'il vous plaît.",
        "complement": { "questions": questions, "by": "2026-12-15" }
    });
    let answer = program.answer(&case, "demande-1", asked).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    world.work().await;
    (program, case)
}

pub(crate) async fn opened(citizen: &mut Browser, follow: &str) -> Page {
    let page = citizen.get(follow).await;
    let page = citizen.get(&link(&page, "/complement/")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page
}

async fn told(program: &Program, case: &str) -> Value {
    program.get(&format!("/api/partner/v1/cases/{case}")).await.json()
}

async fn receipt(citizen: &mut Browser, follow: &str) -> Vec<u8> {
    citizen.get(&format!("{follow}/recu.pdf")).await.bytes
}

pub(crate) async fn what_a_program_asks_for_is_reopened_given_and_told_and_the_receipt_stays() {
    let world = World::new().await;
    let (mut citizen, follow, program, case) = asked(&world, &["raison", "demandeur.nom"]).await;
    let first = receipt(&mut citizen, &follow).await;
    let before = told(&program, &case).await;
    assert_eq!((&before["status"], &before["complements"][0]["state"]), (&json!("complement"), &json!("open")));
    assert_eq!(before["complements"][0]["by"], "2026-12-15");

    let page = citizen.get(&follow).await;
    assert!(page.text.contains("attend quelque chose de vous") && page.text.contains("décembre"), "{}", page.text);
    assert!(page.text.contains("Demandé le "), "{}", page.text);
    assert!(!page.text.contains("Ce jour est passé"), "{}", page.text);
    let page = opened(&mut citizen, &follow).await;
    assert!(page.text.contains("Müller-Le Goff") && page.text.contains("Précisez"), "{}", page.text);
    for other in ["demandeur.prenoms", "email", "commune", ".nom\" value=\"parapluie", "temoin", "piece"] {
        assert!(!page.text.contains(&format!("name=\"{other}")), "{other} is not asked for: {}", page.text);
    }

    // What the new answer opens is asked too, and is no fault before it was seen.
    let page =
        page.post_on(&mut citizen, &[("demandeur.nom", "Müller"), ("raison", "autre"), ("_action", "continue")]).await;
    assert!(page.text.contains("name=\"precision\"") && page.text.contains("viennent d"), "{}", page.text);
    assert!(!page.text.contains("page--erreurs"), "{}", page.text);
    let refused = page.post_on(&mut citizen, &[("raison", "autre"), ("precision", ""), ("_action", "continue")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("value=\"Müller\""), "what was typed stays: {}", refused.text);
    assert_eq!(told(&program, &case).await["answers"], before["answers"], "nothing is given yet");

    let last = [("raison", "autre"), ("precision", "Perdu dans le bus"), ("_action", "continue")];
    let done = refused.post_on(&mut citizen, &last).await;
    assert!(citizen.address.ends_with("complement=1"), "{} {}", citizen.address, done.text);
    assert!(done.text.contains("Complément envoyé") && done.text.contains("En cours de traitement"), "{}", done.text);
    // A second click on the same button finds it done.
    refused.post_on(&mut citizen, &last).await;
    assert!(citizen.address.ends_with("complement=1"), "{}", citizen.address);
    // Another tab's answers are not what was sent, and nobody is told so.
    let other = [("demandeur.nom", "Perdu"), ("raison", "autre"), ("precision", "x"), ("_action", "continue")];
    let late = refused.post_on(&mut citizen, &other).await;
    assert!(late.text.contains("déjà parti") && late.text.contains("Perdu\n"), "{}", late.text);

    let after = told(&program, &case).await;
    assert_eq!(
        (&after["status"], &after["answers"]["precision"]),
        (&json!("in_progress"), &json!("Perdu dans le bus"))
    );
    assert_eq!(after["answers"]["demandeur"]["nom"], "Müller");
    let given = &after["complements"][0]["given"];
    assert_eq!(given["changed"], json!(["demandeur.nom", "raison", "precision"]));
    assert_eq!(given["former_answers"], before["answers"]);
    assert_eq!(after["recap_sha256"], before["recap_sha256"], "what was confirmed stays what it was");
    let kinds: Vec<&str> =
        after["events"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "complement").count(), 1, "{kinds:?}");
    let feed = program.get("/api/partner/v1/notifications?after=0&limit=100").await.json();
    let last = feed["notifications"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["kind"], &last["author"]), (&json!("complement"), &json!("citizen")));
    assert_eq!(receipt(&mut citizen, &follow).await, first, "the receipt is of what was filed");

    // Only the one who asked has it.
    let registry = Program::new(&world, "ville-essai", ("99900000900012", "REG")).await;
    let other = registry.cases().await.remove(0);
    assert_eq!(told(&registry, &other).await["answers"]["demandeur"]["nom"], "Müller-Le Goff");

    // The desk reads it beside what it was, is mailed nothing personal, and finds both in the package.
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    world.work().await;
    let inbox = agent.get("/agents").await;
    let page = agent.get(&link(&inbox, "/agents/cas/")).await;
    assert!(page.text.contains("Müller-Le Goff") && page.text.contains("Perdu dans le bus"), "{}", page.text);
    let zip = agent.get(&link(&page, "/dossier.zip")).await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip.bytes)).unwrap();
    let mut read = |name: &str| -> Value { serde_json::from_reader(zip.by_name(name).unwrap()).unwrap() };
    assert_eq!(read("answers.json"), after["answers"]);
    assert_eq!(read("answers-before-complement-1.json"), before["answers"]);
    let manifest = read("manifest.json");
    assert_eq!(manifest["complements"][0]["changed"], given["changed"]);
    assert_eq!(manifest["evidence"]["share_sha256"], before["recap_sha256"]);
    let schema = told_schema(&program, &case).await;
    assert!(jsonschema::is_valid(&schema, &after["answers"]), "the published schema holds");
}

async fn told_schema(program: &Program, case: &str) -> Value {
    program.get(&format!("/api/partner/v1/cases/{case}/schema")).await.json()
}

pub(crate) async fn an_agent_ticks_what_is_asked_for_and_all_faults_are_told_at_once() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (filed, mut agent, case) = crate::agent::received(&world, &mut citizen, MAIRIE).await;
    assert!(case.text.contains("name=\"questions\" value=\"objets\""), "a list is asked as a whole: {}", case.text);
    let page = case
        .post_on(&mut agent, &[("questions", "demandeur.nmo"), ("by", "2026-11-20"), ("status", "complement")])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for fault in ["demandeur.nmo", "Choisissez aujourd", "Écrivez un message"] {
        assert!(page.text.contains(fault), "{fault}: {}", page.text);
    }
    let page = page.post_on(&mut agent, &[("questions", "raison"), ("status", ""), ("by", ""), ("message", "x")]).await;
    assert!(page.text.contains("décochez les questions"), "{}", page.text);
    assert!(page.text.contains("value=\"raison\" checked"), "what was ticked stays: {}", page.text);
    let page = page
        .post_on(
            &mut agent,
            &[("questions", "objets"), ("by", "2026-11-30"), ("status", "complement"), ("message", "Lesquels ?")],
        )
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(agent.address.ends_with("fait=1"));

    // A list that is asked for takes rows, as its page does.
    let follow = link(&filed, "/suivi/");
    let page = opened(&mut citizen, &follow).await;
    let page = page.post_on(&mut citizen, &[("_action", "add:objets")]).await;
    let names: Vec<String> =
        page.form().pairs.into_iter().map(|(name, _)| name).filter(|name| name.ends_with(".nom")).collect();
    assert_eq!(names.len(), 2, "{}", page.text);
    let begun = agent.get(&case.form().action).await;
    assert!(begun.text.contains("a commencé à remplir"), "who would go on is told: {}", begun.text);
    // The démarche's own rules hold.
    let refused = page.post_on(&mut citizen, &[(&names[1], "pierre"), ("_action", "continue")]).await;
    assert!(refused.text.contains("Pas de pierre."), "{}", refused.text);
    let done = refused.post_on(&mut citizen, &[(&names[1], "gants"), ("_action", "continue")]).await;
    assert!(citizen.address.ends_with("complement=1"), "{} {}", citizen.address, done.text);
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let mail = mails.iter().find(|mail| mail.subject.contains("complément reçu")).expect("the desk is told");
    assert!(!mail.text.contains("gants") && !mail.text.contains("Müller"), "{}", mail.text);
    let inbox = agent.get("/agents").await;
    let page = agent.get(&link(&inbox, "/agents/cas/")).await;
    assert!(page.text.contains("gants") && page.text.contains("Complément envoyé"), "{}", page.text);
}

pub(crate) async fn a_refused_file_is_told_beside_the_answer_that_stops() {
    let world = World::new().await;
    let (mut citizen, follow, _, _) = asked(&world, &["raison", "piece", "objets"]).await;
    let page = opened(&mut citizen, &follow).await;
    let both = [("raison", "aucune"), ("_action", "continue")];
    let refused = page.upload_on(&mut citizen, &both, &[("piece", "notes.txt", b"rien")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    for told in ["page--erreurs", "notes.txt", "ne pourrait pas aboutir", "Rien à déclarer"] {
        assert!(refused.text.contains(told), "{told}: {}", refused.text);
    }
    assert!(refused.text.contains("add:objets"), "what comes behind the stop is on the page still: {}", refused.text);
}

pub(crate) async fn what_is_right_is_confirmed_as_it_is() {
    let world = World::new().await;
    let (mut citizen, follow, program, case) = asked(&world, &["raison", "demandeur.nom"]).await;
    let before = told(&program, &case).await["answers"].clone();
    let page = opened(&mut citizen, &follow).await;
    assert!(!page.text.contains("_confirmed"), "no tick to send without having looked: {}", page.text);
    let same = page.post_on(&mut citizen, &[("raison", "perte"), ("_action", "continue")]).await;
    assert!(same.text.contains("cochez la case") && same.text.contains("name=\"_confirmed\""), "{}", same.text);
    assert_eq!(told(&program, &case).await["status"], "complement");
    let sent = same.post_on(&mut citizen, &[("raison", "perte"), ("_confirmed", "1"), ("_action", "continue")]).await;
    assert!(citizen.address.ends_with("complement=1"), "{} {}", citizen.address, sent.text);
    let after = told(&program, &case).await;
    assert_eq!((&after["status"], &after["answers"]), (&json!("in_progress"), &before));
    assert_eq!(after["complements"][0]["state"], "given");
    // The desk reads that it was looked at and left.
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let inbox = agent.get("/agents").await;
    let page = agent.get(&link(&inbox, "/agents/cas/")).await;
    assert!(page.text.contains("Complément envoyé") && page.text.contains("Inchangé"), "{}", page.text);
}

pub(crate) async fn nothing_but_what_is_asked_for_can_be_changed() {
    let world = World::new().await;
    let (mut citizen, follow, program, case) = asked(&world, &["raison"]).await;
    let before = told(&program, &case).await["answers"].clone();
    let page = opened(&mut citizen, &follow).await;
    for (name, value) in [
        ("demandeur.nom", "Autre"),
        ("commune", "Paris"),
        ("objets.r1.nom", "or"),
        ("objets.rzzzzzzz.nom", "or"),
        ("nulle.part", "x"),
        ("piece", "x"),
    ] {
        let refused = page.post_on(&mut citizen, &[("raison", "vol"), (name, value), ("_action", "continue")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", refused.text);
    }
    for action in ["add:objets", "remove:objets.r1", "detach:piece:1", "restore:objets:r1"] {
        let refused = page.post_on(&mut citizen, &[("_action", action)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{action}: {}", refused.text);
    }
    let refused = page.upload_on(&mut citizen, &[("raison", "perte")], &[("piece", "x.png", &png())]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.number("select count(*) from attachments").await, 0, "nothing of it is kept");
    // Nothing changed is nothing given; what ends the démarche cannot be given either.
    let same = page.post_on(&mut citizen, &[("raison", "perte"), ("_action", "continue")]).await;
    assert!(same.text.contains("rien changé"), "{}", same.text);
    let stops = page.post_on(&mut citizen, &[("raison", "aucune"), ("_action", "continue")]).await;
    for said in ["ne pourrait pas aboutir", "Rien à déclarer", "votre réponse à cette question"] {
        assert!(stops.text.contains(said), "{said}: {}", stops.text);
    }
    assert_eq!(told(&program, &case).await["answers"], before);
    // Another dossier's link opens nothing of this one.
    let mut other = world.browser();
    let elsewhere = link(&world.file(&mut other, "Toulouse").await, "/suivi/");
    assert_eq!(other.get(&format!("{elsewhere}/complement/{case}")).await.status, StatusCode::NOT_FOUND);

    // Something else asked for takes its place; the page of before changes nothing.
    let anew =
        json!({ "status": "complement", "message": "Plutôt ceci.", "complement": { "questions": ["demandeur"] } });
    assert_eq!(program.answer(&case, "demande-2", anew).await.status, StatusCode::CREATED);
    let late = page.post_on(&mut citizen, &[("raison", "vol"), ("_action", "continue")]).await;
    assert!(late.text.contains("demander autre chose") && late.text.contains("demandeur.nom"), "{}", late.text);
    // Asked once more with another question beside it: what was kept stays, and so does what is typed just then.
    late.post_on(&mut citizen, &[("demandeur.nom", "Gardé"), ("_action", "refresh")]).await;
    let more = json!({
        "status": "complement", "message": "Les deux.", "complement": { "questions": ["demandeur", "raison"] }
    });
    assert_eq!(program.answer(&case, "demande-3", more).await.status, StatusCode::CREATED);
    let page = opened(&mut citizen, &follow).await;
    assert!(page.text.contains("value=\"Gardé\"") && page.text.contains("name=\"raison\""), "{}", page.text);
    let again = json!({
        "status": "complement", "message": "Encore.", "complement": { "questions": ["demandeur.nom"] }
    });
    assert_eq!(program.answer(&case, "demande-4", again.clone()).await.status, StatusCode::CREATED);
    let typed = [("demandeur.nom", "Tapé"), ("raison", "vol"), ("_action", "continue")];
    let late = page.post_on(&mut citizen, &typed).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", late.text);
    assert!(late.text.contains("demande toujours est gardé") && late.text.contains("value=\"Tapé\""), "{}", late.text);
    assert!(opened(&mut citizen, &follow).await.text.contains("value=\"Tapé\""), "and it is kept");
    assert!(!citizen.get(&follow).await.text.contains("2026-12-15"));
    let replaced = "Remplacée par la demande du";
    assert_eq!(citizen.get(&follow).await.text.matches(replaced).count(), 3, "all but the last");
    // The case went on: nothing is awaited, and nothing sent.
    assert_eq!(
        program.answer(&case, "fin", json!({ "status": "done", "message": "Fini." })).await.status,
        StatusCode::CREATED
    );
    assert_eq!(citizen.get(&follow).await.text.matches(replaced).count(), 3, "the last was ended, not replaced");
    let over = late.post_on(&mut citizen, &[("demandeur.nom", "Autre"), ("_action", "continue")]).await;
    assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(over.text.contains("attend plus ce complément"), "{}", over.text);
    assert!(over.text.contains("Autre\n"), "what was typed can be copied: {}", over.text);
    let after = told(&program, &case).await;
    assert_eq!((&after["answers"], &after["status"]), (&before, &json!("done")));
    let states: Vec<&str> =
        after["complements"].as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["ended", "ended", "ended", "ended"]);
    // What was kept for it is still theirs to read, and to send where it is asked for again.
    let page = citizen.get(&follow).await;
    assert!(page.text.contains("aviez commencé à remplir"), "{}", page.text);
    let left = citizen.get(&link(&page, "/complement/")).await;
    assert!(left.status == StatusCode::OK && left.text.contains("Tapé\n"), "{}", left.text);
    for (key, answer) in [("reprise", json!({ "status": "in_progress" })), ("demande-5", again)] {
        assert_eq!(program.answer(&case, key, answer).await.status, StatusCode::CREATED, "{key}");
    }
    assert!(opened(&mut citizen, &follow).await.text.contains("value=\"Tapé\""));
    assert!(!citizen.get(&follow).await.text.contains("aviez commencé à remplir"));
}

pub(crate) async fn what_a_program_may_not_ask_for_has_codes() {
    let world = World::new().await;
    filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let ask = |complement: Value| json!({ "status": "complement", "message": "Oui.", "complement": complement });
    for (complement, code) in [
        (json!({ "questions": ["nulle.part"] }), "complement.unknown_question"),
        (json!({ "questions": [""] }), "complement.unknown_question"),
        // Hidden at the moment, so it does not exist.
        (json!({ "questions": ["precision"] }), "complement.unknown_question"),
        (json!({ "questions": vec!["raison"; 201] }), "complement.too_many"),
        (json!({ "by": "2026-11-20" }), "complement.date_past"),
        (json!({ "by": "2027-11-22" }), "complement.date_far"),
        (json!({ "by": "demain" }), "complement.date_invalid"),
        // Only `null`, or nothing, is no day: an empty one would leave the time of the law running, and nobody would know.
        (json!({ "by": "" }), "complement.date_invalid"),
        (json!({ "questions": ["raison"], "by": "" }), "complement.date_invalid"),
    ] {
        let refused = program.answer(&case, "cle", ask(complement.clone())).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::UNPROCESSABLE_ENTITY, code.to_owned()),
            "{complement}"
        );
    }
    let several = program.answer(&case, "cle", ask(json!({ "questions": ["x"], "by": "2026-11-20" }))).await;
    let detail = several.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("complement.unknown_question (x)") && detail.contains("complement.date_past"), "{detail}");
    let said = json!({ "status": "in_progress", "complement": { "questions": ["raison"] } });
    assert_eq!(program.answer(&case, "cle", said).await.code(), "complement.status_needed");
    // The registry receives neither: it cannot ask for it.
    // In words alone it is what it was, and there is no page to fill in.
    assert_eq!(program.answer(&case, "cle", ask(json!({}))).await.status, StatusCode::CREATED);
    let told = told(&program, &case).await;
    assert_eq!((&told["complements"][0]["questions"], &told["status"]), (&json!([]), &json!("complement")));
}

pub(crate) async fn a_harmful_file_of_a_complement_is_held_from_everybody() {
    let clamav = ClamAv::start();
    let world = guarded(&clamav).await;
    let (mut citizen, follow, program, case) = asked(&world, &["piece"]).await;
    let page = opened(&mut citizen, &follow).await;
    // Found in time: it is told at its question, and another takes its place.
    let page = page.upload_on(&mut citizen, &[("_action", "refresh")], &[("piece", "facture.pdf", &harmful())]).await;
    assert!(page.text.contains("facture.pdf"), "{}", page.text);
    world.scan().await;
    let back = page.post_on(&mut citizen, &[("_action", "continue")]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.text.contains("contient un programme malveillant"), "{}", back.text);
    let done = back.upload_on(&mut citizen, &[("_action", "continue")], &[("piece", "photo.png", &png())]).await;
    assert!(citizen.address.ends_with("complement=1"), "{}", done.text);
    assert_eq!(world.number("select count(*) from attachments").await, 1, "the harmful one is destroyed");
    // Not examined yet: nobody has it, nobody waits for it.
    let told_now = told(&program, &case).await;
    assert_eq!(told_now["attachments"][0]["held"], "scanning", "{told_now}");
    let file = told_now["attachments"][0]["id"].as_str().unwrap().to_owned();
    let address = format!("/api/partner/v1/cases/{case}/attachments/{file}");
    assert_eq!(program.get(&address).await.code(), "file.scanning");
    world.scan().await;
    assert_eq!(program.get(&address).await.bytes, png());
    let own = citizen.get(&format!("{follow}/fichiers/{file}")).await;
    assert_eq!(own.bytes, png());
    let stranger = Program::new(&world, "ville-essai", ("99900000900012", "REG")).await;
    let other = stranger.cases().await.remove(0);
    assert_eq!(
        stranger.get(&format!("/api/partner/v1/cases/{other}/attachments/{file}")).await.status,
        StatusCode::NOT_FOUND
    );
}

pub(crate) async fn a_complement_is_awaited_reminded_and_goes_with_its_dossier() {
    let world = World::new().await;
    let (mut citizen, follow, program, case) = asked(&world, &["piece"]).await;
    // Both recipients have their case: answers are kept for thirty days from the last act on.
    let registry = Program::new(&world, "ville-essai", ("99900000900012", "REG")).await;
    told(&registry, &registry.cases().await[0]).await;
    let asked_again = json!({
        "status": "complement", "message": "La pièce.", "complement": { "questions": ["piece"], "by": "2026-12-15" }
    });
    assert_eq!(program.answer(&case, "autrement", asked_again).await.status, StatusCode::CREATED);
    world.work().await;
    let mails = async || {
        world.work().await;
        let mails = world.desk().kept_mails().await.unwrap();
        mails.iter().filter(|mail| mail.to == "zoe@exemple.fr" && mail.subject.contains("décembre")).count()
    };
    assert_eq!(mails().await, 0);
    world.later(24 * 21);
    assert_eq!(mails().await, 1, "three days before, one mail");
    // What is awaited until a day is there on that day, and answers are erased as long after it as after any act.
    world.later(24 * 20);
    world.desk().tidy().await.unwrap();
    // Its day is over, and it can still be sent.
    assert!(citizen.get(&follow).await.text.contains("Ce jour est passé"));
    let page = opened(&mut citizen, &follow).await;
    assert!(page.text.contains("Ce jour est passé"), "{}", page.text);
    page.upload_on(&mut citizen, &[("_action", "continue")], &[("piece", "photo.png", &png())]).await;
    assert!(citizen.address.ends_with("complement=1"), "{}", citizen.address);
    let zip = citizen.get(&format!("{follow}/tout.zip")).await;
    let zip = zip::ZipArchive::new(std::io::Cursor::new(zip.bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(names.iter().any(|name| name.starts_with("complements/1-") && name.ends_with("answers.json")), "{names:?}");
    assert!(names.iter().any(|name| name.contains("photo")), "{names:?}");
    // A second one before its time is over.
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let ask = json!({ "status": "complement", "message": "Encore.", "complement": { "questions": ["piece"], "by": "2027-02-01" } });
    assert_eq!(program.answer(&case, "encore", ask).await.status, StatusCode::CREATED);
    world.later(24 * 365);
    world.work().await;
    world.desk().tidy().await.unwrap();
    assert_eq!(world.number("select count(*) from complements").await, 0, "it goes with what it is of");
    assert_eq!(world.number("select count(*) from attachments where owner_kind <> 'receipt'").await, 0);
}

pub(crate) async fn what_an_agent_ticked_survives_the_end_of_the_session() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (_, _, case) = crate::agent::received(&world, &mut citizen, MAIRIE).await;
    let mut away = world.browser();
    let action = case.form().action;
    let asked = [("status", "complement"), ("message", "Laquelle ?"), ("questions", "raison"), ("by", "2026-12-10")];
    let login = away.post(&action, &asked).await;
    assert_eq!(login.status, StatusCode::FORBIDDEN);
    let email = format!("agent.{}@exemple.fr", MAIRIE.0);
    let back = login.post_on(&mut away, &[("email", &email), ("password", crate::support::PASSWORD)]).await;
    for kept in ["value=\"raison\" checked", "value=\"2026-12-10\"", "Laquelle ?", "pas encore envoyé"] {
        assert!(back.text.contains(kept), "{kept}: {}", back.text);
    }
    // So does a note; what takes posts alone leads back to its case.
    let mut other = world.browser();
    let login = other.post(&format!("{action}/note"), &[("note", "Vue au guichet")]).await;
    assert_eq!(login.status, StatusCode::FORBIDDEN);
    let back = login.post_on(&mut other, &[("email", &email), ("password", crate::support::PASSWORD)]).await;
    assert!(back.text.contains("Vue au guichet") && back.text.contains("pas encore ajoutée"), "{}", back.text);
    assert_eq!(world.number("select count(*) from case_notes").await, 0);
    let login = world.browser().post(&format!("{action}/attribuer"), &[("assignee", "")]).await;
    let next = login.form().pairs.into_iter().find(|(name, _)| name == "next").unwrap().1;
    assert_eq!(next, action);
}

pub(crate) async fn what_is_typed_for_a_complement_in_words_is_kept_until_it_is_sent() {
    let world = World::new().await;
    let (mut citizen, follow, program, case) = asked(&world, &[]).await;
    let here = link(&citizen.get(&follow).await, "/message/");
    let page = citizen.get(&here).await;
    let kept = page.post_on(&mut citizen, &[("message", "Le rouge, je"), ("_action", "keep")]).await;
    assert!(kept.status == StatusCode::OK && kept.text.contains("pas encore envoyé"), "{}", kept.text);
    page.post_on(&mut citizen, &[("message", "Le rouge, je crois"), ("_action", "back")]).await;
    assert!(citizen.address.ends_with(&follow), "{}", citizen.address);
    // Another browser, another day; nobody has it but who follows the dossier.
    let mut other = world.browser();
    let page = other.get(&here).await;
    assert!(page.text.contains(">\nLe rouge, je crois</textarea>"), "{}", page.text);
    assert!(!told(&program, &case).await.to_string().contains("Le rouge"));
    // A refusal keeps it too; asked again in words alone, it stays.
    let long = "x".repeat(5000);
    assert_eq!(page.post_on(&mut other, &[("message", &long)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(citizen.get(&here).await.text.contains(&long));
    let again = json!({ "status": "complement", "message": "Plus court.", "complement": { "by": "2026-12-20" } });
    assert_eq!(program.answer(&case, "encore", again).await.status, StatusCode::CREATED);
    let page = citizen.get(&here).await;
    assert!(page.text.contains(&long), "{}", page.text);
    // Sent, it is kept no more.
    page.upload_on(&mut citizen, &[("message", "Le rouge.")], &[]).await;
    assert!(citizen.address.ends_with("message=1"), "{}", citizen.address);
    assert!(!citizen.get(&here).await.text.contains("xxx"));
    let again = json!({ "status": "complement", "message": "Sûr ?" });
    assert_eq!(program.answer(&case, "sur", again).await.status, StatusCode::CREATED);
    assert!(!citizen.get(&follow).await.text.contains("aviez commencé"), "what was sent is not left");
    let page = citizen.get(&here).await;
    page.post_on(&mut citizen, &[("message", "Le vert"), ("_action", "back")]).await;
    // Where nothing is awaited, nothing can be kept.
    assert_eq!(program.answer(&case, "fin", json!({ "status": "done" })).await.status, StatusCode::CREATED);
    let page = citizen.get(&here).await;
    assert!(!page.text.contains("value=\"keep\""), "{}", page.text);
    let followed = citizen.get(&follow).await;
    assert!(citizen.get(&link(&followed, "/complement/")).await.text.contains("Le vert"), "begun, and theirs to read");
    let unkept = page.post_on(&mut citizen, &[("message", "Merci"), ("_action", "back")]).await;
    assert!(unkept.text.contains("Merci") && citizen.get(&follow).await.status == StatusCode::OK, "{}", unkept.text);
}
