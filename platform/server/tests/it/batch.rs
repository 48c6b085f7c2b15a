//! Labels of a desk, and one thing done to several of its cases at a time.

use axum::http::StatusCode;
use store::agents::Role;

use crate::{
    agent::{MAIRIE, REGISTRE, link, received},
    at_desk::post_at,
    redirect::{send_on, two_town_halls},
    roles::{id_of, log_in, somebody, token},
    support::{Browser, PASSWORD, Page, World},
};

const LABELS: &str = "/agents/etiquettes";

async fn add(browser: &mut Browser, name: &str, colour: &str) -> Page {
    let csrf = token(browser).await;
    browser.post(LABELS, &[("_csrf", &csrf), ("_act", "add"), ("name", name), ("colour", colour)]).await
}

/// The id of the option that reads so.
fn option(page: &Page, name: &str) -> String {
    let mut options = page.text.split("<option value=\"").skip(1).filter_map(|rest| rest.split_once("\">"));
    options
        .find(|(_, rest)| rest.starts_with(name))
        .unwrap_or_else(|| panic!("no {name} in {}", page.text))
        .0
        .to_owned()
}

/// What the cases of a page are ticked as.
fn picks(page: &Page) -> Vec<String> {
    let mut found: Vec<String> = page
        .text
        .split("name=\"cas\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    found.dedup();
    found
}

async fn lot(browser: &mut Browser, picks: &[String], values: &[(&str, &str)]) -> Page {
    let csrf = token(browser).await;
    let mut pairs = vec![("_csrf", csrf.as_str())];
    pairs.extend(picks.iter().map(|pick| ("cas", pick.as_str())));
    pairs.extend(values);
    browser.post("/agents/lot", &pairs).await
}

pub(crate) async fn a_desk_labels_its_cases_and_finds_them_by_it() {
    let world = World::new().await;
    let (filed, mut agnes, case) = received(&world, &mut world.browser(), MAIRIE).await;
    world.file(&mut world.browser(), "Toulouse").await;
    world.work().await;
    let mut sue = somebody(&world, MAIRIE, "sue", Role::Supervisor).await;
    let mut eve = somebody(&world, REGISTRE, "eve", Role::Supervisor).await;
    for (name, colour, said) in [
        ("", "red", "Écrivez le nom"),
        (&*"é".repeat(41), "red", "40 caractères"),
        ("Urgent", "#ff0000", "Choisissez une couleur"),
    ] {
        let page = add(&mut sue, name, colour).await;
        assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.text.contains(said), "{}", page.text);
    }
    assert_eq!(add(&mut agnes, "Urgent", "red").await.status, StatusCode::NOT_FOUND);
    assert!(add(&mut sue, " Urgent ", "red").await.text.contains("<span class=\"tag red\">Urgent</span>"));
    assert!(add(&mut sue, "Urgent", "blue").await.text.contains("déjà une étiquette de ce nom"));
    add(&mut sue, "Prêt", "green").await;
    for other in ["URGENT", "urgént", "Pret", "PRE\u{302}T"] {
        assert!(add(&mut sue, other, "blue").await.text.contains("déjà une étiquette de ce nom"), "{other}");
    }
    assert_eq!(add(&mut eve, "Urgent", "red").await.status, StatusCode::OK, "another desk's own");

    let address = case.form().action;
    let page = agnes.get(&address).await;
    let urgent = page.text.split("name=\"labels\" value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
    let csrf = token(&mut agnes).await;
    let stick = async |browser: &mut Browser, csrf: &str, labels: &[&str]| {
        let mut pairs = vec![("_csrf", csrf)];
        pairs.extend(labels.iter().map(|label| ("labels", *label)));
        browser.post(&format!("{address}/etiquettes"), &pairs).await
    };
    assert_eq!(stick(&mut agnes, &csrf, &[&urgent]).await.status, StatusCode::OK);
    stick(&mut agnes, &csrf, &[&urgent]).await;
    assert_eq!(world.number("select count(*) from journal where act = 'case.labelled'").await, 1, "said once");
    let reference = filed.reference();
    let inbox = agnes.get("/agents").await;
    assert_eq!(inbox.text.matches("<span class=\"tag red\">Urgent</span>").count(), 1, "{}", inbox.text);
    let found = async |browser: &mut Browser, query: &str| {
        let page = browser.get(&format!("/agents?{query}")).await;
        let count = page.links().iter().filter(|link| link.contains("/agents/cas/")).count();
        (count, page.text.contains(&reference))
    };
    assert_eq!(found(&mut agnes, &format!("label={urgent}")).await, (1, true));
    assert_eq!(found(&mut agnes, "label=URG%C3%89NT").await, (1, true), "by either spelling");
    assert_eq!(found(&mut agnes, &format!("label={urgent}&assignee=personne")).await, (1, true));
    assert_eq!(found(&mut agnes, &format!("label={urgent}&assignee=moi")).await, (0, false));
    assert_eq!(found(&mut agnes, &format!("label={urgent}&status=done")).await, (0, false));
    assert_eq!(found(&mut agnes, &format!("label={}", option(&inbox, "Prêt"))).await, (0, false));
    assert_eq!(found(&mut agnes, "label=rien").await, (0, false));
    // What a colleague stuck on since the page was shown stays; what was shown and is ticked no more goes.
    let ready = option(&inbox, "Prêt");
    assert_eq!(post_at(&page, &mut agnes, "/etiquettes", &[("labels", &ready)]).await.status, StatusCode::OK);
    assert_eq!(world.number("select count(*) from case_labels").await, 2);
    let refused = post_at(&page, &mut agnes, "/note", &[("labels", &ready), ("note", " ")]).await;
    assert!(refused.text.contains(&format!("value=\"{urgent}\" form=\"answer\" checked")), "{}", refused.text);
    let page = agnes.get(&address).await;
    post_at(&page, &mut agnes, "/etiquettes", &[("labels", &urgent)]).await;
    assert_eq!(world.number("select count(*) from case_labels").await, 1);
    // Another desk finds nothing by it, nor sticks anything on what is not its own, whatever it sends.
    assert_eq!(found(&mut eve, &format!("label={urgent}")).await.0, 0);
    let own = token(&mut eve).await;
    assert_eq!(stick(&mut eve, &own, &[&urgent]).await.status, StatusCode::NOT_FOUND);
    let remove = [("_csrf", own.as_str()), ("_act", "remove"), ("label", urgent.as_str())];
    assert_eq!(eve.post(LABELS, &remove).await.status, StatusCode::NOT_FOUND);
    // Neither the citizen nor a program is told.
    assert_eq!(world.number("select count(*) from events where kind = 'label'").await, 0);
    let csrf = token(&mut sue).await;
    sue.post(LABELS, &[("_csrf", &csrf), ("_act", "remove"), ("label", &urgent)]).await;
    assert_eq!(world.number("select count(*) from case_labels").await, 0);
    assert_eq!(world.number("select count(*) from desk_labels").await, 2);
}

pub(crate) async fn one_thing_is_done_to_several_cases_and_of_each_it_is_told() {
    let world = World::new().await;
    let mut citizens = [world.browser(), world.browser(), world.browser()];
    let mut follows = Vec::new();
    for citizen in &mut citizens {
        let filed = world.file(citizen, "Toulouse").await;
        follows.push(link(&filed, "/suivi/"));
    }
    world.work().await;
    let mut agnes = world.agent(MAIRIE.0, MAIRIE.1).await;
    let mut bob = somebody(&world, MAIRIE, "bob", Role::Agent).await;
    let mut sue = somebody(&world, MAIRIE, "sue", Role::Supervisor).await;
    add(&mut sue, "Urgent", "red").await;
    let inbox = agnes.get("/agents?coches=tout").await;
    assert_eq!(inbox.text.matches(" checked>").count(), 3);
    let all = picks(&inbox);
    assert_eq!(all.len(), 3);

    let chosen = lot(&mut agnes, &all, &[("_act", "choose")]).await;
    assert!(chosen.status == StatusCode::OK && chosen.text.contains("3 dossiers choisis"), "{}", chosen.text);
    // What is wrong with all of it is told before anything is done.
    for (values, said) in [
        (&[("_act", "answer"), ("status", "refused"), ("message", " ")][..], "Écrivez un message"),
        (&[("_act", "answer"), ("status", ""), ("message", "")][..], "Choisissez un état"),
        (&[("_act", "label"), ("label", "rien")][..], "Choisissez une étiquette"),
    ] {
        let page = lot(&mut agnes, &all, values).await;
        assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.text.contains(said), "{said}: {}", page.text);
    }
    let none = lot(&mut agnes, &[], &[("_act", "choose")]).await;
    assert!(none.text.contains("au moins un dossier"), "{}", none.text);
    let many: Vec<String> = all.iter().cycle().take(51).cloned().collect();
    let page = lot(&mut agnes, &many, &[("_act", "assign"), ("assignee", "")]).await;
    assert!(page.text.contains("moins de dossiers"), "{}", page.text);

    let urgent = option(&chosen, "Urgent");
    let page = lot(&mut agnes, &all[..2], &[("_act", "label"), ("label", &urgent)]).await;
    assert!(page.text.contains("pour les 2 dossiers"), "{}", page.text);
    assert_eq!(world.number("select count(*) from case_labels").await, 2);
    lot(&mut agnes, &all[..1], &[("_act", "unlabel"), ("label", &urgent)]).await;
    assert_eq!(world.number("select count(*) from case_labels").await, 1);

    // Of three, one is looked after by a colleague: the two others are passed on, and it is told which was not.
    let (bob_id, agnes_id) =
        (id_of(&world, "bob@exemple.fr").await, id_of(&world, "agent.99900000100011@exemple.fr").await);
    lot(&mut bob, &all[..1], &[("_act", "assign"), ("assignee", &bob_id.to_string())]).await;
    let page = lot(&mut agnes, &all, &[("_act", "assign"), ("assignee", &agnes_id.to_string())]).await;
    assert!(page.text.contains("pour 2 des 3 dossiers"), "{}", page.text);
    assert_eq!(page.text.matches("Un collègue suit déjà ce dossier").count(), 1);

    // One was changed since the list was read: it stays as it is, the others are answered, each once.
    let first = agnes.get(&format!("/agents/cas/{}", all[0].rsplit_once('/').unwrap().0)).await;
    first.post_on(&mut agnes, &[("status", "in_progress"), ("message", "À part.")]).await;
    let events = world.number("select count(*) from events").await;
    let answer = [("_act", "answer"), ("_key", "k1"), ("status", "in_progress"), ("message", "Nous cherchons.")];
    let page = lot(&mut agnes, &all, &answer).await;
    assert!(page.text.contains("pour 2 des 3 dossiers"), "{}", page.text);
    assert_eq!(page.text.matches("Ce dossier vient de changer").count(), 1, "{}", page.text);
    assert_eq!(world.number("select count(*) from events").await, events + 4, "received and in progress, twice");
    let left = picks(&page);
    assert!(left.len() == 1 && page.text.contains("Nous cherchons."), "what is left, with the text: {}", page.text);
    let again = lot(&mut agnes, &all, &answer).await;
    assert!(again.text.contains("pour 2 des 3 dossiers"), "{}", again.text);
    assert!(again.text.contains("déjà partie") && again.text.contains("Nous cherchons."), "{}", again.text);
    assert_eq!(world.number("select count(*) from events").await, events + 4, "a second click");
    let mut told = 0;
    for (citizen, follow) in citizens.iter_mut().zip(&follows) {
        told += citizen.get(follow).await.text.matches("Nous cherchons.").count();
    }
    assert_eq!(told, 2);
    // The list goes on with the cases as they are now.
    let now = picks(&agnes.get("/agents").await);
    let page = lot(&mut agnes, &now, &[("_act", "answer"), ("_key", "k2"), ("status", "done")]).await;
    assert!(page.text.contains("pour les 3 dossiers"), "{}", page.text);
    assert_eq!(world.number("select count(*) from cases where status = 'done'").await, 3);

    // Another desk, by the same form: nothing there, nothing done.
    let mut eve = somebody(&world, REGISTRE, "eve", Role::Admin).await;
    let entries = world.number("select count(*) from events").await;
    for values in [&answer[..], &[("_act", "assign"), ("assignee", "")][..]] {
        let page = lot(&mut eve, &all, values).await;
        assert!(!page.text.contains("ESS-") && page.text.contains("pour aucun des 3 dossiers"), "{}", page.text);
    }
    let refused = lot(&mut eve, &all, &[("_act", "print")]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && !refused.text.contains("ESS-"), "{}", refused.text);
    assert_eq!(world.number("select count(*) from events").await, entries);
}

pub(crate) async fn several_cases_are_printed_in_one_document() {
    let world = World::new().await;
    for _ in 0..2 {
        world.file(&mut world.browser(), "Toulouse").await;
    }
    world.work().await;
    let mut agnes = world.agent(MAIRIE.0, MAIRIE.1).await;
    let all = picks(&agnes.get("/agents").await);
    let printed = lot(&mut agnes, &all, &[("_act", "print")]).await;
    assert!(printed.status == StatusCode::OK && printed.bytes.starts_with(b"%PDF-"), "{}", printed.text);
    let called = printed.headers["content-disposition"].to_str().unwrap();
    assert!(called.starts_with("attachment; filename=\"dossiers-2.pdf\""), "{called}");
    for act in ["case.read", "case.print_taken"] {
        let sql: &'static str = match act {
            "case.read" => "select count(*) from journal where act = 'case.read'",
            _ => "select count(*) from journal where act = 'case.print_taken'",
        };
        assert_eq!(world.number(sql).await, 2, "{act}");
    }
    assert_eq!(world.number("select count(*) from cases where opened_at is not null").await, 2);
}

pub(crate) async fn what_is_too_much_to_print_is_not_opened() {
    let world = World::new().await;
    let png = crate::uploads::png();
    for _ in 0..2 {
        crate::antivirus::file(&world, &mut world.browser(), &[("preuve.png", &png)]).await;
    }
    let large = "update attachments set size = 40000000";
    world.raw(large, large).await;
    let mut agnes = world.agent(MAIRIE.0, MAIRIE.1).await;
    let all = picks(&agnes.get("/agents").await);
    assert_eq!(all.len(), 2);
    let refused = lot(&mut agnes, &all, &[("_act", "print")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("trop de pièces pour un seul document"), "{}", refused.text);
    // Nobody was told « Reçue » of what nobody has read.
    assert_eq!(world.number("select count(*) from cases where opened_at is not null").await, 0);
    assert_eq!(world.number("select count(*) from journal where act = 'case.read'").await, 0);
}

pub(crate) async fn a_case_that_went_to_another_desk_is_told_in_its_row_and_takes_no_text_away() {
    let world = two_town_halls().await;
    for _ in 0..2 {
        world.file(&mut world.browser(), "Toulouse").await;
    }
    world.work().await;
    let mut agnes = world.agent(MAIRIE.0, MAIRIE.1).await;
    let all = picks(&agnes.get("/agents").await);
    let gone = format!("/agents/cas/{}", all[0].rsplit_once('/').unwrap().0);
    send_on(&mut agnes, &gone, "Balma", "Habite Balma.").await;
    let answer = [("_act", "answer"), ("_key", "k1"), ("status", ""), ("message", "Nous cherchons.")];
    // By itself: where it is, and the words to be taken elsewhere.
    let page = lot(&mut agnes, &all[..1], &answer).await;
    assert!(page.text.contains("Un dossier choisi") && page.text.contains("est pas fait"), "{}", page.text);
    assert!(page.text.contains("ou plus, à votre guichet") && page.text.contains("Nous cherchons."), "{}", page.text);
    assert!(page.links().contains(&gone) && picks(&page).is_empty(), "{}", page.text);
    // With another: the other has its answer, and this one a row.
    let page = lot(&mut agnes, &all, &[("_act", "choose")]).await;
    assert_eq!((page.text.matches("ou plus, à votre guichet").count(), picks(&page).len()), (1, 1), "{}", page.text);
    let printed = lot(&mut agnes, &all, &[("_act", "print")]).await;
    assert_eq!(printed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(printed.text.contains("rien n&#39;est imprimé"), "{}", printed.text);
    assert_eq!(picks(&printed), &all[1..]);
    let page = lot(&mut agnes, &all, &answer).await;
    assert!(page.text.contains("pour 1 des 2 dossiers") && page.text.contains("Nous cherchons."), "{}", page.text);
    assert_eq!(world.number("select count(*) from events where kind = 'message'").await, 1);
}

pub(crate) async fn an_answer_to_several_cases_outlives_its_session_and_its_page_has_an_address() {
    let world = World::new().await;
    for _ in 0..2 {
        world.file(&mut world.browser(), "Toulouse").await;
    }
    world.work().await;
    let mut agnes = world.agent(MAIRIE.0, MAIRIE.1).await;
    let all = picks(&agnes.get("/agents").await);
    let chosen = lot(&mut agnes, &all, &[("_act", "choose")]).await;
    // The browser's Back asks for it again, and a reference leaves it where it is.
    let address = agnes.address.clone();
    assert!(address.starts_with("/agents/lot?cas="), "{address}");
    assert!(agnes.get(&address).await.text.contains("2 dossiers choisis"));
    assert_eq!(chosen.text.matches("target=\"_blank\">ESS-").count(), 2, "{}", chosen.text);
    assert_eq!(agnes.get("/agents/lot").await.status, StatusCode::UNPROCESSABLE_ENTITY);

    world.later(1);
    let answer = [("_act", "answer"), ("status", "in_progress"), ("message", "Nous cherchons.")];
    let login = chosen.post_on(&mut agnes, &answer).await;
    assert_eq!(login.status, StatusCode::FORBIDDEN);
    assert!(login.text.contains("ce que vous avez écrit est gardé"), "{}", login.text);
    let mut bob = somebody(&world, MAIRIE, "bob", Role::Agent).await;
    let first = bob.get(&format!("/agents/cas/{}", all[0].rsplit_once('/').unwrap().0)).await;
    first.post_on(&mut bob, &[("status", "in_progress"), ("message", "À part.")]).await;
    let email = format!("agent.{}@exemple.fr", MAIRIE.0);
    let back = login.post_on(&mut agnes, &[("email", &email), ("password", PASSWORD)]).await;
    let holds = |page: &Page| page.text.contains("Nous cherchons.") && page.text.contains("pas encore envoyé");
    assert!(holds(&back) && back.text.contains("value=\"in_progress\" selected"), "{}", back.text);
    let stale = chosen.post_on(&mut agnes, &answer).await;
    assert!(stale.status == StatusCode::FORBIDDEN && holds(&stale), "{}", stale.text);
    let stale = chosen.post_on(&mut agnes, &[("_act", "assign"), ("assignee", "")]).await;
    assert!(stale.status == StatusCode::FORBIDDEN && stale.text.contains("encore choisis"), "{}", stale.text);
    assert_eq!(picks(&stale), all);
    // What happened to one of them meanwhile is not passed over.
    assert_eq!(picks(&back), all);
    let sent = back.post_on(&mut agnes, &answer).await;
    assert!(sent.text.contains("pour 1 des 2 dossiers"), "{}", sent.text);
    assert_eq!(sent.text.matches("Ce dossier vient de changer").count(), 1, "{}", sent.text);
}

pub(crate) async fn delays_are_told_by_month_and_stay_when_dossiers_are_erased() {
    let world = World::new().await;
    let mut sue = somebody(&world, MAIRIE, "sue", Role::Supervisor).await;
    let page = sue.get("/agents/delais").await;
    assert!(page.text.contains("Aucun dossier n&#39;est arrivé"), "{}", page.text);
    for _ in 0..3 {
        world.file(&mut world.browser(), "Toulouse").await;
    }
    world.work().await;
    let figures = async |browser: &mut Browser| {
        let page = browser.get("/agents/delais").await;
        let cells = page
            .text
            .split("class=\"number\">")
            .skip(1)
            .map(|rest| rest.split("</span> ").nth(1).unwrap().split('<').next().unwrap().to_owned());
        cells.collect::<Vec<_>>().join("|").replace(['\u{a0}', '\u{202f}'], " ")
    };
    assert_eq!(figures(&mut sue).await, "3|3|0|–|–|–|–");
    world.later(25);
    let mut agnes = world.agent(MAIRIE.0, MAIRIE.1).await;
    let all = picks(&agnes.get("/agents").await);
    lot(&mut agnes, &all[..2], &[("_act", "answer"), ("_key", "k"), ("status", "in_progress")]).await;
    world.later(48);
    let mut agnes = log_in(&world, "agent.99900000100011@exemple.fr").await;
    let all = picks(&agnes.get("/agents?status=in_progress").await);
    lot(&mut agnes, &all[..1], &[("_act", "answer"), ("_key", "k"), ("status", "done")]).await;
    // Who prints a case has opened it.
    let all = picks(&agnes.get("/agents").await);
    lot(&mut agnes, &all, &[("_act", "print")]).await;
    let mut sue = log_in(&world, "sue@exemple.fr").await;
    assert_eq!(figures(&mut sue).await, "3|2|1|1 j|3 j|3 j|3 j");
    // Another desk's are its own.
    let mut eve = somebody(&world, REGISTRE, "eve", Role::Supervisor).await;
    assert_eq!(figures(&mut eve).await, "3|3|0|–|–|–|–");
    let all = picks(&eve.get("/agents").await);
    lot(&mut eve, &all, &[("_act", "print")]).await;
    assert_eq!(figures(&mut eve).await, "3|3|0|3 j|3 j|–|–");

    // The dossiers are erased; what they took is not forgotten, and is told no twice.
    world.later(24 * 40);
    world.work().await;
    world.desk().tidy().await.unwrap();
    assert_eq!(world.number("select count(*) from cases").await, 0);
    let mut sue = log_in(&world, "sue@exemple.fr").await;
    assert_eq!(figures(&mut sue).await, "3|2|1|1 j|3 j|3 j|3 j");
    assert_eq!(world.number("select cast(sum(cases) as bigint) from past_cases").await, 6);
}

pub(crate) async fn two_clicks_at_once_write_to_each_citizen_once() {
    let world = World::new().await;
    let (_, mut agnes, _) = received(&world, &mut world.browser(), MAIRIE).await;
    for _ in 0..7 {
        world.file(&mut world.browser(), "Toulouse").await;
    }
    world.work().await;
    let all = picks(&agnes.get("/agents").await);
    assert_eq!(all.len(), 8);
    let answer = [("_act", "answer"), ("_key", "k1"), ("status", ""), ("message", "Nous cherchons.")];
    let mut other = agnes.clone();
    let (first, second) = tokio::join!(lot(&mut agnes, &all, &answer), lot(&mut other, &all, &answer));
    assert!(first.status == StatusCode::OK && second.status == StatusCode::OK, "{} {}", first.text, second.text);
    // What one did not do because the other was at it, a third click does.
    lot(&mut agnes, &all, &answer).await;
    assert_eq!(world.number("select count(*) from events where kind = 'message'").await, 8);
}
