//! Who learns what: kept mails, alarms, names, addresses that the directory does not know; and what is read of a folder.

use axum::http::StatusCode;

use crate::{
    agent::{MAIRIE, received},
    support::{PASSWORD, Page, World},
};

pub(crate) async fn kept_mails_are_not_shown_to_the_world() {
    let world = World::new().await;
    world.agent("99900000100011", "MAIRIE").await;
    assert_eq!(world.browser().get("/dev/boite-mail").await.status, StatusCode::NOT_FOUND);
}

pub(crate) async fn kept_mails_are_read_in_demonstrations() {
    let demonstration = World::with(|config| config.demo = true).await;
    assert_eq!(demonstration.browser().get("/dev/boite-mail").await.status, StatusCode::OK);
}

pub(crate) async fn an_invited_agent_reads_their_own_name() {
    let world = World::new().await;
    let url = world.desk().invite("99900000100011", "MAIRIE", "agnes@exemple.fr", "Agnès Essai").await.unwrap();
    let page = world.browser().get(url.strip_prefix("http://guichet.test").unwrap()).await;
    assert!(page.text.contains("name=\"name\" value=\"Agnès Essai\""), "{}", page.text);
}

pub(crate) async fn a_login_of_an_agent_ends_the_session_before_it() {
    let world = World::new().await;
    let mut agent = world.agent("99900000100011", "MAIRIE").await;
    let mut stolen = agent.clone();
    let login = agent.get("/agents/connexion").await;
    login.post_on(&mut agent, &[("email", "agent.99900000100011@exemple.fr"), ("password", PASSWORD)]).await;
    agent.get("/agents").await;
    assert_eq!(agent.address, "/agents");
    stolen.get("/agents").await;
    assert!(stolen.address.starts_with("/agents/connexion"), "{}", stolen.address);
}

pub(crate) async fn the_alarm_goes_to_who_runs_the_site() {
    let world = World::with(|config| config.contact = Some("exploitant@exemple.fr".to_owned())).await;
    world.file(&mut world.browser(), "Toulouse").await;
    world.agent("99900000100011", "MAIRIE").await;
    world.later(9 * 24 + 1);
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let alarms: Vec<&str> =
        mails.iter().filter(|mail| mail.subject.starts_with("Alerte")).map(|mail| mail.to.as_str()).collect();
    assert!(!alarms.is_empty() && alarms.iter().all(|to| *to == "exploitant@exemple.fr"), "{alarms:?}");
    assert_eq!(world.desk().acknowledgement_alarms(), alarms.len() as u64);
}

pub(crate) async fn news_go_to_the_address_that_the_answers_give() {
    let world = World::new().await;
    // « email » is what this démarche keeps as the citizen's e-mail address; nobody asks for mails besides.
    let (_, mut agent, page) = received(&world, &mut world.browser(), MAIRIE).await;
    let before = world.desk().kept_mails().await.unwrap().len();
    page.post_on(&mut agent, &[("status", "done"), ("message", "C'est fait.")]).await;
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let news: Vec<_> = mails.iter().filter(|mail| mail.to == "zoe@exemple.fr").collect();
    assert!(mails.len() > before && !news.is_empty(), "{mails:?}");
    assert!(news.iter().all(|mail| !mail.text.contains("C'est fait") && !mail.text.contains("Müller")), "{news:?}");
}

/// What is awaited of the citizen, and the end, say more than a document that comes with them.
pub(crate) async fn a_mail_tells_the_weightier_of_a_document_and_a_status() {
    let world = World::new().await;
    let (_, mut agent, mut page) = received(&world, &mut world.browser(), MAIRIE).await;
    world.work().await;
    let png = crate::uploads::png();
    let document: [(&str, &str, &[u8]); 1] = [("document", "carte.png", &png)];
    for (status, files, subject) in [
        ("in_progress", &[][..], "du nouveau sur votre dossier"),
        ("", &document[..], "un document vous est remis"),
        ("complement", &document[..], "le service attend quelque chose de vous"),
        ("in_progress", &document[..], "un document vous est remis"),
        ("done", &document[..], "votre dossier est terminé"),
    ] {
        world.clock.advance(jiff::SignedDuration::from_secs(1));
        page = page.upload_on(&mut agent, &[("status", status), ("message", "Voici.")], files).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        world.work().await;
        let mails = world.desk().kept_mails().await.unwrap();
        let last = mails.iter().filter(|mail| mail.to == "zoe@exemple.fr").max_by_key(|mail| mail.at).unwrap();
        assert!(last.subject.ends_with(subject), "{status}, {} documents: {}", files.len(), last.subject);
    }
}

pub(crate) async fn a_town_hall_unknown_to_the_directory_is_named_by_its_commune() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let page = page.post_on(&mut citizen, &[("demandeur.nom", "Petit"), ("demandeur.prenoms", "Zoé")]).await;
    let page = page.post_on(&mut citizen, &[("commune", "Colomiers"), ("raison", "perte")]).await;
    assert!(citizen.address.contains("/destinataire"), "{}", citizen.address);
    assert!(page.text.contains("Colomiers (31).") && !page.text.contains("envoyer à cette adresse"), "{}", page.text);
}

/// The démarche of these tests with a definition changed, in a folder of its own.
fn altered(change: impl FnOnce(String) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/forms/essai");
    let form = folder.path().join("essai");
    std::fs::create_dir(&form).unwrap();
    std::fs::copy(here.join("schema.yaml"), form.join("schema.yaml")).unwrap();
    let definition = std::fs::read_to_string(here.join("demarche.yaml")).unwrap();
    std::fs::write(form.join("demarche.yaml"), change(definition)).unwrap();
    folder
}

pub(crate) async fn a_departement_leads_to_its_office_or_to_the_post() {
    // One office serves the Haute-Garonne here, one the Gers by post, and nobody knows that of the Finistère.
    let folder = altered(|definition| definition.replace("to: { commune: commune }", "to: { departement: commune }"));
    let world = World::with(|config| config.sources.forms = vec![folder.path().to_owned()]).await;
    let offices = folder.path().join("greffes.yaml");
    let listed = "\
        - { siret: \"99900000700018\", name: Greffe raccordé, address: Ici, departements: [\"31\"], demarches: [essai], invented: true }\n\
        - { siret: \"99900000800016\", name: Greffe sur papier, address: \"7 place de l'Essai\\n32000 Auch\", departements: [\"32\"], invented: true }\n";
    std::fs::write(&offices, listed).unwrap();
    world.desk().import_directory(&offices).await.unwrap();
    let answer = async |commune: &str| {
        let mut citizen = world.browser();
        let page = world.draft(&mut citizen).await;
        let page = page.post_on(&mut citizen, &[("demandeur.nom", "Petit"), ("demandeur.prenoms", "Zoé")]).await;
        let page = page.post_on(&mut citizen, &[("commune", commune), ("raison", "perte")]).await;
        (citizen, page)
    };
    // The town hall of Balma is not connected: the département is what counts.
    let (citizen, page) = answer("Balma").await;
    assert!(citizen.address.ends_with("/objets"), "{}\n{}", citizen.address, page.text);
    let (citizen, page) = answer("Auch").await;
    assert!(citizen.address.contains("/destinataire"), "{}\n{}", citizen.address, page.text);
    assert!(page.text.contains("7 place de l") && page.text.contains("envoyer à cette adresse"), "{}", page.text);
    let (citizen, page) = answer("29019").await;
    assert!(citizen.address.contains("/destinataire"), "{}\n{}", citizen.address, page.text);
    assert!(page.text.contains("Finistère.") && page.text.contains("dans ce département"), "{}", page.text);
    // Each is filed: the first goes to its office, the second is to be sent.
    let mut citizen = world.browser();
    let page = world.file(&mut citizen, "Balma").await;
    assert!(!page.text.contains("À envoyer par vous"), "{}", page.text);
    let mut citizen = world.browser();
    let page = world.file(&mut citizen, "Auch").await;
    assert!(page.text.contains("À envoyer par vous"), "{}", page.text);
}

pub(crate) async fn what_a_connected_office_asks_hangs_on_the_departement() {
    let folder = altered(|definition| {
        let definition = definition.replace("to: { commune: commune }", "to: { departement: commune }");
        definition.replace("      - proprietaire\n", "      - proprietaire: { show_if: \"connected('mairie')\" }\n")
    });
    let world = World::with(|config| config.sources.forms = vec![folder.path().to_owned()]).await;
    let offices = folder.path().join("greffes.yaml");
    let listed = |connected: &str| {
        format!(
            "- {{ siret: \"99900000700018\", name: Greffe, address: Ici, departements: [\"31\"], demarches: [{connected}], invented: true }}\n"
        )
    };
    std::fs::write(&offices, listed("essai")).unwrap();
    world.desk().import_directory(&offices).await.unwrap();
    let objects = async |commune: &str| {
        let mut citizen = world.browser();
        let page = world.draft(&mut citizen).await;
        let page = page.post_on(&mut citizen, &[("demandeur.nom", "Petit"), ("demandeur.prenoms", "Zoé")]).await;
        let page = page.post_on(&mut citizen, &[("commune", commune), ("raison", "perte")]).await;
        let page = if citizen.address.contains("/destinataire") {
            page.follow_on(&mut citizen, "/objets").await
        } else {
            page
        };
        assert!(citizen.address.ends_with("/objets"), "{}\n{}", citizen.address, page.text);
        (citizen, page)
    };
    let asks = |page: &Page| page.text.contains("name=\"proprietaire.");
    // Neither town hall is connected: what counts is the office of the département.
    let (mut citizen, page) = objects("Balma").await;
    assert!(asks(&page), "{}", page.text);
    let (_, auch) = objects("Auch").await;
    assert!(!asks(&auch), "{}", auch.text);
    // The office leaves before the confirmation: what was shown is not what would be sent.
    let name = page.input_ending(".nom");
    let answered = [(name.as_str(), "parapluie"), ("proprietaire.nom", "Grand"), ("proprietaire.prenoms", "Ada")];
    let recap = page.post_on(&mut citizen, &answered).await;
    assert!(
        citizen.address.ends_with("/recapitulatif") && recap.text.contains("Grand"),
        "{}\n{}",
        citizen.address,
        recap.text
    );
    std::fs::write(&offices, listed("")).unwrap();
    world.desk().import_directory(&offices).await.unwrap();
    let again = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert_eq!(again.status, axum::http::StatusCode::CONFLICT, "{}", again.text);
    assert!(!again.text.contains("Grand"), "{}", again.text);
}

pub(crate) async fn a_condition_without_its_answer_chooses_no_recipient() {
    // The town hall receives the filing only once the reason says so; the commune is known before.
    let folder = altered(|definition| {
        definition
            .replace("    fields: [demandeur, email]\n", "    fields: [demandeur, email, commune]\n")
            .replace("      - commune\n", "")
            .replace(
                "    to: { commune: commune }\n",
                "    to: { commune: commune }\n    when: \"raison == 'perte'\"\n",
            )
    });
    let world = World::with(|config| config.sources.forms = vec![folder.path().to_owned()]).await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let person = [("demandeur.nom", "Petit"), ("demandeur.prenoms", "Zoé"), ("commune", "Balma")];
    let page = page.post_on(&mut citizen, &person).await;
    assert!(
        citizen.address.ends_with("/lieu") && !page.text.contains("2 place de l"),
        "{}\n{}",
        citizen.address,
        page.text
    );
    let page = page.post_on(&mut citizen, &[("raison", "perte")]).await;
    assert!(citizen.address.contains("/destinataire"), "{}", citizen.address);
    assert!(page.text.contains("2 place de l"), "{}", page.text);
    // And where it is the only one that is not served, the other way round tells nothing.
    let mut another = world.browser();
    let page = world.draft(&mut another).await;
    let page = page.post_on(&mut another, &person).await;
    page.post_on(&mut another, &[("raison", "autre"), ("precision", "x")]).await;
    assert!(another.address.ends_with("/objets"), "{}", another.address);
}

pub(crate) async fn only_regular_files_of_a_folder_are_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("demarche.yaml"), "x").unwrap();
    let _listener = std::os::unix::net::UnixListener::bind(folder.path().join("socket.yaml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("link.yaml")).unwrap();
    let bundle = desk::folder::bundle(folder.path()).unwrap();
    assert_eq!(bundle.files.keys().collect::<Vec<_>>(), ["demarche.yaml"]);
}
