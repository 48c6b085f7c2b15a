//! Documents of a citizen's account, joined after the filing: to what a recipient asks again, and to messages.

use axum::http::StatusCode;

use crate::{
    account::register,
    agent::{MAIRIE, link, received},
    complement::{asked, opened},
    documents::{add, address_of, choose},
    partner::Program,
    support::{Page, World},
    uploads::png,
};

fn plain(page: &Page) -> String {
    page.text.replace(['\u{a0}', '\u{202f}'], " ").replace("&#39;", "'")
}

pub(crate) async fn a_document_is_joined_to_a_complement_as_it_is_to_a_page() {
    let world = World::new().await;
    let (mut citizen, follow, program, case) = asked(&world, &["piece", "raison"]).await;
    let page = opened(&mut citizen, &follow).await;
    assert!(!page.text.contains("documents:piece"), "nobody is logged in: {}", page.text);
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let own = add(&mut citizen, "Ma photo", "photo.png", &png()).await;
    let photo = address_of(&own, "photo.png");
    let page = opened(&mut citizen, &follow).await;
    let at = citizen.address.clone();
    // The button keeps what was typed, and leads to the choice.
    let choice = page.post_on(&mut citizen, &[("raison", "vol"), ("_action", "documents:piece")]).await;
    assert_eq!(citizen.address, format!("{at}/documents/piece"), "{}", choice.text);
    assert!(plain(&choice).contains("Ma photo"), "{}", choice.text);
    let nothing = choose(&mut citizen, &choice, &[]).await;
    assert!(plain(&nothing).contains("Cochez un ou plusieurs documents"), "{}", nothing.text);
    let back = choose(&mut citizen, &choice, &[&photo]).await;
    assert_eq!(citizen.address, format!("{at}#piece"), "{}", back.text);
    assert_eq!(back.text.matches("value=\"detach:piece:").count(), 1, "{}", back.text);
    assert!(plain(&back).contains("ajouté le 21 novembre 2026"), "{}", back.text);
    assert!(back.text.contains("value=\"vol\" checked"), "what was typed is kept: {}", back.text);
    // Not for a question that is not asked again, nor of another's account.
    for nowhere in ["raison", "commune", "rien", "piece.x"] {
        assert_eq!(citizen.get(&format!("{at}/documents/{nowhere}")).await.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
    let mut other = register(&world, "autre@exemple.fr").await;
    let theirs = opened(&mut other, &follow).await;
    let choice = choose(&mut other, &theirs, &[&photo]).await;
    assert!(other.address.contains("/documents/piece?parti="), "{}", other.address);
    assert!(plain(&choice).contains("n'est plus dans votre compte"), "{}", choice.text);
    let mut nobody = world.browser();
    let page = opened(&mut nobody, &follow).await;
    choose(&mut nobody, &page, &[&photo]).await;
    assert!(nobody.address.starts_with("/compte/connexion"), "{}", nobody.address);
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'complement'").await, 1);

    let next = back.post_on(&mut citizen, &[("plainte", "2026/17"), ("_action", "continue")]).await;
    let next = match citizen.address.ends_with("complement=1") {
        true => next,
        false => next.post_on(&mut citizen, &[("plainte", "2026/17"), ("_action", "continue")]).await,
    };
    assert!(citizen.address.ends_with("complement=1"), "{}\n{}", citizen.address, next.text);
    // The recipient reads where it comes from, and not which démarche.
    let told = program.get(&format!("/api/partner/v1/cases/{case}")).await.json();
    assert_eq!(told["answers"]["raison"], "vol");
    let mut agent = world.agent("99900000100011", "MAIRIE").await;
    let inbox = agent.get("/agents").await;
    let case = inbox.links().into_iter().find(|link| link.contains("/agents/cas/")).unwrap();
    let zip = agent.get(&format!("{case}/dossier.zip")).await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip.bytes.clone())).unwrap();
    let manifest: serde_json::Value = serde_json::from_reader(zip.by_name("manifest.json").unwrap()).unwrap();
    let joined = manifest["provenance"].as_array().unwrap().iter().find(|one| one["path"] == "piece");
    let joined = joined.unwrap_or_else(|| panic!("{manifest}"));
    assert_eq!((&joined["file"], &joined["source"]["from"]), (&"photo.png".into(), &"vault".into()));
    // What was joined is its own: it stays when the account's goes.
    citizen.get(&format!("{photo}/supprimer")).await.post_on(&mut citizen, &[]).await;
    assert!(citizen.get(&follow).await.text.contains("photo.png"));
}

pub(crate) async fn a_document_goes_along_with_a_message_by_the_checks_of_a_file() {
    let world = World::new().await;
    let mut stranger = world.browser();
    let (filed, mut agent, case) = received(&world, &mut stranger, MAIRIE).await;
    let follow = link(&filed, "/suivi/");
    let at = link(&stranger.get(&follow).await, "/message/");
    assert!(!stranger.get(&at).await.text.contains("name=\"_document\""), "nobody is logged in");
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let own = add(&mut citizen, "Ma photo", "photo.png", &png()).await;
    let photo = address_of(&own, "photo.png");
    let id = photo.rsplit('/').next().unwrap();
    let page = citizen.get(&at).await;
    assert!(plain(&page).contains("Ma photo"), "{}", page.text);

    // What is wrong is told with what was written and chosen still there.
    let long = "x".repeat(desk::MAX_MESSAGE + 1);
    let refused = page.upload_on(&mut citizen, &[("message", &long), ("_document", id)], &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains(&format!("value=\"{id}\" checked")), "{}", refused.text);
    let many: Vec<(&str, &str, Vec<u8>)> = (0..5).map(|_| ("document", "photo.png", png())).collect();
    let many: Vec<(&str, &str, &[u8])> = many.iter().map(|(field, name, bytes)| (*field, *name, &bytes[..])).collect();
    let refused = page.upload_on(&mut citizen, &[("message", "Voici."), ("_document", id)], &many).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "it counts as a file: {}", refused.text);
    // Another's document, and nobody's session, send nothing, and lose no word.
    let mut other = register(&world, "autre@exemple.fr").await;
    for browser in [&mut other, &mut stranger] {
        let page = browser.get(&at).await;
        let refused = page.upload_on(browser, &[("message", "Pas à moi."), ("_document", id)], &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
        assert!(refused.text.contains("Pas à moi."), "{}", refused.text);
    }
    assert_eq!(world.number("select count(*) from events where author_kind = 'citizen'").await, 0);
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'message'").await, 0);

    for _ in 0..2 {
        // The same click twice is one message.
        page.upload_on(&mut citizen, &[("message", "Voici."), ("_document", id)], &[]).await;
        assert!(citizen.address.ends_with("message=1"), "{}", citizen.address);
    }
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'message'").await, 1);
    citizen.get(&format!("{photo}/supprimer")).await.post_on(&mut citizen, &[]).await;

    // The desk reads that it comes from the account and since when, and so does its software.
    let opened = agent.get(&case.form().action).await;
    assert!(
        plain(&opened).contains("Copie d'un document du compte, gardé depuis le 21 novembre 2026"),
        "{}",
        opened.text
    );
    assert_eq!(agent.get(&link(&opened, "/fichiers/")).await.bytes, png());
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let told = program.get(&format!("/api/partner/v1/cases/{case}")).await.json();
    let event = told["events"].as_array().unwrap().iter().find(|event| event["kind"] == "message").unwrap().clone();
    assert_eq!(
        (&event["files"][0]["name"], &event["files"][0]["kept_on"]),
        (&"photo.png".into(), &"2026-11-21".into())
    );
}
