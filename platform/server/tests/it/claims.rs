//! What was begun or filed without an account comes into one: by whoever has it open, and opens to nobody else from then on.

use axum::http::StatusCode;

use crate::{
    account::register,
    support::{Browser, PASSWORD, Page, World},
};

const CODE: &str = "chat rouge";

/// Puts a draft away under the code; the link.
async fn put_away(page: &Page, citizen: &mut Browser) -> String {
    let page = page.post_on(citizen, &[("demandeur.nom", "Gardé"), ("_action", "save_and_quit")]).await;
    assert!(page.text.contains("Connectez-vous"), "an account is offered: {}", page.text);
    assert!(!page.text.contains("name=\"_act\""), "and nothing to nobody: {}", page.text);
    let saved = page.post_on(citizen, &[("code", CODE)]).await;
    let at = saved.text.find("/reprendre/").expect("a link");
    saved.text[at..at + "/reprendre/".len() + 26].to_owned()
}

pub(crate) async fn a_draft_begun_without_an_account_is_claimed_by_who_gives_its_code() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let first = citizen.address.clone();
    let link = put_away(&page, &mut citizen).await;
    let save = first.replace("/vous", "/enregistrer");

    // Without the code it is nobody's to claim.
    let mut other = register(&world, "autre@exemple.fr").await;
    let door = other.get(&save).await;
    assert!(door.text.contains("name=\"_code\""), "{}", door.text);
    let csrf = door.value("_csrf").unwrap();
    other.post(&save, &[("_csrf", &csrf), ("_act", "compte")]).await;
    assert_eq!(world.number("select count(*) from drafts where person is not null").await, 0);

    let mut owner = register(&world, "zoe@exemple.fr").await;
    let door = owner.get(&link).await;
    let page = door.post_on(&mut owner, &[("code", CODE)]).await;
    assert!(owner.address.ends_with("/vous") && page.text.contains("value=\"Gardé\""), "{}", page.text);
    let by_token = owner.address.clone();
    let save = page.post_on(&mut owner, &[("_action", "save_and_quit")]).await;
    assert!(save.text.contains("name=\"_act\" value=\"compte\""), "{}", save.text);
    let at = owner.address.clone();
    let csrf = save.value("_csrf").unwrap();
    for _ in 0..2 {
        // A second click finds what the first one did.
        let home = owner.post(&at, &[("_csrf", &csrf), ("_act", "compte")]).await;
        assert_eq!(owner.address, "/compte", "{}", home.text);
        assert!(home.text.contains("/compte/brouillons/"), "{}", home.text);
    }
    assert!(owner.get("/compte/traces").await.text.contains("Brouillon ajouté au compte"));
    let mine = owner.get("/compte").await.links().into_iter().find(|link| link.contains("/brouillons/")).unwrap();
    assert!(owner.get(&mine).await.text.contains("value=\"Gardé\""));
    // From now on its address opens to its account alone.
    let refused = other.get(&by_token).await;
    assert!(refused.status == StatusCode::NOT_FOUND && !refused.text.contains("Gardé"), "{}", refused.text);
    let mut nobody = world.browser();
    nobody.get(&by_token).await;
    assert!(nobody.address.starts_with("/compte/connexion"), "{}", nobody.address);
}

pub(crate) async fn a_filing_without_an_account_is_added_to_one_where_it_was_filed_with_nothing_of_it_kept() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let filed = world.file(&mut citizen, "Toulouse").await;
    let (at, reference) = (citizen.address.clone(), filed.reference());
    let follow = filed.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains('.')).unwrap();
    // The same browser, logged in.
    let login = filed.follow_on(&mut citizen, "confirmation").await;
    let create = login.links().into_iter().find(|link| link.starts_with("/compte/creer")).unwrap();
    let page = citizen.get(&create).await;
    let page = page.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
    assert_eq!(citizen.address, at, "{}", page.text);
    assert!(!citizen.get("/compte").await.text.contains(&reference));
    let page = citizen.get(&at).await;
    let form = page.forms().into_iter().find(|form| form.action.ends_with("/conserver")).unwrap();
    let csrf = page.value("_csrf").unwrap();
    // Its follow-up link, which is mailed and printed, claims nothing.
    let mut other = register(&world, "autre@exemple.fr").await;
    let theirs = other.get(&follow).await.forms().remove(0).pairs.remove(0);
    assert_eq!(theirs.0, "_csrf");
    let refused = other.post(&format!("{follow}/conserver"), &[("_csrf", &theirs.1), ("tout", "1")]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.text);

    let done = citizen.post(&form.action, &[("_csrf", &csrf), ("dossier", "1")]).await;
    assert!(done.text.contains("Cette démarche est dans votre compte."), "{}", done.text);
    assert!(!done.text.contains("name=\"dossier\""), "{}", done.text);
    assert!(citizen.get("/compte").await.text.contains(&reference));
    assert_eq!(world.number("select count(*) from vault").await, 0, "nothing of it was kept");
    assert!(citizen.get("/compte/traces").await.text.contains("Démarche ajoutée au compte"));
    assert!(!other.get("/compte").await.text.contains(&reference));
}

pub(crate) async fn a_filing_is_added_to_an_account_no_more_after_a_day() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let mut stranger = world.browser();
    world.file(&mut stranger, "Toulouse").await;
    let at = stranger.address.clone();
    let page = citizen.get(&at).await;
    let form = page.forms().into_iter().find(|form| form.action.ends_with("/conserver")).unwrap();
    world.later(25);
    let login = citizen.get("/compte/connexion").await;
    login.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
    let late = citizen.get(&at).await;
    assert!(!late.text.contains("name=\"dossier\""), "{}", late.text);
    let csrf = late.value("_csrf").unwrap();
    let refused = citizen.post(&form.action, &[("_csrf", &csrf), ("dossier", "1")]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.text);
    assert_eq!(world.number("select count(*) from dossiers where person is not null").await, 0);
}

/// Files without an account, and leaves this address for news; the reference.
async fn filed_with(world: &World, email: &str) -> String {
    let mut stranger = world.browser();
    let filed = world.file(&mut stranger, "Toulouse").await;
    let form = filed.forms().into_iter().find(|form| form.action.ends_with("/courriel")).unwrap();
    let csrf = form.pairs.iter().find(|(name, _)| name == "_csrf").unwrap().1.clone();
    let page = stranger.post(&form.action, &[("_csrf", &csrf), ("email", email)]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    filed.reference()
}

/// The codes that were mailed to claim, with where to.
async fn codes(world: &World) -> Vec<(String, String)> {
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let claims = mails.into_iter().filter(|mail| mail.subject.contains("ajouter une démarche"));
    let code = |text: &str| {
        let mut words = text.split(|sign: char| !sign.is_ascii_digit());
        words.find(|word| word.len() == 6).expect("a code").to_owned()
    };
    claims.map(|mail| (mail.to, code(&mail.text))).collect()
}

pub(crate) async fn a_reference_is_claimed_by_who_reads_the_mailbox_left_with_it() {
    const HERE: &str = "/compte/rattacher";
    let world = World::new().await;
    let reference = filed_with(&world, "zoe@exemple.fr").await;
    let mut citizen = register(&world, "autre.adresse@exemple.fr").await;
    let page = citizen.get("/compte").await.follow_on(&mut citizen, HERE).await;
    let wrong = page.post_on(&mut citizen, &[("reference", "ESS-0000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
    assert!(wrong.text.contains("value=\"ESS-0000\""), "what was typed stays: {}", wrong.text);
    let asked = wrong.post_on(&mut citizen, &[("reference", &reference.to_lowercase())]).await;
    assert!(asked.text.contains("name=\"code\"") && asked.text.contains(&reference), "{}", asked.text);
    let [(to, code)] = codes(&world).await.try_into().expect("one mail");
    assert_eq!(to, "zoe@exemple.fr", "never to whoever asks");

    // A reference that nobody has is answered alike, and nobody is mailed.
    let mut other = register(&world, "curieux@exemple.fr").await;
    let page = other.get(HERE).await;
    let unknown = desk::Reference::new("ESS", 17).to_string();
    let alike = page.post_on(&mut other, &[("reference", &unknown)]).await;
    assert!(alike.text.contains("name=\"code\"") && alike.text.contains(&unknown), "{}", alike.text);
    assert_eq!(codes(&world).await.len(), 1);
    // The code is good in the browser and the account that asked for it alone.
    let refused = alike.post_on(&mut other, &[("code", &code)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    other.cookies.insert("login-code".to_owned(), citizen.cookies["login-code"].clone());
    let refused = alike.post_on(&mut other, &[("code", &code)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert_eq!(world.number("select count(*) from dossiers where person is not null").await, 0);

    let wrong = asked.post_on(&mut citizen, &[("code", if code == "000000" { "111111" } else { "000000" })]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("4 essais"), "{}", wrong.text);
    let home = wrong.post_on(&mut citizen, &[("code", &code)]).await;
    assert!(citizen.address == "/compte" && home.text.contains(&reference), "{}", home.text);
    assert!(citizen.get("/compte/traces").await.text.contains("Démarche ajoutée au compte"));
    // Once, and then it is in an account: nobody is mailed for it any more.
    let again = asked.post_on(&mut citizen, &[("code", &code)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.text);
    other.get(HERE).await.post_on(&mut other, &[("reference", &reference)]).await;
    assert_eq!(codes(&world).await.len(), 1);
}

pub(crate) async fn a_claiming_code_locks_after_five_and_ends_after_ten_minutes() {
    const HERE: &str = "/compte/rattacher";
    let world = World::new().await;
    let reference = filed_with(&world, "zoe@exemple.fr").await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let page = citizen.get(HERE).await;
    let asked = page.post_on(&mut citizen, &[("reference", &reference)]).await;
    let (_, code) = codes(&world).await.remove(0);
    for _ in 0..5 {
        let wrong = if code == "000000" { "111111" } else { "000000" };
        asked.post_on(&mut citizen, &[("code", wrong)]).await;
    }
    let locked = asked.post_on(&mut citizen, &[("code", &code)]).await;
    assert_eq!(locked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", locked.text);
    let page = citizen.get("/compte/rattacher").await;
    page.post_on(&mut citizen, &[("reference", &reference)]).await;
    world.clock.advance(jiff::SignedDuration::from_mins(11));
    let (_, code) = codes(&world).await.into_iter().find(|(_, other)| *other != code).expect("another code");
    let late = asked.post_on(&mut citizen, &[("code", &code)]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", late.text);
    assert_eq!(world.number("select count(*) from dossiers where person is not null").await, 0);
}
