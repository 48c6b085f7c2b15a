//! Drafts put away: their codes, their links, and what is typed meanwhile.

use axum::http::StatusCode;

use crate::support::{Browser, PASSWORD, Page, World};

/// Puts a draft away; the link.
async fn put_away(page: &Page, citizen: &mut Browser, email: &str) -> String {
    let page = page.post_on(citizen, &[("demandeur.nom", "Gardé"), ("_action", "save_and_quit")]).await;
    assert!(citizen.address.ends_with("/enregistrer"), "{}", citizen.address);
    let saved = page.post_on(citizen, &[("code", "chat rouge"), ("email", email)]).await;
    let at = saved.text.find("/reprendre/").expect("a link");
    saved.text[at..at + "/reprendre/".len() + 26].to_owned()
}

pub(crate) async fn a_draft_put_away_opens_with_its_code_alone_and_locks_after_five() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let before = citizen.address.clone();
    let page = page.post_on(&mut citizen, &[("demandeur.nom", "Gardé"), ("_action", "save_and_quit")]).await;
    assert!(citizen.address.ends_with("/enregistrer"), "{}", citizen.address);
    let short = page.post_on(&mut citizen, &[("code", "abc"), ("email", "")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let saved = short.post_on(&mut citizen, &[("code", "chat rouge"), ("email", "zoe@exemple.fr")]).await;
    let at = saved.text.find("/reprendre/").expect("a link");
    let link = saved.text[at..at + "/reprendre/".len() + 26].to_owned();
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    assert!(mails[0].text.contains(&link) && !mails[0].text.contains("Gardé"), "{}", mails[0].text);

    let mut elsewhere = world.browser();
    let door = elsewhere.get(&link).await;
    let page = door.post_on(&mut elsewhere, &[("code", "mauvais code")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = page.post_on(&mut elsewhere, &[("code", "chat rouge")]).await;
    assert!(elsewhere.address.ends_with("/vous") && page.text.contains("value=\"Gardé\""), "{}", page.text);
    // The old address works no more.
    assert_eq!(citizen.get(&before).await.status, StatusCode::NOT_FOUND);

    let mut guesser = world.browser();
    let door = guesser.get(&link).await;
    for attempt in 1..=5 {
        let page = door.post_on(&mut guesser, &[("code", "mauvais code")]).await;
        assert_eq!(
            page.status,
            if attempt == 5 { StatusCode::GONE } else { StatusCode::UNPROCESSABLE_ENTITY },
            "attempt {attempt}"
        );
    }
    assert_eq!(door.post_on(&mut guesser, &[("code", "chat rouge")]).await.status, StatusCode::GONE);
    // Whoever comes later is told so before typing a code.
    let door = guesser.get(&link).await;
    assert!(door.status == StatusCode::GONE && !door.text.contains("name=\"code\""), "{}", door.text);
}

pub(crate) async fn a_draft_put_away_asks_for_its_code_at_its_own_address() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let first = citizen.address.clone();
    let link = put_away(&page, &mut citizen, "").await;
    // Whoever finds the address in the browser reads nothing, at no step.
    let base = first.strip_suffix("/vous").unwrap();
    let steps = ["", "/vous", "/lieu", "/recapitulatif", "/enregistrer", "/arret", "/destinataire", "/confirmation"];
    let mut finder = world.browser();
    for step in steps {
        let page = finder.get(&format!("{base}{step}")).await;
        assert!(page.status == StatusCode::OK && page.text.contains("name=\"_code\""), "{step}: {}", page.text);
        assert!(!page.text.contains("Gardé"), "{step}");
    }
    let door = finder.get(&first).await;
    let door = door.post_on(&mut finder, &[("_code", "mauvais code")]).await;
    assert_eq!(door.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!door.text.contains("Gardé") && door.text.contains("4 essais"), "{}", door.text);
    assert_eq!(door.post_on(&mut finder, &[("_code", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // With the code it opens on the step that was wanted, and stays open.
    let door = citizen.get(&format!("{base}/enregistrer")).await;
    door.post_on(&mut citizen, &[("_code", "chat rouge")]).await;
    assert!(citizen.address.ends_with("/enregistrer"), "{}", citizen.address);
    assert!(citizen.get(&first).await.text.contains("value=\"Gardé\""));
    // Five attempts in all, at the address and at the link together.
    put_away(&page, &mut citizen, "").await;
    let door = finder.get(&first).await;
    for attempt in 1..=5 {
        let page = door.post_on(&mut finder, &[("_code", "mauvais code")]).await;
        let expected = if attempt == 5 { StatusCode::GONE } else { StatusCode::UNPROCESSABLE_ENTITY };
        assert_eq!(page.status, expected, "attempt {attempt}");
    }
    assert_eq!(door.post_on(&mut finder, &[("_code", "chat rouge")]).await.status, StatusCode::GONE);
    assert_eq!(finder.get(&first).await.status, StatusCode::GONE);
    assert_eq!(finder.get(&link).await.status, StatusCode::NOT_FOUND, "the second link took the place of the first");
}

pub(crate) async fn what_is_posted_to_a_draft_put_away_waits_for_its_code() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let mut other = citizen.clone();
    put_away(&page, &mut citizen, "").await;
    let typed = [("demandeur.nom", "Tapé après"), ("demandeur.prenoms", "Zoé"), ("email", "zoe@exemple.fr")];
    let door = page.post_on(&mut other, &typed).await;
    assert_eq!(door.status, StatusCode::CONFLICT);
    assert!(!door.text.contains("Gardé"), "{}", door.text);
    let door = door.post_on(&mut other, &[("_code", "mauvais code")]).await;
    assert_eq!(door.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(door.value("demandeur.nom").as_deref(), Some("Tapé après"));
    door.post_on(&mut other, &[("_code", "chat rouge")]).await;
    assert!(other.address.ends_with("/lieu"), "{}", other.address);
    let stored = other.get(&page.form().action).await;
    assert!(stored.text.contains("value=\"Tapé après\""), "{}", stored.text);
    // The recap's confirmation too: nothing is filed from a draft that is closed.
    let recap = world.recap(&mut citizen, "Toulouse").await;
    let mut tab = citizen.clone();
    let save = tab.get(&recap.form().action.replace("confirmer", "enregistrer")).await;
    save.post_on(&mut tab, &[("code", "chat rouge")]).await;
    let door = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(door.status == StatusCode::CONFLICT && !door.text.contains("ESS-"), "{}", door.text);
    let filed = door.post_on(&mut citizen, &[("_code", "chat rouge")]).await;
    assert!(citizen.address.ends_with("/confirmation") && filed.text.contains("ESS-"), "{}", filed.text);
}

pub(crate) async fn what_is_typed_after_a_draft_was_taken_up_elsewhere_is_given_back() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let mut other = citizen.clone();
    let link = put_away(&page, &mut citizen, "").await;
    let typed = [("demandeur.nom", "Tapé après"), ("demandeur.prenoms", "Zoé"), ("email", "zoe@exemple.fr")];
    let door = page.post_on(&mut other, &typed).await;
    assert_eq!(door.status, StatusCode::CONFLICT);
    // The telephone is quicker.
    let mut telephone = world.browser();
    telephone.get(&link).await.post_on(&mut telephone, &[("code", "chat rouge")]).await;
    assert!(telephone.address.ends_with("/vous"), "{}", telephone.address);
    let gone = door.post_on(&mut other, &[("_code", "chat rouge")]).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    for told in ["reprise ailleurs", "Tapé après", "zoe@exemple.fr", "Ce que vous venez de saisir"] {
        assert!(gone.text.contains(told), "{told}: {}", gone.text);
    }
    assert!(!gone.text.contains("Gardé"), "{}", gone.text);
    // A reload on the desktop is told the same; it has typed nothing.
    for step in ["vous", "recapitulatif", "confirmation"] {
        let reloaded = other.get(&page.form().action.replace("vous", step)).await;
        assert!(
            reloaded.status == StatusCode::NOT_FOUND && reloaded.text.contains("reprise ailleurs"),
            "{step}: {}",
            reloaded.text
        );
        assert!(!reloaded.text.contains("venez de saisir"), "{step}");
    }
}

pub(crate) async fn each_link_of_a_draft_put_away_twice_is_mailed() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    put_away(&page, &mut citizen, "faux@exemple.fr").await;
    // Whoever goes back gives the code first.
    let door = citizen.get(&citizen.address.clone()).await;
    let form = door.post_on(&mut citizen, &[("_code", "chat rouge")]).await;
    assert!(citizen.address.ends_with("/enregistrer"), "{}\n{}", citizen.address, form.text);
    let saved = form.post_on(&mut citizen, &[("code", "chat rouge"), ("email", "zoe@exemple.fr")]).await;
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let mail = mails.iter().find(|mail| mail.to == "zoe@exemple.fr").expect("a mail to the second address");
    let at = mail.text.find("/reprendre/").expect("a link");
    let link = &mail.text[at..at + "/reprendre/".len() + 26];
    assert!(saved.text.contains(link), "the link that works");
}

pub(crate) async fn a_draft_of_an_account_opens_elsewhere_with_its_code() {
    let world = World::new().await;
    let (mut owner, mut other) = (world.browser(), world.browser());
    for (browser, email) in [(&mut owner, "zoe@exemple.fr"), (&mut other, "autre@exemple.fr")] {
        let page = browser.get("/compte/creer").await;
        page.post_on(browser, &[("email", email), ("password", PASSWORD)]).await;
    }
    let page = world.draft(&mut owner).await;
    let draft = owner.address.clone();
    let link = put_away(&page, &mut owner, "").await;
    // The code wants to be right, and a wrong one leaves the address as it was.
    let door = other.get(&link).await;
    assert_eq!(door.post_on(&mut other, &[("code", "mauvais code")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other.get(&draft).await.status, StatusCode::NOT_FOUND);
    // Its account's session proves more than a code does.
    assert!(owner.get(&draft).await.text.contains("value=\"Gardé\""));
    // The owner takes it up: it stays in the account.
    let door = owner.get(&link).await;
    door.post_on(&mut owner, &[("code", "chat rouge")]).await;
    let draft = owner.address.clone();
    assert!(owner.get("/compte").await.text.contains("/compte/brouillons/"));
    let mut nobody = world.browser();
    nobody.get(&draft).await;
    assert!(nobody.address.starts_with("/compte/connexion"), "{}", nobody.address);
    // On a telephone without a session, link and code are enough.
    let mut telephone = world.browser();
    let door = telephone.get(&link).await;
    let page = door.post_on(&mut telephone, &[("code", "chat rouge")]).await;
    assert!(
        page.status == StatusCode::OK && page.text.contains("value=\"Gardé\""),
        "{} {}",
        page.status,
        telephone.address
    );
    page.post_on(&mut telephone, &[("demandeur.nom", "Suite"), ("demandeur.prenoms", "Zoé")]).await;
    assert!(telephone.address.ends_with("/lieu"), "{}", telephone.address);
}
