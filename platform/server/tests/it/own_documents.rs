//! What becomes of « Mes documents » with the rest of the account: in its copy and its traces, with « Effacer toutes mes données », at its end.

use axum::http::StatusCode;
use jiff::SignedDuration;

use crate::{
    account::{keep_all, register},
    documents::{add, address_of, choose, file, keep, offered, pdf, place},
    support::{Page, World},
    uploads::png,
};

fn plain(page: &Page) -> String {
    page.text.replace(['\u{a0}', '\u{202f}'], " ")
}

pub(crate) async fn documents_are_in_the_copy_in_the_traces_and_gone_with_the_account() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let page = place(&world, &mut citizen).await;
    let filed = file(&mut citizen, &page, &[("preuve.pdf", &pdf(500))]).await;
    keep(&mut citizen, &filed, &offered(&filed).iter().map(String::as_str).collect::<Vec<_>>()).await;
    let own = add(&mut citizen, "Photo", "photo.png", &png()).await;
    let (proof, photo) = (address_of(&own, "preuve.pdf"), address_of(&own, "photo.png"));
    citizen.get(&photo).await;
    let page = place(&world, &mut citizen).await;
    choose(&mut citizen, &page, &[&proof]).await;

    let own = citizen.get("/compte/donnees").await;
    let form = own.forms().into_iter().find(|form| form.action.ends_with("/copie")).unwrap();
    let csrf = form.pairs[0].1.clone();
    citizen.post(&form.action, &[("_csrf", &csrf)]).await;
    assert_eq!(world.write_exports().await, 1);
    let zip = citizen.get("/compte/donnees/copie").await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip.bytes.clone())).unwrap();
    let told: serde_json::Value = serde_json::from_reader(zip.by_name("compte.json").unwrap()).unwrap();
    let documents = told["documents"].as_array().unwrap();
    let of = |kind: &str| documents.iter().find(|one| one["kind"] == kind).expect("such a document");
    assert_eq!((documents.len(), &of("Pièce")["origin"]["id"]), (2, &"essai".into()), "{told}");
    let photo_told = of("Photo");
    assert_eq!((&photo_told["origin"]["from"], &photo_told["on"]), (&"own_page".into(), &"2026-11-21".into()));
    let mut bytes = Vec::new();
    std::io::copy(&mut zip.by_name(photo_told["file"].as_str().unwrap()).unwrap(), &mut bytes).unwrap();
    assert_eq!(bytes, png());

    citizen.get(&format!("{photo}/supprimer")).await.post_on(&mut citizen, &[]).await;
    assert_eq!(citizen.get("/compte/donnees/copie").await.status, StatusCode::NOT_FOUND, "it would hold the document");
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'copy'").await, 0);
    let said = plain(&citizen.get("/compte/traces").await);
    for told in [
        "Document gardé depuis une démarche",
        "Document ajouté au compte",
        "Document du compte téléchargé",
        "Document du compte joint à une démarche",
        "Document du compte supprimé",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(!said.contains("Autre opération") && !said.contains("photo.png"), "{said}");

    let close = citizen.get("/compte/fermer").await;
    let form = close.forms().into_iter().find(|form| form.action == "/compte/fermer").unwrap();
    let csrf = form.pairs[0].1.clone();
    citizen.post("/compte/fermer", &[("_csrf", &csrf), ("sure", "1")]).await;
    assert_eq!(citizen.address, "/compte/ferme");
    assert_eq!(world.number("select count(*) from documents").await, 0);
    assert_eq!(world.number("select count(*) from attachments where owner_kind <> 'dossier'").await, 0);
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'dossier'").await, 1);

    // So are those of an account to which nobody came for three years.
    let mut citizen = register(&world, "autre@exemple.fr").await;
    add(&mut citizen, "Photo", "photo.png", &png()).await;
    for months in [1, 35, 2] {
        world.desk().tidy().await.unwrap();
        world.work().await;
        world.clock.advance(SignedDuration::from_hours(24 * 31 * months));
    }
    assert_eq!(world.number("select count(*) from documents").await, 1, "it was warned of");
    world.work().await;
    assert_eq!(world.number("select count(*) from documents").await, 0);
}

pub(crate) async fn deleting_everything_deletes_the_documents_and_says_so() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let mut other = register(&world, "autre@exemple.fr").await;
    add(&mut other, "Photo", "photo.png", &png()).await;
    let own = citizen.get("/compte/donnees").await;
    let form = own.forms().into_iter().find(|form| form.action.ends_with("/copie")).unwrap();
    let csrf = form.pairs[0].1.clone();
    let everything = [("_csrf", csrf.as_str()), ("tout", "1")];
    // Where nothing is, nothing is offered, told to go or noted.
    assert!(!own.links().contains(&"/compte/donnees/effacer".to_owned()), "{}", own.text);
    let none = citizen.get("/compte/donnees/effacer").await;
    assert!(!none.text.contains("name=\"tout\"") && !plain(&none).contains("Tous vos documents"), "{}", none.text);
    citizen.post("/compte/donnees/effacer", &everything).await;
    let noted = "select count(*) from journal where act in ('vault.forgotten', 'document.deleted')";
    assert_eq!(world.number(noted).await, 0);

    // Documents alone, and the copy that holds them.
    for name in ["un.png", "deux.png"] {
        add(&mut citizen, "Photo", name, &png()).await;
    }
    citizen.post(&form.action, &[("_csrf", &csrf)]).await;
    assert_eq!(world.write_exports().await, 1);
    let own = citizen.get("/compte/donnees").await;
    assert!(own.links().contains(&"/compte/donnees/effacer".to_owned()), "{}", own.text);
    let sure = citizen.get("/compte/donnees/effacer").await;
    assert!(plain(&sure).contains("Tous vos documents") && plain(&sure).contains("Ce qui reste"), "{}", sure.text);
    assert_eq!(world.number("select count(*) from documents").await, 3, "reading deletes nothing");
    let gone = citizen.post("/compte/donnees/effacer", &everything).await;
    assert!(plain(&gone).contains("est effacé"), "{}", gone.text);
    assert_eq!(world.number("select count(*) from documents").await, 1, "the other one's");
    assert_eq!(world.number("select count(*) from attachments").await, 1);
    assert_eq!(world.number("select count(*) from journal where act = 'document.deleted'").await, 2);
    assert_eq!(world.number("select count(*) from journal where act = 'vault.forgotten'").await, 0);

    // With values: both go, and what was sent keeps its own.
    let page = place(&world, &mut citizen).await;
    let filed = file(&mut citizen, &page, &[("preuve.pdf", &pdf(500))]).await;
    keep_all(&mut citizen, &filed).await;
    assert_eq!(world.number("select count(*) from documents").await, 2);
    citizen.post("/compte/donnees/effacer", &everything).await;
    assert_eq!(world.number("select count(*) from documents").await, 1);
    assert_eq!(world.number("select count(*) from vault").await, 0);
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'dossier'").await, 1);
    assert_eq!(world.number("select count(*) from journal where act = 'vault.forgotten'").await, 1);
}

pub(crate) async fn a_choice_outlives_what_happens_to_one_of_the_documents_and_a_second_click() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    add(&mut citizen, "Photo", "photo.png", &png()).await;
    let own = add(&mut citizen, "Avis", "avis.pdf", &pdf(500)).await;
    let (photo, notice) = (address_of(&own, "photo.png"), address_of(&own, "avis.pdf"));
    place(&world, &mut citizen).await;
    let at = citizen.address.clone();
    let choice = citizen.get(&format!("{at}/documents/piece")).await;
    let sure = citizen.get(&format!("{photo}/supprimer")).await;
    sure.post_on(&mut citizen, &[]).await;
    // Pressed twice: it is gone, as was asked.
    sure.post_on(&mut citizen, &[]).await;
    assert_eq!(citizen.address, "/compte/documents?fait=supprime");
    let back = choose(&mut citizen, &choice, &[&photo, &notice]).await;
    assert!(citizen.address.contains("/lieu/documents/piece"), "{}", citizen.address);
    assert!(plain(&back).contains("n&#39;est plus dans votre compte"), "{}", back.text);
    assert_eq!(back.value("_document").as_deref(), notice.rsplit('/').next(), "what else was chosen still is");
    // What is joined by the first of two clicks is not joined by the second.
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    choose(&mut citizen, &back, &[&notice]).await;
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    let again = choose(&mut citizen, &back, &[&notice]).await;
    assert_eq!(again.text.matches("value=\"detach:piece:").count(), 1, "{}", again.text);
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'draft'").await, 1);
}

/// Changes a byte in the body of every stored file.
fn damage_files(world: &World) {
    for shelf in std::fs::read_dir(world.folder.path().join("objects")).unwrap() {
        for file in std::fs::read_dir(shelf.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let mut bytes = std::fs::read(&path).unwrap();
            *bytes.last_mut().unwrap() ^= 1;
            std::fs::write(&path, bytes).unwrap();
        }
    }
}

pub(crate) async fn a_document_that_is_damaged_where_it_is_kept_says_so() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let own = add(&mut citizen, "Facture", "facture.png", &png()).await;
    let address = address_of(&own, "facture.png");
    damage_files(&world);
    let failed = citizen.get(&address).await;
    assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    let said = plain(&failed);
    assert!(said.contains("Un fichier ne peut plus être lu") && said.contains("file.damaged"), "{said}");
    // Nor does it become part of anything.
    let page = place(&world, &mut citizen).await;
    let refused = choose(&mut citizen, &page, &[&address]).await;
    assert!(plain(&refused).contains("Un fichier ne peut plus être lu"), "{}", refused.text);
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'draft'").await, 0);
}
