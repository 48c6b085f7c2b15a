//! Who receives a dossier, and whether it goes there by this site or by post: told before filling, before confirming and after.

use axum::http::StatusCode;

use crate::support::{Page, World};

pub(crate) async fn a_recipient_that_changed_since_the_recap_is_told_before_anything_is_filed() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Toulouse").await;
    // No condition asks whether the town hall is connected: the answers are all the same.
    let directory = include_str!("annuaire.yaml");
    let import = async |text: String| {
        let file = tempfile::NamedTempFile::with_suffix(".yaml").unwrap();
        std::fs::write(file.path(), text).unwrap();
        world.desk().import_directory(file.path()).await.unwrap();
    };
    import(directory.replacen("demarches: [essai]", "demarches: []", 1)).await;
    let again = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text);
    assert!(again.text.contains("Mairie ne reçoit plus votre dossier en ligne"), "{}", again.text);
    assert!(again.text.contains("À envoyer par vous") && !again.text.contains("autre onglet"), "{}", again.text);
    import(directory.to_owned()).await;
    let again = again.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(again.text.contains("Mairie reçoit maintenant votre dossier en ligne"), "{}", again.text);
    let other = "- { siret: \"99900000900012\", branch: TLS, name: Bureau de Toulouse, address: \"4 place de l'Essai\\n31000 Toulouse\", \
                 email: bureau@essai.exemple.fr, communes: [\"31555\"], demarches: [essai], invented: true }\n";
    import(directory.replacen("communes: [\"31555\"]", "communes: []", 1) + other).await;
    let again = again.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(again.text.contains("maintenant Bureau de Toulouse qui reçoit"), "{}", again.text);
    let done = again.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(done.text.contains("ESS-"), "{}", done.text);
}

pub(crate) async fn a_recipient_that_is_not_connected_is_told_before_and_printed_after() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let page = page.post_on(&mut citizen, &[("demandeur.nom", "A"), ("demandeur.prenoms", "B")]).await;
    let page = page.post_on(&mut citizen, &[("commune", "Balma"), ("raison", "perte")]).await;
    assert!(citizen.address.contains("/destinataire"), "{}\n{}", citizen.address, page.text);
    assert!(page.text.contains("Mairie sans réseau"), "{}", page.text);
    let mut other = world.browser();
    let page = world.file(&mut other, "Balma").await;
    assert!(page.text.contains("À envoyer par vous"), "{}", page.text);
    let print = page.links().into_iter().find(|link| link.contains("/imprimer/")).expect("something to print");
    let pdf = other.get(&print).await;
    assert_eq!(pdf.status, StatusCode::OK);
    assert!(pdf.bytes.starts_with(b"%PDF-"));
}

/// The page as it is read: no entities, one kind of space.
fn plain(page: &Page) -> String {
    page.text.replace("&#39;", "'").replace("&#x27;", "'").replace(['\u{a0}', '\u{202f}'], " ")
}

pub(crate) async fn who_is_connected_is_told_by_name_and_address_before_filling_and_before_confirming() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let told = |page: &Page| -> bool {
        let text = plain(page);
        let notice = text.split("Mairie : transmission en ligne").nth(1).and_then(|rest| rest.split("</div>").next());
        notice.is_some_and(|notice| {
            notice.contains("raccordé")
                && ["Mairie d'essai", "1 place de l'Essai", "31000 Toulouse"].iter().all(|line| notice.contains(line))
        })
    };
    let page = world.draft(&mut citizen).await;
    let page = page.post_on(&mut citizen, &[("demandeur.nom", "A"), ("demandeur.prenoms", "B")]).await;
    let lieu = citizen.address.clone();
    assert!(!told(&page), "no commune is chosen: {}", page.text);
    // The live script asks for the page again once the commune is chosen.
    let live = page.post_on(&mut citizen, &[("commune", "Toulouse"), ("_action", "refresh")]).await;
    assert!(told(&live), "{}", live.text);
    // Whoever has no script reads it on the page that follows, and when they come back.
    let next = live.post_on(&mut citizen, &[("commune", "Toulouse"), ("raison", "perte")]).await;
    assert!(citizen.address.ends_with("/objets") && told(&next), "{}", next.text);
    let recap = next.post_on(&mut citizen, &[(&next.input_ending(".nom"), "parapluie")]).await;
    assert!(told(&citizen.get(&lieu).await));
    assert!(!told(&citizen.get(&lieu.replace("/lieu", "/vous")).await), "told where it is decided");
    let mut undecided = citizen.clone();
    let here = undecided.get(&lieu).await;
    let elsewhere = here.post_on(&mut undecided, &[("commune", "Balma"), ("_action", "refresh")]).await;
    let text = plain(&elsewhere);
    assert!(
        !text.contains("Mairie : transmission en ligne") && text.contains("Mairie : à envoyer par courrier"),
        "{text}"
    );
    elsewhere.post_on(&mut undecided, &[("commune", "Toulouse"), ("_action", "refresh")]).await;
    // Before confirming and after: who receives it, where that is, and how it goes there.
    let filed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    for page in [&recap, &filed] {
        let text = plain(page);
        let mairie = text.split("<strong>Mairie</strong>").nth(1).unwrap().split("<strong>").next().unwrap().to_owned();
        for said in
            ["Mairie d'essai", "Service raccordé : transmission en ligne", "1 place de l'Essai", "31000 Toulouse"]
        {
            assert!(mairie.contains(said), "{said}: {mairie}");
        }
    }
    let by_post = world.file(&mut world.browser(), "Balma").await;
    let mairie =
        plain(&by_post).split("<strong>Mairie</strong>").nth(1).unwrap().split("<strong>").next().unwrap().to_owned();
    assert!(!mairie.contains("raccordé : transmission") && mairie.contains("À envoyer par vous"), "{mairie}");
}

pub(crate) async fn the_town_hall_that_receives_a_census_is_told_where_its_commune_is_chosen() {
    let world = crate::shares::world_of(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms")).await;
    let mut citizen = world.browser();
    let start = citizen.get("/demarches/recensement-citoyen").await;
    let page = start.post_on(&mut citizen, &[]).await;
    let answers = [("residence", "france"), ("declarant", "interesse"), ("commune", "Toulouse (31000)")];
    let live = page.post_on(&mut citizen, &[&answers[..], &[("_action", "refresh")]].concat()).await;
    for said in ["Votre mairie : transmission en ligne", "Mairie de Toulouse", "1 place de l", "31000 Toulouse"] {
        assert!(plain(&live).contains(said), "{said}: {}", live.text);
    }
    let next = live.post_on(&mut citizen, &answers).await;
    assert!(citizen.address.ends_with("/identite") && plain(&next).contains("Votre mairie : transmission en ligne"));
}

pub(crate) async fn what_is_to_be_posted_is_told_whole_where_it_is_decided_and_folded_on_later_pages() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let page = page.post_on(&mut citizen, &[("demandeur.nom", "A"), ("demandeur.prenoms", "B")]).await;
    let lieu = citizen.address.clone();
    let told = page.post_on(&mut citizen, &[("commune", "Balma"), ("raison", "perte")]).await;
    assert!(citizen.address.contains("/destinataire") && told.text.contains("<div class=\"notice warning\">"));
    let later = told.follow_on(&mut citizen, "/objets").await;
    assert!(later.text.contains("<details class=\"notice warning\">"), "{}", later.text);
    assert!(later.text.contains("Mairie sans réseau"), "what is folded can be read: {}", later.text);
    let here = citizen.get(&lieu).await;
    assert!(here.text.contains("<div class=\"notice warning\">") && !here.text.contains("<details"), "{}", here.text);
}
