//! Who owes an accusé de réception, by when, who is reminded of it, and what the citizen reads.

use axum::http::StatusCode;
use store::queue;

use crate::{
    agent::{MAIRIE, REGISTRE, link, received},
    at_desk::post_at,
    support::{Browser, Page, World},
};

pub(crate) async fn an_acknowledgement_speaks_for_those_who_gave_it_and_never_without_what_law_wants_stated() {
    let world = World::new().await;
    let mut citizen = world.browser();
    // The directory knows no telephone of the register: no accusé de réception may be issued in its name, and its agent is told.
    let (filed, _, case) = received(&world, &mut citizen, REGISTRE).await;
    let follow = link(&filed, "/suivi/");
    assert!(case.text.contains("ne peut pas délivrer l&#39;accusé de réception en votre nom"), "{}", case.text);
    let seen = citizen.get(&follow).await;
    assert!(seen.text.contains("Reçue") && !seen.text.contains("accuse-de-reception.pdf"), "{}", seen.text);
    assert_eq!(citizen.get(&format!("{follow}/accuse-de-reception.pdf")).await.status, StatusCode::NOT_FOUND);

    let mut town_hall = world.agent(MAIRIE.0, MAIRIE.1).await;
    let inbox = town_hall.get("/agents").await;
    let case = town_hall.get(&link(&inbox, "/agents/cas/")).await;
    assert!(!case.text.contains("ne peut pas délivrer"), "{}", case.text);
    let pdf = citizen.get(&format!("{follow}/accuse-de-reception.pdf")).await;
    let pdf = crate::shares::read_pdf(&pdf.bytes);
    let pdf = pdf.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(pdf.contains("Mairie d'essai en a accusé réception le"), "{pdf}");
    assert!(
        pdf.contains("Registre d'essai vous envoie son accusé de réception par ses propres moyens, au plus tard le"),
        "{pdf}"
    );
    assert!(!pdf.contains("Registre d'essai en a accusé réception"), "{pdf}");
}

pub(crate) async fn an_acknowledgement_sent_by_other_means_is_owed_until_the_desk_says_that_it_sent_it() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (filed, mut register, case) = received(&world, &mut citizen, REGISTRE).await;
    let (follow, address) = (link(&filed, "/suivi/"), register.address.clone());
    // What is lacking is said, and nothing else.
    assert!(
        case.text.contains("ne donne pas votre téléphone") && !case.text.contains("voies de recours"),
        "{}",
        case.text
    );
    assert!(!case.text.contains("pas d&#39;adresse"), "{}", case.text);
    // Opening the case is no acknowledgement: it stays owed, and a reminder comes.
    let inbox = register.get("/agents").await;
    assert!(
        inbox.text.contains("1er\u{a0}décembre 2026") && inbox.text.contains("Accusé à envoyer par vous"),
        "{}",
        inbox.text
    );
    let seen = citizen.get(&follow).await;
    assert!(seen.text.contains("par ses propres moyens, au plus tard le 1er\u{a0}décembre 2026"), "{}", seen.text);
    world.later(5 * 24 + 1);
    world.work().await;
    let reminders = async || {
        let mails = world.desk().kept_mails().await.unwrap();
        mails.iter().filter(|mail| mail.subject.contains("accusé de réception du dossier")).count()
    };
    assert_eq!(reminders().await, 1);
    let login = register.get("/agents/connexion").await;
    let email = format!("agent.{}@exemple.fr", REGISTRE.0);
    login.post_on(&mut register, &[("email", &email), ("password", crate::support::PASSWORD)]).await;
    let case = register.get(&address).await;
    let (said, csrf) = receipt_form(&case);
    // Nobody else says it, nothing without the form's token, and no day that cannot be.
    let mut town_hall = world.agent(MAIRIE.0, MAIRIE.1).await;
    let inbox = town_hall.get("/agents").await;
    let theirs = town_hall.get(&link(&inbox, "/agents/cas/")).await;
    assert!(!theirs.text.contains("/accuse\""), "{}", theirs.text);
    let token = theirs.form().pairs.into_iter().find(|(name, _)| name == "_csrf").unwrap().1;
    let day = ("sent_on", "2026-11-25");
    assert_eq!(town_hall.post(&said, &[("_csrf", &token), day]).await.status, StatusCode::NOT_FOUND);
    let own = format!("{}/accuse", theirs.form().action);
    assert_eq!(town_hall.post(&own, &[("_csrf", &token), day]).await.status, StatusCode::NOT_FOUND, "it owes none");
    assert_eq!(register.post(&said, &[day]).await.status, StatusCode::FORBIDDEN);
    for wrong in ["2026-11-20", "2026-11-27", "hier", ""] {
        let page = register.post(&said, &[("_csrf", &csrf), ("sent_on", wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(page.text.contains("ni avant le dépôt du dossier"), "{}", page.text);
    }
    for _ in 0..2 {
        let page = register.post(&said, &[("_csrf", &csrf), day]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(page.text.contains("envoyé par vos soins le 25\u{a0}novembre 2026"), "{}", page.text);
        assert_eq!(page.text.matches("envoyé par le service le 25").count(), 1, "once: {}", page.text);
    }
    let inbox = register.get("/agents").await;
    assert!(
        !inbox.text.contains("1er\u{a0}décembre 2026") && !inbox.text.contains("Accusé à envoyer"),
        "{}",
        inbox.text
    );
    let seen = citizen.get(&follow).await;
    assert!(
        seen.text.contains("indique vous avoir envoyé son accusé de réception le 25\u{a0}novembre 2026"),
        "{}",
        seen.text
    );
    // The town hall's own act has brought a receipt, which tells of the register too.
    let pdf = citizen.get(&format!("{follow}/accuse-de-reception.pdf")).await;
    let pdf = crate::shares::read_pdf(&pdf.bytes);
    let pdf = pdf.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        pdf.contains("Registre d'essai indique vous avoir envoyé son accusé de réception le 25 novembre 2026"),
        "{pdf}"
    );
    world.later(4 * 24);
    world.work().await;
    assert_eq!(reminders().await, 1, "nobody is reminded any more");
    let written = "select count(*) from journal where act = 'case.acknowledged_elsewhere'";
    assert_eq!(world.number(written).await, 1);
}

pub(crate) async fn an_acknowledgement_that_is_owed_is_reminded_and_an_opening_ends_it() {
    let world = World::new().await;
    let mut citizen = world.browser();
    world.file(&mut citizen, "Toulouse").await;
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    world.work().await;
    let before = world.desk().kept_mails().await.unwrap().len();
    world.later(5 * 24 + 1);
    assert!(world.work().await > 0);
    let mails = world.desk().kept_mails().await.unwrap();
    assert!(mails.len() > before && mails.iter().any(|mail| mail.to == "agent.99900000100011@exemple.fr"));
    let login = agent.get("/agents/connexion").await;
    login
        .post_on(&mut agent, &[("email", "agent.99900000100011@exemple.fr"), ("password", crate::support::PASSWORD)])
        .await;
    let inbox = agent.get("/agents").await;
    agent.get(&link(&inbox, "/agents/cas/")).await;
    world.later(4 * 24);
    world.work().await;
    let figures =
        world.desk().store().read(async |conn| queue::figures(conn, queue::Queue::Timers).await).await.unwrap();
    assert_eq!((figures.waiting, figures.parked), (0, 0), "the opened case's are taken back, the other's have come");
}

/// Where the button of the accusé leads that a page of a case shows, with the form's token.
fn receipt_form(case: &Page) -> (String, String) {
    let form = case.form();
    let action = format!("{}/accuse", form.action);
    assert!(case.text.contains(&format!("formaction=\"{action}\"")), "{}", case.text);
    let csrf = form.pairs.into_iter().find(|(name, _)| name == "_csrf").unwrap().1;
    (action, csrf)
}

async fn log_in(agent: &mut Browser, siret: &str) {
    let login = agent.get("/agents/connexion").await;
    let email = format!("agent.{siret}@exemple.fr");
    login.post_on(agent, &[("email", &email), ("password", crate::support::PASSWORD)]).await;
}

pub(crate) async fn what_was_said_of_an_acknowledgement_is_corrected_or_taken_back_and_reminders_come_again() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let filed = world.file(&mut citizen, "Toulouse").await;
    assert!(filed.text.contains("Les accusés de réception des services suivront"), "{}", filed.text);
    let follow = link(&filed, "/suivi/");
    // The service of this démarche has no telephone.
    let seen = citizen.get(&follow).await;
    assert!(seen.text.contains("Donnez cette référence") && !seen.text.contains("Au téléphone"), "{}", seen.text);
    world.work().await;
    // The mail on the new case asks of each service what is its to do.
    let mails = world.desk().kept_mails().await.unwrap();
    let to = |to: &str| {
        let mail = mails.iter().find(|mail| mail.to == to).expect("a mail");
        mail.text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let owed = "Envoyez-le vous-même au plus tard le 1er décembre 2026";
    let (register_reads, town_hall_reads) = (to("registre@essai.exemple.fr"), to("mairie@essai.exemple.fr"));
    assert!(register_reads.contains(owed), "{register_reads}");
    assert!(town_hall_reads.contains("qu'il est reçu") && !town_hall_reads.contains("vous-même"), "{town_hall_reads}");

    let mut register = world.agent(REGISTRE.0, REGISTRE.1).await;
    let inbox = register.get("/agents").await;
    assert!(inbox.text.contains("À faire au plus tard le") && !inbox.text.contains("avant le"), "{}", inbox.text);
    let address = link(&inbox, "/agents/cas/");
    let (action, csrf) = receipt_form(&register.get(&address).await);
    register.post(&action, &[("_csrf", &csrf), ("sent_on", "2026-11-21")]).await;
    world.later(6 * 24);
    world.work().await;
    log_in(&mut register, REGISTRE.0).await;
    let (action, csrf) = receipt_form(&register.get(&address).await);
    let page = register.post(&action, &[("_csrf", &csrf), ("sent_on", "2026-11-29")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "a day to come");
    let page = register.post(&action, &[("_csrf", &csrf), ("sent_on", "2026-11-25")]).await;
    for told in ["par vos soins le 25", "envoyé par le service le 21", "envoyé par le service le 25"] {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
    let seen = citizen.get(&follow).await;
    assert!(seen.text.contains("envoyé son accusé de réception le 25"), "{}", seen.text);

    // What was begun for the citizen stays, and leaves by its own button: one's own act is none to be told of.
    let typed = [("sent_on", "2026-11-26"), ("message", "Nous cherchons."), ("note", "Rappelée")];
    let page = post_at(&page, &mut register, "/accuse", &typed).await;
    assert!(page.text.contains("par vos soins le 26") && page.text.contains("Rappelée"), "{}", page.text);
    assert!(page.text.contains("Nous cherchons."), "{}", page.text);
    let wrong = post_at(&page, &mut register, "/accuse", &[("sent_on", "hier"), typed[1]]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains(typed[1].1), "{}", wrong.text);
    let sent = page.post_on(&mut register, &[typed[1]]).await;
    assert!(sent.status == StatusCode::OK && register.address.ends_with("?fait=1"), "{}", sent.text);

    // It was not sent at all: it is owed as before, told once, however often it is said.
    let mut town_hall = world.agent(MAIRIE.0, MAIRIE.1).await;
    let not_sent = ("not_sent", "1");
    let inbox = town_hall.get("/agents").await;
    let theirs = town_hall.get(&link(&inbox, "/agents/cas/")).await;
    let token = theirs.form().pairs.into_iter().find(|(name, _)| name == "_csrf").unwrap().1;
    assert_eq!(town_hall.post(&action, &[("_csrf", &token), not_sent]).await.status, StatusCode::NOT_FOUND);
    for _ in 0..2 {
        let page = register.post(&action, &[("_csrf", &csrf), not_sent]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let said = page.text.replace('\u{a0}', " ");
        assert!(said.contains(owed) && said.contains("J&#39;ai envoyé"), "{said}");
        assert_eq!(said.matches("Le service corrige").count(), 1, "{said}");
    }
    let seen = citizen.get(&follow).await.text.replace('\u{a0}', " ");
    assert!(seen.contains("par ses propres moyens, au plus tard le 1er décembre 2026"), "{seen}");
    assert!(seen.contains("Le service corrige") && !seen.contains("indique vous avoir envoyé"), "{seen}");
    // Reminders come for what is left of the time: none for the day that has passed.
    let reminders = async || {
        let mails = world.desk().kept_mails().await.unwrap();
        mails.iter().filter(|mail| mail.subject.contains("accusé de réception du dossier")).count()
    };
    world.work().await;
    assert_eq!(reminders().await, 0);
    world.later(3 * 24 + 1);
    world.work().await;
    assert_eq!(reminders().await, 1);
    for (written, times) in [
        ("select count(*) from journal where act = 'case.acknowledged_elsewhere'", 3),
        ("select count(*) from journal where act = 'case.acknowledgement_taken_back'", 1),
        ("select count(*) from journal where act = 'case.acknowledgement_alarm'", 1),
    ] {
        assert_eq!(world.number(written).await, times, "{written}");
    }
}
