//! Documents of a citizen's account, joined after the filing: to what a recipient asks again.

use axum::http::StatusCode;

use crate::{
    account::register,
    complement::{asked, opened},
    documents::{add, address_of, choose},
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
    assert_eq!(choose(&mut other, &theirs, &[&photo]).await.status, StatusCode::NOT_FOUND);
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
