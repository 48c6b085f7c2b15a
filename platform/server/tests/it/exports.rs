//! Exports: many cases of a desk in one file, for who asked for it.

use std::io::{Cursor, Read as _};

use axum::http::{StatusCode, header};
use jiff::SignedDuration;
use store::{
    agents::{self, Role},
    queue::{self, Queue},
};

use crate::{
    agent::{MAIRIE, REGISTRE},
    antivirus,
    roles::{id_of, somebody, token},
    support::{Browser, Page, World},
    uploads::png,
};

const HERE: &str = "/agents/exports";

async fn ask(browser: &mut Browser, form: &str, values: &[(&str, &str)]) -> Page {
    let csrf = token(browser).await;
    let mut pairs = vec![("_csrf", csrf.as_str()), ("_act", form)];
    pairs.extend(values);
    browser.post(HERE, &pairs).await
}

/// Where the latest export is downloaded.
async fn file_of(browser: &mut Browser) -> Option<String> {
    let page = browser.get(HERE).await;
    page.links().into_iter().find(|link| link.starts_with("/agents/exports/"))
}

/// A dossier of somebody of this name, to the town hall of Toulouse.
async fn filed(world: &World, name: &str) {
    let mut browser = world.browser();
    let page = world.draft(&mut browser).await;
    let named = [("demandeur.nom", name), ("demandeur.prenoms", "Zoé"), ("email", "zoe@exemple.fr")];
    let page = page.post_on(&mut browser, &named).await;
    let page = page.post_on(&mut browser, &[("commune", "Toulouse"), ("raison", "perte")]).await;
    let first = page.input_ending(".nom");
    let page = page.post_on(&mut browser, &[(&first, "parapluie"), ("_action", "add:objets")]).await;
    let second = page.text.split("name=\"objets.").last().unwrap().split('"').next().unwrap().to_owned();
    let page = page.post_on(&mut browser, &[(&format!("objets.{second}"), "+gants"), ("_action", "continue")]).await;
    page.post_on(&mut browser, &[("attest", "true")]).await;
    assert!(browser.address.ends_with("/confirmation"), "{}", browser.address);
}

fn zipped(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|place| {
            let mut entry = zip.by_index(place).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

pub(crate) async fn what_the_filters_find_is_a_table_for_who_asked_for_it() {
    let world = World::new().await;
    for name in ["=1+1", "Müller-Le Goff", "Ångström; \"Zoé\""] {
        filed(&world, name).await;
        world.clock.advance(SignedDuration::from_secs(1));
    }
    world.work().await;
    let mut agnes = world.agent(MAIRIE.0, MAIRIE.1).await;
    let mut sue = somebody(&world, MAIRIE, "sue", Role::Supervisor).await;
    let mut sam = somebody(&world, MAIRIE, "sam", Role::Supervisor).await;
    let mut eve = somebody(&world, REGISTRE, "eve", Role::Supervisor).await;
    // One of them is done, and is not wanted.
    let inbox = agnes.get("/agents").await;
    assert!(!inbox.text.contains("Exporter"), "supervisors only");
    let case = inbox.links().into_iter().find(|link| link.contains("/agents/cas/")).unwrap();
    agnes.get(&case).await.post_on(&mut agnes, &[("status", "done")]).await;

    assert_eq!(ask(&mut agnes, "csv", &[("_key", "a")]).await.status, StatusCode::NOT_FOUND);
    let none = ask(&mut sue, "csv", &[("_key", "a"), ("status", "refused")]).await;
    assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && none.text.contains("Aucun dossier"), "{}", none.text);
    assert!(none.text.contains("name=\"status\" value=\"refused\""), "the filters stay: {}", none.text);
    let page = sue.get("/agents?status=sent").await;
    let export = page.links().into_iter().find(|link| link.starts_with(HERE) && link.contains('?')).unwrap();
    let asking = sue.get(&export).await;
    assert!(asking.text.contains("name=\"status\" value=\"sent\""), "{}", asking.text);
    for _ in 0..2 {
        let page = ask(&mut sue, "csv", &[("_key", "b"), ("status", "sent")]).await;
        assert!(page.text.contains("0 sur 2"), "{}", page.text);
    }
    assert_eq!(world.number("select count(*) from exports").await, 1, "two clicks are one request");
    assert_eq!(file_of(&mut sue).await, None, "nothing half written");
    assert_eq!(world.write_exports().await, 1);

    let address = file_of(&mut sue).await.unwrap();
    assert!(file_of(&mut sam).await.is_none() && file_of(&mut eve).await.is_none());
    for other in [&mut agnes, &mut sam, &mut eve] {
        assert_eq!(other.get(&address).await.status, StatusCode::NOT_FOUND);
    }
    let taken = sue.get(&address).await;
    assert_eq!(taken.headers[header::CONTENT_TYPE], "text/csv");
    assert_eq!(taken.headers[header::CONTENT_LENGTH].to_str().unwrap(), taken.bytes.len().to_string());
    let text = taken.text.strip_prefix('\u{feff}').unwrap();
    let lines: Vec<&str> = text.trim_end().split("\r\n").collect();
    assert_eq!(lines.len(), 3, "{text}");
    let header: Vec<&str> = lines[0].split(';').collect();
    assert!(header.starts_with(&["référence", "démarche", "déposé le", "ouvert le"]), "{header:?}");
    let place = |name: &str| {
        header.iter().position(|column| *column == name || column.ends_with(&format!(" [{name}]"))).unwrap()
    };
    // Two questions of one name are told apart, and no others renamed.
    for column in ["Vous – Nom [demandeur.nom]", "Objets – Nom [objets.nom]", "Prénoms [demandeur.prenoms]"] {
        assert!(header.contains(&column), "{column}: {header:?}");
    }
    let hostile = lines.iter().find(|line| line.contains("'=1+1")).unwrap();
    let cells: Vec<&str> = hostile.split(';').collect();
    assert_eq!(cells[place("objets.nom")], "parapluie | +gants");
    assert_eq!((cells[place("état")], cells[place("ouvert le")]), ("Transmise", ""));
    assert!(cells[0].starts_with("ESS-") && cells[0].ends_with("-01"), "{cells:?}");
    // Nobody has read them: they stay new, and their citizens are told nothing.
    assert_eq!(world.number("select count(*) from cases where opened_at is null and branch = 'MAIRIE'").await, 2);
    assert_eq!(world.number("select count(*) from journal where act = 'case.exported'").await, 2);
    assert_eq!(world.number("select count(*) from journal where act = 'export.taken'").await, 1);
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let mail = mails.iter().find(|mail| mail.subject == "Votre export est prêt").unwrap();
    assert!(mail.to == "sue@exemple.fr" && !mail.text.contains("ESS-"), "{mail:?}");

    // Rights are asked for anew each time.
    let id = id_of(&world, "sue@exemple.fr").await;
    let role = async |role| {
        let store = world.desk().store();
        let account = store.read(async |conn| agents::get(conn, store::PORTAL, id).await).await.unwrap().unwrap();
        store.write(async |tx| agents::set_role(tx, &account, role).await).await.unwrap();
    };
    role(Role::Agent).await;
    assert_eq!(sue.get(&address).await.status, StatusCode::NOT_FOUND);
    role(Role::Supervisor).await;
    assert_eq!(sue.get(&address).await.status, StatusCode::OK);
    // Who is no supervisor any more gets nothing written either.
    ask(&mut sue, "zip", &[("_key", "c")]).await;
    role(Role::Agent).await;
    world.write_exports().await;
    role(Role::Supervisor).await;
    let page = sue.get(HERE).await;
    assert!(page.text.contains("plus responsable de ce guichet"), "{}", page.text);
    // It goes after seven days, and its file with it.
    world.later(7 * 24 - 1);
    world.desk().tidy().await.unwrap();
    let mut sue = crate::roles::log_in(&world, "sue@exemple.fr").await;
    assert_eq!(sue.get(&address).await.status, StatusCode::OK);
    world.later(2);
    let mut sue = crate::roles::log_in(&world, "sue@exemple.fr").await;
    assert_eq!(sue.get(&address).await.status, StatusCode::NOT_FOUND, "over, tidied up or not");
    world.desk().tidy().await.unwrap();
    assert_eq!(world.number("select count(*) from exports").await, 0);
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'export'").await, 0);
}

pub(crate) async fn packages_are_one_zip_that_tells_what_is_not_in_it() {
    let world = World::with(|config| config.antivirus = "clamd://127.0.0.1:1".to_owned()).await;
    antivirus::file(&world, &mut world.browser(), &[("ma photo.png", &png())]).await;
    filed(&world, "Martin").await;
    let mut sue = somebody(&world, MAIRIE, "sue", Role::Supervisor).await;
    ask(&mut sue, "zip", &[("_key", "a")]).await;
    world.write_exports().await;
    let page = sue.get(HERE).await;
    assert!(page.text.contains("2 dossiers <span"), "{}", page.text);
    let address = file_of(&mut sue).await.unwrap();
    let files = zipped(sue.get(&address).await.bytes);
    assert_eq!(files.len(), 3, "{:?}", files.iter().map(|(name, _)| name).collect::<Vec<_>>());
    let (list, bytes) = files.last().unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(list == "liste.csv" && text.contains("ma photo.png : pas encore examinée"), "{list}: {text}");
    let reference = text.lines().find(|line| line.contains("ma photo")).unwrap().split(';').next().unwrap();
    let package = files.iter().find(|(name, _)| *name == format!("{reference}.zip")).unwrap();
    let inside = zipped(package.1.clone());
    let manifest: serde_json::Value =
        serde_json::from_slice(&inside.iter().find(|(name, _)| name == "manifest.json").unwrap().1).unwrap();
    assert_eq!(manifest["retained"][0]["reason"], "scanning");
    assert!(inside.iter().all(|(name, _)| !name.ends_with(".png")));

    // What left the desk meanwhile is not in it, and is told.
    ask(&mut sue, "zip", &[("_key", "b")]).await;
    let sql = "update cases set branch = 'REG' where external_id = (select max(external_id) from cases where branch = 'MAIRIE')";
    world.raw(sql, sql).await;
    world.write_exports().await;
    let page = sue.get(HERE).await;
    assert!(
        page.text.contains("un dossier <span") && page.text.contains("Un dossier n&#39;y est pas"),
        "{}",
        page.text
    );
}

pub(crate) async fn a_worker_that_dies_begins_anew_and_says_nothing_twice() {
    let world = World::new().await;
    for name in ["Martin", "Durand", "Petit"] {
        filed(&world, name).await;
    }
    let mut sue = somebody(&world, MAIRIE, "sue", Role::Supervisor).await;
    ask(&mut sue, "csv", &[("_key", "a")]).await;
    // It had read two of them.
    let store = world.desk().store();
    let claimed =
        store.write(async |tx| queue::claim(tx, Queue::Exports, SignedDuration::from_secs(120), 1).await).await;
    assert_eq!(claimed.unwrap().len(), 1);
    world.raw("update exports set written = 2, noted = 2", "update exports set written = 2, noted = 2").await;
    assert_eq!(world.write_exports().await, 0, "another has it");
    assert!(sue.get(HERE).await.text.contains("2 sur 3"));
    world.clock.advance(SignedDuration::from_secs(121));
    assert_eq!(world.write_exports().await, 1);
    let address = file_of(&mut sue).await.unwrap();
    assert_eq!(sue.get(&address).await.text.trim_end().lines().count(), 4, "all of them");
    assert_eq!(world.number("select count(*) from journal where act = 'case.exported'").await, 1);
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'export'").await, 1);
}

pub(crate) async fn an_agent_has_so_many_exports_and_takes_them_back() {
    let world = World::new().await;
    filed(&world, "Martin").await;
    let mut sue = somebody(&world, MAIRIE, "sue", Role::Supervisor).await;
    let mut sam = somebody(&world, MAIRIE, "sam", Role::Supervisor).await;
    for key in ["a", "b"] {
        assert_eq!(ask(&mut sue, "csv", &[("_key", key)]).await.status, StatusCode::OK);
    }
    let page = ask(&mut sue, "csv", &[("_key", "c")]).await;
    assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.text.contains("2 exports en préparation"));
    assert_eq!(ask(&mut sam, "csv", &[("_key", "a")]).await.status, StatusCode::OK, "a colleague's own");
    // Taken back before it is written: nothing is, and nobody else takes it back.
    let page = sue.get(HERE).await;
    let id = page.text.split("name=\"export\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(ask(&mut sam, "remove", &[("export", &id)]).await.status, StatusCode::NOT_FOUND);
    assert!(ask(&mut sue, "remove", &[("export", &id)]).await.text.contains("supprimé"));
    assert_eq!(world.write_exports().await, 2);
    assert_eq!(world.number("select count(*) from exports where state = 'ready'").await, 2);
    for key in ["d", "e", "f", "g", "h", "i", "j", "k", "l"] {
        assert_eq!(ask(&mut sue, "csv", &[("_key", key)]).await.status, StatusCode::OK, "{key}");
        world.write_exports().await;
    }
    let page = ask(&mut sue, "csv", &[("_key", "m")]).await;
    assert!(page.text.contains("supprimez-en un"), "{}", page.text);
}
