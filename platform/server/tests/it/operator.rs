//! What an operator does beside the server: shuts an agent out, looks at work that waits for a human, reads the journal.

use axum::http::StatusCode;
use desk::DeskError;
use store::queue::{self, NewWork, Queue};

use crate::support::World;

pub(crate) async fn an_agent_whose_account_is_closed_is_out_at_once() {
    let world = World::new().await;
    let mut agent = world.agent("99900000100011", "MAIRIE").await;
    assert_eq!(agent.get("/agents").await.status, StatusCode::OK);
    let email = {
        let all = world
            .desk()
            .store()
            .read(async |conn| store::agents::of_organisation(conn, store::PORTAL, "99900000100011").await)
            .await
            .unwrap();
        all[0].email.clone()
    };
    world.desk().set_agent_disabled(&email, true).await.unwrap();
    agent.get("/agents").await;
    assert!(agent.address.contains("connexion"), "{}", agent.address);
    let wanted = desk::LoginWanted { email: email.clone(), ..Default::default() };
    let again = world.desk().agent_login(&wanted, crate::support::PASSWORD).await;
    assert!(matches!(again, Err(DeskError::BadLogin)));
    world.desk().set_agent_disabled(&email, false).await.unwrap();
    world.desk().agent_login(&wanted, crate::support::PASSWORD).await.unwrap();
    let nobody = world.desk().set_agent_disabled("personne@exemple.fr", true).await;
    assert!(matches!(nobody, Err(DeskError::NotFound("agent"))));
}

pub(crate) async fn parked_work_is_shown_and_set_going_again() {
    let world = World::new().await;
    let store = world.desk().store();
    let new = NewWork {
        queue: Queue::Outbox,
        agency: "ville-essai",
        kind: "of.tomorrow",
        dedup: "x",
        object: store::Uuid::nil(),
        payload: b"",
        due_at: world.clock.now(),
    };
    store.write(async |tx| queue::put(tx, new).await).await.unwrap();
    let lease = jiff::SignedDuration::from_secs(60);
    store
        .write(async |tx| {
            let claimed = queue::claim(tx, Queue::Outbox, lease, 1).await?.remove(0);
            queue::park(tx, &claimed, "partner.gone").await
        })
        .await
        .unwrap();
    let parked = world.desk().parked().await.unwrap();
    assert_eq!((parked.len(), parked[0].last_error.as_deref()), (1, Some("partner.gone")));
    let unknown = world.desk().retry_parked(Some(store::Uuid::nil())).await;
    assert!(matches!(unknown, Err(DeskError::NotFound("work"))));
    assert_eq!(world.desk().retry_parked(Some(parked[0].id)).await.unwrap(), 1);
    assert!(world.desk().parked().await.unwrap().is_empty());
    let figures = store.read(async |conn| queue::figures(conn, Queue::Outbox).await).await.unwrap();
    assert_eq!((figures.waiting, figures.parked), (1, 0));
    assert_eq!(world.desk().retry_parked(None).await.unwrap(), 0);
}

pub(crate) async fn the_history_of_a_dossier_is_told_and_the_journal_verified() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let reference = world.file(&mut citizen, "Toulouse").await.reference();
    world.work().await;
    let told = world.desk().history(&reference).await.unwrap();
    let filed = told.iter().find(|told| told.entry.act == "dossier.submitted").unwrap();
    assert_eq!(filed.attested, Some(true), "the recap kept is the one that was confirmed");
    assert!(told.iter().any(|told| told.entry.object_kind == "case"), "{told:?}");
    assert!(matches!(world.desk().history("ESS-0000-0000-0000-0").await, Err(DeskError::NotFound("dossier"))));

    assert!(world.desk().verify_journal().await.unwrap().is_empty());
    world.desk().tidy().await.unwrap();
    let whole = world.desk().verify_journal().await.unwrap();
    assert!(whole.iter().any(|(agency, last)| agency == "ville-essai" && last.entries > 0), "{whole:?}");
    world
        .raw(
            "delete from journal where act = 'dossier.submitted'",
            "delete from journal where act = 'dossier.submitted'",
        )
        .await;
    let broken = world.desk().verify_journal().await;
    assert!(matches!(broken, Err(DeskError::Store(store::StoreError::Journal(_)))), "{broken:?}");
}
