//! Another site hands over answers: honest, they are filled in once the citizen agrees; dishonest, nothing comes of them.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use desk::{NewPartner, access::Scope};
use serde_json::{Value, json};

use crate::{
    account::{person, register},
    agent::{MAIRIE, REGISTRE},
    partner::Program,
    shares::read_pdf,
    support::{Browser, Page, World},
};

const API: &str = "/api/partner/v1/handovers";

fn plain(page: &Page) -> String {
    page.text.replace(['\u{a0}', '\u{202f}'], " ")
}

async fn hand(program: &Program, answers: Value) -> Page {
    program.ask("POST", API, &json!({ "demarche": "essai", "answers": answers }).to_string()).await
}

/// The path of the link that a program is given for answers to the test démarche.
async fn link(program: &Program, answers: Value) -> String {
    let made = hand(program, answers).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let url = made.json()["url"].as_str().unwrap().to_owned();
    url.strip_prefix("http://guichet.test").unwrap().to_owned()
}

/// What waits behind a link, once it is followed.
async fn followed(citizen: &mut Browser, link: &str) -> Page {
    let landing = citizen.get(link).await;
    assert_eq!(landing.status, StatusCode::OK, "{}", landing.text);
    let page = landing.post_on(citizen, &[]).await;
    assert!(citizen.address.ends_with("/donnees-connues"), "{}\n{}", citizen.address, page.text);
    page
}

pub(crate) async fn what_a_site_hands_over_is_filled_in_once_its_citizen_agrees() {
    let world = World::new().await;
    let site = Program::with(&world, "ville-essai", MAIRIE, &[Scope::Handover]).await;
    let answers = json!({
        "demandeur": { "nom": "Müller-Le Goff", "prenoms": "Zoé" }, "email": "zoe@exemple.fr", "raison": "perte",
    });
    let link = link(&site, answers).await;
    for personal in ["ller", "zoe", "perte"] {
        assert!(!link.to_lowercase().contains(personal), "{link}");
    }
    // Whoever has the link reads who sent how much, as often as they like; nothing happens.
    let mut citizen = world.browser();
    for _ in 0..2 {
        let landing = citizen.get(&link).await;
        let said = plain(&landing);
        for told in ["Logiciel métier (", "a transmis 4 réponses", "Service des essais", "Rien n&#39;est encore rempli"]
        {
            assert!(said.contains(told), "{told}: {said}");
        }
        assert!(!said.contains("Müller"), "{said}");
    }
    let page = followed(&mut citizen, &link).await;
    let said = plain(&page);
    for told in
        ["Données de Logiciel métier (", "le 21 novembre 2026", "vérifiées par personne", "Müller-Le Goff", "Perte"]
    {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(!said.contains("/compte/accords"), "there is no account to look it up in: {said}");
    assert!(page.form().pairs.iter().all(|(name, _)| name != "reprendre"), "nothing is ticked for anybody");
    // Whoever goes round the question is filled in nothing.
    let round = citizen.get(&page.form().action.replace("/donnees-connues", "/vous")).await;
    assert!(round.value("demandeur.nom").unwrap_or_default().is_empty(), "{}", round.text);
    assert!(round.links().iter().any(|link| link.ends_with("/donnees-connues")), "and finds the way to it");

    let name = |path: &str| format!("from-{}/:{path}", site.client);
    let (family, mail, why) = (name("demandeur.nom"), name("email"), name("raison"));
    let page = citizen.get(&page.form().action).await;
    let mut pairs = page.filled(&[("_choix", "coche")]);
    pairs.extend([&family, &mail, &why].map(|name| ("reprendre".to_owned(), name.clone())));
    let borrowed: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let filled = citizen.post(&page.form().action, &borrowed).await;
    assert!(citizen.address.ends_with("/vous"), "{}\n{}", citizen.address, filled.text);
    assert_eq!(filled.value("demandeur.nom").as_deref(), Some("Müller-Le Goff"));
    assert!(filled.value("demandeur.prenoms").unwrap_or_default().is_empty(), "refused: {}", filled.text);
    assert!(plain(&filled).contains("Transmis par Logiciel métier ("), "{}", filled.text);
    assert_eq!(world.number("select count(*) from journal where act = 'prefill.agreed'").await, 1);

    // Corrected, it is their own word; the next page has what was agreed to for it.
    let own = [("demandeur.prenoms", "Zoé"), ("email", "autre@exemple.fr")];
    let page = filled.post_on(&mut citizen, &own).await;
    assert_eq!(page.value("raison").as_deref(), Some("perte"), "{}", page.text);
    let page = page.post_on(&mut citizen, &[("commune", "Toulouse")]).await;
    let object = page.input_ending(".nom");
    let recap = page.post_on(&mut citizen, &[(&object, "parapluie")]).await;
    assert!(citizen.address.ends_with("/recapitulatif"), "{}\n{}", citizen.address, recap.text);
    assert_eq!(plain(&recap).matches("Transmis par Logiciel métier (").count(), 2, "{}", recap.text);
    let filed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    let receipt = filed.links().into_iter().find(|link| link.ends_with("recu.pdf")).unwrap();
    let printed = read_pdf(&citizen.get(&receipt).await.bytes).replace('\n', " ");
    assert!(printed.contains("Transmis par Logiciel métier"), "{printed}");
}

pub(crate) async fn what_is_handed_over_stands_behind_what_its_citizen_keeps_themselves() {
    let world = World::new().await;
    let site = Program::with(&world, "ville-essai", MAIRIE, &[Scope::Handover]).await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let filed = world.file(&mut citizen, "Toulouse").await;
    crate::account::keep_all(&mut citizen, &filed).await;
    let answers = json!({
        "demandeur": { "nom": "Mallory" }, "temoin": true, "raison": "perte", "proprietaire": { "nom": "Mallory" },
    });
    let page = followed(&mut citizen, &link(&site, answers).await).await;
    let said = plain(&page);
    assert!(said.contains("Vos données conservées ici") && said.contains("Müller-Le Goff"), "{said}");
    assert!(said.contains("Données de Logiciel métier (") && said.contains("Mallory"), "told beside it: {said}");
    let page = page.post_on(&mut citizen, &[("_choix", "tout")]).await;
    assert_eq!(page.value("demandeur.nom").as_deref(), Some("Müller-Le Goff"), "{}", page.text);
    let told = plain(&citizen.get("/compte/accords").await);
    assert!(told.contains("Logiciel métier (") && told.contains("Mes données"), "{told}");
    let page = page.post_on(&mut citizen, &[]).await;
    assert_eq!(page.value("temoin").as_deref(), Some("true"), "{}", page.text);
    // The owner is somebody else, unless the answers say otherwise: nobody's name goes there.
    let page = page.post_on(&mut citizen, &[("commune", "Toulouse")]).await;
    assert!(!page.text.contains("Mallory"), "{}", page.text);
    // Taken back, nothing of it is left.
    let accords = citizen.get("/compte/accords").await;
    accords.post_on(&mut citizen, &[]).await;
    let drafts = world.desk().drafts(&person(&world, "zoe@exemple.fr").await).await.unwrap();
    let typed = drafts[0].answers.iter().all(|(_, answer)| answer.source == form::answers::Source::Typed);
    assert!(typed, "{:?}", drafts[0].answers);
}

pub(crate) async fn what_a_site_may_not_say_is_refused_all_at_once() {
    let world = World::new().await;
    let site = Program::with(&world, "ville-essai", MAIRIE, &[Scope::Handover]).await;
    let answers = json!({
        "demandeur": { "nom": 3, "age/ans": 12 }, "email": "", "raison": "autre chose", "commune": "99999", "piece": [],
        "objets": [{ "nom": "parapluie" }], "proprietaire": { "nom": "Durand", "d_accord": true }, "numero": "D1234",
        "demandeur.nom": "Durand", "precision": ["x"], "": { "raison": "vol" },
    });
    let refused = hand(&site, answers).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "handover.refused".to_owned()));
    let told = refused.json();
    let told: BTreeSet<(&str, &str)> = told["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["pointer"].as_str().unwrap(), one["code"].as_str().unwrap()))
        .collect();
    let wanted = BTreeSet::from([
        ("/answers/", "handover.unknown"),
        ("/answers/commune", "handover.type"),
        ("/answers/demandeur/age~1ans", "handover.unknown"),
        ("/answers/demandeur/nom", "handover.type"),
        ("/answers/demandeur.nom", "handover.unknown"),
        ("/answers/email", "handover.type"),
        ("/answers/numero", "handover.unknown"),
        ("/answers/objets", "handover.rows"),
        ("/answers/piece", "handover.file"),
        ("/answers/precision", "handover.type"),
        ("/answers/proprietaire/d_accord", "handover.stated"),
        ("/answers/raison", "answer.not_an_option"),
    ]);
    assert_eq!(told, wanted);
    let empty = hand(&site, json!({})).await;
    assert_eq!(empty.json()["errors"], json!([{ "pointer": "/answers", "code": "handover.empty" }]));
    let large = hand(&site, json!({ "email": "x".repeat(33 * 1024) })).await;
    assert_eq!((large.status, large.code()), (StatusCode::UNPROCESSABLE_ENTITY, "handover.too_large".to_owned()));
    let strange = site.ask("POST", API, r#"{"demarche":"essai","answers":{},"person":"zoe"}"#).await;
    assert_eq!(strange.code(), "body.json");
    let unknown = site.ask("POST", API, r#"{"demarche":"autre","answers":{"email":"a@exemple.fr"}}"#).await;
    assert_eq!((unknown.status, unknown.code()), (StatusCode::NOT_FOUND, "request.not_found".to_owned()));
    // Nor for another agency's démarche, nor without the scope.
    let good = json!({ "email": "zoe@exemple.fr" });
    let elsewhere = Program::with(&world, "autre-ville", MAIRIE, &[Scope::Handover]).await;
    assert_eq!(hand(&elsewhere, good.clone()).await.code(), "request.not_found");
    let reader = Program::with(&world, "ville-essai", REGISTRE, &Scope::OF_DESK).await;
    assert_eq!(hand(&reader, good.clone()).await.code(), "access.scope_missing");
    assert_eq!(world.number("select count(*) from drafts").await, 0, "nothing of it was kept");

    // In the sandbox it is checked, and not kept.
    let new = NewPartner {
        agency: "ville-essai".to_owned(),
        siret: MAIRIE.0.to_owned(),
        branch: MAIRIE.1.to_owned(),
        name: "À l'essai".to_owned(),
        scopes: vec![Scope::Handover],
        networks: vec!["127.0.0.0/8".to_owned()],
        days: 30,
        reason: String::new(),
    };
    let made = world.desk().add_partner(new).await.unwrap();
    let trying = Program { client: made.client, secret: made.secret.to_string(), token: String::new(), ..site.clone() };
    let token = trying.login(&[]).await.json()["access_token"].as_str().unwrap().to_owned();
    let trying = Program { token, ..trying };
    let tried = hand(&trying, good).await;
    assert_eq!((tried.status, &tried.json()["url"]), (StatusCode::CREATED, &Value::Null));
    assert_eq!(hand(&trying, json!({ "email": 1 })).await.code(), "handover.refused");
    assert_eq!(world.number("select count(*) from drafts").await, 0);
}

pub(crate) async fn a_link_is_good_once_for_its_demarche_and_hour() {
    let world = World::new().await;
    let site = Program::with(&world, "ville-essai", MAIRIE, &[Scope::Handover]).await;
    let answers = || json!({ "email": "zoe@exemple.fr" });
    let is_gone = async |address: &str| {
        let mut stranger = world.browser();
        let page = stranger.get(address).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}: {}", page.text);
        assert!(!page.text.contains("zoe@exemple.fr"), "{}", page.text);
    };
    // Followed, it is followed: also by whoever had the page open, and it never was the address of a draft.
    let one = link(&site, answers()).await;
    let (mut first, mut second) = (world.browser(), world.browser());
    is_gone(&format!("{}/vous", one.replace("/remise/", "/d/"))).await;
    let (page, other) = (first.get(&one).await, second.get(&one).await);
    page.post_on(&mut first, &[]).await;
    assert!(first.address.ends_with("/donnees-connues"), "{}", first.address);
    let late = other.post_on(&mut second, &[]).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND, "{}", late.text);
    assert!(plain(&late).contains("Ce lien ne sert plus"), "{}", late.text);
    is_gone(&one).await;
    // A post that no page of ours made, and another token.
    let two = link(&site, answers()).await;
    let forged = second.post(&two, &[("_csrf", "x")]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let (start, token) = two.rsplit_once('/').unwrap();
    let other = if token.starts_with('1') { '2' } else { '1' };
    is_gone(&format!("{start}/{other}{}", &token[1..])).await;
    // Nor does it lead to another démarche.
    assert!(world.desk().handed_over("essai", token).await.unwrap().is_some());
    assert!(world.desk().handed_over("autre", token).await.unwrap().is_none());
    is_gone(&format!("{}/{token}", start.replace("/essai/", "/autre/"))).await;
    // A client that is ended ends its links.
    world.desk().revoke_partner(site.client, "Pour l'essai.", None).await.unwrap();
    is_gone(&two).await;
    // After its hour it is over, and what nobody came for is destroyed.
    let site = Program::with(&world, "ville-essai", MAIRIE, &[Scope::Handover]).await;
    let three = link(&site, answers()).await;
    let drafts = world.number("select count(*) from drafts").await;
    world.clock.advance(jiff::SignedDuration::from_secs(3601));
    is_gone(&three).await;
    world.desk().tidy().await.unwrap();
    assert_eq!(world.number("select count(*) from handovers").await, 0);
    assert_eq!(world.number("select count(*) from drafts").await, drafts - 2, "the followed one stays");
}

pub(crate) async fn the_vectors_that_partners_try_are_answered_as_they_say() {
    let forms = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms");
    let world = crate::shares::world_of(&forms).await;
    let site = Program::with(&world, "etat-demo", ("99900000100019", "JCC"), &[Scope::Handover]).await;
    let vectors: Value =
        serde_json::from_str(include_str!("../../../../examples/partner-handover/vectors.json")).unwrap();
    let (taken, refused) = (&vectors["taken"], &vectors["refused"]);
    let answer = site.ask("POST", API, &taken["request"].to_string()).await;
    assert_eq!(json!(answer.status.as_u16()), taken["status"], "{}", answer.text);
    let said = answer.json();
    assert_eq!(said["answers"], taken["answers"]);
    assert_eq!(said["expires_at"], "2026-11-21T11:00:00Z");
    assert!(said["url"].as_str().unwrap().contains("/demarches/changement-coordonnees/remise/"), "{said}");
    let answer = site.ask("POST", API, &refused["request"].to_string()).await;
    assert_eq!(
        (json!(answer.status.as_u16()), json!(answer.code())),
        (refused["status"].clone(), refused["code"].clone())
    );
    let mut errors = answer.json()["errors"].as_array().unwrap().clone();
    errors.sort_by_key(|one| one["pointer"].to_string());
    assert_eq!(&json!(errors), &refused["errors"]);
}
