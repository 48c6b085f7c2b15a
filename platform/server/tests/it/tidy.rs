//! What may be kept no longer is destroyed, and only that.

use axum::http::StatusCode;

use crate::support::World;

pub(crate) async fn a_draft_that_nobody_takes_up_is_destroyed_and_a_dossier_stays() {
    let world = World::new().await;
    let mut citizen = world.browser();
    world.draft(&mut citizen).await;
    let draft = citizen.address.clone();
    let filed = world.file(&mut citizen, "Toulouse").await;
    let follow = filed.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap();
    world.work().await;
    world.later(24 * 31);
    world.desk().tidy().await.unwrap();
    assert_eq!(citizen.get(&draft).await.status, StatusCode::NOT_FOUND);
    // No recipient has acknowledged it: nothing may be destroyed that a partner has not got.
    assert_eq!(citizen.get(&follow).await.status, StatusCode::OK);
}

pub(crate) async fn a_draft_that_cannot_be_destroyed_holds_up_no_other() {
    let world = World::new().await;
    for _ in 0..3 {
        world.draft(&mut world.browser()).await;
        world.clock.advance(jiff::SignedDuration::from_secs(1));
    }
    world
        .raw(
            "create trigger broken before delete on drafts when old.created_at = (select min(created_at) from drafts) \
             begin select raise(abort, 'broken'); end",
            "create function broken() returns trigger language plpgsql as $$ begin \
             if old.created_at = (select min(created_at) from drafts) then raise exception 'broken'; end if; \
             return old; end $$; \
             create trigger broken before delete on drafts for each row execute function broken()",
        )
        .await;
    world.later(24 * 366);
    world.desk().tidy().await.unwrap();
    assert_eq!(world.number("select count(*) from drafts").await, 1);
}

/// What another than the receipt must not hold any more once the answers are erased.
const ANSWERS: [&str; 3] = ["Müller-Le Goff", "parapluie", "zoe@exemple.fr"];

pub(crate) async fn answers_go_thirty_days_after_every_recipient_acknowledged_and_the_receipt_after_five_years() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let filed = world.file(&mut citizen, "Toulouse").await;
    let confirmation = citizen.address.clone();
    let follow = filed.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap();
    world.work().await;
    let mut agents = Vec::new();
    for (siret, branch) in [("99900000100011", "MAIRIE"), ("99900000900012", "REG")] {
        let mut agent = world.agent(siret, branch).await;
        let inbox = agent.get("/agents").await;
        let case = inbox.links().into_iter().find(|link| link.contains("/agents/cas/")).unwrap();
        let page = agent.get(&case).await;
        assert_eq!(page.status, StatusCode::OK);
        agents.push((agent, case, siret, page));
    }
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    let (agent, _, _, page) = &mut agents[0];
    let done = page.post_on(agent, &[("status", "done"), ("message", "Madame Müller-Le Goff, voici.")]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let receipts = [format!("{follow}/recu.pdf"), format!("{follow}/accuse-de-reception.pdf")];
    let mut before = Vec::new();
    for receipt in &receipts {
        before.push(citizen.get(receipt).await.bytes);
    }
    world.work().await;
    world.later(24 * 29);
    world.desk().tidy().await.unwrap();
    assert!(citizen.get(&format!("{follow}/tout.zip")).await.text.contains("answers.json"), "the time is not over");
    world.later(24 * 2);
    world.work().await;
    world.desk().tidy().await.unwrap();

    let page = citizen.get(&follow).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("effacées") && page.text.contains(&filed.reference()), "{}", page.text);
    assert!(
        page.text.contains("Mairie") && page.text.contains("Traitée") && page.text.contains("Reçue"),
        "{}",
        page.text
    );
    for (receipt, bytes) in receipts.iter().zip(&before) {
        assert!(bytes.starts_with(b"%PDF-"));
        assert_eq!(&citizen.get(receipt).await.bytes, bytes, "{receipt} is what it was");
    }
    let everything = citizen.get(&format!("{follow}/tout.zip")).await;
    assert!(everything.bytes.starts_with(b"PK") && !everything.text.contains("answers.json"));
    for (agent, case, siret, _) in &mut agents {
        let login = agent.get("/agents/connexion").await;
        let email = format!("agent.{siret}@exemple.fr");
        login.post_on(agent, &[("email", &email), ("password", crate::support::PASSWORD)]).await;
        assert!(!agent.get("/agents").await.text.contains("/agents/cas/"));
        assert_eq!(agent.get(case).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(citizen.get(&confirmation).await.status, StatusCode::NOT_FOUND);
    // What the store can still open of it.
    let token = follow.trim_start_matches("/suivi/").parse().unwrap();
    let store = world.desk().store();
    let (dossier, attached, cases) = store
        .read(async |conn| {
            let dossier = store::dossiers::find(conn, &token).await?.unwrap();
            let attached =
                store::attachments::list(conn, &dossier.agency, store::attachments::Owner::Dossier(dossier.id)).await?;
            let cases = store::cases::of_dossier(conn, &dossier.agency, dossier.id).await?;
            Ok::<_, store::StoreError>((dossier, attached, cases))
        })
        .await
        .unwrap();
    assert!(attached.is_empty() && cases.is_empty());
    let left = format!(
        "{page:?} {dossier:?} {}",
        String::from_utf8_lossy(&[dossier.evidence.clone(), dossier.remains.clone().unwrap()].concat())
    );
    for answer in ANSWERS {
        assert!(!left.contains(answer), "{answer} is left in {left}");
    }
    assert!(dossier.answers.is_empty() && dossier.recap.is_empty() && dossier.contact.is_none());

    world.later(24 * 366 * 5);
    world.desk().tidy().await.unwrap();
    for address in receipts.iter().chain([&follow]) {
        assert_eq!(citizen.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
}

pub(crate) async fn work_that_cannot_be_written_down_leaves_none_of_the_others_untold() {
    let world = World::new().await;
    let store = world.desk().store();
    let now = world.clock.now();
    for (number, dedup) in ["first", "second"].into_iter().enumerate() {
        let work = store::queue::NewWork {
            queue: store::queue::Queue::Outbox,
            agency: "ville-essai",
            kind: "of.tomorrow",
            dedup,
            object: store::Uuid::nil(),
            payload: b"",
            due_at: now - jiff::SignedDuration::from_secs(10 - number as i64),
        };
        assert!(store.write(async |tx| store::queue::put(tx, work).await).await.unwrap());
    }
    world
        .raw(
            "create trigger broken before update on work when new.dedup = 'first' and new.state = 'waiting' \
             begin select raise(abort, 'broken'); end",
            "create function broken() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$; \
             create trigger broken before update on work for each row when (new.dedup = 'first' and new.state = 'waiting') \
             execute function broken()",
        )
        .await;
    assert!(world.desk().work().await.is_err());
    let figures =
        store.read(async |conn| store::queue::figures(conn, store::queue::Queue::Outbox).await).await.unwrap();
    assert_eq!((figures.waiting, figures.leased), (1, 1));
}

pub(crate) async fn a_mail_that_was_given_up_keeps_no_dossier_and_what_waits_hides_none() {
    let world = World::new().await;
    let store = world.desk().store();
    let mut dossiers = Vec::new();
    for _ in 0..3 {
        let mut citizen = world.browser();
        let page = world.file(&mut citizen, "Toulouse").await;
        let follow =
            page.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap();
        let token = follow.trim_start_matches("/suivi/").split('/').next().unwrap().parse().unwrap();
        dossiers.push(store.read(async |conn| store::dossiers::find(conn, &token).await).await.unwrap().unwrap());
    }
    world.work().await;
    let lease = jiff::SignedDuration::from_secs(60);
    for (dossier, kind, parked) in
        [(&dossiers[0], "case.deliver", true), (&dossiers[1], "mail", true), (&dossiers[2], "mail", false)]
    {
        let work = store::queue::NewWork {
            queue: store::queue::Queue::Outbox,
            agency: &dossier.agency,
            kind,
            dedup: &dossier.reference,
            object: dossier.id,
            payload: b"",
            due_at: world.clock.now(),
        };
        store
            .write(async |tx| {
                store::queue::put(tx, work).await?;
                let claimed = store::queue::claim(tx, store::queue::Queue::Outbox, lease, 1).await?.remove(0);
                if parked { store::queue::park(tx, &claimed, "mail.refused").await } else { Ok(()) }
            })
            .await
            .unwrap();
        let awaited = store
            .read(async |conn| store::dossiers::is_awaited(conn, &dossier.agency, dossier.id).await)
            .await
            .unwrap();
        assert_eq!(awaited, kind == "case.deliver" || !parked, "{kind}");
    }
    // The oldest ones must wait: those after them are found all the same.
    world.later(24 * 366 * 10);
    let all = store.read(async |conn| store::dossiers::due_for_purge(conn, None, 10).await).await.unwrap();
    assert_eq!(all.len(), 3);
    let rest = store.read(async |conn| store::dossiers::due_for_purge(conn, Some(&all[0]), 10).await).await.unwrap();
    assert_eq!(rest, all[1..]);
    world.desk().tidy().await.unwrap();
    let left = store.read(async |conn| store::dossiers::due_for_purge(conn, None, 10).await).await.unwrap();
    let ids: Vec<_> = left.iter().map(|due| due.id).collect();
    assert!(ids.contains(&dossiers[0].id) && !ids.contains(&dossiers[1].id), "{ids:?}");
}
