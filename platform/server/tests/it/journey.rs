//! A citizen's way, without JavaScript and without an account.

use axum::http::StatusCode;

use crate::support::World;

pub(crate) async fn a_citizen_files_and_follows() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.file(&mut citizen, "Toulouse").await;
    let reference = page.reference();
    assert!(reference.parse::<desk::Reference>().is_ok(), "{reference}");

    let link = page.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap();
    let follow = citizen.get(&link).await;
    assert_eq!(follow.status, StatusCode::OK);
    assert!(follow.text.contains(&reference) && follow.text.contains("Enregistrée"), "{}", follow.text);

    world.work().await;
    let follow = citizen.get(&link).await;
    assert!(follow.text.contains("Transmise"), "{}", follow.text);
}

pub(crate) async fn what_is_wrong_is_said_and_what_was_typed_stays() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let page = page.post_on(&mut citizen, &[("demandeur.nom", "Tapé"), ("demandeur.prenoms", "")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("value=\"Tapé\""), "{}", page.text);
    // The browser stands at an address of its own: « back » and « reload » find the page again, with no form to send anew.
    let reviewed = citizen.address.clone();
    assert!(reviewed.ends_with("?revoir"), "{reviewed}");
    let again = citizen.get(&reviewed).await;
    assert_eq!((again.status, again.form().pairs), (StatusCode::UNPROCESSABLE_ENTITY, page.form().pairs));
    // The page's own address shows what was typed, and no problem.
    let page = citizen.get(reviewed.trim_end_matches("?revoir")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("value=\"Tapé\""), "{}", page.text);
    page.post_on(&mut citizen, &[("demandeur.prenoms", "Zoé"), ("email", "zoe@exemple.fr")]).await;
    assert!(citizen.address.ends_with("/lieu"), "{}", citizen.address);
    assert_eq!(citizen.get(&reviewed).await.status, StatusCode::OK, "mended since");
}

pub(crate) async fn a_second_click_the_back_button_and_two_tabs_make_one_dossier() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Toulouse").await;
    let mut tabs = Vec::new();
    for _ in 0..20 {
        let (recap, mut tab) = (recap.clone(), citizen.clone());
        tabs.push(tokio::spawn(async move { recap.post_on(&mut tab, &[("attest", "true")]).await }));
    }
    let mut references = Vec::new();
    for tab in tabs {
        let page = tab.await.unwrap();
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        references.push(page.reference());
    }
    references.dedup();
    assert_eq!(references.len(), 1, "{references:?}");
    // The back button: the recap's address, the pages' addresses, now lead to the confirmation.
    for page in ["recapitulatif", "lieu"] {
        let here = recap.form().action.replace("confirmer", page);
        citizen.get(&here).await;
        assert!(citizen.address.ends_with("/confirmation"), "{}", citizen.address);
    }
    // A page posted late, whatever it holds, changes nothing and leads there too.
    let csrf = recap.value("_csrf").unwrap();
    for name in ["commune", "inconnu"] {
        let here = recap.form().action.replace("confirmer", "lieu");
        let late = citizen.post(&here, &[("_csrf", &csrf), (name, "Toulouse")]).await;
        assert!(citizen.address.ends_with("/confirmation"), "{name}: {} {}", late.status, citizen.address);
    }
}

pub(crate) async fn a_recap_changed_in_another_tab_is_shown_again() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Toulouse").await;
    let mut other = citizen.clone();
    world.later(1);
    let page = other.get(&recap.form().action.replace("confirmer", "vous")).await;
    page.post_on(&mut other, &[("demandeur.nom", "Autre"), ("demandeur.prenoms", "Zoé")]).await;
    let again = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text.contains("Autre") && again.text.contains("autre onglet"), "{}", again.text);
    let told = again.text.split("Réponses changées depuis").nth(1).and_then(|rest| rest.split("</p>").next()).unwrap();
    assert!(told.contains("Nom") && !told.contains("Commune") && !told.contains("Prénoms"), "{told}");
    let done = again.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(done.text.contains("ESS-"), "{}", done.text);
}

pub(crate) async fn nothing_is_filed_without_the_attestation_or_with_a_page_missing() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Toulouse").await;
    let page = recap.post_on(&mut citizen, &[("attest", "")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);

    let mut hasty = world.browser();
    world.draft(&mut hasty).await;
    let recap = hasty.get(&hasty.address.clone().replace("/vous", "/recapitulatif")).await;
    assert!(!recap.text.contains("/confirmer"), "confirming is not offered");
    let hash = "0".repeat(64);
    let csrf = hasty.get(&hasty.address.clone().replace("/recapitulatif", "/vous")).await.form();
    let token = csrf.pairs.iter().find(|(name, _)| name == "_csrf").unwrap().1.clone();
    let address = csrf.action.replace("/vous", "/confirmer");
    let page = hasty.post(&address, &[("_csrf", &token), ("attest", "true"), ("_recap", &hash)]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{}", page.text);
}

pub(crate) async fn a_question_that_an_answer_opens_is_no_fault_before_it_was_seen() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let page = page.post_on(&mut citizen, &[("demandeur.nom", "A"), ("demandeur.prenoms", "B")]).await;
    let opened = page.post_on(&mut citizen, &[("commune", "Toulouse"), ("raison", "autre")]).await;
    assert!(
        citizen.address.ends_with("/lieu?revoir&nouvelles=precision") && opened.text.contains("name=\"precision\""),
        "{}",
        opened.text
    );
    assert!(opened.status == StatusCode::OK && !opened.text.contains("Erreur"), "{}", opened.text);
    assert!(opened.text.contains("Répondez-y, puis continuez"), "{}", opened.text);
    // Seen and left empty, it is one.
    let again = opened.post_on(&mut citizen, &[("commune", "Toulouse"), ("raison", "autre")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("href=\"#precision\"") && !again.text.contains("Répondez-y"), "{}", again.text);
    // What was wrong on the page as it was shown is told beside what it opens.
    let mut other = world.browser();
    let page = world.draft(&mut other).await;
    let page = page.post_on(&mut other, &[("demandeur.nom", "A"), ("demandeur.prenoms", "B")]).await;
    let page = page.post_on(&mut other, &[("commune", ""), ("raison", "autre")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("href=\"#commune\"") && !page.text.contains("href=\"#precision\""), "{}", page.text);
}

pub(crate) async fn a_question_that_may_stay_empty_is_asked_once_where_an_answer_opens_it() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let page = page.post_on(&mut citizen, &[("demandeur.nom", "A"), ("demandeur.prenoms", "B")]).await;
    let opened = page.post_on(&mut citizen, &[("commune", "Toulouse"), ("raison", "vol")]).await;
    assert!(citizen.address.ends_with("/lieu?revoir&nouvelles=plainte"), "{}", citizen.address);
    assert!(opened.status == StatusCode::OK && opened.text.contains("Répondez-y, puis continuez"), "{}", opened.text);
    // Whoever leaves and comes back stands on the page that asks.
    let here = citizen.address.split("/lieu").next().unwrap().to_owned();
    citizen.get(&here).await;
    assert!(citizen.address.ends_with("/lieu"), "{}", citizen.address);
    // Seen and left empty, it holds nobody up.
    let next = opened.post_on(&mut citizen, &[("commune", "Toulouse"), ("raison", "vol")]).await;
    assert!(citizen.address.ends_with("/objets"), "{}\n{}", citizen.address, next.text);
}

pub(crate) async fn a_stop_tells_why_and_leads_back() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let page = page.post_on(&mut citizen, &[("demandeur.nom", "A"), ("demandeur.prenoms", "B")]).await;
    let page = page.post_on(&mut citizen, &[("commune", "Toulouse"), ("raison", "aucune")]).await;
    assert!(citizen.address.contains("/arret"), "{}", citizen.address);
    assert!(page.text.contains("Rien à déclarer"), "{}", page.text);
    page.follow_on(&mut citizen, "/lieu").await;
    assert!(citizen.address.ends_with("/lieu"));
}

pub(crate) async fn the_receipt_is_the_same_bytes_each_time() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.file(&mut citizen, "Toulouse").await;
    let link = page.links().into_iter().find(|link| link.ends_with("/recu.pdf")).unwrap();
    let first = citizen.get(&link).await;
    assert!(first.bytes.starts_with(b"%PDF-"), "{:?}", first.status);
    assert_eq!(first.headers["content-security-policy"], "default-src 'none'; sandbox");
    world.later(48);
    assert_eq!(first.bytes, citizen.get(&link).await.bytes);
}

pub(crate) async fn two_tabs_on_different_pages_both_keep_what_was_typed() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Toulouse").await;
    let at = |page: &str| recap.form().action.replace("confirmer", page);
    let mut other = citizen.clone();
    let (here, there) = (citizen.get(&at("vous")).await, other.get(&at("lieu")).await);
    let (first, second) = tokio::join!(
        here.post_on(&mut citizen, &[("demandeur.nom", "Premier")]),
        there.post_on(&mut other, &[("commune", "Toulouse"), ("raison", "autre"), ("precision", "Seconde")])
    );
    assert!(first.status.is_success() && second.status.is_success(), "{} {}", first.status, second.status);
    let recap = citizen.get(&at("recapitulatif")).await;
    assert!(recap.text.contains("Premier") && recap.text.contains("Seconde"), "{}", recap.text);
}

pub(crate) async fn what_another_process_saved_is_read_before_the_next_save() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Toulouse").await;
    let at = |page: &str| recap.form().action.replace("confirmer", page);
    let page = citizen.get(&at("vous")).await;
    page.post_on(&mut citizen, &[("demandeur.nom", "Premier")]).await;
    let here = citizen.get(&at("lieu")).await;
    let token: store::Token = at("lieu").split('/').nth(4).unwrap().parse().unwrap();
    let store = world.desk().store();
    let draft = store.read(async |conn| store::drafts::find(conn, &token).await).await.unwrap().unwrap();
    let answers = String::from_utf8(draft.answers.clone()).unwrap().replace("Premier", "Ailleurs");
    let save = store::drafts::Save {
        answers: answers.as_bytes(),
        page: &draft.page,
        language: "fr",
        expires_at: draft.expires_at,
    };
    store.write(async |tx| store::drafts::save(tx, &draft, save).await).await.unwrap();
    here.post_on(&mut citizen, &[("commune", "Toulouse"), ("raison", "autre"), ("precision", "Seconde")]).await;
    let recap = citizen.get(&at("recapitulatif")).await;
    assert!(recap.text.contains("Ailleurs") && recap.text.contains("Seconde"), "{}", recap.text);
}

pub(crate) async fn the_page_is_in_the_language_asked_for() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = citizen.get("/?lang=en").await;
    assert!(page.text.contains("<html lang=\"en\""), "{}", page.text);
    let page = citizen.get("/").await;
    assert!(page.text.contains("<html lang=\"en\""), "remembered");
}

pub(crate) async fn what_another_tab_answered_since_is_not_overwritten_unseen() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let mut other = citizen.clone();
    world.later(1);
    page.post_on(&mut other, &[("demandeur.nom", "Nouveau"), ("demandeur.prenoms", "Zoé")]).await;
    assert!(other.address.ends_with("/lieu"));
    world.later(1);
    let back = page.form().action;
    let again = page
        .post_on(
            &mut citizen,
            &[("demandeur.nom", "Ancien"), ("demandeur.prenoms", "Zoé"), ("email", "zoe@exemple.fr")],
        )
        .await;
    assert!(citizen.address.ends_with("/vous"), "{}", citizen.address);
    assert!(again.text.contains("value=\"Ancien\"") && again.text.contains("autre onglet"), "{}", again.text);
    let told =
        again.text.split("class=\"notice warning\"").nth(1).and_then(|rest| rest.split("</div>").next()).unwrap();
    assert!(told.contains("Nom</a>") && told.contains("là-bas") && told.contains("Nouveau"), "{told}");
    assert!(told.contains("ici") && told.contains("Ancien") && told.contains("#demandeur-nom"), "{told}");
    assert!(!told.contains("Zoé") && !told.contains("zoe@"), "{told}");
    let stored = other.get(&back).await;
    assert!(
        stored.text.contains("value=\"Nouveau\"") && stored.text.contains("value=\"zoe@exemple.fr\""),
        "{}",
        stored.text
    );
    // Seen, and sent again: now it counts.
    world.later(1);
    again.post_on(&mut citizen, &[("demandeur.nom", "Ancien"), ("demandeur.prenoms", "Zoé")]).await;
    assert!(citizen.address.ends_with("/lieu"), "{}", citizen.address);
    assert!(other.get(&back).await.text.contains("value=\"Ancien\""));
}

pub(crate) async fn signs_that_no_document_prints_are_told_before_confirming() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Toulouse").await;
    assert!(!recap.text.contains("id=\"imprimes\""), "{}", recap.text);
    let page = citizen.get(&recap.form().action.replace("confirmer", "objets")).await;
    let name = page.input_ending(".nom");
    let recap = page.post_on(&mut citizen, &[(&name, "éventail 漢字, Жуковъ, 漢")]).await;
    let told = recap.text.split("id=\"imprimes\"").nth(1).and_then(|rest| rest.split("</div>").next());
    assert!(told.is_some_and(|told| told.contains("漢 字.") && !told.contains('Ж')), "{}", recap.text);
    assert!(recap.text.contains("éventail 漢字, Жуковъ, 漢"), "{}", recap.text);
    // What is told stops nobody, and the answer stays whole.
    let done = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}\n{}", citizen.address, done.text);
    world.work().await;
    let mut agent = world.agent("99900000900012", "REG").await;
    let inbox = agent.get("/agents").await;
    let case = inbox.links().into_iter().find(|link| link.contains("/agents/cas/")).unwrap();
    assert!(agent.get(&case).await.text.contains("éventail 漢字, Жуковъ, 漢"));
}

pub(crate) async fn a_warning_is_told_once_passed_with_the_same_answers_and_told_again_with_others() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Toulouse").await;
    let objects = recap.form().action.replace("confirmer", "objets");
    let page = citizen.get(&objects).await;
    let first = page.input_ending(".nom");
    let page = page.post_on(&mut citizen, &[(&first, "parapluie"), ("_action", "add:objets")]).await;
    let names: Vec<String> = page
        .form()
        .pairs
        .iter()
        .filter(|(name, _)| name.starts_with("objets.") && name.ends_with(".nom"))
        .map(|(name, _)| name.clone())
        .collect();
    let twice = [(names[0].as_str(), "canne"), (names[1].as_str(), "canne"), ("_action", "continue")];
    let page = page.post_on(&mut citizen, &twice).await;
    assert!(page.text.contains("À vérifier") && page.text.contains("Deux objets portent le même nom."));
    assert!(!page.text.contains("Erreur"), "{}", page.text);
    // As long as it was not passed, nothing can be sent.
    let unpassed = citizen.get(&objects.replace("objets", "recapitulatif")).await;
    assert!(unpassed.text.contains("objets?revoir"), "{}", unpassed.text);
    let page = page.post_on(&mut citizen, &twice).await;
    assert!(citizen.address.ends_with("/recapitulatif"), "{}", citizen.address);
    assert!(page.text.contains("Avertissement passé"), "{}", page.text);
    // Two others of one name were not meant yet.
    let page = citizen.get(&objects).await;
    let others = [(names[0].as_str(), "clef"), (names[1].as_str(), "clef"), ("_action", "continue")];
    let page = page.post_on(&mut citizen, &others).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let recap = page.post_on(&mut citizen, &others).await;
    recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}", citizen.address);
}

pub(crate) async fn an_optional_answer_is_taken_back_without_a_script() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let page = page.post_on(&mut citizen, &[("demandeur.nom", "A"), ("demandeur.prenoms", "B")]).await;
    let lieu = citizen.address.clone();
    let answers = [("commune", "Toulouse"), ("raison", "perte"), ("temoin", "true")];
    page.post_on(&mut citizen, &answers).await;
    let page = citizen.get(&lieu).await;
    assert_eq!(page.value("temoin").as_deref(), Some("true"));
    assert!(page.text.contains("name=\"temoin\" value=\"\"") && !page.text.contains("name=\"raison\" value=\"\""));
    page.post_on(&mut citizen, &[("temoin", "")]).await;
    assert!(citizen.address.ends_with("/objets"), "{}", citizen.address);
    assert_eq!(citizen.get(&lieu).await.value("temoin"), None);
}

pub(crate) async fn a_page_that_was_refused_says_why_to_whoever_comes_back_by_another_way() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Toulouse").await;
    let objects = recap.form().action.replace("confirmer", "objets");
    let page = citizen.get(&objects).await;
    assert!(!page.text.contains("Erreur"), "nothing was refused: {}", page.text);
    let name = page.input_ending(".nom");
    page.post_on(&mut citizen, &[(&name, "pierre")]).await;
    assert!(citizen.address.ends_with("/objets?revoir"), "{}", citizen.address);
    citizen.get(&objects.replace("/objets", "/lieu")).await;
    let back = citizen.get(&objects).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.text);
    assert!(back.text.contains("Pas de pierre.") && back.text.contains("<title>Erreur"), "{}", back.text);
    back.post_on(&mut citizen, &[(&name, "parapluie")]).await;
    let back = citizen.get(&objects).await;
    assert!(!back.text.contains("Erreur"), "{}", back.text);
}

pub(crate) async fn what_changed_elsewhere_is_told_in_the_order_of_the_pages() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Toulouse").await;
    let lieu = recap.form().action.replace("confirmer", "lieu");
    let mut elsewhere = citizen.clone();
    let (here, there) = (citizen.get(&lieu).await, elsewhere.get(&lieu).await);
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    there.post_on(&mut elsewhere, &[("raison", "vol"), ("temoin", "true"), ("_action", "refresh")]).await;
    let confirmed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    let again = here.post_on(&mut citizen, &[("raison", "perte"), ("temoin", "false")]).await;
    for page in [&confirmed, &again] {
        let text = page.text.split("<form").next().unwrap().split("notice warning").nth(1).unwrap();
        let (first, second) = (text.find("l&#39;a-t-il vu").unwrap(), text.find("Pourquoi").unwrap());
        assert!(first < second, "{text}");
    }
}
