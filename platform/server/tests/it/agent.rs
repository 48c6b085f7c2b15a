//! The partner's side: invitation, inbox, opening, answering, the package; and what the citizen sees of it.

use axum::http::StatusCode;
use store::agents::Role;

use crate::{
    at_desk::post_at,
    roles::somebody,
    support::{Browser, Page, World},
};

pub(crate) const MAIRIE: (&str, &str) = ("99900000100011", "MAIRIE");
pub(crate) const REGISTRE: (&str, &str) = ("99900000900012", "REG");

pub(crate) fn link(page: &Page, part: &str) -> String {
    page.links()
        .into_iter()
        .find(|link| link.contains(part) && !link.contains(".pdf"))
        .unwrap_or_else(|| panic!("no link {part} in\n{}", page.text))
}

/// A dossier that the citizen filed, and its case as an agent of this desk opened it.
pub(crate) async fn received(world: &World, citizen: &mut Browser, desk: (&str, &str)) -> (Page, Browser, Page) {
    let filed = world.file(citizen, "Toulouse").await;
    world.work().await;
    let mut agent = world.agent(desk.0, desk.1).await;
    let inbox = agent.get("/agents").await;
    let case = agent.get(&link(&inbox, "/agents/cas/")).await;
    (filed, agent, case)
}

pub(crate) async fn an_answer_travels_from_the_clerk_to_the_citizen() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    // There is nothing to narrow to a démarche of which the desk has no case.
    let choice = "<option value=\"essai\"";
    assert!(!agent.get("/agents").await.text.contains(choice));
    let filed = world.file(&mut citizen, "Toulouse").await;
    let follow = link(&filed, "/suivi/");
    // The address for news is given on the confirmation.
    let form = filed.forms().into_iter().find(|form| form.action.ends_with("/courriel")).unwrap();
    let csrf = form.pairs.iter().find(|(name, _)| name == "_csrf").unwrap().1.clone();
    let page = citizen.post(&form.action, &[("_csrf", &csrf), ("email", "zoe@exemple.fr")]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    world.work().await;

    let inbox = agent.get("/agents").await;
    assert!(inbox.text.contains(&filed.reference()) && inbox.text.contains(choice), "{}", inbox.text);
    assert!(citizen.get(&follow).await.text.contains("Transmise"));

    let case = agent.get(&link(&inbox, "/agents/cas/")).await;
    assert!(case.text.contains("Müller-Le Goff") && case.text.contains("parapluie"), "{}", case.text);
    let seen = citizen.get(&follow).await;
    assert!(seen.text.contains("Reçue"));
    // The filing had brought an accusé d'enregistrement; the clerk's first act brings the accusé de réception.
    let pdf =
        citizen.get(&seen.links().into_iter().find(|link| link.ends_with("/accuse-de-reception.pdf")).unwrap()).await;
    assert!(pdf.bytes.starts_with(b"%PDF-"));

    let case =
        case.post_on(&mut agent, &[("status", "in_progress"), ("message", "Nous cherchons votre parapluie.")]).await;
    assert_eq!(case.status, StatusCode::OK, "{}", case.text);
    let seen = citizen.get(&follow).await;
    assert!(
        seen.text.contains("En cours de traitement") && seen.text.contains("Nous cherchons votre parapluie."),
        "{}",
        seen.text
    );
    // Who wrote it, and when, is there to be seen.
    let told = seen.text.split("class=\"timeline\"").nth(1).unwrap().split("</li>").next().unwrap();
    for said in ["<time", "· Mairie</p>", "<p class=\"soft\">Message du service</p>"] {
        assert!(told.contains(said), "{said}: {told}");
    }

    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let news: Vec<_> = mails.iter().filter(|mail| mail.to == "zoe@exemple.fr").collect();
    assert!(news.len() >= 3, "recorded, received, in progress: {}", news.len());
    for mail in &news {
        assert!(!mail.text.contains("parapluie") && !mail.text.contains("Müller"), "{}", mail.text);
    }
}

pub(crate) async fn each_recipient_sees_its_own_projection_only() {
    let world = World::new().await;
    let mut citizen = world.browser();
    world.file(&mut citizen, "Toulouse").await;
    world.work().await;
    let mut register = world.agent(REGISTRE.0, REGISTRE.1).await;
    let inbox = register.get("/agents").await;
    let case = register.get(&link(&inbox, "/agents/cas/")).await;
    assert!(case.text.contains("parapluie"), "{}", case.text);
    assert!(!case.text.contains("zoe@exemple.fr") && !case.text.contains("Perte"), "{}", case.text);
}

pub(crate) async fn a_document_is_returned_and_downloaded_by_the_citizen() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (filed, mut agent, case) = received(&world, &mut citizen, MAIRIE).await;
    let png = crate::uploads::png();
    // A request refused for want of a word: the browser forgets the files, and the page says which.
    let files: [(&str, &str, &[u8]); 2] = [("document", "a.png", &png), ("document", "b.png", &png)];
    let refused = case.upload_on(&mut agent, &[("status", "complement")], &files).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("a.png et b.png. Choisissez-les de nouveau."), "{}", refused.text);
    let done = case.upload_on(&mut agent, &[("status", "done")], &[("document", "attestation.png", &png)]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let follow = citizen.get(&link(&filed, "/suivi/")).await;
    assert!(follow.text.contains("Traitée"), "{}", follow.text);
    // Each receipt by what it is, with its day.
    let papers = follow.text.split("id=\"documents\"").nth(1).and_then(|rest| rest.split("</section>").next()).unwrap();
    let titles = ["Accusé de réception électronique", "Accusé d&#39;enregistrement électronique"];
    assert!(titles.iter().all(|title| papers.contains(title)), "{papers}");
    assert_eq!(papers.replace('\u{a0}', " ").matches("21 novembre 2026</time>").count(), 2, "{papers}");
    let file = citizen.get(&link(&follow, "/fichiers/")).await;
    assert_eq!(file.headers["content-type"], "image/png");
    assert!(
        file.headers["content-disposition"].to_str().unwrap().starts_with("attachment; filename=\"attestation.png\"")
    );
    // All of it at once; the names stand in the ZIP as they are, and so do files that are compressed already.
    let everything = follow.links().into_iter().find(|link| link.ends_with("/tout.zip")).unwrap();
    assert!(filed.links().contains(&everything));
    let zip = citizen.get(&everything).await;
    assert!(zip.bytes.starts_with(b"PK") && zip.headers["content-type"] == "application/zip", "{}", zip.status);
    let reference = filed.reference();
    for inside in [
        &format!("{reference}.pdf"),
        &format!("{reference}-accuse-de-reception.pdf"),
        "answers.json",
        "documents/01-attestation.png",
    ] {
        assert!(zip.text.contains(inside), "{inside} is missing");
    }
    assert!(zip.bytes.windows(file.bytes.len()).any(|part| part == file.bytes));
    world.later(24);
    assert_eq!(citizen.get(&everything).await.bytes, zip.bytes, "the same bytes each time");
}

pub(crate) async fn a_message_outlives_the_session_it_was_written_in() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (filed, mut agent, case) = received(&world, &mut citizen, MAIRIE).await;
    let written = [("status", "in_progress"), ("message", "Bonjour Zoé,\nnous cherchons.")];
    let holds = |page: &Page| page.text.contains("Bonjour Zoé,\nnous cherchons.");
    world.later(1);
    let login = case.post_on(&mut agent, &written).await;
    assert_eq!(login.status, StatusCode::FORBIDDEN);
    assert!(login.text.contains("ce que vous avez écrit est gardé") && holds(&login), "{}", login.text);
    // A mistyped password keeps it too.
    let email = format!("agent.{}@exemple.fr", MAIRIE.0);
    let login = login.post_on(&mut agent, &[("email", &email), ("password", "un autre mot de passe")]).await;
    assert_eq!(login.status, StatusCode::UNPROCESSABLE_ENTITY);
    let back = login.post_on(&mut agent, &[("email", &email), ("password", crate::support::PASSWORD)]).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.text);
    assert_eq!(back.form().action, case.form().action);
    assert!(holds(&back) && back.text.contains("pas encore envoyé"), "{}", back.text);
    let follow = link(&filed, "/suivi/");
    assert!(!citizen.get(&follow).await.text.contains("nous cherchons"), "nothing was sent by logging in");
    // The form of the session before no longer counts, but what it carries is not lost.
    let stale = case.post_on(&mut agent, &written).await;
    assert_eq!(stale.status, StatusCode::FORBIDDEN);
    assert!(holds(&stale), "{}", stale.text);
    assert!(!citizen.get(&follow).await.text.contains("nous cherchons"));
    let sent = back.post_on(&mut agent, &written).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);
    assert!(citizen.get(&follow).await.text.contains("nous cherchons"));

    // Nobody plants a message by a link, and an agent of another desk sees no more of the case than ever.
    let planted = world.browser().get("/agents/connexion?_message=vite&message=vite").await;
    assert!(!planted.text.contains("_message"), "{}", planted.text);
    let mut other = world.agent(REGISTRE.0, REGISTRE.1).await;
    other.cookies.clear();
    let login = case.post_on(&mut other, &written).await;
    let email = format!("agent.{}@exemple.fr", REGISTRE.0);
    let page = login.post_on(&mut other, &[("email", &email), ("password", crate::support::PASSWORD)]).await;
    assert!(!page.text.contains("parapluie") && page.status == StatusCode::NOT_FOUND, "{}", page.text);
}

pub(crate) async fn what_a_colleague_did_while_one_wrote_is_told_before_anything_is_sent() {
    let world = World::new().await;
    let (_, mut agent, case) = received(&world, &mut world.browser(), MAIRIE).await;
    let here = case.form().action;
    let written = [("status", "refused"), ("message", "Rien n’a été trouvé.")];
    let told = |page: &Page| page.text.contains("vient de changer") && page.text.contains("Rien n’a été trouvé.");
    world.later(1);
    let login = case.post_on(&mut agent, &written).await;
    let mut karim = somebody(&world, MAIRIE, "karim", Role::Agent).await;
    let theirs = karim.get(&here).await;
    theirs.post_on(&mut karim, &[("status", "in_progress"), ("message", "")]).await;
    // After the login, and on a page of the session before.
    let email = format!("agent.{}@exemple.fr", MAIRIE.0);
    let back = login.post_on(&mut agent, &[("email", &email), ("password", crate::support::PASSWORD)]).await;
    assert!(told(&back) && back.text.contains("pas encore envoyé"), "{}", back.text);
    let stale = case.post_on(&mut agent, &written).await;
    assert!(stale.status == StatusCode::FORBIDDEN && told(&stale), "{}", stale.text);
    // Another button pressed meanwhile tells nothing of it: the answer is not sent over what a colleague did.
    let page = agent.get(&here).await;
    karim.get(&here).await.post_on(&mut karim, &[("status", ""), ("message", "Passez mardi.")]).await;
    let noted = post_at(&page, &mut agent, "/note", &[&written[..], &[("note", "Rappelée")]].concat()).await;
    assert!(noted.status == StatusCode::OK && noted.text.contains("Rien n’a été trouvé."), "{}", noted.text);
    let refused = noted.post_on(&mut agent, &written).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && told(&refused), "{}", refused.text);
    assert_eq!(world.number("select count(*) from events where status = 'refused'").await, 0);
    // Told, one may.
    let sent = refused.post_on(&mut agent, &written).await;
    assert!(sent.status == StatusCode::OK && agent.address.ends_with("fait=1"), "{}", sent.text);
}

pub(crate) async fn an_act_on_an_old_state_and_a_status_that_may_not_follow_are_refused() {
    let world = World::new().await;
    let mut citizen = world.browser();
    world.file(&mut citizen, "Toulouse").await;
    world.work().await;
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let inbox = agent.get("/agents").await;
    let case = agent.get(&link(&inbox, "/agents/cas/")).await;
    let mut colleague = agent.clone();
    world.later(1);
    case.post_on(&mut agent, &[("status", ""), ("message", "")]).await;
    // The session lay idle for an hour: it is over.
    assert!(agent.address.starts_with("/agents/connexion"), "{}", agent.address);
    let login = agent.get("/agents/connexion").await;
    login
        .post_on(&mut agent, &[("email", "agent.99900000100011@exemple.fr"), ("password", crate::support::PASSWORD)])
        .await;
    colleague.cookies = agent.cookies.clone();
    let case = agent.get(&link(&inbox, "/agents/cas/")).await;
    let empty = case.post_on(&mut agent, &[("status", ""), ("message", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let closed = case.post_on(&mut agent, &[("status", "closed"), ("message", "x")]).await;
    assert_eq!(closed.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = case.post_on(&mut agent, &[("status", "refused"), ("message", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "a refusal needs a reason");
    let long = case.post_on(&mut agent, &[("status", ""), ("message", &"é".repeat(1001))]).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    let first = case.post_on(&mut agent, &[("status", "in_progress"), ("message", "")]).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    let second = case.post_on(&mut colleague, &[("status", "done"), ("message", "Fini")]).await;
    assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(second.text.contains("collègue") && second.text.contains("Fini"), "{}", second.text);
}

pub(crate) async fn the_package_and_the_print_are_to_be_had() {
    let world = World::new().await;
    let mut citizen = world.browser();
    world.file(&mut citizen, "Toulouse").await;
    world.work().await;
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let inbox = agent.get("/agents").await;
    let case = agent.get(&link(&inbox, "/agents/cas/")).await;
    let zip = agent.get(&link(&case, "dossier.zip")).await;
    assert!(zip.bytes.starts_with(b"PK"), "{}", zip.status);
    let pdf = agent.get(&format!("{}/imprimer.pdf", case.form().action)).await;
    assert!(pdf.bytes.starts_with(b"%PDF-"), "{}", pdf.status);
}

pub(crate) async fn the_inbox_finds_a_reference_as_it_is_said_and_narrows() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let reference = world.file(&mut citizen, "Toulouse").await.reference();
    world.work().await;
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let typed = reference.to_lowercase().replace('-', "+");
    assert!(agent.get(&format!("/agents?q={typed}")).await.text.contains(&reference));
    // Its first block is enough, with its letters or without; too little is told beside the box.
    let part = agent.get("/agents?q=ESS-").await;
    let hint = part.text.split("id=\"q--hint\">").nth(1).and_then(|rest| rest.split("</p>").next()).unwrap();
    assert!(!part.text.contains("/agents/cas/") && hint.contains("bloc de quatre signes"), "{}", part.text);
    let begins = |signs: usize| reference.chars().take(signs).collect::<String>().to_lowercase();
    let block = begins(8).split_off(4);
    let mut other = world.agent(REGISTRE.0, REGISTRE.1).await;
    for wanted in [begins(8), begins(11), begins(18), block.clone()] {
        let found = agent.get(&format!("/agents?q={wanted}")).await;
        let cases = |page: &Page| page.links().into_iter().filter(|link| link.contains("/agents/cas/")).count();
        assert_eq!(cases(&found), 1, "{wanted}: {}", found.text);
        // Each desk finds its own.
        let theirs = other.get(&format!("/agents?q={wanted}")).await;
        assert!(cases(&theirs) == 1 && link(&theirs, "/agents/cas/") != link(&found, "/agents/cas/"), "{wanted}");
    }
    let elsewhere = if block == "0000" { "1111" } else { "0000" };
    assert!(!agent.get(&format!("/agents?q=ess-{elsewhere}")).await.text.contains("/agents/cas/"));
    assert!(!agent.get(&format!("/agents?q={block}&status=done")).await.text.contains("/agents/cas/"));
    // The number of a case finds it, and no other.
    let numbers = [1, 2].map(|number| format!("/agents?q={typed}-0{number}"));
    let mut found = 0;
    for address in &numbers {
        found += usize::from(agent.get(address).await.text.contains(&reference));
    }
    assert_eq!(found, 1);
    assert!(!agent.get("/agents?status=done").await.text.contains("/agents/cas/"));
    assert!(agent.get("/agents?status=sent&demarche=essai").await.text.contains("/agents/cas/"));
    // A reference is looked for among what the other filters leave, as the page says of them.
    for (filters, count) in [
        ("demarche=essai&status=sent&assignee=personne", 1),
        ("demarche=autre", 0),
        ("status=done", 0),
        ("assignee=moi", 0),
        ("echeance=toutes", 0),
    ] {
        let page = agent.get(&format!("/agents?q={typed}&{filters}")).await;
        let found = page.links().iter().filter(|link| link.contains("/agents/cas/")).count();
        assert_eq!(found, count, "{filters}: {}", page.text);
    }
    // « Retour » of a case, and of several, leads back to what was looked at, for whoever looked at it alone.
    let narrowed = agent.get("/agents?status=sent&demarche=essai").await;
    let list = "/agents?demarche=essai&status=sent".to_owned();
    let case = link(&narrowed, "/agents/cas/");
    let pick = narrowed.text.split("name=\"cas\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    for address in [&case, &format!("/agents/lot?cas={pick}")] {
        let page = agent.get(address).await;
        assert!(page.status == StatusCode::OK && page.links().contains(&list), "{address}: {}", page.text);
    }
    let mut other = somebody(&world, MAIRIE, "bruno", Role::Agent).await;
    for planted in [agent.cookies["agent-list"].clone(), "https://ailleurs.exemple".to_owned()] {
        other.cookies.insert("agent-list".to_owned(), planted);
        let page = other.get(&case).await;
        assert!(page.links().contains(&"/agents".to_owned()) && !page.links().contains(&list), "{}", page.text);
    }
}

pub(crate) async fn documents_of_one_act_are_all_returned_or_none() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (filed, mut agent, case) = received(&world, &mut citizen, MAIRIE).await;
    let act = [("status", "done"), ("message", "Voici votre attestation.")];
    let png = crate::uploads::png();
    let files: [(&str, &str, &[u8]); 2] = [("document", "bon.png", &png), ("document", "faux.pdf", b"<html>")];
    let page = case.upload_on(&mut agent, &act, &files).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("Voici votre attestation.") && page.text.contains("faux.pdf"), "{}", page.text);
    let action = case.form().action;
    let mut address = action.split('/').skip(3);
    let (agency, id) = (address.next().unwrap().to_owned(), address.next().unwrap().parse().unwrap());
    let kept = async || {
        let owner = store::attachments::Owner::Case(id);
        world
            .desk()
            .store()
            .read(async |conn| store::attachments::usage(conn, &agency, owner).await)
            .await
            .unwrap()
            .files
    };
    assert_eq!(kept().await, 0);
    // Too much together: the first of two is not kept alone.
    let store = world.desk().store();
    let mut stored = store.objects().put(&agency, b"a large file").await.unwrap();
    stored.size = desk::SUBMISSION_SIZE - png.len() as u64 - 1;
    let large = store::attachments::NewAttachment {
        owner: store::attachments::Owner::Case(id),
        path: "document",
        name: "gros.pdf",
        mime: "application/pdf",
        state: store::attachments::State::Clean,
        stored: &stored,
    };
    store.write(async |tx| store::attachments::add(tx, large).await).await.unwrap();
    let files: [(&str, &str, &[u8]); 2] = [("document", "bon.png", &png), ("document", "autre.png", &png)];
    let page = case.upload_on(&mut agent, &act, &files).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("Voici votre attestation."), "{}", page.text);
    assert_eq!(kept().await, 1);
    let follow = citizen.get(&link(&filed, "/suivi/")).await;
    assert!(!follow.text.contains("Traitée"), "{}", follow.text);
}

pub(crate) async fn of_two_acts_on_one_state_one_is_done_and_a_double_click_is_one_act() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (filed, mut agent, case) = received(&world, &mut citizen, MAIRIE).await;
    let (follow, address) = (link(&filed, "/suivi/"), agent.address.clone());

    // Five clicks on one button.
    let mut clicks: Vec<_> = (0..5).map(|_| agent.clone()).collect();
    let sent = futures_util::future::join_all(
        clicks.iter_mut().map(|click| case.post_on(click, &[("status", ""), ("message", "Passez mardi.")])),
    )
    .await;
    for page in &sent {
        assert_eq!(page.status, StatusCode::OK, "each click is told that it is done\n{}", page.text);
    }
    assert_eq!(citizen.get(&follow).await.text.matches("Passez mardi.").count(), 1);

    // Two tabs with the same state, each with a message of its own, at the same moment.
    let case = agent.get(&address).await;
    let (mut one, mut other) = (agent.clone(), agent.clone());
    let (first, second) = tokio::join!(
        case.post_on(&mut one, &[("status", ""), ("message", "Venez le matin.")]),
        case.post_on(&mut other, &[("status", "in_progress"), ("message", "Venez le soir.")]),
    );
    let (done, refused) = if first.status == StatusCode::OK { (first, second) } else { (second, first) };
    assert_eq!((done.status, refused.status), (StatusCode::OK, StatusCode::UNPROCESSABLE_ENTITY), "{}", refused.text);
    assert!(
        refused.text.contains("Ce dossier vient de changer") && refused.text.contains("Venez le"),
        "typed text stays"
    );
    let seen = citizen.get(&follow).await.text;
    assert_eq!(seen.matches("Venez le").count(), 1, "{seen}");
    // The same words again, on the state as it is now, are another message.
    let case = agent.get(&address).await;
    let page = case.post_on(&mut agent, &[("status", ""), ("message", "Passez mardi.")]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(citizen.get(&follow).await.text.matches("Passez mardi.").count(), 2);
}

pub(crate) async fn what_an_agent_writes_cannot_turn_the_text_around() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (filed, mut agent, case) = received(&world, &mut citizen, MAIRIE).await;
    let page =
        case.post_on(&mut agent, &[("status", ""), ("message", "Payez \u{202e}euqèhc\u{202c} \u{2066}ici")]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let page = case.upload_on(&mut agent, &[], &[("document", "photo\u{202e}gpj.exe", b"MZ\x90\0")]).await;
    assert!(!page.status.is_success());
    for text in [page.text, citizen.get(&link(&filed, "/suivi/")).await.text] {
        assert!(!text.contains(['\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}']), "{text}");
    }
    assert!(citizen.get(&link(&filed, "/suivi/")).await.text.contains("Payez euqèhc"));
}
