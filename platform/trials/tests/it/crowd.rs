//! Has many people log in at once: as many as may wait do, and one more is told when to come back, with the form as it was.

use tokio::task::JoinSet;
use trials::{accounts::attempt, client::Client};

use crate::support::World;

/// More than wait and are looked at together (`store::password`).
const PEOPLE: u32 = 64;

#[tokio::test]
async fn of_too_many_passwords_at_once_some_are_asked_for_again_in_a_few_seconds() {
    let world = World::start(&["--proxies", "127.0.0.1"]);
    let mut people = JoinSet::new();
    for number in 0..PEOPLE {
        let address = world.address();
        people.spawn(async move {
            let mut client = Client::connect(&address).await.expect("the server listens");
            let email = format!("personne-{number}@exemple.fr");
            let told = attempt(&mut client, number, &email, "un mot de passe faux").await.expect("answered");
            (email, told)
        });
    }
    let (mut looked_at, mut sent_back) = (0, 0);
    while let Some(one) = people.join_next().await {
        let (email, told) = one.expect("somebody at a browser");
        let page = told.text();
        assert!(page.contains(&email) && page.contains("name=\"password\""), "the form is there: {page}");
        match told.status {
            422 => looked_at += 1,
            503 => {
                assert!(page.contains("Beaucoup de personnes se connectent en ce moment"), "{page}");
                assert_eq!(told.header("retry-after"), Some("5"));
                sent_back += 1;
            }
            other => panic!("a login gives {other}: {page}"),
        }
    }
    assert!(looked_at >= 33 && sent_back > 0, "{looked_at} were looked at, {sent_back} sent back");
    // The crowd is gone: whoever comes now is looked at.
    let mut client = Client::connect(&world.address()).await.expect("the server listens");
    let told = attempt(&mut client, PEOPLE, "encore@exemple.fr", "un mot de passe faux").await.expect("answered");
    assert_eq!(told.status, 422, "{}", told.text());
}
