//! Recipients' webhooks: told whole, signed, as often as it takes, and each for itself.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::http::StatusCode;
use desk::NewWebhook;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::{
    Uuid,
    deliveries::{State, Which},
    queue::{self, Queue},
    routes::Kind,
};

use crate::{
    agent::{MAIRIE, REGISTRE},
    partner::{Program, filed},
    receiver::{Act, Heard, Receiver},
    support::World,
};

const AGENCY: &str = "ville-essai";

/// A server that may call this machine.
pub(crate) async fn world() -> World {
    World::with(|config| {
        config.webhook_networks = vec!["127.0.0.1".to_owned()];
        config.contact = Some("exploitation@exemple.fr".to_owned());
    })
    .await
}

pub(crate) async fn hook(world: &World, desk: (&str, &str), url: &str) -> (Uuid, String) {
    let new = NewWebhook {
        agency: AGENCY.to_owned(),
        siret: desk.0.to_owned(),
        branch: desk.1.to_owned(),
        url: url.to_owned(),
    };
    let made = world.desk().add_webhook(new).await.unwrap();
    (made.webhook, made.key)
}

async fn waiting(world: &World) -> usize {
    world.desk().deliveries(Which::default()).await.unwrap().len()
}

pub(crate) fn bodies(heard: &[Heard]) -> Vec<Value> {
    heard.iter().map(|heard| serde_json::from_str(&heard.body).unwrap()).collect()
}

/// Id and body of each call, each pair once.
fn told(heard: &[Heard]) -> BTreeSet<(String, String)> {
    heard.iter().map(|heard| (heard.header("webhook-id").to_owned(), heard.body.clone())).collect()
}

pub(crate) async fn a_webhook_is_told_what_the_feed_tells() {
    let world = world().await;
    let receiver = Receiver::kind();
    filed(&world).await;
    let (webhook, key) = hook(&world, MAIRIE, &receiver.url()).await;
    assert!(key.starts_with("whsec_"));
    filed(&world).await;
    assert_eq!(world.push().await.done, 1, "what happened before it was there is in the feed alone");
    let program = Program::new(&world, AGENCY, MAIRIE).await;
    let case = program.cases().await.pop().unwrap();
    program.answer(&case, "k", json!({ "status": "done", "message": "Retrouvé." })).await;
    world.push().await;

    let heard = receiver.heard();
    let feed = program.get("/api/partner/v1/notifications?after=0&limit=100").await.json();
    let of_case = feed["notifications"].as_array().unwrap().iter().filter(|one| one["case_id"] == case.as_str());
    let read = program.get(&format!("/api/partner/v1/cases/{case}")).await.json();
    let mut expected: Vec<Value> = of_case
        .map(|one| {
            let kind = if one["kind"] == "case" { "new" } else { one["kind"].as_str().unwrap() };
            json!({
                "type": format!("case.{kind}"),
                "timestamp": one["at"],
                "data": {
                    "cursor": one["cursor"], "agency": AGENCY, "demarche": "essai", "siret": MAIRIE.0, "branch": MAIRIE.1,
                    "test": true, "case_id": case, "external_id": read["external_id"], "event_id": one["event_id"],
                    "kind": one["kind"], "status": one["status"], "author": one["author"],
                },
            })
        })
        .collect();
    // In which order they come is not promised.
    let mut found = bodies(&heard);
    for list in [&mut expected, &mut found] {
        list.sort_by_key(|one| one["data"]["cursor"].as_str().unwrap().parse::<i64>().unwrap());
    }
    assert_eq!(found, expected);
    assert!(expected.len() >= 3 && expected[0]["type"] == "case.new", "{expected:?}");
    let everything = heard.iter().map(|heard| heard.body.as_str()).collect::<String>();
    assert!(!everything.contains("Müller") && !everything.contains("Retrouvé") && !everything.contains("zoe@"));
    assert_eq!(waiting(&world).await, 0);
    // The desk of the register has cases of its own, and no webhook.
    assert_eq!(world.number("select count(*) from work where queue = 'webhooks'").await, heard.len() as i64);
    let ids: BTreeSet<&str> = heard.iter().map(|heard| heard.header("webhook-id")).collect();
    assert_eq!(ids.len(), heard.len());
    let shown = world.desk().routes(&[Kind::Webhook]).await.unwrap();
    assert_eq!((shown.len(), shown[0].route.id, shown[0].route.keys), (1, webhook, 1));
    assert!(!format!("{shown:?}").contains("/depot"));
}

pub(crate) async fn what_fails_comes_again_with_the_same_id_and_bytes_until_it_is_parked() {
    let world = world().await;
    let well = Arc::new(AtomicBool::new(false));
    let receiver = Receiver::start({
        let well = Arc::clone(&well);
        move |_, before| match (well.load(Ordering::SeqCst), before % 5) {
            (true, _) => Act::say("200 OK"),
            (_, 0) => Act::say("500 Internal Server Error"),
            (_, 1) => Act::say("404 Not Found"),
            (_, 2) => Act::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx".to_vec()),
            (_, 3) => Act::Send(Vec::new()),
            _ => Act::Say("302 Found", "Location: http://127.0.0.1:1/\r\n".to_owned()),
        }
    });
    hook(&world, MAIRIE, &receiver.url()).await;
    filed(&world).await;
    let codes =
        ["webhook.status_500", "webhook.status_404", "webhook.protocol", "webhook.protocol", "webhook.redirect"];
    for (attempt, seconds) in [5, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400].into_iter().enumerate() {
        assert_eq!(world.push().await.later, 1, "attempt {attempt}");
        assert_eq!(world.push().await.total(), 0, "not before its time");
        let waiting = world.desk().deliveries(Which::default()).await.unwrap().remove(0).delivery;
        assert_eq!((waiting.state, waiting.last_error.as_deref()), (State::Waiting, Some(codes[attempt % 5])));
        let delay = waiting.due_at.duration_since(world.clock.now()).as_secs_f64() / f64::from(seconds);
        assert!((0.79..=1.21).contains(&delay), "attempt {attempt}: {delay}");
        world.clock.advance(SignedDuration::from_secs(i64::from(seconds) * 13 / 10));
    }
    assert_eq!(world.push().await.parked, 1);
    assert_eq!(receiver.heard().len(), 10);
    world.work().await;
    let alarms =
        |mails: Vec<desk::KeptMail>| mails.into_iter().filter(|mail| mail.to == "exploitation@exemple.fr").count();
    assert_eq!(alarms(world.desk().kept_mails().await.unwrap()), 1);
    world.later(24 * 60);
    assert_eq!(world.push().await.total(), 0, "it waits for a human");
    let parked = world.desk().deliveries(Which { parked: Some(true), ..Which::default() }).await.unwrap().remove(0);
    assert_eq!((parked.delivery.state, parked.delivery.attempts), (State::Parked, 10));

    // Set going again by a human, it is what it was.
    well.store(true, Ordering::SeqCst);
    world.desk().retry_delivery(parked.delivery.id).await.unwrap();
    assert_eq!(world.push().await.done, 1);
    let heard = receiver.heard();
    assert_eq!((heard.len(), told(&heard).len()), (11, 1), "one id and one body");
    assert_eq!(heard[0].header("webhook-id"), parked.message_id);
    let times: BTreeSet<&str> = heard.iter().map(|heard| heard.header("webhook-timestamp")).collect();
    assert_eq!(times.len(), 11, "each attempt has its own time");
    assert_eq!(world.desk().delivery(parked.delivery.id).await.unwrap().delivery.state, State::Done);
    let again = world.desk().retry_delivery(parked.delivery.id).await;
    assert!(matches!(again, Err(desk::DeskError::NotFound("delivery"))), "what arrived is not sent again");
}

pub(crate) async fn of_ten_webhooks_one_that_hangs_delays_none() {
    let world = world().await;
    let arrived = Arc::new((Mutex::new(0), Condvar::new()));
    let swift = Receiver::start({
        let arrived = Arc::clone(&arrived);
        move |_, _| {
            *arrived.0.lock().unwrap() += 1;
            arrived.1.notify_all();
            Act::say("204 No Content")
        }
    });
    // It says nothing until everything has come to the others: were one of them to wait for it, it would go on in vain.
    let hanging = Receiver::start(move |_, _| {
        let _all = arrived.1.wait_while(arrived.0.lock().unwrap(), |arrived| *arrived < 54).unwrap();
        Act::say("500 Internal Server Error")
    });
    hook(&world, MAIRIE, &hanging.url()).await;
    for number in 0..9 {
        hook(&world, MAIRIE, &format!("{}?{number}", swift.url())).await;
    }
    for _ in 0..6 {
        filed(&world).await;
    }
    let worked = world.push().await;
    assert_eq!((worked.done, worked.later, swift.heard().len(), hanging.heard().len()), (54, 6, 54, 6));
    let waiting = world.desk().deliveries(Which::default()).await.unwrap();
    let codes: BTreeSet<_> = waiting.iter().map(|told| told.delivery.last_error.as_deref()).collect();
    assert_eq!(codes, BTreeSet::from([Some("webhook.status_500")]), "nobody ran out of time");
}

pub(crate) async fn so_many_calls_to_one_webhook_are_under_way_and_no_more() {
    let world = world().await;
    let (now, most) = (Arc::new(Mutex::new((0_usize, 0_usize))), 4);
    let receiver = Receiver::start({
        let now = Arc::clone(&now);
        move |_, _| {
            {
                let mut now = now.lock().unwrap();
                now.0 += 1;
                now.1 = now.1.max(now.0);
            }
            std::thread::sleep(std::time::Duration::from_millis(30));
            now.lock().unwrap().0 -= 1;
            Act::say("200 OK")
        }
    });
    hook(&world, MAIRIE, &receiver.url()).await;
    for _ in 0..12 {
        filed(&world).await;
    }
    assert_eq!(world.push().await.done, 12);
    assert_eq!(now.lock().unwrap().1, most);
}

pub(crate) async fn a_webhook_that_asks_for_patience_gets_it_at_most_a_day() {
    let world = world().await;
    let receiver = Receiver::start(|_, before| match before {
        0 => Act::Say("503 Service Unavailable", "Retry-After: 7200\r\n".to_owned()),
        1 => Act::Say("429 Too Many Requests", "Retry-After: 1000000000\r\n".to_owned()),
        _ => Act::say("200 OK"),
    });
    let (webhook, _) = hook(&world, MAIRIE, &receiver.url()).await;
    filed(&world).await;
    assert_eq!(world.push().await.later, 1);
    filed(&world).await;
    world.clock.advance(SignedDuration::from_mins(119));
    assert_eq!(world.push().await.total(), 0, "what came meanwhile waits too");
    world.clock.advance(SignedDuration::from_mins(2));
    let worked = world.push().await;
    // The other one was under way already, or waits too.
    assert!(worked.later == 1 && worked.done <= 1, "{worked:?}");
    let waiting_now = world.desk().deliveries(Which::default()).await.unwrap();
    let told_of = waiting_now.into_iter().max_by_key(|told| told.delivery.due_at).unwrap();
    assert!(told_of.held);
    let resting = told_of.delivery;
    assert!(!resting.paused && resting.rests_until == Some(resting.due_at), "it rests, and is not paused: {resting:?}");
    assert_eq!(resting.due_at.duration_since(world.clock.now()), SignedDuration::from_hours(24));
    filed(&world).await;
    world.clock.advance(SignedDuration::from_mins(24 * 60 - 1));
    assert_eq!(world.push().await.total(), 0);
    // Setting a notice going sends nothing while its webhook rests, and says so. An operator who knows better does not wait.
    let set = world.desk().retry_delivery(resting.id).await.unwrap();
    assert_eq!((set.all, set.held, set.resting, set.rests_until), (1, 0, 1, resting.rests_until));
    assert_eq!(world.push().await.total(), 0);
    // Paused as well, it leaves by nobody's clock.
    assert!(world.desk().pause_route(webhook, &[Kind::Webhook]).await.unwrap());
    let paused = world.desk().delivery(resting.id).await.unwrap();
    assert!(paused.held && paused.delivery.paused);
    let set = world.desk().retry_delivery(resting.id).await.unwrap();
    assert_eq!((set.all, set.held, set.resting, set.rests_until), (1, 1, 0, None));
    assert!(world.desk().resume_route(webhook, &[Kind::Webhook]).await.unwrap());
    assert_eq!(world.push().await.done, 3 - worked.done);
    assert_eq!((waiting(&world).await, told(&receiver.heard()).len()), (0, 3));
}

pub(crate) async fn one_that_is_gone_waits_and_the_operator_is_told() {
    let world = world().await;
    let well = Arc::new(AtomicBool::new(false));
    let receiver = Receiver::start({
        let well = Arc::clone(&well);
        move |_, _| if well.load(Ordering::SeqCst) { Act::say("200 OK") } else { Act::say("410 Gone") }
    });
    let (webhook, _) = hook(&world, MAIRIE, &receiver.url()).await;
    filed(&world).await;
    world.push().await;
    filed(&world).await;
    world.later(48);
    world.push().await;
    assert_eq!(receiver.heard().len(), 1, "nothing more is sent");
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    assert_eq!(mails.iter().filter(|mail| mail.to == "exploitation@exemple.fr").count(), 1);
    assert_eq!(waiting(&world).await, 2);
    assert!(world.desk().routes(&[Kind::Webhook]).await.unwrap()[0].route.paused.is_some());
    well.store(true, Ordering::SeqCst);
    assert!(world.desk().resume_route(webhook, &[Kind::Webhook]).await.unwrap());
    assert_eq!(world.push().await.done, 2);
    assert_eq!(told(&receiver.heard()).len(), 2);
}

pub(crate) async fn an_operator_pauses_resumes_and_removes() {
    let world = world().await;
    let (receiver, other) = (Receiver::kind(), Receiver::kind());
    let (webhook, _) = hook(&world, MAIRIE, &receiver.url()).await;
    hook(&world, REGISTRE, &other.url()).await;
    let desk = world.desk();
    assert!(desk.pause_route(webhook, &[Kind::Webhook]).await.unwrap());
    assert!(!desk.pause_route(webhook, &[Kind::Webhook]).await.unwrap());
    filed(&world).await;
    world.push().await;
    assert_eq!((receiver.heard().len(), other.heard().len(), waiting(&world).await), (0, 1, 1));
    assert!(desk.deliveries(Which::default()).await.unwrap()[0].delivery.paused);
    assert!(desk.resume_route(webhook, &[Kind::Webhook]).await.unwrap());
    world.push().await;
    assert_eq!(receiver.heard().len(), 1);
    desk.pause_route(webhook, &[Kind::Webhook]).await.unwrap();
    filed(&world).await;
    assert_eq!(desk.remove_route(webhook, &[Kind::Webhook]).await.unwrap(), 1);
    assert!(matches!(desk.resume_route(webhook, &[Kind::Webhook]).await, Err(desk::DeskError::NotFound("webhook"))));
    filed(&world).await;
    world.push().await;
    assert_eq!((receiver.heard().len(), other.heard().len(), waiting(&world).await), (1, 3, 0));
    let acts = "select count(*) from journal where object_kind = 'webhook' and actor_kind = 'operator'";
    assert_eq!(world.number(acts).await, 6, "two added, two paused, one resumed, one removed");
    let inside = ["https://169.254.169.254/latest", "https://10.0.0.1:8443/", "https://[::1]/"]
        .map(|url| (url, "webhook.address"));
    let bad = ["http://exemple.fr/", "ftp://exemple.fr", "https://u:p@exemple.fr"].map(|url| (url, "webhook.url"));
    for (bad, code) in bad.into_iter().chain(inside) {
        let new = NewWebhook {
            agency: AGENCY.to_owned(),
            siret: MAIRIE.0.to_owned(),
            branch: MAIRIE.1.to_owned(),
            url: bad.to_owned(),
        };
        let refused = desk.add_webhook(new).await.unwrap_err();
        assert_eq!(refused.code(), code, "{bad}");
    }
}

pub(crate) async fn what_a_webhook_was_not_told_is_not_acknowledged_by_what_it_was() {
    let world = world().await;
    let fails = Arc::new(AtomicBool::new(false));
    let receiver = Receiver::start({
        let fails = Arc::clone(&fails);
        move |_, _| Act::say(if fails.load(Ordering::SeqCst) { "500 Internal Server Error" } else { "200 OK" })
    });
    filed(&world).await;
    world.clock.advance(SignedDuration::from_secs(1));
    hook(&world, MAIRIE, &receiver.url()).await;
    let program = Program::new(&world, AGENCY, MAIRIE).await;
    let cursor = || {
        let told = bodies(&receiver.heard());
        let numbers = told.iter().map(|one| one["data"]["cursor"].as_str().unwrap().parse::<i64>().unwrap());
        numbers.max().unwrap().to_string()
    };
    let opened = "select count(*) from cases where opened_at is not null";
    filed(&world).await;
    world.push().await;
    // The first case came before there was the webhook: nobody has told of it yet.
    assert_eq!(program.acknowledge(&cursor()).await.code(), "cursor.unknown");
    assert_eq!(world.number(opened).await, 0);
    assert_eq!(program.cases().await.len(), 2);
    assert_eq!(program.acknowledge(&cursor()).await.status, StatusCode::OK);
    assert_eq!(world.number(opened).await, 2);
    world.push().await;

    // One that fails comes after the next: what is said of that one says nothing of it.
    fails.store(true, Ordering::SeqCst);
    filed(&world).await;
    assert_eq!(world.push().await.later, 1);
    fails.store(false, Ordering::SeqCst);
    filed(&world).await;
    assert_eq!(world.push().await.done, 1);
    let last = cursor();
    assert_eq!(program.acknowledge(&last).await.code(), "cursor.unknown");
    assert_eq!(world.number(opened).await, 2);
    world.clock.advance(SignedDuration::from_secs(7));
    assert_eq!(world.push().await.done, 1);
    assert_eq!(program.acknowledge(&last).await.status, StatusCode::OK);
    assert_eq!(world.number(opened).await, 4);
}

pub(crate) async fn an_address_is_told_once_for_a_desk() {
    let world = world().await;
    let desk = world.desk();
    let receiver = Receiver::kind();
    let new = |agency: &str, (siret, branch): (&str, &str), url: &str| NewWebhook {
        agency: agency.to_owned(),
        siret: siret.to_owned(),
        branch: branch.to_owned(),
        url: url.to_owned(),
    };
    let (webhook, _) = hook(&world, MAIRIE, &receiver.url()).await;
    for url in [receiver.url(), receiver.url().replace("http://", "HTTP://")] {
        let refused = desk.add_webhook(new(AGENCY, MAIRIE, &url)).await.unwrap_err();
        assert_eq!(refused.code(), "webhook.twice", "{url}");
    }
    assert_eq!(world.number("select count(*) from routes").await, 1);
    filed(&world).await;
    assert_eq!((world.push().await.done, receiver.heard().len()), (1, 1));
    // Another desk's, another agency's, another address of the same server, and the same once it is free.
    hook(&world, REGISTRE, &receiver.url()).await;
    world.names_agency("autre-ville").await;
    desk.add_webhook(new("autre-ville", MAIRIE, &receiver.url())).await.unwrap();
    hook(&world, MAIRIE, &format!("{}?autre", receiver.url())).await;
    desk.remove_route(webhook, &[Kind::Webhook]).await.unwrap();
    hook(&world, MAIRIE, &receiver.url()).await;
}

pub(crate) async fn two_keys_sign_while_one_replaces_the_other() {
    let world = world().await;
    let receiver = Receiver::kind();
    let (webhook, first) = hook(&world, MAIRIE, &receiver.url()).await;
    let signed_by =
        |heard: &Heard| -> Vec<String> { heard.header("webhook-signature").split(' ').map(str::to_owned).collect() };
    let signature = |key: &str, heard: &Heard| {
        use base64::Engine as _;
        use hmac::Mac as _;
        let coder = base64::engine::general_purpose::STANDARD;
        let key = coder.decode(key.strip_prefix("whsec_").unwrap()).unwrap();
        let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
        let (id, at) = (heard.header("webhook-id"), heard.header("webhook-timestamp"));
        mac.update(format!("{id}.{at}.{}", heard.body).as_bytes());
        format!("v1,{}", coder.encode(mac.finalize().into_bytes()))
    };
    filed(&world).await;
    world.push().await;
    let second = world.desk().rotate_webhook(webhook, 7).await.unwrap().key;
    filed(&world).await;
    world.push().await;
    world.later(24 * 7 + 1);
    filed(&world).await;
    world.push().await;
    let third = world.desk().rotate_webhook(webhook, 0).await.unwrap().key;
    filed(&world).await;
    world.push().await;
    let heard = receiver.heard();
    let by = |keys: &[&str], heard: &Heard| keys.iter().map(|key| signature(key, heard)).collect::<Vec<_>>();
    assert_eq!(signed_by(&heard[0]), by(&[&first], &heard[0]));
    assert_eq!(signed_by(&heard[1]), by(&[&second, &first], &heard[1]));
    assert_eq!(signed_by(&heard[2]), by(&[&second], &heard[2]));
    assert_eq!(signed_by(&heard[3]), by(&[&third], &heard[3]));
}

pub(crate) async fn where_the_operator_allows_nothing_nothing_inside_is_called() {
    let world = World::new().await;
    let receiver = Receiver::kind();
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let url = format!("http://{host}:{}/", receiver.port);
        let (siret, branch) = (MAIRIE.0.to_owned(), MAIRIE.1.to_owned());
        let refused = world.desk().add_webhook(NewWebhook { agency: AGENCY.to_owned(), siret, branch, url }).await;
        assert_eq!(refused.unwrap_err().code(), "webhook.address", "{host}");
    }
    filed(&world).await;
    assert_eq!((world.push().await.total(), receiver.heard().len()), (0, 0));
}

pub(crate) async fn what_was_cut_short_is_told_again_under_the_same_id() {
    let world = world().await;
    let receiver = Receiver::kind();
    hook(&world, MAIRIE, &receiver.url()).await;
    filed(&world).await;
    // Told, and the power gone before it was written down: as its lease ends, somebody else claims it.
    let store = world.desk().store();
    let lease = SignedDuration::from_secs(120);
    let (claimed, _) =
        store.write(async |tx| store::deliveries::claim(tx, Queue::Webhooks, lease, 32, 32).await).await.unwrap();
    assert_eq!(claimed.len(), 1);
    assert_eq!(world.push().await.total(), 0, "it is somebody else's for now");
    world.clock.advance(SignedDuration::from_secs(121));
    assert_eq!(world.push().await.done, 1);
    let late = store.write(async |tx| queue::done(tx, &claimed[0]).await).await;
    assert!(matches!(late, Err(store::StoreError::StaleLease)));
    assert_eq!(receiver.heard()[0].header("webhook-id"), format!("msg_{}", claimed[0].id.simple()));
    assert_eq!(receiver.heard()[0].body.as_bytes(), claimed[0].payload);
    let figures = store.read(async |conn| queue::figures(conn, Queue::Webhooks).await).await.unwrap();
    assert_eq!((figures.waiting, figures.leased, figures.parked), (0, 0, 0));
}

pub(crate) async fn what_is_not_told_yet_outlives_the_answers_and_holds_none_back() {
    let world = world().await;
    let receiver = Receiver::kind();
    let (webhook, _) = hook(&world, MAIRIE, &receiver.url()).await;
    world.desk().pause_route(webhook, &[Kind::Webhook]).await.unwrap();
    filed(&world).await;
    let program = Program::new(&world, AGENCY, MAIRIE).await;
    let register = Program::new(&world, AGENCY, REGISTRE).await;
    for program in [&program, &register] {
        for case in program.cases().await {
            program.get(&format!("/api/partner/v1/cases/{case}")).await;
        }
    }
    world.work().await;
    world.later(24 * 31);
    world.work().await;
    world.desk().tidy().await.unwrap();
    let metrics = world.browser().get("/metrics").await.text;
    assert!(
        metrics.contains("guichet_queue_waiting{queue=\"webhooks\"}")
            && metrics.contains("guichet_routes{kind=\"webhook\",state=\"paused\"} 1"),
        "{metrics}"
    );
    assert!(waiting(&world).await >= 2);
    world.desk().resume_route(webhook, &[Kind::Webhook]).await.unwrap();
    world.push().await;
    assert_eq!(waiting(&world).await, 0);
    assert!(bodies(&receiver.heard()).iter().any(|body| body["type"] == "case.new"));
}
