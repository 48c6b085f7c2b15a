//! Agencies are called by their names, and by nobody's id.

use crate::support::World;

const LEGAL: [&str; 3] = ["/mentions-legales", "/donnees-personnelles", "/accessibilite"];

pub(crate) async fn legal_pages_name_who_publishes_and_whom_to_write_to() {
    let world = World::new().await;
    let mut citizen = world.browser();
    for page in LEGAL {
        let page = citizen.get(page).await;
        assert!(page.text.contains("Service des essais"), "the directory does not know the agency: {}", page.text);
        assert!(!page.text.contains("ville-essai"), "an id is nobody's name: {}", page.text);
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("annuaire.yaml");
    let agency = "agencies: [{ id: ville-essai, name: Ville d'Essai, address: '1 place', phone: '05 61 00 00 00', \
                  officer: dpo@essai.exemple.fr, site: 'https://essai.exemple.fr' }]";
    std::fs::write(&file, agency).unwrap();
    let imported = world.desk().import_directory(&file).await.unwrap();
    assert_eq!((imported.agencies, imported.organisations), (1, 0));
    for page in LEGAL {
        let page = citizen.get(page).await;
        for said in ["Ville d&#39;Essai", "05 61 00 00 00", "https://essai.exemple.fr"] {
            assert!(page.text.contains(said), "{said}: {}", page.text);
        }
        assert!(!page.text.contains("ville-essai"), "{}", page.text);
    }
    assert!(citizen.get("/donnees-personnelles").await.text.contains("dpo@essai.exemple.fr"));
}

pub(crate) async fn what_another_process_imported_is_learnt() {
    let world = World::new().await;
    let named = store::agencies::Agency {
        id: "ville-essai".to_owned(),
        name: "Ville nouvelle".to_owned(),
        address: None,
        email: None,
        phone: None,
        hours: None,
        officer: None,
        site: None,
        invented: true,
    };
    world.desk().store().write(async |tx| store::agencies::put(tx, &named).await).await.unwrap();
    assert_eq!(world.desk().agency("ville-essai"), None, "not asked for on every page");
    world.desk().learn_agencies().await.unwrap();
    assert_eq!(world.desk().agency("ville-essai"), Some(named));
}
