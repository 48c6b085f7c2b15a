//! What citizens write to the recipients of their dossiers, and what becomes of it.

use axum::http::StatusCode;
use serde_json::json;

use crate::{
    agent::{MAIRIE, link, received},
    complement::asked,
    partner::Program,
    support::{Browser, World},
    uploads::png,
};

pub(crate) async fn a_citizen_writes_with_files_and_the_desk_answers() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (filed, mut agent, case) = received(&world, &mut citizen, MAIRIE).await;
    let follow = link(&filed, "/suivi/");
    let seen = citizen.get(&follow).await;
    let page = citizen.get(&link(&seen, "/message/")).await;
    assert!(page.text.contains("Écrire à"), "{}", page.text);
    let said = [("message", "Il est rouge.\nVoir la photo.")];
    let photo = png();
    let files: [(&str, &str, &[u8]); 2] = [("document", "devant.png", &photo), ("document", "dos.png", &photo)];
    let sent = page.upload_on(&mut citizen, &said, &files).await;
    assert!(citizen.address.ends_with("message=1"), "{} {}", citizen.address, sent.text);
    assert!(sent.text.contains("Il est rouge.") && sent.text.contains("dos.png"), "{}", sent.text);
    // The same click twice is one message; its files are kept once.
    page.upload_on(&mut citizen, &said, &files).await;
    assert!(citizen.address.ends_with("message=1"));
    assert_eq!(world.number("select count(*) from events where author_kind = 'citizen'").await, 1);
    assert_eq!(world.number("select count(*) from attachments").await, 2);

    // The desk is mailed no word of it, sees that there is something new, reads it, and has the files.
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let mail = mails.iter().find(|mail| mail.subject.contains("nouveau message")).expect("the desk is told");
    assert!(!mail.text.contains("rouge") && !mail.text.contains("Müller"), "{}", mail.text);
    let inbox = agent.get("/agents").await;
    assert!(inbox.text.contains("Du nouveau de l"), "{}", inbox.text);
    // Who would answer several at a time sees it too, and is warned where the answers are sent.
    let pick = inbox.text.split("name=\"cas\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let several = format!("/agents/lot?cas={pick}");
    let chosen = agent.get(&several).await;
    for told in ["class=\"news\">Du nouveau de l", "ou envoyé quelque chose que personne n"] {
        assert!(chosen.text.contains(told), "{told}: {}", chosen.text);
    }
    // Taking the package is not reading the page.
    let package = agent.get(&format!("{}/dossier.zip", case.form().action)).await;
    assert_eq!(package.status, StatusCode::OK);
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(package.bytes)).unwrap();
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_name(name).unwrap(), &mut bytes).unwrap();
        bytes
    };
    let exchange = String::from_utf8(read("echange.txt")).unwrap();
    for told in ["Usager", "Il est rouge.\r\nVoir la photo.", "- messages/01-devant.png", "- messages/02-dos.png"] {
        assert!(exchange.contains(told), "{told}: {exchange}");
    }
    assert_eq!(read("messages/02-dos.png"), png());
    let manifest: serde_json::Value = serde_json::from_slice(&read("manifest.json")).unwrap();
    let listed: Vec<&str> =
        manifest["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert!(listed.contains(&"echange.txt") && listed.contains(&"messages/02-dos.png"), "{manifest}");
    assert!(agent.get("/agents").await.text.contains("Du nouveau de l"));
    let to_read = async |agent: &mut Browser, query: &str| {
        let page = agent.get(&format!("/agents?nouveau=1{query}")).await;
        page.links().iter().any(|link| link.contains("/agents/cas/"))
    };
    let asked = ["", "&status=received", "&assignee=personne", "&status=done", "&assignee=moi"];
    for (query, found) in asked.into_iter().zip([true, true, true, false, false]) {
        assert_eq!(to_read(&mut agent, query).await, found, "{query}");
    }
    let opened = agent.get(&case.form().action).await;
    assert!(opened.text.contains("Il est rouge.") && opened.text.contains("Usager"), "{}", opened.text);
    let file = agent.get(&link(&opened, "/fichiers/")).await;
    assert_eq!(file.bytes, png());
    assert!(!agent.get("/agents").await.text.contains("Du nouveau"), "it was looked at");
    assert!(!agent.get(&several).await.text.contains("Du nouveau"), "there too");
    assert!(!to_read(&mut agent, "").await);

    // Its program too, and nobody else's.
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let told = program.get("/api/partner/v1/notifications?after=0&limit=100").await.json();
    let last = told["notifications"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["kind"], &last["author"]), (&json!("message"), &json!("citizen")));
    let case = last["case_id"].as_str().unwrap().to_owned();
    let told = program.get(&format!("/api/partner/v1/cases/{case}")).await.json();
    let events = told["events"].as_array().unwrap();
    let event = events.iter().find(|event| event["kind"] == "message").unwrap();
    assert_eq!(
        (&event["message"], event["files"].as_array().unwrap().len()),
        (&json!("Il est rouge.\nVoir la photo."), 2)
    );
    let file = event["files"][0]["id"].as_str().unwrap();
    assert_eq!(program.get(&format!("/api/partner/v1/cases/{case}/attachments/{file}")).await.bytes, png());
    let stranger = Program::new(&world, "ville-essai", ("99900000900012", "REG")).await;
    let other = stranger.cases().await.remove(0);
    let refused = stranger.get(&format!("/api/partner/v1/cases/{other}/attachments/{file}")).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);

    // After the end one can still write, and the desk take it up again.
    assert_eq!(program.answer(&case, "fin", json!({ "status": "done" })).await.status, StatusCode::CREATED);
    let seen = citizen.get(&follow).await;
    let page = citizen.get(&link(&seen, "/message/")).await;
    page.upload_on(&mut citizen, &[("message", "Ce n'est pas le mien.")], &[]).await;
    assert!(citizen.address.ends_with("message=1"));
    assert_eq!(program.answer(&case, "reprise", json!({ "status": "in_progress" })).await.status, StatusCode::CREATED);
    let zip = citizen.get(&format!("{follow}/tout.zip")).await;
    let zip = zip::ZipArchive::new(std::io::Cursor::new(zip.bytes)).unwrap();
    assert_eq!(zip.file_names().filter(|name| name.as_ref().unwrap().starts_with("messages/")).count(), 2);
    // A document needs no word.
    let followed = citizen.get(&follow).await;
    let page = citizen.get(&link(&followed, "/message/")).await;
    page.upload_on(&mut citizen, &[("message", " ")], &[("document", "seule.png", &photo)]).await;
    assert!(citizen.address.ends_with("message=1"), "{}", citizen.address);
    let told = program.get(&format!("/api/partner/v1/cases/{case}")).await.json();
    let last = told["events"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["message"], &last["files"][0]["name"]), (&json!(null), &json!("seule.png")));
    assert!(citizen.get(&follow).await.text.contains("seule.png"));
}

pub(crate) async fn a_message_that_is_refused_keeps_what_was_written() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let filed = world.file(&mut citizen, "Toulouse").await;
    world.work().await;
    let follow = link(&filed, "/suivi/");
    let seen = citizen.get(&follow).await;
    let page = citizen.get(&link(&seen, "/message/")).await;
    let unseen = page.upload_on(&mut citizen, &[("message", "\u{200b}\u{202e}")], &[]).await;
    assert!(unseen.text.contains("Écrivez votre message."), "{}", unseen.text);
    let empty = page.upload_on(&mut citizen, &[("message", "  ")], &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text.contains("Écrivez votre message."), "{}", empty.text);
    let long = "a".repeat(1001);
    let page = empty.upload_on(&mut citizen, &[("message", &long)], &[]).await;
    assert!(page.text.contains("caractères au plus") && page.text.contains(&long), "{}", page.text);
    let bad: [(&str, &str, &[u8]); 1] = [("document", "x.pdf", b"<html>")];
    let page = page.upload_on(&mut citizen, &[("message", "Voici.")], &bad).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("Voici.") && page.text.contains("x.pdf"), "{}", page.text);
    let photo = png();
    let six: Vec<(&str, &str, &[u8])> = (0..6).map(|_| ("document", "x.png", photo.as_slice())).collect();
    let page = page.upload_on(&mut citizen, &[("message", "Voici.")], &six).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.number("select count(*) from attachments").await, 0, "nothing of it is kept");
    for number in 0..10 {
        page.upload_on(&mut citizen, &[("message", &format!("Message {number}"))], &[]).await;
        assert!(citizen.address.ends_with("message=1"), "{number}");
    }
    let flood = page.upload_on(&mut citizen, &[("message", "Encore un.")], &[]).await;
    assert_eq!(flood.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(flood.text.contains("dix messages") && flood.text.contains("Encore un."), "{}", flood.text);
    world.later(25);
    flood.upload_on(&mut citizen, &[("message", "Le lendemain.")], &[]).await;
    assert!(citizen.address.ends_with("message=1"), "{}", citizen.address);
    // Another dossier's link writes to nobody of this one.
    let mut other = world.browser();
    let elsewhere = link(&world.file(&mut other, "Toulouse").await, "/suivi/");
    let case = flood.form().action.rsplit('/').next().unwrap().to_owned();
    assert_eq!(other.get(&format!("{elsewhere}/message/{case}")).await.status, StatusCode::NOT_FOUND);
}

pub(crate) async fn a_message_answers_what_was_asked_for_in_words_alone() {
    let world = World::new().await;
    let (mut citizen, follow, program, case) = asked(&world, &[]).await;
    let reminders = "select count(*) from work where kind = 'complement.reminder' and state = 'waiting'";
    let awaited =
        async |browser: &mut Browser| browser.get(&follow).await.text.contains("attend quelque chose de vous");
    let state = async || {
        let told = program.get(&format!("/api/partner/v1/cases/{case}")).await.json();
        let last = told["complements"].as_array().unwrap().last().unwrap().clone();
        (told["status"].as_str().unwrap().to_owned(), last["state"].as_str().unwrap().to_owned())
    };
    let write = async |browser: &mut Browser, message: &str| {
        let page = browser.get(&follow).await;
        let page = browser.get(&link(&page, "/message/")).await;
        page.upload_on(browser, &[("message", message)], &[]).await;
        assert!(browser.address.ends_with("message=1"), "{}", browser.address);
    };
    assert!(awaited(&mut citizen).await);
    assert_eq!((world.number(reminders).await, state().await), (1, ("complement".to_owned(), "open".to_owned())));
    write(&mut citizen, "Un parapluie noir.").await;
    assert!(!awaited(&mut citizen).await, "it came");
    assert_eq!((world.number(reminders).await, state().await), (0, ("in_progress".to_owned(), "ended".to_owned())));
    // What questions ask is answered on their page alone.
    let ask = json!({
        "status": "complement", "message": "Précisez.", "complement": { "questions": ["raison"], "by": "2026-12-15" }
    });
    assert_eq!(program.answer(&case, "demande-2", ask).await.status, StatusCode::CREATED);
    write(&mut citizen, "Est-ce bien cela ?").await;
    assert!(awaited(&mut citizen).await);
    assert_eq!((world.number(reminders).await, state().await), (1, ("complement".to_owned(), "open".to_owned())));
}
