//! What the server writes about itself holds nobody's data and no capability.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use tracing_subscriber::fmt::MakeWriter;

use crate::support::{PASSWORD, World};

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Written {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn a_whole_journey_leaves_no_personal_word_in_the_logs() {
    let written = Written::default();
    let subscriber =
        tracing_subscriber::fmt().json().with_max_level(tracing::Level::TRACE).with_writer(written.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = citizen.get("/compte/creer").await;
    page.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
    let filed = world.file(&mut citizen, "Toulouse").await;
    let draft = citizen.address.split('/').nth(4).unwrap().to_owned();
    let follow = filed.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap();
    citizen.get(&follow).await;
    citizen.get("/suivi/0123456789abcdefghjkmnpqrs").await;
    world.work().await;
    let mut agent = world.agent("99900000100011", "MAIRIE").await;
    let inbox = agent.get("/agents").await;
    let case = agent.get(&inbox.links().into_iter().find(|link| link.contains("/agents/cas/")).unwrap()).await;
    case.post_on(&mut agent, &[("status", "refused"), ("message", "Message confidentiel")]).await;
    world.work().await;
    world.desk().tidy().await.unwrap();

    let logs = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    assert!(logs.contains("/suivi/{token}"), "requests are logged by their template");
    let secrets = [
        "Müller",
        "Zoé",
        "parapluie",
        "zoe@exemple.fr",
        "confidentiel",
        PASSWORD,
        "Agnès",
        draft.as_str(),
        follow.trim_start_matches("/suivi/"),
        citizen.cookies["session"].as_str(),
        agent.cookies["agent"].as_str(),
        &filed.reference(),
    ];
    for secret in secrets {
        let line = logs.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} in {line:?}");
    }
}
