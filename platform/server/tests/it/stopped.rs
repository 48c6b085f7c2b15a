//! What an operator stops goes out no more, whichever way and however far it had come; and nobody is told of it who never had the case.

use desk::{DropFolder, HubeeAccount, HubeeDesk, HubeePlace, NewWebhook, Operation, RunningFrom, Whose};
use jiff::SignedDuration;
use serde_json::json;
use store::{Uuid, deliveries::State};

use crate::{
    agent::MAIRIE,
    hub::{CLIENT, Hub, SECRET, Wrong},
    partner::{Program, filed},
    receiver::Receiver,
    sshd::{Fault, Sshd, user},
    support::World,
};

const WHY: &str = "Déposée deux fois.";

async fn world() -> World {
    World::with(|config| {
        config.webhook_networks = vec!["127.0.0.1".to_owned()];
        config.contact = Some("exploitation@exemple.fr".to_owned());
    })
    .await
}

fn whose() -> Whose {
    Whose { agency: "ville-essai".to_owned(), siret: MAIRIE.0.to_owned(), branch: MAIRIE.1.to_owned() }
}

async fn hooked(world: &World, receiver: &Receiver) {
    let Whose { agency, siret, branch } = whose();
    world.desk().add_webhook(NewWebhook { agency, siret, branch, url: receiver.url() }).await.unwrap();
}

/// The case of the town hall: as its software calls it, and as operators do.
async fn case_of(world: &World) -> (Program, String, String) {
    let program = Program::new(world, "ville-essai", MAIRIE).await;
    let id = program.cases().await.pop().unwrap();
    let read = program.get(&format!("/api/partner/v1/cases/{id}")).await.json();
    let name = read["external_id"].as_str().unwrap().to_owned();
    (program, id, name)
}

async fn operate(world: &World, name: &str, operation: Operation) {
    world.clock.advance(SignedDuration::from_secs(1));
    world.desk().operate(name, operation, WHY, None).await.unwrap();
    world.clock.advance(SignedDuration::from_secs(1));
}

fn kinds(receiver: &Receiver) -> Vec<String> {
    let kind =
        |body: &str| serde_json::from_str::<serde_json::Value>(body).unwrap()["type"].as_str().unwrap().to_owned();
    receiver.heard().iter().map(|one| kind(&one.body)).collect()
}

/// Everything that waits is under way at this moment, at a process that dies.
async fn claimed(world: &World) {
    let sql = "update work set state = 'leased', lease_until = 1, attempts = attempts + 1 where state = 'waiting' and queue in ('webhooks', 'drops') \
               and kind not in ('sftp.look', 'hubee.poll')";
    world.raw(sql, sql).await;
}

/// Those that ended, and why.
async fn ended(world: &World, ids: &[Uuid]) -> Vec<(State, Option<String>)> {
    let mut all = Vec::new();
    for id in ids {
        let found = world.desk().delivery(*id).await.unwrap().delivery;
        all.push((found.state, found.last_error));
    }
    all
}

async fn undelivered(world: &World) -> Vec<Uuid> {
    let found = world.desk().deliveries(Default::default()).await.unwrap();
    found.iter().map(|told| told.delivery.id).collect()
}

pub(crate) async fn what_was_under_way_or_parked_is_not_sent_once_its_case_is_cancelled() {
    let world = world().await;
    let receiver = Receiver::kind();
    hooked(&world, &receiver).await;
    filed(&world).await;
    world.push().await;
    let (program, id, name) = case_of(&world).await;
    program.answer(&id, "a", json!({ "status": "in_progress" })).await;
    let pieces = undelivered(&world).await;
    assert_eq!((kinds(&receiver), pieces.len()), (vec!["case.new".to_owned()], 2), "received, in progress");
    claimed(&world).await;
    operate(&world, &name, Operation::Cancel).await;
    world.push().await;
    assert_eq!(kinds(&receiver), ["case.new", "case.cancelled"]);
    let cancelled = (State::Closed, Some("case.cancelled".to_owned()));
    assert_eq!(ended(&world, &pieces).await, [cancelled.clone(), cancelled.clone()]);
    // One that had failed too often at that moment, and that somebody sets going again.
    let parked = "update work set state = 'parked' where last_error = 'case.cancelled'";
    world.raw(parked, parked).await;
    assert_eq!(world.desk().retry_deliveries(Default::default()).await.unwrap().all, 2);
    world.push().await;
    assert_eq!((receiver.heard().len(), ended(&world, &pieces).await), (2, vec![cancelled.clone(), cancelled]));
    // The last that arrived is that it was cancelled.
    let told = world.desk().running(RunningFrom::default()).await.unwrap().routes.remove(0).0;
    assert!(told.arrived_at.is_some() && told.parked == 0);
}

pub(crate) async fn who_never_had_a_case_is_not_told_that_it_is_held_or_over() {
    let world = world().await;
    let receiver = Receiver::kind();
    hooked(&world, &receiver).await;
    filed(&world).await;
    let (_, _, name) = case_of(&world).await;
    operate(&world, &name, Operation::Suspend).await;
    let since = world.clock.now() - SignedDuration::from_secs(1);
    world.push().await;
    assert_eq!(kinds(&receiver), Vec::<String>::new());
    // Whatever is noted of it meanwhile, it is held since then.
    world
        .raw("update cases set updated_at = updated_at + 9000000", "update cases set updated_at = updated_at + 9000000")
        .await;
    assert_eq!(world.desk().held_cases(true, None).await.unwrap()[0].since, since);
    operate(&world, &name, Operation::Cancel).await;
    world.push().await;
    assert_eq!(kinds(&receiver), Vec::<String>::new());
    assert!(undelivered(&world).await.is_empty());
    let told = world.desk().running(RunningFrom::default()).await.unwrap().routes.remove(0).0;
    assert_eq!(told.arrived_at, None, "nothing has arrived there");

    // Of one that it had it hears all.
    filed(&world).await;
    world.push().await;
    let (_, _, name) = case_of(&world).await;
    operate(&world, &name, Operation::Suspend).await;
    world.push().await;
    operate(&world, &name, Operation::Resume).await;
    world.push().await;
    let told: Vec<String> = kinds(&receiver).into_iter().filter(|kind| kind != "case.status").collect();
    assert_eq!(told, ["case.new", "case.suspended", "case.resumed"]);
}

pub(crate) async fn answers_to_drops_of_a_held_case_lie_there_until_it_goes_on() {
    let world = world().await;
    let server = Sshd::start(&["ed25519"], Fault::None);
    let folder = DropFolder {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        user: user(),
        folder: String::new(),
        host_keys: vec![server.fingerprint("ed25519")],
        answers: true,
        max_size: None,
    };
    let made = world.desk().add_drop(&whose(), folder).await.unwrap();
    server.allow(&made.public_key);
    let (mut citizen, follow) = filed(&world).await;
    world.drop_parcels().await;
    let (_, _, name) = case_of(&world).await;
    operate(&world, &name, Operation::Suspend).await;
    world.drop_parcels().await;
    server.write(&format!("{name}.ack"), b"");
    world.clock.advance(SignedDuration::from_secs(61));
    world.drop_parcels().await;
    assert!(server.names().contains(&format!("{name}.ack")), "{:?}", server.names());
    operate(&world, &name, Operation::Resume).await;
    world.clock.advance(SignedDuration::from_secs(61));
    world.drop_parcels().await;
    assert!(!server.names().contains(&format!("{name}.ack")));
    assert!(citizen.get(&follow).await.text.contains("Reçue"));
    let names: Vec<String> = server.names().into_iter().filter(|name| name.ends_with(".json")).collect();
    assert_eq!(names.len(), 3, "the case, suspended, resumed: {names:?}");

    // One that never got there, since its server was away.
    filed(&world).await;
    let name = case_of(&world).await.2;
    claimed(&world).await;
    operate(&world, &name, Operation::Cancel).await;
    world.drop_parcels().await;
    assert!(server.names().iter().all(|file| !file.starts_with(&name)), "{:?}", server.names());
    assert_eq!(world.number("select count(*) from work where last_error = 'case.untold'").await, 1);
}

async fn by_hub(world: &World) -> Hub {
    let hub = Hub::start();
    let place = HubeePlace { api: hub.api(), token: hub.token(), client: CLIENT.to_owned(), secret: SECRET.to_owned() };
    let account = HubeeAccount {
        place,
        processes: [("essai".to_owned(), "codeEssai".to_owned())].into(),
        limits: Default::default(),
    };
    let osl = Whose { siret: "13000000000013".to_owned(), branch: String::new(), ..whose() };
    world.desk().add_hubee_account(&osl, &account).await.unwrap();
    world.desk().add_hubee(&whose(), &HubeeDesk { branch: "31555".to_owned() }).await.unwrap();
    hub
}

pub(crate) async fn a_cancelled_case_is_over_at_the_hub_and_one_begun_there_is_never_completed() {
    let world = world().await;
    let hub = by_hub(&world).await;
    filed(&world).await;
    world.drop_parcels().await;
    let (_, _, name) = case_of(&world).await;
    assert_eq!(hub.completed().len(), 1);
    operate(&world, &name, Operation::Suspend).await;
    world.drop_parcels().await;
    assert_eq!((hub.folders()[0].events.len(), undelivered(&world).await.len()), (0, 0));
    assert_eq!(world.number("select count(*) from work where last_error = 'hubee.no_word'").await, 1);
    operate(&world, &name, Operation::Cancel).await;
    world.drop_parcels().await;
    let known = hub.folders().remove(0);
    assert_eq!((known.case_status.as_str(), hub.breaches()), ("CLOSED", Vec::new()));
    assert_eq!(known.events[0].body["message"], WHY);

    // Its folder was begun when it was cancelled.
    hub.fail("PUT", "/attachments/", 1, Wrong::Say(500, ""));
    filed(&world).await;
    world.drop_parcels().await;
    assert_eq!((hub.folders().len(), hub.completed().len()), (2, 1));
    let (_, _, name) = case_of(&world).await;
    claimed(&world).await;
    operate(&world, &name, Operation::Cancel).await;
    world.clock.advance(SignedDuration::from_secs(90));
    world.drop_parcels().await;
    assert_eq!((hub.folders().len(), hub.completed().len(), hub.breaches()), (2, 1, Vec::new()));
    assert!(undelivered(&world).await.is_empty());
    assert_eq!(world.number("select count(*) from work where last_error = 'hubee.unfinished'").await, 1);

    // One of which the hub never heard.
    filed(&world).await;
    let (_, _, name) = case_of(&world).await;
    operate(&world, &name, Operation::Cancel).await;
    world.drop_parcels().await;
    assert_eq!((hub.folders().len(), undelivered(&world).await.len()), (2, 0));
}
