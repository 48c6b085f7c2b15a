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

pub(crate) async fn a_dossier_goes_thirty_days_after_every_recipient_acknowledged() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let filed = world.file(&mut citizen, "Toulouse").await;
    let follow = filed.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap();
    world.work().await;
    for (siret, branch) in [("99900000100011", "MAIRIE"), ("99900000900012", "REG")] {
        let mut agent = world.agent(siret, branch).await;
        let inbox = agent.get("/agents").await;
        let case = inbox.links().into_iter().find(|link| link.contains("/agents/cas/")).unwrap();
        assert_eq!(agent.get(&case).await.status, StatusCode::OK);
    }
    world.work().await;
    world.later(24 * 31);
    world.work().await;
    world.desk().tidy().await.unwrap();
    assert_eq!(citizen.get(&follow).await.status, StatusCode::NOT_FOUND);
}
