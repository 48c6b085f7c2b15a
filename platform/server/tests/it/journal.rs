//! The journal: who took what, who was turned away, what an operator did; and no address in it that could be read.

use axum::http::StatusCode;
use store::{Uuid, journal, people};

use crate::support::{Page, World};

fn link(page: &Page, part: &str) -> String {
    page.links()
        .into_iter()
        .find(|link| link.contains(part))
        .unwrap_or_else(|| panic!("no link {part} in\n{}", page.text))
}

/// What was done to an object and by whom, without the acts that are not asked for.
async fn told(world: &World, agency: &str, object: Uuid, ending: &str) -> Vec<(String, String, Option<Uuid>)> {
    let entries = world.desk().store().read(async |conn| journal::of_object(conn, agency, object).await).await.unwrap();
    entries
        .into_iter()
        .filter(|entry| entry.act.ends_with(ending))
        .map(|entry| (entry.act, entry.actor_kind, entry.actor))
        .collect()
}

/// Entries of one moment stand in no order.
fn moment(world: &World) {
    world.clock.advance(jiff::SignedDuration::from_secs(1));
}

pub(crate) async fn who_takes_what_is_written_down() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = world.draft(&mut citizen).await;
    let person = [("demandeur.nom", "Müller"), ("demandeur.prenoms", "Zoé")];
    let page = page.post_on(&mut citizen, &person).await;
    let answers = [("commune", "Toulouse"), ("raison", "perte"), ("_action", "continue")];
    let page = page.upload_on(&mut citizen, &answers, &[("piece", "un.png", &crate::uploads::png())]).await;
    assert!(citizen.address.ends_with("/objets"), "{}\n{}", citizen.address, page.text);
    let page = page.post_on(&mut citizen, &[(&page.input_ending(".nom"), "parapluie")]).await;
    let filed = page.post_on(&mut citizen, &[("attest", "true")]).await;
    let receipt = link(&filed, "/recu.pdf");
    let follow = receipt.strip_suffix("/recu.pdf").unwrap().to_owned();
    world.work().await;
    let mut agent = world.agent("99900000100011", "MAIRIE").await;
    let inbox = agent.get("/agents").await;
    let case_page = agent.get(&link(&inbox, "/agents/cas/")).await;
    let followed = world.desk().follow(follow.strip_prefix("/suivi/").unwrap()).await.unwrap();
    let (agency, dossier) = (followed.dossier.stored.agency.clone(), followed.dossier.stored.id);
    let case =
        followed.cases.iter().find(|found| case_page.form().action.ends_with(&found.case.id.to_string())).unwrap();
    let (case, file) = (case.case.id, followed.attachments[0].id);

    for (address, status) in [
        (receipt, StatusCode::OK),
        (format!("{follow}/accuse-de-reception.pdf"), StatusCode::OK),
        (format!("{follow}/tout.zip"), StatusCode::OK),
        (format!("{follow}/fichiers/{file}"), StatusCode::OK),
        (format!("{follow}/fichiers/{case}"), StatusCode::NOT_FOUND),
    ] {
        moment(&world);
        assert_eq!(citizen.get(&address).await.status, status, "{address}");
    }
    let by_link = |act: &str| (act.to_owned(), "citizen".to_owned(), None);
    let expected = ["dossier.receipt_taken", "dossier.acknowledgement_taken", "dossier.everything_taken"].map(by_link);
    assert_eq!(told(&world, &agency, dossier, "_taken").await, expected);

    let portal = case_page.form().action;
    for part in ["dossier.zip", "imprimer.pdf", &format!("fichiers/{file}")] {
        moment(&world);
        assert_eq!(agent.get(&format!("{portal}/{part}")).await.status, StatusCode::OK, "{part}");
    }
    let email = "agent.99900000100011@exemple.fr";
    let known =
        world.desk().store().read(async |conn| store::agents::of_email(conn, people::PORTAL, email).await).await;
    let agent = known.unwrap().unwrap().id;
    let by_agent = |act: &str| (act.to_owned(), "agent".to_owned(), Some(agent));
    let expected = ["case.package_taken", "case.print_taken"].map(by_agent);
    assert_eq!(told(&world, &agency, case, "_taken").await, expected);
    assert_eq!(told(&world, &agency, file, "taken").await, [by_link("attachment.taken"), by_agent("attachment.taken")]);

    // Who is logged in is named, and the form to send by post is the case's.
    let mut other = world.browser();
    let page = other.get("/compte/creer").await;
    page.post_on(&mut other, &[("email", "zoe@exemple.fr"), ("password", crate::support::PASSWORD)]).await;
    let filed = world.file(&mut other, "Balma").await;
    let print = link(&filed, "/imprimer/");
    assert_eq!(other.get(&print).await.status, StatusCode::OK);
    let case: Uuid = print.rsplit('/').next().unwrap().parse().unwrap();
    let person =
        world.desk().store().read(async |conn| people::of_email(conn, people::PORTAL, "zoe@exemple.fr").await).await;
    let person = Some(person.unwrap().unwrap().id);
    assert_eq!(
        told(&world, &agency, case, "_taken").await,
        [("case.form_taken".to_owned(), "citizen".to_owned(), person)]
    );
}

pub(crate) async fn who_is_turned_away_is_written_down_without_an_address() {
    let world = World::new().await;
    let mut owner = world.browser();
    let page = owner.get("/compte/creer").await;
    page.post_on(&mut owner, &[("email", "zoe@exemple.fr"), ("password", crate::support::PASSWORD)]).await;
    world.agent("99900000100011", "MAIRIE").await;
    let agent_email = "agent.99900000100011@exemple.fr";
    for (door, email) in [
        ("/compte/connexion", "zoe@exemple.fr"),
        ("/compte/connexion", "Inconnue@exemple.fr"),
        ("/agents/connexion", agent_email),
        ("/agents/connexion", "personne@exemple.fr"),
    ] {
        moment(&world);
        let mut guesser = world.browser();
        let page = guesser.get(door).await;
        let page = page.post_on(&mut guesser, &[("email", email), ("password", "ce n'est pas lui")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{door} {email}");
    }
    let (person, agent) = world
        .desk()
        .store()
        .read(async |conn| {
            let person = people::of_email(conn, people::PORTAL, "zoe@exemple.fr").await?.unwrap().id;
            let agent = store::agents::of_email(conn, people::PORTAL, agent_email).await?.unwrap().id;
            Ok::<_, store::StoreError>((person, agent))
        })
        .await
        .unwrap();
    for (object, expected) in [
        (person, vec![("account.login_refused", "zoe@exemple.fr")]),
        (agent, vec![("agent.login_refused", agent_email)]),
        // Nobody's: both doors, told apart by what they commit to.
        (
            Uuid::nil(),
            vec![("account.login_refused", "inconnue@exemple.fr"), ("agent.login_refused", "personne@exemple.fr")],
        ),
    ] {
        let attested = world
            .desk()
            .store()
            .read(async |conn| {
                let mut attested = Vec::new();
                for entry in journal::of_object(conn, people::PORTAL, object).await? {
                    if entry.act.ends_with("_refused") {
                        let email = expected.iter().map(|(_, email)| *email);
                        let mut meant = Vec::new();
                        for email in email {
                            if journal::attests(conn, people::PORTAL, &entry, email.as_bytes())? {
                                meant.push(email);
                            }
                        }
                        assert_eq!((entry.actor_kind.as_str(), entry.actor), ("visitor", None));
                        attested.push((entry.act, meant.concat()));
                    }
                }
                Ok::<_, store::StoreError>(attested)
            })
            .await
            .unwrap();
        let expected: Vec<(String, String)> =
            expected.iter().map(|(act, email)| ((*act).to_owned(), (*email).to_owned())).collect();
        assert_eq!(attested, expected);
    }

    // A draft put away: the wrong code, the right one.
    let page = world.draft(&mut owner).await;
    let page = page.post_on(&mut owner, &[("_action", "save_and_quit")]).await;
    let saved = page.post_on(&mut owner, &[("code", "chat rouge"), ("email", "")]).await;
    let at = saved.text.find("/reprendre/").expect("a link");
    let link = saved.text[at..at + "/reprendre/".len() + 26].to_owned();
    let draft = world.desk().store().read(async |conn| store::drafts::of_person(conn, person).await).await.unwrap();
    let (agency, draft) = (draft[0].agency.clone(), draft[0].id);
    let put_away = told(&world, &agency, draft, ".put_away").await;
    assert_eq!(put_away, [("draft.put_away".to_owned(), "citizen".to_owned(), Some(person))]);
    let door = owner.get(&link).await;
    assert_eq!(door.post_on(&mut owner, &[("code", "mauvais code")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(told(&world, &agency, draft, "_refused").await.len(), 1);
    door.post_on(&mut owner, &[("code", "chat rouge")]).await;
    assert_eq!(
        told(&world, &agency, draft, ".resumed").await,
        [("draft.resumed".to_owned(), "citizen".to_owned(), Some(person))]
    );
    assert_eq!(told(&world, &agency, draft, "_refused").await.len(), 1);
}

pub(crate) async fn an_import_of_the_directory_is_written_down() {
    let world = World::new().await;
    let imports = "select count(*) from journal where act = 'directory.imported' and actor_kind = 'operator'";
    assert_eq!(world.number(imports).await, 1, "the directory that the world began with");
    let file = tempfile::NamedTempFile::with_suffix(".yaml").unwrap();
    std::fs::write(file.path(), "- { siret: '99910000100018', name: Mairie, address: Ici }\n").unwrap();
    world.desk().import_directory(file.path()).await.unwrap();
    assert_eq!(world.number(imports).await, 2);
    std::fs::write(file.path(), "- { siret: '123', name: Mairie, address: Ici }\n").unwrap();
    world.desk().import_directory(file.path()).await.unwrap_err();
    assert_eq!(world.number(imports).await, 2, "nothing was imported");
}
