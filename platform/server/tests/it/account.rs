//! A citizen's account and vault: kept after one démarche, filled in at the next, never for somebody else.

use axum::http::StatusCode;

use crate::support::{Browser, PASSWORD, Page, World, agreed};

pub(crate) async fn register(world: &World, email: &str) -> Browser {
    let mut browser = world.browser();
    let page = browser.get("/compte/creer").await;
    page.post_on(&mut browser, &[("email", email), ("password", PASSWORD)]).await;
    assert_eq!(browser.address, "/compte", "an account was opened");
    browser
}

/// An item as it was stored before every value said where it came from.
#[derive(serde::Serialize)]
struct Before {
    values: std::collections::BTreeMap<String, form::answers::Value>,
    kept_on: jiff::civil::Date,
}

pub(crate) async fn details_kept_after_one_filing_fill_the_next_one() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let filed = world.file(&mut citizen, "Toulouse").await;
    let login = filed.follow_on(&mut citizen, "confirmation").await;
    let create = login.links().into_iter().find(|link| link.starts_with("/compte/creer")).unwrap();
    let page = citizen.get(&create).await;
    let back = page.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}", citizen.address);
    let kept = keep_all(&mut citizen, &back).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text);

    let page = world.draft(&mut citizen).await;
    let text = page.text.replace(['\u{a0}', '\u{202f}'], " ");
    assert!(text.contains("value=\"Müller-Le Goff\""), "{text}");
    assert!(text.contains("enregistré le 21 novembre 2026 depuis « Démarche d&#39;essai »"), "{text}");
    let home = citizen.get("/compte").await;
    assert!(home.text.contains(&filed.reference()) && home.text.contains("/compte/brouillons/"), "{}", home.text);

    // Nobody else, and nobody at all, is filled in or gets into the draft.
    let mut other = register(&world, "autre@exemple.fr").await;
    let page = world.draft(&mut other).await;
    assert!(!page.text.contains("Müller"), "{}", page.text);
    let draft = world.draft(&mut citizen).await.form().action;
    assert_eq!(citizen.get(&draft).await.status, StatusCode::OK);
    assert_eq!(other.get(&draft).await.status, StatusCode::NOT_FOUND);
    let mut nobody = world.browser();
    nobody.get(&draft).await;
    assert!(nobody.address.starts_with("/compte/connexion?next="), "{}", nobody.address);

    let vault = citizen.get("/compte/donnees").await;
    assert!(vault.text.contains("Müller-Le Goff"), "{}", vault.text);
    let csrf = vault.forms()[0].pairs[0].1.clone();
    let vault = citizen.post("/compte/donnees/effacer", &[("_csrf", &csrf), ("tout", "1")]).await;
    assert!(!vault.text.contains("Müller-Le Goff"), "{}", vault.text);
}

pub(crate) async fn a_wrong_password_and_an_unknown_address_look_alike() {
    let world = World::new().await;
    register(&world, "zoe@exemple.fr").await;
    let mut stranger = world.browser();
    let page = stranger.get("/compte/connexion").await;
    let wrong =
        page.post_on(&mut stranger, &[("email", "zoe@exemple.fr"), ("password", "pas le bon mot de passe")]).await;
    let unknown = page
        .post_on(
            &mut stranger,
            &[("email", "zoe@exemple.fr".replace("zoe", "leo").as_str()), ("password", "pas le bon mot de passe")],
        )
        .await;
    assert_eq!((wrong.status, unknown.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(wrong.text.replace("zoe@", "leo@"), unknown.text);
    let page = stranger.get("/compte/creer").await;
    let taken =
        page.post_on(&mut stranger, &[("email", "zoe@exemple.fr"), ("password", "pas le bon mot de passe")]).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!taken.text.contains("existe déjà"), "{}", taken.text);
}

pub(crate) async fn a_login_changes_the_session_and_a_logout_ends_it_on_the_server() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let planted = citizen.cookies["session"].clone();
    let page = world.browser().get("/compte/connexion").await;
    let mut again = world.browser();
    again.cookies.insert("session".to_owned(), "7zzzzzzzzzzzzzzzzzzzzzzzzz".to_owned());
    page.post_on(&mut again, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
    assert!(again.cookies["session"] != planted && again.cookies["session"] != "7zzzzzzzzzzzzzzzzzzzzzzzzz");

    let home = citizen.get("/compte").await;
    let logout = home.forms().into_iter().find(|form| form.action == "/compte/deconnexion").unwrap();
    let mut thief = citizen.clone();
    let pairs: Vec<(&str, &str)> = logout.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    citizen.post(&logout.action, &pairs).await;
    thief.get("/compte").await;
    assert!(thief.address.starts_with("/compte/connexion"), "{}", thief.address);
}

pub(crate) async fn what_is_in_an_account_needs_no_code_to_be_found_again() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    world.draft(&mut citizen).await;
    let leave = |browser: &Browser| browser.address.replace("/vous", "/enregistrer");
    let page = citizen.get(&leave(&citizen)).await;
    assert!(page.text.contains("dans votre compte") && !page.text.contains("il faut un lien"), "{}", page.text);
    let mut nobody = world.browser();
    world.draft(&mut nobody).await;
    let page = nobody.get(&leave(&nobody)).await;
    assert!(!page.text.contains("dans votre compte") && page.text.contains("il faut un lien"), "{}", page.text);
}

pub(crate) async fn what_a_service_did_is_news_until_it_is_seen() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let filed = world.file(&mut citizen, "Toulouse").await;
    let follow = filed.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap();
    world.work().await;
    assert!(!citizen.get("/compte").await.text.contains("class=\"news\""), "what the platform does is no news");
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    let mut agent = world.agent("99900000100011", "MAIRIE").await;
    let inbox = agent.get("/agents").await;
    let case = inbox.links().into_iter().find(|link| link.contains("/agents/cas/")).unwrap();
    let case = agent.get(&case).await;
    for text in ["", "Nous cherchons."] {
        if !text.is_empty() {
            world.clock.advance(jiff::SignedDuration::from_secs(1));
            case.post_on(&mut agent, &[("status", ""), ("message", text)]).await;
        }
        let home = citizen.get("/compte").await;
        assert!(home.text.contains("class=\"news\""), "{}", home.text);
        citizen.get(&follow).await;
        assert!(!citizen.get("/compte").await.text.contains("class=\"news\""), "it was seen");
    }
}

pub(crate) async fn a_short_password_is_refused_in_its_place() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = citizen.get("/compte/creer").await;
    let page = page.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", "court")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("12 caractères"), "{}", page.text);
}

pub(crate) async fn a_login_never_leads_to_another_site() {
    let world = World::new().await;
    register(&world, "zoe@exemple.fr").await;
    for next in ["//evil.fr", "https://evil.fr", "/\\evil.fr"] {
        let mut citizen = world.browser();
        let page = citizen.get(&format!("/compte/connexion?next={}", crate::support::encode(next))).await;
        page.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", PASSWORD), ("next", next)]).await;
        assert_eq!(citizen.address, "/compte");
    }
}

pub(crate) async fn what_another_demarche_kept_stays_in_the_vault() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let store = world.desk().store();
    let owner = store
        .read(async |conn| store::people::of_email(conn, store::people::PORTAL, "zoe@exemple.fr").await)
        .await
        .unwrap()
        .unwrap();
    let before = Before {
        values: [("naissance.lieu", "Albi"), ("nom", "Ancien")]
            .map(|(path, text)| (path.to_owned(), form::answers::Value::Text(text.into())))
            .into(),
        kept_on: "2026-01-01".parse().unwrap(),
    };
    let bytes = serde_json::to_vec(&before).unwrap();
    store.write(async |tx| store::people::put_in_vault(tx, &owner, "identity", &bytes, "autre").await).await.unwrap();
    let filed = world.file(&mut citizen, "Toulouse").await;
    keep_all(&mut citizen, &filed).await;
    let person = desk::access::Person { id: owner.id, email: owner.email.clone(), proven: None };
    let kept = world.desk().vault_view(&person).await.unwrap();
    let identity = &kept.iter().find(|view| view.key == "identity").unwrap().item.values;
    let old = &identity["naissance.lieu"];
    assert_eq!((&old.value, old.on), (&before.values["naissance.lieu"], before.kept_on));
    let told = form::vault::Origin::Demarche { id: "autre".to_owned(), title: String::new() };
    assert_eq!(old.origin, told, "what stood beside the item is told of its values");
    assert_ne!(identity["nom"].value, before.values["nom"], "the newer value wins");
}

pub(crate) async fn a_whole_date_of_birth_in_the_vault_fills_a_question_that_would_take_less() {
    let world = crate::shares::world_of(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms")).await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let store = world.desk().store();
    let owner = store
        .read(async |conn| store::people::of_email(conn, store::people::PORTAL, "zoe@exemple.fr").await)
        .await
        .unwrap()
        .unwrap();
    let kept = Before {
        values: [
            ("nom".to_owned(), form::answers::Value::Text("Müller".to_owned())),
            ("naissance.date".to_owned(), form::answers::Value::Date(jiff::civil::date(1985, 8, 24))),
        ]
        .into(),
        kept_on: "2026-01-01".parse().unwrap(),
    };
    let bytes = serde_json::to_vec(&kept).unwrap();
    store.write(async |tx| store::people::put_in_vault(tx, &owner, "identity", &bytes, "autre").await).await.unwrap();
    let start = citizen.get("/demarches/changement-coordonnees").await;
    let page = start.post_on(&mut citizen, &[]).await;
    let page = agreed(&mut citizen, page).await;
    let date = [("date_effet.day", "1"), ("date_effet.month", "12"), ("date_effet.year", "2026")];
    let page = page.post_on(&mut citizen, &[&date[..], &[("objet", "demenagement")]].concat()).await;
    assert!(citizen.address.ends_with("/informations"), "{}\n{}", citizen.address, page.text);
    let part = |part: &str| page.value(&format!("declarant.naissance.date.{part}"));
    let filled = (part("day").as_deref() == Some("24"), part("month").as_deref() == Some("8"), part("year"));
    assert_eq!(filled, (true, true, Some("1985".to_owned())), "{}", page.text);
}

pub(crate) async fn what_is_kept_twice_keeps_its_words_and_the_whole_date() {
    let world = crate::shares::world_of(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms")).await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let owner = person(&world, "zoe@exemple.fr").await;
    let text = |text: &str| form::answers::Value::Text(text.to_owned());
    let before = Before {
        values: [
            ("nom".to_owned(), text("Ancien-Nom")),
            ("sexe".to_owned(), text("F")),
            ("naissance.date".to_owned(), form::answers::Value::Date(jiff::civil::date(1955, 8, 24))),
            ("naissance.pays".to_owned(), form::answers::Value::Entry { code: "99100".into(), nom: "France".into() }),
        ]
        .into(),
        kept_on: "2026-01-01".parse().unwrap(),
    };
    let bytes = serde_json::to_vec(&before).unwrap();
    let put = async |tx: &mut store::Write| {
        let owner = store::people::get(tx, store::people::PORTAL, owner.id).await?.unwrap();
        store::people::put_in_vault(tx, &owner, "identity", &bytes, "recensement-citoyen").await
    };
    world.desk().store().write(put).await.unwrap();
    // The next démarche fills in what it knows of the person; its day is emptied, and it asks for no country.
    let recap = crate::shares::recap_born(&mut citizen, ["", "8", "1955"]).await;
    let filed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    let text = filed.text.replace('\u{a0}', " ");
    let replaced = text.split("serait remplacé").nth(1).and_then(|rest| rest.split("</p>").next()).unwrap_or_default();
    assert!(replaced.contains("nom de naissance"), "{text}");
    assert!(!replaced.contains("date de naissance") && !replaced.contains("courriel"), "{replaced}");
    keep_all(&mut citizen, &filed).await;
    let vault = citizen.get("/compte/donnees").await.text.replace('\u{a0}', " ");
    for told in ["Ó Briain", "Féminin", "Pays de naissance", "24 août 1955"] {
        assert!(vault.contains(told), "{told}: {vault}");
    }
    for raw in ["Ancien-Nom", "Naissance pays", "<dd>F</dd>"] {
        assert!(!vault.contains(raw), "{raw}: {vault}");
    }
}

pub(crate) async fn the_vault_keeps_who_somebody_is_and_nothing_that_was_stated() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let page = world.draft(&mut citizen).await;
    let page = page.post_on(&mut citizen, &[("demandeur.nom", "Müller"), ("demandeur.prenoms", "Zoé")]).await;
    let vol = [("commune", "Toulouse"), ("raison", "vol"), ("plainte", "12")];
    let page = page.post_on(&mut citizen, &vol).await;
    let name = page.input_ending(".nom");
    let owner = [
        (name.as_str(), "parapluie"),
        ("proprietaire.nom", "Müller"),
        ("proprietaire.surnom", "Zed"),
        ("proprietaire.d_accord", "true"),
    ];
    let recap = page.post_on(&mut citizen, &owner).await;
    assert!(recap.text.contains("Zed"), "{}", recap.text);
    let filed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(filed.text.contains("votre identité (nom, prénoms)"), "{}", filed.text);
    keep_all(&mut citizen, &filed).await;
    let vault = citizen.get("/compte/donnees").await.text;
    assert!(vault.contains("Müller") && !vault.contains("Zed") && !vault.contains("d&#39;accord"), "{vault}");
    assert!(!vault.contains("Oui"), "{vault}");
}

pub(crate) async fn what_was_filled_in_for_somebody_else_is_gone_before_it_can_be_confirmed() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let filed = world.file(&mut citizen, "Toulouse").await;
    keep_all(&mut citizen, &filed).await;

    let page = world.draft(&mut citizen).await;
    let page = page.post_on(&mut citizen, &[]).await;
    let lieu = citizen.address.clone();
    let vol = [("commune", "Toulouse"), ("raison", "vol"), ("plainte", "12")];
    let page = page.post_on(&mut citizen, &vol).await;
    assert_eq!(page.value("proprietaire.nom").as_deref(), Some("Müller-Le Goff"), "{}", page.text);
    let name = page.input_ending(".nom");
    let recap = page.post_on(&mut citizen, &[(&name, "parapluie")]).await;
    assert!(citizen.address.ends_with("/recapitulatif") && recap.text.contains("Son nom"), "{}", recap.text);
    let filled = recap.text.matches("Müller-Le Goff").count();
    // The answer that the condition reads changes, and the page that was filled in is not gone through again.
    let page = citizen.get(&lieu).await;
    page.post_on(&mut citizen, &[("raison", "perte"), ("_action", "refresh")]).await;
    let recap = citizen.get(&lieu.replace("/lieu", "/recapitulatif")).await;
    assert!(recap.text.matches("Müller-Le Goff").count() < filled, "{}", recap.text);
    let done = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(done.text.contains("ESS-"), "{}", done.text);
}

pub(crate) async fn going_on_from_the_account_closes_no_other_tab() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let tab = world.draft(&mut citizen).await;
    let home = citizen.get("/compte").await;
    let open = home.links().into_iter().find(|link| link.contains("/compte/brouillons/")).unwrap();
    let page = citizen.get(&open).await;
    let (first, second) = (tab.form().action, page.form().action);
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let again = citizen.get(&open).await;
    assert_eq!(again.form().action, second, "the same address each time");
    // Both tabs save, whichever was opened first.
    page.post_on(&mut citizen, &[("demandeur.nom", "Second"), ("_action", "refresh")]).await;
    assert!(citizen.get(&first).await.text.contains("value=\"Second\""));
    tab.post_on(&mut citizen, &[("demandeur.prenoms", "Premier"), ("_action", "refresh")]).await;
    assert!(citizen.get(&second).await.text.contains("value=\"Premier\""));
    // The id in the address opens nothing without the account's session.
    let mut other = register(&world, "autre@exemple.fr").await;
    assert_eq!(other.get(&second).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.get(&open).await.status, StatusCode::NOT_FOUND);
    let mut nobody = world.browser();
    assert!(!nobody.get(&second).await.text.contains("Second"));
    assert!(nobody.address.starts_with("/compte/connexion?next="), "{}", nobody.address);
    // An anonymous draft has no such address.
    let id = world.desk().drafts(&person(&world, "zoe@exemple.fr").await).await.unwrap()[0].draft.id;
    assert!(second.contains(&id.to_string()));
}

/// All that the page offers to keep.
pub(crate) async fn keep_all(browser: &mut Browser, page: &Page) -> Page {
    let form = page.forms().into_iter().find(|form| form.action.ends_with("/conserver")).expect("the offer to keep");
    let csrf = form.pairs.iter().find(|(name, _)| name == "_csrf").unwrap().1.clone();
    browser.post(&form.action, &[("_csrf", &csrf), ("tout", "1")]).await
}

pub(crate) async fn person(world: &World, email: &str) -> desk::access::Person {
    let find = async |conn: &mut store::Read| store::people::of_email(conn, store::people::PORTAL, email).await;
    let found = world.desk().store().read(find).await.unwrap().unwrap();
    desk::access::Person { id: found.id, email: found.email.clone(), proven: None }
}

pub(crate) async fn a_page_posted_after_the_session_is_saved_after_the_login() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let page = world.draft(&mut citizen).await;
    world.later(2);
    let typed = [("demandeur.nom", "Tapé trop tard"), ("demandeur.prenoms", "Zoé"), ("email", "zoe@exemple.fr")];
    let login = page.post_on(&mut citizen, &typed).await;
    assert_eq!(login.status, StatusCode::CONFLICT);
    assert!(login.text.contains("Votre session est terminée"), "{}", login.text);
    // A password mistyped loses nothing either.
    let login = login.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", "pas le bon mot")]).await;
    assert_eq!(login.status, StatusCode::UNPROCESSABLE_ENTITY);
    login.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
    assert!(citizen.address.ends_with("/lieu"), "{}", citizen.address);
    let stored = citizen.get(&page.form().action).await;
    assert!(stored.text.contains("value=\"Tapé trop tard\""), "{}", stored.text);
    // Whoever logs in as somebody else saves nothing there.
    let mut thief = world.browser();
    let login = page.post_on(&mut thief, &[("demandeur.nom", "Volé"), ("demandeur.prenoms", "Zoé")]).await;
    register(&world, "autre@exemple.fr").await;
    let page = login.post_on(&mut thief, &[("email", "autre@exemple.fr"), ("password", PASSWORD)]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(thief.cookies.contains_key("session"), "the login holds");
}

pub(crate) async fn details_are_kept_by_whoever_filed_and_nobody_else() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let filed = world.file(&mut citizen, "Toulouse").await;
    let confirmation = citizen.address.clone();
    let follow = filed.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap();
    // The follow-up link is mailed, printed and passed on: it keeps nothing, offered or not.
    let mut other = register(&world, "autre@exemple.fr").await;
    let page = other.get(&follow).await;
    assert!(!page.text.contains("/conserver"), "{}", page.text);
    let session = other.get("/compte").await;
    let csrf = session.forms()[0].pairs[0].1.clone();
    let link = follow.rsplit('/').next().unwrap();
    let made = format!("{csrf}.{}", form_token(link));
    let refused = other.post(&format!("{follow}/conserver"), &[("_csrf", &made), ("tout", "1")]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert!(other.get("/compte/donnees").await.text.contains("rien conservé"));
    // Where it was filed, soon after: yes; then it is in the account, and offered by its link too.
    let page = citizen.get("/compte/creer").await;
    page.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
    world.later(25);
    let page = citizen.get("/compte/connexion").await;
    page.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
    assert!(!citizen.get(&confirmation).await.text.contains("/conserver"), "a day later an address claims nothing");
    let mut late = citizen.clone();
    let filed = world.file(&mut late, "Toulouse").await;
    let follow = filed.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap();
    let page = late.get(&follow).await;
    keep_all(&mut late, &page).await;
    assert!(late.address.contains("conserve=1"), "{}", late.address);
    assert!(late.get("/compte/donnees").await.text.contains("Müller-Le Goff"));
}

/// As the server makes it: what a reader of the link could make too.
fn form_token(secret: &str) -> String {
    use sha2::{Digest as _, Sha256};
    hex::encode(&Sha256::digest(format!("guichet form token\0{secret}"))[..16])
}

pub(crate) async fn a_new_password_logs_everybody_else_out() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let mut elsewhere = world.browser();
    let login = elsewhere.get("/compte/connexion").await;
    login.post_on(&mut elsewhere, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
    assert_eq!(elsewhere.address, "/compte");

    let page = citizen.get("/compte/mot-de-passe").await;
    let new = "une autre phrase assez longue";
    let wrong = page.post_on(&mut citizen, &[("current", "pas le bon"), ("password", new)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("mot de passe actuel") && wrong.text.contains("current--error"), "{}", wrong.text);
    let short = page.post_on(&mut citizen, &[("current", PASSWORD), ("password", "court")]).await;
    assert!(short.text.contains("12 caractères"), "{}", short.text);
    elsewhere.get("/compte").await;
    assert_eq!(elsewhere.address, "/compte", "nothing has changed yet");

    let done = page.post_on(&mut citizen, &[("current", PASSWORD), ("password", new)]).await;
    assert!(done.text.contains("est changé"), "{}", done.text);
    citizen.get("/compte").await;
    assert_eq!(citizen.address, "/compte", "who changed it stays logged in");
    elsewhere.get("/compte").await;
    assert!(elsewhere.address.starts_with("/compte/connexion"), "{}", elsewhere.address);
    let login = elsewhere.get("/compte/connexion").await;
    let old = login.post_on(&mut elsewhere, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    login.post_on(&mut elsewhere, &[("email", "zoe@exemple.fr"), ("password", new)]).await;
    assert_eq!(elsewhere.address, "/compte");
}
