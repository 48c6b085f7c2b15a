//! Answers by the State's hub that cannot be applied yet: they wait, hide nothing of anybody else's, and are told; and a way back that is dead.

use desk::{HubeeChange, HubeeDesk, Operation, RunningFrom, Whose};
use jiff::SignedDuration;
use serde_json::json;
use store::{Uuid, routes::Kind};

use crate::{
    hub::{Hub, SECRET, Wrong},
    hubee::{OPERATOR, account, whose, world},
    partner::filed,
    support::{Browser, World},
    uploads::png,
};

async fn account_added(world: &World, hub: &Hub) -> Uuid {
    let osl = Whose { siret: "13000000000013".to_owned(), branch: String::new(), ..whose() };
    world.desk().add_hubee_account(&osl, &account(hub)).await.unwrap()
}

async fn connected(world: &World) -> (Hub, Uuid) {
    let hub = Hub::start();
    let made = account_added(world, &hub).await;
    world.desk().add_hubee(&whose(), &HubeeDesk { branch: "31555".to_owned() }).await.unwrap();
    (hub, made)
}

async fn after(world: &World, time: SignedDuration) {
    world.clock.advance(time);
    world.drop_parcels().await;
    world.work().await;
}

async fn minute(world: &World) {
    after(world, SignedDuration::from_secs(61)).await;
}

/// A case that its recipient has: who filed it, and what the hub's calls know it by.
async fn received(world: &World, hub: &Hub) -> (Browser, String, String) {
    let (citizen, follow) = filed(world).await;
    minute(world).await;
    let name = hub.completed().last().unwrap().external_id.clone();
    hub.sets(&name, "SENT", "");
    hub.sets(&name, "SI_RECEIVED", "");
    minute(world).await;
    (citizen, follow, name)
}

async fn alarms(world: &World) -> usize {
    world.work().await;
    world.desk().kept_mails().await.unwrap().iter().filter(|mail| mail.to == OPERATOR).count()
}

/// What is kept: why, and whether it is still asked for.
async fn kept(world: &World) -> Vec<(String, bool)> {
    world.desk().kept_of_hubee().await.unwrap().into_iter().map(|kept| (kept.code, kept.waits)).collect()
}

pub(crate) async fn what_comes_while_a_case_is_held_is_applied_when_it_goes_on() {
    let world = world().await;
    let (hub, _) = connected(&world).await;
    let (mut citizen, follow, name) = received(&world, &hub).await;
    let (mut other, others) = filed(&world).await;
    world.desk().operate(&name, Operation::Suspend, "On regarde.", None).await.unwrap();
    hub.sets(&name, "IN_PROGRESS", "");
    let body = json!({ "actionType": "STATUS_UPDATE", "message": "Voici votre attestation.", "caseNewStatus": "DONE" });
    hub.answers(&name, body, &[("attestation.png", "image/png", &png())]);
    minute(&world).await;
    let page = citizen.get(&follow).await.text;
    assert!(page.contains("Suspendue") && !page.contains("attestation"), "{page}");
    assert_eq!(hub.notices(), 0, "they hide nothing behind them");
    let waits = ("case.suspended".to_owned(), true);
    assert_eq!((kept(&world).await, alarms(&world).await), (vec![waits.clone(), waits], 0));
    assert!(hub.folders()[0].events.iter().skip(2).all(|event| event.status == "SENT"), "nothing was acknowledged");
    let late = hub.completed().last().unwrap().external_id.clone();
    for status in ["SENT", "SI_RECEIVED", "DONE"] {
        hub.sets(&late, status, "");
    }
    // However long that takes.
    after(&world, SignedDuration::from_hours(48)).await;
    assert!(other.get(&others).await.text.contains("Traitée"));
    assert_eq!(alarms(&world).await, 0);
    world.desk().operate(&name, Operation::Resume, "C'est réglé.", None).await.unwrap();
    minute(&world).await;
    let page = citizen.get(&follow).await.text;
    assert!(page.contains("Traitée") && page.contains("attestation.png"), "{page}");
    assert_eq!((kept(&world).await, hub.breaches()), (Vec::new(), Vec::new()));
    let known = hub.folders().remove(0);
    assert!(known.events.iter().all(|event| event.body["author"] == "guichet" || event.status == "RECEIVED"));
}

pub(crate) async fn what_one_recipient_does_not_finish_stops_no_other() {
    let world = world().await;
    let (hub, _) = connected(&world).await;
    let (mut slow, slows, name) = received(&world, &hub).await;
    let (mut other, others, late) = received(&world, &hub).await;
    let message = |number: usize| json!({ "actionType": "SENDING_MESSAGE", "message": format!("Message {number}.") });
    let unfinished: Vec<String> = (1..=26).map(|number| hub.answers(&name, message(number), &[])).collect();
    for event in &unfinished {
        hub.changes(event, |event| event.status = "IN_PROGRESS".to_owned());
    }
    hub.sets(&late, "IN_PROGRESS", "C'est fait.");
    minute(&world).await;
    assert!(other.get(&others).await.text.contains("fait."));
    assert_eq!((hub.notices(), kept(&world).await.len(), alarms(&world).await), (0, 26, 0));
    // The last is finished first: it waits for those before it.
    hub.changes(&unfinished[1], |event| event.status = "SENT".to_owned());
    minute(&world).await;
    assert!(!slow.get(&slows).await.text.contains("Message"));
    hub.changes(&unfinished[0], |event| event.status = "SENT".to_owned());
    minute(&world).await;
    let page = slow.get(&slows).await.text;
    assert!(page.contains("Message 1.") && page.contains("Message 2.") && !page.contains("Message 3."), "{page}");
    assert_eq!((kept(&world).await.len(), hub.breaches()), (24, Vec::new()));

    // Events that the hub does not give: what is behind them is seen all the same.
    let poisoned = hub.folders().into_iter().find(|folder| folder.external_id == name).unwrap().case;
    hub.fail("GET", Box::leak(format!("/cases/{poisoned}/events/").into_boxed_str()), 1000, Wrong::Say(500, ""));
    for number in 27..=60 {
        hub.answers(&name, message(number), &[]);
    }
    hub.answers(&late, message(99), &[]);
    minute(&world).await;
    assert!(other.get(&others).await.text.contains("Message 99."));
    assert_eq!((hub.notices(), kept(&world).await.len()), (0, 58));
}

pub(crate) async fn what_is_never_finished_is_told_and_holds_nothing_up_for_ever() {
    let world = world().await;
    let (hub, _) = connected(&world).await;
    let (mut citizen, follow, name) = received(&world, &hub).await;
    let deposit = json!({ "actionType": "ATTACH_DEPOSIT", "message": "Un document." });
    let wrong = hub.answers(&name, deposit, &[("acte.png", "image/png", &png())]);
    hub.changes(&wrong, |event| event.files[0].size += 1);
    hub.answers(&name, json!({ "actionType": "SENDING_MESSAGE", "message": "Venez lundi." }), &[]);
    minute(&world).await;
    assert!(!citizen.get(&follow).await.text.contains("lundi"), "what came first comes first");
    assert_eq!(kept(&world).await, [("hubee.digest".to_owned(), true), ("hubee.behind".to_owned(), true)]);
    after(&world, SignedDuration::from_hours(25)).await;
    let page = citizen.get(&follow).await.text;
    assert!(page.contains("Venez lundi.") && !page.contains("Un document."), "{page}");
    assert_eq!((kept(&world).await, alarms(&world).await), (vec![("hubee.digest".to_owned(), true)], 1));
    // Told once; and taken still, where it comes right.
    after(&world, SignedDuration::from_hours(25)).await;
    assert_eq!(alarms(&world).await, 1);
    let size = png().len() as u64;
    let event = hub.answers(&name, json!({ "actionType": "ATTACH_DEPOSIT" }), &[("b.png", "image/png", &png())]);
    hub.changes(&event, |event| event.files[0].size += 1);
    hub.changes(&wrong, |event| event.files[0].size = size);
    after(&world, SignedDuration::from_hours(2)).await;
    assert!(citizen.get(&follow).await.text.contains("acte.png"));
    for _ in 0..2 {
        after(&world, SignedDuration::from_hours(24 * 16)).await;
    }
    assert_eq!(kept(&world).await, [("hubee.digest".to_owned(), false)], "asked for no more");
}

pub(crate) async fn a_way_back_that_is_dead_is_shown_and_told() {
    let world = world().await;
    let (hub, account) = connected(&world).await;
    minute(&world).await;
    let error = async || {
        let routes = world.desk().running(RunningFrom::default()).await.unwrap().routes;
        routes.into_iter().find(|(route, _)| route.id == account).unwrap().0.last_error
    };
    assert_eq!(error().await, None);
    // The account was closed: each call is refused, and once more with a new token.
    hub.fail("GET", "/notifications", 14, Wrong::Say(401, ""));
    for round in 1..=7 {
        after(&world, SignedDuration::from_secs(301)).await;
        assert_eq!(error().await.as_deref(), Some("hubee.auth"));
        assert_eq!(alarms(&world).await, usize::from(round >= 6), "round {round}");
    }
    after(&world, SignedDuration::from_secs(301)).await;
    assert_eq!((error().await, alarms(&world).await), (None, 1));
}

pub(crate) async fn an_account_is_changed_in_place_and_what_was_kept_outlives_one() {
    let world = world().await;
    let (hub, made) = connected(&world).await;
    let (mut citizen, follow, name) = received(&world, &hub).await;
    let wrong = HubeeChange { secret: Some("autre".to_owned()), ..HubeeChange::default() };
    world.desk().change_hubee_account(made, wrong).await.unwrap();
    let none = HubeeChange { processes: Some([].into()), ..HubeeChange::default() };
    assert_eq!(world.desk().change_hubee_account(made, none).await.unwrap_err().code(), "hubee.process");
    let more = [("essai".to_owned(), "codeEssai".to_owned()), ("autre".to_owned(), "code".to_owned())];
    let right = HubeeChange { secret: Some(SECRET.to_owned()), processes: Some(more.into()), ..HubeeChange::default() };
    world.desk().change_hubee_account(made, right).await.unwrap();
    hub.sets(&name, "ADD_AWAITING", "Trop tôt.");
    hub.sets(&name, "IN_PROGRESS", "");
    minute(&world).await;
    assert!(citizen.get(&follow).await.text.contains("En cours de traitement"));
    assert_eq!(kept(&world).await, [("hubee.transition".to_owned(), false)]);
    world.desk().remove_route(made, &[Kind::HubeeAccount]).await.unwrap();
    assert_eq!(kept(&world).await.len(), 1);
    // Another account of the same agency: answers to what is open find their cases.
    account_added(&world, &hub).await;
    hub.sets(&name, "DONE", "C'est fait.");
    minute(&world).await;
    assert!(citizen.get(&follow).await.text.contains("fait."));
    assert_eq!((kept(&world).await.len(), hub.breaches()), (1, Vec::new()));
}
