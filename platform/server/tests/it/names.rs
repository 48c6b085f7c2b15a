//! Agencies are called by their names, and by nobody's id.

use std::path::Path;

use axum::http::StatusCode;
use desk::{Mailbox, NewPartner, NewWebhook, Whose, access::Scope};

use crate::{
    agent::MAIRIE,
    onboarding::new,
    shares::read_pdf,
    support::{Page, World},
};

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
    let desks = "[{ siret: '99900000300016', name: Caisse sans téléphone, address: 1 rue, demarches: [essai] }, \
                 { siret: '99900000400014', name: Caisse, address: 1 rue, phone: '3230', demarches: [essai] }, \
                 { siret: '99900000500011', name: Mairie sans réseau, address: 1 place }]";
    std::fs::write(&file, desks).unwrap();
    let imported = world.desk().import_directory(&file).await.unwrap();
    assert_eq!(imported.incomplete, ["Caisse sans téléphone"], "nothing is issued in the name of who is not connected");
    for page in LEGAL {
        let page = citizen.get(page).await;
        for said in ["Ville d&#39;Essai", "05 61 00 00 00", "https://essai.exemple.fr"] {
            assert!(page.text.contains(said), "{said}: {}", page.text);
        }
        assert!(!page.text.contains("ville-essai"), "{}", page.text);
    }
    assert!(citizen.get("/donnees-personnelles").await.text.contains("dpo@essai.exemple.fr"));
}

pub(crate) async fn a_demarche_says_what_becomes_of_the_data_it_asks_for() {
    const HERE: &str = "/demarches/essai/donnees-personnelles";
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = citizen.get("/demarches/essai").await.follow_on(&mut citizen, HERE).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for said in [
        "Essayer.",
        "RGPD 6-1-e",
        "Service des essais",
        "Numéro de la plainte",
        "Reçoit toutes vos réponses",
        "Registre des objets",
        "Vous · Objets",
        "Votre identité · Votre adresse électronique",
        "Rien à déclarer",
        "Pas de pierre.",
        "Deux objets portent le même nom.",
        "www.cnil.fr",
        "à ne plus les utiliser",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    assert!(!page.text.contains("Numéro de la déclaration"), "what a recipient gives back is asked of nobody");
    assert!(!page.text.contains("retirer votre accord"), "it does not rest on consent");
    let english = citizen.get(&format!("{HERE}?lang=en")).await;
    assert!(english.text.contains("Your data in this procedure") && english.text.contains("Numéro de la plainte"));
    citizen.get(&format!("{HERE}?lang=fr")).await;
    assert_eq!(citizen.get("/demarches/nulle-part/donnees-personnelles").await.status, StatusCode::NOT_FOUND);
    // From every page of the démarche it is one click away.
    let leads_there = |page: &Page| page.links().iter().any(|link| link == HERE);
    let recap = world.recap(&mut citizen, "Toulouse").await;
    assert!(leads_there(&recap), "{}", recap.text);
    let confirmed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation") && leads_there(&confirmed), "{}", confirmed.text);
    assert!(leads_there(&world.draft(&mut world.browser()).await));
    assert!(world.browser().get("/").await.links().iter().any(|link| link == "/donnees-personnelles"));
}

pub(crate) async fn what_the_directory_may_have_mistyped_is_told_and_a_desk_is_chosen_among_those_it_knows() {
    let world = World::new().await;
    world.draft(&mut world.browser()).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("annuaire.yaml");
    let desks = "[{ siret: '99900000300016', branch: A, name: Accueil, address: 1 rue, communes: ['31555', '31999'], \
                   demarches: [essai, esai] }, { siret: '99900000300016', branch: B, name: Bureau, address: 1 rue, demarches: [esai] }]";
    std::fs::write(&file, desks).unwrap();
    let imported = world.desk().import_directory(&file).await.unwrap();
    assert_eq!(imported.unknown_communes, [("31999".to_owned(), "Accueil".to_owned())]);
    assert_eq!(imported.unknown_demarches, ["esai"], "told once");
    let refused = |siret: &'static str| world.desk().invite(siret, "", "agnes@exemple.fr", "Agnès");
    match refused("99900000300016").await {
        Err(desk::DeskError::UnknownBranch { known }) => {
            let known: Vec<(&str, &str)> = known.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect();
            assert_eq!(known, [("A", "Accueil"), ("B", "Bureau")]);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(refused("99900000400014").await.unwrap_err().code(), "request.not_found");
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

pub(crate) async fn a_town_hall_that_nobody_knows_leaves_the_agency_to_ask_and_says_what_to_post_where() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/forms/essai"), folder.path().join("essai"));
    std::fs::create_dir_all(&to).unwrap();
    std::fs::copy(from.join("schema.yaml"), to.join("schema.yaml")).unwrap();
    let procedure = std::fs::read_to_string(from.join("demarche.yaml")).unwrap();
    let (start, rest) = procedure.split_once("  - id: registre").unwrap();
    let (_, end) = rest.split_once("retention:").unwrap();
    let changed = format!("{start}retention:{end}next_steps: Comptez dix jours.\n")
        .replace("authority: { name: Service des essais }", "authority: { from: recipient }");
    std::fs::write(to.join("demarche.yaml"), changed).unwrap();
    let world = World::with(|config| config.sources.forms = vec![folder.path().to_owned()]).await;
    let file = folder.path().join("annuaire.yaml");
    std::fs::write(&file, "agencies: [{ id: ville-essai, name: Ville d'Essai, phone: '05 61 00 00 00' }]").unwrap();
    world.desk().import_directory(&file).await.unwrap();

    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Le Saint (56)").await;
    assert!(recap.text.contains("05 61 00 00 00"), "a number to call: {}", recap.text);
    let done = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    for said in [
        "05 61 00 00 00",
        "Mairie du Saint (56)",
        "imprimez ce document, datez et signez sa dernière page, et envoyez-le par courrier",
        "<a href=\"https://lannuaire.service-public.gouv.fr/\">",
        "La réponse du service n&#39;y paraîtra pas",
        "où vous retrouvez le document à imprimer",
        "<h2 id=\"envoi\">À envoyer par courrier</h2>",
        "<h2 id=\"recu\">À garder</h2>",
        "Quand le service aura reçu votre envoi",
    ] {
        assert!(done.text.contains(said), "{said}: {}", done.text);
    }
    let (to_send, kept) = done.text.split_once("<h2 id=\"recu\">").unwrap();
    assert!(to_send.contains("/imprimer/") && !to_send.contains("/recu.pdf") && kept.contains("/recu.pdf"));
    let (before, _) = done.text.split_once("Comptez dix jours").unwrap();
    assert!(before.contains("Quand le service aura reçu"), "no delay runs before the letter is there");
    for (link, title) in [("/imprimer/", "Dossier à envoyer par courrier"), ("/recu.pdf", "Récapitulatif à garder")]
    {
        let link = done.links().into_iter().find(|found| found.contains(link)).unwrap();
        let text = read_pdf(&citizen.get(&link).await.bytes);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!text.contains("joignez"), "nothing is attached: {text}");
        for said in [
            title,
            "Mairie du Saint (56)",
            "Contact : Ville d'Essai · 05 61 00 00 00",
            "lannuaire.service-public.gouv.fr",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }
    // What is taken away at once holds the letter too, and the mail says that it is to be sent.
    let zip = done.links().into_iter().find(|link| link.ends_with("/tout.zip")).unwrap();
    let zip = citizen.get(&zip).await.bytes;
    let letter = format!("a-envoyer/{}-01.pdf", done.reference());
    assert!(zip.windows(letter.len()).any(|part| part == letter.as_bytes()), "{letter}");
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let mail = mails.iter().find(|mail| mail.to == "zoe@exemple.fr").unwrap();
    assert!(
        mail.subject.contains("à imprimer et à envoyer") && mail.text.contains("transmise à aucun service"),
        "{mail:?}"
    );
}

pub(crate) async fn of_several_recipients_each_way_is_told_before_filling_before_confirming_and_after() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let start = plainly(&citizen.get("/demarches/essai").await.text);
    for said in [
        "Si un service n&#39;est pas raccordé à ce site, vous aurez à la fin un document à imprimer",
        "Votre accusé est gardé 5 ans.",
        "est effacé de la plateforme 30 jours après son enregistrement, et son récapitulatif est gardé 5 ans.",
    ] {
        assert!(start.contains(said), "{said}: {start}");
    }
    let page = world.draft(&mut citizen).await;
    let person = [("demandeur.nom", "漢字"), ("demandeur.prenoms", "Zoé"), ("email", "zoe@exemple.fr")];
    let page = page.post_on(&mut citizen, &person).await;
    let page = page.post_on(&mut citizen, &[("commune", "Balma"), ("raison", "perte")]).await;
    assert!(citizen.address.contains("/destinataire"), "{}", citizen.address);
    for said in [
        "Une partie est à envoyer par courrier",
        "Ce service reçoit votre dossier en ligne, par ce site : Registre des objets.",
        "Vous l&#39;enverrez vous-même, par courrier, à : Mairie sans réseau.",
    ] {
        assert!(plainly(&page.text).contains(said), "{said}: {}", page.text);
    }
    let page = page.follow_on(&mut citizen, "/objets").await;
    let name = page.input_ending(".nom");
    let recap = page.post_on(&mut citizen, &[(&name, "parapluie")]).await;
    let said = "transmise en ligne à : Registre des objets. Il vous restera à l&#39;envoyer par courrier à : Mairie sans réseau.";
    assert!(plainly(&recap.text).contains(said), "{}", recap.text);
    let done = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    // A link says by itself what it brings.
    for called in ["Accusé d&#39;enregistrement électronique", "Dossier à imprimer, pour : Mairie sans réseau"] {
        assert!(
            plainly(&done.text).contains(&format!("download>{called} <span class=\"soft\">(PDF)")),
            "{}",
            done.text
        );
    }
    let (before, after) = done.text.split_once("<h2 id=\"suite\">").unwrap();
    assert!(!before.contains("à la main"), "{before}");
    // The sign that the letter cannot show is told where it is printed.
    let (_, letter) = after.split_once("Mairie sans réseau").unwrap();
    assert!(letter.contains("漢 字") && letter.contains("à la main sur le document que vous enverrez"), "{letter}");
    assert!(after.contains("ce service vous l&#39;adressera par ses propres moyens (Mairie sans réseau)"), "{after}");
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let mail = mails.iter().find(|mail| mail.to == "zoe@exemple.fr").unwrap();
    assert!(
        mail.subject.contains("une partie à envoyer") && mail.text.contains("envoyer une partie par courrier"),
        "{mail:?}"
    );
}

pub(crate) async fn an_agency_that_nobody_knows_gets_no_access_and_no_route() {
    let world = World::new().await;
    let desk = world.desk();
    // Before there is one to choose from, whoever sets the site up says what will be.
    desk.request_partner(new(&Scope::ALL)).await.unwrap();
    world.draft(&mut world.browser()).await;
    world.names_agency("autre-ville").await;
    for (typed, near) in [("ville-esai", &["ville-essai"][..]), ("nope", &["autre-ville", "ville-essai"][..])] {
        let agency = || typed.to_owned();
        let (siret, branch) = (MAIRIE.0.to_owned(), MAIRIE.1.to_owned());
        let whose = Whose { agency: agency(), siret: siret.clone(), branch: branch.clone() };
        let mailbox = Mailbox { to: "accueil@exemple.fr".to_owned(), digest: None };
        let webhook = NewWebhook { agency: agency(), siret, branch, url: "https://exemple.fr/guichet".to_owned() };
        for refused in [
            desk.add_partner(NewPartner { agency: agency(), ..new(&Scope::ALL) }).await.unwrap_err(),
            desk.request_partner(NewPartner { agency: agency(), ..new(&Scope::ALL) }).await.unwrap_err(),
            desk.add_webhook(webhook).await.unwrap_err(),
            desk.add_mailbox(&whose, &mailbox).await.unwrap_err(),
        ] {
            assert_eq!(refused.code(), "directory.unknown_agency");
            match refused {
                desk::DeskError::UnknownAgency { known, .. } => assert_eq!(known, near),
                other => panic!("{other:?}"),
            }
        }
    }
    // The directory names the one, a démarche that was begun the other.
    for agency in ["autre-ville", "ville-essai"] {
        desk.add_partner(NewPartner { agency: agency.to_owned(), ..new(&Scope::ALL) }).await.unwrap();
    }
}

/// A page with every kind of space as a plain one.
fn plainly(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}
