//! What was published is in force, whatever the folder says since; a draft stays on the version it began with.

use desk::{Checked, Publishing, Sources};
use form::{bundle::Bundle, demarche::Demarche};

use crate::support::World;

/// The test démarche with another title, as its files say it.
fn changed(world: &World, title: &str) -> (Bundle, form::bundle::Catalogue, Demarche) {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut bundle = desk::folder::bundle(&here.join("forms/essai")).unwrap();
    let catalogue = desk::folder::catalogue(&[here.join("components")]).unwrap();
    let text = bundle.text("demarche.yaml").unwrap().replace("title: Démarche d'essai", &format!("title: {title}"));
    bundle.files.insert("demarche.yaml".to_owned(), text.into_bytes().into());
    let checked = form::check::check(&bundle, &catalogue, &world.desk().lists(), &form::check::AnyPlugin);
    (bundle, catalogue, checked.demarche.unwrap())
}

pub(crate) async fn publish(
    world: &World,
    title: &str,
    accepted: &str,
    because: &str,
) -> Option<store::publications::Publication> {
    let (bundle, catalogue, demarche) = changed(world, title);
    let former = world.desk().in_force("ville-essai", "essai").await.unwrap();
    let new = Publishing {
        bundle: &bundle,
        catalogue: &catalogue,
        demarche: &demarche,
        former: former.as_ref(),
        verdict: if accepted.is_empty() { "compatible" } else { "with_loss" },
        accepted,
        because,
    };
    world.desk().publish(new).await.unwrap()
}

async fn title(world: &World) -> String {
    match world.desk().check("essai").await.unwrap() {
        Checked::Sound(served) => served.demarche.title.fr.to_string(),
        Checked::Faulty(faults) => panic!("{faults:?}"),
    }
}

pub(crate) async fn what_was_published_is_served_and_drafts_stay() {
    let world = World::new().await;
    let mut citizen = world.browser();
    assert_eq!(title(&world).await, "Démarche d'essai", "never published: as the folder stands");
    assert!(world.desk().in_force("ville-essai", "essai").await.unwrap().is_none(), "nor served to anybody");
    let begun = world.draft(&mut citizen).await;
    assert!(begun.text.contains("Démarche d&#39;essai"), "{}", begun.text);
    let page = citizen.address.clone();
    let served = world.desk().in_force("ville-essai", "essai").await.unwrap().unwrap();
    assert_eq!(served.number, 0, "served, not published");

    let first = publish(&world, "Essai publié", "", "").await.unwrap();
    assert_eq!((first.number, first.former), (1, Some(served.definition)));
    assert_eq!(title(&world).await, "Essai publié");
    let catalogue = world.browser().get("/").await;
    assert!(
        catalogue.text.contains("Essai publié") && !catalogue.text.contains("Démarche d&#39;essai"),
        "{}",
        catalogue.text
    );
    let start = world.browser().get("/demarches/essai").await;
    assert!(start.text.contains("Essai publié"), "{}", start.text);
    let begun = citizen.get(&page).await;
    assert!(begun.text.contains("Démarche d&#39;essai"), "a draft stays on its version: {}", begun.text);

    assert_eq!(publish(&world, "Essai publié", "", "").await, None, "in force already");
    let second = publish(&world, "Essai encore", "drafts.with_loss", "Décret du 1er mars.").await.unwrap();
    assert_eq!((second.number, second.former), (2, Some(first.definition)));
    assert_eq!(title(&world).await, "Essai encore");
}

pub(crate) async fn a_publication_is_journaled_with_what_was_accepted() {
    let world = World::new().await;
    publish(&world, "Un", "", "").await.unwrap();
    publish(&world, "Deux", "drafts.with_loss", "Décret du 1er mars.").await.unwrap();
    let told = world.desk().publications().await.unwrap();
    let accepted: Vec<_> = told
        .iter()
        .map(|told| (told.publication.accepted.as_str(), told.publication.because.as_str(), told.attested))
        .collect();
    assert_eq!(accepted, [("drafts.with_loss", "Décret du 1er mars.", true), ("", "", true)]);
    let despite = "select count(*) from journal where act = 'definition.published_despite'";
    assert_eq!(world.number(despite).await, 1);
    assert_eq!(world.number("select count(*) from journal where act = 'definition.published'").await, 1);
    let sql = "update publications set because = 'Rien.' where number = 2";
    world.raw(sql, sql).await;
    let told = world.desk().publications().await.unwrap();
    assert_eq!(
        told.iter().map(|told| told.attested).collect::<Vec<_>>(),
        [false, true],
        "a reason changed later is seen"
    );
}

pub(crate) async fn another_process_publishes_beside_a_running_server_and_needs_no_folder() {
    let world = World::with(|config| config.sources = Sources::default()).await;
    assert_eq!(world.browser().get("/demarches/essai").await.status, 404);
    publish(&world, "Sans dossier", "", "").await.unwrap();
    world.desk().learn_publications().await.unwrap();
    world.desk().warm().await;
    let page = world.browser().get("/").await;
    assert!(page.text.contains("Sans dossier"), "{}", page.text);
    assert_eq!(title(&world).await, "Sans dossier");
}

pub(crate) async fn an_author_at_work_sees_the_files_as_they_stand() {
    let world = World::with(|config| config.sources.watch = true).await;
    publish(&world, "Essai publié", "", "").await.unwrap();
    assert_eq!(title(&world).await, "Démarche d'essai");
}
