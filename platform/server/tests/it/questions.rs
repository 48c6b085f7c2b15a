//! What citizens ask a desk before they file, what it answers, and what becomes of it.

use axum::http::StatusCode;
use serde_json::json;

use crate::{
    agent::{MAIRIE, REGISTRE, link},
    antivirus::{guarded, harmful},
    clamav::ClamAv,
    partner::Program,
    support::{Browser, PASSWORD, Page, World},
    uploads::png,
};

/// A draft whose answers lead to the town hall of Toulouse, on its third page.
pub(crate) async fn led_there(world: &World, citizen: &mut Browser) -> Page {
    let page = world.draft(citizen).await;
    let vous = [("demandeur.nom", "Müller-Le Goff"), ("demandeur.prenoms", "Zoé"), ("email", "zoe@exemple.fr")];
    let page = page.post_on(citizen, &vous).await;
    let page = page.post_on(citizen, &[("commune", "Toulouse"), ("raison", "perte")]).await;
    assert!(citizen.address.ends_with("/objets"), "{}\n{}", citizen.address, page.text);
    page
}

/// An agent of the town hall, whom pages of drafts know of.
pub(crate) async fn clerk(world: &World) -> Browser {
    let agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    world.clock.advance(jiff::SignedDuration::from_secs(31));
    agent
}

/// Where the questions of the draft of this page begin.
pub(crate) fn questions_of(page: &Page) -> String {
    format!("{}/question", page.form().action.rsplit_once('/').unwrap().0)
}

/// Asks; the page that comes back.
async fn ask(citizen: &mut Browser, page: &Page, message: &str, files: &[(&str, &str, &[u8])]) -> Page {
    let question = citizen.get(&questions_of(page)).await;
    question.upload_on(citizen, &[("message", message)], files).await
}

pub(crate) async fn who_asks_from_a_page_loses_nothing_that_was_typed_there() {
    let world = World::new().await;
    clerk(&world).await;
    let mut citizen = world.browser();
    let page = led_there(&world, &mut citizen).await;
    let (here, name) = (citizen.address.clone(), page.input_ending(".nom"));
    let question = page.post_on(&mut citizen, &[(&name, "parapluie à moitié"), ("_action", "ask")]).await;
    assert!(citizen.address.ends_with("/question/mairie"), "{}\n{}", citizen.address, question.text);
    let back = citizen.get(&link(&question, "/objets")).await;
    assert_eq!(citizen.address, here);
    assert_eq!(back.value(&name).as_deref(), Some("parapluie à moitié"), "{}", back.text);
    assert!(back.text.contains("form=\"page--questions\" name=\"_action\" value=\"ask\""), "{}", back.text);
    // On the recap the button beside never signs.
    let recap = back.post_on(&mut citizen, &[]).await;
    recap.post_on(&mut citizen, &[("attest", "true"), ("_action", "ask")]).await;
    assert!(citizen.address.ends_with("/question/mairie"), "{}", citizen.address);
    assert_eq!(world.number("select count(*) from dossiers").await, 0);
}

/// The last question of the agent's list.
async fn opened(agent: &mut Browser) -> Page {
    let list = agent.get("/agents/questions").await;
    agent.get(&link(&list, "/agents/questions/")).await
}

pub(crate) async fn a_question_is_asked_answered_read_and_becomes_part_of_the_case() {
    let world = World::new().await;
    let mut citizen = world.browser();
    // Nobody works there yet: nobody is asked.
    let page = led_there(&world, &mut citizen).await;
    assert!(!page.text.contains("Poser une question"), "{}", page.text);
    let here = citizen.address.replace("/objets", "/question/mairie");
    assert_eq!(citizen.get(&here).await.status, StatusCode::NOT_FOUND);
    let mut agent = clerk(&world).await;
    assert!(!world.draft(&mut world.browser()).await.text.contains("/question"), "its answers lead nowhere yet");
    let page = citizen.get(&page.form().action).await;
    assert!(page.text.contains("Poser une question au service"), "{}", page.text);
    let saving = citizen.get(&page.form().action.replace("/objets", "/enregistrer")).await;
    let question = citizen.get(&link(&saving, "/question")).await;
    assert!(citizen.address.ends_with("/question/mairie"), "one desk: nothing to choose: {}", citizen.address);
    assert!(question.text.contains("Il ne voit pas les réponses de votre brouillon"), "{}", question.text);
    assert_eq!(question.value("email").unwrap(), "zoe@exemple.fr");

    let photo = png();
    let files: [(&str, &str, &[u8]); 1] = [("document", "photo.png", &photo)];
    let sent = question.upload_on(&mut citizen, &[("message", "Faut-il la\nfacture ?")], &files).await;
    assert!(sent.text.contains("Votre question est envoyée") && sent.text.contains("photo.png"), "{}", sent.text);
    // A second click sends it once.
    question.upload_on(&mut citizen, &[("message", "Faut-il la\nfacture ?")], &files).await;
    assert_eq!(world.number("select count(*) from question_messages").await, 1);
    assert_eq!(world.number("select count(*) from attachments").await, 1);
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let mail = mails.iter().find(|mail| mail.subject.contains("question d'un usager")).expect("the desk is told");
    assert!(!mail.text.contains("facture") && !mail.text.contains("Müller"), "{}", mail.text);
    let address = mail.text.split("http://guichet.test").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();

    // The desk reads it, and nothing of the answers.
    assert!(agent.get("/agents").await.text.contains("Questions (1)"));
    let seen = opened(&mut agent).await;
    assert_eq!(agent.address, address);
    assert!(seen.text.contains("facture ?") && seen.text.contains("photo.png"), "{}", seen.text);
    assert!(!seen.text.contains("Müller") && !seen.text.contains("zoe@"), "{}", seen.text);
    assert_eq!(agent.get(&link(&seen, "/fichiers/")).await.bytes, png());
    assert_eq!(world.number("select count(*) from journal where act = 'question.read'").await, 2);
    world.clock.advance(jiff::SignedDuration::from_secs(60));
    let document: [(&str, &str, &[u8]); 1] = [("document", "modele.png", &photo)];
    let answered = seen.upload_on(&mut agent, &[("message", "Non."), ("_act", "answer")], &document).await;
    assert!(answered.text.contains("Votre réponse est envoyée"), "{}", answered.text);
    seen.upload_on(&mut agent, &[("message", "Non."), ("_act", "answer")], &document).await;
    assert_eq!(world.number("select count(*) from question_messages").await, 2);
    assert!(!agent.get("/agents").await.text.contains("Questions (1)"));

    // The citizen is told by a mail that opens no draft, and reads it there.
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let mail = mails.iter().find(|mail| mail.to == "zoe@exemple.fr").expect("the citizen is told");
    let token = here.split('/').nth(4).unwrap();
    assert!(!mail.text.contains(token) && !mail.text.contains("http") && !mail.text.contains("Non."), "{}", mail.text);
    let page = citizen.get(&page.form().action).await;
    assert!(page.text.contains("Le service a répondu à votre question"), "{}", page.text);
    let read = citizen.get(&questions_of(&page)).await;
    assert!(read.text.contains("Non.") && !read.text.contains("Agnès"), "{}", read.text);
    let file = read.links().into_iter().rfind(|link| link.contains("/fichiers/")).unwrap();
    assert_eq!(citizen.get(&file).await.bytes, png());
    assert!(!citizen.get(&page.form().action).await.text.contains("Le service a répondu"));
    // Another draft's citizen has no part in it.
    let mut other = world.browser();
    let elsewhere = led_there(&world, &mut other).await.form().action.replace("/objets", "/question/mairie");
    assert!(!other.get(&elsewhere).await.text.contains("facture"));
    let foreign = file.replace(token, elsewhere.split('/').nth(4).unwrap());
    assert_eq!(other.get(&foreign).await.status, StatusCode::NOT_FOUND);
    world.clock.advance(jiff::SignedDuration::from_secs(60));
    ask(&mut citizen, &page, "Et le dimanche ?", &[]).await;

    // Filed, it is part of the case, dates and files and all.
    let recap = page.post_on(&mut citizen, &[(&page.input_ending(".nom"), "parapluie")]).await;
    world.clock.advance(jiff::SignedDuration::from_secs(60));
    let filed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}\n{}", citizen.address, filed.text);
    world.work().await;
    assert_eq!(world.number("select count(*) from question_messages").await, 0);
    let inbox = agent.get("/agents").await;
    assert!(inbox.text.contains("Du nouveau de l"), "the last was not answered: {}", inbox.text);
    assert!(!inbox.text.contains("Questions (1)"));
    let case = agent.get(&address).await;
    assert!(agent.address.starts_with("/agents/cas/"), "the notice's link leads on: {}", agent.address);
    for said in ["facture ?", "Non.", "Et le dimanche ?", "photo.png", "modele.png"] {
        assert!(case.text.contains(said), "{said} in {}", case.text);
    }
    let follow = citizen.get(&link(&filed, "/suivi/")).await;
    assert!(follow.text.contains("Et le dimanche ?") && follow.text.contains("modele.png"), "{}", follow.text);
    assert!(!follow.text.contains("Vos questions d"), "nothing stayed elsewhere");
    assert_eq!(agent.get(&link(&case, "/fichiers/")).await.bytes, png());
    // Its software is told of the case first, then of what was said before.
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let told = program.get("/api/partner/v1/notifications?after=0&limit=100").await.json();
    let told = told["notifications"].as_array().unwrap();
    let kinds: Vec<_> = told.iter().map(|one| (one["kind"].clone(), one["author"].clone())).collect();
    let message = |author: &str| (json!("message"), json!(author));
    assert_eq!(kinds[0].0, json!("case"), "{kinds:?}");
    assert_eq!(kinds[1..4], [message("citizen"), message("agent"), message("citizen")], "{kinds:?}");
    let case = told[0]["case_id"].as_str().unwrap();
    let events = program.get(&format!("/api/partner/v1/cases/{case}")).await.json()["events"].clone();
    let said: Vec<_> = events.as_array().unwrap().iter().filter(|event| event["kind"] == "message").collect();
    assert_eq!(said[0]["message"], json!("Faut-il la\nfacture ?"));
    assert_eq!(
        (said[0]["files"][0]["name"].clone(), said[1]["files"][0]["name"].clone()),
        (json!("photo.png"), json!("modele.png"))
    );
    assert!(said[0]["at"].as_str().unwrap() < said[1]["at"].as_str().unwrap());
}

pub(crate) async fn a_question_that_is_refused_keeps_what_was_written() {
    let world = World::new().await;
    let mut agent = clerk(&world).await;
    let mut citizen = world.browser();
    let page = led_there(&world, &mut citizen).await;
    let question = citizen.get(&questions_of(&page)).await;
    // All faults at once.
    let bad: [(&str, &str, &[u8]); 2] = [("document", "x.pdf", b"<html>"), ("document", "y.pdf", b"")];
    let long = "a".repeat(1001);
    let refused = question.upload_on(&mut citizen, &[("message", &long), ("email", "zoe")], &bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in ["1 000 caractères au plus", "x.pdf", "y.pdf", "Saisissez une adresse électronique", "value=\"zoe\""]
    {
        assert!(refused.text.replace('\u{202f}', " ").contains(told), "{told}: {}", refused.text);
    }
    assert!(refused.text.contains(&long));
    let photo = png();
    let six: Vec<(&str, &str, &[u8])> = (0..6).map(|_| ("document", "x.png", photo.as_slice())).collect();
    let refused = question.upload_on(&mut citizen, &[("message", " ")], &six).await;
    assert!(refused.text.contains("Écrivez votre message") && refused.text.contains("5 fichiers au plus"));
    assert_eq!(world.number("select count(*) from attachments").await, 0, "nothing of it is kept");
    assert_eq!(world.number("select count(*) from questions").await, 0);
    // Ten a day.
    let mut page = question;
    for number in 0..10 {
        page = page.upload_on(&mut citizen, &[("message", &format!("Question {number}")), ("email", "")], &[]).await;
        assert_eq!(page.status, StatusCode::OK, "{number}: {}", page.text);
    }
    assert!(page.text.contains("La réponse viendra sur cette page."), "{}", page.text);
    assert_eq!(page.value("email").unwrap(), "", "none was wanted");
    let flood = page.upload_on(&mut citizen, &[("message", "Encore une")], &[]).await;
    assert_eq!(flood.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(flood.text.contains("dix messages") && flood.text.contains("Encore une"), "{}", flood.text);
    // Nobody works there any more: what was asked is read, what was typed comes back.
    world.later(25);
    let email = format!("agent.{}@exemple.fr", MAIRIE.0);
    world.desk().set_agent_disabled(&email, true).await.unwrap();
    let refused = flood.upload_on(&mut citizen, &[("message", "Et maintenant ?")], &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("ne peut plus recevoir") && refused.text.contains("Et maintenant ?"));
    let read = citizen.get(&flood.form().action).await;
    assert!(read.text.contains("Question 3") && !read.text.contains("<textarea"), "{}", read.text);
    assert_eq!(agent.get("/agents/questions").await.status, StatusCode::OK, "the login");
    assert!(agent.address.starts_with("/agents/connexion"), "{}", agent.address);
}

pub(crate) async fn new_drafts_are_no_way_to_ask_more() {
    let world = World::with(|config| config.limits.questions_per_hour = 2).await;
    clerk(&world).await;
    for (number, status) in [(1, StatusCode::OK), (2, StatusCode::OK), (3, StatusCode::TOO_MANY_REQUESTS)] {
        let mut citizen = world.browser();
        let page = led_there(&world, &mut citizen).await;
        let said = ask(&mut citizen, &page, &format!("Question {number}"), &[]).await;
        assert_eq!(said.status, status, "{number}: {}", said.text);
        assert!(said.text.contains(&format!("Question {number}")), "nothing typed is lost: {}", said.text);
        if status == StatusCode::TOO_MANY_REQUESTS {
            assert!(said.text.contains("celle-ci n&#39;est pas envoyée") && said.headers.contains_key("retry-after"));
        }
    }
    assert_eq!(world.number("select count(*) from question_messages").await, 2);
}

pub(crate) async fn a_question_typed_while_the_draft_is_filed_or_put_away_is_not_lost() {
    let world = World::new().await;
    clerk(&world).await;
    let mut citizen = world.browser();
    let page = led_there(&world, &mut citizen).await;
    let question = citizen.get(&questions_of(&page)).await;
    question.upload_on(&mut citizen, &[("message", "Première")], &[]).await;
    // Put away, nothing of it is read, and what is typed waits for the code.
    let saving = citizen.get(&page.form().action.replace("/objets", "/enregistrer")).await;
    saving.post_on(&mut citizen, &[("code", "chat rouge"), ("email", "")]).await;
    let mut finder = world.browser();
    for place in ["/question", "/question/mairie"] {
        let door = finder.get(&page.form().action.replace("/objets", place)).await;
        assert!(door.text.contains("name=\"_code\"") && !door.text.contains("Première"), "{place}: {}", door.text);
    }
    let door = question.post_on(&mut citizen, &[("message", "Deuxième")]).await;
    assert_eq!(door.status, StatusCode::CONFLICT);
    let sent = door.post_on(&mut citizen, &[("_code", "chat rouge")]).await;
    assert!(sent.text.contains("Première") && sent.text.contains("Deuxième"), "{}", sent.text);
    let door = finder.get(&page.form().action.replace("/objets", "/question/mairie")).await;
    assert!(door.text.contains("Première"), "open again");
    // Filed in another tab: it is not sent beside the case.
    let recap = page.post_on(&mut citizen, &[(&page.input_ending(".nom"), "parapluie")]).await;
    recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}", citizen.address);
    let late = sent.upload_on(&mut citizen, &[("message", "Trop tard")], &[]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text.contains("Trop tard") && late.text.contains("déjà envoyée"), "{}", late.text);
    assert!(citizen.get(&link(&late, "/confirmation")).await.text.contains("ESS-"));
    assert_eq!(world.number("select count(*) from events where kind = 'message'").await, 2);
    // Gone from its address: what was typed is given back.
    let elsewhere = led_there(&world, &mut citizen).await;
    let question = citizen.get(&questions_of(&elsewhere)).await;
    world.later(24 * 31);
    world.desk().tidy().await.unwrap();
    let moved = question.post_on(&mut citizen, &[("message", "Perdue ?")]).await;
    assert!(moved.status == StatusCode::NOT_FOUND && moved.text.contains("Perdue ?"), "{}", moved.text);
}

pub(crate) async fn what_was_asked_of_a_desk_that_gets_no_case_stays_with_it() {
    let world = World::new().await;
    let mut agent = clerk(&world).await;
    let mut registry = world.agent(REGISTRE.0, REGISTRE.1).await;
    world.clock.advance(jiff::SignedDuration::from_secs(31));
    let mut citizen = world.browser();
    let page = led_there(&world, &mut citizen).await;
    // Two desks: one chooses.
    let choice = citizen.get(&questions_of(&page)).await;
    assert!(citizen.address.ends_with("/question"), "{}", citizen.address);
    let place = citizen.get(&link(&choice, "/question/mairie")).await;
    let photo = png();
    place.upload_on(&mut citizen, &[("message", "Pour Toulouse")], &[("document", "a.png", &photo)]).await;
    let place = citizen.get(&link(&choice, "/question/registre")).await;
    place.upload_on(&mut citizen, &[("message", "Pour le registre")], &[("document", "b.png", &photo)]).await;
    let seen = opened(&mut registry).await;
    assert!(seen.text.contains("Pour le registre") && !seen.text.contains("Pour Toulouse"), "{}", seen.text);
    let asked = opened(&mut agent).await;
    let address = agent.address.clone();
    assert_eq!(registry.get(&address).await.status, StatusCode::NOT_FOUND);
    let file = link(&asked, "/fichiers/");
    assert_eq!(registry.get(&file).await.status, StatusCode::NOT_FOUND);
    // Nor by the address of its own.
    let own = link(&seen, "/fichiers/");
    let mixed = format!("{}/{}", own.rsplit_once('/').unwrap().0, file.rsplit('/').next().unwrap());
    assert_eq!(registry.get(&mixed).await.status, StatusCode::NOT_FOUND);

    // The answers lead to another town hall, which is not served here.
    let lieu = citizen.get(&page.form().action.replace("/objets", "/lieu")).await;
    lieu.post_on(&mut citizen, &[("commune", "Balma"), ("raison", "perte")]).await;
    let choice = citizen.get(&page.form().action.replace("/objets", "/question")).await;
    assert!(choice.text.contains("Vos échanges avec d"), "{}", choice.text);
    assert!(choice.text.contains("Mairie d&#39;essai") || choice.text.contains("Mairie d'essai"), "{}", choice.text);
    let past = choice.links().into_iter().rfind(|link| link.contains("/question/")).unwrap();
    let read = citizen.get(&past).await;
    assert!(read.text.contains("Pour Toulouse") && !read.text.contains("<textarea"), "{}", read.text);
    let page = citizen.get(&page.form().action).await;
    let recap = page.post_on(&mut citizen, &[(&page.input_ending(".nom"), "parapluie")]).await;
    let said = recap.text.replace("&#39;", "'");
    assert!(said.contains("(Mairie d'essai) est restée sans réponse"), "{}", recap.text);
    assert!(!said.contains("Registre des objets) est restée"), "it becomes part of that case: {}", recap.text);
    let typed = agent.get(&address).await;
    let filed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}\n{}", citizen.address, filed.text);
    world.work().await;
    let refused = typed.post_on(&mut agent, &[("message", "Oui"), ("_act", "answer")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Oui") && refused.text.contains("Gardez-en le texte"), "{}", refused.text);
    let over = agent.get(&address).await;
    assert!(over.text.contains("Pour Toulouse") && !over.text.contains("<textarea"), "{}", over.text);
    assert!(agent.get("/agents/questions").await.text.contains("Démarche envoyée, sans réponse"));
    // The one that the registry has by now is in its case; the citizen reads where each is.
    let inbox = registry.get("/agents").await;
    let case = registry.get(&link(&inbox, "/agents/cas/")).await;
    assert!(case.text.contains("Pour le registre") && !case.text.contains("Pour Toulouse"), "{}", case.text);
    let follow = filed.links().into_iter().find(|link| link.starts_with("/suivi/") && link.matches('/').count() == 2);
    let followed = citizen.get(&follow.unwrap()).await;
    assert!(followed.text.contains("Vos questions d") && followed.text.contains("Pour Toulouse"), "{}", followed.text);
    for file in followed.links().into_iter().filter(|link| link.contains("/fichiers/")) {
        assert_eq!(citizen.get(&file).await.bytes, png(), "{file}");
    }
    // It goes when the dossier does.
    world.later(24 * 31);
    world.work().await;
    world.desk().tidy().await.unwrap();
    let left = world.number("select count(*) from questions").await;
    let gone = world.number("select count(*) from dossiers where erased_at is not null").await;
    assert_eq!((left, gone), (0, 1));
}

pub(crate) async fn of_an_answer_and_a_new_message_neither_is_overlooked() {
    let world = World::new().await;
    let mut agent = clerk(&world).await;
    let mut citizen = world.browser();
    let page = led_there(&world, &mut citizen).await;
    ask(&mut citizen, &page, "Une question", &[]).await;
    let seen = opened(&mut agent).await;
    world.clock.advance(jiff::SignedDuration::from_secs(60));
    ask(&mut citizen, &page, "En fait, une autre", &[]).await;
    let refused = seen.post_on(&mut agent, &[("message", "Réponse à la première"), ("_act", "answer")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in ["a changé depuis", "Réponse à la première", "En fait, une autre"] {
        assert!(refused.text.contains(told), "{told}: {}", refused.text);
    }
    // What the session's end interrupts comes back after the login.
    world.later(13);
    let login = refused.post_on(&mut agent, &[("message", "Réponse aux deux"), ("_act", "answer")]).await;
    assert_eq!(login.status, StatusCode::FORBIDDEN);
    let email = format!("agent.{}@exemple.fr", MAIRIE.0);
    let back = login.post_on(&mut agent, &[("email", &email), ("password", PASSWORD)]).await;
    assert!(back.text.contains("Réponse aux deux") && back.text.contains("En fait, une autre"), "{}", back.text);
    assert_eq!(world.number("select count(*) from question_messages").await, 2, "nothing was sent");
    // An answer that was begun is not thrown away by a button that sends none.
    let begun = back.post_on(&mut agent, &[("_act", "treat"), ("message", "Oui, mais")]).await;
    assert_eq!(begun.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(begun.text.contains("Oui, mais") && begun.text.contains("commencé une réponse"), "{}", begun.text);
    assert!(back.text.contains("form=\"reponse\" name=\"_act\" value=\"treat\""), "{}", back.text);
    // No answer needed: gone from the list until the citizen writes again.
    back.post_on(&mut agent, &[("_act", "treat")]).await;
    let list = agent.get("/agents/questions").await;
    assert!(list.text.contains("Aucune question n") && list.text.contains("Traitée sans réponse"), "{}", list.text);
    assert!(!citizen.get(&page.form().action).await.text.contains("Le service a répondu"));
    world.clock.advance(jiff::SignedDuration::from_secs(60));
    ask(&mut citizen, &page, "Encore", &[]).await;
    assert!(agent.get("/agents").await.text.contains("Questions (1)"));
}

pub(crate) async fn an_account_is_led_to_its_answer_and_nobody_else_is() {
    let world = World::new().await;
    let mut agent = clerk(&world).await;
    let mut citizen = world.browser();
    let page = citizen.get("/compte/creer").await;
    page.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
    let page = led_there(&world, &mut citizen).await;
    ask(&mut citizen, &page, "Une question", &[]).await;
    let seen = opened(&mut agent).await;
    world.clock.advance(jiff::SignedDuration::from_secs(60));
    seen.post_on(&mut agent, &[("message", "Voici."), ("_act", "answer")]).await;
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let mail = mails.iter().find(|mail| mail.to == "zoe@exemple.fr").expect("the citizen is told");
    let address = mail.text.split("http://guichet.test").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let token = page.form().action.split('/').nth(4).unwrap().to_owned();
    assert!(!mail.text.contains(&token), "{}", mail.text);
    let mut stranger = world.browser();
    stranger.get(&address).await;
    assert!(stranger.address.starts_with("/compte/connexion"), "{}", stranger.address);
    let create = stranger.get("/compte/creer").await;
    create.post_on(&mut stranger, &[("email", "autre@exemple.fr"), ("password", PASSWORD)]).await;
    assert_eq!(stranger.get(&address).await.status, StatusCode::NOT_FOUND);
    let read = citizen.get(&address).await;
    assert!(read.text.contains("Voici."), "{}", read.text);
    // What is typed when the session is over waits for the login, and is not sent unseen.
    world.clock.advance(jiff::SignedDuration::from_secs(60));
    let question = citizen.get(&address).await;
    citizen.cookies.clear();
    let login = question.post_on(&mut citizen, &[("message", "Une autre")]).await;
    assert_eq!(login.status, StatusCode::CONFLICT);
    let back = login.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
    assert!(back.text.contains("Une autre") && back.text.contains("pas encore envoyé"), "{}", back.text);
    let sent = back.upload_on(&mut citizen, &[("message", "Une autre")], &[]).await;
    assert!(sent.text.contains("Votre question est envoyée"), "{}", sent.text);
    assert_eq!(world.number("select count(*) from question_messages").await, 3);
    // The copy of all that the account holds has it too, and what lets its owner in.
    let own = citizen.get("/compte/donnees").await;
    let form = own.forms().into_iter().find(|form| form.action == "/compte/donnees/copie").unwrap();
    citizen.post(&form.action, &[("_csrf", &form.pairs[0].1)]).await;
    assert_eq!(world.write_exports().await, 1);
    let zip = citizen.get("/compte/donnees/copie").await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip.bytes.clone())).unwrap();
    let told: serde_json::Value = serde_json::from_reader(zip.by_name("compte.json").unwrap()).unwrap();
    let messages = &told["drafts"][0]["questions"]["threads"][0]["messages"];
    let said = |at: usize| (messages[at]["by"].as_str().unwrap(), messages[at]["message"].as_str().unwrap());
    assert_eq!(
        [said(0), said(1), said(2)],
        [("citizen", "Une question"), ("service", "Voici."), ("citizen", "Une autre")]
    );
    assert_eq!(told["login"]["password"], true);
    assert_eq!(told["login"]["devices"].as_array().unwrap().len(), 2, "{told}");
}

pub(crate) async fn files_of_questions_are_held_until_the_antivirus_has_passed_them() {
    let clamav = ClamAv::start();
    let world = guarded(&clamav).await;
    let mut agent = clerk(&world).await;
    let mut citizen = world.browser();
    let page = led_there(&world, &mut citizen).await;
    let (photo, bad) = (png(), harmful());
    let files: [(&str, &str, &[u8]); 2] = [("document", "photo.png", &photo), ("document", "facture.pdf", &bad)];
    let sent = ask(&mut citizen, &page, "Voici", &files).await;
    assert!(!sent.text.contains("/fichiers/") && sent.text.contains("Analyse antivirus en cours"), "{}", sent.text);
    let seen = opened(&mut agent).await;
    assert!(seen.text.contains("Voici") && !seen.text.contains("/fichiers/"), "{}", seen.text);
    assert_eq!(world.scan().await, 2);
    let seen = opened(&mut agent).await;
    assert_eq!(seen.links().iter().filter(|link| link.contains("/fichiers/")).count(), 1);
    assert!(seen.text.contains("il contient un programme malveillant"), "{}", seen.text);
    // Filed, the harmful one goes with the message and stays held.
    let recap = page.post_on(&mut citizen, &[(&page.input_ending(".nom"), "parapluie")]).await;
    recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}", citizen.address);
    world.work().await;
    let inbox = agent.get("/agents").await;
    let case = agent.get(&link(&inbox, "/agents/cas/")).await;
    assert!(case.text.contains("facture.pdf") && case.text.contains("il contient un programme malveillant"));
    assert_eq!(agent.get(&link(&case, "/fichiers/")).await.bytes, png());
}

pub(crate) async fn what_was_asked_from_a_draft_goes_with_it() {
    let world = World::new().await;
    clerk(&world).await;
    let mut citizen = world.browser();
    let page = led_there(&world, &mut citizen).await;
    world.later(24 * 20);
    let photo = png();
    ask(&mut citizen, &page, "Encore là ?", &[("document", "a.png", &photo)]).await;
    // Who asks keeps the draft, as who saves a page does.
    world.later(24 * 20);
    world.desk().tidy().await.unwrap();
    assert_eq!(world.number("select count(*) from question_messages").await, 1);
    world.later(24 * 11);
    world.desk().tidy().await.unwrap();
    let rows = world.number("select count(*) from questions").await
        + world.number("select count(*) from question_messages").await
        + world.number("select count(*) from attachments").await;
    assert_eq!((rows, world.number("select count(*) from drafts").await), (0, 0));
}
