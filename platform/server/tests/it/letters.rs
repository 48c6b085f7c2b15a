//! Letters: a desk's templates, and a decision that is sent with one.

use axum::http::{StatusCode, header};
use jiff::SignedDuration;
use store::agents::Role;

use crate::{
    agent::{MAIRIE, REGISTRE, link, received},
    partner::filed,
    roles::{somebody, token},
    shares::read_pdf,
    silence::{requested, rewritten},
    support::{Browser, PASSWORD, Page, World},
};

const HERE: &str = "/agents/courriers";
const BODY: &str = "Bonjour {demandeur},\n\nVotre dossier {reference} est refusé : {motif}\n\n{guichet}, le {date}";

async fn keep(browser: &mut Browser, letter: &str, name: &str, title: &str, body: &str) -> Page {
    let csrf = token(browser).await;
    let revision = revision(&browser.get(&format!("{HERE}?modele={letter}")).await);
    let pairs = [
        ("_csrf", csrf.as_str()),
        ("_act", "keep"),
        ("letter", letter),
        ("_revision", revision.as_str()),
        ("name", name),
        ("title", title),
        ("body", body),
    ];
    browser.post(HERE, &pairs).await
}

/// The state of a template that a page shows.
fn revision(page: &Page) -> String {
    let rest = page.text.split("name=\"_revision\" value=\"").nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// What a text area holds.
fn area(page: &Page, name: &str) -> String {
    let rest = page.text.split(&format!("<textarea class=\"box\" id=\"{name}\"")).nth(1).unwrap();
    let text = rest.split_once(">\n").unwrap().1.split("</textarea>").next().unwrap();
    text.replace("&#39;", "'").replace("&quot;", "\"")
}

fn plain(page: &Page) -> String {
    page.text.replace("&#39;", "'").replace(['\u{a0}', '\u{202f}'], " ")
}

pub(crate) async fn a_supervisor_keeps_templates_and_is_told_of_words_that_nothing_replaces() {
    let world = World::new().await;
    let (_, mut agnes, _) = received(&world, &mut world.browser(), MAIRIE).await;
    let mut sue = somebody(&world, MAIRIE, "sue", Role::Supervisor).await;
    let mut eve = somebody(&world, REGISTRE, "eve", Role::Supervisor).await;
    assert_eq!(keep(&mut agnes, "", "Refus", "Objet", BODY).await.status, StatusCode::NOT_FOUND);
    assert_eq!(agnes.get(HERE).await.status, StatusCode::NOT_FOUND);
    // All faults at once, and nothing typed is lost.
    let wrong = keep(&mut sue, "", " ", "Objet {Référence}", "Motif : {motiff}, {toto}").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in
        ["nom du modèle", "{Référence} → {reference}", "{motiff} → {motif}", "{toto} : ce mot", "Motif : {motiff}"]
    {
        assert!(plain(&wrong).contains(said), "{said}: {}", wrong.text);
    }
    let long = keep(&mut sue, "", "Refus", &"x".repeat(151), &"x".repeat(6001)).await;
    assert!(plain(&long).contains("150 caractères") && plain(&long).contains("6 000 caractères"), "{}", long.text);

    assert!(
        keep(&mut sue, "", "Refus", "Votre dossier {reference}", BODY).await.text.contains("<strong>Refus</strong>")
    );
    assert!(plain(&keep(&mut sue, "", "Refus", "Autre", BODY).await).contains("déjà un modèle de ce nom"));
    let page = keep(&mut sue, "", "Accord", "Accord", BODY).await;
    let id = page.text.split("name=\"letter\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let shown = sue.get(&format!("{HERE}?modele={id}")).await;
    assert!(shown.text.contains("value=\"Accord\""), "{}", shown.text);
    assert!(plain(&keep(&mut sue, &id, "Refus", "x", BODY).await).contains("déjà un modèle de ce nom"));
    assert!(keep(&mut sue, &id, "Accord net", "x", BODY).await.text.contains("<strong>Accord net</strong>"));
    // Another desk has its own, and reaches none of these.
    assert!(!eve.get(&format!("{HERE}?modele={id}")).await.text.contains("Accord"));
    let gone = keep(&mut eve, &id, "Accord", "x", BODY).await;
    assert!(
        gone.status == StatusCode::UNPROCESSABLE_ENTITY && plain(&gone).contains("retiré entre-temps"),
        "{}",
        gone.text
    );
    assert_eq!(world.number("select count(*) from letter_templates").await, 2);
    let csrf = token(&mut eve).await;
    let remove = [("_csrf", csrf.as_str()), ("_act", "remove"), ("letter", id.as_str())];
    assert_eq!(eve.post(HERE, &remove).await.status, StatusCode::NOT_FOUND);
    assert_eq!(keep(&mut eve, "", "Refus", "x", BODY).await.status, StatusCode::OK);
    let csrf = token(&mut sue).await;
    sue.post(HERE, &[("_csrf", &csrf), ("_act", "remove"), ("letter", &id)]).await;
    assert_eq!(world.number("select count(*) from letter_templates").await, 2);
    for sql in [
        "select count(*) from journal where act = 'letter.changed'",
        "select count(*) from journal where act = 'letter.removed'",
    ] {
        assert_eq!(world.number(sql).await, 1, "{sql}");
    }
}

pub(crate) async fn a_decision_and_its_letter_reach_the_citizen_in_one_act() {
    let (world, _folder) = requested("rejection", "Europe/Paris").await;
    let (mut citizen, follow) = filed(&world).await;
    let mut sue = somebody(&world, MAIRIE, "sue", Role::Supervisor).await;
    keep(&mut sue, "", "Refus", "Votre dossier {reference}", BODY).await;
    let mut agnes = world.agent(MAIRIE.0, MAIRIE.1).await;
    let case = link(&agnes.get("/agents").await, "/agents/cas/");
    let here = link(&agnes.get(&case).await, &format!("{case}/courrier"));
    // The desk has one template: it is there at once, but for the reason.
    let page = agnes.get(&here).await;
    assert!(page.text.contains("{motif}") && !page.text.contains("{reference}"), "{}", page.text);
    assert!(plain(&page).contains("le 21 novembre 2026"), "{}", page.text);
    let body = area(&page, "message");
    let events = "select count(*) from events";
    let before = world.number(events).await;
    let send = async |browser: &mut Browser, act: &str, values: &[(&str, &str)]| {
        let mut pairs = vec![("_act", act), ("status", "refused"), ("message", body.as_str())];
        pairs.extend([("signed", "Agnès Essai"), ("quality", "Cheffe du service")]);
        pairs.retain(|(name, _)| values.iter().all(|(given, _)| given != name));
        pairs.extend(values);
        page.post_on(browser, &pairs).await
    };
    // Without a reason nothing leaves, and nothing typed is lost.
    let wrong = send(&mut agnes, "send", &[("title", "Objet à moi"), ("message", "Texte : {motif} {date")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("Écrivez le motif") && wrong.text.contains("Objet à moi"), "{}", wrong.text);
    assert!(wrong.text.contains("Texte : {motif} {date"), "{}", wrong.text);
    let wrong = send(&mut agnes, "send", &[("note", "x"), ("message", "{nom}")]).await;
    assert!(plain(&wrong).contains("{nom} : ce mot"), "{}", wrong.text);
    let wrong = send(&mut agnes, "send", &[("note", "pour {nom}, 中文"), ("quality", " "), ("signed", "")]).await;
    for said in ["{nom} : ce mot", "中 文", "votre prénom et votre nom", "votre qualité"] {
        assert!(plain(&wrong).contains(said), "{said}: {}", wrong.text);
    }
    // Each sentence names its box.
    let wrong = send(&mut agnes, "send", &[("note", "x"), ("message", "中"), ("signed", "文")]).await;
    for said in ["Texte : ces signes", "Prénom et nom : ces signes"] {
        assert!(plain(&wrong).contains(said), "{said}: {}", wrong.text);
    }
    // What is not chosen is no answer: the case stays as it is only where the agent says so.
    let wrong = send(&mut agnes, "send", &[("note", "x"), ("status", "")]).await;
    assert!(plain(&wrong).contains("Choisissez l'état du dossier"), "{}", wrong.text);
    let wrong = send(&mut agnes, "send", &[("status", "complement"), ("note", "x")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
    let reason = [("note", "il manque une pièce.")];
    let preview = send(&mut agnes, "preview", &reason).await;
    assert_eq!(
        (preview.status, &preview.headers[header::CONTENT_TYPE]),
        (StatusCode::OK, &"application/pdf".parse().unwrap())
    );
    assert_eq!(preview.headers[header::CONTENT_DISPOSITION], "inline");
    assert_eq!(world.number(events).await, before, "looking writes nothing");

    // Two clicks write once.
    let (mut one, mut other) = (agnes.clone(), agnes.clone());
    let (first, second) = tokio::join!(send(&mut one, "send", &reason), send(&mut other, "send", &reason));
    assert_eq!((first.status, second.status), (StatusCode::OK, StatusCode::OK), "{}\n{}", first.text, second.text);
    assert!(one.address.ends_with("?fait=1"), "{}", one.address);
    assert_eq!(world.number("select count(*) from events where kind = 'document'").await, 1);
    assert_eq!(world.number("select count(*) from events where status = 'refused'").await, 1);
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'case'").await, 1);
    let told = citizen.get(&follow).await;
    assert!(
        told.text.contains("il manque une pièce.") && told.text.contains("Tribunal administratif"),
        "{}",
        told.text
    );
    let file = told.links().into_iter().find(|link| link.contains("/fichiers/")).unwrap();
    let pdf = citizen.get(&file).await;
    assert_eq!(pdf.bytes, preview.bytes, "what was looked at is what left");
    let text =
        read_pdf(&pdf.bytes).split_whitespace().collect::<Vec<_>>().join(" ").replace(['\u{a0}', '\u{202f}'], " ");
    for said in [
        "Zoé Müller-Le Goff",
        "il manque une pièce.",
        "Agnès Essai",
        "Cheffe du service",
        "21 novembre 2026",
        "Tribunal administratif",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert_eq!(text.matches("il manque une pièce.").count(), 1, "{text}");
    // What she signs with is there the next time.
    assert!(agnes.get(&here).await.text.contains("value=\"Cheffe du service\""));
    // A desk that is not the case's has no letter for it.
    let mut eve = somebody(&world, REGISTRE, "eve", Role::Supervisor).await;
    assert_eq!(eve.get(&here).await.status, StatusCode::NOT_FOUND);
}

pub(crate) async fn a_letter_outlives_the_session_it_was_written_in() {
    let world = World::new().await;
    let (_, mut agnes, case) = received(&world, &mut world.browser(), MAIRIE).await;
    let page = agnes.get(&format!("{}/courrier", case.form().action)).await;
    let written = [
        ("status", "done"),
        ("title", "Objet à moi"),
        ("message", "Mon texte."),
        ("note", "Ma raison."),
        ("signed", "Agnès Essai"),
        ("quality", "Greffière"),
        ("_act", "send"),
    ];
    world.later(1);
    let login = page.post_on(&mut agnes, &written).await;
    assert_eq!(login.status, StatusCode::FORBIDDEN);
    let email = format!("agent.{}@exemple.fr", MAIRIE.0);
    let back = login.post_on(&mut agnes, &[("email", &email), ("password", PASSWORD)]).await;
    for said in [
        "value=\"Greffière\"",
        "value=\"Objet à moi\"",
        "Mon texte.",
        "Ma raison.",
        "value=\"done\" selected",
        "rien n&#39;est parti",
    ] {
        assert!(back.text.contains(said), "{said}: {}", back.text);
    }
    let stale = page.post_on(&mut agnes, &written).await;
    assert!(stale.status == StatusCode::FORBIDDEN && stale.text.contains("Mon texte."), "{}", stale.text);
    assert_eq!(world.number("select count(*) from events where kind = 'document'").await, 0);
    let (message, note) = (area(&back, "message"), area(&back, "note"));
    let sent =
        back.post_on(&mut agnes, &[("_act", "send"), ("message", &message), ("note", &note), ("status", "done")]).await;
    assert!(sent.status == StatusCode::OK && agnes.address.ends_with("?fait=1"), "{}", sent.text);
}

pub(crate) async fn a_refusal_says_why_and_whether_there_are_ways_of_appeal() {
    let world = World::new().await;
    let (_, mut agnes, case) = received(&world, &mut world.browser(), MAIRIE).await;
    let page = agnes.get(&format!("{}/courrier", case.form().action)).await;
    assert!(plain(&page).contains("ne dit pas les délais et voies de recours"), "{}", page.text);
    let written = [
        ("_act", "preview"),
        ("status", "refused"),
        ("title", "Refus"),
        ("message", "Nous refusons."),
        ("note", "Les pièces se contredisent."),
        ("signed", "Agnès Essai"),
        ("quality", "Greffière"),
    ];
    let pdf = page.post_on(&mut agnes, &written).await;
    assert_eq!(pdf.status, StatusCode::OK, "{}", pdf.text);
    let text = read_pdf(&pdf.bytes);
    assert!(text.contains("Les pièces se contredisent.") && text.contains("Greffière"), "{text}");
    let other =
        [("status", "in_progress")].into_iter().chain(written.into_iter().filter(|(name, _)| *name != "status"));
    let text = read_pdf(&page.post_on(&mut agnes, &other.collect::<Vec<_>>()).await.bytes);
    assert!(
        !text.contains("Les pièces se contredisent."),
        "what is no refusal gives a reason where it is asked to: {text}"
    );
}

pub(crate) async fn a_word_for_which_the_case_has_nothing_reaches_nobody() {
    // The town hall does not receive who files.
    let (world, _folder) = rewritten(|written| {
        let changed = written.replacen("receives: [demandeur, email, ", "receives: [email, ", 1);
        assert_ne!(written, changed);
        changed
    })
    .await;
    let (_, mut agnes, case) = received(&world, &mut world.browser(), MAIRIE).await;
    let mut sue = somebody(&world, MAIRIE, "sue", Role::Supervisor).await;
    keep(&mut sue, "", "Accord", "Objet", "Bonjour {demandeur},\n\nVotre parapluie est là.").await;
    let page = agnes.get(&format!("{}/courrier", case.form().action)).await;
    let message = area(&page, "message");
    assert!(message.contains("Bonjour {demandeur},"), "{message}");
    let written = |act, message| {
        let signed = [("signed", "Agnès Essai"), ("quality", "Greffière"), ("status", "in_progress"), ("note", "")];
        [&signed[..], &[("title", "Objet"), ("message", message), ("_act", act)]].concat()
    };
    for act in ["preview", "send"] {
        let wrong = page.post_on(&mut agnes, &written(act, &message)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
        assert!(plain(&wrong).contains("{demandeur} : ce dossier n'a rien à mettre"), "{}", wrong.text);
        assert_eq!(area(&wrong, "message"), message, "nothing typed is lost");
    }
    assert_eq!(world.number("select count(*) from events where kind = 'document'").await, 0);
    // Written by hand, it leaves.
    let own = message.replace("{demandeur}", "Madame");
    let pdf = page.post_on(&mut agnes, &written("preview", &own)).await;
    assert_eq!(pdf.status, StatusCode::OK, "{}", pdf.text);
    assert!(read_pdf(&pdf.bytes).contains("Bonjour Madame,"));
}

pub(crate) async fn a_template_takes_no_words_away_unasked() {
    let world = World::new().await;
    let (_, mut agnes, case) = received(&world, &mut world.browser(), MAIRIE).await;
    let mut sue = somebody(&world, MAIRIE, "sue", Role::Supervisor).await;
    keep(&mut sue, "", "Accord", "Objet du modèle", "Déposé le {depot}.").await;
    let page = agnes.get(&format!("{}/courrier", case.form().action)).await;
    assert!(plain(&page).contains("Déposé le 21 novembre 2026."), "{}", page.text);
    let chosen = page.text.split("\" selected>Accord").next().unwrap().rsplit('"').next().unwrap();
    let own = [("_act", "model"), ("model", chosen), ("title", "À moi"), ("message", "Mes mots.")];
    let asks = page.post_on(&mut agnes, &own).await;
    assert!(asks.text.contains("Mes mots.") && plain(&asks).contains("seraient remplacés"), "{}", asks.text);
    let taken = page.post_on(&mut agnes, &[("_act", "replace"), ("model", chosen), ("message", "Mes mots.")]).await;
    assert!(!taken.text.contains("Mes mots.") && taken.text.contains("Objet du modèle"), "{}", taken.text);
    // Where nothing else was written the page has an address: the browser's Back finds it again.
    assert!(agnes.address.ends_with(&format!("?modele={chosen}")), "{}", agnes.address);
    assert!(agnes.get(&agnes.address.clone()).await.text.contains("Objet du modèle"));
    let rest =
        [("_act", "replace"), ("model", chosen), ("note", "Ma raison."), ("status", "done"), ("signed", "A. E.")];
    let kept = page.post_on(&mut agnes, &rest).await;
    for said in ["Ma raison.", "value=\"done\" selected", "value=\"A. E.\"", "Objet du modèle"] {
        assert!(kept.text.contains(said), "{said}: {}", kept.text);
    }
    let body = area(&page, "message");
    let bare = page.post_on(&mut agnes, &[("_act", "model"), ("model", ""), ("message", &body)]).await;
    assert!(area(&bare, "message").is_empty() && plain(&bare).contains("sont vides"), "{}", bare.text);
}

pub(crate) async fn back_from_a_letter_keeps_what_was_written() {
    let world = World::new().await;
    let (_, mut agnes, case) = received(&world, &mut world.browser(), MAIRIE).await;
    let at = case.form().action;
    let page = agnes.get(&format!("{at}/courrier")).await;
    // Nothing was written: there is nothing to come back to.
    let left = page.post_on(&mut agnes, &[("_act", "back")]).await;
    assert!(left.status == StatusCode::OK && !left.text.contains("value=\"resume\""), "{}", left.text);
    let mut written = vec![("status", "in_progress"), ("note", "Il manque une page."), ("title", "Votre demande")];
    written.extend([("message", "Mes mots."), ("signed", "Agnès Autre"), ("quality", "Greffière")]);
    let left = page.post_on(&mut agnes, &[&written[..], &[("_act", "back")]].concat()).await;
    assert!(left.status == StatusCode::OK && left.text.contains("id=\"repondre\""), "{}", left.text);
    assert!(plain(&left).contains("Votre courrier n'est pas parti."), "{}", left.text);
    let again = left.post_on(&mut agnes, &[("_act", "resume")]).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text);
    assert_eq!((area(&again, "note"), area(&again, "message")), ("Il manque une page.".into(), "Mes mots.".into()));
    for (name, value) in [("title", "Votre demande"), ("signed", "Agnès Autre"), ("quality", "Greffière")] {
        assert_eq!(again.value(name).as_deref(), Some(value));
    }
    assert!(again.text.contains("value=\"in_progress\" selected"), "{}", again.text);
    assert_eq!(revision(&again), revision(&page));
    // A session that ended meanwhile takes none of it away.
    agnes.cookies.clear();
    let login = left.post_on(&mut agnes, &[("_act", "resume")]).await;
    assert!(login.status == StatusCode::FORBIDDEN && login.text.contains("Mes mots."), "{}", login.text);
}

pub(crate) async fn the_history_tells_names_as_they_were() {
    let world = World::new().await;
    let (_, mut agnes, case) = received(&world, &mut world.browser(), MAIRIE).await;
    let at = case.form().action;
    case.post_on(&mut agnes, &[("message", "Je regarde.")]).await;
    let page = agnes.get(&format!("{at}/courrier")).await;
    let mut letter =
        vec![("_act", "send"), ("status", "in_progress"), ("note", "Voir le courrier."), ("title", "Objet")];
    letter.extend([("message", "Bonjour."), ("signed", "Agnès Dupont"), ("quality", "Greffière")]);
    let sent = page.post_on(&mut agnes, &letter).await;
    assert!(agnes.address.ends_with("?fait=1"), "{} {}", agnes.address, sent.text);
    let names = async |browser: &mut Browser| {
        let page = browser.get(&at).await;
        let history = page.text.split("id=\"historique\"").nth(1).unwrap().to_owned();
        (history.find("Agnès Dupont"), history.find("Agnès Essai"))
    };
    // She signed the letter with another name, which is hers from then on; what she did before stays under the name of then.
    let (Some(now), Some(then)) = names(&mut agnes).await else { panic!("both are told") };
    assert!(now < then, "the newest first");
    // Of what happened before names were kept, today's is told.
    let unnamed = "update events set author_name = null";
    world.raw(unnamed, unnamed).await;
    assert!(matches!(names(&mut agnes).await, (Some(_), None)));
}

pub(crate) async fn a_template_is_written_over_nobody_and_outlives_its_session() {
    let world = World::new().await;
    let mut sue = somebody(&world, MAIRIE, "sue", Role::Supervisor).await;
    let mut sam = somebody(&world, MAIRIE, "sam", Role::Supervisor).await;
    let kept = keep(&mut sue, "", "Accord", "Objet", BODY).await;
    let id = kept.text.split("name=\"letter\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let here = format!("{HERE}?modele={id}");
    let (hers, his) = (sue.get(&here).await, sam.get(&here).await);
    let write = |page: &Page, body: &str| {
        let csrf = page.forms().into_iter().flat_map(|form| form.pairs).find(|(name, _)| name == "_csrf").unwrap().1;
        let pairs = [
            ("_csrf", csrf.as_str()),
            ("_act", "keep"),
            ("letter", id.as_str()),
            ("name", "Accord"),
            ("title", "Objet"),
        ];
        let revision = revision(page);
        pairs
            .into_iter()
            .chain([("body", body), ("_revision", revision.as_str())])
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect::<Vec<_>>()
    };
    let post = async |browser: &mut Browser, pairs: Vec<(String, String)>| {
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.post(HERE, &pairs).await
    };
    world.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(post(&mut sue, write(&hers, "Les mots de Sue.")).await.status, StatusCode::OK);
    let told = post(&mut sam, write(&his, "Les mots de Sam.")).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        plain(&told).contains("changé ce modèle entre-temps") && told.text.contains("Les mots de Sam."),
        "{}",
        told.text
    );
    assert!(sue.get(&here).await.text.contains("Les mots de Sue."));
    // Told once, he may.
    assert_eq!(post(&mut sam, write(&told, "Les mots de Sam.")).await.status, StatusCode::OK);
    // The session is over: what was written waits for the login.
    world.later(1);
    let login = post(&mut sam, write(&his, "Encore mes mots.")).await;
    assert_eq!(login.status, StatusCode::FORBIDDEN);
    let back = login.post_on(&mut sam, &[("email", "sam@exemple.fr"), ("password", PASSWORD)]).await;
    assert!(back.text.contains("Encore mes mots.") && plain(&back).contains("rien n'est enregistré"), "{}", back.text);
    // It was removed meanwhile: the words are there to be kept as a new one.
    let csrf = back.forms().into_iter().flat_map(|form| form.pairs).find(|(name, _)| name == "_csrf").unwrap().1;
    sam.post(HERE, &[("_csrf", &csrf), ("_act", "remove"), ("letter", &id)]).await;
    let gone = post(&mut sam, write(&back, "Encore mes mots.")).await;
    assert!(gone.text.contains("Encore mes mots.") && plain(&gone).contains("retiré entre-temps"), "{}", gone.text);
    let new =
        [("_csrf", csrf.as_str()), ("_act", "keep"), ("letter", ""), ("name", "Accord"), ("title", "x"), ("body", "y")];
    assert!(sam.post(HERE, &new).await.text.contains("<strong>Accord</strong>"));
}
