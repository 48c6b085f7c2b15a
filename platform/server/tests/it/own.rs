//! « Mes données »: what a citizen keeps one by one and with its origin, types and corrects; who read what of it; the end of an account.

use axum::http::StatusCode;
use jiff::SignedDuration;

use crate::{
    account::{keep_all, person, register},
    shares::world_of,
    support::{Browser, PASSWORD, Page, World, agreed},
};

async fn shipped() -> World {
    world_of(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms")).await
}

fn plain(page: &Page) -> String {
    page.text.replace(['\u{a0}', '\u{202f}'], " ")
}

fn csrf(page: &Page) -> String {
    let forms = page.forms();
    let pairs = forms.iter().flat_map(|form| &form.pairs);
    pairs.into_iter().find(|(name, _)| name == "_csrf").expect("a form of ours").1.clone()
}

async fn login(browser: &mut Browser, email: &str) -> Page {
    let page = browser.get("/compte/connexion").await;
    page.post_on(browser, &[("email", email), ("password", PASSWORD)]).await
}

/// The form that posts to this address, with these values in it.
async fn send(browser: &mut Browser, page: &Page, action: &str, values: &[(&str, &str)]) -> Page {
    let form = page.forms().into_iter().find(|form| form.action == action).expect("such a form");
    let others = form.pairs.iter().filter(|(name, _)| values.iter().all(|(given, _)| given != name));
    let others = others.map(|(name, value)| (name.as_str(), value.as_str()));
    let pairs: Vec<(&str, &str)> = others.chain(values.iter().copied()).collect();
    browser.post(action, &pairs).await
}

pub(crate) async fn values_are_kept_one_by_one_and_say_where_they_come_from() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let filed = world.file(&mut citizen, "Toulouse").await;
    let form = filed.forms().into_iter().find(|form| form.action.ends_with("/conserver")).unwrap();
    let offered = filed.forms().into_iter().filter(|form| form.action.ends_with("/conserver"));
    let ticked = offered.flat_map(|form| form.pairs).filter(|(name, _)| name == "garder").count();
    assert_eq!(ticked, 0, "nothing is ticked for anybody");
    // The Enter key on a box presses the first button of its form.
    let boxes = filed.text.split("<form ").find(|form| form.contains("name=\"garder\"")).unwrap();
    assert!(boxes.split("<button ").nth(1).unwrap().contains("name=\"choix\""), "{boxes}");
    let nothing = citizen.post(&form.action, &[("_csrf", &csrf(&filed)), ("choix", "1")]).await;
    assert!(nothing.text.contains("Cochez ce que vous voulez conserver"), "{}", nothing.text);
    let told = citizen
        .post(&form.action, &[("_csrf", &csrf(&filed)), ("choix", "1"), ("garder", "identity:nom"), ("garder", "x:y")])
        .await;
    assert!(plain(&told).contains("conservé dans vos données"), "{}", told.text);
    let own = citizen.get("/compte/donnees").await;
    let said = plain(&own);
    assert!(said.contains("Müller-Le Goff") && !said.contains(">Zoé"), "{said}");
    assert!(
        said.contains("Enregistré le 21 novembre 2026 depuis « Démarche d&#39;essai ». Déclaré par vous."),
        "{said}"
    );
    // Where it was before still leads there.
    citizen.get("/compte/coffre").await;
    assert_eq!(citizen.address, "/compte/donnees");

    // What is typed on the page says so; what another démarche asks is untouched.
    world.later(24);
    login(&mut citizen, "zoe@exemple.fr").await;
    let page = citizen.get("/compte/donnees/modifier/identity").await;
    assert_eq!(page.value("identity.nom").as_deref(), Some("Müller-Le Goff"), "{}", page.text);
    let saved = page.post_on(&mut citizen, &[("identity.prenoms", "Zoé"), ("_action", "continue")]).await;
    let said = plain(&saved);
    assert!(said.contains("est enregistré."), "{said}");
    assert!(
        said.contains("Saisi ici le 22 novembre 2026") && said.contains("Enregistré le 21 novembre 2026"),
        "{said}"
    );
    // Each fills the next démarche with its own origin, and is kept again as it was.
    let next = world.recap(&mut citizen, "Toulouse").await;
    let said = plain(&next);
    assert!(said.contains("enregistré le 21 novembre 2026 depuis"), "{said}");
    assert!(said.contains("saisies dans le compte, le 22 novembre 2026"), "{said}");
}

pub(crate) async fn what_is_typed_among_ones_details_is_judged_as_in_a_demarche() {
    let world = shipped().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let empty = citizen.get("/compte/donnees").await;
    for item in
        ["identity", "home_address", "postal_address", "email", "phone", "family", "bank", "company", "association"]
    {
        assert!(empty.links().contains(&format!("/compte/donnees/modifier/{item}")), "{item}: {}", empty.text);
    }
    for (item, typed, told) in [
        ("email", vec![("email", "zoé sans arobase")], "adresse électronique"),
        ("bank", vec![("bank.titulaire", "Zoé"), ("bank.iban", "FR14 2004 1010 0505 0001 3M02 607")], "IBAN"),
        ("home_address", vec![("home_address.code_postal", "31")], "code postal"),
        ("identity", vec![("identity.naissance.date.year", "2300")], "date de naissance"),
    ] {
        let page = citizen.get(&format!("/compte/donnees/modifier/{item}")).await;
        let again = page.post_on(&mut citizen, &typed).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{item}: {}", again.text);
        assert!(plain(&again).to_lowercase().contains(&told.to_lowercase()), "{item}: {}", again.text);
        let (name, value) = typed.last().unwrap();
        assert_eq!(again.value(name).as_deref(), Some(*value), "what was typed is kept");
        assert!(!again.text.contains("Répondez") && !again.text.contains("obligatoire."), "nothing is missing here");
    }
    assert_eq!(world.number("select count(*) from vault").await, 0);

    // A part is enough; the next démarche asks for the rest.
    let page = citizen.get("/compte/donnees/modifier/identity").await;
    page.post_on(&mut citizen, &[("identity.nom", "Ó Briain")]).await;
    assert!(citizen.address.starts_with("/compte/donnees?fait=enregistre"), "{}", citizen.address);
    // What an answer opens is shown once, without a script too.
    let page = citizen.get("/compte/donnees/modifier/identity").await;
    let opened = page.post_on(&mut citizen, &[("identity.naissance.pays", "France")]).await;
    assert!(
        plain(&opened).contains("permettent d") && opened.text.contains("identity.naissance.commune"),
        "{}",
        opened.text
    );
    opened.post_on(&mut citizen, &[]).await;
    assert!(citizen.address.starts_with("/compte/donnees?fait=enregistre"), "{}", citizen.address);
    let own = citizen.get("/compte/donnees").await;
    assert!(own.text.contains("Ó Briain") && own.text.contains("France"), "{}", own.text);

    // Somebody else sees nothing of it, and nothing but questions is taken.
    let mut other = register(&world, "autre@exemple.fr").await;
    for address in ["/compte/donnees", "/compte/donnees/modifier/identity", "/compte/traces"] {
        assert!(!other.get(address).await.text.contains("Briain"), "{address}");
    }
    assert_eq!(other.get("/compte/donnees/modifier/rien").await.status, StatusCode::NOT_FOUND);
    let page = other.get("/compte/donnees/modifier/email").await;
    let strange = page.post_on(&mut other, &[("bank.iban", "x")]).await;
    assert!(strange.status.is_client_error(), "{}", strange.status);

    // It fills a démarche, and says that it was typed in the account.
    let page = citizen.get("/compte/donnees/modifier/home_address").await;
    let voie = [("home_address.voie", "12 bis rue des Lilas"), ("home_address.code_postal", "31000")];
    page.post_on(&mut citizen, &voie).await;
    let start = citizen.get("/demarches/changement-coordonnees").await;
    let page = start.post_on(&mut citizen, &[]).await;
    let page = agreed(&mut citizen, page).await;
    let date = [("date_effet.day", "1"), ("date_effet.month", "12"), ("date_effet.year", "2026")];
    let page = page.post_on(&mut citizen, &[&date[..], &[("objet", "demenagement")]].concat()).await;
    assert_eq!(page.value("ancienne_adresse.voie").as_deref(), Some("12 bis rue des Lilas"), "{}", page.text);
    assert!(plain(&page).contains("données saisies dans le compte, le 21 novembre 2026"), "{}", page.text);
}

pub(crate) async fn a_page_from_before_something_was_kept_takes_nothing_away() {
    let world = shipped().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let old = citizen.get("/compte/donnees/modifier/identity").await;
    let page = citizen.get("/compte/donnees/modifier/identity").await;
    page.post_on(&mut citizen, &[("identity.nom", "Kervella"), ("identity.prenoms", "Zoé")]).await;
    assert!(citizen.address.starts_with("/compte/donnees?fait=enregistre"), "{}", citizen.address);
    let again = old.post_on(&mut citizen, &[("identity.nom", "Le Bihan")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text);
    assert!(again.text.contains("depuis que la page est ouverte") && again.text.contains("Kervella"), "{}", again.text);
    assert_eq!(again.value("identity.nom").as_deref(), Some("Le Bihan"), "what was typed is there");
    let own = citizen.get("/compte/donnees").await;
    assert!(own.text.contains("Kervella") && own.text.contains("Zoé") && !own.text.contains("Bihan"), "{}", own.text);
    // Once it was told, it is kept.
    again.post_on(&mut citizen, &[]).await;
    assert!(citizen.get("/compte/donnees").await.text.contains("Le Bihan"));

    // What is typed when the session is over waits on the login, and is shown to whoever comes in.
    let page = citizen.get("/compte/donnees/modifier/identity").await;
    world.later(2);
    let held = page.post_on(&mut citizen, &[("identity.nom", "Tapé trop tard")]).await;
    assert_eq!(held.status, StatusCode::CONFLICT, "{}", held.text);
    let back = held.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
    assert!(back.text.contains("Votre session était terminée"), "{}", back.text);
    assert_eq!(back.value("identity.nom").as_deref(), Some("Tapé trop tard"));
    assert!(!citizen.get("/compte/donnees").await.text.contains("trop tard"), "nobody has said that it is theirs");
    back.post_on(&mut citizen, &[]).await;
    assert!(citizen.get("/compte/donnees").await.text.contains("Tapé trop tard"));
}

pub(crate) async fn a_value_an_item_or_everything_is_deleted() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let filed = world.file(&mut citizen, "Toulouse").await;
    keep_all(&mut citizen, &filed).await;
    let own = citizen.get("/compte/donnees").await;
    let csrf = csrf(&own);
    let forget = async |citizen: &mut Browser, what: &[(&str, &str)]| {
        let pairs: Vec<(&str, &str)> = [("_csrf", csrf.as_str())].into_iter().chain(what.iter().copied()).collect();
        plain(&citizen.post("/compte/donnees/effacer", &pairs).await)
    };
    let said = forget(&mut citizen, &[("element", "identity"), ("valeur", "nom")]).await;
    assert!(!said.contains("Müller-Le Goff") && said.contains("Zoé") && said.contains("est effacé"), "{said}");
    let said = forget(&mut citizen, &[("element", "identity"), ("tout", "1")]).await;
    assert!(!said.contains("Zoé") && said.contains("<dd>zoe@exemple.fr"), "{said}");
    // What names nothing, or nothing that is there, takes nothing away and is not noted.
    let noted = "select count(*) from journal where act = 'vault.forgotten'";
    assert_eq!(world.number(noted).await, 2);
    for strange in [&[][..], &[("element", "rien")], &[("element", "email"), ("valeur", "rien")]] {
        let said = forget(&mut citizen, strange).await;
        assert!(!said.contains("est effacé"), "{said}");
    }
    assert_eq!(world.number(noted).await, 2);
    // Everything: it is told before what goes and what stays. The copy goes too.
    let own = citizen.get("/compte/donnees").await;
    send(&mut citizen, &own, "/compte/donnees/copie", &[]).await;
    assert_eq!(world.write_exports().await, 1);
    world.clock.advance(SignedDuration::from_secs(1));
    send(&mut citizen, &own, "/compte/donnees/copie", &[]).await;
    let sure = citizen.get("/compte/donnees/effacer").await;
    assert!(plain(&sure).contains("Ce qui reste"), "{}", sure.text);
    let said = forget(&mut citizen, &[("tout", "1")]).await;
    assert!(said.contains("rien conservé") && !said.contains("mes-donnees-"), "{said}");
    assert_eq!(world.write_exports().await, 0, "none is made that was asked for before");
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'copy'").await, 0);
    assert_eq!(world.number("select count(*) from vault").await, 0);
}

pub(crate) async fn who_read_what_is_told_in_words_and_agents_by_their_organisation() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let filed = world.file(&mut citizen, "Toulouse").await;
    keep_all(&mut citizen, &filed).await;
    world.work().await;
    world.clock.advance(SignedDuration::from_secs(5));
    let mut agent = world.agent("99900000100011", "MAIRIE").await;
    let inbox = agent.get("/agents").await;
    let case = inbox.links().into_iter().find(|link| link.contains("/agents/cas/")).unwrap();
    let case = agent.get(&case).await;
    case.post_on(&mut agent, &[("status", ""), ("message", "Bonjour.")]).await;
    let mut stranger = world.browser();
    let page = stranger.get("/compte/connexion").await;
    page.post_on(&mut stranger, &[("email", "zoe@exemple.fr"), ("password", "pas le bon mot de passe")]).await;
    let traces = citizen.get("/compte/traces").await;
    let said = plain(&traces);
    for told in [
        "Tentative de connexion refusée",
        "était pas connecté",
        "Dossier lu",
        "un agent de Mairie",
        "Message ou document envoyé par le service",
        "Démarche envoyée",
        "Données conservées",
        "Compte ouvert",
        "Connexion",
        "vous",
        "www.cnil.fr",
        &filed.reference(),
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    for hidden in ["Agnès", "agent.99900000100011", "Müller", "Bonjour", "case.read", "Autre opération"] {
        assert!(!said.contains(hidden), "{hidden}: {said}");
    }
    let table = citizen.get("/compte/traces.csv").await;
    assert!(table.text.contains("2026-11-21 11:00:"), "as clocks show it in Paris: {}", table.text);
    assert!(table.text.contains("Dossier lu") && table.text.contains(&filed.reference()), "{}", table.text);
    // Another citizen reads nothing of it.
    let mut other = register(&world, "autre@exemple.fr").await;
    let said = plain(&other.get("/compte/traces").await);
    assert!(
        !said.contains(&filed.reference()) && !said.contains("Dossier lu") && said.contains("Compte ouvert"),
        "{said}"
    );
}

pub(crate) async fn an_account_is_closed_by_its_owner_and_what_was_sent_goes_on() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let filed = world.file(&mut citizen, "Toulouse").await;
    let confirmation = citizen.address.clone();
    keep_all(&mut citizen, &filed).await;
    let follow = filed.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap();
    world.draft(&mut citizen).await;
    let draft = citizen.address.clone();
    // The filing is not passed on yet, and the login is no more fresh.
    world.clock.advance(SignedDuration::from_mins(15));
    let page = citizen.get("/compte/fermer").await;
    let said = plain(&page);
    assert!(
        said.contains(&filed.reference()) && said.contains("Votre démarche commencée") && said.contains("36 mois"),
        "{said}"
    );
    let unsure = send(&mut citizen, &page, "/compte/fermer", &[("password", PASSWORD)]).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsure.text.contains("sure--error"), "{}", unsure.text);
    let wrong = send(&mut citizen, &page, "/compte/fermer", &[("password", "pas le bon"), ("sure", "1")]).await;
    assert!(
        wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("password--error"),
        "{}",
        wrong.text
    );
    let mut thief = citizen.clone();
    let closed = send(&mut citizen, &page, "/compte/fermer", &[("password", PASSWORD), ("sure", "1")]).await;
    assert!(citizen.address == "/compte/ferme" && plain(&closed).contains("Votre compte est fermé"), "{}", closed.text);
    thief.get("/compte").await;
    assert!(thief.address.starts_with("/compte/connexion"), "{}", thief.address);
    assert_eq!(login(&mut thief, "zoe@exemple.fr").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(thief.get(&draft).await.status, StatusCode::NOT_FOUND);
    for table in [
        "select count(*) from people",
        "select count(*) from vault",
        "select count(*) from sessions where kind like 'citizen%'",
        "select count(*) from dossiers where person is null",
    ] {
        assert_eq!(world.number(table).await, 0, "{table}");
    }
    // The dossier is followed by its link, and reaches its recipient.
    let page = world.browser().get(&follow).await;
    assert!(page.status == StatusCode::OK && page.text.contains(&filed.reference()), "{}", page.text);
    assert!(world.work().await > 0);
    let mut agent = world.agent("99900000100011", "MAIRIE").await;
    assert!(agent.get("/agents").await.links().iter().any(|link| link.contains("/agents/cas/")), "it was delivered");
    let mails = world.desk().kept_mails().await.unwrap();
    let told = mails.iter().find(|mail| mail.to == "zoe@exemple.fr" && mail.subject.contains("fermé"));
    assert!(told.is_some_and(|mail| mail.text.contains(&follow)), "by this link alone it is followed now: {mails:?}");
    // The address is free again, and finds nothing; what was filed is not claimed by whoever has the address of its draft.
    let mut again = register(&world, "zoe@exemple.fr").await;
    for browser in [&mut world.browser(), &mut again] {
        let page = browser.get(&confirmation).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{}", page.text);
        assert!(!page.text.contains(&filed.reference()) && !page.text.contains("Müller"), "{}", page.text);
    }
    assert!(!again.get("/compte").await.text.contains(&filed.reference()));
    assert!(again.get("/compte/donnees").await.text.contains("rien conservé"));
    again.get("/compte/ferme").await;
    assert_eq!(again.address, "/compte", "this one is not closed");
}

pub(crate) async fn who_has_just_logged_in_closes_without_the_password() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let page = citizen.get("/compte/fermer").await;
    assert!(!page.text.contains("type=\"password\""), "{}", page.text);
    send(&mut citizen, &page, "/compte/fermer", &[("sure", "1")]).await;
    assert_eq!(citizen.address, "/compte/ferme");
}

pub(crate) async fn an_account_without_a_login_is_warned_of_and_then_closed() {
    let world = World::new().await;
    let mut stays = register(&world, "reste@exemple.fr").await;
    register(&world, "part@exemple.fr").await;
    let subjects = async || {
        let mails = world.desk().kept_mails().await.unwrap();
        let mut told: Vec<(String, bool)> =
            mails.into_iter().map(|mail| (mail.to, mail.subject.contains("sera fermé"))).collect();
        told.sort();
        told
    };
    // The timers are set by the housekeeping, for accounts from before too; twice changes nothing.
    for _ in 0..2 {
        world.desk().tidy().await.unwrap();
    }
    assert_eq!(
        world.number("select count(*) from work where kind = 'account.inactive' and state = 'waiting'").await,
        2
    );
    let day = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let go = async |to: &str| {
        world.clock.advance(day(to).duration_since(world.desk().store().clock().now()));
        world.work().await;
        world.desk().tidy().await.unwrap();
        world.work().await;
    };
    go("2029-10-21T09:59:00Z").await;
    assert_eq!(subjects().await, [], "35 months are not over");
    go("2029-10-21T10:01:00Z").await;
    assert_eq!(subjects().await, [("part@exemple.fr".to_owned(), true), ("reste@exemple.fr".to_owned(), true)]);
    let mails = world.desk().kept_mails().await.unwrap();
    assert!(mails[0].subject.replace('\u{a0}', " ").contains("21 novembre 2029"), "{}", mails[0].subject);
    login(&mut stays, "reste@exemple.fr").await;
    assert_eq!(stays.address, "/compte");
    go("2029-11-21T09:59:00Z").await;
    assert_eq!(world.number("select count(*) from people").await, 2, "36 months are not over");
    go("2029-11-21T10:01:00Z").await;
    assert_eq!(world.number("select count(*) from people").await, 1);
    assert!(subjects().await.contains(&("part@exemple.fr".to_owned(), false)), "who is gone is told");
    assert_eq!(person(&world, "reste@exemple.fr").await.email, "reste@exemple.fr");
    // Who came back begins anew: 35 months from then.
    go("2032-09-21T10:02:00Z").await;
    assert_eq!(subjects().await.iter().filter(|told| **told == ("reste@exemple.fr".to_owned(), true)).count(), 2);
}

pub(crate) async fn an_account_that_nobody_can_warn_is_kept() {
    let world = World::new().await;
    let open = async |tx: &mut store::Write| store::people::open_by_provider(tx, store::people::PORTAL, "").await;
    world.desk().store().write(open).await.unwrap();
    for _ in 0..4 {
        world.desk().tidy().await.unwrap();
        world.work().await;
        world.later(24 * 365);
        world.work().await;
    }
    assert_eq!(world.number("select count(*) from people").await, 1);
    assert_eq!(world.desk().kept_mails().await.unwrap().len(), 0, "there is nowhere to write to");
}

pub(crate) async fn a_copy_of_everything_is_prepared_and_is_its_owners_alone() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let filed = world.file(&mut citizen, "Toulouse").await;
    keep_all(&mut citizen, &filed).await;
    let page = world.draft(&mut citizen).await;
    page.post_on(&mut citizen, &[("demandeur.nom", "Brouillon-Nom"), ("_action", "refresh")]).await;
    world.work().await;
    let mut agent = world.agent("99900000100011", "MAIRIE").await;
    let inbox = agent.get("/agents").await;
    let case = inbox.links().into_iter().find(|link| link.contains("/agents/cas/")).unwrap();
    let case = agent.get(&case).await;
    case.post_on(&mut agent, &[("status", ""), ("message", "Nous avons trouvé.")]).await;

    let own = citizen.get("/compte/donnees").await;
    for _ in 0..2 {
        // Asked for twice, it is one.
        let asked = send(&mut citizen, &own, "/compte/donnees/copie", &[]).await;
        assert!(plain(&asked).contains("Votre copie se prépare"), "{}", asked.text);
    }
    assert_eq!(citizen.get("/compte/donnees/copie").await.status, StatusCode::NOT_FOUND, "it is not there yet");
    assert_eq!(world.write_exports().await, 1);
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    assert!(mails.iter().any(|mail| mail.to == "zoe@exemple.fr" && mail.subject.contains("copie")), "{mails:?}");
    assert!(citizen.get("/compte/donnees").await.text.contains("mes-donnees-2026-11-21.zip"));
    let zip = citizen.get("/compte/donnees/copie").await;
    assert_eq!((zip.status, zip.headers["content-type"].to_str().unwrap()), (StatusCode::OK, "application/zip"));
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip.bytes.clone())).unwrap();
    let names: Vec<String> = (0..zip.len()).map(|at| zip.by_index(at).unwrap().name().unwrap().into_owned()).collect();
    let folder = format!("dossiers/{}/", filed.reference());
    for name in
        ["compte.json".to_owned(), format!("{folder}answers.json"), format!("{folder}{}.pdf", filed.reference())]
    {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    let told: serde_json::Value = serde_json::from_reader(zip.by_name("compte.json").unwrap()).unwrap();
    assert_eq!(told["format"], "guichet-account/1");
    assert_eq!(told["account"]["email"], "zoe@exemple.fr");
    assert_eq!(told["details"]["identity"]["nom"]["value"]["value"], "Müller-Le Goff");
    assert_eq!(told["details"]["identity"]["nom"]["origin"]["id"], "essai");
    assert_eq!(told["drafts"][0]["answers"]["demandeur"]["nom"], "Brouillon-Nom");
    assert_eq!(told["dossiers"][0]["reference"], filed.reference());
    let said = told.to_string();
    for part in ["Nous avons trouvé.", "case.read", "un agent de Mairie", "Müller-Le Goff"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("Agnès"), "{said}");

    // Its owner may have it destroyed before.
    let own = citizen.get("/compte/donnees").await;
    let gone = send(&mut citizen, &own, "/compte/donnees/copie", &[("effacer", "1")]).await;
    assert!(plain(&gone).contains("La copie est effacée"), "{}", gone.text);
    assert_eq!(citizen.get("/compte/donnees/copie").await.status, StatusCode::NOT_FOUND);
    world.clock.advance(SignedDuration::from_secs(1));
    send(&mut citizen, &own, "/compte/donnees/copie", &[]).await;
    assert_eq!(world.write_exports().await, 1);

    // Nobody else gets it, and it goes after a week.
    let mut other = register(&world, "autre@exemple.fr").await;
    assert_eq!(other.get("/compte/donnees/copie").await.status, StatusCode::NOT_FOUND);
    assert!(!other.get("/compte/donnees").await.text.contains("mes-donnees-"));
    world.later(24 * 7 + 1);
    world.desk().tidy().await.unwrap();
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'copy'").await, 0);
    login(&mut citizen, "zoe@exemple.fr").await;
    assert_eq!(citizen.get("/compte/donnees/copie").await.status, StatusCode::NOT_FOUND);
}
